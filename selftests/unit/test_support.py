#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""pvshimctl support on a planted machine: what is in it, and that nothing private is.

Usage: test_support.py PROGRAM. It was built with SANITIZE=1. Prints KTAP.
"""

import os
import stat
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
import ktap_cases  # noqa: E402
from ktap_cases import has, same  # noqa: E402
from planted_machine import Machine, hyperv, kvm  # noqa: E402
from planted_sysfs import Tree  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
SCRUB = os.path.join(HERE, "../../field/guest/scrub.sh")

# In files below /sys, and what field/ leaves out of its reports, too
SERIALS = {"class/dmi/id/product_serial": "VMware-56 4d 01 02",
           "class/dmi/id/product_uuid": "564D0102-0304-0506-0708-090A0B0C0D0E",
           "class/dmi/id/board_asset_tag": "Desk-4711",
           "hypervisor/uuid": "c0ffee00-0304-0506-0708-090a0b0c0d0e",
           "block/sda/device/serial": "QM00001",
           "bus/usb/devices/1-1/serial": "0123SECRET",
           "class/net/eth0/address": "00:0c:29:ab:cd:ef"}
# What is known by its looks
LOOKS = ("52:54:00:12:34:56", "123e4567-e89b-12d3-a456-426614174000", "192.0.2.17",
         "2001:db8::1", "fe80::5054:ff:fe12:3456", "2001:db8:1:2:3:4:5:6",
         "naa.6000c29a1b2c3d4e5f60718293a4b5c6", "jane@example.org")
# Names of the machine and its users, the shortest that count
NAMES = ("zs9", "zs9.corp.example", "qx", "Jane Q. Public", "janedoe")
# On the command line
SECRETS = ("hunter2", "s3cr3t", "luks-key", "corp-root", "word-of-its-own", "tr0ub4dor")
COMMAND_LINE = "BOOT_IMAGE=/corp-root root=UUID=123e4567-e89b-12d3-a456-426614174000 ro quiet " \
    "clocksource=hpet nopvspin pvshim.bind=yield_to:xen ip=192.0.2.17 api.token=hunter2 " \
    "password=s3cr3t rd.luks.key=luks-key word-of-its-own x=\"a tr0ub4dor nopv\" tsc=\"tr0ub4dor\""


class Bench:
    def __init__(self, program, directory):
        self.program, self.directory = program, directory
        self.machine, self.tree = Machine(directory), Tree(directory)

    def plant(self):
        self.tree.plant()
        self.tree.plant_verdicts()
        self.tree.plant_values()
        self.machine.plant()
        self.machine.command_line(COMMAND_LINE)
        self.machine.write("proc/modules",
                           "pvshim 90112 1 pvshim_ptp, Live 0xffffffffc0123000 (OE)\n"
                           "ext4 12345 0 - Live 0xffffffffc0456000\n")
        self.machine.write("proc/sys/kernel/hostname", "zs9.corp.example\n")
        self.machine.write("etc/passwd", "root:x:0:0:Root of All:/root:/bin/sh\n"
                           "daemon:x:1:1:daemon:/:/bin/false\nqx:x:1000:1000:Jane Q. Public,42,,:"
                           "/home/qx:/bin/sh\njanedoe:x:1001:1001:,,,:/home/janedoe:/bin/sh\n"
                           "nobody:x:65534:65534:nobody:/:/bin/false\nhalf:x:1002\n")
        for name, value in SERIALS.items():
            self.machine.write(f"sys/{name}", value + "\n")
        # and all of it in a line that is wanted
        self.machine.write("dev/kmsg", self.log())

    def log(self):
        private = [*SERIALS.values(), *(v.lower() for v in SERIALS.values()), *LOOKS, *NAMES]
        return "".join(f"<6>[    0.1] pvshim: before {value} {value}, behind\n"
                       for value in private) + \
            f"<6>[    0.0] Kernel command line: {COMMAND_LINE} pvshim\n" \
            f"<5>[    0.0] Unknown kernel command line parameters \"kvm=hunter2\"\n" \
            "<30>[    1.0] pvshim of a program: s3cr3t\n" \
            "<6>[    0.2] Hypervisor detected: KVM\n<6>[    0.3] usb: nothing of ours\n"

    def run(self, *words, wanted=0, **how):
        done = subprocess.run([self.program, "--sysfs", self.tree.sys, "--debugfs",
                               self.tree.debug, "--root", self.machine.root, "--leaves",
                               self.machine.leaves, *words], capture_output=True, text=True,
                              cwd=self.directory, timeout=60, **how)
        same((done.returncode, done.stderr if not wanted else ""), (wanted, ""))
        return done.stdout if not wanted else done.stderr

    def report(self):
        return self.run("support", "-")


def section(report, name):
    """Its lines"""
    return report.split(f"===== {name}", 1)[1].split("=====\n", 1)[1].split("\n=====", 1)[0]


def nothing_private(b):
    found = b.report().lower()
    for value in (*SERIALS.values(), *LOOKS, *SECRETS):
        if value.lower() in found:
            raise AssertionError(f"{value} is in it")
    for value in NAMES:
        if f" {value.lower()} " in found or f" {value.lower()}," in found:
            raise AssertionError(f"{value} is in it")
    # each was there, twice a line, and the line is still there
    lines = [line for line in section(b.report(), "lines of").splitlines() if "before" in line]
    same(len(lines), 2 * len(SERIALS) + len(LOOKS) + len(NAMES))
    same({line.split("before ")[1] for line in lines}, {"<left out> <left out>, behind"})


def what_is_needed(b):
    report = b.report()
    same([line.strip("= ") for line in report.splitlines() if line.startswith("=====")],
         ["status", "inspect", "status --json", "inspect --json", "values --json",
          "leaves of CPUID, for inspect --leaves", "kernel",
          "command line, as far as it is known", "configuration", "modules",
          "first CPU, and interrupts", "debugfs", "lines of the kernel's log", "not read"])
    has(section(report, "status"), "hypervisor: xen, pvshim 0.1.0")
    has(section(report, "inspect"), "KVMKVMKVM  0x40000000")
    has(section(report, "values"), '"schema": "pvshim-values/1"')
    has(section(report, "kernel"), "release: 6.12.0-test", "clocksource: kvm-clock")
    same(section(report, "command line").split("\n")[:6],
         ["<left out>", "<left out>", "ro", "quiet", "clocksource=hpet", "nopvspin"])
    has(section(report, "configuration"), "CONFIG_PARAVIRT=y",
        "# CONFIG_PARAVIRT_TIME_ACCOUNTING is not set")
    has(section(report, "modules"), "pvshim 90112 1 pvshim_ptp, Live (OE)\n",
        "ext4 12345 0 - Live\n")
    has(section(report, "debugfs"), "xen: no: wall clock version is odd")
    has(section(report, "lines of"), "Hypervisor detected: KVM\n")
    same([word for word in ("nothing of ours", "0xffffffffc0", "of a program", "Unknown kernel")
          if word in report], [])
    same("ommand line" in section(report, "lines of"), False)


def leaves_can_be_read(b):
    for leaves in (kvm(), {**hyperv(), **kvm(base=0x40000100)}):
        b.machine.cpuid(leaves)
        before = b.run("inspect")
        text = section(b.report(), "leaves of CPUID")
        with open(b.machine.leaves, "w", encoding="ascii") as file:
            file.write(text)
        same(b.run("inspect"), before)


def by_one_list(b):
    """What field/ sends leaves out the same, names aside."""
    env = {**os.environ, "SYS": f"{b.machine.root}/sys", "TMPDIR": b.directory}
    text = "".join(f"pvshim: before {v} {v}, behind\n" for v in (*SERIALS.values(), *LOOKS))
    found = subprocess.run(["sh", SCRUB], input=text, env=env, check=True, text=True,
                           capture_output=True).stdout
    same(set(found.splitlines()), {"pvshim: before <left out> <left out>, behind"})


def stays(b):
    """What only resembles something private."""
    b.machine.write("sys/class/dmi/id/product_serial", "None\n")
    b.machine.write("proc/sys/kernel/hostname", "xen\n")
    text = "pvshim: pci 0000:00:1f.2 12:34:56 e8 12 34 56 78 None 6.12.117 10.0.17763.1 xen " \
           "zs98 _zs9 cpu::0x1 2.53.3.1.4 a::b::"
    b.machine.write("dev/kmsg", f"{text}\n")
    has(section(b.report(), "lines of"), text + "\n")


def one_file(b):
    path = f"{b.directory}/report"
    same(b.run("support", path), f"{path} is written. Read it before you send it.\n")
    same(stat.S_IMODE(os.stat(path).st_mode), 0o600)
    with open(path, encoding="ascii") as file:
        has(file.read(), "===== status =====", "===== not read =====")
    has(b.run("support", path, wanted=1), "File exists")
    os.unlink(path)
    has(b.run("support", "/nonexistent/x", wanted=1), "No such file")
    b.run("support")
    made = [name for name in os.listdir(b.directory) if name.startswith("pvshim-support-")]
    same(len(made), 1)
    os.unlink(f"{b.directory}/{made[0]}")


def without_pvshim(b):
    """Then that is what the report says, and all the rest."""
    os.rename(b.tree.path(""), f"{b.tree.sys}/elsewhere")
    report = b.report()
    has(section(report, "status"), "pvshim is not loaded", "exit status 3")
    has(section(report, "inspect"), "KVMKVMKVM")
    for path in (*b.tree.files(), *b.machine.files()):
        if path != b.machine.leaves:
            os.unlink(path)
    has(b.report(), "===== not read =====")


CASES = (nothing_private, what_is_needed, leaves_can_be_read, by_one_list, stays, one_file,
         without_pvshim)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    os.environ.update(ASAN_OPTIONS="exitcode=99", UBSAN_OPTIONS="exitcode=99")
    for name in ("COLUMNS", "LINES", "USER", "LOGNAME", "SUDO_USER"):
        os.environ.pop(name, None)
    with tempfile.TemporaryDirectory() as directory:
        bench = Bench(sys.argv[1], directory)
        return ktap_cases.run(CASES, bench, bench.plant)


if __name__ == "__main__":
    sys.exit(main())
