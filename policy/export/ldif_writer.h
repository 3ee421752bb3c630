/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ldif_writer - the one writer of LDIF change records (RFC 2849).
 *
 * A value that is not a SAFE-STRING, or that a terminal would act on, is written in base64; lines
 * are folded. So no value can begin a record, name a file to be read ("< file:") or end a line.
 *
 * Who owns: the text is in the arena of the struct text given. Threads: one at a time for one text.
 * Fails: never.
 */
#ifndef POLICY_EXPORT_LDIF_WRITER_H
#define POLICY_EXPORT_LDIF_WRITER_H

#include <stddef.h>

#include "policy/base/text.h"

#define LDIF_WRITER_COLUMNS 76

/* The first line of a file. */
void ldif_writer_begin(struct text *out);
/* One line "name: value"; 'name' is ours, 'value' may be any bytes. */
void ldif_writer_line(struct text *out, const char *name, const char *value, size_t length);
/* A change record: dn, and what is done to it. */
void ldif_writer_record(struct text *out, const char *dn, const char *changetype);
/* Replace all values of an attribute; none clears it, also when it is not there. */
void ldif_writer_replace(struct text *out, const char *attribute, const char *const *values,
			 size_t count);
/* The empty line behind a record. */
void ldif_writer_end(struct text *out);

/* One RDN "attribute=value" with the value escaped (RFC 4514 section 2.4). */
char *ldif_writer_rdn(struct arena *arena, const char *attribute, const char *value);

#endif
