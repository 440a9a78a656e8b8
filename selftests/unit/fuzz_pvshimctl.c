// SPDX-License-Identifier: GPL-2.0
/*
 * libFuzzer drives pvshimctl: any words, any content of any file of a planted tree,
 * and reads that fail. Whatever it is, what comes out is printable, JSON is JSON, and
 * the exit status is one of the six. fuzz_pvshimctl.py plants the tree and runs it.
 *
 * An input is a list of records: a byte that says what it is, two bytes of length, and
 * so many bytes. See record().
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <json-c/json.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "fuzz_pvshimctl.h"

#define MOST_FILES 256
#define MOST_WORDS 16
#define LONGEST	   (128 * 1024)

enum kind { WORD, CONTENT, NO_FILE, DIRECTORY, LOOP, FAULT, LONG, NR_KINDS };

/* The files of the tree, in the order of the planter's list, and what was in them */
static struct file {
	char *path;
	char *text;
	size_t len;
	bool changed;
} files[MOST_FILES];
static size_t nr_files;

static char *words[MOST_WORDS + 7];
static int nr_words;

/* Reads that go well before one fails with an errno; of an interrupted one more */
static unsigned int until_fault;
static int fault;
static char interrupts[PATH_MAX];
static unsigned int naps;

/*
 * The names are the linker's: --wrap=open and so on. Words may name another place, and
 * nothing is written there.
 */
int __wrap_open(const char *path, int flags, ...)
{
	const char *sysfs = getenv("SYSFS");

	if ((flags & O_ACCMODE) != O_RDONLY &&
	    strncmp(path, sysfs, strlen(sysfs))) {
		errno = EACCES;
		return -1;
	}
	return __real_open(path, flags, 0);
}

/* No guardian, so nothing is measured, and no command of the words is run. */
pid_t __wrap_fork(void)
{
	errno = EAGAIN;
	return -1;
}

/* A record that is restored is removed: it may be any file of the tree. */
int __wrap_unlink(const char *path)
{
	(void)path;
	return 0;
}

ssize_t __wrap_read(int fd, void *to, size_t size)
{
	if (fault && !until_fault--) {
		errno = fault;
		fault = 0;
		return -1;
	}
	return __real_read(fd, to, fault ? size / 2 + 1 : size);
}

FILE *__wrap_fopen(const char *path, const char *mode)
{
	if (!strcmp(path, "/proc/interrupts"))
		path = interrupts;
	return __real_fopen(path, mode);
}

/* Without a wait: after two samples something has come between. */
int __wrap_clock_nanosleep(clockid_t clock, int flags,
			   const struct timespec *time, struct timespec *left)
{
	(void)clock;
	(void)flags;
	(void)time;
	(void)left;
	return naps++ < 2 ? 0 : EINTR;
}

static void put(const char *path, const void *data, size_t len)
{
	int fd = __real_open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);

	if (fd < 0 || write(fd, data, len) != (ssize_t)len)
		abort();
	close(fd);
}

/* What the tool may have written to is changed, too. */
static void restore(struct file *file)
{
	if (!file->changed && !strstr(file->path, "/provider") &&
	    !strstr(file->path, "/parameters/"))
		return;
	if (__real_unlink(file->path) && errno == EISDIR)
		rmdir(file->path);
	put(file->path, file->text, file->len);
	file->changed = false;
}

static void add_file(char *path)
{
	struct file *file = &files[nr_files++];
	FILE *in = __real_fopen(path, "r");

	if (!in || nr_files == MOST_FILES)
		abort();
	file->path = strdup(path);
	file->text = malloc(LONGEST);
	file->len = fread(file->text, 1, LONGEST, in);
	fclose(in);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	const char *list = getenv("PLANTED");
	char line[PATH_MAX];
	FILE *in = list ? __real_fopen(list, "r") : NULL;

	(void)argc;
	(void)argv;
	if (!in) {
		fputs("no tree: fuzz_pvshimctl.py runs this\n", stderr);
		exit(2);
	}
	/* the last one is that of the interrupts */
	while (fgets(line, sizeof(line), in)) {
		line[strcspn(line, "\n")] = '\0';
		add_file(line);
		memcpy(interrupts, line, sizeof(line));
	}
	fclose(in);
	return 0;
}

static void replace(struct file *file, enum kind kind, const char *data,
		    size_t len)
{
	static char much[LONGEST * 4];

	restore(file);
	file->changed = true;
	if (kind == CONTENT) {
		put(file->path, data, len);
	} else if (kind == LONG) {
		/* all of it, over and over */
		for (size_t i = 0; len && i < sizeof(much); i++)
			much[i] = data[i % len];
		put(file->path, much, len ? sizeof(much) : 0);
	} else {
		__real_unlink(file->path);
		if (kind == DIRECTORY && mkdir(file->path, 0755))
			abort();
		if (kind == LOOP && symlink(file->path, file->path))
			abort();
	}
}

static void record(enum kind kind, const char *data, size_t len)
{
	switch (kind) {
	case WORD:
		if (nr_words < MOST_WORDS + 5)
			words[nr_words++] = strndup(data, len);
		break;
	case FAULT:
		if (len > 1) {
			static const int errors[] = { EIO, EINTR, ENODEV,
						      EAGAIN };

			until_fault = (unsigned char)data[0];
			fault = errors[data[1] & 3];
		}
		break;
	default:
		if (len)
			replace(&files[(unsigned char)data[0] % nr_files], kind,
				data + 1, len - 1);
	}
}

static void take_input(const unsigned char *data, size_t size)
{
	while (size >= 3) {
		size_t len = data[1] | data[2] << 8;

		if (len > size - 3)
			len = size - 3;
		record(data[0] % NR_KINDS, (const char *)data + 3, len);
		data += 3 + len;
		size -= 3 + len;
	}
}

static void check_text(const char *text, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if ((text[i] < ' ' || text[i] > '~') && text[i] != '\n' &&
		    text[i] != '\t')
			abort();
}

/* One after the other, if there are several */
static void check_json(const char *text, size_t len)
{
	const char *end = text + len;

	while (text < end) {
		struct json_tokener *tokener = json_tokener_new();
		json_object *object;

		json_tokener_set_flags(tokener,
				       JSON_TOKENER_STRICT |
					       JSON_TOKENER_ALLOW_TRAILING_CHARS);
		object = json_tokener_parse_ex(tokener, text, end - text);
		if (!object ||
		    json_tokener_get_error(tokener) != json_tokener_success)
			abort();
		text += json_tokener_get_parse_end(tokener);
		text += strspn(text, "\n");
		json_object_put(object);
		json_tokener_free(tokener);
	}
}

static bool wants_json(int argc, char **argv)
{
	int i;

	/* getopt has moved the words behind the options */
	for (i = 1; i < argc && strcmp(argv[i], "--"); i++)
		if (!strcmp(argv[i], "--help") || !strcmp(argv[i], "--version"))
			return false;
	return argc > 1 && !strcmp(argv[1], "--json");
}

static void run(void)
{
	FILE *out = stdout, *err = stderr;
	char *said, *complained;
	size_t said_len, complained_len;
	int status;

	stdout = open_memstream(&said, &said_len);
	stderr = open_memstream(&complained, &complained_len);
	optind = 0;
	naps = 0;
	status = pvshimctl_main(nr_words, words);
	fclose(stdout);
	fclose(stderr);
	stdout = out;
	stderr = err;
	fault = 0;
	if (status < 0 || status > 5)
		abort();
	check_text(said, said_len);
	check_text(complained, complained_len);
	if (wants_json(nr_words, words) && *said == '{')
		check_json(said, said_len);
	/* a failure is always explained */
	if (status && !complained_len && *said != '{' && !said_len)
		abort();
	free(said);
	free(complained);
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	static char *const first[] = { "pvshimctl", "--json",	 "--sysfs",
				       NULL,	    "--debugfs", NULL };
	char *freed[MOST_WORDS + 7];
	size_t i;
	int n;

	nr_words = 0;
	/* text or JSON, as the first byte says */
	for (i = 0; i < 6; i++) {
		const char *word = first[i] ?:
					   getenv(i == 3 ? "SYSFS" : "DEBUGFS");

		if (i != 1 || (size && (*data & 0x80)))
			words[nr_words++] = strdup(word);
	}
	take_input(data, size);
	words[nr_words] = NULL;
	/* getopt sorts the words */
	memcpy(freed, words, sizeof(freed));
	run();
	for (n = 0; n < nr_words; n++)
		free(freed[n]);
	for (i = 0; i < nr_files; i++)
		restore(&files[i]);
	return 0;
}
