// SPDX-License-Identifier: GPL-2.0
/* A file with what was bound before an A/B: "PROVIDER" and lines of "OP BEFORE". */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "change.h"
#include "message.h"
#include "record.h"
#include "text.h"

#define LONGEST (64 * 1024)

static int refuse(const char *path, int error)
{
	complain("cannot record what is bound, in %s: %s", path,
		 strerror(error));
	return change_status(error);
}

/* Locked and still there, or an errno */
static int open_locked(struct record *record, int how)
{
	struct stat info;
	int error;

	record->fd = open(record->path,
			  how | O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK,
			  0600);
	if (record->fd < 0)
		return errno;
	if (!flock(record->fd, LOCK_EX | LOCK_NB) &&
	    !fstat(record->fd, &info)) {
		if (info.st_nlink && S_ISREG(info.st_mode))
			return 0;
		errno = EAGAIN;
	}
	error = errno;
	close(record->fd);
	record->fd = -1;
	return error;
}

static int is_held(const struct record *record, int error)
{
	if (error != EWOULDBLOCK)
		return refuse(record->path, error);
	complain("another pvshimctl ab is at work (%s is locked)",
		 record->path);
	return EXIT_REFUSED;
}

int record_open(struct record *record, const char *path)
{
	struct stat info;
	int error;

	record->path = path;
	error = open_locked(record, O_CREAT);
	if (error)
		return is_held(record, error);
	if (fstat(record->fd, &info) || !info.st_size)
		return EXIT_FINE;
	complain("a pvshimctl ab was killed, and its guardian, too");
	hint("bind as it was before: pvshimctl ab --restore");
	close(record->fd);
	record->fd = -1;
	return EXIT_REFUSED;
}

bool record_write(const struct record *record, const struct bindings *b,
		  const char *provider)
{
	char *text = format("%s\n", provider);
	size_t i, len;
	bool done;

	for (i = 0; i < b->nr; i++) {
		char *line =
			format("%s %s", b->binding[i].op, b->binding[i].before);

		if (b->binding[i].ours) {
			append(&text, "", line);
			append(&text, "", "\n");
		}
		free(line);
	}
	len = strlen(text);
	/* it only grows */
	done = pwrite(record->fd, text, len, 0) == (ssize_t)len;
	free(text);
	if (!done)
		refuse(record->path, errno);
	return done;
}

void record_remove(struct record *record)
{
	unlink(record->path);
	close(record->fd);
	record->fd = -1;
}

/* Moves behind a word and the character after it; NULL if that is not @end. */
static char *take_word(char **text, char end)
{
	char *word = *text;
	size_t len = strcspn(word, "\n ");

	if (word[len] != end || !len)
		return NULL;
	word[len] = '\0';
	*text = word + len + 1;
	return word;
}

/* False if it is no record. */
static bool parse(char *text, struct bindings *b, size_t most)
{
	char *provider = take_word(&text, '\n');

	if (!provider || strlen(provider) >= BINDING_NAME)
		return false;
	/* as if the tool had ended amid a switch there: native is ours, too */
	memcpy(b->to, provider, strlen(provider) + 1);
	b->switching = true;
	while (*text) {
		char *op = take_word(&text, ' ');
		char *before = op ? take_word(&text, '\n') : NULL;

		if (!before || b->nr == most || strchr(op, '/') ||
		    !bindings_add(b, op, before))
			return false;
	}
	return true;
}

static int restore_text(struct record *record, const struct options *options,
			char *text)
{
	size_t most = LONGEST / 4; /* bytes of a line */
	struct bindings *b = bindings_new(options, most);
	int status = EXIT_REFUSED;

	if (!b)
		return status;
	if (!parse(text, b, most)) {
		complain("%s is no record of pvshimctl ab", record->path);
		return status;
	}
	if (bindings_restore(b)) {
		printf("bound as before: %zu operations\n", b->nr);
		status = EXIT_FINE;
	}
	record_remove(record);
	return status;
}

int record_restore(const struct options *options, const char *path)
{
	struct record record = { .path = path };
	int error = open_locked(&record, 0);
	int status;
	char *text;
	ssize_t len;

	if (error == ENOENT) {
		puts("no pvshimctl ab was killed: nothing to restore");
		return EXIT_FINE;
	}
	if (error)
		return is_held(&record, error);
	text = xalloc(NULL, LONGEST + 1);
	len = read(record.fd, text, LONGEST);
	if (len < 0)
		len = 0;
	text[len] = '\0';
	status = restore_text(&record, options, text);
	free(text);
	if (record.fd >= 0)
		close(record.fd);
	return status;
}
