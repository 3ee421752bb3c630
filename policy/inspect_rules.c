/* SPDX-License-Identifier: BSD-2-Clause */
/* inspect_rules - what the operator decided about findings: never made, on trial, or excused. */
#include "config.h"

#include "policy/inspect_rules.h"

#include <string.h>
#include <strings.h>

#include "policy/base/network.h"
#include "policy/base/text.h"
#include "policy/lure/passage.h"

struct inspect_allow {
	const struct conf_allow *conf;
	struct network *clients;
	const char *excused; /* "allow NAME" */
};

struct inspect_rules {
	const struct conf *conf;
	const struct lure *lure;
	struct inspect_allow *allows;
};

static bool
is_finding(const struct lure *lure, const char *name)
{
	struct lure_family_info family;
	size_t i;

	for (i = 0; lure_family(lure, i, &family); i++)
		if (strcmp(family.name, name) == 0)
			return true;
	return finding_is_kind(name);
}

static int
check_names(struct arena *arena, const struct inspect_rules *rules, const char *where,
	    const struct conf_list *names, const char **why)
{
	size_t i;

	for (i = 0; i < names->count; i++) {
		const char *name = names->items[i];

		if (strcmp(name, "*") == 0 || is_finding(rules->lure, name))
			continue;
		*why = arena_printf(arena,
				    "%s: %s: \"%s\" is neither a kind of finding nor a lure "
				    "family; both are listed in lurewatch-risk(5)",
				    rules->conf->path, where, text_printable(arena, name, 60));
		return -1;
	}
	return 0;
}

static int
open_clients(struct arena *arena, const struct inspect_rules *rules, struct inspect_allow *allow,
	     const char **why)
{
	const struct conf_list *clients = &allow->conf->clients;
	size_t i;

	allow->clients = arena_zalloc(arena, clients->count + 1, sizeof(*allow->clients));
	for (i = 0; i < clients->count; i++) {
		if (network_parse(clients->items[i], &allow->clients[i]) == 0)
			continue;
		*why = arena_printf(arena,
				    "%s: allow \"%s\": clients: \"%s\" is no address or network; "
				    "write 192.0.2.7, 192.0.2.0/24 or 2001:db8::/32",
				    rules->conf->path, text_printable(arena, allow->conf->name, 60),
				    text_printable(arena, clients->items[i], 60));
		return -1;
	}
	return 0;
}

static int
open_allow(struct arena *arena, const struct inspect_rules *rules, const struct conf_allow *conf,
	   struct inspect_allow *allow, const char **why)
{
	const char *name = text_printable(arena, conf->name, 60);

	*allow = (struct inspect_allow){.conf = conf,
					.excused = arena_printf(arena, "allow %s", conf->name)};
	if (conf->senders.count + conf->signers.count + conf->clients.count + conf->users.count ==
	    0) {
		*why = arena_printf(arena,
				    "%s: allow \"%s\": says of nobody whose mail it is; name "
				    "senders, signers, clients or users",
				    rules->conf->path, name);
		return -1;
	}
	if (open_clients(arena, rules, allow, why) != 0)
		return -1;
	return check_names(arena, rules, arena_printf(arena, "allow \"%s\": findings", name),
			   &conf->findings, why);
}

struct inspect_rules *
inspect_rules_open(struct arena *arena, const struct conf *conf, const struct lure *lure,
		   const char **why)
{
	struct inspect_rules *rules = arena_zalloc(arena, 1, sizeof(*rules));
	size_t i;

	*rules = (struct inspect_rules){.conf = conf, .lure = lure};
	rules->allows = arena_zalloc(arena, conf->allow_count + 1, sizeof(*rules->allows));
	if (check_names(arena, rules, "rules.log_only", &conf->rules.log_only, why) != 0)
		return NULL;
	for (i = 0; i < conf->allow_count; i++)
		if (open_allow(arena, rules, &conf->allows[i], &rules->allows[i], why) != 0)
			return NULL;
	return rules;
}

/* "example.com" is that name, ".example.com" every name below it. */
static bool
holds_domain(const struct conf_list *list, const char *ascii)
{
	size_t i;

	for (i = 0; i < list->count; i++) {
		const char *item = list->items[i];

		if (item[0] == '.' ? text_ends_fold(ascii, item) : strcasecmp(ascii, item) == 0)
			return true;
	}
	return false;
}

static bool
is_below(const struct conf_list *list, const char *ascii)
{
	size_t i, length = strlen(ascii);

	for (i = 0; i < list->count; i++) {
		const char *item = list->items[i] + (list->items[i][0] == '.' ? 1 : 0);
		size_t tail = strlen(item);

		if (length == tail ? strcasecmp(ascii, item) == 0
				   : length > tail && ascii[length - tail - 1] == '.' &&
					     text_ends_fold(ascii, item))
			return true;
	}
	return false;
}

/* Every mailbox of From must be listed and proven: readers differ in which one they show. */
static bool
is_sent_by(const struct conf_list *senders, const struct message *message)
{
	size_t i;

	for (i = 0; i < message->from.count; i++) {
		const struct host *host = &message->from.items[i].domain;

		if (!holds_domain(senders, host->ascii) ||
		    !authentication_proves(&message->auth, host->registrable))
			return false;
	}
	return message->from.count != 0;
}

static bool
is_signed_by(const struct conf_list *signers, const struct message *message)
{
	size_t i;

	for (i = 0; i < message->auth.signature_count; i++)
		if (message->auth.signatures[i].result == AUTH_PASS &&
		    holds_domain(signers, message->auth.signatures[i].domain))
			return true;
	return false;
}

static bool
is_from_client(const struct inspect_allow *allow, const struct message *message)
{
	const char *client = message->source->envelope.client_address;
	size_t i;

	for (i = 0; client != NULL && i < allow->conf->clients.count; i++)
		if (network_holds(&allow->clients[i], client))
			return true;
	return false;
}

static bool
is_from_user(const struct conf_list *users, const struct message *message)
{
	const char *user = message->source->envelope.auth_identity;
	size_t i;

	for (i = 0; user != NULL && user[0] != '\0' && i < users->count; i++)
		if (strcmp(users->items[i], "*") == 0 || strcmp(users->items[i], user) == 0)
			return true;
	return false;
}

static bool
is_listed(const struct conf_list *recipients, const char *address)
{
	const char *at = strrchr(address, '@');
	size_t i;

	for (i = 0; i < recipients->count; i++)
		if (strcasecmp(recipients->items[i], address) == 0 ||
		    (at != NULL && strcasecmp(recipients->items[i], at + 1) == 0))
			return true;
	return false;
}

static bool
is_for(const struct conf_list *recipients, const struct inspection *inspection)
{
	size_t i;

	for (i = 0; i < inspection->recipient_count; i++)
		if (!is_listed(recipients, inspection->recipients[i].address))
			return false;
	return inspection->recipient_count != 0;
}

/* Whether the host is of the domain that From names and authentication proves. */
static bool
is_senders(const struct message *message, const struct host *host)
{
	const struct host *from = &message->from.items[0].domain;

	return message->from.count == 1 && strcmp(host->registrable, from->registrable) == 0 &&
	       authentication_proves(&message->auth, from->registrable);
}

/* A link that cannot be read may lead anywhere. */
static bool
stays_within(const struct conf_list *links, const struct message *message)
{
	size_t i;

	for (i = 0; i < message->link_count; i++) {
		const struct message_link *link = &message->links[i];
		const struct host *host = &link->url.host;

		if (!passage_clickable(link) || link->kind == LINK_MAILTO)
			continue;
		if (link->obscured || host->ascii == NULL)
			return false;
		if (!is_below(links, host->ascii) && !is_senders(message, host))
			return false;
	}
	return true;
}

static bool
applies(const struct inspect_allow *allow, const struct inspection *inspection)
{
	const struct message *message = &inspection->message;
	const struct conf_allow *conf = allow->conf;

	return (conf->senders.count == 0 || is_sent_by(&conf->senders, message)) &&
	       (conf->signers.count == 0 || is_signed_by(&conf->signers, message)) &&
	       (conf->clients.count == 0 || is_from_client(allow, message)) &&
	       (conf->users.count == 0 || is_from_user(&conf->users, message)) &&
	       (conf->recipients.count == 0 || is_for(&conf->recipients, inspection)) &&
	       (conf->links.count == 0 || stays_within(&conf->links, message));
}

static bool
names(const struct conf_list *list, const struct finding *finding)
{
	size_t i;

	for (i = 0; i < list->count; i++)
		if (strcmp(list->items[i], "*") == 0 || finding_is_named(finding, list->items[i]))
			return true;
	return false;
}

static void
drop(const struct conf_list *off, struct finding_list *findings)
{
	size_t i, kept = 0;

	for (i = 0; i < findings->count; i++)
		if (!names(off, &findings->items[i]))
			findings->items[kept++] = findings->items[i];
	findings->count = kept;
}

static void
excuse(const struct conf_list *list, const char *excused, struct finding_list *findings)
{
	size_t i;

	for (i = 0; i < findings->count; i++)
		if (findings->items[i].excused[0] == '\0' && names(list, &findings->items[i]))
			findings->items[i].excused = excused;
}

void
inspect_rules_apply(const struct inspect_rules *rules, struct inspection *inspection)
{
	const struct conf *conf = rules->conf;
	size_t i;

	if (conf->lures.off.count != 0)
		drop(&conf->lures.off, &inspection->findings);
	if (conf->rules.log_only.count != 0)
		excuse(&conf->rules.log_only, "log only", &inspection->findings);
	for (i = 0; i < conf->allow_count; i++)
		if (applies(&rules->allows[i], inspection))
			excuse(&conf->allows[i].findings, rules->allows[i].excused,
			       &inspection->findings);
}

bool
inspect_rules_excuse_claims(const struct inspect_rules *rules, const struct inspection *inspection)
{
	static const struct finding claim = {.kind = FINDING_BRAND_CLAIM, .family = ""};
	const struct conf *conf = rules->conf;
	size_t i;

	if (names(&conf->lures.off, &claim) || names(&conf->rules.log_only, &claim))
		return true;
	for (i = 0; i < conf->allow_count; i++)
		if (names(&conf->allows[i].findings, &claim) &&
		    applies(&rules->allows[i], inspection))
			return true;
	return false;
}

bool
inspect_rules_know(const struct inspect_rules *rules, const char *name)
{
	size_t i;

	for (i = 0; i < rules->conf->allow_count; i++)
		if (strcmp(rules->conf->allows[i].name, name) == 0)
			return true;
	return is_finding(rules->lure, name);
}
