/* SPDX-License-Identifier: BSD-2-Clause */
/* picture_png - PNG by libpng, whose errors end here and whose memory is the arena's. */
#include "config.h"

#include "policy/mail/picture_format.h"

#include <setjmp.h>
#include <string.h>

#include <png.h>

#define CHUNK_MOST (1024 * 1024)
#define SIDE_MOST  20000

/* What libpng hands back to the functions below. */
struct reading {
	struct picture_format_job *job;
	jmp_buf *back;
};

static void
on_error(png_structp png, png_const_charp text)
{
	struct reading *reading = png_get_error_ptr(png);

	(void)text;
	longjmp(*reading->back, 1);
}

static void
on_warning(png_structp png, png_const_charp text)
{
	(void)png;
	(void)text;
}

static png_voidp
take_memory(png_structp png, png_alloc_size_t size)
{
	struct arena *arena = png_get_mem_ptr(png);

	return arena_zalloc(arena, 1, size);
}

/* It goes with the arena. */
static void
give_memory(png_structp png, png_voidp memory)
{
	(void)png;
	(void)memory;
}

static void
read_bytes(png_structp png, png_bytep out, png_size_t length)
{
	struct picture_format_job *job = png_get_io_ptr(png);

	if (length > job->length - job->at)
		png_error(png, "end of data");
	memcpy(out, job->bytes + job->at, length);
	job->at += length;
}

/* Whatever it is made of, one byte of grey a dot, on white. */
static void
ask_for_grey(png_structp png, png_infop info)
{
	png_color_16 white = {.red = 255, .green = 255, .blue = 255, .gray = 255};
	int colour = png_get_color_type(png, info);

	png_set_expand(png);
	png_set_strip_16(png);
	if ((colour & PNG_COLOR_MASK_ALPHA) != 0 || png_get_valid(png, info, PNG_INFO_tRNS) != 0)
		png_set_background(png, &white, PNG_BACKGROUND_GAMMA_SCREEN, 0, 1.0);
	if ((colour & PNG_COLOR_MASK_COLOR) != 0)
		png_set_rgb_to_gray(png, PNG_ERROR_ACTION_NONE, PNG_RGB_TO_GRAY_DEFAULT,
				    PNG_RGB_TO_GRAY_DEFAULT);
}

static enum picture_answer
read_rows(png_structp png, png_infop info, struct picture_format_job *job)
{
	size_t width = png_get_image_width(png, info), height = png_get_image_height(png, info), y;
	int passes = png_set_interlace_handling(png), pass;

	png_read_update_info(png, info);
	if (png_get_rowbytes(png, info) != width)
		return PICTURE_BROKEN;
	picture_format_make_room(job, width, height);
	for (pass = 0; pass < passes; pass++)
		for (y = 0; y < height; y++) {
			if (y % PICTURE_FORMAT_ROWS == 0 && picture_format_is_late(job))
				return PICTURE_LARGE;
			png_read_row(png, job->out->grey + y * width, NULL);
		}
	return PICTURE_READ;
}

static enum picture_answer
read_picture(png_structp png, png_infop info, struct picture_format_job *job)
{
	enum picture_answer answer;

	png_set_user_limits(png, SIDE_MOST, SIDE_MOST);
	png_set_chunk_cache_max(png, 16);
	png_set_chunk_malloc_max(png, CHUNK_MOST);
	png_set_read_fn(png, job, read_bytes);
	png_read_info(png, info);
	answer = picture_format_fits(job, png_get_image_width(png, info),
				     png_get_image_height(png, info));
	if (answer != PICTURE_READ)
		return answer;
	ask_for_grey(png, info);
	return read_rows(png, info, job);
}

enum picture_answer
picture_format_png(struct picture_format_job *job)
{
	jmp_buf back;
	struct reading reading = {.job = job, .back = &back};
	png_structp png =
		png_create_read_struct_2(PNG_LIBPNG_VER_STRING, &reading, on_error, on_warning,
					 job->arena, take_memory, give_memory);
	png_infop info = png == NULL ? NULL : png_create_info_struct(png);

	if (info == NULL || setjmp(back) != 0)
		return PICTURE_BROKEN;
	return read_picture(png, info, job);
}
