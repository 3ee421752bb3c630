/* SPDX-License-Identifier: BSD-2-Clause */
/* probe - one host under the look-alike checks, and what it is charged with so far. */
#include "config.h"

#include "policy/lookalike/probe.h"

#include <string.h>

bool
probe_holds_suffix(const struct index_label *label, const char *suffix)
{
	size_t i;

	for (i = 0; i < label->suffix_count; i++)
		if (strcmp(label->suffixes[i], suffix) == 0)
			return true;
	return false;
}

static const char *
name_restraint(const struct probe_charge *charge)
{
	if (!charge->needs_claim)
		return "";
	if (charge->label->common)
		return "the brand is an ordinary word: counts only when the message claims it";
	if (charge->label->length <= PROBE_SHORT)
		return "the brand is short: counts only when the message claims it";
	return "weak likeness: counts only when the message claims the brand";
}

bool
probe_is_claimed(const struct probe *probe, const struct index_label *label, bool loose)
{
	return probe->claims == NULL ||
	       claims_hold(probe->claims, label->owner, loose || label->common);
}

void
probe_accuse(struct probe *probe, const struct probe_charge *charge)
{
	const struct index_owner *owner = &probe->index->owners[charge->label->owner];
	struct lookalike_match *out = probe->out;

	if (out->flagged && (!out->needs_claim || charge->needs_claim) &&
	    !(out->needs_claim && out->tier > owner->tier))
		return;
	if (charge->needs_claim && !probe_is_claimed(probe, charge->label, charge->loose))
		return;
	out->flagged = true;
	out->kind = charge->kind;
	out->target = charge->target == NULL ? charge->label->target : charge->target;
	out->owner = owner->name;
	out->tier = owner->tier;
	out->cost = charge->cost;
	out->needs_claim = charge->needs_claim;
	out->why = charge->why;
	out->nearly = name_restraint(charge);
	out->ordinary = charge->label->common || charge->loose;
}

bool
probe_is_settled(const struct probe *probe)
{
	return probe->out->flagged && !probe->out->needs_claim;
}
