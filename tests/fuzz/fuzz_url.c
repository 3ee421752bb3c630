/* SPDX-License-Identifier: BSD-2-Clause */
/* fuzz_url - any bytes are a link in normal form or have a reason; text is searched in bounds. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "policy/base/text.h"
#include "policy/mail/url.h"
#include "tests/fuzz/fuzz.h"

static void
expect(int promise)
{
	if (!promise)
		abort();
}

static void
check_url(struct arena *arena, const struct url *url)
{
	expect(url->scheme[0] != '\0' && text_is_utf8(url->text, strlen(url->text)));
	expect(url->userinfo != NULL && url->port != NULL && url->query != NULL);
	expect(url->path != NULL && url->fragment != NULL && url->host.ascii != NULL);
	expect(url->host.ascii[0] == '\0' || url->path[0] == '/');
	(void)url_parameter(arena, url, "url");
	(void)url_decode(arena, url->text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct arena *arena = arena_new();
	struct url url = {0}, beside = {0}, again = {0};
	const char *why = NULL, *text = (const char *)bytes;
	struct url_span span;
	size_t at = 0, before = 0;

	if (url_parse(arena, text, length, 2048, NULL, &url, &why) != 0) {
		expect(why != NULL && url.text == NULL);
	} else {
		check_url(arena, &url);
		if (url.host.ascii[0] != '\0') {
			/* The normal form is one: reading it again finds the same host. */
			expect(url_parse(arena, url.text, strlen(url.text), 8192, NULL, &again,
					 &why) == 0);
			expect(strcmp(url.host.ascii, again.host.ascii) == 0);
			if (url_parse(arena, text, length, 2048, &again, &beside, &why) == 0)
				check_url(arena, &beside);
		}
	}
	while (url_find(text, length, &at, &span)) {
		expect(at > before && at <= length && span.length != 0);
		expect(span.start >= before && span.start + span.length <= at);
		before = at;
	}
	arena_free(arena);
	return 0;
}
