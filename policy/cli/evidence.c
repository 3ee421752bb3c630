/* SPDX-License-Identifier: BSD-2-Clause */
/* evidence - what the subcommands that read the store share: opening it, and its things as JSON. */
#include "config.h"

#include "policy/cli/evidence.h"

#include <string.h>

#include "policy/base/clock.h"
#include "policy/base/text.h"

struct store *
evidence_open(struct cli *cli)
{
	const char *why = NULL;
	struct store *store = store_open(cli->arena, cli->state, cli->conf, STORE_READ, &why);

	if (store == NULL)
		(void)cli_fail(cli, "%s", why);
	return store;
}

json_t *
evidence_strings(struct cli *cli, const char *const *strings, size_t count)
{
	json_t *array = json_array();
	size_t i;

	for (i = 0; i < count; i++)
		(void)json_array_append_new(array, cli_json_string(cli, strings[i]));
	return array;
}

const char *
evidence_list(struct cli *cli, const char *const *strings, size_t count)
{
	struct text text = TEXT_IN(cli->arena);
	size_t i;

	for (i = 0; i < count; i++)
		text_printf(&text, "%s%s", i == 0 ? "" : ", ", strings[i]);
	return text.length == 0 ? NULL : text_string(&text);
}

const char *
evidence_who(const struct identity *identity, const char *otherwise)
{
	if (identity->mail != NULL && identity->mail[0] != '\0')
		return identity->mail;
	if (identity->account != NULL && identity->account[0] != '\0')
		return identity->account;
	return otherwise;
}

/* Set a member; the object takes the value. */
static void
set(json_t *object, const char *name, json_t *value)
{
	(void)json_object_set_new(object, name, value);
}

const char *
evidence_lures(struct cli *cli, const struct hit *hit)
{
	const char **names = arena_zalloc(cli->arena, hit->family_count + hit->finding_count + 1,
					  sizeof(*names));
	size_t count = 0, i;

	for (i = 0; i < hit->family_count; i++)
		names[count++] = hit->families[i];
	for (i = 0; i < hit->finding_count; i++)
		if (strcmp(hit->findings[i].where, "recipient") == 0)
			names[count++] = hit->findings[i].kind;
	return evidence_list(cli, names, count);
}

static void
set_string(struct cli *cli, json_t *object, const char *name, const char *value)
{
	set(object, name, cli_json_string(cli, value));
}

static json_t *
time_of(struct cli *cli, int64_t when_ms)
{
	return json_string(clock_rfc3339(cli->arena, when_ms, 0));
}

static json_t *
findings_of(struct cli *cli, const struct hit *hit)
{
	json_t *array = json_array();
	size_t i;

	for (i = 0; i < hit->finding_count; i++) {
		const struct hit_finding *finding = &hit->findings[i];
		json_t *object = json_object();

		set_string(cli, object, "kind", finding->kind);
		set_string(cli, object, "family", finding->family);
		set_string(cli, object, "impact", finding->impact);
		set_string(cli, object, "target", finding->target);
		set_string(cli, object, "observed", finding->observed);
		set_string(cli, object, "where", finding->where);
		set(object, "weight", json_integer(finding->weight));
		set_string(cli, object, "why", finding->why);
		set_string(cli, object, "technique", finding->technique);
		(void)json_array_append_new(array, object);
	}
	return array;
}

/* The members that tell who was targeted. */
static void
set_identity(struct cli *cli, json_t *object, const struct identity *identity)
{
	set_string(cli, object, "mail", identity->mail);
	set_string(cli, object, "account", identity->account);
	set_string(cli, object, "directory", identity->directory);
	set_string(cli, object, "dn", identity->dn);
	set_string(cli, object, "kind", identity_kind_name(identity->kind));
	set(object, "tier", json_integer(identity->tier));
	set_string(cli, object, "tier_via", identity->tier_via);
	set_string(cli, object, "class", identity_class_name(identity_class_of(identity)));
	set(object, "nhis", json_integer((json_int_t)identity->nhi_count));
	set(object, "delegates", json_integer((json_int_t)identity->delegate_count));
	set_string(cli, object, "owner", identity->owner_mail);
	set_string(cli, object, "owner_state", owner_state_name(identity->owner_state));
	set(object, "disabled", json_boolean(identity->disabled));
	set(object, "stale", json_boolean(identity->stale));
	set(object, "weak_recovery", json_boolean(identity->weak_recovery));
}

static void
set_envelope(struct cli *cli, json_t *object, const struct hit *hit)
{
	set_string(cli, object, "client_address", hit->client_address);
	set_string(cli, object, "client_name", hit->client_name);
	set_string(cli, object, "helo", hit->helo);
	set_string(cli, object, "tls", hit->tls);
	set_string(cli, object, "envelope_from", hit->envelope_from);
	set_string(cli, object, "header_from", hit->header_from);
	set_string(cli, object, "header_from_display", hit->header_from_display);
	set_string(cli, object, "subject", hit->subject);
	set_string(cli, object, "spf", hit->spf);
	set_string(cli, object, "dkim", hit->dkim);
	set_string(cli, object, "dmarc", hit->dmarc);
	set_string(cli, object, "refusal", hit->refusal);
}

json_t *
evidence_hit(struct cli *cli, const struct hit *hit)
{
	const char *id = hit->identity.id;
	json_t *object = json_object();

	set_string(cli, object, "id", hit->id);
	set(object, "time", time_of(cli, hit->when_ms));
	set_string(cli, object, "host", hit->host);
	set_string(cli, object, "queue_id", hit->queue_id);
	set_string(cli, object, "message_id_hash", hit->message_id_hash);
	set_string(cli, object, "recipient", hit->recipient);
	set_string(cli, object, "resolved", hit->resolved);
	set_string(cli, object, "identity", id[0] == '\0' ? hit->recipient : id);
	set_identity(cli, object, &hit->identity);
	set_string(cli, object, "verdict", verdict_name(hit->verdict));
	set_string(cli, object, "disposition", disposition_name(hit->disposition));
	set(object, "score", json_integer(hit->score));
	set_string(cli, object, "impact", impact_name(hit->impact));
	set(object, "families", evidence_strings(cli, hit->families, hit->family_count));
	set_string(cli, object, "brand", hit->brand);
	set_string(cli, object, "lookalike", hit->lookalike);
	set(object, "link_domains",
	    evidence_strings(cli, hit->link_domains, hit->link_domain_count));
	set_string(cli, object, "campaign", hit->campaign);
	set(object, "findings", findings_of(cli, hit));
	set_envelope(cli, object, hit);
	set(object, "directory_age_ms", json_integer(hit->directory_age_ms));
	set_string(cli, object, "tables", hit->tables);
	return object;
}

static json_t *
reviews_of(struct cli *cli, const struct store_identity *identity)
{
	json_t *array = json_array();
	size_t i;

	for (i = 0; i < identity->review_count; i++)
		(void)json_array_append_new(
			array, cli_json_string(cli, review_kind_name(identity->reviews[i].kind)));
	return array;
}

json_t *
evidence_identity(struct cli *cli, const struct store_identity *identity)
{
	json_t *object = json_object();

	set_string(cli, object, "identity", identity->name);
	set_identity(cli, object, &identity->identity);
	set(object, "risk", json_integer(identity->risk.risk));
	set_string(cli, object, "level", risk_level_name(identity->risk.level));
	set(object, "hits", json_integer((json_int_t)identity->hits));
	set(object, "first_seen", time_of(cli, identity->first_ms));
	set(object, "last_seen", time_of(cli, identity->last_ms));
	set(object, "exposure", json_real(identity->risk.exposure_factor));
	set(object, "diversity", json_real(identity->risk.diversity));
	set(object, "families", evidence_strings(cli, identity->families, identity->family_count));
	set(object, "brands", evidence_strings(cli, identity->brands, identity->brand_count));
	set(object, "lookalikes",
	    evidence_strings(cli, identity->lookalikes, identity->lookalike_count));
	set(object, "techniques",
	    evidence_strings(cli, identity->techniques, identity->technique_count));
	set(object, "campaigns",
	    evidence_strings(cli, identity->campaigns, identity->campaign_count));
	set(object, "reviews", reviews_of(cli, identity));
	set(object, "evidence", evidence_strings(cli, identity->hit_ids, identity->hit_id_count));
	return object;
}

json_t *
evidence_review(struct cli *cli, const struct store_review *review)
{
	static const char *const states[] = {
		[REVIEW_OPEN] = "open",
		[REVIEW_ACKNOWLEDGED] = "acknowledged",
		[REVIEW_CLOSED] = "closed",
	};
	json_t *object = json_object();

	set_string(cli, object, "id", review->id);
	set_string(cli, object, "review", review_kind_name(review->kind));
	set_string(cli, object, "state", states[review->state]);
	set_string(cli, object, "identity", review->identity_id);
	set_string(cli, object, "mail", review->identity_mail);
	set_string(cli, object, "class", identity_class_name(review->class));
	set_string(cli, object, "campaign", review->campaign);
	set(object, "risk", json_integer(review->risk));
	set(object, "opened", time_of(cli, review->opened_ms));
	set(object, "changed", time_of(cli, review->changed_ms));
	set_string(cli, object, "reason", review->reason);
	set(object, "evidence", evidence_strings(cli, review->hit_ids, review->hit_id_count));
	return object;
}
