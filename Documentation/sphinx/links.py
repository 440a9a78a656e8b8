# SPDX-License-Identifier: GPL-2.0
"""Names in the text become links, as the kernel's automarkup does it.

  Documentation/PAGE.rst               the page
  Documentation/ABI/testing/FILE       its entries
  pvshim_something(), struct pvshim_x  what the headers document

So the pages need no markup of Sphinx's own and read the same in the kernel's tree.
"""

import os
import re

from docutils import nodes
from sphinx import addnodes

import files
import headers

WORD = re.compile(r"Documentation/(?P<doc>[a-z/-]+)\.rst"
                  r"|Documentation/ABI/testing/(?P<abi>[a-z-]+)"
                  r"|\b(?P<func>[a-z]\w+)\(\)"
                  r"|\b(?:struct|enum) (?P<type>pvshim_\w+)")
PLAIN = (nodes.literal_block, nodes.reference, nodes.title, nodes.raw, addnodes.pending_xref,
         addnodes.desc_signature)


def reference(env, text, domain, kind, target, explicit):
    node = addnodes.pending_xref(text, refdomain=domain, reftype=kind, reftarget=target,
                                 refexplicit=explicit, refwarn=True, refdoc=env.docname)
    node += nodes.inline(text, text, classes=["xref"])
    return node


def link(env, match, known):
    """A node for one name, or nothing if there is no place to go to."""
    text = match[0]
    if match["doc"]:
        return reference(env, text, "std", "doc", "/" + match["doc"], False)
    if match["abi"]:
        return reference(env, text, "std", "ref", files.label(match["abi"]), True)
    name = match["func"] or match["type"]
    if name not in known:
        return None
    return reference(env, text, "c", known[name], name, True)


def linked(env, text, known):
    """The text as nodes, or nothing if it has no such name."""
    found, at = [], 0
    for match in WORD.finditer(text):
        node = link(env, match, known)
        if node:
            found += [nodes.Text(text[at:match.start()]), node]
            at = match.end()
    return found and found + [nodes.Text(text[at:])]


def read_doctree(app, doctree):
    known = headers.names(os.path.dirname(app.srcdir))
    for text in list(doctree.findall(nodes.Text)):
        parent, outer = text.parent, text.parent
        while outer and not isinstance(outer, PLAIN):
            outer = outer.parent
        new = None if outer else linked(app.env, text.astext(), known)
        if new:
            parent.replace(text, new)


def setup(app):
    app.connect("doctree-read", read_doctree)
    return {"parallel_read_safe": True}
