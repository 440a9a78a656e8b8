# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# The kernel warns; the test is content.

# shellcheck source=selftests/rig/tests/planted.sh
. /pvshim/tests/planted.sh
check "the only one" deed warn
done_testing
