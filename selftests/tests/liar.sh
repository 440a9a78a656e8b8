# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# A host that announces Xen and is not: one line in the log, nothing available.

# shellcheck source=selftests/guest/pvshim.sh
. /pvshim/guest/pvshim.sh

log_mark
check "the module loads" load
check "the log says what the host answered" \
	logged "xen is announced but not usable: xen_version answered"
check "no operation is available from xen" refused grep -qw xen $PV/ops/*/available
check "unload" unload_all
done_testing
