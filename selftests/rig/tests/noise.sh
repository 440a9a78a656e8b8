# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# Lines on the channel that mean nothing, some with its words. Results count.

pass "before the noise"
printf 'ok\nnot a line\n1..\n\001\377\200\n\n cell\nguest\ncell x\nfact\nok' >&3
printf ' perhaps\nperhaps ok 3 - so\n# ok 4 - said a comment\n# 1..7\n' >&3
pass "after the noise"
done_testing
