/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * address - mailboxes of header fields and envelope paths (RFC 5321 4.1.2, RFC 5322 3.4).
 *
 * Never recursive; groups are flattened, comments skipped, depth and count bounded. Encoded words
 * in display names are decoded (RFC 2047), also inside quotes, as mail clients do.
 *
 * Who owns: results are in the arena. Threads: any. Fails: -1 with *why for an envelope path that
 * is no address; a header list takes what it can and says so in 'flags'.
 */
#ifndef POLICY_MAIL_ADDRESS_H
#define POLICY_MAIL_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>

#include "policy/base/arena.h"
#include "policy/base/text.h"
#include "policy/mail/host.h"

struct address {
	const char *display; /* UTF-8, unquoted; "" without */
	const char *local;   /* unquoted local part, case kept */
	struct host domain;  /* .ascii is "" without a domain */
	const char
		*text; /* local@domain, domain in A-labels and lower case; "" for the null sender */
};

enum address_flag {
	ADDRESS_MORE = 1 << 0, /* the list was longer than allowed */
	ADDRESS_BAD = 1 << 1   /* something in it could not be read */
};

struct address_list {
	struct address *items;
	size_t count;
	unsigned flags;
};

/*
 * An envelope path as MTAs hand it over: "<a@b>", "a@b", "<@x,@y:a@b>", "< a@b >", "<\"a b\"@c>",
 * "" or "<>" (milter.md finding 5). On failure *out is untouched.
 */
int address_path(struct arena *arena, const char *path, struct address *out, const char **why);
/* An address list of a header field. */
void address_list(struct arena *arena, const char *value, size_t length, size_t most,
		  struct address_list *out);
/* An address without anything around it: local@domain or a local part alone, comments and quotes
 * undone. */
int address_spec(struct arena *arena, const char *bytes, size_t length, struct address *out,
		 const char **why);

/* The grammar's two brackets: the index behind what opens at 'at', 0 when nothing closes it. */
size_t address_skip_comment(const char *bytes, size_t length, size_t at);
/* The unquoted text is added to 'out'. */
size_t address_read_quoted(const char *bytes, size_t length, size_t at, struct text *out);

/* Every string "". */
extern const struct address address_none;

#endif
