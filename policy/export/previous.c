/* SPDX-License-Identifier: BSD-2-Clause */
/* previous - what the run in force said, to tell what changed since. */
#include "config.h"

#include "policy/export/previous.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "policy/base/file.h"
#include "policy/export/csv.h"

#define BYTES_MOST (1024UL * 1024 * 1024)

static int
by_id(const void *a, const void *b)
{
	const struct previous_row *x = a, *y = b;

	return strcmp(x->cells[SUBJECT_ID], y->cells[SUBJECT_ID]);
}

static int
read_rows(struct arena *arena, const struct text *from, struct previous *out, const char **why)
{
	struct csv_record record;
	size_t at = 0, capacity = 0, line = 0;
	int more;

	while ((more = csv_read(arena, from, &at, &record, why)) == 1) {
		if (record.count != SUBJECT_COLUMNS) {
			*why = "other columns than this version writes";
			return -1;
		}
		if (line++ == 0)
			continue; /* the head */
		out->rows = arena_grow(arena, out->rows, out->count, &capacity, sizeof(*out->rows));
		out->rows[out->count++].cells = record.fields;
	}
	if (out->count != 0)
		qsort(out->rows, out->count, sizeof(*out->rows), by_id);
	return more;
}

int
previous_read(struct arena *arena, const char *folder, struct previous *out, const char **why)
{
	const char *path = arena_printf(arena, "%s/identities-full.csv", folder), *reason;
	struct text bytes = TEXT_IN(arena);
	struct previous found = {0};

	switch (manifest_read(arena, folder, &found.manifest, why)) {
	case ANSWER_NONE:
		*out = found;
		return 0;
	case ANSWER_DOWN:
		return -1;
	case ANSWER_FOUND:
		break;
	}
	found.exists = true;
	if (access(path, F_OK) != 0 && errno == ENOENT) { /* it was LDIF only */
		*out = found;
		return 0;
	}
	if (file_read(arena, path, BYTES_MOST, &bytes.bytes, &bytes.length, why) != 0)
		return -1;
	if (read_rows(arena, &bytes, &found, &reason) != 0) {
		*why = arena_printf(arena, "%s: %s", path, reason);
		return -1;
	}
	*out = found;
	return 0;
}

const struct previous_row *
previous_find(const struct previous *previous, const char *subject_id)
{
	const char *cells[SUBJECT_COLUMNS] = {[SUBJECT_ID] = subject_id};
	struct previous_row wanted = {.cells = cells};

	if (previous->count == 0)
		return NULL;
	return bsearch(&wanted, previous->rows, previous->count, sizeof(*previous->rows), by_id);
}
