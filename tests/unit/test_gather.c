/* SPDX-License-Identifier: BSD-2-Clause */
/* test_gather - facts go through the ring whole and in order; a full ring loses, nobody waits. */
#include "config.h"

#include "policy/directory/gather.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define SLOTS   64
#define THREADS 4
#define EACH    20000

static const struct gather_fact plain = {.own = "bob@corp.example",
					 .own_domain = "corp.example",
					 .foreign = "ann@else.example",
					 .foreign_domain = "else.example",
					 .when_ms = 4711,
					 .out = true};

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

static void
a_fact_comes_out_as_it_went_in(void **state)
{
	struct gather *gather = gather_new(*state, SLOTS);
	char bytes[GATHER_BYTES];
	struct gather_fact fact;

	assert_false(gather_take(gather, bytes, &fact));
	assert_true(gather_put(gather, &plain));
	assert_int_equal(gather_waiting(gather), 1);
	assert_true(gather_take(gather, bytes, &fact));
	assert_string_equal(fact.own, plain.own);
	assert_string_equal(fact.own_domain, plain.own_domain);
	assert_string_equal(fact.foreign, plain.foreign);
	assert_string_equal(fact.foreign_domain, plain.foreign_domain);
	assert_int_equal(fact.when_ms, plain.when_ms);
	assert_true(fact.out);
	assert_false(gather_take(gather, bytes, &fact));
}

static void
a_full_ring_loses_and_counts(void **state)
{
	struct gather *gather = gather_new(*state, SLOTS);
	char bytes[GATHER_BYTES];
	struct gather_fact fact = plain;
	int i;

	for (i = 0; i < SLOTS; i++) {
		fact.when_ms = i;
		assert_true(gather_put(gather, &fact));
	}
	assert_false(gather_put(gather, &plain));
	assert_false(gather_put(gather, &plain));
	assert_int_equal(gather_lost(gather), 2);
	for (i = 0; i < SLOTS; i++) {
		assert_true(gather_take(gather, bytes, &fact));
		assert_int_equal(fact.when_ms, i);
	}
	assert_true(gather_put(gather, &plain));
}

static void
what_is_too_long_is_lost(void **state)
{
	struct gather *gather = gather_new(*state, SLOTS);
	char name[GATHER_BYTES + 1];
	struct gather_fact fact = plain;

	memset(name, 'a', GATHER_BYTES);
	name[GATHER_BYTES] = '\0';
	fact.foreign = name;
	assert_false(gather_put(gather, &fact));
	assert_int_equal(gather_lost(gather), 1);
	assert_int_equal(gather_waiting(gather), 0);
}

struct crowd {
	struct gather *gather;
	atomic_int running;
};

static void *
put_many(void *data)
{
	struct crowd *crowd = data;
	struct gather_fact fact = plain;
	char name[32];
	int i;

	fact.own = name;
	for (i = 0; i < EACH; i++) {
		(void)snprintf(name, sizeof(name), "%d@corp.example", i);
		fact.when_ms = i;
		(void)gather_put(crowd->gather, &fact);
	}
	atomic_fetch_sub(&crowd->running, 1);
	return NULL;
}

static void
many_threads_lose_counts_but_never_mix_facts(void **state)
{
	struct crowd crowd = {.gather = gather_new(*state, SLOTS)};
	char bytes[GATHER_BYTES];
	pthread_t threads[THREADS];
	uint64_t taken = 0;
	struct gather_fact fact;
	bool going = true;
	int i;

	atomic_init(&crowd.running, THREADS);
	for (i = 0; i < THREADS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, put_many, &crowd), 0);
	while (going) {
		going = atomic_load(&crowd.running) != 0;
		while (gather_take(crowd.gather, bytes, &fact)) {
			assert_int_equal(strtol(fact.own, NULL, 10), fact.when_ms);
			assert_string_equal(fact.foreign_domain, plain.foreign_domain);
			taken++;
		}
	}
	for (i = 0; i < THREADS; i++)
		(void)pthread_join(threads[i], NULL);
	assert_int_equal(taken + gather_lost(crowd.gather), THREADS * EACH);
	assert_int_equal(gather_waiting(crowd.gather), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_fact_comes_out_as_it_went_in, begin, end),
		cmocka_unit_test_setup_teardown(a_full_ring_loses_and_counts, begin, end),
		cmocka_unit_test_setup_teardown(what_is_too_long_is_lost, begin, end),
		cmocka_unit_test_setup_teardown(many_threads_lose_counts_but_never_mix_facts, begin,
						end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
