# SPDX-License-Identifier: GPL-2.0
# Runs inside gdb: add the symbols of our modules when the
# kernel has laid them out, just before their init function.
import os

import gdb

OTHERS = (".init.text", ".exit.text", ".data", ".bss", ".rodata")


def section_addresses(module):
    """{section: address} from the attributes that the kernel shows in sysfs."""
    attributes = module["sect_attrs"]
    found = {}
    for number in range(int(attributes["nsections"])):
        one = attributes["attrs"][number]
        found[one["battr"]["attr"]["name"].string()] = int(one["address"])
    return found


class Loaded(gdb.Breakpoint):
    """Stops at do_init_module() for a moment, for every module."""

    def __init__(self, directory):
        super().__init__("do_init_module", type=gdb.BP_HARDWARE_BREAKPOINT, internal=True)
        self.silent = True
        self.directory, self.known = directory, {}
        # gdb puts breakpoints into new symbols when it goes on, not in stop()
        self.commands = "silent\npython follow.add()\ncontinue"

    def add(self):
        module = gdb.selected_frame().read_var("mod")
        name = module["name"].string()
        path = os.path.join(self.directory, name + ".ko")
        where = section_addresses(module)
        if not os.path.exists(path) or self.known.get(name) == where[".text"]:
            return
        if name in self.known:  # it was unloaded and is loaded elsewhere
            gdb.execute(f"remove-symbol-file -a {self.known[name]:#x}", to_string=True)
        self.known[name] = where[".text"]
        others = " ".join(f"-s {section} {address:#x}" for section, address in where.items()
                          if section in OTHERS)
        gdb.execute(f"add-symbol-file {path} {where['.text']:#x} {others}", to_string=True)
        print(f"{name}: symbols loaded, .text at {where['.text']:#x}")
