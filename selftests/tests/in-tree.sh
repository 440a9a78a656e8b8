# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# The test that goes into the kernel's tree (selftests/in-tree), as its runner would
# run it: every result ok, as many as it said, and in the end all is as it was.

# shellcheck source=selftests/guest/pvshim.sh
. /pvshim/guest/pvshim.sh

SAID=/run/in-tree
results() { grep -c "^ok [0-9]* " $SAID; }

load
before=$(bindings)
check "it passes" sh -c "sh /pvshim/in-tree/pvshim.sh >$SAID"
sed 's/^/in-tree: /' $SAID
check "it has a result for every operation at least" test "$(results)" -ge "$NR_OPS"
check "the last line is its plan" same "1..$(results)" "$(tail -n 1 $SAID)"
check "everything is bound as before" same "$before" "$(bindings)"
check "unload" unload_all
done_testing
