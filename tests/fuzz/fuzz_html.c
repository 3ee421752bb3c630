/* SPDX-License-Identifier: BSD-2-Clause */
/* fuzz_html - any page yields well-formed text and links inside the bounds. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "policy/base/text.h"
#include "policy/mail/html.h"
#include "tests/fuzz/fuzz.h"

static const struct conf_message bounds = {.html_nodes_most = 5000,
					   .links_most = 50,
					   .url_bytes = 512,
					   .text_bytes = 65536,
					   .budget_ms = 1000};

static void
must(int promise)
{
	if (!promise)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	static int ready;
	struct arena *arena = arena_new();
	const char *why = NULL;
	struct html out;
	char *page;
	size_t i;

	if (!ready)
		must(message_setup(&why) == 0);
	ready = 1;
	page = text_utf8(arena, (const char *)bytes, length, 1 << 20);
	html_read(arena, &bounds, page, strlen(page), &out);
	must(text_is_utf8(out.visible, out.visible_length));
	must(text_is_utf8(out.hidden, out.hidden_length));
	must(out.visible_length <= (size_t)bounds.text_bytes + 2);
	must(out.link_count <= (size_t)bounds.links_most);
	for (i = 0; i < out.link_count; i++) {
		must(text_is_utf8(out.links[i].raw, strlen(out.links[i].raw)));
		must(text_is_utf8(out.links[i].text, strlen(out.links[i].text)));
		must(out.links[i].text_offset <= out.visible_length);
	}
	arena_free(arena);
	return 0;
}
