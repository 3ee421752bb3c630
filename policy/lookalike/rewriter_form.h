/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * rewriter_form - where the wrapped link stands in a wrapper, and how it is written there.
 *
 * The places and writings are those of policy/data/rewriters.conf, which explains them.
 *
 * Private to policy/lookalike/. Who owns: results are in the arena given. Threads: any. Fails:
 * rewriter_form_read() returns NULL when nothing stands there; what it returns need be no link.
 */
#ifndef POLICY_LOOKALIKE_REWRITER_FORM_H
#define POLICY_LOOKALIKE_REWRITER_FORM_H

#include <stdbool.h>

#include "policy/lookalike/rewriter.h"

/* Whether 'place' and 'writing' ("" is none) are words of the table. */
bool rewriter_form_is_known(const char *place, const char *writing);

const char *rewriter_form_read(const struct rewriter *item, struct arena *arena,
			       const struct url *url);

#endif
