// SPDX-License-Identifier: GPL-2.0
/* An inspection as text: one screen. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "inspection.h"
#include "screen.h"
#include "table.h"
#include "text.h"

#define NAME_WIDTH 19
#define USE_WIDTH  7
#define GAP	   2

/* The rest of a line behind so many letters; all of the text where nothing is cut */
static size_t room_behind(size_t used)
{
	size_t width = screen_size().width;

	if (!width)
		return (size_t)-1;
	return width > used + 20 ? width - used : 20;
}

/* A text below each other, each line but the first behind so many blanks */
static void print_wrapped(const char *first, const char *text)
{
	size_t room = room_behind(strlen(first) + 1);
	size_t len = fitting(text, room);

	printf("%s %.*s\n", first, (int)len, text);
	while (text[len]) {
		text += len + (text[len] == ' ');
		len = fitting(text, room);
		printf("%*s %.*s\n", (int)strlen(first), "", (int)len, text);
	}
}

/* One more, which is freed */
static void add_part(char **text, char *part)
{
	append(text, ", ", part);
	free(part);
}

static void print_head(const struct inspection *in)
{
	const struct guest *guest = &in->guest;
	char *text = format("%s", pvshim_hv_name(in->found.primary));

	if (guest->release)
		add_part(&text, format("Linux %s", guest->release));
	if (guest->cpus)
		add_part(&text, format(guest->cpus == 1 ? "%u CPU" : "%u CPUs",
				       guest->cpus));
	if (guest->clock)
		add_part(&text, format("clocksource %s", guest->clock));
	print_wrapped("hypervisor:", text);
	free(text);
}

static char *verdict(const struct judged *judged)
{
	bool faulted = judged->sig->fault != PVSHIM_FAULT_NONE;

	return format("%s", faulted || !*judged->why ?
				    pvshim_fault_text(judged->sig->fault) :
				    judged->why);
}

static void print_signatures(const struct inspection *in)
{
	static const char *const head[] = { "signature", "base", "leaves to",
					    "used", "why" };
	struct table table = { .columns = 5, .width = screen_size().width };
	unsigned int i;

	if (!in->found.nr)
		return;
	table_add(&table, TONE_HEAD, head);
	for (i = 0; i < in->found.nr; i++) {
		const struct pvshim_signature *sig = in->judged[i].sig;
		char *base = format("0x%08x", sig->base);
		char *leaf = format("0x%08x", sig->max_leaf);
		char *why = verdict(&in->judged[i]);
		const char *const texts[] = { sig->text,
					      sig->from_dmi ? "by DMI" : base,
					      sig->from_dmi ? "-" : leaf,
					      use_word(in->judged[i].use),
					      why };

		table_add(&table, TONE_PLAIN, texts);
		free(base);
		free(leaf);
		free(why);
	}
	table_print(&table, in->guest.options->colour);
	table_free(&table);
	if (in->found.dropped)
		printf("and %u more signatures\n", in->found.dropped);
}

/* The names of what is offered, or of what is not */
static char *names(const struct judged *judged, bool offered)
{
	char *list = NULL;
	size_t i;

	for (i = 0; i < judged->nr; i++)
		if (judged->finding[i].offered == offered)
			append(&list, ", ", judged->finding[i].facility->name);
	return list;
}

static void print_list(const char *before, char *list)
{
	if (list)
		print_wrapped(before, list);
	free(list);
}

static enum tone tone_of(const struct finding *f)
{
	switch (f->use) {
	case USE_YES:
	case USE_LIKELY:
		return TONE_GOOD;
	case USE_NO:
		return TONE_FAINT;
	default:
		return TONE_PLAIN;
	}
}

/* Of another machine's leaves only what is offered is known. */
static void print_facilities(const struct judged *judged, bool another,
			     bool colour)
{
	char *offers = format("%s offers", pvshim_hv_name(judged->sig->hv));
	const char *const head[] = { offers, another ? "" : "used",
				     another ?
					     "what it is for" :
					     "how that is known, or why not" };
	struct table table = { .columns = 3 };
	size_t room = room_behind(NAME_WIDTH + USE_WIDTH + 2 * GAP);
	size_t i;

	table_add(&table, TONE_HEAD, head);
	for (i = 0; i < judged->nr; i++) {
		const struct finding *f = &judged->finding[i];

		if (!f->offered)
			continue;
		table_add_wrapped(&table, tone_of(f), f->facility->name,
				  another ? "" : use_word(f->use),
				  another ? f->facility->about : f->why, room);
	}
	table_print(&table, colour);
	table_free(&table);
	free(offers);
}

static void print_interface(const struct inspection *in,
			    const struct judged *judged)
{
	char *before;

	if (!judged->nr)
		return;
	putchar('\n');
	if (judged->use == USE_NO) {
		before = format("%s offers, unused:",
				pvshim_hv_name(judged->sig->hv));
		print_list(before, names(judged, true));
		free(before);
		return;
	}
	print_facilities(judged, in->guest.another, in->guest.options->colour);
	print_list("not offered:", names(judged, false));
}

static void print_advices(const struct inspection *in)
{
	size_t i;

	if (in->advices.nr)
		puts("\nwhat to change:");
	for (i = 0; i < in->advices.nr; i++) {
		char *text = format("%s: %s", in->advices.advice[i].what,
				    in->advices.advice[i].why);

		print_wrapped(" ", text);
		free(text);
	}
}

void inspect_print(const struct inspection *in)
{
	unsigned int i;

	print_head(in);
	print_signatures(in);
	for (i = 0; i < in->found.nr; i++)
		print_interface(in, &in->judged[i]);
	print_advices(in);
	if (in->guest.unread) {
		putchar('\n');
		print_wrapped("not read:", in->guest.unread);
	}
}
