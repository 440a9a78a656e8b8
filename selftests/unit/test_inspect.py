#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""pvshimctl inspect on planted machines: text, JSON by its schema, and hostile files.

Usage: test_inspect.py PROGRAM. It was built with SANITIZE=1. Prints KTAP.
"""

import copy
import json
import os
import random
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
import ktap_cases  # noqa: E402
from ktap_cases import has, same  # noqa: E402
from planted_machine import (CONFIG, RELEASE, Machine, hyperv, kvm, signature,  # noqa: E402
                             vmware, xen)

HERE = os.path.dirname(os.path.abspath(__file__))

SCREEN = """\
hypervisor: kvm, Linux 6.12.0-test, 2 CPUs, clocksource kvm-clock
signature  base        leaves to   used  why
KVMKVMKVM  0x40000000  0x40000001  yes   kvm-clock is among the clocksources

kvm offers          used    how that is known, or why not
old clock           no      the kernel prefers the clock by the new ones
no I/O delay        likely  by the kernel's rules
clock               yes     it is the clocksource
async page faults   likely  by the kernel's rules
steal time          likely  by the kernel's rules
EOI                 likely  by the kernel's rules
spinlocks           no      nopvspin is on the kernel's command line
TLB flush           likely  by the kernel's rules
async PF by exit    likely  by the kernel's rules
IPI                 likely  by the kernel's rules
poll control        likely  by the kernel's rules
yield               likely  by the kernel's rules
async PF interrupt  likely  by the kernel's rules
stable clock        likely  by the kernel's rules
not offered: 15-bit APIC ids, map pages, migration control, dedicated CPUs

what to change:
  take nopvspin off the kernel's command line: spinlocks

not read: MSRs: no /dev/cpu/0/msr (as root: modprobe msr)
"""


class Bench:
    """The program and its machine."""

    def __init__(self, program, directory):
        self.program = program
        self.machine = Machine(directory)

    def run(self, *words, wanted=0, files=True, **env):
        """(stdout, stderr) of the program, which must exit with `wanted`."""
        root = ["--root", self.machine.root] if files else []
        done = subprocess.run(
            [self.program, "--leaves", self.machine.leaves, *root, *words, "inspect"],
            capture_output=True, stdin=subprocess.DEVNULL, timeout=60, env={**os.environ, **env})
        out, err = done.stdout.decode("ascii"), done.stderr.decode("ascii")
        if done.returncode != wanted:
            raise AssertionError(f"{words}: exit status {done.returncode}, not {wanted}\n"
                                 + out[-500:] + err[-3000:])
        return out, err

    def text(self, **how):
        out, err = self.run(**how)
        same(err, "")
        return out

    def json(self, **how):
        return json.loads(self.run("--json", **how)[0])

    def uses(self, number=-1):
        """{facility: (used, why)} of one signature, the last one"""
        return {f["name"]: (f["used"], f["why"])
                for f in self.json()["signatures"][number]["facilities"]}

    def advice(self):
        return [(c["what"], c["why"]) for c in self.json()["change"]]


def screen(b):
    b.machine.command_line("root=/dev/vda nopvspin")
    same(b.text(), SCREEN)


def lines_of_a_screen(b):
    """Cut to 80 columns where that is the terminal, and whole where there is none."""
    b.machine.command_line("nopvspin no-kvmapf no-kvmclock no-steal-acc")
    os.unlink(f"{b.machine.root}/boot/config-{RELEASE}")
    lines = b.text(COLUMNS="80").splitlines()
    if max(map(len, lines)) > 80:
        raise AssertionError("\n".join(lines))
    has(b.text(), "not read: the kernel's configuration: neither /proc/config.gz nor one in "
        "/boot; MSRs: no /dev/cpu/0/msr (as root: modprobe msr)\n")


def parameters(b):
    for line, name, word in (
            ("no-kvmclock", "stable clock", "no-kvmclock"),
            ("no_kvmapf", "async page faults", None),
            ("x nopvspin y", "spinlocks", "nopvspin")):
        b.machine.command_line(line)
        same(b.uses()[name][0], "no")
        has(b.uses()[name][1], f"{word or line} is on the kernel's command line")
        has(b.advice()[0][0], f"take {word or line} off")
    for line in ("nopvspinx", "xnopvspin", "-- nopvspin", "nopvspin=1", ""):
        b.machine.command_line(line)
        same(b.uses()["spinlocks"], ("likely", "by the kernel's rules"))
        same(b.advice(), [])


def nopv(b):
    b.machine.command_line("nopv")
    b.machine.clock("tsc", "hpet")
    found = b.json()["signatures"][0]
    same((found["used"], found["why"]), ("no", "nopv is on the kernel's command line"))
    same({use for use, _ in b.uses().values()}, {"no"})
    same(b.advice(), [("take nopv off the kernel's command line", "kvm")])
    has(b.text(), "kvm offers, unused: old clock, no I/O delay, clock")
    b.machine.cpuid(xen())
    same((b.json()["signatures"][0]["used"], b.advice()), ("no", []))
    # what is seen counts more than what a rule says: Xen's PV and PVH guests ignore it
    b.machine.write("sys/hypervisor/type", "xen\n")
    same(b.json()["signatures"][0]["used"], "yes")
    same(b.advice(), [])


def configuration(b):
    for packed in (False, True):
        b.machine.plant()
        b.machine.config(CONFIG.replace("CONFIG_PARAVIRT_SPINLOCKS=y\n", ""), packed)
        same(b.uses()["spinlocks"],
             ("no", "the kernel was built without CONFIG_PARAVIRT_SPINLOCKS"))
        same(b.advice(), [("use a kernel with CONFIG_PARAVIRT_SPINLOCKS", "spinlocks")])
        name = "/proc/config.gz" if packed else f"/boot/config-{RELEASE}"
        same(b.json()["kernel"]["configuration"], b.machine.root + name)
    b.machine.plant()
    b.machine.clock("tsc")
    b.machine.config(CONFIG.replace("CONFIG_KVM_GUEST=y", "# CONFIG_KVM_GUEST is not set"))
    same(b.json()["signatures"][0]["why"], "the kernel was built without CONFIG_KVM_GUEST")
    # what is no configuration says nothing of an option
    for text in ("", "CONFIG_X86_64", "\0" * 100, "CONFIG_ARM64=y\n"):
        b.machine.config(text)
        same(b.json()["kernel"]["configuration"], None)
        same(b.uses()["spinlocks"][0], "likely")
        has(b.json()["not_read"], "the kernel's configuration: neither")
    b.machine.config("x" * 5000000)
    same(b.json()["kernel"]["configuration"], None)


def release_is_a_name(b):
    """It must not lead out of /boot."""
    b.machine.write("proc/sys/kernel/osrelease", "../elsewhere\n")
    b.machine.write("elsewhere", CONFIG)
    same(b.json()["kernel"]["configuration"], None)


def hints(b):
    b.machine.cpuid(kvm(hints=1))
    for name in ("spinlocks", "TLB flush", "yield"):
        same(b.uses()[name], ("no", "the host hints that it dedicates CPUs to this guest"))
    same(b.uses()["IPI"][0], "likely")
    b.machine.cpuid(kvm())
    b.machine.write("proc/cpuinfo", "processor: 0\nflags\t: monitor tsc\n")
    same(b.uses()["TLB flush"], ("no", "the host lets this guest idle with MWAIT"))
    same(b.uses()["spinlocks"][0], "likely")
    b.machine.write("sys/devices/system/cpu/possible", "0\n")
    for name in ("spinlocks", "TLB flush", "yield", "IPI"):
        same(b.uses()[name], ("no", "there is only one CPU"))
    b.machine.cpuid(kvm(features=1 << 9))
    b.machine.write("sys/devices/system/cpu/possible", "0-1\n")
    has(b.uses()["TLB flush"][1], "wants feature bit 5 with it")


def seen(b):
    """What is seen counts more than what a rule says."""
    b.machine.write("proc/stat", "cpu  1 2 3 4 5 6 7 250 0 0\n")
    has(b.uses()["steal time"][1], "s were stolen so far")
    same(b.uses()["steal time"][0], "yes")
    b.machine.write("dev/kmsg", "[0.1] kvm-guest: PV spinlocks enabled\n[0.2] setup PV IPIs\n")
    same(b.uses()["spinlocks"], ("yes", "the kernel's log says so"))
    same(b.uses()["IPI"], ("yes", "the kernel's log says so"))
    b.machine.write("proc/interrupts", " CPU0\n HYP:   7   Hypervisor callback interrupts\n")
    same(b.uses()["async page faults"][0], "yes")
    b.machine.write("sys/devices/system/cpu/cpuidle/current_driver", "haltpoll\n")
    same(b.uses()["poll control"][0], "yes")
    b.machine.write("sys/devices/system/cpu/cpuidle/current_driver", "none\n")
    same(b.uses()["poll control"][0], "no")


def msrs(b):
    b.machine.msr(x4b564d03=0x1001, x4b564d04=0)
    same(b.uses()["steal time"], ("yes", "MSR 0x4b564d03 says so"))
    same(b.uses()["EOI"], ("no", "MSR 0x4b564d04 says that it is off"))
    same(b.uses()["async page faults"][1], "MSR 0x4b564d02 says that it is off")
    same(b.json()["not_read"], None)
    b.machine.msr()
    same(b.uses()["steal time"][0], "likely")


def clocks(b):
    b.machine.clock("tsc", "kvm-clock", "acpi_pm")
    same(b.uses()["clock"], ("no", "the clocksource is tsc"))
    b.machine.write("proc/cpuinfo", "processor: 0\nflags\t: constant_tsc nonstop_tsc\n")
    same(b.uses()["clock"], ("no", "the clocksource is tsc, which is invariant here"))
    same(b.advice(), [])
    b.machine.clock("acpi_pm", "kvm-clock")
    same(b.advice(), [("write kvm-clock to /sys/devices/system/clocksource/clocksource0/"
                       "current_clocksource", "each reading of acpi_pm is an exit")])
    b.machine.command_line("clocksource=acpi_pm")
    same(b.uses()["clock"], ("no", "clocksource=acpi_pm is on the kernel's command line"))
    same(b.advice()[0][0], "take clocksource=acpi_pm off the kernel's command line")
    b.machine.clock("hpet")
    same(b.uses()["clock"][0], "likely")


def steal_accounting(b):
    """The parameter means something to kernels with that option alone."""
    b.machine.command_line("no-steal-acc")
    same(b.advice(), [])
    same(b.uses()["steal time"][0], "likely")
    b.machine.config(CONFIG + "CONFIG_PARAVIRT_TIME_ACCOUNTING=y\n")
    same(b.advice(), [("take no-steal-acc off the kernel's command line",
                       "the scheduler takes steal time into account")])


def two_signatures(b):
    b.machine.cpuid({**hyperv(), **kvm(base=0x40000100)})
    found = b.json()
    same([(s["signature"], s["base"], s["used"]) for s in found["signatures"]],
         [("Microsoft Hv", "0x40000000", "no"), ("KVMKVMKVM", "0x40000100", "yes")])
    same(found["hypervisor"], "kvm")
    has(found["signatures"][0]["why"], "guest of kvm")
    has(b.text(), "hyperv offers, unused: clock by MSR, hypercalls, CPU index, ")
    b.machine.clock("tsc")
    has(b.json()["signatures"][0]["why"], "Linux looks for kvm first")
    same(b.json()["signatures"][1]["used"], "likely")


def of_hyperv(b):
    b.machine.cpuid(hyperv(features=0x8e62))
    b.machine.clock("hyperv_clocksource_tsc_page", "hyperv_clocksource_msr")
    uses = b.uses()
    same(uses["clock by page"], ("yes", "it is the clocksource"))
    same(uses["clock by MSR"][0], "no")
    same(uses["idle by MSR"][0], "likely")
    same(uses["remote TLB flush"][0], "likely")
    same(uses["crash MSRs"][0], "likely")
    same(uses["messages"], ("no", "the host does not offer it"))
    b.machine.cpuid(hyperv(hints=4))
    has(b.uses()["idle by MSR"][1], "does not advise IPIs by hypercall")
    b.machine.msr(x40000001=0x5001)
    same(b.uses()["hypercalls"], ("yes", "MSR 0x40000001 says so"))
    b.machine.write("sys/bus/vmbus/devices/none", "")
    b.machine.cpuid(hyperv(features=0xe66))
    same(b.uses()["messages"][0], "yes")


def of_xen(b):
    b.machine.cpuid(xen())
    b.machine.clock("xen", "tsc")
    b.machine.write("sys/hypervisor/type", "xen\n")
    b.machine.write("sys/hypervisor/properties/features", "00000705\n")
    b.machine.write("proc/interrupts", " CPU0\n 16: 1 xen-percpu -ipi spinlock0\n")
    uses = b.uses()
    same(uses["clock"], ("yes", "it is the clocksource"))
    same(uses["spinlocks"], ("yes", "spinlock0 is in /proc/interrupts"))
    same(uses["event channels"][0], "yes")
    same(uses["upcall vector"][0], "likely")
    same(uses["safe clock"][0], "yes")
    same(uses["interrupts of devices"][0], "likely")
    same(uses["TLB flush"][0], "no")
    same(uses["steal time"], ("unknown", "nothing here tells"))
    same([f["offered"] for f in b.json()["signatures"][0]["facilities"]
          if f["name"] in ("clock", "vCPU id", "x2APIC")], [None, False, True])


def of_vmware(b):
    b.machine.cpuid(vmware())
    b.machine.clock("tsc")
    b.machine.write("proc/cpuinfo", "processor: 0\nflags\t: tsc_known_freq tsc_reliable\n")
    uses = b.uses()
    same(b.json()["hypervisor"], "vmware")
    same(uses["VMCALL"][0], "likely")
    same(uses["VMMCALL"], ("no", "the host does not offer it"))
    same(uses["frequencies"][0], "yes")
    same(uses["steal clock"][0], "unknown")
    b.machine.cpuid(vmware(base=0x40000100))
    has(b.json()["signatures"][0]["why"], "Linux looks for others first")


def faults(b):
    """The module's own verdicts, and no facility of what is not usable."""
    cases = ((signature("KVMKVMKVM", 0x40000000, 0x10), "its maximum leaf lies below its base"),
             (signature("XenVMMXenVMM", 0x40000000, 0x40000001),
              "leaves that it promises are missing"),
             (signature("Microsoft Hv", 0x40000000, 0x40000006),
              "its identification leaf is wrong"),
             (signature("TCGTCGTCGTCG", 0x40000000, 0x40000001), "not known to pvshim"))
    for leaves, why in cases:
        b.machine.cpuid({0x1: (0, 0, 1 << 31, 0), **leaves})
        found = b.json()["signatures"][0]
        same((found["fault"], found["usable"], found["facilities"]), (why, False, []))
        has(b.text(), why, "hypervisor: unknown")
    b.machine.cpuid({0x1: (0, 0, 0, 0), **signature("KVMKVMKVM", 0x40000000, 0x40000001)})
    same((b.json()["hypervisor"], b.json()["signatures"]), ("none", []))


def another_machine(b):
    """Its leaves alone, of which nothing of this machine says what they are used for."""
    b.machine.command_line("nopvspin")
    found = b.json(files=False)
    same((found["kernel"], found["hypervisor"], found["change"]), (None, "kvm", []))
    same({f["used"] for f in found["signatures"][0]["facilities"] if f["offered"]}, {"unknown"})
    has(b.text(files=False), "what it is for", "steal time  ", "time for which the host ran")


def bad_leaves(b):
    for text, why in (("", "no leaf"), ("CPU:\n", "no leaf"), ("nonsense\n" * 9, "no leaf"),
                      ("0x1 0x00: eax=0x1 ebx=0x2 ecx=0x3", "line 1 is no leaf"),
                      ("CPU:\n0x1 0x00: eax=0x123456789 ebx=0 ecx=0 edx=0", "line 2 is no"),
                      ("0x1 0x00 eax=0x1 ebx=0x2 ecx=0x3 edx=0x4", "line 1"),
                      ("0x1 0x00: eax=0x1 ebx=0x2 ecx=0x3 edx=0x4 more", "line 1"),
                      ("0x1 0x00: eax=0x ebx=0x2 ecx=0x3 edx=0x4", "line 1"),
                      ("0x1 0x01: eax=0x1 ebx=0x2 ecx=0x3 edx=0x4\n", "no leaf"),
                      ("0x1 0x00: eax=0x1 ebx=0x2 ecx=0x3 edx=0x4\n" * 5000, "line 4097"),
                      ("x" * 2000000, "too long")):
        with open(b.machine.leaves, "w", encoding="ascii") as file:
            file.write(text)
        has(b.run(wanted=1)[1], why)
    os.unlink(b.machine.leaves)
    has(b.run(wanted=1)[1], "No such file")
    os.mkfifo(b.machine.leaves)
    has(b.run(wanted=1)[1], "not a file")
    os.unlink(b.machine.leaves)


def of_this_machine(b):
    """Whatever this is: the instruction is asked, nothing is broken, and it is told."""
    for words in ((), ("--json",)):
        done = subprocess.run([b.program, *words, "inspect"], capture_output=True, text=True,
                              timeout=60)
        same((done.returncode, done.stderr), (0, ""))
        has(done.stdout, "hypervisor")


def hostile_files(b):
    """Any content of any file, or none, is a word; never a crash."""
    draw = random.Random(1)
    junk = [b"", b"\0" * 9, b"\xff\x1b[2J" * 99, b"-1\n", b"9" * 99, b"0-99999999999999\n",
            b"4-1,-,,\n", b"cpu " + b"9" * 30 + b" 1 2 3 4 5 6 7\n", b"\nflags", b"\nflags\t:",
            b" " * 5000, b"xen" * 5000, b"\x1f\x8b\x08\x00" + b"\x55" * 400]
    for name in ("sys/hypervisor/type", "sys/hypervisor/properties/features", "proc/config.gz",
                 "sys/class/dmi/id/product_serial", "dev/cpu/0/msr"):
        b.machine.write(name, "x\n")
    files = b.machine.files()
    for path in files:
        with open(path, "rb") as file:
            before = file.read()
        for content in (*draw.sample(junk, 5), before[:len(before) // 2], before * 3):
            with open(path, "wb") as file:
                file.write(content)
            b.json()
            b.text()
        os.unlink(path)
        b.json()
        os.mkdir(path)
        b.json()
        os.rmdir(path)
        os.mkfifo(path)
        b.text()
        os.unlink(path)
        with open(path, "wb") as file:
            file.write(before)


def random_leaves(draw):
    """Signatures anywhere, with leaves that lie."""
    texts = ("KVMKVMKVM", "XenVMMXenVMM", "Microsoft Hv", "VMwareVMware", "Odd one", "ab")
    leaves = {0x1: (0, 0, draw.choice((0, 1 << 31, 0xffffffff)), 0)}
    for _ in range(draw.randrange(1, 20)):
        base = 0x40000000 + draw.randrange(256) * 0x100
        leaves.update(signature(draw.choice(texts), base,
                                draw.choice((base + 0x10, base, 0, 0xffffffff, base + 1))))
        for leaf in range(1, 17):
            leaves[base + leaf] = tuple(draw.choice((0, 0x31237648, 0xffffffff,
                                                     draw.getrandbits(32))) for _ in range(4))
    return leaves


def hostile_leaves(b):
    draw = random.Random(2)
    for _ in range(60):
        b.machine.cpuid(random_leaves(draw))
        b.text(files=draw.randrange(2))
        validate(b.json())


def validate(value):
    """By the schema, where there is a validator."""
    try:
        found = next(ktap_cases.validator("inspect").iter_errors(value), None)
    except ktap_cases.Skip:
        return
    if found:
        raise AssertionError(f"{found.json_path}: {found.message}")


def schema(b):
    judge = ktap_cases.validator("inspect")
    for leaves in (kvm(), hyperv(), xen(), vmware(), {**hyperv(), **kvm(base=0x40000100)},
                   {0x1: (0, 0, 0, 0)}):
        b.machine.cpuid(leaves)
        validate(b.json())
        validate(b.json(files=False))
    b.machine.cpuid(kvm())
    good = b.json()

    def without(change):
        value = copy.deepcopy(good)
        change(value)
        return value
    for change in (lambda v: v.pop("change"), lambda v: v.update(schema="pvshim-inspect/2"),
                   lambda v: v["signatures"][0].update(base=0),
                   lambda v: v["signatures"][0].update(usable=False),
                   lambda v: v["signatures"][0]["facilities"][0].update(used="perhaps"),
                   lambda v: v["signatures"][0]["facilities"][0]["bit"].update(number=32)):
        if judge.is_valid(without(change)):
            raise AssertionError("the schema takes what it must not")


def any_root(b):
    """The name of a directory may be anything; none of it comes to the screen as it is."""
    out, err = b.run("--root", "/no\x1b[2J such\nplace", files=False)
    same((err, [c for c in out if c < " " and c != "\n"]), ("", []))
    has(out, "/no?[2J such?place/proc/cpuinfo")


CASES = (screen, lines_of_a_screen, parameters, nopv, configuration, release_is_a_name, hints,
         seen,
         msrs, clocks, steal_accounting, two_signatures, of_hyperv, of_xen, of_vmware, faults,
         another_machine, bad_leaves, of_this_machine, hostile_files, any_root,
         hostile_leaves, schema)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    os.environ.update(ASAN_OPTIONS="exitcode=99", UBSAN_OPTIONS="exitcode=99")
    for name in ("COLUMNS", "LINES"):
        os.environ.pop(name, None)
    with tempfile.TemporaryDirectory() as directory:
        bench = Bench(sys.argv[1], directory)
        return ktap_cases.run(CASES, bench, bench.machine.plant)


if __name__ == "__main__":
    sys.exit(main())
