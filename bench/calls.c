// SPDX-License-Identifier: GPL-2.0
/*
 * What a call costs. For each operation there is one loop for each form of
 * call; they differ in the call alone, so that the difference to the loop
 * without a call is the call and the function that is called.
 */
#include <linux/irqflags.h>
#include <linux/minmax.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/seq_file.h>
#include <asm/msr.h>
#include <asm/nospec-branch.h>
#include <asm/tsc.h>

#include <pvshim/call.h>

#include "bench.h"

/* Calls between two readings of the clock, for which interrupts wait. */
#define BATCH 64U

enum form { EMPTY, BOUND, DIRECT, POINTER, RETPOLINE, NR_FORMS };

static const char *const form_names[NR_FORMS] = {
	[EMPTY] = "empty",     [BOUND] = "bound",	  [DIRECT] = "direct",
	[POINTER] = "pointer", [RETPOLINE] = "retpoline",
};

/* --- The loops ---------------------------------------------------------- */

/*
 * An argument that is harmless with any provider: the CPU 0, or else the
 * address of zeroes, which are an empty text and room for an answer, too.
 */
static u64 zeroes[8];

#define TAKES_CPU(ret, proto) __same_type(typeof(ret proto), typeof(ret(int)))
#define ARGUMENT(ret, proto) \
	__builtin_choose_expr(TAKES_CPU(ret, proto), 0, (void *)zeroes)

/*
 * The argument is read from memory each time: an instruction that is there in
 * each form, instead of some that the compiler may move out of the loop.
 */
#define LOOP(name, form, call)                            \
	static noinline u64 name##_##form(unsigned int n) \
	{                                                 \
		u64 begun = rdtsc_ordered();              \
		typeof(name##_argument) arg;              \
		do {                                      \
			arg = READ_ONCE(name##_argument); \
			call;                             \
		} while (--n);                            \
		return rdtsc_ordered() - begun;           \
	}

/*
 * The compiler makes a retpoline of each pointer it calls. This is what it
 * made before there were any. With FineIBT it would crash the kernel:
 * there the place where a pointer may land is not the function's beginning, and
 * only calls that the compiler knows of are adapted to that.
 */
#ifdef CONFIG_FINEIBT
#define CALL_POINTER(arg, function) ((void)(arg), (void)(function))
#else
#define CALL_POINTER(arg, function)                                            \
	asm volatile(ANNOTATE_RETPOLINE_SAFE "\n\tcall *%[target]"             \
		     : ASM_CALL_CONSTRAINT, "+D"(arg)                          \
		     : [target] "m"(function)                                  \
		     : "memory", "cc", "rax", "rcx", "rdx", "rsi", "r8", "r9", \
		       "r10", "r11")
#endif

/*
 * How each operation is called in the form "bound":
 *
 * ================  ==================================================================
 * the operation     what is called
 * ================  ==================================================================
 * is harmless       the operation itself, by whichever provider it is served
 * may do harm       a static call of this module, made to have the same target, and only
 *                   if that is native or a function of this module: another provider
 *                   could be bound between any check and the call
 * ================  ==================================================================
 */
#define LIVE_steal_clock       1
#define LIVE_vcpu_is_preempted 1
#define LIVE_yield_to	       1
#define LIVE_host_time	       1

#define CALL_BOUND(name, arg)                          \
	do {                                           \
		if (__is_defined(LIVE_##name))         \
			pvshim_call(name)(arg);        \
		else                                   \
			static_call(same_##name)(arg); \
	} while (0)

#define PVSHIM_OP(name, ret, proto)                                  \
	DEFINE_STATIC_CALL(same_##name, pvshim_bench_##name);        \
	static void name##_follow(void *target)                      \
	{                                                            \
		static_call_update(same_##name, target);             \
	}                                                            \
	static typeof(ARGUMENT(ret, proto)) name##_argument =        \
		ARGUMENT(ret, proto);                                \
	LOOP(name, empty, asm volatile("" : : "r"(arg)))             \
	LOOP(name, bound, CALL_BOUND(name, arg))                     \
	LOOP(name, direct, pvshim_bench_##name(arg))                 \
	LOOP(name, pointer,                                          \
	     CALL_POINTER(arg, READ_ONCE(pvshim_bench_table)->name)) \
	LOOP(name, retpoline, READ_ONCE(pvshim_bench_table)->name(arg))
#include <pvshim/ops-list.h>

/* --- What is measured --------------------------------------------------- */

/**
 * struct subject - an operation and its loops
 * @loops: one for each form, run the given number of times; return clock ticks
 * @name: the operation
 * @key: knows what the operation is bound to
 * @own: the function of this module that may be bound
 * @live: whether the operation itself may be called, by whichever provider it is served;
 *	see CALL_BOUND
 * @follow: binds the static call that is called otherwise
 */
struct subject {
	u64 (*loops[NR_FORMS])(unsigned int n);
	const char *name;
	struct static_call_key *key;
	void *own;
	bool live;
	void (*follow)(void *target);
};

/* The operations of modules: those of the kernel are called by the kernel alone. */
static const struct subject subjects[] = {
#define PVSHIM_OP(op, ret, proto) \
	{                                              \
		.name = #op,                           \
		.key = &STATIC_CALL_KEY(pvshim_##op),  \
		.own = pvshim_bench_##op,              \
		.live = __is_defined(LIVE_##op),       \
		.follow = op##_follow,                 \
		.loops = {                             \
			[EMPTY] = op##_empty,          \
			[BOUND] = op##_bound,          \
			[DIRECT] = op##_direct,        \
			[POINTER] = op##_pointer,      \
			[RETPOLINE] = op##_retpoline,  \
		},                                     \
	},
#include <pvshim/ops-list.h>
};

/* The last run: the fastest batch of each form, 0 if there was none. */
static struct {
	char target[64];
	u64 ticks[NR_FORMS];
} results[ARRAY_SIZE(subjects)];
static unsigned int batches;

/* --- The run ------------------------------------------------------------ */

/* Native, or one of the empty functions here. */
static bool is_harmless(const struct subject *s, void *target)
{
	return !target || target == __static_call_return0 || target == s->own;
}

/*
 * The functions of other providers are called with interrupts on, because not every
 * operation may be called with interrupts off.
 */
static u64 batch(const struct subject *s, enum form form)
{
	unsigned long flags = 0;
	bool masked = form != BOUND || !s->live;
	u64 ticks;

	preempt_disable();
	if (masked)
		local_irq_save(flags);
	ticks = s->loops[form](BATCH);
	if (masked)
		local_irq_restore(flags);
	preempt_enable();
	return ticks;
}

static u64 fastest(const struct subject *s, enum form form)
{
	u64 best = U64_MAX;
	unsigned int i;

	for (i = 0; i < batches; i++) {
		best = min(best, batch(s, form));
		cond_resched();
	}
	return best;
}

/* Whether a form can be called at all; makes it ready. */
static bool prepare(const struct subject *s, void *target, enum form form)
{
	if (form == POINTER)
		return !IS_ENABLED(CONFIG_FINEIBT);
	if (form != BOUND || s->live)
		return true;
	if (!is_harmless(s, target))
		return false;
	s->follow(target);
	return true;
}

static void name_target(char *text, size_t size, void *target)
{
	if (!target)
		strscpy(text, "nop", size);
	else if (target == __static_call_return0)
		strscpy(text, "xor", size);
	else
		snprintf(text, size, "%ps", target);
}

void pvshim_bench_calls_run(unsigned int calls)
{
	enum form form;
	size_t op;

	batches = DIV_ROUND_UP(calls, BATCH);
	for (op = 0; op < ARRAY_SIZE(subjects); op++) {
		const struct subject *s = &subjects[op];
		void *target = READ_ONCE(s->key->func);

		name_target(results[op].target, sizeof(results[op].target),
			    target);
		for (form = 0; form < NR_FORMS; form++)
			results[op].ticks[form] =
				prepare(s, target, form) ? fastest(s, form) : 0;
	}
}

/* --- The report --------------------------------------------------------- */

static void show_call(struct seq_file *m, s64 ticks)
{
	s64 hundredths = abs(ticks) * 100 / BATCH;

	seq_printf(m, "%s%lld.%02lld", ticks < 0 ? "-" : "", hundredths / 100,
		   hundredths % 100);
}

static void show_figures(struct seq_file *m, size_t op, enum form form)
{
	const u64 *ticks = results[op].ticks;
	u64 empty = form == EMPTY ? 0 : ticks[EMPTY];

	if (!ticks[form]) {
		seq_puts(m, "- -");
		return;
	}
	seq_printf(m, "%llu ", ticks[form]);
	show_call(m, ticks[form] - empty);
}

static void show_form(struct seq_file *m, size_t op, enum form form)
{
	seq_printf(m, "%s %s ", subjects[op].name, form_names[form]);
	show_figures(m, op, form);
	if (form == EMPTY)
		seq_puts(m, " -\n");
	else if (form == BOUND)
		seq_printf(m, " %s\n", results[op].target);
	else
		seq_printf(m, " %ps\n", subjects[op].own);
}

void pvshim_bench_calls_show(struct seq_file *m)
{
	enum form form;
	size_t op;

	if (!batches)
		return;
	seq_printf(m, "batch %u batches %u tsc_khz %u\n", BATCH, batches,
		   tsc_khz);
	for (op = 0; op < ARRAY_SIZE(subjects); op++)
		for (form = 0; form < NR_FORMS; form++)
			show_form(m, op, form);
}
