/* SPDX-License-Identifier: BSD-2-Clause */
/* test_prominence - which links of a message ask to be followed, and which stand in its footer. */
#include "config.h"

#include "policy/mail/prominence.h"

#include "tests/unit/mails.h"

#define HEAD "From: a@desk.example\nSubject: x\nContent-Type: text/html; charset=utf-8\n\n"
#define TALK                                                                                     \
	"<p>Dear customer, here is what happened in the last weeks, told in so many words that " \
	"the page gets long enough to have a top, a middle and an end.</p>"
#define FOOTER                                                                                  \
	"<p><a href='https://desk.example/u'>Unsubscribe</a> <a href='https://desk.example/h'>" \
	"www.desk.example</a></p>"

static void
read_mail(struct arena *arena, const char *page, struct mails *mail)
{
	const char *text = arena_printf(arena, HEAD "%s", page);

	mails_read(mail, arena, text, strlen(text));
}

static enum link_rank
rank_of(const struct mails *mail, const char *path)
{
	size_t i;

	for (i = 0; i < mail->message.link_count; i++)
		if (strcmp(mail->message.links[i].url.path, path) == 0)
			return mail->message.links[i].rank;
	fail_msg("no link to %s", path);
	return LINK_OTHER;
}

static void
a_button_is_main_and_a_footer_is_not(void **state)
{
	struct mails mail;

	read_mail(*state,
		  "<a href='https://desk.example/logo'>Desk</a>" TALK
		  "<a href='https://desk.example/go' class='btn'>Open</a>" TALK FOOTER,
		  &mail);
	assert_int_equal(rank_of(&mail, "/go"), LINK_MAIN);
	assert_int_equal(rank_of(&mail, "/logo"), LINK_OTHER);
	assert_int_equal(rank_of(&mail, "/u"), LINK_FOOTER);
	assert_int_equal(rank_of(&mail, "/h"), LINK_FOOTER);
}

static void
a_button_behind_many_links_is_main(void **state)
{
	struct message_link links[PROMINENCE_MOST + 2];
	struct message message = {.links = links, .link_count = PROMINENCE_MOST + 2};
	size_t i;

	for (i = 0; i < message.link_count; i++)
		links[i] = (struct message_link){.kind = LINK_ANCHOR,
						 .text = "news",
						 .button = i + 1 == message.link_count,
						 .url = {.host = {.ascii = "desk.example"},
							 .path = arena_printf(*state, "/%zu", i),
							 .query = ""}};
	prominence_rank(*state, &message);
	assert_int_equal(links[PROMINENCE_MOST + 1].rank, LINK_MAIN);
	assert_int_equal(links[PROMINENCE_MOST].rank, LINK_OTHER);
}

static void
an_only_link_is_main_wherever_it_stands(void **state)
{
	struct mails mail;

	read_mail(*state, TALK TALK "<a href='https://desk.example/go'>Open</a>", &mail);
	assert_int_equal(rank_of(&mail, "/go"), LINK_MAIN);
}

static void
styles_and_roles_make_buttons(void **state)
{
	static const char *const looks[] = {"style='padding:8px;background:#08c'",
					    "style='border:1px solid;line-height:30px'",
					    "role=button", "class='mcnButton '"};
	size_t i;

	for (i = 0; i < sizeof(looks) / sizeof(looks[0]); i++) {
		struct mails mail;

		read_mail(*state,
			  arena_printf(*state,
				       TALK "<a href='https://desk.example/a'>more</a>"
					    "<a href='https://desk.example/b'>more</a>" TALK
					    "<a href='https://desk.example/go' %s>Open</a>" TALK,
				       looks[i]),
			  &mail);
		assert_int_equal(rank_of(&mail, "/go"), LINK_MAIN);
		if (rank_of(&mail, "/a") != LINK_OTHER)
			fail_msg("%s", looks[i]);
	}
}

/* "Unsubscribe" at the top makes no footer of all that follows. */
static void
a_footers_word_at_the_top_hides_nothing(void **state)
{
	struct mails mail;

	read_mail(*state,
		  FOOTER "<a href='https://desk.example/go'>Open</a>" TALK TALK
			 "<a href='https://desk.example/end' class=button>Open</a>",
		  &mail);
	assert_int_not_equal(rank_of(&mail, "/go"), LINK_FOOTER);
	assert_int_equal(rank_of(&mail, "/end"), LINK_MAIN);
}

static void
only_so_many_links_are_compared(void **state)
{
	struct text page = TEXT_IN(*state);
	struct mails mail;
	size_t i, main = 0;

	for (i = 0; i < 19; i++)
		text_printf(&page, "<a class=btn href='https://desk.example/%zu'>go</a> ", i);
	read_mail(*state, text_string(&page), &mail);
	for (i = 0; i < mail.message.link_count; i++)
		main += mail.message.links[i].rank == LINK_MAIN;
	assert_int_equal(main, PROMINENCE_MAIN);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_button_is_main_and_a_footer_is_not, mails_begin,
						mails_end),
		cmocka_unit_test_setup_teardown(a_button_behind_many_links_is_main, mails_begin,
						mails_end),
		cmocka_unit_test_setup_teardown(an_only_link_is_main_wherever_it_stands,
						mails_begin, mails_end),
		cmocka_unit_test_setup_teardown(styles_and_roles_make_buttons, mails_begin,
						mails_end),
		cmocka_unit_test_setup_teardown(a_footers_word_at_the_top_hides_nothing,
						mails_begin, mails_end),
		cmocka_unit_test_setup_teardown(only_so_many_links_are_compared, mails_begin,
						mails_end),
	};

	return cmocka_run_group_tests(tests, mails_set_up, NULL);
}
