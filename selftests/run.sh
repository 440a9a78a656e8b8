#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Run pvshim's tests in guests: run.sh [OPTION...] [PATTERN...]
# How it works: selftests/README.md. The work is done in lib/cli.py.
set -euo pipefail
export PYTHONDONTWRITEBYTECODE=1 LC_ALL=C.UTF-8
exec python3 "$(dirname "$(readlink -f "$0")")/lib/cli.py" "$@"
