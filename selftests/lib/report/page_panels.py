# SPDX-License-Identifier: GPL-2.0
"""Below the matrix: a panel per guest with what its tests said and all its logs."""

import os

from verdict import GATE, MARK

from .evidence import clean, during, shorten
from .markup import Markup, anchor, badge, details, el, link, style, text
from .matrix import BAD, Guest

# characters kept of what a test said, and of its guest's console meanwhile
SAID, MEANWHILE = (20_000, 40_000), (8_000, 24_000)
HOST_LOGS = (("unit", "make unit"), ("host", "make host-checks"), ("check", "make check"))


def marked(line):
    """A line of a log, emphasised where a verdict rests on it."""
    if GATE.search(line) or line.startswith("not ok"):
        return el("mark", line)
    return el("b", line) if MARK.search(line) else text(line)


def lines(value):
    return Markup("\n".join(marked(line) for line in value.split("\n")))


def pre(*children, **attributes):
    # a parser drops the first newline, so that one more keeps the text exact
    return el("pre", Markup("\n"), *children, tabindex="0", **attributes)


def log_body(log):
    body = [lines(log.head)]
    if log.tail:
        note = f"--- {log.left_out} lines are left out here; build/logs has them all"
        note += ", and these complaints are among them:" if log.complaints else ""
        body += [el("i", note), "\n", lines("\n".join(log.complaints[:100])), "\n",
                 el("i", "---"), "\n", lines(log.tail)]
    return pre(body)


def log_details(log):
    return details(f"{log.title} ({log.lines} lines)", log_body(log))


def said_body(timed):
    """The channel's lines, with seconds since the first of them."""
    begun = timed[0][0]
    log = shorten("", "\n".join(line for _, line in timed), *SAID)
    if log.tail:
        return log_body(log)
    return pre([[el("i", f"{now - begun:8.3f}  "), marked(line), "\n"] for now, line in timed])


def points_of(points):
    good = sum(ok for ok, _, _ in points)
    skipped = sum(ok and skip is not None for ok, _, skip in points)
    return f"{good} of {len(points)} points" + (f", {skipped} skipped" if skipped else "")


def test_panel(cell, said, console):
    """One test: its result always in sight, what it said a click away."""
    points = said.points.get(cell.test, [])
    bad = cell.result in BAD
    failed = [el("li", name) for ok, name, _ in points if not ok]
    body = [el("ul", failed, class_="failed")] if failed else []
    timed = said.tests.get(cell.test)
    body.append(said_body(timed) if timed else el("p", "The channel holds nothing of this test."))
    if bad and (meanwhile := during(console, cell.test)):
        body += [el("p", "Its console meanwhile:"),
                 log_body(shorten("", meanwhile, *MEANWHILE))]
    seconds = el("span", f"{cell.seconds:.1f} s") if cell.result != "not run" else None
    summary = [badge(cell.result), el("b", cell.test), seconds,
               el("span", points_of(points)) if points else None,
               el("span", cell.reason, class_="reason") if cell.reason else None]
    return details(summary, body, id=anchor(cell.name), open=bad, class_="test")


def about_guest(guest, matrix, said, logs):
    """One line: what it said it is, and where it ran."""
    facts = {f.get("key"): f.get("value") for f in matrix.facts if f.get("test") == "identity"
             and (f.get("env"), f.get("kernel")) == (guest.env, guest.kernel)}
    parts = [str(facts.pop("identity", f"Linux {said.release}" if said.release else ""))]
    parts = [part for part in parts if part] + [f"{k} {v}" for k, v in facts.items()]
    if outer := logs.outer.get(guest.title):
        parts.append(el("span", "inside ", link(outer, outer)))
    parts += [f"booted again: {why}" for why in said.again]
    return el("p", [[part, " \u00b7 "] for part in parts[:-1]], parts[-1:], class_="about")


def guest_logs(title, logs, said):
    found = []
    if command := logs.text(title, "cmdline"):
        found.append(details("Command line" if title not in logs.outer else
                             "How the outer guest starts it",
                             pre(command.rstrip("\n"), class_="command")))
    if said.outside:
        found.append(details("On the channel, outside the tests", said_body(said.outside)))
    for heading, value in logs.consoles(title):
        found.append(log_details(shorten(heading, value)))
    if errors := logs.text(title, "stderr"):
        found.append(log_details(shorten("What QEMU said", errors)))
    return found or [el("p", "No log of it was found.")]


def guest_panel(guest, matrix, logs):
    said = logs.of(guest.title)
    consoles = logs.consoles(guest.title)
    console = consoles[-1][1] if consoles else ""
    more = [t for t in said.tests if t not in guest.cells]
    again = f"selftests/run.sh '{guest.title}/*'"
    return el("section", el("h3", badge(guest.result) if guest.cells else None, guest.title,
                            link("matrix", "to the matrix", class_="back")),
              about_guest(guest, matrix, said, logs),
              [test_panel(cell, said, console) for cell in guest.cells.values()],
              [details(f"Also on the channel: {t}", said_body(said.tests[t])) for t in more],
              guest_logs(guest.title, logs, said),
              el("p", "Again: ", el("code", again, class_="command")) if guest.cells else None,
              class_="guest edge-" + style(guest.result if guest.cells else ""),
              id=anchor(guest.title))


def carriers(matrix, logs):
    """The guests that only carried others: no rows, but consoles and command lines."""
    shown = {guest.title for guest in matrix.guests}
    outer = {logs.outer[title] for title in shown if title in logs.outer}
    return [Guest(*title.partition("/")[::2]) for title in sorted(outer - shown)]


def host_panel(matrix, build):
    """The checks of this machine: one line each, and what they printed."""
    if not matrix.host:
        return None
    rows = [el("li", badge(c.result), " ", el("b", c.name), f" {c.seconds:.1f} s ",
               c.reason, id=anchor(c.name)) for c in matrix.host]
    found = []
    for name, command in HOST_LOGS:
        path = os.path.join(build, name + ".ktap")
        if os.path.exists(path):
            with open(path, encoding="utf-8", errors="replace") as file:
                log = shorten(f"What {command} printed", clean(file.read()))
            found.append(log_details(log))
    return el("section", el("h3", "This machine", link("matrix", "to the matrix", class_="back")),
              el("ul", rows, class_="failures"), found, class_="guest", id="host")
