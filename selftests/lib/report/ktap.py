# SPDX-License-Identifier: GPL-2.0
"""What users and other programs see: KTAP, results.json, the sum."""

import glob
import json
import os

FAILED = ("fail", "error", "crash")


def name(record):
    """Of its cell: environment/kernel/test"""
    return f"{record['env']}/{record['kernel']}/{record['test']}"


def point(number, record, points):
    """KTAP lines of one cell: its subtests, then the cell itself."""
    lines = []
    if points:
        lines += ["  KTAP version 1", f"  1..{len(points)}"]
    for sub, (ok, text, skip) in enumerate(points, 1):
        tail = f" # SKIP {skip}" if skip else ""
        lines.append(f"  {'ok' if ok else 'not ok'} {sub} {text}{tail}")
    cell = name(record)
    if record["result"] in FAILED:
        lines.append(f"not ok {number} {cell} # {record['result']}: {record['reason']}")
    elif record["result"] == "skip":
        lines.append(f"ok {number} {cell} # SKIP {record['reason']}")
    else:
        lines.append(f"ok {number} {cell}")
        if record["reason"]:
            lines.append(f"# {cell}: {record['reason']}")
    return lines


def tail(path, count):
    """The last lines of a log, as comments."""
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            lines = file.read().splitlines()[-count:]
    except FileNotFoundError:
        return []
    return [f"# {os.path.basename(path)}: {line}" for line in lines]


def host_records(build):
    """Records of test steps on this machine (unit tests, sparse, ...)."""
    records = []
    for path in sorted(glob.glob(os.path.join(build, "results.d", "*.json"))):
        with open(path, encoding="utf-8") as file:
            found = json.load(file)
        records += found if isinstance(found, list) else [found]
    return records


def write_json(path, data):
    with open(path + ".new", "w", encoding="utf-8") as file:
        json.dump(data, file, indent=1)
        file.write("\n")
    os.replace(path + ".new", path)


def failures(records):
    """What went wrong, once more: the end of a long log is what people see of it."""
    bad = [r for r in records if r["result"] in FAILED]
    return [f"# {r['result']}: {name(r)}: {r['reason']}" for r in bad]


def summary(records):
    """(last line, exit code)"""
    results = [r["result"] for r in records]
    passed, skipped = results.count("ok"), results.count("skip")
    failed = len(results) - passed - skipped
    code = 0
    for result, status in (("crash", 4), ("error", 3), ("fail", 1)):
        if result in results:
            code = status
            break
    if not passed and not failed:
        code = 3  # nothing ran, so nothing is proven
    return f"{passed} passed, {failed} failed, {skipped} skipped", code
