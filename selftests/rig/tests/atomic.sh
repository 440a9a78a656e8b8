# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# The kernel sleeps where it must not.

# shellcheck source=selftests/rig/tests/planted.sh
. /pvshim/tests/planted.sh
check "the only one" deed atomic
done_testing
