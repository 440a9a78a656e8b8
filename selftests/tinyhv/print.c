// SPDX-License-Identifier: GPL-2.0
/*
 * Text for the host: QEMU's debug console, so that it never mixes with what the
 * guest writes. %s %c %d %u %x, with l or ll for 64 bits, 0 and a width.
 */
#include "hv.h"

struct sink {
	char *at, *end; /* both NULL: the debug console */
	int count;
};

static void put(struct sink *sink, char c)
{
	sink->count++;
	if (!sink->end)
		out8(PORT_DEBUGCON, c);
	else if (sink->at < sink->end)
		*sink->at++ = c;
}

static void put_text(struct sink *sink, const char *text)
{
	while (*text)
		put(sink, *text++);
}

static void put_number(struct sink *sink, u64 value, u32 base, int width,
		       char pad)
{
	char digits[24];
	int n = 0;

	do {
		digits[n++] = "0123456789abcdef"[value % base];
		value /= base;
	} while (value);
	for (; width > n; width--)
		put(sink, pad);
	while (n)
		put(sink, digits[--n]);
}

static void put_signed(struct sink *sink, long value)
{
	if (value < 0)
		put(sink, '-');
	put_number(sink, value < 0 ? -(u64)value : (u64)value, 10, 0, ' ');
}

/* One conversion, fmt behind its '%'; returns the place behind it. */
static const char *convert(struct sink *sink, const char *fmt, va_list *args)
{
	char pad = *fmt == '0' ? '0' : ' ';
	bool wide = false;
	int width = 0;
	u64 value;

	while (*fmt >= '0' && *fmt <= '9')
		width = width * 10 + *fmt++ - '0';
	for (; *fmt == 'l'; fmt++)
		wide = true;

	switch (*fmt) {
	case 's':
		put_text(sink, va_arg(*args, const char *));
		break;
	case 'c':
		put(sink, va_arg(*args, int));
		break;
	case 'd':
		put_signed(sink,
			   wide ? va_arg(*args, long) : va_arg(*args, int));
		break;
	case 'u':
	case 'x':
		value = wide ? va_arg(*args, u64) : va_arg(*args, u32);
		put_number(sink, value, *fmt == 'x' ? 16 : 10, width, pad);
		break;
	default:
		put(sink, *fmt);
	}
	return fmt + 1;
}

static void print_to(struct sink *sink, const char *fmt, va_list *args)
{
	while (*fmt) {
		if (*fmt == '%')
			fmt = convert(sink, fmt + 1, args);
		else
			put(sink, *fmt++);
	}
}

void print(const char *fmt, ...)
{
	struct sink sink = {};
	va_list args;

	va_start(args, fmt);
	print_to(&sink, fmt, &args);
	va_end(args);
}

/* Like snprintf(). */
int format(char *out, size_t size, const char *fmt, ...)
{
	struct sink sink = { .at = out, .end = out + size - 1 };
	va_list args;

	va_start(args, fmt);
	print_to(&sink, fmt, &args);
	va_end(args);
	*sink.at = '\0';
	return sink.count;
}

/* Say why, then end the emulator with a status that no guest can cause. */
void fatal(const char *fmt, ...)
{
	struct sink sink = {};
	va_list args;

	print("tinyhv: error: ");
	va_start(args, fmt);
	print_to(&sink, fmt, &args);
	va_end(args);
	print("\n");
	out32(PORT_DEBUG_EXIT, 1);
	for (;;)
		asm volatile("cli; hlt");
}
