# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
#
# Ends well, then powers the guest off before init can say that all tests ended.

pass "the only one"
done_testing
echo "cell $GUEST leave end 0" >&3
sleep 1
poweroff -f
