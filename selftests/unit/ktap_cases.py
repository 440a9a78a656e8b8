# SPDX-License-Identifier: GPL-2.0
"""KTAP for a program of Python functions, each of which is a case."""

import json
import os
import subprocess
import time

REFERENCE = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                         "../../Documentation/reference")
TROUBLE = (AssertionError, OSError, ValueError, KeyError, IndexError, TypeError,
           subprocess.SubprocessError)
SLOW = 5  # seconds, of a case that says how long it took


class Skip(Exception):
    """A case that this machine has not the means for."""


def same(found, wanted):
    if found != wanted:
        raise AssertionError(f"found\n{found}\ninstead of\n{wanted}")


def has(text, *parts):
    for part in parts:
        if part not in text:
            raise AssertionError(f"no '{part}' in\n{text}")


def validator(command):
    """Judges what a command of pvshimctl prints as JSON, by its schema."""
    try:
        import jsonschema
    except ImportError:
        raise Skip("no python3-jsonschema") from None
    with open(f"{REFERENCE}/{command}.schema.json", encoding="utf-8") as file:
        schema = json.load(file)
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


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
        begin = time.monotonic()
        try:
            problem, skipped = attempt(case, subject), ""
        except Skip as reason:
            problem, skipped = "", f" # SKIP {reason}"
        for line in problem.splitlines():
            print("# " + line)
        took = time.monotonic() - begin
        if took > SLOW:
            print(f"# {case.__name__}: {took:.0f} s")
        print(f"{'not ok' if problem else 'ok'} {number} - {case.__name__}{skipped}", flush=True)
        failed += bool(problem)
    return 1 if failed else 0
