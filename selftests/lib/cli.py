# SPDX-License-Identifier: GPL-2.0
"""The command line of selftests/run.sh."""

import argparse
import fcntl
import os
import shlex
import signal
import subprocess
import sys
import traceback

import gdb_script
import plan
import shell
from account import Account
from boot import RigError
from paths import TOP, Paths
from rig import Rig
from tables import TableError, Tables

SELFTESTS = os.path.join(TOP, "selftests")
VARIATIONS = "!*-[0-9]*cpu/*"
EVERY = ["*"]


class UsageError(Exception):
    """What is wrong with the command line."""


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
    which = parser.add_mutually_exclusive_group()
    which.add_argument("-a", "--all", dest="tier", action="store_const", const="all",
                       help="the cells of the file all-cells, not those of default-cells")
    which.add_argument("--long", dest="tier", action="store_const", const="long",
                       help="the cells of the file long-cells: the tests that take long")
    which.add_argument("--every", dest="tier", action="store_const", const="every",
                       help="the whole cross product: what a pattern alone chooses from")
    parser.add_argument("--resume", action="store_true",
                        help="not the guests whose cells have a result in BUILD/cells.json, "
                             "from the same sources; the report has them, too")
    parser.add_argument("--failed", action="store_true",
                        help="the same, but with those of them that failed")
    parser.add_argument("-v", "--verbose", action="store_true",
                        help="show every console and channel while it runs")
    parser.add_argument("-k", "--kernel", action="append", metavar="COL",
                        help="only this kernel column (may be repeated)")
    parser.add_argument("-i", "--image", metavar="FILE[,MODULES[,BUILD]]",
                        help="this kernel image as the only column; MODULES and BUILD: its "
                             "modules and where to build some, looked for when not given")
    parser.add_argument("-j", "--jobs", type=int, metavar="N",
                        help="QEMUs at a time (default: one more than cores, 5 GiB for each)")
    parser.add_argument("-s", "--shell", metavar="ENV[/COL]",
                        help="no tests: a shell in such a guest")
    parser.add_argument("-d", "--debug", action="store_true",
                        help="stop at the first instruction and wait for gdb; one guest only")
    parser.add_argument("-n", "--times", type=int, metavar="N", default=1,
                        help="boot every guest N times, and count how often each cell "
                             "passed; no boot gets a second chance")
    parser.add_argument("--until-failure", action="store_true",
                        help="with --times: stop after the first round with a failure")
    parser.add_argument("--tables", metavar="DIR", default=SELFTESTS,
                        help="envs.cfg, tests.cfg, *-cells, tests/ are here")
    parser.add_argument("--build", metavar="DIR", default=os.path.join(TOP, "build"),
                        help="logs and results go here (build)")
    parser.add_argument("patterns", nargs="*", metavar="PATTERN",
                        help="cells, as globs on env/kernel/test; {a,b} is one of them, !PATTERN "
                             "leaves some out; with -a or --long, of their cells")
    options = parser.parse_args()
    options.command = shlex.join(["selftests/run.sh", *sys.argv[1:]])
    if options.times < 1 or (options.until_failure and options.times == 1):
        parser.error("--times is at least 1, with --until-failure at least 2")
    options.jobs = options.jobs or sensible_jobs()
    options.resume |= options.failed
    return options


def sensible_jobs():
    """A guest more than there are cores, where the memory for them is free: some only wait."""
    with open("/proc/meminfo", encoding="utf-8") as file:
        free = next(int(line.split()[1]) for line in file if line.startswith("MemAvailable"))
    return max(1, min(os.cpu_count() + 1, free // (5 << 20)))


def columns(options, tables):
    """The kernels of this run."""
    if options.image:
        cmd = [os.path.join(TOP, "scripts/kernels"), "add", *options.image.split(",")]
        done = subprocess.run(cmd, stdout=subprocess.PIPE, text=True)
        if done.returncode:
            raise TableError("this kernel image cannot be used, see above")
        return [done.stdout.strip()]
    for column in set(options.kernel or ()) - set(tables.columns):
        check_added(column)
    return options.kernel or list(tables.columns)


def check_added(column):
    """One that is in no table: scripts/kernels add has made it, or there is none."""
    done = subprocess.run([os.path.join(TOP, "scripts/kernels"), "path", column],
                          stdout=subprocess.DEVNULL)
    if done.returncode:
        raise UsageError(f"no kernel column {column!r}, see above")


def of_tier(options, tables):
    """The list of globs of --all or --long, if one of them is asked for."""
    return [tables.cells(options.tier)] if options.tier in ("all", "long") else []


def selection(options, tables):
    """The lists of globs each of which a cell must be in."""
    lists = []
    if options.patterns:
        lists.append((EVERY if options.patterns[0].startswith("!") else []) + options.patterns)
    lists += of_tier(options, tables)
    if lists or options.tier:
        return lists or [EVERY]
    if options.kernel or options.image:
        return [[*EVERY, VARIATIONS]]
    return [tables.cells("default")]


def check_patterns(options, tables, kernels):
    """A name without a cell must not go unnoticed beside one that has some."""
    for pattern in options.patterns:
        glob = pattern.removeprefix("!")
        if not plan.make_boots(tables, kernels, [glob]):
            raise UsageError(f"no cell matches {glob!r}; see run.sh -l --every")
        if pattern == glob and not plan.make_boots(tables, kernels, [glob],
                                                   *of_tier(options, tables)):
            raise UsageError(f"no cell of --{options.tier} matches {glob!r}; "
                             "--every has some")


def debug_one(boots):
    if len(boots) != 1:
        raise TableError(f"gdb can follow one guest, not {len(boots)}; name the cell")
    gdb_script.reaches(boots[0])


def remaining(options, tables, kernels, known, boots):
    """The boots that --resume leaves of these, and what is known of the other cells."""
    done = known.done(boots, options.failed)
    again = plan.make_boots(tables, kernels, *selection(options, tables),
                            [*EVERY, *(f"!{title}/*" for title in done)])
    known.number(again)
    return again, known.kept(boots, again)


def listing(boots):
    for boot in boots:
        for guest, test in boot.cells():
            print(f"{guest.cell(test):40} {test.description}")
    return 0


def main():
    options = arguments()
    try:
        tables = Tables(options.tables, os.path.join(SELFTESTS, "kernels.cfg"))
        kernels = columns(options, tables)
        if options.shell:
            return shell.run(options, tables, kernels)
        check_patterns(options, tables, kernels)
        boots = plan.make_boots(tables, kernels, *selection(options, tables))
        if options.debug:
            debug_one(boots)
    except UsageError as problem:
        print(f"run.sh: {problem}", file=sys.stderr)
        return 2
    except (OSError, TableError, KeyError, ValueError) as problem:
        print(f"run.sh: {problem}", file=sys.stderr)
        return 3
    if not boots:
        print("run.sh: no cell matches; see run.sh -l --every", file=sys.stderr)
        return 2
    if options.list:
        return listing(boots)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(3))
    paths = Paths(options.tables, options.build)
    with alone(paths.build):
        try:
            known = Account(tables, paths)
            again, kept = boots, []
            if options.resume:
                again, kept = remaining(options, tables, kernels, known, boots)
            return Rig(options, paths, again, known, kept).run()
        except RigError as problem:
            print(f"run.sh: {problem}", file=sys.stderr)
            return 3
        except Exception:  # a fault of the rig, not of a test: not status 1
            traceback.print_exc()
            return 3


if __name__ == "__main__":
    sys.exit(main())
