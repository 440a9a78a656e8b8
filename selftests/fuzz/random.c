// SPDX-License-Identifier: GPL-2.0
/* Numbers that are the same for the same seed (splitmix64). */
#include "fuzz.h"

static unsigned long state;

void random_seed(unsigned long seed)
{
	state = seed;
}

unsigned int random_below(unsigned int below)
{
	unsigned long z = state += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return (z ^ z >> 31) % below;
}
