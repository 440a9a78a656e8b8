#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""run.sh --times: each boot counts, nothing is forgiven, the logs of what failed stay."""

import contextlib
import io
import os
import sys
import tempfile
import unittest
from types import SimpleNamespace
from unittest import mock

RIG = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(RIG), "lib"))

import rig  # noqa: E402
from boot import Runner  # noqa: E402
from plan import Boot, Guest  # noqa: E402
from report import tally  # noqa: E402

OFF = "[ 9.0] reboot: Power down\n"
TEST = SimpleNamespace(name="life", first=False, timeout=10, beside=[])
ENV = {"name": "e", "family": "e", "gate": "boot", "how": "qemu", "root": "rig",
       "waits": 0}
GOOD = ["guest e/6.12 boot 6.12", "cell e/6.12 life begin", "1..1", "ok 1 - x",
        "cell e/6.12 life end 0", "guest e/6.12 done 1"]
BAD = GOOD[:2] + ["1..1", "not ok 1 - x", "cell e/6.12 life end 1", GOOD[-1]]
SILENT = []


class Told(Runner):
    """A boot that says what the test wants, one script after the other."""

    scripts = []

    def run(self):
        for line in Told.scripts.pop(0):
            self.channel.feed(line, 1.0)
        for kind in ("console", "console.first"):
            with open(self.log(self.boot.outer, kind), "w", encoding="utf-8") as file:
                file.write(OFF)
        self.exit_code, self.load = 0, 1.5


class Rounds(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.build = directory.name
        os.mkdir(os.path.join(self.build, "logs"))

    def run_rig(self, scripts, lacks="", **options):
        """What a run prints, and its exit status."""
        Told.scripts = list(scripts)
        column = {"slow": 1, "memory": 0, "carrier": "6.12"}
        options = {"times": 1, "until_failure": False, "jobs": 1, "verbose": False,
                   "debug": False, "command": "", "resume": False, **options}
        paths = SimpleNamespace(build=self.build, logs=os.path.join(self.build, "logs"), tables="",
                                prepare=lambda boots: None, lacks=lambda guest: lacks,
                                versions=lambda *_: {})
        account = mock.Mock(**{"whole.side_effect": lambda run, kept: run})
        boots = [Boot(Guest(ENV, "6.12", [TEST], column))]
        with mock.patch.object(rig, "Runner", Told), \
                mock.patch.object(rig.Rig, "show", lambda self: None), \
                contextlib.redirect_stderr(io.StringIO()), \
                contextlib.redirect_stdout(io.StringIO()) as said:
            status = rig.Rig(SimpleNamespace(**options), paths, boots, account).run()
        return said.getvalue(), status

    def kept(self, number):
        return sorted(os.listdir(os.path.join(self.build, "failed", str(number))))

    def test_each_boot_counts(self):
        said, status = self.run_rig([GOOD, BAD, GOOD], times=3)
        self.assertIn("\n1..3\n", said)
        self.assertIn("# e/6.12/life: 2 of 3 passed\n#   1 fail: x (round 2)\n", said)
        self.assertIn("# 3 boots; load average after each: 1.5 to 1.5", said)
        self.assertTrue(said.endswith("2 passed, 1 failed, 0 skipped\n"))
        self.assertEqual(status, 1)

    def test_all_pass(self):
        said, status = self.run_rig([GOOD] * 4, times=4)
        self.assertIn("# e/6.12/life: 4 of 4 passed\n# 4 boots", said)
        self.assertEqual(status, 0)
        self.assertFalse(os.path.exists(os.path.join(self.build, "failed")))

    def test_logs_of_a_failure_stay(self):
        self.run_rig([GOOD, BAD, GOOD], times=3)
        self.assertEqual(os.listdir(os.path.join(self.build, "failed")), ["2"])
        self.assertIn("e-6.12.console", self.kept(2))

    def test_logs_of_another_run_do_not(self):
        self.run_rig([BAD, BAD], times=2)
        self.run_rig([GOOD, BAD], times=2)
        self.assertEqual(os.listdir(os.path.join(self.build, "failed")), ["2"])

    def test_until_failure(self):
        said, status = self.run_rig([GOOD, BAD], times=9, until_failure=True)
        self.assertIn("Bail out! failed in round 2\n", said)
        self.assertIn("# e/6.12/life: 1 of 2 passed", said)
        self.assertEqual(status, 1)

    def test_a_failure_in_the_last_round_is_no_early_end(self):
        said, status = self.run_rig([GOOD, BAD], times=2, until_failure=True)
        self.assertNotIn("Bail out!", said)
        self.assertEqual(status, 1)

    def test_no_second_chance(self):
        """A guest that dies before init is booted again only where boots are not counted."""
        said, status = self.run_rig([SILENT, GOOD], times=2)
        self.assertIn("# e/6.12/life: 1 of 2 passed\n#   1 crash: ", said)
        self.assertEqual(status, 4)
        said, status = self.run_rig([SILENT, GOOD])
        self.assertIn("booted again: died before init", said)
        self.assertEqual((status, Told.scripts), (0, []))

    def test_nor_for_those_inside_that_fell_silent(self):
        with mock.patch.object(rig.verdict, "fell_silent", side_effect=AssertionError) as asked:
            self.run_rig([GOOD, GOOD], times=2)
            asked.assert_not_called()

    def test_skips_are_no_passes(self):
        said, status = self.run_rig([], lacks="no such option", times=3)
        self.assertEqual(said.count("\nok "), 3)
        self.assertIn("# e/6.12/life: 0 of 3 passed\n#   3 skip: no such option (round 1, 2, 3)",
                      said)
        self.assertEqual(status, 3)

    def test_once_counts_nothing(self):
        self.assertNotIn(" of 1 passed", self.run_rig([GOOD])[0])


class Tally(unittest.TestCase):
    def test_what_passed_with_a_word_is_told(self):
        records = [{"env": "e", "kernel": "k", "test": "t", "result": "ok", "reason": reason}
                   for reason in ("", "booted again: twice", "")]
        self.assertEqual(tally.lines(records, [0.5, 2.0, 4.0]), [
            "# e/k/t: 3 of 3 passed", "#   1 ok: booted again: twice (round 2)",
            "# 3 boots; load average after each: 0.5 to 4.0, median 2.0"])

    def test_nothing_ran(self):
        self.assertEqual(tally.lines([], []), [])


if __name__ == "__main__":
    unittest.main()
