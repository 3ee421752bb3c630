/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * html - what a person sees of an HTML part, and where its links lead.
 *
 * A tokeniser of our own without a tree; nothing recurses on depth. Visible and hidden text are
 * kept apart (display, visibility, opacity, size, colour near background, off-screen, style
 * classes), links carry their visible text. Comments of the [if mso] kind are read as HTML. Serves
 * SVG too.
 *
 * Who owns: results are in the arena. Threads: any. Fails: never; bounds
 * set 'truncated'.
 */
#ifndef POLICY_MAIL_HTML_H
#define POLICY_MAIL_HTML_H

#include <stdbool.h>
#include <stddef.h>

#include "policy/base/arena.h"
#include "policy/conf/conf.h"
#include "policy/mail/message.h"

struct html {
	const char *visible;
	size_t visible_length;
	const char *drawing; /* what letters and cells draw, line by line: html_drawing.h */
	size_t drawing_length;
	const char *hidden;
	size_t hidden_length;
	struct message_link
		*links; /* .where, .attachment and .text_index are left for the caller */
	size_t link_count;
	bool truncated;
	bool password_field; /* input type=password anywhere */
	bool script;         /* script element or event handler */
	bool smuggling;      /* atob, Blob, createObjectURL, fromCharCode, unescape ... in script */
	bool built;          /* script hides a page or an address in what it decodes */
	bool svg_active;     /* script, handler, foreignObject inside svg */
	bool form;
};

/* 'utf8' is the part, already converted. */
void html_read(struct arena *arena, const struct conf_message *bounds, const char *utf8,
	       size_t length, struct html *out);

#endif
