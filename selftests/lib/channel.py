# SPDX-License-Identifier: GPL-2.0
"""The result channel: lines from the guests, read while they come.

  guest ENV/KERNEL boot RELEASE     its init has begun
  cell ENV/KERNEL TEST begin        then the test's KTAP lines and
  fact KEY VALUE                    its measurements
  cell ENV/KERNEL TEST end STATUS   exit status of the test, or "timeout"
  guest ENV/KERNEL done N           the positive marker: all N tests have ended
  guest ENV/KERNEL start            an outer guest starts an inner one
  guest ENV/KERNEL again WHY        and starts it once more
  guest ENV/KERNEL exit HOW         the inner one has ended: clean, or how else
"""

import re
from dataclasses import dataclass, field

POINT = re.compile(r"(not )?ok \d+(?: - )?(.*?)(?: # (SKIP)\b ?(.*))?$")
# words of a line that has more than the usual; a shorter one is noise
NEED = {"done": 4, "exit": 4, "end": 5}
PLAN = re.compile(r"1\.\.(\d+)(?: # SKIP ?(.*))?$")


def complete(words, verb):
    """Whether nothing is missing of a line whose word number `verb` says what it is."""
    return len(words) > verb and len(words) >= NEED.get(words[verb], 0)


@dataclass
class CellLog:
    """What one test said."""
    begun: float
    ended: float = None
    status: str = None
    planned: int = None
    skip_reason: str = ""
    points: list = field(default_factory=list)  # (ok, text, skip reason or None)
    lines: list = field(default_factory=list)

    def line(self, text):
        self.lines.append(text)
        if match := PLAN.match(text):
            self.planned = int(match[1])
            self.skip_reason = match[2] or ""
        elif match := POINT.match(text):
            skip = (match[4] or "no reason given") if match[3] else None
            self.points.append((not match[1], match[2], skip))


@dataclass
class GuestLog:
    """What one guest said, and how it ended."""
    booted: float = None
    started: float = None
    done: int = None
    exited: str = None
    again: list = field(default_factory=list)  # why it was booted again
    cells: dict = field(default_factory=dict)
    said: list = field(default_factory=list)  # lines outside any test


class Channel:
    """All guests of one boot; feed() takes one line with its time."""

    def __init__(self, outer):
        self.guests = {}
        self.facts = []
        self.outer = self.last = outer
        self.current = None  # (title of the guest, test)

    def guest(self, title):
        return self.guests.setdefault(title, GuestLog())

    def feed(self, line, now):
        """Take a line. Returns (kind, env, rest) for the rig's clock."""
        words = line.split()
        if words[:1] == ["guest"] and complete(words, 2):
            return self.guest_line(words, now)
        if words[:1] == ["cell"] and complete(words, 3):
            return self.cell_line(words, now)
        if words[:1] == ["fact"] and len(words) >= 3 and self.current:
            title, test = self.current
            env, kernel = title.split("/")
            self.facts.append({"env": env, "kernel": kernel, "test": test,
                               "key": words[1], "value": line.split(None, 2)[2].rstrip(),
                               "host_time": now})
        if self.current:
            title, test = self.current
            self.guest(title).cells[test].line(line)
        else:
            self.guest(self.last).said.append(line)
        return None

    def guest_line(self, words, now):
        title, what = words[1], words[2]
        log = self.guest(title)
        self.current = None
        self.last = self.outer if what == "exit" else title
        if what == "boot":
            log.booted = now
        elif what == "start":
            log.started = now
            log.done, log.cells = None, {}
        elif what == "again":
            log.again.append(" ".join(words[3:]))
        elif what == "done":
            log.done = int(words[3])
        elif what == "exit":
            log.exited = " ".join(words[3:])
        return what, title, None

    def cell_line(self, words, now):
        _, title, test, what = words[:4]
        cells = self.guest(title).cells
        if what == "begin":
            self.current = (title, test)
            cells[test] = CellLog(now)
        elif test in cells:
            cells[test].ended = now
            cells[test].status = words[4]
            self.current = None
        return what, title, test
