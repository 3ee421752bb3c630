/* SPDX-License-Identifier: BSD-2-Clause */
/* outcome - a message that came to its end: inspected, recorded, and what is to be done with it. */
#include "config.h"

#include "milter/outcome.h"

#include <string.h>

#include "policy/base/clock.h"

enum disposition
outcome_plan(const struct conf *conf, enum verdict verdict)
{
	switch (verdict) {
	case VERDICT_REJECT:
		return DISPOSITION_REJECTED;
	case VERDICT_QUARANTINE:
		return DISPOSITION_QUARANTINED;
	case VERDICT_TAG:
		return conf->milter.tag ? DISPOSITION_TAGGED : DISPOSITION_PASSED;
	case VERDICT_RECORD:
	case VERDICT_NONE:
		break;
	}
	return DISPOSITION_PASSED;
}

void
outcome_fault(const struct conf *conf, struct outcome *outcome, const char *fault)
{
	const char *action = outcome->hit ? conf->milter.on_fault_hit : conf->milter.on_fault_clean;

	outcome->fault = fault;
	if (strcmp(action, "accept") != 0)
		outcome->disposition = DISPOSITION_DEFERRED;
}

static struct inspection *
inspect(struct session *session)
{
	struct inspection *inspection =
		arena_zalloc(session->message_arena, 1, sizeof(*inspection));

	inspect_message(session->engine, session->message_arena, session_source(session),
			inspection);
	return inspection;
}

static void
record(struct session *session, struct outcome *out)
{
	const char *why = NULL;

	if (inspect_record(session->engine, session->message_arena, out->inspection,
			   out->disposition, &out->hits, &why) == 0) {
		out->hit = out->hits != 0;
		return;
	}
	/* Without hits nothing is written, so nothing can fail. */
	out->hit = true;
	out->hits = 0;
	outcome_fault(session->conf, out, why);
}

void
outcome_reach(struct session *session, struct outcome *out)
{
	*out = (struct outcome){.inspection = inspect(session)};
	out->disposition = outcome_plan(session->conf, out->inspection->judgement.verdict);
	if (forged_too_many(&session->forged)) {
		out->disposition = DISPOSITION_DEFERRED;
		out->fault = "too many forged fields of our own name";
	}
	record(session, out);
	/* A message that is put off comes again. */
	if (out->disposition != DISPOSITION_DEFERRED)
		inspect_learn(session->engine, session->message_arena, out->inspection,
			      clock_now_ms());
}

void
outcome_reach_aborted(struct session *session, struct outcome *out)
{
	*out = (struct outcome){
		.inspection = inspect(session),
		.disposition = session_all_refused(session) ? DISPOSITION_RECIPIENT_REFUSED
							    : DISPOSITION_ABORTED,
	};
	record(session, out);
}
