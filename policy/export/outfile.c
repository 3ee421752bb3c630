/* SPDX-License-Identifier: BSD-2-Clause */
/* outfile - one file of a run: written in pieces, counted, digested, synced. */
#include "config.h"

#include "policy/export/outfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "policy/base/digest.h"

#define BUFFER 65536

struct outfile {
	struct arena *arena;
	const char *path, *name;
	struct digest *digest;
	struct text waiting;
	uint64_t rows;
	int fd;
	int code; /* the first errno */
};

struct outfile *
outfile_open(struct arena *arena, const char *folder, const char *name)
{
	struct outfile *file = arena_zalloc(arena, 1, sizeof(*file));

	file->arena = arena;
	file->path = arena_printf(arena, "%s/%s", folder, name);
	file->name = arena_strdup(arena, name);
	file->digest = digest_new();
	file->waiting = TEXT_IN(arena);
	file->fd = open(file->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0640);
	if (file->fd < 0)
		file->code = errno;
	return file;
}

static void
flush(struct outfile *file)
{
	const char *at = file->waiting.bytes;
	size_t left = file->waiting.length;

	while (left != 0 && file->code == 0) {
		ssize_t wrote = write(file->fd, at, left);

		if (wrote < 0 && errno == EINTR)
			continue;
		if (wrote < 0) {
			file->code = errno;
			break;
		}
		at += wrote;
		left -= (size_t)wrote;
	}
	file->waiting.length = 0;
}

void
outfile_add(struct outfile *file, struct text *text, uint64_t rows)
{
	digest_add(file->digest, text_string(text), text->length);
	text_add(&file->waiting, text_string(text), text->length);
	text->length = 0;
	file->rows += rows;
	if (file->waiting.length >= BUFFER)
		flush(file);
}

int
outfile_close(struct outfile *file, struct export_file *out, const char **why)
{
	unsigned char sum[DIGEST_BYTES];
	char reason[128];

	if (file == NULL)
		return 0;
	flush(file);
	if (file->code == 0 && fsync(file->fd) != 0)
		file->code = errno;
	if (file->fd >= 0 && close(file->fd) != 0 && file->code == 0)
		file->code = errno;
	digest_end(file->digest, sum);
	digest_free(file->digest);
	if (file->code != 0) {
		*why = arena_printf(file->arena, "%s: cannot write: %s", file->path,
				    strerror_r(file->code, reason, sizeof(reason)));
		return -1;
	}
	*out = (struct export_file){.name = file->name,
				    .rows = file->rows,
				    .sha256 = digest_hex(file->arena, sum, sizeof(sum))};
	return 0;
}
