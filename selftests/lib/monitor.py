# SPDX-License-Identifier: GPL-2.0
"""What QEMU says of a machine whose guest says nothing any more.

QEMU itself may be at fault: an interrupt that stays in a local APIC's IRR, in samples
that are seconds apart, while the CPU runs at a lower priority, was lost by it.
"""

import json
import socket
import time

QUESTIONS = ("info registers -a", "info lapic")
SAMPLES = 5
PAUSE = 2  # seconds between two of them
PATIENCE = 10  # seconds for an answer


class Monitor:
    """A socket to a QEMU that is about to be started."""

    def __init__(self):
        self.ours, self.theirs = socket.socketpair()
        self.ours.settimeout(PATIENCE)

    def arguments(self):
        return ["-chardev", f"socket,id=monitor,fd={self.theirs.fileno()}",
                "-mon", "chardev=monitor,mode=control"]

    def fds(self):
        """What QEMU inherits."""
        return [self.theirs.fileno()]

    def started(self):
        """QEMU has its end."""
        self.theirs.close()

    def close(self):
        self.ours.close()
        self.theirs.close()

    def samples(self):
        """The answers, SAMPLES times; raises OSError or ValueError when it does not answer."""
        with self.ours.makefile("rw", encoding="utf-8") as stream:
            order(stream, "qmp_capabilities")
            for number in range(SAMPLES):
                time.sleep(PAUSE if number else 0)
                for question in QUESTIONS:
                    answer = order(stream, "human-monitor-command", {"command-line": question})
                    yield f"--- sample {number + 1}: {question}\n{answer}".replace("\r", "")


def order(stream, command, arguments=None):
    """What is returned; events and the greeting are passed over."""
    json.dump({"execute": command, "arguments": arguments or {}}, stream)
    stream.write("\n")
    stream.flush()
    for line in stream:
        answer = json.loads(line)
        if "error" in answer:
            raise ValueError(f"{command}: {answer['error'].get('desc')}")
        if "return" in answer:
            return answer["return"]
    raise OSError("QEMU has closed its monitor")
