/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * data - the tables that are shipped as files, compiled in, so that both programs run without any
 * file.
 *
 * Who owns: the text is constant and NUL-terminated. Threads: any. Fails: data_find() returns NULL.
 */
#ifndef POLICY_DATA_DATA_H
#define POLICY_DATA_DATA_H

#include <stddef.h>

struct data_file {
	const char *name; /* relative to policy/data/, e.g. "lures/password-expiry.conf" */
	const char *bytes;
	size_t length;
};

const struct data_file *data_find(const char *name);
/* File 'i' in name order, or NULL past the end. */
const struct data_file *data_at(size_t i);

#endif
