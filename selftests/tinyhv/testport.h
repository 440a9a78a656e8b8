/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The test port: how a test inside the guest talks to tinyhv. It exists under
 * every personality. It is a row of ports, so that one read of /dev/port gets
 * it all, and a multiple of its own length, so that dd finds it:
 *
 *	printf '\1' | dd of=/dev/port bs=1 seek=29696		   take a snapshot
 *	dd if=/dev/port bs=512 skip=58 count=1 | tr -d '\0'	   read it
 */
#ifndef TINYHV_TESTPORT_H
#define TINYHV_TESTPORT_H

#include "hv.h"

#define TEST_PORT  0x7400
#define TEST_PORTS 512

/* Written to, as bytes; reading gives the text of the snapshot, zero-padded. */
#define TEST_SNAPSHOT	 0 /* any: keep the counters as text */
#define TEST_STEAL	 1 /* ms to steal at once */
#define TEST_STEAL_LATER 2 /* ms to steal when the next interrupt comes */
#define TEST_EVENT	 3 /* the personality's own: leaves change, ... */
#define TEST_SCRIPT	 4 /* any: the script of option steal= begins */
#define TEST_FEATURE_OFF 5 /* number of a feature bit that goes; KVM's only */
#define TEST_FEATURE_ON	 6 /* ... and comes back */
#define TEST_MOVE	 7 /* signatures move up by so many blocks */
#define TEST_RESTART \
	8 /* the count of stolen time restarts so many ms below 0 */

void testport_write(u16 offset, u8 value);
u8 testport_read(u16 offset);

#endif /* TINYHV_TESTPORT_H */
