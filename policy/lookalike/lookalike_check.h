/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * lookalike_check - one host against everything that is protected (detection.md 2.2 to 2.7).
 *
 * Private to policy/lookalike/. Who owns: strings are in the arena given or in the index. Threads:
 * any. Fails: never; 'out' is always filled.
 */
#ifndef POLICY_LOOKALIKE_LOOKALIKE_CHECK_H
#define POLICY_LOOKALIKE_LOOKALIKE_CHECK_H

#include "policy/lookalike/claims.h"
#include "policy/lookalike/index.h"

void lookalike_check_host(const struct index *index, struct arena *arena, const struct host *host,
			  struct lookalike_match *out);
/* The same in a message that makes 'claims': what needs a claim counts only when it has one, and
 * what is claimed strongly is looked for harder. */
void lookalike_check_claimed(const struct index *index, struct arena *arena,
			     const struct host *host, struct claims *claims,
			     struct lookalike_match *out);

#endif
