#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Check reports of the field kit, and show them beside those that came before.

usage: field/home/report.py [--dir DIR] FILE...

FILE is a report.json, the log of a serial port, a vmware.log, or an image of the disk (raw,
VMDK, VHDX, qcow2). What is a report is kept in DIR (default: build/field-reports); the
table of all of them is printed, and is in DIR/table.txt. Exit status: 1 if a file was
refused.
"""

import argparse
import hashlib
import json
import os
import sys

sys.dont_write_bytecode = True
import schema  # noqa: E402
import sources  # noqa: E402
import table  # noqa: E402


def take(path, directory):
    """Keep all reports of one file; how many there were."""
    found = sources.reports(path)
    if not found:
        raise schema.Refused("there is no report in it")
    # all are looked at before one is kept
    for text in [text for text in found if schema.checked(text)]:
        name = hashlib.sha256(text).hexdigest()[:16] + ".json"
        with open(os.path.join(directory, name), "wb") as file:
            file.write(text)
    return len(found)


def kept(directory):
    for name in sorted(os.listdir(directory)):
        if name.endswith(".json"):
            with open(os.path.join(directory, name), encoding="ascii") as file:
                yield json.load(file)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--dir", default=os.path.join(schema.TOP, "build/field-reports"))
    parser.add_argument("file", nargs="+")
    options = parser.parse_args()
    os.makedirs(options.dir, exist_ok=True)
    status = 0
    for path in options.file:
        try:
            print(f"{path}: {take(path, options.dir)} taken", file=sys.stderr)
        except schema.Refused as why:
            print(f"{path}: refused: {why}", file=sys.stderr)
            status = 1
        except OSError as why:
            print(f"{path}: {why.strerror}", file=sys.stderr)
            status = 1
    shown = table.table(list(kept(options.dir)))
    with open(os.path.join(options.dir, "table.txt"), "w", encoding="ascii") as file:
        file.write(shown)
    print(shown, end="")
    return status


if __name__ == "__main__":
    sys.exit(main())
