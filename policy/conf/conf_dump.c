/* SPDX-License-Identifier: BSD-2-Clause */
/* conf_dump - settings in force as a settings file that says the same. */
#include "config.h"

#include "policy/conf/conf.h"

#include <stdlib.h>
#include <string.h>

#include "policy/base/text.h"
#include "policy/conf/settings.h"

static void
quote(struct text *text, const char *value)
{
	text_add_byte(text, '"');
	for (; *value != '\0'; value++) {
		if (strchr("\"\\$", *value) != NULL)
			text_add_byte(text, '\\');
		text_add_byte(text, *value);
	}
	text_add_byte(text, '"');
}

static void
print_list(struct text *text, const struct conf_list *list)
{
	size_t i;

	text_add_string(text, "{");
	for (i = 0; i < list->count; i++) {
		text_add_string(text, i == 0 ? "" : ", ");
		quote(text, list->items[i]);
	}
	text_add_string(text, "}");
}

static void
print_value(struct text *text, const struct setting *row, const void *member)
{
	switch (row->type) {
	case SETTING_TEXT:
	case SETTING_CHOICE:
		quote(text, *(const char *const *)member);
		return;
	case SETTING_BOOL:
		text_add_string(text, *(const bool *)member ? "true" : "false");
		return;
	case SETTING_NUMBER:
	case SETTING_SIZE:
		text_printf(text, "%lld", (long long)*(const int64_t *)member);
		return;
	case SETTING_OCTAL:
		text_printf(text, "0%llo", (unsigned long long)*(const int64_t *)member);
		return;
	case SETTING_SPAN:
		text_printf(text, "%lldms", (long long)*(const int64_t *)member);
		return;
	case SETTING_LIST:
		print_list(text, member);
		return;
	}
	abort();
}

static void
print_rows(struct text *text, const char *section, const void *base)
{
	size_t i;

	for (i = 0; i < setting_count; i++) {
		const struct setting *row = &setting_table[i];

		if (strcmp(row->section, section) != 0)
			continue;
		text_printf(text, "\t# %s\n\t%s = ", row->help, row->name);
		print_value(text, row, (const char *)base + row->offset);
		text_add_string(text, "\n");
	}
	text_add_string(text, "}\n\n");
}

static void
print_titled(struct text *text, const struct conf *conf, const struct setting_title *title)
{
	const size_t *count = (const size_t *)((const char *)conf + title->count_at);
	const char *item;
	size_t i;

	memcpy(&item, (const char *)conf + title->offset, sizeof(item));

	for (i = 0; i < *count; i++, item += title->size) {
		text_printf(text, "%s ", title->section);
		quote(text, *(const char *const *)item);
		text_add_string(text, " {\n");
		print_rows(text, title->section, item);
	}
}

char *
conf_dump(struct arena *arena, const struct conf *conf)
{
	struct text text = TEXT_IN(arena);
	const char *section = "";
	size_t i;

	for (i = 0; i < setting_count; i++) {
		if (strcmp(section, setting_table[i].section) == 0)
			continue;
		section = setting_table[i].section;
		if (setting_title(section) != NULL) {
			print_titled(&text, conf, setting_title(section));
			continue;
		}
		text_printf(&text, "%s {\n", section);
		print_rows(&text, section, conf);
	}
	return text.bytes;
}
