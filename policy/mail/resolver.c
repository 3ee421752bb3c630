/* SPDX-License-Identifier: BSD-2-Clause */
/* resolver - TXT records with a deadline, from any thread. */
#include "config.h"

#include "policy/mail/resolver.h"

#include <string.h>

#include <arpa/nameser.h>
#include <resolv.h>

#include "policy/base/clock.h"

#define QUERY_MOST  1024
#define ANSWER_MOST 8192

/* Each server is asked once; the seconds left are shared between them. */
static void
set_patience(struct __res_state *state, int64_t left_us)
{
	int seconds = (int)((left_us + 999999) / 1000000);

	if (state->nscount > seconds)
		state->nscount = seconds;
	state->retry = 1;
	state->retrans = state->nscount == 0 ? seconds : seconds / state->nscount;
	/* No second question over TCP, whose connect() knows no deadline; EDNS0 has room enough. */
	state->options |= RES_USE_EDNS0 | RES_IGNTC;
	state->options &= ~(unsigned long)(RES_DNSRCH | RES_DEFNAMES);
}

static int
ask(struct __res_state *state, const char *name, unsigned char *reply)
{
	unsigned char query[QUERY_MOST];
	int length;

	length = res_nmkquery(state, ns_o_query, name, ns_c_in, ns_t_txt, NULL, 0, NULL, query,
			      sizeof(query));
	if (length < 0)
		return -1;
	length = res_nsend(state, query, length, reply, ANSWER_MOST);
	/* It tells the length there would have been. */
	return length > ANSWER_MOST ? ANSWER_MOST : length;
}

/* The character strings of one record (RFC 1035 section 3.3.14), joined (RFC 6376 3.6.2.2). */
static bool
join_strings(const ns_rr *record, char *room, size_t room_bytes)
{
	const unsigned char *data = ns_rr_rdata(*record);
	size_t left = ns_rr_rdlen(*record), used = 0;

	while (left > 0) {
		size_t piece = *data++;

		left--;
		if (piece > left || used + piece >= room_bytes)
			return false;
		memcpy(room + used, data, piece);
		used += piece;
		data += piece;
		left -= piece;
	}
	room[used] = '\0';
	return used != 0;
}

static enum answer
read_reply(const unsigned char *reply, int length, char *room, size_t room_bytes, const char **why)
{
	ns_msg message;
	ns_rr record;
	int i;

	if (ns_initparse(reply, length, &message) != 0) {
		*why = "dns answer cannot be read";
		return ANSWER_DOWN;
	}
	if (ns_msg_getflag(message, ns_f_rcode) == ns_r_nxdomain)
		return ANSWER_NONE;
	if (ns_msg_getflag(message, ns_f_rcode) != ns_r_noerror ||
	    ns_msg_getflag(message, ns_f_tc)) {
		*why = "dns server could not answer";
		return ANSWER_DOWN;
	}
	for (i = 0; i < ns_msg_count(message, ns_s_an); i++) {
		if (ns_parserr(&message, ns_s_an, i, &record) != 0) {
			*why = "dns answer cannot be read";
			return ANSWER_DOWN;
		}
		if (ns_rr_type(record) == ns_t_txt && join_strings(&record, room, room_bytes))
			return ANSWER_FOUND;
	}
	return ANSWER_NONE;
}

enum answer
resolver_txt(const char *name, const struct sockaddr_in *server, int64_t until_us, char *room,
	     size_t room_bytes, const char **why)
{
	struct __res_state state;
	unsigned char reply[ANSWER_MOST];
	int64_t left_us = until_us - clock_monotonic_us();
	enum answer answer = ANSWER_DOWN;
	int length;

	*why = "no time left for dns";
	if (left_us <= 0)
		return ANSWER_DOWN;
	memset(&state, 0, sizeof(state));
	if (res_ninit(&state) != 0) {
		*why = "resolver cannot be set up";
		return ANSWER_DOWN;
	}
	if (server != NULL) {
		state.nscount = 1;
		state.nsaddr_list[0] = *server;
	}
	set_patience(&state, left_us);
	length = ask(&state, name, reply);
	*why = "dns server does not answer";
	if (length > 0)
		answer = read_reply(reply, length, room, room_bytes, why);
	res_nclose(&state);
	return answer;
}
