#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# make demo: boot the environments that show pvshim's main job, then show what
# their guests reported, checked against second sources, as one table.
set -uo pipefail

top=$(cd "$(dirname "$0")/.." && pwd)
envs=(bare tcg vmware-dmi xen-dom0 xen-pvh vmware-cpuid tinyhv-vmware kvm)

patterns=()
for kernel in 6.12 7.3; do
	for env in "${envs[@]}"; do
		patterns+=("$env/$kernel/identity" "$env/$kernel/demo")
	done
done
# A kernel with the patches takes longer to build than all the rest.
patched=7.3-pvshim
for kernel in 7.3 $patched; do
	[ "$kernel" = 7.3 ] || "$top/scripts/build-kernel" path "$kernel" &>/dev/null || continue
	patterns+=("xen-pvh/$kernel/identity" "xen-pvh/$kernel/demo-ab")
done

rm -rf "$top/build/results.d"
"$top/selftests/run.sh" "${patterns[@]}" >"$top/build/demo.ktap"
status=$?
[ $status = 0 ] || grep -E '^ *not ok|^#' "$top/build/demo.ktap"

# shown, and kept for Documentation/tested.rst
python3 "$top/selftests/lib/demo.py" "$top/build" | tee "$top/build/demo.txt" || status=1
exit $status
