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

struct sweep {
	const struct lookalike *lookalike;
	struct arena *arena;
	const struct message *message;
	struct finding_list *findings;
	struct claims claims;
	struct multimap seen; /* hosts judged already */
};

/* Judge a host once a message. A likeness that needs a claim counts when the message has it. */
void sweep_host(struct sweep *sweep, const struct host *host, const char *where, bool prominent);
/* Judge whatever in 'text' is written like a host. */
void sweep_text(struct sweep *sweep, const char *text, const char *where);

#endif
