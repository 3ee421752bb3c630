/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * log - the only place that speaks: syslog, the journal or standard error.
 *
 * One call is one line; control characters never get through. milter/ and policy/cli/ call it, the
 * library returns reasons instead.
 *
 * Who owns: nothing is kept but the identity string. Threads: any. Fails: never.
 */
#ifndef POLICY_BASE_LOG_H
#define POLICY_BASE_LOG_H

enum log_target { LOG_TARGET_STDERR, LOG_TARGET_SYSLOG };

/* 'name' lives as long as the process; 'facility' is a syslog facility name such as "mail". */
void log_open(enum log_target target, const char *name, const char *facility);

/* Normal; an operator should look; cannot run. */
void log_info(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_warn(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_error(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
