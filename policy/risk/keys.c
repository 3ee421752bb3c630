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
	{KEY_DOMAIN | KEY_FIRST,      "lookalike domain and first contact"},
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
	{KEY_LURES | KEY_CARRIED,     "two lures and a link away from a service"},
	{KEY_LURE_STRONG | KEY_CARRIED, "strong lure and a link away from a service"},
	{KEY_ACCOUNT | KEY_FOREIGN,   "account link away from an unproven sender"},
	{KEY_LURE | KEY_AIMED | KEY_FOREIGN, "lure for what the recipient holds and a foreign link"},
	{KEY_LURE | KEY_AIMED | KEY_FIRST, "lure for what the recipient holds and first contact"},
	{KEY_LURE | KEY_POWER | KEY_FOREIGN, "lure and a foreign link to a privileged identity"},
	{KEY_GRANT | KEY_CLAIM,       "grant and brand claim"},
	{KEY_GRANT | KEY_ROLE,        "grant and role claim"},
	{KEY_GRANT | KEY_HOSTING,     "grant and odd link"},
	{KEY_GRANT | KEY_AUTH,        "grant and failed authentication"},
	{KEY_GRANT | KEY_FOREIGN,     "grant from an unproven sender"},
	{KEY_ASKED | KEY_LURE,        "asks to be sent a secret"},
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
	 KEY_LURES | KEY_FOREIGN | KEY_FIRST | KEY_AIMED | KEY_ASKED)

enum keys_trust
keys_trust(const struct risk_message *message)
{
	if (!message->sender_proven)
		return KEYS_TRUST_NONE;
	if (message->sender_owned)
		return KEYS_TRUST_FULL;
	if (message->sender_issuer && message->sender_carries)
		return message->carried_away ? KEYS_TRUST_NONE : KEYS_TRUST_PART;
	if (message->sender_issuer && message->claim_proven && !message->claim)
		return KEYS_TRUST_FULL;
	return message->sender_issuer || message->sender_two_way ? KEYS_TRUST_PART
								 : KEYS_TRUST_NONE;
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
key_of_lure(const struct finding *finding)
{
	if (keys_weight(finding) < KEYS_LURE)
		return 0;
	return keys_weight(finding) >= KEYS_STRONG ? KEY_LURE | KEY_LURE_STRONG : KEY_LURE;
}

/* The key of a finding that weighs 'least' or more, and of a lighter one. Kinds that are not here
 * are points and no key. */
struct kind_key {
	unsigned key;
	int least;
	unsigned lighter;
};

/* clang-format off */
static const struct kind_key kind_keys[FINDING_KINDS] = {
	[FINDING_LINK_MISMATCH] =     {KEY_LINK, KEYS_LINK, 0}, /* lighter in a footer */
	[FINDING_OPEN_REDIRECT] =     {KEY_HOSTING, KEYS_REDIRECT, KEY_REDIRECT},
	[FINDING_BRAND_CLAIM] =       {KEY_CLAIM, 0, 0},
	[FINDING_ADDRESS_IN_NAME] =   {KEY_ROLE, 0, 0},
	[FINDING_ROLE_CLAIM] =        {KEY_ROLE, 0, 0},
	[FINDING_SELF_SENT] =         {KEY_ROLE, 0, 0},
	[FINDING_PERSON_NAME] =       {KEY_ROLE, KEYS_ROLE, 0},
	[FINDING_REPLY_TO] =          {KEY_ROLE, KEYS_ROLE, 0},
	[FINDING_THREAD_HIJACK] =     {KEY_DOMAIN | KEY_ROLE, 0, 0}, /* imitates, and plays a part */
	[FINDING_OWN_DOMAIN_SPOOF] =  {KEY_AUTH, 0, 0},
	[FINDING_AUTH_FAIL] =         {KEY_AUTH, 0, 0},
	[FINDING_OAUTH_GRANT] =       {KEY_GRANT | KEY_GRANT_STRONG, KEYS_GRANT, KEY_GRANT},
	[FINDING_DEVICE_CODE] =       {KEY_GRANT | KEY_GRANT_STRONG, KEYS_GRANT, KEY_GRANT},
	[FINDING_SECRET_ASKED] =      {KEY_ASKED, 0, 0},
	[FINDING_PASSWORD_FORM] =     {KEY_TRAP, 0, 0},
	[FINDING_SVG_ACTIVE] =        {KEY_TRAP, 0, 0},
	[FINDING_SCRIPT_ATTACHMENT] = {KEY_TRAP, 0, 0},
	[FINDING_HTML_ATTACHMENT] =   {KEY_HOSTING, 0, 0},
	[FINDING_AIMED_LINK] =        {KEY_HOSTING, KEYS_ACTION, 0}, /* lighter: in the clear */
	[FINDING_QR_LINK] =           {KEY_HOSTING, 0, 0},
	[FINDING_INVITATION] =        {KEY_HOSTING, KEYS_ACTION, 0}, /* lighter: sent by a service */
	[FINDING_PDF_ACTION] =        {KEY_HOSTING, KEYS_ACTION, 0}, /* lighter: script, as in forms */
	[FINDING_PDF_LINK] =          {KEY_HOSTING, 0, 0},
	[FINDING_ODD_HOST] =          {KEY_HOSTING, 0, 0},
	[FINDING_OBFUSCATED_TEXT] =   {KEY_HOSTING, 0, 0},
	[FINDING_FREE_HOSTING] =      {KEY_HOSTING, KEYS_HOSTED, 0}, /* lighter in a footer */
	[FINDING_HIDDEN_TEXT] =       {KEY_HOSTING, KEYS_HIDDEN, 0}, /* lighter: a preheader */
	[FINDING_ACCOUNT_LINK] =      {KEY_ACCOUNT, 0, 0},
	[FINDING_FIRST_CONTACT] =     {KEY_FIRST, 0, 0},
	[FINDING_MAILBOX_LURED] =     {KEY_AIMED, KEYS_MAILBOX, 0},
	[FINDING_OWNER_LURED] =       {KEY_AIMED, 0, 0},
};
/* clang-format on */

static unsigned
key_of(const struct finding *finding)
{
	const struct kind_key *kind = &kind_keys[finding->kind];

	if (keys_excused(finding))
		return 0;
	if (finding_info(finding->kind)->class == FINDING_CLASS_DOMAIN)
		return key_of_domain(finding);
	if (finding->kind == FINDING_LURE)
		return key_of_lure(finding);
	return keys_weight(finding) >= kind->least ? kind->key : kind->lighter;
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

/* What trust leaves of them. */
static unsigned
clear(const struct risk_message *message, unsigned keys)
{
	if (keys_trust(message) == KEYS_TRUST_FULL)
		return keys & ~(unsigned)CLEARED_BY_TRUST;
	/* A namesake among those we write with; what is forged is not proven. */
	if (message->sender_proven && message->sender_two_way)
		return keys & ~(unsigned)KEY_ROLE;
	return keys;
}

unsigned
keys_of(const struct risk_message *message)
{
	unsigned keys = message->claim ? KEY_CLAIM : 0;
	size_t i;

	for (i = 0; i < message->finding_count; i++)
		if (message->findings[i].recipient == 0)
			keys |= key_of(&message->findings[i]);
	if (has_two(message, KEY_LURE))
		keys |= KEY_LURES;
	if (has_two(message, KEY_TRAP))
		keys |= KEY_TRAPS;
	if (message->link_foreign && !message->sender_proven)
		keys |= KEY_FOREIGN;
	if (message->sender_issuer && message->sender_carries && message->carried_away)
		keys |= KEY_CARRIED;
	return clear(message, keys);
}

unsigned
keys_of_recipient(const struct risk_message *message, size_t i)
{
	unsigned keys = message->classes[i] == CLASS_PRIVILEGED ? KEY_POWER : 0;
	size_t f;

	for (f = 0; f < message->finding_count; f++)
		if (message->findings[f].recipient == i + 1)
			keys |= key_of(&message->findings[f]);
	return clear(message, keys);
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
