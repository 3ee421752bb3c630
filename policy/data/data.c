/* SPDX-License-Identifier: BSD-2-Clause */
/* data - the tables that are shipped as files, compiled in, so that both programs run without any
 * file. */
#include "config.h"

#include "policy/data/data.h"

#include <string.h>

#include "policy/data/embedded.h"

const struct data_file *
data_at(size_t i)
{
	return i < embedded_count ? &embedded_files[i] : NULL;
}

const struct data_file *
data_find(const char *name)
{
	size_t i;

	for (i = 0; i < embedded_count; i++)
		if (strcmp(embedded_files[i].name, name) == 0)
			return &embedded_files[i];
	return NULL;
}
