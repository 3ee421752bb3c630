/* SPDX-License-Identifier: BSD-2-Clause */
/* test_ledger - four pairs of each mail, no address in plain text, the oldest go first. */
#include "config.h"

#include "policy/directory/ledger.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "policy/base/clock.h"
#include "policy/base/file.h"
#include "tests/unit/scratch.h"

#define DAY    CLOCK_DAY_MS
#define MINUTE 60000LL
#define NOW    (20000 * DAY)

struct place {
	struct arena *arena;
	const char *folder;
	struct ledger *ledger;
};

static int
begin(void **state)
{
	struct place *place = calloc(1, sizeof(*place));
	const char *why;

	if (place == NULL)
		return -1;
	place->arena = arena_new();
	place->folder = scratch_make(place->arena);
	*state = place;
	return ledger_open(place->arena, place->folder, LEDGER_WRITE, &place->ledger, &why);
}

static int
end(void **state)
{
	struct place *place = *state;

	ledger_close(place->ledger);
	scratch_remove(place->folder);
	arena_free(place->arena);
	free(place);
	return 0;
}

static struct gather_fact
mail(const char *own, const char *foreign, int64_t when_ms, bool out)
{
	return (struct gather_fact){.own = own,
				    .own_domain = strchr(own, '@') + 1,
				    .foreign = foreign,
				    .foreign_domain = strchr(foreign, '@') + 1,
				    .when_ms = when_ms,
				    .out = out};
}

static void
enter(struct place *place, const struct gather_fact *facts, size_t count)
{
	const char *why = NULL;

	if (ledger_enter(place->ledger, facts, count, &why) != 0)
		fail_msg("%s", why);
}

static struct ledger_answer
ask(struct place *place, const char *own, const char *foreign)
{
	const struct gather_fact who = mail(own, foreign, 0, false);
	struct ledger_answer answer;
	const char *why;

	assert_int_equal(ledger_ask(place->ledger, &who, &answer, &why), ANSWER_FOUND);
	return answer;
}

static void
each_mail_is_four_pairs(void **state)
{
	struct place *place = *state;
	const struct gather_fact mails[] = {
		mail("bob@corp.example", "ann@else.example", NOW - DAY, false),
		mail("bob@corp.example", "ann@else.example", NOW, true),
		mail("eve@corp.example", "joe@else.example", NOW - 3 * DAY, false),
	};
	struct ledger_answer answer;

	answer = ask(place, "bob@corp.example", "ann@else.example");
	assert_int_equal(answer.mails, 0);
	assert_int_equal(answer.oldest_ms, 0);
	enter(place, mails, 3);
	answer = ask(place, "bob@corp.example", "ann@else.example");
	assert_int_equal(answer.mails, 3);
	assert_int_equal(answer.oldest_ms, NOW - 3 * DAY);
	assert_int_equal(answer.address.in, 1);
	assert_int_equal(answer.address.out, 1);
	assert_int_equal(answer.address.first_ms, NOW - DAY);
	assert_int_equal(answer.address.last_ms, NOW);
	assert_int_equal(answer.domain.in, 1);
	assert_int_equal(answer.our_address.in, 1);
	assert_int_equal(answer.our_domain.in, 2);
	assert_int_equal(answer.our_domain.first_ms, NOW - 3 * DAY);
	answer = ask(place, "eve@corp.example", "ann@else.example");
	assert_int_equal(answer.address.in, 0);
	assert_int_equal(answer.domain.in, 1);
	assert_int_equal(answer.our_address.out, 1);
	answer = ask(place, "eve@corp.example", "x@stranger.example");
	assert_int_equal(answer.our_domain.in + answer.our_domain.out, 0);
}

static void
addresses_are_not_in_the_file(void **state)
{
	struct place *place = *state;
	const struct gather_fact one = mail("bob-7@corp.example", "ann-7@else.example", NOW, true);
	const char *why, *path = arena_printf(place->arena, "%s/data.mdb", place->folder);
	size_t length;
	char *bytes;

	enter(place, &one, 1);
	assert_int_equal(file_read(place->arena, path, 1 << 24, &bytes, &length, &why), 0);
	assert_null(memmem(bytes, length, "bob-7", 5));
	assert_null(memmem(bytes, length, "ann-7", 5));
	assert_non_null(memmem(bytes, length, "else.example", 12));
}

static void
it_is_there_after_closing(void **state)
{
	struct place *place = *state;
	const struct gather_fact one = mail("bob@corp.example", "ann@else.example", NOW, true);
	const char *why;

	ledger_close(place->ledger);
	assert_int_equal(
		ledger_open(place->arena, place->folder, LEDGER_IMPORT, &place->ledger, &why), 0);
	enter(place, &one, 1);
	ledger_close(place->ledger);
	assert_int_equal(
		ledger_open(place->arena, place->folder, LEDGER_READ, &place->ledger, &why), 0);
	assert_int_equal(ask(place, "bob@corp.example", "ann@else.example").address.out, 1);
}

struct seen {
	struct arena *arena;
	const char *names;
	uint32_t in;
};

static bool
see(void *data, const char *domain, const struct contact_past *past)
{
	struct seen *seen = data;

	seen->names = arena_printf(seen->arena, "%s %s", seen->names, domain);
	seen->in += past->in;
	return true;
}

static void
domains_join_over_all_of_ours(void **state)
{
	struct place *place = *state;
	struct seen seen = {.arena = place->arena, .names = ""};
	const struct gather_fact mails[] = {
		mail("bob@corp.example", "ann@b.example", NOW, false),
		mail("bob@corp-2.example", "ann@b.example", NOW, false),
		mail("bob@corp.example", "ann@a.example", NOW, false),
	};
	const char *why;

	enter(place, mails, 3);
	assert_int_equal(ledger_domains(place->ledger, see, &seen, &why), 0);
	assert_string_equal(seen.names, " a.example b.example");
	assert_int_equal(seen.in, 3);
}

static void
names_that_are_too_long_or_empty_are_left_out(void **state)
{
	struct place *place = *state;
	struct gather_fact odd = mail("bob@corp.example", "ann@else.example", NOW, false);
	char name[400];
	struct ledger_size size;
	const char *why;

	memset(name, 'a', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	odd.foreign_domain = name;
	enter(place, &odd, 1);
	odd.foreign_domain = "";
	odd.own = "";
	enter(place, &odd, 1);
	assert_int_equal(ledger_size(place->ledger, &size, &why), 0);
	assert_int_equal(size.domains, 0);
	assert_int_equal(size.mails, 2);
}

static void
the_oldest_that_we_never_wrote_to_go_first(void **state)
{
	struct place *place = *state;
	const char *why;
	struct ledger_size size;
	int i;

	for (i = 0; i < 100; i++) {
		const struct gather_fact one =
			mail("bob@corp.example", arena_printf(place->arena, "a@d%d.example", i),
			     NOW - i * DAY, i == 99);

		enter(place, &one, 1);
	}
	assert_int_equal(ledger_trim(place->ledger, 400, NOW, &why), 0);
	assert_int_equal(ledger_size(place->ledger, &size, &why), 0);
	assert_int_equal(size.pairs, 300);
	assert_in_range(size.domains, 40, 50);
	assert_int_equal(ask(place, "bob@corp.example", "a@d0.example").our_domain.in, 1);
	assert_int_equal(ask(place, "bob@corp.example", "a@d30.example").our_domain.in, 1);
	assert_int_equal(ask(place, "bob@corp.example", "a@d70.example").our_domain.in, 0);
	assert_int_equal(ask(place, "bob@corp.example", "a@d99.example").our_domain.out, 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(each_mail_is_four_pairs, begin, end),
		cmocka_unit_test_setup_teardown(addresses_are_not_in_the_file, begin, end),
		cmocka_unit_test_setup_teardown(it_is_there_after_closing, begin, end),
		cmocka_unit_test_setup_teardown(domains_join_over_all_of_ours, begin, end),
		cmocka_unit_test_setup_teardown(names_that_are_too_long_or_empty_are_left_out,
						begin, end),
		cmocka_unit_test_setup_teardown(the_oldest_that_we_never_wrote_to_go_first, begin,
						end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
