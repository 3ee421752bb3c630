/* SPDX-License-Identifier: BSD-2-Clause */
/* cue_edge - with what a cue can begin, and where its anchors stand in words. */
#include "config.h"

#include "policy/lure/cue.h"

/* Which bytes may stand before an operation; 0: it cannot be the first. */
enum before {
	BEFORE_BEGIN = 1,
	BEFORE_BLANK = 2,
	BEFORE_LETTER = 4,
};

/* An operation with which a match may begin. */
static void
mark_head(struct cue *cue, const struct cue_op *op)
{
	unsigned from = 0, to = 31, i;
	uint32_t second = UINT32_MAX;

	if (op->code == CUE_CODE_BYTES) {
		from = to = (unsigned char)op->bytes[0] & 31;
		if (op->length > 1)
			second = 1U << ((unsigned char)op->bytes[1] & 31);
	}
	if (op->code == CUE_CODE_NUMBER) {
		from = '0' & 31;
		to = '9' & 31;
	}
	for (i = from; i <= to; i++)
		cue->heads[i] |= second;
}

/* What may stand behind an operation that is not passed over. */
static unsigned
stands_behind(const struct cue_op *op)
{
	switch (op->code) {
	case CUE_CODE_BYTES:
		return cue_is_letter(op->bytes[op->length - 1]) ? BEFORE_LETTER : BEFORE_BLANK;
	case CUE_CODE_NUMBER:
		return BEFORE_LETTER;
	case CUE_CODE_REST:
		return BEFORE_LETTER | BEFORE_BLANK;
	case CUE_CODE_GAP:
		return BEFORE_BLANK;
	case CUE_CODE_SPLIT:
	case CUE_CODE_JUMP:
		break;
	}
	return 0;
}

/* What may stand before each operation: jumps lead forward, so one walk sees all ways. */
static unsigned char *
find_before(struct arena *arena, const struct cue *cue)
{
	unsigned char *before = arena_zalloc(arena, cue->op_count + 1, sizeof(*before));
	size_t i;

	before[0] = BEFORE_BEGIN;
	for (i = 0; i < cue->op_count; i++) {
		const struct cue_op *op = &cue->ops[i];
		bool jumps = op->code == CUE_CODE_SPLIT || op->code == CUE_CODE_JUMP;

		if (before[i] == 0)
			continue;
		if (jumps)
			before[i + (size_t)op->jump] |= before[i];
		if (op->code == CUE_CODE_SPLIT)
			before[i + 1] |= before[i];
		if (!jumps)
			before[i + 1] |= (unsigned char)stands_behind(op);
	}
	return before;
}

/* Whether a letter may stand at each operation. */
static bool *
find_letters(struct arena *arena, const struct cue *cue)
{
	bool *letters = arena_zalloc(arena, cue->op_count + 1, sizeof(*letters));
	size_t i;

	for (i = cue->op_count; i-- > 0;) {
		const struct cue_op *op = &cue->ops[i];

		if (op->code == CUE_CODE_SPLIT)
			letters[i] = letters[i + 1] || letters[i + (size_t)op->jump];
		else if (op->code == CUE_CODE_JUMP)
			letters[i] = letters[i + (size_t)op->jump];
		else
			letters[i] = op->code != CUE_CODE_BYTES || cue_is_letter(*op->bytes);
	}
	return letters;
}

void
cue_find_edges(struct arena *arena, struct cue *cue, struct cue_anchor *anchors)
{
	const unsigned char *before = find_before(arena, cue);
	const bool *letters = find_letters(arena, cue);
	size_t i, j;

	for (i = 0; i < cue->op_count; i++)
		if ((before[i] & BEFORE_BEGIN) != 0 && cue->ops[i].code != CUE_CODE_SPLIT &&
		    cue->ops[i].code != CUE_CODE_JUMP)
			mark_head(cue, &cue->ops[i]);
	for (j = 0; j < cue->anchor_count; j++) {
		struct cue_anchor *anchor = &anchors[j];

		anchor->begins_word = cue_is_letter(*anchor->bytes) &&
				      !cue_parts(anchor->bytes, anchor->length, 0);
		anchor->ends_word = cue_is_letter(anchor->bytes[anchor->length - 1]) &&
				    !cue_parts(anchor->bytes, anchor->length, anchor->length);
		for (i = 0; i < cue->op_count; i++) {
			if (cue->ops[i].bytes != anchor->bytes)
				continue;
			if ((before[i] & BEFORE_LETTER) != 0)
				anchor->begins_word = false;
			if (letters[i + 1])
				anchor->ends_word = false;
		}
	}
}
