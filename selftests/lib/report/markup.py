# SPDX-License-Identifier: GPL-2.0
"""HTML elements, and those of them that several parts of the page use.

Everything is built by el(), which escapes whatever el() has not built itself.
"""

import html

from .evidence import clean

SYMBOLS = {"ok": "\u2713", "skip": "s", "fail": "F", "error": "E", "crash": "C",
           "not run": "\u2013"}


class Markup(str):
    """Text that is HTML already."""


def text(value):
    return value if isinstance(value, Markup) else Markup(html.escape(clean(value)))


def flat(children):
    for child in children:
        if isinstance(child, (list, tuple)):
            yield from flat(child)
        elif child is not None:
            yield child


def el(tag, *children, **attributes):
    """An element. class_ stands for class; True is an attribute without a value."""
    words = [tag]
    for name, value in attributes.items():
        name = name.rstrip("_").replace("_", "-")
        if value is True:
            words.append(name)
        elif value not in (None, False):
            words.append(f'{name}="{html.escape(clean(value))}"')
    inner = "".join(text(child) for child in flat(children))
    return Markup(f"<{' '.join(words)}>{inner}</{tag}>")


def style(result):
    return "r-" + result.replace(" ", "-")


def anchor(name):
    """A cell's name as an id: itself, for all names that are usual."""
    return "".join(c if c.isascii() and (c.isalnum() or c in "-./_") else f"~{ord(c):x}~"
                   for c in name)


def link(name, *children, **attributes):
    return el("a", *children, href="#" + anchor(name), **attributes)


def badge(result, *more):
    return el("span", SYMBOLS[result], " ", result, *more, class_="badge " + style(result))


def table(head, rows, **attributes):
    """A table that scrolls by itself where the screen is too narrow."""
    top = el("thead", el("tr", [el("th", h, scope="col") for h in head]))
    body = el("tbody", [el("tr", el("th", first, scope="row"), [el("td", c) for c in rest])
                        for first, *rest in rows])
    return el("div", el("table", top, body, **attributes), class_="scroll", tabindex="0")


def details(title, *children, **attributes):
    return el("details", el("summary", title), *children, **attributes)
