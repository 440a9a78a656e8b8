/* SPDX-License-Identifier: GPL-2.0 */
/* From a host's count of steal time to a clock that never goes backwards. */
#ifndef _PVSHIM_STEAL_COUNT_H
#define _PVSHIM_STEAL_COUNT_H

#include <pvshim/steal.h>

/**
 * pvshim_steal_count_add - add a reading of a host's count
 * @count: one CPU's count; the caller alone changes it
 * @begun: time before the host was asked, nanoseconds
 * @now: time now; no earlier than @begun, nor than that of an earlier call
 * @ns: what the host said, nanoseconds
 *
 * What is passed on are differences. A reading *follows* an earlier one if it is
 * not smaller, and not larger by more than the time that has passed. One that does
 * not follow is kept beside the base, and adds nothing:
 *
 * =====================================  =======================================
 * the reading                            then
 * =====================================  =======================================
 * follows the base                       the difference is added; new base
 * is smaller by less than it has taken,  nothing: two readers have overtaken each
 * and another ended meanwhile            other
 * follows the one kept beside            the difference from that is added; it is
 *                                        the base now, and the old base is kept
 * is small enough to have begun at zero  all of it is added; it is the base now,
 * since the last reading                 and the old base is kept
 * is anything else                       nothing; it is kept beside the base
 * =====================================  =======================================
 *
 * So a single absurd reading costs nothing, and a count that begins anew goes on at
 * its own pace. A host that lies in small steps all the time is believed.
 *
 * Return: whether the reading was as it should be, that is one of the first two.
 */
bool pvshim_steal_count_add(struct pvshim_steal_count *count, u64 begun,
			    u64 now, u64 ns);

#endif /* _PVSHIM_STEAL_COUNT_H */
