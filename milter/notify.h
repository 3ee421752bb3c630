/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * notify - tells systemd how we are (sd_notify(3)); without systemd it does nothing.
 *
 * Who owns: nothing is kept. Threads: any. Fails: never.
 */
#ifndef MILTER_NOTIFY_H
#define MILTER_NOTIFY_H

#include <stdint.h>

void notify_ready(const char *status);
void notify_reloading(void);
void notify_stopping(void);
void notify_alive(void);
/* How often systemd wants to hear notify_alive(), in microseconds; 0 is never. */
uint64_t notify_interval_us(void);

#endif
