# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash disable=SC2154
#
# The page in the end: 79 columns, 24 lines, nothing but ASCII.

rule() { echo "------------------------------------------------------------------------------"; }

# returned OP - what the operation said, in words, and whether a second source agrees
returned() {
	[ "$1" != crash_notify ] || { echo "not called"; return; }
	said=$(fact_of demo "value.$1")
	[ -n "$said" ] || { echo "nothing was measured"; return; }
	case $1 in
	steal_clock)
		second=$(fact_of demo proc_stat_steal)
		echo "$said" | awk -v s="$second" '{ split(s, t, " ")
			printf "CPU 0: %.3f s, kernel: %.2f s\n", $2 / 1e9, t[2] / 1e9 }'
		;;
	host_time)
		case $said in
		"0 "*) echo "$said" | awk '{ print int($2 / 1e9) }' | {
			read -r second
			echo "$(date -u -d "@$second" '+%H:%M:%S') UTC; own: $(date -u +%H:%M:%S)"
		} ;;
		*) echo "error ${said%% *}" ;;
		esac
		;;
	*) echo "${said#* } for CPU ${said%% *}" ;;
	esac
}

operations() {
	printf '%-18s %-9s %-18s %s\n' "operation" "served by" "others that can" "what it returned"
	for op in $OPS; do
		by=$(fact_of demo "provider.$op")
		others=$(fact_of demo "available.$op" | tr ' ' '\n' |
			grep -vx "${by:-none}" | xargs)
		printf '%-18s %-9s %-18s %s\n' "$op" "${by:--}" "${others:--}" "$(returned "$op")"
	done
}

# What one call costs more than none, in ns, to a function that does nothing
calls() {
	echo "A call costs, in ns: native $(fact_of bench native_steal_clock)," \
		"bound $(fact_of bench bound_nothing_steal_clock)," \
		"by retpoline $(fact_of bench retpoline_nothing_steal_clock)"
	printf 'A switch costs, in us:'
	for size in 1 10 100 1000; do
		ns=$(fact_of bench "switch_${size}_ns")
		[ -z "$ns" ] || printf ' %s (%s)' $((ns / 1000)) $size
	done
	printf ' (sites)\n'
}

# min or median of several rounds, in us: KIND HOW
median() {
	for round in 1 2 3; do fact_of kernel-bench "$1_$2_$round"; done |
		sed -n 's/.*median \([0-9]*\).*/\1/p' | sort -n | sed -n 2p |
		awk '{ printf "%.1f", $1 / 1000 }'
}
# cost KIND - natively and by pvshim
cost() { echo "$(median "$1" native)/$(median "$1" attached | grep . || echo 'not served')"; }
kernel_calls() {
	[ -n "$(median flush native)" ] || return
	pair=
	[ -z "$(median pair native)" ] || pair="of 2 CPUs $(cost pair), "
	echo "TLB flush, us, native/pvshim: ${pair}of $(vcpus) CPUs $(cost flush)"
	echo "IPI to all CPUs, us, native/pvshim: $(cost ipi)"
}

# What loading modules does to the other CPUs, by the kernels that were booted so far, with
# the patches and without
loads() {
	[ ! -s /run/loads ] || awk '
		{ by = by (NR > 1 ? ", " : "") $1 " " $4; sites = $3 }
		END { print "Rounds of IPIs when " sites " call sites load: " by }' /run/loads
}

before() {
	[ ! -s /run/earlier ] ||
		echo "Before     the run before did not end: $(tail -n 1 /run/earlier)"
}

# Without the module: what was found out without it
inspected() {
	echo "pvshim is not loaded: $UNUSABLE"
	grep -v '^not read\|^$' /run/inspect | head -n $((11 - $(before | wc -l)))
}
measured() {
	operations
	rule
	calls
	kernel_calls
	loads
}

totals() {
	awk -F '\t' '$2 == "result" { n[$3]++ }
		$2 == "name" { name = $3 }
		$2 == "result" && $3 == "fail" { bad = bad " " name }
		END { printf "%d ok, %d skipped, %d failed%s\n", n["ok"], n["skip"], n["fail"],
			bad ? ":" bad : "" }' /run/tests
}

page() {
	echo "pvshim $VERSION field report      $(date -u '+%Y-%m-%d %H:%M') UTC, $(now) s"
	echo "Machine    $(dmi sys_vendor) $(dmi product_name), $(firmware)," \
		"$(vcpus) vCPUs, $(mib) MiB"
	echo "Processor  $(one_of 'model name')"
	echo "Kernel     $(uname -r), which says: $EXPECT_DETECTED; clock source $(clocksource)"
	echo "Below      $(fact_of demo hypervisor): $EXPECT_SIGNATURES" | sed 's/ : / /'
	rule
	if [ -n "$UNUSABLE" ]; then inspected; else measured; fi
	echo "Tests      $(totals), $(wc -l </run/left-out) left out"
	echo "Kernel log $(complaints) complaints"
	before
	rule
	echo "Report     $WHERE"
	echo "           ports: $(ports | xargs | grep . || echo none)"
	echo "Send report.json as pvshim's MAINTAINERS says. The machine may be switched off."
}
