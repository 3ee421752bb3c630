/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pdf_reader - the objects of a PDF by number, found by reading the file from its first byte on.
 *
 * The cross-reference table is not believed: an object that readers reach by repairing the file is
 * found, and one that the table hides too. Objects inside of object streams are found likewise.
 * Values are spans of the file that are read again when they are asked for; nothing recurses.
 *
 * Who owns: spans point into the file or the arena. Threads: one. Fails: never; a bound that is
 * reached sets 'truncated'.
 */
#ifndef POLICY_MAIL_PDF_READER_H
#define POLICY_MAIL_PDF_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "policy/base/arena.h"
#include "policy/mail/pdf_token.h"

struct pdf_secret; /* pdf_secret.h */

struct pdf_reader_span {
	const char *bytes; /* NULL: there is no such value */
	size_t length;
};

struct pdf_reader_object {
	unsigned number, generation, order;
	struct pdf_reader_span body;
	struct pdf_reader_span stream; /* still encoded */
	bool inside;                   /* of an object stream: encrypted with it, not by itself */
	bool used;                     /* for whoever reads each object once */
};

struct pdf_reader {
	struct arena *arena;
	struct pdf_reader_object *objects; /* by number, then as they come in the file */
	size_t count, capacity;
	size_t tokens_left, decoded_left;
	int64_t until_us;
	const struct pdf_secret *secret; /* how it is encrypted, or NULL */
	bool closed;                     /* encrypted, and there is no key */
	bool truncated, unreadable;      /* a bound; a filter that is not known here */
	bool spent;                      /* no tokens or no time is left */
	bool endless;                    /* no stream ends from here on */
};

/* 'reader' has arena, tokens_left, decoded_left and until_us set. */
void pdf_reader_open(struct pdf_reader *reader, const char *bytes, size_t length);
/* True when no tokens or no time is left: whoever loops stops. */
bool pdf_reader_is_spent(struct pdf_reader *reader);

/* The bytes that a string of an object stands for, also where the file is encrypted. */
struct pdf_reader_span pdf_reader_string(struct pdf_reader *reader,
					 const struct pdf_reader_object *object,
					 const struct pdf_token *token);
struct pdf_tokens pdf_reader_tokens(struct pdf_reader *reader, struct pdf_reader_span span);
/* The value of 'key' in a dictionary, references followed. */
struct pdf_reader_span pdf_reader_get(struct pdf_reader *reader, struct pdf_reader_span dict,
				      const char *key);
/* Where 'value' is a reference, what it refers to. */
struct pdf_reader_span pdf_reader_resolve(struct pdf_reader *reader, struct pdf_reader_span value);
/* The object that 'value' refers to, or NULL. */
struct pdf_reader_object *pdf_reader_object(struct pdf_reader *reader,
					    struct pdf_reader_span value);
/* The value as 'tokens' stands behind its first token. */
struct pdf_reader_span pdf_reader_value(struct pdf_tokens *tokens, const struct pdf_token *first);
/* As pdf_reader_get(), a reference left as it is. */
struct pdf_reader_span pdf_reader_get_raw(struct pdf_reader *reader, struct pdf_reader_span dict,
					  const char *key);
/* 'otherwise' when it is no number. */
double pdf_reader_number(struct pdf_reader *reader, struct pdf_reader_span value, double otherwise);
/* Whether the value is this name. */
bool pdf_reader_is(struct pdf_reader *reader, struct pdf_reader_span value, const char *name);
/* The stream of an object with its filters undone; an empty span when that cannot be done. */
struct pdf_reader_span pdf_reader_decode(struct pdf_reader *reader,
					 const struct pdf_reader_object *object);

#endif
