/* SPDX-License-Identifier: BSD-2-Clause */
/* test_cue - cues mean what their page says, and levelled text is what they are held against. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "policy/base/arena.h"
#include "policy/lure/cue.h"

static int
begin(void **state)
{
	*state = arena_new();
	return 0;
}

static int
end(void **state)
{
	arena_free(*state);
	return 0;
}

static const char *
level(struct arena *arena, const char *text)
{
	struct text out = TEXT_IN(arena);

	(void)cue_level(&out, text, strlen(text));
	return text_string(&out);
}

static bool
stands_in(struct arena *arena, const char *phrase, const char *text)
{
	const char *levelled = level(arena, text), *why;
	size_t length = strlen(levelled), at, behind;
	struct cue cue;

	assert_int_equal(cue_parse(arena, phrase, &cue, &why), 0);
	for (at = 0; at < length; at++)
		if (cue_is_letter(levelled[at]) &&
		    (at == 0 || !cue_is_letter(levelled[at - 1]) ||
		     cue_parts(levelled, length, at)) &&
		    cue_match(&cue, levelled, length, at, &behind))
			return true;
	return false;
}

static void
cues_match_what_they_say_and_no_more(void **state)
{
	static const struct {
		const char *phrase, *text;
		bool matches;
		const char *why;
	} cases[] = {
		{"your password", "is your password old", true, "plain words"},
		{"your password", "is your passwords old", false, "whole words only"},
		{"your password", "of yours: password", false, "whole words at the begin"},
		{"your password", "your \"password\"", true, "soft signs are blanks"},
		{"your password", "your. password", false, "a full stop is none"},
		{"pass ?word", "passwords", false, "the letter before ? may go, not others"},
		{"pass ?word", "pass word", true, "a blank may be there"},
		{"pass ?word", "password", true, "or not"},
		{"passwords?", "password", true, "the last letter may go"},
		{"e-?mail box", "email box", true, "a hyphen is a blank"},
		{"e-?mail box", "e-mail box", true, "in cue and text"},
		{"verif*", "verification", true, "the rest of a word"},
		{"verif*", "verify", true, "a short rest"},
		{"verif* it", "verifying it", true, "words behind the rest"},
		{"verif*", "overify", false, "the begin of the word counts"},
		{"(log|sign) ?in now", "sign in now", true, "second alternative"},
		{"(log|sign) ?in now", "login now", true, "first alternative"},
		{"(log|sign) ?in now", "in now", false, "one of them must be there"},
		{"your (e-?mail )?account", "your account", true, "an optional group left out"},
		{"your (e-?mail )?account", "your email account", true, "and there"},
		{"(a (big|small) |the )?house", "a small house", true, "groups in groups"},
		{"{your |old |mail }password", "your old mail password", true, "filler words"},
		{"{your |old |mail }password", "password", true, "no filler word"},
		{"keep {your |old |mail }password", "keep your your your your your password", false,
		 "four filler words at most"},
		{"within # hours", "within 24 hours", true, "a number"},
		{"within # hours", "within hours", false, "a number must be there"},
		{"within # hours", "within 1234567 hours", false, "of six digits at most"},
		{"password ... expire", "password expire", true, "an empty gap"},
		{"password ... expire", "password of your box will expire", true, "a gap"},
		{"password ... expire", "password is old. things expire", false,
		 "a gap stays in its sentence"},
		{"password ... expire",
		 "password and many other words that nobody wants to read here expire", false,
		 "a gap is 40 bytes at most"},
		{"order ... apple", "order of 1.299 usd at apple", true, "a number has points"},
		{"não solicitou", "nao solicitou", true, "marks may be missing"},
		{"não solicitou", "não solicitou", true, "or be there"},
		{"überprüfen", "ueberpruefen", true, "German umlauts written out"},
		{"überprüfen", "uberprufen", true, "or dropped"},
		{"straße", "strasse", true, "sharp s"},
		{"conta", "contaço", false, "letters beyond ASCII belong to the word"},
		{"口座", "お客様の口座", true, "there are no blanks"},
		{"口座を確認", "口座を\r\n確認", true, "a line may end inside a word"},
		{"口座 を (ご)?確認", "口座をご確認", true, "nor in a cue"},
		{"(口座|カード) ... 停止", "カード「本人」を停止", true, "a gap"},
		{"(口座|カード) ... 停止", "カード停止", true, "also at once"},
		{"(口座|カード) ... 停止", "カード。停止", false, "in one sentence"},
		{"# ?時間以内", "本日24 時間以内に", true, "a number between"},
		{"(電気|tepco) ... 停止", "電気を停止", true, "either may stand before"},
		{"etcカード", "弊社etcカードを", true, "Latin words end where Han begins"},
		{"etcカード", "betcカード", false, "and begin whole"},
		{"verif*", "verificationを", true, "a rest ends there too"},
		{"ログイン ... (してください)?", "ロ", false, "a whole word it must be"},
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (stands_in(*state, cases[i].phrase, cases[i].text) != cases[i].matches)
			fail_msg("\"%s\" in \"%s\": %s", cases[i].phrase, cases[i].text,
				 cases[i].why);
}

static void
what_is_no_cue_is_refused_with_a_reason(void **state)
{
	static const struct {
		const char *phrase, *why;
	} cases[] = {
		{"", "empty"},
		{"it", "too short"},
		{"a* b* c*", "no two letters together to look for"},
		{"(password)?", "may be left out as a whole"},
		{"(password", "not closed"},
		{"password)", "not opened"},
		{"(password}", "another kind of bracket"},
		{"password|word", "alternatives outside of brackets"},
		{"(password|)", "an empty alternative"},
		{"?password", "nothing may be left out"},
		{"pass*?word", "a rest cannot be left out"},
		{"Password", "capitals"},
		{"pass.word", "a full stop"},
		{"(a(b(c(d(e(f(g(hhhh))))))))", "brackets too deep"},
		{"口", "one ideograph"},
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct cue cue = {.reach = 77};
		const char *why = NULL;

		if (cue_parse(*state, cases[i].phrase, &cue, &why) != -1 || why == NULL ||
		    cue.reach != 77)
			fail_msg("\"%s\": %s", cases[i].phrase, cases[i].why);
	}
}

static void
one_anchor_stands_in_every_match_within_its_reach(void **state)
{
	static const struct {
		const char *phrase, *anchor;
		size_t before, reach;
	} cases[] = {
		{"your (mailbox|account) is", "mailbox", 5, 12},
		{"(a|an) interesting(ly)? thing", " interesting", 1, 14},
		{"(verify|confirm) {the |your }it", "verify", 0, 7},
		{"# {very }(old )?password", "password", 2, 39},
		{"atualização", "atualiza", 0, 8},
	};
	size_t i, j;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *why;
		bool found = false;
		struct cue cue;

		assert_int_equal(cue_parse(*state, cases[i].phrase, &cue, &why), 0);
		for (j = 0; j < cue.anchor_count; j++)
			found = found || strcmp(cue.anchors[j].bytes, cases[i].anchor) == 0;
		if (!found)
			fail_msg("\"%s\" has no anchor \"%s\"", cases[i].phrase, cases[i].anchor);
		assert_int_equal(cue.before, cases[i].before);
		assert_int_equal(cue.reach, cases[i].reach);
	}
}

static void
an_anchor_knows_where_words_begin_and_end(void **state)
{
	static const struct {
		const char *phrase, *anchor;
		bool begins, ends;
	} cases[] = {
		{"password", "password", true, true},
		{"passwords?", "password", true, false},
		{"password*", "password", true, false},
		{"(web)?mailbox", "mailbox", false, true},
		{"(web )?mailbox", "mailbox", true, true},
		{"*mailbox", "mailbox", false, true},
		{"#mailbox", "mailbox", false, true},
		{"a ... mailbox", "mailbox", true, true},
		{"(a|an )password (now)?", "password ", false, false},
		{"口座確認", "口座確認", false, false},
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *why;
		struct cue cue;

		assert_int_equal(cue_parse(*state, cases[i].phrase, &cue, &why), 0);
		assert_string_equal(cue.anchors[0].bytes, cases[i].anchor);
		if (cue.anchors[0].begins_word != cases[i].begins ||
		    cue.anchors[0].ends_word != cases[i].ends)
			fail_msg("\"%s\"", cases[i].phrase);
	}
}

static void
levelled_text_keeps_words_and_sentence_ends(void **state)
{
	static const struct {
		const char *text, *levelled;
	} cases[] = {
		{"a,  b -- (c)", "a b c "},
		{"don\xe2\x80\x99t stop.", "don t stop."},
		{"\xc2\xabsenha\xc2\xbb \xe2\x80\x93 agora!", " senha agora!"},
		{"x\ny\r\n\tz", "x y z"},
		{"¿Qué? ¡ya!", " Qué? ya!"},
		{"50 % of a/b", "50 % of a/b"},
		{"bad \xff byte", "bad \xff byte"},
		{"「口座」の 確認、 ok?", " 口座の確認ok?"},
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(level(*state, cases[i].text), cases[i].levelled);
}

static void
a_hostile_text_costs_bounded_steps(void **state)
{
	struct text text = TEXT_IN(*state);
	size_t i, at, behind;
	struct cue cue;
	const char *why;

	assert_int_equal(
		cue_parse(*state, "a ... {a |a a }a ... {a |a a }a ... password", &cue, &why), 0);
	for (i = 0; i < 5000; i++)
		text_add_string(&text, "a ");
	for (at = 0; at < text.length; at += 2)
		assert_false(cue_match(&cue, text.bytes, text.length, at, &behind));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(cues_match_what_they_say_and_no_more, begin, end),
		cmocka_unit_test_setup_teardown(what_is_no_cue_is_refused_with_a_reason, begin,
						end),
		cmocka_unit_test_setup_teardown(one_anchor_stands_in_every_match_within_its_reach,
						begin, end),
		cmocka_unit_test_setup_teardown(an_anchor_knows_where_words_begin_and_end, begin,
						end),
		cmocka_unit_test_setup_teardown(levelled_text_keeps_words_and_sentence_ends, begin,
						end),
		cmocka_unit_test_setup_teardown(a_hostile_text_costs_bounded_steps, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
