/* SPDX-License-Identifier: BSD-2-Clause */
/* test_resolver - a server on loopback that answers, says no, is broken or silent. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <arpa/inet.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "policy/base/clock.h"
#include "policy/mail/resolver.h"

#define SECOND_US 1000000

enum manner {
	MANNER_ANSWERS,
	MANNER_NXDOMAIN,
	MANNER_NODATA,
	MANNER_SERVFAIL,
	MANNER_TRUNCATED,
	MANNER_GARBAGE,
	MANNER_LIES,
	MANNER_SILENT
};

struct server {
	int socket;
	enum manner manner;
	struct sockaddr_in address;
	pthread_t thread;
};

/* Two strings of one TXT record: "v=DKIM1; " and "p=abc". */
static const unsigned char answer[] = {0xC0, 12,  0, 16,  0,   1,   0,   0,   0,   60,
				       0,    16,  9, 'v', '=', 'D', 'K', 'I', 'M', '1',
				       ';',  ' ', 5, 'p', '=', 'a', 'b', 'c'};

/* Turns the question into a reply; returns its length. */
static size_t
reply_to(enum manner manner, unsigned char *packet, size_t question)
{
	size_t length = question;

	packet[2] |= 0x80;
	/* Without "recursion available" an empty answer would be that of a lame server. */
	packet[3] = 0x80;
	if (manner == MANNER_NXDOMAIN)
		packet[3] |= 3;
	if (manner == MANNER_SERVFAIL)
		packet[3] |= 2;
	packet[10] = packet[11] = 0; /* no additional records */
	if (manner == MANNER_TRUNCATED)
		packet[2] |= 0x02;
	if (manner == MANNER_ANSWERS || manner == MANNER_LIES) {
		packet[7] = 1;
		memcpy(packet + length, answer, sizeof(answer));
		if (manner == MANNER_LIES)
			packet[length + 12] = 200; /* longer than the record */
		length += sizeof(answer);
	}
	if (manner == MANNER_GARBAGE) {
		packet[7] = 9;
		memset(packet + length, 0xC0, 40);
		length += 40;
	}
	return length;
}

static void *
serve(void *argument)
{
	struct server *server = argument;
	unsigned char packet[2048];

	for (;;) {
		struct sockaddr_in peer;
		socklen_t size = sizeof(peer);
		ssize_t got =
			recvfrom(server->socket, packet, 1024, 0, (struct sockaddr *)&peer, &size);
		size_t question = 12;

		if (got <= 1)
			return NULL;
		while (packet[question] != 0)
			question += packet[question] + 1U;
		question += 5;
		if (server->manner == MANNER_SILENT)
			continue;
		question = reply_to(server->manner, packet, question);
		(void)sendto(server->socket, packet, question, 0, (struct sockaddr *)&peer, size);
	}
}

static void
start(struct server *server, enum manner manner)
{
	socklen_t size = sizeof(server->address);

	server->manner = manner;
	server->address = (struct sockaddr_in){.sin_family = AF_INET};
	server->address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	server->socket = socket(AF_INET, SOCK_DGRAM, 0);
	assert_true(server->socket >= 0);
	assert_int_equal(bind(server->socket, (struct sockaddr *)&server->address, size), 0);
	assert_int_equal(getsockname(server->socket, (struct sockaddr *)&server->address, &size),
			 0);
	assert_int_equal(pthread_create(&server->thread, NULL, serve, server), 0);
}

static void
stop(struct server *server)
{
	int socket_ = socket(AF_INET, SOCK_DGRAM, 0);

	(void)sendto(socket_, "x", 1, 0, (struct sockaddr *)&server->address,
		     sizeof(server->address));
	(void)pthread_join(server->thread, NULL);
	(void)close(socket_);
	(void)close(server->socket);
}

static enum answer
ask(enum manner manner, char *room, size_t bytes, const char **why)
{
	struct server server;
	enum answer result;

	start(&server, manner);
	result = resolver_txt("sel._domainkey.example.org", &server.address,
			      clock_monotonic_us() + SECOND_US, room, bytes, why);
	stop(&server);
	return result;
}

static void
strings_of_a_record_are_joined(void **state)
{
	const char *why;
	char room[64];

	(void)state;
	assert_int_equal(ask(MANNER_ANSWERS, room, sizeof(room), &why), ANSWER_FOUND);
	assert_string_equal(room, "v=DKIM1; p=abc");
}

static void
no_such_name_is_none_and_not_down(void **state)
{
	const char *why;
	char room[64];

	(void)state;
	assert_int_equal(ask(MANNER_NXDOMAIN, room, sizeof(room), &why), ANSWER_NONE);
	assert_int_equal(ask(MANNER_NODATA, room, sizeof(room), &why), ANSWER_NONE);
}

static void
broken_servers_are_down(void **state)
{
	static const enum manner manners[] = {MANNER_SERVFAIL, MANNER_TRUNCATED, MANNER_GARBAGE};
	char room[64];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(manners) / sizeof(manners[0]); i++) {
		const char *why = NULL;

		assert_int_equal(ask(manners[i], room, sizeof(room), &why), ANSWER_DOWN);
		assert_non_null(why);
	}
}

static void
records_that_lie_or_do_not_fit_are_no_text(void **state)
{
	const char *why;
	char room[8];

	(void)state;
	assert_int_equal(ask(MANNER_LIES, room, sizeof(room), &why), ANSWER_NONE);
	assert_int_equal(ask(MANNER_ANSWERS, room, sizeof(room), &why), ANSWER_NONE);
}

static void
silence_ends_at_the_deadline(void **state)
{
	int64_t before = clock_monotonic_us();
	const char *why = NULL;
	char room[64];

	(void)state;
	assert_int_equal(ask(MANNER_SILENT, room, sizeof(room), &why), ANSWER_DOWN);
	assert_non_null(why);
	assert_in_range(clock_monotonic_us() - before, 0, 4 * SECOND_US);
	assert_int_equal(resolver_txt("x.example", NULL, before, room, sizeof(room), &why),
			 ANSWER_DOWN);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(strings_of_a_record_are_joined),
		cmocka_unit_test(no_such_name_is_none_and_not_down),
		cmocka_unit_test(broken_servers_are_down),
		cmocka_unit_test(records_that_lie_or_do_not_fit_are_no_text),
		cmocka_unit_test(silence_ends_at_the_deadline),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
