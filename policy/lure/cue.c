/* SPDX-License-Identifier: BSD-2-Clause */
/* cue - the little language in which lure cues are written: from phrase to operations. */
#include "config.h"

#include "policy/lure/cue.h"

#include <string.h>

#define DEPTH_MOST    5
#define LETTERS_LEAST 3
#define REPEATS       4
#define OPS_MOST      4000
#define GOOD_ANCHOR   9 /* bytes from which an anchor is rare enough */

/* The widest that operations can match. */
#define REST_WIDTH   16
#define NUMBER_WIDTH 6
#define GAP_WIDTH    41

/* clang-format off */
/* A letter with a mark, and how people write it who have no such key. */
static const struct {
	uint32_t point;
	const char *plain, *other;
} plains[] = {
	{0xdf, "ss", NULL}, {0xe0, "a", NULL}, {0xe1, "a", NULL}, {0xe2, "a", NULL}, {0xe3, "a", NULL},
	{0xe4, "a", "ae"}, {0xe5, "a", "aa"}, {0xe6, "ae", NULL}, {0xe7, "c", NULL}, {0xe8, "e", NULL},
	{0xe9, "e", NULL}, {0xea, "e", NULL}, {0xeb, "e", NULL}, {0xec, "i", NULL}, {0xed, "i", NULL},
	{0xee, "i", NULL}, {0xef, "i", NULL}, {0xf1, "n", NULL}, {0xf2, "o", NULL}, {0xf3, "o", NULL},
	{0xf4, "o", NULL}, {0xf5, "o", NULL}, {0xf6, "o", "oe"}, {0xf8, "o", "oe"}, {0xf9, "u", NULL},
	{0xfa, "u", NULL}, {0xfb, "u", NULL}, {0xfc, "u", "ue"}, {0xfd, "y", NULL}, {0xff, "y", NULL},
	{0x105, "a", NULL}, {0x107, "c", NULL}, {0x10d, "c", NULL}, {0x119, "e", NULL},
	{0x11b, "e", NULL}, {0x142, "l", NULL}, {0x144, "n", NULL}, {0x153, "oe", NULL},
	{0x159, "r", NULL}, {0x15b, "s", NULL}, {0x161, "s", NULL}, {0x17a, "z", NULL},
	{0x17c, "z", NULL}, {0x17e, "z", NULL},
};
/* clang-format on */

/* Literals of which one must be there; none when 'count' is 0. */
struct anchors {
	struct cue_anchor *items;
	size_t count, capacity;
	size_t shortest;
};

/* What is known of an alternative, or of a group as a whole. */
struct shape {
	size_t letters; /* that must be there */
	size_t width;   /* bytes at most */
	size_t least;   /* bytes at least */
	struct anchors anchors;
};

struct level {
	char opened;          /* '(' or '{' */
	size_t first_op;      /* a split to be, for '?' and '{' */
	size_t alternative;   /* the split before the alternative being read */
	size_t last_jump;     /* of the alternatives before; chained by their jump members */
	bool any, unanchored; /* an alternative was read; one of them has no anchor */
	bool wide;            /* one of them ends with a wide letter */
	struct shape shape;   /* of the alternative being read */
	struct shape joined;  /* of those before */
};

struct parser {
	struct arena *arena;
	struct cue_op *ops;
	size_t op_count, op_capacity;
	struct text run; /* literal bytes not yet an operation */
	struct level levels[DEPTH_MOST];
	size_t depth;
	struct shape group;
	bool pending; /* the group just closed: a '?' may follow */
	bool maybe;   /* what was read last can take a '?' */
	bool empty;   /* nothing stands in this alternative yet */
	bool wide;    /* the letter read last stands without blanks */
	size_t reach, before;
};

#define NO_JUMP ((size_t)-1)

static size_t
emit(struct parser *p, const struct cue_op *op)
{
	p->ops = arena_grow(p->arena, p->ops, p->op_count, &p->op_capacity, sizeof(*p->ops));
	p->ops[p->op_count] = *op;
	return p->op_count++;
}

static struct level *
here(struct parser *p)
{
	return &p->levels[p->depth];
}

static bool
is_better(const struct anchors *a, const struct anchors *b)
{
	size_t x = a->shortest < GOOD_ANCHOR ? a->shortest : GOOD_ANCHOR;
	size_t y = b->shortest < GOOD_ANCHOR ? b->shortest : GOOD_ANCHOR;

	if (a->count == 0 || b->count == 0)
		return a->count != 0;
	return x != y ? x > y : a->count < b->count;
}

/* Anchors found in what was just read; 'before' is the least that stood before it. */
static void
offer(struct parser *p, const struct anchors *anchors, size_t before)
{
	if (!is_better(anchors, &here(p)->shape.anchors))
		return;
	here(p)->shape.anchors = *anchors;
	if (p->depth == 0) {
		p->reach = here(p)->shape.width;
		p->before = before;
	}
}

static void
add_anchor(struct parser *p, struct anchors *anchors, const struct cue_anchor *anchor)
{
	anchors->items = arena_grow(p->arena, anchors->items, anchors->count, &anchors->capacity,
				    sizeof(*anchors->items));
	anchors->items[anchors->count++] = *anchor;
	if (anchors->count == 1 || anchor->length < anchors->shortest)
		anchors->shortest = anchor->length;
}

/* A syllable or a Han character, U+3000 to U+D7FF, says as much as two letters. */
static size_t
count_letters(const char *bytes, size_t length)
{
	size_t letters = 0, i;

	for (i = 0; i < length; i++)
		letters += (cue_is_letter(bytes[i]) && ((unsigned char)bytes[i] & 0xc0) != 0x80) +
			   ((unsigned char)bytes[i] >= 0xe3 && (unsigned char)bytes[i] <= 0xed);
	return letters;
}

/* The literal bytes read so far become an operation and may be an anchor. */
static void
flush_run(struct parser *p)
{
	struct cue_anchor anchor = {.length = p->run.length};
	size_t before = here(p)->shape.least;
	struct anchors one = {0};

	if (p->run.length == 0)
		return;
	anchor.bytes = arena_memdup(p->arena, p->run.bytes, p->run.length);
	(void)emit(p, &(struct cue_op){.code = CUE_CODE_BYTES,
				       .bytes = anchor.bytes,
				       .length = anchor.length});
	p->run.length = 0;
	here(p)->shape.width += anchor.length;
	here(p)->shape.least += anchor.length;
	here(p)->shape.letters += count_letters(anchor.bytes, anchor.length);
	if (count_letters(anchor.bytes, anchor.length) > 1) {
		add_anchor(p, &one, &anchor);
		offer(p, &one, before);
	}
}

/* No '?' came: the group that was closed must be there. */
static void
settle_group(struct parser *p)
{
	size_t before = here(p)->shape.least;

	if (!p->pending)
		return;
	p->pending = false;
	here(p)->shape.width += p->group.width;
	here(p)->shape.least += p->group.least;
	here(p)->shape.letters += p->group.letters;
	offer(p, &p->group.anchors, before);
}

static void
settle(struct parser *p)
{
	settle_group(p);
	flush_run(p);
}

static int
open_group(struct parser *p, char sign, const char **why)
{
	struct level *level;

	settle(p);
	if (p->depth + 1 == DEPTH_MOST || p->op_count > OPS_MOST) {
		*why = "brackets are nested too deeply";
		return -1;
	}
	level = &p->levels[++p->depth];
	*level = (struct level){.opened = sign, .last_jump = NO_JUMP};
	level->first_op = emit(p, &(struct cue_op){.code = CUE_CODE_JUMP, .jump = 1});
	level->alternative = emit(p, &(struct cue_op){.code = CUE_CODE_JUMP, .jump = 1});
	p->empty = true;
	p->maybe = false;
	return 0;
}

static void
join(struct parser *p, struct level *level)
{
	struct shape *joined = &level->joined, *shape = &level->shape;
	size_t i;

	if (!level->any || shape->letters < joined->letters)
		joined->letters = shape->letters;
	if (!level->any || shape->least < joined->least)
		joined->least = shape->least;
	if (shape->width > joined->width)
		joined->width = shape->width;
	if (shape->anchors.count == 0)
		level->unanchored = true;
	for (i = 0; i < shape->anchors.count; i++)
		add_anchor(p, &joined->anchors, &shape->anchors.items[i]);
	level->any = true;
	*shape = (struct shape){0};
}

/* At '|' or a closing bracket: the alternative that ends here must say something. */
static int
end_alternative(struct parser *p, const char **why)
{
	if (p->depth == 0 || p->empty) {
		*why = p->empty ? "an alternative is empty"
				: "'|' or a closing bracket stands outside of brackets";
		return -1;
	}
	settle(p);
	join(p, here(p));
	here(p)->wide = here(p)->wide || p->wide;
	p->wide = false;
	p->empty = true;
	p->maybe = false;
	return 0;
}

static int
next_alternative(struct parser *p, const char **why)
{
	struct level *level = here(p);
	struct cue_op *split;

	if (end_alternative(p, why) != 0)
		return -1;
	level->last_jump =
		emit(p, &(struct cue_op){.code = CUE_CODE_JUMP, .jump = (int)level->last_jump});
	split = &p->ops[level->alternative];
	split->code = CUE_CODE_SPLIT;
	split->jump = (int)(p->op_count - level->alternative);
	level->alternative = emit(p, &(struct cue_op){.code = CUE_CODE_JUMP, .jump = 1});
	return 0;
}

/* What may be left out: the split before it leads behind it. */
static void
make_optional(struct parser *p, size_t first_op)
{
	p->ops[first_op].code = CUE_CODE_SPLIT;
	p->ops[first_op].jump = (int)(p->op_count - first_op);
}

static void
repeat(struct parser *p, size_t first_op)
{
	size_t end = p->op_count, i, j;

	make_optional(p, first_op);
	for (i = 1; i < REPEATS; i++)
		for (j = first_op; j < end; j++) {
			struct cue_op op = p->ops[j];

			(void)emit(p, &op);
		}
	here(p)->shape.width += p->group.width * REPEATS;
}

static int
close_group(struct parser *p, char sign, const char **why)
{
	struct level *level = here(p);
	size_t jump, next;

	if (end_alternative(p, why) != 0)
		return -1;
	if ((level->opened == '{') != (sign == '}')) {
		*why = "a bracket is closed by one of another kind";
		return -1;
	}
	for (jump = level->last_jump; jump != NO_JUMP; jump = next) {
		next = p->ops[jump].jump == -1 ? NO_JUMP : (size_t)p->ops[jump].jump;
		p->ops[jump].jump = (int)(p->op_count - jump);
	}
	p->group = level->joined;
	if (level->unanchored)
		p->group.anchors = (struct anchors){0};
	p->wide = level->wide;
	p->depth--;
	p->empty = false;
	p->maybe = p->pending = sign == ')';
	if (sign == '}')
		repeat(p, level->first_op);
	return 0;
}

/* The last letter of the run becomes optional. */
static void
add_maybe_letter(struct parser *p)
{
	char *letter = arena_memdup(p->arena, p->run.bytes + p->run.length - 1, 1);
	size_t split;

	p->run.length--;
	flush_run(p);
	split = emit(p, &(struct cue_op){.code = CUE_CODE_SPLIT});
	(void)emit(p, &(struct cue_op){.code = CUE_CODE_BYTES, .bytes = letter, .length = 1});
	make_optional(p, split);
	here(p)->shape.width++;
}

static int
add_maybe(struct parser *p, const char **why)
{
	if (!p->maybe) {
		*why = "'?' needs a letter or a bracket before it";
		return -1;
	}
	p->maybe = false;
	if (!p->pending) {
		add_maybe_letter(p);
		return 0;
	}
	p->pending = false;
	make_optional(p, p->levels[p->depth + 1].first_op);
	here(p)->shape.width += p->group.width;
	return 0;
}

static void
add_special(struct parser *p, enum cue_code code, size_t width)
{
	settle(p);
	(void)emit(p, &(struct cue_op){.code = code});
	here(p)->shape.width += width;
	here(p)->shape.letters += code == CUE_CODE_NUMBER;
	here(p)->shape.least += code == CUE_CODE_NUMBER;
	p->maybe = p->empty = p->wide = false;
}

static int
add_sign(struct parser *p, char sign, const char **why)
{
	if (sign == '(' || sign == '{')
		return open_group(p, sign, why);
	if (sign == ')' || sign == '}')
		return close_group(p, sign, why);
	if (sign == '|')
		return next_alternative(p, why);
	if (sign == '?')
		return add_maybe(p, why);
	if (sign == '*')
		add_special(p, CUE_CODE_REST, REST_WIDTH);
	else
		add_special(p, CUE_CODE_NUMBER, NUMBER_WIDTH);
	return 0;
}

static void
add_bytes(struct parser *p, const char *bytes, size_t length)
{
	settle_group(p);
	text_add(&p->run, bytes, length);
	p->empty = false;
	p->maybe = length == 1;
	p->wide = cue_is_wide(*bytes);
}

/* A letter with a mark: a group of itself and the ways to write it without. */
static int
add_marked(struct parser *p, size_t row, const char *bytes, size_t length, const char **why)
{
	const char *plain = plains[row].plain, *other = plains[row].other;

	if (open_group(p, '(', why) != 0)
		return -1;
	add_bytes(p, bytes, length);
	if (next_alternative(p, why) != 0)
		return -1;
	if (other != NULL) {
		add_bytes(p, other, strlen(other));
		if (next_alternative(p, why) != 0)
			return -1;
	}
	add_bytes(p, plain, strlen(plain));
	return close_group(p, ')', why);
}

static int
add_letter(struct parser *p, uint32_t point, const char *bytes, size_t length, const char **why)
{
	size_t i;

	for (i = 0; i < sizeof(plains) / sizeof(plains[0]); i++)
		if (plains[i].point == point)
			return add_marked(p, i, bytes, length, why);
	add_bytes(p, bytes, length);
	return 0;
}

/* A run of soft signs is one blank, behind a wide letter none. */
static void
add_blank(struct parser *p)
{
	if (p->wide || (p->run.length != 0 && p->run.bytes[p->run.length - 1] == ' '))
		return;
	add_bytes(p, " ", 1);
}

static int
parse_point(struct parser *p, const char *phrase, size_t length, size_t *at, const char **why)
{
	size_t from = *at;
	uint32_t point = text_next_point(phrase, length, at);

	if (point < 0x80 && point != '\0' && strchr("(){}|?*#", (int)point) != NULL)
		return add_sign(p, (char)point, why);
	if (cue_is_soft(point)) {
		add_blank(p);
		return 0;
	}
	if (point == '.' || point == '!' || (point >= 'A' && point <= 'Z')) {
		*why = "a cue is lower-case words; full stops end sentences";
		return -1;
	}
	return add_letter(p, point, phrase + from, *at - from, why);
}

static int
parse_all(struct parser *p, const char *phrase, const char **why)
{
	size_t length = strlen(phrase), at = 0;

	while (at < length) {
		if (at > 0 && phrase[at - 1] == ' ' && strncmp(phrase + at, "... ", 4) == 0) {
			add_special(p, CUE_CODE_GAP, GAP_WIDTH);
			at += 4;
		} else if (parse_point(p, phrase, length, &at, why) != 0) {
			return -1;
		}
	}
	settle(p);
	return 0;
}

int
cue_parse(struct arena *arena, const char *phrase, struct cue *out, const char **why)
{
	struct parser p = {.arena = arena, .run = TEXT_IN(arena), .empty = true};
	const struct shape *shape = &p.levels[0].shape;

	if (strlen(phrase) > CUE_PHRASE_MOST) {
		*why = "a cue is longer than 1000 bytes";
		return -1;
	}
	if (parse_all(&p, phrase, why) != 0)
		return -1;
	if (p.depth != 0) {
		*why = "a bracket is not closed";
		return -1;
	}
	if (shape->letters < LETTERS_LEAST || shape->anchors.count == 0) {
		*why = "a cue needs three letters, two of them together, that must be there";
		return -1;
	}
	*out = (struct cue){.ops = p.ops,
			    .op_count = p.op_count,
			    .anchors = shape->anchors.items,
			    .anchor_count = shape->anchors.count,
			    .reach = p.reach,
			    .before = p.before};
	cue_find_edges(arena, out, shape->anchors.items);
	return 0;
}
