# SPDX-License-Identifier: GPL-2.0
"""One boot of the field kit in QEMU, as its owner would do it, and what is left behind.

A row is a section of field/rows.cfg. No key is touched but to choose an entry of the menu.
"""

import glob
import hashlib
import os
import re
import shlex
import shutil
import socket
import subprocess
import time

import results
import screen
from machine import OVMF, qemu

TOP = results.TOP
OUT = os.path.join(TOP, "build/field-check")
IN_ROOT = os.path.join(TOP, "scripts/in-root")
LIMIT = 2400  # seconds of one row, on a busy machine
DONE = "may be switched off"
END = b"-----END PVSHIM FIELD REPORT"
SETTLED = 5  # seconds in which the partition is unmounted
# must not come back: planted where serial numbers are
PLANTED = ("PLANTED-S1", "PLANTED-S2", "PLANTED-S3", "PLANTED-S4",
           "f1e1d001-1111-2222-3333-444455556666")
DEVICES = {"ide": [], "cd": [],
           "sata": ["-device", "ide-hd,drive=kit,serial=PLANTED-S4"],
           "virtio": ["-device", "virtio-blk-pci,drive=kit,serial=PLANTED-S4"],
           "lsi": ["-device", "lsi53c895a", "-device", "scsi-hd,drive=kit,serial=PLANTED-S4"],
           "mptsas": ["-device", "mptsas1068", "-device",
                      "scsi-hd,drive=kit,serial=PLANTED-S4"],
           "pvscsi": ["-device", "pvscsi", "-device", "scsi-hd,drive=kit,serial=PLANTED-S4"],
           "usb": ["-device", "qemu-xhci", "-device",
                   "usb-storage,drive=kit,serial=PLANTED-S4"]}
# what is to be seen in pictures: a name, and what the serial port has by then
PICTURES = {"menu": b"executed automatically in 7s", "progress": b"] bench"}


def image(suffix):
    found = glob.glob(os.path.join(TOP, f"build/field/pvshim-field-*.{suffix}"))
    if len(found) != 1:
        raise results.Unable(f"build/field has {len(found)} images .{suffix}: make field")
    return found[0]


def sha256(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class Monitor:
    """QEMU's, by a socket."""

    def __init__(self, path):
        self.path = path

    def tell(self, command):
        with socket.socket(socket.AF_UNIX) as channel:
            channel.settimeout(60)
            channel.connect(self.path)
            self.until_prompt(channel)
            channel.sendall(command.encode() + b"\n")
            return self.until_prompt(channel)

    @staticmethod
    def until_prompt(channel):
        said = b""
        while not said.endswith(b"(qemu) "):
            try:
                data = channel.recv(65536)
            except ConnectionResetError:
                return said
            if not data:
                return said
            said += data
        return said


class Boot:
    """After run(): the files in its directory, the text in shown, the seconds in took."""

    def __init__(self, row):
        self.row, self.dir = row, os.path.join(OUT, row["name"])
        shutil.rmtree(self.dir, ignore_errors=True)
        os.makedirs(self.dir)
        self.monitor = Monitor(self.file("monitor"))
        self.disk, self.other = self.file("disk.raw"), self.file("other.raw")
        self.before, self.shown, self.took = None, [], 0
        self.seen, self.resets = set(), int(row["resets"])
        self.entries = [int(entry) for entry in row["entry"].split()]
        self.boots, self.chosen = len(self.entries), False
        self.grown = (0, time.time())  # the serial port's bytes, and since when
        self.here = 0  # where this boot begins in them

    def file(self, name):
        return os.path.join(self.dir, name)

    def wants(self, place):
        return place in self.row["report"].split()

    def media(self):
        if self.row["media"] == "none":
            return []
        if self.row["media"] == "cd":
            return ["-cdrom", image("iso")]
        shutil.copyfile(image("raw"), self.disk)
        drive = f"file={self.disk},format=raw"
        if self.row["disk"] == "readonly":
            drive += ",readonly=on"
        drive += ",if=ide" if self.row["media"] == "ide" else ",if=none,id=kit"
        return ["-drive", drive, *DEVICES[self.row["media"]]]

    def look_alike(self):
        """A partition with the serial number and the label, but without the file"""
        if self.row["beside"] != "yes":
            return []
        shutil.copyfile(image("raw"), self.other)
        with open(self.other, "r+b") as file:
            data = file.read()
            file.seek(data.index(b"pvshim field kit, partition"))
            file.write(b"nothing of this kit's")
        self.before = sha256(self.other)
        return ["-drive", f"file={self.other},format=raw,if=virtio"]

    def firmware(self):
        """Secure Boot knows Microsoft's keys alone, as on a machine that is bought."""
        if self.row["firmware"] == "bios":
            return []
        drive, kind = "if=pflash,format=raw,unit=", ""
        guard = []
        if self.row["secure"] == "yes":
            kind = ".ms"
            guard = ["-global", "driver=cfi.pflash01,property=secure,value=on"]
        code = f"{OVMF}_CODE_4M{'.secboot' if kind else ''}.fd"
        return [*guard, "-drive", f"{drive}0,readonly=on,file={code}",
                "-drive", f"{drive}1,snapshot=on,file={OVMF}_VARS_4M{kind}.fd"]

    def program(self):
        """A QEMU of the rig, or that of a root of its own"""
        name = self.row["qemu"]
        if os.path.exists(os.path.join(TOP, "scripts/roots", name)) and name:
            return [IN_ROOT, "-r", name, qemu()]
        return [qemu(name)]

    def identity(self):
        """What must not come back, and the kit's words"""
        row = self.row
        return ["-uuid", PLANTED[-1], "-smbios", "type=2,serial=PLANTED-S2",
                "-smbios", f"type=3,serial=PLANTED-S3,asset=pvshim-field: slow {row['words']}",
                *(shlex.split(row["args"]) or ["-smbios", "type=1,serial=PLANTED-S1"])]

    def command(self):
        row = self.row
        serial = "none" if row["serial"] == "no" else f"file:{self.file('serial')}"
        return [*self.program(), "-accel", "tcg,thread=single", "-machine", row["machine"],
                "-cpu", row["cpu"], "-m", f"{row['memory']}M", "-smp", row["vcpus"],
                "-nodefaults", "-display", "none", "-vga", row["display"], "-nic", "none",
                "-monitor", f"unix:{self.file('monitor')},server,nowait", "-serial", serial,
                *self.identity(), *self.firmware(), *self.media(), *self.look_alike()]

    def serial(self):
        try:
            with open(self.file("serial"), "rb") as file:
                return file.read()
        except OSError:
            return b""

    def display_register(self, number):
        """Of a VGA. By 0xc and 0xd, letters of its memory are left out when it has scrolled"""
        self.monitor.tell(f"o /b 0x3d4 {number:#x}")
        return int(re.findall(rb"= (0x[0-9a-f]+)", self.monitor.tell("i /b 0x3d5"))[-1], 16)

    def screen(self):
        if self.row["firmware"] == "bios":
            size = screen.COLUMNS * screen.LINES * 2
            at = screen.TEXT + 2 * (self.display_register(0xc) << 8 | self.display_register(0xd))
            self.monitor.tell(f'pmemsave {at:#x} {size} "{self.file("screen")}"')
            return screen.of_memory(self.file("screen"))
        self.monitor.tell(f'screendump "{self.file("screen.ppm")}"')
        return screen.of_pixels(self.file("screen.ppm"), screen.font())

    def picture(self, name):
        if self.row["display"] != "none":
            self.monitor.tell(f'screendump "{self.file(name + ".png")}" -f png')

    def done(self):
        """The page on the screen comes last; without one, what goes to the port does."""
        if self.wants("serial") and END not in self.serial()[self.here:]:
            return False
        return not self.wants("screen") or any(DONE in line for line in self.screen())

    def reset(self):
        self.here, self.chosen = len(self.serial()), False
        self.grown = (self.here, time.time())
        self.monitor.tell("system_reset")

    def attend(self):
        """An entry of the menu is chosen, a silent machine is reset, pictures are taken."""
        said = self.serial()
        if b"executed automatically" in said[self.here:] and not self.chosen:
            self.chosen = True
            for _ in range(self.entries[0]):
                self.monitor.tell("sendkey down")
            if self.entries[0]:
                self.monitor.tell("sendkey ret")
        for name, when in PICTURES.items():
            if when in said and name not in self.seen:
                self.seen.add(name)
                self.picture(name)
        if len(said) != self.grown[0]:
            self.grown = (len(said), time.time())
        elif self.resets and time.time() > self.grown[1] + int(self.row["silence"]):
            self.resets -= 1
            self.reset()

    def ended(self, guest):
        if guest.poll() is not None:
            with open(self.file("stderr"), encoding="utf-8") as file:
                raise results.Unable(f"QEMU ended: {file.read()[-200:]}")
        if not os.path.exists(self.file("monitor")):
            return False
        self.attend()
        if not self.done():
            return False
        if len(self.entries) > 1:
            time.sleep(SETTLED)
            self.entries.pop(0)
            self.reset()
            return False
        return True

    def wait(self, guest):
        begun = time.time()
        while not self.ended(guest):
            if time.time() > begun + LIMIT:
                raise results.Failed(f"no report in {LIMIT} s")
            time.sleep(2)
        self.took = time.time() - begun
        time.sleep(SETTLED)

    def look(self):
        """The last that is seen of it"""
        self.shown = self.screen() if self.wants("screen") else []
        self.picture("page")

    def run(self):
        with open(self.file("stderr"), "w", encoding="utf-8") as err, \
                subprocess.Popen(self.command(), stdin=subprocess.DEVNULL, stderr=err) as guest:
            try:
                self.wait(guest)
                self.look()
                self.monitor.tell("quit")
                guest.wait(60)
            finally:
                if guest.poll() is None:
                    guest.kill()


class Tinyhv(Boot):
    """The default entry of the menu, with selftests/tinyhv between QEMU and the kernel"""

    def command(self):
        parts = os.path.join(TOP, "build/field-parts/boot")
        with open(os.path.join(parts, "grub/grub.cfg"), encoding="utf-8") as file:
            kernel, append = re.search(r"linux /boot/(\S+)/vmlinuz (.*)", file.read()).groups()
        with open(self.file("initrd"), "wb") as out:
            for name in ("initrd", "field"):
                with open(os.path.join(parts, kernel, name), "rb") as file:
                    out.write(file.read())
                out.write(bytes(-out.tell() % 4))
        elf = os.path.join(TOP, "build/tinyhv")
        subprocess.run(["make", "-s", "-C", os.path.join(TOP, "selftests/tinyhv"), f"OUT={elf}"],
                       check=True, stdout=subprocess.DEVNULL)
        return [*super().command(), "-kernel", elf + "/tinyhv.elf",
                "-append", f"personality={self.row['personality']} -- {append}",
                "-initrd", f"{parts}/{kernel}/vmlinuz,{self.file('initrd')}",
                "-debugcon", f"file:{self.file('vmware.log')}",
                "-device", "isa-debug-exit,iobase=0xf4,iosize=4"]
