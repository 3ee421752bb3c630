/* SPDX-License-Identifier: BSD-2-Clause */
/* host - the canonical form of a host name (detection.md 2.3, UTS 46, RFC 5890). */
#include "config.h"

#include "policy/mail/host.h"

#include <stdint.h>
#include <string.h>

#include <idn2.h>

#include "policy/base/text.h"
#include "policy/mail/fold.h"
#include "policy/mail/fold_letters.h"
#include "policy/mail/host_address.h"
#include "policy/mail/host_punycode.h"
#include "policy/mail/host_suffix.h"

#define INPUT_MOST 4096 /* bytes; more is cut at the front, the end names the owner */
#define NAME_MOST  253  /* RFC 1035 section 2.3.4, without the dots of the wire */
#define LABEL_MOST 63
#define LABELS     128

struct label {
	const char *ascii, *unicode;
};

struct reading {
	struct arena *arena;
	struct label labels[LABELS];
	size_t count;
	unsigned flags;
};

/* ---- what was written --------------------------------------------------------------------------
 */

static bool
is_slashlike(uint32_t point)
{
	return point == 0x2044 || point == 0x2215 || point == 0x29F8 || point == 0xFF0F ||
	       point == 0x3033;
}

/* U+2024 is no dot for IDNA, but browsers have mapped it to one. */
static bool
is_odd_dot(uint32_t point)
{
	return point == 0x3002 || point == 0xFF0E || point == 0xFF61 || point == 0x2024;
}

static bool
is_bidi(uint32_t point)
{
	return point == 0x61C || point == 0x200E || point == 0x200F ||
	       (point >= 0x202A && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069);
}

/* Joiners belong into names of some scripts (RFC 5892 appendix A); IDNA decides about them. */
static bool
is_joiner(uint32_t point)
{
	return point == 0x200C || point == 0x200D;
}

/* Percent-decoded once; what would still decode is only told. */
static char *
decode_percent(struct reading *reading, const char *bytes, size_t *length)
{
	char *copy = arena_memdup(reading->arena, bytes, *length);
	size_t from, to = 0;

	for (from = 0; from < *length; from++) {
		int high = from + 2 < *length ? text_hex_digit(bytes[from + 1]) : -1;
		int low = high >= 0 ? text_hex_digit(bytes[from + 2]) : -1;

		if (bytes[from] != '%' || low < 0) {
			copy[to++] = bytes[from];
			continue;
		}
		copy[to++] = (char)(high << 4 | low);
		from += 2;
		reading->flags |= HOST_ENCODED;
		if (copy[to - 1] == '%')
			reading->flags |= HOST_TWICE_ENCODED;
		if (copy[to - 1] == '.')
			reading->flags |= HOST_ODD_DOT;
	}
	copy[to] = '\0';
	*length = to;
	return copy;
}

/* One spelling of dots, nothing invisible, nothing malformed; at most NAME_MOST code points. */
static char *
clean(struct reading *reading, const char *bytes, size_t length)
{
	struct text text = TEXT_IN(reading->arena);
	size_t at = 0, points = 0;

	bytes = decode_percent(reading, bytes, &length);
	while (at < length) {
		uint32_t point = text_next_point(bytes, length, &at);

		if (is_slashlike(point))
			reading->flags |= HOST_SLASHLIKE | HOST_NONSTD3;
		if (is_bidi(point))
			reading->flags |= HOST_BIDI;
		if (point >= 0x80 && !is_joiner(point) && fold_is_ignorable(point)) {
			reading->flags |= HOST_INVISIBLE;
			continue;
		}
		if (is_odd_dot(point)) {
			reading->flags |= HOST_ODD_DOT;
			point = '.';
		}
		text_add_point(&text, point < ' ' ? '-' : point);
		if (point < ' ')
			reading->flags |= HOST_NONSTD3;
		points++;
	}
	for (at = 0; points > NAME_MOST; points--) {
		reading->flags |= HOST_TOO_LONG;
		(void)text_next_point(text.bytes, text.length, &at);
	}
	return text.bytes == NULL ? arena_strdup(reading->arena, "") : text.bytes + at;
}

/* ---- labels ------------------------------------------------------------------------------------
 */

/* Letters in lower case, digits and hyphens; an underscore is told, anything else becomes a hyphen.
 */
static char *
keep_ldh(struct reading *reading, const char *label)
{
	char *copy = text_lower(reading->arena, label);
	char *byte;

	for (byte = copy; *byte != '\0'; byte++) {
		if ((*byte >= 'a' && *byte <= 'z') || (*byte >= '0' && *byte <= '9') ||
		    *byte == '-' || (unsigned char)*byte >= 0x80)
			continue;
		reading->flags |= HOST_NONSTD3;
		if (*byte != '_')
			*byte = '-';
	}
	return copy;
}

static bool
is_ldh(const char *label)
{
	for (; *label != '\0'; label++)
		if ((*label < 'a' || *label > 'z') && (*label < '0' || *label > '9') &&
		    *label != '-')
			return false;
	return true;
}

/* The A-label by UTS 46 with STD3 rules, or NULL; the answer is looked at again. */
static char *
ask_idna(struct arena *arena, const char *label)
{
	char *found = NULL, *copy = NULL;
	const int flags = IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL | IDN2_USE_STD3_ASCII_RULES;

	if (idn2_to_ascii_8z(label, &found, flags) != IDN2_OK)
		return NULL;
	if (found[0] != '\0' && is_ldh(found))
		copy = arena_strdup(arena, found);
	idn2_free(found);
	return copy;
}

static char *
encode_label(struct reading *reading, const char *unicode)
{
	char *encoded;

	if (fold_letters_are_ascii(unicode, strlen(unicode)))
		return arena_strdup(reading->arena, unicode);
	encoded = host_punycode_encode(reading->arena, unicode);
	if (encoded == NULL)
		return arena_strdup(reading->arena, "-");
	return arena_printf(reading->arena, "xn--%s", encoded);
}

/* A label with letters beyond ASCII. What IDNA refuses is encoded all the same, and told. */
static struct label
read_unicode_label(struct reading *reading, const char *typed)
{
	char *ascii = ask_idna(reading->arena, typed);
	const char *unicode;

	if (ascii == NULL) {
		reading->flags |= HOST_NONSTD3;
		unicode = keep_ldh(reading, fold_compatible(reading->arena, typed));
		if (strstr(typed, "\xE2\x80\x8C") != NULL || strstr(typed, "\xE2\x80\x8D") != NULL)
			reading->flags |= HOST_INVISIBLE;
		ascii = ask_idna(reading->arena, unicode);
		if (ascii == NULL)
			ascii = encode_label(reading, unicode);
	}
	if (strncmp(ascii, "xn--", 4) != 0)
		return (struct label){ascii, ascii};
	unicode = host_punycode_decode(reading->arena, ascii + 4);
	return (struct label){ascii, unicode == NULL ? ascii : unicode};
}

/* A label that came encoded stays as it came; its letters are shown where they can be read. */
static struct label
read_encoded_label(struct reading *reading, const char *ascii)
{
	unsigned flags = reading->flags;
	char *unicode = host_punycode_decode(reading->arena, ascii + 4);
	struct label again;

	if (unicode != NULL && unicode[0] != '\0' &&
	    !fold_letters_are_ascii(unicode, strlen(unicode))) {
		again = read_unicode_label(reading, unicode);
		if (strcmp(again.ascii, ascii) == 0)
			return again;
		unicode = arena_strdup(reading->arena, again.unicode);
	}
	reading->flags = flags | HOST_BAD_PUNYCODE;
	if (unicode == NULL || unicode[0] == '\0')
		return (struct label){ascii, ascii};
	return (struct label){ascii, keep_ldh(reading, unicode)};
}

static void
add_label(struct reading *reading, const char *typed, size_t length)
{
	const char *label = arena_memdup(reading->arena, typed, length);
	struct label *out = &reading->labels[reading->count++];

	if (fold_letters_are_ascii(label, length)) {
		label = keep_ldh(reading, label);
		*out = strncmp(label, "xn--", 4) == 0 ? read_encoded_label(reading, label)
						      : (struct label){label, label};
	} else {
		*out = read_unicode_label(reading, label);
	}
	if (out->ascii[0] == '\0') {
		/* Nothing but what cannot be seen. */
		reading->flags |= HOST_NONSTD3;
		reading->count--;
		return;
	}
	if (strlen(out->ascii) > LABEL_MOST)
		reading->flags |= HOST_TOO_LONG;
	if (fold_script_of(out->unicode) == FOLD_SCRIPT_MIXED)
		reading->flags |= HOST_MIXED_SCRIPT;
}

static void
split_labels(struct reading *reading, const char *name)
{
	size_t length;

	for (;; name += length + 1) {
		length = strcspn(name, ".");
		if (length != 0)
			add_label(reading, name, length);
		/* One dot at the end is the root; any other empty label is nothing DNS knows. */
		else if (name[0] != '\0' || reading->count == 0)
			reading->flags |= HOST_NONSTD3;
		if (name[length] == '\0' || reading->count == LABELS)
			return;
	}
}

struct home {
	uint32_t from, to; /* a script's letters */
	const char *suffixes;
};

/* Where names of a whole script that looks Latin are at home: no wonder there. */
static bool
is_at_home(const struct label *label, const char *suffix)
{
	static const struct home homes[] = {
		{0x370, 0x3FF, " gr cy eu "},
		{0x400, 0x52F, " ru su ua by kz bg rs mk mn kg uz tj me md ba eu "},
		{0x530, 0x58F, " am "},
		{0xE00, 0xE7F, " th "},
		{0x10A0, 0x10FF, " ge "},
	};
	size_t at = 0, length = strlen(suffix), i;
	uint32_t point = text_next_point(label->unicode, strlen(label->unicode), &at);
	const char *found;

	if (strncmp(suffix, "xn--", 4) == 0)
		return true;
	for (i = 0; i < sizeof(homes) / sizeof(homes[0]); i++) {
		if (point < homes[i].from || point > homes[i].to)
			continue;
		found = strstr(homes[i].suffixes, suffix);
		return found != NULL && found[-1] == ' ' && found[length] == ' ';
	}
	return false;
}

/* Each label for itself: one that is away from home is enough. */
static void
note_whole_scripts(struct reading *reading)
{
	const char *suffix = reading->labels[reading->count - 1].ascii;
	size_t i;

	for (i = 0; i < reading->count; i++)
		if (fold_script_of(reading->labels[i].unicode) == FOLD_SCRIPT_WHOLE &&
		    !is_at_home(&reading->labels[i], suffix))
			reading->flags |= HOST_WHOLE_SCRIPT;
}

static const char *
join(struct reading *reading, size_t first, bool unicode)
{
	struct text text = TEXT_IN(reading->arena);
	size_t i;

	for (i = first; i < reading->count; i++) {
		if (i != first)
			text_add_byte(&text, '.');
		text_add_string(&text,
				unicode ? reading->labels[i].unicode : reading->labels[i].ascii);
	}
	return text_string(&text);
}

/* ---- the whole ---------------------------------------------------------------------------------
 */

static void
fill_address(struct host *host, const char *text)
{
	host->ascii = host->unicode = host->registrable = host->public_registrable = host->label =
		text;
	host->suffix = "";
	host->known_suffix = false;
}

/* A lower-case copy of a name that needs no reading, or NULL. */
static char *
copy_plain(struct arena *arena, const char *bytes, size_t length)
{
	char *copy;
	size_t i, start = 0;

	if (length != 0 && bytes[length - 1] == '.')
		length--;
	if (length == 0 || length > NAME_MOST)
		return NULL;
	copy = arena_memdup(arena, bytes, length);
	for (i = 0; i <= length; i++) {
		if (i == length || copy[i] == '.') {
			if (i == start || i - start > LABEL_MOST ||
			    strncmp(copy + start, "xn--", 4) == 0 ||
			    (i == length && copy[start] <= '9'))
				return NULL;
			start = i + 1;
		} else if (copy[i] >= 'A' && copy[i] <= 'Z') {
			copy[i] = (char)(copy[i] + 32);
		} else if ((copy[i] < 'a' || copy[i] > 'z') && (copy[i] < '0' || copy[i] > '9') &&
			   copy[i] != '-') {
			return NULL;
		}
	}
	return copy;
}

/* How many labels from the left must go for the name to have its longest length. */
static size_t
find_first(const struct reading *reading)
{
	size_t first = reading->count, length = 0;

	while (first > 0) {
		length += strlen(reading->labels[first - 1].ascii) + 1;
		if (length > NAME_MOST + 1)
			break;
		first--;
	}
	return first;
}

static size_t
count_labels(const char *name)
{
	size_t count = 1;

	for (; *name != '\0'; name++)
		count += *name == '.';
	return count;
}

static void
finish(struct reading *reading, struct host *host)
{
	size_t first = find_first(reading);

	if (first == reading->count) {
		/* One label alone is too long; its end stands for it. */
		struct label *label = &reading->labels[--first];

		label->ascii += strlen(label->ascii) - NAME_MOST;
		label->unicode = label->ascii;
	}
	if (first != 0)
		reading->flags |= HOST_TOO_LONG;
	note_whole_scripts(reading);
	host->ascii = join(reading, first, false);
	host->unicode = join(reading, first, true);
	host->flags = reading->flags;
	host_suffix_divide(reading->arena, host);
	host->label = reading->labels[reading->count - count_labels(host->registrable)].unicode;
}

int
host_canonical(struct arena *arena, const char *bytes, size_t length, struct host *out,
	       const char **why)
{
	struct reading reading = {.arena = arena};
	struct host host = {0};
	char address[HOST_ADDRESS_ROOM];
	const char *name;

	bytes = text_trim(bytes, &length);
	name = copy_plain(arena, bytes, length);
	if (name != NULL) {
		host.ascii = host.unicode = name;
		host_suffix_divide(arena, &host);
		*out = host;
		return 0;
	}
	if (length > INPUT_MOST) {
		bytes += length - INPUT_MOST;
		length = INPUT_MOST;
		reading.flags |= HOST_TOO_LONG;
	}
	name = clean(&reading, bytes, length);
	if (host_address_read6(name, address, &reading.flags)) {
		fill_address(&host, arena_strdup(arena, address));
		host.flags = reading.flags;
		*out = host;
		return 0;
	}
	split_labels(&reading, name);
	if (reading.count == 0) {
		*why = "no host name";
		return -1;
	}
	finish(&reading, &host);
	if (host_address_read4(host.ascii, address, &host.flags))
		fill_address(&host, arena_strdup(arena, address));
	*out = host;
	return 0;
}
