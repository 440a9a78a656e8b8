# SPDX-License-Identifier: GPL-2.0
"""Run one boot: start its QEMU and follow its channel to the end."""

import contextlib
import glob
import os
import selectors
import shlex
import subprocess
import time

from channel import Channel
from image import GRACE, Images, limit
from machine import Command
from monitor import Monitor, lost_interrupt

DAY = 86400  # a guest that waits for a user with gdb
KINDS = ("console", "results", "cmdline", "stderr", "tinyhv", "heard", "state")


class RigError(Exception):
    """The rig could not do its part; no test is to blame."""


class Runner:
    """One boot of plan.Boot. After run(): channel, exit_code, timed_out, seconds."""

    def __init__(self, boot, paths, say, debug=False):
        self.boot, self.paths, self.say, self.debug = boot, paths, say, debug
        self.exit_code, self.timed_out, self.seconds, self.load = None, None, 0, 0.0
        self.qemu, self.deadline, self.monitor = None, None, None
        self.fault = ""  # of QEMU, when a guest was overdue
        self.again = []  # why it was booted again
        self.guests = {g.title: g for g in boot.guests()}
        self.channel = Channel(boot.outer.title)

    def log(self, guest, kind):
        return os.path.join(self.paths.logs, f"{guest.name}.{kind}")

    def all_logs(self):
        """The files there are, those of earlier tries, too."""
        return [path for guest in self.boot.guests() for kind in KINDS
                for path in glob.glob(glob.escape(self.log(guest, kind)) + "*")]

    def prepare(self):
        """QEMU's command line, written where a user finds it."""
        for guest in self.boot.guests():
            for kind in KINDS:
                if os.path.exists(self.log(guest, kind)):
                    os.remove(self.log(guest, kind))
        images = Images(self.boot, self.paths, "", self.debug)
        line = Command(self.boot, self.paths, images).line()
        with open(self.log(self.boot.outer, "cmdline"), "w", encoding="utf-8") as file:
            file.write(shlex.join(line) + "\n")
        return line

    def run(self):
        begun = time.time()
        self.channel = Channel(self.boot.outer.title)
        line = self.prepare()
        total = DAY if self.debug else sum(limit(g) for g in self.boot.guests())
        self.say(self.boot.outer, "booting: " + shlex.join(line))
        self.monitor = Monitor()
        line = ["timeout", "--foreground", str(total), *line, *self.monitor.arguments()]
        with open(self.log(self.boot.outer, "stderr"), "w", encoding="utf-8") as err, \
                contextlib.closing(self.monitor), \
                subprocess.Popen(line, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                 stderr=err, pass_fds=self.monitor.fds()) as qemu:
            self.qemu = qemu
            self.monitor.started()
            try:
                self.follow(qemu)
            finally:
                if qemu.poll() is None:
                    qemu.terminate()
            self.exit_code = qemu.wait()
        self.seconds = time.time() - begun
        self.load = round(os.getloadavg()[0], 1)

    def silent(self):
        """Did it end by itself without one word on the channel?"""
        outer = self.channel.guest(self.boot.outer.title)
        return outer.booted is None and not self.timed_out and self.exit_code == 0

    def keep_console(self):
        console = self.log(self.boot.outer, "console")
        os.replace(console, console + ".first")

    def stop(self):
        if self.qemu and self.qemu.poll() is None:
            self.qemu.terminate()

    def follow(self, qemu):
        """Read the channel until QEMU ends or a promise is overdue."""
        outer = self.boot.outer
        self.deadline = time.time() + (DAY if self.debug else outer.patience(outer.env["timeout"]))
        rest = b""
        with open(self.log(outer, "results"), "w", encoding="utf-8") as results, \
                selectors.DefaultSelector() as selector:
            selector.register(qemu.stdout, selectors.EVENT_READ)
            while time.time() < self.deadline:
                if not selector.select(min(5, max(0, self.deadline - time.time()))):
                    continue
                now = time.time()
                data = os.read(qemu.stdout.fileno(), 65536)
                if not data:
                    return
                *lines, rest = (rest + data).split(b"\n")
                for line in lines:
                    text = line.decode("utf-8", "replace").strip("\r\0")
                    results.write(f"{now:.6f} {text}\n")
                    self.event(self.channel.feed(text, now), now)
                results.flush()
        self.timed_out = self.channel.last
        self.keep_state()
        self.say(self.guests[self.timed_out], "overdue, stopped")

    def keep_state(self):
        """What the CPUs of a machine do that is overdue, for a developer to look into."""
        said = []
        try:
            said += self.monitor.samples()
        except (OSError, ValueError) as problem:
            said.append(f"QEMU's monitor: {problem}\n")
        with open(self.log(self.boot.outer, "state"), "w", encoding="utf-8") as file:
            file.writelines(said)
        vector = lost_interrupt("".join(said))
        self.fault = f": QEMU has lost interrupt {vector}" if vector else ""

    def event(self, event, now):
        """Set the next deadline by what is promised next."""
        if not event:
            return
        what, title, test = event
        guest = self.guests.get(title, self.boot.outer)
        if test and test not in {t.name for t in guest.tests}:
            return  # what an outer guest reports of an inner one
        wait = GRACE
        if what == "start":  # the outer guest keeps this limit first
            wait = guest.env["timeout"] + GRACE
            self.say(guest, "booting: " + self.inner_command(guest))
        elif what == "begin":
            wait = next(t.timeout for t in guest.tests if t.name == test) + 30
            self.say(guest, test)
        elif what == "done" and guest.tests:
            self.say(guest, "tests done")
        self.deadline = now + (DAY if self.debug else guest.patience(wait))

    def inner_command(self, guest):
        """What the outer guest runs, to be pasted in `make shell ENV=` of it."""
        if guest.env["how"] == "xen-domu":
            return f"xl create /logs/{guest.name}.cmdline"
        return f"see {self.log(guest, 'cmdline')}"
