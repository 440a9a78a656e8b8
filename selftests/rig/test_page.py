#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Does the page show what it should, and can a log harm its reader?"""

import re
import unittest

from build_case import Build, record

from report import evidence, markup

HOSTILE = ("</pre></details><script>alert(1)</script>"
           "<img src=x onerror=alert(2)>\" onclick=\"alert(3)\" & ' <!-- \x1b[31m\x07\u202e")


class Cleaning(unittest.TestCase):
    def test_escape_sequences(self):
        self.assertEqual(evidence.clean("\x1bc\x1b[?7l\x1b[1;31mred\x1b[0m"), "red")
        self.assertEqual(evidence.clean("\x1b]0;title\x07text"), "text")
        self.assertEqual(evidence.clean("a\x1bP1$q\x1b\\b"), "ab")

    def test_stray_introducer_hides_nothing(self):
        self.assertEqual(evidence.clean("\x1b]never ended\nBUG: x"), "never ended\nBUG: x")

    def test_control_characters(self):
        self.assertEqual(evidence.clean("a\0b\x08c\x7f\x9bd\te"), "abcd\te")
        self.assertEqual(evidence.clean("a\r\nb\r\r\nc\rd"), "a\nb\nc\nd")

    def test_direction_and_surrogates(self):
        self.assertEqual(evidence.clean("a\u202eb\ud800c"), "a\ufffdb\ufffdc")

    def test_cut_keeps_the_complaint(self):
        text = "head\n" + "x\n" * 500 + "[  1.0] BUG: in the middle\n" + "y\n" * 500 + "end\n"
        log = evidence.shorten("Console", text, 100, 100)
        self.assertEqual(log.complaints, ["[  1.0] BUG: in the middle"])
        self.assertTrue(log.head.startswith("head\n") and log.tail.endswith("\nend\n"))
        self.assertEqual(log.left_out + log.head.count("\n") + log.tail.count("\n"), log.lines)

    def test_cut_without_lines(self):
        log = evidence.shorten("Console", "x" * 1000, 100, 100)
        self.assertEqual((len(log.head), len(log.tail)), (100, 100))

    def test_element(self):
        self.assertEqual(markup.el("a", "<&>", title='"', id="x\x1b[1my"),
                         '<a title="&quot;" id="xy">&lt;&amp;&gt;</a>')


class Page(Build):
    def setUp(self):
        super().setUp()
        self.results(record("tcg/6.1/identity"), record("tcg/6.1/life", "fail", HOSTILE),
                     record("xen-pvh/6.12-rt/life"), record("host/-/unit/a_b c", "skip", HOSTILE))
        self.put("logs/tcg-6.1.cmdline", "qemu -append 'a \"b\" <c> & d'\n")
        self.put("logs/tcg-6.1.console", b"\xff\xfe\0\x1b[31m" + HOSTILE.encode() +
                 b"\n[ 1.0] pvshim-test: begin life\n[ 1.1] said meanwhile\n"
                 b"[ 1.2] pvshim-test: end life\n")
        self.put("logs/tcg-6.1.console.first", "the first try\n")
        self.put("logs/tcg-6.1.stderr", HOSTILE)
        self.put("logs/tcg-6.1.results",
                 "1.0 guest tcg/6.1 boot 6.1.0-9\n1.1 cell tcg/6.1 life begin\n1.2 1..2\n"
                 f"1.3 ok 1 - {HOSTILE}\n1.5 not ok 2 - broken\n1.6 # why it is\n"
                 "2.0 cell tcg/6.1 life end 0\n2.1 guest tcg/6.1 done 1\n")
        self.put("logs/xen-dom0-6.12.results",
                 "1.0 guest xen-dom0/6.12 boot 6.12\n2.0 guest xen-pvh/6.12-rt start\n"
                 "3.0 cell xen-pvh/6.12-rt life begin\n3.1 of the first try\n"
                 "4.0 guest xen-pvh/6.12-rt again it died\n5.0 guest xen-pvh/6.12-rt start\n"
                 "6.0 cell xen-pvh/6.12-rt life begin\n6.1 ok 1 - inside\n"
                 "7.0 cell xen-pvh/6.12-rt life end 0\n8.0 guest xen-pvh/6.12-rt exit clean\n")
        self.put("logs/xen-dom0-6.12.cmdline", "qemu of dom0\n")
        self.put("facts.json", [{"env": "tcg", "kernel": "6.1", "test": "identity",
                                 "key": "identity", "value": HOSTILE}])
        self.put("unit.ktap", HOSTILE)
        self.put("run.json", {"begun": 1_000, "seconds": 61, "command": HOSTILE,
                              "versions": {"QEMU": HOSTILE}, "boots": [
                                  {"outer": "xen-dom0-6.12", "guests": ["xen-pvh-6.12-rt"],
                                   "seconds": 5}]})

    def test_hostile_text_stays_text(self):
        source, found = self.page()
        self.assertNotRegex(source, r"<(script|img)")
        self.assertFalse(found.tags & {"script", "img", "link", "iframe", "object", "form"})
        self.assertFalse({a for a in found.attributes if a.startswith("on")})
        self.assertIn("default-src 'none'", source)
        self.assertGreaterEqual("".join(found.shown).count("</pre></details><script>"), 7)

    def test_no_control_characters(self):
        self.assertNotRegex(self.page()[0], "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]")

    def test_nothing_from_outside(self):
        source, found = self.page()
        self.assertTrue(all(href.startswith("#") for href in found.hrefs))
        self.assertNotRegex(source, r"@import|url\(|https?://")

    def test_every_link_leads_somewhere_and_only_there(self):
        _, found = self.page()
        self.assertEqual(len(found.ids), len(set(found.ids)))
        self.assertEqual({href[1:] for href in found.hrefs} - set(found.ids), set())
        self.assertFalse([i for i in found.ids if not i or re.search(r"\s", i)])

    def test_every_cell_leads_to_its_panel(self):
        _, found = self.page()
        for name in ("tcg/6.1/life", "xen-pvh/6.12-rt/life", "host/-/unit/a_b~20~c"):
            self.assertIn("#" + name, found.hrefs)
            self.assertIn(name, found.ids)

    def test_cell_is_told_without_colour(self):
        source, _ = self.page()
        self.assertRegex(source, r'<td class="r-fail"><a href="#tcg/6.1/life" title="[^"]*fail, '
                                 r'1.0 s[^"]*"[^>]*>F</a>')

    def test_what_failed_is_listed(self):
        self.assertIn("What failed", self.page()[0])
        self.results(record("tcg/6.1/life"))
        self.assertNotIn("What failed", self.page()[0])

    def test_kernel_of_a_log(self):
        logs = evidence.Logs(self.build, ["rt", "6.12", "6.12-rt"], {})
        self.assertEqual(logs.title("xen-pvh-4cpu-6.12-rt"), "xen-pvh-4cpu/6.12-rt")
        self.assertEqual(logs.title("who-knows"), "who-knows")

    def test_command_line_is_exact(self):
        shown = "".join(self.page()[1].shown)
        self.assertIn("qemu -append 'a \"b\" <c> & d'", shown)

    def test_failed_test_shows_what_it_needs(self):
        source, _ = self.page()
        panel = source[source.index('<details id="tcg/6.1/life"'):]
        panel = panel[:panel.index("</details>")]
        for wanted in (" open", "<li>broken</li>", "<mark>not ok 2 - broken</mark>",
                       "# why it is", "said meanwhile", "1 of 2 points"):
            self.assertIn(wanted, panel)

    def test_inner_guest(self):
        source, found = self.page()
        self.assertIn("ok 1 - inside", source)
        self.assertNotIn("of the first try", source)
        self.assertIn("booted again: it died", source)
        self.assertIn("xen-dom0/6.12", found.ids)
        self.assertIn("qemu of dom0", source)
        self.assertEqual(source.count("<summary>Command line"), 2)  # tcg's and dom0's

    def test_long_console_is_cut_and_says_so(self):
        self.put("logs/tcg-6.1.console", "first line\n" + "x" * 99 * 10 + "\n" +
                 "line of forty characters, more or less..\n" * 20_000 + "last line\n")
        source, _ = self.page()
        self.assertLess(len(source), 400_000)
        for wanted in ("first line", "last line", "lines are left out here"):
            self.assertIn(wanted, source)

    def test_repeated_boot_and_versions(self):
        shown = "".join(self.page()[1].shown)
        for wanted in ("the first try", "took 1 min 1 s", "Console, first boot"):
            self.assertIn(wanted, shown)


if __name__ == "__main__":
    unittest.main()
