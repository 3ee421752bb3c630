/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * passage - one run of a message's text as it is scanned for cues.
 *
 * Folded, levelled (see cue.h), with a blank at both ends, and with the place of every link that
 * can be clicked. URLs in running text are left out, they are judged as links. In replies and list
 * mail what is quoted is left out too: it is somebody else's.
 *
 * Who owns: results are in the arena. Threads: any. Fails: never.
 */
#ifndef POLICY_LURE_PASSAGE_H
#define POLICY_LURE_PASSAGE_H

#include <stddef.h>

#include "policy/base/arena.h"
#include "policy/mail/message.h"

struct passage_link {
	size_t at;   /* code points before it */
	size_t link; /* index in the message */
};

struct passage {
	const char *where;
	const char *text;
	size_t length;              /* bytes */
	size_t points;              /* code points */
	struct passage_link *links; /* in order of 'at' */
	size_t link_count;
};

/* What stands above the text: display name, subject, names of attachments. */
void passage_head(struct arena *arena, const struct message *message, struct passage *out);
/* Text 'index' of the message. */
void passage_text(struct arena *arena, const struct message *message, size_t index,
		  struct passage *out);
/* Any other string, such as a display name. */
void passage_string(struct arena *arena, const char *where, const char *string,
		    struct passage *out);
/* Whether a person can follow the link. */
bool passage_clickable(const struct message_link *link);

#endif
