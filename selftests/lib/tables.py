# SPDX-License-Identifier: GPL-2.0
"""The tables that are edited by hand: envs.cfg, kernels.cfg, tests.cfg, *-cells."""

import configparser
import contextlib
import os
from dataclasses import dataclass

INNER_KINDS = ("xen-domu", "kvm-l2")
KINDS = ("qemu", "tinyhv", "xen-dom0", *INNER_KINDS)


class TableError(Exception):
    """A table contradicts itself; the message names the place."""


@dataclass
class Test:
    name: str
    script: str
    environments: list
    kernels: list
    timeout: int
    first: bool
    description: str
    beside: list
    programs: list
    suites: list
    root: bool


class Tables:
    """All of one directory; kernels.cfg may be shared by others."""

    def __init__(self, directory, kernels):
        self.directory = directory
        self.columns = {name: column(row) for name, row in sections(kernels)}
        self.default = column(defaults(kernels))
        self.envs = load_envs(os.path.join(directory, "envs.cfg"))
        self.tests = load_tests(os.path.join(directory, "tests.cfg"))

    def cells(self, tier):
        """The globs of what make test, test-all or test-long runs: default, all or long."""
        return load_globs(os.path.join(self.directory, f"{tier}-cells"))

    def column(self, kernel):
        return self.columns.get(kernel, self.default)


def defaults(path):
    return dict(read(path).defaults())


def sections(path):
    """The rows; `like` names one above, of which a row has what it does not say itself."""
    found, said, rows = read(path), read(path, default_section=""), {}
    for name in found.sections():
        with named(path):
            row = dict(found[name])
        like = row.pop("like", "")
        if like:
            if like not in rows:
                raise TableError(f"{os.path.basename(path)}: [{name}] like = {like}: "
                                 "no row above it has that name")
            row = {**rows[like], **{key: row[key] for key in said[name] if key in row},
                   "likes": [like, *rows[like].get("likes", [])]}
        rows[name] = row
        row["name"] = name
        yield name, dict(row)


def read(path, **how):
    found = configparser.ConfigParser(**how)
    with named(path), open(path, encoding="utf-8") as file:
        found.read_file(file)
    return found


@contextlib.contextmanager
def named(path):
    try:
        yield
    except configparser.Error as problem:
        raise TableError(f"{os.path.basename(path)}: {problem}") from problem


def column(row):
    return {**row, "slow": int(row["slow"]), "memory": int(row["memory"]),
            "environments": row.get("environments", "all").split(),
            "tests": row.get("tests", "yes"), "modules": row.get("modules", "").split(),
            "suites": row.get("suites", "").split()}


def load_envs(path):
    envs = {}
    for name, row in sections(path):
        row["timeout"], row["memory"] = int(row["timeout"]), int(row["memory"])
        row["waits"] = int(row.get("waits", 0))
        words = row["modules"].split()
        load = words.index("load:") if "load:" in words else len(words)
        row["load"] = words[load + 1:]
        row["modules"] = words[:load] + row["load"]
        for variation in variations(row):
            envs[variation["name"]] = variation
    parents = {row.get("parent") for row in envs.values()}
    for row in envs.values():
        row["carries"] = row["name"] in parents
        check_env(row, envs)
        row["root"] = envs.get(row.get("parent"), row).get("root", "rig")
    return envs


def variations(row):
    """The row itself with the first number of vCPUs, then one for each other.

    `answers` is what a test calls it that has to name it."""
    name = row["name"]
    for number, vcpus in enumerate(row["vcpus"].split()):
        yield {**row, "family": name, "answers": name, "vcpus": int(vcpus),
               "name": f"{name}-{vcpus}cpu" if number else name}
    for vcpus in row.get("many", "").split():
        own = f"{name}-{vcpus}cpu"
        yield {**row, "family": name, "answers": own, "vcpus": int(vcpus), "name": own,
               "tests": "named"}


def check_env(row, envs):
    if row["how"] not in KINDS:
        raise TableError(f"envs.cfg: [{row['name']}] how = {row['how']}: not one of {KINDS}")
    if row.get("firmware", "uefi") != "uefi":
        raise TableError(f"envs.cfg: [{row['name']}] firmware = {row['firmware']}: "
                         "uefi, or leave it out")
    if (row["how"] in INNER_KINDS) != (row.get("parent") in envs):
        raise TableError(f"envs.cfg: [{row['name']}] parent = {row.get('parent')}: "
                         "an environment for guests inside a guest, nothing else")


def load_tests(path):
    return [Test(name, row.get("script", name + ".sh"), row["environments"].split(),
                 row["kernels"].split(), int(row["timeout"]), row["first"] == "yes",
                 row.get("description", ""), row.get("beside", "").split(),
                 row.get("programs", "").split(), row.get("suites", "").split(),
                 row.get("root", "no") == "yes")
            for name, row in sections(path)]


def load_globs(path):
    """The lines of a file; `include FILE` stands for those of another beside it."""
    globs = []
    with open(path, encoding="utf-8") as file:
        lines = [line.split("#")[0].strip() for line in file]
    for line in filter(None, lines):
        if line.startswith("include "):
            globs += load_globs(os.path.join(os.path.dirname(path), line.split()[1]))
        else:
            globs.append(line)
    return globs
