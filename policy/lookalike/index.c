/* SPDX-License-Identifier: BSD-2-Clause */
/* index - everything that a host or a text is looked up in, frozen (detection.md 2.5). */
#include "config.h"

#include "policy/lookalike/index.h"

#include <string.h>

#include "policy/base/file.h"
#include "policy/base/text.h"
#include "policy/data/data.h"
#include "policy/lookalike/sound.h"
#include "policy/mail/fold.h"

#define FILE_MOST     (8 * 1024 * 1024)
#define LABEL_LEAST   3 /* shorter labels are owned, but nothing is measured against them */
#define LETTERS_LEAST 4 /* an owned label this short claims only as a common word */

static const struct {
	const char *file;
	unsigned role;
} lists[] = {{"known.conf", INDEX_KNOWN},
	     {"freemail.conf", INDEX_FREEMAIL},
	     {"tenants.conf", INDEX_TENANT}};

/* ---- names ----------------------------------------------------------------------------------- */

static struct index_name *
find_or_add_name(struct arena *arena, struct index *index, const char *ascii)
{
	uint32_t found = multimap_value(&index->exact, ascii, strlen(ascii));

	if (found != MULTIMAP_NONE)
		return &index->names[found];
	index->names = arena_grow(arena, index->names, index->name_count, &index->name_capacity,
				  sizeof(*index->names));
	index->names[index->name_count] = (struct index_name){.ascii = ascii, .owner = INDEX_NONE};
	multimap_add(arena, &index->exact, ascii, strlen(ascii), (uint32_t)index->name_count);
	return &index->names[index->name_count++];
}

static void
add_role(struct arena *arena, struct index *index, const char *name, unsigned role)
{
	struct host host;
	const char *why;

	if (host_canonical(arena, name, strlen(name), &host, &why) == 0)
		find_or_add_name(arena, index, host.ascii)->roles |= role;
}

/* ---- labels ---------------------------------------------------------------------------------- */

static struct index_label *
find_label(struct index *index, const char *text, uint32_t owner)
{
	uint32_t entry = multimap_first(&index->plain, text, strlen(text));

	for (; entry != MULTIMAP_NONE; entry = multimap_next(&index->plain, entry)) {
		struct index_label *label = &index->labels[index->plain.entries[entry].value];

		if (label->owner == owner)
			return label;
	}
	return NULL;
}

static void
file_label(struct arena *arena, struct index *index, uint32_t number)
{
	const struct index_label *label = &index->labels[number];
	char sound[SOUND_ROOM];

	multimap_add(arena, &index->plain, label->text, strlen(label->text), number);
	multimap_add(arena, &index->strong, label->strong, label->length, number);
	if (!label->wordless)
		multimap_add(arena, &index->weak, label->weak, strlen(label->weak), number);
	if (!label->token)
		return;
	lexicon_add(arena, &index->brands, label->text, strlen(label->text), number);
	if (strcmp(label->text, label->strong) != 0)
		lexicon_add(arena, &index->brands, label->strong, label->length, number);
	near_add(arena, &index->near, label->strong, label->length, number);
	if (strcmp(label->text, label->strong) != 0)
		near_add(arena, &index->near, label->text, strlen(label->text), number);
	if (sound_of(label->text, sound))
		multimap_add(arena, &index->sounds, arena_strdup(arena, sound), strlen(sound),
			     number);
}

/* 'target' is the domain it stands for; 'suffix' is NULL for a brand word that is no domain. */
static void
add_label(struct arena *arena, struct index *index, const struct index_label *like,
	  const char *suffix)
{
	struct index_label *label = find_label(index, like->text, like->owner);

	if (strlen(like->text) < LABEL_LEAST)
		return;
	if (label == NULL) {
		index->labels = arena_grow(arena, index->labels, index->label_count,
					   &index->label_capacity, sizeof(*index->labels));
		label = &index->labels[index->label_count];
		*label = *like;
		label->strong = fold_skeleton(arena, like->text, FOLD_STRONG);
		label->weak = fold_skeleton(arena, like->text, FOLD_WEAK);
		label->length = strlen(label->strong);
		if (index->owners[like->owner].label_count++ == 0)
			index->owners[like->owner].first_label = (uint32_t)index->label_count;
		file_label(arena, index, (uint32_t)index->label_count++);
	}
	if (suffix == NULL)
		return;
	if (!label->domain)
		label->target = like->target;
	label->domain = true;
	label->suffixes = arena_grow(arena, (void *)label->suffixes, label->suffix_count,
				     &label->suffix_capacity, sizeof(*label->suffixes));
	label->suffixes[label->suffix_count++] = suffix;
}

static void
add_claim(struct arena *arena, struct index *index, const struct index_claim *claim)
{
	index->claims = arena_grow(arena, index->claims, index->claim_count, &index->claim_capacity,
				   sizeof(*index->claims));
	index->claims[index->claim_count] = *claim;
	lexicon_add(arena, &index->texts, claim->token, strlen(claim->token),
		    (uint32_t)index->claim_count++);
}

/* A copy of a brand word with its hyphens as 'with'; 0 drops them. */
static char *
respell(struct arena *arena, const char *word, char with)
{
	char *copy = arena_strdup(arena, word), *to = copy;

	for (; *word != '\0'; word++)
		if (*word != '-')
			*to++ = *word;
		else if (with != '\0')
			*to++ = with;
	*to = '\0';
	return copy;
}

static bool
is_ascii(const char *word)
{
	for (; *word != '\0'; word++)
		if ((unsigned char)*word >= 0x80)
			return false;
	return true;
}

/* In hosts "bank-of-america" and "bankofamerica", in text "bank of america" too. */
static void
add_brand(struct arena *arena, struct index *index, const char *word,
	  const struct index_claim *like)
{
	const char *joined = respell(arena, word, '\0');
	struct index_label label = {.text = joined,
				    .target = index->owners[like->owner].primary,
				    .owner = like->owner,
				    .common = like->common,
				    .product = like->product,
				    .token = true};
	struct index_claim claim = *like;

	claim.token = joined;
	add_claim(arena, index, &claim);
	if (strcmp(joined, word) != 0) {
		claim.token = word;
		add_claim(arena, index, &claim);
		claim.token = respell(arena, word, ' ');
		add_claim(arena, index, &claim);
	}
	if (!is_ascii(word))
		return;
	add_label(arena, index, &label, NULL);
	label.text = word;
	if (strcmp(joined, word) != 0)
		add_label(arena, index, &label, NULL);
}

/* ---- owners ---------------------------------------------------------------------------------- */

static uint32_t
add_owner(struct arena *arena, struct index *index, const struct index_owner *owner)
{
	index->owners = arena_grow(arena, index->owners, index->owner_count, &index->owner_capacity,
				   sizeof(*index->owners));
	index->owners[index->owner_count] = *owner;
	return (uint32_t)index->owner_count++;
}

/* Hyphens apart: "air-watch" is "airwatch". */
static bool
holds_word(const struct issuers_list *words, const char *label, bool whole, struct arena *arena)
{
	const char *bare = respell(arena, label, '\0');
	size_t i;

	for (i = 0; i < words->count; i++) {
		const char *word = respell(arena, words->items[i], '\0');

		if (whole ? strcmp(bare, word) == 0 : strstr(bare, word) != NULL)
			return true;
	}
	return false;
}

/* A label that holds a brand word is protected against look-alikes, and one that is a brand word
 * against everything; others of an issuer only against letters of other scripts. */
static void
add_issuer_domain(struct arena *arena, struct index *index, const struct issuer *issuer,
		  uint32_t owner, const char *name)
{
	struct index_label like = {.owner = owner, .domain = true};
	struct index_name *entry;
	struct host host;
	const char *why;
	bool brand;

	if (host_canonical(arena, name, strlen(name), &host, &why) != 0)
		return;
	entry = find_or_add_name(arena, index, host.ascii);
	if (entry->owner == INDEX_NONE)
		entry->owner = owner;
	if (strcmp(host.ascii, host.registrable) != 0 || host.suffix[0] == '\0')
		return;
	like.text = host.label;
	like.target = host.ascii;
	brand = holds_word(&issuer->brands, host.label, false, arena);
	like.product = !brand && holds_word(&issuer->products, host.label, false, arena);
	like.common = !brand && !like.product;
	like.token = holds_word(&issuer->brands, host.label, true, arena) ||
		     holds_word(&issuer->products, host.label, true, arena) ||
		     holds_word(&issuer->commons, host.label, true, arena);
	like.wordless = !brand && !like.product && !like.token;
	add_label(arena, index, &like, host.suffix);
}

static void
add_issuer(struct arena *arena, struct index *index, const struct issuer *issuer)
{
	const char *primary = issuer->domains.count == 0 ? issuer->name : issuer->domains.items[0];
	uint32_t owner =
		add_owner(arena, index,
			  &(struct index_owner){.name = issuer->name,
						.primary = primary,
						.tier = LOOKALIKE_CRITICAL,
						.social = strcmp(issuer->kind, "social") == 0,
						.carries = issuers_carries(issuer),
						.senders = issuer->senders});
	size_t i;

	for (i = 0; i < issuer->domains.count; i++)
		add_issuer_domain(arena, index, issuer, owner, issuer->domains.items[i]);
	for (i = 0; i < issuer->brands.count; i++)
		add_brand(arena, index, issuer->brands.items[i],
			  &(struct index_claim){.owner = owner});
	for (i = 0; i < issuer->products.count; i++)
		add_brand(arena, index, issuer->products.items[i],
			  &(struct index_claim){.owner = owner, .product = true});
	for (i = 0; i < issuer->commons.count; i++)
		add_brand(arena, index, issuer->commons.items[i],
			  &(struct index_claim){.owner = owner, .common = true});
}

/* The organisation is one owner, whatever its domains; each label is a brand of its own. */
static void
add_owned_domain(struct arena *arena, struct index *index, uint32_t owner, const char *name)
{
	struct index_label like = {.owner = owner, .domain = true};
	struct index_name *entry;
	struct host host;
	const char *why;

	if (host_canonical(arena, name, strlen(name), &host, &why) != 0)
		return;
	if (index->owners[owner].primary[0] == '\0')
		index->owners[owner].primary = host.ascii;
	entry = find_or_add_name(arena, index, host.ascii);
	entry->owner = owner; /* the operator knows better than the shipped table */
	like.text = host.label;
	like.target = host.registrable;
	like.common = strlen(host.label) < LETTERS_LEAST;
	like.token = true;
	if (find_label(index, host.label, owner) == NULL && strlen(host.label) >= LABEL_LEAST)
		add_claim(arena, index,
			  &(struct index_claim){.token = host.label,
						.owner = owner,
						.common = strlen(host.label) <= LETTERS_LEAST});
	add_label(arena, index, &like, host.suffix);
}

/* ---- files ----------------------------------------------------------------------------------- */

static int
read_issuers(struct arena *arena, const struct conf_protected *conf, struct issuers *issuers,
	     const char **why)
{
	const char *paths[2] = {conf->issuers, conf->more_issuers};
	const struct data_file *shipped = data_find("issuers.conf");
	char *bytes;
	size_t length, i;

	if ((conf->issuers == NULL || conf->issuers[0] == '\0') && shipped != NULL &&
	    issuers_read(arena, "issuers.conf", shipped->bytes, issuers, why) != 0)
		return -1;
	for (i = 0; i < 2; i++) {
		if (paths[i] == NULL || paths[i][0] == '\0')
			continue;
		if (file_read(arena, paths[i], FILE_MOST, &bytes, &length, why) != 0 ||
		    issuers_read(arena, paths[i], bytes, issuers, why) != 0)
			return -1;
	}
	return 0;
}

static int
read_lists(struct arena *arena, struct index *index, const char **why)
{
	size_t i, k;

	for (i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		const struct data_file *file = data_find(lists[i].file);
		struct issuers_list names = {0};

		if (file == NULL)
			continue;
		if (issuers_names(arena, file->name, file->bytes, &names, why) != 0)
			return -1;
		for (k = 0; k < names.count; k++)
			add_role(arena, index, names.items[k], lists[i].role);
	}
	return 0;
}

/*
 * hosting.conf: "CLASS HOST" or "CLASS HOST/PATH" a line; nobody rents a name of the latter, of a
 * shortener or of a redirect.
 */
static void
read_hosting(struct arena *arena, struct index *index)
{
	const struct data_file *file = data_find("hosting.conf");
	const char *at = file == NULL ? "" : file->bytes;

	while (*at != '\0') {
		size_t line = strcspn(at, "\n"), class = strcspn(at, " \n");
		const char *name = at + class + (at[class] == ' ');
		size_t length = strcspn(name, "/\n");

		if (*at != '#' && length != 0 && name[length] != '/' &&
		    strncmp(at, "shortener", class) != 0 && strncmp(at, "redirect", class) != 0)
			add_role(arena, index, arena_memdup(arena, name, length), INDEX_HOSTING);
		at += line + (at[line] != '\0');
	}
}

static void
add_word(struct arena *arena, struct index *index, const char *word, size_t length,
	 enum index_word kind)
{
	size_t number = index->words.count;

	lexicon_add(arena, &index->words, word, length, (uint32_t)kind);
	multimap_add(arena, &index->vocabulary, word, length, (uint32_t)kind);
	if (kind != INDEX_FILLER && length > NEAR_SHORTEST && index->words.count > number)
		near_add(arena, &index->near_words, word, length, (uint32_t)number);
}

/* words.conf: a line begins with one of these. */
static const char *const word_kinds[] = {
	[INDEX_ACCOUNT] = "account", [INDEX_SERVICE] = "service", [INDEX_FILLER] = "filler"};

static enum index_word
find_word_kind(const char *word, size_t length)
{
	unsigned kind;

	for (kind = 0; kind < INDEX_FILLER; kind++)
		if (strlen(word_kinds[kind]) == length &&
		    memcmp(word_kinds[kind], word, length) == 0)
			break;
	return (enum index_word)kind;
}

static void
read_words(struct arena *arena, struct index *index)
{
	const struct data_file *file = data_find("words.conf");
	const char *at = file == NULL ? "" : file->bytes;
	enum index_word kind = INDEX_FILLER;
	bool first = true;

	for (; *at != '\0'; at += strspn(at, " \t\r")) {
		size_t length = strcspn(at, *at == '#' ? "\n" : " \t\r\n");

		if (*at == '\n') {
			first = true;
			at++;
			continue;
		}
		if (*at != '#' && first)
			kind = find_word_kind(at, length);
		else if (*at != '#')
			add_word(arena, index, at, length, kind);
		first = false;
		at += length;
	}
}

int
index_open(struct arena *arena, const struct conf_protected *conf,
	   const struct conf_list *more_owned, struct index *index, const char **why)
{
	const struct conf_list *owned[2] = {&conf->owned, more_owned};
	struct issuers issuers = {0};
	size_t i, k;
	uint32_t self;

	if (read_issuers(arena, conf, &issuers, why) != 0 || read_lists(arena, index, why) != 0)
		return -1;
	read_hosting(arena, index);
	read_words(arena, index);
	self = add_owner(
		arena, index,
		&(struct index_owner){.name = "own", .primary = "", .tier = LOOKALIKE_OWNED});
	for (i = 0; i < 2; i++)
		for (k = 0; owned[i] != NULL && k < owned[i]->count; k++)
			add_owned_domain(arena, index, self, owned[i]->items[k]);
	for (i = 0; i < issuers.count; i++)
		add_issuer(arena, index, &issuers.items[i]);
	for (i = 0; i < conf->exempt.count; i++)
		add_role(arena, index, conf->exempt.items[i], INDEX_EXEMPT);
	near_freeze(arena, &index->near);
	near_freeze(arena, &index->near_words);
	return 0;
}

/* ---- where a host stands --------------------------------------------------------------------- */

static const char *
strip_label(const char *name)
{
	const char *dot = strchr(name, '.');

	return dot == NULL ? NULL : dot + 1;
}

/* Between the public suffix and the rented name lies what a provider lets others use. */
static bool
is_rented_below(const struct host *host, size_t length)
{
	return length < strlen(host->registrable) && length >= strlen(host->public_registrable);
}

void
index_place(const struct index *index, const struct host *host, struct index_place *out)
{
	const char *name = host->ascii, *child = host->ascii;
	size_t whole = strlen(host->ascii);
	bool rented = false;

	*out = (struct index_place){
		.owner = INDEX_NONE, .role_name = "", .registrable = host->registrable};
	for (; name != NULL; child = name, name = strip_label(name)) {
		size_t length = strlen(name);
		uint32_t found = multimap_value(&index->exact, name, length);
		const struct index_name *entry;

		if (found == MULTIMAP_NONE)
			continue;
		entry = &index->names[found];
		if (out->roles == 0 && entry->roles != 0) {
			out->roles = entry->roles;
			out->role_name = entry->ascii;
		}
		if ((entry->roles & INDEX_HOSTING) != 0 && length < whole &&
		    strlen(child) > strlen(out->registrable))
			out->registrable = child;
		rented = rented || (length < whole && ((entry->roles & INDEX_HOSTING) != 0 ||
						       is_rented_below(host, length)));
		if (out->owner == INDEX_NONE && entry->owner != INDEX_NONE && !rented)
			out->owner = entry->owner;
	}
}
