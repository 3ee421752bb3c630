/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * settings - the table of all settings: one row is all there is to one.
 *
 * Reader, dump, check and the test that lurewatch.conf(5) documents each walk this table.
 *
 * Who owns: constant. Threads: any. Fails: never.
 */
#ifndef POLICY_CONF_SETTINGS_H
#define POLICY_CONF_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "policy/conf/conf.h"

enum setting_type {
	SETTING_TEXT,
	SETTING_CHOICE, /* one of 'choices', separated by '|' */
	SETTING_NUMBER,
	SETTING_OCTAL,
	SETTING_SIZE, /* bytes: 10, 64k, 2M, 1G */
	SETTING_SPAN, /* milliseconds: 250ms, 30s, 5m, 24h, 14d */
	SETTING_BOOL,
	SETTING_LIST
};

struct setting {
	const char *section, *name;
	enum setting_type type;
	size_t offset; /* in struct conf, or in the struct of a titled section */
	const char
		*initial; /* as the operator would write it; a list's items separated by blanks */
	int64_t least, most; /* of a number, size (bytes) or span (ms) */
	const char *choices;
	const char *help;
};

extern const struct setting setting_table[];
extern const size_t setting_count;

/* A section that may stand many times, each with a name: an array of structs in struct conf, whose
 * first member is the name. */
struct setting_title {
	const char *section;
	size_t size;             /* of one struct */
	size_t offset, count_at; /* of the array and of its length, in struct conf */
	bool needed;             /* without any there is one, named "default" */
};

/* NULL when 'section' stands once. */
const struct setting_title *setting_title(const char *section);

#endif
