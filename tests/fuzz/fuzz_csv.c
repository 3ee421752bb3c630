/* SPDX-License-Identifier: BSD-2-Clause */
/* fuzz_csv - any text becomes a cell that comes back whole and is no formula; any bytes are read.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "policy/export/csv.h"
#include "tests/fuzz/fuzz.h"

static void
check_cell(const char *cell)
{
	const char *at;

	if (!text_is_utf8(cell, strlen(cell)))
		abort();
	if (cell[0] != '\0' && strchr("=+-@", cell[0]) != NULL)
		abort();
	for (at = cell; *at != '\0'; at++)
		if ((unsigned char)*at < 0x20 || *at == 0x7f)
			abort();
}

/* Each line of the input is a cell of one row. */
static void
check_row(struct arena *arena, char *input)
{
	const char *cells[64], *why;
	struct text out = TEXT_IN(arena);
	struct csv_record record;
	size_t count = 0, at = 0, i;
	char *line, *rest = input;

	while (count < 64 && (line = strsep(&rest, "\n")) != NULL) {
		cells[count] =
			count % 2 == 0 ? csv_cell(arena, line, true) : csv_dn(arena, line, true);
		check_cell(cells[count++]);
	}
	csv_row(&out, cells, count);
	if (csv_read(arena, &out, &at, &record, &why) != 1 || record.count != count ||
	    at != out.length)
		abort();
	for (i = 0; i < count; i++)
		if (strcmp(record.fields[i], cells[i]) != 0)
			abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct arena *arena = arena_new();
	struct text raw = TEXT_IN(arena);
	struct csv_record record;
	const char *why;
	size_t at = 0;

	text_add(&raw, bytes, length);
	while (csv_read(arena, &raw, &at, &record, &why) == 1)
		if (record.count == 0)
			abort();
	check_row(arena, arena_memdup(arena, bytes, length));
	arena_free(arena);
	return 0;
}
