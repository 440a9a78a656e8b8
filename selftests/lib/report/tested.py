# SPDX-License-Identifier: GPL-2.0
"""Write what Documentation/tested.rst shows, or say what of it is out of date.

  tested-matrix.txt  from the tables alone: which cells `make test` runs
  tested-run.txt     from build/, where its last run was the whole of `make test`,
  tested-long.txt    or of `make test-long`, however many pieces that was in
  tested-cells.txt   the last result of each cell of `make test-all`, whenever that was:
                     those of build/ are added to what is there
  tested-all.txt     how many these are, and all but the good ones
  tested-demo.txt    from build/demo.txt, what the last `make demo` has printed

What build/ does not have stays as it is.
"""

import argparse
import collections
import json
import os
import re
import sys
import textwrap
import time

import demo
import plan
from tables import Tables

from . import ktap, matrix, page_text
from .page import took

TOP = os.path.dirname(matrix.SELFTESTS)
PAGES = os.path.join(TOP, "Documentation")
LEGEND = "+ a part of make test   - not   (blank) does not apply"
AGREE = re.compile(r"^(\d+) guests, \d+ checks .* 0 disagree")
# of the demo's call sites, those of one guest
SHOWN = ("xen-pvh", "6.12")


def cells_of(tables, patterns):
    boots = plan.make_boots(tables, list(tables.columns), patterns)
    return {(guest.env["name"], guest.kernel, test.name)
            for boot in boots for guest, test in boot.cells()}


def count(cells, what):
    guests = {cell[:2] for cell in cells}
    return f"{len(cells)} tests in {len(guests)} guests: {what}"


def matrix_text(tables):
    """The guests of `make test`; behind each row how many of its tests that runs."""
    run = cells_of(tables, tables.cells("default"))
    planned = matrix.load_plan()
    guests, tests = matrix.make_guests(
        {cell: matrix.Cell(*cell, "ok") for cell in run}, planned)
    grid = page_text.Grid(matrix.Matrix(guests, tests, [], planned.tests, [], {}, []))
    grid.sums = False
    width = grid.label + grid.step * len(tests)
    rows = [f"{grid.row(guest, False):{width}} {guest.good:>9}" for guest in guests]
    lines = grid.head() + rows + ["", LEGEND, count(run, "make test")]
    for globs, what in ((tables.cells("all"), "make test-all, with these among them"),
                        (tables.cells("long"), "make test-long"),
                        (["*"], "every test in every environment on every kernel")):
        lines.append(count(cells_of(tables, globs), what))
    return "\n".join(line.rstrip() for line in lines) + "\n"


def read(path):
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except FileNotFoundError:
        return ""


def last_run(tables, build):
    """(file, text) for the tier that the last run was the whole of, or nothing."""
    results = json.loads(read(f"{build}/results.json") or "[]")
    run = json.loads(read(f"{build}/run.json") or "{}")
    ran = {(cell["env"], cell["kernel"], cell["test"]) for cell in results}
    on_host = {cell["env"] for cell in results} >= set(matrix.HOST)
    for tier, file in (("default", "tested-run.txt"), ("long", "tested-long.txt")):
        if ran >= cells_of(tables, tables.cells(tier)) and (on_host or tier == "long"):
            return file, run_text(results, run)
    return "", ""


def run_text(results, run):
    """A run in words, with every result that has a reason."""
    counts = collections.Counter(cell["result"] for cell in results)
    guests = {(cell["env"], cell["kernel"]) for cell in results if cell["env"] not in matrix.HOST}
    lines = [f"{day(run['begun'])}: {len(results)} results: "
             + ", ".join(f"{number} {result}" for result, number in counts.most_common())
             + f"; {len(guests)} guests {took(run)}"]
    lines += [f"{what}: {version}" for what, version in run["versions"].items()]
    for cell in results:
        if cell["result"] != "ok" or "again" in cell["reason"]:
            lines += wrapped(f"{cell['result']}: {ktap.name(cell)}: {cell['reason']}")
    return "\n".join(lines) + "\n"


def wrapped(text):
    return textwrap.wrap(text, 90, subsequent_indent="  ")


def day(seconds):
    return time.strftime("%Y-%m-%d", time.gmtime(seconds))


def last_results(known, build, before):
    """{(env, kernel, test): (day, result, reason)}: of the known cells what build/ has,
    and where that has nothing newer what `before`, the text of tested-cells.txt, has."""
    found = {}
    for line in before.splitlines():
        cell, *words = line.split(" ", 3)
        found[tuple(cell.split("/"))] = (words[0], words[1], "".join(words[2:]))
    for cell in json.loads(read(f"{build}/cells.json") or '{"cells": {}}')["cells"].values():
        name, when = (cell["env"], cell["kernel"], cell["test"]), day(float(cell["run"]))
        if when >= found.get(name, ("",))[0]:
            found[name] = (when, cell["result"], " ".join(cell["reason"].split()))
    return {name: found[name] for name in sorted(found) if name in known}


def cells_text(found):
    """One line for each cell that has a result"""
    return "".join(f"{'/'.join(name)} {' '.join(words)}".rstrip() + "\n"
                   for name, words in found.items())


def all_text(cells, found):
    """Of all cells of make test-all: how many have which result, and those that are not ok."""
    results = collections.Counter(result for _, result, _ in found.values())
    days = sorted(when for when, _, _ in found.values())
    lines = [count(cells, "make test-all")]
    lines += wrapped(f"{len(found)} have a result"
                     + (f", {days[0]} to {days[-1]}: " if days else "")
                     + ", ".join(f"{number} {result}" for result, number in results.most_common()))
    none = collections.Counter(kernel for _, kernel, _ in cells - set(found))
    if none:
        lines += wrapped(f"{none.total()} have none yet, of the kernels "
                         + ", ".join(f"{kernel} ({none[kernel]})" for kernel in sorted(none)))
    for name, (when, result, reason) in found.items():
        if result != "ok":
            lines += wrapped(f"{when} {result}: {'/'.join(name)}: {reason}")
    return "\n".join(lines) + "\n"


def demo_text(build):
    """What `make demo` has printed, with the call sites of one guest alone."""
    lines = read(f"{build}/demo.txt").strip().splitlines()
    if not lines or not AGREE.match(lines[-1]):
        return ""
    first = next(n for n, line in enumerate(lines) if line.startswith("Call sites"))
    kept = [line for line in lines[first:-1]
            if len(line.split()) < 4 or not re.fullmatch(r"[0-9.]+", line.split()[1])
            or tuple(line.split()[:2]) == SHOWN]
    return "\n".join(lines[:first] + kept + lines[-1:]) + "\n"


def demo_is_old():
    """Why the demo's output cannot be that of today's demo, as far as a table tells."""
    lines = read(f"{PAGES}/tested-demo.txt").splitlines()
    heads = [line.split() for line in lines if line.startswith("environment ")]
    if not heads or heads[0][4:] != demo.OPS:
        return "its operations are not those of include/pvshim/ops-list.h"
    envs = re.search(r"^envs=\((.*)\)$", read(f"{matrix.SELFTESTS}/demo.sh"), re.M)
    begin = next(n for n, line in enumerate(lines) if line.startswith("-----"))
    shown = {line.split()[0] for line in lines[begin + 1:lines.index("", begin)]}
    if shown != set(envs[1].split()):
        return "its environments are not those of selftests/demo.sh"
    return "" if AGREE.match(lines[-1]) else "some of its sources disagree"


def write(name, text):
    """Where there is something new."""
    path = f"{PAGES}/{name}"
    if text and text != read(path):
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        print(f"wrote {os.path.relpath(path, TOP)}")


def main():
    parser = argparse.ArgumentParser(prog="report.tested", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true",
                        help="write nothing; exit 1 if something is out of date")
    options = parser.parse_args()
    tables = Tables(matrix.SELFTESTS, os.path.join(matrix.SELFTESTS, "kernels.cfg"))
    build = os.path.join(TOP, "build")
    if not options.check:
        write("tested-matrix.txt", matrix_text(tables))
        write(*last_run(tables, build))
        write("tested-demo.txt", demo_text(build))
        cells = cells_of(tables, tables.cells("all"))
        found = last_results(cells, build, read(f"{PAGES}/tested-cells.txt"))
        write("tested-cells.txt", cells_text(found))
        write("tested-all.txt", all_text(cells, found))
        return 0
    said = []
    if read(f"{PAGES}/tested-matrix.txt") != matrix_text(tables):
        said.append("tested-matrix.txt is not what the tables say; `make tested` writes it")
    if demo_is_old():
        said.append(f"tested-demo.txt: {demo_is_old()}; `make demo tested` writes it")
    print("".join(f"Documentation/{line}\n" for line in said), end="")
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main())
