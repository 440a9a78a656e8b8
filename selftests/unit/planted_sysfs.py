# SPDX-License-Identifier: GPL-2.0
"""A planted /sys and debugfs for pvshimctl, as the module would show them."""

import os
import shutil

# classes of refusals, and their reasons
ABSENT = ("no", "its signature was not found")
LACKS = ("none", "it has no such function")

# name: signature, base, source, version
PROVIDERS = {
    "native": ("", "0x00000000", "none", ""),
    "kernel": ("", "0x00000000", "none", ""),
    "xen": ("XenVMMXenVMM", "0x40000100", "cpuid", "4.17"),
    "vmware": ("VMwareVMware", "0x00000000", "dmi", "6"),
    "acme": ("AcmeAcmeAcme", "0x00000000", "absent", ""),
}

# name: bound to, native form, switches, {provider: (class, why it cannot)}
OPS = {
    "steal_clock": ("kernel", "xor", 3, {
        "vmware": ("no", "the kernel may own it; see parameter claim_steal"), "acme": ABSENT}),
    "yield_to": ("native", "nop", 2, {"kernel": LACKS, "vmware": LACKS, "acme": ABSENT}),
    "host_time": ("native", "call", 0, {
        "kernel": LACKS,
        "xen": ("no", "wall clock version is odd after 100 readings, which no host keeps for "
                "as long"), "vmware": ("no", "GETTIMEFULL is not answered"),
        "acme": ABSENT}),
    "later_op": ("native", "nop", 0, {
        "kernel": LACKS, "xen": LACKS, "vmware": LACKS, "acme": ABSENT}),
}

BUSY = ("busy", "the kernel's own code has a page of its own")
PORTS = ("no", "the ports are not exported")

# Those of the kernel itself, in the same form; and those that an attempt found busy
MET_BUSY = ("pv_steal_clock",)
KERNEL_OPS = {
    "pv_flush_tlb_multi": ("xen", "kernel", 3, {
        "kernel": LACKS, "vmware": LACKS, "acme": ABSENT}),
    "pv_send_call_func_ipi": ("native", "kernel", 0, {
        "kernel": LACKS, "xen": PORTS, "vmware": BUSY, "acme": ABSENT}),
    "pv_steal_clock": ("native", "kernel", 0, {
        "kernel": LACKS, "vmware": LACKS, "acme": ABSENT}),
    "pv_vcpu_is_preempted": ("native", "kernel", 1, {
        "kernel": LACKS, "xen": LACKS, "vmware": LACKS}),
}

BENCH_RESULTS = """batch 64 batches 10 tsc_khz 2000000
steal_clock bound 300 2.50 nop
steal_clock direct 364 3.50 pvshim_bench_steal_clock
yield_to bound - - nop
yield_to pointer 200 -0.25 pvshim_bench_yield_to
"""


def available(refused):
    return " ".join(p for p in PROVIDERS if p not in refused)


def bindings(ops):
    """As debugfs has it."""
    lines = []
    for op, (bound, _, _, refused) in ops.items():
        lines.append(f"{op}: {bound}")
        lines += [f"\t{p}: {': '.join(refused.get(p, ('yes',)))}" for p in PROVIDERS]
    return "".join(line + "\n" for line in lines)


class Tree:
    """The two file systems in a directory that all users may enter."""

    def __init__(self, directory):
        self.root = directory
        self.sys = f"{directory}/sys"
        self.debug = f"{directory}/debug"

    def path(self, name):
        return f"{self.sys}/kernel/pvshim/{name}"

    def write(self, path, text):
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(text if isinstance(text, bytes) else text.encode())

    def set(self, name, text):
        self.write(self.path(name), text)

    def get(self, name):
        with open(self.path(name), encoding="utf-8") as file:
            return file.readline().strip()

    def plant(self):
        shutil.rmtree(self.sys, ignore_errors=True)
        shutil.rmtree(self.debug, ignore_errors=True)
        os.makedirs(f"{self.debug}/pvshim")
        self.set("hypervisor", "xen\n")
        self.write(f"{self.sys}/module/pvshim/version", "0.1.0\n")
        for name, (signature, base, source, version) in PROVIDERS.items():
            for file, value in (("signature", signature), ("base", base), ("max_leaf", base),
                                ("source", source), ("version", version),
                                ("features", "0x00000001"), ("clamped", "0")):
                self.set(f"providers/{name}/{file}", value + "\n")
        self.plant_ops(OPS, "module")
        return self

    def plant_ops(self, ops, scope):
        for name, (bound, form, switches, refused) in ops.items():
            for file, value in (("provider", bound), ("available", available(refused)),
                                ("native_form", form), ("switches", switches), ("scope", scope),
                                ("busy", int(name in MET_BUSY or BUSY in refused.values()))):
                self.set(f"ops/{name}/{file}", f"{value}\n")
        with open(f"{self.debug}/pvshim/bindings", "a", encoding="utf-8") as file:
            file.write(bindings(ops))

    def plant_verdicts(self):
        """As modules show them since they let all users read them."""
        for name, (_, _, _, refused) in OPS.items():
            for provider in PROVIDERS:
                self.set(f"providers/{provider}/verdicts/{name}",
                         ": ".join(refused.get(provider, ("yes",))) + "\n")

    def plant_values(self, cpus=3):
        for cpu in range(cpus):
            self.set(f"cpus/cpu{cpu}/steal_clock", f"{cpu}500000000\n")
            self.set(f"cpus/cpu{cpu}/vcpu_is_preempted", f"{cpu % 2}\n")
        self.set("host_clock/offset", "-1500000\n")

    def plant_kernel_ops(self):
        """What a kernel with CONFIG_PARAVIRT_LATE has, too."""
        self.plant_ops(KERNEL_OPS, "kernel")

    def make_old(self):
        """As modules were before operations had a scope."""
        for op in OPS:
            os.unlink(self.path(f"ops/{op}/scope"))
            os.unlink(self.path(f"ops/{op}/busy"))
        for file, value in (("provider", "xen"), ("ops", "flush_tlb_multi"),
                            ("held", "steal_clock"), ("switches", 3),
                            ("available", "acme later_one\nxen flush_tlb_multi steal_clock")):
            self.set(f"late/{file}", f"{value}\n")
        text = bindings(OPS).replace("none: ", "no: ")
        self.write(f"{self.debug}/pvshim/bindings", text +
                   "late later_one: native\n\tacme: yes\n\txen: no: it has no such function\n")

    def plant_bench(self):
        """The module pvshim_bench: what it measured, and a place for its orders."""
        self.write(f"{self.debug}/pvshim_bench/results", BENCH_RESULTS)
        self.write(f"{self.debug}/pvshim_bench/switch", "1 5000\n10 70000\n")
        for name in ("run", "switch"):
            self.write(f"{self.sys}/module/pvshim_bench/parameters/{name}", "")

    def files(self):
        return sorted(os.path.join(at, name) for top in (self.sys, self.debug)
                      for at, _, names in os.walk(top) for name in names)
