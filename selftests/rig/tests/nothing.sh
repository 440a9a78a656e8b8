# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# Says that this was all, and there was nothing.

done_testing
