/* SPDX-License-Identifier: BSD-2-Clause */
/* test_load - an operator's families join, replace and leave the shipped ones. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "policy/base/arena.h"
#include "policy/lure/load.h"
#include "policy/mail/fold.h"

#define OWN(name_)                                                                          \
	"family " name_ "\nsentence asks for the badge number\nimpact secret\nweight 111\n" \
	"language en\nobject badge number\naction tell us\n"

struct fixture {
	struct arena *arena;
	char folder[40];
};

static void
put(const struct fixture *fixture, const char *name, const char *text)
{
	FILE *file = fopen(arena_printf(fixture->arena, "%s/%s", fixture->folder, name), "w");

	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

static int
begin(void **state)
{
	struct arena *arena = arena_new();
	struct fixture *fixture = arena_zalloc(arena, 1, sizeof(*fixture));
	const char *why;

	fixture->arena = arena;
	(void)snprintf(fixture->folder, sizeof(fixture->folder), "/tmp/lw-load-XXXXXX");
	*state = fixture;
	return mkdtemp(fixture->folder) == NULL || fold_open(&why) != 0 ? -1 : 0;
}

static int
end(void **state)
{
	static const char *const names[] = {"a.conf", "b.conf", "c.conf.bak"};
	struct fixture *fixture = *state;
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		(void)unlink(arena_printf(fixture->arena, "%s/%s", fixture->folder, names[i]));
	(void)rmdir(fixture->folder);
	arena_free(fixture->arena);
	return 0;
}

static const struct family *
find(const struct load_set *set, const char *name)
{
	size_t i;

	for (i = 0; i < set->count; i++)
		if (strcmp(set->families[i].name, name) == 0)
			return &set->families[i];
	return NULL;
}

static void
own_families_join_and_replace(void **state)
{
	struct fixture *fixture = *state;
	struct conf_lures conf = {.more = fixture->folder};
	struct load_set shipped = {0}, set = {0};
	const char *why = "";

	assert_int_equal(
		load_families(fixture->arena, &(struct conf_lures){.more = ""}, &shipped, &why), 0);
	put(fixture, "a.conf", OWN("badge"));
	put(fixture, "b.conf", OWN("payroll"));
	put(fixture, "c.conf.bak", "not a family");
	assert_int_equal(load_families(fixture->arena, &conf, &set, &why), 0);
	assert_int_equal(set.count, shipped.count + 1);
	assert_int_equal(find(&set, "badge")->weight, 111);
	assert_int_equal(find(&set, "payroll")->weight, 111);
	assert_int_equal(find(&set, "payroll")->cue_count, 2);
}

static void
more_cues_for_every_family_are_added(void **state)
{
	struct fixture *fixture = *state;
	struct conf_lures conf = {.more = fixture->folder};
	struct load_set shipped = {0}, set = {0};
	const char *why = "";

	assert_int_equal(
		load_families(fixture->arena, &(struct conf_lures){.more = ""}, &shipped, &why), 0);
	put(fixture, "a.conf", "family every\nlanguage en\ntime by sunset\n");
	assert_int_equal(load_families(fixture->arena, &conf, &set, &why), 0);
	assert_int_equal(set.count, shipped.count + 1);
	assert_int_equal(set.helpers, shipped.helpers + 1);
}

static void
a_broken_file_or_folder_is_told(void **state)
{
	struct fixture *fixture = *state;
	struct conf_lures conf = {.more = fixture->folder};
	struct load_set set = {.count = 77};
	const char *why = "";

	put(fixture, "a.conf", OWN("badge") "object (\n");
	assert_int_equal(load_families(fixture->arena, &conf, &set, &why), -1);
	assert_non_null(strstr(why, "/a.conf:8: "));
	assert_int_equal(set.count, 77);
	conf.more = "/nonexistent/folder";
	assert_int_equal(load_families(fixture->arena, &conf, &set, &why), -1);
	assert_non_null(strstr(why, "/nonexistent/folder"));
}

static void
the_shipped_table_of_places_is_sound(void **state)
{
	struct fixture *fixture = *state;
	const char *why = "";
	struct hosting *hosting = load_hosting(fixture->arena, &why);

	assert_string_equal(why, "");
	assert_non_null(hosting);
	assert_true(hosting_count(hosting) > 200);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(own_families_join_and_replace, begin, end),
		cmocka_unit_test_setup_teardown(more_cues_for_every_family_are_added, begin, end),
		cmocka_unit_test_setup_teardown(a_broken_file_or_folder_is_told, begin, end),
		cmocka_unit_test_setup_teardown(the_shipped_table_of_places_is_sound, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
