/* SPDX-License-Identifier: BSD-2-Clause */
/* publish - a run becomes visible whole or not at all. */
#include "config.h"

#include "policy/export/publish.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "policy/base/clock.h"
#include "policy/base/file.h"

static int
fail(struct arena *arena, const char *path, const char *what, const char **why)
{
	char reason[128];

	*why = arena_printf(arena, "%s: %s: %s", path, what,
			    strerror_r(errno, reason, sizeof(reason)));
	return -1;
}

static int
take_lock(struct arena *arena, struct publish *publish, const char **why)
{
	const char *path = arena_printf(arena, "%s/.lock", publish->folder);

	publish->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0640);
	if (publish->lock < 0)
		return fail(arena, path, "cannot open", why);
	if (flock(publish->lock, LOCK_EX | LOCK_NB) == 0)
		return 0;
	*why = arena_printf(arena, "%s: another export is writing here", publish->folder);
	return -1;
}

/* "20261123T221910.123Z": sorts by time. */
static const char *
name_run(struct arena *arena, int64_t now_ms)
{
	char *name = clock_rfc3339(arena, now_ms, 0), *to = name;
	const char *from;

	for (from = name; *from != '\0'; from++)
		if (*from != '-' && *from != ':')
			*to++ = *from;
	*to = '\0';
	return name;
}

/* Files and then the folder; no folder of ours holds another. */
static void
remove_folder(struct arena *arena, const char *path)
{
	DIR *folder = opendir(path);
	struct dirent *entry;

	while (folder != NULL && (entry = readdir(folder)) != NULL)
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			(void)unlink(arena_printf(arena, "%s/%s", path, entry->d_name));
	if (folder != NULL)
		(void)closedir(folder);
	(void)rmdir(path);
}

static bool
has_run_name(const char *name)
{
	return strlen(name) == strlen("20261123T221910.123Z") && name[0] == '2' && name[8] == 'T';
}

static int
is_run(const struct dirent *entry)
{
	return has_run_name(entry->d_name);
}

/* What runs that were killed had written aside; the lock says that none is running. */
static void
drop_broken_runs(struct arena *arena, const char *runs)
{
	DIR *folder = opendir(runs);
	struct dirent *entry;

	while (folder != NULL && (entry = readdir(folder)) != NULL)
		if (entry->d_name[0] == '.' && has_run_name(entry->d_name + 1))
			remove_folder(arena, arena_printf(arena, "%s/%s", runs, entry->d_name));
	if (folder != NULL)
		(void)closedir(folder);
}

int
publish_begin(struct arena *arena, const char *folder, int64_t now_ms, struct publish *out,
	      const char **why)
{
	const char *runs = arena_printf(arena, "%s/runs", folder);
	struct stat about;

	*out = (struct publish){.folder = folder, .lock = -1};
	out->current = arena_printf(arena, "%s/current", folder);
	if (file_make_folder(arena, folder, 0750, why) != 0 || take_lock(arena, out, why) != 0 ||
	    file_make_folder(arena, runs, 0750, why) != 0)
		return -1;
	/* Two runs within one millisecond, or a clock that was set back: the next free name. */
	do
		out->name = name_run(arena, now_ms++);
	while (lstat(arena_printf(arena, "%s/%s", runs, out->name), &about) == 0);
	out->aside = arena_printf(arena, "%s/.%s", runs, out->name);
	drop_broken_runs(arena, runs);
	return file_make_folder(arena, out->aside, 0750, why);
}

/* A link appears, or changes its target, at once. */
static int
put_link(struct arena *arena, const char *folder, const char *name, const char *target,
	 const char **why)
{
	const char *path = arena_printf(arena, "%s/%s", folder, name);
	const char *aside = arena_printf(arena, "%s/.%s.new", folder, name);

	(void)unlink(aside);
	if (symlink(target, aside) != 0)
		return fail(arena, aside, "cannot make link", why);
	if (rename(aside, path) != 0)
		return fail(arena, path, "cannot rename into place", why);
	return 0;
}

static bool
is_ours(const char *name, const struct export_file *files, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (strcmp(files[i].name, name) == 0)
			return true;
	return strcmp(name, "manifest.json") == 0;
}

/* Links through "current" to files that the run does not have. */
static void
drop_stale_links(struct arena *arena, const struct publish *publish,
		 const struct export_file *files, size_t count)
{
	DIR *folder = opendir(publish->folder);
	struct dirent *entry;

	while (folder != NULL && (entry = readdir(folder)) != NULL) {
		const char *path = arena_printf(arena, "%s/%s", publish->folder, entry->d_name);
		char target[300];
		ssize_t length = readlink(path, target, sizeof(target) - 1);

		if (length <= 0)
			continue;
		target[length] = '\0';
		if (strncmp(target, "current/", 8) == 0 && !is_ours(entry->d_name, files, count))
			(void)unlink(path);
	}
	if (folder != NULL)
		(void)closedir(folder);
}

static void
drop_old_runs(struct arena *arena, const struct publish *publish)
{
	const char *runs = arena_printf(arena, "%s/runs", publish->folder);
	struct dirent **entries;
	int count = scandir(runs, &entries, is_run, alphasort), i;

	for (i = 0; i < count; i++) {
		if (i + PUBLISH_KEPT < count && strcmp(entries[i]->d_name, publish->name) != 0)
			remove_folder(arena,
				      arena_printf(arena, "%s/%s", runs, entries[i]->d_name));
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
}

static int
put_links(struct arena *arena, const struct publish *publish, const struct export_file *files,
	  size_t count, const char **why)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (put_link(arena, publish->folder, files[i].name,
			     arena_printf(arena, "current/%s", files[i].name), why) != 0)
			return -1;
	if (put_link(arena, publish->folder, "manifest.json", "current/manifest.json", why) != 0)
		return -1;
	return put_link(arena, publish->folder, "current",
			arena_printf(arena, "runs/%s", publish->name), why);
}

int
publish_commit(struct arena *arena, struct publish *publish, const struct export_file *files,
	       size_t count, const char **why)
{
	const char *runs = arena_printf(arena, "%s/runs", publish->folder);
	const char *whole = arena_printf(arena, "%s/%s", runs, publish->name);

	if (file_sync_folder(arena, publish->aside, why) != 0)
		return -1;
	if (rename(publish->aside, whole) != 0)
		return fail(arena, whole, "cannot rename into place", why);
	if (file_sync_folder(arena, runs, why) != 0 ||
	    put_links(arena, publish, files, count, why) != 0 ||
	    file_sync_folder(arena, publish->folder, why) != 0)
		return -1;
	drop_stale_links(arena, publish, files, count);
	drop_old_runs(arena, publish);
	return 0;
}

void
publish_end(struct arena *arena, struct publish *publish)
{
	if (publish->aside != NULL)
		remove_folder(arena, publish->aside);
	if (publish->lock >= 0)
		(void)close(publish->lock);
	publish->lock = -1;
}
