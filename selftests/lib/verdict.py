# SPDX-License-Identifier: GPL-2.0
"""From what a boot left behind to one result per cell.

ok and skip need all of: the cell's plan met, the guest's positive marker, a
console without kernel complaints, a clean power-off, no timeout.
  fail   our code: a test point failed, or the kernel complained
  error  the rig: the guest never got as far as the test, but is not known dead
  crash  no verdict: the guest died or fell silent
"""

import re
from dataclasses import dataclass

# Each of these is the start of a kernel's message, so that quotations of the
# words elsewhere ("Spectre V2 : WARNING: ...") do not match.
GATE = re.compile("|".join((
    r"(?:^|\] )(?:WARNING: |BUG: |Oops|kernel BUG at |INFO: task .* blocked for more than)",
    r"Kernel panic|general protection|[Uu]nable to handle|invalid opcode:",
    r"INFO: rcu.* detected .*stall|rcu: INFO: .*stall|rcu_\w+ kthread starved",
    r"sleeping function called from|scheduling while atomic|soft lockup|hard LOCKUP",
    r"possible (?:recursive|circular|irq).* (?:locking|inversion)|inconsistent lock state",
    r"suspicious RCU usage|\] (?:KASAN|KFENCE|UBSAN|KCSAN): ",
    r"^\(XEN\).*(?:Xen BUG|Assertion|Panic on CPU|domain_crash|Domain \d+ .*crashed)",
)))
MARK = re.compile(r"pvshim-test: (begin|end) (.*?)\s*$")
# Halted: how a PVH domain goes, which has no ACPI to switch it off (Xen ends it).
OFF = re.compile("reboot: (?:Power down|(?:Power off not available: )?System halted)")


@dataclass
class Result:
    env: str
    kernel: str
    test: str
    result: str
    seconds: float
    reason: str
    points: list

    def record(self):
        return {k: getattr(self, k)
                for k in ("env", "kernel", "test", "result", "seconds", "reason")}


def complaints(console, from_tests):
    """[(who was running or None, line)] for each line the gate matches."""
    found, running, begun = [], None, not from_tests
    for line in console.splitlines():
        if mark := MARK.search(line):
            begun = True
            running = mark[2] if mark[1] == "begin" else None
        elif begun and GATE.search(line):
            found.append((running, line.strip()))
    return found


def read(path):
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()
    except FileNotFoundError:
        return ""


def of_points(log):
    """(result, reason) by what the test itself said."""
    if log.status == "timeout":
        return "fail", "the test did not end in its time"
    bad = [text for ok, text, _ in log.points if not ok]
    if bad:
        return "fail", bad[0]
    if log.planned is None:
        return "fail", f"no plan (status {log.status})"
    if log.planned != len(log.points):
        return "fail", f"{len(log.points)} results of {log.planned} planned (status {log.status})"
    if log.status != "0":
        return "fail", f"the test ended with status {log.status}"
    if log.planned == 0:
        return "skip", log.skip_reason or "no reason given"
    skips = [skip for _, _, skip in log.points]
    if all(skips):
        return "skip", skips[0]
    return "ok", ""


def ending(runner, guest, log, console):
    """Why this guest's end is not a clean one; empty when it is."""
    outer = guest is runner.boot.outer
    if outer and runner.timed_out:
        last = runner.timed_out
        return "" if last != guest.env["name"] and log.done is not None \
            else "overdue and stopped"
    if outer and runner.exit_code:
        return f"QEMU ended with status {runner.exit_code}"
    if not outer and log.exited != "clean":
        return f"ended: {log.exited or 'never reported'}"
    if log.done != len(guest.tests):
        return "no marker that all tests ended"
    if not OFF.search(console):
        return "did not power off by itself"
    return ""


def judge_guest(runner, guest, outer_complaints):
    """One Result per planned test of a guest."""
    env = guest.env["name"]
    log = runner.channel.guest(env)
    console = read(runner.log(guest, "console"))
    hits = complaints(console, guest.env["gate"] == "tests")
    if guest is runner.boot.outer:  # what happened while a guest ran is that guest's
        hits = [h for h in hits if not (h[0] or "").startswith("guest ")]
    else:
        hits += [(None, line) for who, line in outer_complaints if who == f"guest {env}"]
    end = ending(runner, guest, log, console)
    again = "; ".join(f"booted again: {why}" for why in runner.again + log.again)
    results = []
    for test in guest.tests:
        cell = log.cells.get(test.name)
        mine = [line for who, line in hits if who == test.name]
        other = [line for who, line in hits if who not in {t.name for t in guest.tests}]
        result, reason = judge_cell(cell, mine or other, end, log, console)
        if again and result in ("ok", "skip"):
            reason = f"{reason}; {again}" if reason else again
        seconds = round(cell.ended - cell.begun, 1) if cell and cell.ended else 0.0
        results.append(Result(env, guest.kernel, test.name, result, seconds, reason,
                              cell.points if cell else []))
    return results


def judge_cell(cell, hits, end, log, console):
    if cell is None or cell.ended is None:
        dead = log.booted or cell or hits or console.strip()
        where = "during the test" if cell else "before the test"
        reason = f"no result, {hits[0] if hits else end or 'the guest ended'} ({where})"
        return ("crash" if dead else "error"), reason
    result, reason = of_points(cell)
    if result in ("ok", "skip") and hits:
        return "fail", f"console: {hits[0]}"
    if result in ("ok", "skip") and end:
        return "crash", end
    return result, reason


def judge(runner):
    """Results of all cells of a boot, in order."""
    outer = complaints(read(runner.log(runner.boot.outer, "console")),
                       runner.boot.outer.env["gate"] == "tests")
    results = [r for g in runner.boot.guests() for r in judge_guest(runner, g, outer)]
    return results if runner.boot.outer.tests else blame(runner, outer, results)


def blame(runner, outer_complaints, results):
    """What befell an outer guest without tests of its own counts for its guests."""
    guest = runner.boot.outer
    log = runner.channel.guest(guest.env["name"])
    why = [line for who, line in outer_complaints if not who]
    why += [ending(runner, guest, log, read(runner.log(guest, "console")))]
    for result in results:
        if why[0] and result.result in ("ok", "skip"):
            result.result, result.reason = "crash", f"{guest.title}: {why[0]}"
    return results
