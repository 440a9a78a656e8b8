# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# Every operation, from native to each provider that can serve it here and
# back, with the call site read from memory at every step.

# shellcheck source=selftests/guest/pvshim.sh
. /pvshim/guest/pvshim.sh

load autobind=0
modprobe pvshim_consumer

# The kernel patches its own pv_ops sites in the provider when it loads the
# module; ff 15 and ff 25 are what an unpatched indirect one begins with.
no_indirect() {
	code=$(grep "^$1 " $CONSUMER/targets) || { echo "no code shown"; return 1; }
	case $code in
	*"ff 15"* | *"ff 25"*) echo "$code"; return 1 ;;
	esac
}

for op in $OPS; do
	native=$(native_form "$op")
	check "$op: autobind=0 leaves it native" same native "$(bound "$op")"
	check "$op: a native site is $native" same "$native" "$(form "$op")"
	check "$op: a native call works" calls_work
	before=$(bytes "$op")
	for provider in $(served_by "$op"); do
		switched=$(switches "$op")
		check "$op: switch to $provider" bind_op "$op" "$provider"
		check "$op: its site calls $provider directly" \
			same "call pvshim_${provider}_$op" "$(form "$op")"
		check "$op: no indirect branch in the code behind it" no_indirect "$op"
		check "$op: a call works" calls_work

		# a consumer that is loaded now finds it bound
		rmmod pvshim_consumer && modprobe pvshim_consumer
		check "$op: a new consumer's site calls $provider" \
			same "call pvshim_${provider}_$op" "$(form "$op")"

		bind_op "$op" native
		check "$op: back to native" same "$native" "$(form "$op")"
		[ "$native" = "${native#call}" ] || before=$(bytes "$op")
		check "$op: the bytes are the old ones, two switches counted" \
			same "$before $((switched + 2))" "$(bytes "$op") $(switches "$op")"
	done
done

# Bound while the consumer is unloaded: the next one must still come up right.
bind_op host_time native
rmmod pvshim_consumer
modprobe pvshim_consumer
check "a consumer loaded after all that is native" \
	same "$(native_form yield_to)" "$(form yield_to)"
check "unload" unload_all
done_testing
