/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * content - what one part says: its text, its links, what is attached and what is odd about it.
 *
 * HTML and SVG are read by html.h wherever they are, also under a name or type that hides them;
 * plain text and calendars are searched for links. Links that say the same are kept once.
 *
 * Who owns: all results are in the arena of the walk. Threads: one at a time. Fails: never.
 */
#ifndef POLICY_MAIL_CONTENT_H
#define POLICY_MAIL_CONTENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "policy/mail/message.h"
#include "policy/mail/nature.h"
#include "policy/mail/walk.h"

/* A part on its way into the message. */
struct content_piece {
	const struct walk_leaf *leaf;
	enum nature nature;
	enum text_kind kind;
	enum link_kind links;
	bool attachment; /* in the sense of message_link.attachment */
	const char *where;
};

struct content {
	struct arena *arena;
	struct walk *walk;
	struct message *message;
	struct finding_list *findings;
	/* private */
	size_t text_capacity, link_capacity, attachment_capacity;
	uint64_t *seen; /* hashes of links, open addressing */
	size_t seen_size;
	size_t spans;     /* URLs found in text so far */
	int64_t files_us; /* spent on attached files so far */
	size_t pixels;    /* of pictures so far */
	unsigned depth;   /* of files in files */
};

void content_read(struct content *content, const struct walk_leaf *leaf);

#endif
