// SPDX-License-Identifier: GPL-2.0
/* Instructions that this machine may not have, or not let a process have. */
#include <setjmp.h>
#include <signal.h>
#include <stddef.h>

#include "guard.h"

static sigjmp_buf back;

static void fault(int number)
{
	(void)number;
	siglongjmp(back, 1);
}

bool guarded(void (*call)(void *data), void *data)
{
	struct sigaction action = { .sa_handler = fault }, ill, segv;
	bool done = false;

	sigaction(SIGILL, &action, &ill);
	sigaction(SIGSEGV, &action, &segv);
	if (!sigsetjmp(back, 1)) {
		call(data);
		/* the compiler may not move it before the call */
		asm volatile("" ::: "memory");
		done = true;
	} else {
		done = false;
	}
	sigaction(SIGILL, &ill, NULL);
	sigaction(SIGSEGV, &segv, NULL);
	return done;
}
