/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_generated - of the look-alikes that can be made of protected names, kind by kind, 99 in 100
 * are found.
 *
 * Every domain of the shipped table whose label is a brand, and a few of an organisation's own. A
 * name counts as found when it is accused by itself, or when it needs the brand's claim and the
 * message makes it. Not everything that can be made is a look-alike; what is passed over, and why,
 * is printed beside the figures: run it by hand to see them.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "policy/base/arena.h"
#include "policy/data/data.h"
#include "policy/lookalike/issuers.h"
#include "policy/lookalike/lookalike.h"
#include "tests/unit/generate.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define KINDS        COUNT(generate_kinds)
#define TIMES        5 /* names of a kind and domain */
#define SHORT        4 /* a slip in fewer letters makes somebody else's name */
#define LEAST        99

/* Why a name that was made is no look-alike. */
enum passed {
	PASSED_NOTHING, /* nothing of the kind can be made of it */
	PASSED_SHORT,   /* two letters, or three and a slip: somebody else's name */
	PASSED_HONEST,  /* owned, known or popular itself */
	PASSED_WORD,    /* an ordinary word, or another brand */
	PASSED_REASONS
};

static const char *const passed_names[PASSED_REASONS] = {"impossible", "short", "honest", "a word"};

struct tally {
	size_t alone, claimed, missed, passed[PASSED_REASONS];
};

struct world {
	struct arena *arena, *lookup;
	struct lookalike *lookalike;
	struct issuers issuers;
	struct generate generate;
	struct tally tallies[KINDS];
};

static const char *owned[] = {"meridian-freight.example", "quaystone.test", "harbourline.example",
			      "northgate-logistics.test"};

static int
begin(void **state)
{
	struct conf_protected conf = {.owned = {owned, COUNT(owned)}};
	struct world *world = calloc(1, sizeof(*world));
	const char *why = "";

	world->arena = arena_new();
	world->lookup = arena_new();
	world->generate.state = 20261125;
	world->lookalike = lookalike_open(world->arena, &conf, NULL, &why);
	if (world->lookalike == NULL ||
	    issuers_read(world->arena, "issuers.conf", data_find("issuers.conf")->bytes,
			 &world->issuers, &why) != 0)
		fail_msg("%s", why);
	*state = world;
	return 0;
}

static int
end(void **state)
{
	struct world *world = *state;

	lookalike_close(world->lookalike);
	arena_free(world->lookup);
	arena_free(world->arena);
	free(world);
	return 0;
}

/* Hyphens apart: "bank-of-america" is the label "bankofamerica", "air-watch" is "airwatch". */
static bool
is_spelled(const char *word, const char *label)
{
	for (;; word++, label++) {
		word += strspn(word, "-");
		label += strspn(label, "-");
		if (*word != *label)
			return false;
		if (*word == '\0')
			return true;
	}
}

static const char *
find_word(const struct issuers_list *words, const char *label)
{
	size_t i;

	for (i = 0; i < words->count; i++)
		if (is_spelled(words->items[i], label))
			return words->items[i];
	return NULL;
}

/* The word of an issuer that a label is, or NULL. */
static const char *
find_brand(const struct issuer *issuer, const char *label)
{
	const char *brand = find_word(&issuer->brands, label);

	if (brand == NULL)
		brand = find_word(&issuer->products, label);
	return brand != NULL ? brand : find_word(&issuer->commons, label);
}

static bool
is_other_word(const struct world *world, const char *label)
{
	const char *words = data_find("words.conf")->bytes, *at = words;
	size_t length = strlen(label), i;

	while ((at = strstr(at, label)) != NULL) {
		if (at != words && strchr(" \n", at[-1]) != NULL &&
		    strchr(" \n", at[length]) != NULL)
			return true;
		at++;
	}
	for (i = 0; i < world->issuers.count; i++)
		if (find_brand(&world->issuers.items[i], label) != NULL)
			return true;
	return false;
}

/* One name, and the brand that a message around it claims. */
static void
judge(struct world *world, struct tally *tally, const char *made, const char *brand)
{
	struct lookalike_match match;
	struct host host;
	const char *why;

	if (host_canonical(world->lookup, made, strlen(made), &host, &why) != 0)
		fail_msg("%s: %s", made, why);
	lookalike_check(world->lookalike, world->lookup, &host, &match);
	if (strcmp(match.role, "unknown") != 0 && strcmp(match.role, "hosting") != 0) {
		tally->passed[PASSED_HONEST]++;
		return;
	}
	if (!match.flagged && is_other_word(world, host.label)) {
		tally->passed[PASSED_WORD]++;
		return;
	}
	if (match.flagged && !match.needs_claim) {
		tally->alone++;
		return;
	}
	lookalike_check_as(world->lookalike, world->lookup, &host, brand, &match);
	if (match.flagged) {
		tally->claimed++;
		return;
	}
	tally->missed++;
	if (getenv("GENERATED_MISSED") != NULL)
		(void)fprintf(stderr, "missed %s (%s)\n", made, brand);
}

static void
make_all(struct world *world, const char *domain, const char *brand)
{
	const char *dot = strchr(domain, '.');
	struct generate_name name = {
		.label = arena_memdup(world->arena, domain, (size_t)(dot - domain)),
		.suffix = dot + 1};
	char made[GENERATE_ROOM];
	size_t kind, i;

	for (kind = 0; kind < KINDS; kind++)
		for (i = 0; i < TIMES; i++) {
			struct tally *tally = &world->tallies[kind];

			if (strlen(name.label) < (generate_kinds[kind].slip ? SHORT : SHORT - 1))
				tally->passed[PASSED_SHORT]++;
			else if (!generate_kinds[kind].make(&world->generate, &name, made) ||
				 strcmp(made, domain) == 0)
				tally->passed[PASSED_NOTHING]++;
			else
				judge(world, tally, made, brand);
			arena_reset(world->lookup);
		}
}

/* An issuer holds a label under many suffixes; one stands for all. */
static bool
is_first_of_label(const struct issuer *issuer, size_t domain)
{
	const char *name = issuer->domains.items[domain];
	size_t length = strcspn(name, ".") + 1, i;

	for (i = 0; i < domain; i++)
		if (strncmp(issuer->domains.items[i], name, length) == 0)
			return false;
	return name[length - 1] == '.';
}

static void
make_of_issuer(struct world *world, const struct issuer *issuer)
{
	const char *brand, *why;
	struct host host;
	size_t i;

	for (i = 0; i < issuer->domains.count; i++) {
		const char *domain = issuer->domains.items[i];

		if (!is_first_of_label(issuer, i) ||
		    host_canonical(world->lookup, domain, strlen(domain), &host, &why) != 0 ||
		    strcmp(host.registrable, host.ascii) != 0)
			continue;
		brand = find_brand(issuer, host.label);
		if (brand != NULL)
			make_all(world, arena_strdup(world->arena, host.ascii), brand);
	}
}

static size_t
report(const struct generate_kind *kind, const struct tally *tally)
{
	size_t found = tally->alone + tally->claimed, all = found + tally->missed, i;

	(void)printf("%-22s %6zu names, alone %5.1f %%, with the claim %5.1f %%, missed %4zu; not "
		     "counted:",
		     kind->name, all, 100.0 * (double)tally->alone / (double)all,
		     100.0 * (double)found / (double)all, tally->missed);
	for (i = 0; i < PASSED_REASONS; i++)
		(void)printf(" %s %zu", passed_names[i], tally->passed[i]);
	(void)printf("\n");
	return found * 100 / all;
}

static void
nearly_all_that_is_made_is_found(void **state)
{
	struct world *world = *state;
	size_t i, below = 0;

	for (i = 0; i < COUNT(owned); i++)
		make_all(world, owned[i], owned[i]);
	for (i = 0; i < world->issuers.count; i++)
		make_of_issuer(world, &world->issuers.items[i]);
	for (i = 0; i < KINDS; i++)
		below += report(&generate_kinds[i], &world->tallies[i]) < LEAST;
	assert_int_equal(below, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nearly_all_that_is_made_is_found),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
