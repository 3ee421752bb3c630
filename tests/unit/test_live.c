/* SPDX-License-Identifier: BSD-2-Clause */
/* test_live - the engine in force is held and dropped in balance, and the gate closes for good. */
#include "config.h"

#include "milter/live.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* An engine that only counts, in place of the real one. */
struct inspect {
	atomic_int holders;
};

struct inspect *
inspect_hold(struct inspect *engine)
{
	atomic_fetch_add(&engine->holders, 1);
	return engine;
}

void
inspect_drop(struct inspect *engine)
{
	if (engine != NULL)
		atomic_fetch_sub(&engine->holders, 1);
}

static void
a_message_keeps_the_engine_it_began_with(void **state)
{
	struct inspect old = {1}, fresh = {1};
	struct inspect *held;

	(void)state;
	assert_null(live_hold());
	live_set(&old);
	held = live_hold();
	assert_ptr_equal(held, &old);
	live_set(&fresh);
	assert_int_equal(old.holders, 1);
	assert_ptr_equal(live_hold(), &fresh);
	inspect_drop(held);
	assert_int_equal(old.holders, 0);
	inspect_drop(&fresh);
	live_set(NULL);
	assert_int_equal(fresh.holders, 0);
	assert_null(live_hold());
}

static void
sessions_are_bounded(void **state)
{
	(void)state;
	assert_true(live_session_begin(2));
	assert_true(live_session_begin(2));
	assert_false(live_session_begin(2));
	live_session_end();
	assert_true(live_session_begin(2));
	assert_false(live_session_begin(0));
}

static void *
leave_later(void *data)
{
	atomic_bool *closing = data;

	while (!atomic_load(closing))
		;
	live_leave();
	return NULL;
}

/* Last, for a closed gate stays closed. */
static void
closing_waits_for_who_is_inside_and_lets_nobody_in(void **state)
{
	atomic_bool closing = false;
	pthread_t thread;

	(void)state;
	assert_true(live_enter());
	assert_false(live_close(20));
	assert_false(live_enter());
	assert_int_equal(pthread_create(&thread, NULL, leave_later, &closing), 0);
	atomic_store(&closing, true);
	assert_true(live_close(60000));
	assert_false(live_enter());
	(void)pthread_join(thread, NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_message_keeps_the_engine_it_began_with),
		cmocka_unit_test(sessions_are_bounded),
		cmocka_unit_test(closing_waits_for_who_is_inside_and_lets_nobody_in),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
