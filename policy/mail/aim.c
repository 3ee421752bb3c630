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

/* Whether a run of base64 in 'text' says the address. */
static bool
says_encoded(struct arena *arena, const char *text, const char *address)
{
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
		if (strstr(text_lower(arena,
				      text_utf8(arena, decoded.bytes, decoded.length, 3 * length)),
			   address) != NULL)
			return true;
	}
	return false;
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

static bool
judge(struct arena *arena, const struct message_link *link, const struct aim *aim,
      struct finding *finding)
{
	const struct url *url = &link->url;

	if (strlen(url->fragment) >= BASE64_LEAST &&
	    says_encoded(arena, url->fragment, aim->address)) {
		finding->weight = 150;
		finding->why = "a link carries the recipient's address encoded behind its #";
	} else if (strstr(text_lower(arena, url_decode(arena, url->fragment)), aim->address) !=
		   NULL) {
		finding->weight = 60;
		finding->why = "a link carries the recipient's address behind its #";
	} else if (strcmp(url->host.ascii, url->host.registrable) != 0 &&
		   is_label(url->host.ascii, aim->local)) {
		finding->weight = 120;
		finding->why = "the host of a link begins with the recipient's name";
	} else {
		return false;
	}
	finding->observed = url->text;
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

		if (link->obscured || link->kind == LINK_MAILTO || link->kind == LINK_IMAGE ||
		    *link->url.host.ascii == '\0')
			continue;
		for (j = 0; j < count; j++)
			if (judge(arena, link, &aims[j], &finding)) {
				finding.where = arena_printf(arena, "link %zu", i + 1);
				finding_add(findings, &finding);
				return;
			}
	}
}
