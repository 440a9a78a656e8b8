#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Are the matrix and its text true, whatever is damaged or missing?"""

import os
import unittest

from build_case import Build, record

from report import matrix, page, page_text


class Verdicts(Build):
    def test_worst_wins(self):
        for results, worst in ((["ok", "skip"], "ok"), (["ok", "fail"], "fail"),
                               (["fail", "error"], "error"), (["error", "crash"], "crash")):
            self.results(*(record(f"tcg/6.1/{i}", r) for i, r in enumerate(results)))
            self.assertEqual(self.matrix().guests[0].result, worst)
            self.assertEqual(self.matrix().verdict[0], worst)

    def test_a_bad_host_check_is_bad(self):
        self.results(record("tcg/6.1/life"), record("host/-/unit/clock", "fail", "off by one"))
        self.assertEqual(self.matrix().verdict, ("fail", "failed"))
        self.assertIn("host/-/unit/clock", self.page()[0])

    def test_two_results_for_one_cell(self):
        self.results(record("tcg/6.1/life"), record("tcg/6.1/life", "fail"))
        self.assertEqual(self.matrix().counts()["fail"], 1)

    def test_unknown_result_is_no_pass(self):
        self.results(record("tcg/6.1/life", "great"))
        self.assertEqual(self.matrix().verdict, ("error", "the rig failed"))

    def test_nothing_but_skips_proves_nothing(self):
        self.results(record("tcg/6.1/life", "skip", "not here"))
        self.assertEqual(self.matrix().verdict, ("error", "nothing ran"))

    def test_not_run_and_not_applicable(self):
        self.results(record("tcg/6.1/life"), record("bare/6.1/identity"),
                     record("bare/6.1/vmware"))
        bare, tcg = self.matrix().guests
        self.assertEqual(bare.cells["life"].result, "not run")
        self.assertNotIn("vmware", tcg.cells)
        self.assertEqual(tcg.good, "1 of 1")
        self.assertEqual(self.matrix().verdict, ("ok", "passed"))

    def test_interrupted_run_has_not_passed(self):
        self.results(record("tcg/6.1/identity"))
        self.put("run.json", {"planned": ["tcg/6.1/identity", "tcg/6.1/life"]})
        self.assertEqual(self.matrix().guests[0].cells["life"].result, "error")

    def test_order_of_the_tables(self):
        self.results(record("new/6.1/x"), record("xen-pvh/6.1/life"), record("tcg/6.12-rt/life"),
                     record("tcg/6.1/identity"))
        self.assertEqual([g.title for g in self.matrix().guests],
                         ["tcg/6.1", "tcg/6.12-rt", "xen-pvh/6.1", "new/6.1"])
        self.assertEqual(self.matrix().tests, ["identity", "life", "x"])


class Missing(Build):
    def test_no_results(self):
        source, _ = self.page()
        self.assertIn("there is no results.json", source)
        self.assertEqual(self.matrix().verdict[0], "error")

    def test_damaged_files(self):
        self.put("results.json", "[{")
        self.put("facts.json", '{"a": 1}')
        self.put("run.json", "[]")
        self.page()
        self.assertEqual(len(self.matrix().problems), 3)

    def test_records_that_are_none(self):
        self.results(record("tcg/6.1/life"), 7, {"env": "x"}, None)
        self.page()
        self.assertEqual(len(self.matrix().problems), 3)
        self.assertEqual(self.matrix().verdict[0], "error")

    def test_no_logs(self):
        os.rmdir(os.path.join(self.build, "logs"))
        self.results(record("tcg/6.1/life"))
        self.assertIn("No log of it was found", self.page()[0])

    def test_logs_of_an_earlier_run(self):
        self.results(record("tcg/6.1/life"))
        self.put("run.json", {"begun": 2_000_000_000})
        os.utime(self.put("logs/tcg-6.1.console", "of yesterday"), (1e9, 1e9))
        self.assertNotIn("of yesterday", self.page()[0])

    def test_damaged_channel(self):
        self.results(record("tcg/6.1/life"))
        self.put("logs/tcg-6.1.results", "no stamp\n1.0 guest\n1.1 guest tcg/6.1 done x\n"
                 "1.2 cell tcg/6.1 life begin\n1.3 cell tcg/6.1 life end\n1.4 fact\n")
        self.assertIn("no stamp", self.page()[0])


class Text(Build):
    def text(self, colour=False):
        return page.text(self.build, colour)

    def test_letters_under_their_names(self):
        self.results(record("tcg/6.1/identity"), record("tcg/6.1/life", "crash", "gone"),
                     record("bare/6.12/life", "skip", "why"))
        lines = self.text().split("\n")
        self.assertEqual(lines[:4], ["           identity", "           | life",
                                     "bare/6.12  - s    0 of 1     1.0 s",
                                     "tcg/6.1    + C    1 of 2     2.0 s"])
        self.assertIn("crash tcg/6.1/life: gone", lines)

    def test_width(self):
        self.results(*(record(f"environment-{e}-4cpu/6.12-debug/test-{t}", "fail", "word " * 60)
                       for e in range(40) for t in range(20)))
        self.assertLessEqual(max(map(len, self.text().split("\n"))), page_text.WIDTH)

    def test_many_tests(self):
        self.results(*(record(f"environment-4cpu/6.12-debug/test-{t}") for t in range(70)))
        self.assertLessEqual(max(map(len, self.text().split("\n"))), page_text.WIDTH)
        self.assertIn("+" * 70, self.text())

    def test_colour_only_when_asked(self):
        self.results(record("tcg/6.1/life", "fail", "\x1b[2Jhostile\x07"))
        self.assertNotIn("\x1b", self.text())
        self.assertIn("\x1b[1;31mF\x1b[0m", self.text(True))
        self.assertNotIn("\x1b[2J", self.text(True))

    def test_one_reason_for_many_tests(self):
        self.results(*(record(f"tcg/6.1/{t}", "skip", "no Xen") for t in ("a", "b", "c")))
        self.assertIn("skip  tcg/6.1/a,b,c: no Xen", self.text())

    def test_counts(self):
        self.results(record("tcg/6.1/identity"), record("tcg/6.1/vmware", "fail"),
                     record("bare/6.1/life", "error"))
        self.assertIn("1 ok, 2 failed (1 error, 1 fail), 0 skipped, 2 not run", self.text())


class Tree(unittest.TestCase):
    def test_its_tables_are_understood(self):
        planned = matrix.load_plan()
        self.assertIn("tcg", planned.envs)
        self.assertIn(("tcg", "6.1", "identity"), planned.cells)


if __name__ == "__main__":
    unittest.main()
