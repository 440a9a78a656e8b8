# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# The kernel follows a NULL pointer.

# shellcheck source=selftests/rig/tests/planted.sh
. /pvshim/tests/planted.sh
check "the only one" deed oops
done_testing
