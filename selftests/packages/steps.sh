#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What an administrator of Debian does with the packages, and whether it came out right.
# run.sh calls this as root, in a guest that has booted: steps.sh STEP OLD NEW. /host is
# the directory that it shows.
#	/host/results	ok and not ok, a line each, with the seconds it took
#	/host/about	where, a line for each step
#	/host/output	what was said
set -u
export LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive
export PYTHONDONTWRITEBYTECODE=1
export PATH=/usr/lib/ccache:/usr/sbin:/usr/bin:/sbin:/bin
export CCACHE_DIR=/host/ccache CCACHE_COMPILERCHECK=content CCACHE_TEMPDIR=/tmp
export CCACHE_SLOPPINESS=time_macros,include_file_mtime,include_file_ctime
PV=/sys/kernel/pvshim
BIND=steal_clock:native,yield_to:native
KEY=/var/lib/dkms/mok
LIMIT=2400 # seconds for what is checked at once; it is an emulated CPU

# Each is tried by a process of its own, which ends in time.
if [ "$1" = --check ]; then
	trying=$2 step=$3 old=$4 new=$5
	shift 5
else
	trying='' step=$1 old=$2 new=$3
	exec >>/host/output 2>&1
fi

check() {
	local name=$1 said begun=$SECONDS result=ok
	shift
	said=$(timeout -k 10 "$LIMIT" "$0" --check "$name" "$step" "$old" "$new" "$@" 2>&1) ||
		result="not ok"
	echo "$result - $step: $name ($((SECONDS - begun)) s)" >>/host/results
	[ "$result" = ok ] || tail -n 20 <<<"$said" | sed 's/^/# /' >>/host/results
	printf '== %s: %s: %s\n%s\n' "$step" "$name" "$result" "$said"
	sync
}

same() { [ "$1" = "$2" ] || { echo "'$2', not '$1'"; return 1; }; }
refused() { ! "$@"; }
# says TEXT COMMAND... - it succeeds, and says that
says() {
	local text=$1 said status=0
	shift
	said=$("$@" 2>&1) || status=$?
	echo "$said"
	[ $status = 0 ] && grep -q -- "$text" <<<"$said"
}
kernels() { find /lib/modules/ -mindepth 1 -maxdepth 1 -printf '%f\n' | sort -V; }
newest() { kernels | tail -n 1; }
kept() { echo "/var/lib/dkms/pvshim/kernel-$1-x86_64"; }

# files - all that outlives a boot and is nobody's cache
files() {
	find / -xdev \( -path /proc -o -path /sys -o -path /dev -o -path /run -o -path /tmp \
		-o -path /host -o -path /var/tmp -o -path /var/log -o -path /var/cache \
		-o -path /root -o -path /var/lib/dpkg/info -o -path /var/lib/apt/lists \) \
		-prune -o -print | sort
}

# contents - of settings, and of what dkms and dpkg know
contents() {
	find /etc /var/lib/dkms /var/lib/dpkg -type f ! -name ld.so.cache \
		\( -path '/etc/*' -o -path '*/dkms/*' -o -name diversions -o -name statoverride \) \
		-exec sha256sum {} + | sort
}

# owned - by packages, under the names that they have where /usr is merged
owned() {
	cat /var/lib/dpkg/info/*.list | sed -E 's,^/(bin|sbin|lib|lib64)(/|$),/usr/\1\2,' | sort -u
}

# of_kernel - files that come with a newer kernel and are no package's
of_kernel() {
	grep -E -e '^/(boot/)?(vmlinuz|initrd|config|System.map)[^/]*$' \
		-e '^/var/lib/initramfs-tools/' \
		-e '/lib/modules/[^/]*/modules[.]'
}

# installed VERSION KERNEL - as dkms sees it, and where modprobe looks
installed() {
	local name
	dkms status
	dkms status | grep -q "^pvshim/$1, $2, x86_64: installed" || return 1
	same "$1" "$(modinfo -k "$2" -F version pvshim)" || return 1
	for name in pvshim pvshim_bench pvshim_ptp; do
		modinfo -k "$2" -n $name | grep /updates/dkms/ || return 1
	done
	[ -s "$(kept "$2")/Module.symvers" ] && [ -e "$(kept "$2")/include/pvshim/call.h" ]
}

# only VERSION - is there, of its sources too
only() { same "/usr/src/pvshim-$1" "$(echo /usr/src/pvshim-[0-9]*)"; }

# signed KERNEL - the signature names the certificate of dkms' key by its serial number
signed() {
	local serial
	[ -s $KEY.key ] && [ -s $KEY.pub ] || return 1
	serial=$(openssl x509 -inform DER -in $KEY.pub -noout -serial | cut -d= -f2)
	modinfo -k "$1" pvshim | grep -E '^(signer|sig_key)'
	modinfo -k "$1" -F sig_key pvshim | tr -d ': \n' | grep -qi "^0*${serial#0}"
}

secure_boot() {
	says "SecureBoot enabled" mokutil --sb-state &&
		says '\[integrity\]' cat /sys/kernel/security/lockdown
}

# rejected TEXT MODULE - the module is refused, with that in the kernel's log
rejected() {
	dmesg -C
	refused insmod "$2" && says "$1" dmesg &&
		refused grep -q "^$(basename "$2" .ko) " /proc/modules
}

# unsigned FILE - the module of this kernel, unpacked, without its signature
unsigned() {
	local module
	module=$(modinfo -n pvshim)
	case $module in
	*.xz) xz -dc "$module" ;;
	*.zst) zstd -dc "$module" ;;
	*) cat "$module" ;;
	esac >"$1" && strip -g "$1"
}

# sign_file RELEASE - the kernel's program, of the headers of that release
sign_file() {
	find -L "/lib/modules/$1/build/scripts/" /usr/lib/linux-kbuild-* -name sign-file \
		2>/dev/null | head -n 1
}

# foreign FILE - the same, signed by a key that nobody knows
foreign() {
	local sign
	sign=$(sign_file "$(uname -r)")
	openssl req -new -x509 -newkey rsa:2048 -nodes -days 1 -subj '/CN=nobody/' \
		-keyout /root/nobody.key -out /root/nobody.pem && unsigned "$1" &&
		"$sign" sha256 /root/nobody.key /root/nobody.pem "$1"
}

not_loaded() { [ ! -d /sys/module/pvshim ]; }

# loaded VERSION - at boot, by the alias of the CPU, with the settings of modprobe.d
loaded() {
	udevadm settle
	[ -d /sys/module/pvshim ] || { lsmod | head; dmesg | tail; return 1; }
	same "$1" "$(cat /sys/module/pvshim/version)" &&
		same "$BIND" "$(cat /sys/module/pvshim/parameters/bind)" &&
		same native "$(cat $PV/ops/yield_to/provider)"
}

# nothing_left - after a purge. A newer kernel has brought files and replaced those of the
# packages that name the newest, the key is dkms' own.
nothing_left() {
	same "" "$(dkms status)" || return 1
	same "" "$(dpkg-query -W -f '${Package} ${Status}\n' 'pvshim*' 2>/dev/null |
		grep -v 'unknown ok not-installed')" || return 1
	same "" "$(comm -13 /root/before <(files) | comm -23 - <(owned) |
		grep -vxF -f <(comm -13 /root/before <(files) | of_kernel) |
		grep -v "^${KEY}[.]")" || return 1
	same "" "$(comm -23 /root/before <(files) | grep -vE '^/(vmlinuz|initrd)' |
		grep -vxF -f /root/kernels)" || return 1
	same "" "$(comm -13 /root/contents <(contents) | awk '{ print $2 }' | sort |
		comm -23 - <(owned) | grep -v "^${KEY}[.]")" || return 1
	refused grep -l pvshim /var/lib/dpkg/{status,diversions,statoverride} \
		/var/lib/dpkg/{triggers,info}/* || return 1
	find / -xdev \( -path /host -o -path /proc -o -path /root -o -path /var/log \) -prune \
		-o -iname '*pvshim*' -print | refused grep -vxF -f /root/before
}

# apt has a PATH of its own for what it runs, and so for dkms
apt() { apt-get -q -y -o DPkg::Path="$PATH" --no-install-recommends "$@"; }
# The documentation, too, which this small Debian leaves out.
install_all() {
	apt -o DPkg::Options::="--path-include=/usr/share/doc/pvshim-*" \
		--allow-downgrades install /host/"$1"/pvshim-{dkms,tools,dev}_*.deb
}

# autopkgtest's own runner, with the source package that was built. This is a guest,
# and it may load modules.
autopkgtests() {
	autopkgtest --ignore-restrictions=isolation-machine --no-built-binaries \
		--output-dir="/host/autopkgtest.$step" /host/old/pvshim_*.dsc -- null
	cat "/host/autopkgtest.$step/summary" &&
		same 3 "$(grep -c ' PASS' "/host/autopkgtest.$step/summary")"
}

# consumer - the module of a user of pvshim, with what dkms has kept
consumer() {
	rm -rf /root/consumer
	cp -r /usr/src/pvshim-dev/samples/consumer /root/
	make -C "/lib/modules/$1/build" M=/root/consumer PVSHIM="$(kept "$1")" \
		KBUILD_EXTRA_SYMBOLS="$(kept "$1")/Module.symvers" modules &&
		"$(sign_file "$1")" sha256 $KEY.key $KEY.pub /root/consumer/pvshim_sample.ko
}

sample() {
	insmod /root/consumer/pvshim_sample.ko &&
		cat /sys/module/pvshim_sample/parameters/now && rmmod pvshim_sample
}

bash_offers() {
	bash -c '. /usr/share/bash-completion/completions/pvshimctl
		COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _pvshimctl
		printf "%s\n" "${COMPREPLY[@]}"' - "$@"
}
zsh_offers() {
	zsh -fc 'words=("$@"); CURRENT=$#; compadd() { shift; print -l -- $@ }
		. /usr/share/zsh/vendor-completions/_pvshimctl' - "$@"
}
completes() {
	same "$2" "$(bash_offers pvshimctl "$1")" && same "$2" "$(zsh_offers pvshimctl "$1")"
}

step_install() {
	# what a slow CPU need not do
	echo COMPRESSLEVEL=1 >/etc/initramfs-tools/conf.d/quick
	files >/root/before
	contents >/root/contents
	cat /var/lib/dpkg/info/linux-*.list >/root/kernels
	check "Secure Boot is on, the kernel locked down" secure_boot
	check "nothing is there before" refused modinfo pvshim
	check "install $old" install_all old
	check "dkms has built and installed the modules" installed "$old" "$(uname -r)"
	check "they are signed by dkms' own key" signed "$(uname -r)"
	check "a key that is not enrolled is refused in words" \
		rejected "module with unavailable key is rejected" "$(modinfo -n pvshim)"
	check "the tool says that there is no module" refused pvshimctl status
	check "bash and zsh complete" completes pv pv-ops
	echo "options pvshim bind=$BIND" >/etc/modprobe.d/local.conf
	cp $KEY.pub /host/
}

# units - the examples: the timer has the values written where node_exporter looks for
# them, and what is for a domain of Xen does nothing here
units() {
	local dir=/var/lib/prometheus/node-exporter status=0
	mkdir -p $dir
	cp /usr/share/doc/pvshim-tools/examples/pvshim-*.{service,timer} /etc/systemd/system/ &&
		systemctl daemon-reload || return 1
	systemctl start pvshim-values.timer pvshim-kernel.service || status=1
	timeout 120 sh -c "until [ -s $dir/pvshim.prom ]; do sleep 1; done" || status=1
	says '^pvshim_' cat $dir/pvshim.prom || status=1
	same no "$(systemctl show -P ConditionResult pvshim-kernel)" || status=1
	systemctl stop pvshim-values.timer pvshim-values.service
	systemctl --no-pager status 'pvshim-*'
	rm -r /etc/systemd/system/pvshim-*.{service,timer} /var/lib/prometheus
	systemctl daemon-reload
	return $status
}

# boot VERSION
boot() {
	check "$(uname -r) is the newest kernel" same "$(newest)" "$(uname -r)"
	check "Secure Boot is on, the kernel locked down" secure_boot
	check "loaded at boot, bound as /etc/modprobe.d says" loaded "$1"
	check "the tool shows it to every user" \
		setpriv --reuid 65534 --clear-groups pvshimctl status
	check "the bench and the clock load" modprobe -a pvshim_bench pvshim_ptp
	check "systemd runs the units of the examples" units
	check "a user's module is built with what dkms has kept" consumer "$(uname -r)"
	check "and loads, signed by the same key" sample
	check "unload" modprobe -r pvshim_bench pvshim_ptp pvshim
	check "nothing of it is in the kernel" not_loaded
}

# newer COMMAND... - with packages of the newer kernel; what it merely recommends is left out
newer() {
	mapfile -t files < <(find /srv/kernel -name '*.deb' ! -name 'apparmor_*' "${chosen[@]}")
	"$@" "${files[@]}"
}
newer_image() { chosen=("${image[@]}"); newer apt install; }
newer_headers() { chosen=(! \( "${image[@]}" \)); newer "$@"; }
image=(-name 'linux-*' ! -name 'linux-headers*' ! -name 'linux-kbuild*')

step_kernel() {
	boot "$old"
	check "without a signature it is refused in words" eval "unsigned /root/pvshim.ko &&
		rejected 'unsigned module is rejected' /root/pvshim.ko"
	check "signed by another key it is refused in words" eval "foreign /root/pvshim.ko &&
		rejected 'module with unavailable key is rejected' /root/pvshim.ko"
	check "autopkgtest: tool, modules, load" autopkgtests
	check "a newer kernel without its headers: installed, and dkms says why it builds nothing" \
		says "headers for this kernel do not seem to be installed" newer_image
	check "it is the newer one" refused same "$(uname -r)" "$(newest)"
	check "no modules for it" refused modinfo -k "$(newest)" pvshim
	check "its headers" newer_headers apt install
	check "dkms has built for it" installed "$old" "$(newest)"
	check "and signed it" signed "$(newest)"
	check "the other kernel still has its own" installed "$old" "$(uname -r)"
	cp "/boot/vmlinuz-$(newest)" /host/boot/vmlinuz
	cp "/boot/initrd.img-$(newest)" /host/boot/initrd
}

step_upgrade() {
	boot "$old"
	modprobe pvshim
	check "upgrade to $new, with the module loaded" install_all new
	check "dkms has the new one" installed "$new" "$(newest)"
	check "no sources of the old one" only "$new"
	check "the tool is new" same "pvshimctl $new" "$(pvshimctl --version)"
	check "the old module stays loaded" same "$old" "$(cat /sys/module/pvshim/version)"
	check "the new tool shows the old module" pvshimctl status
	check "settings outlive it" test -e /etc/modprobe.d/pvshim.conf
	check "the new one is loaded instead" \
		eval "modprobe -r pvshim_bench pvshim_ptp pvshim && modprobe pvshim && loaded $new"
}

step_remove() {
	boot "$new"
	modprobe pvshim
	check "downgrade to $old, with the module loaded" install_all old
	check "dkms has the old one" installed "$old" "$(newest)"
	check "no sources of the new one" only "$old"
	check "remove, with the module loaded" apt remove pvshim-dkms pvshim-tools pvshim-dev
	check "no module is left" refused modinfo pvshim
	check "settings outlive it" test -e /etc/modprobe.d/pvshim.conf
	check "purge" dpkg -P pvshim-dkms pvshim-tools pvshim-dev
	rm -f /etc/modprobe.d/local.conf
	check "nothing is left" nothing_left
	check "what was loaded is unloaded" rmmod pvshim
}

step_gone() {
	check "$(uname -r) boots" same "$(newest)" "$(uname -r)"
	check "nothing is loaded" not_loaded
	check "nothing has come back" nothing_left
}

# build VERSION KERNEL
build() {
	[ -e "/usr/src/pvshim-$1" ] || {
		dpkg -x /host/*/pvshim-dkms_"$1"_*.deb / && dkms add "pvshim/$1"
	}
	dkms build "pvshim/$1" -k "$2"
}

# Natively, in a copy: what is in the ccache need not be compiled in a guest
step_compile() {
	local kernel
	newer_headers dpkg --unpack --force-depends
	for kernel in $(kernels); do
		build "$old" "$kernel"
		build "$new" "$kernel"
	done
	ccache -s
}

if [ "$trying" ]; then
	"$@"
	exit
fi
[ "$step" = compile ] ||
	echo "Debian $(cat /etc/debian_version), Linux $(uname -r), $(dkms --version)" >>/host/about
"step_$step"
echo "done $step" >>/host/results
sync
