/* SPDX-License-Identifier: BSD-2-Clause */
/* history - old mail logs, line by line, as pairs of sender and recipient. */
#include "config.h"

#include "policy/directory/history.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "policy/base/clock.h"
#include "policy/base/text.h"

#define QUEUES     16384 /* a power of two; a later queue id takes the place of an earlier one */
#define QUEUE_MOST 20
#define CELLS      3
#define WHEN_MOST  40

struct queue {
	char id[QUEUE_MOST + 1];
	char from[HISTORY_ADDRESS + 1];
};

struct history {
	int64_t now_ms;
	struct queue *queues;
	char cells[CELLS][HISTORY_ADDRESS + 1];
};

struct history *
history_new(struct arena *arena, int64_t now_ms)
{
	struct history *history = arena_zalloc(arena, 1, sizeof(*history));

	history->now_ms = now_ms;
	history->queues = arena_zalloc(arena, QUEUES, sizeof(*history->queues));
	return history;
}

/* ---- time ------------------------------------------------------------------------------------ */

/* 0 for what is no month. */
static int
month_of(const char *name)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	int i;

	for (i = 0; i < 12; i++)
		if (strncasecmp(months + 3 * (size_t)i, name, 3) == 0)
			return i + 1;
	return 0;
}

static int64_t
to_ms(int year, int month, const int clock[4])
{
	struct tm parts = {.tm_year = year - 1900,
			   .tm_mon = month - 1,
			   .tm_mday = clock[0],
			   .tm_hour = clock[1],
			   .tm_min = clock[2],
			   .tm_sec = clock[3]};

	return (int64_t)timegm(&parts) * CLOCK_SECOND_MS;
}

static bool
is_clock(const int clock[4])
{
	return clock[0] >= 1 && clock[0] <= 31 && clock[1] >= 0 && clock[1] < 24 && clock[2] >= 0 &&
	       clock[2] < 60 && clock[3] >= 0 && clock[3] <= 60;
}

static int
year_of(int64_t ms)
{
	time_t seconds = (time_t)(ms / CLOCK_SECOND_MS);
	struct tm parts;

	return gmtime_r(&seconds, &parts) == NULL ? 1970 : parts.tm_year + 1900;
}

/* "Nov  5 16:56:26": the latest such time that is not to come. */
static bool
read_syslog_time(const struct history *history, const char *text, int64_t *out_ms)
{
	int month = month_of(text), year = year_of(history->now_ms), clock[4];

	if (month == 0 || strlen(text) < 15 ||
	    sscanf(text + 3, " %2d %2d:%2d:%2d", &clock[0], &clock[1], &clock[2], &clock[3]) != 4 ||
	    !is_clock(clock))
		return false;
	*out_ms = to_ms(year, month, clock);
	if (*out_ms > history->now_ms + CLOCK_DAY_MS)
		*out_ms = to_ms(year - 1, month, clock);
	return true;
}

bool
history_mail_date(const char *date, int64_t *out_ms)
{
	const char *comma = strchr(date, ','), *at = comma == NULL ? date : comma + 1;
	int clock[4] = {0}, year, zone = 0, used = 0;
	char month[4] = "", sign[2] = "";

	if (sscanf(at, " %2d %3s %4d %2d:%2d%n", &clock[0], month, &year, &clock[1], &clock[2],
		   &used) != 5)
		return false;
	if (at[used] == ':' && sscanf(at + used, ":%2d", &clock[3]) == 1)
		used += (int)strspn(at + used, ":0123456789");
	if (!is_clock(clock) || month_of(month) == 0 || year < 1970 || year > 9999)
		return false;
	*out_ms = to_ms(year, month_of(month), clock);
	if (sscanf(at + used, " %1[+-]%4d", sign, &zone) == 2)
		*out_ms += (sign[0] == '-' ? 1 : -1) * (zone / 100 * 60 + zone % 100) * 60 *
			   CLOCK_SECOND_MS;
	return true;
}

/* The time at the start of a line of the log. */
static bool
read_log_time(const struct history *history, const char *line, size_t length, int64_t *out_ms)
{
	char text[WHEN_MOST + 1];
	const char *why;
	size_t end;

	if (length > WHEN_MOST)
		length = WHEN_MOST;
	memcpy(text, line, length);
	text[length] = '\0';
	if (read_syslog_time(history, text, out_ms))
		return true;
	end = strcspn(text, " ");
	text[end] = '\0';
	return clock_read(text, history->now_ms, out_ms, &why) == 0;
}

/* ---- Postfix --------------------------------------------------------------------------------- */

static const char *
find(const char *line, size_t length, const char *what)
{
	return memmem(line, length, what, strlen(what));
}

/* Behind "postfix/smtp[123]: 4ABC", or NULL. */
static const char *
read_queue_id(const char *line, size_t length, char id[QUEUE_MOST + 1])
{
	const char *at = find(line, length, "]: "), *end = line + length;
	size_t used = 0;

	for (at += at == NULL ? 0 : 3; at != NULL && at < end && isalnum((unsigned char)*at);
	     at++) {
		if (used == QUEUE_MOST)
			return NULL;
		id[used++] = *at;
	}
	id[used] = '\0';
	return used == 0 ? NULL : at;
}

/* The address in the brackets that 'name' opens at 'at'; returns what is behind it, or NULL. */
static const char *
read_bracket(const char *at, const char *end, const char *name, char out[HISTORY_ADDRESS + 1])
{
	size_t head = strlen(name), length;
	const char *close;

	if ((size_t)(end - at) < head || memcmp(at, name, head) != 0)
		return NULL;
	at += head;
	close = memchr(at, '>', (size_t)(end - at));
	length = close == NULL ? 0 : (size_t)(close - at);
	if (length == 0 || length > HISTORY_ADDRESS || memchr(at, '\0', length) != NULL)
		return NULL;
	memcpy(out, at, length);
	out[length] = '\0';
	return close;
}

static enum history_line
read_log(struct history *history, const char *line, size_t length, struct history_pair *out)
{
	char id[QUEUE_MOST + 1], *to = history->cells[0];
	const char *at = read_queue_id(line, length, id), *end = line + length;
	struct queue *queue;

	if (at == NULL)
		return HISTORY_NOTHING;
	queue = &history->queues[text_hash(id, strlen(id)) & (QUEUES - 1)];
	if (read_bracket(at, end, ": from=<", queue->from) != NULL) {
		memcpy(queue->id, id, sizeof(id));
		return HISTORY_NOTHING;
	}
	at = read_bracket(at, end, ": to=<", to);
	if (at == NULL || find(at, (size_t)(end - at), "status=sent") == NULL ||
	    strcmp(queue->id, id) != 0)
		return HISTORY_NOTHING;
	if (!read_log_time(history, line, length, &out->when_ms))
		return HISTORY_BAD;
	out->from = queue->from;
	out->to = to;
	return HISTORY_PAIR;
}

/* ---- CSV ------------------------------------------------------------------------------------- */

/* One cell into 'out'; returns where the next begins, 'length' + 1 behind the last, 0 when it is
 * too long or its quotes do not close. */
static size_t
read_cell(const char *line, size_t length, size_t at, char out[HISTORY_ADDRESS + 1])
{
	bool quoted = at < length && line[at] == '"';
	size_t used = 0;

	for (at += quoted ? 1 : 0; at < length; at++) {
		if (quoted && line[at] == '"') {
			if (at + 1 == length || line[at + 1] != '"') {
				quoted = false;
				continue;
			}
			at++;
		} else if (!quoted && line[at] == ',') {
			break;
		}
		if (used == HISTORY_ADDRESS || line[at] == '\0')
			return 0;
		out[used++] = line[at];
	}
	out[used] = '\0';
	return quoted ? 0 : at + 1;
}

static enum history_line
read_csv(struct history *history, const char *line, size_t length, struct history_pair *out)
{
	char(*cells)[HISTORY_ADDRESS + 1] = history->cells;
	size_t at = 0, count = 0;
	const char *why;

	while (count < CELLS && at <= length) {
		at = read_cell(line, length, at, cells[count++]);
		if (at == 0)
			return HISTORY_BAD;
	}
	if (count < 2 || at <= length)
		return HISTORY_BAD;
	if (strcmp(cells[0], "from") == 0 && strcmp(cells[1], "to") == 0)
		return HISTORY_NOTHING;
	if (strchr(cells[0], '@') == NULL || strchr(cells[1], '@') == NULL)
		return HISTORY_BAD;
	out->when_ms = history->now_ms;
	if (count == 3 && cells[2][0] != '\0' &&
	    clock_read(cells[2], history->now_ms, &out->when_ms, &why) != 0)
		return HISTORY_BAD;
	out->from = cells[0];
	out->to = cells[1];
	return HISTORY_PAIR;
}

enum history_line
history_read(struct history *history, const char *line, size_t length, struct history_pair *out)
{
	enum history_line answer;

	if (length != 0 && line[length - 1] == '\r')
		length--;
	if (length == 0)
		return HISTORY_NOTHING;
	answer = find(line, length, "postfix") != NULL && find(line, length, "]: ") != NULL
			 ? read_log(history, line, length, out)
			 : read_csv(history, line, length, out);
	/* Nobody writes from the future. */
	if (answer == HISTORY_PAIR && out->when_ms > history->now_ms)
		out->when_ms = history->now_ms;
	return answer;
}
