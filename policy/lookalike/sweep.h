/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sweep - one message on its way through the look-alike checks.
 *
 * Private to policy/lookalike/. Who owns: everything is in its arena. Threads: one at a time for
 * one sweep. Fails: never.
 */
#ifndef POLICY_LOOKALIKE_SWEEP_H
#define POLICY_LOOKALIKE_SWEEP_H

#include <stdbool.h>

#include "policy/lookalike/claims.h"
#include "policy/lookalike/lookalike.h"
#include "policy/lookalike/multimap.h"

#define SWEEP_TEXT  2048
#define SWEEP_BYTES (256 * 1024) /* of all texts of links together */
#define SWEEP_LINKS 512
#define SWEEP_NAMES 8 /* names looked at in one text */

struct sweep {
	const struct lookalike *lookalike;
	struct arena *arena;
	const struct message *message;
	struct finding_list *findings;
	struct claims claims;
	size_t bytes_left;              /* of SWEEP_BYTES */
	struct multimap seen;           /* hosts judged already */
	struct address_list recipients; /* once senders are checked; bounded */
};

/* Judge a host once a message. A likeness that needs a claim counts when the message has it. */
void sweep_host(struct sweep *sweep, const struct host *host, const char *where, bool prominent);
/* The next name in running text, with or without a scheme; 'at' moves on. */
bool sweep_next_name(struct arena *arena, const char *text, size_t length, size_t *at,
		     struct host *out);
/* Text as shown, folded and bounded. */
const char *sweep_fold(struct arena *arena, const char *text, size_t *length);
/* Judge whatever in 'text' is written like a host. */
void sweep_text(struct sweep *sweep, const char *text, const char *where);

#endif
