# SPDX-License-Identifier: GPL-2.0
"""What the result of a cell depends on, in a short word: when it is the same, so is the test."""

import functools
import glob
import hashlib
import os

from paths import TOP

# what guests get, and what boots them and judges; the rest are rows of the tables
SOURCES = ("VERSION", "Kbuild", "module", "include", "ptp", "bench", "samples",
           "tools/include", "tools/pvshimctl",
           "Documentation/ABI", "scripts/initramfs", "scripts/build-modules",
           "scripts/sign-modules", *(f"selftests/{name}" for name in (
               "guest", "mods", "storm", "fuzz", "torture", "tinyhv", "in-tree", "lib/boot.py",
               "lib/channel.py", "lib/image.py", "lib/machine.py", "lib/verdict.py")))
# what a build by hand leaves between them
BUILT = (".o", ".ko", ".a", ".d", ".cmd", ".mod", ".mod.c", ".order", ".symvers")


def digest(*parts):
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


def read(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).digest()


def sources(top):
    """(name, content) of each file"""
    for name in SOURCES:
        path = os.path.join(top, name)
        inside = glob.glob(path + "/**", recursive=True) if os.path.isdir(path) else [path]
        for file in sorted(f for f in inside if os.path.isfile(f) and not f.endswith(BUILT)):
            yield os.path.relpath(file, top), read(file)


class Contents:
    """As the tree, the tables and the caches are now."""

    def __init__(self, tables, paths, top=TOP):
        self.tables, self.paths = tables, paths
        self.sources = digest(*sources(top))
        self.here = functools.cache(paths.here)

    def of_guest(self, guest):
        """Its rows and those of the guest it runs in, their kernels, roots, its golden log."""
        outer = self.tables.envs.get(guest.env.get("parent"))
        kernels = [guest.kernel] + ([guest.carrier] if outer else [])
        expected = self.paths.expected(guest)
        return digest(guest.env, guest.column, outer, expected and read(expected),
                      [self.here("kernels", kernel) for kernel in kernels],
                      [self.here("root", root) for root in ("rig", guest.env["root"])])

    def of_cell(self, guest, test):
        """The same with the test, and the files that have its script's name."""
        stem = os.path.splitext(test.script)[0]
        files = glob.glob(os.path.join(self.tables.directory, "tests", glob.escape(stem) + ".*"))
        return digest(self.sources, self.of_guest(guest), test,
                      [read(file) for file in sorted(files)])

    def of_boots(self, boots):
        """{cell: content}"""
        return {guest.cell(test): self.of_cell(guest, test)
                for boot in boots for guest, test in boot.cells()}
