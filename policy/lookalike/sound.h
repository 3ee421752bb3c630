/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sound - how a name is heard, roughly: "vodaphone" and "vodafone" are one.
 *
 * A few spellings of the same sound in English and its neighbours are made one and doubled letters
 * single. It is no phonetic alphabet: only names that sound the same to a hasty ear should meet.
 *
 * Private to policy/lookalike/. Who owns: the caller owns the room. Threads: any. Fails: false for
 * a name too short or too long to be told from others by its sound.
 */
#ifndef POLICY_LOOKALIKE_SOUND_H
#define POLICY_LOOKALIKE_SOUND_H

#include <stdbool.h>

#define SOUND_ROOM 96

bool sound_of(const char *label, char out[SOUND_ROOM]);

#endif
