/* SPDX-License-Identifier: BSD-2-Clause */
/* qr - QR codes in a picture of dark and light dots. */
#include "config.h"

#include "policy/mail/qr.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "policy/base/clock.h"
#include "policy/mail/qr_mark.h"

#define TRIES_MOST 24 /* triples of marks that are sampled */
#define SKEW_MOST  0.25

/* Three marks that could be the corners of one code: where its axes meet, and the ends of them. */
struct corners {
	struct qr_mark origin, right, below;
	double error;
};

/* One look at a picture: for dark codes, or for light ones. */
struct look {
	struct arena *arena;
	const struct qr_picture *picture;
	unsigned char dark;
	struct qr_matrix *matrix;
};

struct corner_list {
	struct corners items[TRIES_MOST];
	size_t count;
	bool crowded;
};

static double
distance(const struct qr_mark *a, const struct qr_mark *b)
{
	return hypot(a->x - b->x, a->y - b->y);
}

/* How far three marks are from the corners of a square with 'origin' at the right angle. */
static double
judge_corners(const struct qr_mark *origin, const struct qr_mark *right,
	      const struct qr_mark *below)
{
	double a = distance(origin, right), b = distance(origin, below);
	double c = distance(right, below), least, most;

	least = fmin(origin->module, fmin(right->module, below->module));
	most = fmax(origin->module, fmax(right->module, below->module));
	if (a < 10 * least || b < 10 * least || most > 1.7 * least)
		return 1;
	return fabs(a - b) / fmax(a, b) + fabs(c - hypot(a, b)) / c + (most / least - 1) / 4;
}

static void
add_corners(struct corner_list *list, const struct corners *corners)
{
	size_t at = list->count;

	if (at == TRIES_MOST) {
		list->crowded = true;
		if (list->items[--at].error <= corners->error)
			return;
	} else {
		list->count++;
	}
	for (; at > 0 && list->items[at - 1].error > corners->error; at--)
		list->items[at] = list->items[at - 1];
	list->items[at] = *corners;
}

static void
match_corners(const struct qr_marks *marks, struct corner_list *list)
{
	size_t i, j, k;

	for (i = 0; i < marks->count; i++)
		for (j = 0; j < marks->count; j++)
			for (k = j + 1; k < marks->count; k++) {
				struct corners corners = {.origin = marks->items[i],
							  .right = marks->items[j],
							  .below = marks->items[k]};
				double turn;

				if (i == j || i == k)
					continue;
				corners.error = judge_corners(&corners.origin, &corners.right,
							      &corners.below);
				if (corners.error > SKEW_MOST)
					continue;
				turn = (corners.right.x - corners.origin.x) *
					       (corners.below.y - corners.origin.y) -
				       (corners.right.y - corners.origin.y) *
					       (corners.below.x - corners.origin.x);
				if (turn < 0) {
					corners.right = marks->items[k];
					corners.below = marks->items[j];
				}
				add_corners(list, &corners);
			}
}

/* ---- sampling -------------------------------------------------------------------------------- */

static unsigned char
dot_at(const struct qr_picture *picture, double x, double y)
{
	if (x < 0 || y < 0 || x >= (double)picture->width || y >= (double)picture->height)
		return 0;
	return picture->dark[(size_t)y * picture->width + (size_t)x];
}

/* The modules between the three corners, whose middles are three and a half modules inside. */
static void
sample(const struct look *look, const struct corners *corners)
{
	struct qr_matrix *matrix = look->matrix;
	double span = (double)matrix->size - 7;
	double right_x = (corners->right.x - corners->origin.x) / span;
	double right_y = (corners->right.y - corners->origin.y) / span;
	double down_x = (corners->below.x - corners->origin.x) / span;
	double down_y = (corners->below.y - corners->origin.y) / span;
	size_t i, j;

	for (i = 0; i < matrix->size; i++)
		for (j = 0; j < matrix->size; j++) {
			double a = (double)j - 3, b = (double)i - 3;

			matrix->dark[i * matrix->size + j] =
				dot_at(look->picture, corners->origin.x + a * right_x + b * down_x,
				       corners->origin.y + a * right_y + b * down_y) == look->dark;
		}
}

static void
mirror(struct qr_matrix *matrix)
{
	size_t size = matrix->size, i, j;

	for (i = 0; i < size; i++)
		for (j = i + 1; j < size; j++) {
			unsigned char kept = matrix->dark[i * size + j];

			matrix->dark[i * size + j] = matrix->dark[j * size + i];
			matrix->dark[j * size + i] = kept;
		}
}

/* The size that the distance of the corners tells may be off by one step. */
static bool
read_code(const struct look *look, const struct corners *corners, struct qr_matrix_text *out)
{
	static const int steps[] = {0, 4, -4};
	double module =
		(corners->origin.module + corners->right.module + corners->below.module) / 3;
	double span = (distance(&corners->origin, &corners->right) +
		       distance(&corners->origin, &corners->below)) /
		      2;
	double said = span / module + 0.5;
	int size = said > 2.0 * QR_MATRIX_MOST ? 0 : 17 + ((int)said - 10 + 2) / 4 * 4;
	size_t i;

	for (i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		if (size + steps[i] < QR_MATRIX_LEAST || size + steps[i] > QR_MATRIX_MOST)
			continue;
		look->matrix->size = (size_t)(size + steps[i]);
		sample(look, corners);
		if (qr_matrix_read(look->arena, look->matrix, out))
			return true;
		mirror(look->matrix);
		if (qr_matrix_read(look->arena, look->matrix, out))
			return true;
	}
	return false;
}

static void
add_code(struct qr_codes *out, const struct qr_matrix_text *code)
{
	size_t i;

	for (i = 0; i < out->count; i++)
		if (out->items[i].length == code->length &&
		    memcmp(out->items[i].bytes, code->bytes, code->length) == 0)
			return;
	if (out->count == QR_CODES_MOST)
		out->truncated = true;
	else
		out->items[out->count++] = *code;
}

static void
read_colour(const struct look *look, int64_t until_us, struct qr_codes *out)
{
	struct corner_list list = {.count = 0};
	struct qr_matrix_text code;
	struct qr_marks marks;
	size_t i;

	qr_mark_find(look->picture, look->dark, &marks);
	match_corners(&marks, &list);
	out->truncated |= marks.crowded || list.crowded;
	for (i = 0; i < list.count; i++) {
		if (clock_monotonic_us() > until_us) {
			out->truncated = true;
			return;
		}
		if (read_code(look, &list.items[i], &code))
			add_code(out, &code);
	}
}

void
qr_read(struct arena *arena, const struct qr_picture *picture, int64_t until_us,
	struct qr_codes *out)
{
	struct look look = {.arena = arena, .picture = picture, .dark = 1};
	size_t before = out->count;

	if (picture->width < QR_MATRIX_LEAST || picture->height < QR_MATRIX_LEAST)
		return;
	look.matrix = arena_zalloc(arena, 1, sizeof(*look.matrix));
	read_colour(&look, until_us, out);
	look.dark = 0;
	if (out->count == before && !out->truncated && clock_monotonic_us() < until_us)
		read_colour(&look, until_us, out);
}
