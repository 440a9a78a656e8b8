#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Can scripts/no-indirect fail? Small objects with one thing wrong in each.

here=$(cd "$(dirname "$0")" && pwd) || exit 1
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
flags="-O2 -w -fno-pic -mcmodel=kernel -fcf-protection=none"
count=0
status=0

# expect STATUS WORDS NAME [FLAG]...: what is said about the C on stdin
expect()
{
	count=$((count + 1))
	wanted=$1
	words=$2
	name=$3
	shift 3
	printf 'int g(int);\nint (*pointer)(int);\n' >"$work/a.c"
	cat >>"$work/a.c"
	# shellcheck disable=SC2086 # one word per flag
	gcc $flags "$@" -c -o "$work/a.ko" "$work/a.c" || exit 1
	said=$("$here/../../scripts/no-indirect" "$work/a.ko")
	code=$?
	case "$code $said" in
	"$wanted "*"$words"*)
		echo "ok $count - $name" ;;
	*)	echo "# status $code: $said"
		echo "not ok $count - $name"
		status=1 ;;
	esac
}

printf 'KTAP version 1\n1..12\n'
expect 0 '1 functions and 0 behind' 'a direct call' <<'END'
int consumer_a(int x) { return g(x) + 1; }
END
expect 1 'consumer_a: .text+' 'a call through a pointer' <<'END'
int consumer_a(int x) { return pointer(x) + 1; }
END
expect 1 'consumer_a: .text+' 'a tail call through a pointer' <<'END'
int consumer_a(int x) { return pointer(x); }
END
expect 1 'thunk' 'a retpoline' -mindirect-branch=thunk-extern <<'END'
int consumer_a(int x) { return pointer(x) + 1; }
END
expect 1 'helper: .text+' 'behind a local function' <<'END'
static __attribute__((noinline)) int helper(int x) { return pointer(x) + 1; }
int consumer_a(int x) { return helper(x) * 3; }
END
expect 1 'consumer_a: .altinstr_replacement+' 'in an alternative' <<'END'
int consumer_a(int x)
{
	asm volatile("1: .nops 2\n"
		     ".pushsection .altinstructions,\"a\"\n"
		     ".long 1b - .\n.long 2f - .\n.long 0, 0\n.popsection\n"
		     ".pushsection .altinstr_replacement,\"ax\"\n"
		     "2: call *%rax\n.popsection");
	return g(x);
}
END
expect 1 'consumer_a: .altinstr_aux+' 'on the slow side of a feature test' <<'END'
int consumer_a(int x)
{
	asm volatile("jmp 1f\n2:\n.pushsection .altinstr_aux,\"ax\"\n"
		     "1: call *%rax\njmp 2b\n.popsection");
	return g(x);
}
END
expect 1 'consumer_a: .data' 'a pointer in writable memory' <<'END'
int consumer_a(int x) { return x + 1; }
int (*table[])(int) = { consumer_a };
END
expect 0 '0 indirect' 'the kernel'"'"'s pv_ops, static call keys, const tables' <<'END'
extern struct { int (*f[9])(int); } pv_ops;
int consumer_a(int x) { return pv_ops.f[3](x) + 1; }
struct { void *func; } __SCK__a = { consumer_a };
int (*const table[])(int) = { consumer_a };
END
expect 0 '0 indirect' 'a pv_ops_lock of its own' <<'END'
extern struct { int (*f[3])(int); } pv_ops_lock;
int consumer_a(int x) { return pv_ops_lock.f[2](x) + 1; }
END
expect 1 '1 indirect' 'another table of the kernel, whatever its name begins with' <<'END'
extern struct { int (*f[3])(int); } pv_ops_other;
int consumer_a(int x) { return pv_ops_other.f[2](x) + 1; }
END
expect 2 'no function to check' 'nothing to check' <<'END'
int a(int x) { return x; }
END
exit "$status"
