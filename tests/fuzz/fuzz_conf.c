/* SPDX-License-Identifier: BSD-2-Clause */
/* fuzz_conf - any settings text is read whole or refused with a reason. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "policy/conf/conf.h"
#include "tests/fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct arena *arena = arena_new();
	char *text = arena_memdup(arena, bytes, length);
	const char *why = NULL;
	struct conf *conf = conf_parse(arena, "fuzz", text, &why);

	if (conf == NULL && why == NULL)
		abort();
	if (conf != NULL && conf_dump(arena, conf) == NULL)
		abort();
	conf_free(conf);
	arena_free(arena);
	return 0;
}
