#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""The result channel: proper lines, and whatever else may come over it."""

import os
import random
import sys
import unittest

RIG = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(RIG), "lib"))

from channel import CellLog, Channel  # noqa: E402

TITLE = "g/6.12"


def fed(*lines, outer=TITLE):
    channel = Channel(outer)
    for number, line in enumerate(lines, 1):
        channel.feed(line, float(number))
    return channel


class Proper(unittest.TestCase):
    def test_a_whole_guest(self):
        channel = fed(f"guest {TITLE} boot 6.12.1", f"cell {TITLE} a begin", "1..2",
                      "ok 1 - x", "# words", "not ok 2 - y", f"cell {TITLE} a end 0",
                      f"guest {TITLE} done 1")
        log = channel.guest(TITLE)
        self.assertEqual((log.booted, log.done), (1.0, 1))
        cell = log.cells["a"]
        self.assertEqual((cell.begun, cell.ended, cell.status, cell.planned), (2.0, 7.0, "0", 2))
        self.assertEqual(cell.points, [(True, "x", None), (False, "y", None)])

    def test_events_for_the_clock(self):
        channel = Channel(TITLE)
        self.assertEqual(channel.feed(f"guest {TITLE} boot 6.12", 1.0), ("boot", TITLE, None))
        self.assertEqual(channel.feed(f"cell {TITLE} a begin", 1.0), ("begin", TITLE, "a"))
        self.assertIsNone(channel.feed("1..1", 1.0))
        self.assertEqual(channel.feed(f"cell {TITLE} a end 0", 1.0), ("end", TITLE, "a"))
        self.assertEqual(channel.feed(f"guest {TITLE} done 1", 1.0), ("done", TITLE, None))

    def test_points(self):
        for text, point in (
                ("ok 1 - x", (True, "x", None)),
                ("ok 1", (True, "", None)), ("not ok 12 - x y", (False, "x y", None)),
                ("ok 1 - x # SKIP because", (True, "x", "because")),
                ("ok 1 - x # SKIP", (True, "x", "no reason given")),
                ("ok 1 - issue # 7", (True, "issue # 7", None)),
                ("ok 1 - x # SKIPPED", (True, "x # SKIPPED", None))):
            log = CellLog(1.0)
            log.line(text)
            self.assertEqual(log.points, [point], text)

    def test_no_points(self):
        for text in ("ok", "not ok", "# ok 1 - x", " ok 1 - x", "okay 1 - x", "perhaps ok 1",
                     "1..", "1..x", "# 1..2", "1..2 of them", "2..3", ""):
            log = CellLog(1.0)
            log.line(text)
            self.assertEqual((log.points, log.planned), ([], None), text)

    def test_plan(self):
        for text, planned, reason in (("1..3", 3, ""), ("1..0 # SKIP not here", 0, "not here"),
                                      ("1..0", 0, ""), ("1..0 # SKIP", 0, "")):
            log = CellLog(1.0)
            log.line(text)
            self.assertEqual((log.planned, log.skip_reason), (planned, reason), text)

    def test_facts(self):
        channel = fed("fact early 1", f"cell {TITLE} a begin", "fact ns 12  and more ",
                      "fact empty", f"cell {TITLE} a end 0", "fact late 1")
        self.assertEqual([(f["env"], f["kernel"], f["test"], f["key"], f["value"])
                          for f in channel.facts], [("g", "6.12", "a", "ns", "12  and more")])


class InnerGuests(unittest.TestCase):
    def test_who_speaks(self):
        """Silence is blamed on the guest that spoke last, the outer one between two."""
        channel = fed("guest out/6.12 boot 6.12", outer="out/6.12")
        self.assertEqual(channel.last, "out/6.12")
        channel.feed("guest in/6.12 start", 2.0)
        self.assertEqual(channel.last, "in/6.12")
        channel.feed("guest in/6.12 exit status 1", 3.0)
        self.assertEqual(channel.last, "out/6.12")
        self.assertEqual(channel.guest("in/6.12").exited, "status 1")

    def test_again(self):
        """What a guest said before it was started once more counts for nothing."""
        channel = fed("guest in/6.12 start", "cell in/6.12 a begin", "ok 1 - x",
                      "cell in/6.12 a end 0", "guest in/6.12 done 1",
                      "guest in/6.12 again of a draught", "guest in/6.12 start")
        log = channel.guest("in/6.12")
        self.assertEqual((log.cells, log.done, log.again), ({}, None, ["of a draught"]))


class Damaged(unittest.TestCase):
    def test_torn_end(self):
        channel = fed(f"cell {TITLE} a begin", "1..1", f"ok 1 - hacell {TITLE} a end 0",
                      f"cell {TITLE} b begin", "1..1", "ok 1 - y", f"cell {TITLE} b end 0")
        cells = channel.guest(TITLE).cells
        self.assertEqual((cells["a"].ended, cells["b"].status), (None, "0"))

    def test_end_without_begin(self):
        self.assertEqual(fed(f"cell {TITLE} a end 0").guest(TITLE).cells, {})

    def test_words_alone(self):
        channel = fed(f"cell {TITLE} a begin", "guest", "cell", "cell x", "fact", "guest x",
                      "1..1", "ok 1 - x", f"cell {TITLE} a end 0")
        self.assertEqual(channel.guest(TITLE).cells["a"].points, [(True, "x", None)])

    def test_noise(self):
        """Nothing but what the rig turns into `error` may come of noise."""
        words = ["guest", "cell", "fact", TITLE, "x", "boot", "begin", "end", "done", "exit",
                 "start", "0", "1..1", "ok 1", "# SKIP", "\x01\ufffd", ""]
        chance = random.Random(1)
        for _ in range(20000):
            line = " ".join(chance.choices(words, k=chance.randint(0, 6)))
            try:
                fed(f"cell {TITLE} a begin", line, line, f"cell {TITLE} a end 0")
            except (ValueError, IndexError, KeyError):
                pass  # rig.py: error, with these words


if __name__ == "__main__":
    unittest.main()
