# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# Machines and kernels that pvshim does not support: refused, and in words.

# shellcheck source=selftests/guest/pvshim.sh
. /pvshim/guest/pvshim.sh

log_mark
if [ "$PVSHIM_ENV" = tcg-no-tsc ]; then
	check "no time-stamp counter: refused" refused load
	check "no time-stamp counter: the log says so" logged "no time-stamp counter"
else
	skip_test "no time-stamp counter: refused" "this CPU has one"
fi

if [ -e "$FOREIGN/pvshim.ko" ]; then
	check "built for another kernel: refused" refused insmod "$FOREIGN/pvshim.ko"
	check "built for another kernel: the log says so" logged "pvshim: "
else
	skip_test "built for another kernel: refused" "no other kernel's module at hand"
fi
done_testing
