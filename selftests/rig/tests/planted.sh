# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
#
# Sourced by planted tests.

# deed HOW [seconds=N] - let the kernel do what planted.c says
deed() {
	insmod /pvshim/tests/planted.ko "how=$1" ${2:+"$2"} && rmmod planted
}

# last_words TEST - what guest/init says after its only test and at the guest's end
last_words() {
	echo "<4>pvshim-test: end $1" >/dev/kmsg
	echo "cell $GUEST $1 end 0" >&3
	echo "guest $GUEST done 1" >&3
}
