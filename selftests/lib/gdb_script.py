# SPDX-License-Identifier: GPL-2.0
"""The gdb script for a guest that waits for gdb: symbols of kernel and modules."""

import os
import sys

from paths import TOP
from tables import TableError

SCRIPT = """\
# gdb -x {path}
set pagination off
set confirm off
set breakpoint pending on
file {kernel}
directory {top}
python
{loader}
end
target remote localhost:1234
python follow = Loaded({modules!r})
"""

HOW = """\
run.sh: the guest waits for gdb; in another terminal:
    gdb -x {path}
run.sh: then `continue`. Symbols of the kernel are there, those of our modules appear
run.sh: when they are loaded.
"""


def reaches(boot):
    """Complain when QEMU's gdb server would show another guest than the one meant."""
    if boot.inner:
        raise TableError(f"gdb does not reach {boot.inner[0].title}: it lives inside "
                         f"{boot.outer.title}, and that is what QEMU would show")


def vmlinux(paths, column):
    """The kernel's symbols, fetched when they are missing (1 GB for a stock kernel)."""
    found = os.path.join(paths.kernel(column), "vmlinux")
    if not os.path.exists(found):
        paths.progress(paths.tool("kernels"), "symbols", column)
    return found


def write(paths, guest):
    """Write build/gdb/GUEST.gdb and say how to use it."""
    path = os.path.join(paths.build, "gdb", guest.name + ".gdb")
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(os.path.join(TOP, "selftests/lib/gdb_modules.py"), encoding="utf-8") as file:
        loader = file.read()
    with open(path, "w", encoding="utf-8") as file:
        file.write(SCRIPT.format(path=path, top=TOP, kernel=vmlinux(paths, guest.kernel),
                                 modules=os.path.join(paths.modules, guest.kernel),
                                 loader=loader))
    print(HOW.format(path=path), end="", file=sys.stderr, flush=True)
