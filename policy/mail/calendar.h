/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * calendar - what an invitation (RFC 5545) shows to people.
 *
 * Folded lines are joined and escapes undone, so that a link that was folded comes out whole.
 *
 * Who owns: results are in the arena. Threads: any. Fails: never.
 */
#ifndef POLICY_MAIL_CALENDAR_H
#define POLICY_MAIL_CALENDAR_H

#include <stddef.h>

#include "policy/base/arena.h"

#define CALENDAR_FILES 4

/* A file inside of the invitation (RFC 5545 section 3.8.1.1). */
struct calendar_file {
	const char *type;   /* "text/html", lower case; "" without */
	const char *base64; /* still encoded */
	size_t length;
};

struct calendar {
	const char *text; /* summaries, descriptions, places, links; one a line */
	size_t text_length;
	const char *html; /* X-ALT-DESC, which mail programs show in place of the description */
	size_t html_length;
	const char *organizer; /* his address; "" without */
	const char *uids;      /* of its events, one a line */
	struct calendar_file files[CALENDAR_FILES];
	size_t file_count;
};

void calendar_read(struct arena *arena, const char *utf8, size_t length, struct calendar *out);

#endif
