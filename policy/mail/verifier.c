/* SPDX-License-Identifier: BSD-2-Clause */
/* verifier - DKIM signatures verified by libopendkim (RFC 6376), keys by our own resolver or a
 * file. */
#include "config.h"

#include "policy/mail/verifier.h"

#include <stdint.h>
#include <string.h>
#include <sys/types.h>

#include <opendkim/dkim.h>

#include "policy/base/clock.h"
#include "policy/base/file.h"
#include "policy/base/text.h"
#include "policy/mail/message.h"
#include "policy/mail/resolver.h"

#define KEY_FILE_MOST  (1024 * 1024)
#define KEY_NAME_MOST  512
#define BODY_PIECE     65536
#define SIGNATURES_FED 64 /* more DKIM-Signature fields are not even parsed */

struct key {
	const char *name, *record;
};

struct verifier {
	struct arena *arena;
	DKIM_LIB *library;
	struct key *keys; /* NULL: from DNS */
	size_t key_count;
	bool from_file;
	int64_t dns_ms;
	size_t signatures_most;
};

/* What the callbacks of one message know. */
struct lookup {
	const struct verifier *verifier;
	int64_t until_us;
};

/* ---- keys ------------------------------------------------------------------------------------ */

static DKIM_CBSTAT
find_in_file(const struct verifier *verifier, const char *name, u_char *room, size_t bytes)
{
	size_t i;

	for (i = 0; i < verifier->key_count; i++) {
		if (!text_equal_fold(verifier->keys[i].name, name))
			continue;
		if (strlen(verifier->keys[i].record) >= bytes)
			return DKIM_CBSTAT_ERROR;
		memcpy(room, verifier->keys[i].record, strlen(verifier->keys[i].record) + 1);
		return DKIM_CBSTAT_CONTINUE;
	}
	return DKIM_CBSTAT_NOTFOUND;
}

static DKIM_CBSTAT
find_in_dns(const struct lookup *lookup, const char *name, u_char *room, size_t bytes)
{
	const char *why;

	switch (resolver_txt(name, NULL, lookup->until_us, (char *)room, bytes, &why)) {
	case ANSWER_FOUND:
		return DKIM_CBSTAT_CONTINUE;
	case ANSWER_NONE:
		return DKIM_CBSTAT_NOTFOUND;
	case ANSWER_DOWN:
		break;
	}
	return DKIM_CBSTAT_ERROR;
}

static DKIM_CBSTAT
find_key(DKIM *dkim, DKIM_SIGINFO *signature, u_char *room, size_t bytes)
{
	const struct lookup *lookup = dkim_get_user_context(dkim);
	const char *selector = (const char *)dkim_sig_getselector(signature);
	const char *domain = (const char *)dkim_sig_getdomain(signature);
	char name[KEY_NAME_MOST];
	size_t selector_length, domain_length;

	if (selector == NULL || domain == NULL)
		return DKIM_CBSTAT_NOTFOUND;
	selector_length = strlen(selector);
	domain_length = strlen(domain);
	if (selector_length + domain_length + sizeof("._domainkey.") > sizeof(name))
		return DKIM_CBSTAT_NOTFOUND;
	memcpy(name, selector, selector_length);
	memcpy(name + selector_length, "._domainkey.", 12);
	memcpy(name + selector_length + 12, domain, domain_length + 1);
	if (lookup->verifier->from_file)
		return find_in_file(lookup->verifier, name, room, bytes);
	return find_in_dns(lookup, name, room, bytes);
}

/* libopendkim has no bound of its own on how many signatures it verifies. */
static DKIM_CBSTAT
drop_surplus(DKIM *dkim, DKIM_SIGINFO **signatures, int count)
{
	const struct lookup *lookup = dkim_get_user_context(dkim);
	int i;

	for (i = (int)lookup->verifier->signatures_most; i < count; i++)
		dkim_sig_ignore(signatures[i]);
	return DKIM_CBSTAT_CONTINUE;
}

/* ---- opening --------------------------------------------------------------------------------- */

/* "selector._domainkey.domain record", '#' begins a comment. */
static void
read_key_line(struct verifier *verifier, char *line, size_t *capacity)
{
	char *name = line + strspn(line, " \t");
	char *record = name + strcspn(name, " \t");
	size_t length;

	if (*name == '\0' || *name == '#' || *record == '\0')
		return;
	*record++ = '\0';
	record += strspn(record, " \t");
	length = strlen(record);
	while (length != 0 && strchr(" \t\r", record[length - 1]) != NULL)
		record[--length] = '\0';
	verifier->keys = arena_grow(verifier->arena, verifier->keys, verifier->key_count, capacity,
				    sizeof(*verifier->keys));
	verifier->keys[verifier->key_count++] = (struct key){.name = name, .record = record};
}

static int
read_keys(struct verifier *verifier, const char *path, const char **why)
{
	const char *reason;
	char *text, *line, *next;
	size_t length, capacity = 0;

	if (file_read(verifier->arena, path, KEY_FILE_MOST, &text, &length, &reason) != 0) {
		*why = "the file of DKIM keys (authentication.dkim_keys) cannot be read";
		return -1;
	}
	for (line = text; line != NULL; line = next) {
		next = strchr(line, '\n');
		if (next != NULL)
			*next++ = '\0';
		read_key_line(verifier, line, &capacity);
	}
	verifier->from_file = true;
	return 0;
}

struct verifier *
verifier_open(const struct conf_authentication *conf, const char **why)
{
	struct arena *arena = arena_new();
	struct verifier *verifier = arena_zalloc(arena, 1, sizeof(*verifier));
	bool from_file = conf->dkim_keys != NULL && *conf->dkim_keys != '\0';

	verifier->arena = arena;
	verifier->dns_ms = conf->dns_ms;
	verifier->signatures_most = conf->signatures_most < AUTHENTICATION_SIGNATURES
					    ? (size_t)conf->signatures_most
					    : AUTHENTICATION_SIGNATURES;
	verifier->library = dkim_init(NULL, NULL);
	if (verifier->library == NULL) {
		*why = "libopendkim cannot be set up";
		goto out;
	}
	if (dkim_set_key_lookup(verifier->library, find_key) != DKIM_STAT_OK ||
	    dkim_set_prescreen(verifier->library, drop_surplus) != DKIM_STAT_OK) {
		*why = "libopendkim does not take our key lookup";
		goto out;
	}
	if (from_file && read_keys(verifier, conf->dkim_keys, why) != 0)
		goto out;
	return verifier;
out:
	verifier_close(verifier);
	return NULL;
}

void
verifier_close(struct verifier *verifier)
{
	if (verifier == NULL)
		return;
	if (verifier->library != NULL)
		dkim_close(verifier->library);
	arena_free(verifier->arena);
}

/* ---- one message ----------------------------------------------------------------------------- */

/* Signed bytes end their lines with CRLF; MTAs hand folds over with LF, and files may have LF only.
 */
static const char *
with_crlf(struct arena *arena, const char *bytes, size_t length, size_t *out_length)
{
	struct text text = TEXT_IN(arena);
	const char *end = bytes + length, *line = bytes;

	while (line < end) {
		const char *feed = memchr(line, '\n', (size_t)(end - line));

		if (feed == NULL) {
			text_add(&text, line, (size_t)(end - line));
			break;
		}
		text_add(&text, line, (size_t)(feed - line));
		if (feed == bytes || feed[-1] != '\r')
			text_add_byte(&text, '\r');
		text_add_byte(&text, '\n');
		line = feed + 1;
	}
	*out_length = text.length;
	return text_string(&text);
}

static u_char *
unconst(const char *bytes)
{
	return (u_char *)(uintptr_t)bytes;
}

static bool
feed_fields(struct arena *arena, DKIM *dkim, const struct message_source *source)
{
	size_t signatures = 0, i;

	for (i = 0; i < source->field_count; i++) {
		const struct message_field *field = &source->fields[i];
		struct text line = TEXT_IN(arena);
		const char *bytes;
		size_t length;

		if (text_equal_fold(field->name, "DKIM-Signature") && ++signatures > SIGNATURES_FED)
			continue;
		text_add_string(&line, field->name);
		text_add_byte(&line, ':');
		text_add(&line, field->value, field->length);
		bytes = with_crlf(arena, line.bytes, line.length, &length);
		if (dkim_header(dkim, unconst(bytes), length) != DKIM_STAT_OK)
			return false;
	}
	return true;
}

static bool
feed_body(struct arena *arena, DKIM *dkim, const struct message_source *source)
{
	const char *bytes = source->body;
	size_t length = source->body_length, at;
	const char *feed = length == 0 ? NULL : memchr(bytes, '\n', length);

	/* The first line end tells: an SMTP body has CRLF throughout, and is fed as it came. */
	if (feed != NULL && (feed == bytes || feed[-1] != '\r'))
		bytes = with_crlf(arena, bytes, length, &length);
	for (at = 0; at < length && dkim_minbody(dkim) != 0; at += BODY_PIECE) {
		size_t piece = length - at < BODY_PIECE ? length - at : BODY_PIECE;

		if (dkim_body(dkim, unconst(bytes + at), piece) != DKIM_STAT_OK)
			return false;
	}
	return true;
}

static enum auth_result
result_of_error(DKIM_SIGERROR error)
{
	switch (error) {
	case DKIM_SIGERROR_KEYFAIL:
		return AUTH_TEMPERROR;
	case DKIM_SIGERROR_BADSIG:
	case DKIM_SIGERROR_OK:
	case DKIM_SIGERROR_EXPIRED:
		return AUTH_FAIL;
	default:
		return AUTH_PERMERROR;
	}
}

/* A signature that stands, but for less than a reader of the mail would take it for. */
static const char *
find_weakness(DKIM *dkim, DKIM_SIGINFO *signature, bool several_senders)
{
	ssize_t length = 0, canonical = 0, signed_length = 0;
	dkim_alg_t algorithm = DKIM_SIGN_UNKNOWN;

	if ((dkim_sig_getflags(signature) & DKIM_SIGFLAG_TESTKEY) != 0)
		return "the key is for testing";
	if (dkim_sig_getsignalg(signature, &algorithm) == DKIM_STAT_OK &&
	    algorithm == DKIM_SIGN_RSASHA1)
		return "rsa-sha1 proves nothing";
	if (dkim_sig_getcanonlen(dkim, signature, &length, &canonical, &signed_length) ==
		    DKIM_STAT_OK &&
	    signed_length >= 0 && signed_length < length)
		return "only a part of the body is signed";
	return several_senders ? "there are several From fields" : NULL;
}

static void
judge_signature(struct arena *arena, DKIM *dkim, DKIM_SIGINFO *signature, bool several_senders,
		struct auth_signature *out)
{
	DKIM_SIGERROR error = dkim_sig_geterror(signature);
	const char *domain = (const char *)dkim_sig_getdomain(signature);
	const char *selector = (const char *)dkim_sig_getselector(signature);
	const char *reason = dkim_sig_geterrorstr(error);

	out->verified_here = true;
	out->domain = domain == NULL ? "" : text_lower(arena, domain);
	out->selector = selector == NULL ? "" : text_printable(arena, selector, 100);
	out->reason = "";
	if (DKIM_SIG_CHECK(signature)) {
		const char *weakness = find_weakness(dkim, signature, several_senders);

		out->result = weakness == NULL ? AUTH_PASS : AUTH_SOFTFAIL;
		out->reason = weakness == NULL ? "" : weakness;
		return;
	}
	out->result = result_of_error(error);
	if (error == DKIM_SIGERROR_OK)
		out->reason = "body has changed";
	else if (reason != NULL)
		out->reason = arena_strdup(arena, reason);
}

static size_t
count_fields(const struct message_source *source, const char *name)
{
	size_t count = 0, i;

	for (i = 0; i < source->field_count; i++)
		count += text_equal_fold(source->fields[i].name, name);
	return count;
}

static void
judge(struct arena *arena, DKIM *dkim, const struct message_source *source,
      struct authentication *out)
{
	bool several = count_fields(source, "From") > 1;
	DKIM_SIGINFO **signatures;
	int count, i;

	if (dkim_getsiglist(dkim, &signatures, &count) != DKIM_STAT_OK)
		return;
	for (i = 0; i < count && out->signature_count < AUTHENTICATION_SIGNATURES; i++)
		if ((dkim_sig_getflags(signatures[i]) & DKIM_SIGFLAG_IGNORE) == 0)
			judge_signature(arena, dkim, signatures[i], several,
					&out->signatures[out->signature_count++]);
}

void
verifier_read(struct verifier *verifier, struct arena *arena, const struct message_source *source,
	      struct authentication *out)
{
	struct lookup lookup = {.verifier = verifier,
				.until_us = clock_monotonic_us() + verifier->dns_ms * 1000};
	DKIM_STAT status;
	DKIM *dkim;

	/* Of a body that was cut nothing can be proven. */
	if (count_fields(source, "DKIM-Signature") == 0 || source->body == NULL ||
	    source->body_capped || source->fields_capped)
		return;
	dkim = dkim_verify(verifier->library, (const unsigned char *)"-", NULL, &status);
	if (dkim == NULL)
		return;
	if (dkim_set_user_context(dkim, &lookup) != DKIM_STAT_OK ||
	    !feed_fields(arena, dkim, source))
		goto out;
	/* A failure here is that of one signature; the others are judged all the same. */
	(void)dkim_eoh(dkim);
	if (feed_body(arena, dkim, source)) {
		(void)dkim_eom(dkim, NULL);
		judge(arena, dkim, source, out);
	}
out:
	(void)dkim_free(dkim);
}
