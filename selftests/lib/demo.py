# SPDX-License-Identifier: GPL-2.0
"""The table of `make demo`: facts from the guests, checked by second sources."""

import json
import os
import subprocess
import sys

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
OPS = subprocess.run([TOP + "/scripts/op-names"], check=True, text=True,
                     stdout=subprocess.PIPE).stdout.split()
NATIVE = ("2e 2e 2e 31 c0 xor", "0f 1f 44 00 00 nop")
# A guest's clock is set by second from its host's RTC; the rest is transport.
CLOCK_LIMIT = 3.0
# /proc/stat counts ticks of 10 ms and was read before and after.
TICK = 10_000_000
SAYS = {"xen": "Xen", "vmware": "VMware", "kvm": "KVM", "hyperv": "Microsoft",
        "none": "nothing", "unknown": "nothing"}


class Row:
    """One environment on one kernel."""

    def __init__(self, env, kernel):
        self.env, self.kernel = env, kernel
        self.facts, self.times, self.checks = {}, {}, []

    def get(self, key, default="-"):
        return self.facts.get(key, default)

    def check(self, text, ok, found):
        self.checks.append({"check": text, "ok": bool(ok), "found": found})

    def host_time(self):
        """(ns, seconds ahead of this machine's clock) or (None, None)"""
        words = self.get("value.host_time").split()
        if len(words) != 4 or words[0] != "0":
            return None, None
        ns = int(words[1])
        return ns, ns / 1e9 - self.times["value.host_time"]

    def ptp_ahead(self):
        """seconds by which the PTP clock is ahead of this machine's, or None"""
        ns = self.get("ptp.ns", "")
        return int(ns) / 1e9 - self.times["ptp.ns"] if ns else None

    def steal(self):
        words = self.get("value.steal_clock").split()
        return int(words[1]) if len(words) == 2 else None

    def judge(self):
        hypervisor = self.get("hypervisor")
        says = self.get("kernel_says")
        self.check("dmesg: Hypervisor detected", says.startswith(SAYS.get(hypervisor, "?")), says)
        if hypervisor == "xen":
            self.judge_xen()
        if self.get("provider.steal_clock") != "native":
            low, high = map(int, self.get("proc_stat_steal").split())
            self.check("/proc/stat steal", low - TICK <= self.steal() <= high + TICK,
                       f"{low} to {high} ns")
        _, ahead = self.host_time()
        if ahead is not None:
            self.check("this machine's clock", abs(ahead) < CLOCK_LIMIT, f"{ahead:+.3f} s")
        if self.get("ptp.clock") != "none":
            ahead = self.ptp_ahead()
            self.check("the PTP clock against this machine's",
                       ahead is not None and abs(ahead) < CLOCK_LIMIT,
                       "no time" if ahead is None else f"{ahead:+.3f} s")
        for op in OPS:
            self.check(f"{op}: the site is restored", self.restored(op), self.get(f"after.{op}"))

    def judge_xen(self):
        version = dict(v.split(" ", 1) for v in self.get("versions").split(",") if " " in v)
        self.check("/sys/hypervisor", self.get("sys_hypervisor") == f"xen {version.get('xen')}",
                   self.get("sys_hypervisor"))
        if "xl_version" in self.facts:
            self.check("xl info", self.get("xl_version") == version.get("xen"),
                       self.get("xl_version"))
        if "xl_domain" in self.facts:
            self.check("xl list", self.get("xl_domain") == f"pvh {self.get('vcpus')} vCPUs",
                       self.get("xl_domain"))

    def restored(self, op):
        before, after = self.get(f"before.{op}"), self.get(f"after.{op}")
        return before == after and (before in NATIVE or "call pvshim_native_" in before)

    def export(self):
        ns, ahead = self.host_time()
        return {"env": self.env, "kernel": self.kernel, "facts": self.facts,
                "steal_ns": self.steal(), "host_time_ns": ns,
                "host_time_minus_test_host_s": ahead,
                "ptp_minus_test_host_s": self.ptp_ahead(), "checks": self.checks}


def read_facts(build):
    with open(build + "/facts.json", encoding="utf-8") as file:
        return json.load(file)


def read_screens(facts):
    """What `pvshimctl ab` has printed, by (environment, kernel)."""
    screens = {}
    for fact in facts:
        if fact["test"] == "demo-ab" and fact["key"].startswith("ab."):
            lines = screens.setdefault((fact["env"], fact["kernel"]), {})
            lines[int(fact["key"][3:])] = fact["value"]
    return {guest: [lines[n] for n in sorted(lines)] for guest, lines in screens.items()}


def read_rows(facts):
    shown = {(fact["kernel"], fact["env"]) for fact in facts if fact["test"] == "demo"}
    rows = {guest: Row(guest[1], guest[0]) for guest in shown}
    for fact in facts:
        row = rows.get((fact["kernel"], fact["env"]))
        if not row or fact["test"] not in ("demo", "xl"):
            continue
        row.facts[fact["key"]] = fact["value"]
        row.times[fact["key"]] = fact["host_time"]
    return rows


def table(lines):
    widths = [max(len(str(line[i])) for line in lines) for i in range(len(lines[0]))]
    for number, line in enumerate(lines):
        print("  ".join(str(c).ljust(w) for c, w in zip(line, widths)).rstrip())
        if number == 0:
            print("  ".join("-" * w for w in widths))
    print()


def show(rows):
    print("\nWhat is below, and which provider serves each operation:\n")
    table([("environment", "kernel", "signatures", "hypervisor", *OPS)] + [
        (r.env, r.kernel, r.get("signatures").replace(",", " "), r.get("hypervisor"),
         *(r.get(f"provider.{op}") for op in OPS)) for r in rows])

    print("What comes out, and what second sources say:\n")
    lines = [("environment", "kernel", "steal ns", "preempted", "host time ns",
              "host - this machine", "PTP clock", "PTP - this machine", "second sources")]
    for r in rows:
        ns, ahead = r.host_time()
        ptp = r.ptp_ahead()
        good = sum(c["ok"] for c in r.checks)
        lines.append((r.env, r.kernel, r.steal(), r.get("value.vcpu_is_preempted")[-1:],
                      ns or "not available", "" if ahead is None else f"{ahead:+.3f} s",
                      r.get("ptp.clock"), "" if ptp is None else f"{ptp:+.3f} s",
                      f"{good} of {len(r.checks)} agree"))
    table(lines)

    refused = {(r.env, op, r.get(f"refused.{op}")): r for r in rows for op in OPS
               if r.get(f"refused.{op}", "none") != "none"}
    if refused:
        print("Asked and refused:\n")
        table([("environment", "operation", "provider and reason")] + sorted(refused))

    print("Call sites, read from memory: native -> bound -> native (test_provider is the\n"
          "selftests' own, which shows the switch where no provider serves the operation):\n")
    table([("environment", "kernel", "operation", "before", "bound", "after")] + [
        (r.env, r.kernel, op, r.get(f"before.{op}"), r.get(f"bound.{op}"),
         r.get(f"after.{op}")) for r in rows for op in OPS])


def show_screens(screens):
    print("Does a provider make a difference? Native and provider in turns, in the guest:\n")
    for (env, kernel), lines in sorted(screens.items()):
        print(f"{env}/{kernel}# {lines[0]}")
        print("\n".join("  " + line if line else "" for line in lines[1:]) + "\n")
    if not any(kernel.endswith("-pvshim") for _, kernel in screens):
        print("What differs where the kernel has the patches is shown once there is such a\n"
              "kernel: `make kernel V=7.3` builds it.\n")


def main():
    build = sys.argv[1]
    try:
        facts = read_facts(build)
        rows = [row for _, row in sorted(read_rows(facts).items())]
    except (OSError, ValueError) as problem:
        print(f"demo: no facts from the guests: {problem}", file=sys.stderr)
        return 1
    if not rows:
        print("demo: the guests reported nothing; see build/logs", file=sys.stderr)
        return 1
    for row in rows:
        row.judge()
    with open(build + "/demo.json", "w", encoding="utf-8") as file:
        json.dump([row.export() for row in rows], file, indent=1)
        file.write("\n")
    show(rows)
    show_screens(read_screens(facts))
    bad = [(r, c) for r in rows for c in r.checks if not c["ok"]]
    for row, check in bad:
        print(f"DISAGREES: {row.env}/{row.kernel}: {check['check']}: {check['found']}")
    print(f"{len(rows)} guests, {sum(len(r.checks) for r in rows)} checks against "
          f"second sources, {len(bad)} disagree; details: build/demo.json")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
