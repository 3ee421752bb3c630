/* SPDX-License-Identifier: BSD-2-Clause */
/* address_list - the mailboxes of a header field, read without recursion. */
#include "config.h"

#include "policy/mail/address.h"

#include <string.h>

#include "policy/base/text.h"
#include "policy/mail/headertext.h"

#define LOCAL_MOST   512
#define DISPLAY_MOST 1024

static bool
is_blank(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n' || byte == '\0';
}

/* The mailbox under construction: words so far, then perhaps an angle address. */
struct mailbox {
	struct text words; /* quotes undone, encoded words still in place */
	struct text comment;
	const char *angle;
	size_t angle_length;
	bool has_angle, has_sign, blank_waits;
};

struct reader {
	struct arena *arena;
	const char *bytes;
	size_t length, at, most, capacity;
	struct address_list *out;
	struct mailbox box;
	/* Something was opened and never closed: from there on it is an ordinary byte, which also
	 * keeps the reading linear. */
	bool open_comment, open_quote;
};

static void
begin_mailbox(struct reader *reader)
{
	reader->box.words.length = 0;
	reader->box.comment.length = 0;
	reader->box.has_angle = reader->box.has_sign = reader->box.blank_waits = false;
}

static void
add_address(struct reader *reader, const char *spec, size_t length, const char *display)
{
	struct address address = address_none;
	const char *why;

	if (reader->out->count >= reader->most) {
		reader->out->flags |= ADDRESS_MORE;
		return;
	}
	/* What cannot be read is shown by mail programs all the same: its name stays a fact. */
	if (length != 0 && address_spec(reader->arena, spec, length, &address, &why) != 0) {
		address = address_none;
		address.local = text_utf8(reader->arena, spec, length, LOCAL_MOST);
		address.text = address.local;
		reader->out->flags |= ADDRESS_BAD;
	}
	address.display = display;
	reader->out->items = arena_grow(reader->arena, reader->out->items, reader->out->count,
					&reader->capacity, sizeof(*reader->out->items));
	reader->out->items[reader->out->count++] = address;
}

/* Words without brackets: an address is whatever holds an @; several are several mailboxes. */
static void
add_bare(struct reader *reader, const char *display)
{
	const char *words = reader->box.words.bytes;
	size_t length = reader->box.words.length, at = 0, found = 0;
	bool quoted = false;

	while (at < length) {
		size_t start = at;

		for (; at < length && (quoted || words[at] != ' '); at++)
			quoted ^= words[at] == '"';
		if (memchr(words + start, '@', at - start) != NULL) {
			add_address(reader, words + start, at - start, display);
			found++;
		} else if (at > start) {
			reader->out->flags |= ADDRESS_BAD;
		}
		at++;
	}
	if (found > 1)
		reader->out->flags |= ADDRESS_BAD;
}

static void
end_mailbox(struct reader *reader)
{
	struct mailbox *box = &reader->box;
	const struct text *shown =
		box->has_angle && box->words.length != 0 ? &box->words : &box->comment;
	const char *display = "";

	if (shown->length != 0)
		display =
			headertext_decode(reader->arena, shown->bytes, shown->length, DISPLAY_MOST);
	if (box->has_angle) {
		add_address(reader, box->angle, box->angle_length, display);
	} else if (box->has_sign) {
		add_bare(reader, display);
	} else if (box->words.length != 0) {
		/* A name alone, as in "From: Some Bank". */
		reader->out->flags |= ADDRESS_BAD;
		add_address(reader, "", 0,
			    headertext_decode(reader->arena, box->words.bytes, box->words.length,
					      DISPLAY_MOST));
	}
	begin_mailbox(reader);
}

static void
add_word_bytes(struct reader *reader, const char *bytes, size_t length)
{
	if (reader->box.blank_waits && reader->box.words.length != 0)
		text_add_byte(&reader->box.words, ' ');
	reader->box.blank_waits = false;
	text_add(&reader->box.words, bytes, length);
}

static bool
read_comment(struct reader *reader)
{
	size_t end = address_skip_comment(reader->bytes, reader->length, reader->at);
	size_t inner = end - reader->at;

	if (end == 0) {
		reader->open_comment = true;
		reader->out->flags |= ADDRESS_BAD;
		return false;
	}
	reader->box.blank_waits = true;
	/* Behind a name people see it: Jane (CEO) <jane@example.org>. */
	if (reader->box.words.length != 0 && !reader->box.has_sign)
		add_word_bytes(reader, reader->bytes + reader->at, inner);
	else if (inner > 2 && reader->box.comment.length == 0)
		text_add(&reader->box.comment, reader->bytes + reader->at + 1, inner - 2);
	reader->at = end;
	reader->box.blank_waits = true;
	return true;
}

static bool
read_quotes(struct reader *reader)
{
	struct text quoted = TEXT_IN(reader->arena);
	size_t start = reader->at, end;

	end = address_read_quoted(reader->bytes, reader->length, start, &quoted);
	if (end == 0) {
		reader->open_quote = true;
		reader->out->flags |= ADDRESS_BAD;
		return false;
	}
	/* A local part keeps its quotes for address_spec(). */
	if (end < reader->length && reader->bytes[end] == '@')
		add_word_bytes(reader, reader->bytes + start, end - start);
	else
		add_word_bytes(reader, text_string(&quoted), quoted.length);
	reader->at = end;
	return true;
}

static size_t
find_angle_end(const struct reader *reader, size_t at, bool heed_quotes)
{
	bool quoted = false;

	for (; at < reader->length; at++) {
		char byte = reader->bytes[at];

		if (byte == '\\' && quoted)
			at++;
		else if (byte == '"' && heed_quotes)
			quoted = !quoted;
		else if (!quoted && (byte == '>' || byte == '<'))
			return at;
	}
	return reader->length;
}

/* Up to the closing bracket, quotes respected where they close; without one up to the next. */
static void
read_angle(struct reader *reader)
{
	size_t start = reader->at + 1;
	size_t end = find_angle_end(reader, start, !reader->open_quote);

	if (reader->box.has_angle) {
		reader->out->flags |= ADDRESS_BAD;
		end_mailbox(reader);
	}
	if (end == reader->length && !reader->open_quote) {
		reader->open_quote = true;
		reader->out->flags |= ADDRESS_BAD;
		end = find_angle_end(reader, start, false);
	}
	reader->box.angle = reader->bytes + start;
	reader->box.angle_length = end - start;
	reader->box.has_angle = true;
	if (end < reader->length && reader->bytes[end] == '>')
		end++;
	else
		reader->out->flags |= ADDRESS_BAD;
	reader->at = end;
}

/* A group's name is not an address; an @ before the colon makes it something else. */
static void
read_colon(struct reader *reader)
{
	if (!reader->box.has_sign && !reader->box.has_angle)
		begin_mailbox(reader);
	else
		reader->out->flags |= ADDRESS_BAD;
	reader->at++;
}

static void
read_plain(struct reader *reader)
{
	const char *here = reader->bytes + reader->at;
	size_t word = headertext_word(here, reader->length - reader->at);

	if (is_blank(*here)) {
		reader->box.blank_waits = true;
		reader->at++;
		return;
	}
	if (word == 0) {
		word = 1;
		reader->box.has_sign |= *here == '@';
	}
	/* "a @ b" is one address. */
	if (*here == '@' || (reader->box.words.length != 0 &&
			     reader->box.words.bytes[reader->box.words.length - 1] == '@'))
		reader->box.blank_waits = false;
	add_word_bytes(reader, here, word);
	reader->at += word;
}

static void
read_next(struct reader *reader)
{
	switch (reader->bytes[reader->at]) {
	case '(':
		if (reader->open_comment || !read_comment(reader))
			read_plain(reader);
		break;
	case '"':
		if (reader->open_quote || !read_quotes(reader))
			read_plain(reader);
		break;
	case '<':
		read_angle(reader);
		break;
	case ':':
		read_colon(reader);
		break;
	case ',':
	case ';':
		end_mailbox(reader);
		reader->at++;
		break;
	default:
		read_plain(reader);
		break;
	}
}

void
address_list(struct arena *arena, const char *value, size_t length, size_t most,
	     struct address_list *out)
{
	struct reader reader = {.arena = arena,
				.bytes = value,
				.length = length,
				.most = most,
				.out = out,
				.box = {.words = TEXT_IN(arena), .comment = TEXT_IN(arena)}};

	*out = (struct address_list){0};
	while (reader.at < length && (out->flags & ADDRESS_MORE) == 0)
		read_next(&reader);
	end_mailbox(&reader);
}
