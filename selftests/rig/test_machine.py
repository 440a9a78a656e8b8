#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Command lines: where a guest's console and channel go."""

import os
import sys
import unittest

RIG = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(RIG), "lib"))

import machine  # noqa: E402
import plan  # noqa: E402

ENV = {"name": "l2", "machine": "pc", "cpu": "host", "vcpus": 1, "memory": 320, "how": "kvm-l2",
       "gate": "boot"}
COLUMN = {"slow": 1, "memory": 0}


def command(mode="", **row):
    guest = plan.Guest({**ENV, **row}, "6.12", column=COLUMN)
    return machine.nested(guest, "vmlinuz", "initrd", mode, False)


class Accelerator(unittest.TestCase):
    def test_kvm(self):
        """KVM, and what the row says of it."""
        for row, given in (({}, "kvm"), ({"kvm": "a=0x1 b=c"}, "kvm,a=0x1,b=c")):
            line = command(**row)
            self.assertEqual(line[line.index("-accel") + 1], given)


class Ports(unittest.TestCase):
    def test_usual(self):
        """Standard output is the channel of one QEMU."""
        line = command()
        self.assertIn("stdio,id=channel,signal=off", line)
        self.assertIn("file,id=console,path=/logs/l2-6.12.console", line)

    def test_moves(self):
        """The next QEMU opens the same pipes, and does not begin the console anew."""
        line = command(moves="yes")
        self.assertIn("pipe,id=channel,path=/run/l2-6.12.port", line)
        self.assertIn("file,id=console,path=/logs/l2-6.12.console,append=on", line)

    def test_person(self):
        """A user has the console, wherever the guest may go."""
        for moves in ("", "yes"):
            self.assertIn("mon:stdio", command(mode="shell", moves=moves))
            self.assertFalse([word for word in command("shell", moves=moves) if "pipe" in word])


class Xen(unittest.TestCase):
    def test_a_row_adds_to_its_command_line(self):
        self.assertTrue(machine.xen({}).endswith(" guest_loglvl=info"))
        self.assertEqual(machine.xen({"xen": "dom0_vcpus_pin"}),
                         machine.xen({}) + " dom0_vcpus_pin")


if __name__ == "__main__":
    unittest.main()
