/* SPDX-License-Identifier: BSD-2-Clause */
/* picture_none - a build without the libraries of PNG and JPEG (--disable-qr). */
#include "config.h"

#include "policy/mail/picture_format.h"

enum picture_answer
picture_format_png(struct picture_format_job *job)
{
	(void)job;
	return PICTURE_BROKEN;
}

enum picture_answer
picture_format_jpeg(struct picture_format_job *job)
{
	(void)job;
	return PICTURE_BROKEN;
}

enum picture_answer
picture_format_gif(struct picture_format_job *job)
{
	(void)job;
	return PICTURE_BROKEN;
}
