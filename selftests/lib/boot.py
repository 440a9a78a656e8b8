# SPDX-License-Identifier: GPL-2.0
"""Run one boot: compose QEMU's command line, start it, follow its channel.

The channel (second serial port) is QEMU's standard output, the console a file:
so the .cmdline file can be pasted into a terminal and shows the results there.
"""

import os
import selectors
import shlex
import subprocess
import time

from channel import Channel

GRACE = 60  # seconds between two words on the channel where nothing is promised


class RigError(Exception):
    """The rig could not do its part; no test is to blame."""


class Runner:
    """One boot of plan.Boot. After run(): channel, exit_code, timed_out, seconds."""

    def __init__(self, boot, paths, say):
        self.boot, self.paths, self.say = boot, paths, say
        self.channel = Channel(boot.outer.env["name"])
        self.exit_code, self.timed_out, self.seconds = None, None, 0
        self.qemu = None
        self.again = []  # why it was booted again
        self.guests = {g.env["name"]: g for g in boot.guests()}

    def log(self, guest, kind):
        return os.path.join(self.paths.logs, f"{guest.name}.{kind}")

    # --- what the guest gets -------------------------------------------------

    def base_image(self, guest):
        cmd = [self.paths.tool("initramfs"), "-b", self.paths.build]
        if guest.env["how"] == "xen-domu":
            root = self.paths.xen() + "/root/usr"
            cmd += ["-p", root + "/lib/xen-4.17/bin/vchan-socket-proxy",
                    "-L", root + "/lib/x86_64-linux-gnu"]
        return self.paths.output(cmd + [guest.kernel] + guest.env["modules"])

    def shell(self, values):
        return "".join(f"{k}={shlex.quote(str(v))}\n" for k, v in values.items())

    def boot_files(self, guest):
        """The few files that differ from boot to boot, as {path: text}."""
        env = guest.env
        outer = guest is self.boot.outer
        inner = self.boot.inner if outer else []
        values = {
            "PVSHIM_ENV": env["name"], "PVSHIM_KERNEL": guest.kernel,
            "PVSHIM_RELEASE": self.paths.release(guest.kernel),
            "CHANNEL": "vchan" if env["how"] == "xen-domu" else "/dev/ttyS1",
            "LOAD": " ".join(env["load"]),
            "OUTER": ("dom0" if env["how"] == "xen-dom0" else "l1") if inner else "",
            "OPS": " ".join(self.paths.output([self.paths.tool("op-names")]).split()),
            "EXPECT_DETECTED": env["detected"], "EXPECT_VCPUS": env["vcpus"],
            "EXPECT_SIGNATURES": env["signatures"], "EXPECT_SYSFS": env["sysfs"],
        }
        files = {"env": self.shell(values),
                 "tests": "".join(f"{t.name} {t.script} {t.timeout}\n" for t in guest.tests)}
        for number, other in enumerate(inner):
            files[f"inner/{number:02}"] = self.shell(self.inner_values(other))
        return files

    def inner_values(self, guest):
        env = guest.env
        if env["how"] == "xen-domu":
            mib = int(env["memory"].rstrip("M"))
            args = f"{env['args']};memory={mib};vcpus={env['vcpus']}"
        else:
            args = shlex.join(self.machine(guest))
        return {"ENV": env["name"], "NAME": guest.name, "ARGS": args,
                "KERNEL": self.paths.kernel(guest.kernel) + "/vmlinuz",
                "INITRD": self.image(guest), "APPEND": self.append(guest),
                "LIMIT": self.limit(guest)}

    def image(self, guest):
        """The complete initramfs: boot files first, then the shared image."""
        image = os.path.join(self.paths.build, "initramfs", guest.name + ".initrd")
        tree = image + ".d"
        for name, text in self.boot_files(guest).items():
            path = os.path.join(tree, "pvshim/boot", name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
        with open(image, "wb") as out:
            subprocess.run("find . | sort | cpio --quiet -o -H newc -R 0:0", cwd=tree,
                           shell=True, check=True, stdout=out)
            with open(self.base_image(guest), "rb") as base:
                out.write(base.read())
        subprocess.run(["rm", "-rf", tree], check=True)
        return image

    def append(self, guest):
        env = guest.env
        console = "hvc0" if env["how"].startswith("xen") else "ttyS0"
        warn = "panic_on_warn=1 " if env["gate"] == "boot" else ""
        return (f"console={console} panic=-1 oops=panic {warn}"
                f"loglevel=7 printk.devkmsg=on {env.get('append', '')}").strip()

    def limit(self, guest):
        """The most this guest may take, all its tests timing out."""
        return guest.env["timeout"] + GRACE + sum(t.timeout + 10 for t in guest.tests)

    # --- QEMU ----------------------------------------------------------------

    def machine(self, guest):
        env = guest.env
        return ["-machine", env["machine"], "-cpu", env["cpu"], "-m", env["memory"],
                "-smp", str(env["vcpus"]), "-no-reboot", "-nodefaults", "-nographic",
                "-monitor", "none", "-nic", "none", *shlex.split(env.get("args", ""))]

    def shares(self):
        fixed = "security_model=none,multidevs=remap"
        args = ["-virtfs", f"local,path=/,mount_tag=host,readonly=on,{fixed}",
                "-virtfs", f"local,path={self.paths.logs},mount_tag=logs,{fixed}"]
        if self.boot.outer.env["how"] == "xen-dom0":
            root = self.paths.xen() + "/root"
            args += ["-virtfs", f"local,path={root},mount_tag=xen,readonly=on,{fixed}"]
        return args

    def command(self):
        guest = self.boot.outer
        kernel = self.paths.kernel(guest.kernel) + "/vmlinuz"
        image, append = self.image(guest), self.append(guest)
        cmd = ["qemu-system-x86_64", "-accel", guest.env["accel"], *self.machine(guest)]
        if guest.env["how"] == "xen-dom0":
            cmd += ["-kernel", self.paths.xen() + "/xen.elf", "-append",
                    "console=com1 com1=115200,8n1 dom0_mem=1536M loglvl=info "
                    "guest_loglvl=info",
                    "-initrd", f"{kernel} {append},{image}"]
        else:
            cmd += ["-kernel", kernel, "-append", append, "-initrd", image]
        if self.boot.inner:
            cmd += self.shares()
        return cmd + ["-chardev", f"file,id=console,path={self.log(guest, 'console')}",
                      "-serial", "chardev:console",
                      "-chardev", "stdio,id=channel,signal=off", "-serial", "chardev:channel"]

    def run(self):
        begun = time.time()
        for guest in self.boot.guests():
            for kind in ("console", "results", "cmdline", "stderr"):
                if os.path.exists(self.log(guest, kind)):
                    os.remove(self.log(guest, kind))
        cmd = self.command()
        with open(self.log(self.boot.outer, "cmdline"), "w", encoding="utf-8") as file:
            file.write(shlex.join(cmd) + "\n")
        total = sum(self.limit(g) for g in self.boot.guests())
        self.say(self.boot.outer, "booting")
        with open(self.log(self.boot.outer, "stderr"), "w", encoding="utf-8") as err, \
                subprocess.Popen(["timeout", "--foreground", str(total), *cmd],
                                 stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                 stderr=err) as qemu:
            self.qemu = qemu
            try:
                self.follow(qemu)
            finally:
                if qemu.poll() is None:
                    qemu.terminate()
            self.exit_code = qemu.wait()
        self.seconds = time.time() - begun

    def silent(self):
        """Did it end by itself without one word on the channel?"""
        outer = self.channel.guest(self.boot.outer.env["name"])
        return outer.booted is None and not self.timed_out and self.exit_code == 0

    def keep_console(self):
        console = self.log(self.boot.outer, "console")
        os.replace(console, console + ".first")

    def stop(self):
        if self.qemu and self.qemu.poll() is None:
            self.qemu.terminate()

    def follow(self, qemu):
        """Read the channel until QEMU ends or a promise is overdue."""
        self.deadline = time.time() + self.boot.outer.env["timeout"]
        rest = b""
        with open(self.log(self.boot.outer, "results"), "w", encoding="utf-8") as results, \
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
        self.say(self.guests[self.timed_out], "overdue, stopped")

    def event(self, event, now):
        """Set the next deadline by what is promised next."""
        if not event:
            return
        what, env, test = event
        guest = self.guests.get(env, self.boot.outer)
        wait = GRACE
        if what == "start":
            wait = guest.env["timeout"]
            self.say(guest, "booting")
        elif what == "begin":
            wait = next((t.timeout for t in guest.tests if t.name == test), 0) + 30
            self.say(guest, test)
        elif what == "done" and guest.tests:
            self.say(guest, "tests done")
        self.deadline = now + wait
