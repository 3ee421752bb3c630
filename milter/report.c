/* SPDX-License-Identifier: BSD-2-Clause */
/* report - the one log line of a message: queue id first, then what, then why. */
#include "config.h"

#include "milter/report.h"

#include <string.h>

#include "policy/base/text.h"

#define RECIPIENTS_SHOWN 3
#define ADDRESS_BYTES    120
#define IDENTITY_BYTES   80
#define REASON_BYTES     400

static const char *
shown(struct arena *arena, const char *string, size_t most)
{
	return string == NULL || *string == '\0' ? "-" : text_printable(arena, string, most);
}

static const char *
identity_of(const struct inspect_recipient *recipient)
{
	const struct identity *identity = &recipient->resolution.identity;

	if (recipient->answer != ANSWER_FOUND)
		return identity_kind_name(recipient->answer == ANSWER_DOWN ? IDENTITY_UNRESOLVED
									   : identity->kind);
	if (identity->account != NULL && *identity->account != '\0')
		return identity->account;
	return identity->id;
}

static void
add_recipient(struct text *out, const struct inspect_recipient *recipient)
{
	const struct identity *identity = &recipient->resolution.identity;

	text_printf(out, " rcpt=%s identity=%s",
		    shown(out->arena, recipient->address, ADDRESS_BYTES),
		    shown(out->arena, identity_of(recipient), IDENTITY_BYTES));
	if (recipient->answer == ANSWER_FOUND)
		text_printf(out, " kind=%s tier=%d", identity_kind_name(identity->kind),
			    identity->tier);
	if (recipient->refused)
		text_add_string(out, " refused");
}

static void
add_recipients(struct text *out, const struct inspection *inspection)
{
	size_t i;

	for (i = 0; i < inspection->recipient_count && i < RECIPIENTS_SHOWN; i++)
		add_recipient(out, &inspection->recipients[i]);
	if (i < inspection->recipient_count)
		text_printf(out, " and %zu more", inspection->recipient_count - i);
}

const char *
report_line(struct session *session, const struct outcome *outcome)
{
	const struct message_envelope *envelope = &session->source.envelope;
	struct arena *arena = session->message_arena;
	const struct inspection *inspection = outcome->inspection;
	struct text out = TEXT_IN(arena);

	text_printf(&out, "%s: verdict=%s score=%d disposition=%s hits=%zu session=%s",
		    shown(arena, envelope->queue_id, 40),
		    verdict_name(inspection->judgement.verdict), inspection->judgement.score,
		    disposition_name(outcome->disposition), outcome->hits,
		    shown(arena, envelope->session_id, 40));
	text_printf(&out, " client=%s from=%s", shown(arena, envelope->client_address, 60),
		    shown(arena, envelope->sender, ADDRESS_BYTES));
	add_recipients(&out, inspection);
	text_printf(&out, " (%s)", shown(arena, inspection->reason, REASON_BYTES));
	if (outcome->fault != NULL)
		text_printf(&out, " fault: %s", shown(arena, outcome->fault, REASON_BYTES));
	return text_string(&out);
}
