/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * rewriter - links wrapped by known services, unwrapped without network (detection.md 2.8).
 *
 * Only the services of rewriters.conf are unwrapped: a stranger's host that carries another address
 * in its query stays what it is (H5).
 *
 * Private to policy/lookalike/. Who owns: results are in the arena given. Threads: any. Fails:
 * rewriter_open() returns -1 with *why; unwrapping never fails.
 */
#ifndef POLICY_LOOKALIKE_REWRITER_H
#define POLICY_LOOKALIKE_REWRITER_H

#include <stddef.h>

#include "policy/base/arena.h"
#include "policy/mail/url.h"

struct rewriter {
	const char *host, *path;
	const char *place, *writing; /* rewriter_form.h */
};

struct rewriters {
	struct rewriter *items;
	size_t count, capacity;
};

enum rewriter_answer {
	REWRITER_NONE,   /* no known wrapper */
	REWRITER_TARGET, /* unwrapped, as deep as known wrappers go */
	REWRITER_OPAQUE  /* wrapped, and the target cannot be read */
};

int rewriter_open(struct arena *arena, struct rewriters *rewriters, const char **why);

struct rewriter_result {
	enum rewriter_answer answer;
	struct url target; /* the innermost link that could be read; 'url' itself without a wrapper
			    */
	unsigned layers;   /* wrappers that came off */
};

void rewriter_unwrap(const struct rewriters *rewriters, struct arena *arena, const struct url *url,
		     struct rewriter_result *out);

#endif
