/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * lookalike_check - one host against everything that is protected (detection.md 2.2 to 2.7).
 *
 * Private to policy/lookalike/. Who owns: strings are in the arena given or in the index. Threads:
 * any. Fails: never; 'out' is always filled.
 */
#ifndef POLICY_LOOKALIKE_LOOKALIKE_CHECK_H
#define POLICY_LOOKALIKE_LOOKALIKE_CHECK_H

#include "policy/lookalike/index.h"

void lookalike_check_host(const struct index *index, struct arena *arena, const struct host *host,
			  struct lookalike_match *out);

#endif
