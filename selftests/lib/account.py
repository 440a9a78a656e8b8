# SPDX-License-Identifier: GPL-2.0
"""The last result of each cell, whichever run it is of: BUILD/cells.json.

So a run that was interrupted can go on (run.sh --resume), and what ran in several pieces
has one report. A result counts as long as its content (content.py) is what it was.
"""

import json
import os

from content import Contents
from report import ktap

RECORD = ("env", "kernel", "test", "result", "seconds", "reason")


class Account:
    """Of each cell its record, content, facts and the run it is of; of each run its run.json."""

    def __init__(self, tables, paths):
        self.tables, self.paths = tables, paths
        self.file = os.path.join(paths.build, "cells.json")
        self.cells, self.runs, self.guests, self.expected = {}, {}, {}, {}
        try:
            with open(self.file, encoding="utf-8") as file:
                found = json.load(file)
            self.cells, self.runs = found["cells"], found["runs"]
        except (OSError, ValueError, KeyError, TypeError):  # none yet, or of no use
            pass

    def done(self, boots, failed=False):
        """Titles of the guests of which every cell has a result; with `failed` no bad one."""
        contents = Contents(self.tables, self.paths)

        def counts(guest, test):
            cell = self.cells.get(guest.cell(test), {})
            return (cell.get("content") == contents.of_cell(guest, test)
                    and not (failed and cell["result"] in ktap.FAILED))

        return [guest.title for boot in boots for guest in boot.guests()
                if guest.tests and all(counts(guest, test) for test in guest.tests)]

    def kept(self, boots, again):
        """The cells of these boots that those of `again` leave out."""
        running = {g.cell(t) for b in again for g, t in b.cells()}
        return [self.cells[g.cell(t)] for b in boots for g, t in b.cells()
                if g.cell(t) not in running]

    def number(self, again):
        """Outer guests that only carry others do not overwrite the logs of earlier ones."""
        names = [boot["outer"] for run in self.runs.values() for boot in run["boots"]]
        for boot in again:
            if boot.inner and not boot.outer.tests:
                while boot.outer.name in names:
                    boot.outer.part += 1
                names.append(boot.outer.name)

    def begin(self, boots):
        """What the results of these boots will depend on; everything is built."""
        self.guests = {g.cell(t): (g, t) for b in boots for g, t in b.cells()}
        self.expected = Contents(self.tables, self.paths).of_boots(boots)

    def add(self, records, facts, begun):
        """The records, which say how they failed before. What has changed while its guest ran
        is of no known content."""
        contents = Contents(self.tables, self.paths)
        for record in records:
            cell = ktap.name(record)
            content = contents.of_cell(*self.guests[cell])
            self.cells[cell] = {
                **record, "content": content if content == self.expected[cell] else "",
                "failed": failures(self.cells.get(cell, {}), content), "run": str(begun),
                "facts": [f for f in facts if ktap.name(f) == cell]}
        return [plain(self.cells[ktap.name(record)]) for record in records]

    def write(self, run):
        """With what the run in progress says of itself."""
        self.runs[str(run["begun"])] = run
        used = {cell["run"] for cell in self.cells.values()}
        self.runs = {key: run for key, run in self.runs.items() if key in used}
        ktap.write_json(self.file, {"runs": self.runs, "cells": self.cells})

    def whole(self, run, kept):
        """run.json of all that the kept cells and this run are of."""
        keys = dict.fromkeys(cell["run"] for cell in kept)
        runs = [self.runs[key] for key in keys if key in self.runs] + [run]
        return {**run, "begun": min(r["begun"] for r in runs),
                "seconds": sum(r["seconds"] for r in runs),
                "pieces": len(runs) - (not run["boots"]),
                "versions": {what: said for r in runs for what, said in r["versions"].items()},
                "boots": [boot for r in runs for boot in r["boots"]]}


def failures(cell, content):
    """How it failed before, when it was the same."""
    if cell.get("content") != content:
        return []
    bad = [f"{cell['result']}: {cell['reason']}"] if cell["result"] in ktap.FAILED else []
    return cell["failed"] + bad


def plain(cell):
    """As results.json has it"""
    again = [f"(run again after {failure})" for failure in cell["failed"]]
    return {**{key: cell[key] for key in RECORD},
            "reason": " ".join(filter(None, [cell["reason"], *again]))}
