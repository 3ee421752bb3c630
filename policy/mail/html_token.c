/* SPDX-License-Identifier: BSD-2-Clause */
/* html_token - HTML cut into tags, text and comments, as browsers do. */
#include "config.h"

#include "policy/mail/html_token.h"

#include <string.h>
#include <strings.h>

#include "policy/mail/html_entity.h"

#define ATTRIBUTE_NAME 32 /* no name that is looked for is longer */

/* Indexes of no_end. */
enum { QUOTE_DOUBLE, QUOTE_SINGLE };

static bool
is_blank(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r' || byte == '\f';
}

static bool
is_letter(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

static char
lower(char byte)
{
	return byte >= 'A' && byte <= 'Z' ? (char)(byte + 32) : byte;
}

static const char *
find_byte(const struct html_tokens *tokens, char byte, size_t from)
{
	if (from >= tokens->length)
		return NULL;
	return memchr(tokens->bytes + from, byte, tokens->length - from);
}

struct html_tokens
html_token_begin(struct arena *arena, const char *bytes, size_t length)
{
	return (struct html_tokens){.bytes = bytes, .length = length, .scratch = TEXT_IN(arena)};
}

void
html_token_swallow(struct html_tokens *tokens, const char *name)
{
	tokens->raw = name;
}

const char *
html_token_attribute(const struct html_token *token, const char *name)
{
	size_t i;

	for (i = 0; i < token->attribute_count; i++)
		if (strcmp(token->attributes[i].name, name) == 0)
			return token->attributes[i].value;
	return NULL;
}

/* ---- attributes
 * ---------------------------------------------------------------------------------- */

/* Names that somebody asks for; the rest is passed over, so that junk crowds out nothing. */
static bool
is_wanted(const char *name)
{
	static const char *const wanted[] = {
		"action",     "alt",    "aria-label", "background",  "bgcolor",
		"class",      "color",  "content",    "data",        "data-saferedirecturl",
		"formaction", "height", "hidden",     "href",        "http-equiv",
		"id",         "name",   "ping",       "placeholder", "role",
		"src",        "srcdoc", "style",      "text",        "title",
		"type",       "value",  "width",      "xlink:href"};
	size_t low = 0, high = sizeof(wanted) / sizeof(wanted[0]);

	if (name[0] == 'o' && name[1] == 'n')
		return true;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(name, wanted[middle]);

		if (order == 0)
			return true;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return false;
}

/* The span of one attribute's value; moves behind it. */
static size_t
find_value(struct html_tokens *tokens, size_t *start)
{
	char quote = tokens->at < tokens->length ? tokens->bytes[tokens->at] : ' ';
	int kind = quote == '"' ? QUOTE_DOUBLE : QUOTE_SINGLE;
	const char *end;
	size_t stop;

	*start = tokens->at;
	if (quote == '"' || quote == '\'') {
		*start = tokens->at + 1;
		end = tokens->no_end[kind] ? NULL : find_byte(tokens, quote, *start);
		if (end != NULL) {
			tokens->at = (size_t)(end - tokens->bytes) + 1;
			return (size_t)(end - tokens->bytes) - *start;
		}
		/* Never closed: a browser drops all that follows, a cleaner mends the tag. */
		tokens->no_end[kind] = true;
		end = find_byte(tokens, '>', *start);
		stop = end == NULL ? tokens->length : (size_t)(end - tokens->bytes);
	} else {
		for (stop = *start; stop < tokens->length && tokens->bytes[stop] != '>' &&
				    !is_blank(tokens->bytes[stop]);)
			stop++;
	}
	tokens->at = stop;
	return stop - *start;
}

/* A decoded copy in scratch space; its place there, since the space may move. */
static size_t
copy_value(struct html_tokens *tokens, size_t start, size_t length)
{
	struct text *scratch = &tokens->scratch;
	const char *bytes = tokens->bytes + start;
	size_t place = scratch->length, at = 0;

	while (at < length) {
		const char *mark = memchr(bytes + at, '&', length - at);
		size_t plain = mark == NULL ? length - at : (size_t)(mark - bytes) - at, used;

		text_add(scratch, bytes + at, plain);
		at += plain;
		if (at == length)
			break;
		used = html_entity_read(bytes + at, length - at, true, scratch);
		if (used == 0)
			text_add_byte(scratch, bytes[at]);
		at += used == 0 ? 1 : used;
	}
	text_add_byte(scratch, '\0');
	return place;
}

/* Handlers can have any name: they leave room for the rest. The first of a name counts. */
static bool
is_kept(struct html_tokens *tokens, const struct html_token *out, const char *name,
	size_t places[][2])
{
	bool handler = name[0] == 'o' && name[1] == 'n';
	size_t i;

	if (!is_wanted(name))
		return false;
	for (i = 0; i < out->attribute_count; i++)
		if (strcmp(tokens->scratch.bytes + places[i][0], name) == 0)
			return false;
	if (out->attribute_count < HTML_TOKEN_ATTRIBUTES / (handler ? 2 : 1))
		return true;
	tokens->truncated = true;
	return false;
}

/* Whatever prefix stands for the namespace of XLink. */
static const char *
canonical_name(const char *name)
{
	const char *colon = strrchr(name, ':');

	return colon != NULL && strcmp(colon, ":href") == 0 ? "xlink:href" : name;
}

/* One attribute at 'at'; its name, and where name and value lie in scratch space. */
static void
read_attribute(struct html_tokens *tokens, struct html_token *out, size_t places[][2])
{
	char name[ATTRIBUTE_NAME];
	const char *kept;
	size_t count = 0, start = tokens->at, length;

	/* An equals sign at the very beginning belongs to the name (13.2.5.32). */
	while (tokens->at < tokens->length) {
		char byte = tokens->bytes[tokens->at];

		if (is_blank(byte) || byte == '/' || byte == '>' ||
		    (byte == '=' && tokens->at > start))
			break;
		if (count + 1 < sizeof(name))
			name[count++] = lower(byte);
		tokens->at++;
	}
	name[count] = '\0';
	while (tokens->at < tokens->length && is_blank(tokens->bytes[tokens->at]))
		tokens->at++;
	start = length = 0;
	if (tokens->at < tokens->length && tokens->bytes[tokens->at] == '=') {
		tokens->at++;
		while (tokens->at < tokens->length && is_blank(tokens->bytes[tokens->at]))
			tokens->at++;
		length = find_value(tokens, &start);
	}
	kept = canonical_name(name);
	if (!is_kept(tokens, out, kept, places))
		return;
	places[out->attribute_count][0] = tokens->scratch.length;
	text_add(&tokens->scratch, kept, strlen(kept) + 1);
	places[out->attribute_count++][1] = copy_value(tokens, start, length);
}

/* ---- tags
 * ---------------------------------------------------------------------------------------- */

static void
read_name(struct html_tokens *tokens, struct html_token *out)
{
	size_t count = 0;

	for (; tokens->at < tokens->length; tokens->at++) {
		char byte = tokens->bytes[tokens->at];

		if (is_blank(byte) || byte == '/' || byte == '>')
			break;
		if (count + 1 < sizeof(out->name))
			out->name[count++] = lower(byte);
	}
	out->name[count] = '\0';
}

/* Behind "<" or "</", at the first letter of the name. */
static void
read_tag(struct html_tokens *tokens, struct html_token *out)
{
	size_t places[HTML_TOKEN_ATTRIBUTES][2], i;

	read_name(tokens, out);
	tokens->scratch.length = 0;
	while (tokens->at < tokens->length && tokens->bytes[tokens->at] != '>') {
		char byte = tokens->bytes[tokens->at];

		out->closed = byte == '/';
		if (is_blank(byte) || byte == '/')
			tokens->at++;
		else
			read_attribute(tokens, out, places);
	}
	tokens->at += tokens->at < tokens->length;
	for (i = 0; i < out->attribute_count; i++)
		out->attributes[i] = (struct html_attribute){tokens->scratch.bytes + places[i][0],
							     tokens->scratch.bytes + places[i][1]};
}

/* ---- comments
 * ------------------------------------------------------------------------------------ */

static bool
begins(const struct html_tokens *tokens, const char *word)
{
	size_t length = strlen(word);

	return tokens->length - tokens->at >= length &&
	       strncasecmp(tokens->bytes + tokens->at, word, length) == 0;
}

static void
give(struct html_tokens *tokens, struct html_token *out, size_t start, size_t end)
{
	out->bytes = tokens->bytes + start;
	out->length = end - start;
}

/* "<!--" was read. It ends at "-->" or "--!>", and at once as "<!-->" or "<!--->". */
static void
read_comment(struct html_tokens *tokens, struct html_token *out)
{
	size_t start = tokens->at, at = start;

	out->kind = HTML_TOKEN_COMMENT;
	if (begins(tokens, ">") || begins(tokens, "->")) {
		give(tokens, out, start, start);
		tokens->at += begins(tokens, ">") ? 1 : 2;
		return;
	}
	for (;;) {
		const char *end = at >= tokens->length ? NULL
						       : memmem(tokens->bytes + at,
								tokens->length - at, "--", 2);

		if (end == NULL)
			break;
		at = (size_t)(end - tokens->bytes);
		tokens->at = at + 2;
		if (begins(tokens, ">") || begins(tokens, "!>")) {
			give(tokens, out, start, at);
			tokens->at += begins(tokens, ">") ? 1 : 2;
			return;
		}
		at++;
	}
	/* Never closed: to a browser all that follows is the comment. */
	give(tokens, out, start, tokens->length);
	tokens->at = tokens->length;
}

/* "<!x>", "<?x>", "</ x>": a comment up to the next ">" (13.2.5.41). */
static void
read_bogus_comment(struct html_tokens *tokens, struct html_token *out)
{
	const char *end = find_byte(tokens, '>', tokens->at);
	size_t stop = end == NULL ? tokens->length : (size_t)(end - tokens->bytes);

	out->kind = HTML_TOKEN_COMMENT;
	give(tokens, out, tokens->at, stop);
	tokens->at = stop + (end != NULL);
}

static void
read_cdata(struct html_tokens *tokens, struct html_token *out)
{
	size_t start = tokens->at;
	const char *end = memmem(tokens->bytes + start, tokens->length - start, "]]>", 3);
	size_t stop = end == NULL ? tokens->length : (size_t)(end - tokens->bytes);

	out->kind = HTML_TOKEN_TEXT;
	give(tokens, out, start, stop);
	tokens->at = end == NULL ? stop : stop + 3;
}

/* "<!" was read. */
static void
read_declaration(struct html_tokens *tokens, struct html_token *out)
{
	if (begins(tokens, "--")) {
		tokens->at += 2;
		read_comment(tokens, out);
	} else if (tokens->foreign && begins(tokens, "[CDATA[")) {
		tokens->at += 7;
		read_cdata(tokens, out);
	} else {
		read_bogus_comment(tokens, out);
	}
}

/* ---- text
 * ---------------------------------------------------------------------------------------- */

static bool
opens_markup(const struct html_tokens *tokens, size_t at)
{
	char next = at + 1 < tokens->length ? tokens->bytes[at + 1] : ' ';

	return is_letter(next) || next == '!' || next == '?' || next == '/';
}

/* Plain text up to the next markup or reference; a reference is a piece of its own. */
static void
read_text(struct html_tokens *tokens, struct html_token *out)
{
	size_t start = tokens->at, used;
	const char *bytes = tokens->bytes;

	out->kind = HTML_TOKEN_TEXT;
	if (bytes[start] == '&') {
		tokens->scratch.length = 0;
		used = html_entity_read(bytes + start, tokens->length - start, false,
					&tokens->scratch);
		if (used != 0) {
			tokens->at += used;
			out->bytes = tokens->scratch.bytes;
			out->length = tokens->scratch.length;
			return;
		}
	}
	/* The first byte is text in any case. */
	tokens->at++;
	while (tokens->at < tokens->length && bytes[tokens->at] != '&' &&
	       !(bytes[tokens->at] == '<' && opens_markup(tokens, tokens->at)))
		tokens->at++;
	give(tokens, out, start, tokens->at);
}

/* The end tag of the swallowing element, or the end of all. */
static size_t
find_raw_end(const struct html_tokens *tokens)
{
	size_t length = strlen(tokens->raw), at = tokens->at;

	for (;; at++) {
		const char *mark = find_byte(tokens, '<', at);
		const char *name;

		if (mark == NULL)
			return tokens->length;
		at = (size_t)(mark - tokens->bytes);
		if (tokens->length - at < length + 2)
			return tokens->length;
		name = mark + 2;
		if (mark[1] == '/' && strncasecmp(name, tokens->raw, length) == 0 &&
		    (at + 2 + length == tokens->length || is_blank(name[length]) ||
		     name[length] == '/' || name[length] == '>'))
			return at;
	}
}

/* ---- the next one
 * -------------------------------------------------------------------------------- */

static void
read_markup(struct html_tokens *tokens, struct html_token *out)
{
	char next = tokens->bytes[tokens->at + 1];

	if (is_letter(next)) {
		tokens->at++;
		out->kind = HTML_TOKEN_BEGIN;
		read_tag(tokens, out);
	} else if (next == '!') {
		tokens->at += 2;
		read_declaration(tokens, out);
	} else if (next == '/' && tokens->at + 2 < tokens->length &&
		   is_letter(tokens->bytes[tokens->at + 2])) {
		tokens->at += 2;
		out->kind = HTML_TOKEN_END;
		read_tag(tokens, out);
	} else {
		tokens->at += 2;
		read_bogus_comment(tokens, out);
	}
}

bool
html_token_next(struct html_tokens *tokens, struct html_token *out)
{
	size_t end;

	out->attribute_count = 0;
	out->closed = false;
	if (tokens->raw != NULL) {
		end = find_raw_end(tokens);
		tokens->raw = NULL;
		if (end != tokens->at) {
			out->kind = HTML_TOKEN_TEXT;
			give(tokens, out, tokens->at, end);
			tokens->at = end;
			return true;
		}
	}
	if (tokens->at >= tokens->length)
		return false;
	if (tokens->bytes[tokens->at] == '<' && opens_markup(tokens, tokens->at))
		read_markup(tokens, out);
	else
		read_text(tokens, out);
	return true;
}
