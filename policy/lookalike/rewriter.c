/* SPDX-License-Identifier: BSD-2-Clause */
/* rewriter - links wrapped by known services, unwrapped without network (detection.md 2.8). */
#include "config.h"

#include "policy/lookalike/rewriter.h"

#include <string.h>

#include "policy/base/text.h"
#include "policy/data/data.h"

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

int
rewriter_open(struct arena *arena, struct rewriters *rewriters, const char **why)
{
	const struct data_file *file = data_find("rewriters.conf");
	const char *line = file == NULL ? NULL : file->bytes, *end;
	unsigned number = 0;

	for (; line != NULL; line = end == NULL ? NULL : end + 1) {
		const char *at = line;
		struct rewriter item;

		number++;
		end = strchr(line, '\n');
		item.host = *line == '#' ? NULL : take_word(arena, &at);
		if (item.host == NULL)
			continue;
		item.path = take_word(arena, &at);
		item.method = item.path == NULL ? NULL : take_word(arena, &at);
		if (item.method == NULL || item.path[0] != '/') {
			*why = arena_printf(arena, "rewriters.conf:%u: need HOST PATH METHOD",
					    number);
			return -1;
		}
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

/* "https-3A__www.example.com_a" */
static const char *
read_second_form(struct arena *arena, const char *value)
{
	char *copy = arena_strdup(arena, value), *at;

	for (at = copy; *at != '\0'; at++)
		if (*at == '-')
			*at = '%';
		else if (*at == '_')
			*at = '/';
	return url_decode(arena, copy);
}

/* "/v3/__https://www.example.com/a__;Kys!!..." */
static const char *
read_third_form(struct arena *arena, const char *path)
{
	const char *start = strstr(path, "__"), *end;

	if (start == NULL)
		return NULL;
	start += 2;
	end = strstr(start, "__;");
	return end == NULL ? start : arena_memdup(arena, start, (size_t)(end - start));
}

static const char *
read_target(const struct rewriter *item, struct arena *arena, const struct url *url)
{
	const char *value;

	if (strcmp(item->method, "*opaque") == 0)
		return NULL;
	if (strcmp(item->method, "*path") == 0)
		return url_decode(arena, url->path + strlen(item->path));
	if (strcmp(item->method, "*v3") == 0)
		return read_third_form(arena, url->path);
	if (strcmp(item->method, "*v2") != 0)
		return url_parameter(arena, url, item->method);
	value = url_parameter(arena, url, "u");
	return value == NULL ? NULL : read_second_form(arena, value);
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
		target = read_target(item, arena, url);
		if (target != NULL &&
		    url_parse(arena, target, strlen(target), URL_MOST, NULL, out, &why) == 0 &&
		    out->host.ascii[0] != '\0')
			return 1;
		if (strcmp(item->method, "*opaque") == 0)
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
