/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tag - what we write into mail: the X-Lurewatch field and the Authentication-Results field.
 *
 * Nothing of the mail is ever copied into them: verdict, score, names of findings and lure
 * families, reduced to letters, digits and "-_./", and bounded.
 *
 * Who owns: results are in the arena. Threads: any. Fails: never.
 */
#ifndef MILTER_TAG_H
#define MILTER_TAG_H

#include <stdbool.h>

#include "policy/base/arena.h"
#include "policy/inspect.h"

/* "verdict=tag; score=640; findings=homoglyph,lure/mfa" */
const char *tag_value(struct arena *arena, const struct inspection *inspection);

/* "mx.example.com; x-lurewatch=fail policy.verdict=tag policy.score=640" (RFC 8601 section 2.2) */
const char *tag_results(struct arena *arena, const char *identity,
			const struct inspection *inspection);

/* Our authserv-id: as configured, else the MTA's name, else the host's; letters, digits, "-." */
const char *tag_identity(struct arena *arena, const struct conf *conf, const char *mta_name);
/* Whether fields under 'identity' are believed; NULL is not. */
bool tag_is_trusted(const struct conf *conf, const char *identity);

#endif
