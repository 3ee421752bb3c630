/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * report - the one log line of a message: queue id first, then what, then why.
 *
 * Who owns: the line is in the session's message arena. Threads: any. Fails: never.
 */
#ifndef MILTER_REPORT_H
#define MILTER_REPORT_H

#include "milter/outcome.h"
#include "milter/session.h"

/* Everything of a stranger in it is printable and bounded. */
const char *report_line(struct session *session, const struct outcome *outcome);

#endif
