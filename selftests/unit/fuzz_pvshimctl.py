#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""pvshimctl under libFuzzer: words, files and failing reads, see fuzz_pvshimctl.c.

Usage: fuzz_pvshimctl.py PROGRAM [RUNS [FUZZER'S OPTION]...]. Prints KTAP. For an input
that it found, which is left beside the program: RUNS = 1, and its name behind that.
"""

import os
import re
import struct
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
from planted_machine import Machine  # noqa: E402
from planted_sysfs import Tree  # noqa: E402

WORD, CONTENT, NO_FILE, DIRECTORY, LOOP, FAULT, LONG = range(7)
JSON = 133  # more than 127, and of no kind: 7 times 19
COMMANDS = ("status", "providers xen", "ops steal_clock yield_to", "providers", "ops",
            "bind yield_to xen", "bind host_time vmware", "bind pv_steal_clock xen", "verify",
            "bind --kernel xen", "bind --kernel native", "bind --kernel vmware", "--kernel ops",
            "pv-ops", "bench 64", "--help", "bind --help", "bind --kernel --help", "--version",
            "--bogus", "-x", "bench 0", "providers nonsense", "--json status",
            "bind a b", "values", "values --watch 1", "values --prometheus", "values --watch 0",
            "status --watch 1", "support --help",
            "ab yield_to xen:steal_clock --load flush", "ab --restore",
            "ab yield_to xen --seed 1 --pairs 2 --calls 3 -- true", "inspect", "inspect --help",
            "")
# of the planted machine
INSPECT = "inspect --root {0}/machine --leaves {0}/leaves"
SUPPORT = "support - --root {0}/machine --leaves {0}/leaves"
PV_OPS = "irq.irq_disable native_irq_disable fa0f1f440000 inline: cli\n" \
         "mmu.flush xen_flush_tlb [xen] e811223344 direct call\n3 ops\n"
INTERRUPTS = "           CPU0\n NMI:  1   Others\n CAL:  12 34   Function call interrupts\n"


def plant(root):
    """The names of all files; that of the interrupts is the last."""
    tree = Tree(root)
    tree.plant()
    tree.plant_kernel_ops()
    tree.plant_verdicts()
    tree.plant_values()
    tree.plant_bench()
    tree.set("verify", "")
    tree.set("verifications", "3\n")
    tree.write(f"{tree.debug}/pvshim/pv_ops", PV_OPS)
    machine = Machine(root).plant()
    machine.write("dev/cpu/0/msr", "x")
    machine.write("sys/hypervisor/type", "xen\n")
    names = tree.files() + machine.files() + [machine.leaves]
    tree.write(f"{root}/interrupts", INTERRUPTS)
    return names + [f"{root}/interrupts"]


def record(kind, data, json=False):
    """The first record's kind says as well whether JSON is wanted."""
    return struct.pack("<BH", kind + (JSON if json else 0), len(data)) + data


def seeds(root, names):
    """One for each command, as text and as JSON, and one for each file."""
    os.mkdir(f"{root}/seeds")
    inputs = [b"".join(record(WORD, word.encode(), json and not number)
                       for number, word in enumerate(command.split()))
              for command in (*COMMANDS, INSPECT.format(root), SUPPORT.format(root))
              for json in (False, True)]
    for number, name in enumerate(names):
        with open(name, "rb") as file:
            content = file.read(4000)
        command = INSPECT.format(root) if name.startswith((f"{root}/machine", f"{root}/leaves")) \
            else "bench 64" if "bench" in name or number == len(names) - 1 else \
            "bind --kernel xen" if "/ops/pv_" in name else \
            "pv-ops" if name.endswith("/pv_ops") else \
            "values" if "/cpu" in name or name.endswith("/offset") else "status"
        said = b"".join(record(WORD, word.encode(), True) for word in command.split())
        inputs += [said + record(CONTENT, bytes([number]) + content)]
        inputs += [said + record(kind, bytes([number])) for kind in (NO_FILE, DIRECTORY, LOOP)]
    inputs += [record(WORD, b"status") + record(FAULT, bytes([at, kind]))
               for at in (0, 9, 40) for kind in range(4)]
    for number, data in enumerate(inputs):
        with open(f"{root}/seeds/{number}", "wb") as file:
            file.write(data)


def words(root):
    """A dictionary for the fuzzer: what stands in the tree and on command lines."""
    found = set(re.findall(r"[\w./-]+", " ".join(COMMANDS) + PV_OPS + INTERRUPTS))
    for at, _, files in os.walk(root):
        for name in files:
            with open(os.path.join(at, name), encoding="utf-8", errors="ignore") as file:
                found.update(re.findall(r"[\w.-]+|[^\w\s]", file.read()))
    with open(f"{root}/words", "w", encoding="utf-8") as file:
        for word in sorted(found):
            text = word.replace("\\", "\\\\").replace('"', '\\"')
            if word.isascii() and word.isprintable():
                file.write(f'"{text}"\n')


def fuzz(root, program, runs, options):
    """(what it said, its exit status)"""
    names = plant(root)
    with open(f"{root}/names", "w", encoding="utf-8") as file:
        file.writelines(name + "\n" for name in names)
    words(root)
    seeds(root, names)
    os.makedirs(f"{root}/corpus")
    env = {**os.environ, "PLANTED": f"{root}/names", "SYSFS": f"{root}/sys",
           "DEBUGFS": f"{root}/debug", "ASAN_OPTIONS": "exitcode=99", "TERM": "dumb"}
    command = [program, f"-runs={runs}", "-seed=1", "-max_len=4096", f"-dict={root}/words",
               "-timeout=20", f"-artifact_prefix={os.path.dirname(os.path.abspath(program))}/",
               "-print_final_stats=1", *options]
    if not [option for option in options if not option.startswith("-")]:
        command += [f"{root}/corpus", f"{root}/seeds"]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          errors="replace", env=env)
    return done.stdout, done.returncode


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    runs = sys.argv[2] if len(sys.argv) > 2 else "5000"
    shm = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=shm) as root:
        said, status = fuzz(root, sys.argv[1], runs, sys.argv[3:])
    print("KTAP version 1\n1..1")
    shown = said.splitlines()[-60:] if status else re.findall("^stat::.*|.* DONE .*", said, re.M)
    for line in shown:
        print("# " + line)
    print(f"{'not ok' if status else 'ok'} 1 - no word, no file and no failing read breaks it")
    return status


if __name__ == "__main__":
    sys.exit(main())
