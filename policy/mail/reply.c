/* SPDX-License-Identifier: BSD-2-Clause */
/* reply - whether a subject says that its mail answers another. */
#include "config.h"

#include "policy/mail/reply.h"

#include <string.h>
#include <strings.h>

bool
reply_says(const char *subject)
{
	static const char *const marks[] = {"re",
					    "aw",
					    "antw",
					    "sv",
					    "vs",
					    "ref",
					    "rif",
					    "res",
					    "r",
					    "odp",
					    "ynt",
					    "\xE5\x9B\x9E\xE5\xA4\x8D",
					    "\xE7\xAD\x94\xE5\xA4\x8D",
					    "\xE5\x9B\x9E\xE8\xA6\x86"};
	size_t i;

	subject += strspn(subject, " \t");
	for (i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		const char *behind = subject + strlen(marks[i]);

		if (strncasecmp(subject, marks[i], strlen(marks[i])) != 0)
			continue;
		if (*behind == '[')
			behind += 1 + strspn(behind + 1, "0123456789]");
		if (*behind == ':' || strncmp(behind, "\xEF\xBC\x9A", 3) == 0)
			return true;
	}
	return false;
}
