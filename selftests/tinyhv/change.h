/* SPDX-License-Identifier: GPL-2.0 */
/* What a test changes of the host while the guest runs, through the test port. */
#ifndef TINYHV_CHANGE_H
#define TINYHV_CHANGE_H

#include "hv.h"

/* Bits of the personality's feature word that are not offered any more. */
extern u32 change_features_off;

/* All signatures move up by so many blocks; Hyper-V's is at the first base then. */
void change_move(u8 blocks);
u32 change_moved(void); /* by how many leaves */
bool change_leaf(u32 leaf, struct leaf *out);

#endif /* TINYHV_CHANGE_H */
