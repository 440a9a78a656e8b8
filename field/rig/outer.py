# SPDX-License-Identifier: GPL-2.0
"""The kit in a guest of a guest: in the rig's KVM host, or as a domain of its Xen.

The host is a guest of the rig with a shell on its console (selftests/run.sh --shell),
which gets what a person would type there: short lines, as Xen keeps 128 characters of what
has come in. The kit's disk is copied into its memory; the serial port and what else is to
be looked at lie in build/logs, which the host shares.
"""

import os
import shlex
import shutil
import subprocess
import threading
import time

import results
import screen
from booting import END, TOP, Boot, image
from machine import qemu

LOGS = os.path.join(TOP, "build/logs")
SHARED = os.path.join(TOP, "build/initramfs")  # /images there
ONE = threading.Lock()  # on those directories: one host at a time


class Outer(Boot):
    """What is common: the host, and its shell"""

    host = None

    def command(self):
        os.makedirs(SHARED, exist_ok=True)
        os.makedirs(LOGS, exist_ok=True)
        shutil.copyfile(image("raw"), os.path.join(SHARED, "field.raw"))
        for name in ("serial", "screen", "disk.raw"):
            if os.path.exists(self.log(name)):
                os.remove(self.log(name))
        with open(self.log("sh"), "w", encoding="ascii") as file:
            file.write(self.script())
        return [os.path.join(TOP, "selftests/run.sh"), "--shell", self.host]

    def log(self, name):
        return os.path.join(LOGS, f"field-{self.row['name']}.{name}")

    def there(self, name):
        return f"/logs/field-{self.row['name']}.{name}"

    def serial(self):
        try:
            with open(self.log("serial"), "rb") as file:
                return file.read()
        except OSError:
            return b""

    def tell(self, guest, line):
        guest.stdin.write(line.encode() + b"\n")
        guest.stdin.flush()

    def until(self, guest, what, limit=600):
        """Until the host has said that"""
        begun = time.time()
        while True:
            with open(self.file("host"), "rb") as file:
                if what.encode() in file.read():
                    return
            if guest.poll() is not None or time.time() > begun + limit:
                raise results.Unable(f"the host did not say '{what}'")
            time.sleep(1)

    def ask(self, guest, line):
        """Have a line run there, and wait for its end"""
        self.asked = getattr(self, "asked", 0) + 1
        self.tell(guest, line)
        self.tell(guest, f"echo ended-''{self.asked}-")
        self.until(guest, f"ended-{self.asked}-")

    def picture(self, name):
        """None is taken of a guest of a guest."""

    def attend(self):
        pass

    def ended(self, guest):
        if guest.poll() is not None:
            raise results.Unable("the host has ended")
        return END in self.serial()

    def look(self):
        pass

    def run(self):
        with ONE, open(self.file("host"), "wb") as out, \
                subprocess.Popen(self.command(), stdin=subprocess.PIPE, stdout=out,
                                 stderr=out) as guest:
            try:
                self.until(guest, "Leaving the shell")
                self.ask(guest, "cp /images/field.raw /run/disk.raw")
                self.ask(guest, f". {self.there('sh')}")
                self.wait(guest)
                if self.wants("screen"):
                    self.ask(guest, "see")
                self.ask(guest, f"cp /run/disk.raw {self.there('disk.raw')}")
                self.tell(guest, "exit")
                guest.wait(120)
            finally:
                if guest.poll() is None:
                    guest.kill()
        for name in ("serial", "disk.raw", "screen"):
            if os.path.exists(self.log(name)):
                shutil.move(self.log(name), self.file(name))
        if self.wants("screen"):
            self.shown = screen.of_memory(self.file("screen"))

    def script(self):
        """Begins the guest. `see` writes the text of its display into a file."""
        size = screen.COLUMNS * screen.LINES * 2
        order = f'pmemsave {screen.TEXT:#x} {size} "{self.there("screen")}"'
        return f"""mkfifo /run/monitor.in /run/monitor.out
cat /run/monitor.out >/dev/null &
exec 7<>/run/monitor.in
see() {{
    echo {shlex.quote(order)} >/run/monitor.in
    sleep 5
}}
{self.begin()}
"""

    def serial_file(self):
        return f"file:{self.there('serial')}"


class Kvm(Outer):
    host = "kvm-l1/6.12"

    def begin(self):
        row = self.row
        line = shlex.join([qemu(), "-accel", "kvm", "-machine", row["machine"], "-cpu",
                           row["cpu"], "-m", f"{row['memory']}M", "-smp", row["vcpus"],
                           "-nodefaults", "-display", "none", "-vga", row["display"], "-nic",
                           "none", "-serial", self.serial_file(), *self.identity(),
                           "-drive", "file=/run/disk.raw,format=raw,if=ide",
                           "-monitor", "pipe:/run/monitor"])
        return f"{line} >/run/said 2>&1 </dev/null &"


class Xen(Outer):
    """By the kit's own configuration; what a row wants stands behind it, the last word counts"""

    host = "xen-dom0/6.12"

    def begin(self):
        with open(image("xl"), encoding="ascii") as file:
            given = file.read()
        return f"""cat >/run/field.xl <<'EOF'
{given}
memory = {self.row['memory']}
vcpus = {self.row['vcpus']}
serial = "{self.serial_file()}"
tsc_mode = "native" # TCG reports exits by RDTSCP wrongly
vnc = 0
smbios = [ "enclosure_asset_tag=pvshim-field: slow {self.row['words']}" ]
device_model_args_hvm = [ "-monitor", "pipe:/run/monitor" ]
EOF
ln -s disk.raw /run/{os.path.basename(image("raw"))}
(cd /run && xl create field.xl)"""
