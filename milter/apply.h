/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * apply - carries an outcome out: the only place that changes mail.
 *
 * At the end of message only. Forged fields go first, from the highest index down, for deleting
 * upwards leaves some of them on Postfix (milter.md finding 7); then ours is added on top.
 *
 * Who owns: nothing is kept. Threads: as the session. Fails: never; a failed edit turns the outcome
 * into what the settings want for a fault.
 */
#ifndef MILTER_APPLY_H
#define MILTER_APPLY_H

#include <libmilter/mfapi.h>

#include "milter/outcome.h"
#include "milter/session.h"

/* What the hook shall return. */
sfsistat apply_outcome(SMFICTX *ctx, struct session *session, struct outcome *outcome);

#endif
