#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""pvshimctl ab against a planted tree: what it says, and that all is bound as before.

Usage: test_ab.py PROGRAM FAULTS
PROGRAM was built with SANITIZE=1, FAULTS from fault_files.c. Prints KTAP. In place of
something to measure there are commands that read what is bound, or bind something.
"""

import copy
import errno
import glob
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
import ktap_cases  # noqa: E402
from ktap_cases import has, same  # noqa: E402
from planted_sysfs import Tree  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
NOT_ROOT = 65534
# "head -n1" in the shell itself, which is quicker
BOUND = "read -r bound <{0}; "


class Bench:
    """The program and its tree."""

    def __init__(self, program, faults, directory):
        os.chmod(directory, 0o755)
        self.program = shutil.copy(program, f"{directory}/pvshimctl")
        self.faults = faults
        self.tree = Tree(directory)
        self.record = f"{directory}/record"
        self.log = f"{directory}/log"

    def prepare(self):
        self.tree.plant()
        self.tree.plant_kernel_ops()
        for path in (self.record, self.log):
            if os.path.lexists(path):
                os.unlink(path)

    def provider(self, op="yield_to"):
        return self.tree.path(f"ops/{op}/provider")

    def command(self, args):
        return [self.program, "--sysfs", self.tree.sys, "--debugfs", self.tree.debug,
                "--record", self.record, *args]

    def run(self, args, wanted=0, **how):
        """(stdout, stderr) of the program, which must exit with `wanted`."""
        done = subprocess.run(self.command(args), capture_output=True, text=True, timeout=120,
                              stdin=subprocess.DEVNULL, **how)
        if done.returncode != wanted:
            raise AssertionError(f"{args}: exit status {done.returncode}, not {wanted}\n"
                                 + done.stdout[-500:] + done.stderr[-3000:])
        return done.stdout, done.stderr

    def ab(self, script, *options, wanted=0, ops=("yield_to", "xen"), **how):
        """An A/B round a script, in which {0} is the file of the first operation."""
        return self.run([*options, "ab", *ops, "--", "sh", "-c",
                         script.format(self.provider(ops[0]))], wanted, **how)

    def json(self, script, *options, **how):
        return json.loads(self.ab(script, "--json", *options, **how)[0])

    def start(self, script, *options, ops=("yield_to", "xen"), before=None):
        """One that is at work: the script has begun its first run."""
        process = subprocess.Popen(
            self.command([*options, "ab", *ops, "--", "sh", "-c",
                          f"echo $PPID >{self.log}; " + script.format(self.provider(ops[0]))]),
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
            preexec_fn=before)
        until(lambda: os.path.exists(self.log) and os.path.getsize(self.log))
        return process

    def all_bound(self):
        return {op: self.tree.get(f"ops/{op}/provider")
                for op in os.listdir(self.tree.path("ops"))}

    def nothing_left(self, before):
        same(self.all_bound(), before)
        same(os.path.exists(self.record), False)


def until(true):
    end = time.monotonic() + 30
    while not true():
        if time.monotonic() > end:
            raise AssertionError("it does not happen")
        time.sleep(0.02)


def guardian_of(pid):
    """The child that waits in a session of its own."""
    for stat in glob.glob("/proc/[0-9]*/stat"):
        try:
            with open(stat, encoding="utf-8", errors="replace") as file:
                name, _, rest = file.read().partition("(")[2].rpartition(") ")
        except OSError:
            continue
        if name == "ab-guardian" and int(rest.split()[1]) == pid:
            return int(stat.split("/")[2])
    raise AssertionError("there is no guardian")


def finish(process):
    """(its status, what it said)"""
    out, err = process.communicate(timeout=60)
    return process.returncode, out + err


SLOW_NATIVE = BOUND + "[ $bound = xen ] || sleep 0.08"


def a_difference(b):
    """Of 30 pairs four may go the other way, on a machine that is busy."""
    before = b.all_bound()
    out, err = b.ab(SLOW_NATIVE, "--seed", "7", "--pairs", "30")
    has(out, "yield_to: native and xen in turns, command sh", "30 pairs", "seed 7",
        "xen differs from native: median -", " ms to -", "differs")
    same([line for line in err.splitlines() if "left" not in line], [])
    b.nothing_left(before)


def no_difference(b):
    for ops in (("yield_to", "native"), ("yield_to", "xen")):
        out, _ = b.ab("sleep 0.01", ops=ops)
        has(out, "no difference that could be told from noise", f"native and {ops[1]} in turns")


def too_few(b):
    has(b.ab(SLOW_NATIVE, "--pairs", "14")[0], "too few pairs for a verdict: it takes 15")


def order(b):
    """What is bound when: half of the pairs either way, as the seed says."""
    script = BOUND + f"echo $bound >>{b.log}"
    seen = []
    for seed in ("1", "1", "2"):
        if os.path.exists(b.log):
            os.unlink(b.log)
        b.ab(script, "--seed", seed, "--pairs", "10")
        with open(b.log, encoding="utf-8") as file:
            words = file.read().split()
        pairs = list(zip(words[::2], words[1::2]))
        same(sorted(pairs), [("native", "xen")] * 5 + [("xen", "native")] * 5)
        seen.append(pairs)
    same(seen[0], seen[1])
    same(seen[0] == seen[2], False)


def calls(b):
    found = b.json(f"echo run >>{b.log}", "--pairs", "2", "--calls", "3")
    same((found["calls"], found["pairs"]), (3, 2))
    with open(b.log, encoding="utf-8") as file:
        same(len(file.readlines()), 12)


def several_operations(b):
    """Each is bound, and each is as before; steal_clock was not native."""
    before = b.all_bound()
    names = ("yield_to", "steal_clock", "pv_flush_tlb_multi")
    script = "".join(BOUND.format(b.provider(op)) + f"echo $bound >>{b.log}; " for op in names)
    b.ab(script, "--pairs", "3", ops=("yield_to", "xen:steal_clock:pv_flush_tlb_multi"))
    with open(b.log, encoding="utf-8") as file:
        words = file.read().split()
    same({tuple(words[i:i + 3]) for i in range(0, len(words), 3)},
         {("xen",) * 3, ("native",) * 3})
    b.nothing_left(before)
    same(before["steal_clock"], "kernel")


def loads(b):
    if len(os.sched_getaffinity(0)) < 2:
        raise ktap_cases.Skip("one CPU")
    before = b.all_bound()
    for load in ("flush", "mprotect", "ipi", "futex"):
        found = json.loads(b.run(["--json", "ab", "yield_to", "native", "--load", load,
                                  "--pairs", "2"])[0])
        same((found["load"], found["command"], found["verdict"]), (load, None, "too few pairs"))
        names = {f["name"] for f in found["findings"]}
        if not {"median", "p99", "cal", "tlb", "res"} <= names:
            raise AssertionError(names)
        for pair in found["blocks"]:
            same(0 < pair["native"]["median"] <= pair["native"]["p99"], True)
    b.nothing_left(before)


def exits(b):
    """The host's count: 5 for each run while it is native, 2 while it is not."""
    count = f"{b.log}.exits"
    b.tree.write(count, "10\n")
    found = b.json(BOUND + f"read -r n <{count}; [ $bound = xen ] && n=$((n + 2)) || "
                   f"n=$((n + 5)); echo $n >{count}", "--exits", f"cat {count}")
    finding = [f for f in found["findings"] if f["name"] == "exits"][0]
    same({key: finding[key] for key in ("native", "provider", "difference", "low", "high",
                                        "differs")},
         {"native": 5, "provider": 2, "difference": -3, "low": -3, "high": -3, "differs": True})
    _, err = b.ab("true", "--exits", "echo many", wanted=5)
    has(err, "prints no number", "everything is bound as before")
    _, err = b.ab("true", "--exits", "exit 9", wanted=5)
    has(err, "exit status 9")


def schema(b):
    judge = ktap_cases.validator("ab")
    values = [b.json(SLOW_NATIVE, "--pairs", "15"), b.json("true", "--pairs", "2")]
    if len(os.sched_getaffinity(0)) > 1:
        values.append(json.loads(b.run(["--json", "ab", "yield_to", "xen", "--load", "futex",
                                        "--pairs", "1"])[0]))
    for value in values:
        found = next(judge.iter_errors(value), None)
        if found:
            raise AssertionError(f"{found.json_path}: {found.message}")
    for change in (lambda v: v.pop("seed"), lambda v: v.update(schema="pvshim-ab/2"),
                   lambda v: v.update(verdict="perhaps"), lambda v: v.update(load="sleep"),
                   lambda v: v["findings"][0].update(low="-"),
                   lambda v: v["blocks"][0].pop("first")):
        value = copy.deepcopy(values[0])
        change(value)
        if judge.is_valid(value):
            raise AssertionError("the schema takes what it must not")


def command_fails(b):
    before = b.all_bound()
    _, err = b.ab(BOUND + "[ $bound = native ] || exit 3", wanted=5)
    has(err, "sh: exit status 3", "stopped in pair 1 of 20", "everything is bound as before")
    b.nothing_left(before)
    _, err = b.ab(BOUND + "[ $bound = native ] || kill -9 $$", wanted=5)
    has(err, "killed by signal 9")
    _, err = b.run(["ab", "yield_to", "xen", "--", "/nowhere"], 5)
    has(err, "/nowhere: there is no such command")
    b.nothing_left(before)


def its_output(b):
    """What a command prints is left out, what it complains of is not."""
    out, err = b.ab("echo printed; echo complained >&2", "--pairs", "1")
    same("printed" in out + err, False)
    same(err, "complained\n" * 2)


def interrupted(b):
    before = b.all_bound()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
        process = b.start("exec sleep 30")
        process.send_signal(number)
        status, said = finish(process)
        same(status, -number)
        has(said, "stopped in pair 1", "everything is bound as before")
        b.nothing_left(before)
        os.unlink(b.log)


def ignored_signal(b):
    """As nohup(1) starts it"""
    process = b.start("sleep 0.3", "--pairs", "1", before=lambda: signal.signal(
        signal.SIGHUP, signal.SIG_IGN))
    process.send_signal(signal.SIGHUP)
    same(finish(process)[0], 0)


def interrupted_as_by_a_terminal(b):
    """The whole group gets it, and one that does not care is killed the second time."""
    before = b.all_bound()
    process = b.start("trap : INT TERM; sleep 30; sleep 30; sleep 30")
    for _ in range(20):
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGINT)
            time.sleep(0.1)
    status, _ = finish(process)
    same(status, -signal.SIGINT)
    b.nothing_left(before)


def killed(b):
    """Only the guardian is left. The command ends, too."""
    before = b.all_bound()
    process = b.start(BOUND + "[ $bound = native ] || exec sleep 30", ops=("yield_to", "xen"))
    until(lambda: b.tree.get("ops/yield_to/provider") == "xen")
    same(os.path.exists(b.record), True)
    process.kill()
    status, said = finish(process)
    same(status, -signal.SIGKILL)
    has(said, "killed: binding as it was before", "done")
    b.nothing_left(before)


def group_is_killed(b):
    before = b.all_bound()
    process = b.start("exec sleep 30", ops=("steal_clock", "xen"))
    os.killpg(process.pid, signal.SIGKILL)
    finish(process)
    b.nothing_left(before)


def guardian_is_killed(b):
    before = b.all_bound()
    process = b.start("sleep 0.5")
    os.kill(guardian_of(process.pid), signal.SIGKILL)
    status, said = finish(process)
    same(status, 1)
    has(said, "our guardian was killed", "everything is bound as before")
    b.nothing_left(before)


def both_are_killed(b):
    """The record is left: no other A/B begins before it is restored."""
    before = b.all_bound()
    same(b.run(["ab", "--restore"])[0], "no pvshimctl ab was killed: nothing to restore\n")
    process = b.start("exec sleep 30", ops=("steal_clock", "xen"))
    _, err = b.ab("true", wanted=1)
    has(err, "another pvshimctl ab is at work")
    _, err = b.run(["ab", "--restore"], 1)
    has(err, "another pvshimctl ab is at work")
    os.kill(guardian_of(process.pid), signal.SIGKILL)
    process.kill()
    finish(process)
    same(b.tree.get("ops/steal_clock/provider") in ("native", "xen"), True)
    _, err = b.ab("true", wanted=1)
    has(err, "its guardian, too", "pvshimctl ab --restore")
    same(b.run(["ab", "--restore"])[0], "bound as before: 1 operations\n")
    b.nothing_left(before)


def wrong_record(b):
    for text in ("xen", "xen\nyield_to", "xen\nyield_to native", "xen\nyield_to \n", "\n",
                 "xen\n../yield_to native\n", "xen\n" + "y" * 200 + " native\n",
                 "x" * 70000):
        b.tree.write(b.record, text)
        _, err = b.run(["ab", "--restore"], 1)
        has(err, "is no record of pvshimctl ab")
    b.tree.write(b.record, "xen\nyield_to native\nno_such native\n")
    b.tree.set("ops/yield_to/provider", "xen\n")
    _, err = b.run(["ab", "--restore"], 1)
    has(err, "no_such: what it is bound to cannot be read")
    same(b.tree.get("ops/yield_to/provider"), "native")
    os.symlink(b.log, b.record)
    _, err = b.ab("true", wanted=1)
    has(err, "cannot record what is bound")


def another_change(b):
    """It is noticed and not overwritten, and what was ours is restored."""
    before = b.all_bound()
    script = BOUND + "[ $bound = native ] || echo acme >{0}"
    _, err = b.ab(script, wanted=1, ops=("steal_clock", "xen:yield_to"))
    has(err, "steal_clock is bound to acme now, which is not our doing",
        "steal_clock is left with acme", "not everything is bound as before")
    same(b.all_bound(), {**before, "steal_clock": "acme"})
    same(os.path.exists(b.record), False)


def another_change_while_killed(b):
    before = b.all_bound()
    process = b.start("echo acme >{0}; exec sleep 30", ops=("steal_clock", "xen"))
    until(lambda: b.tree.get("ops/steal_clock/provider") == "acme")
    process.kill()
    _, said = finish(process)
    has(said, "steal_clock is left with acme")
    same(b.all_bound(), {**before, "steal_clock": "acme"})


def there_and_back(b):
    """The count of switches tells it."""
    count = b.tree.path("ops/yield_to/switches")
    _, err = b.ab(f"echo 77 >{count}", wanted=1)
    has(err, "yield_to was switched meanwhile, and back to")


def provider_gone(b):
    """As the module does when a provider goes: what it has served is native."""
    before = b.all_bound()
    script = BOUND + "[ $bound = native ] || { echo native >{0}; rm -r " \
        + b.tree.path("providers/xen") + "; }"
    _, err = b.ab(script.replace("{ echo", "{{ echo").replace("; }", "; }}"), wanted=1)
    has(err, "yield_to is bound to native now", "everything is bound as before")
    b.nothing_left(before)


def module_gone(b):
    _, err = b.ab(f"rm -r {b.tree.path('ops/yield_to')}", wanted=1)
    has(err, "pvshim has gone", "not everything is bound as before")


def cannot_switch(b):
    """A write fails half-way: what was switched before is restored."""
    before = b.all_bound()
    path = "pv_send_call_func_ipi"
    fault = {**os.environ, "LD_PRELOAD": b.faults, "FAULT": f"write {path}/provider {errno.EBUSY}",
             "ASAN_OPTIONS": "exitcode=99:verify_asan_link_order=0"}
    _, err = b.ab("true", wanted=1, ops=("steal_clock", f"native:yield_to:{path}"), env=fault)
    has(err, f"{path} not switched to native: ", "everything is bound as before")
    b.nothing_left(before)


def together(b):
    """An operation that moves along is restored, too: here they are one file."""
    for op in ("yield_to", "steal_clock"):
        b.tree.set(f"ops/{op}/provider", "acme\n")
    os.unlink(b.provider("steal_clock"))
    os.symlink(b.provider("yield_to"), b.provider("steal_clock"))
    before = b.all_bound()
    process = b.start("exec sleep 30")
    with open(b.record, encoding="utf-8") as file:
        same(file.read(), "xen\nsteal_clock acme\nyield_to acme\n")
    process.kill()
    finish(process)
    b.nothing_left(before)


def wrong_words(b):
    for args, wanted, *said in (
            (["ab"], 2, "usage"), (["ab", "yield_to"], 2, "usage"),
            (["ab", "yield_to", "xen"], 2, "either a load or a command"),
            (["ab", "yield_to", "xen", "--load", "flush", "--", "true"], 2, "either"),
            (["ab", "yield_to", "xen", "--restore"], 2, "usage"),
            (["ab", "yield_to", "xen", "--load", "none"], 2, "no load none", "futex", "mprotect"),
            (["ab", "yield_to", "xen", "--pairs", "0", "--", "true"], 2, "--pairs: 0 is not"),
            (["ab", "yield_to", "xen", "--pairs", "1x", "--", "true"], 2, "--pairs: 1x is not"),
            (["ab", "yield_to", "xen", "--calls", "-1", "--", "true"], 2, "--calls: -1 is not"),
            (["ab", "yield_to", "xen", "--seed", "4294967296", "--", "true"], 2, "--seed: 4"),
            (["ab", "nothing", "xen", "--", "true"], 1, "no operation nothing", "host_time"),
            (["ab", "yield_to", "xen:nothing", "--", "true"], 1, "no operation nothing"),
            (["ab", "yield_to", "nobody", "--", "true"], 1, "no provider nobody", "vmware"),
            (["ab", "yield_to", ":", "--", "true"], 1, "no provider", "vmware"),
            (["ab", "yield_to", "vmware", "--", "true"], 1, "yield_to not switched to vmware: "
             "it has no such function")):
        _, err = b.run(args, wanted)
        has(err, *said)
        same(os.path.exists(b.record), False)
    shutil.rmtree(b.tree.path(""))
    _, err = b.ab("true", wanted=3)
    has(err, "not loaded")


def not_root(b):
    how = {"user": NOT_ROOT, "extra_groups": []} if os.getuid() == 0 else {}
    if not how:
        os.chmod(b.provider(), 0o444)
    _, err = b.ab("true", wanted=4, **how)
    has(err, "yield_to not switched to xen: only root may do that")


def help_text(b):
    has(b.run(["ab", "--help"])[0], "ab OP PROVIDER[:OP]... [-- COMMAND]", "--seed N")


CASES = (a_difference, no_difference, too_few, order, calls, several_operations, loads, exits,
         schema, command_fails, its_output, interrupted, ignored_signal,
         interrupted_as_by_a_terminal, killed,
         group_is_killed, guardian_is_killed, both_are_killed, wrong_record, another_change,
         another_change_while_killed, there_and_back, provider_gone, module_gone, cannot_switch,
         together, wrong_words, not_root, help_text)


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    # a shell's background ignores them, and so would what we start
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGQUIT, signal.SIG_DFL)
    with tempfile.TemporaryDirectory() as directory:
        bench = Bench(sys.argv[1], os.path.abspath(sys.argv[2]), directory)
        return ktap_cases.run(CASES, bench, bench.prepare)


if __name__ == "__main__":
    sys.exit(main())
