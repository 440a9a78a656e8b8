# SPDX-License-Identifier: GPL-2.0
"""Command line of selftests/run.sh: plan, boot, judge, report."""

import argparse
import concurrent.futures
import fcntl
import os
import signal
import subprocess
import sys
import threading
import time

import plan
import report
import verdict
from boot import RigError, Runner

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


class Paths:
    """Where things are; fetches kernels and Xen when they are not there yet."""

    def __init__(self, build):
        self.build = build
        self.logs = os.path.join(build, "logs")
        self.known = {}
        self.lock = threading.Lock()
        os.makedirs(self.logs, exist_ok=True)

    def tool(self, name):
        return os.path.join(TOP, "scripts", name)

    def output(self, cmd):
        done = subprocess.run(cmd, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        if done.returncode:
            raise RigError(done.stderr.strip() or f"{cmd[0]} failed")
        return done.stdout.strip()

    def cached(self, tool, *args):
        """Directory that scripts/TOOL names, fetched when missing."""
        with self.lock:
            if (tool, args) not in self.known:
                path = [self.tool(tool), "path", *args]
                if subprocess.run(path, capture_output=True).returncode:
                    subprocess.run([self.tool(tool), "fetch", *args], stdout=sys.stderr)
                self.known[tool, args] = self.output(path)
            return self.known[tool, args]

    def kernel(self, column):
        return self.cached("kernels", column)

    def xen(self):
        return self.cached("xen")

    def release(self, column):
        with open(self.kernel(column) + "/release", encoding="utf-8") as file:
            return file.read().strip()


class Rig:
    def __init__(self, options, paths, boots):
        self.options, self.paths, self.boots = options, paths, boots
        self.begun = time.time()
        self.records, self.facts, self.runners = [], [], []
        self.lock = threading.Lock()

    def say(self, guest, text):
        print(f"[{time.time() - self.begun:4.0f}s] {guest.title}: {text}",
              file=sys.stderr, flush=True)

    def run_boot(self, boot):
        """All of one boot; whatever goes wrong in the rig becomes `error`."""
        runner = Runner(boot, self.paths, self.say)
        self.runners.append(runner)
        try:
            runner.run()
            if runner.silent():  # nothing of ours had run: not to be blamed for it
                self.say(boot.outer, "died before init, booting once more")
                runner.again.append("died before init")
                runner.keep_console()
                runner.run()
            results = verdict.judge(runner)
        except (RigError, OSError, ValueError, KeyError, IndexError,
                subprocess.SubprocessError) as problem:
            reason = f"{type(problem).__name__}: {problem}"
            results = [verdict.Result(g.env["name"], g.kernel, t.name, "error", 0.0, reason, [])
                       for g, t in boot.cells()]
        with self.lock:
            self.finish(runner, results)

    def finish(self, runner, results):
        self.say(runner.boot.outer, f"{runner.seconds:.0f} s, " + " ".join(
            f"{r.env}/{r.test}={r.result}" for r in results))
        self.facts = sorted(self.facts + runner.channel.facts, key=lambda f: f["host_time"])
        failed = False
        for result in results:
            self.records.append(result.record())
            self.print(report.point(len(self.records), result.record(), result.points))
            failed = failed or result.result in report.FAILED
        if failed or self.options.verbose:
            for guest in runner.boot.guests():
                for kind in ("stderr", "console"):
                    self.print(report.tail(runner.log(guest, kind), 15))
        self.write()

    def print(self, lines):
        for line in lines:
            print(line, flush=True)

    def write(self):
        report.write_json(os.path.join(self.paths.build, "results.json"),
                          self.records + report.host_records(self.paths.build))
        report.write_json(os.path.join(self.paths.build, "facts.json"), self.facts)

    def run(self):
        host = report.host_records(self.paths.build)
        cells = sum(len(b.cells()) for b in self.boots)
        self.print(["KTAP version 1", f"1..{cells + len(host)}"])
        self.write()
        # the long ones first, so that the last does not run alone
        order = sorted(self.boots, key=lambda b: -len(b.inner))
        with concurrent.futures.ThreadPoolExecutor(self.options.jobs) as pool:
            try:
                for future in [pool.submit(self.run_boot, b) for b in order]:
                    future.result()
            except BaseException:  # interrupted: leave no guest behind
                pool.shutdown(wait=False, cancel_futures=True)
                for runner in self.runners:
                    runner.stop()
                raise
        for number, record in enumerate(host, len(self.records) + 1):
            self.print(report.point(number, record, []))
        line, code = report.summary(self.records + host)
        self.print([line])
        return code


def alone(build):
    """One run at a time per build directory; the others wait here."""
    file = open(os.path.join(build, ".rig-lock"), "w", encoding="utf-8")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        print("run.sh: waiting for another run to end", file=sys.stderr, flush=True)
        fcntl.flock(file, fcntl.LOCK_EX)
    return file


def arguments():
    parser = argparse.ArgumentParser(
        prog="selftests/run.sh", description="Run pvshim's tests in guests.",
        epilog="exit status: 0 passed, 1 a test failed, 2 usage, 3 the rig failed "
               "or nothing ran, 4 a guest crashed")
    parser.add_argument("-l", "--list", action="store_true", help="list the cells and stop")
    parser.add_argument("-v", "--verbose", action="store_true",
                        help="show the end of every console")
    parser.add_argument("-k", "--kernel", action="append", metavar="COL", choices=plan.KERNELS,
                        help="only this kernel column (may be repeated)")
    parser.add_argument("-j", "--jobs", type=int, default=2, metavar="N",
                        help="QEMUs at a time (2)")
    parser.add_argument("patterns", nargs="*", metavar="PATTERN",
                        help="cells, as globs on env/kernel/test")
    return parser.parse_args()


def main():
    options = arguments()
    selftests = os.path.join(TOP, "selftests")
    try:
        boots = plan.make_boots(plan.load_envs(os.path.join(selftests, "envs.cfg")),
                                plan.load_tests(os.path.join(selftests, "tests.cfg")),
                                options.kernel or plan.KERNELS, options.patterns)
    except (plan.TableError, KeyError, ValueError) as problem:
        print(f"run.sh: tables: {problem}", file=sys.stderr)
        return 3
    if not boots:
        print("run.sh: no cell matches; see run.sh -l", file=sys.stderr)
        return 2
    if options.list:
        for boot in boots:
            for guest, test in boot.cells():
                print(f"{guest.cell(test):40} {test.description}")
        return 0
    paths = Paths(os.path.join(TOP, "build"))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(3))
    with alone(paths.build):
        return Rig(options, paths, boots).run()


if __name__ == "__main__":
    sys.exit(main())
