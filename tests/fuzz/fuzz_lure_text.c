/* SPDX-License-Identifier: BSD-2-Clause */
/* fuzz_lure_text - any bytes as subject and text of a message that is searched for lures. */
#include "config.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "policy/base/arena.h"
#include "policy/base/text.h"
#include "policy/lure/lure.h"
#include "policy/mail/fold.h"
#include "tests/fuzz/fuzz.h"

static void
hold(bool promise)
{
	if (!promise)
		abort();
}

/* Opening takes longer than a thousand inputs. */
static const struct lure *
open_once(void)
{
	static struct arena *arena;
	static struct lure *lure;
	const struct conf_lures conf = {.more = ""};
	const char *why;

	if (lure != NULL)
		return lure;
	arena = arena_new();
	if (fold_open(&why) != 0)
		abort();
	lure = lure_open(arena, &conf, &why);
	hold(lure != NULL);
	return lure;
}

static void
hold_findings(const struct finding_list *findings)
{
	size_t i, j;

	for (i = 0; i < findings->count; i++) {
		const struct finding *finding = &findings->items[i];

		hold(finding->weight > 0 && finding->why != NULL && finding->where != NULL);
		hold(strpbrk(finding->why, "\r\n\x1b") == NULL);
		hold(text_is_utf8(finding->observed, strlen(finding->observed)));
		for (j = 0; j < i; j++)
			hold(finding->kind != FINDING_LURE ||
			     findings->items[j].kind != FINDING_LURE ||
			     strcmp(finding->family, findings->items[j].family) != 0);
	}
}

/* The first line is the subject, the rest the text with a link in its middle and at its end: one
 * that the text writes, when it does. */
int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	static const char link[] = "https://github.com/login/device?x=https%3A%2F%2Fa.run.app%2F";
	struct arena *arena = arena_new();
	char *input = text_utf8(arena, (const char *)bytes, length, length * 3 + 1);
	size_t head = strcspn(input, "\n");
	char *rest = input + head + (input[head] == '\n');
	struct message_text texts[2] = {
		{.bytes = rest, .length = strlen(rest), .where = "body"},
		{.kind = TEXT_HIDDEN, .bytes = rest, .length = strlen(rest), .where = "body"}};
	struct message_link links[2] = {
		{.raw = link, .text = "", .where = "body", .text_offset = strlen(rest) / 2},
		{.raw = link, .text = "", .where = "body", .text_offset = strlen(rest)}};
	struct address from = {.display = "", .local = "a", .text = ""};
	struct message_source source = {0};
	struct message message = {.source = &source,
				  .from = {&from, 1, 0},
				  .texts = texts,
				  .text_count = 2,
				  .links = links,
				  .link_count = 2,
				  .flags = length % 2 == 0 ? MESSAGE_ANSWER : 0};
	struct finding_list findings = {.arena = arena};
	const struct lure *lure = open_once();
	const char *why, *written;

	message.subject = from.display = arena_memdup(arena, input, head);
	message.envelope_sender.text = message.auth.dmarc_domain = message.auth.spf_domain = "";
	if (host_canonical(arena, "a.example", 9, &from.domain, &why) != 0 ||
	    url_parse(arena, link, strlen(link), 4096, NULL, &links[0].url, &why) != 0)
		abort();
	written = strstr(rest, "http");
	if (written == NULL || url_parse(arena, written, strcspn(written, " \n"), 4096, NULL,
					 &links[1].url, &why) != 0)
		links[1].url = links[0].url;
	lure_message(lure, arena, &message, &findings);
	hold_findings(&findings);
	arena_free(arena);
	return 0;
}
