/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * walk - every readable part of a message, one after the other, in order.
 *
 * Goes through the tree of entities with a stack of its own: multiparts are split, attached
 * messages opened, bounds on depth, parts, decoded bytes and time held. Where readers of mail would
 * disagree (two boundaries, two types, two encodings) the parts of every reading come, at most
 * WALK_READINGS more than the plain one. GMime reads the single field values that the scan cut to
 * size (entity.h), never a head, an address list or a tree.
 *
 * Who owns: parts point into the source or the arena. Threads: one at a time. Fails: never; what
 * was not seen is told to 'sight'.
 */
#ifndef POLICY_MAIL_WALK_H
#define POLICY_MAIL_WALK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "policy/base/arena.h"
#include "policy/conf/conf.h"
#include "policy/mail/entity.h"
#include "policy/mail/message.h"
#include "policy/mail/sight.h"
#include "policy/mail/transfer.h"

#define WALK_READINGS 3

/* One part that is no container. */
struct walk_leaf {
	const char *type;         /* "text/html", lower case */
	const char *charset;      /* "" without */
	const char *name;         /* file name, UTF-8; "" without */
	const char *other_name;   /* when type and disposition name it differently; "" */
	struct entity_span bytes; /* still encoded */
	enum transfer_encoding encoding;
	bool attachment; /* Content-Disposition says so */
	bool attached;   /* inside an attached message */
	bool body;       /* of the text that is shown first */
	unsigned number; /* from 1 */
};

struct walk_node;

struct walk {
	struct arena *arena;
	const struct conf_message *bounds;
	struct sight *sight;
	int64_t until_us; /* clock_monotonic_us() */
	size_t decoded_left;
	/* private */
	struct walk_node *nodes;
	size_t count, capacity;
	size_t parts;
	unsigned readings_left, leaves;
};

/* Fills all but the first four members, which the caller has set. */
void walk_begin(struct walk *walk, const struct message_source *source);
/* The next leaf, or false at the end. */
bool walk_next(struct walk *walk, struct walk_leaf *out);
/* Undo the transfer encoding within what may still be decoded of this message. */
void walk_decode(struct walk *walk, struct entity_span bytes, enum transfer_encoding encoding,
		 struct transfer_text *out);
/* Walk 'bytes' (decoded) too, as an attached message. */
void walk_into_message(struct walk *walk, struct entity_span bytes);

#endif
