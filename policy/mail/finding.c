/* SPDX-License-Identifier: BSD-2-Clause */
/* finding - one fact about a message that points at a credential attack. */
#include "config.h"

#include "policy/mail/finding.h"

#include <assert.h>
#include <stddef.h>
#include <string.h>

#include "policy/base/text.h"

#define OBSERVED_MOST 300

/* clang-format off */
/* Weights are points of a score from 0 to 1000; policy/risk/ caps and sums them. Techniques are of
 * ATT&CK for Enterprise. */
static const struct finding_info infos[FINDING_KINDS] = {
	[FINDING_HOMOGLYPH] = {"homoglyph", FINDING_CLASS_DOMAIN, 450, "T1566.002",
		"a name is written with letters that look like those of a protected domain"},
	[FINDING_CONFUSABLE] = {"confusable", FINDING_CLASS_DOMAIN, 400, "T1566.002",
		"a name reads like a protected domain (rn for m, 1 for l, 0 for o)"},
	[FINDING_TYPO] = {"typo", FINDING_CLASS_DOMAIN, 250, "T1566.002",
		"a name is a slip of the finger away from a protected domain"},
	[FINDING_TLD_SWAP] = {"tld-swap", FINDING_CLASS_DOMAIN, 250, "T1566.002",
		"a name is a protected domain under another suffix"},
	[FINDING_EMBEDDED] = {"embedded", FINDING_CLASS_DOMAIN, 400, "T1566.002",
		"a protected domain stands inside the host name of somebody else"},
	[FINDING_COMBOSQUAT] = {"combosquat", FINDING_CLASS_DOMAIN, 220, "T1566.002",
		"a name joins a protected brand with other words"},
	[FINDING_BITSQUAT] = {"bitsquat", FINDING_CLASS_DOMAIN, 200, "T1566.002",
		"a name is one flipped bit away from a protected domain"},
	[FINDING_LINK_MISMATCH] = {"link-mismatch", FINDING_CLASS_CLAIM, 250, "T1566.002",
		"the text of a link names a protected domain, but the link leads elsewhere"},
	[FINDING_BRAND_CLAIM] = {"brand-claim", FINDING_CLASS_CLAIM, 200, "T1656",
		"the message claims a brand whose owner is not proven to have sent it"},
	[FINDING_ADDRESS_IN_NAME] = {"address-in-name", FINDING_CLASS_CLAIM, 150, "T1656",
		"the display name shows an address of another domain than the sender's"},
	[FINDING_OWN_DOMAIN_SPOOF] = {"own-domain-spoof", FINDING_CLASS_CLAIM, 250, "T1672",
		"the sender claims our own domain and authentication says otherwise"},
	[FINDING_SELF_SENT] = {"self-sent", FINDING_CLASS_CLAIM, 80, "T1672",
		"the sender's address is the recipient's own, and nobody proves it"},
	[FINDING_REPLY_TO] = {"reply-to", FINDING_CLASS_CLAIM, 100, "T1656",
		"answers would go to another domain than the sender's"},
	[FINDING_THREAD_HIJACK] = {"thread-hijack", FINDING_CLASS_CLAIM, 300, "T1566.002",
		"the sender, or where answers go, imitates the domain of another who takes part"},
	[FINDING_FAKE_THREAD] = {"fake-thread", FINDING_CLASS_CLAIM, 40, "T1656",
		"the message looks like a reply, but answers none"},
	[FINDING_PERSON_NAME] = {"person-name", FINDING_CLASS_CLAIM, 140, "T1656",
		"a sender from outside bears the name of somebody in the directory"},
	[FINDING_ROLE_CLAIM] = {"role-claim", FINDING_CLASS_CLAIM, 120, "T1656",
		"somebody from outside calls himself help desk, payroll or administrator"},
	[FINDING_LURE] = {"lure", FINDING_CLASS_LURE, 250, "T1598.003",
		"the text asks for a credential"},
	[FINDING_PASSWORD_FORM] = {"password-form", FINDING_CLASS_STRUCTURE, 300, "T1598.003",
		"a form in the mail or an attachment asks for a password"},
	[FINDING_HTML_ATTACHMENT] = {"html-attachment", FINDING_CLASS_STRUCTURE, 80, "T1566.001",
		"an HTML page is attached"},
	[FINDING_SVG_ACTIVE] = {"svg-active", FINDING_CLASS_STRUCTURE, 250, "T1027.017",
		"a picture (SVG) carries script or foreign content"},
	[FINDING_SCRIPT_ATTACHMENT] = {"script-attachment", FINDING_CLASS_STRUCTURE, 250, "T1027.006",
		"an attached page builds its content by script (HTML smuggling)"},
	[FINDING_AIMED_LINK] = {"aimed-link", FINDING_CLASS_STRUCTURE, 60, "T1566.002",
		"a link carries the recipient's address where servers do not see it"},
	[FINDING_QR_LINK] = {"qr-link", FINDING_CLASS_STRUCTURE, 100, "T1566.002",
		"a QR code, which mail programs do not read, leads to a web address"},
	[FINDING_INVITATION] = {"invitation", FINDING_CLASS_STRUCTURE, 50, "T1566.002",
		"an invitation of another organiser than its sender leads to a third place"},
	[FINDING_PROGRAM_FILE] = {"program-file", FINDING_CLASS_STRUCTURE, 60, "T1566.001",
		"a file is attached that runs when it is opened"},
	[FINDING_PDF_ACTION] = {"pdf-action", FINDING_CLASS_STRUCTURE, 60, "T1566.001",
		"a PDF runs script, starts a program or sends what is typed into it"},
	[FINDING_PDF_LINK] = {"pdf-link", FINDING_CLASS_STRUCTURE, 80, "T1566.001",
		"a PDF says little and leads to one place that is not the sender's"},
	[FINDING_ODD_HOST] = {"odd-host", FINDING_CLASS_STRUCTURE, 150, "T1566.002",
		"the host of a link is written so that people or filters misread it"},
	[FINDING_HIDDEN_TEXT] = {"hidden-text", FINDING_CLASS_STRUCTURE, 60, "T1027",
		"much text stands in the mail that nobody sees"},
	[FINDING_OBFUSCATED_TEXT] = {"obfuscated-text", FINDING_CLASS_STRUCTURE, 120, "T1027",
		"words are broken by invisible characters or letters of other scripts"},
	[FINDING_OAUTH_GRANT] = {"oauth-grant", FINDING_CLASS_LURE, 300, "T1528",
		"a link asks to grant an application access to the account"},
	[FINDING_SECRET_ASKED] = {"secret-asked", FINDING_CLASS_LURE, 100, "T1598",
		"the text asks to be sent a key, token, password or code"},
	[FINDING_DEVICE_CODE] = {"device-code", FINDING_CLASS_LURE, 300, "T1528",
		"a link or code asks to sign somebody else's device in"},
	[FINDING_OPEN_REDIRECT] = {"open-redirect", FINDING_CLASS_STRUCTURE, 60, "T1566.002",
		"a link of a respected host carries on to somebody else's page"},
	[FINDING_FREE_HOSTING] = {"free-hosting", FINDING_CLASS_STRUCTURE, 100, "T1583.006",
		"a link leads to anonymous hosting or a form builder"},
	[FINDING_ACCOUNT_LINK] = {"account-link", FINDING_CLASS_STRUCTURE, 80, "T1598.003",
		"a link as account services send it leads to another domain than the sender's"},
	[FINDING_AUTH_FAIL] = {"auth-fail", FINDING_CLASS_AUTH, 80, "T1672",
		"authentication failed for the domain that the sender claims"},
	[FINDING_FIRST_CONTACT] = {"first-contact", FINDING_CLASS_HISTORY, 60, "T1585.002",
		"nobody here has written with this sender before, or hardly"},
	[FINDING_MAILBOX_LURED] = {"mailbox-lured", FINDING_CLASS_RECIPIENT, 120, "T1598.003",
		"a mailbox that is no person's is asked to sign in, approve or pay"},
	[FINDING_OWNER_LURED] = {"owner-lured", FINDING_CLASS_RECIPIENT, 150, "T1528",
		"an owner of non-human identities is asked for a secret"},
	[FINDING_TRUNCATED] = {"truncated", FINDING_CLASS_SIGHT, 20, "T1027",
		"the message is larger or deeper than was looked at"},
	[FINDING_AMBIGUOUS] = {"ambiguous", FINDING_CLASS_SIGHT, 30, "T1027",
		"mail programs would disagree about what the message says"},
	[FINDING_OBSCURED] = {"obscured", FINDING_CLASS_SIGHT, 30, "T1027",
		"a part or link could not be read"},
};
/* clang-format on */

static const char *const impact_names[IMPACTS] = {
	[IMPACT_NONE] = "none",       [IMPACT_PASSWORD] = "password",
	[IMPACT_MFA] = "mfa",         [IMPACT_SESSION] = "session",
	[IMPACT_OAUTH] = "oauth",     [IMPACT_DEVICE] = "device",
	[IMPACT_SECRET] = "secret",   [IMPACT_SIGNING_KEY] = "signing-key",
	[IMPACT_PAYMENT] = "payment",
};

const struct finding_info *
finding_info(enum finding_kind kind)
{
	assert((unsigned)kind < FINDING_KINDS);
	return &infos[kind];
}

const char *
impact_name(enum impact impact)
{
	assert((unsigned)impact < IMPACTS);
	return impact_names[impact];
}

enum impact
impact_from_name(const char *name)
{
	unsigned i;

	for (i = 0; i < IMPACTS; i++)
		if (strcmp(impact_names[i], name) == 0)
			return (enum impact)i;
	return IMPACT_NONE;
}

static const char *
or_empty(const char *string)
{
	return string == NULL ? "" : string;
}

static const char *
copy(struct arena *arena, const char *string)
{
	return string == NULL || *string == '\0' ? "" : arena_strdup(arena, string);
}

/* 'observed' of the list was cut, so the new one is compared after the same cut. */
static bool
is_known(const struct finding_list *list, const struct finding *finding, const char *family,
	 const char *observed)
{
	size_t i;

	for (i = 0; i < list->count; i++) {
		const struct finding *item = &list->items[i];

		if (item->kind == finding->kind && item->recipient == finding->recipient &&
		    strcmp(item->family, family) == 0 &&
		    strcmp(item->target, or_empty(finding->target)) == 0 &&
		    strcmp(item->observed, observed) == 0)
			return true;
	}
	return false;
}

void
finding_add(struct finding_list *list, const struct finding *finding)
{
	const struct finding_info *info = finding_info(finding->kind);
	const char *family =
		finding->family == NULL || *finding->family == '\0' ? info->name : finding->family;
	const char *observed = "";
	struct finding *item;

	if (list->count >= FINDINGS_MOST && finding_has(list, finding->kind))
		return;
	if (finding->observed != NULL && *finding->observed != '\0')
		observed = text_utf8(list->arena, finding->observed, strlen(finding->observed),
				     OBSERVED_MOST);
	if (is_known(list, finding, family, observed))
		return;
	list->items = arena_grow(list->arena, list->items, list->count, &list->capacity,
				 sizeof(*list->items));
	item = &list->items[list->count++];
	*item = *finding;
	item->family = copy(list->arena, family);
	item->target = copy(list->arena, finding->target);
	item->owner = copy(list->arena, finding->owner);
	item->observed = observed;
	item->where = copy(list->arena, finding->where);
	item->why = copy(list->arena, finding->why);
	item->nearly = copy(list->arena, finding->nearly);
	item->excused = copy(list->arena, finding->excused);
	if (item->weight == 0)
		item->weight = info->weight;
}

bool
finding_has(const struct finding_list *list, enum finding_kind kind)
{
	size_t i;

	for (i = 0; i < list->count; i++)
		if (list->items[i].kind == kind)
			return true;
	return false;
}

bool
finding_is_kind(const char *name)
{
	size_t i;

	for (i = 0; i < FINDING_KINDS; i++)
		if (strcmp(infos[i].name, name) == 0)
			return true;
	return false;
}

bool
finding_is_named(const struct finding *finding, const char *name)
{
	return strcmp(finding_info(finding->kind)->name, name) == 0 ||
	       strcmp(finding->family, name) == 0;
}
