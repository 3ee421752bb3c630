/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * generate - look-alikes of a domain, made as people make them, kind by kind.
 *
 * The letters, words and keys used here are written down by hand, apart from the tables of the
 * product, so that neither can be right only because the other is. The same seed makes the same
 * names.
 *
 * Who owns: nothing is kept. Threads: one a generator. Fails: a maker returns false when the name
 * gives nothing to work on.
 */
#ifndef TESTS_UNIT_GENERATE_H
#define TESTS_UNIT_GENERATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define GENERATE_ROOM         512
#define GENERATE_COUNT(array) (sizeof(array) / sizeof((array)[0]))

struct generate {
	uint64_t state;
};

/* A registrable name: "paypal" and "com". */
struct generate_name {
	const char *label, *suffix;
};

typedef bool generate_maker(struct generate *with, const struct generate_name *name,
			    char out[GENERATE_ROOM]);

/* xorshift64: from 0 to 'most' without it. */
static inline size_t
generate_pick(struct generate *with, size_t most)
{
	with->state ^= with->state << 13;
	with->state ^= with->state >> 7;
	with->state ^= with->state << 17;
	return (size_t)(with->state % most);
}

/* The name with 'cut' bytes of its label at 'at' replaced by 'by'. */
static inline void
generate_splice(const struct generate_name *name, size_t at, size_t cut, const char *by,
		char out[GENERATE_ROOM])
{
	(void)snprintf(out, GENERATE_ROOM, "%.*s%s%s.%s", (int)at, name->label, by,
		       name->label + at + cut, name->suffix);
}

/* What looks like what: the first string is what stands there, the others replace it. */
struct generate_like {
	const char *what;
	const char *by[8];
};

/* Replace one place, or with luck every place, where one of 'likes' stands. */
static inline bool
generate_replace(struct generate *with, const struct generate_name *name,
		 const struct generate_like *likes, size_t count, char out[GENERATE_ROOM])
{
	size_t places[64], which[64], found = 0, at, i, options = 0;

	for (at = 0; name->label[at] != '\0'; at++)
		for (i = 0; i < count; i++)
			if (found < 64 &&
			    strncmp(name->label + at, likes[i].what, strlen(likes[i].what)) == 0) {
				places[found] = at;
				which[found++] = i;
			}
	if (found == 0)
		return false;
	at = generate_pick(with, found);
	while (options < 8 && likes[which[at]].by[options] != NULL)
		options++;
	generate_splice(name, places[at], strlen(likes[which[at]].what),
			likes[which[at]].by[generate_pick(with, options)], out);
	return true;
}

/* Letters of other scripts and with marks, as browsers' fonts draw them. */
static inline bool
generate_homoglyph(struct generate *with, const struct generate_name *name, char out[GENERATE_ROOM])
{
	static const struct generate_like likes[] = {
		{"a", {"\u0430", "\u0251", "\u00E0", "\u00E4", "\u0105", "\u1EA1"}},
		{"b", {"\u0184", "\u1E05", "\u042C"}},
		{"c", {"\u0441", "\u00E7", "\u010B"}},
		{"d", {"\u0501", "\u0111", "\u1E0D", "\u0257"}},
		{"e", {"\u0435", "\u00E9", "\u0117", "\u1EB9", "\u0454"}},
		{"f", {"\u0192", "\u1E1F"}},
		{"g", {"\u0261", "\u011F", "\u0121", "\u0581"}},
		{"h", {"\u04BB", "\u0127", "\u1E25"}},
		{"i", {"\u0456", "\u0131", "\u00ED", "\u1ECB", "\u0457"}},
		{"j", {"\u0458", "\u0135", "\u03F3"}},
		{"k", {"\u03BA", "\u043A", "\u1E33", "\u0137"}},
		{"l", {"\u04CF", "\u0142", "\u1E37", "\u013C"}},
		{"m", {"\u043C", "\u1E43", "\u1E41", "rn"}},
		{"n", {"\u0578", "\u0144", "\u00F1", "\u1E47"}},
		{"o",
		 {"\u043E", "\u03BF", "\u0585", "\u00F6", "\u00F8", "\u1ECD", "\u0D20", "\u0B20"}},
		{"p", {"\u0440", "\u03C1", "\u1E57"}},
		{"q", {"\u051B", "\u0566"}},
		{"r", {"\u0155", "\u1E5B", "\u0433"}},
		{"s", {"\u0455", "\u015B", "\u015F", "\u1E63"}},
		{"t", {"\u0163", "\u1E6D", "\u0442"}},
		{"u", {"\u057D", "\u00FA", "\u00FC", "\u1EE5", "\u03C5"}},
		{"v", {"\u03BD", "\u0475", "\u1E7F"}},
		{"w", {"\u051D", "\u0175", "\u0461", "\u1E89"}},
		{"x", {"\u0445", "\u1E8B"}},
		{"y", {"\u0443", "\u00FD", "\u1EF5", "\u04AF"}},
		{"z", {"\u017C", "\u1E93", "\u017E"}},
	};

	return generate_replace(with, name, likes, GENERATE_COUNT(likes), out);
}

/* Pairs and digits of ASCII that read as something else. */
static inline bool
generate_confusable(struct generate *with, const struct generate_name *name,
		    char out[GENERATE_ROOM])
{
	static const struct generate_like likes[] = {
		{"m", {"rn", "nn"}},    {"w", {"vv"}}, {"o", {"0"}},  {"l", {"1", "i"}},
		{"i", {"1", "l", "j"}}, {"d", {"cl"}}, {"rn", {"m"}}, {"vv", {"w"}},
		{"cl", {"d"}},          {"s", {"5"}},  {"e", {"3"}},  {"a", {"4"}},
		{"b", {"8", "6"}},      {"g", {"9"}},  {"t", {"7"}},  {"z", {"2"}},
		{"u", {"v"}},           {"v", {"u"}},  {"j", {"i"}},
	};

	return generate_replace(with, name, likes, GENERATE_COUNT(likes), out);
}

/* ---- slips of the finger, never at the first letter: that makes other words ------------------ */

static inline bool
generate_insert(struct generate *with, const struct generate_name *name, char out[GENERATE_ROOM])
{
	char letter[2] = {(char)('a' + generate_pick(with, 26)), '\0'};

	generate_splice(name, 1 + generate_pick(with, strlen(name->label)), 0, letter, out);
	return true;
}

static inline bool
generate_delete(struct generate *with, const struct generate_name *name, char out[GENERATE_ROOM])
{
	generate_splice(name, 1 + generate_pick(with, strlen(name->label) - 1), 1, "", out);
	return true;
}

static inline bool
generate_neighbour(struct generate *with, const struct generate_name *name, char out[GENERATE_ROOM])
{
	static const char *const keys[] = {"qwertyuiop", "asdfghjkl", "zxcvbnm"};
	size_t at = 1 + generate_pick(with, strlen(name->label) - 1), i;
	char letter[2] = {0};

	for (i = 0; i < GENERATE_COUNT(keys); i++) {
		const char *key = strchr(keys[i], name->label[at]);

		if (key == NULL)
			continue;
		letter[0] = key[1] == '\0' || (key != keys[i] && generate_pick(with, 2) == 0)
				    ? key[-1]
				    : key[1];
	}
	generate_splice(name, at, 1, letter, out);
	return letter[0] != '\0';
}

static inline bool
generate_transpose(struct generate *with, const struct generate_name *name, char out[GENERATE_ROOM])
{
	size_t at = generate_pick(with, strlen(name->label) - 1);
	char pair[3] = {name->label[at + 1], name->label[at], '\0'};

	generate_splice(name, at, 2, pair, out);
	return pair[0] != pair[1];
}

static inline bool
generate_double(struct generate *with, const struct generate_name *name, char out[GENERATE_ROOM])
{
	size_t at = generate_pick(with, strlen(name->label));
	char pair[3] = {name->label[at], name->label[at], '\0'};

	generate_splice(name, at, 1, pair, out);
	return pair[0] != '-';
}

static inline bool
generate_bitsquat(struct generate *with, const struct generate_name *name, char out[GENERATE_ROOM])
{
	size_t at = 1 + generate_pick(with, strlen(name->label) - 1), tries;
	char letter[2] = {0};

	for (tries = 0; tries < 16; tries++) {
		letter[0] = (char)(name->label[at] ^ (1 << generate_pick(with, 7)));
		if ((letter[0] >= 'a' && letter[0] <= 'z') ||
		    (letter[0] >= '0' && letter[0] <= '9'))
			break;
	}
	generate_splice(name, at, 1, letter, out);
	return tries < 16;
}

/* The same sound in another spelling. */
static inline bool
generate_homophone(struct generate *with, const struct generate_name *name, char out[GENERATE_ROOM])
{
	static const struct generate_like likes[] = {
		{"ph", {"f"}},  {"f", {"ph"}},        {"ck", {"k", "c"}}, {"x", {"ks", "cks"}},
		{"qu", {"kw"}}, {"ee", {"ea"}},       {"ea", {"ee"}},     {"ai", {"ay"}},
		{"ay", {"ai"}}, {"ou", {"ow"}},       {"ow", {"ou"}},     {"c", {"k"}},
		{"k", {"c"}},   {"s", {"z"}},         {"z", {"s"}},       {"i", {"y"}},
		{"y", {"i"}},   {"ie", {"y"}},        {"oo", {"u"}},      {"tion", {"shun"}},
		{"wh", {"w"}},  {"er", {"or", "ar"}},
	};

	return generate_replace(with, name, likes, GENERATE_COUNT(likes), out);
}

/* ---- the name among others ------------------------------------------------------------------- */

static inline const char *
generate_stranger(struct generate *with)
{
	static const char *const strangers[] = {"quiet-harbour.example", "xk29dj.top",
						"lindenhof-keller.de",   "mvqpwz.xyz",
						"old-mill-bakery.co.uk", "sunrise-tiles.com.br"};

	return strangers[generate_pick(with, GENERATE_COUNT(strangers))];
}

static inline bool
generate_tld(struct generate *with, const struct generate_name *name, char out[GENERATE_ROOM])
{
	static const char *const suffixes[] = {"help", "top", "xyz", "info",   "online", "live",
					       "net",  "co",  "ru",  "com.br", "cn",     "support",
					       "app",  "icu", "us",  "shop",   "biz",    "site"};

	(void)snprintf(out, GENERATE_ROOM, "%s.%s", name->label,
		       suffixes[generate_pick(with, GENERATE_COUNT(suffixes))]);
	return true;
}

static inline bool
generate_subdomain(struct generate *with, const struct generate_name *name, char out[GENERATE_ROOM])
{
	static const char *const before[] = {"", "www.", "login.", "secure-", "m."};

	(void)snprintf(out, GENERATE_ROOM, "%s%s.%s.%s",
		       before[generate_pick(with, GENERATE_COUNT(before))], name->label,
		       name->suffix, generate_stranger(with));
	return true;
}

static inline bool
generate_hyphens(struct generate *with, const struct generate_name *name, char out[GENERATE_ROOM])
{
	static const char *const behind[] = {"", "-session", "-auth", "-77261"};
	char suffix[128];
	size_t i;

	(void)snprintf(suffix, sizeof(suffix), "%s", name->suffix);
	for (i = 0; suffix[i] != '\0'; i++)
		if (suffix[i] == '.')
			suffix[i] = '-';
	(void)snprintf(out, GENERATE_ROOM, "%s-%s%s.%s", name->label, suffix,
		       behind[generate_pick(with, GENERATE_COUNT(behind))],
		       generate_stranger(with));
	return true;
}

/* "wwwpaypal.com", "loginpaypal.com", "paypalcom.net" */
static inline bool
generate_missing_dot(struct generate *with, const struct generate_name *name,
		     char out[GENERATE_ROOM])
{
	static const char *const before[] = {"www", "login", "account", "mail", "secure", "my"};

	if (generate_pick(with, 4) == 0 && strcmp(name->suffix, "com") == 0)
		(void)snprintf(out, GENERATE_ROOM, "%scom.net", name->label);
	else
		(void)snprintf(out, GENERATE_ROOM, "%s%s.%s",
			       before[generate_pick(with, GENERATE_COUNT(before))], name->label,
			       name->suffix);
	return true;
}

static inline bool
generate_combosquat(struct generate *with, const struct generate_name *name,
		    char out[GENERATE_ROOM])
{
	static const char *const words[] = {"login",   "secure",  "verify",   "support", "account",
					    "update",  "billing", "sso",      "help",    "mirror",
					    "payroll", "token",   "registry", "portal",  "security",
					    "2fa",     "id",      "service",  "team",    "alert"};
	static const char *const suffixes[] = {"com", "net", "org", "info", "online", "co", "top"};
	const char *word = words[generate_pick(with, GENERATE_COUNT(words))];
	const char *other = words[generate_pick(with, GENERATE_COUNT(words))];
	const char *suffix = suffixes[generate_pick(with, GENERATE_COUNT(suffixes))];

	switch (generate_pick(with, 4)) {
	case 0:
		(void)snprintf(out, GENERATE_ROOM, "%s-%s.%s", name->label, word, suffix);
		break;
	case 1:
		(void)snprintf(out, GENERATE_ROOM, "%s-%s.%s", word, name->label, suffix);
		break;
	case 2:
		(void)snprintf(out, GENERATE_ROOM, "%s%s.%s", name->label, word, suffix);
		break;
	default:
		(void)snprintf(out, GENERATE_ROOM, "%s-%s-%s.%s", word, name->label, other, suffix);
	}
	return true;
}

struct generate_kind {
	const char *name;
	generate_maker *make;
	bool slip; /* of a few letters it makes another word */
};

static const struct generate_kind generate_kinds[] = {
	{"homoglyph", generate_homoglyph, false},
	{"confusable", generate_confusable, true},
	{"typo: letter added", generate_insert, true},
	{"typo: letter missing", generate_delete, true},
	{"typo: next key", generate_neighbour, true},
	{"typo: two swapped", generate_transpose, true},
	{"typo: doubled", generate_double, true},
	{"bitsquat", generate_bitsquat, true},
	{"homophone", generate_homophone, true},
	{"other suffix", generate_tld, false},
	{"embedded: subdomain", generate_subdomain, false},
	{"embedded: hyphens", generate_hyphens, false},
	{"embedded: missing dot", generate_missing_dot, false},
	{"combosquat", generate_combosquat, false},
};

#endif
