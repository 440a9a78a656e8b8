#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""pvshimctl on this machine, against planted trees: text, JSON, exit statuses.

Usage: test_pvshimctl.py PROGRAM FAULTS
PROGRAM was built with SANITIZE=1, FAULTS from fault_files.c. Prints KTAP.
"""

import errno
import json
import os
import pty
import random
import re
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
import ktap_cases  # noqa: E402
from ktap_cases import has, same  # noqa: E402
from planted_sysfs import ABSENT, BUSY, KERNEL_OPS, OPS, PORTS, PROVIDERS, Tree  # noqa: E402

NOT_ROOT = 65534
HERE = os.path.dirname(os.path.abspath(__file__))
COMPLETION = os.path.join(HERE, "../../tools/pvshimctl/completion.sh")
COMMANDS = ("status", "providers", "ops", "verify", "pv-ops", "bench")
BINDS = ("bind yield_to xen", "bind --kernel xen", "ab yield_to xen -- true")
PV_OPS = """irq.irq_disable  native_irq_disable  fa0f1f440000 inline native: cli
mmu.flush_tlb_user xen_flush_tlb [xen] e811223344 direct call to xen_flush_tlb [xen]
cpu.io_delay\tnative_io_delay  -   -
3 ops
"""

STATUS = """\
hypervisor: xen, pvshim 0.1.0

provider  signature     found       version  can serve  serves
native    -             -           -        4          3
acme      AcmeAcmeAcme  no          -        0          0
kernel    -             -           -        1          1
vmware    VMwareVMware  by DMI      6        0          0
xen       XenVMMXenVMM  0x40000100  4.17     2          0

operation    served by  why native, or which others can
host_time    native     xen: wall clock version is odd after 100 readings, which
                        no host keeps for as long; vmware: GETTIMEFULL is not
                        answered
later_op     native     no provider here has it
steal_clock  kernel     also possible: native xen
yield_to     native     not bound; possible: xen
"""


class Bench:
    """The program and its tree."""

    def __init__(self, program, faults, directory):
        os.chmod(directory, 0o755)
        # where a user who is not root may run it
        self.program = shutil.copy(program, f"{directory}/pvshimctl")
        self.faults = shutil.copy(faults, f"{directory}/faults.so")
        self.tree = Tree(directory)

    def command(self, args):
        return [self.program, "--sysfs", self.tree.sys, "--debugfs", self.tree.debug,
                *(args.split() if isinstance(args, str) else args)]

    def run(self, args, wanted=0, **how):
        """(stdout, stderr) of the program, which must exit with `wanted`."""
        done = subprocess.run(self.command(args), capture_output=True, text=True,
                              stdin=subprocess.DEVNULL, timeout=60, **how)
        if done.returncode != wanted:
            raise AssertionError(f"{args}: exit status {done.returncode}, not {wanted}\n"
                                 + done.stdout[-500:] + done.stderr[-3000:])
        return done.stdout, done.stderr

    def json(self, args, wanted=0, **how):
        """As the program's JSON says, parsed by another parser, too."""
        words = args.split() if isinstance(args, str) else args
        text = self.run(["--json", *words], wanted, **how)[0]
        subprocess.run([sys.executable, "-m", "json.tool"], input=text, text=True, check=True,
                       stdout=subprocess.DEVNULL)
        return json.loads(text)

    def as_user(self):
        return {"user": NOT_ROOT, "extra_groups": []} if os.getuid() == 0 else {}

    def with_fault(self, call, name, argument):
        """See fault_files.c."""
        return {"env": {**os.environ, "LD_PRELOAD": self.faults,
                        "FAULT": f"{call} {name} {argument}",
                        "ASAN_OPTIONS": "exitcode=99:verify_asan_link_order=0"}}

    def unreadable(self, path, wanted, *said, commands=("status", "--json status"), **how):
        """Neither command prints anything but which file it is, and what is wrong."""
        for args in commands:
            out, err = self.run(args, wanted, **how)
            same(out, "")
            has(err, f"cannot read {path}", *said)


def screen(lines=24, width=80):
    """How large the terminal is that standard output stands for"""
    return {"env": {**os.environ, "COLUMNS": str(width), "LINES": str(lines)}}


def status_text(b):
    same(b.run("status", **screen()), (STATUS, ""))
    # no terminal: a line each, and all of it
    has(b.run("status")[0], "xen: wall clock version is odd after 100 readings, which no host "
        "keeps for as long; vmware: GETTIMEFULL is not answered\n")
    same(max(map(len, b.run("status", **screen(width=60))[0].splitlines())) < 61, True)


def status_by_sysfs(b):
    """The reasons need no debugfs."""
    shutil.rmtree(b.tree.debug)
    b.tree.plant_verdicts()
    same(b.run("status", **screen())[0],
         STATUS.replace("""xen: wall clock version is odd after 100 readings, which
                        no host keeps for as long; vmware: GETTIMEFULL is not
                        answered""", """vmware: GETTIMEFULL is not answered; xen: wall clock
                        version is odd after 100 readings, which no host keeps
                        for as long"""))
    same(b.json("status")["reasons_missing"], None)
    has(b.run("bind host_time vmware", **b.with_fault("write", "host_time/provider", errno.ENOSPC),
              wanted=1)[1], "GETTIMEFULL is not answered")
    for text in ("", "no", "no:", "\n", ": x", "yes: x"):
        b.tree.set("providers/xen/verdicts/host_time", text)
        b.run("status")


def serve_all(b):
    b.tree.plant_values()
    b.tree.plant_ops({"vcpu_is_preempted": ("kernel", "xor", 1, {}),
                      "host_time": ("xen", "call", 1, {})}, "module")


def serve_none(b):
    serve_all(b)
    for name in ("steal_clock", "vcpu_is_preempted", "host_time"):
        b.tree.set(f"ops/{name}/provider", "native\n")
    b.tree.set("host_clock/offset", "\n")


def values_text(b):
    serve_all(b)
    b.tree.write(f"{b.tree.sys}/devices/system/cpu/online", "0,2-3\n")
    out, err = b.run("values")
    same((re.sub(r"to 0\.\d+ s", "to X s", out), err), ("""\
steal time: kernel, preempted: kernel, host clock: xen
host clock minus guest clock: -0.001500 s, to X s
switches: 7, clamped readings: 0

CPU  stolen, s  now, %  preempted
0    0.500      0.0     no
1    1.500      -       offline
2    2.500      0.0     no
""", ""))
    serve_none(b)
    has(b.run("values")[0], "minus guest clock: - (no provider serves host_time)\n",
        "\n0    -          -       -\n", "\n1    -          -       offline\n")
    b.tree.plant_values(30)
    out = b.run("values", **screen(15))[0].splitlines()
    same((len(out), out[-1]), (14, "and 22 more CPUs"))


def values_json(b):
    serve_all(b)
    found = b.json("values")
    same([(c["cpu"], c["stolen_ns"], c["stolen_rate"], c["why"], c["preempted"], c["online"])
          for c in found["cpus"]],
         [(0, 500000000, 0.0, None, False, True), (1, 1500000000, 0.0, None, True, True),
          (2, 2500000000, 0.0, None, False, True)])
    same((found["host_clock"]["minus_guest_ns"], found["switches"]["steal_clock"],
          found["providers"]["host_time"], found["clamped"]["xen"], found["happened"]),
         (-1500000, 3, "xen", 0, []))
    serve_none(b)
    nothing = b.json("values")
    same((nothing["cpus"][0]["stolen_ns"], nothing["cpus"][0]["preempted"],
          nothing["host_clock"]["minus_guest_ns"], nothing["host_clock"]["why"]),
         (None, None, None, "no provider serves host_time"))
    judge = ktap_cases.validator("values")
    for good in (found, nothing):
        judge.validate(good)

    def bad(change):
        value = json.loads(json.dumps(found))
        change(value)
        if judge.is_valid(value):
            raise AssertionError("the schema takes what it must not")
    bad(lambda v: v.pop("happened"))
    bad(lambda v: v.update(schema="pvshim-values/2"))
    bad(lambda v: v["cpus"][0].update(stolen_rate=1.5))
    bad(lambda v: v["cpus"][0].update(stolen_rate=None))
    bad(lambda v: v["cpus"][0].update(stolen_ns=-1))
    bad(lambda v: v["host_clock"].update(minus_guest_ns=None))
    bad(lambda v: v["happened"].append({"kind": "other", "text": "x"}))


class Watch:
    """pvshimctl values --watch 1 in a pipe."""

    def __init__(self, b, *options):
        self.process = subprocess.Popen(b.command(["--watch", "1", *options, "values"]), text=True,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def __enter__(self):
        return self

    def line(self):
        return self.process.stdout.readline()

    def until(self, text):
        """The first line with it, of some"""
        lines = [self.line()]
        while text not in lines[-1] and len(lines) < 5:
            lines.append(self.line())
        has(lines[-1], text)
        return lines[-1]

    def __exit__(self, *_):
        self.process.stdout.close()
        self.process.stderr.close()
        self.process.terminate()
        self.process.wait()


def number(line, name):
    return float(line.split(f"{name}=")[1].split()[0])


def values_watched(b):
    """A line for each sample, and the rate between two."""
    serve_all(b)
    shutil.rmtree(b.tree.path("cpus"))
    b.tree.plant_values(1)
    with Watch(b) as watch:
        first = watch.line()
        has(first, " stolen_s=0.500 stolen_percent=0.0 stolen_percent_by_cpu=0.0 preempted=0/1 "
            "host_minus_guest_s=-0.001500 switches=7 clamped=0\n")
        b.tree.set("cpus/cpu0/steal_clock", "1000000000\n")
        lines = [watch.until(" stolen_s=1.000 "), watch.line()]
    # half a second of a second or, on a busy machine, of more; nothing of the next one
    longest = number(lines[0], "time") - number(first, "time") + 1
    if not 49 / longest < sum(number(line, "stolen_percent") for line in lines) < 51:
        raise AssertionError(first + "".join(lines))


def values_that_go(b):
    """A CPU, a provider, a clock and the module: each is told, and no rate is made of it."""
    serve_all(b)
    b.tree.write(f"{b.tree.sys}/devices/system/cpu/online", "0-2\n")
    with Watch(b) as watch:
        has(watch.line(), "stolen_percent_by_cpu=0.0,0.0,0.0 ")
        b.tree.write(f"{b.tree.sys}/devices/system/cpu/online", "0-1\n")
        has(watch.until('happened="CPU 2: offline now"'), "stolen_percent_by_cpu=0.0,0.0,- ",
            "preempted=1/2")
        b.tree.set("cpus/cpu0/steal_clock", "0\n")
        has(watch.until('happened="CPU 0: the count of steal time began anew"'),
            "stolen_percent=- stolen_percent_by_cpu=-,0.0,- ")
        b.tree.set("cpus/cpu1/steal_clock", "99000000000\n")
        has(watch.until("more steal time was counted than"), "stolen_percent_by_cpu=0.0,-,- ")
        b.tree.set("host_clock/offset", "-9000000000\n")
        watch.until("the host's clock went back by ")
        b.tree.set("ops/steal_clock/provider", "xen\n")
        has(watch.until('happened="steal_clock: xen, was kernel"'), "by_cpu=-,-,- ")
        b.tree.set("ops/steal_clock/switches", "0\n")
        watch.until("pvshim was loaded again")
        os.rename(b.tree.path(""), f"{b.tree.sys}/elsewhere")
        said = watch.process.stderr.read()
        same(watch.process.wait(), 3)
        has(said, "pvshim is not loaded", "unloaded while its values were read")


def values_watched_as_json(b):
    serve_all(b)
    judge = ktap_cases.validator("values")
    with Watch(b, "--json") as watch:
        judge.validate(json.loads(watch.line()))
        b.tree.set("cpus/cpu0/steal_clock", "0\n")
        b.tree.set("ops/vcpu_is_preempted/provider", "xen\n")
        found = json.loads(watch.until('"steal"'))
    judge.validate(found)
    same((found["cpus"][0]["stolen_rate"], found["cpus"][0]["why"]),
         (None, "the count began anew"))


def values_on_a_terminal(b):
    serve_all(b)
    us, its = pty.openpty()
    with subprocess.Popen(b.command("--watch 1 values"), stdout=its, stderr=its) as watch:
        os.close(its)
        said = b""
        while said.count(b"stolen, s") < 2:
            said += os.read(us, 4096)
        watch.terminate()
    os.close(us)
    same(said.count(b"\x1b[H\x1b[J"), 2)


def promtool(text):
    """What it has against this; none where it is missing"""
    done = subprocess.run(["promtool", "check", "metrics"], input=text, capture_output=True,
                          text=True)
    return done.stdout + done.stderr + ("" if done.returncode == 0 else "failed")


def values_prometheus(b):
    serve_all(b)
    b.tree.write(f"{b.tree.sys}/devices/system/cpu/online", "0-1\n")
    b.tree.set("hypervisor", 'a"b\\c\n')
    out = b.run("--prometheus values")[0]
    has(out, 'pvshim_steal_seconds_total{cpu="1"} 1.500000000\n',
        'pvshim_vcpu_preempted{cpu="1"} 1\n', "pvshim_host_clock_offset_seconds -0.001500000\n",
        'pvshim_operation_info{operation="steal_clock",provider="kernel"} 1\n',
        'pvshim_operation_switches_total{operation="steal_clock"} 3\n',
        'pvshim_info{version="0.1.0",hypervisor="a\\"b\\\\c"} 1\n')
    same('cpu="2"' in out, False)
    serve_none(b)
    nothing = b.run("--prometheus values")[0]
    same([word for word in ("pvshim_steal", "pvshim_vcpu", "pvshim_host") if word in nothing], [])
    if not shutil.which("promtool"):
        raise ktap_cases.Skip("no promtool, which reads it as Prometheus does")
    same((promtool(out), promtool(nothing)), ("", ""))
    for spoilt in (out.replace("} 1\n", "} one\n"), out.replace("_total", ""),
                   out + out.splitlines()[-1] + "\n"):
        if not promtool(spoilt):
            raise AssertionError("promtool takes what it must not")


def values_unreadable(b):
    has(b.run("values", 1)[1], "kernel/pvshim/cpus: this pvshim is too old for it")
    serve_all(b)
    for text in ("", "x\n", "-1\n", "1 2\n", "9" * 40 + "\n"):
        b.tree.set("cpus/cpu1/steal_clock", text)
        has(b.run("values", 1)[1], "cpus/cpu1/steal_clock: not a number")
    b.tree.plant_values()
    for text in ("x\n", "9" * 40 + "\n", "1 2\n"):
        b.tree.set("host_clock/offset", text)
        same(b.json("values")["host_clock"]["why"], "not a number")
    os.unlink(b.tree.path("host_clock/offset"))
    same(b.json("values")["host_clock"]["why"], "No such file or directory")
    b.tree.set("cpus/later", "1\n")
    b.tree.set("cpus/cpux/steal_clock", "1\n")
    for text in ("", "x", "-", "0-", "0-x", "0 1", "0;1", "0-1-2"):
        b.tree.write(f"{b.tree.sys}/devices/system/cpu/online", text)
        same({c["online"] for c in b.json("values")["cpus"]}, {True})
    shutil.rmtree(b.tree.path(""))
    has(b.run("values", 3)[1], "pvshim is not loaded")
    for words in ("--watch 0 values", "--watch x values", "--watch 3601 values",
                  "--watch -1 values", "--prometheus --json values",
                  "--prometheus --watch 1 values", "--watch 1 status", "--prometheus ops",
                  "values all"):
        b.run(words, 2)


def status_without_debugfs(b):
    shutil.rmtree(b.tree.debug)
    out, _ = b.run("status")
    has(out, "host_time    native     no other provider can",
        "reasons are not known: debugfs is not")
    same(b.json("status")["ops"][0]["refused"], None)


def status_fits_a_screen(b):
    for number in range(9):
        b.tree.set(f"ops/operation_{number}/provider", "native\n")
        b.tree.set(f"ops/operation_{number}/available", "native\n")
        with open(f"{b.tree.debug}/pvshim/bindings", "a", encoding="utf-8") as file:
            file.write(f"operation_{number}: native\n\txen: no: {'reason ' * 12}\n"
                       f"\tkernel: no: {'cause ' * 15}\n")
    lines = b.run("status", **screen())[0].splitlines()
    if len(lines) > 23 or max(map(len, lines)) > 80:
        raise AssertionError(f"{len(lines)} lines, the longest {max(map(len, lines))}")
    has(lines[-1], "yield_to")
    has("\n".join(lines), "xen: reason reason", "reason...")


def status_json(b):
    found = b.json("status")
    same((found["hypervisor"], found["version"], found["reasons_missing"]),
         ("xen", "0.1.0", None))
    same({p["name"]: (p["signature"], p["base"], p["source"], p["version"])
          for p in found["providers"]}, PROVIDERS)
    same({o["name"]: (o["provider"], o["native_form"], o["switches"],
                      {p: (r["class"], r["why"]) for p, r in o["refused"].items()})
          for o in found["ops"]}, OPS)
    xen = [p for p in found["providers"] if p["name"] == "xen"][0]
    same((xen["can_serve"], xen["serves"], xen["clamped"]),
         (["steal_clock", "yield_to"], [], 0))
    b.tree.set("ops/later_op/available", "native xenon xe\n")
    same(b.json("providers xen")["providers"][0]["can_serve"], ["steal_clock", "yield_to"])


def classes(b):
    """What counts is the class of a verdict, not how its reason is worded."""
    def said_of_later_op(*verdicts):
        b.tree.write(f"{b.tree.debug}/pvshim/bindings",
                     "later_op: native\n\tnative: yes\n" + "".join(f"\t{v}\n" for v in verdicts))
        return b.run("status")[0].split("later_op")[1].split("\n")[0].split(None, 1)[1], \
            b.json("ops later_op")["ops"][0]["refused"]
    same(said_of_later_op("xen: none: it knows of none", "vmware: no: it has no such function"),
         ("vmware: it has no such function",
          {"xen": {"class": "none", "why": "it knows of none"},
           "vmware": {"class": "no", "why": "it has no such function"}}))
    same(said_of_later_op("xen: busy: so: it is"),
         ("xen: so: it is", {"xen": {"class": "busy", "why": "so: it is"}}))
    same(said_of_later_op("xen: later: not now"),
         ("xen: not now", {"xen": {"class": "later", "why": "not now"}}))
    for line in ("xen", "xen:", "xen: ", "xen: no", "xen: no:", "xen: : x", "xen: yes: x y",
                 "xen: a b: x", ": ", "\t"):
        said, refused = said_of_later_op(line)
        same(refused, {})
        has(said, "no provider here has it")


def providers(b):
    has(b.run("providers")[0], "provider  signature", "\nxen       XenVMMXenVMM  cpuid   0x4000")
    out, _ = b.run("providers xen acme")
    has(out, "xen:\n", "  steal_clock  yes\n", "  host_time    no: wall clock", "acme:\n",
        ": ".join(ABSENT), "  host_time    no: wall clock", "  later_op     none: it has no")
    has(b.run("providers nonsense", 1)[1], "no provider nonsense", "native acme kernel vmware xen")
    same([p["name"] for p in b.json("providers xen native")["providers"]], ["xen", "native"])


def ops(b):
    out, _ = b.run("ops")
    has(out, "operation    served by  scope   native form  switches  available\n",
        "steal_clock  kernel     module  xor          3         native kernel xen\n")
    b.tree.set("ops/steal_clock/group", "steal_clock\n")
    same("together" in b.run("ops")[0], False)
    b.tree.set("ops/yield_to/group", "yield_to later_op\n")
    has(b.run("ops")[0], "  switched together  available\n", "  yield_to later_op  native xen\n",
        "  -                  native kernel xen\n")
    same(b.json("ops yield_to")["ops"][0]["group"], ["yield_to", "later_op"])
    has(b.run("ops host_time")[0], "  vmware  no: GETTIMEFULL is not answered\n")
    has(b.run("ops nonsense", 1)[1], "no operation nonsense", "host_time later_op")
    same(b.json("ops yield_to")["ops"][0]["available"], ["native", "xen"])


def bind(b):
    same(b.run("bind yield_to xen"), ("yield_to: xen, was native\n", ""))
    same(b.tree.get("ops/yield_to/provider"), "xen")
    same(b.run("bind yield_to xen"), ("yield_to: xen already\n", ""))
    same(b.json("bind steal_clock xen"), {
        "op": "steal_clock", "provider": "xen",
        "changes": [{"op": "steal_clock", "from": "kernel", "to": "xen"}]})


def bind_unknown(b):
    has(b.run("bind nonsense xen", 1)[1], "no operation of this name", "later_op steal_clock")
    has(b.run("bind yield_to nonsense", 1)[1], "no provider of this name", "acme kernel")
    for name in ("../ops/yield_to", "", ".", "x" * 5000):
        b.run(f"bind {name} xen", 1 if name else 2)
    same(b.json("bind nonsense xen", 1), {"op": "nonsense", "provider": None, "refused": "xen",
                                          "why": "no operation of this name"})


def bind_fails(b):
    full = b.with_fault("write", "host_time/provider", errno.ENOSPC)
    has(b.run("bind host_time xen", 1, **full)[1], "not switched to xen: wall clock version is")
    has(b.run("bind host_time native", 1, **full)[1], "No space left", "dmesg")
    has(b.json("bind host_time vmware", 1, **full)["why"], "GETTIMEFULL")
    same(b.tree.get("ops/host_time/provider"), "native")


def not_permitted(b):
    for path in b.tree.files():
        os.chmod(path, 0o444)
    b.tree.set("verify", "")
    os.chmod(b.tree.path("verify"), 0o400)
    os.chmod(b.tree.debug, 0o700)
    if os.getuid():
        os.chmod(b.tree.debug, 0)
    user = b.as_user()
    has(b.run("status", **user)[0], "steal_clock  kernel", "not known: debugfs is for root only")
    has(b.run("bind yield_to xen", 4, **user)[1], "only root may do that")
    has(b.run("verify", 4, **user)[1], "only root may do that")
    has(b.run("pv-ops", 4, **user)[1], "for root only")
    os.chmod(b.tree.debug, 0o755)


def verify(b):
    has(b.run("verify", 1)[1], "has no such file")
    b.tree.set("verify", "")
    same(b.run("verify")[0], "every binding holds\n")
    same(b.tree.get("verify"), "1")
    same(b.json("verify"), {"changes": []})


SERVED = "the kernel's own guest code serves it"

STATUS_OF_KERNEL_OPS = """\
operation              served by  why native, or which others can
host_time              native     xen: wall clock version is odd after 100
                                  readings, which no host keeps for as long;
                                  vmware: GETTIMEFULL is not answered
later_op               native     no provider here has it
pv_flush_tlb_multi     xen        also possible: native
pv_send_call_func_ipi  native     xen: the ports are not exported; vmware: the
                                  kernel's own code has a page of its own
pv_steal_clock         native     busy: the kernel's own guest code serves it
pv_vcpu_is_preempted   native     not bound; possible: acme
steal_clock            kernel     also possible: native xen
yield_to               native     not bound; possible: xen
"""

TABLE_OF_KERNEL_OPS = """\
operation              served by  scope   native form  switches  busy  available
host_time              native     module  call         0         no    native
later_op               native     module  nop          0         no    native
pv_flush_tlb_multi     xen        kernel  kernel       3         no    native xen
pv_send_call_func_ipi  native     kernel  kernel       0         yes   native
pv_steal_clock         native     kernel  kernel       0         yes   native xen
pv_vcpu_is_preempted   native     kernel  kernel       1         no    native acme
steal_clock            kernel     module  xor          3         no    native kernel xen
yield_to               native     module  nop          2         no    native xen
"""


def kernel_ops(b):
    """They are operations like others, with another scope."""
    b.tree.plant_kernel_ops()
    same(b.run("ops"), (TABLE_OF_KERNEL_OPS, ""))
    has(b.run("status", **screen(30))[0], "\n\n" + STATUS_OF_KERNEL_OPS)
    found = {o["name"]: o for o in b.json("ops")["ops"]}
    same(sorted(found), sorted([*OPS, *KERNEL_OPS]))
    same({o: (found[o]["scope"], found[o]["busy"]) for o in (*KERNEL_OPS, *OPS)},
         {**{o: ("kernel", o in ("pv_steal_clock", "pv_send_call_func_ipi")) for o in KERNEL_OPS},
          **{o: ("module", False) for o in OPS}})
    same({o: {p: (r["class"], r["why"]) for p, r in found[o]["refused"].items()}
          for o in KERNEL_OPS}, {o: KERNEL_OPS[o][3] for o in KERNEL_OPS})
    has(b.run("ops pv_steal_clock")[0], "  busy         1\n", "  scope        kernel\n",
        "  xen     yes\n", "  vmware  none: it has no such function\n")
    has(b.run("ops pv_send_call_func_ipi")[0], f"  vmware  {': '.join(BUSY)}\n")
    has(b.run("providers xen")[0], f"  pv_send_call_func_ipi  {': '.join(PORTS)}\n")
    same([p["serves"] for p in b.json("providers xen acme")["providers"]],
         [["pv_flush_tlb_multi"], []])
    shutil.rmtree(b.tree.debug)
    has(b.run("status")[0], "pv_steal_clock         native     busy: the kernel's own guest code")
    b.tree.plant()
    b.tree.plant_kernel_ops()
    # a provider that is busy does not speak for the others
    b.tree.set("ops/pv_send_call_func_ipi/available", "native acme\n")
    has(b.run("status")[0], "pv_send_call_func_ipi  native     not bound; possible: acme\n")


def values_of_busy(b):
    """Only the two that sysfs has are told."""
    b.tree.plant_kernel_ops()
    for said, text, value in (("0\n", "no", False), ("1\n", "yes", True), ("1", "yes", True),
                              ("", "no", None), ("yes\n", "no", None), ("10\n", "no", None)):
        b.tree.set("ops/pv_steal_clock/busy", said)
        same(b.json("ops pv_steal_clock")["ops"][0]["busy"], value)
        has(b.run("ops")[0], f"pv_steal_clock         native     kernel  kernel       0         "
                             f"{text:4}  native")


def bind_kernel_op(b):
    """One of them, by the command for all operations."""
    b.tree.plant_kernel_ops()
    same(b.run("bind pv_vcpu_is_preempted acme"), ("pv_vcpu_is_preempted: acme, was native\n", ""))
    same(b.tree.get("ops/pv_vcpu_is_preempted/provider"), "acme")
    same(b.run("bind pv_flush_tlb_multi xen"), ("pv_flush_tlb_multi: xen already\n", ""))
    same(b.json("bind pv_flush_tlb_multi native"), {
        "op": "pv_flush_tlb_multi", "provider": "native",
        "changes": [{"op": "pv_flush_tlb_multi", "from": "xen", "to": "native"}]})
    has(b.run("bind flush_tlb_multi xen", 1)[1], "no operation of this name", "pv_flush_tlb_multi")


def fails_with(b, op, error):
    return b.with_fault("write", f"{op}/provider", error)


def bind_refused(b):
    """The reason is that of debugfs, or else what the errno and the file "busy" mean."""
    b.tree.plant_kernel_ops()
    steal = fails_with(b, "pv_steal_clock", errno.EBUSY)
    refused = "pv_steal_clock not switched to xen: "
    has(b.run("bind pv_steal_clock xen", 1, **steal)[1], refused + SERVED, "dmesg")
    same(b.json("bind pv_steal_clock xen", 1, **steal), {
        "op": "pv_steal_clock", "provider": "native", "refused": "xen", "why": SERVED})
    same(b.tree.get("ops/pv_steal_clock/provider"), "native")
    busy = fails_with(b, "pv_send_call_func_ipi", errno.EBUSY)
    has(b.run("bind pv_send_call_func_ipi vmware", 1, **busy)[1], "to vmware: " + BUSY[1])
    unsupported = fails_with(b, "pv_send_call_func_ipi", errno.EOPNOTSUPP)
    has(b.run("bind pv_send_call_func_ipi xen", 1, **unsupported)[1], PORTS[1])
    shutil.rmtree(b.tree.debug)
    has(b.run("bind pv_steal_clock xen", 1, **steal)[1], refused + SERVED,
        "the reasons are not known: debugfs is not", "dmesg")
    has(b.run("bind pv_send_call_func_ipi xen", 1, **unsupported)[1], "cannot serve it here")
    b.tree.set("ops/pv_steal_clock/busy", "0\n")
    has(b.run("bind pv_steal_clock xen", 1, **steal)[1], refused + "the system sleeps")


def providers_of_kernel_ops(b):
    return [b.tree.get(f"ops/{op}/provider") for op in sorted(KERNEL_OPS)]


def bind_kernel(b):
    """All that the provider can serve, and of the others none."""
    b.tree.plant_kernel_ops()
    before = b.json("ops")["ops"]
    same(b.run("bind --kernel acme"), ("pv_vcpu_is_preempted: acme, was native\n", ""))
    same(providers_of_kernel_ops(b), ["xen", "native", "native", "acme"])
    same(b.run("bind --kernel acme"), ("pv_vcpu_is_preempted: acme already\n", ""))
    same(b.run("bind --kernel xen"), ("pv_steal_clock: xen, was native\n"
                                      "pv_flush_tlb_multi: xen already\n", ""))
    same(providers_of_kernel_ops(b), ["xen", "native", "xen", "acme"])
    same(b.json("--kernel bind native"), {
        "scope": "kernel", "provider": "native", "refused": [], "why": None, "changes": [
            {"op": "pv_flush_tlb_multi", "from": "xen", "to": "native"},
            {"op": "pv_steal_clock", "from": "xen", "to": "native"},
            {"op": "pv_vcpu_is_preempted", "from": "acme", "to": "native"}]})
    same(providers_of_kernel_ops(b), ["native"] * 4)
    same(len(b.run("bind native --kernel")[0].splitlines()), 4)
    same([o for o in b.json("ops")["ops"] if o["scope"] == "module"],
         [o for o in before if o["scope"] == "module"])


def bind_kernel_is_sparing(b):
    """What is bound is not written again; native and what is bound need not be available."""
    b.tree.plant_kernel_ops()
    full = fails_with(b, "pv_flush_tlb_multi", errno.ENOSPC)
    for op in KERNEL_OPS:
        b.tree.set(f"ops/{op}/available", "acme\n")
    same(b.run("bind --kernel xen", **full), ("pv_flush_tlb_multi: xen already\n", ""))
    same(b.run("bind --kernel native")[0].splitlines()[0], "pv_flush_tlb_multi: native, was xen")
    has(b.run("bind --kernel xen", 1)[1], "the provider can serve none of them here")
    same(providers_of_kernel_ops(b), ["native"] * 4)


def bind_kernel_without_any(b):
    """A kernel, a module and a provider that have none."""
    for provider in ("xen", "native"):
        has(b.run(f"bind --kernel {provider}", 1)[1],
            f"the kernel's operations not switched to {provider}: this kernel has none",
            "CONFIG_PARAVIRT_LATE")
    same(b.json("bind --kernel xen", 1), {
        "scope": "kernel", "provider": "xen", "changes": [], "refused": [],
        "why": "this kernel has none that pvshim could switch"})
    b.tree.plant_kernel_ops()
    has(b.run("bind --kernel vmware", 1)[1], "the provider can serve none of them here",
        "pvshimctl providers vmware")
    has(b.run("bind --kernel nonsense", 1)[1], "no provider of this name", "acme kernel")


def bind_kernel_refused(b):
    """What is busy is left out; what else fails is said, and does not stop the rest."""
    b.tree.plant_kernel_ops()
    b.tree.set("ops/pv_flush_tlb_multi/provider", "native\n")
    busy = fails_with(b, "pv_steal_clock", errno.EBUSY)
    refusal = {"op": "pv_steal_clock", "provider": "native", "refused": "xen", "why": SERVED}
    said = f"pvshimctl: pv_steal_clock not switched to xen: {SERVED}\n"
    same(b.run("bind --kernel xen", **busy), ("pv_flush_tlb_multi: xen, was native\n", said))
    same(b.run("bind --kernel xen", **busy), ("pv_flush_tlb_multi: xen already\n", said))
    same(b.json("bind --kernel xen", **busy), {
        "scope": "kernel", "provider": "xen", "changes": [], "refused": [refusal], "why": None})
    # nothing but what is busy
    b.tree.set("ops/pv_flush_tlb_multi/provider", "native\n")
    b.tree.set("ops/pv_flush_tlb_multi/available", "native\n")
    same(b.run("bind --kernel xen", 1, **busy),
         ("", said + "  pvshim's own words: dmesg | grep pvshim\n"))
    same(b.json("bind --kernel xen", 1, **busy)["refused"], [refusal])
    # no space left is no reason to leave it out
    b.tree.set("ops/pv_flush_tlb_multi/available", "native xen\n")
    full = fails_with(b, "pv_flush_tlb_multi", errno.ENOSPC)
    out, err = b.run("bind --kernel xen", 1, **full)
    same(out, "pv_steal_clock: xen, was native\n")
    has(err, "pv_flush_tlb_multi not switched to xen: No space left", "dmesg")
    same([r["why"] for r in b.json("bind --kernel xen", 1, **full)["refused"]],
         ["No space left on device"])
    # busy without the file that says so: the system goes to sleep
    b.tree.set("ops/pv_steal_clock/provider", "native\n")
    b.tree.set("ops/pv_steal_clock/busy", "0\n")
    b.run("bind --kernel xen", 1, **busy)
    same(b.tree.get("ops/pv_flush_tlb_multi/provider"), "xen")


def bind_kernel_not_permitted(b):
    b.tree.plant_kernel_ops()
    for path in b.tree.files():
        os.chmod(path, 0o444)
    # the first one is enough; the others are native
    out, err = b.run("bind --kernel native", 4, **b.as_user())
    same(err, "pvshimctl: pv_flush_tlb_multi not switched to native: only root may do that\n")
    same(len(out.splitlines()), 3)
    for op in KERNEL_OPS:
        b.tree.set(f"ops/{op}/available", "native acme\n")
        os.chmod(b.tree.path(f"ops/{op}/provider"), 0o444)
    same(len(b.run("bind --kernel acme", 4, **b.as_user())[1].splitlines()), 1)
    has(b.run("bind --kernel acme", 4, **b.as_user())[1], "only root may do that")
    same(providers_of_kernel_ops(b), ["xen", "native", "native", "native"])


def old_module(b):
    """Without scopes, busy operations and classes: what is there is shown all the same."""
    b.tree.make_old()
    has(b.run("ops")[0], "operation    served by  scope  native form  switches  available\n",
        "\nyield_to     native     -      nop          2         native xen\n")
    out = b.run("status")[0]
    has(out, "\nsteal_clock  kernel     also possible: native xen\n",
        "\nlater_op     native     kernel: it has no such function; xen: ")
    same("late" in out.replace("later_op", ""), False)
    same(b.json("ops yield_to")["ops"][0]["refused"]["kernel"],
         {"class": "no", "why": "it has no such function"})
    same("scope" in b.json("ops yield_to")["ops"][0], False)
    has(b.run("bind --kernel xen", 1)[1], "this pvshim is too old to list them in ops/")
    same(b.tree.get("late/provider"), "xen")
    same(b.run("bind yield_to xen"), ("yield_to: xen, was native\n", ""))


def pv_ops(b):
    has(b.run("pv-ops", 1)[1], "pv_ops: debugfs is not mounted, or this pvshim")
    b.tree.write(f"{b.tree.debug}/pvshim/pv_ops", PV_OPS)
    has(b.run("pv-ops")[0],
        "\nirq.irq_disable     native_irq_disable   fa0f1f440000  inline native: cli\n"
        "mmu.flush_tlb_user  xen_flush_tlb [xen]  e811223344    direct call to xen_flush_tlb [",
        "\ncpu.io_delay        native_io_delay      -             -\n")
    same(b.json("pv-ops")["pv_ops"][1:], [
        {"name": "mmu.flush_tlb_user", "target": "xen_flush_tlb [xen]", "bytes": "e811223344",
         "site": "direct call to xen_flush_tlb [xen]"},
        {"name": "cpu.io_delay", "target": "native_io_delay", "bytes": None, "site": None}])


def not_loaded(b):
    shutil.rmtree(b.tree.path(""))
    for command in (*COMMANDS, *BINDS, "--json status"):
        out, err = b.run(command, 3)
        same(out, "")
        has(err, "loaded", "modprobe pvshim")
    shutil.rmtree(b.tree.sys)
    has(b.run("status", 1)[1], "no sysfs at", "--sysfs")


def usage(b):
    for args in ("", "nonsense", "bind", "bind yield_to", "bind a b c", "status x",
                 "verify x", "pv-ops x", "--nonsense", "status --sysfs", "late", "kernel-ops",
                 "bind --kernel", "bind --kernel yield_to xen", "status --kernel", "--kernel"):
        out, err = b.run(args, 2)
        same(out, "")
        has(err, "pvshimctl")
    has(b.run("--help")[0], "usage: pvshimctl", *COMMANDS)
    has(b.run("ops --kernel", 2)[1], "--kernel is for bind alone")
    for command in (*COMMANDS, "ab", "bind", "bind --kernel"):
        has(b.run(f"{command} --help")[0], f"usage: pvshimctl [OPTION]... {command}")
    with open(f"{HERE}/../../VERSION", encoding="utf-8") as file:
        same(b.run("--version")[0], f"pvshimctl {file.read().strip()}\n")
    same(b.run("status --json"), b.run("--json status"))


def output_that_gets_lost(b):
    with open("/dev/full", "w", encoding="utf-8") as full:
        done = subprocess.run(b.command("status"), stdout=full, stderr=subprocess.PIPE, text=True)
    same(done.returncode, 1)
    has(done.stderr, "cannot write")


def on_a_terminal(b, **env):
    """What the program sends to a terminal."""
    pid, fd = pty.fork()
    if not pid:
        os.execve(b.program, b.command("status"), {**os.environ, **env})
    said = b""
    try:
        while chunk := os.read(fd, 4096):
            said += chunk
    except OSError:  # the other end is closed
        pass
    os.close(fd)
    same(os.waitpid(pid, 0)[1], 0)
    return said


def colour(b):
    same(b"\033[1mprovider" in on_a_terminal(b, TERM="xterm", NO_COLOR=""), True)
    for env in ({"TERM": "xterm", "NO_COLOR": "1"}, {"TERM": "dumb"}):
        same(b"\033" in on_a_terminal(b, **env), False)


def garbage_file(rng):
    """Something that no file of pvshim's should ever hold."""
    return rng.choice((
        b"", b"\n", b"\0" * 100, b"x" * 4096, b"a b " * 1000, b"\xff\xfe\x80\n",
        b"\033[2Jx\n", b": ", b"\t: no: \n", b"op: x\n\t\n\tx\n\tx:\n\tx: no:\n\tx: no: \n",
        b"99999999999999999999\n", b"-1\n", b'"\\\n', b"y: native\n" * 400,
        b"1 99999999999999999999\n4294967297 1\n0 0\n7 8\n9 10\n" * 3, b"kernel",
        b"kernel\n", b"1\n", b"native xen acme\n", b"kernel kernel\n",
        b"batch 64 batches 1 tsc_khz -5\nyield_to bound 1 0x1p9 y\nyield_to direct 1 inf y\n"
        b"yield_to pointer 1 007 y\nyield_to retpoline 1 1. y\n",
        bytes(rng.randrange(256) for _ in range(rng.randrange(300)))))


def misplace(path, rng):
    os.unlink(path)
    rng.choice((lambda p: None, os.mkdir, os.mkfifo, lambda p: os.symlink(p, p),
                lambda p: os.symlink("/dev/zero", p)))(path)


def spoil(b, rng, misplaced):
    """Other content, and then some files that are none."""
    b.tree.plant()
    b.tree.write(f"{b.tree.debug}/pvshim/pv_ops", PV_OPS)
    b.tree.plant_kernel_ops()
    b.tree.plant_bench()
    for path in b.tree.files():
        if rng.randrange(2):
            b.tree.write(path, garbage_file(rng))
    for path in rng.sample(b.tree.files(), misplaced):
        misplace(path, rng)
    b.tree.write(b.tree.path("ops/a file"), "x")
    os.makedirs(b.tree.path("providers/empty"), exist_ok=True)
    os.makedirs(b.tree.path("providers/\udcff\n"), exist_ok=True)


def harmless(text):
    """Fit for a terminal: nothing in it but printable characters and lines."""
    return not set(text) - set(range(32, 127)) - set(b"\n\t")


def can_bind_kernel(b, provider):
    """Whether there is an operation of the kernel that the provider has, or can have."""
    def line(op, file):
        path = b.tree.path(f"ops/{op}/{file}")
        if not os.path.isfile(path) or os.path.islink(path):
            return b""
        with open(path, "rb") as content:
            return content.read().split(b"\n")[0].rstrip(b" \t")
    return any(provider == "native" or provider.encode() in line(op, "available").split(b" ")
               or line(op, "provider") == provider.encode()
               for op in (*OPS, *KERNEL_OPS) if line(op, "scope") == b"kernel")


def garbage(b):
    """Any tree at all: an answer or a refusal, and valid JSON, but no crash."""
    for seed in range(30):
        spoil(b, random.Random(seed), misplaced=seed % 3)
        for command in ("status", "providers xen", "providers", "ops", "ops steal_clock",
                        "bind later_op native", "pv-ops", "ops pv_flush_tlb_multi",
                        "bind --kernel xen", "bind --kernel native", "bench 64"):
            for json_option in ("", "--json "):
                can = "--kernel" not in command or can_bind_kernel(b, command.split()[-1])
                done = subprocess.run(b.command(json_option + command), capture_output=True,
                                      timeout=60, stdin=subprocess.DEVNULL)
                said = f"seed {seed}, {command}: {done.returncode} {done.stderr[-2000:]!r}"
                assert done.returncode in (0, 1, 3), said
                assert harmless(done.stdout + done.stderr), said
                # whatever the content is, it can be shown
                assert seed % 3 or done.returncode == (not can) or command == "bench 64", said
                if json_option and done.stdout:
                    json.loads(done.stdout)


WORDS = (b"\xff", b"st\xff", b"\x1b[2J", b"a\nb", b"a\tb", b"xen\xc2\x9b2J", b"\xed\xa0\x80",
         "zeit_\u00fc".encode(), b"\x7f", b'"\\', b"%s%n", b"x" * 9000, b" ", b"\r")


def hostile_words(b):
    """Any bytes on the command line, in any locale; they come out printable, as UTF-8."""
    for locale in ("C", "C.UTF-8", "de_DE.ISO-8859-1"):
        for word in WORDS:
            for args in ([b"bind", word, b"xen"], [b"bind", b"yield_to", word], [word],
                         [b"providers", b"xen", word], [b"ops", word], [b"bench", word],
                         [b"--" + word], [b"-" + word], [b"--json=" + word],
                         [b"--sysfs", word, b"status"], [b"status", b"--debugfs", word]):
                done = subprocess.run(b.command([b"--json", *args]), capture_output=True,
                                      timeout=60, env={**os.environ, "LC_ALL": locale})
                said = f"{args}: {done}"
                assert done.returncode in (1, 2) or args[1:2] == [b"--debugfs"], said
                assert harmless(done.stdout + done.stderr), said
                if done.stdout:
                    json.loads(done.stdout.decode("utf-8"))
    same(b.json(["bind", b"st\xff", "xen"], 1)["op"], "st?")


def bind_kernel_words(b):
    """No word becomes two, none is lost, and what is no provider's name is not written."""
    b.tree.plant_kernel_ops()
    before = providers_of_kernel_ops(b)
    for words, status in ((["xen", "pv_flush_tlb_multi"], 2), (["xen", ""], 2), ([""], 1),
                          (["native\n"], 1), (["native xen"], 1), (["a\nnative"], 1),
                          (["\xff"], 1), (["xen"] * 300, 2), (["x" * 9000], 1), (["../xen"], 1)):
        has(b.run(["bind", "--kernel", *words], status)[1],
            "not switched to" if status == 1 else "usage: pvshimctl bind --kernel PROVIDER")
        same(providers_of_kernel_ops(b), before)
    has(b.run("bind --kernel xen\xff", 1)[1], "xen?", "no provider of this name", " acme kernel")
    same(b.json(["bind", "--kernel", "xen\xff"], 1)["provider"], "xen??")


def unreadable_directories(b):
    """Not an empty table, and not "not loaded"."""
    user = b.as_user()
    for name in ("../../kernel", "", "providers", "ops", "ops/yield_to", "providers/xen"):
        path = b.tree.path(name)
        os.chmod(path, 0)
        # in a directory that cannot be entered it is what was to be read
        where = b.tree.path("")[:-1] if name in ("", "../../kernel") else path
        b.unreadable(where, 4, "Permission denied", **user)
        has(b.run("bind yield_to xen", 4, **user)[1], "cannot read")
        os.chmod(path, 0o755)
    for name in ("providers", "ops", "ops/yield_to"):
        b.unreadable(b.tree.path(name), 1, "Input/output error",
                     **b.with_fault("readdir", name, errno.EIO))
    for name in ("ops", "providers"):
        shutil.move(b.tree.path(name), b.tree.path("x"))
        b.unreadable(b.tree.path(name), 1, "No such file")
        b.tree.set(name, "a file\n")
        b.unreadable(b.tree.path(name), 1, "Not a directory")
        os.unlink(b.tree.path(name))
        shutil.move(b.tree.path("x"), b.tree.path(name))
    shutil.rmtree(b.tree.path(""))
    os.mkdir(b.tree.path(""))
    b.unreadable(b.tree.path(""), 1, "No such file", commands=(*COMMANDS, *BINDS))
    os.rmdir(b.tree.path(""))
    os.symlink("pvshim", b.tree.path("")[:-1])
    b.unreadable(b.tree.path("")[:-1], 1, "Too many levels of symbolic links")
    os.unlink(b.tree.path("")[:-1])


def unreadable_files(b):
    """Each file that there is, and each way in which it cannot be read."""
    b.tree.plant_kernel_ops()
    b.tree.set("verifications", "3\n")
    for path in b.tree.files():
        if path.startswith(b.tree.debug):
            continue
        b.unreadable(path, 1, "Input/output error", **b.with_fault(
            "read", path[len(b.tree.root):], errno.EIO))
        mode = os.stat(path).st_mode
        with open(path, "rb") as file:
            content = file.read()
        os.chmod(path, 0)
        b.unreadable(path, 4, "Permission denied", **b.as_user())
        os.chmod(path, mode)
        b.tree.write(path, "x" * 4097)
        b.unreadable(path, 1, "too long")
        os.unlink(path)
        os.symlink(path, path)
        b.unreadable(path, 1, "symbolic links")
        os.unlink(path)
        os.mkfifo(path)
        b.unreadable(path, 1, "not a file")
        os.unlink(path)
        b.tree.write(path, content)


def missing_files(b):
    """Without these nothing true can be said."""
    b.tree.plant_kernel_ops()
    for name in ("hypervisor", "ops/yield_to/provider", "ops/yield_to/available",
                 "ops/pv_steal_clock/provider", "ops/pv_steal_clock/available"):
        path = b.tree.path(name)
        with open(path, "rb") as file:
            content = file.read()
        os.unlink(path)
        b.unreadable(path, 1, "No such file")
        os.mkdir(path)
        b.unreadable(path, 1)
        os.rmdir(path)
        b.tree.write(path, content)
    for name in ("providers/xen/version", "providers/xen/source", "ops/yield_to/switches",
                 "ops/pv_steal_clock/busy", "ops/pv_steal_clock/scope", "ops/yield_to/scope"):
        os.unlink(b.tree.path(name))
    os.unlink(f"{b.tree.sys}/module/pvshim/version")
    has(b.run("status")[0], "hypervisor: xen\n")


def later_versions(b):
    """May have directories, and files that are there to be written to."""
    os.makedirs(b.tree.path("ops/yield_to/details"))
    b.tree.set("providers/a_file", "x\n")
    os.unlink(b.tree.path("providers/a_file"))
    b.tree.set("ops/yield_to/reset", "")
    os.chmod(b.tree.path("ops/yield_to/reset"), 0o200)
    same(b.run("status", **b.as_user())[0].splitlines()[0], STATUS.splitlines()[0])


def odd_lines(b):
    """Empty, without a newline, as long as may be."""
    b.tree.set("hypervisor", "xen")
    same(b.run("status", **screen())[0], STATUS)
    b.tree.set("providers/xen/version", "x" * 4095 + "\n")
    same(b.json("status")["providers"][-1]["version"], "x" * 4095)
    b.tree.set("providers/xen/version", b"a\0b\x1b[1m\xff \t\nmore\n")
    same(b.json("status")["providers"][-1]["version"], "a?b?[1m?")
    b.tree.set("ops/yield_to/provider", "")
    has(b.run("status")[0], "\nyield_to     -  ")
    for path in b.tree.files():
        b.tree.write(path, "")
    has(b.run("status")[0], "The reasons are not known: debugfs says nothing.")


def in_bits(b):
    """Reads that are interrupted and short."""
    env = {**b.with_fault("bits", "-", "-")["env"], "COLUMNS": "80", "LINES": "24"}
    same(b.run("status", env=env), (STATUS, ""))


def unreadable_debugfs(b):
    for number, said in ((errno.EPERM, "is it locked down?"), (errno.EIO, "Input/output error")):
        fault = b.with_fault("read", "pvshim/bindings", number)
        has(b.run("status", **fault)[0], "The reasons are not known: ", said)
        has(b.json("status", **fault)["reasons_missing"], said)
    b.tree.write(f"{b.tree.debug}/pvshim/bindings", "yield_to: native\n\txen: yes\n" * 20000)
    has(b.run("status")[0], "The reasons are not known: too long")
    b.tree.write(f"{b.tree.debug}/pvshim/bindings", "yield_to: native\n\txen: yes\n")
    has(b.run("status")[0], "host_time    native     no other provider can")


def vanishing(b):
    """The module, and a provider, that go while they are read."""
    gone = b.with_fault("gone", "providers/vmware/version", b.tree.path("providers/vmware"))
    same([p["name"] for p in b.json("status", **gone)["providers"]],
         ["native", "acme", "kernel", "xen"])
    b.tree.plant()
    gone = b.with_fault("read", "providers/vmware/version", errno.ENODEV)
    has(b.run("status", **gone)[0], "by DMI      -   ")
    for name in ("hypervisor", "providers/acme/base", "ops/yield_to/provider"):
        b.tree.plant()
        gone = b.with_fault("gone", name, b.tree.path("")[:-1])
        has(b.run("status", 3, **gone)[1], "not loaded")
        shutil.rmtree(b.tree.path("")[:-1] + ".gone")


def verifications(b):
    same(b.json("status")["verifications"], None)
    b.tree.set("verifications", "12\n")
    same(b.json("status")["verifications"], 12)
    same(b.run("status", **screen())[0],
         STATUS.replace("0.1.0\n", "0.1.0, verifications: 12\n", 1))


def bench_shows(b):
    has(b.run("bench", 3)[1], "pvshim_bench is not loaded")
    b.tree.plant_bench()
    found = b.json("bench 640")
    same(b.tree.get("../../module/pvshim_bench/parameters/run"), "640")
    same(b.tree.get("ops/steal_clock/provider"), "kernel")
    steal, yielding = found["ops"][2:]
    same((steal["native"], steal["direct_call"], steal["pointer"]), (2.5, 3.5, None))
    same((yielding["bound"], yielding["pointer"], found["tsc_khz"]), (None, -0.25, 2000000))
    same([(s["sites"], s["ns"]) for s in found["switches"]], [(1, 5000), (10, 70000)])
    for path in b.tree.files():
        os.chmod(path, 0o444)
    has(b.run("bench", 4, **b.as_user())[1], "only root")


def bench_leaves_kernel_ops(b):
    """They have no call sites in the module that measures, and stay as they are."""
    b.tree.plant_kernel_ops()
    b.tree.plant_bench()
    fault = fails_with(b, "pv_flush_tlb_multi", errno.EOPNOTSUPP)
    same([o["name"] for o in b.json("bench 64", **fault)["ops"]], sorted(OPS))
    same("pv_" in b.run("bench 64", **fault)[0], False)
    same(providers_of_kernel_ops(b), ["xen", "native", "native", "native"])


def bench_interrupts(b):
    """The line counts wherever it is, and where there is none, it is not zero."""
    b.tree.plant_bench()
    for number in range(1, 5):
        b.tree.write(f"{b.tree.root}/irq{number}", " NMI:  1   2   Others\n" * 30000 +
                     f" CAL: {number * number} {number}   Function call interrupts\n")
    fault = b.with_fault("turns", "/proc/interrupts", f"{b.tree.root}/irq")
    same([s["ipis"] for s in b.json("bench 64", **fault)["switches"]], [4, 8])
    for content in ("", "CAL CAL: 5\n", "\0CAL: 5\n", "CAL: 5\n"):
        b.tree.write(f"{b.tree.root}/irq1", content)
        b.tree.write(f"{b.tree.root}/irq2", "CAL: 4\n")
        same(b.json("bench 64", **fault)["switches"][0]["ipis"], None)
    has(b.run("bench 64", **fault)[0], "1           5             -\n")


def closed_streams(b):
    """What is printed must not end up in a file of sysfs."""
    program = " ".join(b.command("bind yield_to"))
    done = subprocess.run(f"{program} xen >&-", shell=True, stderr=subprocess.PIPE, text=True)
    same((done.returncode, b.tree.get("ops/yield_to/provider")), (1, "xen"))
    has(done.stderr, "cannot write the output")
    before = [open(path, "rb").read() for path in b.tree.files()]
    subprocess.run(f"{program} nonsense <&- >&- 2>&-", shell=True, check=False)
    same([open(path, "rb").read() for path in b.tree.files()], before)


def completions(b, *words):
    """What bash offers for the last of the words."""
    script = f""". {COMPLETION}; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _pvshimctl
        echo "${{COMPREPLY[*]}}" """
    done = subprocess.run(["bash", "-eu", "-c", script, "bash", "pvshimctl", *words],
                          capture_output=True, text=True, check=True, timeout=60)
    same(done.stderr, "")
    return done.stdout.split()


def completion(b):
    at = ("--sysfs", b.tree.sys)
    same(completions(b, "st"), ["status"])
    same(completions(b, "--j"), ["--json"])
    same(completions(b, *at, "bind", "y"), ["yield_to"])
    same(sorted(completions(b, *at, "bind", "")), sorted(OPS))
    same(completions(b, *at, "bind", "yield_to", ""), ["native", "xen"])
    same(completions(b, *at, "bind", "yield_to", "xen", ""), [])
    same(completions(b, *at, "--json", "providers", "xen", "v"), ["vmware"])
    same(completions(b, *at, "status", ""), [])
    same(completions(b, *at, "ab", "yield_to", ""), ["native", "xen"])
    same(completions(b, *at, "ab", "yield_to", "xen", "--lo"), ["--load"])
    same(completions(b, *at, "ab", "yield_to", "xen", "--load", "f"), ["flush", "futex"])
    same(completions(b, *at, "ab", "yield_to", "xen", "--pairs", ""), [])
    same("sleep" in completions(b, *at, "ab", "yield_to", "xen", "--", "slee"), True)
    same(completions(b, "--sysfs", "/nonexistent", "ops", ""), [])
    same(completions(b, *at, "bind", "--kernel", ""), [])
    same(completions(b, *at, "late", ""), [])
    same(completions(b, *at, "bind", "--k"), ["--kernel"])
    same(completions(b, *at, "ops", "--k"), [])
    same(completions(b, "va"), ["values"])
    same(completions(b, "values", "--w"), ["--watch"])
    same(completions(b, "--watch", "2", "va"), ["values"])
    same(completions(b, "values", "--watch", ""), [])
    same(completions(b, "--watch", "2", *at, "values", "--p"), ["--prometheus"])
    same(completions(b, "status", "--p"), [])
    b.tree.plant_kernel_ops()
    same(completions(b, *at, "bind", "pv_f"), ["pv_flush_tlb_multi"])
    same(completions(b, *at, "bind", "pv_flush_tlb_multi", ""), ["native", "xen"])
    same(sorted(completions(b, *at, "bind", "--kernel", "")), ["acme", "native", "xen"])
    same(completions(b, "--kernel", *at, "bind", "x"), ["xen"])
    same(completions(b, *at, "bind", "--kernel", "xen", ""), [])


def completion_of_anything(b):
    """What stands in a file or is the name of one is never run, nor waited for."""
    order = f"$(touch${{IFS}}{b.tree.root}/run)"
    at = ("--sysfs", b.tree.sys)
    b.tree.set("ops/yield_to/available", f"native {order} `{order}` * xen\n")
    b.tree.plant_kernel_ops()
    b.tree.set("ops/pv_flush_tlb_multi/available", f"native {order} xen\nb\n")
    b.tree.set("ops/pv_steal_clock/scope", f"{order}\n")
    b.tree.set("ops/yield_to/scope", b"kern\0el\xff\n")
    b.tree.set("ops/later_op/scope", "modu\nkernel")
    os.mkdir(b.tree.path("ops/$(touch run)"))
    same(completions(b, *at, "bind", "yield_to", ""), ["native", "xen"])
    same(completions(b, *at, "bind", "l"), ["later_op"])
    same(sorted(completions(b, *at, "bind", "--kernel", "")), ["acme", "b", "native", "xen"])
    same(completions(b, *at, "bind", "x/e", "x"), ["xen"])
    same(os.path.exists(f"{b.tree.root}/run"), False)
    os.unlink(b.tree.path("ops/yield_to/available"))
    os.mkfifo(b.tree.path("ops/yield_to/available"))
    same(completions(b, *at, "bind", "yield_to", "x"), ["xen"])


CASES = (status_text, status_by_sysfs, values_text, values_json, values_watched,
         values_that_go, values_watched_as_json, values_on_a_terminal, values_prometheus,
         values_unreadable,
         status_without_debugfs, status_fits_a_screen, status_json, classes,
         providers, ops, bind, bind_unknown, bind_fails, not_permitted, verify, kernel_ops,
         values_of_busy, bind_kernel_op, bind_refused, bind_kernel, bind_kernel_is_sparing,
         bind_kernel_without_any, bind_kernel_refused, bind_kernel_not_permitted, old_module,
         pv_ops, not_loaded, usage, output_that_gets_lost, colour, garbage, completion,
         hostile_words, bind_kernel_words, unreadable_directories, unreadable_files,
         missing_files, later_versions, odd_lines,
         in_bits, unreadable_debugfs, vanishing, verifications, bench_shows,
         bench_leaves_kernel_ops, bench_interrupts, closed_streams, completion_of_anything)


def main():
    for name in ("COLUMNS", "LINES"):
        os.environ.pop(name, None)
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    # a finding of a sanitizer is none of the program's own exit statuses
    os.environ.update(ASAN_OPTIONS="exitcode=99", UBSAN_OPTIONS="exitcode=99")
    with tempfile.TemporaryDirectory() as directory:
        bench = Bench(*sys.argv[1:], directory)
        return ktap_cases.run(CASES, bench, bench.tree.plant)


if __name__ == "__main__":
    sys.exit(main())
