/* SPDX-License-Identifier: BSD-2-Clause */
/* html_tag - what is to be known of HTML elements by name. */
#include "config.h"

#include "policy/mail/html_tag.h"

#include <string.h>

#define BLOCK  HTML_TAG_BLOCK
#define VOID   HTML_TAG_VOID
#define SCOPE  HTML_TAG_SCOPE
#define FORMAT HTML_TAG_FORMAT
#define ENDS_P HTML_TAG_ENDS_P

/* clang-format off */
/* Sorted by name. */
static const struct html_tag tags[] = {
	{"a", FORMAT, HTML_TAG_GROUP_A, HTML_TAG_ANCHOR},
	{"address", BLOCK | ENDS_P, HTML_TAG_GROUP_NONE, HTML_TAG_PLAIN},
	{"applet", SCOPE, HTML_TAG_GROUP_NONE, HTML_TAG_PLAIN},
	{"area", VOID, HTML_TAG_GROUP_NONE, HTML_TAG_PLAIN},
	{"article", BLOCK | ENDS_P, HTML_TAG_GROUP_NONE, HTML_TAG_PLAIN},
	{"aside", BLOCK | ENDS_P, HTML_TAG_GROUP_NONE, HTML_TAG_PLAIN},
	{"b", FORMAT, HTML_TAG_GROUP_NONE, HTML_TAG_PLAIN},
	{"base", VOID, HTML_TAG_GROUP_NONE, HTML_TAG_PLAIN},
	{"basefont", VOID, HTML_TAG_GROUP_NONE, HTML_TAG_PLAIN},
	{"bgsound", VOID, HTML_TAG_GROUP_NONE, HTML_TAG_PLAIN},
	{"big", FORMAT, HTML_TAG_GROUP_NONE, HTML_TAG_PLAIN},
	{"blockquote", BLOCK | ENDS_P, HTML_TAG_GROUP_NONE, HTML_TAG_PLAIN},
	{"body", BLOCK, HTML_TAG_GROUP_NONE, HTML_TAG_PLAIN},
	{"br", BLOCK | VOID, HTML_TAG_GROUP_NONE, HTML_TAG_PLAIN},
	{"caption", BLOCK | SCOPE, HTML_TAG_GROUP_NONE, HTML_TAG_PLAIN},
	{"center", BLOCK | ENDS_P, HTML_TAG_GROUP_NONE, HTML_TAG_PLAIN},
	{"code", FORMAT, HTML_TAG_GROUP_NONE, HTML_TAG_PLAIN},
	{"col", VOID, HTML_TAG_GROUP_NONE, HTML_TAG_PLAIN},
	{"dd", BLOCK | ENDS_P, HTML_TAG_GROUP_DD, HTML_TAG_PLAIN},
	{"details", BLOCK | ENDS_P, HTML_TAG_GROUP_NONE, HTML_TAG_PLAIN},
	{"dir", BLOCK | ENDS_P, HTML_TAG_GROUP_NONE, HTML_TAG_PLAIN},
	{"div", BLOCK | ENDS_P, HTML_TAG_GROUP_NONE, HTML_TAG_PLAIN},
	{"dl", BLOCK | ENDS_P, HTML_TAG_GROUP_NONE, HTML_TAG_PLAIN},
	{"dt", BLOCK | ENDS_P, HTML_TAG_GROUP_DD, HTML_TAG_PLAIN},
	{"em", FORMAT, HTML_TAG_GROUP_NONE, HTML_TAG_PLAIN},
	{"embed", VOID, HTML_TAG_GROUP_NONE, HTML_TAG_PLAIN},
	{"fieldset", BLOCK | ENDS_P, HTML_TAG_GROUP_NONE, HTML_TAG_PLAIN},
	{"figcaption", BLOCK | ENDS_P, HTML_TAG_GROUP_NONE, HTML_TAG_PLAIN},
	{"figure", BLOCK | ENDS_P, HTML_TAG_GROUP_NONE, HTML_TAG_PLAIN},
	{"font", FORMAT, HTML_TAG_GROUP_NONE, HTML_TAG_PLAIN},
	{"footer", BLOCK | ENDS_P, HTML_TAG_GROUP_NONE, HTML_TAG_PLAIN},
	{"form", BLOCK | ENDS_P, HTML_TAG_GROUP_NONE, HTML_TAG_FORM},
	{"frame", VOID, HTML_TAG_GROUP_NONE, HTML_TAG_PLAIN},
	{"h1", BLOCK | ENDS_P, HTML_TAG_GROUP_NONE, HTML_TAG_PLAIN},
	{"h2", BLOCK | ENDS_P, HTML_TAG_GROUP_NONE, HTML_TAG_PLAIN},
	{"h3", BLOCK | ENDS_P, HTML_TAG_GROUP_NONE, HTML_TAG_PLAIN},
	{"h4", BLOCK | ENDS_P, HTML_TAG_GROUP_NONE, HTML_TAG_PLAIN},
	{"h5", BLOCK | ENDS_P, HTML_TAG_GROUP_NONE, HTML_TAG_PLAIN},
	{"h6", BLOCK | ENDS_P, HTML_TAG_GROUP_NONE, HTML_TAG_PLAIN},
	{"head", BLOCK, HTML_TAG_GROUP_NONE, HTML_TAG_PLAIN},
	{"header", BLOCK | ENDS_P, HTML_TAG_GROUP_NONE, HTML_TAG_PLAIN},
	{"hgroup", BLOCK | ENDS_P, HTML_TAG_GROUP_NONE, HTML_TAG_PLAIN},
	{"hr", BLOCK | VOID | ENDS_P, HTML_TAG_GROUP_NONE, HTML_TAG_PLAIN},
	{"html", BLOCK, HTML_TAG_GROUP_NONE, HTML_TAG_PLAIN},
	{"i", FORMAT, HTML_TAG_GROUP_NONE, HTML_TAG_PLAIN},
	{"img", VOID, HTML_TAG_GROUP_NONE, HTML_TAG_PLAIN},
	{"input", VOID, HTML_TAG_GROUP_NONE, HTML_TAG_PLAIN},
	{"keygen", VOID, HTML_TAG_GROUP_NONE, HTML_TAG_PLAIN},
	{"legend", BLOCK, HTML_TAG_GROUP_NONE, HTML_TAG_PLAIN},
	{"li", BLOCK | ENDS_P, HTML_TAG_GROUP_LI, HTML_TAG_PLAIN},
	{"link", VOID, HTML_TAG_GROUP_NONE, HTML_TAG_PLAIN},
	{"listing", BLOCK | ENDS_P, HTML_TAG_GROUP_NONE, HTML_TAG_PLAIN},
	{"main", BLOCK | ENDS_P, HTML_TAG_GROUP_NONE, HTML_TAG_PLAIN},
	{"marquee", SCOPE, HTML_TAG_GROUP_NONE, HTML_TAG_PLAIN},
	{"menu", BLOCK | ENDS_P, HTML_TAG_GROUP_NONE, HTML_TAG_PLAIN},
	{"meta", VOID, HTML_TAG_GROUP_NONE, HTML_TAG_PLAIN},
	{"nav", BLOCK | ENDS_P, HTML_TAG_GROUP_NONE, HTML_TAG_PLAIN},
	{"nobr", FORMAT, HTML_TAG_GROUP_NONE, HTML_TAG_PLAIN},
	{"object", SCOPE, HTML_TAG_GROUP_NONE, HTML_TAG_PLAIN},
	{"ol", BLOCK | ENDS_P, HTML_TAG_GROUP_NONE, HTML_TAG_PLAIN},
	{"optgroup", BLOCK, HTML_TAG_GROUP_NONE, HTML_TAG_PLAIN},
	{"option", BLOCK, HTML_TAG_GROUP_OPTION, HTML_TAG_PLAIN},
	{"p", BLOCK | ENDS_P, HTML_TAG_GROUP_P, HTML_TAG_PLAIN},
	{"param", VOID, HTML_TAG_GROUP_NONE, HTML_TAG_PLAIN},
	{"plaintext", BLOCK | ENDS_P, HTML_TAG_GROUP_NONE, HTML_TAG_PLAIN},
	{"pre", BLOCK | ENDS_P, HTML_TAG_GROUP_NONE, HTML_TAG_PLAIN},
	{"s", FORMAT, HTML_TAG_GROUP_NONE, HTML_TAG_PLAIN},
	{"script", 0, HTML_TAG_GROUP_NONE, HTML_TAG_SCRIPT},
	{"section", BLOCK | ENDS_P, HTML_TAG_GROUP_NONE, HTML_TAG_PLAIN},
	{"select", BLOCK, HTML_TAG_GROUP_NONE, HTML_TAG_PLAIN},
	{"small", FORMAT, HTML_TAG_GROUP_NONE, HTML_TAG_PLAIN},
	{"source", VOID, HTML_TAG_GROUP_NONE, HTML_TAG_PLAIN},
	{"strike", FORMAT, HTML_TAG_GROUP_NONE, HTML_TAG_PLAIN},
	{"strong", FORMAT, HTML_TAG_GROUP_NONE, HTML_TAG_PLAIN},
	{"style", 0, HTML_TAG_GROUP_NONE, HTML_TAG_STYLE},
	{"summary", BLOCK | ENDS_P, HTML_TAG_GROUP_NONE, HTML_TAG_PLAIN},
	{"svg", 0, HTML_TAG_GROUP_NONE, HTML_TAG_SVG},
	{"table", BLOCK | ENDS_P | SCOPE, HTML_TAG_GROUP_TABLE, HTML_TAG_PLAIN},
	{"tbody", BLOCK, HTML_TAG_GROUP_SECTION, HTML_TAG_PLAIN},
	{"td", SCOPE, HTML_TAG_GROUP_CELL, HTML_TAG_PLAIN},
	{"template", SCOPE, HTML_TAG_GROUP_NONE, HTML_TAG_UNSEEN},
	{"tfoot", BLOCK, HTML_TAG_GROUP_SECTION, HTML_TAG_PLAIN},
	{"th", SCOPE, HTML_TAG_GROUP_CELL, HTML_TAG_PLAIN},
	{"thead", BLOCK, HTML_TAG_GROUP_SECTION, HTML_TAG_PLAIN},
	{"title", 0, HTML_TAG_GROUP_NONE, HTML_TAG_TITLE},
	{"tr", BLOCK, HTML_TAG_GROUP_ROW, HTML_TAG_PLAIN},
	{"track", VOID, HTML_TAG_GROUP_NONE, HTML_TAG_PLAIN},
	{"tt", FORMAT, HTML_TAG_GROUP_NONE, HTML_TAG_PLAIN},
	{"u", FORMAT, HTML_TAG_GROUP_NONE, HTML_TAG_PLAIN},
	{"ul", BLOCK | ENDS_P, HTML_TAG_GROUP_NONE, HTML_TAG_PLAIN},
	{"wbr", VOID, HTML_TAG_GROUP_NONE, HTML_TAG_PLAIN},
	{"xmp", BLOCK | ENDS_P, HTML_TAG_GROUP_NONE, HTML_TAG_PLAIN},
};
/* clang-format on */

const struct html_tag *
html_tag_find(const char *name)
{
	static const struct html_tag unknown = {.name = ""};
	const char *colon = strrchr(name, ':');
	size_t low = 0, high = sizeof(tags) / sizeof(tags[0]);

	if (colon != NULL)
		name = colon + 1;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(name, tags[middle].name);

		if (order == 0)
			return &tags[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return &unknown;
}

bool
html_tag_stops(const struct html_tag *tag, enum html_tag_group group)
{
	switch (group) {
	case HTML_TAG_GROUP_CELL:
	case HTML_TAG_GROUP_ROW:
	case HTML_TAG_GROUP_SECTION:
		return tag->group == HTML_TAG_GROUP_TABLE;
	case HTML_TAG_GROUP_TABLE:
		return false;
	case HTML_TAG_GROUP_LI:
		return (tag->flags & SCOPE) != 0 || strcmp(tag->name, "ul") == 0 ||
		       strcmp(tag->name, "ol") == 0;
	case HTML_TAG_GROUP_DD:
		return (tag->flags & SCOPE) != 0 || strcmp(tag->name, "dl") == 0;
	case HTML_TAG_GROUP_OPTION:
		return (tag->flags & SCOPE) != 0 || strcmp(tag->name, "select") == 0;
	case HTML_TAG_GROUP_NONE:
	case HTML_TAG_GROUP_P:
	case HTML_TAG_GROUP_A:
		break;
	}
	return (tag->flags & SCOPE) != 0;
}
