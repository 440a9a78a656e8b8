# SPDX-License-Identifier: GPL-2.0
"""Judging on this machine, without a guest: shared by host-checks and check.

A check is a function that returns when all is well and raises when not. What
became of it is a record like those of the guests' tests; selftests/run.sh
counts what lies in build/results.d.
"""

import json
import os
import subprocess
import sys
import time

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
STATUS = {"ok": 0, "skip": 0, "fail": 1, "error": 3}


class Failed(Exception):
    """What a check found: one or more lines."""


class Unable(Exception):
    """Why a check could not judge at all."""


def go_on_in_root():
    """A program that this is called by starts again in the root of scripts/in-root."""
    enter = TOP + "/scripts/in-root"
    if subprocess.run([enter, "--inside"]).returncode:
        os.execv(enter, [enter, *sys.argv])


def first_lines(problem, count=3):
    """A record's reason is one line."""
    lines = str(problem).splitlines()
    more = f"; and {len(lines) - count} more" if len(lines) > count else ""
    return "; ".join(lines[:count]) + more


def judge(kernel, test, function, *args):
    """(record, all that the check had to say)"""
    record = {"env": "host", "kernel": kernel, "test": test, "result": "ok", "reason": ""}
    said = ""
    begin = time.time()
    try:
        record["reason"] = function(*args) or ""
    except Failed as failed:
        record.update(result="fail", reason=first_lines(failed))
        said = str(failed)
    except (Unable, OSError, subprocess.SubprocessError) as problem:
        record.update(result="error", reason=first_lines(problem))
        said = str(problem)
    record["seconds"] = round(time.time() - begin, 2)
    return record, said


def status(records):
    """Exit status: what could not be judged weighs more than what is wrong."""
    return max((STATUS[record["result"]] for record in records), default=3)


def write(name, records):
    """Leave the records where selftests/run.sh finds them."""
    path = f"{TOP}/build/results.d/{name}.json"
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path + ".new", "w", encoding="utf-8") as file:
        json.dump(records, file, indent=1)
    os.replace(path + ".new", path)
