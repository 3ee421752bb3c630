/* SPDX-License-Identifier: BSD-2-Clause */
/* aim - links that carry the address of the one who gets them where servers do not see it. */
#include "config.h"

#include "policy/mail/aim.h"

#include <string.h>

#include "policy/base/text.h"
#include "policy/mail/transfer.h"

#define ASKED_MOST   20 /* recipients */
#define LOCAL_LEAST  6  /* bytes of a local part that is no everyday word */
#define BASE64_LEAST 12
#define BASE64       "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_"

/* One recipient, in lower case. */
struct aim {
	const char *address, *local;
};

static size_t
gather(struct arena *arena, const struct message *message, struct aim *out)
{
	const struct message_envelope *envelope = &message->source->envelope;
	struct address address;
	const char *why;
	size_t count = 0, i;

	for (i = 0; i < message->to.count && count < ASKED_MOST; i++)
		if (strchr(message->to.items[i].text, '@') != NULL)
			out[count++] = (struct aim){text_lower(arena, message->to.items[i].text),
						    text_lower(arena, message->to.items[i].local)};
	for (i = 0; i < envelope->recipient_count && count < ASKED_MOST; i++)
		if (address_path(arena, envelope->recipients[i].typed, &address, &why) == 0 &&
		    strchr(address.text, '@') != NULL)
			out[count++] = (struct aim){text_lower(arena, address.text),
						    text_lower(arena, address.local)};
	return count;
}

/* What the runs of base64 in 'text' say, in lower case, one a line. */
static const char *
decode_runs(struct arena *arena, const char *text)
{
	struct text out = TEXT_IN(arena);

	while (*text != '\0') {
		size_t length = strspn(text, BASE64);
		char *run = arena_memdup(arena, text, length), *at;
		struct transfer_text decoded;

		for (at = run; *at != '\0'; at++) /* RFC 4648 section 5 */
			*at = (char)(*at == '-' ? '+' : *at == '_' ? '/' : *at);
		text += length;
		if (*text != '\0')
			text++;
		if (length < BASE64_LEAST)
			continue;
		transfer_decode(arena, TRANSFER_BASE64, run, length, length, &decoded);
		text_add_string(&out, text_utf8(arena, decoded.bytes, decoded.length, 3 * length));
		text_add_byte(&out, '\n');
	}
	return text_lower(arena, text_string(&out));
}

/* jane.doe.evil.example, jane-doe.evil.example: the local part as the first label. */
static bool
is_label(const char *host, const char *local)
{
	size_t length = strlen(local), i;

	if (length < LOCAL_LEAST)
		return false;
	for (i = 0; i < length; i++)
		if (host[i] != local[i] && !(strchr("._+", local[i]) != NULL && host[i] == '-'))
			return false;
	return host[length] == '.' || host[length] == '-';
}

/* The parts of a link that may name somebody. */
struct target {
	const struct url *url;
	const char *plain, *encoded; /* what its fragment says, in lower case */
};

static bool
judge(const struct target *target, const struct aim *aim, struct finding *finding)
{
	const struct host *host = &target->url->host;

	if (strstr(target->encoded, aim->address) != NULL) {
		finding->weight = 150;
		finding->why = "a link carries the recipient's address encoded behind its #";
	} else if (strstr(target->plain, aim->address) != NULL) {
		finding->weight = 60;
		finding->why = "a link carries the recipient's address behind its #";
	} else if (strcmp(host->ascii, host->registrable) != 0 &&
		   is_label(host->ascii, aim->local)) {
		finding->weight = 120;
		finding->why = "the host of a link begins with the recipient's name";
	} else {
		return false;
	}
	finding->observed = target->url->text;
	return true;
}

void
aim_judge(struct arena *arena, const struct message *message, struct finding_list *findings)
{
	struct aim aims[ASKED_MOST];
	size_t count = gather(arena, message, aims), i, j;

	for (i = 0; i < message->link_count; i++) {
		const struct message_link *link = &message->links[i];
		struct finding finding = {.kind = FINDING_AIMED_LINK};
		struct target target = {.url = &link->url, .plain = "", .encoded = ""};

		if (link->obscured || link->kind == LINK_MAILTO || link->kind == LINK_IMAGE ||
		    *link->url.host.ascii == '\0')
			continue;
		if (*link->url.fragment != '\0') {
			target.plain = text_lower(arena, url_decode(arena, link->url.fragment));
			target.encoded = decode_runs(arena, link->url.fragment);
		}
		for (j = 0; j < count; j++)
			if (judge(&target, &aims[j], &finding)) {
				finding.where = arena_printf(arena, "link %zu", i + 1);
				finding_add(findings, &finding);
				return;
			}
	}
}
