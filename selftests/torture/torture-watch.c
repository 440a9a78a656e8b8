// SPDX-License-Identifier: GPL-2.0
/*
 * The watchers: touch what an owner has published and compare. What they see
 * counts if the owner has not begun another change in the meantime.
 *
 * Two kinds. One goes by the CPU's translations. The other lets the kernel find
 * the page without a lock, as get_user_pages_fast() does for vmsplice() and for
 * a shared futex, while page tables come and go.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "torture.h"

/* No futex here has this value. */
#define NO_VALUE 0xffffffffU

/* Checks of one slot in a row, so that the CPU has its translations cached. */
#define STAY 64

static const char *const kind_names[] = {
	[FLUX] = "flux",     [WRITABLE] = "writable", [READONLY] = "read-only",
	[ZEROES] = "zeroes", [GONE] = "gone",
};

static __thread sigjmp_buf after_fault;
static __thread volatile sig_atomic_t may_fault;

static void fault(int number)
{
	if (may_fault)
		siglongjmp(after_fault, 1);
	signal(number, SIG_DFL); /* faults again, and ends */
}

void faults_init(void)
{
	struct sigaction action = {
		.sa_handler = fault,
		.sa_flags = SA_NODEFER,
	};

	if (sigaction(SIGSEGV, &action, NULL) ||
	    sigaction(SIGBUS, &action, NULL))
		die("sigaction");
}

static bool load(const char *address, unsigned long *value)
{
	bool done = false;

	if (!sigsetjmp(after_fault, 0)) {
		may_fault = 1;
		*value = *(const volatile unsigned long *)address;
		done = true;
	}
	may_fault = 0;
	return done;
}

static bool store(char *address, unsigned long value)
{
	bool done = false;

	if (!sigsetjmp(after_fault, 0)) {
		may_fault = 1;
		*(volatile unsigned long *)address = value;
		/* the store is complete before anything else is read */
		atomic_thread_fence(memory_order_seq_cst);
		done = true;
	}
	may_fault = 0;
	return done;
}

struct sight {
	const struct slot *slot;
	unsigned long state;
	unsigned long tag;
	const char *page;
	unsigned int nr;
};

/* False if there is nothing to see at the moment. */
static bool look(struct sight *s, struct slot *slot, unsigned int nr)
{
	s->slot = slot;
	s->state = atomic_load(&slot->state);
	s->tag = atomic_load(&slot->tag);
	s->nr = nr % PAGES;
	s->page = page_of(slot, s->nr);
	return kind_of(s->state) != FLUX;
}

/* Whether all that was seen since belongs to the same state. */
static bool still(const struct sight *s)
{
	atomic_thread_fence(memory_order_seq_cst);
	return atomic_load(&s->slot->state) == s->state;
}

static void judge(const struct sight *s, struct counts *counts, bool expect,
		  bool readable, unsigned long value, const char *how)
{
	if (!readable)
		counts->faults++;
	if (!still(s))
		return;
	counts->checks++;
	if (readable != expect || (readable && value != s->tag))
		found_stale(counts,
			    "slot %d page %u, %s, by %s: %s %#lx in place of %#lx",
			    (int)(s->slot - slots), s->nr,
			    kind_names[kind_of(s->state)], how,
			    readable ? "found" : "a fault",
			    (readable ? value : 0), s->tag);
}

static void try_to_write(const struct sight *s, struct counts *counts,
			 unsigned int me)
{
	char *word = (char *)s->page + (SCRATCH + me) * sizeof(unsigned long);
	bool written = store(word, counts->checks);

	if (!written)
		counts->faults++;
	if (!still(s))
		return;
	counts->checks++;
	if (written !=
	    (kind_of(s->state) == WRITABLE || kind_of(s->state) == ZEROES))
		found_stale(counts, "slot %d page %u, %s: a write %s",
			    (int)(s->slot - slots), s->nr,
			    kind_names[kind_of(s->state)],
			    written ? "went through" : "faulted");
}

void watch(unsigned int nr, struct counts *counts)
{
	struct sight s;
	unsigned long value;
	bool readable;
	unsigned int i;

	for (i = 0; !atomic_load(&stop); i++) {
		struct slot *slot = &slots[(nr + i / STAY) % options.owners];

		if (!look(&s, slot, i)) {
			sched_yield();
			continue;
		}
		readable = load(s.page, &value);
		judge(&s, counts, kind_of(s.state) != GONE, readable, value,
		      "load");
		if (!options.reads_only && kind_of(s.state) != GONE)
			try_to_write(&s, counts, nr);
		atomic_fetch_add(&slot->checks, 1);
	}
}

/* A page that the kernel finds goes into the pipe as it is, without a copy. */
static bool splice_word(const int pipe[2], const char *page,
			unsigned long *value)
{
	struct iovec word = {
		.iov_base = (void *)page,
		.iov_len = sizeof(*value),
	};
	ssize_t got = vmsplice(pipe[1], &word, 1, SPLICE_F_NONBLOCK);

	if (got < 0 && errno == EFAULT)
		return false;
	if (got != sizeof(*value) || read(pipe[0], value, got) != got)
		die("vmsplice");
	return true;
}

/*
 * The page is found for a shared futex, and then its value is another. A page
 * that is mapped read-only is refused as if it were not there.
 */
static bool futex_word(const char *page)
{
	static const struct timespec none;

	if (!syscall(SYS_futex, page, FUTEX_WAIT, NO_VALUE, &none, NULL, 0))
		die("futex");
	if (errno != EAGAIN && errno != EFAULT && errno != EINTR)
		die("futex");
	return errno != EFAULT;
}

static void find(const struct sight *s, struct counts *counts,
		 const int pipe[2], bool by_futex)
{
	bool expect = kind_of(s->state) != GONE;
	unsigned long value = s->tag;

	counts->gups++;
	if (by_futex)
		judge(s, counts, expect && kind_of(s->state) != READONLY,
		      futex_word(s->page), value, "futex");
	else if (splice_word(pipe, s->page, &value))
		judge(s, counts, expect, true, value, "vmsplice");
	else
		judge(s, counts, expect, false, 0, "vmsplice");
}

void pin(unsigned int nr, struct counts *counts)
{
	struct sight s;
	unsigned int i;
	int ends[2];

	if (pipe(ends))
		die("pipe");
	for (i = 0; !atomic_load(&stop); i++) {
		struct slot *slot = &slots[(nr + i / STAY) % options.owners];

		if (!look(&s, slot, i)) {
			sched_yield();
			continue;
		}
		find(&s, counts, ends, i & 1);
		atomic_fetch_add(&slot->checks, 1);
	}
	close(ends[0]);
	close(ends[1]);
}
