/* SPDX-License-Identifier: BSD-2-Clause */
/* tag - what we write into mail: the X-Lurewatch field and the Authentication-Results field. */
#include "config.h"

#include "milter/tag.h"

#include <string.h>
#include <unistd.h>

#define NAMES_MOST 12
#define NAME_BYTES 40
#define ALPHABET   "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_."

/* Names come from our tables and from the operator's lure files: never from mail, and still
 * checked. */
static const char *
name_only(struct arena *arena, const char *string)
{
	char *copy = arena_memdup(arena, string, strnlen(string, NAME_BYTES));
	char *at;

	for (at = copy; *at != '\0'; at++)
		if (strchr(ALPHABET, *at) == NULL)
			*at = '_';
	return copy;
}

static const char *
name_of(struct arena *arena, const struct finding *finding)
{
	const char *kind = finding_info(finding->kind)->name;

	if (finding->kind != FINDING_LURE)
		return name_only(arena, kind);
	return arena_printf(arena, "%s/%s", name_only(arena, kind),
			    name_only(arena, finding->family));
}

/* Each name once, in the order of finding. */
static void
add_names(struct arena *arena, const struct finding_list *findings, struct text *out)
{
	const char *seen[NAMES_MOST];
	size_t count = 0, i, j;

	for (i = 0; i < findings->count && count < NAMES_MOST; i++) {
		const char *name = name_of(arena, &findings->items[i]);

		if (findings->items[i].recipient != 0) /* no other recipient's business */
			continue;
		for (j = 0; j < count && strcmp(seen[j], name) != 0; j++)
			;
		if (j < count)
			continue;
		/* One name a line from the third on keeps lines short (RFC 5322 section 2.1.1). */
		if (count != 0)
			text_add_string(out, count % 3 == 0 ? ",\n\t" : ",");
		text_add_string(out, name);
		seen[count++] = name;
	}
}

const char *
tag_value(struct arena *arena, const struct inspection *inspection)
{
	struct text out = TEXT_IN(arena);

	text_printf(&out,
		    "verdict=%s; score=%d; findings=", verdict_name(inspection->judgement.verdict),
		    inspection->judgement.score);
	add_names(arena, &inspection->findings, &out);
	return text_string(&out);
}

const char *
tag_results(struct arena *arena, const char *identity, const struct inspection *inspection)
{
	enum verdict verdict = inspection->judgement.verdict;

	return arena_printf(arena, "%s; x-lurewatch=%s policy.verdict=%s policy.score=%d", identity,
			    verdict >= VERDICT_TAG ? "fail" : "none", verdict_name(verdict),
			    inspection->judgement.score);
}

const char *
tag_identity(struct arena *arena, const struct conf *conf, const char *mta_name)
{
	char host[256] = "";

	if (*conf->milter.authserv_id != '\0')
		return name_only(arena, conf->milter.authserv_id);
	if (mta_name != NULL && *mta_name != '\0')
		return name_only(arena, mta_name);
	if (gethostname(host, sizeof(host) - 1) != 0 || *host == '\0')
		return "localhost";
	return name_only(arena, host);
}

bool
tag_is_trusted(const struct conf *conf, const char *identity)
{
	size_t i;

	if (identity == NULL)
		return false;
	for (i = 0; i < conf->authentication.trusted_ids.count; i++)
		if (text_equal_fold(conf->authentication.trusted_ids.items[i], identity))
			return true;
	return false;
}
