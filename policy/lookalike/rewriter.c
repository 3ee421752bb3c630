/* SPDX-License-Identifier: BSD-2-Clause */
/* rewriter - links wrapped by known services, unwrapped without network (detection.md 2.8). */
#include "config.h"

#include "policy/lookalike/rewriter.h"

#include <string.h>

#include "policy/base/text.h"
#include "policy/data/data.h"
#include "policy/lookalike/rewriter_form.h"

#define DEPTH_MOST 5
#define URL_MOST   8192

static const char *
take_word(struct arena *arena, const char **at)
{
	const char *start = *at + strspn(*at, " \t");
	size_t length = strcspn(start, " \t\r\n");

	*at = start + length;
	return length == 0 ? NULL : arena_memdup(arena, start, length);
}

/* 0 taken, 1 no statement, -1 a mistake. */
static int
read_line(struct arena *arena, const char *line, struct rewriter *out)
{
	const char *writing;

	out->host = *line == '#' ? NULL : take_word(arena, &line);
	if (out->host == NULL)
		return 1;
	out->path = take_word(arena, &line);
	out->place = out->path == NULL ? NULL : take_word(arena, &line);
	if (out->place == NULL || out->path[0] != '/')
		return -1;
	writing = take_word(arena, &line);
	out->writing = writing == NULL ? "" : writing;
	return rewriter_form_is_known(out->place, out->writing) ? 0 : -1;
}

int
rewriter_open(struct arena *arena, struct rewriters *rewriters, const char **why)
{
	const struct data_file *file = data_find("rewriters.conf");
	const char *line = file == NULL ? NULL : file->bytes, *end;
	unsigned number = 0;

	for (; line != NULL; line = end == NULL ? NULL : end + 1) {
		struct rewriter item;
		int code = read_line(arena, line, &item);

		number++;
		end = strchr(line, '\n');
		if (code < 0) {
			*why = arena_printf(
				arena, "rewriters.conf:%u: need HOST PATH PLACE [WRITING]", number);
			return -1;
		}
		if (code > 0)
			continue;
		rewriters->items = arena_grow(arena, rewriters->items, rewriters->count,
					      &rewriters->capacity, sizeof(*rewriters->items));
		rewriters->items[rewriters->count++] = item;
	}
	return 0;
}

static bool
is_below(const char *host, const char *name)
{
	size_t length = strlen(host), tail = strlen(name);

	return length >= tail && strcmp(host + length - tail, name) == 0 &&
	       (length == tail || host[length - tail - 1] == '.');
}

static bool
is_web(const struct url *url)
{
	return url->host.ascii[0] != '\0' &&
	       (strcmp(url->scheme, "http") == 0 || strcmp(url->scheme, "https") == 0);
}

/* One layer off: 1 done, 0 no wrapper, -1 a wrapper that cannot be read. */
static int
unwrap_once(const struct rewriters *rewriters, struct arena *arena, const struct url *url,
	    struct url *out)
{
	int answer = 0;
	size_t i;

	for (i = 0; i < rewriters->count; i++) {
		const struct rewriter *item = &rewriters->items[i];
		const char *target, *why;

		if (!is_below(url->host.ascii, item->host) ||
		    strncmp(url->path, item->path, strlen(item->path)) != 0)
			continue;
		target = rewriter_form_read(item, arena, url);
		if (target != NULL &&
		    url_parse(arena, target, strlen(target), URL_MOST, NULL, out, &why) == 0 &&
		    is_web(out))
			return 1;
		if (strcmp(item->place, "*opaque") == 0)
			answer = -1;
	}
	return answer;
}

void
rewriter_unwrap(const struct rewriters *rewriters, struct arena *arena, const struct url *url,
		struct rewriter_result *out)
{
	struct url inner;
	int code;

	*out = (struct rewriter_result){.answer = REWRITER_NONE, .target = *url};
	while (out->layers < DEPTH_MOST && out->target.host.ascii[0] != '\0') {
		code = unwrap_once(rewriters, arena, &out->target, &inner);
		if (code < 0)
			out->answer = REWRITER_OPAQUE;
		if (code <= 0)
			return;
		out->answer = REWRITER_TARGET;
		out->target = inner;
		out->layers++;
	}
}
