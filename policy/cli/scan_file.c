/* SPDX-License-Identifier: BSD-2-Clause */
/* scan_file - mail out of files: one message, or an mbox of many. */
#include "config.h"

#include <string.h>

#include "policy/base/file.h"
#include "policy/cli/scan.h"

#define FILE_MOST (512UL * 1024 * 1024)

/* The next "From " line behind a blank line, at or behind 'at'; the end when there is none (RFC
 * 4155). */
static size_t
next_separator(const char *bytes, size_t length, size_t at)
{
	while (at < length) {
		const char *found = memmem(bytes + at, length - at, "\nFrom ", 6);

		if (found == NULL)
			return length;
		at = (size_t)(found - bytes) + 1;
		if (at >= 2 && (bytes[at - 2] == '\n' ||
				(at >= 3 && bytes[at - 2] == '\r' && bytes[at - 3] == '\n')))
			return at;
	}
	return length;
}

static bool
is_mbox(const char *bytes, size_t length)
{
	return length > 5 && memcmp(bytes, "From ", 5) == 0 &&
	       next_separator(bytes, length, 0) < length;
}

int
scan_file(struct arena *arena, const char *path,
	  bool (*each)(void *data, const struct scan_mail *mail), void *data, const char **why)
{
	size_t length, at = 0, number = 1;
	char *bytes;

	if (file_read(arena, path, FILE_MOST, &bytes, &length, why) != 0)
		return -1;
	if (!is_mbox(bytes, length)) {
		(void)each(data, &(struct scan_mail){path, bytes, length});
		return 0;
	}
	while (at < length) {
		size_t end = next_separator(bytes, length, at);
		char *name = arena_printf(arena, "%s:%zu", path, number++);

		if (!each(data, &(struct scan_mail){name, bytes + at, end - at}))
			break;
		at = end;
	}
	return 0;
}
