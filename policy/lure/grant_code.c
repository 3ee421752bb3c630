/* SPDX-License-Identifier: BSD-2-Clause */
/* grant_code - codes to be typed on a device sign-in page, by the shapes that issuers use. */
#include "config.h"

#include "policy/lure/grant.h"

#include <string.h>

#define RUN_MOST     16
#define NAMED_WITHIN 24 /* bytes before a code in which "code" stands */

/* Groups of letters and digits, joined by hyphens, and whose they are. */
struct shape {
	const char *groups;  /* "4-4" */
	const char *issuers; /* registrable domains with a blank around each */
};

/* RFC 8628 section 6.1 leaves the shape to the issuer; what each was seen to use. */
static const struct shape shapes[] = {
	{"9", " microsoft.com aka.ms microsoftonline.com live.com "},
	{"8", " microsoft.com aka.ms microsoftonline.com live.com okta.com oktapreview.com "
	      "salesforce.com gitlab.com "},
	{"4-4", " github.com google.com amazonaws.com awsapps.com auth0.com okta.com gitlab.com "
		"salesforce.com microsoft.com "},
	{"3-3-3", " google.com "},
};

static bool
is_code_byte(char byte)
{
	return (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
	       (byte >= 'a' && byte <= 'z');
}

static bool
fits(const char *groups, const char *run, size_t length)
{
	size_t at = 0;

	for (; *groups != '\0'; groups++) {
		size_t group = 0;

		if (*groups == '-') {
			if (at == length || run[at++] != '-')
				return false;
			continue;
		}
		while (at < length && is_code_byte(run[at])) {
			group++;
			at++;
		}
		if (group != (size_t)(*groups - '0'))
			return false;
	}
	return at == length;
}

/* Whether the run has a shape that the issuer uses; any shape when the issuer is unknown. */
static bool
has_shape(const char *issuer, const char *run, size_t length)
{
	bool known = false;
	size_t i;

	for (i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++) {
		const char *at = *issuer == '\0' ? NULL : strstr(shapes[i].issuers, issuer);

		if (at != NULL && at[-1] == ' ' && at[strlen(issuer)] == ' ') {
			known = true;
			if (fits(shapes[i].groups, run, length))
				return true;
		}
	}
	for (i = 0; i < sizeof(shapes) / sizeof(shapes[0]) && !known; i++)
		if (fits(shapes[i].groups, run, length))
			return true;
	return false;
}

struct letters {
	size_t capitals, small, digits, vowels;
	bool hyphen;
};

static struct letters
count(const char *run, size_t length)
{
	struct letters letters = {0};
	size_t i;

	for (i = 0; i < length; i++) {
		letters.capitals += run[i] >= 'A' && run[i] <= 'Z';
		letters.small += run[i] >= 'a' && run[i] <= 'z';
		letters.digits += run[i] >= '0' && run[i] <= '9';
		letters.vowels += strchr("AEIOU", run[i]) != NULL;
		letters.hyphen = letters.hyphen || run[i] == '-';
	}
	return letters;
}

static bool
begins(const char *text, size_t length, const char *word)
{
	size_t i;

	for (i = 0; word[i] != '\0'; i++)
		if (i == length || (text[i] | 0x20) != (word[i] | 0x20))
			return false;
	return true;
}

/* "code: abcd-1234": what is named a code may be a word or a number otherwise. */
static bool
is_named(const char *text, size_t from)
{
	size_t at = from > NAMED_WITHIN ? from - NAMED_WITHIN : 0;

	for (; at < from; at++)
		if (begins(text + at, from - at, "cod") || begins(text + at, from - at, "cód") ||
		    begins(text + at, from - at, "コード"))
			return true;
	return false;
}

/* Words have vowels and small letters, numbers have no letters; both have neither in a code. */
static bool
is_code(const char *issuer, const char *text, size_t from, size_t length)
{
	struct letters letters = count(text + from, length);

	if (length < 8 || length > 11 || !has_shape(issuer, text + from, length))
		return false;
	if (letters.small != 0)
		return letters.capitals == 0 && is_named(text, from) &&
		       (letters.digits != 0 || letters.hyphen);
	if (letters.hyphen)
		return true;
	return letters.capitals >= 2 && (letters.digits != 0 || letters.vowels == 0);
}

/* Whether a run that begins at 'from' is part of a word or a link. */
static bool
is_inside(const char *text, size_t from)
{
	return from > 0 &&
	       (strchr("/=%_", text[from - 1]) != NULL || (unsigned char)text[from - 1] >= 0x80);
}

bool
grant_find_code(const char *issuer, const char *text, size_t length, size_t *at,
		size_t *code_length)
{
	size_t i = 0;

	while (i < length) {
		size_t from = i;

		while (i < length && (is_code_byte(text[i]) || (i > from && text[i] == '-')))
			i++;
		if (i - from <= RUN_MOST && !is_inside(text, from) &&
		    (i == length || text[i] != '_') && is_code(issuer, text, from, i - from)) {
			*at = from;
			*code_length = i - from;
			return true;
		}
		if (i == from)
			i++;
	}
	return false;
}
