# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# What checkpatch says of this repository's files and is not right about: for the files
# here (scripts/check.d/checkpatch) and for the patches that they are in the kernel's tree
# (scripts/patch-series verify --in-tree).

# Findings to be ignored: the file (or a pattern), the type, and above it why
# checkpatch is wrong there. A file where it is not found any more is reported.
ignored() {
	cat <<'LIST'
# A program's usage text names the program, a file that is included its like.
*.md				EMBEDDED_FILENAME
scripts/*			EMBEDDED_FILENAME
selftests/*			EMBEDDED_FILENAME
field/*				EMBEDDED_FILENAME
# or the function of the same name
selftests/torture/flush-bench.c	EMBEDDED_FUNCTION_NAME
tools/pvshimctl/facility-kvm.c	EMBEDDED_FUNCTION_NAME
# A type of zlib
tools/pvshimctl/kconfig.c	CAMELCASE
# A file system is mounted from a device of the same name.
selftests/guest/*		REPEATED_WORD
# libFuzzer calls functions of these names.
selftests/unit/fuzz*		CAMELCASE
# Texts and their lengths, in tables; a macro that stands for one loop
selftests/unit/test_request.c	COMPLEX_MACRO
selftests/unit/test_request.c	MACRO_ARG_REUSE
# A table with one sed script per line
selftests/unit/mutants.sh	LONG_LINE
# Macros that stand for one asm statement, for functions, for repeated calls
bench/*				COMPLEX_MACRO
bench/*				MACRO_ARG_REUSE
# Outside the kernel these are not defined yet: there they are.
selftests/tinyhv/hv.h		PREFER_DEFINED_ATTRIBUTE_MACRO
selftests/storm/storm.h		PREFER_DEFINED_ATTRIBUTE_MACRO
selftests/torture/torture.h	PREFER_DEFINED_ATTRIBUTE_MACRO
tools/pvshimctl/message.h	PREFER_DEFINED_ATTRIBUTE_MACRO
tools/pvshimctl/text.h		PREFER_DEFINED_ATTRIBUTE_MACRO
tools/include/linux/types.h	PREFER_DEFINED_ATTRIBUTE_MACRO
# Memory that is there for the access to it, as a volatile lvalue says
selftests/torture/*		VOLATILE
# Assembly: a macro that stands for one asm statement; %[name] is an operand
include/pvshim/guard.h		SPACING
module/hypercall.h		COMPLEX_MACRO
module/hypercall.h		MACRO_ARG_REUSE
# The list of operations is included to generate pieces of declarations, tables
# and switches; a line of it need not be a statement nor use every column.
bench/*				MULTISTATEMENT_MACRO_USE_DO_WHILE
bench/*				TRAILING_SEMICOLON
bench/*				MACRO_ARG_UNUSED
include/pvshim/call.h		COMPLEX_MACRO
include/pvshim/call.h		MULTISTATEMENT_MACRO_USE_DO_WHILE
include/pvshim/call.h		TRAILING_SEMICOLON
include/pvshim/ops-list.h	MACRO_ARG_UNUSED
include/pvshim/ops.h		MULTISTATEMENT_MACRO_USE_DO_WHILE
include/pvshim/ops.h		TRAILING_SEMICOLON
include/pvshim/ops.h		MACRO_ARG_UNUSED
include/pvshim/ops.h		MACRO_ARG_PRECEDENCE
module/op-info.c		TRAILING_SEMICOLON
module/op-info.c		MACRO_ARG_UNUSED
module/op-info.c		MACRO_ARG_PRECEDENCE
module/op-info.c		BRACKET_SPACE
module/op-info.c		COMPLEX_MACRO
module/kernel-sites.c		TRAILING_SEMICOLON
module/kernel-sites.c		MACRO_ARG_UNUSED
module/kernel-sites.c		MACRO_ARG_REUSE
module/static_calls.c		MULTISTATEMENT_MACRO_USE_DO_WHILE
module/static_calls.c		TRAILING_SEMICOLON
module/static_calls.c		MACRO_ARG_UNUSED
module/static_calls.c		MACRO_ARG_PRECEDENCE
module/pv-ops/list.h	MACRO_ARG_UNUSED
module/pv-ops/list.h	SPACING
module/pv-ops/sites.c	MACRO_ARG_UNUSED
module/pv-ops/sites.c	MACRO_ARG_REUSE
module/pv-ops/sites.c	SPACING
module/pv-ops/sites.c	LINE_SPACING
module/pv-ops/sites.h	MACRO_ARG_UNUSED
# As trace events are written
module/trace.h			PARENTHESIS_ALIGNMENT
module/trace.h			OPEN_ENDED_LINE
selftests/mods/consumer.c	MULTISTATEMENT_MACRO_USE_DO_WHILE
selftests/mods/consumer.c	TRAILING_SEMICOLON
selftests/mods/consumer.c	MACRO_ARG_UNUSED
LIST
}

# not_ignored [unused] - what is left of the findings on standard input, as
# FILE:LINE: LEVEL:TYPE: text; and the entries that no finding was like
not_ignored() {
	awk -v unused="${1:-}" '
function glob(pattern) {
	gsub(/[.]/, "[.]", pattern)
	gsub(/[*]/, ".*", pattern)
	return "^" pattern "$"
}
NR == FNR {
	if (NF == 2) {
		entry[++n] = $1 " " $2
		file[n] = glob($1)
		type[n] = $2
	}
	next
}
{
	split($0, part, ":")
	for (i = 1; i <= n; i++)
		if (part[1] ~ file[i] && part[4] == type[i]) {
			used[i] = 1
			next
		}
	print
}
END {
	for (i = 1; unused && i <= n; i++)
		if (!used[i] && entry[i] !~ /[*]/)
			print "scripts/lib/checkpatch.sh: not found any more: " entry[i]
}' <(ignored) -
}
