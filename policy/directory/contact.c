/* SPDX-License-Identifier: BSD-2-Clause */
/* contact - how well we know whom we write with: age and volume, not a yes or no. */
#include "config.h"

#include "policy/directory/contact.h"

#include <stdlib.h>

const char *
contact_name(enum contact contact)
{
	switch (contact) {
	case CONTACT_UNKNOWN:
		return "unknown";
	case CONTACT_FIRST:
		return "first";
	case CONTACT_NEW:
		return "new";
	case CONTACT_KNOWN:
		return "known";
	case CONTACT_TWO_WAY:
		return "two-way";
	case CONTACT_PARTNER:
		return "partner";
	}
	abort();
}

static uint32_t
add(uint32_t a, uint32_t b)
{
	return a > UINT32_MAX - b ? UINT32_MAX : a + b;
}

void
contact_join(struct contact_past *past, const struct contact_past *more)
{
	bool none = past->in == 0 && past->out == 0;

	if (none || more->first_ms < past->first_ms) {
		past->first_ms = more->first_ms;
		past->ours = more->ours;
	}
	if (none || more->last_ms > past->last_ms)
		past->last_ms = more->last_ms;
	past->in = add(past->in, more->in);
	past->out = add(past->out, more->out);
}

enum contact
contact_of(const struct conf_contacts *conf, const struct contact_past *past, int64_t now_ms)
{
	uint64_t mails = (uint64_t)past->in + past->out;
	int64_t age_ms = now_ms - past->first_ms;

	if (mails == 0)
		return CONTACT_FIRST;
	if (past->in != 0 && past->out != 0 && age_ms >= conf->partner_after_ms &&
	    mails >= (uint64_t)conf->partner_messages)
		return CONTACT_PARTNER;
	if (!past->ours &&
	    (age_ms < conf->known_after_ms || mails < (uint64_t)conf->known_messages))
		return CONTACT_NEW;
	return past->out != 0 ? CONTACT_TWO_WAY : CONTACT_KNOWN;
}

bool
contact_is_warm(const struct conf_contacts *conf, uint64_t mails, int64_t oldest_ms, int64_t now_ms)
{
	return oldest_ms != 0 && now_ms - oldest_ms >= conf->warm_after_ms &&
	       mails >= (uint64_t)conf->warm_messages;
}
