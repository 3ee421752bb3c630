/* SPDX-License-Identifier: BSD-2-Clause */
/* test_socket - which sockets are taken, what becomes of stale ones and of ones in use. */
#include "config.h"

#include "milter/socket.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static char folder[] = "/tmp/test_socket.XXXXXX";

static void
specs_read_as_mtas_write_them(void **state)
{
	static const struct {
		const char *spec;
		int family; /* -1: refused */
		const char *path_or_host;
		int number;
		const char *why;
	} cases[] = {
		{"unix:/run/x.sock", SOCKET_UNIX, "/run/x.sock", 0, "unix"},
		{"local:/run/x.sock", SOCKET_UNIX, "/run/x.sock", 0, "Sendmail's other name"},
		{"/run/x.sock", SOCKET_UNIX, "/run/x.sock", 0, "a bare path"},
		{"inet:8892@127.0.0.1", SOCKET_INET, "127.0.0.1", 8892, "inet"},
		{"inet:8892@[127.0.0.1]", SOCKET_INET, "127.0.0.1", 8892, "brackets"},
		{"inet6:8892@[::1]", SOCKET_INET6, "::1", 8892, "inet6"},
		{"inet6:8892@::1", SOCKET_INET6, "::1", 8892, "inet6 without brackets"},
		{"fd:3", SOCKET_FD, NULL, 3, "inherited"},
		{"inet:8892", -1, NULL, 0, "no host: would be the whole world"},
		{"inet:8892@", -1, NULL, 0, "empty host"},
		{"inet:@127.0.0.1", -1, NULL, 0, "no port"},
		{"inet:0@127.0.0.1", -1, NULL, 0, "port zero"},
		{"inet:65536@127.0.0.1", -1, NULL, 0, "port too large"},
		{"inet:-1@127.0.0.1", -1, NULL, 0, "negative"},
		{"inet:12x@127.0.0.1", -1, NULL, 0, "not a number"},
		{"unix:relative", -1, NULL, 0, "relative path"},
		{"unix:", -1, NULL, 0, "empty path"},
		{"fd:", -1, NULL, 0, "no number"},
		{"fd:-1", -1, NULL, 0, "negative number"},
		{"fd:99999", -1, NULL, 0, "no such descriptor can be"},
		{"tcp:1@x", -1, NULL, 0, "unknown family"},
		{"", -1, NULL, 0, "empty"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		struct arena *arena = arena_new();
		struct socket socket = {.port = -7};
		const char *why = NULL;
		int result = socket_read(arena, cases[i].spec, &socket, &why);

		if ((result == 0) != (cases[i].family >= 0))
			fail_msg("%s: %s", cases[i].why, cases[i].spec);
		if (result != 0) {
			assert_non_null(why);
			assert_int_equal(socket.port, -7);
		} else {
			assert_int_equal((int)socket.family, cases[i].family);
			if (socket.family == SOCKET_UNIX)
				assert_string_equal(socket.path, cases[i].path_or_host);
			else if (socket.family != SOCKET_FD)
				assert_string_equal(socket.host, cases[i].path_or_host);
			assert_int_equal(socket.family == SOCKET_FD ? socket.fd : socket.port,
					 cases[i].number);
		}
		arena_free(arena);
	}
}

static void
an_endless_path_is_refused(void **state)
{
	struct arena *arena = arena_new();
	struct socket socket;
	const char *why = NULL;
	char spec[300];

	(void)state;
	memset(spec, 'x', sizeof(spec) - 1);
	spec[sizeof(spec) - 1] = '\0';
	memcpy(spec, "unix:/", 6);
	assert_int_equal(socket_read(arena, spec, &socket, &why), -1);
	arena_free(arena);
}

static int
listen_at(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	(void)snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(listen(fd, 5), 0);
	return fd;
}

static struct socket
unix_socket(struct arena *arena, const char *name)
{
	struct socket socket;
	const char *why;

	assert_int_equal(
		socket_read(arena, arena_printf(arena, "unix:%s/%s", folder, name), &socket, &why),
		0);
	return socket;
}

static void
a_stale_socket_is_cleared_and_a_live_one_is_left(void **state)
{
	struct arena *arena = arena_new();
	struct socket socket = unix_socket(arena, "stale");
	const char *why = NULL;
	int fd = listen_at(socket.path);

	(void)state;
	assert_int_equal(socket_clear(arena, &socket, &why), -1);
	assert_non_null(strstr(why, "another program listens"));
	(void)close(fd);
	assert_int_equal(access(socket.path, F_OK), 0);
	assert_int_equal(socket_clear(arena, &socket, &why), 0);
	assert_int_equal(access(socket.path, F_OK), -1);
	assert_int_equal(socket_clear(arena, &socket, &why), 0);
	arena_free(arena);
}

/* A slip such as unix:/dev/log must not take the system's log away. */
static void
a_socket_of_another_kind_is_left(void **state)
{
	struct arena *arena = arena_new();
	struct socket socket_ = unix_socket(arena, "datagrams");
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	const char *why = NULL;
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	(void)state;
	memcpy(address.sun_path, socket_.path, strlen(socket_.path) + 1);
	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(socket_clear(arena, &socket_, &why), -1);
	assert_non_null(strstr(why, "not ours"));
	assert_int_equal(access(socket_.path, F_OK), 0);
	assert_int_equal(unlink(socket_.path), 0);
	(void)close(fd);
	arena_free(arena);
}

static void
what_is_no_socket_is_left_alone(void **state)
{
	struct arena *arena = arena_new();
	struct socket socket = unix_socket(arena, "file");
	const char *why = NULL;
	FILE *file = fopen(socket.path, "w");

	(void)state;
	assert_non_null(file);
	(void)fclose(file);
	assert_int_equal(socket_clear(arena, &socket, &why), -1);
	assert_non_null(strstr(why, "is no socket"));
	assert_int_equal(access(socket.path, F_OK), 0);
	(void)unlink(socket.path);
	arena_free(arena);
}

static void
rights_are_as_set_and_unknown_groups_are_named(void **state)
{
	struct arena *arena = arena_new();
	struct socket socket = unix_socket(arena, "rights");
	const char *why = NULL;
	struct stat status;
	int fd = listen_at(socket.path);

	(void)state;
	assert_int_equal(socket_rights(arena, &socket, 0640, "", &why), 0);
	assert_int_equal(stat(socket.path, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0640);
	assert_int_equal(socket_rights(arena, &socket, 0640, "no-such-group-here", &why), -1);
	assert_non_null(strstr(why, "no-such-group-here"));
	(void)close(fd);
	(void)unlink(socket.path);
	arena_free(arena);
}

static void
waking_reaches_whoever_listens(void **state)
{
	struct arena *arena = arena_new();
	struct socket socket = unix_socket(arena, "wake");
	int fd = listen_at(socket.path), peer;

	(void)state;
	socket_wake(&socket);
	peer = accept(fd, NULL, NULL);
	assert_true(peer >= 0);
	(void)close(peer);
	(void)close(fd);
	(void)unlink(socket.path);
	socket_wake(&socket);
	arena_free(arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(specs_read_as_mtas_write_them),
		cmocka_unit_test(an_endless_path_is_refused),
		cmocka_unit_test(a_stale_socket_is_cleared_and_a_live_one_is_left),
		cmocka_unit_test(a_socket_of_another_kind_is_left),
		cmocka_unit_test(what_is_no_socket_is_left_alone),
		cmocka_unit_test(rights_are_as_set_and_unknown_groups_are_named),
		cmocka_unit_test(waking_reaches_whoever_listens),
	};
	int failed;

	if (mkdtemp(folder) == NULL)
		return 1;
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	(void)rmdir(folder);
	return failed;
}
