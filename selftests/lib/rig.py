# SPDX-License-Identifier: GPL-2.0
"""Plan, boot, judge, report: what selftests/run.sh does once its options are read."""

import concurrent.futures
import os
import shutil
import subprocess
import sys
import threading
import time

import account
import gdb_script
import verdict
from boot import RigError, Runner
from report import ktap, page, tally
from watch import Watch


class Rig:
    def __init__(self, options, paths, boots, known, kept=()):
        """`known` is the account of all runs, of which the cells `kept` are a part of this."""
        self.options, self.paths, self.boots = options, paths, boots
        self.begun, self.versions = time.time(), {}
        self.account, self.kept = known, kept
        self.planned = [ktap.name(cell) for cell in kept] + \
            [g.cell(t) for b in boots for g, t in b.cells()]
        self.records, self.round = [], 1
        self.facts, self.runners = [fact for cell in kept for fact in cell["facts"]], []
        self.lock, self.stopped = threading.Lock(), False

    def say(self, guest, text):
        print(f"[{time.time() - self.begun:4.0f}s] {guest.title}: {text}",
              file=sys.stderr, flush=True)

    def run_boot(self, boot, why=None):
        """All of one boot; whatever goes wrong in the rig becomes `error`. Where boots are
        counted, each one counts: there is no second chance."""
        once = self.options.times > 1
        runner = Runner(boot, self.paths, self.say, self.options.debug)
        runner.again += [why] if why else []
        self.runners.append(runner)
        lost = []
        try:
            with Watch(runner, self.options.verbose):
                runner.run()
            # nothing of ours had run: not to be blamed for it
            if not once and runner.silent() and not self.stopped:
                self.say(boot.outer, "died before init, booting once more")
                runner.again.append("died before init")
                runner.keep_console()
                runner.run()
            lost = [] if why or once else verdict.fell_silent(runner)
            results = [r for r in verdict.judge(runner)
                       if ktap.name(r.record()) not in boot.lost_cells(lost)]
        except (RigError, OSError, ValueError, KeyError, IndexError,
                subprocess.SubprocessError) as problem:
            results = verdict.same("error", f"{type(problem).__name__}: {problem}", boot.guests())
        with self.lock:
            if self.stopped:  # in the middle of a test, which tells nothing about it
                return
            self.finish(runner, results)
        if lost:
            why = "fell silent" + runner.fault
            self.say(boot.outer, f"{why}, booting once more for "
                     + " ".join(g.title for g in lost))
            self.run_boot(boot.once_more(lost), why)

    def finish(self, runner, results):
        self.say(runner.boot.outer, f"{runner.seconds:.0f} s, " + " ".join(
            f"{r.env}/{r.test}={r.result}" for r in results))
        self.facts = sorted(self.facts + runner.channel.facts, key=lambda f: f["host_time"])
        if self.add(results):
            self.show_logs(runner)
            self.keep_logs(runner)
        self.write()

    def show_logs(self, runner):
        for guest in runner.boot.guests() if not self.options.verbose else ():
            for kind in ("stderr", "console"):
                self.print(ktap.tail(runner.log(guest, kind), 15))

    def keep_logs(self, runner):
        """Those of a boot that failed, from the next one."""
        if self.options.times > 1:
            kept = os.path.join(self.paths.build, "failed", str(self.round))
            os.makedirs(kept, exist_ok=True)
            for path in runner.all_logs():
                shutil.copy(path, kept)

    def add(self, results):
        """Take the results of guests. True when one of them is bad."""
        records = [result.record() for result in results]
        if not self.options.debug:
            known = self.account.add(records, self.facts, self.begun)
            records = known if self.options.resume else records
        for result, record in zip(results, records):
            self.take(record, result.points)
        return any(result.result in ktap.FAILED for result in results)

    def take(self, record, points):
        self.records.append(record)
        self.print(ktap.point(len(self.records), record, points))

    def print(self, lines):
        for line in lines:
            print(line, flush=True)

    def write(self):
        build = self.paths.build
        ktap.write_json(os.path.join(build, "results.json"),
                        self.records + ktap.host_records(build))
        ktap.write_json(os.path.join(build, "facts.json"), self.facts)
        run = {"begun": self.begun, "seconds": round(time.time() - self.begun),
               "command": self.options.command, "versions": self.versions,
               "boots": [{"outer": r.boot.outer.name, "guests": [g.name for g in r.boot.inner],
                          "seconds": round(r.seconds), "load": r.load}
                         for r in self.runners if r.exit_code is not None]}
        self.account.write(run)
        ktap.write_json(os.path.join(build, "run.json"),
                        {**self.account.whole(run, self.kept), "planned": self.planned})

    def skip_impossible(self):
        """Take out the guests whose kernel cannot be what their row says."""
        for boot in self.boots:
            for guest in boot.guests():
                why = self.paths.lacks(guest) if guest.tests else ""
                if why:
                    self.add(verdict.same("skip", why, [guest]) * self.options.times)
                    guest.tests = []
            boot.inner = [g for g in boot.inner if g.tests]
        self.boots = [b for b in self.boots if b.cells()]

    def prepare(self):
        self.paths.prepare(self.boots)
        if self.options.debug:
            gdb_script.write(self.paths, self.boots[0].outer)
        guests = [g for b in self.boots for g in b.guests()]
        self.versions = self.paths.versions(dict.fromkeys(g.kernel for g in guests),
                                            dict.fromkeys(g.env["root"] for g in guests))
        self.print([f"# {name}: {version}" for name, version in self.versions.items()])

    def run(self):
        host = ktap.host_records(self.paths.build)
        cells = self.options.times * sum(len(b.cells()) for b in self.boots)
        self.print(["KTAP version 1", f"1..{len(self.kept) + cells + len(host)}"])
        for cell in self.kept:
            self.take(account.plain(cell), [])
        self.prepare()
        self.account.begin(self.boots)
        self.skip_impossible()
        self.write()
        self.run_rounds()
        for number, record in enumerate(host, len(self.records) + 1):
            self.print(ktap.point(number, record, []))
        self.show()
        self.print(ktap.failures(self.records + host))
        if self.options.times > 1:
            self.print(tally.lines(self.records, [r.load for r in self.runners]))
        line, code = ktap.summary(self.records + host)
        self.print([line])
        return code

    def show(self):
        """The page for people; a fault in it costs no verdict."""
        try:
            self.print(["# page: " + page.write(self.paths.build, tables=self.paths.tables)])
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as problem:
            print(f"run.sh: no page: {type(problem).__name__}: {problem}", file=sys.stderr)

    def run_rounds(self):
        """Every boot, as often as wanted or until one fails."""
        if self.options.times > 1:
            shutil.rmtree(os.path.join(self.paths.build, "failed"), ignore_errors=True)
        for self.round in range(1, self.options.times + 1):
            self.run_boots()
            failed = any(r["result"] in ktap.FAILED for r in self.records)
            if failed and self.options.until_failure:
                if self.round < self.options.times:
                    self.print([f"Bail out! failed in round {self.round}"])
                return

    def run_boots(self):
        order = sorted(self.boots, key=lambda b: -b.weight())
        with concurrent.futures.ThreadPoolExecutor(self.options.jobs) as pool:
            try:
                for future in [pool.submit(self.run_boot, b) for b in order]:
                    future.result()
            except BaseException:  # interrupted: leave no guest behind
                self.stopped = True
                print("run.sh: stopped; with --resume it goes on", file=sys.stderr)
                pool.shutdown(wait=False, cancel_futures=True)
                for runner in self.runners:
                    runner.stop()
                raise
