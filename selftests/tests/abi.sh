# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# The files that are there against Documentation/ABI: each is described, each
# description is of a file, and its mode is what that says.

# shellcheck source=selftests/guest/pvshim.sh
. /pvshim/guest/pvshim.sh

live() { find /sys/kernel/pvshim /sys/kernel/debug/pvshim -type f | sort; }

# described - a line "MODE PATTERN NAME" for each What: of the descriptions. The
# mode is the one that the text gives, else what (RO), (RW) or (WO) stand for; the
# pattern has a name without a slash for every <placeholder>.
described() {
	cat /pvshim/abi/* | awk '
	function entry() {
		if (what != "")
			print mode, "^" pattern "$", what
		mode = "none"
	}
	$1 == "What:" {
		entry()
		what = pattern = $2
		gsub(/[.]/, "[.]", pattern)
		gsub(/<[a-z_]+>/, "[^/]+", pattern)
	}
	$1 == "Description:" && $2 == "(RO)" { mode = "444" }
	$1 == "Description:" && $2 == "(RW)" { mode = "644" }
	$1 == "Description:" && $2 == "(WO)" { mode = "200" }
	match($0, /[Mm]ode 0[0-7][0-7][0-7]/) { mode = substr($0, RSTART + 6, 3) }
	END { entry() }'
}

# Each live file by the descriptions that fit: exactly one.
undescribed() {
	live | while read -r file; do
		fits=$(awk -v file="$file" 'file ~ $2 { print $3 }' /run/abi)
		[ "$(echo "$fits" | grep -c .)" = 1 ] || echo "$file: described by: ${fits:-none}"
	done
}

missing() {
	while read -r _ pattern what; do
		live | grep -qE "$pattern" || echo "$what: no such file"
	done </run/abi
}

wrong_modes() {
	live | while read -r file; do
		mode=$(stat -c %a "$file")
		awk -v file="$file" 'file ~ $2 { print $1 }' /run/abi | grep -qx "$mode" ||
			echo "$file: mode $mode is not the one described"
	done
}

# The operations are few, and fixed: the text names each.
unnamed() {
	for op in $OPS; do
		grep -q "\"$op\"" /pvshim/abi/* || echo "$op"
	done
}

not_roots() { live | xargs stat -c '%u %n' | grep -v '^0 '; }

# What may be read can be read. An absent provider's files too.
unreadable() {
	live | while read -r file; do
		case $(stat -c %a "$file") in
		*[4567]??) cat "$file" >/dev/null 2>&1 || echo "$file: cannot be read" ;;
		esac
	done
}

nothing() { same "" "$("$@" 2>&1)"; }

load
described >/run/abi
sed 's/^/described: /' /run/abi
modprobe pvshim_test_provider
check "there are descriptions, each with a mode" refused grep -q '^none ' /run/abi
check "there are files" test "$(live | grep -c .)" -ge "$(grep -c . /run/abi)"
check "each file is described once" nothing undescribed
check "each description is of a file" nothing missing
check "each operation is named" nothing unnamed
check "modes are as described" nothing wrong_modes
check "all files are root's" nothing not_roots
check "all files can be read" nothing unreadable
check "unload" unload_all
done_testing
