/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * reply - whether a subject says that its mail answers another.
 *
 * Who owns: nothing. Threads: any. Fails: never.
 */
#ifndef POLICY_MAIL_REPLY_H
#define POLICY_MAIL_REPLY_H

#include <stdbool.h>

/* "Re: ", "AW: ", "Re[2]: " in the languages of mail programs. */
bool reply_says(const char *subject);

#endif
