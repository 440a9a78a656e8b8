# SPDX-License-Identifier: GPL-2.0
"""What will run: the cells that the tables make, and the boots that serve them.

A cell is env/kernel/test. A boot is one QEMU: an environment without a parent,
on one kernel, with the guests that run inside it.
"""

import fnmatch
import functools
import re
from dataclasses import dataclass, field

# Guests one outer guest serves at most: what kills it costs their verdicts.
INNER = 8
# Added to the number of a part that is booted once more.
AGAIN = 100


@dataclass
class Guest:
    """One kernel that boots: an environment on a kernel, with its tests."""
    env: dict
    kernel: str
    tests: list = field(default_factory=list)
    column: dict = field(default_factory=dict)
    part: int = 1  # an outer guest that is booted once for each group of inner ones

    @property
    def name(self):
        part = f"-part{self.part}" if self.part > 1 else ""
        return f"{self.env['name']}-{self.kernel}{part}"

    @property
    def title(self):
        return f"{self.env['name']}/{self.kernel}"

    @property
    def carrier(self):
        """The column that the guest in which it runs has."""
        return self.env.get("carrier", self.column["carrier"])

    @property
    def place(self):
        """The environment and the column of the guest that is booted for it: its outer one,
        or itself."""
        parent = self.env.get("parent")
        return (parent, self.carrier) if parent else (self.env["name"], self.kernel)

    def cell(self, test):
        return f"{self.title}/{test.name}"

    def patience(self, seconds):
        """A time limit of the tables, as long as this kernel needs it."""
        return seconds * self.column["slow"]

    def alone(self):
        """The tests that run before any guest inside it does."""
        return [t for t in self.tests if not t.beside]

    def beside(self):
        """Those that run while the guests inside it do."""
        return [t for t in self.tests if t.beside]

    def programs(self):
        """All that its environment, its kernel and its tests want."""
        words = self.env.get("programs", "").split() + self.column.get("programs", "").split()
        return words + [word for test in self.tests for word in test.programs]

    def suites(self):
        """Those of the kernel's own selftests that it gets: [SERIES of the source, SUITE...]"""
        ours = self.column["suites"]
        if ours:
            return [self.column["package"].removeprefix("linux-source-"), *ours]
        return next((test.suites for test in self.tests if test.suites), [])

    @property
    def memory(self):
        """MiB"""
        return max(self.env["memory"], self.column["memory"])


@dataclass
class Boot:
    """One QEMU on this machine: the outer guest and those inside it."""
    outer: Guest
    inner: list = field(default_factory=list)

    def guests(self):
        return [self.outer] + self.inner

    def carries(self, mode):
        """Will guests run inside the outer one? A user may start some, too."""
        return self.inner or (mode and self.outer.env["carries"])

    def shares_root(self, mode):
        """Does it see its root file system? For those guests, or for a test of its own."""
        return self.carries(mode) or any(test.root for test in self.outer.tests)

    def cells(self):
        return [(g, t) for g in self.guests() for t in g.tests]

    def once_more(self, inner):
        """A boot of the outer guest for some of the inner ones, and what runs beside them."""
        outer = Guest(self.outer.env, self.outer.kernel, self.outer.beside(),
                      self.outer.column, self.outer.part + AGAIN)
        return Boot(outer, inner)

    def lost_cells(self, inner):
        """Whose results count only of that: theirs, and those of what runs beside them."""
        beside = [self.outer.cell(t) for t in self.outer.beside() if inner]
        return {g.cell(t) for g in inner for t in g.tests}.union(beside)

    def weight(self):
        """For the order in which boots start: the long ones first."""
        return sum(g.env["waits"] + g.patience(60 + len(g.tests)) for g in self.guests())


def matches(name, globs):
    """True when a glob matches and no !glob does."""
    wanted = [g for g in globs if not g.startswith("!")] or ["all"]
    if any(fnmatch.fnmatchcase(name, g[1:]) for g in globs if g.startswith("!")):
        return False
    return any(g == "all" or fnmatch.fnmatchcase(name, g) for g in wanted)


def belongs(test, env):
    """Whether a test runs in an environment, which may take only those that name it."""
    if env["tests"] == "named" and not test.first:
        return env["answers"] in test.environments
    return env["tests"] != "no" and matches(env["family"], test.environments)


def on_kernel(test, kernel, column):
    """Whether a test runs on a kernel, whose column may take only those that name it."""
    if column["tests"] == "named" and not test.first:
        return kernel in test.kernels
    return matches(kernel, test.kernels)


def has_company(test, env, kernel, column):
    """Whether it finds the guests beside which it runs, if it does: not in an environment,
    nor on a kernel, that carries none."""
    return not test.beside or (env["carries"] and column["carrier"] == kernel)


@functools.cache
def cell_glob(glob):
    """What tells whether a cell matches; {a,b} in a glob is one of them."""
    words = re.sub(r"\\{(.*?)\\}", lambda braces: f"(?:{braces[1].replace(',', '|')})",
                   fnmatch.translate(glob))
    return re.compile(words).match


def chosen(cell, lines):
    """What the last of the globs that matches says; `!` in front excludes."""
    for line in reversed(lines):
        if cell_glob(line.lstrip("!"))(cell):
            return not line.startswith("!")
    return False


def make_guests(tables, kernels, lists):
    """Every guest with a cell that each list of globs selects, in the order of the tables."""
    for kernel in kernels:
        for env in tables.envs.values():
            guest = Guest(env, kernel, column=tables.column(kernel))
            if not matches(env["family"], guest.column["environments"]):
                continue
            fits = [t for t in tables.tests
                    if belongs(t, env) and on_kernel(t, kernel, guest.column)
                    and has_company(t, env, kernel, guest.column)]
            wanted = [t for t in fits if all(chosen(guest.cell(t), globs) for globs in lists)]
            if wanted:  # nothing counts before the guest has proven what it is
                guest.tests = [t for t in fits if t.first or t in wanted]
                yield guest


def with_company(tables, kernels, lists):
    """The lists, and in each the cells beside which a chosen test has to run, unless a
    chosen guest of another kernel has the same test in the same outer guest."""
    guests = list(make_guests(tables, kernels, lists))
    there = {(guest.place, guest.env["name"], test.name)
             for guest in guests for test in guest.tests}
    cells = [(guest, *cell.split("/")) for guest in guests
             for test in guest.beside() for cell in test.beside]
    company = [f"{env}/{guest.kernel}/{test}" for guest, env, test in cells
               if tables.envs[env]["parent"] == guest.env["name"]
               and (guest.place, env, test) not in there]
    return [[*globs, *company] for globs in lists]


def make_boots(tables, kernels, *lists):
    """The boots of the cells that each list of globs selects."""
    boots = {}
    for guest in make_guests(tables, kernels, with_company(tables, kernels, lists)):
        add_guest(boots, tables, guest)
    return [part for boot in boots.values() for part in split(boot)]


def add_guest(boots, tables, guest):
    env, kernel = guest.place
    if guest.place not in boots:
        boots[guest.place] = Boot(Guest(tables.envs[env], kernel, column=tables.column(kernel)))
    if guest.env.get("parent"):
        boots[guest.place].inner.append(guest)
    else:
        boots[guest.place].outer = guest


def split(boot):
    """In parts of INNER guests; the outer's own tests run in the first, beside others, too."""
    yield Boot(boot.outer, boot.inner[:INNER])
    for part, first in enumerate(range(INNER, len(boot.inner), INNER), 2):
        outer = Guest(boot.outer.env, boot.outer.kernel, [], boot.outer.column, part)
        yield Boot(outer, boot.inner[first:first + INNER])
