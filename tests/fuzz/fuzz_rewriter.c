/* SPDX-License-Identifier: BSD-2-Clause */
/* fuzz_rewriter - whatever wraps a link, what comes off is a web link, in few layers. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "policy/lookalike/rewriter.h"
#include "policy/mail/fold.h"
#include "tests/fuzz/fuzz.h"

static void
expect(int promise)
{
	if (!promise)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct arena *arena = arena_new();
	struct rewriters rewriters = {0};
	struct rewriter_result result;
	struct url url;
	const char *why = NULL;

	expect(fold_open(&why) == 0 && rewriter_open(arena, &rewriters, &why) == 0);
	if (url_parse(arena, (const char *)bytes, length, 8192, NULL, &url, &why) == 0) {
		rewriter_unwrap(&rewriters, arena, &url, &result);
		expect(result.layers <= 5);
		expect(result.layers == 0 || result.target.host.ascii[0] != '\0');
		expect(result.answer != REWRITER_NONE || result.layers == 0);
	}
	arena_free(arena);
	return 0;
}
