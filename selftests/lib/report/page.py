#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Show the results of the last run: as one HTML page, or as text."""

import argparse
import os
import sys
import time

from . import matrix, page_html, page_text
from .evidence import Logs, clean

TOP = os.path.dirname(matrix.SELFTESTS)


def duration(seconds):
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def took(run):
    """How long, and in how many pieces if it was resumed."""
    pieces = f" in {run['pieces']} pieces" if run.get("pieces", 1) > 1 else ""
    return f"took {duration(run['seconds'])}{pieces}"


def summary(build, run):
    """One line: when, how long, by which command."""
    begun, what = run.get("begun"), "begun"
    if not isinstance(begun, (int, float)):
        results = os.path.join(build, "results.json")
        begun = os.path.getmtime(results) if os.path.exists(results) else time.time()
        what = "ended"
    parts = [f"{what} {time.strftime('%Y-%m-%d %H:%M:%S %z', time.localtime(begun))}"]
    if isinstance(run.get("seconds"), (int, float)):
        parts.append(took(run))
    if run.get("command"):
        parts.append(clean(run["command"]))
    return ", ".join(parts)


def load(build, tables):
    """(matrix, logs)"""
    planned = matrix.load_plan(tables)
    found = matrix.load(build, planned)
    kernels = {cell.kernel for cell in found.cells()} | set(planned.kernels)
    return found, Logs(build, kernels - {"-"}, found.run)


def html(build, versions=None, tables=matrix.SELFTESTS):
    found, logs = load(build, tables)
    versions = {**(found.run.get("versions") or {}), **(versions or {})}
    return page_html.render(found, logs, build, versions, summary(build, found.run))


def text(build, colour=False, tables=matrix.SELFTESTS):
    found = matrix.load(build, matrix.load_plan(tables))
    return page_text.render(found, summary(build, found.run), colour)


def write(build, versions=None, tables=matrix.SELFTESTS):
    """Write BUILD/report.html; returns its path."""
    path = os.path.join(build, "report.html")
    with open(path + ".new", "w", encoding="utf-8") as file:
        file.write(html(build, versions, tables))
    os.replace(path + ".new", path)
    return path


def arguments():
    parser = argparse.ArgumentParser(
        prog="python3 -m report.page", description=__doc__,
        epilog="exit status: 0 shown (whatever the results are), 2 there is nothing to show")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--text", action="store_true",
                      help="the matrix as text, coloured on a terminal (default)")
    form.add_argument("--html", action="store_true", help="write BUILD/report.html")
    parser.add_argument("--tables", metavar="DIR", default=matrix.SELFTESTS,
                        help="envs.cfg and tests.cfg are here")
    parser.add_argument("build", nargs="?", metavar="BUILD", default=os.path.join(TOP, "build"),
                        help="what a run left (default: build)")
    return parser.parse_args()


def main():
    options = arguments()
    if not os.path.exists(os.path.join(options.build, "results.json")):
        print(f"page.py: {options.build} holds no results.json; `make test` makes one",
              file=sys.stderr)
        return 2
    if options.html:
        print(write(options.build, tables=options.tables))
    else:
        colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
        sys.stdout.write(text(options.build, colour, options.tables))
    return 0


if __name__ == "__main__":
    sys.exit(main())
