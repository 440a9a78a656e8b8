# SPDX-License-Identifier: GPL-2.0
"""The matrix for a terminal or a README: at most 100 columns, a letter per cell."""

import textwrap

from .matrix import BAD, Guest

WIDTH = 100
LETTERS = {"ok": "+", "skip": "s", "fail": "F", "error": "E", "crash": "C", "not run": "-"}
LEGEND = "+ ok   s skip   F fail   E error   C crash   - not run   (blank) does not apply"
COLOURS = {"ok": "32", "skip": "36", "fail": "1;31", "error": "1;33", "crash": "1;35",
           "not run": "2"}
BEHIND = 20  # columns for a row's sum


def paint(text, result, colour):
    return f"\x1b[{COLOURS[result]}m{text}\x1b[0m" if colour and result in COLOURS else text


def counted(counts):
    """'55 ok, 2 failed (1 crash, 1 fail), 0 skipped, 3 not run'"""
    kinds = [f"{counts[result]} {result}" for result in BAD if counts[result]]
    failed = f"{sum(counts[r] for r in BAD)} failed" + (f" ({', '.join(kinds)})" if kinds else "")
    parts = [f"{counts['ok']} ok", failed, f"{counts['skip']} skipped"]
    return ", ".join(parts + ([f"{counts['not run']} not run"] if counts["not run"] else []))


def row_sum(guest):
    """Behind a row: how many are as they should be, and the time they took."""
    return f"{guest.good:>9}{guest.seconds:>8.1f} s"


class Grid:
    """The layout: width of the names, and of a test's column (1 where it is tight)."""

    def __init__(self, matrix):
        self.matrix = matrix
        tests = len(matrix.tests)
        longest = max((len(guest.title) for guest in matrix.guests), default=0)
        self.step = 2 if longest + 2 + 2 * tests + BEHIND <= WIDTH else 1
        self.label = min(longest, max(10, WIDTH - 2 - self.step * tests)) + 2
        self.sums = WIDTH - self.label - self.step * tests >= BEHIND

    def head(self):
        """Each test's name over its column, one line each, like a staircase."""
        lines = []
        for number, test in enumerate(self.matrix.tests):
            bars = "|".ljust(self.step) * number
            lines.append((" " * self.label + bars + test)[:WIDTH])
        return lines

    def row(self, guest, colour):
        cells = ""
        for test in self.matrix.tests:
            result = guest.cells[test].result if test in guest.cells else ""
            letter = LETTERS.get(result, " ")
            cells += paint(letter, result, colour) + " " * (self.step - 1)
        title = guest.title[:self.label - 2].ljust(self.label)
        return (title + cells + (row_sum(guest) if self.sums else "")).rstrip()


def host_rows(matrix, colour):
    """The checks without a guest: too many names for columns, so only letters."""
    rows = {}
    for cell in matrix.host:
        rows.setdefault((cell.env, cell.kernel), Guest(cell.env, cell.kernel)) \
            .cells[cell.test] = cell
    lines = []
    for guest in rows.values():
        letters = "".join(paint(LETTERS[c.result], c.result, colour)
                          for c in guest.cells.values())
        lines += [f"{guest.title:12} {letters} {row_sum(guest).strip()}"]
    return lines


def reasons(matrix, colour):
    """Every cell that failed, and why; skipped ones too."""
    lines = []
    for result, name, reason in matrix.reasons((*BAD, "skip")):
        head, *more = textwrap.wrap(f"{name}: {reason}", WIDTH - 6)
        lines.append(paint(f"{result:6}", result, colour) + head)
        lines += [" " * 6 + line for line in more]
    return lines


def wrap(text):
    return textwrap.wrap(text, WIDTH, subsequent_indent="  ")


def render(matrix, summary, colour=False):
    """The whole text; `summary` is the line about when and how long."""
    grid = Grid(matrix)
    result, words = matrix.verdict
    blocks = [matrix.problems and wrap("Problems: " + "; ".join(matrix.problems)),
              matrix.guests and grid.head() + [grid.row(g, colour) for g in matrix.guests],
              matrix.guests and [LEGEND],
              host_rows(matrix, colour),
              reasons(matrix, colour),
              [paint(words, result, colour) + ": " + counted(matrix.counts())] + wrap(summary)]
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"
