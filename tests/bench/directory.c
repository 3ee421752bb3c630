/* SPDX-License-Identifier: BSD-2-Clause */
/* directory - a sync of generated entries from LDIF, and lookups in the replica. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "policy/base/clock.h"
#include "policy/base/text.h"
#include "policy/directory/directory.h"
#include "tests/unit/scratch.h"

#define ENTRIES 10000
#define LOOKUPS 1000000

static void
write_person(FILE *file, int i)
{
	(void)fprintf(file,
		      "\ndn: uid=user%06d,ou=people,dc=bench,dc=example\n"
		      "objectClass: person\nobjectClass: inetOrgPerson\n"
		      "uid: user%06d\ncn: User Number %d\nsn: Number\n"
		      "mail: user%06d@bench.example\nmailLocalAddress: u%06d@bench.example\n"
		      "entryUUID: 6ba7b810-9dad-11d1-80b4-%012x\n",
		      i, i, i, i, i, (unsigned)i * 2654435761U);
}

/* One group in a hundred entries, each inside the one before, with fifty members. */
static void
write_group(FILE *file, int i)
{
	int j;

	(void)fprintf(file,
		      "\ndn: cn=%s%d,ou=groups,dc=bench,dc=example\nobjectClass: groupOfNames\n"
		      "cn: team%d\nmail: team%d@bench.example\n"
		      "entryUUID: 6ba7b811-9dad-11d1-80b4-%012x\n"
		      "member: cn=team%d,ou=groups,dc=bench,dc=example\n",
		      "team", i, i, i, (unsigned)i, i + 1);
	for (j = 0; j < 50; j++)
		(void)fprintf(file, "member: uid=user%06d,ou=people,dc=bench,dc=example\n",
			      (i * 97 + j * 31) % ENTRIES);
}

static void
write_company(const char *path)
{
	FILE *file = fopen(path, "w");
	int i;

	if (file == NULL)
		abort();
	(void)fputs("version: 1\n", file);
	for (i = 0; i < ENTRIES - ENTRIES / 100; i++)
		write_person(file, i);
	for (i = 0; i < ENTRIES / 100; i++)
		write_group(file, i);
	if (fclose(file) != 0)
		abort();
}

static void
sync_once(struct directory *directory, const struct conf *conf, const char *path)
{
	struct arena *arena = arena_new();
	struct directory_sync_result result;
	int64_t begin = clock_monotonic_us();
	const char *why = "";

	if (directory_sync(directory, arena, &conf->directories[0], path, NULL, NULL, &result,
			   &why) != 0) {
		(void)fprintf(stderr, "%s\n", why);
		abort();
	}
	(void)printf("directory: sync of %llu entries (%llu addresses) from LDIF in %.0f ms\n",
		     (unsigned long long)result.entries, (unsigned long long)result.addresses,
		     (double)(clock_monotonic_us() - begin) / 1000);
	arena_free(arena);
}

static void
look_up(struct directory *directory, const char *before, const char *behind, const char *what)
{
	struct arena *arena = arena_new();
	int64_t begin = clock_monotonic_us();
	int found = 0, i;

	for (i = 0; i < LOOKUPS; i++) {
		struct directory_resolution got;
		char address[64];
		const char *why;

		(void)snprintf(address, sizeof(address), "%s%06u%s", before,
			       (unsigned)i * 7919U % (ENTRIES * 9 / 10), behind);
		found += directory_resolve(directory, arena, address, &got, &why) == ANSWER_FOUND;
		arena_reset(arena);
	}
	(void)printf("directory: %s: %d of %d found, %.0f ns a lookup\n", what, found, LOOKUPS,
		     (double)(clock_monotonic_us() - begin) * 1000 / LOOKUPS);
	arena_free(arena);
}

/* Names as mails show them, read and looked for. */
static void
look_for_names(struct directory *directory, const char *before, const char *what)
{
	struct arena *arena = arena_new();
	int64_t begin = clock_monotonic_us();
	int found = 0, i;

	for (i = 0; i < LOOKUPS; i++) {
		struct directory_person person;
		struct person_name name;
		char display[64];
		const char *why;

		(void)snprintf(display, sizeof(display), "%s, User %u", before,
			       (unsigned)i * 7919U % (ENTRIES * 9 / 10));
		person_read(arena, display, &name);
		found += directory_named(directory, arena, &name, &person, &why) == ANSWER_FOUND;
		arena_reset(arena);
	}
	(void)printf("directory: %s: %d of %d found, %.0f ns a lookup\n", what, found, LOOKUPS,
		     (double)(clock_monotonic_us() - begin) * 1000 / LOOKUPS);
	arena_free(arena);
}

int
main(void)
{
	struct arena *arena = arena_new();
	char *folder = scratch_make(arena);
	char *path = arena_printf(arena, "%s/company.ldif", folder);
	const char *why = "";
	struct conf *conf = conf_open(arena, NULL, &why);
	struct directory *directory = directory_open(arena, folder, conf, true, &why);

	if (directory == NULL)
		abort();
	write_company(path);
	sync_once(directory, conf, path);
	sync_once(directory, conf, path);
	look_up(directory, "user", "@bench.example", "direct");
	look_up(directory, "u", "+tag@bench.example", "alias with extension");
	look_up(directory, "nobody", "@bench.example", "unknown");
	look_for_names(directory, "NUMBER", "name");
	look_for_names(directory, "Nobody", "unknown name");
	directory_close(directory);
	conf_free(conf);
	scratch_remove(folder);
	arena_free(arena);
	return 0;
}
