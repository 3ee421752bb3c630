/* SPDX-License-Identifier: BSD-2-Clause */
/* fold_letters - which letters look like which, where UTS 39 is silent. */
#include "config.h"

#include "policy/mail/fold_letters.h"

#include <string.h>

struct like {
	uint32_t point;
	char letters[3];
};

/* clang-format off */
/* Sorted by code point. Judged by eye in the fonts of browsers; lower case, and upper case only
 * where it has no lower one. */
static const struct like likes[] = {
	{0x00D0, "d"}, {0x00DE, "p"}, {0x00DF, "b"}, {0x00F0, "d"}, {0x00FE, "p"}, {0x0138, "k"},
	{0x0140, "l"}, {0x014B, "n"}, {0x0153, "oe"}, {0x0185, "b"}, {0x0188, "c"}, {0x01A8, "s"},
	{0x01AB, "t"}, {0x01DD, "e"}, {0x01EF, "3"}, {0x021D, "3"}, {0x0221, "d"}, {0x0234, "l"},
	{0x0235, "n"}, {0x0236, "t"}, {0x0237, "j"}, {0x023F, "s"}, {0x0240, "z"}, {0x024B, "q"},
	{0x0250, "a"}, {0x0252, "a"}, {0x0255, "c"}, {0x0258, "e"}, {0x0259, "e"}, {0x025B, "e"},
	{0x025C, "3"}, {0x025E, "e"}, {0x025F, "j"}, {0x0262, "g"}, {0x0265, "u"}, {0x0267, "h"},
	{0x026C, "l"}, {0x0270, "w"}, {0x0271, "m"}, {0x0272, "n"}, {0x0274, "n"}, {0x0279, "r"},
	{0x027A, "r"}, {0x027B, "r"}, {0x027E, "r"}, {0x027F, "r"}, {0x0280, "r"}, {0x0281, "r"},
	{0x0284, "f"}, {0x0287, "t"}, {0x0288, "t"}, {0x0289, "u"}, {0x028A, "u"}, {0x028C, "v"},
	{0x028D, "m"}, {0x028E, "y"}, {0x0291, "z"}, {0x0292, "3"}, {0x0293, "3"}, {0x0299, "b"},
	{0x029C, "h"}, {0x029D, "j"}, {0x029E, "k"}, {0x029F, "l"}, {0x02AC, "w"}, {0x02AE, "u"},
	{0x0371, "t"}, {0x03B2, "b"}, {0x03B5, "e"}, {0x03BA, "k"}, {0x03BC, "u"}, {0x03C0, "n"},
	{0x03C2, "c"}, {0x03C4, "t"}, {0x03C7, "x"}, {0x03C9, "w"}, {0x03CE, "w"}, {0x0431, "b"},
	{0x0432, "b"}, {0x0437, "3"}, {0x043A, "k"}, {0x043C, "m"}, {0x043D, "h"}, {0x043F, "n"},
	{0x0442, "t"}, {0x0448, "w"}, {0x0449, "w"}, {0x044A, "b"}, {0x044C, "b"}, {0x0452, "h"},
	{0x0454, "e"}, {0x045A, "h"}, {0x045C, "k"}, {0x045F, "u"}, {0x048F, "p"}, {0x0493, "f"},
	{0x0499, "3"}, {0x049B, "k"}, {0x049D, "k"}, {0x049F, "k"}, {0x04A1, "k"}, {0x04A3, "h"},
	{0x04AD, "t"}, {0x04B3, "x"}, {0x04CF, "l"}, {0x04D9, "e"}, {0x04DF, "3"}, {0x04E1, "3"},
	{0x0503, "d"}, {0x050D, "g"}, {0x0523, "h"}, {0x0565, "t"}, {0x056B, "h"}, {0x056C, "l"},
	{0x0572, "n"}, {0x0575, "j"}, {0x0577, "2"}, {0x0582, "i"}, {0x0909, "3"}, {0x0913, "3"},
	{0x0966, "o"}, {0x0968, "2"}, {0x0969, "3"}, {0x0993, "3"}, {0x09E6, "o"}, {0x09E8, "2"},
	{0x09EA, "8"}, {0x09ED, "9"}, {0x0A24, "3"}, {0x0A66, "o"}, {0x0A67, "9"}, {0x0A68, "2"},
	{0x0A69, "3"}, {0x0A6A, "8"}, {0x0AE6, "o"}, {0x0AE8, "2"}, {0x0AE9, "3"}, {0x0AEA, "8"},
	{0x0B66, "o"}, {0x0B68, "9"}, {0x0BE6, "o"}, {0x0C66, "o"}, {0x0C68, "2"}, {0x0C69, "3"},
	{0x0CE6, "o"}, {0x0CE8, "2"}, {0x0CE9, "3"}, {0x0D66, "o"}, {0x0D9E, "3"}, {0x0E04, "a"},
	{0x0E17, "n"}, {0x0E19, "u"}, {0x0E1A, "u"}, {0x0E1E, "w"}, {0x0E1F, "w"}, {0x0E23, "s"},
	{0x0E25, "a"}, {0x0E2B, "n"}, {0x0E2D, "o"}, {0x0E50, "o"}, {0x0ED0, "o"}, {0x1012, "3"},
	{0x1040, "o"}, {0x10D5, "3"}, {0x10D6, "3"}, {0x10DD, "m"}, {0x10DE, "3"}, {0x10EC, "b"},
	{0x10F3, "3"}, {0x17E0, "o"}, {0x1D00, "a"}, {0x1D05, "d"}, {0x1D07, "e"}, {0x1D0A, "j"},
	{0x1D0B, "k"}, {0x1D0C, "l"}, {0x1D0D, "m"}, {0x1D0E, "n"}, {0x1D18, "p"}, {0x1D19, "r"},
	{0x1D1B, "t"}, {0x1D6C, "b"}, {0x1D6D, "d"}, {0x1D6F, "m"}, {0x1D71, "p"}, {0x1D80, "b"},
	{0x1D81, "d"}, {0x1D82, "f"}, {0x1D84, "k"}, {0x1D85, "l"}, {0x1D86, "m"}, {0x1D87, "n"},
	{0x1D88, "p"}, {0x1D89, "r"}, {0x1D8A, "s"}, {0x1D8D, "x"}, {0x1D8E, "z"}, {0x1D8F, "a"},
	{0x1D90, "a"}, {0x1D91, "d"}, {0x1D92, "e"}, {0x1E9E, "b"}, {0x2C61, "l"}, {0x2C65, "a"},
	{0x2C66, "t"}, {0x2C68, "h"}, {0x2C6A, "k"}, {0x2C6C, "z"}, {0x2C71, "v"}, {0x2C73, "w"},
	{0x2C74, "v"}, {0x2C78, "e"}, {0x2C7A, "o"}, {0x2C7B, "e"}, {0x2C81, "a"}, {0x2C89, "e"},
	{0x2C93, "i"}, {0x2C95, "k"}, {0x2C99, "m"}, {0x2C9B, "n"}, {0x2CA7, "t"}, {0x2CA9, "y"},
	{0x2CAD, "x"}, {0x2CB1, "w"}, {0xA730, "f"}, {0xA741, "k"}, {0xA751, "p"}, {0xA757, "q"},
	{0xA7A1, "g"}, {0xA7A3, "k"}, {0xA7A5, "n"}, {0xA7A7, "r"}, {0xA7A9, "s"}, {0xA7AF, "q"},
};
/* clang-format on */

#define LIKES (sizeof(likes) / sizeof(likes[0]))

/* Letters in boxes and circles that NFKC leaves alone, and flags' letters: runs of A to Z. */
static const uint32_t alphabets[] = {0x1F150, 0x1F170, 0x1F1E6};

static const char letters[] = "a\0b\0c\0d\0e\0f\0g\0h\0i\0j\0k\0l\0m\0n\0o\0p\0q\0r\0s\0t\0u\0v\0w"
			      "\0x\0y\0z";

const char *
fold_letters_like(uint32_t point)
{
	size_t low = 0, high = LIKES, i;

	for (i = 0; i < sizeof(alphabets) / sizeof(alphabets[0]); i++)
		if (point >= alphabets[i] && point < alphabets[i] + 26)
			return letters + (point - alphabets[i]) * 2;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (likes[middle].point == point)
			return likes[middle].letters;
		if (likes[middle].point < point)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

const char *
fold_letters_other(uint32_t point)
{
	switch (point) {
	case 0x00DE: /* thorn */
	case 0x00FE:
		return "b";
	case 0x0141: /* l with stroke */
	case 0x0142:
		return "t";
	case 0x0152: /* o and e in one */
	case 0x0153:
		return "ce";
	case 0x04C0: /* palochka */
	case 0x04CF:
		return "i";
	}
	return NULL;
}

bool
fold_letters_are_ascii(const char *bytes, size_t length)
{
	uint64_t seen = 0, eight;
	size_t i;

	for (i = 0; i + 8 <= length; i += 8) {
		memcpy(&eight, bytes + i, 8);
		seen |= eight;
	}
	for (; i < length; i++)
		seen |= (unsigned char)bytes[i];
	return (seen & 0x8080808080808080ULL) == 0;
}

char
fold_letters_ascii(char byte, bool display)
{
	if (byte >= 'A' && byte <= 'Z')
		return display && byte == 'I' ? 'l' : (char)(byte - 'A' + 'a');
	switch (byte) {
	case '0':
		return 'o';
	case '1':
	case '|':
		return 'l';
	}
	return byte;
}

/* What only a hasty eye takes for the same; applied behind the strong folding. */
static char
weaken(char byte)
{
	switch (byte) {
	case '2':
		return 'z';
	case '3':
		return 'e';
	case '4':
	case '@':
		return 'a';
	case '5':
	case '$':
		return 's';
	case '6':
	case '8':
		return 'b';
	case '7':
		return 't';
	case '9':
		return 'g';
	case '!':
	case 'j':
	case 'l':
		return 'i';
	case 'v':
		return 'u';
	}
	return byte;
}

static size_t
collapse_pair(char *bytes, size_t length, const char pair[3])
{
	size_t from, to = 0;

	for (from = 0; from < length; from++)
		if (bytes[from] == pair[0] && from + 1 < length && bytes[from + 1] == pair[1]) {
			bytes[to++] = pair[2];
			from++;
		} else {
			bytes[to++] = bytes[from];
		}
	return to;
}

size_t
fold_letters_collapse(char *bytes, size_t length, bool weak)
{
	size_t i;

	length = collapse_pair(bytes, length, "rnm");
	length = collapse_pair(bytes, length, "vvw");
	if (!weak)
		return length;
	length = collapse_pair(bytes, length, "cld");
	length = collapse_pair(bytes, length, "nnm");
	for (i = 0; i < length; i++)
		bytes[i] = weaken(bytes[i]);
	return length;
}
