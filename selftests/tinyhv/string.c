// SPDX-License-Identifier: GPL-2.0
/* The few functions of a C library that tinyhv and the compiler need. */
#include "hv.h"

void *memcpy(void *to, const void *from, size_t n)
{
	void *at = to;

	asm volatile("rep movsb" : "+D"(at), "+S"(from), "+c"(n) : : "memory");
	return to;
}

void *memmove(void *to, const void *from, size_t n)
{
	u8 *last = (u8 *)to + n - 1;
	const u8 *from_last = (const u8 *)from + n - 1;

	if (to <= from || (const u8 *)to >= (const u8 *)from + n)
		return memcpy(to, from, n);
	asm volatile("std; rep movsb; cld"
		     : "+D"(last), "+S"(from_last), "+c"(n)
		     :
		     : "memory");
	return to;
}

void *memset(void *to, int byte, size_t n)
{
	void *at = to;

	asm volatile("rep stosb" : "+D"(at), "+c"(n) : "a"(byte) : "memory");
	return to;
}

int memcmp(const void *a, const void *b, size_t n)
{
	const u8 *x = a, *y = b;

	for (; n; n--, x++, y++)
		if (*x != *y)
			return *x - *y;
	return 0;
}

size_t strlen(const char *s)
{
	size_t n = 0;

	while (s[n])
		n++;
	return n;
}

int strcmp(const char *a, const char *b)
{
	while (*a && *a == *b) {
		a++;
		b++;
	}
	return (u8)*a - (u8)*b;
}

bool starts_with(const char *s, const char *prefix)
{
	return !memcmp(s, prefix, strlen(prefix));
}
