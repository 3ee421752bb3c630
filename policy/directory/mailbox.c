/* SPDX-License-Identifier: BSD-2-Clause */
/* mailbox - mail addresses as directories hold them, made keys to look up by. */
#include "config.h"

#include "policy/directory/mailbox.h"

#include <string.h>
#include <strings.h>

#include "policy/base/text.h"
#include "policy/mail/host.h"

#define PREFIX      "smtp:"
#define DOMAIN_MOST 255

/* The domain as A-labels in lower case, or NULL. */
static const char *
read_domain(struct arena *arena, const char *bytes, size_t length)
{
	struct host host;
	const char *why;
	size_t i;

	for (i = 0; i < length; i++)
		if ((bytes[i] & 0x80) != 0)
			return host_canonical(arena, bytes, length, &host, &why) == 0 ? host.ascii
										      : NULL;
	return text_lower(arena, arena_memdup(arena, bytes, length));
}

static bool
is_domain(const char *domain)
{
	size_t length = strlen(domain);

	return length != 0 && length <= DOMAIN_MOST && domain[0] != '.' &&
	       domain[length - 1] != '.' &&
	       strspn(domain, "abcdefghijklmnopqrstuvwxyz0123456789-._") == length;
}

/* Printable, no blanks; other families such as "sip:a@b" have a colon. */
static bool
is_local(const char *bytes, size_t length)
{
	size_t i;

	for (i = 0; i < length; i++)
		if ((unsigned char)bytes[i] <= ' ' || bytes[i] == 0x7F || bytes[i] == ':' ||
		    bytes[i] == '@')
			return false;
	return length != 0;
}

const char *
mailbox_key(struct arena *arena, const char *bytes, size_t length, enum mailbox_form *form)
{
	const char *at, *domain;
	size_t local;

	*form = MAILBOX_PLAIN;
	bytes = text_trim(bytes, &length);
	if (length > strlen(PREFIX) && strncasecmp(bytes, PREFIX, strlen(PREFIX)) == 0) {
		*form = bytes[0] == 'S' ? MAILBOX_PRIMARY : MAILBOX_SECONDARY;
		bytes += strlen(PREFIX);
		length -= strlen(PREFIX);
	}
	at = memrchr(bytes, '@', length);
	if (at == NULL || length > MAILBOX_BYTES)
		return NULL;
	local = (size_t)(at - bytes);
	if (!is_local(bytes, local))
		return NULL;
	domain = read_domain(arena, at + 1, length - local - 1);
	if (domain == NULL || !is_domain(domain) || local + 1 + strlen(domain) > MAILBOX_BYTES)
		return NULL;
	return arena_printf(arena, "%s@%s", text_lower(arena, arena_memdup(arena, bytes, local)),
			    domain);
}

const char *
mailbox_domain(const char *key)
{
	const char *at = strrchr(key, '@');

	return at == NULL ? "" : at + 1;
}

const char *
mailbox_without_extension(struct arena *arena, const char *key, const char *delimiters)
{
	const char *at = strrchr(key, '@');
	size_t cut;

	if (at == NULL || delimiters[0] == '\0')
		return NULL;
	cut = strcspn(key, delimiters);
	if (cut == 0 || key + cut >= at)
		return NULL;
	return arena_printf(arena, "%.*s%s", (int)cut, key, at);
}
