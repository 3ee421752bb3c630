/* SPDX-License-Identifier: BSD-2-Clause */
/* privileges - becoming an ordinary user for good, and the limit of open files. */
#include "config.h"

#include "milter/privileges.h"

#include <grp.h>
#include <pwd.h>
#include <sys/resource.h>
#include <unistd.h>

#define ENTRY_BYTES 16384

/* Logs, store, replica, libmilter's pipes, and some to spare. */
#define OTHER_FILES 128

int
privileges_find(struct arena *arena, const char *user, struct privileges *out, const char **why)
{
	struct passwd entry, *found = NULL;
	char *buffer = arena_zalloc(arena, ENTRY_BYTES, 1);

	if (*user == '\0') {
		*out = (struct privileges){0};
		return 0;
	}
	if (getpwnam_r(user, &entry, buffer, ENTRY_BYTES, &found) != 0 || found == NULL) {
		*why = arena_printf(arena, "no such user: %s", user);
		return -1;
	}
	if (geteuid() == found->pw_uid) {
		*out = (struct privileges){0};
		return 0;
	}
	if (geteuid() != 0) {
		*why = arena_printf(
			arena, "only root can become %s; start as that user, or as root", user);
		return -1;
	}
	*out = (struct privileges){.user = user, .uid = found->pw_uid, .gid = found->pw_gid};
	return 0;
}

int
privileges_give(struct arena *arena, const struct privileges *privileges, const char *path,
		const char **why)
{
	if (privileges->user == NULL || chown(path, privileges->uid, privileges->gid) == 0)
		return 0;
	*why = arena_printf(arena, "%s: cannot give it to %s: %m", path, privileges->user);
	return -1;
}

int
privileges_drop(struct arena *arena, const struct privileges *privileges, const char **why)
{
	if (privileges->user == NULL)
		return 0;
	if (initgroups(privileges->user, privileges->gid) != 0 ||
	    setresgid(privileges->gid, privileges->gid, privileges->gid) != 0 ||
	    setresuid(privileges->uid, privileges->uid, privileges->uid) != 0) {
		*why = arena_printf(arena, "cannot become %s: %m", privileges->user);
		return -1;
	}
	if (setuid(0) == 0 || geteuid() != privileges->uid) {
		*why = arena_printf(arena, "became %s, but could become root again",
				    privileges->user);
		return -1;
	}
	return 0;
}

int
privileges_files(struct arena *arena, int64_t sessions, const char **why)
{
	rlim_t wanted = (rlim_t)sessions + OTHER_FILES;
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= wanted)
		return 0;
	if (limit.rlim_max < wanted && geteuid() == 0)
		limit.rlim_max = wanted;
	limit.rlim_cur = limit.rlim_max < wanted ? limit.rlim_max : wanted;
	if (setrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur >= wanted)
		return 0;
	*why = arena_printf(arena,
			    "sessions_most = %lld needs %llu open files, but the limit is %llu",
			    (long long)sessions, (unsigned long long)wanted,
			    (unsigned long long)limit.rlim_cur);
	return -1;
}
