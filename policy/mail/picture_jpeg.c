/* SPDX-License-Identifier: BSD-2-Clause */
/* picture_jpeg - JPEG by libjpeg, whose errors end here; only its brightness, and made smaller. */
#include "config.h"

#include "policy/mail/picture_format.h"

#include <setjmp.h>
#include <stdio.h>

#include <jpeglib.h>

#define MEMORY_MOST (48 * 1024 * 1024)
#define SCANS_MOST  50 /* of a progressive picture: each is a walk through all of it */
#define DOTS_MOST   (600 * 1024)

struct reading {
	struct jpeg_decompress_struct jpeg;
	struct jpeg_error_mgr errors;
	struct jpeg_progress_mgr progress;
	struct picture_format_job *job;
	jmp_buf back;
	bool late;
};

static void
on_error(j_common_ptr jpeg)
{
	struct reading *reading = jpeg->client_data;

	longjmp(reading->back, 1);
}

static void
on_message(j_common_ptr jpeg)
{
	(void)jpeg;
}

static void
on_warning(j_common_ptr jpeg, int level)
{
	(void)jpeg;
	(void)level;
}

static void
on_progress(j_common_ptr jpeg)
{
	struct reading *reading = jpeg->client_data;

	if (reading->jpeg.input_scan_number <= SCANS_MOST && !picture_format_is_late(reading->job))
		return;
	reading->late = true;
	longjmp(reading->back, 1);
}

/* The transform itself can halve a picture up to three times, at less cost. */
static unsigned
choose_scale(const struct jpeg_decompress_struct *jpeg)
{
	size_t width = jpeg->image_width, height = jpeg->image_height;
	unsigned scale = 1;

	while (scale < 8 && (width / scale) * (height / scale) > DOTS_MOST)
		scale *= 2;
	return scale;
}

static enum picture_answer
read_picture(struct reading *reading)
{
	struct jpeg_decompress_struct *jpeg = &reading->jpeg;
	struct picture_format_job *job = reading->job;
	enum picture_answer answer;

	jpeg_mem_src(jpeg, job->bytes, job->length);
	(void)jpeg_read_header(jpeg, TRUE);
	answer = picture_format_fits(job, jpeg->image_width, jpeg->image_height);
	if (answer != PICTURE_READ)
		return answer;
	if (jpeg->jpeg_color_space != JCS_GRAYSCALE && jpeg->jpeg_color_space != JCS_YCbCr)
		return PICTURE_BROKEN;
	jpeg->out_color_space = JCS_GRAYSCALE;
	jpeg->scale_num = 1;
	jpeg->scale_denom = choose_scale(jpeg);
	jpeg->mem->max_memory_to_use = MEMORY_MOST;
	jpeg->progress = &reading->progress;
	(void)jpeg_start_decompress(jpeg);
	picture_format_make_room(job, jpeg->output_width, jpeg->output_height);
	while (jpeg->output_scanline < jpeg->output_height) {
		JSAMPROW row = job->out->grey + (size_t)jpeg->output_scanline * job->out->width;

		(void)jpeg_read_scanlines(jpeg, &row, 1);
	}
	return PICTURE_READ;
}

enum picture_answer
picture_format_jpeg(struct picture_format_job *job)
{
	struct reading *reading = arena_zalloc(job->arena, 1, sizeof(*reading));
	enum picture_answer answer;

	reading->job = job;
	reading->jpeg.err = jpeg_std_error(&reading->errors);
	reading->errors.error_exit = on_error;
	reading->errors.output_message = on_message;
	reading->errors.emit_message = on_warning;
	reading->progress.progress_monitor = on_progress;
	reading->jpeg.client_data = reading;
	if (setjmp(reading->back) != 0) {
		jpeg_destroy_decompress(&reading->jpeg);
		return reading->late ? PICTURE_LARGE : PICTURE_BROKEN;
	}
	jpeg_create_decompress(&reading->jpeg);
	answer = read_picture(reading);
	jpeg_destroy_decompress(&reading->jpeg);
	return answer;
}
