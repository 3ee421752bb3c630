/* SPDX-License-Identifier: BSD-2-Clause */
/* bounce - whether a message reports that another was not delivered. */
#include "config.h"

#include "policy/mail/bounce.h"

#include <ctype.h>
#include <string.h>

#define STATUS_WITHIN 4096 /* bytes of a text that are looked at */

/* A status of RFC 3463 ("5.1.1") or a reply of RFC 5321 ("550 ") in the first words, or the trace
 * of what came back. */
static bool
has_status(const char *text, size_t length)
{
	size_t i;

	if (length > STATUS_WITHIN)
		length = STATUS_WITHIN;
	if (memmem(text, length, "\nReceived:", strlen("\nReceived:")) != NULL)
		return true;
	for (i = 0; i + 5 < length; i++) {
		const char *at = text + i;

		if ((at[0] != '4' && at[0] != '5') || (i != 0 && isalnum((unsigned char)at[-1])))
			continue;
		if (at[1] == '.' && isdigit((unsigned char)at[2]) && at[3] == '.' &&
		    isdigit((unsigned char)at[4]))
			return true;
		if (at[1] == '5' && at[2] >= '0' && at[2] <= '4' && (at[3] == ' ' || at[3] == '-'))
			return true;
	}
	return false;
}

bool
bounce_is_report(const struct message *message)
{
	const struct message_field *type = message_field(message->source, "Content-Type");
	size_t i;

	if (type != NULL && strcasestr(type->value, "multipart/report") != NULL)
		return true;
	for (i = 0; i < message->text_count; i++)
		if (message->texts[i].kind == TEXT_VISIBLE &&
		    has_status(message->texts[i].bytes, message->texts[i].length))
			return true;
	return false;
}
