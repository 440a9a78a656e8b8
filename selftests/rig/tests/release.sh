# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# From here on the guest says that it runs another kernel. See tests.cfg.

# shellcheck source=selftests/rig/tests/planted.sh
. /pvshim/tests/planted.sh
check "the only one" deed release
done_testing
