/* SPDX-License-Identifier: BSD-2-Clause */
/* fuzz_ldif_writer - any bytes as a value come back whole and begin nothing. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "policy/directory/base64.h"
#include "policy/export/ldif_writer.h"
#include "tests/fuzz/fuzz.h"

/* Unfolded; aborts on a line that begins anything, or is too long. */
static void
unfold(const struct text *written, struct text *line)
{
	size_t i, column = 0;

	for (i = 0; i < written->length; i++, column++) {
		char byte = written->bytes[i];

		if ((unsigned char)byte >= 0x7f || ((unsigned char)byte < 0x20 && byte != '\n'))
			abort();
		if (byte != '\n') {
			text_add_byte(line, byte);
			continue;
		}
		if (column > LDIF_WRITER_COLUMNS)
			abort();
		column = 0;
		if (i + 1 == written->length)
			return;
		if (written->bytes[++i] != ' ')
			abort();
	}
	abort(); /* the last line does not end */
}

static void
check_value(struct arena *arena, const char *value, size_t length)
{
	struct text written = TEXT_IN(arena), line = TEXT_IN(arena);
	char *back;
	size_t got;

	ldif_writer_line(&written, "name", value, length);
	unfold(&written, &line);
	if (line.length < 5 || memcmp(line.bytes, "name:", 5) != 0)
		abort();
	if (line.length > 5 && line.bytes[5] == ':') {
		if (base64_read(arena, line.bytes + 7, line.length - 7, &back, &got) != 0)
			abort();
	} else {
		got = line.length > 6 ? line.length - 6 : 0;
		back = got == 0 ? line.bytes : line.bytes + 6;
		if (got != 0 && (back[0] == ' ' || back[0] == '<' || back[0] == ':'))
			abort();
	}
	if (got != length || memcmp(back, value, got) != 0)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct arena *arena = arena_new();
	char *value = arena_memdup(arena, bytes, length), *rdn;

	check_value(arena, value, length);
	rdn = ldif_writer_rdn(arena, "a", value);
	if (strpbrk(rdn + 2, ",+\"<>;\r\n") != NULL || strchr(rdn + 2, '=') != NULL)
		abort();
	arena_free(arena);
	return 0;
}
