/* SPDX-License-Identifier: BSD-2-Clause */
/* url_find - links in running text, as mail clients make them clickable. */
#include "config.h"

#include "policy/mail/url.h"

#include <stdint.h>
#include <string.h>

#include "policy/base/text.h"

#define LABEL_MOST 63

/* ---- bytes and points ---------------------------------------------------------------------------
 */

static bool
is_alnum(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
	       (byte >= '0' && byte <= '9');
}

static bool
is_upper(char byte)
{
	return byte >= 'A' && byte <= 'Z';
}

/* Dots of other writing systems, which browsers take for one (UTS 46). */
static bool
is_odd_dot(uint32_t point)
{
	return point == 0x3002 || point == 0xFF0E || point == 0xFF61;
}

/* Beyond ASCII: blanks, quotes, brackets, arrows and pictures end a name; letters, marks and
 * invisible characters do not. */
static bool
is_name_point(uint32_t point)
{
	if (point < 0xC0)
		return point == 0xAD || point == 0xAA || point == 0xB5 || point == 0xB7 ||
		       point == 0xBA;
	if (point >= 0x2000 && point <= 0x206F)
		return (point >= 0x200B && point <= 0x200F) || point == 0x2024 ||
		       (point >= 0x202A && point <= 0x202E) || point == 0x2044 || point >= 0x2060;
	if (point >= 0x20A0 && point <= 0x2BFF)
		return point == 0x2215 || (point >= 0x2460 && point <= 0x24FF);
	if (point >= 0x3000 && point <= 0x301F)
		return point == 0x3002 || (point >= 0x3005 && point <= 0x3007);
	if (point >= 0xFF00 && point <= 0xFF65)
		return point == 0xFF0E || point == 0xFF0F || point == 0xFF61 ||
		       (point >= 0xFF10 && point <= 0xFF19) ||
		       (point >= 0xFF21 && point <= 0xFF3A) || (point >= 0xFF41 && point <= 0xFF5A);
	return point != 0xD7 && point != 0xF7 && point != 0xFFFD &&
	       (point < 0x1F000 || (point >= 0x1F100 && point <= 0x1F1FF));
}

/* In paths of text without blanks between words, Chinese or Japanese begins the next sentence. */
static bool
is_path_point(uint32_t point)
{
	return point < 0x2E80 && is_name_point(point);
}

/* End of the run of name characters from 'at' on, and whether a dot is among them. A foreign full
 * stop is a dot only between ASCII: elsewhere it ends a sentence. */
static size_t
skip_name(const char *text, size_t length, size_t at, bool *dotted)
{
	*dotted = false;
	while (at < length) {
		size_t next = at;
		uint32_t point = text_next_point(text, length, &next);
		bool odd = is_odd_dot(point);

		if (point < 0x80
			    ? !is_alnum((char)point) && point != '-' && point != '_' && point != '.'
			    : !is_name_point(point))
			break;
		if (odd &&
		    (at == 0 || !is_alnum(text[at - 1]) || next == length || !is_alnum(text[next])))
			break;
		*dotted = *dotted || odd || point == '.';
		at = next;
	}
	return at;
}

/* ---- the end of a link
 * --------------------------------------------------------------------------- */

static bool
ends_link(char byte)
{
	return (unsigned char)byte <= ' ' || byte == 0x7F || strchr("<>\"`{}|^", byte) != NULL;
}

/* Punctuation behind a link, and brackets that were opened before it. */
static size_t
trim_end(const char *text, size_t start, size_t end)
{
	long round = 0, square = 0;
	size_t i;

	for (i = start; i < end; i++) {
		round += (text[i] == '(') - (text[i] == ')');
		square += (text[i] == '[') - (text[i] == ']');
	}
	while (end > start) {
		char last = text[end - 1];

		if (last == ')' && round < 0)
			round++;
		else if (last == ']' && square < 0)
			square++;
		else if (strchr(".,;:!?'*_~([", last) == NULL)
			break;
		end--;
	}
	return end;
}

/* From the first byte of the host on. */
static size_t
find_end(const char *text, size_t length, size_t at)
{
	bool path = false;

	if (at < length && text[at] == '[')
		at++;
	while (at < length) {
		size_t next = at;
		uint32_t point = text_next_point(text, length, &next);

		if (point < 0x80) {
			if (ends_link((char)point) || (!path && point == '['))
				break;
			path |= strchr("/\\?#", (char)point) != NULL;
		} else if (path ? !is_path_point(point) : !is_name_point(point)) {
			break;
		} else if (is_odd_dot(point) && (next == length || !is_alnum(text[next]))) {
			break;
		}
		at = next;
	}
	return at;
}

/* ---- with a scheme
 * ------------------------------------------------------------------------------- */

/* Where a scheme begins that ends at 'colon', or 'colon' when none does. */
static size_t
find_scheme(const char *text, size_t start, size_t colon)
{
	static const char *const schemes[] = {"https", "http", "ftp"};
	size_t i, j, length;

	for (i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {
		length = strlen(schemes[i]);
		if (colon - start < length)
			continue;
		for (j = 0; j < length; j++)
			if ((text[colon - length + j] | 0x20) != schemes[i][j])
				break;
		if (j == length && (colon - length == start || !is_alnum(text[colon - length - 1])))
			return colon - length;
	}
	return colon;
}

/* 'colon' stands behind a run of name characters from 'start' on. */
static bool
read_link(const char *text, size_t length, size_t start, size_t colon, struct url_span *out)
{
	size_t scheme = find_scheme(text, start, colon), host = colon + 1, end;

	while (host < length && (text[host] == '/' || text[host] == '\\'))
		host++;
	if (scheme == colon || host == colon + 1 || host == length ||
	    (!is_alnum(text[host]) && text[host] != '[' && (unsigned char)text[host] < 0x80))
		return false;
	end = find_end(text, length, host);
	/* A dot in brackets: defused on purpose. */
	if (end + 1 < length && text[end] == '[' && text[end + 1] == '.')
		return false;
	end = trim_end(text, scheme, end);
	if (end <= host)
		return false;
	*out = (struct url_span){.start = scheme, .length = end - scheme};
	return true;
}

/* ---- without
 * ------------------------------------------------------------------------------------- */

/* Top-level domains that end more file names than host names in running text. */
static bool
is_file_like(const char *suffix)
{
	static const char *const list[] = {"zip", "mov", "sh", "py", "md", "rs", "so", "ps", "cc"};
	size_t i;

	for (i = 0; i < sizeof(list) / sizeof(list[0]); i++)
		if (text_equal_fold(suffix + 1, list[i]))
			return true;
	return false;
}

/* The last label with a dot before it, in 'suffix'; false when it cannot be one. */
static bool
copy_suffix(const char *text, size_t start, size_t end, char suffix[LABEL_MOST + 2])
{
	size_t at = start, dot = end;

	while (at < end) {
		size_t before = at;
		uint32_t point = text_next_point(text, end, &at);

		if (point == '.' || is_odd_dot(point)) {
			if (before == start || (dot != end && before == dot))
				return false;
			dot = at;
		}
	}
	if (dot >= end || end - dot > LABEL_MOST)
		return false;
	suffix[0] = '.';
	memcpy(suffix + 1, text + dot, end - dot);
	suffix[end - dot + 1] = '\0';
	return true;
}

/* "sentence.In the next": a word that begins with a capital behind a forgotten blank. */
static bool
is_next_sentence(const char *suffix)
{
	return is_upper(suffix[1]) && !is_upper(suffix[2]) && strlen(suffix) == 3;
}

static bool
has_www(const char *text, size_t start, size_t end)
{
	return end - start > 4 && (text[start] | 0x20) == 'w' && (text[start + 1] | 0x20) == 'w' &&
	       (text[start + 2] | 0x20) == 'w' && text[start + 3] == '.' &&
	       memchr(text + start + 4, '.', end - start - 4) != NULL;
}

static bool
is_domain(const char *text, size_t length, size_t start, size_t end)
{
	char suffix[LABEL_MOST + 2], lower[LABEL_MOST + 2];
	size_t i;

	if (!copy_suffix(text, start, end, suffix))
		return false;
	if (has_www(text, start, end))
		return true;
	for (i = 0; suffix[i] != '\0'; i++)
		lower[i] = is_upper(suffix[i]) ? (char)(suffix[i] + 32) : suffix[i];
	lower[i] = '\0';
	if (is_next_sentence(suffix) || !host_has_known_suffix(lower))
		return false;
	return !is_file_like(suffix) || (end < length && text[end] == '/');
}

/* Whether what stands before or behind says: part of an address, a path, or defused on purpose. */
static bool
is_bound(const char *text, size_t length, size_t start, size_t end)
{
	char before = start == 0 ? ' ' : text[start - 1];
	char behind = end == length ? ' ' : text[end];

	if (strchr("@/\\%~$", before) != NULL || behind == '@')
		return true;
	/* A call in a listing. */
	if (behind == '(' && end + 1 < length && text[end + 1] == ')')
		return true;
	if (start >= 2 && (before == ']' || before == ')') &&
	    (text[start - 2] == '.' || (text[start - 2] | 0x20) == 't'))
		return true;
	return behind == '[' && end + 1 < length && strchr(".d", text[end + 1]) != NULL;
}

static size_t
skip_port(const char *text, size_t length, size_t at)
{
	size_t end = at + 1;

	if (at >= length || text[at] != ':')
		return at;
	while (end < length && text[end] >= '0' && text[end] <= '9')
		end++;
	return end == at + 1 ? at : end;
}

static bool
read_bare(const char *text, size_t length, size_t start, size_t end, struct url_span *out)
{
	size_t tail;

	if (is_bound(text, length, start, end))
		return false;
	while (start < end && strchr("-_.", text[start]) != NULL)
		start++;
	while (end > start && strchr("-_.", text[end - 1]) != NULL)
		end--;
	if (!is_domain(text, length, start, end))
		return false;
	tail = skip_port(text, length, end);
	if (tail < length && strchr("/?#", text[tail]) != NULL)
		end = trim_end(text, start, find_end(text, length, tail));
	else
		end = tail;
	*out = (struct url_span){.start = start, .length = end - start, .bare = true};
	return true;
}

bool
url_find(const char *text, size_t length, size_t *at, struct url_span *out)
{
	size_t start = *at, end;
	bool dotted;

	while (start < length) {
		end = skip_name(text, length, start, &dotted);
		if (end == start) {
			(void)text_next_point(text, length, &start);
			continue;
		}
		if ((end < length && text[end] == ':' &&
		     read_link(text, length, start, end, out)) ||
		    (dotted && read_bare(text, length, start, end, out))) {
			*at = out->start + out->length > end ? out->start + out->length : end;
			return true;
		}
		start = end;
	}
	*at = length;
	return false;
}
