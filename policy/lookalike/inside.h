/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * inside - a brand that the message claims, anywhere inside a host, with one slip at most.
 *
 * "www.aamzon-jpx.example" says nothing by itself, but in a message that speaks as Amazon it is no
 * accident. Only the few brands that are claimed strongly are looked for, so that it costs nothing
 * where none is.
 *
 * Private to policy/lookalike/. Who owns: strings are in the probe's arena or in the index.
 * Threads: one at a time for one probe. Fails: never.
 */
#ifndef POLICY_LOOKALIKE_INSIDE_H
#define POLICY_LOOKALIKE_INSIDE_H

#include <stdbool.h>
#include <stddef.h>

#include "policy/lookalike/probe.h"

/* The host without its suffix, as strong skeleton and as written. */
void inside_check(struct probe *probe, const char *skeleton, const char *body);

/* Whether 'text' begins with 'word', at most one letter added, missing, other or swapped. */
bool inside_begins(const char *text, size_t length, const char *word, size_t word_length);

#endif
