/* SPDX-License-Identifier: BSD-2-Clause */
/* scan_print - an inspection for people and for machines. */
#include "config.h"

#include <stdio.h>

#include "policy/cli/scan.h"

static json_t *
flags_of(unsigned flags)
{
	static const struct {
		unsigned flag;
		const char *name;
	} names[] = {
		{MESSAGE_TRUNCATED, "truncated"}, {MESSAGE_AMBIGUOUS, "ambiguous"},
		{MESSAGE_OBSCURED, "obscured"},   {MESSAGE_NO_BODY, "no-body"},
		{MESSAGE_REPLY, "reply"},         {MESSAGE_LIST, "list"},
		{MESSAGE_AUTOMATIC, "automatic"}, {MESSAGE_ENCRYPTED, "encrypted"},
		{MESSAGE_ANSWER, "answer"},
	};
	json_t *list = json_array();
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if ((flags & names[i].flag) != 0)
			(void)json_array_append_new(list, json_string(names[i].name));
	return list;
}

static json_t *
findings_of(struct cli *cli, const struct inspection *inspection)
{
	json_t *list = json_array();
	size_t i;

	for (i = 0; i < inspection->findings.count; i++) {
		const struct finding *finding = &inspection->findings.items[i];
		const struct risk_term *term = &inspection->judgement.terms[i];
		json_t *one = json_object();

		(void)json_object_set_new(one, "kind",
					  json_string(finding_info(finding->kind)->name));
		(void)json_object_set_new(one, "family", cli_json_string(cli, finding->family));
		(void)json_object_set_new(one, "target", cli_json_string(cli, finding->target));
		(void)json_object_set_new(one, "observed", cli_json_string(cli, finding->observed));
		(void)json_object_set_new(one, "where", cli_json_string(cli, finding->where));
		(void)json_object_set_new(one, "weight", json_integer(term->points));
		(void)json_object_set_new(one, "why", cli_json_string(cli, finding->why));
		(void)json_object_set_new(one, "impact", json_string(impact_name(finding->impact)));
		(void)json_object_set_new(one, "cost", json_real(finding->cost));
		(void)json_object_set_new(one, "tier", json_integer(finding->tier));
		(void)json_object_set_new(one, "nearly", cli_json_string(cli, finding->nearly));
		(void)json_object_set_new(one, "counted", json_boolean(term->counted));
		(void)json_object_set_new(one, "judged", cli_json_string(cli, term->why));
		(void)json_array_append_new(list, one);
	}
	return list;
}

static json_t *
recipients_of(struct cli *cli, const struct inspection *inspection,
	      const struct scan_standing *standings)
{
	json_t *list = json_array();
	size_t i, r;

	for (i = 0; i < inspection->recipient_count; i++) {
		const struct inspect_recipient *recipient = &inspection->recipients[i];
		const struct identity *identity = &recipient->resolution.identity;
		json_t *one = json_object(), *reviews = json_array();

		for (r = 0; r < standings[i].review_count; r++)
			(void)json_array_append_new(
				reviews,
				json_string(review_kind_name(standings[i].reviews[r].kind)));
		(void)json_object_set_new(one, "address", cli_json_string(cli, recipient->address));
		(void)json_object_set_new(one, "identity", cli_json_string(cli, identity->id));
		(void)json_object_set_new(one, "kind",
					  json_string(identity_kind_name(identity->kind)));
		(void)json_object_set_new(one, "tier", json_integer(identity->tier));
		(void)json_object_set_new(one, "contact",
					  json_string(contact_name(recipient->contact)));
		(void)json_object_set_new(one, "score",
					  json_integer(inspection->judgement.aims[i].score));
		(void)json_object_set_new(
			one, "verdict",
			json_string(verdict_name(inspection->judgement.aims[i].verdict)));
		(void)json_object_set_new(one, "nhis",
					  json_integer((json_int_t)identity->nhi_count));
		(void)json_object_set_new(one, "risk", json_integer(standings[i].risk.risk));
		(void)json_object_set_new(one, "reviews", reviews);
		(void)json_array_append_new(list, one);
	}
	return list;
}

static json_t *
trial_of(struct cli *cli, const struct scan_trial *trial)
{
	json_t *one = json_object();

	(void)json_object_set_new(one, "name", cli_json_string(cli, trial->rule));
	(void)json_object_set_new(one, "fired", json_integer((json_int_t)trial->fired));
	(void)json_object_set_new(one, "verdict_without",
				  json_string(verdict_name(trial->without.verdict)));
	(void)json_object_set_new(one, "score_without", json_integer(trial->without.score));
	return one;
}

static void
print_json(struct cli *cli, const char *name, const struct inspection *inspection,
	   const struct scan_standing *standings, const struct scan_trial *trial)
{
	const struct message *message = &inspection->message;
	json_t *one = json_object();

	(void)json_object_set_new(one, "file", cli_json_string(cli, name));
	(void)json_object_set_new(one, "message_id", cli_json_string(cli, message->message_id));
	(void)json_object_set_new(one, "verdict",
				  json_string(verdict_name(inspection->judgement.verdict)));
	(void)json_object_set_new(one, "score", json_integer(inspection->judgement.score));
	(void)json_object_set_new(one, "findings", findings_of(cli, inspection));
	(void)json_object_set_new(one, "recipients", recipients_of(cli, inspection, standings));
	(void)json_object_set_new(one, "flags", flags_of(message->flags));
	(void)json_object_set_new(one, "microseconds", json_integer(inspection->took_us));
	if (trial != NULL)
		(void)json_object_set_new(one, "rule", trial_of(cli, trial));
	cli_json(one);
}

static enum cli_colour
colour_of(enum verdict verdict)
{
	switch (verdict) {
	case VERDICT_NONE:
		return CLI_GREEN;
	case VERDICT_RECORD:
		return CLI_YELLOW;
	case VERDICT_TAG:
	case VERDICT_QUARANTINE:
	case VERDICT_REJECT:
		break;
	}
	return CLI_RED;
}

static void
print_finding(struct cli *cli, const struct finding *finding, const struct risk_term *term)
{
	const char *name =
		finding->kind == FINDING_LURE ? finding->family : finding_info(finding->kind)->name;

	(void)printf("    %s%4d  %-20s %s%s\n", term->counted ? "" : cli_colour(cli, CLI_DIM),
		     term->points, cli_safe(cli, name), cli_safe(cli, finding->why),
		     term->counted ? "" : cli_colour(cli, CLI_PLAIN));
	if (finding->observed[0] != '\0')
		(void)printf("          %-20s %s%s%s\n", cli_safe(cli, finding->where),
			     cli_colour(cli, CLI_DIM), cli_safe(cli, finding->observed),
			     cli_colour(cli, CLI_PLAIN));
	if (finding->nearly[0] != '\0')
		(void)printf("          %-20s %s\n", "nearly excused",
			     cli_safe(cli, finding->nearly));
	if (finding->excused[0] != '\0')
		(void)printf("          %-20s %s\n", "excused", cli_safe(cli, finding->excused));
}

static void
print_recipient(struct cli *cli, const struct inspect_recipient *recipient,
		const struct scan_standing *standing)
{
	const struct identity *identity = &recipient->resolution.identity;
	size_t i;

	(void)printf("    to    %s: %s, %s", cli_safe(cli, recipient->address),
		     identity_kind_name(identity->kind), identity_tier_name(identity->tier));
	if (identity->tier_via != NULL && identity->tier_via[0] != '\0')
		(void)printf(" (%s)", cli_safe(cli, identity->tier_via));
	if (identity->nhi_count != 0)
		(void)printf(", owns %zu non-human identit%s", identity->nhi_count,
			     identity->nhi_count == 1 ? "y" : "ies");
	if (recipient->contact != CONTACT_UNKNOWN)
		(void)printf(", contact %s", contact_name(recipient->contact));
	(void)printf(", risk %d %s\n", standing->risk.risk, risk_level_name(standing->risk.level));
	for (i = 0; i < standing->review_count; i++)
		(void)printf("          review %s: %s\n",
			     review_kind_name(standing->reviews[i].kind),
			     cli_safe(cli, standing->reviews[i].reason));
}

void
scan_print(struct cli *cli, const char *name, const struct inspection *inspection,
	   const struct scan_standing *standings, const struct scan_trial *trial)
{
	const struct risk_judgement *judgement = &inspection->judgement;
	size_t i;

	if (cli->json) {
		print_json(cli, name, inspection, standings, trial);
		return;
	}
	(void)printf("%s%-10s%s %4d  %s\n", cli_colour(cli, colour_of(judgement->verdict)),
		     verdict_name(judgement->verdict), cli_colour(cli, CLI_PLAIN), judgement->score,
		     cli_safe(cli, name));
	for (i = 0; i < inspection->findings.count; i++)
		print_finding(cli, &inspection->findings.items[i], &judgement->terms[i]);
	for (i = 0; i < inspection->recipient_count; i++)
		print_recipient(cli, &inspection->recipients[i], &standings[i]);
	if (trial != NULL && trial->fired != 0)
		(void)printf("    rule  %s: without it %s %d\n", cli_safe(cli, trial->rule),
			     verdict_name(trial->without.verdict), trial->without.score);
}
