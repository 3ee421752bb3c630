/* SPDX-License-Identifier: BSD-2-Clause */
/* swap - a protected label under a suffix where its owner is not known to be. */
#include "config.h"

#include "policy/lookalike/swap.h"

#include <string.h>

#define MANY_SITES 12

static const char *
last_label(const char *suffix)
{
	const char *dot = strrchr(suffix, '.');

	return dot == NULL ? suffix : dot + 1;
}

/* Country domains sold to everybody, mostly for other things than the country. */
static bool
is_sold_everywhere(const char *country)
{
	static const char *const sold[] = {"tk", "ml", "ga", "cf",  "gq", "cc", "ws",
					   "pw", "su", "to", "cm",  "co", "me", "io",
					   "tv", "ly", "la", "icu", "nu", "bz"};
	size_t i;

	for (i = 0; i < sizeof(sold) / sizeof(sold[0]); i++)
		if (strcmp(sold[i], country) == 0)
			return true;
	return false;
}

static bool
has_site_in(const struct index_label *label, const char *country)
{
	size_t i;

	for (i = 0; i < label->suffix_count; i++)
		if (strcmp(last_label(label->suffixes[i]), country) == 0)
			return true;
	return false;
}

/*
 * Where an owner, or somebody of the same name, is likely to be unknown to us: the three old
 * suffixes and the countries. Nobody knows all sites of an issuer; an organisation knows its own.
 */
bool
swap_is_usual(const struct probe *probe, const struct index_label *label)
{
	const char *suffix = probe->suffix, *last = last_label(suffix);

	if (strcmp(suffix, "com") == 0 || strcmp(suffix, "net") == 0 || strcmp(suffix, "org") == 0)
		return true;
	if (strlen(last) != 2 || is_sold_everywhere(last))
		return false;
	return probe->index->owners[label->owner].tier != LOOKALIKE_OWNED ||
	       label->suffix_count >= MANY_SITES || has_site_in(label, last);
}

/* A suffix that does not exist is a slip of whoever wrote the text, but for those kept for examples
 * (RFC 2606), which stand for any other. */
static bool
is_suffix(const struct probe *probe)
{
	static const char *const kept[] = {"example", "test", "invalid"};
	const char *last = last_label(probe->suffix);
	size_t i;

	for (i = 0; i < sizeof(kept) / sizeof(kept[0]); i++)
		if (strcmp(kept[i], last) == 0)
			return true;
	return probe->host->known_suffix;
}

/* Below a suffix that is a provider's own, and not one where anybody gets a name. */
static bool
is_private(const struct probe *probe)
{
	return (probe->place.roles & INDEX_HOSTING) == 0 &&
	       strcmp(probe->host->registrable, probe->host->public_registrable) != 0;
}

void
swap_check(struct probe *probe, const struct index_label *label)
{
	struct probe_charge charge = {.kind = label->domain ? FINDING_TLD_SWAP : FINDING_COMBOSQUAT,
				      .label = label,
				      .cost = PROBE_SUFFIX_COST};

	charge.needs_claim = label->common || label->product || label->length <= PROBE_SHORT ||
			     swap_is_usual(probe, label) || is_private(probe);
	if (!is_suffix(probe))
		return;
	charge.why =
		label->domain
			? arena_printf(probe->arena,
				       "%s under the suffix %s, where its owner is not known "
				       "to be",
				       label->target, probe->suffix)
			: arena_printf(probe->arena,
				       "the name is a brand of %s, which is not known to hold it",
				       label->target);
	probe_accuse(probe, &charge);
}
