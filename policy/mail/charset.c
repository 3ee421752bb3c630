/* SPDX-License-Identifier: BSD-2-Clause */
/* charset - text of any label to UTF-8, as mail programs and browsers read it. */
#include "config.h"

#include "policy/mail/charset.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <iconv.h>

#include "policy/base/text.h"

#define LABEL_MOST   40
#define MISSING      0xFFFDU
#define SNIFFED_MOST 512

enum reading { READ_NOTHING, READ_UTF8, READ_ASCII, READ_WESTERN, READ_ICONV };

struct label {
	const char *name;
	enum reading reading;
	const char *iconv_name;
	bool treacherous;
};

struct charset_input {
	const char *bytes;
	size_t length, most;
};

/* clang-format off */
static const struct label labels[] = {
	{"utf-8", READ_UTF8, NULL, false}, {"utf8", READ_UTF8, NULL, false},
	{"unicode-1-1-utf-8", READ_UTF8, NULL, false},
	{"us-ascii", READ_ASCII, NULL, false}, {"ascii", READ_ASCII, NULL, false},
	{"ansi_x3.4-1968", READ_ASCII, NULL, false}, {"7bit", READ_ASCII, NULL, false},
	/* Browsers and mail programs read Latin-1 as windows-1252 (WHATWG Encoding 4.2). */
	{"iso-8859-1", READ_WESTERN, NULL, false}, {"iso8859-1", READ_WESTERN, NULL, false},
	{"iso_8859-1", READ_WESTERN, NULL, false}, {"latin1", READ_WESTERN, NULL, false},
	{"l1", READ_WESTERN, NULL, false}, {"windows-1252", READ_WESTERN, NULL, false},
	{"cp1252", READ_WESTERN, NULL, false}, {"ansi", READ_WESTERN, NULL, false},
	{"koi8-r", READ_ICONV, "KOI8-R", false}, {"koi8-u", READ_ICONV, "KOI8-U", false},
	{"gb2312", READ_ICONV, "GB18030", false}, {"gbk", READ_ICONV, "GB18030", false},
	{"cp936", READ_ICONV, "GB18030", false}, {"gb18030", READ_ICONV, "GB18030", false},
	{"gb_2312-80", READ_ICONV, "GB18030", false}, {"euc-cn", READ_ICONV, "GB18030", false},
	{"big5", READ_ICONV, "BIG5-HKSCS", false}, {"big5-hkscs", READ_ICONV, "BIG5-HKSCS", false},
	{"cp950", READ_ICONV, "BIG5-HKSCS", false},
	{"euc-jp", READ_ICONV, "EUC-JP", false}, {"eucjp", READ_ICONV, "EUC-JP", false},
	{"shift_jis", READ_ICONV, "CP932", false}, {"shift-jis", READ_ICONV, "CP932", false},
	{"sjis", READ_ICONV, "CP932", false}, {"cp932", READ_ICONV, "CP932", false},
	{"ms_kanji", READ_ICONV, "CP932", false}, {"windows-31j", READ_ICONV, "CP932", false},
	{"euc-kr", READ_ICONV, "CP949", false}, {"ks_c_5601-1987", READ_ICONV, "CP949", false},
	{"ksc5601", READ_ICONV, "CP949", false}, {"cp949", READ_ICONV, "CP949", false},
	{"windows-949", READ_ICONV, "CP949", false},
	{"tis-620", READ_ICONV, "CP874", false}, {"windows-874", READ_ICONV, "CP874", false},
	{"macintosh", READ_ICONV, "MACINTOSH", false}, {"cp437", READ_ICONV, "IBM437", false},
	{"ibm437", READ_ICONV, "IBM437", false}, {"cp850", READ_ICONV, "IBM850", false},
	{"ibm850", READ_ICONV, "IBM850", false}, {"cp852", READ_ICONV, "IBM852", false},
	{"ibm852", READ_ICONV, "IBM852", false}, {"cp866", READ_ICONV, "IBM866", false},
	{"ibm866", READ_ICONV, "IBM866", false}, {"viscii", READ_ICONV, "VISCII", false},
	{"iso-2022-jp", READ_ICONV, "ISO-2022-JP-2", true},
	{"iso-2022-jp-1", READ_ICONV, "ISO-2022-JP-2", true},
	{"iso-2022-jp-2", READ_ICONV, "ISO-2022-JP-2", true},
	{"csiso2022jp", READ_ICONV, "ISO-2022-JP-2", true},
	{"iso-2022-kr", READ_ICONV, "ISO-2022-KR", true},
	{"utf-7", READ_ICONV, "UTF-7", true}, {"unicode-1-1-utf-7", READ_ICONV, "UTF-7", true},
	{"utf7", READ_ICONV, "UTF-7", true},
	{"utf-16", READ_ICONV, "UTF-16", true}, {"utf16", READ_ICONV, "UTF-16", true},
	{"unicode", READ_ICONV, "UTF-16", true}, {"ucs-2", READ_ICONV, "UTF-16", true},
	{"iso-10646-ucs-2", READ_ICONV, "UTF-16", true},
	{"utf-16le", READ_ICONV, "UTF-16LE", true}, {"utf-16be", READ_ICONV, "UTF-16BE", true},
	{"utf-32", READ_ICONV, "UTF-32", true}, {"utf-32le", READ_ICONV, "UTF-32LE", true},
	{"utf-32be", READ_ICONV, "UTF-32BE", true},
};

/* windows-1252, 0x80 to 0x9F; the holes are C1 controls, as browsers read them. */
static const uint16_t western[32] = {
	0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
	0x2039, 0x0152, 0x008D, 0x017D, 0x008F, 0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
	0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178,
};
/* clang-format on */

/* The families with numbers: ISO 8859 and the windows code pages. */
static bool
find_numbered(const char *name, char iconv_name[16], struct label *out)
{
	unsigned part;
	char rest;

	if ((sscanf(name, "iso-8859-%2u%c", &part, &rest) == 1 ||
	     sscanf(name, "iso8859-%2u%c", &part, &rest) == 1 ||
	     sscanf(name, "iso_8859-%2u%c", &part, &rest) == 1) &&
	    part >= 2 && part <= 16 && part != 12)
		(void)snprintf(iconv_name, 16, "ISO-8859-%u", part);
	else if ((sscanf(name, "windows-125%1u%c", &part, &rest) == 1 ||
		  sscanf(name, "cp125%1u%c", &part, &rest) == 1) &&
		 part <= 8)
		(void)snprintf(iconv_name, 16, "CP125%u", part);
	else
		return false;
	*out = (struct label){.reading = READ_ICONV, .iconv_name = iconv_name};
	return true;
}

/* 'iconv_name' is room for a name that is made up here. */
static struct label
find_label(const char *label, char iconv_name[16])
{
	struct label found = {.reading = READ_NOTHING};
	char name[LABEL_MOST];
	size_t length = 0, i;

	for (; label != NULL && *label != '\0' && length < sizeof(name) - 1; label++)
		if (strchr(" \t\"'", *label) == NULL)
			name[length++] = *label >= 'A' && *label <= 'Z' ? (char)(*label - 'A' + 'a')
									: *label;
	name[length] = '\0';
	if (strncmp(name, "x-", 2) == 0)
		memmove(name, name + 2, length - 1);
	for (i = 0; i < sizeof(labels) / sizeof(labels[0]); i++)
		if (strcmp(labels[i].name, name) == 0)
			return labels[i];
	(void)find_numbered(name, iconv_name, &found);
	return found;
}

bool
charset_is_treacherous(const char *label)
{
	char iconv_name[16];

	return find_label(label, iconv_name).treacherous;
}

bool
charset_is_known(const char *label)
{
	char iconv_name[16];

	return find_label(label, iconv_name).reading != READ_NOTHING;
}

static void
read_western(struct arena *arena, const char *bytes, size_t length, size_t most,
	     struct charset_text *out)
{
	struct text text = TEXT_IN(arena);
	size_t i, run = 0;

	for (i = 0; i < length && text.length + (i - run) + 3 < most; i++) {
		unsigned char byte = (unsigned char)bytes[i];

		if (byte < 0x80)
			continue;
		text_add(&text, bytes + run, i - run);
		text_add_point(&text, byte < 0xA0 ? western[byte - 0x80] : byte);
		run = i + 1;
	}
	text_add(&text, bytes + run, i - run);
	out->truncated = i < length;
	out->bytes = text_string(&text);
	out->length = text.length;
}

/* The longest prefix of at most 'most' bytes that ends at a code point. */
static size_t
cut(const char *bytes, size_t length, size_t most)
{
	if (length <= most)
		return length;
	while (most > 0 && ((unsigned char)bytes[most] & 0xC0) == 0x80)
		most--;
	return most;
}

/* Malformed sequences become U+FFFD. Not text_utf8(): there may be NUL bytes in it. */
static void
repair(struct arena *arena, const char *bytes, size_t length, struct charset_text *out)
{
	struct text text = TEXT_IN(arena);
	size_t at = 0;

	while (at < length)
		text_add_point(&text, text_next_point(bytes, length, &at));
	out->bad = true;
	out->bytes = text_string(&text);
	out->length = text.length;
}

static void
read_utf8(struct arena *arena, const char *bytes, size_t length, size_t most,
	  struct charset_text *out)
{
	size_t kept = cut(bytes, length, most);

	out->truncated = kept < length;
	out->bytes = bytes;
	out->length = kept;
	if (!text_is_utf8(bytes, kept))
		repair(arena, bytes, kept, out);
}

/* Without a byte order mark the order is guessed: letters of most scripts have a zero high byte. */
static const char *
order_utf16(const char *bytes, size_t length)
{
	size_t even = 0, odd = 0, i;

	if (length >= 2 && (memcmp(bytes, "\xFF\xFE", 2) == 0 || memcmp(bytes, "\xFE\xFF", 2) == 0))
		return "UTF-16";
	for (i = 0; i + 1 < length && i < SNIFFED_MOST; i += 2) {
		even += bytes[i] == '\0';
		odd += bytes[i + 1] == '\0';
	}
	return odd > even ? "UTF-16LE" : "UTF-16BE";
}

/* One conversion under way; malformed bytes are passed over one unit at a time. */
struct conversion {
	iconv_t converter;
	char *in, *to;
	size_t left, room;
	size_t unit;
};

/* Runs until all is read or the room is full. */
static void
run(struct conversion *run, struct charset_text *out)
{
	while (run->left != 0 &&
	       iconv(run->converter, &run->in, &run->left, &run->to, &run->room) == (size_t)-1) {
		if (errno == E2BIG || run->room < 3) {
			out->truncated = true;
			break;
		}
		out->bad = true;
		memcpy(run->to, "\xEF\xBF\xBD", 3);
		run->to += 3;
		run->room -= 3;
		if (errno == EINVAL || run->left < run->unit)
			break;
		run->in += run->unit;
		run->left -= run->unit;
	}
	(void)iconv(run->converter, NULL, NULL, &run->to, &run->room);
}

static size_t
unit_of(const char *iconv_name)
{
	if (strncmp(iconv_name, "UTF-16", 6) == 0)
		return 2;
	return strncmp(iconv_name, "UTF-32", 6) == 0 ? 4 : 1;
}

static bool
read_iconv(struct arena *arena, const struct label *label, struct charset_input input,
	   struct charset_text *out)
{
	const char *name = label->iconv_name;
	size_t room = input.length * 4 + 16 < input.most ? input.length * 4 + 16 : input.most;
	struct conversion conversion = {
		.in = (char *)(uintptr_t)input.bytes, .left = input.length, .room = room};
	char *to;

	if (strcmp(name, "UTF-16") == 0)
		name = order_utf16(input.bytes, input.length);
	conversion.unit = unit_of(name);
	conversion.converter = iconv_open("UTF-8", name);
	if (conversion.converter == (iconv_t)-1)
		return false;
	to = conversion.to = arena_zalloc(arena, room + 1, 1);
	run(&conversion, out);
	(void)iconv_close(conversion.converter);
	out->bytes = to;
	out->length = room - conversion.room;
	/* Lone surrogates come through in some converters. */
	if (!text_is_utf8(to, out->length))
		repair(arena, to, out->length, out);
	return true;
}

void
charset_to_utf8(struct arena *arena, const char *label, const char *bytes, size_t length,
		size_t most, struct charset_text *out)
{
	char iconv_name[16];
	struct label found = find_label(label, iconv_name);
	bool marked16 = length >= 2 &&
			(memcmp(bytes, "\xFF\xFE", 2) == 0 || memcmp(bytes, "\xFE\xFF", 2) == 0);

	*out = (struct charset_text){.bytes = "",
				     .unknown = found.reading == READ_NOTHING && label != NULL &&
						*label != '\0'};
	/* A byte order mark outranks the label (WHATWG Encoding 6). */
	if (length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) {
		read_utf8(arena, bytes + 3, length - 3, most, out);
		return;
	}
	if (marked16 && !found.treacherous)
		found = (struct label){.reading = READ_ICONV, .iconv_name = "UTF-16"};
	if (found.reading == READ_ICONV &&
	    read_iconv(arena, &found, (struct charset_input){bytes, length, most}, out))
		return;
	if (found.reading == READ_WESTERN ||
	    (found.reading != READ_UTF8 && !text_is_utf8(bytes, cut(bytes, length, most))))
		read_western(arena, bytes, length, most, out);
	else
		read_utf8(arena, bytes, length, most, out);
}
