#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""No script of a guest has a function with the name of one that it sources.

The one that is defined later would serve the other's callers as well, with other arguments.
"""

import glob
import os
import re
import unittest

SELFTESTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
FUNCTION = re.compile(r"^([a-z_]\w*)\(\)", re.M)
ALWAYS = "guest/lib.sh"  # by pid1.sh, before the test
SOURCED = re.compile(r"^\. /pvshim/(guest/\S+\.sh)$", re.M)


def read(path):
    with open(os.path.join(SELFTESTS, path), encoding="utf-8") as file:
        return file.read()


def together(path, found=()):
    """The script and what it sources, each once"""
    if path in found:
        return found
    found = (*found, path)
    for name in SOURCED.findall(read(path)):
        found = together(name, found)
    return found


def twice(path):
    """{function: the scripts that define it}, of those that more than one does"""
    where = {}
    for script in together(path, together(ALWAYS)):
        for name in FUNCTION.findall(read(script)):
            where.setdefault(name, set()).add(script)
    return {name: sorted(scripts) for name, scripts in where.items() if len(scripts) > 1}


class Names(unittest.TestCase):
    def test_each_function_once(self):
        scripts = glob.glob("tests/*.sh", root_dir=SELFTESTS)
        self.assertGreater(len(scripts), 40)
        for script in scripts:
            with self.subTest(script):
                self.assertEqual(twice(script), {})

    def test_finds_what_is_sourced(self):
        self.assertIn("guest/pvshim.sh", together("tests/kernel-bind.sh"))
        self.assertIn("check", FUNCTION.findall(read(ALWAYS)))


if __name__ == "__main__":
    unittest.main()
