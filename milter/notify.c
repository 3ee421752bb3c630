/* SPDX-License-Identifier: BSD-2-Clause */
/* notify - tells systemd how we are (sd_notify(3)); without systemd it does nothing. */
#include "config.h"

#include "milter/notify.h"

#include <systemd/sd-daemon.h>

#include "policy/base/clock.h"

void
notify_ready(const char *status)
{
	(void)sd_notifyf(0, "READY=1\nSTATUS=%s", status);
}

void
notify_reloading(void)
{
	(void)sd_notifyf(0, "RELOADING=1\nMONOTONIC_USEC=%lld", (long long)clock_monotonic_us());
}

void
notify_stopping(void)
{
	(void)sd_notify(0, "STOPPING=1");
}

void
notify_alive(void)
{
	(void)sd_notify(0, "WATCHDOG=1");
}

uint64_t
notify_interval_us(void)
{
	uint64_t interval = 0;

	return sd_watchdog_enabled(0, &interval) > 0 ? interval : 0;
}
