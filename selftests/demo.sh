#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# make demo: boot the environments that show pvshim's main job, then show what
# their guests reported, checked against second sources, as one table.
set -uo pipefail

top=$(cd "$(dirname "$0")/.." && pwd)
envs=(bare tcg vmware-dmi xen-dom0 xen-pvh vmware-cpuid tinyhv-vmware kvm)

patterns=()
for env in "${envs[@]}"; do
	patterns+=("$env/*/identity" "$env/*/demo")
done

rm -rf "$top/build/results.d"
"$top/selftests/run.sh" -k 6.12 -k 7.3 "${patterns[@]}" >"$top/build/demo.ktap"
status=$?
[ $status = 0 ] || grep -E '^ *not ok|^#' "$top/build/demo.ktap"

# shown, and kept for Documentation/tested.rst
python3 "$top/selftests/lib/demo.py" "$top/build" | tee "$top/build/demo.txt" || status=1
exit $status
