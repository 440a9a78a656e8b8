# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
#
# Sourced by init in a crash kernel: what is left of the test that crashed, which
# was the last. The last result that it counted is that we are here, and that the old
# kernel's memory can be read: an ELF file.

case $(dd if=/proc/vmcore bs=4 count=1 2>/dev/null | tr -cd ELF) in
ELF) send "ok 99 - the crash kernel boots and reads the old one's memory" ;;
*) send "not ok 99 - the crash kernel boots and reads the old one's memory" ;;
esac
send "cell $GUEST $(tail -n 1 /pvshim/boot/tests | cut -d' ' -f1) end 0"
send "guest $GUEST done $(wc -l </pvshim/boot/tests)"
