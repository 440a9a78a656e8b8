# SPDX-License-Identifier: GPL-2.0
"""The page: the verdict, the matrix, and the tables around it.

No script and nothing from outside: the policy in report.html forbids both, so
that even a log which got past markup.el() could not run anything.
"""

import os
import string

from .markup import SYMBOLS, Markup, badge, details, el, flat, link, style, table, text
from .matrix import BAD
from .page_panels import carriers, guest_panel, host_panel
from .page_text import counted

HERE = os.path.dirname(os.path.abspath(__file__))
MEANING = {"ok": "as it should be", "skip": "not applicable, with a reason",
           "fail": "pvshim is wrong, or the kernel complained",
           "error": "the rig is wrong", "crash": "the guest died or fell silent",
           "not run": "applies here, not part of this run"}


def explain(cell):
    said = f"{cell.name}: {cell.result}, {cell.seconds:.1f} s"
    return f"{said}. {cell.reason}" if cell.reason else said


def matrix_cell(cell):
    if cell is None:
        return el("td")
    inner = link(cell.name, SYMBOLS[cell.result], title=explain(cell), aria_label=explain(cell))
    return el("td", inner, class_=style(cell.result))


def matrix_row(matrix, guest):
    head = el("th", link(guest.title, el("b", guest.env), "/" + guest.kernel), scope="row",
              class_="name edge-" + style(guest.result))
    return el("tr", head, [matrix_cell(guest.cells.get(test)) for test in matrix.tests],
              el("td", guest.good, class_="sum"),
              el("td", f"{guest.seconds:.1f} s", class_="sum"))


def matrix_table(matrix):
    head = [el("th", el("span", test, title=matrix.about.get(test)), scope="col", class_="test")
            for test in matrix.tests]
    bodies = {}
    for guest in matrix.guests:  # one group of rows per environment
        bodies.setdefault(guest.env, []).append(matrix_row(matrix, guest))
    return el("div", el("table", el("thead", el("tr", el("th", "environment/kernel", scope="col",
                                                         class_="name"), head,
                                                el("th", "ok", scope="col", class_="sum"),
                                                el("th", "time", scope="col", class_="sum"))),
                        [el("tbody", rows) for rows in bodies.values()], class_="matrix"),
              class_="scroll", tabindex="0")


def legend(counts):
    return el("ul", [el("li", badge(r), f" {counts[r]}, {MEANING[r]}") for r in MEANING],
              class_="legend")


def failures(matrix):
    """What to look at first."""
    items = [el("li", badge(result), " ", link(name.split(",")[0], name), " ", reason)
             for result, name, reason in matrix.reasons(BAD)]
    return [el("h2", "What failed"), el("ul", items, class_="failures")] if items else None


def host_table(matrix):
    if not matrix.host:
        return None
    kernels = list(dict.fromkeys(c.kernel for c in matrix.host))
    found = {(c.env, c.test, c.kernel): c for c in matrix.host}
    rows = []
    for env, test in dict.fromkeys((c.env, c.test) for c in matrix.host):
        cells = [matrix_cell(found.get((env, test, kernel))) for kernel in kernels]
        rows.append(el("tr", el("th", f"{env}: {test}", scope="row", class_="name"), cells))
    head = el("tr", [el("th", h, scope="col") for h in ["check"] + kernels])
    return [el("h2", "Checks that need no guest"),
            el("div", el("table", el("thead", head), el("tbody", rows), class_="matrix small"),
               class_="scroll", tabindex="0")]


# --- the tables around it ----------------------------------------------------


def identity(matrix):
    """What each guest said it is, where its identity test told facts."""
    rows, keys = {}, []
    for fact in matrix.facts:
        if fact.get("test") == "identity":
            title = f"{fact.get('env')}/{fact.get('kernel')}"
            rows.setdefault(title, {})[str(fact.get("key"))] = fact.get("value")
    for guest in matrix.guests:
        keys += [k for k in rows.get(guest.title, {}) if k not in keys]
    if not keys:
        return None
    lines = [[link(g.title, g.title)] + [rows[g.title].get(k, "") for k in keys]
             for g in matrix.guests if g.title in rows]
    return [el("h2", "What the guests said they are"), table(["guest"] + keys, lines)]


def boots(matrix, logs):
    """One row per QEMU: which guests it served, and how long it took."""
    rows = []
    for boot in matrix.run.get("boots") or []:
        names = [str(boot.get("outer")), *map(str, boot.get("guests") or [])]
        links = [link(title, title) for title in map(logs.title, names)]
        inner = Markup(" ".join(links[1:]))
        rows.append([links[0], inner, f"{boot.get('seconds', 0):.0f} s"])
    if not rows:
        return None
    return details(f"Boots ({len(rows)})", table(["QEMU", "guests inside it", "time"], rows))


# --- all of it ---------------------------------------------------------------


def header(matrix, summary, versions):
    result, words = matrix.verdict
    return [el("header", el("h1", "pvshim test report"),
               el("p", el("b", words), ": ", counted(matrix.counts()),
                  class_="verdict " + style(result)),
               el("p", summary),
               el("ul", [el("li", p) for p in matrix.problems], class_="problems")
               if matrix.problems else None),
            el("ul", [el("li", el("span", name), " ", version)
                      for name, version in versions.items()], class_="versions")
            if versions else None]


def render(matrix, logs, build, versions, summary):
    """The whole page as text."""
    body = [header(matrix, summary, versions),
            failures(matrix), el("h2", "Matrix", id="matrix"), legend(matrix.counts()),
            matrix_table(matrix) if matrix.guests else el("p", "No guest has run."),
            host_table(matrix), identity(matrix), boots(matrix, logs),
            el("h2", "Guests"),
            [guest_panel(guest, matrix, logs) for guest in matrix.guests + carriers(matrix, logs)],
            host_panel(matrix, build)]
    with open(os.path.join(HERE, "report.css"), encoding="utf-8") as file:
        css = file.read()
    with open(os.path.join(HERE, "report.html"), encoding="utf-8") as file:
        page = string.Template(file.read())
    return page.substitute(title=text(f"pvshim tests: {matrix.verdict[1]}"), style=css,
                           body="\n".join(text(part) for part in flat(body)))
