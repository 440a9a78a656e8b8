# SPDX-License-Identifier: GPL-2.0
"""What will run: the tables, the cells they make, the boots that serve them.

A cell is env/kernel/test. A boot is one QEMU: an environment without a parent,
on one kernel, with the guests that run inside it.
"""

import configparser
import fnmatch
from dataclasses import dataclass, field

KERNELS = ("6.1", "6.12")


class TableError(Exception):
    """A table contradicts itself; the message names the place."""


@dataclass
class Test:
    name: str
    script: str
    environments: list
    kernels: list
    timeout: int
    description: str


@dataclass
class Guest:
    """One kernel that boots: an environment on a kernel, with its tests."""
    env: dict
    kernel: str
    tests: list = field(default_factory=list)

    @property
    def name(self):
        return f"{self.env['name']}-{self.kernel}"

    @property
    def title(self):
        return f"{self.env['name']}/{self.kernel}"

    def cell(self, test):
        return f"{self.title}/{test.name}"


@dataclass
class Boot:
    """One QEMU on this machine: the outer guest and those inside it."""
    outer: Guest
    inner: list = field(default_factory=list)

    def guests(self):
        return [self.outer] + self.inner

    def cells(self):
        return [(g, t) for g in self.guests() for t in g.tests]


def sections(path):
    parser = configparser.ConfigParser(interpolation=None)
    with open(path, encoding="utf-8") as file:
        parser.read_file(file)
    for name in parser.sections():
        yield name, dict(parser[name])


def load_envs(path):
    envs = {}
    for name, row in sections(path):
        row["name"] = name
        for key in ("timeout", "vcpus"):
            row[key] = int(row[key])
        words = row["modules"].split()
        load = words.index("load:") if "load:" in words else len(words)
        row["load"] = words[load + 1:]
        row["modules"] = words[:load] + row["load"]
        envs[name] = row
    for row in envs.values():
        check_env(row, envs)
    return envs


def check_env(row, envs):
    inner = row["how"] in ("xen-domu", "kvm-l2")
    if row["how"] not in ("qemu", "xen-dom0", "xen-domu", "kvm-l2"):
        raise TableError(f"envs.cfg: [{row['name']}] how = {row['how']}")
    if inner != (row.get("parent") in envs):
        raise TableError(f"envs.cfg: [{row['name']}] parent = {row.get('parent')}")


def load_tests(path):
    tests = []
    for name, row in sections(path):
        tests.append(Test(name, row.get("script", name + ".sh"),
                          row["environments"].split(), row["kernels"].split(),
                          int(row["timeout"]), row.get("description", "")))
    return tests


def matches(name, globs):
    """True when a glob matches and no !glob does."""
    wanted = [g for g in globs if not g.startswith("!")] or ["all"]
    if any(fnmatch.fnmatchcase(name, g[1:]) for g in globs if g.startswith("!")):
        return False
    return any(g == "all" or fnmatch.fnmatchcase(name, g) for g in wanted)


def make_boots(envs, tests, kernels, patterns):
    """The boots for every selected cell, in the order of the tables."""
    boots = {}
    for kernel in kernels:
        for env in envs.values():
            guest = Guest(env, kernel)
            for test in tests:
                if env["tests"] == "no" or not matches(env["name"], test.environments) \
                        or not matches(kernel, test.kernels):
                    continue
                if not patterns or any(fnmatch.fnmatchcase(guest.cell(test), p)
                                       for p in patterns):
                    guest.tests.append(test)
            if guest.tests:
                add_guest(boots, envs, guest)
    return list(boots.values())


def add_guest(boots, envs, guest):
    parent = guest.env.get("parent")
    key = (parent or guest.env["name"], guest.kernel)
    if key not in boots:
        boots[key] = Boot(Guest(envs[key[0]], guest.kernel))
    if parent:
        boots[key].inner.append(guest)
    else:
        boots[key].outer = guest
