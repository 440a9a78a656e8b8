# SPDX-License-Identifier: GPL-2.0
"""How often each cell passed, where every guest was booted many times (--times)."""

import statistics

from . import ktap


def lines(records, loads):
    """Of each cell how often it passed and what it said otherwise, with the numbers of
    the rounds; then how busy this machine was."""
    cells = {}
    for record in records:
        cells.setdefault(ktap.name(record), []).append((record["result"], record["reason"]))
    said = [line for cell, came in cells.items() for line in of_cell(cell, came)]
    return said + of_loads(loads)


def of_cell(cell, came):
    passed = sum(result == "ok" for result, _ in came)
    said = [f"# {cell}: {passed} of {len(came)} passed"]
    other = {}
    for number, what in enumerate(came, 1):
        if what != ("ok", ""):
            other.setdefault(what, []).append(str(number))
    for (result, reason), rounds in other.items():
        said.append(f"#   {len(rounds)} {result}: {reason} (round {', '.join(rounds)})")
    return said


def of_loads(loads):
    if not loads:
        return []
    return [f"# {len(loads)} boots; load average after each: {min(loads)} to {max(loads)}, "
            f"median {statistics.median(loads)}"]
