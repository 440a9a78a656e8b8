# SPDX-License-Identifier: GPL-2.0
"""Where things are; what is missing is fetched or built first."""

import os
import subprocess
import sys

import machine
from boot import RigError

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def expected_names(env, kernel, family):
    """Files in expected/ that may hold a guest's golden log, the particular first."""
    return [f"{env}-{kernel}.log", f"{env}.log", f"{family}-{kernel}.log", f"{family}.log"]


def likes_names(env, kernel):
    """The same, of the rows that the row of an environment is like."""
    return [name for like in env.get("likes", []) for name in expected_names(like, kernel, like)]


class Paths:
    """The tree, the caches, and what a run leaves behind."""

    def __init__(self, tables, build):
        self.tables, self.build = tables, build
        self.modules = os.path.join(TOP, "build")
        self.logs = os.path.join(build, "logs")
        self.known, self.configs = {}, {}
        os.makedirs(self.logs, exist_ok=True)

    def tool(self, name):
        return os.path.join(TOP, "scripts", name)

    def output(self, cmd):
        done = subprocess.run(cmd, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        if done.returncode:
            raise RigError(done.stderr.strip() or f"{cmd[0]} failed")
        return done.stdout.strip()

    def progress(self, *cmd):
        """Run a tool that tells a user what it does."""
        if subprocess.run(cmd, stdout=sys.stderr).returncode:
            raise RigError(f"{' '.join(cmd)} failed")

    def here(self, tool, *args):
        """Directory that scripts/TOOL names, or nothing where it has to be fetched."""
        if (tool, args) not in self.known:
            done = subprocess.run([self.tool(tool), "path", *args], capture_output=True, text=True)
            if done.returncode:
                return ""
            self.known[tool, args] = done.stdout.strip()
        return self.known[tool, args]

    def cached(self, tool, *args):
        """Directory that scripts/TOOL names, fetched when missing."""
        if not self.here(tool, *args):
            self.progress(self.tool(tool), "fetch", *args)
            self.known[tool, args] = self.output([self.tool(tool), "path", *args])
        return self.known[tool, args]

    def kernel(self, column):
        return self.cached("kernels", column)

    def root(self, guest):
        """The root file system that this guest enters for the guests inside it."""
        return self.cached("root", guest.env["root"])

    def tinyhv(self):
        out = os.path.join(self.modules, "tinyhv")
        self.output(["make", "-s", "-C", os.path.join(TOP, "selftests/tinyhv"), f"OUT={out}"])
        return os.path.join(out, "tinyhv.elf")

    def kernel_selftests(self, guest):
        """Where those of the kernel's source are that its column or a test names."""
        return self.cached("kernel-selftests", *guest.suites())

    def pvshimctl(self):
        """The tool that scripts/initramfs puts into every guest."""
        out = os.path.join(self.modules, "guest/pvshimctl")
        self.output(["make", "-s", "-C", os.path.join(TOP, "tools/pvshimctl"), f"O={out}"])

    def programs(self):
        """What only guests run; what torture/ has is for kernels with the core patches."""
        for name in ("storm", "fuzz", "torture"):
            out = os.path.join(self.modules, "guest", name)
            self.output(["make", "-s", "-C", os.path.join(TOP, "selftests", name), f"O={out}"])

    def prepare(self, boots):
        """Everything the boots need, before the first of them starts."""
        guests = [g for boot in boots for g in boot.guests()]
        for column in dict.fromkeys(g.kernel for g in guests):
            self.kernel(column)
        for guest in guests:
            self.root(guest)
        for guest in guests:
            if guest.suites():
                self.kernel_selftests(guest)
        if any(g.env["how"] == "tinyhv" for g in guests):
            self.tinyhv()
        self.pvshimctl()
        self.programs()
        for column in dict.fromkeys(g.kernel for g in guests if g.tests):
            self.progress(self.tool("build-modules"), column)
        for column in dict.fromkeys(g.kernel for g in guests if "firmware" in g.env):
            self.progress(self.tool("sign-modules"), column)

    def text(self, column, name):
        with open(os.path.join(self.kernel(column), name), encoding="utf-8") as file:
            return file.read()

    def release(self, column):
        return self.text(column, "release").strip()

    def config(self, column):
        if column not in self.configs:
            self.configs[column] = self.text(column, "build/.config").splitlines()
        return self.configs[column]

    def has(self, column, option):
        """Whether a kernel was built with it, or with a module of it."""
        return not {f"CONFIG_{option}=y", f"CONFIG_{option}=m"}.isdisjoint(self.config(column))

    def lacks(self, guest):
        """What its row needs that its kernel was built without: an option, or CPUs."""
        for option in guest.env.get("needs", "").split():
            if not self.has(guest.kernel, option):
                return f"{self.release(guest.kernel)} is built without CONFIG_{option}"
        most = next(int(line[15:]) for line in self.config(guest.kernel)
                    if line.startswith("CONFIG_NR_CPUS="))
        if guest.env["vcpus"] > most:
            return f"{self.release(guest.kernel)} is built for {most} CPUs (CONFIG_NR_CPUS)"
        return ""

    def expected(self, guest):
        """The golden log of this guest, or of what it is like, if there is one."""
        names = expected_names(guest.env["name"], guest.kernel, guest.env["family"])
        for name in names + likes_names(guest.env, guest.kernel):
            path = os.path.join(self.tables, "expected", name)
            if os.path.exists(path):
                return path
        return None

    def versions(self, columns, roots):
        """What was under test, for the report."""
        found = {"pvshim": open(TOP + "/VERSION", encoding="utf-8").read().strip()}
        for column in columns:
            found[f"kernel {column}"] = \
                f"{self.release(column)} ({self.text(column, 'version').strip()})"
        for root in roots:
            found[f"root {root}"] = self.output([self.tool("root"), "about", root])
        for name, cmd in (("QEMU", ["qemu-system-x86_64", "--version"]),
                          ("newer QEMU", [machine.qemu("qemu-11"), "--version"]),
                          ("compiler", ["gcc", "--version"]), ("sparse", ["sparse", "--version"])):
            found[name] = self.output(cmd).split("\n")[0]
        return found
