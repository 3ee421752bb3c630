/* SPDX-License-Identifier: BSD-2-Clause */
/* apply - carries an outcome out: the only place that changes mail. */
#include "config.h"

#include "milter/apply.h"

#include <stdint.h>

#include "milter/tag.h"
#include "policy/base/text.h"

/* libmilter's functions take char * and do not change it. */
static char *
plain(const char *string)
{
	return (char *)(uintptr_t)string;
}

static bool
delete_field(SMFICTX *ctx, const char *name, size_t index)
{
	return smfi_chgheader(ctx, plain(name), (int)index, NULL) == MI_SUCCESS;
}

static bool
delete_forged(SMFICTX *ctx, const struct forged *forged)
{
	size_t i;

	for (i = forged->tags; i > 0; i--)
		if (!delete_field(ctx, FORGED_TAG, i))
			return false;
	for (i = forged->results_count; i > 0; i--)
		if (!delete_field(ctx, FORGED_RESULTS, forged->results[i - 1]))
			return false;
	return true;
}

/* On top: above the MTA's own Received field, so that nothing of a stranger is above it. */
static bool
insert_field(SMFICTX *ctx, const struct session *session, const char *name, const char *value)
{
	struct text text = TEXT_IN(session->message_arena);

	if (session->leading_space)
		text_add_byte(&text, ' ');
	text_add_string(&text, value);
	return smfi_insheader(ctx, 0, plain(name), plain(text_string(&text))) == MI_SUCCESS;
}

static bool
mark(SMFICTX *ctx, const struct session *session, const struct inspection *inspection)
{
	const struct conf_milter *conf = &session->conf->milter;

	if (conf->results_line &&
	    !insert_field(
		    ctx, session, FORGED_RESULTS,
		    tag_results(session->message_arena, session->forged.results_id, inspection)))
		return false;
	if (!conf->tag || inspection->judgement.verdict < VERDICT_TAG)
		return true;
	return insert_field(ctx, session, FORGED_TAG,
			    tag_value(session->message_arena, inspection));
}

static bool
edit(SMFICTX *ctx, const struct session *session, const struct outcome *outcome)
{
	if (!delete_forged(ctx, &session->forged) || !mark(ctx, session, outcome->inspection))
		return false;
	if (outcome->disposition != DISPOSITION_QUARANTINED)
		return true;
	return smfi_quarantine(ctx, plain("lurewatch: suspected credential phishing")) ==
	       MI_SUCCESS;
}

/* A reply text of the settings: printable, one line, and no conversion for libmilter. */
static char *
reply_text(struct session *session, const char *wanted)
{
	struct text text = TEXT_IN(session->message_arena);
	const char *at = text_printable(session->message_arena, wanted, 200);

	for (; *at != '\0'; at++) {
		if (*at == '%')
			text_add_byte(&text, '%');
		text_add_byte(&text, *at);
	}
	return plain(text_string(&text));
}

static sfsistat
reject(SMFICTX *ctx, struct session *session)
{
	(void)smfi_setreply(ctx, plain("550"), plain("5.7.1"),
			    reply_text(session, session->conf->policy.reject_text));
	return SMFIS_REJECT;
}

static sfsistat
defer(SMFICTX *ctx)
{
	(void)smfi_setreply(ctx, plain("451"), plain("4.3.0"),
			    plain("Temporary problem, please try again later"));
	return SMFIS_TEMPFAIL;
}

sfsistat
apply_outcome(SMFICTX *ctx, struct session *session, struct outcome *outcome)
{
	if (outcome->disposition == DISPOSITION_REJECTED)
		return reject(ctx, session);
	if (outcome->disposition != DISPOSITION_DEFERRED && !edit(ctx, session, outcome))
		outcome_fault(session->conf, outcome, "the MTA took no change of the message");
	if (outcome->disposition == DISPOSITION_DEFERRED)
		return defer(ctx);
	return SMFIS_CONTINUE;
}
