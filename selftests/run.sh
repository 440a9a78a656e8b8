#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Run pvshim's tests in guests: run.sh [OPTION...] [PATTERN...]
# How it works: selftests/README.md. The work is done in lib/cli.py.
set -euo pipefail
top=$(readlink -f "$(dirname "$(readlink -f "$0")")/..")
"$top/scripts/in-root" --inside || exec "$top/scripts/in-root" "$top/selftests/run.sh" "$@"
export PYTHONDONTWRITEBYTECODE=1 LC_ALL=C.UTF-8
exec python3 "$top/selftests/lib/cli.py" "$@"
