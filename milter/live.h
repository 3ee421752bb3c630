/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * live - what all sessions share: the engine in force, and the count of what is running.
 *
 * libmilter hands no data to its callbacks but the connection, and smfi_main() returns while
 * callbacks still run (milter.md finding 11). So the engine is found here, and every callback that
 * uses it goes through a gate that can be closed: after live_close() none is inside any more.
 *
 * Who owns: live keeps one hold on the engine. Threads: any. Fails: never.
 */
#ifndef MILTER_LIVE_H
#define MILTER_LIVE_H

#include <stdbool.h>
#include <stdint.h>

#include "policy/inspect.h"

/* Put 'engine' (taken over) in force for messages that begin later; NULL takes it out. */
void live_set(struct inspect *engine);
/* The engine in force, held for the caller; NULL when there is none. */
struct inspect *live_hold(void);

/* The gate: false when it is closed, else live_leave() must follow. */
bool live_enter(void);
void live_leave(void);
/* Close the gate and wait until nobody is inside, or until 'patience_ms' have passed: then false.
 */
bool live_close(int64_t patience_ms);

/* Sessions open at once: false, and not counted, when there are 'most' already. */
bool live_session_begin(int64_t most);
void live_session_end(void);

#endif
