/* SPDX-License-Identifier: GPL-2.0 */
/* What is done to the guest after an exit, whatever its reason was. */
#ifndef TINYHV_GUEST_H
#define TINYHV_GUEST_H

#include "personality.h"

void inject(struct guest *guest, u8 vector, bool has_error, u32 error);
void finish(struct guest *guest, enum outcome outcome, unsigned int length);
void unexpected(struct guest *guest, const char *what) __noreturn;

#endif /* TINYHV_GUEST_H */
