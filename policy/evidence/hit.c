/* SPDX-License-Identifier: BSD-2-Clause */
/* hit - message x identity: the stored evidence that this identity was targeted. */
#include "config.h"

#include "policy/evidence/hit.h"

#include <string.h>

#include "policy/evidence/wire.h"

static Lurewatch__HitFinding **
findings_out(struct arena *arena, const struct hit_finding *findings, size_t count)
{
	Lurewatch__HitFinding **out = arena_zalloc(arena, count + 1, sizeof(*out));
	Lurewatch__HitFinding *items = arena_zalloc(arena, count + 1, sizeof(*items));
	size_t i;

	for (i = 0; i < count; i++) {
		lurewatch__hit_finding__init(&items[i]);
		items[i].kind = wire_string(arena, findings[i].kind);
		items[i].family = wire_string(arena, findings[i].family);
		items[i].impact = wire_string(arena, findings[i].impact);
		items[i].target = wire_string(arena, findings[i].target);
		items[i].observed = wire_string(arena, findings[i].observed);
		items[i].where = wire_string(arena, findings[i].where);
		items[i].why = wire_string(arena, findings[i].why);
		items[i].technique = wire_string(arena, findings[i].technique);
		items[i].weight = findings[i].weight;
		out[i] = &items[i];
	}
	return out;
}

static void
envelope_out(struct arena *arena, const struct hit *hit, Lurewatch__Hit *out)
{
	out->host = wire_string(arena, hit->host);
	out->queue_id = wire_string(arena, hit->queue_id);
	out->session_id = wire_string(arena, hit->session_id);
	out->message_id_hash = wire_string(arena, hit->message_id_hash);
	out->recipient = wire_string(arena, hit->recipient);
	out->resolved = wire_string(arena, hit->resolved);
	out->refusal = wire_string(arena, hit->refusal);
	out->client_address = wire_string(arena, hit->client_address);
	out->client_name = wire_string(arena, hit->client_name);
	out->helo = wire_string(arena, hit->helo);
	out->tls = wire_string(arena, hit->tls);
	out->envelope_from = wire_string(arena, hit->envelope_from);
	out->header_from = wire_string(arena, hit->header_from);
	out->header_from_display = wire_string(arena, hit->header_from_display);
	out->subject = wire_string(arena, hit->subject);
	out->spf = wire_string(arena, hit->spf);
	out->dkim = wire_string(arena, hit->dkim);
	out->dmarc = wire_string(arena, hit->dmarc);
}

static void
judgement_out(struct arena *arena, const struct hit *hit, Lurewatch__Hit *out)
{
	out->n_findings = wire_count(hit->finding_count);
	out->findings = findings_out(arena, hit->findings, out->n_findings);
	out->n_link_domains = wire_count(hit->link_domain_count);
	out->link_domains = wire_strings(arena, hit->link_domains, out->n_link_domains);
	out->n_families = wire_count(hit->family_count);
	out->families = wire_strings(arena, hit->families, out->n_families);
	out->brand = wire_string(arena, hit->brand);
	out->lookalike = wire_string(arena, hit->lookalike);
	out->impact = hit->impact;
	out->campaign = wire_string(arena, hit->campaign);
	out->score = hit->score;
	out->verdict = hit->verdict;
	out->tables = wire_string(arena, hit->tables);
	out->flags = hit->flags;
}

void
hit_pack(struct arena *arena, const struct hit *hit, unsigned char **bytes, size_t *length)
{
	Lurewatch__Hit out;

	lurewatch__hit__init(&out);
	out.when_ms = hit->when_ms;
	out.identity = wire_identity_out(arena, &hit->identity);
	out.directory_age_ms = hit->directory_age_ms;
	out.directory_generation = hit->directory_generation;
	out.disposition = hit->disposition;
	out.content_key.len = sizeof(hit->content_key);
	out.content_key.data =
		(uint8_t *)arena_memdup(arena, hit->content_key, out.content_key.len);
	envelope_out(arena, hit, &out);
	judgement_out(arena, hit, &out);
	*length = lurewatch__hit__get_packed_size(&out);
	*bytes = arena_zalloc(arena, *length + 1, 1);
	(void)lurewatch__hit__pack(&out, *bytes);
}

static void
findings_in(struct arena *arena, const Lurewatch__Hit *from, struct hit *out)
{
	size_t i;

	out->finding_count = wire_count(from->n_findings);
	out->findings = arena_zalloc(arena, out->finding_count + 1, sizeof(*out->findings));
	for (i = 0; i < out->finding_count; i++) {
		const Lurewatch__HitFinding *finding = from->findings[i];

		out->findings[i] = (struct hit_finding){.kind = finding->kind,
							.family = finding->family,
							.impact = finding->impact,
							.target = finding->target,
							.observed = finding->observed,
							.where = finding->where,
							.why = finding->why,
							.technique = finding->technique,
							.weight = finding->weight};
	}
}

static void
envelope_in(const Lurewatch__Hit *from, struct hit *out)
{
	out->host = from->host;
	out->queue_id = from->queue_id;
	out->session_id = from->session_id;
	out->message_id_hash = from->message_id_hash;
	out->recipient = from->recipient;
	out->resolved = from->resolved;
	out->refusal = from->refusal;
	out->client_address = from->client_address;
	out->client_name = from->client_name;
	out->helo = from->helo;
	out->tls = from->tls;
	out->envelope_from = from->envelope_from;
	out->header_from = from->header_from;
	out->header_from_display = from->header_from_display;
	out->subject = from->subject;
	out->spf = from->spf;
	out->dkim = from->dkim;
	out->dmarc = from->dmarc;
}

static void
judgement_in(struct arena *arena, const Lurewatch__Hit *from, struct hit *out)
{
	findings_in(arena, from, out);
	out->link_domain_count = wire_count(from->n_link_domains);
	out->link_domains = wire_strings_in(arena, from->link_domains, out->link_domain_count);
	out->family_count = wire_count(from->n_families);
	out->families = wire_strings_in(arena, from->families, out->family_count);
	out->brand = from->brand;
	out->lookalike = from->lookalike;
	out->impact = from->impact < IMPACTS ? (enum impact)from->impact : IMPACT_NONE;
	out->campaign = from->campaign;
	out->score = from->score < 0 ? 0 : from->score;
	out->verdict =
		from->verdict <= VERDICT_REJECT ? (enum verdict)from->verdict : VERDICT_RECORD;
	out->tables = from->tables;
	out->flags = from->flags;
}

int
hit_unpack(struct arena *arena, const void *bytes, size_t length, struct hit *out, const char **why)
{
	ProtobufCAllocator allocator = wire_allocator(arena);
	Lurewatch__Hit *from = NULL;
	size_t key;

	if (length <= WIRE_BYTES_MOST)
		from = lurewatch__hit__unpack(&allocator, length, bytes);
	if (from == NULL) {
		*why = "these bytes are no hit";
		return -1;
	}
	*out = (struct hit){.id = "", .when_ms = from->when_ms};
	wire_identity_in(arena, from->identity, &out->identity);
	out->directory_age_ms = from->directory_age_ms;
	out->directory_generation = from->directory_generation;
	out->disposition = from->disposition < DISPOSITIONS ? (enum disposition)from->disposition
							    : DISPOSITION_PASSED;
	key = from->content_key.len;
	if (key == sizeof(out->content_key))
		memcpy(out->content_key, from->content_key.data, key);
	envelope_in(from, out);
	judgement_in(arena, from, out);
	return 0;
}
