/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mails - mails read within small bounds, for the tests of what is found in them.
 *
 * Who owns: an arena that cmocka hands round as its state. Threads: any. Fails: ends the test.
 */
#ifndef TESTS_UNIT_MAILS_H
#define TESTS_UNIT_MAILS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "policy/base/arena.h"
#include "policy/mail/message.h"

static const struct conf_message mails_bounds = {.headers_most = 100,
						 .header_bytes = 4096,
						 .headers_bytes = 32768,
						 .addresses_most = 50,
						 .recipients_most = 50,
						 .depth_most = 10,
						 .parts_most = 50,
						 .body_bytes = 1024 * 1024,
						 .decoded_bytes = 1024 * 1024,
						 .text_bytes = 256 * 1024,
						 .links_most = 20,
						 .url_bytes = 500,
						 .html_nodes_most = 10000,
						 .budget_ms = 10000,
						 .files_ms = 10000,
						 .picture_pixels = 1000000};
static const char *mails_trusted[] = {"mx.example.org"};
static const struct conf_authentication mails_authentication = {.trusted_ids = {mails_trusted, 1}};
static const struct message_reader mails_reader = {&mails_bounds, &mails_authentication, NULL};

struct mails {
	struct message_source source;
	struct message message;
	struct finding_list findings;
};

static inline void
mails_read(struct mails *mail, struct arena *arena, const char *text, size_t length)
{
	*mail = (struct mails){.findings = {.arena = arena}};
	message_source_of_file(arena, &mails_bounds, text, length, &mail->source);
	message_read(arena, &mails_reader, &mail->source, &mail->message, &mail->findings);
}

static inline int
mails_begin(void **state)
{
	*state = arena_new();
	return 0;
}

static inline int
mails_end(void **state)
{
	arena_free(*state);
	return 0;
}

static inline int
mails_set_up(void **state)
{
	const char *why;

	(void)state;
	return message_setup(&why);
}

#endif
