# SPDX-License-Identifier: GPL-2.0
"""The files of build/field as such: sums, the OVA and what describes it, the same bytes twice.

DMTF's schema of an .ovf is in no package of Debian; what it requires is looked at here.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import tarfile
import xml.etree.ElementTree as ET

import results
from booting import IN_ROOT, TOP, image

OUT = os.path.join(TOP, "build/field")
MOST = 120 * 1000 * 1000  # bytes of a file
DMTF = "http://schemas.dmtf.org/"
NS = {"o": DMTF + "ovf/envelope/1",
      "r": DMTF + "wbem/wscim/1/cim-schema/2/CIM_ResourceAllocationSettingData",
      "v": DMTF + "wbem/wscim/1/cim-schema/2/CIM_VirtualSystemSettingData"}
# the order that the schema has for what is in the hardware section and in an item
SYSTEM = ["ElementName", "InstanceID", "VirtualSystemIdentifier", "VirtualSystemType"]
NEEDED = {"ElementName", "InstanceID", "ResourceType"}  # of an item
PROCESSOR, MEMORY, IDE, DISK = "3", "4", "5", "17"
VMX = {"serial0.fileType": "file", "serial0.fileName": "pvshim-serial.log",
       "stealclock.enable": "TRUE", "ide1:0.deviceType": "cdrom-image"}


def attribute(element, name):
    return element.get(f"{{{NS['o']}}}{name}")


def tag(element):
    return element.tag.split("}")[1]


def items(hardware):
    """{type: item}; each has a name and an id of its own, in alphabetical order"""
    found, ids = {}, set()
    for item in hardware.findall("o:Item", NS):
        names = [tag(child) for child in item]
        if names != sorted(names) or not NEEDED <= set(names):
            raise results.Failed(f".ovf: an item has {' '.join(names)}")
        one = {tag(child): child.text for child in item}
        if one["InstanceID"] in ids:
            raise results.Failed(f".ovf: two items are {one['InstanceID']}")
        ids.add(one["InstanceID"])
        found[one["ResourceType"]] = one
    return found


def described(text, size, capacity):
    """What is wrong with an .ovf of a VMDK of that size for a disk of that capacity"""
    root = ET.fromstring(text)
    problems = []

    def same(what, expected, found):
        if expected != found:
            problems.append(f".ovf: {what}: expected {expected!r}, found {found!r}")

    if root.tag != f"{{{NS['o']}}}Envelope":
        raise results.Failed(f".ovf: the root is {root.tag}")
    same("sections", ["References", "DiskSection", "VirtualSystem"], [tag(c) for c in root])
    file, disk = root.find("o:References/o:File", NS), root.find("o:DiskSection/o:Disk", NS)
    system = root.find("o:VirtualSystem", NS)
    same("size", str(size), attribute(file, "size"))
    same("capacity", str(capacity), attribute(disk, "capacity"))
    same("file of the disk", attribute(file, "id"), attribute(disk, "fileRef"))
    same("format", True, attribute(disk, "format").endswith("#streamOptimized"))
    same("system", ["Info", "Name", "OperatingSystemSection", "VirtualHardwareSection"],
         [tag(child) for child in system])
    same("an id of the system", True, bool(attribute(system, "id")))
    same("an id of its operating system", True,
         (attribute(system.find("o:OperatingSystemSection", NS), "id") or "").isdigit())
    for section in (root.find("o:DiskSection", NS), *system[2:]):
        same(f"first of {tag(section)}", "Info", tag(section[0]))
    hardware = system.find("o:VirtualHardwareSection", NS)
    same("its System", SYSTEM, [tag(child) for child in hardware.find("o:System", NS)])
    found = items(hardware)
    same("items", sorted([PROCESSOR, MEMORY, IDE, DISK]), sorted(found))
    same("disk", f"ovf:/disk/{attribute(disk, 'diskId')}", found[DISK]["HostResource"])
    same("parent", found[IDE]["InstanceID"], found[DISK]["Parent"])
    return problems, attribute(file, "href")


def sums():
    """Each file of the list is there as it says, and no other is"""
    with open(os.path.join(OUT, "SHA256SUMS"), encoding="ascii") as file:
        listed = dict(reversed(line.split()) for line in file)
    problems = []
    if sorted([*listed, "SHA256SUMS"]) != sorted(os.listdir(OUT)):
        problems.append(f"SHA256SUMS lists {' '.join(sorted(listed))}")
    for name, expected in listed.items():
        path = os.path.join(OUT, name)
        with open(path, "rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != expected:
                problems.append(f"{name}: its sum is another")
        if os.path.getsize(path) > MOST:
            problems.append(f"{name} has {os.path.getsize(path)} bytes")
    return problems


def ova():
    """.ovf, manifest, disk, in this order; the manifest has the sums of the two others"""
    with tarfile.open(image("ova")) as tar:
        members = tar.getmembers()
        data = [tar.extractfile(member).read() for member in members]
    names = [member.name for member in members]
    if [name.rsplit(".", 1)[1] for name in names] != ["ovf", "mf", "vmdk"]:
        return [f"the OVA has {' '.join(names)}"]
    expected = "".join(f"SHA256({names[at]})= {hashlib.sha256(data[at]).hexdigest()}\n"
                       for at in (0, 2))
    problems = [] if data[1].decode() == expected else ["the manifest of the OVA is another"]
    more, href = described(data[0], len(data[2]), os.path.getsize(image("raw")))
    if href != names[2]:
        problems.append(f".ovf: {href} is not {names[2]}")
    with open(image("vmdk"), "rb") as file:
        if file.read() != data[2]:
            problems.append("the disk in the OVA is not the VMDK")
    return problems + more


def same_disk():
    """The images of other hypervisors hold the raw one"""
    problems = []
    for suffix in ("vmdk", "vhdx", "qcow2"):
        done = subprocess.run([IN_ROOT, "-r", "field", "qemu-img", "compare", image("raw"),
                               image(suffix)], capture_output=True, text=True)
        if done.returncode:
            problems.append(f"{suffix}: {(done.stdout + done.stderr).strip()}")
    done = subprocess.run([IN_ROOT, "-r", "field", "qemu-img", "info", "--output=json",
                           image("vmdk")], capture_output=True, text=True, check=True)
    kind = json.loads(done.stdout)["format-specific"]["data"]["create-type"]
    if kind != "streamOptimized":
        problems.append(f"the VMDK is {kind}")
    return problems


def settings():
    """The lines of the .vmx that make a report come back, and the ISO that it names"""
    with open(image("vmx"), encoding="ascii") as file:
        found = dict(re.findall(r'^(\S+) = "(.*)"$', file.read(), re.M))
    wanted = {**VMX, "ide1:0.fileName": os.path.basename(image("iso"))}
    return [f".vmx: {key}: expected {value!r}, found {found.get(key)!r}"
            for key, value in wanted.items() if found.get(key) != value]


def images(_):
    """The row of that name"""
    problems = sums() + ova() + same_disk() + settings()
    if problems:
        raise results.Failed("\n".join(problems))
    return "sums, OVA, .ovf, .vmx, and the same disk in each image"


def twice(_):
    """The same sources, at another time and place: the same sums"""
    second = os.path.join(TOP, "build/field-second/another/place")
    shutil.rmtree(os.path.dirname(os.path.dirname(second)), ignore_errors=True)
    os.makedirs(second)
    listed = subprocess.run(["git", "-C", TOP, "ls-files", "-z"], check=True,
                            capture_output=True).stdout
    subprocess.run(["cpio", "--quiet", "-0pd", second], cwd=TOP, input=listed, check=True)
    with open(os.path.join(TOP, "build/field-epoch"), encoding="ascii") as file:
        epoch = file.read().strip()
    done = subprocess.run([os.path.join(second, "scripts/field")], capture_output=True, text=True,
                          env={**os.environ, "SOURCE_DATE_EPOCH": epoch})
    if done.returncode:
        raise results.Unable(done.stderr.strip()[-500:])
    found = []
    for top in (TOP, second):
        with open(os.path.join(top, "build/field/SHA256SUMS"), encoding="ascii") as file:
            found.append(set(file))
    if found[0] != found[1]:
        raise results.Failed("".join(sorted(line.split()[1] + " differs\n"
                                            for line in found[0] - found[1])))
    shutil.rmtree(os.path.dirname(os.path.dirname(second)))
    return f"{len(found[0])} files have the same bytes"
