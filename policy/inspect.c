/* SPDX-License-Identifier: BSD-2-Clause */
/* inspect - the one door that ties the stations together: a message in, hits and a verdict out. */
#include "config.h"

#include "policy/inspect.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "policy/base/clock.h"
#include "policy/base/text.h"
#include "policy/inspect_contact.h"
#include "policy/inspect_person.h"
#include "policy/inspect_rules.h"
#include "policy/mail/host.h"
#include "policy/mail/prominence.h"
#include "policy/mail/verifier.h"
#include "policy/risk/target.h"

/* More are for an image (lurewatch domains build --learned), which is built once and shared. */
#define PARTNERS_MOST 10000

struct inspect {
	atomic_uint holders;
	struct conf *conf;
	struct inspect_shared shared;
	struct message_reader reader;
	struct verifier *dkim;
	struct lookalike *lookalike;
	struct lure *lure;
	struct inspect_rules *rules;
	struct inspect_contact contact;
};

static int
open_tables(struct inspect *engine, const char **why)
{
	struct conf *conf = engine->conf;
	struct lookalike_learned learned = {0};

	if (engine->shared.directory != NULL && conf->protected.owned_from_directory)
		learned.owned = directory_domains(engine->shared.directory, conf->arena);
	if (engine->shared.correspondents != NULL && conf->protected.image[0] == '\0')
		learned.partners = correspondents_partners(
			engine->shared.correspondents, conf->arena, &conf->contacts, PARTNERS_MOST);
	engine->lookalike = lookalike_open(conf->arena, &conf->protected, &learned, why);
	if (engine->lookalike == NULL)
		return -1;
	engine->lure = lure_open(conf->arena, &conf->lures, why);
	if (engine->lure == NULL)
		return -1;
	engine->rules = inspect_rules_open(conf->arena, conf, engine->lure, why);
	if (engine->rules == NULL)
		return -1;
	if (!conf->authentication.verify_dkim)
		return 0;
	engine->dkim = verifier_open(&conf->authentication, why);
	return engine->dkim == NULL ? -1 : 0;
}

static void
close_tables(struct inspect *engine)
{
	verifier_close(engine->dkim);
	lure_close(engine->lure);
	lookalike_close(engine->lookalike);
}

struct inspect *
inspect_open(struct conf *conf, const struct inspect_shared *shared, const char **why)
{
	struct inspect *engine;

	if (message_setup(why) != 0)
		return NULL;
	engine = calloc(1, sizeof(*engine));
	if (engine == NULL) {
		*why = "no memory";
		return NULL;
	}
	engine->conf = conf;
	engine->shared = *shared;
	if (open_tables(engine, why) != 0) {
		close_tables(engine);
		free(engine);
		return NULL;
	}
	engine->reader = (struct message_reader){.bounds = &conf->message,
						 .authentication = &conf->authentication,
						 .dkim = engine->dkim};
	engine->contact = (struct inspect_contact){.correspondents = shared->correspondents,
						   .directory = shared->directory,
						   .lookalike = engine->lookalike,
						   .conf = &conf->contacts};
	atomic_init(&engine->holders, 1);
	return engine;
}

struct inspect *
inspect_hold(struct inspect *engine)
{
	atomic_fetch_add(&engine->holders, 1);
	return engine;
}

void
inspect_drop(struct inspect *engine)
{
	if (engine == NULL || atomic_fetch_sub(&engine->holders, 1) != 1)
		return;
	close_tables(engine);
	conf_free(engine->conf);
	free(engine);
}

const struct conf *
inspect_conf(const struct inspect *engine)
{
	return engine->conf;
}

struct store *
inspect_store(const struct inspect *engine)
{
	return engine->shared.store;
}

bool
inspect_is_known(const struct inspect *engine, const struct host *host)
{
	return lookalike_owner(engine->lookalike, host)[0] != '\0' &&
	       strcmp(host->registrable, host->public_registrable) == 0;
}

const char *
inspect_versions(const struct inspect *engine, struct arena *arena)
{
	return arena_printf(arena, "%s psl %s; %s", lookalike_version(engine->lookalike),
			    host_version(), lure_version(engine->lure));
}

static void
resolve_recipient(struct inspect *engine, struct arena *arena,
		  const struct message_recipient *typed, struct inspect_recipient *out)
{
	struct address address;
	const char *why;

	*out = (struct inspect_recipient){.address = typed->typed,
					  .answer = ANSWER_NONE,
					  .refused = typed->refused,
					  .refusal = typed->refusal};
	out->resolution.identity.kind = IDENTITY_UNKNOWN;
	out->resolution.identity.tier = TIER_STANDARD;
	out->resolution.age_ms = -1;
	if (address_path(arena, typed->typed, &address, &why) != 0)
		return;
	out->address = address.text;
	out->domain = address.domain;
	out->answer = ANSWER_DOWN;
	out->resolution.identity.kind = IDENTITY_UNRESOLVED;
	out->resolution.identity.mail = address.text;
	if (engine->shared.directory != NULL)
		out->answer = directory_resolve(engine->shared.directory, arena, address.text,
						&out->resolution, &why);
}

static void
resolve_recipients(struct inspect *engine, struct arena *arena,
		   const struct message_envelope *envelope, struct inspection *out)
{
	size_t i;

	out->recipient_count = envelope->recipient_count;
	out->recipients =
		arena_zalloc(arena, envelope->recipient_count + 1, sizeof(*out->recipients));
	for (i = 0; i < envelope->recipient_count; i++)
		resolve_recipient(engine, arena, &envelope->recipients[i], &out->recipients[i]);
}

/* Every From mailbox must be proven: with several, readers of mail differ in which one they show.
 */
static bool
sender_is_proven(const struct message *message)
{
	size_t i;

	for (i = 0; i < message->from.count; i++)
		if (!authentication_proves(&message->auth,
					   message->from.items[i].domain.registrable))
			return false;
	return message->from.count != 0;
}

static void
find_failed_authentication(const struct message *message, struct finding_list *findings)
{
	const struct address *from;

	if (message->from.count == 0)
		return;
	from = &message->from.items[0];
	if (from->domain.ascii[0] == '\0' ||
	    !authentication_fails(&message->auth, from->domain.registrable))
		return;
	finding_add(findings,
		    &(struct finding){.kind = FINDING_AUTH_FAIL,
				      .target = from->domain.registrable,
				      .tier = LOOKALIKE_NONE,
				      .observed = from->text,
				      .where = "from",
				      .why = "authentication failed for the domain in From"});
}

/* The sender's domain, and whose it is. */
struct house {
	const struct host *host;
	const char *owner;
};

static struct house
house_of(const struct inspect *engine, const struct message *message)
{
	if (message->from.count == 0)
		return (struct house){NULL, ""};
	return (struct house){&message->from.items[0].domain,
			      lookalike_owner(engine->lookalike, &message->from.items[0].domain)};
}

static bool
is_inside(const struct inspect *engine, const struct house *house, const struct host *host)
{
	if (house->host != NULL && strcmp(host->registrable, house->host->registrable) == 0)
		return true;
	return house->owner[0] != '\0' &&
	       strcmp(lookalike_owner(engine->lookalike, host), house->owner) == 0;
}

/* Whether a link leaves the house of the sender: another domain of another owner, and not ours. */
static bool
leads_elsewhere(const struct inspect *engine, const struct message *message)
{
	struct house house = house_of(engine, message);
	size_t i;

	for (i = 0; i < message->link_count; i++)
		if (prominence_is_followed(&message->links[i]) &&
		    !lookalike_is_owned(engine->lookalike, &message->links[i].url.host) &&
		    !is_inside(engine, &house, &message->links[i].url.host))
			return true;
	return false;
}

/* Whether a main link leaves it and others do not. A mailer's tracker rewrites every link; who
 * writes into a service's template cannot take the service's own links away. */
static bool
is_carried_away(const struct inspect *engine, const struct message *message)
{
	struct house house = house_of(engine, message);
	bool inside = false, away = false;
	size_t i;

	for (i = 0; i < message->link_count && !(inside && away); i++) {
		const struct message_link *link = &message->links[i];

		if (!prominence_is_followed(link))
			continue;
		if (is_inside(engine, &house, &link->url.host))
			inside = true;
		else if (link->rank == LINK_MAIN &&
			 !lookalike_is_owned(engine->lookalike, &link->url.host))
			away = true;
	}
	return inside && away;
}

/* A claim is foreign when the sender's domain is not the owner's, whatever authentication says. */
static void
weigh_claims(const struct lookalike_claims *claims, const char *sender_owner,
	     struct risk_message *risk)
{
	size_t i;

	for (i = 0; i < claims->count; i++) {
		if (claims->items[i].proven)
			risk->claim_proven = true;
		else if (strcmp(claims->items[i].owner, sender_owner) != 0)
			risk->claim = true;
	}
}

/* Whether the sender's service passes on what its users write (H14): by its trade, or because his
 * name stands beside another's. */
static bool
carries_others(const struct inspect *engine, const struct inspection *out)
{
	size_t i;

	for (i = 0; i < out->claims.count; i++)
		if (out->claims.items[i].proven && out->claims.items[i].relayed)
			return true;
	return lookalike_carries(engine->lookalike, &out->message.from.items[0].domain);
}

/* What the message means for each recipient. */
static bool
find_targets(struct arena *arena, struct inspection *out)
{
	struct finding targets[TARGET_MOST];
	size_t before = out->findings.count, i, t, count;

	for (i = 0; i < out->recipient_count; i++) {
		const struct inspect_recipient *recipient = &out->recipients[i];

		count = target_find(arena, &out->findings, &recipient->resolution.identity,
				    targets);
		for (t = 0; t < count; t++) {
			targets[t].observed = recipient->address;
			targets[t].where = "recipient";
			targets[t].recipient = i + 1;
			finding_add(&out->findings, &targets[t]);
		}
	}
	return out->findings.count != before;
}

static void
judge(struct inspect *engine, struct arena *arena, const struct inspection *out,
      struct risk_judgement *judgement)
{
	const struct message *message = &out->message;
	enum identity_class *classes =
		arena_zalloc(arena, out->recipient_count + 1, sizeof(*classes));
	struct risk_message risk = {.findings = out->findings.items,
				    .finding_count = out->findings.count,
				    .link_foreign = leads_elsewhere(engine, message),
				    .classes = classes,
				    .class_count = out->recipient_count};
	const char *owner = "";
	size_t i;

	for (i = 0; i < out->recipient_count; i++)
		classes[i] = identity_class_of(&out->recipients[i].resolution.identity);
	if (message->from.count != 0)
		owner = lookalike_owner(engine->lookalike, &message->from.items[0].domain);
	risk.sender_proven = sender_is_proven(message);
	if (risk.sender_proven) {
		risk.sender_owned =
			lookalike_is_owned(engine->lookalike, &message->from.items[0].domain);
		risk.sender_issuer = !risk.sender_owned && owner[0] != '\0';
		risk.sender_carries = carries_others(engine, out);
		risk.carried_away = risk.sender_carries && is_carried_away(engine, message);
	}
	risk.sender_two_way = risk.sender_proven && out->history.two_way;
	weigh_claims(&out->claims, owner, &risk);
	if (risk.claim && inspect_rules_excuse_claims(engine->rules, out))
		risk.claim = false;
	risk_judge(arena, &engine->conf->policy, &risk, judgement);
}

/* The strongest findings that count, and those that a rule of the operator excuses, in words. */
static const char *
explain(struct arena *arena, const struct inspection *out)
{
	struct text text = TEXT_IN(arena);
	size_t i, said = 0;

	for (i = 0; i < out->findings.count && said < 4; i++) {
		const struct finding *finding = &out->findings.items[i];

		if (!out->judgement.terms[i].counted && finding->excused[0] == '\0')
			continue;
		text_printf(&text, "%s%s%s%s", said++ == 0 ? "" : "; ", finding->excused,
			    finding->excused[0] == '\0' ? "" : ": ",
			    finding_info(finding->kind)->name);
		if (finding->kind == FINDING_LURE)
			text_printf(&text, " %s", finding->family);
		if (finding->target[0] != '\0')
			text_printf(&text, " of %s", finding->target);
		if (finding->observed[0] != '\0' && finding->target[0] != '\0')
			text_printf(&text, " (%s)", text_printable(arena, finding->observed, 80));
	}
	return said == 0 ? "nothing found" : text_string(&text);
}

void
inspect_message(struct inspect *engine, struct arena *arena, const struct message_source *source,
		struct inspection *out)
{
	int64_t began = clock_monotonic_us();

	*out = (struct inspection){.findings = {.arena = arena}};
	message_read(arena, &engine->reader, source, &out->message, &out->findings);
	resolve_recipients(engine, arena, &source->envelope, out);
	find_failed_authentication(&out->message, &out->findings);
	lookalike_message(engine->lookalike, arena, &out->message, &out->findings, &out->claims);
	lure_message(engine->lure, arena, &out->message, &out->findings);
	inspect_person_find(engine->shared.directory, engine->lookalike, arena, out);
	inspect_contact_find(&engine->contact, arena, out);
	inspect_rules_apply(engine->rules, out);
	if (find_targets(arena, out))
		inspect_rules_apply(engine->rules, out);
	judge(engine, arena, out, &out->judgement);
	out->reason = explain(arena, out);
	out->took_us = clock_monotonic_us() - began;
}

void
inspect_learn(struct inspect *engine, struct arena *arena, const struct inspection *inspection,
	      int64_t when_ms)
{
	inspect_contact_learn(&engine->contact, arena, inspection, when_ms);
}

bool
inspect_learn_pair(struct inspect *engine, struct arena *arena, const struct address *from,
		   const struct address *to, int64_t when_ms)
{
	return inspect_contact_pair(&engine->contact, arena, from, to, when_ms);
}

bool
inspect_knows_rule(const struct inspect *engine, const char *name)
{
	return inspect_rules_know(engine->rules, name);
}

/* Whether a rule made the finding, or excuses it: "allow NAME". */
static bool
is_of_rule(const struct finding *finding, const char *rule)
{
	return finding_is_named(finding, rule) || (strncmp(finding->excused, "allow ", 6) == 0 &&
						   strcmp(finding->excused + 6, rule) == 0);
}

size_t
inspect_fired(const struct inspection *inspection, const char *rule)
{
	size_t i, count = 0;

	for (i = 0; i < inspection->findings.count; i++)
		count += is_of_rule(&inspection->findings.items[i], rule) ? 1 : 0;
	return count;
}

void
inspect_without(struct inspect *engine, struct arena *arena, const struct inspection *inspection,
		const char *rule, struct risk_judgement *out)
{
	struct inspection other = *inspection;
	size_t i;

	other.findings.items = (struct finding *)(void *)arena_memdup(
		arena, inspection->findings.items,
		inspection->findings.count * sizeof(struct finding));
	for (i = 0; i < other.findings.count; i++) {
		struct finding *finding = &other.findings.items[i];

		if (is_of_rule(finding, rule))
			finding->excused = finding->excused[0] == '\0' ? "without" : "";
	}
	judge(engine, arena, &other, out);
}
