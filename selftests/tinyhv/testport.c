// SPDX-License-Identifier: GPL-2.0
#include "counters.h"
#include "personality.h"
#include "steal.h"
#include "testport.h"

static char snapshot[TEST_PORTS];

static void take_snapshot(void)
{
	int n = counters_text(snapshot, sizeof(snapshot));

	n += format(snapshot + n, sizeof(snapshot) - n, "stolen_ns %lu\n",
		    cycles_to_ns(stolen_cycles()));
	n += format(snapshot + n, sizeof(snapshot) - n, "tsc_khz %lu\n",
		    tsc_khz);
	n += format(snapshot + n, sizeof(snapshot) - n, "personality %s\n",
		    personality->name);
	memset(snapshot + n, 0, sizeof(snapshot) - n);
}

void testport_write(u16 offset, u8 value)
{
	switch (offset) {
	case TEST_SNAPSHOT:
		take_snapshot();
		break;
	case TEST_STEAL:
		steal_now(value);
		break;
	case TEST_STEAL_LATER:
		steal_at_next_interrupt(value);
		break;
	case TEST_EVENT:
		if (personality->event)
			personality->event(value);
		break;
	case TEST_SCRIPT:
		start_steal_script(0);
		break;
	}
}

u8 testport_read(u16 offset)
{
	return snapshot[offset];
}
