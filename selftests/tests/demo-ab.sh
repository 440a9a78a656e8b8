# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# A live A/B for `make demo`, as the tool prints it. A kernel with the patches calls what
# a provider serves, and a remote flush is faster by that. A stock kernel does not, so that
# nothing may differ.

# shellcheck source=selftests/guest/pvshim.sh
. /pvshim/guest/pvshim.sh
# shellcheck source=selftests/guest/kernel-ops.sh
. /pvshim/guest/kernel-ops.sh

SAID=/run/ab-said

# shown VERDICT OP PROVIDER OPTION... - the screen, a fact for each line
shown() {
	verdict=$1
	shift
	pvshimctl ab "$@" >$SAID 2>/run/ab-complaint || { cat /run/ab-complaint; return 1; }
	fact ab.0 "pvshimctl ab $*"
	n=0
	while IFS= read -r line; do
		n=$((n + 1))
		fact "ab.$n" "$line"
	done <$SAID
	grep -q "$verdict" $SAID || { cat $SAID; return 1; }
}

load autobind=0
if has_kernel_ops; then
	check "a remote flush by the provider is faster" shown "median -" \
		pv_flush_tlb_multi "$(kernel_provider)" --load flush --pairs 16
else
	check "a flush of the kernel's own is the same" shown "no difference" \
		yield_to "$(served_by yield_to | head -n1)" --load flush --pairs 16
fi
check "unload" unload_all
done_testing
