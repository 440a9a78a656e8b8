#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""pvshimctl on this machine, against planted trees: text, JSON, exit statuses.

Usage: test_pvshimctl.py PROGRAM (built with SANITIZE=1). Prints KTAP.
"""

import json
import os
import pty
import random
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
from planted_sysfs import ABSENT, OPS, PROVIDERS, Tree  # noqa: E402

NOBODY = 65534
HERE = os.path.dirname(os.path.abspath(__file__))
COMPLETION = os.path.join(HERE, "../../tools/pvshimctl/completion.sh")
COMMANDS = ("status", "providers", "ops", "verify", "late", "kernel-ops", "bench")
KERNEL_OPS = """irq.irq_disable  native_irq_disable  fa0f1f440000 inline native: cli
mmu.flush_tlb_user xen_flush_tlb [xen] e811223344 direct call to xen_flush_tlb [xen]
cpu.io_delay\tnative_io_delay  -   -
3 ops
"""

STATUS = """\
hypervisor: xen, pvshim 0.1.0

provider  signature     found       version  can serve  serves
native    -             -           -        4          3
acme      AcmeAcmeAcme  no          -        0          0
kernel    -             -           -        1          1
vmware    VMwareVMware  by DMI      6        0          0
xen       XenVMMXenVMM  0x40000100  4.17     2          0

operation    served by  why native, or who else could
host_time    native     xen: wall clock version is odd after 100 readings, which
                        no host keeps for as long; vmware: GETTIMEFULL is not
                        answered
later_op     native     nobody who is here has it
steal_clock  kernel     also possible: native xen
yield_to     native     not bound; possible: xen
"""


class Bench:
    """The program and its tree."""

    def __init__(self, program, directory):
        os.chmod(directory, 0o755)
        # where nobody may run it
        self.program = shutil.copy(program, f"{directory}/pvshimctl")
        self.tree = Tree(directory)

    def command(self, args):
        return [self.program, "--sysfs", self.tree.sys, "--debugfs", self.tree.debug,
                *args.split()]

    def run(self, args, wanted=0, **how):
        """(stdout, stderr) of the program, which must exit with `wanted`."""
        done = subprocess.run(self.command(args), capture_output=True, text=True,
                              stdin=subprocess.DEVNULL, timeout=60, **how)
        if done.returncode != wanted:
            raise AssertionError(f"{args}: exit status {done.returncode}, not {wanted}\n"
                                 + done.stdout[-500:] + done.stderr[-3000:])
        return done.stdout, done.stderr

    def json(self, args, wanted=0):
        """As the program's JSON says, parsed by somebody else's parser."""
        text = self.run("--json " + args, wanted)[0]
        subprocess.run([sys.executable, "-m", "json.tool"], input=text, text=True, check=True,
                       stdout=subprocess.DEVNULL)
        return json.loads(text)

    def as_nobody(self):
        return {"user": NOBODY, "extra_groups": []} if os.getuid() == 0 else {}


def same(found, wanted):
    if found != wanted:
        raise AssertionError(f"found\n{found}\ninstead of\n{wanted}")


def has(text, *parts):
    for part in parts:
        if part not in text:
            raise AssertionError(f"no '{part}' in\n{text}")


def status_text(b):
    same(b.run("status"), (STATUS, ""))


def status_without_debugfs(b):
    shutil.rmtree(b.tree.debug)
    out, _ = b.run("status")
    has(out, "host_time    native     nobody else can", "reasons are not known: debugfs is not")
    same(b.json("status")["ops"][0]["refused"], None)


def status_fits_a_screen(b):
    for number in range(9):
        b.tree.set(f"ops/operation_{number}/provider", "native\n")
        with open(f"{b.tree.debug}/pvshim/bindings", "a", encoding="utf-8") as file:
            file.write(f"operation_{number}: native\n\txen: no: {'reason ' * 12}\n"
                       f"\tkernel: no: {'cause ' * 15}\n")
    lines = b.run("status")[0].splitlines()
    if len(lines) > 23 or max(map(len, lines)) > 80:
        raise AssertionError(f"{len(lines)} lines, the longest {max(map(len, lines))}")
    has(lines[-1], "yield_to")
    has("\n".join(lines), "xen: reason reason", "reason...")


def status_json(b):
    found = b.json("status")
    same((found["hypervisor"], found["version"], found["reasons_missing"]),
         ("xen", "0.1.0", None))
    same({p["name"]: (p["signature"], p["base"], p["source"], p["version"])
          for p in found["providers"]}, PROVIDERS)
    same({o["name"]: (o["provider"], o["native_form"], o["switches"], o["refused"])
          for o in found["ops"]}, OPS)
    xen = [p for p in found["providers"] if p["name"] == "xen"][0]
    same((xen["can_serve"], xen["serves"], xen["clamped"]),
         (["steal_clock", "yield_to"], [], 0))
    b.tree.set("ops/later_op/available", "native xenon xe\n")
    same(b.json("providers xen")["providers"][0]["can_serve"], ["steal_clock", "yield_to"])


def providers(b):
    has(b.run("providers")[0], "provider  signature", "\nxen       XenVMMXenVMM  cpuid   0x4000")
    out, _ = b.run("providers xen acme")
    has(out, "xen:\n", "  steal_clock  yes\n", "  host_time    no: wall clock", "acme:\n", ABSENT)
    has(b.run("providers nobody", 1)[1], "no provider nobody", "native acme kernel vmware xen")
    same([p["name"] for p in b.json("providers xen native")["providers"]], ["xen", "native"])


def ops(b):
    out, _ = b.run("ops")
    has(out, "steal_clock  kernel     xor          3         native kernel xen\n")
    b.tree.set("ops/steal_clock/group", "steal_clock\n")
    same("together" in b.run("ops")[0], False)
    b.tree.set("ops/yield_to/group", "yield_to later_op\n")
    has(b.run("ops")[0], "  switched together  available\n", "  yield_to later_op  native xen\n",
        "  -                  native kernel xen\n")
    same(b.json("ops yield_to")["ops"][0]["group"], ["yield_to", "later_op"])
    has(b.run("ops host_time")[0], "  vmware  no: GETTIMEFULL is not answered\n")
    has(b.run("ops nonsense", 1)[1], "no operation nonsense", "host_time later_op")
    same(b.json("ops yield_to")["ops"][0]["available"], ["native", "xen"])


def bind(b):
    same(b.run("bind yield_to xen"), ("yield_to: xen, was native\n", ""))
    same(b.tree.get("ops/yield_to/provider"), "xen")
    same(b.run("bind yield_to xen"), ("yield_to: xen already\n", ""))
    same(b.json("bind steal_clock xen"), {
        "op": "steal_clock", "provider": "xen",
        "changes": [{"op": "steal_clock", "from": "kernel", "to": "xen"}]})


def bind_unknown(b):
    has(b.run("bind nonsense xen", 1)[1], "no operation of this name", "later_op steal_clock")
    has(b.run("bind yield_to nobody", 1)[1], "no provider of this name", "acme kernel")
    for name in ("../ops/yield_to", "", ".", "x" * 5000):
        b.run(f"bind {name} xen", 1 if name else 2)
    same(b.json("bind nonsense xen", 1), {"op": "nonsense", "provider": None, "refused": "xen",
                                          "why": "no operation of this name"})


def bind_fails(b):
    """A file that takes no writing stands for a refusal."""
    path = b.tree.path("ops/host_time/provider")
    os.unlink(path)
    os.symlink("/dev/full", path)
    has(b.run("bind host_time xen", 1)[1], "not switched to xen: wall clock version is odd")
    has(b.run("bind host_time native", 1)[1], "No space left", "dmesg")
    has(b.json("bind host_time vmware", 1)["why"], "GETTIMEFULL")


def not_permitted(b):
    for path in b.tree.files():
        os.chmod(path, 0o444)
    b.tree.set("verify", "")
    os.chmod(b.tree.path("verify"), 0o400)
    os.chmod(b.tree.debug, 0o700)
    if os.getuid():
        os.chmod(b.tree.debug, 0)
    nobody = b.as_nobody()
    has(b.run("status", **nobody)[0], "steal_clock  kernel", "not known: debugfs is for root only")
    has(b.run("bind yield_to xen", 4, **nobody)[1], "only root may do that")
    has(b.run("verify", 4, **nobody)[1], "only root may do that")
    has(b.run("kernel-ops", 4, **nobody)[1], "for root only")
    os.chmod(b.tree.debug, 0o755)


def verify(b):
    has(b.run("verify", 1)[1], "has no such file")
    b.tree.set("verify", "")
    same(b.run("verify")[0], "every binding holds\n")
    same(b.tree.get("verify"), "1")
    same(b.json("verify"), {"changes": []})


LATE = """\
late operation   served by         available
later_one        native            acme
flush_tlb_multi  xen               xen
steal_clock      the kernel's own  xen
"""


def late(b):
    has(b.run("late", 1)[1], "no late operations", "CONFIG_PARAVIRT_LATE")
    same(b.json("status")["late"], None)
    b.tree.plant_late()
    same(b.run("late"), (LATE, ""))
    same(b.json("late"), {
        "provider": "xen", "ops": ["flush_tlb_multi"], "held": ["steal_clock"], "switches": 3,
        "available": {"acme": ["later_one"], "xen": ["flush_tlb_multi", "steal_clock"]}})
    has(b.run("status")[0], "\nlate operations: xen: flush_tlb_multi\n")
    same(b.json("status")["late"]["provider"], "xen")
    b.run("late acme later_one")
    same(b.tree.get("late/provider"), "acme later_one")
    b.tree.set("late/available", "")
    b.tree.set("late/ops", "\n")
    b.tree.set("late/held", "\n")
    same(b.run("late"), ("nobody can serve late operations here\n", ""))


def late_refused(b):
    b.tree.plant_late()
    for path in b.tree.files():
        os.chmod(path, 0o444)
    has(b.run("late xen", 4, **b.as_nobody())[1], "not switched to xen: only root may do that")
    os.unlink(b.tree.path("late/provider"))
    os.symlink("/dev/full", b.tree.path("late/provider"))
    has(b.run("late xen", 1)[1], "not switched to xen: No space left", "dmesg")
    same(b.json("late xen", 1)["why"], "No space left on device")


def kernel_ops(b):
    has(b.run("kernel-ops", 1)[1], "kernel_ops: debugfs is not mounted, or this pvshim")
    b.tree.write(f"{b.tree.debug}/pvshim/kernel_ops", KERNEL_OPS)
    has(b.run("kernel-ops")[0],
        "\nirq.irq_disable     native_irq_disable   fa0f1f440000  inline native: cli\n"
        "mmu.flush_tlb_user  xen_flush_tlb [xen]  e811223344    direct call to xen_flush_tlb [",
        "\ncpu.io_delay        native_io_delay      -             -\n")
    same(b.json("kernel-ops")["kernel_ops"][1:], [
        {"name": "mmu.flush_tlb_user", "target": "xen_flush_tlb [xen]", "bytes": "e811223344",
         "site": "direct call to xen_flush_tlb [xen]"},
        {"name": "cpu.io_delay", "target": "native_io_delay", "bytes": None, "site": None}])


def not_loaded(b):
    shutil.rmtree(b.tree.path(""))
    for command in (*COMMANDS, "bind yield_to xen", "--json status"):
        out, err = b.run(command, 3)
        same(out, "")
        has(err, "loaded", "modprobe pvshim")
    shutil.rmtree(b.tree.sys)
    has(b.run("status", 1)[1], "no sysfs at", "--sysfs")


def usage(b):
    for args in ("", "nonsense", "bind", "bind yield_to", "bind a b c", "status x",
                 "verify x", "kernel-ops x", "--nonsense", "status --sysfs"):
        out, err = b.run(args, 2)
        same(out, "")
        has(err, "pvshimctl")
    has(b.run("--help")[0], "usage: pvshimctl", *COMMANDS)
    for command in (*COMMANDS, "bind"):
        has(b.run(f"{command} --help")[0], f"usage: pvshimctl [OPTION]... {command}")
    with open(f"{HERE}/../../VERSION", encoding="utf-8") as file:
        same(b.run("--version")[0], f"pvshimctl {file.read().strip()}\n")
    same(b.run("status --json"), b.run("--json status"))


def output_that_gets_lost(b):
    with open("/dev/full", "w", encoding="utf-8") as full:
        done = subprocess.run(b.command("status"), stdout=full, stderr=subprocess.PIPE, text=True)
    same(done.returncode, 1)
    has(done.stderr, "cannot write")


def on_a_terminal(b, **env):
    """What the program sends to a terminal."""
    pid, fd = pty.fork()
    if not pid:
        os.execve(b.program, b.command("status"), {**os.environ, **env})
    said = b""
    try:
        while chunk := os.read(fd, 4096):
            said += chunk
    except OSError:  # the other end is closed
        pass
    os.close(fd)
    same(os.waitpid(pid, 0)[1], 0)
    return said


def colour(b):
    same(b"\033[1mprovider" in on_a_terminal(b, TERM="xterm", NO_COLOR=""), True)
    for env in ({"TERM": "xterm", "NO_COLOR": "1"}, {"TERM": "dumb"}):
        same(b"\033" in on_a_terminal(b, **env), False)


def garbage_file(rng):
    """Something that no file of pvshim's should ever hold."""
    return rng.choice((
        b"", b"\n", b"\0" * 100, b"x" * 70000, b"a b " * 20000, b"\xff\xfe\x80\n",
        b"\033[2Jx\n", b": ", b"\t: no: \n", b"op: x\n\t\n\tx\n\tx:\n\tx: no:\n\tx: no: \n",
        b"99999999999999999999\n", b"-1\n", b'"\\\n', b"y: native\n" * 5000,
        bytes(rng.randrange(256) for _ in range(rng.randrange(300)))))


def spoil(b, rng):
    b.tree.write(f"{b.tree.debug}/pvshim/kernel_ops", KERNEL_OPS)
    b.tree.plant_late()
    for path in b.tree.files():
        what = rng.randrange(6)
        if what < 3:
            b.tree.write(path, garbage_file(rng))
        elif what == 3:
            os.unlink(path)
            rng.choice((lambda p: None, os.mkdir, os.mkfifo,
                        lambda p: os.symlink("/dev/zero", p)))(path)
    b.tree.write(b.tree.path("ops/a file"), "x")
    os.makedirs(b.tree.path("ops/empty"), exist_ok=True)
    os.makedirs(b.tree.path("providers/\udcff\n"), exist_ok=True)


def garbage(b):
    """Any tree at all: an answer or a refusal, and valid JSON, but no crash."""
    for seed in range(25):
        rng = random.Random(seed)
        spoil(b.tree.plant() and b, rng)
        for command in ("status", "providers xen", "providers", "ops", "ops steal_clock",
                        "bind later_op native", "kernel-ops", "late", "late xen"):
            for json_option in ("", "--json "):
                done = subprocess.run(b.command(json_option + command), capture_output=True,
                                      timeout=60, stdin=subprocess.DEVNULL)
                said = f"seed {seed}, {command}: {done.returncode} {done.stderr[-2000:]!r}"
                assert done.returncode in (0, 1), said
                assert b"\033" not in done.stdout + done.stderr, said
                if json_option and done.stdout:
                    json.loads(done.stdout)


def completions(b, *words):
    """What bash offers for the last of the words."""
    script = f""". {COMPLETION}; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _pvshimctl
        echo "${{COMPREPLY[*]}}" """
    done = subprocess.run(["bash", "-eu", "-c", script, "bash", "pvshimctl", *words],
                          capture_output=True, text=True, check=True)
    return done.stdout.split()


def completion(b):
    at = ("--sysfs", b.tree.sys)
    same(completions(b, "st"), ["status"])
    same(completions(b, "--j"), ["--json"])
    same(completions(b, *at, "bind", "y"), ["yield_to"])
    same(sorted(completions(b, *at, "bind", "")), sorted(OPS))
    same(completions(b, *at, "bind", "yield_to", ""), ["native", "xen"])
    same(completions(b, *at, "bind", "yield_to", "xen", ""), [])
    same(completions(b, *at, "--json", "providers", "xen", "v"), ["vmware"])
    same(completions(b, *at, "status", ""), [])
    same(completions(b, "--sysfs", "/nonexistent", "ops", ""), [])
    same(completions(b, *at, "late", ""), ["native"])
    b.tree.plant_late()
    same(completions(b, *at, "late", "x"), ["xen"])
    same(completions(b, *at, "late", "xen", ""), ["flush_tlb_multi", "steal_clock"])


CASES = (status_text, status_without_debugfs, status_fits_a_screen, status_json, providers, ops,
         bind, bind_unknown, bind_fails, not_permitted, verify, late, late_refused, kernel_ops,
         not_loaded, usage, output_that_gets_lost, colour, garbage, completion)


def attempt(case, bench):
    """What went wrong, or nothing."""
    bench.tree.plant()
    try:
        case(bench)
    except (AssertionError, OSError, ValueError, KeyError, IndexError, TypeError,
            subprocess.SubprocessError) as problem:
        return f"{type(problem).__name__}: {problem}"
    return ""


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    failed = 0
    # a finding of a sanitizer is none of the program's own exit statuses
    os.environ.update(ASAN_OPTIONS="exitcode=99", UBSAN_OPTIONS="exitcode=99")
    print(f"KTAP version 1\n1..{len(CASES)}")
    with tempfile.TemporaryDirectory() as directory:
        bench = Bench(sys.argv[1], directory)
        for number, case in enumerate(CASES, 1):
            problem = attempt(case, bench)
            for line in problem.splitlines():
                print("# " + line)
            print(f"{'not ok' if problem else 'ok'} {number} - {case.__name__}", flush=True)
            failed += bool(problem)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
