/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * hosting - places where anybody may put a page without saying who he is.
 *
 * A table of lines "class host" or "class host/path": the host and all below it, and paths that
 * begin so. Classes are app, page, storage, form, shortener, tunnel, ipfs and redirect.
 *
 * Who owns: the table lives in the arena given. Threads: any, once read. Fails: hosting_read()
 * returns NULL with *why "file:line: reason".
 */
#ifndef POLICY_LURE_HOSTING_H
#define POLICY_LURE_HOSTING_H

#include <stddef.h>

#include "policy/base/arena.h"
#include "policy/mail/url.h"

#define HOSTING_FOOTER 30 /* points of a link in a footer: no key (keys.h) */

enum hosting_class {
	HOSTING_APP,     /* runs programs of customers under its own name */
	HOSTING_PAGE,    /* site builders, pages of code hosts */
	HOSTING_STORAGE, /* buckets and shared files */
	HOSTING_FORM,
	HOSTING_SHORTENER,
	HOSTING_TUNNEL,
	HOSTING_IPFS,
	HOSTING_REDIRECT, /* an open redirect of somebody respected */
	HOSTING_CLASSES
};

struct hosting;

struct hosting_entry {
	const char *host; /* lower case A-labels */
	const char *path; /* "" or "/begin" */
	enum hosting_class class;
};

struct hosting *hosting_read(struct arena *arena, const char *file, const char *bytes,
			     size_t length, const char **why);
/* NULL when the link leads to none of them. */
const struct hosting_entry *hosting_find(const struct hosting *hosting, const struct url *url);
/* "form", "storage" ... */
const char *hosting_class_name(enum hosting_class class);
/* In words: "a form builder". */
const char *hosting_class_words(enum hosting_class class);
/* Points of a finding: 0 is the kind's default; shorteners are everybody's and weigh little. */
int hosting_weight(enum hosting_class class);
size_t hosting_count(const struct hosting *hosting);

#endif
