/* SPDX-License-Identifier: BSD-2-Clause */
/* test_fold - text is folded as the eye reads it. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "policy/base/arena.h"
#include "policy/base/text.h"
#include "policy/mail/fold.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static int
begin(void **state)
{
	const char *why = NULL;

	assert_int_equal(fold_open(&why), 0);
	*state = arena_new();
	return 0;
}

static int
end(void **state)
{
	arena_free(*state);
	return 0;
}

static void
names_that_look_the_same_have_one_strong_skeleton(void **state)
{
	static const struct {
		const char *name, *looks_like;
		const char *why;
	} cases[] = {
		{"paypal", "paypal", "itself"},
		{"PayPal", "paypal", "case"},
		{"paypa1", "paypal", "one for l"},
		{"paypa|", "paypal", "bar for l"},
		{"g00gle", "google", "zero for o: UTS 39 alone says capital O"},
		{"rnicrosoft", "microsoft", "rn for m"},
		{"vvhatsapp", "whatsapp", "vv for w"},
		{"p\xD0\xB0ypal", "paypal", "Cyrillic a"},
		{"\xD0\xB0\xD1\x80\xD1\x80\xD3\x8F\xD0\xB5", "apple",
		 "all Cyrillic, palochka for l"},
		{"g\xC3\xB6\xC3\xB6gle", "google", "diaeresis"},
		{"goo\xCC\xA7gle", "google", "combining cedilla"},
		{"\xC5\x82\xC3\xB8g\xC4\xB1n", "login", "l and o with stroke, dotless i"},
		{"face\xD0\xB1ook", "facebook", "Cyrillic be"},
		{"\xCE\xB3\xCE\xBF\xCF\x85\xCF\x84\xCF\x85\xCE\xB2\xCE\xB5", "youtube",
		 "all Greek, as far as it goes"},
		{"\xEF\xBD\x87oogle", "google", "fullwidth"},
		{"\xF0\x9D\x93\xB0oogle", "google", "mathematical script"},
		{"\xE2\x93\x96oogle", "google", "circled"},
		{"\xF0\x9F\x85\xBF"
		 "aypal",
		 "paypal", "letter in a box"},
		{"pay\xE2\x80\x8Bpal", "paypal", "zero width space"},
		{"pay\xC2\xADpal", "paypal", "soft hyphen"},
		{"\xC9\xA2ithub", "github", "small capital"},
		{"stra\xC3\x9F"
		 "e",
		 "strabe", "sharp s looks like b"},
		{"ku\xD5\xB8\x64\xD0\xB5", "kunde", "Armenian and Cyrillic"},
		{"\xE0\xA5\xA6"
		 "ffice",
		 "office", "Devanagari zero"},
		{"m\xC3\xA6rsk", "maersk", "ligature"},
	};
	size_t i;

	for (i = 0; i < COUNT(cases); i++)
		assert_string_equal(fold_skeleton(*state, cases[i].name, FOLD_STRONG),
				    fold_skeleton(*state, cases[i].looks_like, FOLD_STRONG));
}

static void
names_that_a_hasty_eye_confuses_have_one_weak_skeleton(void **state)
{
	static const struct {
		const char *name, *looks_like;
	} cases[] = {
		{"clropbox", "dropbox"},    {"annazon", "amazon"},      {"pa55word", "password"},
		{"n3tflix", "netflix"},     {"8ank", "bank"},           {"9oogle", "google"},
		{"ama2on", "amazon"},       {"mjcrosoft", "microsoft"}, {"uerify", "verify"},
		{"m1cr0s0ft", "microsoft"}, {"paypai", "paypal"},       {"p4ypal", "paypal"},
	};
	size_t i;

	for (i = 0; i < COUNT(cases); i++) {
		assert_string_equal(fold_skeleton(*state, cases[i].name, FOLD_WEAK),
				    fold_skeleton(*state, cases[i].looks_like, FOLD_WEAK));
		assert_string_not_equal(fold_skeleton(*state, cases[i].name, FOLD_STRONG),
					fold_skeleton(*state, cases[i].looks_like, FOLD_STRONG));
	}
}

static void
different_names_stay_different(void **state)
{
	static const char *const pairs[][2] = {
		{"paypal", "paypay"},
		{"google", "goggle"},
		{"apple", "ample"},
		{"dhl", "dpd"},
	};
	size_t i;

	for (i = 0; i < COUNT(pairs); i++)
		assert_string_not_equal(fold_skeleton(*state, pairs[i][0], FOLD_WEAK),
					fold_skeleton(*state, pairs[i][1], FOLD_WEAK));
}

/* The same string in fullwidth letters must go through ICU. */
static char *
widen(struct arena *arena, const char *ascii)
{
	struct text text = TEXT_IN(arena);

	for (; *ascii != '\0'; ascii++)
		text_add_point(&text, *ascii == ' ' ? 0x3000U : (uint32_t)*ascii + 0xFEE0);
	return text.bytes;
}

static void
table_path_and_icu_path_agree(void **state)
{
	unsigned seed = 7, round;
	char name[24];

	for (round = 0; round < 3000; round++) {
		size_t length = 1 + (size_t)rand_r(&seed) % 20, i;
		const char *wide;

		for (i = 0; i < length; i++)
			name[i] = (char)(' ' + rand_r(&seed) % 95);
		name[length] = '\0';
		wide = widen(*state, name);
		assert_string_equal(fold_skeleton(*state, name, FOLD_STRONG),
				    fold_skeleton(*state, wide, FOLD_STRONG));
		assert_string_equal(fold_skeleton(*state, name, FOLD_WEAK),
				    fold_skeleton(*state, wide, FOLD_WEAK));
		assert_string_equal(fold_skeleton_display(*state, name),
				    fold_skeleton_display(*state, wide));
	}
}

static void
skeleton_is_never_empty_and_takes_any_length(void **state)
{
	static const char *const odd[] = {"\xE2\x80\x8B", "\xCC\x81", "\xFF", "\xC2\xAD\xC2\xAD"};
	char *name = arena_zalloc(*state, 100001, 1);
	size_t i;

	for (i = 0; i < COUNT(odd); i++)
		assert_true(fold_skeleton(*state, odd[i], FOLD_STRONG)[0] != '\0');
	assert_string_equal(fold_skeleton(*state, "", FOLD_WEAK), "");
	memset(name, 'a', 100000);
	assert_int_equal(strlen(fold_skeleton(*state, name, FOLD_STRONG)), 100000);
	memcpy(name, "\xD0\xB0", 2);
	assert_int_equal(strlen(fold_skeleton(*state, name, FOLD_STRONG)), 99999);
}

static void
skeleton_of_a_skeleton_is_itself(void **state)
{
	static const char *const names[] = {"rnicrosoft", "vvv", "rrnn", "I1|0", "p\xD0\xB0ypal"};
	size_t i;

	for (i = 0; i < COUNT(names); i++) {
		char *once = fold_skeleton(*state, names[i], FOLD_STRONG);

		assert_string_equal(fold_skeleton(*state, once, FOLD_STRONG), once);
	}
}

static void
display_strings_show_a_capital_i_as_l(void **state)
{
	assert_string_equal(fold_skeleton_display(*state, "PayPaI"),
			    fold_skeleton(*state, "PayPal", FOLD_STRONG));
	assert_string_not_equal(fold_skeleton(*state, "PayPaI", FOLD_STRONG),
				fold_skeleton(*state, "PayPal", FOLD_STRONG));
	assert_string_equal(fold_skeleton(*state, "ICLOUD", FOLD_STRONG),
			    fold_skeleton(*state, "icloud", FOLD_STRONG));
}

static void
scripts_of_a_label_are_told_apart(void **state)
{
	static const struct {
		const char *label;
		enum fold_script expected;
		const char *why;
	} cases[] = {
		{"paypal", FOLD_SCRIPT_PLAIN, "ASCII"},
		{"", FOLD_SCRIPT_PLAIN, "nothing"},
		{"m\xC3\xBCller", FOLD_SCRIPT_PLAIN, "one script"},
		{"p\xD0\xB0ypal", FOLD_SCRIPT_MIXED, "Cyrillic in Latin"},
		{"\xD0\xB0\xD1\x80\xD1\x80\xD3\x8F\xD0\xB5", FOLD_SCRIPT_WHOLE, "all look Latin"},
		{"\xD1\x8F\xD0\xBD\xD0\xB4\xD0\xB5\xD0\xBA\xD1\x81", FOLD_SCRIPT_PLAIN,
		 "a real Cyrillic word"},
		{"7\xD1\x8F", FOLD_SCRIPT_PLAIN, "digit and Cyrillic"},
		{"\xE6\x97\xA5\xE6\x9C\xAC"
		 "online",
		 FOLD_SCRIPT_PLAIN, "Han and Latin are written together"},
		{"\xFF\xFE", FOLD_SCRIPT_PLAIN, "no letters at all"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++)
		assert_int_equal(fold_script_of(cases[i].label), cases[i].expected);
}

struct folding_case {
	const char *text, *expected;
	bool ignorables, mixed;
	const char *why;
};

static void
check_folding(struct arena *arena, const struct folding_case *cases, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		struct folded out;

		fold_text(arena, cases[i].text, strlen(cases[i].text), &out);
		assert_string_equal(out.text, cases[i].expected);
		assert_int_equal(out.length, strlen(cases[i].expected));
		assert_int_equal(out.ignorables, cases[i].ignorables);
		assert_int_equal(out.mixed_script, cases[i].mixed);
	}
}

static void
plain_text_is_lower_case_with_single_blanks(void **state)
{
	static const struct folding_case cases[] = {
		{"", "", false, false, "nothing"},
		{"Verify NOW", "verify now", false, false, "case"},
		{"a \t\r\n b", "a b", false, false, "blanks"},
		{"12345678  12345678", "12345678 12345678", false, false, "blanks at a seam"},
		{"1234567  8", "1234567 8", false, false, "blanks inside of eight"},
		{"        x", " x", false, false, "leading blanks"},
		{"[@AZ`az{", "[@az`az{", false, false, "neighbours of letters"},
		{"passw0rd", "passw0rd", false, false, "leet is left to the patterns"},
		{"a\x01z", "a z", false, false, "control character"},
	};

	check_folding(*state, cases, COUNT(cases));
}

static void
disguised_words_are_made_plain(void **state)
{
	static const struct folding_case cases[] = {
		{"pa\xE2\x80\x8Bssword", "password", true, false, "zero width space"},
		{"pass\xE2\x81\xA0word", "password", true, false, "word joiner"},
		{"pass\xEF\xBB\xBFword", "password", true, false, "zero width no-break space"},
		{"p\xC2\xAD"
		 "a\xC2\xADs",
		 "pas", true, false, "soft hyphens around one letter"},
		{"Daten\xC2\xADschutz", "datenschutz", false, false,
		 "a soft hyphen where it belongs"},
		{"\xE2\x80\x8C \xE2\x80\x8C x", " x", false, false, "padding between blanks"},
		{"p\xD0\xB0sswor\xD4\x81", "password", false, true, "Cyrillic inside"},
		{"\xD0\x9C\x69\x63rosoft", "microsoft", false, true, "a Cyrillic capital"},
		{"\xF0\x9D\x90\xA9\xF0\x9D\x90\x9A\xF0\x9D\x90\xAC\xF0\x9D\x90\xAC", "pass", false,
		 false, "mathematical bold"},
		{"\xEF\xBC\xB0\xEF\xBC\xA1\xEF\xBC\xB3\xEF\xBC\xB3", "pass", false, false,
		 "fullwidth"},
		{"\xE2\x93\x9F\xE2\x93\x90\xE2\x93\xA2\xE2\x93\xA2", "pass", false, false,
		 "circled"},
		{"\xE1\xB4\x98\xE1\xB4\x80s\xEA\x9C\xB1", "pass", false, false, "small capitals"},
		{"a\xC2\xA0\xE2\x80\x83"
		 "b",
		 "a b", false, false, "blanks of Unicode"},
	};

	check_folding(*state, cases, COUNT(cases));
}

static void
words_of_other_languages_stay(void **state)
{
	static const struct folding_case cases[] = {
		{"Best\xC3\xA4tigen Stra\xC3\x9F"
		 "e",
		 "best\xC3\xA4tigen stra\xC3\x9F"
		 "e",
		 false, false, "German"},
		{"\xC3\x89T\xC3\x89", "\xC3\xA9t\xC3\xA9", false, false, "French capitals"},
		{"e\xCC\x81t", "\xC3\xA9t", false, false, "composed"},
		{"\xD0\xA1\xD0\xBE\xD1\x80", "\xD1\x81\xD0\xBE\xD1\x80", false, false,
		 "a Russian word of letters that look Latin"},
		{"10 k\xCE\xA9 5 \xC2\xB5m", "10 k\xCF\x89 5 \xCE\xBCm", false, false, "units"},
		{"\xD9\x86\xD8\xA7\xD9\x85\xD9\x87\xE2\x80\x8C\xD8\xA7\xDB\x8C",
		 "\xD9\x86\xD8\xA7\xD9\x85\xD9\x87\xD8\xA7\xDB\x8C", false, false,
		 "a joiner where Persian wants it"},
		{"\xE5\xAF\x86\xE7\xA0\x81", "\xE5\xAF\x86\xE7\xA0\x81", false, false, "Chinese"},
		{"\xFF", "\xEF\xBF\xBD", false, false, "no UTF-8"},
	};

	check_folding(*state, cases, COUNT(cases));
}

static void
capitals_that_can_only_be_an_l_are_one(void **state)
{
	static const struct folding_case cases[] = {
		{"PayPaI", "paypal", false, false, "at the end"},
		{"your emaiI aIert", "your email alert", false, false, "inside"},
		{"waIIet", "wallet", false, false, "twice"},
		{"Iog in to unIock", "log in to unlock", false, false, "in front"},
		{"Iink, Iast chance", "link, last chance", false, false, "in front, too"},
		{"I", "i", false, false, "a word of its own"},
		{"LinkedIn OpenId SignIn", "linkedin openid signin", false, false, "joined words"},
		{"Ian in Iowa", "ian in iowa", false, false, "names"},
		{"ICLOUD IMPORTANT", "icloud important", false, false, "all capitals"},
		{"Invoice Is It", "invoice is it", false, false, "ordinary words"},
	};

	check_folding(*state, cases, COUNT(cases));
}

static void
marks_that_break_words_go(void **state)
{
	static const struct folding_case cases[] = {
		{"pa\u073Fss\u0670word", "password", true, false, "Syriac and Arabic marks"},
		{"a\u0301ccount", "\u00E1ccount", false, false, "a letter with its accent stays"},
		{"pa\u0338ssword", "password", false, false, "a stroke through a letter"},
		{"\u05E9\u05C1\u05DC", "\u05E9\u05C1\u05DC", false, false, "marks of Hebrew"},
		{"\u0938\u0941\u0930", "\u0938\u0941\u0930", false, false, "vowels of Hindi"},
	};

	check_folding(*state, cases, COUNT(cases));
}

static void
a_glyph_of_two_readings_has_both(void **state)
{
	static const struct {
		const char *name;
		const char *wanted;
	} cases[] = {{"pay\u00FEal", "paypal"},       {"face\u00FEook", "facebook"},
		     {"\u04CFnstagram", "instagram"}, {"paypa\u04CF", "paypal"},
		     {"fa\u0153book", "facebook"},    {"twi\u0142\u0142er", "twitter"}};
	const char *readings[FOLD_VARIANTS];
	size_t i, k, count;

	for (i = 0; i < COUNT(cases); i++) {
		bool found = false;

		count = fold_skeleton_variants(*state, cases[i].name, readings);
		assert_in_range(count, 2, FOLD_VARIANTS);
		for (k = 0; k < count; k++)
			found = found || strcmp(readings[k], cases[i].wanted) == 0;
		if (!found)
			fail_msg("%s is not %s", cases[i].name, cases[i].wanted);
	}
	assert_int_equal(fold_skeleton_variants(*state, "paypal", readings), 1);
	assert_int_equal(fold_skeleton_variants(*state, "\u00FE\u0153\u0142\u04CF\u00FE", readings),
			 FOLD_VARIANTS);
	assert_string_not_equal(readings[0], "");
}

static void
compatible_form_maps_nothing_to_other_scripts(void **state)
{
	assert_string_equal(fold_compatible(*state, "\xEF\xBC\xA1\xE2\x80\x8B\xD0\x90"),
			    "a\xD0\xB0");
	assert_string_equal(fold_compatible(*state, ""), "");
	assert_string_equal(fold_version(), fold_version());
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_that_look_the_same_have_one_strong_skeleton),
		cmocka_unit_test(names_that_a_hasty_eye_confuses_have_one_weak_skeleton),
		cmocka_unit_test(different_names_stay_different),
		cmocka_unit_test(table_path_and_icu_path_agree),
		cmocka_unit_test(skeleton_is_never_empty_and_takes_any_length),
		cmocka_unit_test(skeleton_of_a_skeleton_is_itself),
		cmocka_unit_test(display_strings_show_a_capital_i_as_l),
		cmocka_unit_test(scripts_of_a_label_are_told_apart),
		cmocka_unit_test(plain_text_is_lower_case_with_single_blanks),
		cmocka_unit_test(disguised_words_are_made_plain),
		cmocka_unit_test(words_of_other_languages_stay),
		cmocka_unit_test(capitals_that_can_only_be_an_l_are_one),
		cmocka_unit_test(marks_that_break_words_go),
		cmocka_unit_test(a_glyph_of_two_readings_has_both),
		cmocka_unit_test(compatible_form_maps_nothing_to_other_scripts),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
