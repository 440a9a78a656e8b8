#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""From what a boot left behind to results: every rule, and which one wins."""

import os
import sys
import tempfile
import unittest
from types import SimpleNamespace

RIG = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(RIG), "lib"))

import verdict  # noqa: E402
from channel import CellLog, Channel  # noqa: E402
from plan import Boot, Guest  # noqa: E402
from report import ktap  # noqa: E402

COLUMN = {"slow": 1, "memory": 0, "carrier": "6.12"}
OFF = "[ 9.0] reboot: Power down\n"
WARN = "[ 5.0] WARNING: CPU: 0\n"
PANIC = "[ 5.0] Kernel panic - not syncing: x\n"


def tests(*names):
    return [SimpleNamespace(name=n, first=n == "identity", timeout=10,
                            beside=["in/a"] if n == "beside" else []) for n in names]


def guest(name, *names, gate="boot"):
    env = {"name": name, "family": name, "gate": gate, "how": "qemu"}
    return Guest(env, "6.12", tests(*names), COLUMN)


def said(title, **cells):
    """A guest's lines on the channel; a cell is its lines and its exit status."""
    lines = [f"guest {title}/6.12 boot 6.12"]
    for name, (points, status) in cells.items():
        lines += [f"cell {title}/6.12 {name} begin", *points]
        lines += [f"cell {title}/6.12 {name} end {status}"] if status is not None else []
    return lines + [f"guest {title}/6.12 done {len(cells)}"]


GOOD = (["1..1", "ok 1 - good"], 0)
BAD = (["1..1", "not ok 1 - bad"], 1)
SKIP = (["1..0 # SKIP not here"], 0)


class Case(unittest.TestCase):
    """One boot, from its lines and consoles, to {cell: (result, reason)}."""

    def setUp(self):
        self.dir = tempfile.TemporaryDirectory()
        self.addCleanup(self.dir.cleanup)

    def judge(self, boot, lines, consoles, **runner):
        channel = Channel(boot.outer.title)
        for line in lines:
            channel.feed(line, 1.0)
        values = {"boot": boot, "channel": channel, "exit_code": 0, "timed_out": None, "fault": "",
                  "again": [], "log": self.log, **runner}
        for who in boot.guests():
            with open(self.log(who, "console"), "w", encoding="utf-8") as file:
                file.write(consoles.get(who.env["name"], OFF))
        found = verdict.judge(SimpleNamespace(**values))
        return {f"{r.env}/{r.test}": (r.result, r.reason) for r in found}

    def log(self, who, kind):
        return os.path.join(self.dir.name, f"{who.name}.{kind}")

    def one(self, cell=GOOD, console=OFF, lines=None, gate="boot", **runner):
        """The result and reason of a guest with one test."""
        found = self.judge(Boot(guest("g", "a", gate=gate)), lines or said("g", a=cell),
                           {"g": console}, **runner)
        return found["g/a"]

    def assert_is(self, found, result, *words):
        self.assertEqual(found[0], result, found)
        for word in words:
            self.assertIn(word, found[1])


class Panics(Case):
    """A guest whose last test has to end in a panic that the hypervisor hears."""

    def expect(self, result, *words, console=PANIC, cell=("1..1", "ok 1 - good"),
               heard="it was x", panics="x", **runner):
        who = guest("g", "identity", "crash")
        who.env.update(panics=panics, heard="was x")
        with open(self.log(who, "heard"), "w", encoding="utf-8") as file:
            file.write(heard)
        lines = said("g", identity=GOOD, crash=(cell, None))[:-1]
        found = self.judge(Boot(who), lines, {"g": "pvshim-test: begin crash\n" + console},
                           **runner)
        self.assert_is(found["g/crash"], result, *words)
        self.assert_is(found["g/identity"], "ok")

    def test_as_it_should(self):
        self.expect("ok")

    def test_what_follows_does_not_count(self):
        self.expect("ok", console=PANIC + WARN)

    def test_no_panic(self):
        self.expect("crash", "it did not panic", console=OFF)

    def test_another_panic(self):
        self.expect("crash", "Kernel panic - not syncing: x", panics="zz")

    def test_the_first_panic_counts(self):
        self.expect("crash", panics="zz", console=PANIC + PANIC.replace("x", "zz"))

    def test_not_heard(self):
        self.expect("crash", "did not hear: was x", heard="")

    def test_a_point_failed_before(self):
        self.expect("fail", "bad", cell=("1..1", "not ok 1 - bad"))

    def test_too_few_points(self):
        self.expect("fail", "1 results of 2", cell=("1..2", "ok 1 - good"))

    def test_it_hangs_afterwards(self):
        self.expect("crash", "overdue", timed_out="g/6.12")


class Silent(Case):
    """Which inner guests get another boot."""

    def expect(self, again, *lines, console="", outer="", **runner):
        boot = Boot(guest("outer"), [guest("in", "a")])
        channel = Channel(boot.outer.title)
        for line in lines:
            channel.feed(line, 1.0)
        for who, text in ((boot.outer, outer), (boot.inner[0], console)):
            with open(self.log(who, "console"), "w", encoding="utf-8") as file:
                file.write(text)
        values = {"boot": boot, "channel": channel, "timed_out": None, "log": self.log, **runner}
        found = verdict.fell_silent(SimpleNamespace(**values))
        self.assertEqual(found, boot.inner if again else [])

    def test_a_clean_end(self):
        self.expect(False, "guest in/6.12 exit clean")

    def test_a_crash(self):
        self.expect(False, "guest in/6.12 exit a crash, as Xen has it")

    def test_no_word(self):
        self.expect(True, "guest in/6.12 exit no word in 300 s")

    def test_no_end(self):
        self.expect(True, "guest in/6.12 exit timeout after 500 s")

    def test_it_was_stopped(self):
        self.expect(True, "guest in/6.12 start", timed_out="in/6.12")

    def test_it_never_started(self):
        self.expect(True, timed_out="outer/6.12")

    def test_not_stopped_by_us(self):
        self.expect(False)

    def test_its_kernel_complained(self):
        self.expect(False, "guest in/6.12 exit no word in 300 s", console=WARN)

    def test_the_outer_kernel_complained(self):
        self.expect(False, timed_out="in/6.12", outer=WARN)


class Said(unittest.TestCase):
    """What the test itself said, while its guest went on well."""

    def expect(self, result, lines, status="0", reason=""):
        log = CellLog(1.0, 2.0, status)
        for line in lines:
            log.line(line)
        found = verdict.of_points(log)
        self.assertEqual(found[0], result, found)
        self.assertIn(reason, found[1])

    def test_rules(self):
        self.expect("ok", ["1..2", "ok 1 - x", "ok 2 - y"])
        self.expect("ok", ["ok 1 - x", "ok 2 - y", "1..2"])
        self.expect("ok", ["1..2", "ok 1 - x", "ok 2 - y # SKIP because"])
        self.expect("skip", ["1..1", "ok 1 - x # SKIP because"], reason="because")
        self.expect("skip", ["1..1", "ok 1 - x # SKIP"], reason="no reason given")
        self.expect("skip", ["1..0 # SKIP because"], reason="because")
        self.expect("skip", ["1..0"], reason="no reason given")
        self.expect("fail", ["1..1", "not ok 1 - x"], reason="x")
        self.expect("fail", ["ok 1 - x", "1..2"], reason="1 results of 2 counted")
        self.expect("fail", ["ok 1 - x", "1..1", "ok 2 - y"], reason="2 results of 1")
        self.expect("fail", ["1..1", "ok 1 - x", "ok 2 - y"], reason="2 results of 1")
        self.expect("fail", ["1..0 # SKIP because", "ok 1 - x"], reason="1 results of 0")
        self.expect("fail", ["ok 1 - x"], reason="before done_testing")
        self.expect("fail", [], reason="before done_testing")
        self.expect("fail", ["1..1", "ok 1 - x"], "1", "ended with status 1")
        self.expect("fail", ["1..0 # SKIP because"], "1", "ended with status 1")
        self.expect("fail", ["1..1", "ok 1 - x"], "timeout", "did not end in its time")


class Ending(Case):
    def test_good(self):
        self.assertEqual(self.one(), ("ok", ""))
        self.assertEqual(self.one(SKIP), ("skip", "not here"))
        self.assertEqual(self.one(BAD), ("fail", "bad"))
        self.assertEqual(self.one(again=["of a draught"]),
                         ("ok", "booted again: of a draught"))

    def test_end_of_the_guest(self):
        for cell in (GOOD, SKIP, BAD):  # success said before counts for nothing
            no_marker = said("g", a=cell)[:-1]
            two = no_marker + ["guest g/6.12 done 2"]
            self.assert_is(self.one(lines=no_marker), "crash", "no marker")
            self.assert_is(self.one(lines=two), "crash", "no marker")
            self.assert_is(self.one(cell, ""), "crash", "did not power off")
            self.assert_is(self.one(cell, OFF + PANIC), "crash", "panicked", "console: ")
            self.assert_is(self.one(cell, exit_code=124), "crash", "QEMU", "124")
            self.assert_is(self.one(cell, timed_out="g/6.12"), "crash", "overdue")

    def test_hypervisor_gave_up(self):
        """tinyhv's own end is the rig's error, however far the guest had come."""
        boot = Boot(guest("g", "a"))
        boot.outer.env["how"] = "tinyhv"
        for text, reason in (("tinyhv: hello\ntinyhv: error: because\n", "because"),
                             ("tinyhv: hello\n", "no reason given")):
            with open(self.log(boot.outer, "tinyhv"), "w", encoding="utf-8") as file:
                file.write(text)
            for lines in (said("g", a=GOOD), said("g", a=([], None)), ["noise"]):
                found = self.judge(boot, lines, {"g": OFF}, exit_code=3)
                self.assert_is(found["g/a"], "error", reason)

    def test_complaints(self):
        self.assert_is(self.one(GOOD, WARN + OFF), "fail", "console: [ 5.0] WARNING")
        self.assert_is(self.one(SKIP, WARN + OFF), "fail", "console: [ 5.0] WARNING")
        self.assert_is(self.one(BAD, WARN + OFF), "fail", "bad")
        self.assert_is(self.one(GOOD, WARN + OFF, gate="tests"), "ok")
        began = "pvshim-test: begin a\n"
        self.assert_is(self.one(GOOD, began + WARN + OFF, gate="tests"), "fail", "WARNING")

    def race(self, *ways, end=True):
        """What KCSAN says of a race, with the functions of each of its ways."""
        line = "=" * 66
        about = "CPU: 0 Comm: pvshimctl Not tainted 6.12.117-pvshim-kcsan #1"
        text = [line, "BUG: KCSAN: data-race in f / g"]
        for functions in ways:
            text += ["", "write to 0xffff of 8 bytes by task 1 on cpu 0:"]
            for function in functions:
                name, _, module = function.partition(" ")
                text.append(f" {name}+0x1/0x2 {module}".rstrip())
        text += ["", about] + ([line] if end else [])
        return "".join(f"[ 5.0] {t}\n" for t in text)

    def test_races(self):
        """Of KCSAN's reports those count that end in something of ours."""
        kernel = ["f", "kobject_del", "pvshim_bind [pvshim]"]
        for functions in (["pvshim_bind [pvshim]", "g"], ["call_all [pvshim_storm]"],
                          ["sized_strscpy", "pvshim_judge [pvshim]"], ["pv_late_attach"],
                          ["memcpy"], []):
            for ways in ((functions,), (functions, kernel), (kernel, functions)):
                found = self.one(GOOD, self.race(*ways) + OFF)
                self.assert_is(found, "fail", "BUG: KCSAN")
        self.assert_is(self.one(GOOD, self.race(kernel, ["g"]) + OFF), "ok")
        self.assert_is(self.one(GOOD, self.race(kernel, ["memcpy", "g"]) + OFF), "ok")
        self.assert_is(self.one(GOOD, self.race(kernel, end=False) + OFF), "fail", "KCSAN")
        self.assert_is(self.one(GOOD, self.race() + OFF), "fail", "KCSAN")
        self.assert_is(self.one(GOOD, self.race(kernel) + WARN + OFF), "fail", "WARNING")

    def test_lost(self):
        """On the channel only: the guest did all that it should."""
        torn = said("g", a=(GOOD[0], None))
        self.assert_is(self.one(lines=torn), "error", "lost the end of")
        gone = ["guest g/6.12 boot 6.12", "guest g/6.12 done 1"]
        self.assert_is(self.one(lines=gone), "error", "lost the test")

    def test_no_result(self):
        boot = ["guest g/6.12 boot 6.12"]
        began = boot + ["cell g/6.12 a begin", "1..1", "ok 1 - good"]
        self.assert_is(self.one(lines=["noise"], console="", exit_code=1), "error", "status 1")
        self.assert_is(self.one(lines=["noise"], console="Linux"), "crash", "before the test")
        self.assert_is(self.one(lines=boot, console=""), "crash", "before the test")
        self.assert_is(self.one(lines=began, console=""), "crash", "during the test")
        self.assert_is(self.one(lines=began, console=PANIC), "crash", "no result", "Kernel panic")
        self.assert_is(self.one(lines=["noise"], console="", timed_out="g/6.12"), "error",
                       "overdue")

    def test_owner(self):
        """A complaint counts for the test in which it came, or else for every test."""
        boot = Boot(guest("g", "a", "b"))
        lines = said("g", a=GOOD, b=GOOD)
        begin, end = "pvshim-test: begin a\n", "pvshim-test: end a\n"
        found = self.judge(boot, lines, {"g": begin + WARN + end + OFF})
        self.assertEqual([found["g/a"][0], found["g/b"][0]], ["fail", "ok"])
        found = self.judge(boot, lines, {"g": begin + end + WARN + OFF})
        self.assertEqual([found["g/a"][0], found["g/b"][0]], ["fail", "fail"])


class Distrust(Case):
    def identity(self, **cells):
        boot = Boot(guest("g", *cells))
        return self.judge(boot, said("g", **cells), {})

    def test_a_liar_proves_nothing(self):
        found = self.identity(identity=BAD, a=GOOD, b=BAD, c=SKIP)
        self.assert_is(found["g/identity"], "error", "bad")
        for name in "abc":
            self.assert_is(found["g/" + name], "error", "not the guest of its row: bad")

    def test_without_a_proof(self):
        for cell in (SKIP, ([], 0), (GOOD[0], None)):
            found = self.identity(identity=cell, a=GOOD)
            self.assertEqual([found["g/identity"][0], found["g/a"][0]], ["error", "error"])

    def test_proven(self):
        found = self.identity(identity=GOOD, a=BAD)
        self.assertEqual([found["g/identity"][0], found["g/a"][0]], ["ok", "fail"])


class Inner(Case):
    """A carrier without tests of its own, and two guests in it."""

    def setUp(self):
        super().setUp()
        self.boot = Boot(guest("out"), [guest("g", "a"), guest("h", "a")])

    def lines(self, g="clean", h="clean"):
        lines = ["guest out/6.12 boot 6.12", "guest out/6.12 done 0"]
        for name, how in (("g", g), ("h", h)):
            lines += [f"guest {name}/6.12 start", *said(name, a=GOOD)]
            lines += [f"guest {name}/6.12 exit {how}"] if how else []
        return lines

    def both(self, lines, consoles=None, **runner):
        found = self.judge(self.boot, lines, consoles or {}, **runner)
        return [found["g/a"][0], found["h/a"][0]], found

    def test_good(self):
        self.assertEqual(self.both(self.lines())[0], ["ok", "ok"])

    def test_one_dies(self):
        results, found = self.both(self.lines(g="status 124"))
        self.assertEqual(results, ["crash", "ok"])
        self.assertIn("ended: status 124", found["g/a"][1])
        self.assertEqual(self.both(self.lines(), {"g": ""})[0], ["crash", "ok"])
        results, found = self.both(self.lines(h=None))
        self.assertEqual(results, ["ok", "crash"])
        self.assertIn("never reported", found["h/a"][1])

    def test_carrier_complains(self):
        mark = "[ 4.0] pvshim-test: begin guest g/6.12\n"
        end = "[ 6.0] pvshim-test: end guest g/6.12\n"
        self.assertEqual(self.both(self.lines(), {"out": mark + WARN + end + OFF})[0],
                         ["fail", "ok"])
        self.assertEqual(self.both(self.lines(), {"out": WARN + OFF})[0], ["crash", "crash"])

    def test_carrier_dies(self):
        for runner in ({"exit_code": 1}, {"timed_out": "out/6.12"}):
            self.assertEqual(self.both(self.lines(), **runner)[0], ["crash", "crash"])
        self.assertEqual(self.both(self.lines(), {"out": ""})[0], ["crash", "crash"])
        results, found = self.both(self.lines()[:-2], timed_out="h/6.12")
        self.assertEqual(results, ["ok", "crash"])
        self.assertIn("never reported", found["h/a"][1])


class Beside(Case):
    """An outer guest with a test of its own beside the guest in it, and one before."""

    def expect(self, wanted, console=OFF, spoken=True, **runner):
        boot = Boot(guest("out", "a", "beside"), [guest("in", "a")])
        lines = [*said("out", a=GOOD), "guest in/6.12 start", *said("in", a=GOOD)]
        if spoken:
            lines += ["guest in/6.12 exit clean", "cell out/6.12 beside begin", *GOOD[0],
                      "cell out/6.12 beside end 0", "guest out/6.12 done 2"]
        found = self.judge(boot, lines, {"out": console}, **runner)
        self.assertEqual([found[c][0] for c in ("out/a", "out/beside", "in/a")], wanted, found)

    def test_good(self):
        self.expect(["ok", "ok", "ok"])

    def test_a_complaint_counts_for_both(self):
        mark = "pvshim-test: begin guest in/6.12\n"
        self.expect(["ok", "fail", "fail"], mark + WARN + mark.replace("begin", "end") + OFF)

    def test_an_earlier_complaint_does_not(self):
        mark = "pvshim-test: begin a\n"
        self.expect(["fail", "ok", "ok"], mark + WARN + mark.replace("begin", "end") + OFF)

    def test_its_words_are_lost(self):
        """With a guest that hangs, and with the outer guest."""
        self.expect(["ok", "error", "crash"], spoken=False, timed_out="in/6.12")
        self.expect(["crash", "crash", "crash"], spoken=False, exit_code=1)


class ExitStatus(unittest.TestCase):
    def test_worst_wins(self):
        order = [("ok", 0), ("skip", 0), ("fail", 1), ("error", 3), ("crash", 4)]
        for better, (_, __) in enumerate(order):
            for worse in range(max(better, 1), len(order)):
                results = [order[better][0], order[worse][0], "ok"]
                with self.subTest(results):
                    records = [{"result": r} for r in results]
                    self.assertEqual(ktap.summary(records)[1], order[worse][1])
                    self.assertEqual(ktap.summary(records[::-1])[1], order[worse][1])

    def test_what_failed_is_said_last(self):
        record = {"env": "e", "kernel": "k", "test": "t", "reason": "why"}
        said = ktap.failures([{**record, "result": r}
                              for r in ("ok", "fail", "skip", "error", "crash")])
        self.assertEqual(said, ["# fail: e/k/t: why", "# error: e/k/t: why",
                                "# crash: e/k/t: why"])

    def test_nothing_ran(self):
        self.assertEqual(ktap.summary([])[1], 3)
        self.assertEqual(ktap.summary([{"result": "skip"}])[1], 3)


if __name__ == "__main__":
    unittest.main()
