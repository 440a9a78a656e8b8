// SPDX-License-Identifier: GPL-2.0
#include "change.h"
#include "counters.h"
#include "personalities/table.h"
#include "steal.h"
#include "testport.h"

static char snapshot[TEST_PORTS];

static void take_snapshot(void)
{
	int n = counters_text(snapshot, sizeof(snapshot));

	n += format(snapshot + n, sizeof(snapshot) - n, "stolen_ns %lu\n",
		    cycles_to_ns(stolen_cycles()));
	n += format(snapshot + n, sizeof(snapshot) - n,
		    "areas_taken %u\nareas_left %u\n", vmware_areas_taken,
		    vmware_areas_left);
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
	case TEST_FEATURE_OFF:
		change_features_off |= BIT(value & 31);
		break;
	case TEST_FEATURE_ON:
		change_features_off &= ~BIT(value & 31);
		break;
	case TEST_MOVE:
		change_move(value);
		break;
	case TEST_RESTART:
		restart_count(value);
		break;
	}
}

u8 testport_read(u16 offset)
{
	return snapshot[offset];
}
