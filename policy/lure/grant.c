/* SPDX-License-Identifier: BSD-2-Clause */
/* grant - links that hand an account over without a password: consent and device sign-in. */
#include "config.h"

#include "policy/lure/grant.h"

#include <string.h>

#include "policy/base/text.h"

#define CODE_REACH  1500 /* bytes of text around a device link */
#define GRANTS_MOST 32   /* links of this kind that are read */
#define WEIGHT_WIDE 400  /* needs no second key */

static bool
is_code_byte(char byte)
{
	return (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9');
}

/* The shape of a run of capitals, digits and hyphens; a word in capitals has vowels. */
static bool
is_code(const char *run, size_t length)
{
	size_t i, letters = 0, digits = 0, hyphens = 0, vowels = 0;

	for (i = 0; i < length; i++) {
		letters += run[i] >= 'A' && run[i] <= 'Z';
		digits += run[i] >= '0' && run[i] <= '9';
		hyphens += run[i] == '-';
		vowels += strchr("AEIOU", run[i]) != NULL;
	}
	if (hyphens == 0)
		return (length == 8 || length == 9) && letters >= 2 && (digits != 0 || vowels == 0);
	if (hyphens == 1)
		return length == 9 && run[4] == '-' && letters + digits == 8;
	return hyphens == 2 && length == 11 && run[3] == '-' && run[7] == '-';
}

bool
grant_find_code(const char *text, size_t length, size_t *at, size_t *code_length)
{
	size_t i = 0;

	while (i < length) {
		size_t from = i;
		bool word_before = from > 0 && ((text[from - 1] >= 'a' && text[from - 1] <= 'z') ||
						strchr("/=%_", text[from - 1]) != NULL ||
						(unsigned char)text[from - 1] >= 0x80);

		while (i < length && (is_code_byte(text[i]) || (i > from && text[i] == '-')))
			i++;
		if (i - from > 7 && !word_before && is_code(text + from, i - from) &&
		    (i == length || !((text[i] >= 'a' && text[i] <= 'z') || text[i] == '_'))) {
			*at = from;
			*code_length = i - from;
			return true;
		}
		if (i == from)
			i++;
	}
	return false;
}

static bool
is_from(const struct message *message, const char *registrable)
{
	return message->from.count == 1 &&
	       strcmp(message->from.items[0].domain.registrable, registrable) == 0 &&
	       authentication_proves(&message->auth, registrable);
}

static void
add_grant(struct finding_list *findings, const struct message *message,
	  const struct message_link *link, const struct grant *grant)
{
	struct arena *arena = findings->arena;
	bool senders_own =
		*grant->redirect != '\0' && message->from.count == 1 &&
		text_ends_fold(grant->redirect, message->from.items[0].domain.registrable) &&
		is_from(message, message->from.items[0].domain.registrable);
	struct text why = TEXT_IN(arena);
	int weight = finding_info(FINDING_OAUTH_GRANT)->weight;

	/* An application that its own proven maker invites to, and that asks for little. */
	if (*grant->scope == '\0' && !grant->odd_redirect && !grant->silent &&
	    (!grant->foreign_redirect || senders_own))
		return;
	text_printf(&why, "a link asks %s to let application %s in", grant->issuer,
		    *grant->client == '\0' ? "(unnamed)" : grant->client);
	if (*grant->scope != '\0')
		text_printf(&why, ", with rights %s", grant->scope);
	if (*grant->redirect != '\0')
		text_printf(&why, ", and send the answer to %s", grant->redirect);
	if (grant->silent)
		text_add_string(&why, ", without asking");
	if (*grant->scope == '\0' && !grant->odd_redirect)
		weight /= 2;
	if (*grant->scope != '\0' &&
	    (grant->odd_redirect || (grant->foreign_redirect && !senders_own)))
		weight = WEIGHT_WIDE;
	finding_add(findings,
		    &(struct finding){
			    .kind = FINDING_OAUTH_GRANT,
			    .family = "oauth-consent",
			    .impact = IMPACT_OAUTH,
			    .target = grant->issuer,
			    .tier = 9,
			    .observed = link->url.text,
			    .where = link->where,
			    .why = text_string(&why),
			    .nearly = senders_own ? "the answer goes to the proven sender" : "",
			    .weight = weight,
			    .prominent = !link->hidden,
		    });
}

/* A code in the text around the link, or in the subject. */
static bool
has_code_near(const struct message *message, const struct message_link *link)
{
	size_t at, length;

	if (grant_find_code(message->subject, strlen(message->subject), &at, &length))
		return true;
	if (link->text_index < message->text_count) {
		const struct message_text *text = &message->texts[link->text_index];
		size_t middle = link->text_offset > text->length ? text->length : link->text_offset;
		size_t from = middle > CODE_REACH ? middle - CODE_REACH : 0;
		size_t to = text->length - middle > CODE_REACH ? middle + CODE_REACH : text->length;

		if (grant_find_code(text->bytes + from, to - from, &at, &length))
			return true;
	}
	return grant_find_code(link->text, strlen(link->text), &at, &length);
}

static void
add_device(struct finding_list *findings, const struct message *message,
	   const struct message_link *link, const char *page, bool code_inside)
{
	if (is_from(message, page))
		return;
	if (!code_inside && !has_code_near(message, link))
		return;
	finding_add(findings,
		    &(struct finding){
			    .kind = FINDING_DEVICE_CODE,
			    .family = "device-code",
			    .impact = IMPACT_DEVICE,
			    .target = page,
			    .tier = 9,
			    .observed = link->url.text,
			    .where = link->where,
			    .why = arena_printf(findings->arena,
						"a link to the device sign-in page of %s, with a "
						"code %s, from somebody else",
						page, code_inside ? "in it" : "beside it"),
			    .prominent = !link->hidden,
		    });
}

void
grant_message(struct arena *arena, const struct hosting *hosting, const struct message *message,
	      struct finding_list *findings)
{
	size_t i, found = 0;

	for (i = 0; i < message->link_count && found < GRANTS_MOST; i++) {
		const struct message_link *link = &message->links[i];
		const char *page;
		bool code_inside = false;
		struct grant grant;

		if (link->obscured || link->kind == LINK_MAILTO || link->kind == LINK_IMAGE)
			continue;
		if (grant_read(arena, hosting, &link->url, &grant)) {
			add_grant(findings, message, link, &grant);
			found++;
			continue;
		}
		page = grant_device_page(arena, &link->url, &code_inside);
		if (page != NULL) {
			add_device(findings, message, link, page, code_inside);
			found++;
		}
	}
}
