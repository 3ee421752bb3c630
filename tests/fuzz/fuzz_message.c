/* SPDX-License-Identifier: BSD-2-Clause */
/* fuzz_message - any bytes as a mail file. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "policy/base/arena.h"
#include "policy/base/text.h"
#include "policy/mail/message.h"
#include "tests/fuzz/fuzz.h"

/* Small, so that the fuzzer reaches every bound. */
static const struct conf_message bounds = {.headers_most = 30,
					   .header_bytes = 1024,
					   .headers_bytes = 8192,
					   .addresses_most = 10,
					   .recipients_most = 10,
					   .depth_most = 5,
					   .parts_most = 12,
					   .body_bytes = 65536,
					   .decoded_bytes = 65536,
					   .text_bytes = 8192,
					   .links_most = 12,
					   .url_bytes = 200,
					   .html_nodes_most = 500,
					   .budget_ms = 60000,
					   .files_ms = 60000,
					   .picture_pixels = 100000};

static void
hold(bool promise)
{
	if (!promise)
		abort();
}

static void
hold_texts(const struct message *message)
{
	size_t i;

	for (i = 0; i < message->text_count; i++) {
		hold(message->texts[i].where != NULL);
		hold(text_is_utf8(message->texts[i].bytes, message->texts[i].length));
	}
}

static void
hold_links(const struct message *message)
{
	size_t i;

	hold(message->link_count <= (size_t)bounds.links_most);
	for (i = 0; i < message->link_count; i++) {
		const struct message_link *link = &message->links[i];

		hold(link->where != NULL && link->text != NULL);
		hold(link->text_index < message->text_count);
		hold(link->text_offset <= message->texts[link->text_index].length);
		hold(link->obscured ? link->raw != NULL : link->url.text != NULL);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	static const char *ids[] = {"mx.example.org"};
	static const struct conf_authentication authentication = {.trusted_ids = {ids, 1}};
	static const struct message_reader reader = {&bounds, &authentication, NULL};
	struct arena *arena = arena_new();
	struct finding_list findings = {.arena = arena};
	struct message_source source;
	struct message message;
	const char *why;

	hold(message_setup(&why) == 0);
	message_source_of_file(arena, &bounds, (const char *)bytes, length, &source);
	hold(source.field_count <= (size_t)bounds.headers_most);
	message_read(arena, &reader, &source, &message, &findings);
	hold(message.subject != NULL && message.message_id != NULL && message.date != NULL);
	hold(message.from.count <= (size_t)bounds.addresses_most);
	hold(text_is_utf8(message.subject, strlen(message.subject)));
	hold_texts(&message);
	hold_links(&message);
	/* What was not seen never reads as clean. */
	hold(!source.body_capped || (message.flags & MESSAGE_TRUNCATED) != 0);
	arena_free(arena);
	return 0;
}
