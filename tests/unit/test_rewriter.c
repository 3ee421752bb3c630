/* SPDX-License-Identifier: BSD-2-Clause */
/* test_rewriter - known wrappers come off, unknown ones stay. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "policy/lookalike/rewriter.h"
#include "policy/lookalike/rewriter_form.h"
#include "policy/mail/fold.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void
known_wrappers_come_off_and_others_stay(void **state)
{
	static const struct {
		const char *typed, *host;
		enum rewriter_answer answer;
		const char *why;
	} cases[] = {
		{"https://desk.example/a", "desk.example", REWRITER_NONE, "no wrapper"},
		{"https://eur01.safelinks.protection.outlook.com/"
		 "?url=https%3A%2F%2Fdesk.example%2Fa",
		 "desk.example", REWRITER_TARGET, "a parameter"},
		{"https://urldefense.proofpoint.com/v2/url?u=https-3A__www.desk.example_a&d=x",
		 "www.desk.example", REWRITER_TARGET, "Proofpoint, second form"},
		{"https://urldefense.com/v3/__https://www.desk.example/a__;Kys!!x",
		 "www.desk.example", REWRITER_TARGET, "Proofpoint, third form"},
		{"https://www.google.com/"
		 "url?q=https%3A%2F%2Feur01.safelinks.protection.outlook.com%2F"
		 "%3Furl%3Dhttps%253A%252F%252Fdesk.example",
		 "desk.example", REWRITER_TARGET, "one in another"},
		{"https://eu-west-1.protection.sophos.com/"
		 "?d=bank.example&u=aHR0cHM6Ly93d3cuZGVzay5leGFtcGxlL2E&i=x",
		 "www.desk.example", REWRITER_TARGET,
		 "base64 in a parameter; what is shown is not believed"},
		{"https://eu-west-1.protection.sophos.com/?d=bank.example",
		 "eu-west-1.protection.sophos.com", REWRITER_OPAQUE, "nothing to read"},
		{"https://www.bing.com/ck/a?!&&p=1&u=a1aHR0cHM6Ly93d3cuZGVzay5leGFtcGxlL2E&ntb=1",
		 "www.desk.example", REWRITER_TARGET, "base64 behind two letters"},
		{"https://www.bing.com/ck/a?u=a", "www.bing.com", REWRITER_NONE,
		 "shorter than what is left out"},
		{"https://x.lt.acemlnc.com/Prod/"
		 "link-tracker?redirectUrl=aHR0cHMlM0ElMkYlMkZ3d3cuZGVzay5leGFtcGxlJTJGYQ%3D%3D&"
		 "sig=y",
		 "www.desk.example", REWRITER_TARGET, "escapes inside base64"},
		{"https://x.mjt.lu/lnk/AVs/1/abc/aHR0cHM6Ly93d3cuZGVzay5leGFtcGxlL2E",
		 "www.desk.example", REWRITER_TARGET, "the last piece of the path"},
		{"https://secure-web.cisco.com/1abc/https%3A%2F%2Fwww.desk.example%2Fa",
		 "www.desk.example", REWRITER_TARGET, "an escaped link in the path"},
		{"https://secure-web.cisco.com/1abc", "secure-web.cisco.com", REWRITER_OPAQUE,
		 "no link in the path"},
		{"https://safe.menlosecurity.com/https://www.desk.example/a?b=c",
		 "www.desk.example", REWRITER_TARGET, "a link in the path as it is"},
		{"https://x.r.eu-west-1.awstrack.me/L0/https:%2F%2Fwww.desk.example%2Fa/1/0100-x",
		 "www.desk.example", REWRITER_TARGET, "up to the next slash"},
		{"https://click.pstmrk.it/3s/www.desk.example%2Fa/x/y", "www.desk.example",
		 REWRITER_TARGET, "without a scheme"},
		{"https://r.search.yahoo.com/_ylt=A;_ylu=B/RV=2/RE=1/RO=10/"
		 "RU=https%3a%2f%2fwww.desk.example%2fa/RK=2/RS=x-",
		 "www.desk.example", REWRITER_TARGET, "behind a mark"},
		{"https://href.li/?https://www.desk.example/a?b=c", "www.desk.example",
		 REWRITER_TARGET, "the whole query"},
		{"https://url.avanan.click/v2/___https://www.desk.example/a___.YXBz",
		 "www.desk.example", REWRITER_TARGET, "between bars"},
		{"https://url.avanan.click/v2/r02/___mjhhpx://bbb.ijxp.jcfruqj___.YXBz",
		 "url.avanan.click", REWRITER_OPAQUE, "letters moved"},
		{"https://www-desk--top-example.translate.goog/a?_x_tr_sl=auto",
		 "www.desk-top.example", REWRITER_TARGET, "in the name of the host"},
		{"https://www.google.com/amp/s/www.desk.example/a", "www.desk.example",
		 REWRITER_TARGET, "a cached page"},
		{"https://urldefense.com/v3/__https://www.des*.example/a__;aw!!x",
		 "www.desk.example", REWRITER_TARGET, "one letter put back"},
		{"https://urldefense.com/v3/__https://www.d**A*.example/a__;ZXNr!!x",
		 "www.desk.example", REWRITER_TARGET, "a run of letters put back"},
		{"https://urldefense.com/v3/__https://www.desk.example/***Z**Z__;aw!!x",
		 "www.desk.example", REWRITER_TARGET, "more asked for than there is"},
		{"https://protect.mimecast.com/s/abc?domain=bank.example", "protect.mimecast.com",
		 REWRITER_OPAQUE, "cannot be read"},
		{"https://evil.example/url?q=https://desk.example", "evil.example", REWRITER_NONE,
		 "H5: a stranger"},
		{"https://notgoogle.com/url?q=https://desk.example", "notgoogle.com", REWRITER_NONE,
		 "only the end of the name is the same"},
		{"https://www.google.com/search?q=https://desk.example", "www.google.com",
		 REWRITER_NONE, "another path"},
		{"https://www.google.com/url?q=", "www.google.com", REWRITER_NONE,
		 "nothing inside"},
	};
	struct arena *arena = arena_new();
	struct rewriters rewriters = {0};
	const char *why = NULL;
	size_t i;

	(void)state;
	assert_int_equal(fold_open(&why), 0);
	assert_int_equal(rewriter_open(arena, &rewriters, &why), 0);
	assert_true(rewriters.count > 20);
	for (i = 0; i < COUNT(cases); i++) {
		struct rewriter_result result;
		struct url url;

		assert_int_equal(url_parse(arena, cases[i].typed, strlen(cases[i].typed), 4096,
					   NULL, &url, &why),
				 0);
		rewriter_unwrap(&rewriters, arena, &url, &result);
		if (result.answer != cases[i].answer ||
		    strcmp(result.target.host.ascii, cases[i].host) != 0)
			fail_msg("%s: %d %s", cases[i].why, (int)result.answer,
				 result.target.host.ascii);
	}
	arena_free(arena);
}

static void
words_of_the_table_are_known_and_others_are_not(void **state)
{
	(void)state;
	assert_true(rewriter_form_is_known("url", ""));
	assert_true(rewriter_form_is_known("*last", "base64+9"));
	assert_true(rewriter_form_is_known("=/RU=", "bare"));
	assert_false(rewriter_form_is_known("*nowhere", ""));
	assert_false(rewriter_form_is_known("=", ""));
	assert_false(rewriter_form_is_known("url", "rot13"));
	assert_false(rewriter_form_is_known("url", "base64+"));
	assert_false(rewriter_form_is_known("url", "base64+12"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(known_wrappers_come_off_and_others_stay),
		cmocka_unit_test(words_of_the_table_are_known_and_others_are_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
