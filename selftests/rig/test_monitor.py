#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""What a silent machine is asked, against a QEMU that is played."""

import json
import os
import sys
import threading
import unittest
from unittest import mock

RIG = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(RIG), "lib"))

import monitor  # noqa: E402


class Played(unittest.TestCase):
    def setUp(self):
        for name in ("PAUSE", "PATIENCE"):
            patch = mock.patch.object(monitor, name, 0.1)
            patch.start()
            self.addCleanup(patch.stop)
        self.monitor = monitor.Monitor()
        self.addCleanup(self.monitor.close)

    def qemu(self, *answers):
        """Says these lines, one for each order, then closes."""
        def play(end):
            with end, end.makefile("rw", encoding="utf-8") as stream:
                print(json.dumps({"QMP": {}}), file=stream, flush=True)
                for answer in answers:
                    self.asked.append(json.loads(stream.readline()))
                    print(answer, file=stream, flush=True)

        self.asked = []
        thread = threading.Thread(target=play, args=(self.monitor.theirs.dup(),))
        self.monitor.started()
        thread.start()
        self.addCleanup(thread.join)

    def test_samples(self):
        text = [json.dumps({"return": f"answer {n}\r\n"}) for n in range(2 * monitor.SAMPLES)]
        self.qemu('{"return": {}}', '{"event": "STOP"}\n' + text[0], *text[1:])
        found = list(self.monitor.samples())
        self.assertEqual(found[0], "--- sample 1: info registers -a\nanswer 0\n")
        self.assertEqual(found[-1], f"--- sample {monitor.SAMPLES}: info lapic\n"
                                    f"answer {2 * monitor.SAMPLES - 1}\n")
        self.assertEqual(self.asked[1], {"execute": "human-monitor-command",
                                         "arguments": {"command-line": "info registers -a"}})

    def test_no_answer(self):
        """It has died, refuses, or talks nonsense: that is said, and no test is lost by it."""
        for answers in ((), ('{"error": {"desc": "no"}}',), ("nonsense",)):
            self.monitor = monitor.Monitor()
            self.addCleanup(self.monitor.close)
            self.qemu(*answers)
            with self.assertRaises((OSError, ValueError)):
                list(self.monitor.samples())

    def test_silent(self):
        """One that hangs itself is not waited for."""
        with self.assertRaises(OSError):
            list(self.monitor.samples())


if __name__ == "__main__":
    unittest.main()
