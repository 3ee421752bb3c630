/* SPDX-License-Identifier: BSD-2-Clause */
/* address - mailboxes of header fields and envelope paths (RFC 5321 4.1.2, RFC 5322 3.4). */
#include "config.h"

#include "policy/mail/address.h"

#include <string.h>

#include "policy/base/text.h"

#define PATH_MOST  2000
#define LOCAL_MOST 512

const struct address address_none = {.display = "",
				     .local = "",
				     .text = "",
				     .domain = {.ascii = "",
						.unicode = "",
						.registrable = "",
						.public_registrable = "",
						.label = "",
						.suffix = ""}};

static bool
is_blank(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n' || byte == '\0';
}

size_t
address_skip_comment(const char *bytes, size_t length, size_t at)
{
	size_t depth = 0;

	for (; at < length; at++) {
		if (bytes[at] == '\\')
			at++;
		else if (bytes[at] == '(')
			depth++;
		else if (bytes[at] == ')' && --depth == 0)
			return at + 1;
	}
	return 0;
}

size_t
address_read_quoted(const char *bytes, size_t length, size_t at, struct text *out)
{
	size_t before = out->length;

	for (at++; at < length && bytes[at] != '"'; at++) {
		if (bytes[at] == '\\' && at + 1 < length)
			at++;
		text_add_byte(out, bytes[at]);
	}
	if (at < length)
		return at + 1;
	out->length = before;
	return 0;
}

/* ---- one addr-spec ------------------------------------------------------------------------ */

/* Copies without comments and without blanks outside quotes; '*at_sign' is the last @ outside
 * quotes, or the length. What is opened and never closed is an ordinary byte. */
static void
clean_spec(struct arena *arena, const char *bytes, size_t length, struct text *out, size_t *at_sign)
{
	bool closed = true;
	size_t i = 0;

	*out = TEXT_IN(arena);
	*at_sign = (size_t)-1;
	while (i < length) {
		size_t next = 0;

		if (closed && bytes[i] == '(')
			next = address_skip_comment(bytes, length, i);
		else if (closed && bytes[i] == '"')
			next = address_read_quoted(bytes, length, i, out);
		closed &= next != 0 || (bytes[i] != '(' && bytes[i] != '"');
		if (next == 0 && bytes[i] == '@')
			*at_sign = out->length;
		if (next == 0 && !is_blank(bytes[i]))
			text_add_byte(out, bytes[i]);
		i = next == 0 ? i + 1 : next;
	}
	if (*at_sign == (size_t)-1)
		*at_sign = out->length;
}

/* A source route "@x,@y:" is obsolete and ignored (RFC 5321 appendix C). */
static void
skip_route(const char **bytes, size_t *length)
{
	const char *colon;

	if (*length == 0 || (*bytes)[0] != '@')
		return;
	colon = memchr(*bytes, ':', *length);
	if (colon == NULL)
		return;
	*length -= (size_t)(colon + 1 - *bytes);
	*bytes = colon + 1;
}

static bool
has_control(const char *bytes, size_t length)
{
	size_t i;

	for (i = 0; i < length; i++)
		if ((unsigned char)bytes[i] < 0x20 || bytes[i] == 0x7F)
			return true;
	return false;
}

static int
read_domain(struct arena *arena, const char *bytes, size_t length, struct host *out,
	    const char **why)
{
	if (length >= 2 && bytes[0] == '[' && bytes[length - 1] == ']' && length > 7 &&
	    strncasecmp(bytes + 1, "IPv6:", 5) == 0) {
		char *literal = arena_printf(arena, "[%.*s", (int)(length - 6), bytes + 6);

		return host_canonical(arena, literal, strlen(literal), out, why);
	}
	if (length >= 2 && bytes[0] == '[' && bytes[length - 1] == ']')
		return host_canonical(arena, bytes + 1, length - 2, out, why);
	return host_canonical(arena, bytes, length, out, why);
}

int
address_spec(struct arena *arena, const char *bytes, size_t length, struct address *out,
	     const char **why)
{
	struct address found = address_none;
	struct text clean;
	const char *trimmed = text_trim(bytes, &length);
	size_t sign, domain_length;

	skip_route(&trimmed, &length);
	if (length > PATH_MOST) {
		*why = "address is too long";
		return -1;
	}
	clean_spec(arena, trimmed, length, &clean, &sign);
	if (sign > LOCAL_MOST || has_control(text_string(&clean), clean.length)) {
		*why = "local part is too long or has control characters";
		return -1;
	}
	found.local = text_utf8(arena, text_string(&clean), sign, LOCAL_MOST * 3);
	found.text = found.local;
	if (sign >= clean.length) {
		if (clean.length == 0) {
			*why = "address is empty";
			return -1;
		}
		*out = found;
		return 0;
	}
	domain_length = clean.length - sign - 1;
	if (domain_length == 0 || sign == 0) {
		*why = domain_length == 0 ? "domain is empty" : "local part is empty";
		return -1;
	}
	if (read_domain(arena, clean.bytes + sign + 1, domain_length, &found.domain, why) != 0)
		return -1;
	found.text = arena_printf(arena, "%s@%s", found.local, found.domain.ascii);
	*out = found;
	return 0;
}

int
address_path(struct arena *arena, const char *path, struct address *out, const char **why)
{
	size_t length = strlen(path);
	const char *bytes = text_trim(path, &length);
	struct address found;

	if (length >= 1 && bytes[0] == '<') {
		bytes++;
		length--;
		if (length == 0 || bytes[length - 1] != '>') {
			*why = "address has no closing bracket";
			return -1;
		}
		length--;
		bytes = text_trim(bytes, &length);
	}
	if (length == 0) {
		*out = address_none;
		return 0;
	}
	if (address_spec(arena, bytes, length, &found, why) != 0)
		return -1;
	*out = found;
	return 0;
}
