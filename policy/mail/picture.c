/* SPDX-License-Identifier: BSD-2-Clause */
/* picture - attached pictures (PNG, JPEG, GIF) as rows of grey, small enough to be searched. */
#include "config.h"

#include "policy/mail/picture.h"

#include <string.h>

#include "policy/base/clock.h"
#include "policy/mail/picture_format.h"

#define SIDE_LEAST 40
#define SHAPE_MOST 5 /* times as long as wide */
#define DOTS_MOST  (400 * 1024)
#define BLOCK      8 /* dots of one threshold */
#define NEAR       3 /* blocks around it that have a say */

enum picture_answer
picture_format_fits(struct picture_format_job *job, size_t width, size_t height)
{
	if (width < SIDE_LEAST || height < SIDE_LEAST || width > SHAPE_MOST * height ||
	    height > SHAPE_MOST * width)
		return PICTURE_SHAPE;
	if (width > job->bounds->pixels / height)
		return PICTURE_LARGE;
	job->out->pixels = width * height;
	return PICTURE_READ;
}

void
picture_format_make_room(struct picture_format_job *job, size_t width, size_t height)
{
	job->out->grey = arena_zalloc(job->arena, height, width);
	job->out->width = width;
	job->out->height = height;
}

bool
picture_format_is_late(const struct picture_format_job *job)
{
	return clock_monotonic_us() > job->bounds->until_us;
}

void
picture_shrink(struct picture *picture)
{
	size_t by = 1, width, height, x, y, i, j;

	while (picture->width / by * (picture->height / by) > DOTS_MOST)
		by++;
	width = picture->width / by;
	height = picture->height / by;
	if (by == 1)
		return;
	for (y = 0; y < height; y++)
		for (x = 0; x < width; x++) {
			const unsigned char *square =
				picture->grey + y * by * picture->width + x * by;
			size_t sum = 0;

			for (i = 0; i < by; i++)
				for (j = 0; j < by; j++)
					sum += square[i * picture->width + j];
			picture->grey[y * width + x] = (unsigned char)(sum / (by * by));
		}
	picture->width = width;
	picture->height = height;
}

enum picture_answer
picture_read(struct arena *arena, const struct picture_bounds *bounds, const char *bytes,
	     size_t length, struct picture *out)
{
	struct picture_format_job job = {.arena = arena,
					 .bytes = (const unsigned char *)bytes,
					 .length = length,
					 .bounds = bounds,
					 .out = out};
	enum picture_answer answer = PICTURE_BROKEN;

	*out = (struct picture){0};
	if (length > 8 && memcmp(bytes, "\x89PNG", 4) == 0)
		answer = picture_format_png(&job);
	else if (length > 8 && memcmp(bytes, "\xFF\xD8", 2) == 0)
		answer = picture_format_jpeg(&job);
	else if (length > 8 && memcmp(bytes, "GIF8", 4) == 0)
		answer = picture_format_gif(&job);
	if (answer == PICTURE_READ)
		picture_shrink(out);
	return answer;
}

/* ---- black and white ------------------------------------------------------------------------- */

/* The middle between light and dark, where they are parted best (Otsu). */
static unsigned
find_threshold(const struct picture *picture)
{
	size_t counts[256] = {0}, dots = picture->width * picture->height, below = 0, i;
	double sum = 0, sum_below = 0, best = -1, threshold = 128;

	for (i = 0; i < dots; i++)
		counts[picture->grey[i]]++;
	for (i = 0; i < 256; i++)
		sum += (double)(i * counts[i]);
	for (i = 0; i < 255; i++) {
		double dark, light, spread;

		below += counts[i];
		sum_below += (double)(i * counts[i]);
		if (below == 0 || below == dots)
			continue;
		dark = sum_below / (double)below;
		light = (sum - sum_below) / (double)(dots - below);
		spread = (double)below * (double)(dots - below) * (light - dark) * (light - dark);
		if (spread > best) {
			best = spread;
			threshold = (dark + light) / 2;
		}
	}
	return (unsigned)threshold;
}

unsigned char *
picture_split(struct arena *arena, const struct picture *picture)
{
	size_t dots = picture->width * picture->height, i;
	unsigned char *dark = arena_zalloc(arena, dots + 1, 1);
	unsigned threshold = find_threshold(picture);

	for (i = 0; i < dots; i++)
		dark[i] = picture->grey[i] <= threshold;
	return dark;
}

/* The middle between the lightest and the darkest dot of each block. */
static unsigned char *
find_middles(struct arena *arena, const struct picture *picture, size_t columns, size_t rows)
{
	unsigned char *middles = arena_zalloc(arena, rows * columns + 1, 1);
	size_t x, y, i, j;

	for (y = 0; y < rows; y++)
		for (x = 0; x < columns; x++) {
			unsigned least = 255, most = 0;

			for (i = y * BLOCK; i < (y + 1) * BLOCK && i < picture->height; i++)
				for (j = x * BLOCK; j < (x + 1) * BLOCK && j < picture->width;
				     j++) {
					unsigned grey = picture->grey[i * picture->width + j];

					least = grey < least ? grey : least;
					most = grey > most ? grey : most;
				}
			middles[y * columns + x] = (unsigned char)((least + most) / 2);
		}
	return middles;
}

static unsigned
mean_near(const unsigned char *middles, size_t columns, size_t rows, size_t x, size_t y)
{
	size_t top = y < NEAR ? 0 : y - NEAR, left = x < NEAR ? 0 : x - NEAR, i, j;
	unsigned sum = 0, count = 0;

	for (i = top; i <= y + NEAR && i < rows; i++)
		for (j = left; j <= x + NEAR && j < columns; j++) {
			sum += middles[i * columns + j];
			count++;
		}
	return sum / count;
}

unsigned char *
picture_split_near(struct arena *arena, const struct picture *picture)
{
	size_t columns = (picture->width + BLOCK - 1) / BLOCK;
	size_t rows = (picture->height + BLOCK - 1) / BLOCK, x, y, i, j;
	unsigned char *dark = arena_zalloc(arena, picture->width * picture->height + 1, 1);
	unsigned char *middles = find_middles(arena, picture, columns, rows);

	for (y = 0; y < rows; y++)
		for (x = 0; x < columns; x++) {
			unsigned mean = mean_near(middles, columns, rows, x, y);

			for (i = y * BLOCK; i < (y + 1) * BLOCK && i < picture->height; i++)
				for (j = x * BLOCK; j < (x + 1) * BLOCK && j < picture->width; j++)
					dark[i * picture->width + j] =
						picture->grey[i * picture->width + j] < mean;
		}
	return dark;
}
