# SPDX-License-Identifier: GPL-2.0
"""KTAP for a program of Python functions, each of which is a case."""

import subprocess

TROUBLE = (AssertionError, OSError, ValueError, KeyError, IndexError, TypeError,
           subprocess.SubprocessError)


class Skip(Exception):
    """A case that this machine has not the means for."""


def same(found, wanted):
    if found != wanted:
        raise AssertionError(f"found\n{found}\ninstead of\n{wanted}")


def has(text, *parts):
    for part in parts:
        if part not in text:
            raise AssertionError(f"no '{part}' in\n{text}")


def attempt(case, subject):
    """What went wrong, or nothing."""
    try:
        case(subject)
    except TROUBLE as problem:
        return f"{type(problem).__name__}: {problem}"
    return ""


def run(cases, subject, prepare):
    """Run all cases, each on the subject as prepare() leaves it. Returns the exit status."""
    failed = 0
    print(f"KTAP version 1\n1..{len(cases)}")
    for number, case in enumerate(cases, 1):
        prepare()
        try:
            problem, skipped = attempt(case, subject), ""
        except Skip as reason:
            problem, skipped = "", f" # SKIP {reason}"
        for line in problem.splitlines():
            print("# " + line)
        print(f"{'not ok' if problem else 'ok'} {number} - {case.__name__}{skipped}", flush=True)
        failed += bool(problem)
    return 1 if failed else 0
