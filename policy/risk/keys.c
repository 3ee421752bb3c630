/* SPDX-License-Identifier: BSD-2-Clause */
/* keys - the two-key rule as a table: which facts of a message, taken together, flag it. */
#include "config.h"

#include "policy/risk/keys.h"

#include <string.h>

#define STRONG_COST 0.5 /* weak confusables cost this much; from here on it is a typo */

/* clang-format off */
static const struct keys_rule rules[] = {
	{KEY_TWIN,                    "looks the same as a protected domain"},
	{KEY_GRANT_STRONG,            "asks for a wide grant, whoever sent it"},
	{KEY_DOMAIN | KEY_LURE,       "lookalike domain and lure"},
	{KEY_DOMAIN | KEY_CLAIM,      "lookalike domain and brand claim"},
	{KEY_DOMAIN | KEY_AUTH,       "lookalike domain and failed authentication"},
	{KEY_DOMAIN | KEY_TRAP,       "lookalike domain and credential form or script"},
	{KEY_DOMAIN | KEY_ROLE,       "lookalike domain and role claim"},
	{KEY_DOMAIN | KEY_LINK,       "lookalike domain and link mismatch"},
	{KEY_DOMAIN | KEY_HOSTING,    "lookalike domain and odd link"},
	{KEY_DOMAIN | KEY_GRANT,      "lookalike domain and grant"},
	{KEY_LURE | KEY_CLAIM,        "lure and brand claim"},
	{KEY_LURE | KEY_ROLE,         "lure and role claim"},
	{KEY_LURE | KEY_LINK,         "lure and link mismatch"},
	{KEY_LURE | KEY_TRAP,         "lure and credential form or script"},
	{KEY_LURE | KEY_HOSTING,      "lure and odd link"},
	{KEY_LURE | KEY_REDIRECT,     "lure and open redirect"},
	{KEY_LURE | KEY_AUTH,         "lure and failed authentication"},
	{KEY_LURE | KEY_GRANT,        "lure and grant"},
	{KEY_LURES | KEY_FOREIGN,     "two lures and a foreign link"},
	{KEY_LURE_STRONG | KEY_FOREIGN, "strong lure and a foreign link"},
	{KEY_ACCOUNT | KEY_FOREIGN,   "account link away from an unproven sender"},
	{KEY_GRANT | KEY_CLAIM,       "grant and brand claim"},
	{KEY_GRANT | KEY_ROLE,        "grant and role claim"},
	{KEY_GRANT | KEY_HOSTING,     "grant and odd link"},
	{KEY_GRANT | KEY_AUTH,        "grant and failed authentication"},
	{KEY_CLAIM | KEY_TRAP,        "brand claim and credential form or script"},
	{KEY_CLAIM | KEY_FOREIGN,     "brand claim and a foreign link"},
	{KEY_ROLE | KEY_TRAP,         "role claim and credential form or script"},
	{KEY_LINK | KEY_AUTH,         "link mismatch and failed authentication"},
	{KEY_TRAPS,                   "credential form and script"},
};
/* clang-format on */

/* What a full trust takes away: said by the text or a habit of honest mail. Never a domain, a grant
 * or a form. */
#define CLEARED_BY_TRUST                                                                  \
	(KEY_CLAIM | KEY_ROLE | KEY_LINK | KEY_HOSTING | KEY_REDIRECT | KEY_LURE_STRONG | \
	 KEY_LURES | KEY_FOREIGN)

enum keys_trust
keys_trust(const struct risk_message *message)
{
	if (!message->sender_proven)
		return KEYS_TRUST_NONE;
	if (message->sender_owned)
		return KEYS_TRUST_FULL;
	if (message->sender_issuer && message->claim_proven && !message->claim)
		return KEYS_TRUST_FULL;
	return message->list || message->sender_issuer ? KEYS_TRUST_PART : KEYS_TRUST_NONE;
}

bool
keys_excused(const struct finding *finding)
{
	return finding->excused != NULL && finding->excused[0] != '\0';
}

int
keys_weight(const struct finding *finding)
{
	int weight = finding->weight == 0 ? finding_info(finding->kind)->weight : finding->weight;

	return weight < 0 || keys_excused(finding) ? 0 : weight;
}

static unsigned
key_of_domain(const struct finding *finding)
{
	bool same = finding->kind == FINDING_HOMOGLYPH || finding->kind == FINDING_EMBEDDED ||
		    (finding->kind == FINDING_CONFUSABLE && finding->cost < STRONG_COST);

	if (same && finding->tier <= 1 && keys_weight(finding) >= KEYS_TWIN)
		return KEY_TWIN | KEY_DOMAIN;
	return KEY_DOMAIN;
}

static unsigned
key_of_grant(const struct finding *finding)
{
	return keys_weight(finding) >= KEYS_GRANT ? KEY_GRANT | KEY_GRANT_STRONG : KEY_GRANT;
}

static unsigned
key_of_lure(const struct finding *finding)
{
	if (keys_weight(finding) < KEYS_LURE)
		return 0;
	return keys_weight(finding) >= KEYS_STRONG ? KEY_LURE | KEY_LURE_STRONG : KEY_LURE;
}

static unsigned
key_of(const struct finding *finding)
{
	if (keys_excused(finding))
		return 0;
	switch (finding->kind) {
	case FINDING_HOMOGLYPH:
	case FINDING_CONFUSABLE:
	case FINDING_TYPO:
	case FINDING_TLD_SWAP:
	case FINDING_EMBEDDED:
	case FINDING_COMBOSQUAT:
	case FINDING_BITSQUAT:
		return key_of_domain(finding);
	case FINDING_LINK_MISMATCH: /* in a footer: points, no key */
		return keys_weight(finding) >= KEYS_LINK ? KEY_LINK : 0;
	case FINDING_OPEN_REDIRECT:
		return keys_weight(finding) >= KEYS_REDIRECT ? KEY_HOSTING : KEY_REDIRECT;
	case FINDING_BRAND_CLAIM:
		return KEY_CLAIM;
	case FINDING_ADDRESS_IN_NAME:
	case FINDING_ROLE_CLAIM:
		return KEY_ROLE;
	case FINDING_PERSON_NAME:
	case FINDING_REPLY_TO:
		return keys_weight(finding) >= KEYS_ROLE ? KEY_ROLE : 0;
	case FINDING_THREAD_HIJACK: /* a domain that imitates, and a part that is played */
		return KEY_DOMAIN | KEY_ROLE;
	case FINDING_OWN_DOMAIN_SPOOF:
	case FINDING_AUTH_FAIL:
		return KEY_AUTH;
	case FINDING_LURE:
		return key_of_lure(finding);
	case FINDING_OAUTH_GRANT:
	case FINDING_DEVICE_CODE:
		return key_of_grant(finding);
	case FINDING_PASSWORD_FORM:
	case FINDING_SVG_ACTIVE:
	case FINDING_SCRIPT_ATTACHMENT:
		return KEY_TRAP;
	case FINDING_HTML_ATTACHMENT:
	case FINDING_PDF_ACTION:
	case FINDING_PDF_LINK:
	case FINDING_ODD_HOST:
	case FINDING_OBFUSCATED_TEXT:
	case FINDING_FREE_HOSTING:
		return KEY_HOSTING;
	case FINDING_ACCOUNT_LINK:
		return KEY_ACCOUNT;
	case FINDING_FAKE_THREAD:
	case FINDING_HIDDEN_TEXT: /* every newsletter's preheader: points, no key */
		return keys_weight(finding) >= KEYS_HIDDEN ? KEY_HOSTING : 0;
	case FINDING_TRUNCATED:
	case FINDING_AMBIGUOUS:
	case FINDING_OBSCURED:
		return 0;
	case FINDING_KINDS:
		break;
	}
	return 0;
}

/* Whether two findings with 'key' differ in kind or lure family. */
static bool
has_two(const struct risk_message *message, unsigned key)
{
	const struct finding *first = NULL;
	size_t i;

	for (i = 0; i < message->finding_count; i++) {
		const struct finding *finding = &message->findings[i];

		if ((key_of(finding) & key) == 0)
			continue;
		if (first == NULL)
			first = finding;
		else if (first->kind != finding->kind ||
			 strcmp(first->family, finding->family) != 0)
			return true;
	}
	return false;
}

unsigned
keys_of(const struct risk_message *message)
{
	unsigned keys = message->claim ? KEY_CLAIM : 0;
	size_t i;

	for (i = 0; i < message->finding_count; i++)
		keys |= key_of(&message->findings[i]);
	if (has_two(message, KEY_LURE))
		keys |= KEY_LURES;
	if (has_two(message, KEY_TRAP))
		keys |= KEY_TRAPS;
	if (message->link_foreign && !message->sender_proven)
		keys |= KEY_FOREIGN;
	if (keys_trust(message) == KEYS_TRUST_FULL)
		keys &= ~(unsigned)CLEARED_BY_TRUST;
	return keys;
}

const struct keys_rule *
keys_decide(unsigned keys)
{
	size_t i;

	for (i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
		if ((keys & rules[i].needs) == rules[i].needs)
			return &rules[i];
	return NULL;
}

const struct keys_rule *
keys_rule(unsigned i)
{
	return i < sizeof(rules) / sizeof(rules[0]) ? &rules[i] : NULL;
}
