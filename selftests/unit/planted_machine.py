# SPDX-License-Identifier: GPL-2.0
"""A planted machine for pvshimctl inspect: its CPUID leaves, /proc, /sys, /boot and /dev."""

import gzip
import os
import shutil
import struct

RELEASE = "6.12.0-test"
CONFIG = "CONFIG_X86_64=y\nCONFIG_KVM_GUEST=y\nCONFIG_XEN=y\nCONFIG_HYPERV=m\n" \
         "CONFIG_HYPERVISOR_GUEST=y\nCONFIG_PARAVIRT=y\nCONFIG_PARAVIRT_SPINLOCKS=y\n" \
         "CONFIG_KVM=m\n# CONFIG_PARAVIRT_TIME_ACCOUNTING is not set\n"
CLOCKS = "devices/system/clocksource/clocksource0"
HYPERVISOR_BIT = {0x1: (0, 0, 1 << 31, 0)}


def signature(text, base, most, eax_of_base=None):
    """The leaf that announces an interface."""
    ebx, ecx, edx = struct.unpack("<III", text.encode().ljust(12, b"\0"))
    return {base: (most if eax_of_base is None else eax_of_base, ebx, ecx, edx)}


def kvm(features=0x01007efb, hints=0, base=0x40000000):
    return {**HYPERVISOR_BIT, **signature("KVMKVMKVM", base, base + 1),
            base + 1: (features, 0, 0, hints)}


def hyperv(features=0xe62, more=0x400, hints=0x404, base=0x40000000):
    return {**HYPERVISOR_BIT, **signature("Microsoft Hv", base, base + 5),
            base + 1: (0x31237648, 0, 0, 0), base + 2: (0, 10 << 16, 0, 0),
            base + 3: (features, 0, 0, more), base + 4: (hints, 0xfff, 0, 0)}


def xen(features=0x49, base=0x40000000):
    return {**HYPERVISOR_BIT, **signature("XenVMMXenVMM", base, base + 5),
            base + 1: (4 << 16 | 17, 0, 0, 0), base + 4: (features, 0, 0, 0)}


def vmware(ways=2, base=0x40000000):
    return {**HYPERVISOR_BIT, **signature("VMwareVMware", base, base + 0x10),
            base + 0x10: (2000000, 66000, ways, 0)}


class Machine:
    """Its files in a directory."""

    def __init__(self, directory):
        self.root = f"{directory}/machine"
        self.leaves = f"{directory}/leaves"

    def write(self, name, content):
        path = f"{self.root}/{name}"
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode())

    def cpuid(self, leaves):
        """As cpuid -r prints them, with a second CPU that says nothing."""
        lines = [f"   0x{leaf:08x} 0x00: eax=0x{a:08x} ebx=0x{b:08x} ecx=0x{c:08x} edx=0x{d:08x}"
                 for leaf, (a, b, c, d) in sorted(leaves.items())]
        with open(self.leaves, "w", encoding="ascii") as file:
            file.write("\n".join(["CPU 0:", *lines, "CPU 1:", "   nothing", ""]))

    def msr(self, **values):
        """Names like x4b564d03 stand for MSRs."""
        self.write("dev/cpu/0/msr", "")
        with open(f"{self.root}/dev/cpu/0/msr", "r+b") as file:
            for name, value in values.items():
                file.seek(int(name[1:], 16))
                file.write(struct.pack("<Q", value))

    def command_line(self, text):
        self.write("proc/cmdline", f"{text}\n")

    def clock(self, now, *others):
        self.write(f"sys/{CLOCKS}/current_clocksource", f"{now}\n")
        self.write(f"sys/{CLOCKS}/available_clocksource", " ".join([now, *others]) + "\n")

    def config(self, text, packed=False):
        if packed:
            self.write("proc/config.gz", gzip.compress(text.encode()))
        else:
            self.write(f"boot/config-{RELEASE}", text)

    def plant(self):
        """A guest of KVM with two CPUs"""
        shutil.rmtree(self.root, ignore_errors=True)
        self.cpuid(kvm())
        self.command_line("root=/dev/vda quiet")
        self.clock("kvm-clock", "hpet", "acpi_pm")
        self.config(CONFIG)
        self.write("proc/cpuinfo", "processor\t: 0\nflags\t\t: fpu tsc hypervisor\n\n")
        self.write("proc/stat", "cpu  1 2 3 4 5 6 7 0 0 0\n")
        self.write("proc/interrupts", "           CPU0\n NMI:   0   Others\n")
        self.write("proc/sys/kernel/osrelease", f"{RELEASE}\n")
        self.write("sys/devices/system/cpu/possible", "0-1\n")
        self.write("sys/devices/system/clockevents/clockevent0/current_device", "lapic\n")
        self.write("dev/kmsg", "Linux version\n")
        return self

    def files(self):
        return sorted(os.path.join(at, name) for at, _, names in os.walk(self.root)
                      for name in names)
