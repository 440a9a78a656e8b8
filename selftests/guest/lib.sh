# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC1090,SC1091,SC2034
#
# What a test script has at hand. Each test is sourced in a shell of its own
# (busybox sh) after this file. The last thing it does is `done_testing`: a test that
# ends before has failed.
#
#   done_testing [N]           that was all; tells how many results there have been.
#                              N more come from elsewhere (guest/aftermath.sh)
#   pass TEXT                  one result
#   fail TEXT [DIAGNOSTIC]     one result
#   check TEXT COMMAND...      passes when COMMAND succeeds; its output is shown
#                              when it fails
#   skip_test TEXT REASON      one result: cannot be tested here
#   skip_all REASON            the whole test does not apply; leaves it
#   diag TEXT                  a line for the reader
#   fact KEY VALUE             a measurement; the host adds its own clock
#   gone MODULE                true when the module is not loaded
#   modprobe, insmod, rmmod, modinfo    those of kmod, not of busybox
#
# A test beside the guests inside this one (`beside` in tests.cfg) reads in /run/guests
# what these do, see note() in guest/outer.sh.
#
# The count is kept in a file, so that they work in pipelines and subshells too;
# skip_all alone must be called from the test's own shell, which it ends.
#
# Variables: PVSHIM_TEST, PVSHIM_ENV, PVSHIM_KERNEL (column), PVSHIM_RELEASE (uname -r),
# MODULES (directory with all our modules, which modprobe also finds), FOREIGN
# (directory with another kernel's pvshim.ko, or empty), EXPECT_DETECTED,
# EXPECT_SYSFS, EXPECT_SIGNATURES, EXPECT_VCPUS, EXPECT_CFI (from envs.cfg).

. /pvshim/boot/env
export PVSHIM_ENV PVSHIM_KERNEL PVSHIM_RELEASE
MODULES=/pvshim/modules
FOREIGN=/pvshim/foreign
counter=/run/pvshim-count
echo 0 >$counter

# The real tools: busybox' shell would rather run its own applets.
modprobe() { /sbin/modprobe "$@"; }
insmod() { /sbin/insmod "$@"; }
rmmod() { /sbin/rmmod "$@"; }
modinfo() { /sbin/modinfo "$@"; }

done_testing() {
	read -r count <$counter
	[ "$count" -gt 0 ] || fail "nothing was tested"
	echo "1..$((count + ${1:-0}))" >&3
}
diag() { printf '%s\n' "$*" | sed 's/^/# /' >&3; }
fact() { echo "fact $*" >&3; }
# only a module that can be unloaded has this file
gone() {
	case $1 in
	*-*) [ ! -e "/sys/module/$(echo "$1" | tr - _)/initstate" ] ;;
	*) [ ! -e "/sys/module/$1/initstate" ] ;;
	esac
}

# next - set $count to the number of the next result
next() {
	read -r count <$counter
	count=$((count + 1))
	echo "$count" >$counter
}

pass() {
	next
	echo "ok $count - $1" >&3
}

fail() {
	next
	echo "not ok $count - $1" >&3
	[ -z "${2:-}" ] || diag "$2"
}

skip_test() {
	next
	echo "ok $count - $1 # SKIP $2" >&3
}

skip_all() {
	echo "1..0 # SKIP $1" >&3
	exit 0
}

check() {
	what=$1
	shift
	if said=$("$@" 2>&1); then
		pass "$what"
	else
		fail "$what" "status $?: $*
$said"
	fi
}
