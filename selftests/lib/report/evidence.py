# SPDX-License-Identifier: GPL-2.0
"""What a run left in build/logs, made safe to be shown to a reader.

A log is what a guest wrote, and a guest under test may write anything. So all
text passes clean() before it gets near a browser or a terminal.
"""

import glob
import os
import re
from dataclasses import dataclass, field

import verdict
from channel import Channel

# A control string counts only with its terminator on the same line: a stray
# introducer must not swallow what follows it.
ESCAPE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]?|[]PX^_][^\x07\x1b\n]*(?:\x07|\x1b\\)"
                    r"|[ -/]*[0-~]?)")
NEWLINE = re.compile(r"\r*\n|\r+")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
# Lone surrogates cannot be written as UTF-8; the others turn text around in a
# browser, or are no characters at all.
UNFIT = re.compile("[\ud800-\udfff\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")

HEAD, TAIL = 60_000, 140_000  # characters kept of a log that is longer than both


def clean(text):
    """Text without escape sequences and control characters, lines ended by \\n."""
    text = NEWLINE.sub("\n", ESCAPE.sub("", str(text)))
    return UNFIT.sub("\ufffd", CONTROL.sub("", text))


@dataclass
class Log:
    """One log: all of it, or its head, the complaints left out, and its tail."""
    title: str
    head: str
    tail: str = ""
    left_out: int = 0  # lines between head and tail
    complaints: list = field(default_factory=list)  # among those lines
    lines: int = 0


def shorten(title, text, head=HEAD, tail=TAIL):
    """A Log of cleaned text, cut in the middle (at line ends if it has any)."""
    lines = text.count("\n") + (not text.endswith("\n") and text != "")
    if len(text) <= head + tail:
        return Log(title, text, lines=lines)
    first, last = text.rfind("\n", 0, head) + 1 or head, len(text) - tail
    last = text.find("\n", last) + 1 or last
    middle = text[first:last]
    bad = [line for line in middle.split("\n") if verdict.GATE.search(line)]
    return Log(title, text[:first], text[last:], middle.count("\n"), bad, lines)


def during(console, test):
    """What the console said while a test ran, by the rig's marks in it."""
    found, inside = [], False
    for line in console.split("\n"):
        mark = verdict.MARK.search(line)
        if mark and mark[2] == test:
            inside = mark[1] == "begin"
        elif inside:
            found.append(line)
    return "\n".join(found)


@dataclass
class Said:
    """What one guest said over the channel."""
    release: str = ""
    tests: dict = field(default_factory=dict)  # test -> [(host time, line)]
    points: dict = field(default_factory=dict)  # test -> [(ok, text, skip reason)]
    outside: list = field(default_factory=list)  # [(host time, line)]
    again: list = field(default_factory=list)


class Listener:
    """Replays a .results file: the rig's Channel, and the time of every line."""

    def __init__(self, outer):
        self.channel = Channel(outer)
        self.said = {}

    def line(self, text, now):
        before = self.channel.current
        try:
            event = self.channel.feed(text, now)
        except (ValueError, IndexError, KeyError):  # damaged: shown, not understood
            event = None
        what, title, _ = event or ("", self.channel.last, None)
        place = self.channel.current or (before if what == "end" else None)
        said = self.said.setdefault(place[0] if place else title, Said())
        if what == "start":  # booted again: what it said before does not count
            said.tests = {}
        if what == "boot":
            said.release = text.split()[-1]
        if place:
            said.tests.setdefault(place[1], []).append((now, text))
        else:
            said.outside.append((now, text))

    def finish(self):
        for title, said in self.said.items():
            log = self.channel.guest(title)
            said.points = {test: cell.points for test, cell in log.cells.items()}
            said.again = log.again
        return self.said


def listen(path, outer):
    """{title of a guest: Said} of one .results file."""
    listener, now = Listener(outer), 0.0
    with open(path, encoding="utf-8", errors="replace", newline="\n") as file:
        for raw in file:
            stamp, _, text = raw.rstrip("\n").partition(" ")
            try:
                now = float(stamp)
            except ValueError:
                text = raw
            listener.line(clean(text).replace("\n", " ").strip(), now)
    return listener.finish()


class Logs:
    """The logs of all guests: of ENV/KERNEL they are called ENV-KERNEL.something."""

    def __init__(self, build, kernels, run):
        self.directory = os.path.join(build, "logs")
        self.begun = run.get("begun") or 0
        self.kernels = sorted(kernels, key=len, reverse=True)
        self.said, self.outer = {}, {}
        for boot in run.get("boots") or []:
            for guest in boot.get("guests") or []:
                self.outer[self.title(guest)] = self.title(boot["outer"])
        # oldest first: of two files that speak of a guest, the newer one counts
        for path in sorted(glob.glob(glob.escape(self.directory) + "/*.results"),
                           key=os.path.getmtime):
            if self.fresh(path):
                self.take(path)

    def fresh(self, path):
        """Is it of this run? Others may have left theirs, of guests it did not boot."""
        return os.path.exists(path) and os.path.getmtime(path) >= self.begun - 1

    def title(self, name):
        """ENV/KERNEL of ENV-KERNEL; both may hold hyphens."""
        for kernel in self.kernels:
            if name.endswith("-" + kernel):
                return f"{name[:-len(kernel) - 1]}/{kernel}"
        return name

    def take(self, path):
        outer = self.title(os.path.basename(path)[:-len(".results")])
        for title, said in listen(path, outer).items():
            self.said[title] = said
            if title != outer:
                self.outer[title] = outer

    def of(self, title):
        return self.said.get(title) or Said()

    def text(self, title, kind):
        path = os.path.join(self.directory, f"{title.replace('/', '-')}.{kind}")
        return clean(verdict.read(path)) if self.fresh(path) else ""

    def consoles(self, title):
        """[(heading, text)]: those of boots that were repeated come first."""
        found = []
        for kind, which in (("console.first", "first boot"), ("console.1", "first boot"),
                            ("console.2", "second boot"), ("console", "")):
            if text := self.text(title, kind):
                found.append((f"Console, {which}" if which else "Console", text))
        return found
