/* SPDX-License-Identifier: BSD-2-Clause */
/* sound - how a name is heard, roughly: "vodaphone" and "vodafone" are one. */
#include "config.h"

#include "policy/lookalike/sound.h"

#include <stddef.h>
#include <string.h>

#define LEAST 5
#define MOST  63

/* The first that fits is taken. */
static const struct {
	char spelled[5], heard[5];
} sounds[] = {
	{"tion", "shun"}, {"sion", "shun"}, {"cks", "ks"}, {"ph", "f"},  {"ck", "k"},  {"ch", "ch"},
	{"qu", "kw"},     {"wh", "w"},      {"oo", "u"},   {"ou", "u"},  {"ow", "u"},  {"ee", "i"},
	{"ea", "i"},      {"ie", "i"},      {"ce", "se"},  {"ci", "si"}, {"cy", "si"}, {"x", "ks"},
	{"c", "k"},       {"z", "s"},       {"y", "i"},
};

/* Index of what stands at 'at', or -1 for a letter that is heard as it is written. */
static int
find_sound(const char *at)
{
	size_t i;

	for (i = 0; i < sizeof(sounds) / sizeof(sounds[0]); i++)
		if (at[0] == sounds[i].spelled[0] &&
		    strncmp(at, sounds[i].spelled, strlen(sounds[i].spelled)) == 0)
			return (int)i;
	return -1;
}

bool
sound_of(const char *label, char out[SOUND_ROOM])
{
	size_t length = strlen(label), count = 0;
	const char *heard;
	char letter[2] = {0};
	int found;

	if (length < LEAST || length > MOST)
		return false;
	while (*label != '\0' && count + 5 < SOUND_ROOM) {
		letter[0] = *label;
		found = find_sound(label);
		heard = found < 0 ? letter : sounds[found].heard;
		label += found < 0 ? 1 : strlen(sounds[found].spelled);
		for (; *heard != '\0'; heard++)
			if (count == 0 || out[count - 1] != *heard)
				out[count++] = *heard;
	}
	out[count] = '\0';
	return count >= LEAST - 1;
}
