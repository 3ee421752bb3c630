/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * hits - hand-made hits and settings for the tests that need a store with something in it.
 *
 * Who owns: strings are in the arena. Threads: any. Fails: never.
 */
#ifndef TESTS_UNIT_HITS_H
#define TESTS_UNIT_HITS_H

#include <string.h>

#include "policy/base/arena.h"
#include "policy/base/clock.h"
#include "policy/evidence/store.h"

/* The defaults of the settings that the store and the export look at. */
static inline struct conf
hits_conf(void)
{
	return (struct conf){
		.evidence = {.size_most = 1 << 28, .queue_most = 10000},
		.export = {.shrink_percent = 30,
			   .style = "aux",
			   .map_attribute = "info",
			   .separate_base = "ou=risk,dc=example",
			   .formula_guard = "prefix"},
		.risk = {.half_life_ms = 14 * CLOCK_DAY_MS,
			 .low = 50,
			 .medium = 200,
			 .high = 450,
			 .critical = 750,
			 .review_standard = 300,
			 .review_privileged = 150,
			 .review_shared = 250,
			 .review_nhi = 150,
			 .daily_cap_standard = 20,
			 .daily_cap_privileged = 20,
			 .daily_cap_shared = 20,
			 .daily_cap_nhi = 20},
	};
}

/* A password lure in message 'number' that was tagged on its way to person u<who>. */
static inline struct hit
hits_make(struct arena *arena, unsigned who, unsigned number)
{
	static const char *domains[] = {"login.example.net"};
	static const char *families[] = {"quota"};
	static struct hit_finding findings[] = {{.kind = "lure",
						 .family = "quota",
						 .impact = "password",
						 .target = "",
						 .observed = "keep your password",
						 .where = "text 1",
						 .why = "asks for a credential",
						 .technique = "T1598.003",
						 .weight = 250}};
	struct hit hit = {.when_ms = clock_now_ms(),
			  .host = "mx.example.org",
			  .queue_id = arena_printf(arena, "Q%u", number),
			  .recipient = arena_printf(arena, "u%u@example.org", who),
			  .resolved = "direct",
			  .findings = findings,
			  .finding_count = 1,
			  .link_domains = domains,
			  .link_domain_count = 1,
			  .families = families,
			  .family_count = 1,
			  .brand = "example",
			  .lookalike = "exarnple.org",
			  .impact = IMPACT_PASSWORD,
			  .campaign = "0123456789abcdef",
			  .score = 600,
			  .verdict = VERDICT_TAG,
			  .disposition = DISPOSITION_TAGGED};

	hit.identity = (struct identity){.id = arena_printf(arena, "id-%u", who),
					 .kind = IDENTITY_PERSON,
					 .tier = TIER_STANDARD,
					 .mail = hit.recipient,
					 .dn = arena_printf(arena, "uid=u%u,dc=example", who)};
	memcpy(hit.content_key, &number, sizeof(number));
	hit.content_key[31] = 1;
	return hit;
}

#endif
