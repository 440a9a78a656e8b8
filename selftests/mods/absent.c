// SPDX-License-Identifier: GPL-2.0
/* The sample consumer as it is built without pvshim. */
#define PVSHIM_ABSENT

#include "../../samples/consumer/pvshim_sample.c"
