# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# Sourced by init and move.sh in a Xen domain: the result channel, a byte pipe to
# dom0 over a shared page. What is written while there is none waits in the fifo.

serve_vchan() {
	vchan-socket-proxy --mode=server 0 data/pvshim - \
		</run/channel >/run/answer 2>/dev/console
}
