/* SPDX-License-Identifier: BSD-2-Clause */
/* inspect_record - an inspection as hits, made durable before anybody answers. */
#include "config.h"

#include <string.h>
#include <unistd.h>

#include "policy/base/clock.h"
#include "policy/base/digest.h"
#include "policy/base/text.h"
#include "policy/inspect.h"

#define DOMAINS_MOST  20
#define FAMILIES_MOST 20
#define HOST_NAME     256

static bool
holds(const char *const *items, size_t count, const char *item)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (strcmp(items[i], item) == 0)
			return true;
	return false;
}

/* Where a person would be led: not what merely loads. */
static void
list_link_domains(const struct inspect *engine, struct arena *arena, const struct message *message,
		  struct hit *hit)
{
	size_t i;

	hit->link_domains = arena_zalloc(arena, DOMAINS_MOST, sizeof(*hit->link_domains));
	for (i = 0; i < message->link_count && hit->link_domain_count < DOMAINS_MOST; i++) {
		const struct message_link *link = &message->links[i];
		const char *domain = link->url.host.registrable;

		if (link->kind == LINK_IMAGE || link->obscured || domain == NULL ||
		    domain[0] == '\0' || inspect_is_known(engine, &link->url.host) ||
		    holds(hit->link_domains, hit->link_domain_count, domain))
			continue;
		hit->link_domains[hit->link_domain_count++] = domain;
	}
}

/* A passage of the body, which is never stored (a lure's 'why' has its cues), or of the subject. */
static bool
is_private(const struct finding *finding, const struct conf_evidence *conf)
{
	if (finding->kind == FINDING_LURE || finding->kind == FINDING_HIDDEN_TEXT)
		return true;
	if (strncmp(finding->where, "subject", strlen("subject")) == 0)
		return strcmp(conf->keep_subject, "yes") != 0;
	return finding->kind == FINDING_OBFUSCATED_TEXT && strcmp(finding->where, "from") != 0;
}

/* The query of a link may name the recipient or carry a token: kept only when settings say so. */
static const char *
observed_of(struct arena *arena, const struct finding *finding, const struct conf_evidence *conf)
{
	char *copy = arena_strdup(arena, is_private(finding, conf) ? "" : finding->observed);
	char *scheme = strstr(copy, "://");

	if (scheme != NULL && strcmp(conf->keep_query, "yes") != 0)
		scheme[strcspn(scheme, "?#")] = '\0';
	return copy;
}

/* Those of everybody and of recipient 'number', counted from 1; 0 is nobody. */
static void
copy_findings(struct arena *arena, const struct inspection *inspection,
	      const struct conf_evidence *conf, size_t number, struct hit *hit)
{
	const struct finding_list *findings = &inspection->findings;
	size_t i;

	hit->findings = arena_zalloc(arena, findings->count + 1, sizeof(*hit->findings));
	hit->finding_count = 0;
	for (i = 0; i < findings->count; i++) {
		const struct finding *finding = &findings->items[i];
		const struct finding_info *info = finding_info(finding->kind);

		if (finding->recipient != 0 && finding->recipient != number)
			continue;
		hit->findings[hit->finding_count++] =
			(struct hit_finding){.kind = info->name,
					     .family = finding->family,
					     .impact = impact_name(finding->impact),
					     .target = finding->target,
					     .observed = observed_of(arena, finding, conf),
					     .where = finding->where,
					     .why = finding->why,
					     .technique = info->technique,
					     .weight = inspection->judgement.terms[i].points};
	}
}

static void
name_findings(struct arena *arena, const struct inspection *inspection, struct hit *hit)
{
	const struct finding_list *findings = &inspection->findings;
	size_t i;

	hit->families = arena_zalloc(arena, FAMILIES_MOST, sizeof(*hit->families));
	for (i = 0; i < findings->count; i++) {
		const struct finding *finding = &findings->items[i];
		const struct finding_info *info = finding_info(finding->kind);

		if (finding->kind == FINDING_LURE && hit->family_count < FAMILIES_MOST &&
		    !holds(hit->families, hit->family_count, finding->family))
			hit->families[hit->family_count++] = finding->family;
		if (info->class == FINDING_CLASS_DOMAIN && hit->lookalike[0] == '\0')
			hit->lookalike = finding->observed;
		if (finding->owner[0] != '\0' && hit->brand[0] == '\0')
			hit->brand = finding->owner;
	}
}

/*
 * Hits that share infrastructure or lure are one campaign: what imitates, else where the first link
 * leads, else who sent it; with the strongest family.
 */
static const char *
campaign_of(struct arena *arena, const struct inspection *inspection, const struct hit *hit)
{
	const char *anchor = hit->lookalike;
	unsigned char sum[DIGEST_BYTES];
	char *text;

	if (anchor[0] == '\0' && hit->link_domain_count != 0)
		anchor = hit->link_domains[0];
	if (anchor[0] == '\0')
		anchor = hit->header_from;
	text = arena_printf(arena, "%s\n%s", anchor, inspection->judgement.family);
	digest_of(text, strlen(text), sum);
	return digest_hex(arena, sum, 8);
}

static const char *
signature_of(struct arena *arena, const struct authentication *auth)
{
	const struct auth_signature *best = NULL;
	size_t i;

	for (i = 0; i < auth->signature_count; i++)
		if (best == NULL || auth->signatures[i].result == AUTH_PASS)
			best = &auth->signatures[i];
	if (best == NULL)
		return auth_result_name(AUTH_UNKNOWN);
	return arena_printf(arena, "%s %s", auth_result_name(best->result), best->domain);
}

static const char *
hash_of(struct arena *arena, const char *text)
{
	unsigned char sum[DIGEST_BYTES];

	if (text == NULL || text[0] == '\0')
		return "";
	digest_of(text, strlen(text), sum);
	return digest_hex(arena, sum, 16);
}

static void
copy_envelope(const struct message_envelope *envelope, struct hit *hit)
{
	hit->queue_id = envelope->queue_id;
	hit->session_id = envelope->session_id;
	hit->client_address = envelope->client_address;
	hit->client_name = envelope->client_name;
	hit->helo = envelope->helo;
	hit->tls = envelope->tls_version;
}

static void
copy_sender(struct arena *arena, const struct message *message, struct hit *hit)
{
	hit->envelope_from = message->envelope_sender.text;
	hit->header_from = message->from.count == 0 ? "" : message->from.items[0].text;
	hit->header_from_display = message->from.count == 0 ? "" : message->from.items[0].display;
	hit->spf = auth_result_name(message->auth.spf);
	hit->dmarc = auth_result_name(message->auth.dmarc);
	hit->dkim = signature_of(arena, &message->auth);
	hit->message_id_hash = hash_of(arena, message->message_id);
}

/* What all recipients' hits share. */
static void
fill_common(struct inspect *engine, struct arena *arena, const struct inspection *inspection,
	    struct hit *hit)
{
	const struct conf_evidence *conf = &inspect_conf(engine)->evidence;
	const struct message *message = &inspection->message;
	char *host = arena_zalloc(arena, HOST_NAME, 1);

	(void)gethostname(host, HOST_NAME - 1);
	*hit = (struct hit){.when_ms = clock_now_ms(), .host = host, .brand = "", .lookalike = ""};
	copy_envelope(&message->source->envelope, hit);
	copy_sender(arena, message, hit);
	hit->subject = strcmp(conf->keep_subject, "yes") == 0 ? message->subject : "";
	copy_findings(arena, inspection, conf, 0, hit);
	name_findings(arena, inspection, hit);
	list_link_domains(engine, arena, message, hit);
	memcpy(hit->content_key, message->content_key, sizeof(hit->content_key));
	hit->campaign = campaign_of(arena, inspection, hit);
	hit->impact = inspection->judgement.impact;
	hit->score = inspection->judgement.score;
	hit->verdict = inspection->judgement.verdict;
	hit->tables = inspect_versions(engine, arena);
	hit->flags = message->flags;
}

static const char *
resolved_name(const struct inspect_recipient *recipient)
{
	switch (recipient->answer) {
	case ANSWER_FOUND:
		return identity_via_name(recipient->resolution.via);
	case ANSWER_NONE:
	case ANSWER_DOWN:
		break;
	}
	return identity_kind_name(recipient->resolution.identity.kind);
}

static void
fill_recipient(const struct inspect_recipient *recipient, enum disposition disposition,
	       struct hit *hit)
{
	hit->recipient = recipient->address;
	hit->resolved = resolved_name(recipient);
	hit->identity = recipient->resolution.identity;
	hit->directory_age_ms = recipient->resolution.age_ms;
	hit->directory_generation = recipient->resolution.generation;
	hit->disposition = recipient->refused ? DISPOSITION_RECIPIENT_REFUSED : disposition;
	hit->refusal = recipient->refusal;
}

static bool
has_own_findings(const struct inspection *inspection, size_t number)
{
	size_t i;

	for (i = 0; i < inspection->findings.count; i++)
		if (inspection->findings.items[i].recipient == number)
			return true;
	return false;
}

int
inspect_record(struct inspect *engine, struct arena *arena, const struct inspection *inspection,
	       enum disposition disposition, size_t *count, const char **why)
{
	size_t hit_count = inspection->recipient_count, i;
	struct hit common, *hits;

	if (inspection->judgement.verdict == VERDICT_NONE)
		hit_count = 0;
	if (count != NULL)
		*count = hit_count;
	if (hit_count == 0)
		return 0;
	if (inspect_store(engine) == NULL) {
		*why = "no evidence store is open";
		return -1;
	}
	fill_common(engine, arena, inspection, &common);
	hits = arena_zalloc(arena, hit_count, sizeof(*hits));
	for (i = 0; i < hit_count; i++) {
		hits[i] = common;
		hits[i].score = inspection->judgement.aims[i].score;
		fill_recipient(&inspection->recipients[i], disposition, &hits[i]);
		if (has_own_findings(inspection, i + 1))
			copy_findings(arena, inspection, &inspect_conf(engine)->evidence, i + 1,
				      &hits[i]);
	}
	return store_record(inspect_store(engine), hits, hit_count, NULL, why);
}
