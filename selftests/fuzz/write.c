// SPDX-License-Identifier: GPL-2.0
/* The ways in which bytes can reach a file. */
#include <errno.h>
#include <fcntl.h>
#include <sys/uio.h>
#include <unistd.h>

#include "write.h"

/* In up to four parts, which the kernel puts together again */
static ssize_t write_parts(int fd, const struct input *in)
{
	size_t at = 0, part = in->len / 4 + 1;
	struct iovec parts[4];
	int nr = 0;

	while (at < in->len) {
		parts[nr].iov_base = (char *)in->bytes + at;
		parts[nr].iov_len = smaller_of(in->len - at, part);
		at += parts[nr++].iov_len;
	}
	return writev(fd, parts, nr);
}

static ssize_t write_by_pipe(int fd, const struct input *in)
{
	ssize_t ret = -1;
	int ends[2], error;

	if (pipe(ends))
		return -1;
	if (write(ends[1], in->bytes, in->len) == (ssize_t)in->len)
		ret = splice(ends[0], NULL, fd, NULL, in->len, 0);
	error = errno;
	close(ends[0]);
	close(ends[1]);
	errno = error;
	return ret;
}

/* Each byte is a request of its own; the answer is that to the last. */
static ssize_t write_bytes(int fd, const struct input *in)
{
	ssize_t ret = 0;
	size_t i;

	for (i = 0; i < in->len; i++)
		ret = write(fd, in->bytes + i, 1);
	return ret;
}

static ssize_t write_to(int fd, const struct input *in)
{
	switch (in->way) {
	case PWRITE:
		return pwrite(fd, in->bytes, in->len, in->offset);
	case WRITEV:
		return write_parts(fd, in);
	case SPLICE:
		return write_by_pipe(fd, in);
	case PIECEMEAL:
		return write_bytes(fd, in);
	case BAD_ADDRESS:
		return write(fd, (const void *)1, in->len);
	default:
		return write(fd, in->bytes, in->len);
	}
}

ssize_t write_input(const struct input *in)
{
	struct target *t = &targets[in->target];
	ssize_t ret;

	if (t->fd && random_one_in(16)) {
		close(t->fd);
		t->fd = 0;
	}
	if (!t->fd) {
		ret = open(t->path, O_WRONLY);
		if (ret < 0)
			return -errno;
		t->fd = ret;
	}
	kcov_begin();
	ret = write_to(t->fd, in);
	return ret < 0 ? -errno : ret;
}
