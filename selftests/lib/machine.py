# SPDX-License-Identifier: GPL-2.0
"""Command lines: of QEMU, of Xen, of the kernel.

A test guest's console goes to a file and its channel (second serial port) to
QEMU's standard output, so the .cmdline file can be pasted into a terminal and
shows the results there. A guest for a user has its console there instead.
"""

import os
import shlex

OVMF = "/usr/share/OVMF/OVMF"
SHARE = "security_model=none,multidevs=remap"
# where an outer guest finds what this machine has in build/initramfs
IMAGES = "/images"


def qemu(name=""):
    """The program; a name is that of one beside the usual, see scripts/roots/rig."""
    return (f"/usr/lib/{name}" if name else "") + "/usr/bin/qemu-system-x86_64"


def shown(file):
    """What an outer guest calls a file of build/initramfs."""
    return os.path.join(IMAGES, os.path.basename(file))


def machine(guest):
    env = guest.env
    return ["-machine", env["machine"], "-cpu", env["cpu"], "-m", f"{guest.memory}M",
            "-smp", str(env["vcpus"]), "-no-reboot", "-nodefaults", "-nographic",
            "-monitor", "none", "-nic", "none", *firmware(env),
            *shlex.split(env.get("args", ""))]


def firmware(env):
    """UEFI with a test key in its list of trusted ones; it forgets what is written."""
    if "firmware" not in env:
        return []
    drive = "if=pflash,format=raw,unit="
    return ["-drive", f"{drive}0,readonly=on,file={OVMF}_CODE_4M.secboot.fd",
            "-drive", f"{drive}1,snapshot=on,file={OVMF}_VARS_4M.snakeoil.fd"]


def has_ports(env):
    """Is the channel a serial port? Xen's domains have none as a rule."""
    return env["how"] != "xen-domu" or env.get("ports") == "serial"


def append(guest, mode, debug):
    """The kernel's command line; a user may keep what a test must not survive."""
    env = guest.env
    console = "ttyS0" if has_ports(env) and env["how"] != "xen-dom0" else "hvc0"
    fatal = ""
    if not mode:
        fatal = "oops=panic " + ("panic_on_warn=1 " if env["gate"] == "boot" else "")
    fixed = "nokaslr " if debug else ""
    return (f"console={console} panic=-1 {fatal}{fixed}loglevel=7 printk.devkmsg=on "
            f"{env.get('append', '')}").strip()


def xen(env):
    """Xen's own command line."""
    return ("console=com1 com1=115200,8n1 dom0_mem=1536M loglvl=info guest_loglvl=info "
            + env.get("xen", "")).strip()


def ports(console, mode, channel="stdio,id=channel,signal=off"):
    """Console and channel, or for a user the console alone."""
    if mode:
        return ["-serial", "mon:stdio"]
    return ["-chardev", f"file,id=console,path={console}", "-serial", "chardev:console",
            "-chardev", channel, "-serial", "chardev:channel"]


def moving_ports(guest, mode):
    """The same for one QEMU after another: a pair of pipes, and the console goes on."""
    return ports(f"/logs/{guest.name}.console,append=on", mode,
                 f"pipe,id=channel,path=/run/{guest.name}.port")


def nested(guest, kernel, image, mode, debug):
    """The command line of a QEMU in the KVM host guest."""
    accel = ",".join(["kvm", *guest.env.get("kvm", "").split()])
    return [qemu(guest.env.get("qemu")), "-accel", accel, *machine(guest), "-kernel", kernel,
            "-initrd", image, "-append", append(guest, mode, debug),
            "-d", "guest_errors", "-D", f"/logs/{guest.name}.heard",
            *(moving_ports(guest, mode) if guest.env.get("moves")
              else ports(f"/logs/{guest.name}.console", mode))]


class Command:
    """The command line of a boot's QEMU."""

    def __init__(self, boot, paths, images):
        self.boot, self.paths, self.images = boot, paths, images

    def shares(self):
        root = self.paths.root(self.boot.outer)
        images = os.path.join(self.paths.build, "initramfs")
        return ["-virtfs", f"local,path={root},mount_tag=root,readonly=on,{SHARE}",
                "-virtfs", f"local,path={images},mount_tag=images,readonly=on,{SHARE}",
                "-virtfs", f"local,path={self.paths.logs},mount_tag=logs,{SHARE}"]

    def kernel(self):
        guest = self.boot.outer
        kernel = self.paths.kernel(guest.kernel) + "/vmlinuz"
        image, line = self.images.make(guest), append(guest, self.images.mode, self.images.debug)
        if guest.env["how"] == "tinyhv":
            return self.tinyhv(f"personality={guest.env['personality']} -- {line}",
                               f"{kernel},{image}")
        if guest.env["how"] != "xen-dom0":
            return ["-kernel", kernel, "-append", line, "-initrd", image]
        return ["-kernel", self.paths.root(guest) + "/boot/xen.elf", "-append", xen(guest.env),
                "-initrd", f"{kernel} {line},{image}"]

    def tinyhv(self, append, modules):
        """What it says is a file of its own; status 3 is its own end, not the guest's."""
        said = os.path.join(self.paths.logs, self.boot.outer.name + ".tinyhv")
        return ["-kernel", self.paths.tinyhv(), "-append", append, "-initrd", modules,
                "-debugcon", f"file:{said}", "-device", "isa-debug-exit,iobase=0xf4,iosize=4"]

    def line(self):
        guest = self.boot.outer
        shares = self.shares() if self.boot.shares_root(self.images.mode) else []
        console = os.path.join(self.paths.logs, guest.name + ".console")
        return [qemu(guest.env.get("qemu")), "-accel", guest.env["accel"], *machine(guest),
                *self.kernel(), *shares, *ports(console, self.images.mode),
                *(["-s", "-S"] if self.images.debug else [])]
