# SPDX-License-Identifier: GPL-2.0
"""The form of a report, and what is wrong with one, in words."""

import json
import os

import jsonschema

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SCHEMA = os.path.join(TOP, "Documentation/field-report.schema.json")
MOST = 16 << 20  # bytes of one report
DEEPEST = 8  # brackets in brackets


class Refused(Exception):
    """Not a report, or not one that can be believed to be whole; says why."""


def depth(text):
    """Of brackets, those in texts left out of account; the parser takes any number."""
    deepest = level = 0
    inside = escaped = False
    for letter in text:
        if inside:
            inside = escaped or letter != '"'
            escaped = not escaped and letter == "\\"
        elif letter == '"':
            inside = True
        elif letter in "{[":
            level += 1
            deepest = max(deepest, level)
        elif letter in "}]":
            level -= 1
    return deepest


def no_twins(pairs):
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Refused("a name occurs twice in one object")
    return found


def no_constant(name):
    raise Refused(f"{name} is no number")


def place(error):
    return "/".join(str(part) for part in error.absolute_path) or "the whole"


def checked(text):
    """The report as an object; `text` is bytes."""
    if len(text) > MOST:
        raise Refused(f"it has more than {MOST >> 20} MiB")
    try:
        text = text.decode("ascii")
    except UnicodeDecodeError as error:
        raise Refused(f"byte {error.start} is not ASCII") from None
    if depth(text) > DEEPEST:
        raise Refused(f"it is more than {DEEPEST} brackets deep")
    try:
        report = json.loads(text, object_pairs_hook=no_twins, parse_constant=no_constant)
    except ValueError as error:
        raise Refused(f"it is not JSON: {str(error)[:100]}") from None
    with open(SCHEMA, encoding="utf-8") as file:
        schema = json.load(file)
    if isinstance(report, dict) and report.get("schema") not in (None, 1):
        raise Refused(f"its form is number {str(report['schema'])[:20]}, and only 1 is known")
    error = jsonschema.exceptions.best_match(jsonschema.Draft202012Validator(schema)
                                             .iter_errors(report))
    if error:
        raise Refused(f"{place(error)}: {error.message[:200]}")
    return report
