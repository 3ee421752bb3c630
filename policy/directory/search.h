/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * search - a feed that reads a server by paged search (RFC 2696): subjects, then groups.
 *
 * Entries are streamed, one page is on the way at a time; attributes that the server delivers in
 * ranges are fetched to their end. Whatever ends a search other than success, a size limit too,
 * makes the feed fail.
 *
 * Who owns: the caller closes the feed; entries are in the arena given to next. Threads: one at a
 * time. Fails: NULL or -1 with *why in an arena.
 */
#ifndef POLICY_DIRECTORY_SEARCH_H
#define POLICY_DIRECTORY_SEARCH_H

#include "policy/base/arena.h"
#include "policy/conf/conf.h"
#include "policy/directory/entry.h"
#include "policy/directory/feed.h"

/* 'arena', 'conf' and 'attributes' live as long as the feed; '*source' is the URI in use. */
struct feed *search_open(struct arena *arena, const struct conf_directory *conf,
			 const struct entry_attributes *attributes, const char **source,
			 const char **why);

#endif
