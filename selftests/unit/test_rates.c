// SPDX-License-Identifier: GPL-2.0
/* Two samples of pvshimctl values: which rate they have, and what has happened between. */
#include "../../tools/pvshimctl/rates.h"
#include "../../tools/pvshimctl/text.h"
#include "ktap.h"

#define MS  1000000ull
#define SEC (1000 * MS)

/* Two CPUs, a second apart, and a host's clock that goes as fast */
static struct attr steal_before[] = { { "provider", "xen" },
				      { "switches", "2" } };
static struct attr steal_now[] = { { "provider", "xen" }, { "switches", "2" } };
static struct attr host_before[] = { { "provider", "xen" } };
static struct attr host_now[] = { { "provider", "xen" } };
static struct node ops_before[] = { { "steal_clock", steal_before, 2 },
				    { "host_time", host_before, 1 } };
static struct node ops_now[] = { { "steal_clock", steal_now, 2 },
				 { "host_time", host_now, 1 } };
static struct cpu_sample cpus_before[2], cpus_now[2];
static struct sample before, now;

static void plant(void)
{
	steal_before[0].value = "xen";
	steal_now[0].value = "xen";
	host_before[0].value = "xen";
	host_now[0].value = "xen";
	steal_now[1].value = "2";
	for (unsigned int i = 0; i < 2; i++) {
		cpus_before[i] = (struct cpu_sample){
			.number = i,
			.online = true,
			.stolen = 7 * SEC,
			.begun = 100 * SEC,
			.done = 100 * SEC + 2 * MS,
		};
		cpus_now[i] = (struct cpu_sample){
			.number = i,
			.online = true,
			.stolen = 7 * SEC + 250 * MS,
			.begun = 101 * SEC,
			.done = 101 * SEC + 2 * MS,
		};
	}
	before = (struct sample){
		.tree.ops = { ops_before, 2 },
		.cpu = cpus_before,
		.nr = 2,
		.host = { .offset = -5 * (long long)SEC,
			  .guest = 1700000000ll * SEC,
			  .boot = 100 * SEC },
	};
	now = before;
	now.tree.ops.node = ops_now;
	now.cpu = cpus_now;
	now.host.guest += SEC;
	now.host.boot += SEC;
}

/* What has happened, each thing in a line */
static const char *happened(void)
{
	static char text[1000];
	struct events events;
	size_t i;

	events_find(&events, &now, &before);
	*text = '\0';
	for (i = 0; i < events.nr; i++)
		snprintf(text + strlen(text), sizeof(text) - strlen(text),
			 "%s%s: %s", i ? "\n" : "", events.event[i].kind,
			 events.event[i].text);
	events_free(&events);
	return text;
}

static void expect(const char *wanted)
{
	const char *found = happened();

	EXPECT(!strcmp(found, wanted));
	if (strcmp(found, wanted))
		printf("# found: %s\n", found);
}

static void expect_rate(unsigned int per_mille)
{
	struct rate rate = rate_of(&now, &before, 0);

	EXPECT_EQ(rate.why, RATE_KNOWN);
	EXPECT_EQ(rate.value * 1000 + 0.5, per_mille);
	EXPECT(!no_rate_words(rate.why));
}

static void expect_none(enum no_rate why)
{
	EXPECT_EQ(rate_of(&now, &before, 0).why, why);
	EXPECT(strlen(no_rate_words(why)) > 5);
}

static void test_rate(void)
{
	expect_rate(250);
	EXPECT_EQ(rate_of_all(&now, &before).value * 1000 + 0.5, 250);
	expect("");
	cpus_now[0].stolen = 7 * SEC;
	expect_rate(0);
	EXPECT_EQ(rate_of_all(&now, &before).value * 1000 + 0.5, 125);
	cpus_now[0].stolen = 8 * SEC;
	expect_rate(1000);
}

/* The two clocks are not the same one, and a reading takes its time. */
static void test_all_of_it(void)
{
	cpus_now[0].stolen = 8 * SEC + 22 * MS;
	expect_rate(1000);
	expect("");
	cpus_now[0].stolen = 8 * SEC + 23 * MS;
	expect_none(RATE_TOO_MUCH);
	expect("steal: CPU 0: more steal time was counted than time has passed");
	EXPECT_EQ(rate_of_all(&now, &before).why, RATE_TOO_MUCH);
}

static void test_anew(void)
{
	cpus_now[0].stolen = 7 * SEC - 1;
	expect_none(RATE_ANEW);
	cpus_now[1].stolen = 0;
	expect("steal: CPU 0 1: the count of steal time began anew");
	cpus_before[0].stolen = -1ull;
	cpus_now[0].stolen = 0;
	expect_none(RATE_ANEW);
}

static void test_provider(void)
{
	steal_now[0].value = "kernel";
	expect_none(RATE_OTHER_PROVIDER);
	expect("provider: steal_clock: kernel, was xen");
	/* whatever it counts, it is not the count of before */
	cpus_now[0].stolen = 0;
	expect("provider: steal_clock: kernel, was xen");
	steal_now[0].value = "native";
	expect_none(RATE_NATIVE);
	EXPECT_EQ(rate_of_all(&now, &before).why, RATE_NATIVE);
	steal_before[0].value = "native";
	steal_now[0].value = "xen";
	expect_none(RATE_OTHER_PROVIDER);
}

static void test_offline(void)
{
	cpus_now[0].online = false;
	cpus_now[0].stolen = 8 * SEC;
	expect_none(RATE_OFFLINE);
	expect("cpu: CPU 0: offline now");
	/* the mean is of the others */
	EXPECT_EQ(rate_of_all(&now, &before).value * 1000 + 0.5, 250);
	cpus_now[0].online = true;
	cpus_before[0].online = false;
	expect_none(RATE_WAS_OFFLINE);
	expect("cpu: CPU 0: online again");
	cpus_now[0].stolen = 0;
	expect_none(RATE_WAS_OFFLINE);
	cpus_now[0].online = false;
	cpus_now[1].online = false;
	EXPECT_EQ(rate_of_all(&now, &before).why, RATE_OFFLINE);
}

/* A CPU that the first sample does not have, or the second */
static void test_other_cpus(void)
{
	before.cpu = cpus_before + 1;
	before.nr = 1;
	expect_none(RATE_WAS_OFFLINE);
	EXPECT_EQ(rate_of(&now, &before, 1).why, RATE_KNOWN);
	before.nr = 0;
	EXPECT_EQ(rate_of(&now, &before, 1).why, RATE_WAS_OFFLINE);
	expect("");
	now.nr = 0;
	EXPECT_EQ(rate_of_all(&now, &before).why, RATE_OFFLINE);
}

static void test_no_time(void)
{
	cpus_now[0].begun = cpus_before[0].done;
	cpus_now[0].done = cpus_now[0].begun;
	expect_none(RATE_NO_TIME);
	cpus_now[0].begun = 0;
	cpus_now[0].done = 0;
	expect_none(RATE_NO_TIME);
}

static void test_host_clock(void)
{
	now.host.offset = -5 * (long long)SEC + 499 * MS;
	expect("");
	now.host.offset = -4 * (long long)SEC;
	expect("host_clock: the host's clock was set ahead by 1.000 s");
	now.host.offset = -5 * (long long)SEC - 900 * MS;
	expect("host_clock: the host's clock was set back by 0.900 s");
	now.host.offset = -9 * (long long)SEC;
	expect("host_clock: the host's clock went back by 3.000 s");
	/* that of another provider is another clock */
	host_now[0].value = "kvm";
	expect("provider: host_time: kvm, was xen");
	host_now[0].value = "xen";
	now.host.why = "no such";
	expect("");
	/* what the reading itself cannot tell */
	now.host = before.host;
	now.host.guest += SEC;
	now.host.boot += SEC;
	now.host.error = 3 * SEC;
	now.host.offset = -8 * (long long)SEC;
	expect("");
}

static void test_guest_clock(void)
{
	now.host.guest -= 3600 * (long long)SEC;
	now.host.offset += 3600 * (long long)SEC;
	expect("guest_clock: this guest's clock went back by 3599.000 s");
	now.host.guest += 7200 * (long long)SEC;
	now.host.offset -= 7200 * (long long)SEC;
	expect("guest_clock: this guest's clock was set ahead by 3600.000 s");
}

static void test_module(void)
{
	steal_now[1].value = "1";
	expect("module: pvshim was loaded again");
	steal_now[1].value = "3";
	expect("");
	steal_now[1].value = "x";
	expect("module: pvshim was loaded again");
}

/* Operations that only one of the two has are native in the other. */
static void test_other_ops(void)
{
	before.tree.ops.nr = 1;
	expect("provider: host_time: xen, was native");
	now.tree.ops.nr = 0;
	expect_none(RATE_NATIVE);
}

static const struct {
	const char *name;
	void (*run)(void);
} cases[] = {
	{ "a rate", test_rate },
	{ "all of the time", test_all_of_it },
	{ "a count that begins anew", test_anew },
	{ "another provider", test_provider },
	{ "a CPU that goes and comes", test_offline },
	{ "a CPU that one sample lacks", test_other_cpus },
	{ "no time", test_no_time },
	{ "the host's clock", test_host_clock },
	{ "the guest's clock", test_guest_clock },
	{ "the module", test_module },
	{ "operations that one sample lacks", test_other_ops },
};

int main(void)
{
	unsigned int nr = ARRAY_SIZE(cases);
	unsigned int i;

	ktap_plan(nr);
	for (i = 0; i < nr; i++) {
		plant();
		cases[i].run();
		ktap_result(cases[i].name);
	}
	return ktap_exit(nr);
}
