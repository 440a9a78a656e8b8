# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
#
# Sourced by the tests of the patches xen-flush, after pvshim.sh.

TRACE=/sys/kernel/tracing
# of the kernel with a patch more, see patches/README.md
SWITCH=/sys/module/mmu_hvm/parameters/flush_tlbs
USED="Xen: TLBs of preempted vCPUs are flushed by hypercall"
REFUSED="Xen: HVMOP_flush_tlbs is slow or missing, not used"
