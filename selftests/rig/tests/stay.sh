# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# All is well but that the guest will not power off.

check "the only one" insmod /pvshim/tests/planted.ko how=stay
done_testing
