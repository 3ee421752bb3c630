/* SPDX-License-Identifier: BSD-2-Clause */
/* sip - SipHash-2-4: 64 bits of a short name under a secret key. */
#include "config.h"

#include "policy/base/sip.h"

struct state {
	uint64_t a, b, c, d;
};

static uint64_t
read_word(const unsigned char *bytes, size_t length)
{
	uint64_t word = 0;
	size_t i;

	for (i = 0; i < length; i++)
		word |= (uint64_t)bytes[i] << (8 * i);
	return word;
}

static uint64_t
turn(uint64_t word, int bits)
{
	return word << bits | word >> (64 - bits);
}

static void
mix(struct state *state, int rounds)
{
	for (; rounds > 0; rounds--) {
		state->a += state->b;
		state->c += state->d;
		state->b = turn(state->b, 13) ^ state->a;
		state->d = turn(state->d, 16) ^ state->c;
		state->a = turn(state->a, 32);
		state->c += state->b;
		state->a += state->d;
		state->b = turn(state->b, 17) ^ state->c;
		state->d = turn(state->d, 21) ^ state->a;
		state->c = turn(state->c, 32);
	}
}

static void
take(struct state *state, uint64_t word)
{
	state->d ^= word;
	mix(state, 2);
	state->a ^= word;
}

uint64_t
sip_hash(const unsigned char key[SIP_KEY], const void *bytes, size_t length)
{
	const unsigned char *at = bytes;
	uint64_t low = read_word(key, 8), high = read_word(key + 8, 8);
	/* "somepseudorandomlygeneratedbytes" */
	struct state state = {low ^ 0x736f6d6570736575ULL, high ^ 0x646f72616e646f6dULL,
			      low ^ 0x6c7967656e657261ULL, high ^ 0x7465646279746573ULL};
	size_t left = length;

	for (; left >= 8; left -= 8, at += 8)
		take(&state, read_word(at, 8));
	take(&state, read_word(at, left) | (uint64_t)length << 56);
	state.c ^= 0xff;
	mix(&state, 4);
	return state.a ^ state.b ^ state.c ^ state.d;
}
