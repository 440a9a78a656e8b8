#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Can the tests fail? Break a copy of the module's logic in one place at a
# time; at least one program must notice. Usage: mutants.sh
# No sanitizers here: a mutant must be found by what it answers.

here=$(cd "$(dirname "$0")" && pwd) || exit 1
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
flags="-std=gnu11 -O1 -w -pthread -DEXPORT_SYMBOL_GPL(symbol)= -I$here/include -I$here/../../tools/include -I$here/../../include -I$here/../../module"
table='detect|/sig->max_leaf < sig->base)/,+1d|maximum below the base goes unnoticed
detect|s/sig->max_leaf - sig->base < known->needs/sig->max_leaf - sig->base <= known->needs/|one leaf too few for what is promised
detect|s/sig->base < fact->leaf/sig->base <= fact->leaf/|last promised leaf is not read
detect|/sig->base < fact->leaf/,+1d|leaves that are not there are read
detect|s/PVSHIM_HYPERV_LEAF_HINTS, ebx/PVSHIM_HYPERV_LEAF_HINTS, edx/|how often to spin from the wrong register
detect|s/PVSHIM_KVM_LEAF_FEATURES, edx/PVSHIM_KVM_LEAF_FEATURES, ecx/|hints from the wrong register
detect|/sig->base == PVSHIM_CPUID_FIRST_BASE/s/sig->base == .*)/1)/|a feature leaf that KVM has at the first base only
detect|/if (sig->max_leaf)/,+1s/return sig->max_leaf/return 0x16/|maximum leaf not as told
detect|/^	return sig->base;/s/sig->base/0/|maximum leaf 0 is believed
detect|/if (is_echo/,+1d|echoes are signatures
detect|/if (sig->max_leaf >= sig->base)/,+1d|a second one with sound leaves is an echo
detect|/if (sig.fault == PVSHIM_FAULT_NONE)/s/NONE)/NONE \&\& d->primary == PVSHIM_HV_UNKNOWN)/|primary by lowest base
detect|s/base <= PVSHIM_CPUID_LAST_BASE/base < PVSHIM_CPUID_LAST_BASE/|last base is left out
detect|s/PVSHIM_CPUID_BLOCK - 1)/PVSHIM_CPUID_BLOCK)/|block one leaf too long
detect|/if (already_found/,+1d|duplicates go unnoticed
detect|/room -= /d|useless signatures crowd out usable ones
detect|s/leaf.eax != PVSHIM_HYPERV_INTERFACE/0/|Hyper-V without its interface leaf
detect|s/PVSHIM_HYPERV_LEAF_VERSION, ebx/PVSHIM_HYPERV_LEAF_VERSION, eax/|version from the wrong register
detect|s/> .~.)/> 0x7f)/|unprintable text
detect|s/!machine->vmware_dmi/0/|knocks without the serial number
detect|/if (!machine->hypervisor_bit)/s/!machine/0 \&\& !machine/|reads leaves without the bit
policy|s/a->base > b->base/a->base >= b->base/|tie goes to the last registered
policy|s/if (group \& entering)/if (0)/|a group takes nothing along
policy|s/leaving\[i\];/0;/|a group leaves an operation behind
policy|s/while (next != group)/if (1)/|a group without those behind others
policy|s/len <= NAME_MAX_LEN/len < NAME_MAX_LEN/|name one character shorter
policy|s/ && !name\[len\]//|rest of the name is not looked at
steal-count|s/return ns >= base->ns \&\&/return/|a count that goes back
steal-count|s/possible(since(base->since, now))/~0ULL/|faster than time
steal-count|s/count->base.ns \/ 2/count->base.ns/|a step back taken for a restart
steal-count|s/ns <= possible(since(count->begun, now));/1;/|a restart with more than can be
steal-count|s/return begun <= count->ended \&\&/return/|a reading in order taken for one that was overtaken
steal-count|s/return begun <= count->ended/return 0/|overtaken readings are odd
steal-count|s/if (count->has_other \&\& follows/if (0 \&\& follows/|another host is never followed
steal-count|s/count->other = old;/;/|the host before is forgotten at once
steal-count|s/bool sound = ns <= FIRST_MAX/bool sound = true/|an absurd first reading
steal-count|s/.since = since(FIRST_LAG, begun)/.since = begun/|no late update before the first reading
steal-count|s/^\tif (ns != count->base.ns)$/\tif (1)/|an unchanged reading hides a late update
request|s/ ?: .?.;/;/|a NUL hides what is behind it
request|s/(size_t)PVSHIM_WORD_SIZE - 1/(size_t)PVSHIM_WORD_SIZE - 2/|a word has less room than it is said
request|/if (len < from.len)/,+1d|a word that was cut does not show it
request|s/while (piece.len \&\& (!piece.at/while (piece.len \&\& 0 \&\& (!piece.at/|what is behind the text counts
request|/is_one_of(piece.at\[0\], BLANKS)/,+1d|blanks before the text count
request|s/BLANKS ","/BLANKS/|commas do not separate
request|s/" .t.n.v.f.r"/" \\n"/|tabs do not separate
request|s/word.len == strlen(name) \&\&/word.len <= strlen(name) \&\&/|a name can be shortened
request|s/while (!ret \&\& (word/if ((word/|only the first operation counts
request|s/drop(&provider, 1);//|the colon is part of the name
request|s/word.at\[0\] == .:. .. !provider.len/!provider.len/|no operation before the colon
request|s/word.at\[0\] == .:. .. !provider.len/word.at[0] == 58/|no colon is needed
request|s/if (providers\[op\].text\[0\])/if (0)/|an operation can be named twice
request|s/if (!pvshim_name_valid(providers\[op\].text))/if (0)/|any name will do
request|s/text\[0\] = ....;/text[0] = 1;/|an operation that is not named has a provider
clock|s/nsec >= NSEC/nsec > NSEC/|a full second of nanoseconds
clock|/after < before)/s/after < before/0/|counter that went back'

compile()
{
	# shellcheck disable=SC2086 # one word per flag
	cc $flags -c -o "$1" "$2"
}

for file in fake-cpu fuzz-table test_detect test_detect_bases fuzz_detect test_policy \
	test_request test_clock test_steal_count fuzz_steal_count; do
	compile "$work/$file.o" "$here/$file.c" || exit 1
done
# what the pure logic calls of its own kind, unless that is the mutant
compile "$work/policy.o" "$here/../../module/policy.c" || exit 1
compile "$work/steal.o" "$here/../../module/steal.c" || exit 1
ar rcs "$work/tables.a" "$work/fake-cpu.o" "$work/fuzz-table.o" "$work/steal.o" \
	"$work/policy.o"

printf 'KTAP version 1\n1..%d\n' "$(echo "$table" | wc -l)"
count=0
status=0
while IFS='|' read -r file script name; do
	count=$((count + 1))
	sed "$script" "$here/../../module/$file.c" >"$work/$file.c"
	noticed=
	why='no test noticed'
	if cmp -s "$work/$file.c" "$here/../../module/$file.c"; then
		why='does not apply any more'
	elif ! compile "$work/mutant.o" "$work/$file.c"; then
		why='does not compile'
	else
		program=$(echo "$file" | tr - _)
		for program in "$work"/*"_$program".o "$work"/*"_$program"_*.o; do
			[ -e "$program" ] || continue
			cc -pthread -o "$work/run" "$program" "$work/mutant.o" \
				"$work/tables.a" || exit 1
			timeout 20 "$work/run" --runs 50000 >/dev/null 2>&1 ||
				noticed="$noticed $(basename "$program" .o)"
		done
	fi
	[ -n "$noticed" ] || status=1
	[ -n "$noticed" ] || printf 'not '
	echo "ok $count - $name: ${noticed:-$why}"
done <<END
$table
END
exit "$status"
