# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# pvshimctl inspect says without the module what that finds then: signatures, bases,
# the primary. Whose guest the kernel is, it knows by what envs.cfg expects. Root sees
# more than a user, and nothing that says the contrary.

# shellcheck source=selftests/guest/pvshim.sh
. /pvshim/guest/pvshim.sh

as_user() {
	grep -qs nobody: /etc/passwd ||
		echo 'nobody:x:65534:65534:nobody:/:/bin/sh' >>/etc/passwd
	su -s /bin/sh nobody -c "$*"
}

# The pretty JSON has a member on each line: what "name" holds, or nothing for null
member() { sed -n "s/^  \"$1\": \"\\{0,1\\}\\([^\",]*\\).*/\\1/p" "$2"; }
# "SIGNATURE at BASE, leaves to LEAF: FAULT", as the module logs it
signatures() {
	awk -F'"' '
	$2 == "signature" { signature = $4 }
	$2 == "source" { dmi = $4 == "dmi" }
	$2 == "base" { base = $4 }
	$2 == "max_leaf" { leaf = $4 }
	$2 == "fault" {
		if (dmi)
			printf "signature \"%s\" by DMI and backdoor\n", signature
		else
			printf "signature \"%s\" at %s, leaves to %s: %s\n", signature, base,
				leaf, (NF > 3 ? $4 : "usable")
	}' "$1"
}
logged_signatures() { log_since | sed -n 's/.*pvshim: \(signature ".*\)/\1/p'; }
# Of which interfaces the kernel is a guest
served() {
	awk -F'"' '
	$2 == "interface" { interface = $4 }
	$2 == "used" && $1 == "      " && ($4 == "yes" || $4 == "likely") { print interface }' "$1"
}
# By what the kernel itself has logged, and whether it made use of it
expected() {
	case $EXPECT_DETECTED/$EXPECT_SYSFS in
	Xen*/xen) echo xen ;;
	KVM/*) echo kvm ;;
	VMware/*) echo vmware ;;
	Microsoft*/*) echo hyperv ;;
	esac
}
# "INTERFACE FACILITY: yes|likely|no|unknown WHY" of all
facilities() {
	awk -F'"' '
	$2 == "interface" { interface = $4 }
	$2 == "name" { name = $4 }
	$2 == "used" && $1 != "      " { used = $4 }
	$2 == "why" && $1 != "      " && name != "" {
		print interface " " name ":" used ":" $4
		name = ""
	}' "$1"
}
# What root sees must not be against what the rules told a user.
contradictions() {
	facilities /run/inspect >/run/roots
	facilities /run/inspect-user >/run/users
	awk -F: '
	FNR == NR { root[$1] = $2; next }
	!($1 in root) { print $1 ": root sees none" }
	root[$1] == "no" && $2 ~ /likely|yes/ || root[$1] == "yes" && $2 == "no" {
		print $0 ", root: " root[$1]
	}' /run/roots /run/users
}
nothing() { same "" "$("$@" 2>&1)"; }

/sbin/modprobe msr 2>/dev/null
pvshimctl inspect --json >/run/inspect
as_user pvshimctl inspect --json >/run/inspect-user
COLUMNS=80 pvshimctl inspect >/run/screen
sed 's/^/# /' /run/screen >&3
check "it says something" grep -q '"schema": "pvshim-inspect/1"' /run/inspect
check "a screen names the signatures" same "$(signatures /run/inspect | grep -c .)" \
	"$(sed '1,/^signature /d; /^$/,$d' /run/screen | grep -c .)"
check "a screen is no wider than 80 columns" nothing awk 'length > 80' /run/screen
check "whose guest the kernel is: $(expected)" same "$(expected)" "$(served /run/inspect)"
check "the kernel's release" grep -q "\"release\": \"$PVSHIM_RELEASE\"" /run/inspect
check "no facility is against what root sees" nothing contradictions

log_mark
check "the module loads" load
check "signatures, bases and leaves as the module finds them" \
	same "$(logged_signatures)" "$(signatures /run/inspect)"
check "the primary hypervisor: $(cat $PV/hypervisor)" \
	same "$(cat $PV/hypervisor)" "$(member hypervisor /run/inspect)"
case $PVSHIM_ENV in
*vmware-dmi) skip_test "a user finds the same" "only root may read DMI's serial number" ;;
*) check "a user finds the same" same "$(signatures /run/inspect)" \
	"$(signatures /run/inspect-user)" ;;
esac
pvshimctl inspect --json >/run/inspect-loaded
check "the same while the module is loaded" same "$(signatures /run/inspect)" \
	"$(signatures /run/inspect-loaded)"
check "the module unloads" unload_all
done_testing
