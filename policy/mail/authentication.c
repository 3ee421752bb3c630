/* SPDX-License-Identifier: BSD-2-Clause */
/* authentication - who sent it, as far as that is proven (RFC 8601, RFC 6376, RFC 7489). */
#include "config.h"

#include "policy/mail/authentication.h"

#include <string.h>
#include <strings.h>

#include "policy/base/text.h"
#include "policy/mail/address.h"
#include "policy/mail/host.h"

#define RESULTS_MOST 64
#define WORD_MOST    512

struct reader {
	struct arena *arena;
	const char *bytes;
	size_t length, at;
	bool broken; /* an unclosed comment or quote, or a stray byte */
};

/* One resinfo (RFC 8601 section 2.2), as far as anybody here wants to know. */
struct result {
	const char *method, *value, *reason;
	const char *mail_from, *helo, *from, *domain, *identity, *selector;
};

static const struct {
	const char *name;
	enum auth_result result;
} result_names[] = {
	{"pass", AUTH_PASS},           {"fail", AUTH_FAIL},
	{"hardfail", AUTH_FAIL},       {"softfail", AUTH_SOFTFAIL},
	{"neutral", AUTH_SOFTFAIL},    {"policy", AUTH_SOFTFAIL},
	{"none", AUTH_NONE},           {"temperror", AUTH_TEMPERROR},
	{"permerror", AUTH_PERMERROR}, {"bestguesspass", AUTH_SOFTFAIL},
};

const char *
auth_result_name(enum auth_result result)
{
	switch (result) {
	case AUTH_UNKNOWN:
		return "unknown";
	case AUTH_NONE:
		return "none";
	case AUTH_PASS:
		return "pass";
	case AUTH_FAIL:
		return "fail";
	case AUTH_SOFTFAIL:
		return "softfail";
	case AUTH_TEMPERROR:
		return "temperror";
	case AUTH_PERMERROR:
		return "permerror";
	}
	return "unknown";
}

static enum auth_result
result_from_name(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(result_names) / sizeof(result_names[0]); i++)
		if (text_equal_fold(result_names[i].name, name))
			return result_names[i].result;
	return AUTH_UNKNOWN;
}

static bool
is_blank(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

/* CFWS of RFC 5322 section 3.2.2; comments nest, and their depth is only counted. */
static void
skip_blanks(struct reader *reader)
{
	while (reader->at < reader->length) {
		size_t next;

		if (is_blank(reader->bytes[reader->at])) {
			reader->at++;
			continue;
		}
		if (reader->bytes[reader->at] != '(')
			return;
		next = address_skip_comment(reader->bytes, reader->length, reader->at);
		reader->broken |= next == 0;
		reader->at = next == 0 ? reader->length : next;
	}
}

static bool
at_byte(const struct reader *reader, char byte)
{
	return reader->at < reader->length && reader->bytes[reader->at] == byte;
}

/* A token or quoted string (RFC 2045 value); "" when there is none. 'stops' end a token. */
static const char *
read_value(struct reader *reader, const char *stops)
{
	struct text text = TEXT_IN(reader->arena);
	size_t start, next;

	skip_blanks(reader);
	if (at_byte(reader, '"')) {
		next = address_read_quoted(reader->bytes, reader->length, reader->at, &text);
		reader->broken |= next == 0;
		reader->at = next == 0 ? reader->length : next;
		/* "a b"@example.org is one value. */
		if (!at_byte(reader, '@'))
			return text_string(&text);
	}
	start = reader->at;
	while (reader->at < reader->length && !is_blank(reader->bytes[reader->at]) &&
	       strchr(stops, reader->bytes[reader->at]) == NULL)
		reader->at++;
	reader->broken |= reader->at < reader->length && reader->bytes[reader->at] == '\0';
	text_add(&text, reader->bytes + start,
		 reader->at - start < WORD_MOST ? reader->at - start : WORD_MOST);
	return text_string(&text);
}

/* ---- the authserv-id ------------------------------------------------------------------------- */

static bool
is_same_id(const char *a, const char *b)
{
	size_t a_length = strlen(a), b_length = strlen(b);

	a_length -= a_length != 0 && a[a_length - 1] == '.';
	b_length -= b_length != 0 && b[b_length - 1] == '.';
	return a_length == b_length && a_length != 0 && strncasecmp(a, b, a_length) == 0;
}

static bool
is_listed(const char *id, const struct conf_list *ids)
{
	size_t i;

	for (i = 0; i < ids->count; i++)
		if (is_same_id(id, ids->items[i]))
			return true;
	return false;
}

/* The authserv-id and its version; true when what follows is ";" or the end. */
static bool
read_id(struct reader *reader, const char **id)
{
	/* No token holds one of these (RFC 2045 section 5.1). */
	*id = read_value(reader, ";(\"=/,:<>@[]?\\)");
	skip_blanks(reader);
	while (reader->at < reader->length && reader->bytes[reader->at] >= '0' &&
	       reader->bytes[reader->at] <= '9')
		reader->at++;
	skip_blanks(reader);
	return !reader->broken && **id != '\0' &&
	       (reader->at == reader->length || reader->bytes[reader->at] == ';');
}

/* ---- results --------------------------------------------------------------------------------- */

/* The domain behind the last @ as lower-case A-labels, or "" for what is none. */
static const char *
domain_of(struct arena *arena, const char *value)
{
	const char *sign = strrchr(value, '@');
	const char *bytes = sign == NULL ? value : sign + 1;
	struct host host;
	const char *why;

	if (host_canonical(arena, bytes, strlen(bytes), &host, &why) != 0)
		return "";
	return host.ascii;
}

static void
note_property(struct result *result, const char *name, const char *value)
{
	const struct {
		const char *name;
		const char **to;
	} properties[] = {
		{"smtp.mailfrom", &result->mail_from}, {"smtp.mail", &result->mail_from},
		{"smtp.helo", &result->helo},          {"header.from", &result->from},
		{"header.d", &result->domain},         {"header.i", &result->identity},
		{"header.s", &result->selector},       {"reason", &result->reason},
	};
	size_t i;

	/* The first one counts; whoever could append a second one must not override it. */
	for (i = 0; i < sizeof(properties) / sizeof(properties[0]); i++)
		if (text_equal_fold(properties[i].name, name) && *properties[i].to == NULL)
			*properties[i].to = value;
}

static void
skip_result(struct reader *reader)
{
	while (reader->at < reader->length && !at_byte(reader, ';')) {
		size_t before = reader->at;

		(void)read_value(reader, ";(\"");
		if (reader->at == before)
			reader->at++;
		skip_blanks(reader);
	}
}

/* method [/ version] = value, then properties. False when nothing useful was there. */
static bool
read_result(struct reader *reader, struct result *out)
{
	*out = (struct result){0};
	skip_blanks(reader);
	out->method = read_value(reader, ";(\"=/");
	skip_blanks(reader);
	if (at_byte(reader, '/')) {
		reader->at++;
		(void)read_value(reader, ";(\"=");
		skip_blanks(reader);
	}
	if (!at_byte(reader, '='))
		return false;
	reader->at++;
	out->value = read_value(reader, ";(\"");
	for (;;) {
		const char *name;

		skip_blanks(reader);
		name = read_value(reader, ";(\"=");
		skip_blanks(reader);
		if (*name == '\0' || !at_byte(reader, '='))
			break;
		reader->at++;
		note_property(out, name, read_value(reader, ";(\""));
	}
	return *out->method != '\0' && *out->value != '\0';
}

static const char *
or_empty(const char *string)
{
	return string == NULL ? "" : string;
}

static void
add_signature(struct arena *arena, const struct result *result, struct authentication *out)
{
	struct auth_signature *signature;

	if (out->signature_count == AUTHENTICATION_SIGNATURES)
		return;
	signature = &out->signatures[out->signature_count++];
	signature->result = result_from_name(result->value);
	signature->domain = domain_of(arena, result->domain != NULL ? result->domain
								    : or_empty(result->identity));
	signature->selector = or_empty(result->selector);
	signature->reason = text_printable(arena, or_empty(result->reason), 100);
}

/* A result that only speaks of HELO says nothing about the sender (CVE-2019-20790). */
static void
note_result(struct arena *arena, const struct result *result, struct authentication *out)
{
	enum auth_result value = result_from_name(result->value);

	if (text_equal_fold(result->method, "spf")) {
		if (result->mail_from == NULL && result->helo != NULL)
			return;
		if (out->spf == AUTH_UNKNOWN) {
			out->spf = value;
			out->spf_domain = domain_of(arena, or_empty(result->mail_from));
		}
	} else if (text_equal_fold(result->method, "dmarc")) {
		/* Of two the worse one counts: mail with two From fields has two answers. */
		if (out->dmarc == AUTH_UNKNOWN || (out->dmarc == AUTH_PASS && value != AUTH_PASS)) {
			out->dmarc = value;
			out->dmarc_domain = domain_of(arena, or_empty(result->from));
		}
	} else if (text_equal_fold(result->method, "arc")) {
		if (out->arc == AUTH_UNKNOWN)
			out->arc = value;
	} else if (text_equal_fold(result->method, "dkim")) {
		add_signature(arena, result, out);
	}
}

bool
authres_read(struct arena *arena, const char *value, size_t length, const struct conf_list *trusted,
	     struct authentication *out)
{
	struct reader reader = {.arena = arena, .bytes = value, .length = length};
	const char *id;
	size_t count;

	if (!read_id(&reader, &id) || !is_listed(id, trusted))
		return false;
	out->trusted = true;
	for (count = 0; count < RESULTS_MOST && at_byte(&reader, ';'); count++) {
		struct result result;

		reader.at++;
		if (read_result(&reader, &result) && !reader.broken)
			note_result(arena, &result, out);
		skip_result(&reader);
	}
	return true;
}

bool
authres_claims(const char *value, size_t length, const struct conf_list *ids)
{
	struct arena *arena = arena_new();
	struct reader reader = {.arena = arena, .bytes = value, .length = length};
	const char *id;
	bool claims = false;
	size_t i, at;

	if (read_id(&reader, &id)) {
		claims = is_listed(id, ids);
		arena_free(arena);
		return claims;
	}
	arena_free(arena);
	for (i = 0; i < ids->count && !claims; i++) {
		size_t wanted = strlen(ids->items[i]);

		wanted -= wanted != 0 && ids->items[i][wanted - 1] == '.';
		for (at = 0; wanted != 0 && at + wanted <= length && !claims; at++)
			claims = strncasecmp(value + at, ids->items[i], wanted) == 0;
	}
	return claims;
}

/* ---- judging --------------------------------------------------------------------------------- */

/* 'registrable' is no public suffix, so what ends in it belongs to whoever registered it. */
static bool
is_under(const char *domain, const char *registrable)
{
	size_t length, wanted = strlen(registrable);

	if (domain == NULL || wanted == 0)
		return false;
	length = strlen(domain);
	return length >= wanted && text_equal_fold(domain + length - wanted, registrable) &&
	       (length == wanted || domain[length - wanted - 1] == '.');
}

bool
authentication_proves(const struct authentication *auth, const char *registrable)
{
	size_t i;

	if (auth->dmarc == AUTH_PASS && is_under(auth->dmarc_domain, registrable))
		return true;
	for (i = 0; i < auth->signature_count; i++)
		if (auth->signatures[i].result == AUTH_PASS &&
		    is_under(auth->signatures[i].domain, registrable))
			return true;
	return false;
}

bool
authentication_fails(const struct authentication *auth, const char *registrable)
{
	if (auth->dmarc == AUTH_FAIL && is_under(auth->dmarc_domain, registrable))
		return true;
	return auth->spf == AUTH_FAIL && is_under(auth->spf_domain, registrable) &&
	       !authentication_proves(auth, registrable);
}
