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
	if ((*grant->scope != '\0' || grant->silent) &&
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
has_code_near(const struct message *message, const struct message_link *link, const char *page)
{
	size_t at, length;

	if (grant_find_code(page, message->subject, strlen(message->subject), &at, &length))
		return true;
	if (link->text_index < message->text_count) {
		const struct message_text *text = &message->texts[link->text_index];
		size_t middle = link->text_offset > text->length ? text->length : link->text_offset;
		size_t from = middle > CODE_REACH ? middle - CODE_REACH : 0;
		size_t to = text->length - middle > CODE_REACH ? middle + CODE_REACH : text->length;

		if (grant_find_code(page, text->bytes + from, to - from, &at, &length))
			return true;
	}
	return grant_find_code(page, link->text, strlen(link->text), &at, &length);
}

static void
add_device(struct finding_list *findings, const struct message *message,
	   const struct message_link *link, const char *page, bool code_inside)
{
	bool issuers_own = is_from(message, page);

	if (!code_inside && !has_code_near(message, link, page))
		return;
	finding_add(
		findings,
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
					    "code %s",
					    page, code_inside ? "in it" : "beside it"),
			.nearly = issuers_own ? "the issuer is proven to have sent it" : "",
			.weight = issuers_own ? finding_info(FINDING_DEVICE_CODE)->weight / 2 : 0,
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
