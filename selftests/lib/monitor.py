# SPDX-License-Identifier: GPL-2.0
"""What QEMU says of a machine whose guest says nothing any more."""

import json
import re
import socket
import time

QUESTIONS = ("info registers -a", "info lapic")
IF = 0x200  # of RFLAGS: interrupts are on
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


def lost_interrupt(state):
    """The vector that QEMU has lost, by the samples of a guest that was stopped, or None.

    In all of them it waits in the first CPU's local APIC, at a higher priority than what
    the CPU does, with interrupts on, and the APIC's timer has run down and was not set again.
    """
    samples = [apic(text) for text in re.split(r"^--- sample \d+: info registers.*\n", state,
                                               flags=re.M)[1:]]
    if len(samples) < SAMPLES or None in samples or len(set(samples)) > 1:
        return None
    flags, timer, ppr, *irr = samples[0]
    waits = max(irr, default=0) >> 4 > ppr >> 4
    return max(irr) if waits and flags and timer == "0" else None


def apic(text):
    """(interrupts on, timer's count, PPR, IRR...) of a sample, or None"""
    found = [re.search(pattern, text, re.M) for pattern in (
        r"RFL=([0-9a-f]+)", r"current_count = (\d+)", r"PPR 0x([0-9a-f]+)", r"^IRR\s+(.*)$")]
    if None in found:
        return None
    flags, timer, ppr, irr = (match[1] for match in found)
    return (bool(int(flags, 16) & IF), timer, int(ppr, 16),
            *(int(word) for word in re.findall(r"\d+", irr)))
