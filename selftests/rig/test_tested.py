#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Which run is shown as the whole of what, and is what it says true?"""

import types
import unittest
from unittest import mock

from build_case import Build, record

from report import tested

RUN = {"begun": 1_000_000_000, "seconds": 61, "versions": {"kernel 6.1": "6.1.0"}}
HOST = [record("rig/-/b"), record("host/-/unit/clock"), record("host/-/a")]


class Tested(Build):
    def setUp(self):
        super().setUp()
        patch = mock.patch.object(tested, "cells_of", lambda tables, globs: globs)
        patch.start()
        self.addCleanup(patch.stop)
        cells = {"default": {("tcg", "6.1", "life")},
                 "all": {("tcg", "6.1", "life"), ("tcg", "6.12", "life")},
                 "long": {("tcg", "6.1", "rounds")}}
        self.tables = types.SimpleNamespace(cells=cells.get)

    def last(self, *records, **run):
        self.results(*records)
        self.put("run.json", {**RUN, **run})
        return tested.last_run(self.tables, self.build)

    def test_nothing(self):
        self.assertEqual(tested.last_run(self.tables, self.build), ("", ""))

    def test_which(self):
        life, other = record("tcg/6.1/life"), record("tcg/6.12/life")
        for records, file in (((life, *HOST), "tested-run.txt"), ((life,), ""),
                              ((life, *HOST[1:]), ""), ((other, *HOST), ""),
                              ((life, other, *HOST), "tested-run.txt"), ((life, other), ""),
                              ((record("tcg/6.1/rounds"),), "tested-long.txt")):
            self.assertEqual(self.last(*records)[0], file, records)

    def test_words(self):
        words = self.last(record("tcg/6.1/life"), record("tcg/6.12/life", "skip", "no such host"),
                          *HOST)[1].splitlines()
        self.assertEqual(words, ["2001-09-09: 5 results: 4 ok, 1 skip; 2 guests took 1 min 1 s",
                                 "kernel 6.1: 6.1.0", "skip: tcg/6.12/life: no such host"])

    def test_pieces_and_repetitions(self):
        text = self.last(record("tcg/6.1/life", "ok", "(run again after crash: it died)"),
                         record("tcg/6.12/life"), *HOST, pieces=3)[1]
        self.assertIn("took 1 min 1 s in 3 pieces", text)
        self.assertIn("ok: tcg/6.1/life: (run again after crash: it died)", text)

    def cells(self, before, *cells):
        """What is known of these cells, each a record and the day of its run."""
        self.put("cells.json", {"cells": {n: {**cell, "run": str(when * 86400 + 0.5)}
                                          for n, (cell, when) in enumerate(cells)}})
        return tested.last_results(self.tables.cells("all"), self.build, before)

    def test_cells_of_several_runs(self):
        """The newer result counts; of what is in no table any more none does."""
        before = "tcg/6.1/life 1970-01-03 fail it was bad\ntcg/6.1/gone 1970-01-03 ok\n"
        found = self.cells(before, (record("tcg/6.1/life"), 1), (record("tcg/6.12/life"), 2))
        self.assertEqual(tested.cells_text(found), "tcg/6.1/life 1970-01-03 fail it was bad\n"
                                                   "tcg/6.12/life 1970-01-03 ok\n")
        again = self.cells(tested.cells_text(found), (record("tcg/6.1/life"), 2))
        self.assertEqual(tested.cells_text(again), "tcg/6.1/life 1970-01-03 ok\n"
                                                   "tcg/6.12/life 1970-01-03 ok\n")
        self.assertEqual(tested.last_results(self.tables.cells("all"), self.build + "/none",
                                             tested.cells_text(again)), again)

    def test_all(self):
        found = self.cells("", (record("tcg/6.12/life", "skip", "no\nhost"), 2))
        self.assertEqual(tested.all_text(self.tables.cells("all"), found).splitlines(), [
            "2 tests in 2 guests: make test-all",
            "1 have a result, 1970-01-03 to 1970-01-03: 1 skip",
            "1 have none yet, of the kernels 6.1 (1)",
            "1970-01-03 skip: tcg/6.12/life: no host"])
        self.assertIn("0 have a result", tested.all_text(self.tables.cells("all"), {}))


if __name__ == "__main__":
    unittest.main()
