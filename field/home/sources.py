# SPDX-License-Identifier: GPL-2.0
"""Where reports come from: a JSON file, a serial log, vmware.log, an image of a disk.

All of it was written by others. Nothing is run or mounted, and what is read is limited.
"""

import base64
import binascii
import hashlib
import json
import os
import re
import subprocess
import tempfile
import zlib

from schema import MOST, Refused

BEGIN = re.compile(rb"-----BEGIN PVSHIM FIELD REPORT (\d+)-----\r*\n")
END = re.compile(rb"^-----END PVSHIM FIELD REPORT ([0-9a-f]{64})-----", re.M)
LINE = re.compile(rb"pvshim-report (\d{1,5})/(\d{1,5}) ([A-Za-z0-9+/=]+)\s*$", re.M)
# the first sector of the partition: serial number and label, at this place
FAT, FAT_AT, SECTOR = b"HSVPPVSHIM-DATA", 39, 512
FORMATS = {b"KDMV": "vmdk", b"vhdxfile": "vhdx", b"QFI\xfb": "qcow2"}
NAME = re.compile(r"^(report(?:-\d{1,3})?\.json)$", re.M)
LOG_MOST, IMAGE_MOST, CHUNK = 64 << 20, 8 << 30, 1 << 20


def serial(data):
    """[report] between the markers, each as its hash says."""
    found = []
    for begin in BEGIN.finditer(data):
        end = END.search(data, begin.end())
        if not end:
            raise Refused("the report begins and does not end: the log is cut off")
        text = data[begin.end():end.start()].replace(b"\r", b"")
        if hashlib.sha256(text).hexdigest().encode() != end[1]:
            raise Refused("the report is not what its hash says: lines are lost or mixed")
        found.append(text)
    return found


def unpacked(data):
    packed = zlib.decompressobj(31)
    try:
        text = packed.decompress(data, MOST + 1)
    except zlib.error as error:
        raise Refused(f"it cannot be unpacked: {error}") from None
    if len(text) > MOST:
        raise Refused(f"it unpacks to more than {MOST >> 20} MiB")
    if not packed.eof:
        raise Refused("it is cut off")
    return text


def vmware_log(data):
    """[report] of the numbered lines; a later run begins at 1 again."""
    runs = []
    for number, total, text in LINE.findall(data):
        number, total = int(number), int(total)
        if number == 1:
            runs.append((total, []))
        if not runs or total != runs[-1][0] or number != len(runs[-1][1]) + 1:
            raise Refused(f"line {number} of {total} does not follow: lines are lost")
        runs[-1][1].append(text)
    for total, texts in runs:
        if len(texts) != total:
            raise Refused(f"{len(texts)} of {total} lines are there: the log is cut off")
    try:
        return [unpacked(base64.b64decode(b"".join(texts), validate=True)) for _, texts in runs]
    except binascii.Error as error:
        raise Refused(f"its lines are not base64: {error}") from None


def tool(*command):
    """What a program of others says about a file of others, within limits."""
    try:
        done = subprocess.run(["prlimit", "--as=4000000000", "--cpu=300",
                               f"--fsize={IMAGE_MOST}", *command],
                              capture_output=True, timeout=600, env={**os.environ,
                                                                     "MTOOLS_SKIP_CHECK": "1"})
    except subprocess.TimeoutExpired:
        raise Refused(f"{command[0]} did not come to an end with it") from None
    if done.returncode:
        said = done.stderr.decode("ascii", "replace").strip().split("\n")[-1]
        raise Refused(f"{command[0]}: {said[-150:]}")
    return done.stdout


def partition(path):
    """The offset of the kit's own in a raw image, or None."""
    with open(path, "rb") as file:
        at, before = 0, b""
        while data := file.read(CHUNK):
            window = before + data
            start = at - len(before)
            found = -1
            while (found := window.find(FAT, found + 1)) >= 0:
                if (start + found) % SECTOR == FAT_AT:
                    return start + found - FAT_AT
            before = window[-SECTOR:]
            at += len(data)
    return None


def raw_image(path):
    """[report] in the files of the partition."""
    offset = partition(path)
    if offset is None:
        return []
    drive = f"{path}@@{offset}"
    names = NAME.findall(tool("mdir", "-b", "-i", drive, "::").decode("ascii", "replace")
                         .replace("::/", ""))
    if not names:
        raise Refused("its partition for reports holds none")
    return [tool("mtype", "-i", drive, f"::{name}") for name in sorted(names)]


def other_image(path, form):
    """The same of an image that is not raw; it may refer to no other file."""
    about = json.loads(tool("qemu-img", "info", "--output=json", "-f", form, path))
    if "backing-filename" in about or "data-file" in json.dumps(about.get("format-specific", {})):
        raise Refused("it refers to another file")
    if about["virtual-size"] > IMAGE_MOST:
        raise Refused(f"its disk has more than {IMAGE_MOST >> 30} GiB")
    with tempfile.TemporaryDirectory() as directory:
        raw = os.path.join(directory, "disk")
        tool("qemu-img", "convert", "-f", form, "-O", "raw", path, raw)
        return raw_image(raw)


def reports(path):
    """[report] of a file, as bytes, whatever it is."""
    size = os.path.getsize(path)
    if size > IMAGE_MOST:
        raise Refused(f"it has more than {IMAGE_MOST >> 30} GiB")
    with open(path, "rb") as file:
        head = file.read(SECTOR)
    for magic, form in FORMATS.items():
        if head.startswith(magic):
            return other_image(path, form)
    if head[510:512] == b"\x55\xaa":
        return raw_image(path)
    if size > LOG_MOST:
        raise Refused(f"it has more than {LOG_MOST >> 20} MiB and is no image")
    with open(path, "rb") as file:
        data = file.read()
    if data.lstrip()[:1] == b"{":
        return [data]
    return serial(data) or vmware_log(data)
