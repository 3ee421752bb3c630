/* SPDX-License-Identifier: BSD-2-Clause */
/* test_passage - what is scanned is what a reader sees, with links in their place. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "policy/base/arena.h"
#include "policy/lure/passage.h"
#include "policy/mail/fold.h"

static int
begin(void **state)
{
	const char *why;

	*state = arena_new();
	return fold_open(&why);
}

static int
end(void **state)
{
	arena_free(*state);
	return 0;
}

static struct passage
build(struct arena *arena, const char *bytes, struct message_link *links, size_t count,
      unsigned flags)
{
	struct message_text text = {.bytes = bytes, .length = strlen(bytes), .where = "body"};
	struct message message = {.texts = &text,
				  .text_count = 1,
				  .links = links,
				  .link_count = count,
				  .flags = flags};
	struct passage passage;

	passage_text(arena, &message, 0, &passage);
	return passage;
}

static void
text_is_folded_and_levelled_between_two_blanks(void **state)
{
	struct passage passage = build(*state, "Your  P\xd0\xb0ssword,\n(now)!", NULL, 0, 0);

	assert_string_equal(passage.text, " your password now ! ");
	assert_int_equal(passage.length, strlen(passage.text));
	assert_int_equal(passage.points, passage.length);
}

static void
urls_are_left_out_and_links_keep_their_place(void **state)
{
	static const char bytes[] = "See https://a.example/reset-password now or click";
	struct message_link links[] = {
		{.kind = LINK_ANCHOR, .raw = "https://b.example/", .text_offset = 44},
		{.kind = LINK_TEXT, .raw = "https://a.example/reset-password", .text_offset = 4},
		{.kind = LINK_IMAGE, .raw = "https://c.example/", .text_offset = 0},
		{.kind = LINK_ANCHOR, .raw = "x", .text_offset = 1, .hidden = true},
		{.kind = LINK_ANCHOR, .raw = "x", .text_offset = 999999},
	};
	struct passage passage = build(*state, bytes, links, 5, 0);

	assert_string_equal(passage.text, " see now or click ");
	assert_int_equal(passage.link_count, 3);
	assert_int_equal(passage.links[0].link, 1);
	assert_int_equal(passage.links[0].at, 5);
	assert_int_equal(passage.links[1].link, 0);
	assert_int_equal(passage.links[2].link, 4);
}

static void
quotes_are_left_out_of_answers_only(void **state)
{
	static const char bytes[] = "mine\n> theirs\n > theirs too\nmine again\n";

	assert_string_equal(build(*state, bytes, NULL, 0, MESSAGE_ANSWER).text,
			    " mine mine again ");
	assert_non_null(strstr(build(*state, bytes, NULL, 0, 0).text, "theirs"));
}

static void
the_head_is_name_subject_and_attachments(void **state)
{
	struct address from = {.display = "IT Desk"};
	struct message_attachment attachment = {.name = "Invoice.html", .type = "text/html"};
	struct message message = {.from = {&from, 1, 0},
				  .subject = "Hello",
				  .attachments = &attachment,
				  .attachment_count = 1};
	struct passage passage;

	passage_head(*state, &message, &passage);
	assert_string_equal(passage.where, "subject");
	assert_string_equal(passage.text, " it desk . hello . invoice.html . ");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(text_is_folded_and_levelled_between_two_blanks,
						begin, end),
		cmocka_unit_test_setup_teardown(urls_are_left_out_and_links_keep_their_place, begin,
						end),
		cmocka_unit_test_setup_teardown(quotes_are_left_out_of_answers_only, begin, end),
		cmocka_unit_test_setup_teardown(the_head_is_name_subject_and_attachments, begin,
						end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
