# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# The module's life as its log tells it: load, detect, bind, switch, refuse,
# unbind, unload, twice. Every line must be the one of selftests/expected/, and
# no other may be there. `selftests/golden` takes a changed log over.

# shellcheck source=selftests/guest/pvshim.sh
. /pvshim/guest/pvshim.sh

# Lines of ours, without what the kernel says once a boot, or says of modules.
life_log() {
	log_since | sed 's/^\[[^]]*\] //' | grep '^pvshim' |
		grep -v -e 'taints kernel' -e 'module verification failed'
}

life() {
	load
	modprobe pvshim_consumer
	for op in $OPS; do
		for provider in $(served_by "$op") native; do
			bind_op "$op" "$provider"
		done
		bind_op "$op" nobody
	done
	unload_all
}

compare() {
	[ -e /pvshim/boot/expected ] || {
		echo "no golden log of $GUEST; once this one is right: selftests/golden $PVSHIM_ENV"
		return 1
	}
	diff -u /pvshim/boot/expected /run/life.log
}

log_mark
life 2>/dev/null
echo "pvshim-test: and again" >/dev/kmsg
life 2>/dev/null
life_log >/run/life.log
sed 's/^/golden: /' /run/life.log
check "the log is the one of selftests/expected" compare
check "it went through its whole life, twice" same 2 "$(grep -c unloaded /run/life.log)"
done_testing
