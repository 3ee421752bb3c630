/* SPDX-License-Identifier: BSD-2-Clause */
/* qr_mark - the three corner marks that QR codes are found by (ISO/IEC 18004 section 6.3.3). */
#include "config.h"

#include "policy/mail/qr_mark.h"

#include <math.h>

#define RUNS     5
#define ROW_STEP 2

/* A line of dots: 'count' of them, 'step' bytes apart. */
struct line {
	const unsigned char *dots;
	size_t count, step;
	unsigned char dark;
};

static bool
is_dark(const struct line *line, size_t at)
{
	return line->dots[at * line->step] == line->dark;
}

/* Whether the runs are in the proportion of a mark; '*module' is then set. */
static bool
is_mark(const size_t *runs, double *module)
{
	double one = (double)(runs[0] + runs[1] + runs[2] + runs[3] + runs[4]) / 7, slack;

	slack = one < 2 ? one * 0.8 : one * 0.55;
	if (runs[0] == 0 || runs[1] == 0 || runs[2] == 0 || runs[3] == 0 || runs[4] == 0 ||
	    fabs((double)runs[0] - one) > slack || fabs((double)runs[1] - one) > slack ||
	    fabs((double)runs[3] - one) > slack || fabs((double)runs[4] - one) > slack ||
	    fabs((double)runs[2] - 3 * one) > 2 * slack)
		return false;
	*module = one;
	return true;
}

/* The dots of one colour from 'at' on, going up or down the line, at most 'most'. */
static size_t
run_from(const struct line *line, size_t at, int way, bool dark, size_t most)
{
	size_t length = 0;

	while (length < most && at < line->count && is_dark(line, at) == dark) {
		length++;
		at += (size_t)way; /* one before 0 is beyond the end */
	}
	return length;
}

/* The middle of the mark that the line cuts at 'at', or a negative number. */
static double
cut(const struct line *line, size_t at, double expected, double *module)
{
	size_t most = (size_t)(expected * 6) + 4, runs[RUNS], down, up;

	if (at >= line->count || !is_dark(line, at))
		return -1;
	up = run_from(line, at, -1, true, most);
	down = run_from(line, at + 1, 1, true, most);
	runs[2] = up + down;
	runs[1] = run_from(line, at - up, -1, false, most);
	runs[0] = run_from(line, at - up - runs[1], -1, true, most);
	runs[3] = run_from(line, at + 1 + down, 1, false, most);
	runs[4] = run_from(line, at + 1 + down + runs[3], 1, true, most);
	if (!is_mark(runs, module) || *module > 1.6 * expected || *module < expected / 1.6)
		return -1;
	return (double)(at + 1 + down) - (double)runs[2] / 2;
}

static void
add_mark(struct qr_marks *out, double x, double y, double module)
{
	struct qr_mark *mark;
	size_t i;

	for (i = 0; i < out->count; i++) {
		mark = &out->items[i];
		if (fabs(mark->x - x) > 2 * module || fabs(mark->y - y) > 2 * module)
			continue;
		mark->x = (mark->x * mark->hits + x) / (mark->hits + 1);
		mark->y = (mark->y * mark->hits + y) / (mark->hits + 1);
		mark->module = (mark->module * mark->hits + module) / (mark->hits + 1);
		mark->hits++;
		return;
	}
	if (out->count == QR_MARKS_MOST) {
		out->crowded = true;
		return;
	}
	out->items[out->count++] = (struct qr_mark){.x = x, .y = y, .module = module, .hits = 1};
}

/* The row cuts what may be a mark at 'at': so must a line down and a line across its middle. */
static void
try_mark(const struct qr_picture *picture, unsigned char dark, struct qr_mark seen,
	 struct qr_marks *out)
{
	struct line down = {picture->dark + (size_t)seen.x, picture->height, picture->width, dark};
	struct line across = {picture->dark, picture->width, 1, dark};
	double tall, wide;

	seen.y = cut(&down, (size_t)seen.y, seen.module, &tall);
	if (seen.y < 0)
		return;
	across.dots += (size_t)seen.y * picture->width;
	seen.x = cut(&across, (size_t)seen.x, seen.module, &wide);
	if (seen.x >= 0)
		add_mark(out, seen.x, seen.y, (tall + wide) / 2);
}

static void
read_row(const struct qr_picture *picture, unsigned char dark, size_t y, struct qr_marks *out)
{
	const struct line line = {picture->dark + y * picture->width, picture->width, 1, dark};
	size_t runs[RUNS] = {0}, at = 0, i;
	bool colour = false;

	while (at <= line.count) {
		size_t start = at;
		double module;

		while (at < line.count && is_dark(&line, at) == colour)
			at++;
		for (i = 0; i + 1 < RUNS; i++)
			runs[i] = runs[i + 1];
		runs[RUNS - 1] = at - start;
		if (colour && is_mark(runs, &module)) {
			double x = (double)(at - runs[4] - runs[3]) - (double)runs[2] / 2;

			try_mark(picture, dark,
				 (struct qr_mark){.x = x, .y = (double)y, .module = module}, out);
		}
		colour = !colour;
		if (at == line.count)
			break;
	}
}

void
qr_mark_find(const struct qr_picture *picture, unsigned char dark, struct qr_marks *out)
{
	size_t y, i, kept;

	*out = (struct qr_marks){0};
	for (y = 0; y < picture->height && !out->crowded; y += ROW_STEP)
		read_row(picture, dark, y, out);
	/* The middle of a mark is three modules high: more than one row cuts it. */
	for (i = kept = 0; i < out->count; i++)
		if (out->items[i].hits > 1 || out->items[i].module < ROW_STEP)
			out->items[kept++] = out->items[i];
	out->count = kept;
}
