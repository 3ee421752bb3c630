/* SPDX-License-Identifier: BSD-2-Clause */
/* sight - what could not be seen of a message, as flags and findings. */
#include "config.h"

#include "policy/mail/sight.h"

static void
note(struct sight *sight, enum message_flag flag, struct finding finding)
{
	sight->flags |= flag;
	finding_add(sight->findings, &finding);
}

void
sight_truncated(struct sight *sight, const char *what, const char *where)
{
	note(sight, MESSAGE_TRUNCATED,
	     (struct finding){.kind = FINDING_TRUNCATED,
			      .observed = what,
			      .where = where,
			      .why = "a bound was reached, what lies behind it is unknown"});
}

void
sight_ambiguous(struct sight *sight, const char *what, const char *where)
{
	note(sight, MESSAGE_AMBIGUOUS,
	     (struct finding){.kind = FINDING_AMBIGUOUS,
			      .observed = what,
			      .where = where,
			      .why = "mail programs read this in different ways; all readings "
				     "were looked at"});
}

void
sight_obscured(struct sight *sight, const char *what, const char *where)
{
	note(sight, MESSAGE_OBSCURED,
	     (struct finding){.kind = FINDING_OBSCURED,
			      .observed = what,
			      .where = where,
			      .why = "this could not be read"});
}
