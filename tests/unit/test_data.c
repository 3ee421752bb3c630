/* SPDX-License-Identifier: BSD-2-Clause */
/* test_data - what is shipped as files is compiled in, byte for byte and in name order, and no
 * table speaks against another. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "policy/base/arena.h"
#include "policy/base/file.h"
#include "policy/data/data.h"
#include "policy/lookalike/issuers.h"
#include "policy/mail/host.h"

#define POPULAR_LEAST 10000

static void
files_come_in_name_order_and_are_found_by_name(void **state)
{
	const struct data_file *file;
	const char *last = "";
	size_t i;

	(void)state;
	for (i = 0; (file = data_at(i)) != NULL; i++) {
		assert_true(strcmp(last, file->name) < 0);
		assert_ptr_equal(data_find(file->name), file);
		last = file->name;
	}
	assert_null(data_at(i));
	assert_null(data_at(i + 1000));
}

static void
files_are_what_lies_in_the_source(void **state)
{
	struct arena *arena = arena_new();
	const char *root = getenv("top_srcdir");
	const struct data_file *file;
	size_t i;

	(void)state;
	for (i = 0; (file = data_at(i)) != NULL; i++) {
		const char *path = arena_printf(arena, "%s/policy/data/%s",
						root == NULL ? "." : root, file->name);
		const char *why = "";
		size_t length = 0;
		char *bytes = NULL;

		assert_int_equal(file_read(arena, path, 16 << 20, &bytes, &length, &why), 0);
		assert_int_equal(file->length, length);
		assert_memory_equal(file->bytes, bytes, length + 1);
	}
	arena_free(arena);
}

static void
unknown_names_are_not_found(void **state)
{
	(void)state;
	assert_null(data_find("no such file"));
	assert_null(data_find(""));
	assert_null(data_find("../data/data.c"));
}

/* ---- what the tables may hold ---------------------------------------------------------------- */

static int
compare(const void *left, const void *right)
{
	return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static bool
holds(const struct issuers_list *sorted, const char *name)
{
	return bsearch(&name, sorted->items, sorted->count, sizeof(*sorted->items), compare) !=
	       NULL;
}

static struct issuers_list
read_names(struct arena *arena, const char *table)
{
	const struct data_file *file = data_find(table);
	struct issuers_list names = {0};
	const char *why = "";

	assert_non_null(file);
	if (issuers_names(arena, table, file->bytes, &names, &why) != 0)
		fail_msg("%s", why);
	return names;
}

static struct issuers_list
read_sorted(struct arena *arena, const char *table)
{
	struct issuers_list names = read_names(arena, table);

	qsort(names.items, names.count, sizeof(*names.items), compare);
	return names;
}

/* All domains of all issuers, sorted. */
static struct issuers_list
read_owned(struct arena *arena)
{
	const struct data_file *file = data_find("issuers.conf");
	struct issuers issuers = {0};
	struct issuers_list owned = {0};
	const char *why = "";
	size_t i, k;

	assert_non_null(file);
	if (issuers_read(arena, file->name, file->bytes, &issuers, &why) != 0)
		fail_msg("%s", why);
	for (i = 0; i < issuers.count; i++)
		for (k = 0; k < issuers.items[i].domains.count; k++)
			issuers_append(arena, &owned, issuers.items[i].domains.items[k]);
	qsort(owned.items, owned.count, sizeof(*owned.items), compare);
	return owned;
}

/* One name a line, sorted within its group. */
static void
check_lines(const char *text)
{
	const char *line, *last = "", *end;
	size_t length = 0;

	for (line = text; *line != '\0'; line = end + 1) {
		size_t common;

		end = strchr(line, '\n');
		assert_non_null(end);
		if (*line == '#' || *line == '\n') {
			last = "";
			length = 0;
			continue;
		}
		common = length < (size_t)(end - line) ? length : (size_t)(end - line);
		if (memchr(line, ' ', (size_t)(end - line)) != NULL ||
		    memcmp(last, line, common) > 0)
			fail_msg("popular.conf: %.*s", (int)(end - line), line);
		last = line;
		length = (size_t)(end - line);
	}
}

static void
check_registrable(struct arena *arena, const char *name)
{
	struct host host;
	const char *why = "";

	if (host_canonical(arena, name, strlen(name), &host, &why) != 0 || !host.known_suffix ||
	    strcmp(host.ascii, name) != 0 || strcmp(host.registrable, name) != 0 ||
	    strcmp(host.public_registrable, name) != 0 || host.suffix[0] == '\0')
		fail_msg("popular.conf: %s is no registrable domain", name);
}

static void
a_domain_has_one_owner(void **state)
{
	struct arena *arena = arena_new();
	struct issuers_list owned = read_owned(arena);
	size_t i;

	(void)state;
	for (i = 1; i < owned.count; i++)
		if (strcmp(owned.items[i - 1], owned.items[i]) == 0)
			fail_msg("issuers.conf: %s stands twice", owned.items[i]);
	arena_free(arena);
}

static void
popular_names_are_registrable_and_nobody_elses(void **state)
{
	struct arena *arena = arena_new();
	const struct data_file *file = data_find("popular.conf");
	struct issuers_list names = read_sorted(arena, "popular.conf"), owned = read_owned(arena);
	size_t i;

	(void)state;
	check_lines(file->bytes);
	assert_true(names.count >= POPULAR_LEAST);
	for (i = 0; i < names.count; i++) {
		check_registrable(arena, names.items[i]);
		if (i > 0 && strcmp(names.items[i - 1], names.items[i]) == 0)
			fail_msg("popular.conf: %s stands twice", names.items[i]);
		if (holds(&owned, names.items[i]))
			fail_msg("popular.conf: %s is an issuer's", names.items[i]);
	}
	arena_free(arena);
}

static void
a_name_stands_in_one_list_only(void **state)
{
	static const char *const lists[] = {"popular.conf", "known.conf", "freemail.conf",
					    "tenants.conf"};
	static const size_t least[] = {POPULAR_LEAST, 0, 500, 200};
	struct arena *arena = arena_new();
	struct issuers_list popular = read_sorted(arena, lists[0]);
	size_t i, k;

	(void)state;
	for (i = 1; i < sizeof(lists) / sizeof(lists[0]); i++) {
		struct issuers_list names = read_sorted(arena, lists[i]);

		assert_true(names.count >= least[i]);
		for (k = 0; k < names.count; k++) {
			if (k > 0 && strcmp(names.items[k - 1], names.items[k]) == 0)
				fail_msg("%s: %s stands twice", lists[i], names.items[k]);
			if (holds(&popular, names.items[k]))
				fail_msg("%s: %s is in popular.conf", lists[i], names.items[k]);
		}
	}
	arena_free(arena);
}

/* "class host" a line; names with a path are left out unless 'paths'. */
static struct issuers_list
read_hosts(struct arena *arena, const char *class, bool paths)
{
	const char *line = data_find("hosting.conf")->bytes, *end;
	struct issuers_list hosts = {0};

	for (; *line != '\0'; line = end + 1) {
		size_t word = strcspn(line, " \n");
		const char *name;

		end = line + strcspn(line, "\n");
		if (*line == '#' || word == 0 ||
		    (class != NULL && (strlen(class) != word || strncmp(class, line, word) != 0)))
			continue;
		name = arena_memdup(arena, line + word + 1, (size_t)(end - line) - word - 1);
		if (paths || strchr(name, '/') == NULL)
			issuers_append(arena, &hosts, name);
	}
	qsort(hosts.items, hosts.count, sizeof(*hosts.items), compare);
	return hosts;
}

static void
hosts_of_every_class_are_known(void **state)
{
	static const struct {
		const char *class;
		size_t least;
	} classes[] = {{"shortener", 250}, {"form", 60},     {"app", 100}, {"page", 200},
		       {"tunnel", 100},    {"storage", 150}, {"ipfs", 20}, {"redirect", 20}};
	struct arena *arena = arena_new();
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(classes) / sizeof(classes[0]); i++)
		assert_true(read_hosts(arena, classes[i].class, true).count >= classes[i].least);
	arena_free(arena);
}

/* Who rents to anybody is not one who rents to vetted customers, nor a name like any other. */
static void
a_host_of_anybody_stands_in_no_other_list(void **state)
{
	static const char *const lists[] = {"popular.conf", "known.conf", "tenants.conf"};
	struct arena *arena = arena_new();
	struct issuers_list hosts = read_hosts(arena, NULL, false);
	size_t i, k;

	(void)state;
	for (i = 1; i < hosts.count; i++)
		if (strcmp(hosts.items[i - 1], hosts.items[i]) == 0)
			fail_msg("hosting.conf: %s stands twice", hosts.items[i]);
	for (i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		struct issuers_list names = read_names(arena, lists[i]);

		for (k = 0; k < names.count; k++)
			if (holds(&hosts, names.items[k]))
				fail_msg("%s: %s is in hosting.conf", lists[i], names.items[k]);
	}
	arena_free(arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(files_come_in_name_order_and_are_found_by_name),
		cmocka_unit_test(files_are_what_lies_in_the_source),
		cmocka_unit_test(unknown_names_are_not_found),
		cmocka_unit_test(a_domain_has_one_owner),
		cmocka_unit_test(popular_names_are_registrable_and_nobody_elses),
		cmocka_unit_test(a_name_stands_in_one_list_only),
		cmocka_unit_test(hosts_of_every_class_are_known),
		cmocka_unit_test(a_host_of_anybody_stands_in_no_other_list),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
