/* SPDX-License-Identifier: BSD-2-Clause */
/* cue_match - how a cue is found in a levelled text, in bounded steps; groups by name. */
#include "config.h"

#include "policy/lure/cue.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define STEPS_MOST  2000
#define STACK_MOST  128
#define REST_MOST   16
#define NUMBER_MOST 6
#define GAP_MOST    40

static const char *const group_names[CUE_GROUPS] = {
	[CUE_GROUP_OBJECT] = "object", [CUE_GROUP_ACTION] = "action",
	[CUE_GROUP_TIME] = "time",     [CUE_GROUP_AUTHORITY] = "authority",
	[CUE_GROUP_CTA] = "cta",       [CUE_GROUP_NEGATION] = "negation",
	[CUE_GROUP_ROLE] = "role",
};

struct state {
	size_t op, at;
};

struct run {
	const char *text;
	size_t length;
	struct state stack[STACK_MOST];
	size_t depth;
};

const char *
cue_group_name(enum cue_group group)
{
	return group_names[group];
}

enum cue_group
cue_group_from_name(const char *name)
{
	unsigned i;

	for (i = 0; i < CUE_GROUPS; i++)
		if (strcmp(group_names[i], name) == 0)
			break;
	return (enum cue_group)i;
}

bool
cue_is_letter(char byte)
{
	return (unsigned char)byte >= 0x80 || (byte >= '0' && byte <= '9') ||
	       (byte >= 'a' && byte <= 'z');
}

bool
cue_is_wide(char byte)
{
	/* U+3000 to U+9FFF; narrow kana and wide Latin were folded. */
	return (unsigned char)byte >= 0xe3 && (unsigned char)byte <= 0xe9;
}

static bool
ends_wide(const char *text, size_t at)
{
	return at >= 3 && cue_is_wide(text[at - 3]) &&
	       ((unsigned char)text[at - 2] & 0xc0) == 0x80 &&
	       ((unsigned char)text[at - 1] & 0xc0) == 0x80;
}

bool
cue_parts(const char *text, size_t length, size_t at)
{
	return (at < length && cue_is_wide(text[at])) || ends_wide(text, at);
}

static const bool soft_signs[128] = {
	[','] = true, [';'] = true, [':'] = true,  ['"'] = true,  ['\''] = true, ['`'] = true,
	['*'] = true, ['_'] = true, ['('] = true,  [')'] = true,  ['['] = true,  [']'] = true,
	['{'] = true, ['}'] = true, ['<'] = true,  ['>'] = true,  ['~'] = true,  ['^'] = true,
	['|'] = true, ['-'] = true, ['\\'] = true, [0x7f] = true,
};

bool
cue_is_soft(uint32_t point)
{
	if (point < 0x80)
		return point <= ' ' || soft_signs[point];
	return (point >= 0x80 && point <= 0xa1) || point == 0xab || point == 0xad ||
	       point == 0xb4 || point == 0xb7 || point == 0xbb || point == 0xbf ||
	       (point >= 0x2000 && point <= 0x2025) || (point >= 0x2027 && point <= 0x206f) ||
	       point == 0x3000 || point == 0x3001 || (point >= 0x3008 && point <= 0x3011) ||
	       (point >= 0x3014 && point <= 0x301b) || point == 0x30fb;
}

/* How many bytes at 'at' are plain ASCII letters, digits and signs. */
static size_t
hard_run(const char *bytes, size_t length, size_t at)
{
	size_t from = at;

	while (at < length && (unsigned char)bytes[at] < 0x80 &&
	       !cue_is_soft((unsigned char)bytes[at]))
		at++;
	return at - from;
}

size_t
cue_level(struct text *out, const char *folded, size_t length)
{
	size_t at = 0, points = 0;

	while (at < length) {
		size_t from = at, run = hard_run(folded, length, at);
		uint32_t point;

		if (run != 0) {
			text_add(out, folded + at, run);
			at += run;
			points += run;
			continue;
		}
		point = text_next_point(folded, length, &at);
		if (!cue_is_soft(point)) {
			text_add(out, folded + from, at - from);
			points++;
		} else if (out->length == 0 || (out->bytes[out->length - 1] != ' ' &&
						!ends_wide(out->bytes, out->length))) {
			text_add_byte(out, ' ');
			points++;
		}
	}
	return points;
}

static void
push(struct run *run, size_t op, size_t at)
{
	if (run->depth < STACK_MOST)
		run->stack[run->depth++] = (struct state){op, at};
}

static size_t
skip_rest(const struct run *run, size_t at)
{
	size_t most = at + REST_MOST;

	while (at < run->length && at < most && cue_is_letter(run->text[at]) &&
	       !cue_is_wide(run->text[at]))
		at++;
	return at;
}

static bool
is_digit(const struct run *run, size_t at)
{
	return at < run->length && run->text[at] >= '0' && run->text[at] <= '9';
}

/* 'at' itself without a digit there. */
static size_t
skip_number(const struct run *run, size_t at)
{
	size_t most = at + NUMBER_MOST;

	while (at < most && is_digit(run, at))
		at++;
	return at;
}

/* A full stop, also the ideographic one, but not the point of a number. */
static bool
ends_sentence(const struct run *run, size_t at)
{
	char byte = run->text[at];

	return (byte == '.' && !(at > 0 && is_digit(run, at - 1) && is_digit(run, at + 1))) ||
	       byte == '!' || byte == '?' ||
	       (run->length - at >= 3 && memcmp(run->text + at, "\xe3\x80\x82", 3) == 0);
}

/* Every begin of a word in reach, the nearest on top. */
static void
push_gap(struct run *run, size_t op, size_t at)
{
	size_t places[GAP_MOST + 1], count = 0, i;

	for (i = at; i < run->length && i <= at + GAP_MOST && !ends_sentence(run, i); i++) {
		if (run->text[i] == ' ')
			places[count++] = i + 1;
		else if (i > at && cue_parts(run->text, run->length, i))
			places[count++] = i;
	}
	while (count > 0)
		push(run, op, places[--count]);
}

static bool
stands_at(const struct run *run, const struct cue_op *op, size_t at)
{
	return run->length - at >= op->length && run->text[at] == *op->bytes &&
	       memcmp(run->text + at, op->bytes, op->length) == 0;
}

/* Carry out one operation; false: this way leads nowhere. */
static bool
step(struct run *run, const struct cue_op *op, struct state *state)
{
	size_t at = state->at;

	state->op++;
	switch (op->code) {
	case CUE_CODE_BYTES:
		state->at += op->length;
		return stands_at(run, op, at);
	case CUE_CODE_SPLIT:
		/* Most alternatives fail at once: no need to remember the other way. */
		if (op[1].code == CUE_CODE_BYTES && !stands_at(run, &op[1], at))
			state->op += (size_t)op->jump - 1;
		else
			push(run, state->op - 1 + (size_t)op->jump, at);
		return true;
	case CUE_CODE_JUMP:
		state->op += (size_t)op->jump - 1;
		return true;
	case CUE_CODE_NUMBER:
		state->at = skip_number(run, at);
		return state->at != at;
	case CUE_CODE_REST:
		state->at = skip_rest(run, at);
		return true;
	case CUE_CODE_GAP:
		push_gap(run, state->op, at);
		return true;
	}
	abort();
}

bool
cue_match(const struct cue *cue, const char *text, size_t length, size_t start, size_t *end)
{
	struct run run;
	struct state state = {0, start};
	unsigned steps;

	run.text = text;
	run.length = length;
	run.depth = 0;
	for (steps = 0; steps < STEPS_MOST; steps++) {
		if (state.op == cue->op_count) {
			if (state.at == length || !cue_is_letter(text[state.at]) ||
			    cue_parts(text, length, state.at)) {
				*end = state.at;
				return true;
			}
		} else if (step(&run, &cue->ops[state.op], &state)) {
			continue;
		}
		if (run.depth == 0)
			return false;
		state = run.stack[--run.depth];
	}
	return false;
}
