# SPDX-License-Identifier: GPL-2.0
"""A guest for a user: a shell on its console, with or without gdb."""

import os
import shlex
import sys

import gdb_script
import plan
from boot import RigError
from image import Images
from machine import Command
from paths import Paths
from tables import TableError

HOW = """\
run.sh: {title}: leaving the shell switches it off; Ctrl-A X stops it at once.
run.sh: {line}
"""


def wanted(options, tables, kernels):
    """The boot that ENV or ENV/COL names."""
    name, _, kernel = options.shell.partition("/")
    kernel = kernel or (kernels[0] if options.kernel or options.image else "6.12")
    if name not in tables.envs:
        raise TableError(f"no environment {name}; there are: {' '.join(tables.envs)}")
    if kernel not in tables.columns and not options.image:
        raise TableError(f"no kernel {kernel}; there are: {' '.join(tables.columns)}")
    boots = {}
    plan.add_guest(boots, tables, plan.Guest(tables.envs[name], kernel,
                                             column=tables.column(kernel)))
    return next(iter(boots.values()))


def command(options, boot, paths):
    """QEMU's command line, with all that the guest needs prepared."""
    guest = boot.guests()[-1]
    if options.debug:
        gdb_script.reaches(boot)
    missing = paths.lacks(guest)
    if missing:
        raise TableError(f"{guest.title} is not possible: {missing}")
    paths.prepare([boot])
    paths.progress(paths.tool("build-modules"), guest.kernel)
    return Command(boot, paths, Images(boot, paths, "shell", options.debug)).line()


def run(options, tables, kernels):
    """Becomes QEMU; does not return."""
    paths = Paths(options.tables, options.build)
    boot = wanted(options, tables, kernels)
    try:
        line = command(options, boot, paths)
        guest = boot.guests()[-1]
        if options.debug:
            gdb_script.write(paths, guest)
    except RigError as problem:
        print(f"run.sh: {problem}", file=sys.stderr)
        return 3
    print(HOW.format(title=guest.title, line=shlex.join(line)), end="", file=sys.stderr,
          flush=True)
    os.execvp(line[0], line)
