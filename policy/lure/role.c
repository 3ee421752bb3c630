/* SPDX-License-Identifier: BSD-2-Clause */
/* role - a display name that claims an office inside the recipient's organisation. */
#include "config.h"

#include "policy/lure/role.h"

#include <string.h>

#include "policy/base/text.h"
#include "policy/mail/bounce.h"
#include "policy/mail/fold.h"

#define RECIPIENTS_MOST 100
#define LABEL_LEAST     3

static bool
same_domain(const struct address *from, const struct host *host)
{
	return *host->registrable != '\0' &&
	       strcmp(from->domain.registrable, host->registrable) == 0;
}

/* Whether the sender's domain is that of a recipient, proven or not. */
static bool
is_local(struct arena *arena, const struct message *message, const struct address *from)
{
	const struct message_envelope *envelope = &message->source->envelope;
	const char *why;
	size_t i;

	for (i = 0; i < envelope->recipient_count && i < RECIPIENTS_MOST; i++) {
		struct address address;

		if (address_path(arena, envelope->recipients[i].typed, &address, &why) == 0 &&
		    same_domain(from, &address.domain))
			return true;
	}
	if (envelope->recipient_count != 0)
		return false;
	for (i = 0; i < message->to.count && i < RECIPIENTS_MOST; i++)
		if (same_domain(from, &message->to.items[i].domain))
			return true;
	return false;
}

bool
role_is_colleague(struct arena *arena, const struct message *message)
{
	const struct address *from;

	if (message->from.count != 1)
		return false;
	from = &message->from.items[0];
	return is_local(arena, message, from) &&
	       authentication_proves(&message->auth, from->domain.registrable);
}

/* "Acme Payroll" <x@acme.com>: the name says what the address says. */
static bool
names_itself(struct arena *arena, const struct address *from)
{
	struct folded name, label;

	if (from->domain.label == NULL || strlen(from->domain.label) < LABEL_LEAST)
		return false;
	fold_text(arena, from->display, strlen(from->display), &name);
	fold_text(arena, from->domain.label, strlen(from->domain.label), &label);
	return strstr(name.text, label.text) != NULL;
}

void
role_claim(struct arena *arena, const struct message *message, const char *words,
	   struct finding_list *findings)
{
	const struct address *from = &message->from.items[0];
	bool local = is_local(arena, message, from), proven;

	if (*message->envelope_sender.text == '\0' && bounce_is_report(message))
		return;
	proven = authentication_proves(&message->auth, from->domain.registrable);
	if ((local && proven) || (!local && names_itself(arena, from)))
		return;
	finding_add(findings,
		    &(struct finding){
			    .kind = FINDING_ROLE_CLAIM,
			    .tier = 9,
			    .observed = from->display,
			    .where = "from",
			    .why = arena_printf(findings->arena,
						"the display name claims \"%s\", the address is %s",
						words,
						local ? "ours but not proven" : "of somebody else"),
			    .nearly = local ? "the address is of a recipient's domain" : "",
			    .weight = local ? finding_info(FINDING_ROLE_CLAIM)->weight / 2 : 0,
		    });
}
