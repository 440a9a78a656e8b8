# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2030,SC2031
#
# Others who say which hypervisor this is: the kernel, virt-what, systemd-detect-virt,
# lscpu and cpuid, against pvshim. Where one says something else, the environment's row
# in envs.cfg has to know that and why (`witnesses`); what it explains must be so.

# shellcheck source=selftests/guest/pvshim.sh
. /pvshim/guest/pvshim.sh

# The words of each witness: of which hypervisors, as pvshim names them, it may say so.
# Several are what it cannot tell from one another. "unknown" is any without a provider,
# "unknown/SIGNATURE" that one alone. virt-what says all its words.
vocabulary() {
	cat <<TABLE
kernel: none = none unknown
kernel: Xen PV = xen
kernel: Xen HVM = xen
kernel: KVM = kvm
kernel: VMware = vmware
kernel: Microsoft Hyper-V = hyperv
sysfs: none = none unknown kvm vmware hyperv
sysfs: xen = xen
virt-what: none = none unknown
virt-what: qemu = unknown/TCGTCGTCGTCG
virt-what: xen,xen-domU = xen
virt-what: xen,xen-dom0 = xen
virt-what: xen,xen-hvm = xen
virt-what: kvm = kvm
virt-what: vmware = vmware
virt-what: hyperv = hyperv
systemd-detect-virt: none = none
systemd-detect-virt: vm-other = unknown
systemd-detect-virt: qemu = unknown/TCGTCGTCGTCG
systemd-detect-virt: xen = xen
systemd-detect-virt: kvm = kvm
systemd-detect-virt: vmware = vmware
systemd-detect-virt: microsoft = hyperv
lscpu: none = none unknown
lscpu: Xen = xen
lscpu: KVM = kvm
lscpu: VMware = vmware
lscpu: Microsoft = hyperv
TABLE
}

# What each says, in its own words, on one line; "none" when it says nothing.
say_kernel() { dmesg | sed -n 's/.*Hypervisor detected: //p' | head -n1; }
say_sysfs() { cat /sys/hypervisor/type 2>/dev/null; }
say_virt_what() { virt-what 2>&1 | tr '\n' ',' | sed 's/,$//'; }
say_systemd_detect_virt() { systemd-detect-virt --vm 2>&1; }
say_lscpu() { LC_ALL=C lscpu 2>&1 | sed -n 's/^ *Hypervisor vendor: *//p'; }
# by the instruction, and by the kernel's device, which asks Xen where that has to be
say_cpuid() { signatures; }
say_cpuid_device() { signatures -k; }

WITNESSES="kernel sysfs virt-what systemd-detect-virt lscpu cpuid cpuid-device"

# registers LEAF [-k] - EAX EBX ECX EDX, as cpuid reads them
registers() {
	# shellcheck disable=SC2086 # an option or none
	cpuid -1 -r $2 -l "$1" |
		sed -n 's/.* eax=\(\w*\) ebx=\(\w*\) ecx=\(\w*\) edx=\(\w*\).*/\1 \2 \3 \4/p'
}
# letters REGISTER... - the text in them, which may end in zeros
letters() {
	for register; do
		for shift in 0 8 16 24; do
			byte=$(((register >> shift) & 255))
			# shellcheck disable=SC2059 # an octal escape
			[ $byte = 0 ] || printf "\\$((byte >> 6))$((byte >> 3 & 7))$((byte & 7))"
		done
	done
}
# "SIG@base/max ..." of the bases that the test identity looks at, by the same rule: a
# leaf beyond the last repeats another one's content, which is no text
signatures() {
	# shellcheck disable=SC2046 # four words
	set -- "${1:-}" $(registers 1 "${1:-}")
	[ $# = 5 ] || { echo "no leaf 1"; return; }
	[ $((($4 >> 31) & 1)) = 1 ] || return 0
	found=
	for number in 0 1 2 3 4 5 6 7 8 255; do
		base=$(printf '0x%08x' $((0x40000000 + number * 0x100)))
		# shellcheck disable=SC2046 # four words
		set -- "$1" $(registers "$base" "$1")
		text=$(letters "$3" "$4" "$5")
		case $text in
		*[!A-Za-z\ ]*) ;;
		?????????*) found="$found $text@$base/$2" ;;
		esac
	done
	echo "${found# }"
}

# The same by pvshim: what it has logged, and of each provider what its files say.
pvshim_signatures() {
	log_since |
		sed -n 's/.*: signature "\(.*\)" at \(0x.*\), leaves to \([^:]*\):.*/\1@\2\/\3/p' |
		tr '\n' ' ' | sed 's/ $//'
}
provider_signatures() {
	for dir in "$PV"/providers/*; do
		[ "$(show "$dir/source")" != cpuid ] ||
			echo "$(show "$dir/signature")@$(show "$dir/base")/$(show "$dir/max_leaf")"
	done
}
files_agree() {
	provider_signatures | while read -r line; do
		case " $2 " in *" $line "*) ;; *) echo "not found by cpuid: $line"; return 1 ;; esac
	done
	case $1 in
	none | unknown) same "" "$(provider_signatures)" ;;
	*) refused grep -qx absent "$PV/providers/$1/source" ;;
	esac
}

# meant WITNESS WORD - the names that pvshim may then have for it
meant() {
	vocabulary | awk -v said="$1: $2 = " \
		'index($0, said) == 1 { print substr($0, length(said) + 1) }'
}
# agrees WITNESS WORD - with pvshim, which says $primary and $leaves
agrees() {
	case $1 in
	cpuid*) [ "$2" = "${leaves:-none}" ]; return ;;
	esac
	for name in $(meant "$1" "$2"); do
		case $name in "$primary" | "$primary/${leaves%%@*}") return 0 ;; esac
	done
	return 1
}
# explained WITNESS - the word that the row explains, if it does
explained() { echo "$EXPECT_WITNESSES" | sed -n "s|^$1:\(.*\) because ..*|\1|p"; }
# judge WITNESS WORD - is this agreed to, or explained, and not both?
judge() {
	known=$(explained "$1")
	if agrees "$1" "$2"; then
		[ -z "$known" ] && return
		echo "'$2' agrees with pvshim; envs.cfg explains '$known'"
		return 1
	elif [ -z "$known" ]; then
		echo "it says '$2', pvshim says '$primary' ($leaves), and envs.cfg not why"
		return 1
	else
		same "$known" "$2"
	fi
}
# Every line of the row has its form, and a witness that exists, once.
well_formed() {
	echo "$EXPECT_WITNESSES" | grep . | while read -r line; do
		who=${line%%:*}
		case " $WITNESSES " in *" $who "*) ;; *) echo "no witness '$who'"; return 1 ;; esac
		[ "$(explained "$who" | wc -l)" = 1 ] ||
			{ echo "not once WITNESS:WORD because REASON: $line"; return 1; }
	done
}

# The judge himself, in a case of each kind
tried() { # PRIMARY EXPLANATION WITNESS WORD
	(
		primary=$1 EXPECT_WITNESSES=$2 leaves=Sig@0x40000000/0x40000001
		judge "$3" "$4"
	)
}
sound() {
	tried kvm "" lscpu KVM && tried xen "lscpu:KVM because x" lscpu KVM &&
		tried unknown "" kernel none && tried none "" sysfs none &&
		refused tried unknown "" virt-what qemu &&
		tried kvm "" cpuid Sig@0x40000000/0x40000001 &&
		refused tried xen "" lscpu KVM &&
		refused tried xen "" lscpu "no such word" &&
		refused tried xen "lscpu:none because x" lscpu KVM &&
		refused tried xen "lscpu:KVM because" lscpu KVM &&
		refused tried kvm "lscpu:KVM because x" lscpu KVM &&
		refused tried kvm "" cpuid none
}

check "agreement, an explained disagreement and no others are accepted" sound
check "the explanations in envs.cfg are well-formed" well_formed
/sbin/modprobe cpuid 2>/dev/null
log_mark
check "the module loads" load
primary=$(cat $PV/hypervisor)
leaves=$(pvshim_signatures)
diag "pvshim: $primary, ${leaves:-no signature}"
for witness in $WITNESSES; do
	word=$("say_$(echo "$witness" | tr - _)")
	word=${word:-none}
	fact "witness_$(echo "$witness" | tr - _)" "$word"
	reason=$(echo "$EXPECT_WITNESSES" | sed -n "s/^$witness:.* because //p")
	check "$witness: $word${reason:+ (because $reason)}" judge "$witness" "$word"
done
check "what the providers' files say is what cpuid found" files_agree "$primary" \
	"$(say_cpuid_device)"
check "unload" unload_all
done_testing
