# SPDX-License-Identifier: GPL-2.0
"""What the tests of the report share: a build directory of their own, fixed tables."""

import html.parser
import json
import os
import sys
import tempfile
import unittest
from unittest import mock

RIG = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(RIG), "lib"))

from report import matrix, page  # noqa: E402

VOID = {"meta"}
PLAN = matrix.Plan(["bare", "tcg", "tcg-4cpu", "xen-pvh"], ["6.1", "6.12", "6.12-rt"],
                   {"identity": "it is", "life": "load", "vmware": "only there"},
                   {(e, k, t) for e in ("bare", "tcg", "tcg-4cpu", "xen-pvh")
                    for k in ("6.1", "6.12", "6.12-rt") for t in ("identity", "life")})


def record(name, result="ok", reason="", seconds=1.0):
    env, kernel, test = name.split("/", 2)
    return {"env": env, "kernel": kernel, "test": test, "result": result,
            "seconds": seconds, "reason": reason}


class Checker(html.parser.HTMLParser):
    """Is every element closed, and what could run, load or be jumped to?"""

    def __init__(self, source):
        super().__init__(convert_charrefs=True)
        self.open, self.tags, self.ids, self.hrefs, self.shown = [], set(), [], [], []
        self.attributes = set()
        self.feed(source)
        self.close()
        if self.open:
            raise AssertionError(f"never closed: {self.open}")

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.ids += [value for name, value in attrs if name == "id"]
        self.hrefs += [value for name, value in attrs if name == "href"]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            raise AssertionError(f"</{tag}> closes something else")

    def handle_data(self, data):
        self.shown.append(data)


class Build(unittest.TestCase):
    """A build directory of our own, and the fixed tables above."""

    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.build = directory.name
        os.mkdir(os.path.join(self.build, "logs"))
        patch = mock.patch.object(matrix, "load_plan", lambda tables: PLAN)
        patch.start()
        self.addCleanup(patch.stop)

    def put(self, name, content):
        path = os.path.join(self.build, name)
        with open(path, "wb") as file:
            file.write(content if isinstance(content, bytes) else
                       (content if isinstance(content, str) else json.dumps(content)).encode())
        return path

    def results(self, *records):
        self.put("results.json", list(records))

    def page(self):
        with open(page.write(self.build), encoding="utf-8") as file:
            source = file.read()
        return source, Checker(source)

    def matrix(self):
        return matrix.load(self.build, PLAN)
