#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Try the packages of `make deb` in guests of real Debian under Secure Boot: installed,
# used at boot, with a newer kernel, upgraded, downgraded, removed and purged. See
# selftests/README.md.
#
#	selftests/packages/run.sh [-n] [13] [12]	which releases (both)
#	-n	the packages are those that are there already
#
# Each step is a boot of the same disk. Left behind in build/packages/RELEASE/: results,
# output, and what each boot wrote to its console.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
top=$(readlink -f "$here/../..")
"$top/scripts/in-root" --inside || exec "$top/scripts/in-root" "$0" "$@"
# shellcheck source=scripts/lib/cache.sh
. "$top/scripts/lib/cache.sh"
OLD=$(cat "$top/VERSION")
NEW=${OLD%.*}.$((${OLD##*.} + 1))
STEPS="install kernel upgrade remove gone" # of steps.sh, each a boot
LIMIT=7200  # seconds for a boot with all that is done there
DISK=6G     # of the guest; only what is in use is stored
FIRMWARE=/usr/share/OVMF/OVMF
CODE=${FIRMWARE}_CODE_4M.secboot.fd
STEP="systemd.run=/step systemd.run_success_action=poweroff systemd.run_failure_action=poweroff"
OWNER=2d3a0c4e-5b1f-4c58-9d6e-7a1b8f0c9e21 # who has put the key there; any will do

root_of() { "$top/scripts/root" path "$1"; }

# prepare RELEASE - what the guest sees, its disk and its first kernel
prepare() {
	local root
	root=$(root_of "debian-$1")
	rm -rf "$dir"
	mkdir -p "$dir"/share/boot "$dir"/esp/EFI/{BOOT,debian}
	cp -r "$here/steps.sh" "$top/debian/tests" "$dir/share/"
	cp -r "$top/build/deb" "$dir/share/old"
	cp -r "$top/build/deb.new" "$dir/share/new"
	cp "$root"/boot/vmlinuz-* "$dir/share/boot/vmlinuz"
	cp "$root"/boot/initrd.img-* "$dir/share/boot/initrd"
	cp "$LOADERS/shim/shimx64.efi.signed" "$dir/esp/EFI/BOOT/BOOTX64.EFI"
	cp "$LOADERS/grub/x86_64-efi-signed/grubx64.efi.signed" "$dir/esp/EFI/BOOT/grubx64.efi"
	cp "${FIRMWARE}_VARS_4M.ms.fd" "$dir/vars"
	chmod u+w "$dir/vars"
	cat >"$dir/step" <<-'STEP'
		#!/bin/sh
		mount -t 9p -o trans=virtio,version=9p2000.L host /host
		cp /host/steps.sh /root/steps.sh
		exec /root/steps.sh $(cat /host/step)
	STEP
	chmod 755 "$dir/step"
	# shellcheck disable=SC2016 # for the shell in there
	"$top/scripts/in-root" -r "debian-$1" sh -euc 'mke2fs -q -t ext4 -d "$1" "$2/disk" "$3"
		debugfs -w -R "write $2/step /step" "$2/disk" 2>&1' - "$root" "$dir" "$DISK" >&2
}

# compile RELEASE - natively what dkms will compile in the guest, for its ccache: an
# emulated CPU takes twenty times as long
compile() {
	local root
	root=$(root_of "debian-$1")
	mkdir -p "$dir"/native/{upper,work,root}
	# shellcheck disable=SC2016 # for the shell in there
	"$top/scripts/own-mounts" bash -euc '
		root=$1 dir=$2 new=$2/native/root
		mount -t overlay root "$new" -o \
			"lowerdir=$root,upperdir=$dir/native/upper,workdir=$dir/native/work"
		mount -t proc none "$new/proc"
		mount --rbind /dev "$new/dev"
		mount --rbind "$dir/share" "$new/host"
		chroot "$new" /host/steps.sh compile "$3" "$4"' compile "$root" "$dir" "$OLD" "$NEW"
	rm -rf "$dir/native"
}

# enroll - dkms' key, as MokManager does when the owner has said yes at the console
enroll() {
	[ -e "$dir/share/mok.pub" ] || return 0
	openssl x509 -inform DER -in "$dir/share/mok.pub" -out "$dir/mok.pem"
	"$top/scripts/in-root" -r secure-boot virt-fw-vars --inplace "$dir/vars" \
		--add-mok "$OWNER" "$dir/mok.pem" >"$dir/enroll" 2>&1
	rm "$dir/share/mok.pub"
}

# boot STEP - the disk, and stay there until it is switched off. The firmware, with
# Microsoft's keys, starts shim, that starts GRUB, and that Debian's kernel.
boot() {
	local guest
	cp "$dir"/share/boot/* "$dir/esp/"
	echo "$1 $OLD $NEW" >"$dir/share/step"
	cat >"$dir/esp/EFI/debian/grub.cfg" <<-GRUB
		linux /vmlinuz root=/dev/vda rw no_timer_check console=ttyS0 panic=-1 $STEP
		initrd /initrd
		boot
	GRUB
	timeout "$LIMIT" qemu-system-x86_64 -accel tcg,thread=multi -machine q35,smm=on \
		-global driver=cfi.pflash01,property=secure,value=on -cpu max -smp 2 -m 2048 \
		-no-reboot -nodefaults -nographic -monitor none -nic none \
		-serial "file:$dir/console.$1" \
		-drive "if=pflash,unit=0,readonly=on,format=raw,file=$CODE" \
		-drive "if=pflash,format=raw,unit=1,file=$dir/vars" \
		-drive "file=$dir/disk,format=raw,if=virtio,cache=unsafe" \
		-drive "file=fat:$dir/esp,format=raw,if=virtio,readonly=on" \
		-virtfs "local,path=$dir/share,mount_tag=host,security_model=none,multidevs=remap" \
		</dev/null >"$dir/qemu.$1" 2>&1 &
	guest=$!
	tail -q -n 0 -F --pid=$guest "$dir/share/results" >&2 2>/dev/null || :
	wait $guest || say "QEMU ended with $?"
}

# table DIR - what has come out, for people
table() {
	uniq "$1/about"
	awk '
		/^done/ { next }
		/^#/ { print; next }
		{ result = $1; sub(/^(not )?ok - /, "") }
		result == "not" { result = "FAILED" }
		{
			step = $1; seconds = $(NF - 1)
			sub(/^[^ ]* /, ""); sub(/ [(][0-9]+ s[)]$/, "")
			sub("[(]", "", seconds); sub(":", "", step)
			printf "%-8s %-7s %4d s  %s\n", step, result, seconds, $0
		}' "$1/results"
}

# try RELEASE
try() {
	local release=$1 dir=$top/build/packages/$1 step begun
	prepare "$release"
	: >"$dir/share/results"
	mkdir -p "$CACHE/packages/ccache-$release"
	# what a compiler has made of a source need not be made again
	cp -r "$CACHE/packages/ccache-$release" "$dir/share/ccache"
	begun=$SECONDS
	compile "$release"
	say "Debian $release: compiled natively: $((SECONDS - begun)) s"
	for step in $STEPS; do
		begun=$SECONDS
		enroll
		boot "$step"
		say "Debian $release: $step: $((SECONDS - begun)) s"
		grep -qsx "done $step" "$dir/share/results" || {
			echo "not ok - $step: it did not come to its end" >>"$dir/share/results"
			break
		}
	done
	rm -rf "$CACHE/packages/ccache-$release"
	mv "$dir/share/ccache" "$CACHE/packages/ccache-$release"
	rm -rf "$dir"/{share/boot,esp,disk}
	table "$dir/share" >"$dir/table"
	cat "$dir/table"
	! grep -q '^not ok' "$dir/share/results"
}

made=
[ "${1:-}" != -n ] || { made=yes; shift; }
[ $# != 0 ] || set -- 13 12
for release; do
	case $release in
	12 | 13) ;;
	*) echo "usage: ${0##*/} [-n] [13] [12]" >&2; exit 2 ;;
	esac
done
lock packages
for release; do "$top/scripts/root" fetch "debian-$release"; done
"$top/scripts/root" fetch secure-boot
LOADERS=$(root_of secure-boot)/usr/lib/secure-boot/usr/lib
if [ -z "$made" ]; then
	"$top/scripts/build-packages"
	"$top/scripts/build-packages" -o "$top/build/deb.new" -v "$NEW"
fi
status=0
for release; do try "$release" || status=1; done
exit $status
