/* SPDX-License-Identifier: GPL-2.0 */
/* What concerns all areas that hosts write to: CPU hotplug, sleep and reboot. */
#ifndef _PVSHIM_MODULE_HOST_AREA_H
#define _PVSHIM_MODULE_HOST_AREA_H

#include <pvshim/host-area.h>

/* Up before the first provider can start an area, down after the last is stopped. */
int pvshim_host_area_init(void);
void pvshim_host_area_exit(void);

#endif /* _PVSHIM_MODULE_HOST_AREA_H */
