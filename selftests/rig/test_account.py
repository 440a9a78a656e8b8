#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""What is kept of earlier runs: only what is still so, and nothing is hidden."""

import contextlib
import os
import sys
import tempfile
import types
import unittest
from unittest import mock

RIG = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(RIG), "lib"))

import plan  # noqa: E402
import rig  # noqa: E402
from account import Account, plain  # noqa: E402
from content import Contents, sources  # noqa: E402
from tables import Tables  # noqa: E402

ENVS = """
[DEFAULT]
how = qemu
memory = 512
vcpus = 2
modules =
timeout = 90
tests = yes
[solo]
[host]
[l2]
how = kvm-l2
parent = host
"""
TESTS = """
[DEFAULT]
environments = all
kernels = all
timeout = 60
first = no
[identity]
first = yes
[life]
[switch]
[company]
environments = host
beside = l2/life
"""
KERNELS = "[DEFAULT]\ncarrier = 6.12\nslow = 1\nmemory = 0\n[6.1]\n[6.12]\n"


class Where:
    """Paths of a build directory, of kernels that change when they are told to."""

    def __init__(self, build):
        self.build, self.known = build, {}

    def here(self, tool, *args):
        return self.known.get(args[0], f"{tool}/{args[0]}")

    def expected(self, guest):
        path = os.path.join(self.build, guest.env["name"] + ".log")
        return path if os.path.exists(path) else None


class Case(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.top = directory.name
        for name, text in (("envs.cfg", ENVS), ("tests.cfg", TESTS), ("kernels.cfg", KERNELS)):
            self.put(name, text)
        for name in ("identity", "life", "switch", "company"):
            self.put(f"tests/{name}.sh", "true")
        self.paths = Where(self.top)
        self.load()

    def put(self, name, text):
        path = os.path.join(self.top, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)

    def load(self):
        self.tables = Tables(self.top, os.path.join(self.top, "kernels.cfg"))

    def boots(self, *lists):
        return plan.make_boots(self.tables, ["6.1", "6.12"], *(lists or (["*"],)))

    def run_all(self, *patterns, begun=1000.0, **bad):
        """A run of these cells, all ok but for {test: (result, reason)}."""
        account, boots = Account(self.tables, self.paths), self.boots(list(patterns) or ["*"])
        account.begin(boots)
        for boot in boots:
            records = [self.record(g, t, *bad.get(t.name, ("ok", ""))) for g, t in boot.cells()]
            facts = [{"env": g.env["name"], "kernel": g.kernel, "test": "life", "key": "k"}
                     for g in boot.guests()]
            account.add(records, facts, begun)
        account.write(self.run_json(begun, boots))

    def run_json(self, begun, boots):
        return {"begun": begun, "seconds": 60, "command": "c", "versions": {f"v{begun}": "1"},
                "boots": [{"outer": b.outer.name, "guests": [], "seconds": 1} for b in boots]}

    def record(self, guest, test, result, reason):
        return {"env": guest.env["name"], "kernel": guest.kernel, "test": test.name,
                "result": result, "seconds": 1.0, "reason": reason}

    def done(self, *patterns, failed=False):
        return set(Account(self.tables, self.paths).done(self.boots(list(patterns) or ["*"]),
                                                         failed))


class Known(Case):
    def test_nothing_yet(self):
        self.assertEqual(self.done(), set())
        self.put("cells.json", "{")
        self.assertEqual(self.done(), set())

    def test_what_ran(self):
        self.run_all("solo/*")
        self.assertEqual(self.done(), {"solo/6.1", "solo/6.12"})

    def test_a_guest_with_a_cell_more(self):
        self.run_all("solo/6.12/life")
        self.assertEqual(self.done("solo/6.12/life"), {"solo/6.12"})
        self.assertEqual(self.done("solo/6.12/*"), set())
        self.run_all("solo/6.12/switch")
        self.assertEqual(self.done("solo/6.12/*"), {"solo/6.12"})

    def test_what_failed(self):
        self.run_all("solo/*", switch=("fail", "wrong"))
        self.assertEqual(self.done("solo/*"), {"solo/6.1", "solo/6.12"})
        self.assertEqual(self.done("solo/*", failed=True), set())
        self.assertEqual(self.done("solo/*/life", failed=True), {"solo/6.1", "solo/6.12"})

    def test_what_is_left(self):
        self.run_all("solo/6.1/*")
        account, boots = Account(self.tables, self.paths), self.boots(["solo/*"])
        again = self.boots(["solo/*"], ["*", "!solo/6.1/*"])
        self.assertEqual([g.title for b in again for g in b.guests()], ["solo/6.12"])
        kept = account.kept(boots, again)
        self.assertEqual({(c["env"], c["kernel"]) for c in kept}, {("solo", "6.1")})
        self.assertEqual([c["facts"] != [] for c in kept], [False, True, False])

    def test_company_runs_again(self):
        """A test beside guests needs them, though they have their results."""
        self.run_all("l2/6.12/*")
        again = self.boots(["*/6.12/*"], ["*", "!solo/*", "!l2/6.12/*"])
        self.assertEqual([g.title for b in again for g in b.guests()], ["host/6.12", "l2/6.12"])
        kept = Account(self.tables, self.paths).kept(self.boots(["l2/6.12/*"]), again)
        self.assertEqual([c["test"] for c in kept], ["switch"])


class Changed(Case):
    """A result counts no longer where what it depends on has changed."""

    def setUp(self):
        super().setUp()
        self.run_all()
        self.everything = {f"{env}/{kernel}" for env in ("solo", "host", "l2")
                           for kernel in ("6.1", "6.12")}
        self.assertEqual(self.done(), self.everything)

    def test_script(self):
        self.put("tests/company.sh", "false")
        self.assertEqual(self.everything - self.done(), {"host/6.12"})

    def test_file_of_a_script(self):
        self.put("tests/company.list", "a")
        self.assertEqual(self.everything - self.done(), {"host/6.12"})

    def test_row(self):
        self.put("envs.cfg", ENVS.replace("[solo]\n", "[solo]\nmemory = 600\n"))
        self.load()
        self.assertEqual(self.everything - self.done(), {"solo/6.1", "solo/6.12"})

    def test_row_of_the_outer_guest(self):
        self.put("envs.cfg", ENVS.replace("[host]\n", "[host]\nmemory = 600\n"))
        self.load()
        self.assertEqual(self.done(), {"solo/6.1", "solo/6.12"})

    def test_kernel(self):
        self.paths.known["6.1"] = "another"
        self.assertEqual(self.done(), {"solo/6.12", "host/6.12", "l2/6.12"})

    def test_kernel_of_the_outer_guest(self):
        self.paths.known["6.12"] = "another"
        self.assertEqual(self.done(), {"solo/6.1", "host/6.1"})

    def test_kernel_that_a_row_names_for_it(self):
        self.put("envs.cfg", ENVS.replace("parent = host\n", "parent = host\ncarrier = 6.1\n"))
        self.load()
        self.run_all()
        self.assertIn("l2/6.12", self.done())
        self.paths.known["6.1"] = "another"
        self.assertNotIn("l2/6.12", self.done())

    def test_root(self):
        self.paths.known["rig"] = "another"
        self.assertEqual(self.done(), set())

    def test_golden_log(self):
        self.put("solo.log", "a line")
        self.assertEqual(self.everything - self.done(), {"solo/6.1", "solo/6.12"})

    def test_while_it_ran(self):
        account, boots = Account(self.tables, self.paths), self.boots(["solo/6.1/*"])
        account.begin(boots)
        self.put("tests/life.sh", "changed")
        account.add([self.record(g, t, "ok", "") for b in boots for g, t in b.cells()], [], 2.0)
        account.write(self.run_json(2.0, boots))
        self.assertEqual(self.done("solo/6.1/life"), set())
        self.assertEqual(self.done("solo/6.1/switch"), {"solo/6.1"})

    def test_sources(self):
        top = os.path.join(self.top, "tree")
        seen = []
        for file in ("tree/module/a.c", "tree/module/abi/b.h", "tree/selftests/guest/init"):
            self.put(file, "1")
            seen.append(Contents(self.tables, self.paths, top).sources)
        self.put("tree/module/a.c", "2")
        seen.append(Contents(self.tables, self.paths, top).sources)
        self.assertEqual(len(set(seen)), 4)
        for file in ("tree/module/a.o", "tree/module/a.mod.c", "tree/Documentation/x.rst",
                     "tree/selftests/lib/cli.py"):
            self.put(file, "1")
        self.assertEqual(Contents(self.tables, self.paths, top).sources, seen[-1])

    def test_sources_of_the_tree(self):
        names = {name for name, _ in sources(os.path.dirname(os.path.dirname(RIG)))}
        for name in ("module/detect.c", "include/pvshim/ops-list.h", "selftests/guest/lib.sh",
                     "selftests/lib/verdict.py", "scripts/initramfs"):
            self.assertIn(name, names)


class Pieces(Case):
    def said(self, test):
        found = plain(Account(self.tables, self.paths).cells[f"solo/6.1/{test}"])
        return found["result"], found["reason"]

    def test_one_report(self):
        self.run_all("solo/6.1/*", begun=1000.0)
        self.run_all("solo/6.12/*", begun=2000.0)
        account = Account(self.tables, self.paths)
        kept = account.kept(self.boots(["solo/*"]), [])
        run = account.whole(self.run_json(3000.0, self.boots(["host/6.1/*"])), kept)
        self.assertEqual((run["begun"], run["seconds"], run["pieces"]), (1000.0, 180, 3))
        self.assertEqual(list(run["versions"]), ["v1000.0", "v2000.0", "v3000.0"])
        self.assertEqual([b["outer"] for b in run["boots"]],
                         ["solo-6.1", "solo-6.12", "host-6.1"])
        self.assertEqual(account.whole(self.run_json(3000.0, []), kept)["pieces"], 2)

    def test_a_failure_is_not_hidden(self):
        self.run_all("solo/6.1/*", switch=("crash", "it died"))
        for begun in (2000.0, 3000.0):
            self.run_all("solo/6.1/*", begun=begun)
            self.assertEqual(self.said("switch"), ("ok", "(run again after crash: it died)"))
            self.assertEqual(self.said("life"), ("ok", ""))

    def test_nor_told_of_what_was_mended(self):
        self.run_all("solo/6.1/*", switch=("fail", "wrong"))
        self.put("tests/switch.sh", "mended")
        self.run_all("solo/6.1/*", begun=2000.0)
        self.assertEqual(self.said("switch"), ("ok", ""))

    def test_logs_of_earlier_pieces(self):
        self.run_all("l2/*/*")
        account, again = Account(self.tables, self.paths), self.boots(["l2/*/*"])
        account.number(again)
        self.assertEqual([b.outer.name for b in again], ["host-6.12-part2"])
        again = self.boots(["l2/*/*", "host/6.12/*"])
        account.number(again)
        self.assertEqual([b.outer.name for b in again], ["host-6.12"])


class Interrupted(Case):
    def test_no_result_of_a_guest_that_was_stopped(self):
        """It seems to have died, or never to have come up."""
        options = types.SimpleNamespace(debug=False, verbose=True, resume=True, command="c",
                                        times=1)
        boots = self.boots(["solo/6.1/*"])
        for stopped in (False, True):
            account = Account(self.tables, self.paths)
            account.begin(boots)
            under = rig.Rig(options, self.paths, boots, account)
            under.stopped = stopped
            runner = mock.Mock(boot=boots[0], seconds=1, load=1.0, exit_code=0, again=[],
                               channel=mock.Mock(facts=[]))
            results = rig.verdict.same("crash", "it died", boots[0].guests())
            with mock.patch.object(rig, "Runner", return_value=runner), \
                    mock.patch.object(rig, "Watch", lambda *_: contextlib.nullcontext()), \
                    mock.patch.object(rig.verdict, "fell_silent", return_value=[]), \
                    mock.patch.object(rig.verdict, "judge", return_value=results), \
                    contextlib.redirect_stdout(None), contextlib.redirect_stderr(None):
                under.run_boot(boots[0])
            self.assertEqual(runner.run.call_count, 1 if stopped else 2)
            self.assertEqual(len(under.records), 0 if stopped else 3)
            self.assertEqual(len(account.cells), 0 if stopped else 3)
            if os.path.exists(account.file):
                os.remove(account.file)

    def test_what_a_run_says_of_earlier_ones(self):
        """With --resume how it failed before; else it is alone."""
        boots = self.boots(["solo/6.1/life"])
        results = rig.verdict.same("ok", "", boots[0].guests())
        for resume, reason in ((False, ""), (True, "(run again after fail: wrong)")):
            self.run_all("solo/6.1/life", life=("fail", "wrong"))
            account = Account(self.tables, self.paths)
            account.begin(boots)
            options = types.SimpleNamespace(debug=False, verbose=True, resume=resume)
            under = rig.Rig(options, self.paths, boots, account)
            with contextlib.redirect_stdout(None):
                under.add(results)
            self.assertEqual([r["reason"] for r in under.records], ["", reason])
            os.remove(account.file)


if __name__ == "__main__":
    unittest.main()
