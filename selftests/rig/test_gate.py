#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""The console's gate: lines that kernels and Xen print, bad ones and harmless ones."""

import os
import re
import sys
import unittest

RIG = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(RIG), "lib"))

import verdict  # noqa: E402

# What a kernel says when something is wrong, without the time in front.
BAD = """
WARNING: CPU: 1 PID: 88 at kernel/static_call_inline.c:203 __static_call_update+0x1c3/0x200
BUG: kernel NULL pointer dereference, address: 0000000000000008
BUG: unable to handle page fault for address: ffffffffc0401000
BUG: unable to handle kernel paging request at ffffffffc0401000
BUG: stack guard page was hit at 00000000f1d2a3b4 (stack is 000000005e6f7a8b..00000000c1d2e3f4)
Unable to handle kernel paging request at virtual address dead000000000108
kernel BUG at mm/slub.c:553!
Oops: 0002 [#1] PREEMPT SMP NOPTI
Oops: Oops: 0002 [#1] PREEMPT SMP NOPTI
Oops: general protection fault, probably for non-canonical address 0xdead000000000108
general protection fault, probably for non-canonical address 0xdead00: 0000 [#1] PREEMPT SMP
invalid opcode: 0000 [#1] PREEMPT SMP NOPTI
divide error: 0000 [#1] SMP
int3: 0000 [#1] PREEMPT SMP
CFI failure at pvshim_switch+0x2bd/0x9a0 [pvshim] (target: bind_long+0x0/0x50 [test]; expected)
stack segment: 0000 [#2] SMP
traps: PANIC: double fault, error_code: 0x0
PANIC: early exception 0x0d IP 10:ffffffff81000000 error 0 cr2 0xffff888000000000
Kernel panic - not syncing: Attempted to kill init! exitcode=0x0000000b
---[ end Kernel panic - not syncing: sysrq triggered crash ]---
unchecked MSR access error: RDMSR from 0x40000020 at rIP: 0xffffffffc0401234 (probe+0x14/0x40)
WARNING: possible circular locking dependency detected
WARNING: possible recursive locking detected
WARNING: possible irq lock inversion dependency detected
WARNING: inconsistent lock state
WARNING: bad unlock balance detected!
WARNING: held lock freed!
WARNING: suspicious RCU usage
WARNING: insmod/77 still has locks held!
[ BUG: Invalid wait context ]
INFO: possible recursive locking detected
[ INFO: possible circular locking dependency detected ]
[ INFO: suspicious RCU usage. ]
[ INFO: inconsistent lock state ]
INFO: trying to register non-static key.
BUG: MAX_LOCKDEP_CHAINS too low!
BUG: KASAN: slab-use-after-free in pvshim_bind+0x91/0x120 [pvshim]
KASAN: null-ptr-deref in range [0x0000000000000008-0x000000000000000f]
BUG: KFENCE: use-after-free read in pvshim_bind+0x91/0x120 [pvshim]
BUG: KCSAN: data-race in steal_clock / steal_clock
UBSAN: array-index-out-of-bounds in module/detect.c:102:14
kmemleak: 2 new suspected memory leaks (see /sys/kernel/debug/kmemleak)
BUG kmalloc-64 (Tainted: G           OE     ): Redzone overwritten
BUG task_struct (Not tainted): Poison overwritten
list_add corruption. prev->next should be next (ffff8880), but was 0000. (prev=ffff8881).
list_del corruption, ffff888003c0->next is LIST_POISON1 (dead000000000100)
rcu: INFO: rcu_preempt self-detected stall on CPU
rcu: INFO: rcu_preempt detected stalls on CPUs/tasks:
rcu: INFO: rcu_preempt detected expedited stalls on CPUs/tasks: { 1-...D } 27 jiffies s: 89
INFO: rcu_tasks detected stalls on tasks:
INFO: rcu_sched detected stalls on CPUs/tasks: { 1} (detected by 0, t=21002 jiffies, g=1)
rcu: rcu_preempt kthread starved for 2623 jiffies! g105 f0x0 RCU_GP_WAIT_FQS(5)
INFO: task modprobe:113 blocked for more than 120 seconds.
watchdog: BUG: soft lockup - CPU#1 stuck for 22s! [modprobe:113]
watchdog: Watchdog detected hard LOCKUP on cpu 1
NMI watchdog: Watchdog detected hard LOCKUP on cpu 0
BUG: workqueue lockup - pool cpus=1 node=0 flags=0x0 nice=0 stuck for 30s!
BUG: sleeping function called from invalid context at kernel/locking/mutex.c:283
BUG: scheduling while atomic: modprobe/113/0x00000002
bad: scheduling from the idle thread!
BUG: using smp_processor_id() in preemptible [00000000] code: modprobe/113
BUG: using __this_cpu_read() in preemptible [00000000] code: modprobe/113
BUG: Bad page state in process modprobe  pfn:03c01
BUG: Bad rss-counter state mm:0000000012345678 type:MM_ANONPAGES val:1
BUG: spinlock bad magic on CPU#0, modprobe/113
""".strip().splitlines()

# The hypervisor's, which have no time in front and mix with its dom0's.
BAD_XEN = """
(XEN) Xen BUG at domain_page.c:143
(XEN) Xen WARN at smp.c:412
(XEN) Assertion 'local_irq_is_enabled()' failed at smp.c:55
(XEN) Panic on CPU 0:
(XEN) FATAL TRAP: vector = 14 (page fault)
(XEN) FATAL PAGE FAULT
(XEN) domain_crash called from svm.c:2727
(XEN) Domain 3 (vcpu#0) crashed on cpu#0:
(XEN) Hardware Dom0 crashed: rebooting machine in 5 seconds.
(XEN) d3v0 Triple fault - invoking HVM shutdown action 1
(XEN) Watchdog timer detects that CPU1 is stuck!
[   12.345678] xenbus: (XEN) Panic on CPU 0:
""".strip().splitlines()

# What healthy guests say, and what only looks bad.
HARMLESS = r"""
Spectre V2 : WARNING: Unprivileged eBPF is enabled with eIBRS on, data leaks possible
RETBleed: WARNING: Spectre v2 mitigation leaves CPU vulnerable to RETBLEED attacks
[Firmware Bug]: TSC ADJUST: CPU0: -83948 force to 0
[Firmware Warn]: GHES: Poll interval is 0 for generic hardware error source: 1, disabled.
ACPI BIOS Error (bug): Could not resolve symbol [\_SB.PCI0], AE_NOT_FOUND
ACPI BIOS Warning (bug): Incorrect checksum in table [DSDT]
..MP-BIOS bug: 8254 timer not connected to IO-APIC
Command line: console=ttyS0 panic=-1 oops=panic panic_on_warn=1 loglevel=7 debug
Kernel command line: console=ttyS0 oops=panic nmi_watchdog=panic hung_task_panic=1
Unknown kernel command line parameters "BUG=1 bug=2", will be passed to user space.
rcu: 	RCU CPU stall warnings timeout set to 60 (rcu_cpu_stall_timeout).
rcu: RCU calculated value of scheduler-enlistment delay is 25 jiffies.
rcu: Hierarchical SRCU implementation.
NMI watchdog: Enabled. Permanently consumes one hw-PMU counter.
NMI watchdog: Perf NMI watchdog permanently disabled
watchdog: Delayed init of the lockup detector failed: -19
Lock dependency validator: Copyright (c) 2006 Red Hat, Inc., Ingo Molnar
kasan: KernelAddressSanitizer initialized
kfence: initialized - using 2097152 bytes for 255 objects at 0x(____ptrval____)
kmemleak: Kernel memory leak detector initialized (mem pool available: 15679)
kmemleak: Automatic memory scanning thread started
x86/mm: Checked W+X mappings: passed, no W+X pages found.
clocksource: timekeeping watchdog on CPU1: Marking clocksource 'tsc' as unstable
hrtimer: interrupt took 4035070 ns
perf: interrupt took too long (2567 > 2500), lowering kernel.perf_event_max_sample_rate
workqueue: drain_vmap_area_work hogged CPU for >10000us 4 times, consider switching
INFO: NMI handler (perf_event_nmi_handler) took too long to run: 1.412 msecs
kvm: kvm [205]: vcpu0, guest rIP: 0xffffffffa969e458 Unhandled WRMSR(0xc0010007) = 0xffff
pvshim: loading out-of-tree module taints kernel.
pvshim: module verification failed: signature and/or required key missing - tainting kernel
pvshim: xen: steal_clock: not available here
DEBUG: probe of the provider
systemd[1]: debug: WARNING is a word, so are BUG and Oops
reboot: Power down
(XEN) Xen version 4.17.5 (Debian 4.17.5+23-ga4e5191dc0-1) debug=n
(XEN) *** Serial input to DOM0 (type 'CTRL-a' three times to switch input)
(XEN) ACPI: SLEEP INFO: pm1x_cnt[1:604,1:0], pm1x_evt[1:600,1:0]
(XEN) Hardware Dom0 halted: halting machine
(XEN) d0 has maximum 840 PIRQs
""".strip().splitlines()


def caught(line):
    return [found for _, found in verdict.complaints(line + "\n", False)]


class Gate(unittest.TestCase):
    def test_complaints(self):
        for line in BAD:
            for front in ("", "[    4.292421] ", "[    4.292421][  T163] "):
                with self.subTest(front + line):
                    self.assertEqual(caught(front + line), [(front + line).strip()])

    def test_complaints_of_xen(self):
        for line in BAD_XEN:
            with self.subTest(line):
                self.assertTrue(caught(line))

    def test_harmless(self):
        for line in HARMLESS:
            for front in ("", "[    4.292421] ", "[    4.292421][  T163] "):
                with self.subTest(front + line):
                    self.assertEqual(caught(front + line), [])

    def test_each_part_is_needed(self):
        """A part of the gate that no line here needs would be untested."""
        for part in verdict.COMPLAINTS:
            rest = re.compile("|".join(p for p in verdict.COMPLAINTS if p != part))
            with self.subTest(part):
                self.assertFalse(all(rest.search("[    1.0] " + line) for line in BAD)
                                 and all(rest.search(line) for line in BAD_XEN))


class Owner(unittest.TestCase):
    """Which test was running when the kernel complained?"""

    CONSOLE = ("[ 1.0] WARNING: at boot\n[ 2.0] pvshim-test: begin one\n[ 2.1] WARNING: in one\r\n"
               "[ 3.0] pvshim-test: end one\n[ 3.5] WARNING: between\n"
               "[ 4.0] pvshim-test: begin guest kvm/6.1\n[ 4.1] BUG: in a guest\n")

    def test_whole_console(self):
        self.assertEqual([who for who, _ in verdict.complaints(self.CONSOLE, False)],
                         [None, "one", None, "guest kvm/6.1"])

    def test_from_the_first_test_on(self):
        self.assertEqual([who for who, _ in verdict.complaints(self.CONSOLE, True)],
                         ["one", None, "guest kvm/6.1"])

    def test_no_test_ever_began(self):
        self.assertEqual(verdict.complaints("[ 1.0] BUG: at boot\n", True), [])

    def test_power_off(self):
        for line in ("reboot: Power down", "reboot: System halted",
                     "reboot: Power off not available: System halted instead"):
            self.assertTrue(verdict.OFF.search("[ 5.0] " + line), line)
        for line in ("reboot: Restarting system", "reboot: machine restart", "Power down"):
            self.assertFalse(verdict.OFF.search("[ 5.0] " + line), line)


if __name__ == "__main__":
    unittest.main()
