/* SPDX-License-Identifier: BSD-2-Clause */
/* load - the families and tables in force: shipped ones, an operator's own, without those off. */
#include "config.h"

#include "policy/lure/load.h"

#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "policy/base/file.h"
#include "policy/base/text.h"
#include "policy/data/data.h"

#define FILES_MOST 200

static bool
is_helper(const struct family *family)
{
	return family->use != FAMILY_LURE;
}

static struct family *
find_family(struct load_set *set, const char *name)
{
	size_t i;

	for (i = 0; i < set->count; i++)
		if (strcmp(set->families[i].name, name) == 0)
			return &set->families[i];
	return NULL;
}

static int
add_family(struct arena *arena, struct load_set *set, const struct family *family, const char **why)
{
	struct family *old = is_helper(family) ? NULL : find_family(set, family->name);

	if (old != NULL) {
		*old = *family;
		return 0;
	}
	if (set->count == LOAD_FAMILIES_MOST) {
		*why = arena_printf(arena, "%s: more than %d families", family->file,
				    LOAD_FAMILIES_MOST);
		return -1;
	}
	set->families = arena_grow(arena, set->families, set->count, &set->capacity,
				   sizeof(*set->families));
	set->families[set->count++] = *family;
	set->helpers += is_helper(family) ? 1 : 0;
	return 0;
}

static int
add_shipped(struct arena *arena, struct load_set *set, const char **why)
{
	const struct data_file *file;
	struct family family;
	size_t i;

	for (i = 0; (file = data_at(i)) != NULL; i++) {
		if (strncmp(file->name, "lures/", 6) != 0)
			continue;
		if (family_parse(arena, file->name, file->bytes, file->length, &family, why) != 0 ||
		    add_family(arena, set, &family, why) != 0)
			return -1;
	}
	return 0;
}

static int
compare_names(const void *left, const void *right)
{
	const char *const *a = left, *const *b = right;

	return strcmp(*a, *b);
}

/* The .conf files of 'folder' in name order. */
static int
list_files(struct arena *arena, const char *folder, const char **names, size_t *count,
	   const char **why)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;

	*count = 0;
	if (dir == NULL) {
		*why = arena_printf(arena, "%s: cannot be opened (%s)", folder,
				    strerrorname_np(errno));
		return -1;
	}
	while ((entry = readdir(dir)) != NULL && *count < FILES_MOST)
		if (entry->d_name[0] != '.' && text_ends_fold(entry->d_name, ".conf"))
			names[(*count)++] = arena_strdup(arena, entry->d_name);
	(void)closedir(dir);
	if (*count > 1)
		qsort(names, *count, sizeof(*names), compare_names);
	return 0;
}

static int
add_file(struct arena *arena, const char *path, struct load_set *set, const char **why)
{
	struct family family;
	size_t length;
	char *bytes;

	if (file_read(arena, path, FAMILY_FILE_MOST, &bytes, &length, why) != 0 ||
	    family_parse(arena, path, bytes, length, &family, why) != 0)
		return -1;
	return add_family(arena, set, &family, why);
}

static int
add_own(struct arena *arena, const char *folder, struct load_set *set, const char **why)
{
	const char **names = arena_zalloc(arena, FILES_MOST, sizeof(*names));
	size_t count, i;

	if (list_files(arena, folder, names, &count, why) != 0)
		return -1;
	for (i = 0; i < count; i++)
		if (add_file(arena, arena_printf(arena, "%s/%s", folder, names[i]), set, why) != 0)
			return -1;
	return 0;
}

/* Kinds of findings may be among them: those are dropped when they are found. */
static int
switch_off(struct arena *arena, const struct conf_list *off, struct load_set *set, const char **why)
{
	size_t i;

	for (i = 0; i < off->count; i++) {
		struct family *family = find_family(set, off->items[i]);

		if (family == NULL && finding_is_kind(off->items[i]))
			continue;
		if (family == NULL) {
			*why = arena_printf(arena,
					    "rules.off: \"%s\" is neither a kind of finding nor a "
					    "lure family; lurewatch-risk(5) lists both",
					    text_printable(arena, off->items[i], 60));
			return -1;
		}
		set->helpers -= is_helper(family) ? 1 : 0;
		*family = set->families[--set->count];
	}
	return 0;
}

int
load_families(struct arena *arena, const struct conf_lures *conf, struct load_set *out,
	      const char **why)
{
	struct load_set set = {0};

	if (add_shipped(arena, &set, why) != 0)
		return -1;
	if (conf->more != NULL && *conf->more != '\0' && add_own(arena, conf->more, &set, why) != 0)
		return -1;
	if (conf->also != NULL && add_file(arena, conf->also, &set, why) != 0)
		return -1;
	if (switch_off(arena, &conf->off, &set, why) != 0)
		return -1;
	*out = set;
	return 0;
}

struct hosting *
load_hosting(struct arena *arena, const char **why)
{
	const struct data_file *file = data_find("hosting.conf");

	if (file == NULL) {
		*why = "hosting.conf: not compiled in";
		return NULL;
	}
	return hosting_read(arena, file->name, file->bytes, file->length, why);
}
