/* SPDX-License-Identifier: BSD-2-Clause */
/* mapping - what the entries of one directory mean, by its settings. */
#include "config.h"

#include "policy/directory/mapping.h"

#include <stdlib.h>
#include <string.h>

#include "policy/base/digest.h"
#include "policy/base/text.h"
#include "policy/directory/dn.h"
#include "policy/directory/identifier.h"
#include "policy/directory/mailbox.h"
#include "policy/directory/rule.h"
#include "policy/directory/stamp.h"

/* Numbers of attributes, in order of preference. */
struct wanted {
	int *items;
	size_t count;
};

struct rules {
	struct rule *items;
	size_t count;
};

struct mapping {
	const struct conf_directory *conf;
	int64_t now_ms;
	struct entry_attributes attributes;
	const char *base, *group_base; /* keys; "" is everywhere */
	struct wanted id, account, display, addresses, aliases, members, owners, delegates;
	struct wanted login, password, recovery;
	struct rules service, shared, role, external, disabled, vip;
	int class, sid, primary_group;
};

/* Classes of entries that are groups even while they have no members. */
static const char *const group_classes[] = {"group",      "groupOfNames",   "groupOfUniqueNames",
					    "posixGroup", "groupOfMembers", "groupOfURLs",
					    "mailGroup",  "nisMailAlias"};

static bool
want_list(struct mapping *mapping, const struct conf_list *list, struct wanted *out)
{
	size_t i;

	out->items = arena_zalloc(mapping->attributes.arena, list->count, sizeof(int));
	for (i = 0; i < list->count; i++) {
		int number = entry_want(&mapping->attributes, list->items[i]);

		if (number < 0)
			return false;
		out->items[out->count++] = number;
	}
	return true;
}

/* Names separated by blanks. */
static bool
want_words(struct mapping *mapping, const char *words, struct wanted *out)
{
	struct conf_list list = {0};
	size_t capacity = 0;

	while (*(words += strspn(words, " \t,")) != '\0') {
		size_t length = strcspn(words, " \t,");

		list.items = arena_grow(mapping->attributes.arena, list.items, list.count,
					&capacity, sizeof(*list.items));
		list.items[list.count++] = arena_memdup(mapping->attributes.arena, words, length);
		words += length;
	}
	return want_list(mapping, &list, out);
}

static int
read_rules(struct mapping *mapping, const struct conf_list *list, struct rules *out,
	   const char **why)
{
	size_t i;

	out->items = arena_zalloc(mapping->attributes.arena, list->count, sizeof(*out->items));
	for (i = 0; i < list->count; i++)
		if (rule_read(&mapping->attributes, list->items[i], &out->items[out->count++],
			      why) != 0)
			return -1;
	return 0;
}

static int
want_all(struct mapping *mapping, const struct conf_directory *conf, const char **why)
{
	bool fits = want_list(mapping, &conf->id_attributes, &mapping->id) &&
		    want_words(mapping, conf->account_attribute, &mapping->account) &&
		    want_words(mapping, conf->display_attribute, &mapping->display) &&
		    want_list(mapping, &conf->address_attributes, &mapping->addresses) &&
		    want_list(mapping, &conf->alias_attributes, &mapping->aliases) &&
		    want_list(mapping, &conf->member_attributes, &mapping->members) &&
		    want_list(mapping, &conf->owner_attributes, &mapping->owners) &&
		    want_list(mapping, &conf->delegate_attributes, &mapping->delegates) &&
		    want_words(mapping, conf->last_login_attribute, &mapping->login) &&
		    want_words(mapping, conf->password_changed_attribute, &mapping->password) &&
		    want_list(mapping, &conf->recovery_attributes, &mapping->recovery);

	mapping->class = entry_want(&mapping->attributes, "objectClass");
	mapping->sid = entry_want(&mapping->attributes, "objectSid");
	mapping->primary_group = entry_want(&mapping->attributes, "primaryGroupID");
	if (fits && mapping->primary_group >= 0)
		return 0;
	*why = "the mapping names too many attributes";
	return -1;
}

struct mapping *
mapping_open(struct arena *arena, const struct conf_directory *conf, int64_t now_ms,
	     const char **why)
{
	struct mapping *mapping = arena_zalloc(arena, 1, sizeof(*mapping));

	mapping->conf = conf;
	mapping->now_ms = now_ms;
	mapping->attributes.arena = arena;
	mapping->base = dn_key(arena, conf->subject_base, strlen(conf->subject_base));
	mapping->group_base = dn_key(arena, conf->group_base, strlen(conf->group_base));
	if (want_all(mapping, conf, why) != 0 ||
	    read_rules(mapping, &conf->service_rules, &mapping->service, why) != 0 ||
	    read_rules(mapping, &conf->shared_rules, &mapping->shared, why) != 0 ||
	    read_rules(mapping, &conf->role_rules, &mapping->role, why) != 0 ||
	    read_rules(mapping, &conf->external_rules, &mapping->external, why) != 0 ||
	    read_rules(mapping, &conf->disabled_rules, &mapping->disabled, why) != 0 ||
	    read_rules(mapping, &conf->vip_rules, &mapping->vip, why) != 0)
		return NULL;
	return mapping;
}

const struct entry_attributes *
mapping_attributes(const struct mapping *mapping)
{
	return &mapping->attributes;
}

bool
mapping_knows_recovery(const struct mapping *mapping)
{
	return mapping->recovery.count != 0;
}

static const char *
first_text(const struct wanted *wanted, const struct entry *entry)
{
	const char *text;
	size_t i;

	for (i = 0; i < wanted->count; i++)
		if ((text = entry_text(entry, wanted->items[i])) != NULL && *text != '\0')
			return text;
	return NULL;
}

static bool
has_any(const struct wanted *wanted, const struct entry *entry)
{
	return first_text(wanted, entry) != NULL;
}

static bool
match_any(const struct rules *rules, const struct entry *entry, const char *key)
{
	size_t i;

	for (i = 0; i < rules->count; i++)
		if (rule_matches(&rules->items[i], entry, key))
			return true;
	return false;
}

static bool
is_group(const struct mapping *mapping, const struct entry *entry)
{
	const struct entry_values *classes = entry_all(entry, mapping->class);
	size_t i, j;

	if (has_any(&mapping->members, entry))
		return true;
	for (i = 0; i < classes->count; i++)
		for (j = 0; j < sizeof(group_classes) / sizeof(group_classes[0]); j++)
			if (text_equal_fold(classes->items[i].bytes, group_classes[j]))
				return true;
	return false;
}

/* Empty values of strangers and duplicates do no harm: they resolve to nothing or to the same. */
static void
collect_names(struct arena *arena, const struct wanted *wanted, const struct entry *entry,
	      size_t most, struct subject_names *out)
{
	size_t i, j;

	for (i = 0; i < wanted->count; i++) {
		const struct entry_values *values = entry_all(entry, wanted->items[i]);

		for (j = 0; j < values->count && out->count < most; j++) {
			const struct entry_value *value = &values->items[j];
			bool dn = memchr(value->bytes, '=', value->length) != NULL;

			if (value->length == 0)
				continue;
			out->items = arena_grow(arena, out->items, out->count, &out->capacity,
						sizeof(*out->items));
			out->items[out->count++] = dn ? dn_key(arena, value->bytes, value->length)
						      : text_lower(arena, value->bytes);
		}
	}
}

static void
add_address(struct arena *arena, struct subject *subject, const char *key, enum identity_via via)
{
	size_t i;

	for (i = 0; i < subject->address_count; i++)
		if (strcmp(subject->addresses[i].key, key) == 0)
			return;
	subject->addresses = arena_grow(arena, subject->addresses, subject->address_count,
					&subject->address_capacity, sizeof(*subject->addresses));
	subject->addresses[subject->address_count++] =
		(struct subject_address){.key = key, .via = via};
}

static void
collect_addresses(struct arena *arena, const struct entry_values *values, enum identity_via via,
		  struct mapping_losses *losses, struct subject *out)
{
	size_t i;

	for (i = 0; i < values->count; i++) {
		enum mailbox_form form;
		const char *key =
			mailbox_key(arena, values->items[i].bytes, values->items[i].length, &form);

		if (key == NULL) {
			losses->bad_addresses++;
			continue;
		}
		if (out->address_count == MAPPING_ADDRESSES) {
			losses->surplus_addresses++;
			continue;
		}
		if (out->mail == NULL && via == VIA_DIRECT && form != MAILBOX_SECONDARY)
			out->mail = key;
		add_address(arena, out, key, form == MAILBOX_SECONDARY ? VIA_ALIAS : via);
	}
}

static void
map_addresses(const struct mapping *mapping, struct arena *arena, const struct entry *entry,
	      struct mapping_losses *losses, struct subject *out)
{
	size_t i;

	for (i = 0; i < mapping->addresses.count; i++)
		collect_addresses(arena, entry_all(entry, mapping->addresses.items[i]), VIA_DIRECT,
				  losses, out);
	for (i = 0; i < mapping->aliases.count; i++)
		collect_addresses(arena, entry_all(entry, mapping->aliases.items[i]), VIA_ALIAS,
				  losses, out);
	if (out->mail == NULL)
		out->mail = out->address_count == 0 ? "" : out->addresses[0].key;
}

static void
map_kind(const struct mapping *mapping, const struct entry *entry, struct subject *out)
{
	const struct {
		const struct rules *rules;
		enum identity_kind kind;
	} order[] = {{&mapping->service, IDENTITY_SERVICE},
		     {&mapping->shared, IDENTITY_SHARED},
		     {&mapping->role, IDENTITY_ROLE},
		     {&mapping->external, IDENTITY_EXTERNAL}};
	size_t i;

	out->is_group = is_group(mapping, entry);
	out->kind = out->is_group ? IDENTITY_GROUP : IDENTITY_PERSON;
	for (i = 0; i < sizeof(order) / sizeof(order[0]); i++)
		if (match_any(order[i].rules, entry, out->dn_key)) {
			out->kind = order[i].kind;
			return;
		}
}

/* Stale is who neither signed in nor changed the password for so long, as far as either is known.
 */
static bool
is_stale(const struct mapping *mapping, const struct entry *entry)
{
	const char *login = first_text(&mapping->login, entry);
	const char *password = first_text(&mapping->password, entry);
	int64_t last = INT64_MIN, when;

	if (login != NULL && stamp_read(login, &when))
		last = when;
	if (password != NULL && stamp_read(password, &when) && when > last)
		last = when;
	return last != INT64_MIN && mapping->now_ms - last > mapping->conf->stale_ms;
}

static const char *
map_text(const struct wanted *wanted, struct arena *arena, const struct entry *entry)
{
	const char *text = first_text(wanted, entry);

	return text == NULL ? "" : text_utf8(arena, text, strlen(text), MAPPING_DISPLAY_BYTES);
}

/* A DN is not stable, but better than nothing: some servers have entries without any id. */
static const char *
make_id(struct arena *arena, const char *key)
{
	unsigned char digest[DIGEST_BYTES];

	digest_of(key, strlen(key), digest);
	return arena_printf(arena, "dn-%s", digest_hex(arena, digest, 16));
}

static const char *
map_id(const struct mapping *mapping, struct arena *arena, const struct entry *entry)
{
	const char *id;
	size_t i;

	for (i = 0; i < mapping->id.count; i++) {
		int number = mapping->id.items[i];
		const struct entry_values *values = entry_all(entry, number);

		if (values->count == 0)
			continue;
		id = identifier_text(arena, mapping->attributes.names[number],
				     values->items[0].bytes, values->items[0].length);
		if (id != NULL)
			return id;
	}
	return NULL;
}

/* An entry counts when mail can reach it, somebody could sign in as it, or it has members. */
static bool
is_identity(const struct mapping *mapping, const struct entry *entry, const struct subject *subject)
{
	static const char *const classes[] = {"person",        "organizationalPerson",
					      "inetOrgPerson", "account",
					      "posixAccount",  "applicationProcess"};
	const struct entry_values *values = entry_all(entry, mapping->class);
	size_t i, j;

	if (subject->address_count != 0 || subject->is_group)
		return true;
	for (i = 0; i < values->count; i++)
		for (j = 0; j < sizeof(classes) / sizeof(classes[0]); j++)
			if (text_equal_fold(values->items[i].bytes, classes[j]))
				return true;
	return false;
}

static bool
is_inside(const struct mapping *mapping, const char *key)
{
	if (mapping->base[0] == '\0' || strcmp(key, mapping->base) == 0 ||
	    dn_is_under(key, mapping->base))
		return true;
	return mapping->group_base[0] != '\0' && dn_is_under(key, mapping->group_base);
}

bool
mapping_subject(const struct mapping *mapping, struct arena *arena, const struct entry *entry,
		struct mapping_losses *losses, struct subject *out)
{
	struct subject subject = {.tier = TIER_STANDARD, .tier_via = ""};
	const struct entry_values *sids = entry_all(entry, mapping->sid);
	const char *primary = entry_text(entry, mapping->primary_group);

	subject.dn_key = dn_key(arena, entry->dn, strlen(entry->dn));
	if (!is_inside(mapping, subject.dn_key))
		return false;
	map_addresses(mapping, arena, entry, losses, &subject);
	map_kind(mapping, entry, &subject);
	if (!is_identity(mapping, entry, &subject))
		return false;
	subject.dn = text_utf8(arena, entry->dn, strlen(entry->dn), ENTRY_DN_BYTES);
	subject.id = map_id(mapping, arena, entry);
	if (subject.id == NULL) {
		subject.id = make_id(arena, subject.dn_key);
		losses->without_id++;
	}
	subject.account = map_text(&mapping->account, arena, entry);
	subject.display = map_text(&mapping->display, arena, entry);
	subject.disabled = match_any(&mapping->disabled, entry, subject.dn_key);
	subject.vip = match_any(&mapping->vip, entry, subject.dn_key);
	subject.stale = is_stale(mapping, entry);
	collect_names(arena, &mapping->owners, entry, MAPPING_NAMES_MOST, &subject.owner_names);
	collect_names(arena, &mapping->delegates, entry, MAPPING_NAMES_MOST,
		      &subject.delegate_names);
	collect_names(arena, &mapping->members, entry, SIZE_MAX, &subject.member_names);
	collect_names(arena, &mapping->recovery, entry, MAPPING_NAMES_MOST, &subject.recovery);
	if (sids->count != 0)
		subject.sid_tail = identifier_sid_tail(sids->items[0].bytes, sids->items[0].length);
	subject.primary_group = primary == NULL ? 0 : (uint32_t)strtoul(primary, NULL, 10);
	*out = subject;
	return true;
}
