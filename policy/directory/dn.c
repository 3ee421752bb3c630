/* SPDX-License-Identifier: BSD-2-Clause */
/* dn - distinguished names made comparable. */
#include "config.h"

#include "policy/directory/dn.h"

#include <stdlib.h>
#include <string.h>

#include <ldap.h>

#include "policy/base/text.h"

#define LENGTH_MOST 8192 /* what is handed to libldap */
#define PARTS_MOST  64   /* parts of one RDN */

/* RFC 4514 section 2.4: bytes that a value must escape, and '=' for the sake of one spelling. */
#define SPECIAL ",+\"\\<>;="

static char
lower(char byte)
{
	return byte >= 'A' && byte <= 'Z' ? (char)(byte - 'A' + 'a') : byte;
}

/* A byte that needs no thought: it stands for itself in every spelling. */
static bool
is_plain(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
	       (byte >= '0' && byte <= '9') || byte == '-' || byte == '.' || byte == '_' ||
	       byte == '@';
}

/*
 * The common case without libldap: nothing but plain bytes, separators without blanks, and single
 * inner blanks. NULL when there is more to it.
 */
static char *
read_plain(struct arena *arena, const char *dn, size_t length)
{
	char *key = arena_zalloc(arena, length + 1, 1);
	char before = ',';
	bool typed = false; /* an '=' was seen in this RDN */
	size_t i;

	for (i = 0; i < length; i++) {
		char byte = dn[i];

		if (byte == '=') {
			if (typed || !is_plain(before))
				return NULL;
			typed = true;
		} else if (byte == ',') {
			if (!typed || !is_plain(before))
				return NULL;
			typed = false;
		} else if (byte == ' ') {
			if (!typed || !is_plain(before))
				return NULL;
		} else if (!is_plain(byte)) {
			return NULL;
		}
		key[i] = lower(byte);
		before = byte;
	}
	return typed && is_plain(before) ? key : NULL;
}

static void
add_hex(struct text *text, unsigned char byte)
{
	static const char digits[] = "0123456789ABCDEF";

	text_add_byte(text, digits[byte >> 4]);
	text_add_byte(text, digits[byte & 15]);
}

static void
add_value(struct text *text, const struct berval *value)
{
	size_t length = value->bv_len, i;
	const char *bytes = text_trim(value->bv_val, &length);

	for (i = 0; i < length; i++) {
		unsigned char byte = (unsigned char)bytes[i];

		if (byte == ' ' && bytes[i - 1] == ' ')
			continue;
		if (byte < 0x20 || byte == 0x7F || strchr(SPECIAL, byte) != NULL ||
		    (byte == '#' && i == 0)) {
			text_add_byte(text, '\\');
			add_hex(text, byte);
		} else {
			text_add_byte(text, lower((char)byte));
		}
	}
}

/* RFC 4514 section 2.4: a value without a string form is # and its bytes. */
static void
add_binary(struct text *text, const struct berval *value)
{
	size_t i;

	text_add_string(text, value->bv_len == 0 ? "\\23" : "#");
	for (i = 0; i < value->bv_len; i++)
		add_hex(text, (unsigned char)value->bv_val[i]);
}

static char *
read_part(struct arena *arena, const LDAPAVA *part)
{
	struct text text = TEXT_IN(arena);
	size_t i;

	for (i = 0; i < part->la_attr.bv_len; i++)
		text_add_byte(&text, lower(part->la_attr.bv_val[i]));
	text_add_byte(&text, '=');
	if ((part->la_flags & LDAP_AVA_BINARY) != 0)
		add_binary(&text, &part->la_value);
	else
		add_value(&text, &part->la_value);
	return text.bytes;
}

static int
compare_parts(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void
add_rdn(struct text *text, LDAPRDN rdn)
{
	const char *parts[PARTS_MOST] = {NULL};
	size_t count, i;

	for (count = 0; count < PARTS_MOST && rdn[count] != NULL; count++)
		parts[count] = read_part(text->arena, rdn[count]);
	qsort(parts, count, sizeof(parts[0]), compare_parts);
	for (i = 0; i < count; i++) {
		if (i != 0)
			text_add_byte(text, '+');
		text_add_string(text, parts[i]);
	}
}

static const char *
read_any(struct arena *arena, const char *dn)
{
	struct text text = TEXT_IN(arena);
	LDAPDN parsed = NULL;
	size_t i;

	if (ldap_str2dn(dn, &parsed, LDAP_DN_FORMAT_LDAPV3) != LDAP_SUCCESS || parsed == NULL)
		return text_lower(arena, dn);
	for (i = 0; parsed[i] != NULL; i++) {
		if (i != 0)
			text_add_byte(&text, ',');
		add_rdn(&text, parsed[i]);
	}
	ldap_dnfree(parsed);
	return text_string(&text);
}

const char *
dn_key(struct arena *arena, const char *dn, size_t length)
{
	const char *key;

	if (length > LENGTH_MOST)
		return text_lower(arena, arena_memdup(arena, dn, length));
	dn = text_trim(dn, &length);
	key = read_plain(arena, dn, length);
	return key != NULL ? key : read_any(arena, arena_memdup(arena, dn, length));
}

const char *
dn_parent(const char *key)
{
	const char *comma = strchr(key, ',');

	return comma == NULL ? "" : comma + 1;
}

bool
dn_is_under(const char *key, const char *base)
{
	size_t length = strlen(base);
	const char *at;

	if (length == 0)
		return false;
	for (at = dn_parent(key); *at != '\0'; at = dn_parent(at))
		if (strncmp(at, base, length) == 0 && (at[length] == ',' || at[length] == '\0'))
			return true;
	return false;
}

char *
dn_leaf(struct arena *arena, const char *key)
{
	const char *value = strchr(key, '=');

	value = value == NULL ? key : value + 1;
	return arena_memdup(arena, value, strcspn(value, ",+"));
}
