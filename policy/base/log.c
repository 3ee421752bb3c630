/* SPDX-License-Identifier: BSD-2-Clause */
/* log - the only place that speaks: syslog, the journal or standard error. */
#include "config.h"

#include "policy/base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>

#include "policy/base/arena.h"
#include "policy/base/text.h"

#define LONGEST 2000

/* Set once by log_open() before any thread starts. */
static enum log_target log_to = LOG_TARGET_STDERR;
static const char *log_name = "lurewatch";

static int
facility_number(const char *name)
{
	static const struct {
		const char *name;
		int number;
	} known[] = {{"mail", LOG_MAIL},     {"daemon", LOG_DAEMON}, {"user", LOG_USER},
		     {"local0", LOG_LOCAL0}, {"local1", LOG_LOCAL1}, {"local2", LOG_LOCAL2},
		     {"local3", LOG_LOCAL3}, {"local4", LOG_LOCAL4}, {"local5", LOG_LOCAL5},
		     {"local6", LOG_LOCAL6}, {"local7", LOG_LOCAL7}, {"auth", LOG_AUTH}};
	size_t i;

	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (strcmp(name, known[i].name) == 0)
			return known[i].number;
	return LOG_MAIL;
}

void
log_open(enum log_target target, const char *name, const char *facility)
{
	log_to = target;
	log_name = name;
	if (target == LOG_TARGET_SYSLOG)
		openlog(name, LOG_PID, facility_number(facility));
}

__attribute__((format(printf, 2, 0))) static void
speak(int priority, const char *format, va_list arguments)
{
	static const char *const words[] = {[LOG_ERR] = "error: ", [LOG_WARNING] = "warning: "};
	struct arena *arena = arena_new();
	char *line = text_printable(arena, arena_vprintf(arena, format, arguments), LONGEST);
	const char *word = priority <= LOG_WARNING ? words[priority] : "";

	if (log_to == LOG_TARGET_SYSLOG)
		syslog(priority, "%s%s", word, line);
	else
		(void)fprintf(stderr, "%s: %s%s\n", log_name, word, line);
	arena_free(arena);
}

void
log_info(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	speak(LOG_INFO, format, arguments);
	va_end(arguments);
}

void
log_warn(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	speak(LOG_WARNING, format, arguments);
	va_end(arguments);
}

void
log_error(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	speak(LOG_ERR, format, arguments);
	va_end(arguments);
}
