# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# The last test of a debug kernel: everything has been loaded and unloaded several times.

# shellcheck source=selftests/guest/pvshim.sh
. /pvshim/guest/pvshim.sh
# shellcheck source=selftests/guest/checkers.sh
. /pvshim/guest/checkers.sh
[ -e $KMEMLEAK ] || skip_all "this kernel has no kmemleak"

check "nothing of ours is loaded" unload_all
check "no memory is leaked" no_leaks
check "lockdep watched till the end" lockdep_on
check "no warning, no oops" unharmed
done_testing
