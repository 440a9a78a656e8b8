/* SPDX-License-Identifier: GPL-2.0 */
/* The guest's code, through the guest's page tables. */
#ifndef TINYHV_CODE_H
#define TINYHV_CODE_H

#include "svm.h"

bool read_code(struct guest *guest, u64 address, u8 *out, size_t size);
unsigned int instruction_length(struct guest *guest, const u8 *opcode,
				size_t size);

#endif /* TINYHV_CODE_H */
