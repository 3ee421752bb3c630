/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * names - an organisation's look-alike check, for tests that ask it about names.
 *
 * Who owns: names_open() gives a world that names_close() frees; matches are in its arena. Threads:
 * one. Fails: the test does.
 */
#ifndef TESTS_UNIT_NAMES_H
#define TESTS_UNIT_NAMES_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "policy/base/arena.h"
#include "policy/lookalike/lookalike.h"

struct names {
	struct arena *arena;
	struct lookalike *lookalike;
};

static inline struct names *
names_open(const struct conf_protected *conf)
{
	struct names *names = calloc(1, sizeof(*names));
	const char *why = "";

	names->arena = arena_new();
	names->lookalike = lookalike_open(names->arena, conf, NULL, &why);
	if (names->lookalike == NULL)
		fail_msg("%s", why);
	return names;
}

static inline void
names_close(struct names *names)
{
	lookalike_close(names->lookalike);
	arena_free(names->arena);
	free(names);
}

static inline struct host
names_host(const struct names *names, const char *name)
{
	struct host host;
	const char *why = "";

	if (host_canonical(names->arena, name, strlen(name), &host, &why) != 0)
		fail_msg("%s: %s", name, why);
	return host;
}

/* What is found in 'name' by itself. */
static inline struct lookalike_match
names_check(const struct names *names, const char *name)
{
	struct host host = names_host(names, name);
	struct lookalike_match match;

	lookalike_check(names->lookalike, names->arena, &host, &match);
	return match;
}

/* What is found in 'name' when the message claims 'brand'. */
static inline struct lookalike_match
names_check_as(const struct names *names, const char *name, const char *brand)
{
	struct host host = names_host(names, name);
	struct lookalike_match match;

	lookalike_check_as(names->lookalike, names->arena, &host, brand, &match);
	return match;
}

static inline void
names_expect_accused(const struct names *names, const char *name, const char *target)
{
	struct lookalike_match match = names_check(names, name);

	if (!match.flagged || match.needs_claim || strcmp(match.target, target) != 0)
		fail_msg("%s: flagged %d, claim %d, %s: %s", name, match.flagged, match.needs_claim,
			 match.target, match.why);
}

/* Not by itself, but in a message that claims the brand. */
static inline void
names_expect_accused_as(const struct names *names, const char *name, const char *brand)
{
	struct lookalike_match match = names_check(names, name);

	if (match.flagged && !match.needs_claim)
		fail_msg("%s alone: %s of %s", name, match.why, match.target);
	match = names_check_as(names, name, brand);
	if (!match.flagged)
		fail_msg("%s as %s: nothing", name, brand);
}

static inline void
names_expect_clear(const struct names *names, const char *name)
{
	struct lookalike_match match = names_check(names, name);

	if (match.flagged && !match.needs_claim)
		fail_msg("%s: %s of %s: %s", name, finding_info(match.kind)->name, match.target,
			 match.why);
}

#endif
