#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""What makes a report in the guest, and what reads it at home. Prints KTAP.

The guest's awk and shell run here as they are; the reader gets reports that are whole, cut
off, mixed, hostile. It is run in the root file system that has what they need (field).
"""

import base64
import gzip
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), *(str(HERE.parent.parent / name)
                             for name in ("field/rig", "scripts", "selftests/lib"))]
import images  # noqa: E402
import results  # noqa: E402
import schema  # noqa: E402
import screen  # noqa: E402
import sources  # noqa: E402
import table  # noqa: E402

FIELD = pathlib.Path(schema.TOP) / "field"
GUEST = FIELD / "guest"
RESULTS = """cell field good begin
ok 1 - one
ok 2 - two # SKIP not here
fact key the value
1..2
cell field good end 0
cell field bad begin
not ok 1 - "quoted" \\ text
# why
1..1
cell field bad end 0
cell field skipped begin
1..0 # SKIP it is not for this
cell field skipped end 0
cell field short begin
ok 1 - one
cell field short end 0
cell field died begin
ok 1 - one
"""


def awk(program, text, *options):
    return subprocess.run(["awk", *options, "-f", str(GUEST / program)], input=text, text=True,
                          check=True, capture_output=True).stdout


def report(**changes):
    """A whole one."""
    text = {"vendor": "VMware, Inc.", "product": "VMware Virtual Platform", "bios": "x",
            "firmware": "BIOS", "processor": "a CPU", "vcpus": 2, "memory_mib": 1000,
            "flags": "fpu"}
    whole = {"schema": 1, "pvshim": "0.1.0", "date": "2026-11-27T08:00:00Z", "seconds": 100,
             "mode": "short", "machine": text,
             "below": {"kernel_says": "VMware", "signatures": "VMwareVMware@40000000",
                       "sys_hypervisor": "none", "environment": "field-vmware"},
             "kernel": {"column": "7.3", "release": "7.3.4", "command_line": "",
                        "clock_source": "tsc", "calls_checked": "none"},
             "cpuid": [], "pci": [],
             "tests": [{"name": "life", "result": "ok", "reason": "", "ok": 3, "failed": 0,
                        "skipped": 0, "said": []}],
             "left_out": [], "facts": [{"test": "demo", "key": "hypervisor", "value": "vmware"}],
             "steps": [], "inspect": [], "earlier_run": [], "kernel_log": [], "complaints": 0}
    return {**whole, **changes}


def packed(**changes):
    return json.dumps(report(**changes)).encode()


def marked(text, said=None):
    return (b"noise\r\n-----BEGIN PVSHIM FIELD REPORT 1-----\r\n" + text.replace(b"\n", b"\r\n")
            + b"\r\n-----END PVSHIM FIELD REPORT "
            + (said or hashlib.sha256(text + b"\n").hexdigest()).encode() + b"-----\r\n")


def logged(text, size=100):
    data = base64.b64encode(gzip.compress(text))
    parts = [data[at:at + size] for at in range(0, len(data), size)]
    return [b"2026-11-27T08:00:00.000Z In(05) vmx - Guest: pvshim-report %d/%d %s"
            % (number, len(parts), part) for number, part in enumerate(parts, 1)]


class Writing(unittest.TestCase):
    def found(self):
        with tempfile.TemporaryDirectory() as directory:
            facts = os.path.join(directory, "facts")
            lines = awk("results.awk", RESULTS, "-v", f"facts={facts}")
            found = json.loads(awk("write.awk", "[\ttests\n" + lines + "]\n"))
            return found["tests"], pathlib.Path(facts).read_text(encoding="ascii")

    def test_results(self):
        tests, facts = self.found()
        self.assertEqual([(t["name"], t["result"]) for t in tests],
                         [("good", "ok"), ("bad", "fail"), ("skipped", "skip"),
                          ("short", "fail"), ("died", "fail")])
        self.assertEqual(facts, "good\tkey\tthe value\n")

    def test_what_was_said(self):
        bad = self.found()[0][1]
        self.assertEqual(bad["said"], ['not ok 1 - "quoted" \\ text', "# why"])
        self.assertEqual((bad["failed"], bad["reason"]), (1, "1 of its checks failed"))

    def test_objects_follow_each_other(self):
        """With commas, the outermost, too"""
        self.assertEqual(json.loads(awk("write.awk", "{\ta\nN\tn\t1\n}\n{\tb\n}\nS\tc\tx y\n")),
                         {"a": {"n": 1}, "b": {}, "c": "x y"})


class Scrubbing(unittest.TestCase):
    PLANTED = {"class/dmi/id/product_serial": "VMware-56 4d 01 02",
               "class/dmi/id/product_uuid": "564D0102-0304-0506-0708-090A0B0C0D0E",
               "class/dmi/id/board_asset_tag": "Desk-4711",
               "block/sda/device/serial": "QM00001",
               "bus/usb/devices/1-1/serial": "0123SECRET",
               "class/net/eth0/address": "00:0c:29:ab:cd:ef"}

    def scrubbed(self, text, planted=None):
        with tempfile.TemporaryDirectory() as directory:
            for name, value in (planted or {}).items():
                path = pathlib.Path(directory, "sys", name)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(value + "\n", encoding="ascii")
            return subprocess.run(["sh", str(GUEST / "scrub.sh")], input=text, check=True,
                                  text=True, capture_output=True,
                                  env={**os.environ, "SYS": directory + "/sys",
                                       "TMPDIR": directory}).stdout

    def test_planted(self):
        text = "".join(f"S\tx\tbefore {value} between {value.lower()} after\n"
                       for value in self.PLANTED.values())
        found = self.scrubbed(text, self.PLANTED)
        for value in self.PLANTED.values():
            self.assertNotIn(value.lower(), found.lower())
        self.assertEqual(found.count("before "), len(self.PLANTED))

    def test_looks_like_one(self):
        for text in ("mac 52:54:00:12:34:56 here",
                     "id 123e4567-e89b-12d3-a456-426614174000.",
                     "usb 1-1: SerialNumber: abc-1", "naa.6000c29a1b2c3d4e5f60718293a4b5c6",
                     "by a@b, c", "by a.b@3com.example, c", "by root@9.example"):
            self.assertIn("<left out>", self.scrubbed(text + "\n"), text)

    def test_stays(self):
        text = ("Below XenVMMXenVMM@40000100 Microsoft Hv@40000000: -\n"
                "pci 0000:00:1f.2 12:34:56 e8 12 34 56 78\nNone\n"
                "usb 1-1: New USB device strings: Mfr=1, Product=2, SerialNumber=3\n")
        self.assertEqual(self.scrubbed(text, {"class/dmi/id/product_serial": "None"}), text)

    def test_ascii_alone(self):
        self.assertEqual(self.scrubbed("a\x07b\x1b[2Jc\n"), "ab[2Jc\n")


class Reading(unittest.TestCase):
    def setUp(self):
        self.directory = tempfile.TemporaryDirectory()
        self.addCleanup(self.directory.cleanup)

    def reports(self, data):
        path = os.path.join(self.directory.name, "file")
        with open(path, "wb") as file:
            file.write(data)
        return [schema.checked(text) for text in sources.reports(path)]

    def refused(self, data, words):
        with self.assertRaises(schema.Refused) as caught:
            self.reports(data)
        self.assertIn(words, str(caught.exception))

    def test_json(self):
        self.assertEqual(self.reports(packed()), [report()])

    def test_serial(self):
        self.assertEqual(self.reports(marked(packed())), [report()])
        self.assertEqual(len(self.reports(marked(packed()) + marked(packed(seconds=5)))), 2)

    def test_serial_cut_off(self):
        self.refused(marked(packed())[:-120], "cut off")

    def test_serial_mixed(self):
        self.refused(marked(packed()).replace(b'"life"', b'"l[ 1.2] ife"'), "hash")

    def test_vmware_log(self):
        self.assertEqual(self.reports(b"\n".join([b"vmx| log", *logged(packed()), b"more"])),
                         [report()])

    def test_vmware_log_lost(self):
        lines = logged(packed())
        self.refused(b"\n".join(lines[:1] + lines[2:]), "lost")
        self.refused(b"\n".join(lines[:-1]), "cut off")
        self.refused(b"\n".join(lines[1:]), "lost")

    def test_bomb(self):
        self.refused(b"\n".join(logged(b" " * (sources.MOST + 1), 4000)), "unpacks to more")

    def test_not_packed(self):
        self.refused(b"pvshim-report 1/1 AAAA\n", "unpacked")

    def test_nothing(self):
        self.assertEqual(self.reports(b"nothing of ours\n"), [])

    def test_hostile_json(self):
        self.refused(b"{" + b'"a":[' * 100000, "deep")
        self.refused(b'{"schema": 1, "schema": 1}', "twice")
        self.refused(b'{"schema": NaN}', "no number")
        self.refused(packed()[:-10], "not JSON")
        self.refused(b'{"schema": "\xff"}', "ASCII")
        self.refused(b'{"schema": 2}', "only 1 is known")

    def test_schema(self):
        self.refused(packed(mode="fast"), "mode")
        self.refused(packed(more=1), "more")
        self.refused(packed(seconds=-1), "seconds")
        self.refused(packed(pvshim="x" * 5000), "pvshim")
        self.refused(packed(pvshim="\x1b[2J"), "pvshim")
        self.refused(packed(kernel_log=["x"] * 5000), "kernel_log")
        self.refused(packed(tests=[{"name": "../../x"}]), "tests/0")
        whole = report()
        del whole["machine"]
        self.refused(json.dumps(whole).encode(), "machine")

    def image(self, text):
        """A raw disk with the partition at an odd place."""
        part = os.path.join(self.directory.name, "part")
        subprocess.run(["truncate", "-s", "16M", part], check=True)
        subprocess.run(["mkfs.vfat", "-F", "16", "-i", "50565348", "-n", "PVSHIM-DATA", part],
                       check=True, capture_output=True)
        if text:
            subprocess.run(["mcopy", "-i", part, "-", "::report.json"], input=text, check=True)
        with open(part, "rb") as file:
            return bytes(510) + b"\x55\xaa" + bytes(37 * 512) + file.read()

    def test_image(self):
        self.assertEqual(self.reports(self.image(packed())), [report()])

    def test_image_without(self):
        self.refused(self.image(b""), "holds none")

    def test_image_cut_off(self):
        self.refused(self.image(packed())[:60 * 512], "holds none")

    def test_other_images(self):
        raw = os.path.join(self.directory.name, "raw")
        with open(raw, "wb") as file:
            file.write(self.image(packed()))
        for form, options in (("vmdk", ["-o", "subformat=streamOptimized"]), ("vhdx", []),
                              ("qcow2", [])):
            made = os.path.join(self.directory.name, form)
            subprocess.run(["qemu-img", "convert", "-f", "raw", "-O", form, *options, raw, made],
                           check=True)
            with open(made, "rb") as file:
                self.assertEqual(self.reports(file.read()), [report()], form)

    def test_image_of_another_file(self):
        backing = os.path.join(self.directory.name, "backing")
        made = os.path.join(self.directory.name, "made")
        subprocess.run(["truncate", "-s", "1M", backing], check=True)
        subprocess.run(["qemu-img", "create", "-q", "-f", "qcow2", "-b", backing, "-F", "raw",
                        made], check=True)
        with open(made, "rb") as file:
            self.refused(file.read(), "another file")

    def test_command(self):
        good, bad = (os.path.join(self.directory.name, name) for name in ("good", "bad"))
        pathlib.Path(good).write_bytes(packed())
        pathlib.Path(bad).write_bytes(b"{}")
        kept = os.path.join(self.directory.name, "kept")
        done = subprocess.run([sys.executable, str(FIELD / "home/report.py"), "--dir", kept, good,
                               bad, good + ".absent"], capture_output=True, text=True)
        self.assertEqual(done.returncode, 1)
        self.assertIn("refused: ", done.stderr)
        self.assertIn("No such file", done.stderr)
        self.assertIn("test life", done.stdout)
        self.assertEqual(len([n for n in os.listdir(kept) if n.endswith(".json")]), 1)


class Described(unittest.TestCase):
    """What DMTF's schema requires of an .ovf, by planted errors"""

    def setUp(self):
        text = (FIELD / "pvshim.ovf.in").read_text(encoding="ascii")
        self.text = text.replace("@SIZE@", "10").replace("@CAPACITY@", "20")

    def wrong(self, old, new):
        self.assertIn(old, self.text)
        try:
            return images.described(self.text.replace(old, new, 1), 10, 20)[0]
        except results.Failed as failed:
            return [str(failed)]

    def test_ours(self):
        self.assertEqual(images.described(self.text, 10, 20), ([], "@NAME@.vmdk"))

    def test_planted(self):
        for old, new in (('ovf:size="10"', 'ovf:size="11"'), ('fileRef="file1"', 'fileRef="x"'),
                         ('id="101"', 'id="x"'), ("ovf:/disk/disk1", "ovf:/disk/disk2"),
                         ("<Info>The disk of the field kit</Info>", ""),
                         ("<rasd:Parent>3<", "<rasd:Parent>4<"),
                         ("<rasd:InstanceID>2<", "<rasd:InstanceID>1<"),
                         ("<rasd:Address>0</rasd:Address>", "<rasd:Zone>0</rasd:Zone>"),
                         ("envelope/1\"", "envelope/2\"")):
            self.assertTrue(self.wrong(old, new), old)


class Screens(unittest.TestCase):
    """Text out of pixels, by a font of two letters"""

    FONT = {bytes(16): " ", bytes([0x18] * 16): "I"}

    def picture(self, text):
        rows = b"".join(b"\xff\xff\xff" if text[x // 8] != " " and x % 8 in (3, 4)
                        else bytes(3) for _ in range(16) for x in range(8 * len(text)))
        return b"P6\n%d 16\n255\n" % (8 * len(text)) + rows

    def test_text(self):
        with tempfile.NamedTemporaryFile() as file:
            file.write(self.picture("I I "))
            file.flush()
            self.assertEqual(screen.of_pixels(file.name, self.FONT), ["I I"])
            self.assertEqual(screen.of_pixels(file.name, {}), ["????"])


class Table(unittest.TestCase):
    def test_columns(self):
        shown = table.table([report(date="2026-12-01T00:00:00Z"), report()])
        self.assertLess(shown.index("2026-11-27"), shown.index("2026-12-01"))
        self.assertIn("demo hypervisor", shown)

    def test_nothing(self):
        self.assertEqual(table.table([]), "")


class Lists(unittest.TestCase):
    """The kit's tests are those of the rig, each once."""

    def test_names(self):
        lines = (FIELD / "tests").read_text(encoding="ascii").splitlines()
        names = [line.split()[0] for line in lines if line and not line.startswith("#")]
        text = (pathlib.Path(schema.TOP) / "selftests/tests.cfg").read_text(encoding="ascii")
        rig = [line[1:-1] for line in text.splitlines()
               if line.startswith("[") and line != "[DEFAULT]"]
        self.assertEqual(sorted(names), sorted(rig))

    def test_reasons(self):
        for line in (FIELD / "tests").read_text(encoding="ascii").splitlines():
            if line and not line.startswith("#"):
                _, how, rest = line.split(maxsplit=2)
                self.assertIn(how, ("quick", "short", "long", "no"))
                self.assertEqual(how == "no", not rest.isdigit())

    def test_kernels(self):
        text = (pathlib.Path(schema.TOP) / "selftests/kernels.cfg").read_text(encoding="ascii")
        for line in (FIELD / "kernels").read_text(encoding="ascii").splitlines():
            if line and not line.startswith("#"):
                self.assertIn(f"[{line.split()[0]}]", text)


class Ktap(unittest.TextTestResult):
    """One line for each case."""

    number = 0

    def point(self, test, good, more=""):
        self.number += 1
        print(f"{'' if good else 'not '}ok {self.number} - {test.id().split('.', 1)[1]}{more}")

    def addSuccess(self, test):
        super().addSuccess(test)
        self.point(test, True)

    def addError(self, test, err):
        super().addError(test, err)
        print("".join(f"# {line}\n" for line in self.errors[-1][1].splitlines()), end="")
        self.point(test, False)

    def addFailure(self, test, err):
        super().addFailure(test, err)
        print("".join(f"# {line}\n" for line in self.failures[-1][1].splitlines()), end="")
        self.point(test, False)


def main():
    suite = unittest.defaultTestLoader.loadTestsFromModule(sys.modules[__name__])
    print(f"KTAP version 1\n1..{suite.countTestCases()}")
    with open(os.devnull, "w", encoding="utf-8") as nothing:
        result = unittest.TextTestRunner(stream=nothing, resultclass=Ktap).run(suite)
    return 0 if result.wasSuccessful() else 1


if __name__ == "__main__":
    assert shutil.which("mcopy"), "mtools are not here; run it by scripts/in-root -r field"
    sys.exit(main())
