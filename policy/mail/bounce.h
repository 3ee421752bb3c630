/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * bounce - whether a message reports that another was not delivered.
 *
 * By its form (multipart/report, RFC 6522) or by what it says: a status, a reply of SMTP, the trace
 * of what came back. An empty envelope sender alone is nothing that a stranger could not choose
 * (detection.md H13).
 *
 * Who owns: nothing is kept. Threads: any. Fails: never.
 */
#ifndef POLICY_MAIL_BOUNCE_H
#define POLICY_MAIL_BOUNCE_H

#include <stdbool.h>

#include "policy/mail/message.h"

bool bounce_is_report(const struct message *message);

#endif
