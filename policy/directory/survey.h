/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * survey - the whole of one source, read to its end and understood.
 *
 * Reads the feed of a directory, maps its entries and resolves tiers, owners, delegates and
 * members. What comes of it is published by directory_sync() and only looked at by
 * directory_probe().
 *
 * Who owns: everything is in the arena given. Threads: one at a time. Fails: survey_read() returns
 * -1 with *why in the arena; the survey is then of no use.
 */
#ifndef POLICY_DIRECTORY_SURVEY_H
#define POLICY_DIRECTORY_SURVEY_H

#include <stddef.h>
#include <stdint.h>

#include "policy/base/arena.h"
#include "policy/conf/conf.h"
#include "policy/directory/census.h"
#include "policy/directory/closure.h"
#include "policy/directory/directory.h"
#include "policy/directory/mapping.h"

struct survey {
	struct arena *arena;
	const struct conf_directory *conf;
	struct mapping *mapping;
	struct census census;
	struct closure closure;
	struct mapping_losses losses;
	struct census_address *addresses;
	size_t address_count;
	uint64_t shared_addresses;
	void (*progress)(void *, uint64_t);
	void *progress_data;
	int64_t now_ms;
	const char *source; /* the file or URI that was read */
	struct directory_sync_result counts;
	uint64_t owners[6]; /* by enum owner_state */
};

void survey_begin(struct survey *survey, struct arena *arena, const struct conf_directory *conf);
/* 'ldif' overrides the source when not NULL; 'progress' may be NULL. */
int survey_read(struct survey *survey, const char *ldif, void (*progress)(void *, uint64_t),
		void *progress_data, const char **why);

#endif
