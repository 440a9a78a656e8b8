# SPDX-License-Identifier: GPL-2.0
"""The kernel-doc comments of include/pvshim, for the page that names these headers.

A line `@headers` becomes a section for each header with such comments. It is for well-formed
ones: `scripts/check kernel-doc` makes sure of that by the kernel's own script.
"""

import glob
import os
import re
import textwrap

LINE = re.compile(r"^@headers$", re.M)
ABOUT = re.compile(r"/\*\s(.*?)\*/\n#ifndef", re.S)
BEFORE = re.compile(r"(?:/\*.*\*/\n|#if.*\n)*")  # a declaration
ATTRIBUTE = re.compile(r"\b__printf\(.*?\) ")
COMMENT = re.compile(r"^/\*\*\n(.*?)^ \*/\n", re.S | re.M)
HEAD = re.compile(r"(?:(struct|enum) )?(\w+) - (.*)")
MEMBER = re.compile(r"@([\w.]+|\.\.\.): (.*)", re.S)


def cleaned(text):
    """kernel-doc's marks in those of Sphinx."""
    text = re.sub(r"&(?:struct |enum )?([\w.]+)", r"``\1``", text)
    text = re.sub(r"@(\w+)", r"*\1*", text)
    text = re.sub(r"(?<![`\w])(\w+_)(?!\w)", r"``\1``", text)  # the beginning of some names
    return re.sub(r"(?<![`\w])(-?E[A-Z]{3,}|NULL|THIS_MODULE)(?![`\w])", r"``\1``", text)


def declaration(kind, name, code, text):
    """A line for Sphinx: what stands behind the comment."""
    if kind and re.search(rf"\b{name}\(", text):  # Sphinx has one space of names, C has two
        return f".. describe:: {kind} {name}"
    if kind:
        return f".. c:{kind}:: {name}"
    if code.startswith("#define"):
        return f".. c:macro:: {code.removeprefix('#define ')}"
    text = ATTRIBUTE.sub("", " ".join(re.split(r"[;{]", code)[0].split()))
    return f".. c:function:: {re.sub(r'^(static )?(inline )?', '', text)}"


def macro(code):
    """#define NAME(arguments), which may stand over several lines."""
    return re.match(r"#define \w+(\([^)]*\))?", code)[0] if code.startswith("#define") else code


def comment_lines(comment):
    return [re.sub(r"^ \*[ ]?", "", line) for line in comment.splitlines()]


def blocks(lines):
    """Paragraphs; each member is one of its own, with the lines that go on."""
    found, last = [], None
    for line in lines:
        if not line.strip():
            last = None
        elif last is None or MEMBER.match(line) or re.match(r"(Context|Return):", line):
            found.append(line)
            last = line
        else:
            found[-1] += "\n" + line.strip()
    return found


def one(comment, code):
    """The reST of one comment and the code behind it."""
    first, *rest = comment_lines(comment)
    kind, name, short = HEAD.match(first).groups()
    lines = []
    while rest and rest[0].strip() and not MEMBER.match(rest[0]):
        short += " " + rest.pop(0).strip()
    for block in blocks(rest):
        member = MEMBER.match(block)
        if member:
            lines.append(f"*{member[1]}*\n" + textwrap.indent(cleaned(member[2]), "   "))
        else:
            lines.append(re.sub(r"^(Context|Return):", r"**\1:**", cleaned(block)))
    body = "\n\n".join([cleaned(short[0].upper() + short[1:]) + "."] + lines)
    head = declaration(kind, name, macro(code), code)
    return f"{head}\n\n{textwrap.indent(body, '   ')}\n"


def texts(top):
    """(name, text) of the headers that have such comments."""
    for path in sorted(glob.glob(f"{top}/include/pvshim/*.h")):
        with open(path, encoding="utf-8") as file:
            text = file.read()
        if COMMENT.search(text):
            yield os.path.relpath(path, top), text


def section(name, text):
    title = f"<{name.removeprefix('include/')}>"
    about = ABOUT.search(text)
    intro = cleaned("\n".join(comment_lines(about[1]))).strip() if about else ""
    return "\n".join([title, "=" * len(title), "", intro, ""] + [
        one(match[1], text[BEFORE.match(text, match.end()).end():])
        for match in COMMENT.finditer(text)])


def names(top):
    """{name: kind} of all that is documented."""
    found = {}
    for _, text in texts(top):
        for match in COMMENT.finditer(text):
            kind, name, _ = HEAD.match(comment_lines(match[1])[0]).groups()
            found[name] = kind or "func"
    return found


def read_page(app, page, source):
    if not LINE.search(source[0]):
        return
    top = os.path.dirname(app.srcdir)
    for name, _ in texts(top):
        app.env.note_dependency(os.path.join(top, name))
    made = "\n".join(section(name, text) for name, text in texts(top))
    source[0] = LINE.sub(lambda _: made, source[0])


def setup(app):
    app.connect("source-read", read_page)
    return {"parallel_read_safe": True}
