# SPDX-License-Identifier: GPL-2.0
"""From what a boot left behind to one result per cell.

ok and skip need all of: as many results as the test counted, the guest's positive marker, a
console without kernel complaints, a clean power-off, no timeout.
  fail   our code: a test point failed, or the kernel complained
  error  the rig: the guest never got as far as the test, but is not known dead;
         or it is not the guest that its row in envs.cfg describes
  crash  no verdict: the guest died or fell silent
"""

import re
from dataclasses import dataclass

# Words that also occur in harmless lines ("Spectre V2 : WARNING: ...", "[Firmware
# Bug]: ...") count at the start of the kernel's message only, the others anywhere.
COMPLAINTS = (
    r"(?:^|\] )(?:WARNING: |Oops|kernel BUG at |KASAN: |KFENCE: |UBSAN: |KCSAN: )",
    r"(?:^|\] |\[ |: )BUG: |(?:^|\] )BUG \S+ \((?:Not tainted|Tainted)",
    r"(?:^|\] )INFO: (?:task .* blocked for more than|trying to register non-static key)",
    r"Kernel panic|PANIC: |general protection|[Uu]nable to handle|: [0-9a-f]{4} \[#\d+\]",
    r"(?:^|\] )CFI failure at ",
    r"INFO: rcu.* detected .*stall|rcu: INFO: .*stall|rcu_\w+ kthread starved",
    r"sleeping function called from|scheduling while atomic|bad: scheduling from",
    r"soft lockup|hard LOCKUP|suspicious RCU usage|inconsistent lock state",
    r"possible (?:recursive|circular|irq).* (?:locking|inversion)",
    r"list_(?:add|del) corruption|kmemleak: \d+ new suspected|unchecked MSR access error",
    r"\(XEN\).*(?:Xen (?:BUG|WARN) at|Assertion '|Panic on CPU|FATAL |domain_crash"
    r"|[Dd]om(?:ain \d+|0)\b.*crashed|[Tt]riple fault|Watchdog timer detects)",
)
# KCSAN finds the kernel's own races as well. Ours are those where one of the two ways to
# the memory ends in one of our modules or in what our patches put into the kernel; or
# in a function of the kernel's library that was called there.
RACE = re.compile(r"BUG: KCSAN: ")
RACE_ENDS = re.compile(r"={60}")
ACCESS = re.compile(r"(?:read|write|read-write)\b.* by (?:task|interrupt)\b")
FRAME = re.compile(r"\s([\w.]+\+0x[0-9a-f]+/0x[0-9a-f]+(?: \[\w+\])?)")
LIBRARY = re.compile(r"(?:_*str|sized_strscpy|_*mem|v?s?c?nprintf|vsnprintf|string|number|pointer"
                     r"|widen_string|format_decode|sysfs_emit|seq_|_*find_|_*bitmap_|_*list_"
                     r"|hex_|kstr)\w*\+")
OURS = re.compile(r".*\[(?:pvshim\w*|acme)\]|pv_late_|arch_static_call_transform_")
GATE = re.compile("|".join(COMPLAINTS))
PANIC = re.compile(r"(?:^|\] )Kernel panic - ", re.M)
HYPERVISOR_GAVE_UP = "tinyhv: error: "
MARK = re.compile(r"pvshim-test: (begin|end) (.*?)\s*$")
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


def same(result, reason, guests):
    """One result for every test of these guests."""
    return [Result(g.env["name"], g.kernel, t.name, result, 0.0, reason, [])
            for g in guests for t in g.tests]


def complaints(console, from_tests):
    """[(the test that was running or None, line)] for each line the gate matches."""
    found, running, begun = [], None, not from_tests
    lines = console.splitlines()
    for number, line in enumerate(lines):
        if mark := MARK.search(line):
            begun = True
            running = mark[2] if mark[1] == "begin" else None
        elif begun and GATE.search(line):
            if not foreign_race(lines, number):
                found.append((running, line.strip()))
    return found


def foreign_race(lines, number):
    """Does a report of KCSAN begin here, and neither way to the memory ends in ours?"""
    if not RACE.search(lines[number]):
        return False
    ways, complete = [], False
    for line in lines[number + 1:]:
        if RACE_ENDS.search(line):
            complete = True
            break
        if ACCESS.search(line):
            ways.append([])
        elif ways and (frame := FRAME.search(line)):
            ways[-1].append(frame[1])
    return complete and bool(ways) and all(map(foreign_way, ways))


def foreign_way(frames):
    """By the innermost function that is not of the library; a way without one is ours."""
    caller = next((f for f in frames if not LIBRARY.match(f)), None)
    return caller is not None and not OURS.match(caller)


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
        return "fail", f"ended before done_testing (status {log.status})"
    if log.planned != len(log.points):
        return "fail", f"{len(log.points)} results of {log.planned} counted (status {log.status})"
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
        return "" if last != guest.title and log.done is not None else overdue(runner)
    if outer and guest.env["how"] == "tinyhv" and runner.exit_code == 3:
        said = [line for line in read(runner.log(guest, "tinyhv")).splitlines()
                if line.startswith(HYPERVISOR_GAVE_UP)]
        return said[-1] if said else HYPERVISOR_GAVE_UP + "no reason given"
    if outer and runner.exit_code:
        return f"QEMU ended with status {runner.exit_code}"
    if not outer and log.exited != "clean":
        return f"ended: {log.exited or 'never reported'}"
    if PANIC.search(console):
        return "the kernel panicked"
    if log.done != len(guest.tests):
        return "no marker that all tests ended"
    if guest.env["how"] != "xen-domu" and not OFF.search(console):
        return "did not power off by itself"  # Xen itself says how a domain went
    return ""


def overdue(runner):
    return "overdue and stopped" + runner.fault


def heard(runner, guest, log):
    """All that the hypervisor below a guest has said of it."""
    return "\n".join([log.exited or "", read(runner.log(guest, "tinyhv")),
                      read(runner.log(guest, "heard"))])


def meant_to_panic(runner, guest, log, console):
    """Why a guest that has to panic in its last test did not do it as it should."""
    cell = log.cells.get(guest.tests[-1].name)
    panics = [line for line in console.splitlines() if PANIC.search(line)]
    if cell is None or not panics:
        return "it did not panic"
    if guest.env["panics"] not in panics[0]:
        return panics[0].strip()
    if guest.env.get("heard", "") not in heard(runner, guest, log):
        return f"the hypervisor did not hear: {guest.env['heard']}"
    if runner.timed_out == guest.title:
        return overdue(runner)
    return ""


def judge_panic(runner, guest, log, console):
    """The last test of a guest that has to panic there; it is over with the panic."""
    cell, test = log.cells.get(guest.tests[-1].name), guest.tests[-1].name
    why = meant_to_panic(runner, guest, log, console)
    result, reason = ("crash", why) if why else ("ok", "")
    if not why:
        cell.ended = cell.ended or cell.begun
        cell.status = cell.status or "0"
        result, reason = of_points(cell)
    return Result(guest.env["name"], guest.kernel, test, result,
                  round(cell.ended - cell.begun, 1) if cell and cell.ended else 0.0, reason,
                  cell.points if cell else [])


def judge_guest(runner, guest, outer_complaints):
    """One Result per planned test of a guest."""
    env, title = guest.env["name"], guest.title
    log = runner.channel.guest(title)
    console = read(runner.log(guest, "console"))
    hits = complaints(console, guest.env["gate"] == "tests")
    if guest is runner.boot.outer:
        hits = of_outer(guest, hits)
    else:
        hits += [(None, line) for who, line in outer_complaints if who == f"guest {title}"]
    end = ending(runner, guest, log, console)
    tests, last = guest.tests, []
    if guest.env.get("panics") and not tests[-1].first:
        last = [judge_panic(runner, guest, log, console)]
        tests, end = tests[:-1], ""
        hits = [h for h in hits if h[0] in {t.name for t in tests}]
    again = "; ".join(f"booted again: {why}" for why in runner.again + log.again)
    results = []
    for test in tests:
        cell = log.cells.get(test.name)
        mine = [line for who, line in hits if who == test.name]
        other = [line for who, line in hits if who not in {t.name for t in guest.tests}]
        result, reason = judge_cell(cell, mine or other, end, log, console)
        if again and result in ("ok", "skip"):
            reason = f"{reason}; {again}" if reason else again
        seconds = round(cell.ended - cell.begun, 1) if cell and cell.ended else 0.0
        results.append(Result(env, guest.kernel, test.name, result, seconds, reason,
                              cell.points if cell else []))
    results += last
    distrust(guest, results)
    return results


def of_outer(guest, hits):
    """What happened while a guest ran is that guest's, and the test's that ran beside it."""
    beside = next((t.name for t in guest.beside()), None)
    return [(beside, line) if (who or "").startswith("guest ") else (who, line)
            for who, line in hits if beside or not (who or "").startswith("guest ")]


def distrust(guest, results):
    """A guest that is not what its row says proves nothing, good or bad."""
    first = {t.name for t in guest.tests if t.first}
    why = next((r.reason for r in results if r.test in first and r.result != "ok"), None)
    for result in results if why else ():
        if result.test in first:
            result.result = "error" if result.result in ("fail", "skip") else result.result
        elif result.result in ("ok", "skip", "fail"):
            result.result, result.reason = "error", f"not the guest of its row: {why}"


def judge_cell(cell, hits, end, log, console):
    if end.startswith(HYPERVISOR_GAVE_UP):
        return "error", end
    if (cell is None or cell.ended is None) and not end:  # the guest went on
        return "error", f"the channel lost {'the end of ' if cell else ''}the test"
    if cell is None or cell.ended is None:
        dead = log.booted or cell or hits or console.strip()
        where = "during the test" if cell else "before the test"
        reason = f"no result, {hits[0] if hits else end} ({where})"
        return ("crash" if dead else "error"), reason
    result, reason = of_points(cell)
    if end:  # whatever it said before it died
        return "crash", end + (f"; console: {hits[0]}" if hits else "")
    if result in ("ok", "skip") and hits:
        return "fail", f"console: {hits[0]}"
    return result, reason


def fell_silent(runner):
    """Inner guests that said nothing more, and not even the kernel complained.

    QEMU's emulation of SVM now and then loses an interrupt, of the outer guest (of which
    monitor.py knows the signs) or of the inner one, which then waits for ever, and those that
    come after it are never started. A guest that hangs by its own fault does so in the
    next boot as well.
    """
    outer = complaints(read(runner.log(runner.boot.outer, "console")), False)
    return [g for g in runner.boot.inner if is_silent(runner, g)
            and not complaints(read(runner.log(g, "console")), False)
            and not [line for who, line in outer if who in (None, f"guest {g.title}")]]


def is_silent(runner, guest):
    log = runner.channel.guest(guest.title)
    if log.exited:
        return log.exited.startswith(("no word", "timeout"))
    return bool(runner.timed_out)


def judge(runner):
    """Results of all cells of a boot, in order."""
    outer = complaints(read(runner.log(runner.boot.outer, "console")),
                       runner.boot.outer.env["gate"] == "tests")
    results = [r for g in runner.boot.guests() for r in judge_guest(runner, g, outer)]
    return results if runner.boot.outer.tests else blame(runner, outer, results)


def blame(runner, outer_complaints, results):
    """What befell an outer guest without tests of its own counts for its guests."""
    guest = runner.boot.outer
    log = runner.channel.guest(guest.title)
    why = [line for who, line in outer_complaints if not who]
    why += [ending(runner, guest, log, read(runner.log(guest, "console")))]
    for result in results:
        if why[0] and result.result in ("ok", "skip"):
            result.result, result.reason = "crash", f"{guest.title}: {why[0]}"
    return results
