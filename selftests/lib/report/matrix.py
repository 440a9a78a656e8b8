# SPDX-License-Identifier: GPL-2.0
"""The results as a matrix: guests down, tests across. Both renderings use it.

A cell has one of verdict.py's five results, or
  not run   the test applies there, and this run did not mean to run it
  (empty)   the test does not apply there
"""

import json
import os
from dataclasses import dataclass, field

import plan
from tables import TableError, Tables

from .evidence import clean

SELFTESTS = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
# from worst to best; the first that a row has is the row's
RESULTS = ("crash", "error", "fail", "ok", "skip", "not run")
BAD = ("crash", "error", "fail")
HOST = ("host", "rig")  # environments of the checks without a guest of ours


@dataclass
class Cell:
    env: str
    kernel: str
    test: str
    result: str
    seconds: float = 0.0
    reason: str = ""

    @property
    def name(self):
        return f"{self.env}/{self.kernel}/{self.test}"


@dataclass
class Guest:
    """One row: what ran in one environment on one kernel."""
    env: str
    kernel: str
    cells: dict = field(default_factory=dict)

    @property
    def title(self):
        return f"{self.env}/{self.kernel}"

    @property
    def result(self):
        return worst(self.cells.values())

    @property
    def seconds(self):
        return sum(cell.seconds for cell in self.cells.values())

    @property
    def good(self):
        """'9 of 11': not among them what was not run."""
        results = [c.result for c in self.cells.values() if c.result != "not run"]
        return f"{results.count('ok')} of {len(results)}"


@dataclass
class Plan:
    """What the tables could make run, and in which order."""
    envs: list = field(default_factory=list)
    kernels: list = field(default_factory=list)
    tests: dict = field(default_factory=dict)  # name -> description
    cells: set = field(default_factory=set)  # (env, kernel, test)


@dataclass
class Matrix:
    guests: list
    tests: list
    host: list
    about: dict  # test -> description
    facts: list
    run: dict  # run.json
    problems: list  # what could not be read

    def cells(self):
        return [cell for guest in self.guests for cell in guest.cells.values()] + self.host

    def counts(self):
        results = [cell.result for cell in self.cells()]
        return {result: results.count(result) for result in RESULTS}

    @property
    def verdict(self):
        """(result that gives the colour, words)"""
        counts = self.counts()
        words = {"crash": "a guest crashed", "error": "the rig failed", "fail": "failed"}
        result = next((r for r in BAD if counts[r]), "")
        if result:
            return result, words[result]
        if self.problems:
            return "error", "the results cannot be read"
        return ("ok", "passed") if counts["ok"] else ("error", "nothing ran")

    def reasons(self, results):
        """[(result, name, reason)], worst first, tests of a guest with one reason as one."""
        groups = {}
        for cell in self.cells():
            if cell.result in results:
                key = (RESULTS.index(cell.result), cell.env, cell.kernel, cell.reason)
                groups.setdefault(key, []).append(cell)
        return [(cells[0].result, ",".join([cells[0].name] + [c.test for c in cells[1:]]),
                 cells[0].reason) for _, cells in sorted(groups.items(), key=lambda g: g[0][0])]


def worst(cells):
    results = {cell.result for cell in cells}
    return next((r for r in RESULTS if r in results), "not run")


def load_plan(directory=SELFTESTS):
    """The Plan of a directory of tables; an empty one where they are damaged."""
    try:
        tables = Tables(directory, os.path.join(SELFTESTS, "kernels.cfg"))
        boots = plan.make_boots(tables, list(tables.columns), ["*"])
    except (OSError, TableError, KeyError, ValueError):
        return Plan()
    cells = {(g.env["name"], g.kernel, t.name) for b in boots for g, t in b.cells()}
    return Plan(list(tables.envs), list(tables.columns),
                {t.name: t.description for t in tables.tests}, cells)


def read_json(path, kind, problems):
    """The file's content, or an empty `kind` and a line about what is wrong."""
    name = os.path.basename(path)
    try:
        with open(path, encoding="utf-8") as file:
            found = json.load(file)
    except FileNotFoundError:
        return kind()
    except (OSError, ValueError) as problem:
        problems.append(f"{name} cannot be read: {problem}")
        return kind()
    if not isinstance(found, kind):
        problems.append(f"{name} holds no {kind.__name__}")
        return kind()
    return found


def make_cell(record):
    """A Cell of one record; ValueError when the record is none."""
    if not isinstance(record, dict) or not all(record.get(k) for k in ("env", "kernel", "test")):
        raise ValueError
    env, kernel, test, result, reason = (
        clean(record.get(key) or "").replace("\n", " ")
        for key in ("env", "kernel", "test", "result", "reason"))
    if result not in RESULTS:
        result, reason = "error", f"unknown result '{result}': {reason}"
    seconds = record.get("seconds")
    return Cell(env, kernel, test, result,
                float(seconds) if isinstance(seconds, (int, float)) else 0.0, reason)


def make_cells(records, problems):
    """{(env, kernel, test): Cell}; of two results for one cell the worse one."""
    cells = {}
    for record in records:
        try:
            cell = make_cell(record)
        except ValueError:
            problems.append(f"results.json: not a result: {clean(record)[:80]}")
            continue
        key = (cell.env, cell.kernel, cell.test)
        if key not in cells or RESULTS.index(cell.result) < RESULTS.index(cells[key].result):
            cells[key] = cell
    return cells


def add_lost(cells, run):
    """A run that was interrupted has not passed, whatever it got so far."""
    for name in run.get("planned") or []:
        key = tuple(clean(name).split("/", 2))
        if len(key) == 3 and key not in cells:
            cells[key] = Cell(*key, "error", reason="no result: the run ended before it")


def order(known, names):
    """Names in the order of `known`, unknown ones behind."""
    names = dict.fromkeys(names)
    return [n for n in known if n in names] + [n for n in names if n not in known]


def make_guests(cells, planned):
    """The rows and the columns: every guest and every test of which anything ran."""
    tests = order(planned.tests, [t for _, _, t in cells])
    titles = {(env, kernel) for env, kernel, _ in cells}
    guests = []
    for env in order(planned.envs, [e for e, _ in titles]):
        for kernel in order(planned.kernels, sorted(k for e, k in titles if e == env)):
            guest = Guest(env, kernel)
            for test in tests:
                key = (env, kernel, test)
                if key in cells:
                    guest.cells[test] = cells[key]
                elif key in planned.cells:
                    guest.cells[test] = Cell(*key, "not run")
            guests.append(guest)
    return guests, tests


def load(build, planned):
    """The Matrix of what a run left in `build`."""
    problems = []
    results = os.path.join(build, "results.json")
    if not os.path.exists(results):
        problems.append("there is no results.json: nothing has been run")
    run = read_json(os.path.join(build, "run.json"), dict, problems)
    run["boots"] = [boot for boot in run.get("boots") or [] if "outer" in boot]
    facts = read_json(os.path.join(build, "facts.json"), list, problems)
    cells = make_cells(read_json(results, list, problems), problems)
    add_lost(cells, run)
    host = [cell for cell in cells.values() if cell.env in HOST]
    guests, tests = make_guests({k: c for k, c in cells.items() if c.env not in HOST}, planned)
    return Matrix(guests, tests, host, planned.tests,
                  [f for f in facts if isinstance(f, dict)], run, problems)
