# SPDX-License-Identifier: GPL-2.0
"""Pages that other files make: Documentation/ABI and the manual page.

A line `@abi FILE` of a page becomes the entries of FILE, each with a title and a label; a
line `@manual FILE` what mandoc makes of FILE.
"""

import os
import re
import subprocess
import textwrap

LINE = re.compile(r"^@(abi|manual) (\S+)$", re.M)
FIELD = re.compile(r"^(What|Date|KernelVersion|Contact|Description):\s*", re.M)


def label(path):
    """Of an ABI file as a whole, for links."""
    return "abi-" + os.path.basename(path)


def entries(text):
    """[{field: text}], one for each What: of an ABI file."""
    found, parts = [], FIELD.split(text)[1:]
    for field, value in zip(parts[::2], parts[1::2]):
        if field == "What":
            found.append({})
        first, _, rest = value.partition("\n")
        found[-1][field] = first + "\n" + textwrap.dedent(rest.expandtabs())
    return found


def abi(path):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    lines = [f".. _{label(path)}:", ""]
    for entry in entries(text):
        what = entry["What"].strip()
        lines += [what, "-" * len(what), "", entry["Description"]]
    return "\n".join(lines)


def manual(path):
    page = subprocess.run(["mandoc", "-T", "html", "-O", "fragment", path], check=True,
                          stdout=subprocess.PIPE, text=True).stdout
    return ".. raw:: html\n\n" + textwrap.indent(page, "   ")


def read_page(app, page, source):
    top = os.path.dirname(app.srcdir)

    def made(match):
        path = os.path.join(top, match[2])
        app.env.note_dependency(path)
        return {"abi": abi, "manual": manual}[match[1]](path)

    source[0] = LINE.sub(made, source[0])


def setup(app):
    app.connect("source-read", read_page)
    return {"parallel_read_safe": True}
