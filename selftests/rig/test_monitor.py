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


def sample(number, irr="236", flags="00000216", count="0", ppr="0x10"):
    return (f"--- sample {number}: info registers -a\n\nCPU#0\n"
            f"RIP=ffffffffaa4e5fff RFL={flags} [----AP-] CPL=0 II=0 A20=1 SMM=0 HLT=1\n"
            f"--- sample {number}: info lapic\nTimer\t DCR=0x3 (divide by 16) "
            f"initial_count = 11321 current_count = {count}\nISR\t (none)\nIRR\t {irr} \n\n"
            f"APR 0x00 TPR 0x10 DFR 0x0f LDR 0x00 PPR {ppr}\n")


class LostInterrupt(unittest.TestCase):
    def found(self, **how):
        return monitor.lost_interrupt("".join(sample(n + 1, **how)
                                              for n in range(monitor.SAMPLES)))

    def test_lost(self):
        """The timer's interrupt waits, and a CPU that is halted with interrupts on sleeps on."""
        self.assertEqual(self.found(), 236)
        self.assertEqual(self.found(irr="236 251"), 251)

    def test_not_lost(self):
        """No interrupt waits, the CPU takes none, it is served, or the timer still runs."""
        for how in ({"irr": "(none)"}, {"flags": "00000006"}, {"ppr": "0xec"}, {"count": "17"}):
            self.assertIsNone(self.found(**how), how)

    def test_moves(self):
        """What is different in one sample was not lost."""
        samples = [sample(n + 1) for n in range(monitor.SAMPLES)]
        samples[2] = sample(3, irr="(none)")
        self.assertIsNone(monitor.lost_interrupt("".join(samples)))

    def test_too_little(self):
        for state in ("", "QEMU's monitor: timed out\n", sample(1), "--- sample 1: info"):
            self.assertIsNone(monitor.lost_interrupt(state), state)


if __name__ == "__main__":
    unittest.main()
