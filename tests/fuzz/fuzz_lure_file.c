/* SPDX-License-Identifier: BSD-2-Clause */
/* fuzz_lure_file - any bytes as a family file and as a table of open places. */
#include "config.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "policy/base/arena.h"
#include "policy/lure/family.h"
#include "policy/lure/hosting.h"
#include "policy/mail/fold.h"
#include "tests/fuzz/fuzz.h"

static const char text[] = " your password expires today 24 hours click here to keep the same one ";

static void
hold(bool promise)
{
	if (!promise)
		abort();
}

/* Whatever was read leads only forward and stays inside the text. */
static void
hold_cue(const struct family_cue *cue)
{
	size_t i, end;

	hold(cue->phrase != NULL && cue->language != NULL && cue->line > 0);
	hold(cue->cue.anchor_count > 0);
	for (i = 0; i < cue->cue.anchor_count; i++)
		hold(cue->cue.anchors[i].length > 1);
	for (i = 0; i < cue->cue.op_count; i++) {
		const struct cue_op *op = &cue->cue.ops[i];

		if (op->code == CUE_CODE_SPLIT || op->code == CUE_CODE_JUMP)
			hold(op->jump > 0 && i + (size_t)op->jump <= cue->cue.op_count);
	}
	for (i = 0; i < sizeof(text) - 1; i++)
		if (cue_match(&cue->cue, text, sizeof(text) - 1, i, &end))
			hold(end > i && end <= sizeof(text) - 1);
}

static void
try_family(struct arena *arena, const char *bytes, size_t length)
{
	struct family family = {0};
	const char *why = NULL;
	size_t i;

	if (family_parse(arena, "f", bytes, length, &family, &why) != 0) {
		hold(why != NULL && strncmp(why, "f:", 2) == 0 && strchr(why, '\n') == NULL);
		hold(family.name == NULL);
		return;
	}
	hold(family.name != NULL && family.weight >= 0);
	for (i = 0; i < family.cue_count; i++)
		hold_cue(&family.cues[i]);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct arena *arena = arena_new();
	const char *why = NULL;

	if (fold_open(&why) != 0)
		abort();
	try_family(arena, (const char *)bytes, length);
	if (hosting_read(arena, "t", (const char *)bytes, length, &why) == NULL)
		hold(why != NULL && strncmp(why, "t:", 2) == 0);
	arena_free(arena);
	return 0;
}
