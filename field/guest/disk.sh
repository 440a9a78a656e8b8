# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash disable=SC2154
#
# The kit's own partition, known by its serial number and label, and by a file on it. All
# other disks are made read-only before anything else looks at them. What is on it:
#   pvshim.id     by which it is known
#   progress.txt  how far this run has come; the next one tells if it did not end
#   skip.txt      steps in which a kernel died: "KERNEL STEP"
#   loads.txt     what loading modules did on each of the patched kernels and without
#   report.json, report.txt, and those of earlier runs with numbers

DATA=/mnt
OWN=

# load_drivers - of what there is, three times: a driver may find a bus
load_drivers() {
	modprobe -aq vfat nls_cp437 nls_ascii cpuid msr sd_mod
	for _ in 1 2 3; do
		for bus in pci virtio scsi usb vmbus xen hid; do
			cat /sys/bus/$bus/devices/*/modalias 2>/dev/null
		done | sort -u >/run/aliases
		while read -r alias; do
			timeout 20 modprobe -qb "$alias" </dev/null
		done </run/aliases
		sleep 1
	done
}

# is_own DEVICE - serial number and label, as a FAT has them in its first sector
is_own() {
	[ "$(dd if="$1" bs=1 skip=39 count=15 2>/dev/null | tr -d '\000')" = HSVPPVSHIM-DATA ]
}

partitions() {
	for each in /sys/class/block/*/partition; do
		[ ! -e "$each" ] || { each=${each%/partition}; echo "${each##*/}"; }
	done
}

# protect - all disks but the one that our partition is on, and its other partitions
protect() {
	for each in /sys/class/block/*; do
		each=${each##*/}
		case $each in ram* | loop* | "$OWN") continue ;; esac
		[ -z "$OWN" ] || [ ! -e "/sys/class/block/$each/$OWN" ] || continue
		blockdev --setro "/dev/$each" 2>/dev/null
	done
}

own_partition() {
	for _ in 1 2 3 4 5; do
		for part in $(partitions); do
			[ -n "$OWN" ] || ! is_own "/dev/$part" || OWN=$part
		done
		[ -z "$OWN" ] || break
		sleep 1
	done
	protect
	WHERE="on the screen and the ports alone, as it has no partition"
	[ -n "$OWN" ] || { say "$WHERE"; return; }
	# the set of letters that all kernels have, whatever their default is
	if ! mount -t vfat -o ro,iocharset=ascii "/dev/$OWN" $DATA ||
		! grep -q '^pvshim field kit' $DATA/pvshim.id; then
		umount $DATA
		OWN=
		WHERE="a partition looks like its own, but is not"
	elif mount -o remount,rw,sync,noatime $DATA && touch $DATA/progress.txt; then
		WHERE="on partition PVSHIM-DATA ($OWN)"
	else
		WHERE="its partition ($OWN) cannot be written to"
	fi
	say "report: $WHERE"
}

writable() { [ -n "$OWN" ] && [ -w $DATA/progress.txt ]; }

# earlier_run - what is known of one that did not end
earlier_run() {
	: >/run/earlier
	: >/run/skip
	[ -n "$OWN" ] || return
	if [ -s $DATA/progress.txt ] && ! grep -q '^complete' $DATA/progress.txt; then
		tail -n 60 $DATA/progress.txt >/run/earlier
		died=$(awk '$3 == "begin" { at = $4 } $3 == "end" { at = "" } END { print at }' \
			/run/earlier)
		say "the run before this one did not end${died:+; it came to $died}"
		[ -z "$died" ] || ! writable ||
			echo "$(awk '{ print $1; exit }' /run/earlier) $died" >>$DATA/skip.txt
	fi
	[ ! -e $DATA/skip.txt ] || cp $DATA/skip.txt /run/skip
	! writable || : >$DATA/progress.txt
}

# progress TEXT - "KERNEL SECONDS TEXT"
progress() {
	! writable || echo "$PVSHIM_KERNEL $(now) $*" >>$DATA/progress.txt
}

# keep FILE... - on the partition; reports of earlier runs get numbers
keep() {
	writable || return 0
	number=1
	while [ -e "$DATA/report-$number.json" ]; do number=$((number + 1)); done
	for each in json txt; do
		[ ! -e "$DATA/report.$each" ] ||
			mv "$DATA/report.$each" "$DATA/report-$number.$each"
	done
	cp "$@" $DATA/ || WHERE="its partition is full"
}

leave_partition() {
	[ -n "$OWN" ] || return
	! writable || { rm -f $DATA/skip.txt; echo complete >>$DATA/progress.txt; }
	sync
	umount $DATA
}
