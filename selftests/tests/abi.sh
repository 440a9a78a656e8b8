# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# The files that are there against Documentation/ABI: each is described, each
# description is of a file, and its mode is what that says.

# shellcheck source=selftests/guest/pvshim.sh
. /pvshim/guest/pvshim.sh

# live - a line "MODE OWNER FILE" for each file that is there.
live() {
	find /sys/kernel/pvshim /sys/kernel/debug/pvshim -type f -exec stat -c '%a %u %n' {} + |
		sort -k 3
}

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

# fits - of /run/abi (MODE PATTERN NAME) and /run/live: what undescribed, missing and
# wrong_modes say, each line behind that word and a tab, and one "compared" for each
# file. One pass: below a hypervisor that is itself emulated a process for each file
# takes minutes.
fits() {
	awk '
	function say(word, text) { print word "\t" text }
	FNR == NR {
		mode[FNR] = $1
		pattern[FNR] = $2
		what[FNR] = $3
		begins[FNR] = $3
		sub(/<.*/, "", begins[FNR])
		known = FNR
		next
	}
	{
		say("compared", $3)
		found = ""
		descriptions = of_mode = 0
		for (i = 1; i <= known; i++) {
			if (index($3, begins[i]) != 1 || $3 !~ pattern[i])
				continue
			descriptions++
			used[i] = 1
			found = found " " what[i]
			if (mode[i] == $1)
				of_mode++
		}
		if (descriptions != 1)
			say("undescribed", $3 ": described by:" (found ? found : " none"))
		if (!of_mode)
			say("wrong_modes", $3 ": mode " $1 " is not the one described")
	}
	END {
		for (i = 1; i <= known; i++)
			if (!used[i])
				say("missing", what[i] ": no such file")
	}' /run/abi /run/live
}

# Each live file by the descriptions that fit: exactly one.
undescribed() { grep "^undescribed" /run/fits | cut -f 2; }

missing() { grep "^missing" /run/fits | cut -f 2; }

wrong_modes() { grep "^wrong_modes" /run/fits | cut -f 2; }

# The operations are few, and fixed: the text names each.
unnamed() {
	for op in $OPS; do
		grep -q "\"$op\"" /pvshim/abi/* || echo "$op"
	done
}

not_roots() { awk '$2 != 0' /run/live; }

# What may be read can be read. An absent provider's files too. cat names each that
# cannot.
unreadable() {
	awk '$1 ~ /[4567]..$/ { print $3 }' /run/live | xargs cat >/dev/null
}

nothing() { same "" "$("$@" 2>&1)"; }

load
described >/run/abi
sed 's/^/described: /' /run/abi
modprobe pvshim_test_provider
live >/run/live
fits >/run/fits
check "there are descriptions, each with a mode" refused grep -q '^none ' /run/abi
check "there are files" test "$(grep -c . /run/live)" -ge "$(grep -c . /run/abi)"
check "all files are compared" same "$(grep -c . /run/live)" "$(grep -c ^compared /run/fits)"
check "each file is described once" nothing undescribed
check "each description is of a file" nothing missing
check "each operation is named" nothing unnamed
check "modes are as described" nothing wrong_modes
check "all files are root's" nothing not_roots
check "all files can be read" nothing unreadable
check "unload" unload_all
done_testing
