/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * lookalike_private - what the files of this room share: the tables behind a struct lookalike.
 *
 * Private to policy/lookalike/. Who owns: everything is in its arena. Threads: any number of
 * readers. Fails: never.
 */
#ifndef POLICY_LOOKALIKE_LOOKALIKE_PRIVATE_H
#define POLICY_LOOKALIKE_LOOKALIKE_PRIVATE_H

#include "policy/lookalike/index.h"
#include "policy/lookalike/rewriter.h"

struct lookalike {
	struct arena *arena;
	struct index index;
	struct rewriters rewriters;
	const char *version;
};

#endif
