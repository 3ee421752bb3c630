/* SPDX-License-Identifier: BSD-2-Clause */
/* table - aligned columns for people. */
#include "config.h"

#include "policy/cli/table.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "policy/base/text.h"
#include "policy/cli/cli.h"

struct cli_table {
	struct cli *cli;
	size_t columns;
	const char ***rows; /* the head is row 0 */
	size_t count, capacity;
};

static size_t
point_width(uint32_t point)
{
	if (point >= 0x300 && point <= 0x36F)
		return 0;
	if ((point >= 0x1100 && point <= 0x115F) || (point >= 0x2E80 && point <= 0xA4CF) ||
	    (point >= 0xAC00 && point <= 0xD7A3) || (point >= 0xF900 && point <= 0xFAFF) ||
	    (point >= 0xFE30 && point <= 0xFE6F) || (point >= 0xFF01 && point <= 0xFF60) ||
	    (point >= 0x1F300 && point <= 0x1FAFF) || (point >= 0x20000 && point <= 0x3FFFD))
		return 2;
	return 1;
}

size_t
table_width(const char *utf8)
{
	size_t length = strlen(utf8), at = 0, width = 0;

	while (at < length)
		width += point_width(text_next_point(utf8, length, &at));
	return width;
}

static void
add_row(struct cli_table *table, const char *const *cells)
{
	const char **row = arena_zalloc(table->cli->arena, table->columns, sizeof(*row));
	size_t i;

	for (i = 0; i < table->columns; i++)
		row[i] = cli_safe(table->cli, cells[i]);
	table->rows = arena_grow(table->cli->arena, table->rows, table->count, &table->capacity,
				 sizeof(*table->rows));
	table->rows[table->count++] = row;
}

struct cli_table *
cli_table_new(struct cli *cli, const char *const *heads, size_t columns)
{
	struct cli_table *table = arena_zalloc(cli->arena, 1, sizeof(*table));

	table->cli = cli;
	table->columns = columns;
	add_row(table, heads);
	return table;
}

void
cli_table_row(struct cli_table *table, const char *const *cells)
{
	add_row(table, cells);
}

static void
print_row(const struct cli_table *table, const size_t *widths, size_t row)
{
	size_t i;

	if (row == 0)
		(void)fputs(cli_colour(table->cli, CLI_BOLD), stdout);
	for (i = 0; i < table->columns; i++) {
		const char *cell = table->rows[row][i];

		(void)fputs(cell, stdout);
		if (i + 1 < table->columns)
			(void)printf("%*s", (int)(widths[i] - table_width(cell) + 2), "");
	}
	if (row == 0)
		(void)fputs(cli_colour(table->cli, CLI_PLAIN), stdout);
	(void)fputc('\n', stdout);
}

void
cli_table_print(struct cli_table *table)
{
	size_t *widths = arena_zalloc(table->cli->arena, table->columns, sizeof(*widths));
	size_t row, i;

	for (row = 0; row < table->count; row++)
		for (i = 0; i < table->columns; i++)
			if (table_width(table->rows[row][i]) > widths[i])
				widths[i] = table_width(table->rows[row][i]);
	for (row = 0; row < table->count; row++)
		print_row(table, widths, row);
}
