#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""From the tables to cells and boots: nothing is left out or run by mistake."""

import os
import re
import sys
import tempfile
import types
import unittest

RIG = os.path.dirname(os.path.abspath(__file__))
SELFTESTS = os.path.dirname(RIG)
sys.path.insert(0, os.path.join(SELFTESTS, "lib"))

import cli  # noqa: E402
import plan  # noqa: E402
from tables import TableError, Tables  # noqa: E402

ENVS = """
[DEFAULT]
how = qemu
memory = 512
vcpus = 2
modules = msr load: kvm 9p
timeout = 90
tests = yes
[solo]
[multi]
vcpus = 2 1 4
[host]
tests = no
[dom0]
how = xen-dom0
[l2]
how = kvm-l2
parent = host
[domu]
how = xen-domu
parent = dom0
vcpus = 2 4
"""
TESTS = """
[DEFAULT]
environments = all
kernels = all
timeout = 60
first = no
[identity]
first = yes
[all]
[some]
environments = all !solo !l2
[old]
kernels = 6.1 6.1-*
[named]
environments = multi dom*
script = other.sh
"""
KERNELS = """
[DEFAULT]
package =
carrier = 6.12
slow = 1
memory = 0
[6.1]
carrier = 6.1
[6.12]
[6.12-debug]
slow = 4
memory = 1024
"""
DEFAULT_CELLS = """# a comment
*/6.12/*   # and one behind
!*-[0-9]cpu/*
"""


def tables(**changed):
    texts = {"envs.cfg": ENVS, "tests.cfg": TESTS, "kernels.cfg": KERNELS,
             "default-cells": DEFAULT_CELLS, **changed}
    with tempfile.TemporaryDirectory() as directory:
        for name, text in texts.items():
            with open(os.path.join(directory, name), "w", encoding="utf-8") as file:
                file.write(text)
        found = Tables(directory, os.path.join(directory, "kernels.cfg"))
        found.tiers = {name[:-len("-cells")]: found.cells(name[:-len("-cells")])
                       for name in texts if name.endswith("-cells")}
        return found


class Case(unittest.TestCase):
    def setUp(self):
        self.tables = tables()

    def boots(self, *patterns, kernels=("6.1", "6.12")):
        return plan.make_boots(self.tables, kernels, patterns or ["*"])

    def cells(self, *patterns, kernels=("6.1", "6.12")):
        return {g.cell(t) for b in self.boots(*patterns, kernels=kernels) for g, t in b.cells()}


class Globs(unittest.TestCase):
    def test_matches(self):
        """Of a test's columns: any, unless one says no, whatever the order."""
        for name, globs, answer in (
                ("tcg", ["all"], True), ("tcg", ["tcg"], True), ("tcg", ["tcg-*"], False),
                ("tcg", ["all", "!tcg"], False), ("tcg", ["!tcg", "all"], False),
                ("tcg", ["!bare"], True), ("xen-pv", ["xen-*", "!xen-dom0"], True),
                ("xen-dom0", ["xen-*", "!xen-dom0"], False), ("tcg", ["bare", "kvm*"], False)):
            self.assertEqual(plan.matches(name, globs), answer, (name, globs))

    def test_chosen(self):
        """Of a user's patterns and the file default-cells: the last that matches."""
        cell = "tcg/6.12/life"
        for lines, answer in (
                ([], False), (["*"], True), (["tcg/*"], True), (["bare/*"], False),
                (["*", "!tcg/*"], False), (["!tcg/*", "*"], True), (["!tcg/*"], False),
                (["*", "!*/6.1/*"], True), (["*", "!tcg/*", "tcg/6.12/*"], True),
                (["TCG/*"], False), (["tcg"], False),
                (["{bare,tcg}/{6.1*,7.3}/l{i,o}fe"], True), (["{bare,tcg}/{6.1,7.3}/life"], False),
                (["*", "!tcg/6.12/{life,switch}"], False), (["{tcg}/6.12/*"], True)):
            self.assertEqual(plan.chosen(cell, lines), answer, lines)


class Patterns(Case):
    def refused(self, tier, *patterns):
        """What is said of these patterns of a user, or nothing."""
        self.tables.cells = lambda asked: {"all": ["solo/6.12/*"]}[asked]
        options = types.SimpleNamespace(tier=tier, patterns=patterns)
        try:
            cli.check_patterns(options, self.tables, ("6.1", "6.12"))
        except cli.UsageError as problem:
            return str(problem)
        return ""

    def test_each_has_cells(self):
        """A pattern that selects nothing is not lost beside one that selects something."""
        self.assertEqual(self.refused(None, "solo/*", "multi/6.1/*", "!domu/*"), "")
        self.assertIn("no cell matches 'sole/*'", self.refused(None, "solo/*", "sole/*"))
        self.assertIn("no cell matches 'sole/*'", self.refused("all", "solo/*", "!sole/*"))

    def test_each_has_cells_of_the_tier(self):
        self.assertEqual(self.refused("all", "solo/*", "!multi/*"), "")
        self.assertEqual(self.refused("every", "solo/*", "multi/6.1/*"), "")
        self.assertIn("no cell of --all matches 'multi/6.1/*'",
                      self.refused("all", "solo/*", "multi/6.1/*"))


class Rows(Case):
    def test_variations(self):
        self.assertEqual(list(self.tables.envs), ["solo", "multi", "multi-1cpu", "multi-4cpu",
                                                  "host", "dom0", "l2", "domu", "domu-4cpu"])
        self.assertEqual([self.tables.envs[n]["vcpus"] for n in
                          ("multi", "multi-1cpu", "multi-4cpu")], [2, 1, 4])
        self.assertEqual(self.tables.envs["multi-4cpu"]["family"], "multi")

    def test_modules(self):
        env = self.tables.envs["solo"]
        self.assertEqual((env["modules"], env["load"]), (["msr", "kvm", "9p"], ["kvm", "9p"]))

    def test_default_cells(self):
        self.assertEqual(self.tables.tiers["default"], ["*/6.12/*", "!*-[0-9]cpu/*"])

    def test_include(self):
        found = tables(**{"all-cells": "a/*\ninclude default-cells # as they are\nb/*\n"})
        self.assertEqual(found.tiers["all"], ["a/*", "*/6.12/*", "!*-[0-9]cpu/*", "b/*"])

    def test_contradictions(self):
        for row in ("[x]\nhow = magic\n", "[x]\nhow = kvm-l2\n", "[x]\nparent = host\n",
                    "[x]\nhow = xen-domu\nparent = nobody\n",
                    "[x]\nappend = %(nothing)s\n", "[solo]\n"):
            with self.assertRaises(TableError, msg=row):
                tables(**{"envs.cfg": ENVS + row})

    def test_slow_kernel(self):
        debug = self.boots("solo/*", kernels=["6.12-debug"])[0].outer
        self.assertEqual((debug.patience(60), debug.memory), (240, 1024))
        usual = self.boots("solo/6.12/*")[0].outer
        self.assertEqual((usual.patience(60), usual.memory), (60, 512))

    def test_kernel_of_some_environments(self):
        columns = KERNELS.replace("[6.12]\n", "[6.12]\nenvironments = multi\n")
        self.tables = tables(**{"kernels.cfg": columns})
        found = {cell.split("/")[0] for cell in self.cells(kernels=["6.12"])}
        self.assertEqual(found, {"multi", "multi-1cpu", "multi-4cpu"})
        self.assertIn("solo/6.1/all", self.cells(kernels=["6.1"]))

    def test_kernel_of_named_tests(self):
        """Those that name it, not those that take any, and always the first."""
        columns = KERNELS.replace("[6.12]\n", "[6.12]\ntests = named\n")
        self.tables = tables(**{"kernels.cfg": columns,
                                "tests.cfg": TESTS + "[ours]\nkernels = 6.12\n"
                                                     "[globs]\nkernels = 6.*\n"})
        self.assertEqual(self.cells("solo/*", kernels=["6.12"]),
                         {"solo/6.12/identity", "solo/6.12/ours"})
        self.assertIn("solo/6.1/globs", self.cells(kernels=["6.1"]))

    def test_like(self):
        """A row of another: what it says itself counts, also where that is the default."""
        envs = ENVS + "[first]\ncpu = a\nmemory = 7\n[second]\nlike = first\ncpu = b\n" \
                      "[third]\nlike = second\nmemory = 512\n"
        found = tables(**{"envs.cfg": envs}).envs
        self.assertEqual([(found[n]["cpu"], found[n]["memory"], found[n]["family"])
                          for n in ("first", "second", "third")],
                         [("a", 7, "first"), ("b", 7, "second"), ("b", 512, "third")])
        self.assertEqual(found["third"]["likes"], ["second", "first"])
        with self.assertRaisesRegex(TableError, "no row above"):
            tables(**{"envs.cfg": ENVS + "[first]\nlike = solo-\n"})

    def test_programs(self):
        """Of the environment, and of the kernel."""
        columns = KERNELS.replace("[6.12]\n", "[6.12]\nprograms = /bin/d\nsuites = mm x86\n")
        envs = ENVS.replace("[solo]\n", "[solo]\nprograms = /usr/bin/b\n")
        self.tables = tables(**{"kernels.cfg": columns, "envs.cfg": envs})
        guest = self.boots("solo/6.12/*")[0].outer
        self.assertEqual(guest.programs(), ["/usr/bin/b", "/bin/d"])
        self.assertEqual(guest.column["suites"], ["mm", "x86"])
        self.assertEqual(self.boots("solo/6.1/*")[0].outer.column["suites"], [])

    def test_unknown_kernel(self):
        """One that `run.sh --image` brings has the usual column."""
        self.assertEqual(self.tables.column("9.9")["slow"], 1)


class Selection(Case):
    def test_cross_product(self):
        self.assertEqual(self.cells("solo/*"), {
            "solo/6.1/identity", "solo/6.1/all", "solo/6.1/old",
            "solo/6.12/identity", "solo/6.12/all"})
        self.assertEqual(self.cells("multi-4cpu/6.12/*"), {
            "multi-4cpu/6.12/" + t for t in ("identity", "all", "some", "named")})
        self.assertEqual({c for c in self.cells() if c.startswith("host/")}, set())

    def test_identity_comes_along(self):
        self.assertEqual(self.cells("solo/6.12/all"), {"solo/6.12/identity", "solo/6.12/all"})
        self.assertEqual(self.cells("*", "!*/identity") & {"solo/6.12/identity"},
                         {"solo/6.12/identity"})

    def test_order_and_scripts(self):
        tests = self.boots("multi/6.1/*")[0].outer.tests
        self.assertEqual([t.name for t in tests], ["identity", "all", "some", "old", "named"])
        self.assertEqual([t.script for t in tests][-2:], ["old.sh", "other.sh"])

    def test_nothing(self):
        self.assertEqual(self.boots("no-such/*"), [])
        self.assertEqual(self.boots("host/*"), [])
        self.assertEqual(self.boots("solo/6.12/named"), [])

    def test_file_of_default_cells(self):
        found = self.cells(*self.tables.tiers["default"])
        self.assertIn("multi/6.12/all", found)
        self.assertFalse([c for c in found if "/6.1/" in c or "cpu/" in c])

    def test_in_several_lists(self):
        boots = plan.make_boots(self.tables, ["6.1", "6.12"], ["solo/*"], ["*/6.12/*", "!*/all"])
        self.assertEqual([g.cell(t) for b in boots for g, t in b.cells()], ["solo/6.12/identity"])


class Boots(Case):
    def shape(self, *patterns, kernels=("6.1", "6.12")):
        return [(b.outer.title, [g.title for g in b.inner])
                for b in self.boots(*patterns, kernels=kernels)]

    def test_inner_guests_share_a_boot(self):
        self.assertEqual(self.shape("domu*/6.12/*", "dom0/6.12/all"),
                         [("dom0/6.12", ["domu/6.12", "domu-4cpu/6.12"])])

    def test_parent_that_was_not_asked_for(self):
        boot = self.boots("l2/6.12/*")[0]
        self.assertEqual((boot.outer.title, boot.outer.tests), ("host/6.12", []))
        boot = self.boots("domu/6.12/*")[0]
        self.assertEqual((boot.outer.title, boot.outer.tests), ("dom0/6.12", []))

    def test_carrier(self):
        """A guest whose kernel cannot carry runs on one that can."""
        self.assertEqual(self.shape("l2/6.12-debug/*", "l2/6.1/*", "l2/6.12/*",
                                    kernels=("6.1", "6.12", "6.12-debug")),
                         [("host/6.1", ["l2/6.1"]), ("host/6.12", ["l2/6.12", "l2/6.12-debug"])])

    def test_carrier_of_row(self):
        """An environment that only one kernel can carry."""
        self.tables = tables(**{"envs.cfg": ENVS.replace("[l2]\n", "[l2]\ncarrier = 6.12\n")})
        self.assertEqual(self.shape("l2/6.1/*", "l2/6.12/*", kernels=("6.1", "6.12")),
                         [("host/6.12", ["l2/6.1", "l2/6.12"])])

    def test_split(self):
        """Every inner guest runs once, the outer's own tests once."""
        inner = [plan.Guest(self.tables.envs["l2"], f"k{n}", self.tables.tests,
                            self.tables.column("6.12")) for n in range(2 * plan.INNER + 1)]
        outer = plan.Guest(self.tables.envs["dom0"], "6.12", self.tables.tests[:1],
                           self.tables.column("6.12"))
        parts = list(plan.split(plan.Boot(outer, inner)))
        self.assertEqual([len(p.inner) for p in parts], [plan.INNER, plan.INNER, 1])
        self.assertEqual([g for p in parts for g in p.inner], inner)
        self.assertEqual([len(p.outer.tests) for p in parts], [1, 0, 0])
        self.assertEqual(len({p.outer.name for p in parts}), 3, "logs of one in another's")
        self.assertEqual([len(p.inner) for p in plan.split(plan.Boot(outer, []))], [0])

    def test_each_cell_once(self):
        every = [g.cell(t) for b in self.boots() for g, t in b.cells()]
        self.assertEqual(len(every), len(set(every)))


class Beside(Case):
    """A test that runs in an outer guest while those inside it run."""

    def setUp(self):
        self.tables = tables(**{"tests.cfg": TESTS + "[company]\nenvironments = host dom0 solo\n"
                                                     "beside = l2/all domu/all domu/named\n",
                                "envs.cfg": ENVS.replace("tests = no", "tests = named")})

    def test_brings_its_guests(self):
        self.assertEqual(self.cells("host/6.12/company", "!l2/*"), {
            "host/6.12/identity", "host/6.12/company", "l2/6.12/identity", "l2/6.12/all"})
        boot, = self.boots("dom0/6.1/company")
        self.assertEqual([g.title for g in boot.inner], ["domu/6.1"])
        self.assertEqual([t.name for t in boot.inner[0].tests], ["identity", "all", "named"])

    def test_brings_them_whatever_a_list_says(self):
        boots = plan.make_boots(self.tables, ["6.12"], ["host/*"], ["*/company"])
        self.assertEqual([g.title for g in boots[0].inner], ["l2/6.12"])

    def test_another_kernel_will_do(self):
        """Where a chosen guest has the test already, in the same outer guest."""
        both = ["6.12", "6.12-debug"]
        boot, = self.boots("host/6.12/company", "l2/6.12-debug/all", kernels=both)
        self.assertEqual([g.title for g in boot.inner], ["l2/6.12-debug"])
        boot, = self.boots("dom0/6.12/company", "domu/6.12-debug/all", kernels=both)
        self.assertEqual([(g.title, [t.name for t in g.tests]) for g in boot.inner],
                         [("domu/6.12", ["identity", "named"]),
                          ("domu/6.12-debug", ["identity", "all"])])

    def test_not_brought_by_others(self):
        self.assertEqual(self.cells("l2/6.12/all"), {"l2/6.12/identity", "l2/6.12/all"})
        self.assertEqual(self.cells("dom0/6.12/all"), {"dom0/6.12/identity", "dom0/6.12/all"})

    def test_only_where_guests_are(self):
        """Not in an environment, nor on a kernel, that carries none."""
        found = {c for c in self.cells(kernels=["6.1", "6.12", "6.12-debug"]) if "company" in c}
        self.assertEqual(found, {f"{env}/{kernel}/company" for env in ("host", "dom0")
                                 for kernel in ("6.1", "6.12")})

    def test_two_lists(self):
        outer = self.boots("host/6.12/company")[0].outer
        self.assertEqual([t.name for t in outer.alone()], ["identity"])
        self.assertEqual([t.name for t in outer.beside()], ["company"])

    def test_booted_again_with_its_guests(self):
        """A guest that fell silent does not get a boot in which nothing disturbs it."""
        boot = self.boots("dom0/6.12/*", "domu/6.12/*", "domu-4cpu/6.12/*")[0]
        again = boot.once_more(boot.inner[1:])
        self.assertEqual([t.name for t in again.outer.tests], ["company"])
        self.assertEqual(boot.lost_cells(boot.inner[1:]), {g.cell(t) for g, t in again.cells()})
        self.assertEqual(boot.lost_cells([]), set())


class OurTables(unittest.TestCase):
    """The tables of the tree themselves."""

    def setUp(self):
        self.tables = Tables(SELFTESTS, os.path.join(SELFTESTS, "kernels.cfg"))

    def test_scripts_exist(self):
        for test in self.tables.tests:
            self.assertTrue(os.path.exists(os.path.join(SELFTESTS, "tests", test.script)),
                            test.script)

    def test_every_row_has_tests_and_a_proof(self):
        boots = plan.make_boots(self.tables, list(self.tables.columns), ["*"])
        named = {g.env["name"]: g for b in boots for g in b.guests() if g.tests}
        for name, env in self.tables.envs.items():
            if env["tests"] != "no":
                self.assertTrue(named[name].tests[0].first, name)

    def test_company(self):
        """What a test is to run beside are cells of guests inside a guest that runs it."""
        tests = {t.name: t for t in self.tables.tests}
        for test in self.tables.tests:
            for cell in test.beside:
                name, inner = cell.split("/")
                env = self.tables.envs[name]
                self.assertTrue(plan.belongs(tests[inner], env), cell)
                self.assertTrue(plan.belongs(test, self.tables.envs[env["parent"]]), cell)

    def test_many_cpus_are_for_tests_that_name_them(self):
        boots = plan.make_boots(self.tables, ["6.12"], ["tcg-64cpu/*"])
        self.assertEqual([(g.env["family"], g.env["vcpus"], [t.name for t in g.tests])
                          for b in boots for g in b.guests()],
                         [("tcg", 64, ["identity", "detect", "switch", "switch-rounds"])])

    def test_every_glob_matches(self):
        families = {env[name] for env in self.tables.envs.values()
                    for name in ("family", "answers")}
        for test in self.tables.tests:
            for glob in test.environments:
                self.assertTrue(any(plan.matches(f, [glob.lstrip("!")]) for f in families),
                                f"{test.name}: {glob}")


class OurTiers(unittest.TestCase):
    """What make test, test-all and test-long run."""

    @classmethod
    def setUpClass(cls):
        cls.tables = Tables(SELFTESTS, os.path.join(SELFTESTS, "kernels.cfg"))
        cls.default, cls.all, cls.long = (cls.cells(cls.tables.cells(tier))
                                          for tier in ("default", "all", "long"))
        cls.some = {(g.env["family"], g.kernel, t.name) for g, t in cls.all + cls.long}

    @classmethod
    def cells(cls, globs):
        """[(guest, test)]"""
        boots = plan.make_boots(cls.tables, list(cls.tables.columns), globs)
        return [(guest, test) for boot in boots for guest, test in boot.cells()]

    def test_size(self):
        """Time is what decides; a glob that takes in too much shows here."""
        self.assertLess(len(self.all), 1900)
        self.assertLess(len({g.title for g, _ in self.all}), 330)
        self.assertLess(len(self.long), 100)

    def test_each_test(self):
        self.assertEqual({t.name for t in self.tables.tests}, {test for *_, test in self.some})

    def test_each_environment(self):
        families = {env["family"] for env in self.tables.envs.values()}
        self.assertEqual(families, {env for env, *_ in self.some})

    def test_each_kernel(self):
        self.assertEqual(set(self.tables.columns), {kernel for _, kernel, _ in self.some})

    def test_no_guest_for_nothing(self):
        """One that only proves what it is, unless others run inside it."""
        for cells in (self.all, self.long):
            busy = {g.title for g, t in cells if not t.first}
            self.assertEqual({g.title for g, _ in cells} - busy, set())

    def test_all_has_those_of_make_test(self):
        self.assertLessEqual({g.cell(t) for g, t in self.default},
                             {g.cell(t) for g, t in self.all})

    def test_long_is_of_its_own(self):
        """Nothing twice, but what runs first, and what looks at the debug kernel last."""
        twice = ({g.cell(t) for g, t in self.all if not t.first and t.name != "leaks"}
                 & {g.cell(t) for g, t in self.long})
        self.assertEqual(twice, set())

    def test_each_word_matters(self):
        """No line, and none of the words in its braces, that selects nothing at all."""
        every = [g.cell(t) for g, t in self.cells(["*"])]
        for line in self.tables.cells("all") + self.tables.cells("long"):
            for glob in one_by_one(line.lstrip("!")):
                self.assertTrue(any(map(plan.cell_glob(glob), every)), glob)


def one_by_one(line):
    """The line, and once for each word in braces with that alone."""
    yield line
    for braces in re.finditer(r"{(.*?)}", line):
        for word in braces[1].split(","):
            yield line[:braces.start()] + word + line[braces.end():]


if __name__ == "__main__":
    unittest.main()
