/* SPDX-License-Identifier: BSD-2-Clause */
/* fuzz_senders - any bytes as a mail: what its links and senders say, and the names in it. */
#include "config.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "policy/base/text.h"
#include "policy/lookalike/lookalike.h"
#include "policy/mail/message.h"
#include "policy/mail/person.h"
#include "policy/mail/prominence.h"
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
					   .links_most = 40,
					   .url_bytes = 400,
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

/* Opened once: a fuzzer asks millions of times. */
static const struct lookalike *
get_tables(void)
{
	static struct lookalike *tables;
	static const char *owned[] = {"meridian-freight.example"};
	const struct conf_protected conf = {.owned = {owned, 1}};
	struct arena *arena = arena_new();
	const char *why;

	if (tables == NULL)
		tables = lookalike_open(arena, &conf, NULL, &why);
	hold(tables != NULL);
	arena_free(arena);
	return tables;
}

static void
hold_ranks(const struct message *message)
{
	size_t i, main = 0;

	for (i = 0; i < message->link_count; i++)
		main += message->links[i].rank == LINK_MAIN;
	hold(main <= PROMINENCE_MAIN);
}

static void
hold_name(struct arena *arena, const char *display)
{
	struct person_name name;
	size_t i;

	person_read(arena, display, &name);
	hold(name.count <= PERSON_KEYS);
	person_entry(arena, display, &name);
	hold(name.count <= PERSON_KEYS);
	for (i = 0; i < name.count; i++)
		hold(strlen(name.keys[i]) < PERSON_KEY_MOST &&
		     text_is_utf8(name.keys[i], strlen(name.keys[i])));
}

static void
hold_findings(const struct finding_list *findings)
{
	size_t i;

	for (i = 0; i < findings->count; i++) {
		const struct finding *finding = &findings->items[i];

		hold(finding->weight > 0 && finding->why[0] != '\0' && finding->where[0] != '\0');
		hold(text_is_utf8(finding->observed, strlen(finding->observed)));
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
	struct lookalike_claims claims;
	struct message_source source;
	struct message message;
	const char *why;
	size_t i;

	hold(message_setup(&why) == 0);
	message_source_of_file(arena, &bounds, (const char *)bytes, length, &source);
	message_read(arena, &reader, &source, &message, &findings);
	hold_ranks(&message);
	lookalike_message(get_tables(), arena, &message, &findings, &claims);
	hold_findings(&findings);
	for (i = 0; i < message.from.count; i++)
		hold_name(arena, message.from.items[i].display);
	arena_free(arena);
	return 0;
}
