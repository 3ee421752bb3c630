/* SPDX-License-Identifier: BSD-2-Clause */
/* directory_probe - proves step by step that a source can be reached, read and understood. */
#include "config.h"

#include "policy/base/text.h"
#include "policy/directory/directory.h"
#include "policy/directory/server.h"
#include "policy/directory/survey.h"

struct probe {
	struct arena *arena;
	const struct conf_directory *conf;
	void (*say)(void *data, bool ok, const char *line);
	void *say_data;
};

static void
say(const struct probe *probe, bool ok, const char *line)
{
	probe->say(probe->say_data, ok, line);
}

/* A server is asked who we are before it is read. */
static int
probe_server(const struct probe *probe)
{
	struct server *server;
	const char *why, *who, *base = probe->conf->subject_base;
	int result = 0;

	server = server_open(probe->arena, probe->conf, &why);
	if (server == NULL) {
		say(probe, false, why);
		return -1;
	}
	who = server_whoami(server);
	say(probe, true,
	    arena_printf(probe->arena, "bound to %s %s as %s", server_uri(server),
			 server_has_tls(server) ? "with TLS" : "without TLS",
			 who[0] == '\0' ? "(the server does not say)" : who));
	if (base[0] == '\0')
		result = server_context(server, &base, &why);
	say(probe, result == 0, result == 0 ? arena_printf(probe->arena, "base %s", base) : why);
	server_close(server);
	return result;
}

/* Whether any group of a tier's list is there: names that match nothing protect nobody. */
static void
tell_tier(const struct probe *probe, const struct survey *survey, int tier)
{
	uint64_t count = survey->counts.by_tier[tier];

	say(probe, count != 0 || tier == TIER_SECRETS,
	    count != 0 ? arena_printf(probe->arena, "%llu identities of %s",
				      (unsigned long long)count, identity_tier_name(tier))
		       : arena_printf(probe->arena,
				      "no identity of %s: does tier%d_groups name your groups?",
				      identity_tier_name(tier), tier));
}

static int
tell_survey(const struct probe *probe, const struct survey *survey)
{
	const struct directory_sync_result *counts = &survey->counts;

	say(probe, counts->entries != 0,
	    arena_printf(probe->arena, "%llu entries read from %s",
			 (unsigned long long)counts->entries, survey->source));
	say(probe, counts->identities != 0,
	    arena_printf(probe->arena, "%llu identities, %llu of them groups",
			 (unsigned long long)counts->identities,
			 (unsigned long long)counts->groups));
	if (counts->identities == 0)
		return -1;
	say(probe, counts->addresses != 0,
	    arena_printf(probe->arena, "%llu mail addresses",
			 (unsigned long long)counts->addresses));
	tell_tier(probe, survey, TIER_CONTROL);
	tell_tier(probe, survey, TIER_PRIVILEGED);
	tell_tier(probe, survey, TIER_SECRETS);
	if (counts->unmapped[0] != '\0')
		say(probe, false, counts->unmapped);
	return 0;
}

int
directory_probe(struct arena *arena, const struct conf_directory *source,
		void (*say_line)(void *, bool ok, const char *line), void *say_data)
{
	struct probe probe = {
		.arena = arena, .conf = source, .say = say_line, .say_data = say_data};
	struct survey survey;
	const char *why;

	survey_begin(&survey, arena, source);
	if (source->ldif[0] == '\0' && source->uris.count != 0 && probe_server(&probe) != 0)
		return -1;
	if (survey_read(&survey, NULL, NULL, NULL, &why) != 0) {
		say(&probe, false, why);
		return -1;
	}
	return tell_survey(&probe, &survey);
}
