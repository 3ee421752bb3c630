/* SPDX-License-Identifier: BSD-2-Clause */
/* host_suffix - who registered a name, by the public suffix list. */
#include "config.h"

#include "policy/mail/host_suffix.h"

#include <pthread.h>
#include <string.h>

#include <libpsl.h>

/* Loaded once a process and constant from then on: the newer one of libpsl's own list and the
 * system's. */
static const psl_ctx_t *suffixes;
static pthread_once_t loaded = PTHREAD_ONCE_INIT;

static void
load_suffixes(void)
{
	suffixes = psl_latest(NULL);
	if (suffixes == NULL)
		suffixes = psl_builtin();
}

static const psl_ctx_t *
get_suffixes(void)
{
	(void)pthread_once(&loaded, load_suffixes);
	return suffixes;
}

/* Some countries stand on the list only by what is below them: "co.za", "*.bd". */
static bool
ends_in_suffix(const char *ascii)
{
	const char *last = strrchr(ascii, '.'), *dot;

	last = last == NULL ? ascii : last + 1;
	if (psl_is_public_suffix2(get_suffixes(), last, PSL_TYPE_ANY | PSL_TYPE_NO_STAR_RULE))
		return true;
	dot = psl_unregistrable_domain(get_suffixes(), ascii);
	return dot != NULL && strchr(dot, '.') != NULL;
}

/* The registrable domain by ICANN's section alone, given the one with private rules. */
static const char *
find_public(const char *ascii, const char *registrable)
{
	const char *name = registrable, *dot;

	for (;;) {
		dot = strchr(name, '.');
		if (dot == NULL)
			return ascii;
		if (psl_is_public_suffix2(get_suffixes(), dot + 1, PSL_TYPE_ICANN))
			return name;
		name = dot + 1;
	}
}

void
host_suffix_divide(struct arena *arena, struct host *host)
{
	const char *dot, *last = strrchr(host->ascii, '.');

	last = last == NULL ? host->ascii : last + 1;
	host->registrable = host->public_registrable = host->ascii;
	host->known_suffix = ends_in_suffix(host->ascii);
	if (last == host->ascii) {
		host->flags |= HOST_SINGLE_LABEL;
		host->label = host->ascii;
		host->suffix = "";
		return;
	}
	dot = psl_registrable_domain(get_suffixes(), host->ascii);
	if (dot != NULL)
		host->registrable = dot;
	host->public_registrable = find_public(host->ascii, host->registrable);
	dot = strchr(host->registrable, '.');
	host->suffix = dot + 1;
	host->label = arena_memdup(arena, host->registrable, (size_t)(dot - host->registrable));
}

bool
host_has_known_suffix(const char *ascii)
{
	const char *last = strrchr(ascii, '.');

	return last != NULL && last[1] != '\0' &&
	       ends_in_suffix(ascii[0] == '.' ? last + 1 : ascii);
}

const char *
host_version(void)
{
	return psl_get_version();
}
