/* SPDX-License-Identifier: BSD-2-Clause */
/* test_check - the socket and the MTA wiring are judged by what they are. */
#include "config.h"

#include "policy/cli/check.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

struct world {
	struct arena *arena;
	char folder[64];
	struct cli cli;
	struct check check;
};

static int
set_up(void **state)
{
	struct world *world = calloc(1, sizeof(*world));

	(void)snprintf(world->folder, sizeof(world->folder), "/tmp/lurewatch-check-XXXXXX");
	assert_non_null(mkdtemp(world->folder));
	world->arena = arena_new();
	world->cli = (struct cli){.arena = world->arena, .quiet = true};
	world->check = (struct check){
		.cli = &world->cli, .postfix = world->folder, .sendmail = world->folder};
	*state = world;
	return 0;
}

static int
tear_down(void **state)
{
	struct world *world = *state;
	const char *const names[] = {"main.cf", "sendmail.cf", "sock"};
	size_t i;

	for (i = 0; i < 3; i++)
		(void)unlink(arena_printf(world->arena, "%s/%s", world->folder, names[i]));
	(void)rmdir(world->folder);
	conf_free(world->cli.conf);
	arena_free(world->arena);
	free(world);
	return 0;
}

static void
use_socket(struct world *world, const char *name)
{
	const char *why = NULL;
	char *text = arena_printf(world->arena, "milter { socket = \"%s\" }", name);

	conf_free(world->cli.conf);
	world->cli.conf = conf_parse(world->arena, "test", text, &why);
	assert_non_null(world->cli.conf);
	world->check.worst = CHECK_OK;
}

static int
judge_socket(struct world *world, const char *name)
{
	use_socket(world, name);
	check_socket(&world->check);
	return world->check.worst;
}

static void
put(struct world *world, const char *name, const char *text)
{
	FILE *file = fopen(arena_printf(world->arena, "%s/%s", world->folder, name), "w");

	assert_non_null(file);
	(void)fputs(text, file);
	assert_int_equal(fclose(file), 0);
}

static void
sockets_that_cannot_work_fail(void **state)
{
	struct world *world = *state;

	assert_int_equal(judge_socket(world, "nonsense"), CHECK_FAIL);
	assert_int_equal(judge_socket(world, "unix:relative/sock"), CHECK_FAIL);
	assert_int_equal(judge_socket(world, "unix:/nonexistent/folder/sock"), CHECK_FAIL);
	assert_int_equal(judge_socket(world, "inet:8891"), CHECK_FAIL);
	assert_int_equal(judge_socket(world, "fd:3"), CHECK_OK);
}

static void
a_socket_is_ok_only_when_somebody_answers(void **state)
{
	struct world *world = *state;
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	char *path = arena_printf(world->arena, "%s/sock", world->folder);
	char *name = arena_printf(world->arena, "unix:%s", path);
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	assert_int_equal(judge_socket(world, name), CHECK_WARN);
	(void)snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	assert_int_equal(bind(fd, (const struct sockaddr *)(const void *)&address, sizeof(address)),
			 0);
	assert_int_equal(judge_socket(world, name), CHECK_WARN);
	assert_int_equal(listen(fd, 5), 0);
	assert_int_equal(judge_socket(world, name), CHECK_OK);
	(void)close(fd);
}

static int
judge_wiring(struct world *world)
{
	use_socket(world, "unix:/run/lurewatch/milter.sock");
	check_wiring(&world->check);
	return world->check.worst;
}

static void
wiring_is_read_as_the_mta_reads_it(void **state)
{
	static const struct {
		const char *main_cf;
		int expected;
		const char *why;
	} cases[] = {
		{"smtpd_milters = unix:lurewatch/milter.sock\n"
		 "non_smtpd_milters = $smtpd_milters unix:/run/lurewatch/milter.sock\n",
		 CHECK_OK, "both name it"},
		{"smtpd_milters = unix:lurewatch/milter.sock\n", CHECK_WARN, "one is missing"},
		{"#smtpd_milters = milter.sock\n#non_smtpd_milters = milter.sock\n", CHECK_WARN,
		 "comments do not count"},
		{"smtpd_milters =\n  inet:127.0.0.1:11332,\n  unix:/x/milter.sock\n"
		 "non_smtpd_milters=unix:/x/milter.sock\n",
		 CHECK_OK, "continuation lines count"},
		{"smtpd_milters = milter.sock\nsmtpd_milters = other\n"
		 "non_smtpd_milters = milter.sock\n",
		 CHECK_WARN, "the last one counts"},
	};
	struct world *world = *state;
	size_t i;

	assert_int_equal(judge_wiring(world), CHECK_WARN);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		put(world, "main.cf", cases[i].main_cf);
		if (judge_wiring(world) != cases[i].expected)
			fail_msg("%s", cases[i].why);
	}
}

static void
sendmail_must_name_the_socket_too(void **state)
{
	struct world *world = *state;

	put(world, "sendmail.cf", "Xother, S=unix:/x/y.sock\n");
	assert_int_equal(judge_wiring(world), CHECK_WARN);
	put(world, "sendmail.cf", "Xlurewatch, S=unix:/run/lurewatch/milter.sock, F=T\n");
	assert_int_equal(judge_wiring(world), CHECK_OK);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(sockets_that_cannot_work_fail),
		TEST(a_socket_is_ok_only_when_somebody_answers),
		TEST(wiring_is_read_as_the_mta_reads_it),
		TEST(sendmail_must_name_the_socket_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
