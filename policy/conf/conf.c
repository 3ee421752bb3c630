/* SPDX-License-Identifier: BSD-2-Clause */
/* conf - what the operator decided, frozen. */
#include "config.h"

#include "policy/conf/conf.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <confuse.h>

#include "policy/base/clock.h"
#include "policy/base/file.h"
#include "policy/base/text.h"
#include "policy/conf/settings.h"

#define FILE_MOST     (1024 * 1024)
#define SECTIONS_MOST 32
#define ITEMS_MOST    10000
/* Set behind the text: libconfuse takes the end of a file for the end of a section. */
#define END_MARK "end-of-settings"

/* libconfuse hands no pointer of ours to its callbacks, so one reading at a time leaves its error
 * here. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct {
	struct arena *arena;
	const char *name, *why;
} reading; /* guarded by lock */

static int
read_number(const char *text, int base, int64_t *out, char **end)
{
	if (text[0] < '0' || text[0] > '9')
		return -1;
	*out = strtoll(text, end, base);
	return 0;
}

static int
read_size(const char *text, int64_t *out)
{
	static const struct {
		const char *unit;
		int64_t bytes;
	} units[] = {{"", 1}, {"k", 1024}, {"M", 1048576}, {"G", 1073741824}};
	char *end;
	size_t i;

	if (read_number(text, 10, out, &end) != 0)
		return -1;
	for (i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (strcmp(end, units[i].unit) == 0)
			return *out > INT64_MAX / units[i].bytes ? -1 : (*out *= units[i].bytes, 0);
	return -1;
}

static bool
is_choice(const char *choices, const char *text)
{
	size_t length = strlen(text);
	const char *at = choices;

	while (at != NULL && length != 0) {
		if (strncmp(at, text, length) == 0 && (at[length] == '|' || at[length] == '\0'))
			return true;
		at = strchr(at, '|');
		at = at == NULL ? NULL : at + 1;
	}
	return false;
}

static int
read_bool(const char *text, bool *out)
{
	*out = is_choice("true|yes|on", text);
	return *out || is_choice("false|no|off", text) ? 0 : -1;
}

static int
in_bounds(struct arena *arena, const struct setting *row, int64_t number, const char **why)
{
	if (number >= row->least && number <= row->most)
		return 0;
	if (row->type == SETTING_SPAN)
		*why = arena_printf(arena, "need a span from %lldms to %lldms",
				    (long long)row->least, (long long)row->most);
	else if (row->type == SETTING_OCTAL)
		*why = arena_printf(arena, "need octal rights up to %llo", (long long)row->most);
	else
		*why = arena_printf(arena, "need a number from %lld to %lld", (long long)row->least,
				    (long long)row->most);
	return -1;
}

static int
read_integer(struct arena *arena, const struct setting *row, const char *text, int64_t *out,
	     const char **why)
{
	int base = row->type == SETTING_OCTAL ? 8 : 10;
	char *end = NULL;

	if (row->type == SETTING_SPAN) {
		if (clock_read_span(text, out, why) != 0)
			return -1;
	} else if (row->type == SETTING_SIZE) {
		*why = "need a size such as 64k, 2M or 1G";
		if (read_size(text, out) != 0)
			return -1;
	} else if (read_number(text, base, out, &end) != 0 || *end != '\0') {
		*out = -1;
	}
	return in_bounds(arena, row, *out, why);
}

/* One value as the operator wrote it into 'member' of the frozen struct. */
static int
read_value(struct arena *arena, const struct setting *row, const char *text, void *member,
	   const char **why)
{
	switch (row->type) {
	case SETTING_TEXT:
		*(const char **)member = arena_strdup(arena, text);
		return 0;
	case SETTING_CHOICE:
		*why = arena_printf(arena, "need one of %s", row->choices);
		*(const char **)member = arena_strdup(arena, text);
		return is_choice(row->choices, text) ? 0 : -1;
	case SETTING_BOOL:
		*why = "need true or false";
		return read_bool(text, member);
	case SETTING_NUMBER:
	case SETTING_OCTAL:
	case SETTING_SIZE:
	case SETTING_SPAN:
		return read_integer(arena, row, text, member, why);
	case SETTING_LIST:
		break;
	}
	abort();
}

static const struct setting *
find_row(const char *section, const char *name)
{
	size_t i;

	for (i = 0; i < setting_count; i++)
		if (strcmp(setting_table[i].section, section) == 0 &&
		    strcmp(setting_table[i].name, name) == 0)
			return &setting_table[i];
	return NULL;
}

__attribute__((format(printf, 2, 0))) static void
keep_error(cfg_t *cfg, const char *format, va_list arguments)
{
	const char *text;

	if (reading.why != NULL) /* the first one is the cause */
		return;
	text = text_printable(reading.arena, arena_vprintf(reading.arena, format, arguments), 400);
	if (cfg != NULL)
		text = arena_printf(reading.arena, "%s:%d: %s", reading.name, cfg->line, text);
	reading.why = text;
}

/* Called by libconfuse for each value, where file and line are still known. */
static int
check_value(cfg_t *cfg, cfg_opt_t *opt)
{
	const struct setting *row = find_row(cfg_name(cfg), opt->name);
	const char *why = NULL;
	int64_t room[2];

	if (row == NULL)
		return 0;
	if (row->type == SETTING_LIST) {
		if (cfg_opt_size(opt) <= ITEMS_MOST)
			return 0;
		why = "too many items";
	} else if (read_value(reading.arena, row, cfg_opt_getnstr(opt, 0), room, &why) == 0) {
		return 0;
	}
	cfg_error(cfg, "%s.%s: %s", row->section, row->name, why);
	return -1;
}

/* The list as libconfuse writes it: 'a' 'b c' d becomes {"a", "b c", "d"}. */
static char *
list_default(struct arena *arena, const char *initial)
{
	struct text text = TEXT_IN(arena);
	const char *at = initial;

	text_add_string(&text, "{");
	for (at += strspn(at, " "); *at != '\0'; at += strspn(at, " ")) {
		bool quoted = *at == '\'';
		size_t length = quoted ? strcspn(at + 1, "'") : strcspn(at, " ");

		text_printf(&text, "%s\"%.*s\"", text.length == 1 ? "" : ", ", (int)length,
			    at + (quoted ? 1 : 0));
		at += length + (quoted ? 2 : 0);
	}
	text_add_string(&text, "}");
	return text.bytes;
}

static cfg_opt_t
option_of(struct arena *arena, const struct setting *row)
{
	union {
		const char *constant;
		char *plain;
	} initial = {.constant = row->initial}; /* libconfuse copies it */

	if (row->type == SETTING_LIST) {
		cfg_opt_t list =
			CFG_STR_LIST(row->name, list_default(arena, row->initial), CFGF_NONE);

		list.validcb = check_value;
		return list;
	}
	cfg_opt_t single = CFG_STR(row->name, initial.plain, CFGF_NONE);

	single.validcb = check_value;
	return single;
}

/* The options of one section, ended as libconfuse wants it. */
static cfg_opt_t *
options_of(struct arena *arena, const char *section)
{
	cfg_opt_t *options = arena_zalloc(arena, setting_count + 1, sizeof(*options));
	const cfg_opt_t end = CFG_END();
	size_t count = 0, i;

	for (i = 0; i < setting_count; i++)
		if (strcmp(setting_table[i].section, section) == 0)
			options[count++] = option_of(arena, &setting_table[i]);
	options[count] = end;
	return options;
}

static bool
is_new_section(size_t row)
{
	return row == 0 || strcmp(setting_table[row].section, setting_table[row - 1].section) != 0;
}

static cfg_opt_t *
all_sections(struct arena *arena)
{
	cfg_opt_t *options = arena_zalloc(arena, SECTIONS_MOST, sizeof(*options));
	const cfg_opt_t end = CFG_END();
	size_t count = 0, i;

	for (i = 0; i < setting_count; i++) {
		const char *name = setting_table[i].section;
		bool titled = setting_title(name) != NULL;

		if (!is_new_section(i))
			continue;
		const cfg_opt_t section =
			CFG_SEC(name, options_of(arena, name),
				titled ? CFGF_MULTI | CFGF_TITLE | CFGF_NO_TITLE_DUPES : CFGF_NONE);
		options[count++] = section;
	}
	const cfg_opt_t mark = CFG_STR(END_MARK, NULL, CFGF_NODEFAULT);
	options[count++] = mark;
	options[count] = end;
	return options;
}

static void
take_list(struct arena *arena, cfg_t *section, const struct setting *row, struct conf_list *list)
{
	size_t i;

	list->count = cfg_size(section, row->name);
	list->items = arena_zalloc(arena, list->count + 1, sizeof(*list->items));
	for (i = 0; i < list->count; i++)
		list->items[i] = arena_strdup(arena, cfg_getnstr(section, row->name, (unsigned)i));
}

static int
take_section(struct arena *arena, cfg_t *section, const char *name, void *base, const char **why)
{
	size_t i;

	for (i = 0; i < setting_count; i++) {
		const struct setting *row = &setting_table[i];
		void *member = (char *)base + row->offset;

		if (strcmp(row->section, name) != 0)
			continue;
		if (row->type == SETTING_LIST)
			take_list(arena, section, row, member);
		else if (read_value(arena, row, cfg_getstr(section, row->name), member, why) != 0)
			return -1;
	}
	return 0;
}

/* One struct for each section of this title, its name first. */
static int
take_titled(struct conf *conf, cfg_t *cfg, const struct setting_title *title, const char **why)
{
	const char *name = title->section;
	unsigned count = cfg_size(cfg, name);
	char *items;
	unsigned i;

	if (count == 0 && title->needed &&
	    cfg_parse_buf(cfg, arena_printf(conf->arena, "%s \"default\" {}", name)) == CFG_SUCCESS)
		count = cfg_size(cfg, name);
	items = arena_zalloc(conf->arena, count + 1, title->size);
	*(size_t *)((char *)conf + title->count_at) = count;
	memcpy((char *)conf + title->offset, &items, sizeof(items));
	for (i = 0; i < count; i++, items += title->size) {
		cfg_t *section = cfg_getnsec(cfg, name, i);

		*(const char **)items = arena_strdup(conf->arena, cfg_title(section));
		if (take_section(conf->arena, section, name, items, why) != 0)
			return -1;
	}
	return 0;
}

static int
take_all(struct conf *conf, cfg_t *cfg, const char **why)
{
	size_t i;

	for (i = 0; i < setting_count; i++) {
		const char *name = setting_table[i].section;
		const struct setting_title *title = setting_title(name);

		if (!is_new_section(i))
			continue;
		if (title != NULL ? take_titled(conf, cfg, title, why) != 0
				  : take_section(conf->arena, cfg_getsec(cfg, name), name, conf,
						 why) != 0)
			return -1;
	}
	return 0;
}

/* libconfuse would put the environment in place of ${NAME}; a literal one is written \${NAME}. */
static int
refuse_environment(struct arena *arena, const char *name, const char *text, const char **why)
{
	const char *at = text;
	size_t line = 1;

	for (; *at != '\0'; at++) {
		if (*at == '#')
			at += strcspn(at, "\n");
		if (*at == '\\' && at[1] != '\0')
			at++;
		else if (at[0] == '$' && at[1] == '{') {
			*why = arena_printf(
				arena,
				"%s:%zu: settings never come from the environment: "
				"write the value, or \\${ for the characters themselves",
				name, line);
			return -1;
		}
		if (*at == '\0')
			break;
		line += *at == '\n';
	}
	return 0;
}

/* With the lock held and 'reading' set up. */
static int
read_text(struct conf *conf, const char *text, const char **why)
{
	cfg_t *cfg = cfg_init(all_sections(reading.arena), CFGF_NONE);
	int result = -1;

	cfg_set_error_function(cfg, keep_error);
	text = arena_printf(reading.arena, "%s\n" END_MARK " = reached\n", text);
	if (cfg_parse_buf(cfg, text) == CFG_SUCCESS && cfg_size(cfg, END_MARK) == 1)
		result = take_all(conf, cfg, why);
	else if (reading.why != NULL && strstr(reading.why, END_MARK) == NULL)
		*why = reading.why;
	else
		*why = arena_printf(reading.arena, "%s: a section is not closed: a } is missing",
				    reading.name);
	(void)cfg_free(cfg);
	return result;
}

struct conf *
conf_parse(struct arena *arena, const char *name, const char *text, const char **why)
{
	struct arena *own = arena_new();
	struct conf *conf = arena_zalloc(own, 1, sizeof(*conf));
	int failed;

	conf->arena = own;
	conf->path = arena_strdup(own, name);
	if (refuse_environment(arena, name, text, why) != 0) {
		arena_free(own);
		return NULL;
	}
	(void)pthread_mutex_lock(&lock);
	reading.arena = arena;
	reading.name = name;
	reading.why = NULL;
	failed = read_text(conf, text, why);
	reading.arena = NULL;
	(void)pthread_mutex_unlock(&lock);
	if (failed == 0)
		return conf;
	arena_free(own);
	return NULL;
}

const char *
conf_usual_path(void)
{
	return access(CONF_PATH, F_OK) == 0 ? CONF_PATH : NULL;
}

struct conf *
conf_open(struct arena *arena, const char *path, const char **why)
{
	char *text = NULL;
	size_t length;

	if (path == NULL)
		return conf_parse(arena, "(defaults)", "", why);
	if (file_read(arena, path, FILE_MOST, &text, &length, why) != 0)
		return NULL;
	if (memchr(text, '\0', length) != NULL) {
		*why = arena_printf(arena, "%s: not a settings file: it holds a zero byte", path);
		return NULL;
	}
	return conf_parse(arena, path, text, why);
}

void
conf_free(struct conf *conf)
{
	if (conf != NULL)
		arena_free(conf->arena);
}

bool
conf_row(size_t i, struct conf_row *out)
{
	if (i >= setting_count)
		return false;
	*out = (struct conf_row){.section = setting_table[i].section,
				 .name = setting_table[i].name,
				 .initial = setting_table[i].initial,
				 .help = setting_table[i].help};
	return true;
}
