# SPDX-License-Identifier: GPL-2.0
"""What a guest gets: an initramfs of shared parts and the few files of its boot."""

import os
import shlex
import shutil
import subprocess

import machine

GRACE = 60  # seconds between two words on the channel where nothing is promised


def assignments(values):
    """Lines for a shell to read."""
    return "".join(f"{k}={shlex.quote(str(v))}\n" for k, v in values.items())


def limit(guest):
    """The most seconds a guest may take, all its tests timing out."""
    return guest.patience(guest.env["timeout"] + GRACE + sum(t.timeout + 10 for t in guest.tests))


def schedule(guest, tests, more=0):
    """What guest/init reads: name, script, seconds."""
    return "".join(f"{t.name} {t.script} {guest.patience(t.timeout) + more}\n" for t in tests)


class Images:
    """Makes the initramfs of each guest of a boot."""

    def __init__(self, boot, paths, mode="", debug=False):
        self.boot, self.paths, self.mode, self.debug = boot, paths, mode, debug

    def base(self, guest):
        cmd = [self.paths.tool("initramfs"), "-b", self.paths.modules,
               "-t", os.path.join(self.paths.tables, "tests")]
        if guest.env["how"] == "xen-domu":
            root = self.paths.root(guest)
            cmd += ["-p", root + "/usr/lib/xen/bin/vchan-socket-proxy", "-L", root + "/boot/lib"]
            if guest.env.get("moves"):
                cmd += ["-p", root + "/usr/bin/xenstore-read",
                        "-p", root + "/usr/bin/xenstore-write"]
        for program in guest.programs():
            cmd += ["-p", program]
        if guest.suites():
            cmd += ["-S", self.paths.kernel_selftests(guest) + "/root"]
        if guest.env.get("crash_kernel") == "yes":
            cmd += ["-k"]
        if "firmware" in guest.env:
            cmd += ["-s"]
        return self.paths.output(cmd + [guest.kernel] + guest.env["modules"]
                                 + guest.column["modules"])

    def files(self, guest):
        """The few files that differ from boot to boot, as {path: text}."""
        ours = self.boot.inner if guest is self.boot.outer else []
        company = sum(limit(inner) for inner in ours)
        files = {"env": assignments(self.environment(guest)),
                 "tests": schedule(guest, guest.alone()),
                 "beside": schedule(guest, guest.beside(), company)}
        expected = self.paths.expected(guest)
        if expected:
            with open(expected, encoding="utf-8") as file:
                files["expected"] = file.read()
        for number, inner in enumerate(ours):
            files[f"inner/{number:02}"] = assignments(self.inner(inner))
        return files

    def environment(self, guest):
        env = guest.env
        outer = ""
        if guest is self.boot.outer and self.boot.carries(self.mode):
            outer = "dom0" if env["how"] == "xen-dom0" else "l1"
        shell = guest is (self.boot.inner or [self.boot.outer])[-1]
        return {
            "GUEST": guest.title, "PVSHIM_ENV": env["family"], "PVSHIM_KERNEL": guest.kernel,
            "PVSHIM_RELEASE": self.paths.release(guest.kernel),
            "CHANNEL": "/dev/ttyS1" if machine.has_ports(env) else "vchan",
            "MODE": self.mode if shell or not self.mode else "carry",
            "LOAD": " ".join(env["load"]), "OUTER": outer, "MOVES": env.get("moves", ""),
            "OPS": " ".join(self.paths.output([self.paths.tool("op-names")]).split()),
            "EXPECT_DETECTED": env["detected"], "EXPECT_VCPUS": env["vcpus"],
            "EXPECT_SIGNATURES": env["signatures"], "EXPECT_SYSFS": env["sysfs"],
            "EXPECT_WITNESSES": env.get("witnesses", ""),
            "EXPECT_CFI": (env.get("cfi", "kCFI") if self.paths.has(guest.kernel, "CFI")
                           else "none"),
        }

    def inner(self, guest):
        """What an outer guest has to know to run this one."""
        env, kernel = guest.env, self.kernel(guest)
        image = machine.shown(self.make(guest))
        if env["how"] == "xen-domu":
            args = f"{env['args']};memory={guest.memory};vcpus={env['vcpus']}"
        else:
            args = shlex.join(machine.nested(guest, kernel, image, self.mode, self.debug))
        return {"TITLE": guest.title, "NAME": guest.name, "ARGS": args, "KERNEL": kernel,
                "PORTS": "serial" if machine.has_ports(env) else "none",
                "MOVES": env.get("moves", ""), "POORER": env.get("poorer", ""),
                "INITRD": image, "APPEND": machine.append(guest, self.mode, self.debug),
                "FIRST": guest.patience(env["timeout"]), "LIMIT": limit(guest)}

    def kernel(self, guest):
        """Where an outer guest sees the kernel of one inside it."""
        file = os.path.join(self.paths.build, "initramfs", f"{guest.kernel}.vmlinuz")
        os.makedirs(os.path.dirname(file), exist_ok=True)
        shutil.copyfile(self.paths.kernel(guest.kernel) + "/vmlinuz", f"{file}.{guest.name}")
        os.replace(f"{file}.{guest.name}", file)
        return machine.shown(file)

    def make(self, guest):
        """The complete initramfs: boot files first, then the shared image."""
        image = os.path.join(self.paths.build, "initramfs", guest.name + ".initrd")
        tree = image + ".d"
        for name, text in self.files(guest).items():
            path = os.path.join(tree, "pvshim/boot", name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
        with open(image, "wb") as out:
            subprocess.run("find . | sort | cpio --quiet -o -H newc -R 0:0", cwd=tree,
                           shell=True, check=True, stdout=out)
            with open(self.base(guest), "rb") as base:
                out.write(base.read())
        shutil.rmtree(tree)
        return image
