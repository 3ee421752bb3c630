/* SPDX-License-Identifier: BSD-2-Clause */
/* test_search - a server that ranges, limits, breaks off, hangs or is silent, told by a script. */
#include "config.h"

#include "policy/directory/search.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <lber.h>
#include <ldap.h>

#include "policy/base/file.h"
#include "policy/base/text.h"
#include "policy/directory/watchdog.h"
#include "tests/unit/scratch.h"

#define ANSWERS_MOST 8

/* What the server says to one search: an entry with one attribute, or none; then how it ends. */
struct answer_line {
	const char *dn, *attribute, *values[3];
	int code;           /* of the result; -1: say no more, -2: close */
	const char *cookie; /* of the page, NULL without */
};

struct script {
	int listener;
	char uri[64];
	const struct answer_line *lines;
	size_t count;
	pthread_t thread;
	char asked[ANSWERS_MOST][128]; /* base and first attribute of each search */
	bool bound, wanted_tls;
};

static void
send_element(int fd, BerElement *element)
{
	struct berval bytes;

	assert_int_equal(ber_flatten2(element, &bytes, 0), 0);
	(void)!send(fd, bytes.bv_val, bytes.bv_len, MSG_NOSIGNAL);
	ber_free(element, 1);
}

static void
send_result(int fd, ber_int_t id, ber_tag_t tag, int code, const char *cookie)
{
	BerElement *element = ber_alloc_t(LBER_USE_DER), *value = ber_alloc_t(LBER_USE_DER);
	struct berval page;

	(void)ber_printf(value, "{is}", 0, cookie == NULL ? "" : cookie);
	assert_int_equal(ber_flatten2(value, &page, 0), 0);
	if (cookie == NULL)
		(void)ber_printf(element, "{it{ess}}", id, tag, code, "", "");
	else
		(void)ber_printf(element, "{it{ess}t{{sO}}}", id, tag, code, "", "",
				 LDAP_TAG_CONTROLS, LDAP_CONTROL_PAGEDRESULTS, &page);
	ber_free(value, 1);
	send_element(fd, element);
}

static void
send_entry(int fd, ber_int_t id, const struct answer_line *line)
{
	BerElement *element = ber_alloc_t(LBER_USE_DER);
	size_t i;

	(void)ber_printf(element, "{it{s{{s[", id, LDAP_RES_SEARCH_ENTRY, line->dn,
			 line->attribute);
	for (i = 0; i < 3 && line->values[i] != NULL; i++)
		(void)ber_printf(element, "s", line->values[i]);
	(void)ber_printf(element, "]}}}}");
	send_element(fd, element);
}

/* The base and the first attribute that a search asks for. */
static void
note_search(BerElement *element, char out[128])
{
	ber_int_t scope, deref, size, time, types;
	char *attribute = NULL, *cookie;
	struct berval base;
	ber_len_t length;
	ber_tag_t tag;

	(void)ber_scanf(element, "{meeiib", &base, &scope, &deref, &size, &time, &types);
	(void)ber_scanf(element, "x");
	tag = ber_first_element(element, &length, &cookie);
	if (tag != LBER_DEFAULT)
		(void)ber_scanf(element, "a", &attribute);
	(void)snprintf(out, 128, "%s %s", base.bv_val, attribute == NULL ? "" : attribute);
	ber_memfree(attribute);
}

/* False when the conversation is over. */
static bool
answer_search(int fd, ber_int_t id, const struct answer_line *line)
{
	if (line->dn != NULL)
		send_entry(fd, id, line);
	if (line->code >= 0)
		send_result(fd, id, LDAP_RES_SEARCH_RESULT, line->code, line->cookie);
	return line->code != -2;
}

static void *
serve(void *data)
{
	struct script *script = data;
	int fd = accept(script->listener, NULL, NULL);
	Sockbuf *buffer = ber_sockbuf_alloc();
	size_t at = 0;

	(void)ber_sockbuf_add_io(buffer, &ber_sockbuf_io_tcp, LBER_SBIOD_LEVEL_PROVIDER, &fd);
	for (;;) {
		BerElement *element = ber_alloc_t(LBER_USE_DER);
		ber_len_t length;
		ber_tag_t tag;
		ber_int_t id;
		bool more = true;

		if (ber_get_next(buffer, &length, element) != LDAP_TAG_MESSAGE) {
			ber_free(element, 1);
			break;
		}
		(void)ber_scanf(element, "it", &id, &tag);
		script->bound = script->bound || tag == LDAP_REQ_BIND;
		script->wanted_tls = script->wanted_tls || tag == LDAP_REQ_EXTENDED;
		if (tag == LDAP_REQ_BIND)
			send_result(fd, id, LDAP_RES_BIND, 0, NULL);
		else if (tag == LDAP_REQ_EXTENDED)
			send_result(fd, id, LDAP_RES_EXTENDED, LDAP_PROTOCOL_ERROR, NULL);
		else if (tag == LDAP_REQ_SEARCH && at < script->count) {
			note_search(element, script->asked[at]);
			more = answer_search(fd, id, &script->lines[at++]);
		}
		ber_free(element, 1);
		if (!more || tag == LDAP_REQ_UNBIND)
			break;
	}
	ber_sockbuf_free(buffer); /* closes */
	return NULL;
}

static void
start(struct script *script, const struct answer_line *lines, size_t count)
{
	struct sockaddr_in address = {.sin_family = AF_INET,
				      .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof(address);

	*script = (struct script){.lines = lines, .count = count};
	script->listener = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(bind(script->listener, (struct sockaddr *)&address, size), 0);
	assert_int_equal(listen(script->listener, 4), 0);
	assert_int_equal(getsockname(script->listener, (struct sockaddr *)&address, &size), 0);
	(void)snprintf(script->uri, sizeof(script->uri), "ldap://127.0.0.1:%d",
		       ntohs(address.sin_port));
	assert_int_equal(pthread_create(&script->thread, NULL, serve, script), 0);
}

static void
stop(struct script *script)
{
	assert_int_equal(pthread_join(script->thread, NULL), 0);
	(void)close(script->listener);
}

/* Everything that the feed gives as "dn=v,v;", then "." or "! reason". */
static const char *
read_script(struct arena *arena, struct script *script)
{
	const char *why = "", *source;
	struct conf *conf = conf_parse(
		arena, "t",
		arena_printf(
			arena,
			"directory d { uris = {\"%s\"} subject_base = \"dc=x\" "
			"group_filter = \"\" connect_timeout = 500ms operation_timeout = 500ms "
			"}\n",
			script->uri),
		&why);
	struct entry_attributes wanted = {.arena = arena};
	struct text out = TEXT_IN(arena);
	struct entry entry;
	struct feed *feed;
	int more;
	size_t i;

	if (conf == NULL)
		fail_msg("%s", why);
	(void)entry_want(&wanted, "member");
	feed = search_open(arena, &conf->directories[0], &wanted, &source, &why);
	if (feed == NULL)
		fail_msg("%s", why);
	while ((more = feed->next(feed, arena, &entry, &why)) > 0) {
		text_printf(&out, "%s=", entry.dn);
		for (i = 0; i < entry.values[0].count; i++)
			text_printf(&out, "%s,", entry.values[0].items[i].bytes);
		text_add_string(&out, ";");
	}
	text_printf(&out, more == 0 ? "." : "! %s", why);
	feed->close(feed);
	conf_free(conf);
	return text_string(&out);
}

static const char *
play(struct arena *arena, const struct answer_line *lines, size_t count, struct script *script)
{
	const char *got;

	start(script, lines, count);
	got = read_script(arena, script);
	stop(script);
	return got;
}

static int
set_up(void **state)
{
	*state = arena_new();
	return 0;
}

static int
tear_down(void **state)
{
	arena_free(*state);
	return 0;
}

static void
pages_are_asked_for_until_the_cookie_is_empty(void **state)
{
	static const struct answer_line lines[] = {
		{"cn=a", "member", {"x", "y"}, 0, "more"},
		{NULL, NULL, {NULL}, 0, "still"},
		{"cn=b", "MEMBER", {"z"}, 0, ""},
	};
	struct script script;

	assert_string_equal(play(*state, lines, 3, &script), "cn=a=x,y,;cn=b=z,;.");
	assert_string_equal(script.asked[2], "dc=x member");
}

static void
a_range_that_active_directory_forces_is_fetched_to_its_end(void **state)
{
	static const struct answer_line lines[] = {
		{"cn=g", "member;range=0-1", {"a", "b"}, 0, NULL},
		{"cn=g", "member;range=2-3", {"c", "d"}, 0, NULL},
		{"cn=g", "member;range=4-*", {"e"}, 0, NULL},
	};
	struct script script;

	assert_string_equal(play(*state, lines, 3, &script), "cn=g=a,b,c,d,e,;.");
	assert_string_equal(script.asked[1], "cn=g member;range=2-*");
	assert_string_equal(script.asked[2], "cn=g member;range=4-*");
}

static void
a_range_that_makes_no_way_is_a_failure(void **state)
{
	static const struct answer_line lines[] = {
		{"cn=g", "member;range=0-1", {"a", "b"}, 0, NULL},
		{"cn=g", "member;range=0-1", {"a", "b"}, 0, NULL},
	};
	static const struct answer_line empty[] = {
		{"cn=g", "member;range=0-1", {"a", "b"}, 0, NULL},
		{NULL, NULL, {NULL}, 0, NULL},
	};
	struct script script;

	assert_non_null(strstr(play(*state, lines, 2, &script), "does not come to an end"));
	assert_non_null(strstr(play(*state, empty, 2, &script), "does not come to an end"));
}

static void
every_end_but_success_is_a_failure(void **state)
{
	static const struct {
		struct answer_line line;
		const char *reason;
	} cases[] = {
		{{"cn=a", "member", {"x"}, LDAP_SIZELIMIT_EXCEEDED, NULL}, "raise the limits"},
		{{"cn=a", "member", {"x"}, LDAP_ADMINLIMIT_EXCEEDED, NULL}, "raise the limits"},
		{{"cn=a", "member", {"x"}, LDAP_TIMELIMIT_EXCEEDED, NULL}, "search below dc=x"},
		{{"cn=a", "member", {"x"}, LDAP_BUSY, NULL}, "search below dc=x"},
		{{"cn=a", "member", {"x"}, LDAP_UNAVAILABLE_CRITICAL_EXTENSION, NULL}, "search"},
		{{"cn=a", "member", {"x"}, -2, NULL}, "search"},
		{{"cn=a", "member", {"x"}, -1, NULL}, "no answer within 500 ms"},
		{{NULL, NULL, {NULL}, -1, NULL}, "no answer within 500 ms"},
	};
	struct script script;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *got = play(*state, &cases[i].line, 1, &script);

		if (strchr(got, '!') == NULL || strstr(got, cases[i].reason) == NULL)
			fail_msg("case %zu: %s", i, got);
	}
}

/* Connect with these settings beside the URI; the reason, or NULL. */
static const char *
connect_with(struct arena *arena, struct script *script, const char *settings)
{
	const char *why = "", *source;
	struct conf *conf = conf_parse(
		arena, "t",
		arena_printf(arena, "directory d { uris = {\"%s\"} %s subject_base = \"dc=x\" }\n",
			     script->uri, settings),
		&why);
	struct entry_attributes wanted = {.arena = arena};
	struct feed *feed;

	if (conf == NULL)
		fail_msg("%s", why);
	feed = search_open(arena, &conf->directories[0], &wanted, &source, &why);
	if (feed != NULL)
		feed->close(feed);
	conf_free(conf);
	return feed == NULL ? why : NULL;
}

static void
a_password_leaves_the_host_only_under_tls(void **state)
{
	struct arena *arena = *state;
	char *folder = scratch_make(arena), *settings;
	char *secret = arena_printf(arena, "%s/secret", folder);
	struct script script;
	const char *why, *number;

	assert_int_equal(file_write_atomic(arena, secret, "x", 1, &why), 0);
	assert_int_equal(chmod(secret, 0600), 0);
	settings = arena_printf(arena, "bind_dn = \"cn=a\" secret_file = \"%s\"", secret);
	start(&script, NULL, 0);
	number = strrchr(script.uri, ':');
	/* loopback in a spelling that does not look like it */
	memcpy(script.uri, arena_printf(arena, "ldap://0x7f.1%s", number),
	       strlen("ldap://0x7f.1") + strlen(number) + 1);
	why = connect_with(arena, &script, settings);
	assert_non_null(why);
	assert_non_null(strstr(why, "StartTLS"));
	stop(&script);
	assert_true(script.wanted_tls);
	assert_false(script.bound);
	start(&script, NULL, 0);
	assert_null(connect_with(arena, &script, settings));
	stop(&script);
	assert_true(script.bound);
	scratch_remove(folder);
}

static void
an_empty_password_is_not_sent(void **state)
{
	struct arena *arena = *state;
	char *folder = scratch_make(arena);
	char *secret = arena_printf(arena, "%s/secret", folder);
	struct script script;
	const char *why;

	assert_int_equal(file_write_atomic(arena, secret, "\n", 1, &why), 0);
	assert_int_equal(chmod(secret, 0600), 0);
	start(&script, NULL, 0);
	why = connect_with(arena, &script,
			   arena_printf(arena, "bind_dn = \"cn=a\" secret_file = \"%s\"", secret));
	assert_non_null(why);
	assert_non_null(strstr(why, "empty"));
	stop(&script);
	assert_false(script.bound);
	scratch_remove(folder);
}

static void
a_watchdog_cuts_only_what_lasts_too_long(void **state)
{
	const char *why = "";
	struct watchdog *watchdog = watchdog_open(&why);
	int pair[2], late[2];
	char byte;

	(void)state;
	assert_non_null(watchdog);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, late), 0);
	watchdog_learn(watchdog, pair[0]);
	watchdog_begin(watchdog, 60000);
	assert_false(watchdog_end(watchdog));
	watchdog_begin(watchdog, 50);
	assert_int_equal(read(pair[0], &byte, 1), 0); /* would last for ever */
	/* a socket that is learnt too late is cut at once */
	watchdog_learn(watchdog, late[0]);
	assert_int_equal(read(late[0], &byte, 1), 0);
	assert_true(watchdog_end(watchdog));
	watchdog_begin(watchdog, 60000);
	watchdog_learn(watchdog, -1);
	watchdog_close(watchdog);
	(void)close(pair[0]);
	(void)close(pair[1]);
	(void)close(late[0]);
	(void)close(late[1]);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(pages_are_asked_for_until_the_cookie_is_empty,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_range_that_active_directory_forces_is_fetched_to_its_end, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(a_range_that_makes_no_way_is_a_failure, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(every_end_but_success_is_a_failure, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(a_password_leaves_the_host_only_under_tls, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(an_empty_password_is_not_sent, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_watchdog_cuts_only_what_lasts_too_long, set_up,
						tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
