/* SPDX-License-Identifier: BSD-2-Clause */
/* fuzz_pdf - any bytes as a PDF yield well-formed text inside the bounds. */
#include "config.h"

#include <stdlib.h>

#include "policy/base/clock.h"
#include "policy/base/text.h"
#include "policy/mail/pdf.h"
#include "tests/fuzz/fuzz.h"

static void
must(int promise)
{
	if (!promise)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct arena *arena = arena_new();
	const struct pdf_bounds bounds = {.decoded = 65536,
					  .text = 4096,
					  .links = 10,
					  .pixels = 20000,
					  .until_us = clock_monotonic_us() + 2000000};
	struct pdf out;
	size_t i;

	pdf_read(arena, &bounds, (const char *)bytes, length, &out);
	must(text_is_utf8(out.text, out.text_length));
	must(out.link_count <= bounds.links);
	must(out.decoded <= bounds.decoded);
	for (i = 0; i < out.link_count; i++)
		must(out.links[i].length != 0);
	must(out.text_length <= bounds.text + 100);
	for (i = 0; i < out.picture_count; i++)
		must(out.pictures[i].grey.pixels <= bounds.pixels);
	arena_free(arena);
	return 0;
}
