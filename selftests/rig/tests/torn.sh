# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# Its last line has no end, so the channel shows the next one behind it.

plan 1
printf 'ok 1 - the only o' >&3
