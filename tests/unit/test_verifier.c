/* SPDX-License-Identifier: BSD-2-Clause */
/* test_verifier - messages signed here, left alone, tampered with or signed by nobody known. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include <opendkim/dkim.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include "policy/base/arena.h"
#include "policy/base/text.h"
#include "policy/mail/authentication.h"
#include "policy/mail/message.h"
#include "policy/mail/verifier.h"

#define BODY    "Dear Jane,\r\n\r\nthe minutes are attached.\r\n"
#define SUBJECT " minutes\r\n\tof Monday"

struct fixture {
	char folder[64], keys[96];
	char *private_key; /* PEM */
	struct verifier *verifier;
	struct arena *arena;
};

static char *
pem_of(EVP_PKEY *key)
{
	BIO *out = BIO_new(BIO_s_mem());
	char *data, *copy;
	long length;

	assert_int_equal(PEM_write_bio_PrivateKey(out, key, NULL, NULL, 0, NULL, NULL), 1);
	length = BIO_get_mem_data(out, &data);
	copy = calloc(1, (size_t)length + 1);
	memcpy(copy, data, (size_t)length);
	BIO_free(out);
	return copy;
}

static void
write_key_file(const struct fixture *fixture, EVP_PKEY *key)
{
	unsigned char *der = NULL;
	unsigned char encoded[1024];
	int length = i2d_PUBKEY(key, &der);
	FILE *file = fopen(fixture->keys, "w");

	assert_non_null(file);
	assert_in_range(length, 1, 700);
	(void)EVP_EncodeBlock(encoded, der, length);
	(void)fprintf(file,
		      "# keys of the test\n\nsel._domainkey.example.org  v=DKIM1; k=rsa; p=%s \n",
		      (char *)encoded);
	(void)fprintf(file, "tst._domainkey.example.org v=DKIM1; t=y; k=rsa; p=%s\n",
		      (char *)encoded);
	(void)fprintf(
		file,
		"old._domainkey.example.org v=DKIM1; p=\nbad._domainkey.example.org nonsense\n");
	assert_int_equal(fclose(file), 0);
	OPENSSL_free(der);
}

static int
begin(void **state)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));
	struct conf_authentication conf = {.signatures_most = 3, .dns_ms = 1000};
	EVP_PKEY *key = EVP_RSA_gen(2048);
	const char *why;

	(void)snprintf(fixture->folder, sizeof(fixture->folder), "/tmp/lurewatch-XXXXXX");
	assert_non_null(mkdtemp(fixture->folder));
	(void)snprintf(fixture->keys, sizeof(fixture->keys), "%s/keys", fixture->folder);
	fixture->private_key = pem_of(key);
	write_key_file(fixture, key);
	EVP_PKEY_free(key);
	conf.dkim_keys = fixture->keys;
	fixture->verifier = verifier_open(&conf, &why);
	assert_non_null(fixture->verifier);
	fixture->arena = arena_new();
	*state = fixture;
	return 0;
}

static int
end(void **state)
{
	struct fixture *fixture = *state;

	arena_free(fixture->arena);
	verifier_close(fixture->verifier);
	verifier_close(NULL);
	(void)unlink(fixture->keys);
	(void)rmdir(fixture->folder);
	free(fixture->private_key);
	free(fixture);
	return 0;
}

static const struct message_field signed_fields[] = {
	{"From", " Jane <jane@example.org>", 24},
	{"Subject", SUBJECT, sizeof(SUBJECT) - 1},
};

/* The value of a DKIM-Signature field over the fields above and BODY. */
static char *
sign(struct fixture *fixture, const char *selector, ssize_t length)
{
	DKIM_LIB *library = dkim_init(NULL, NULL);
	unsigned char header[4096], line[256], body[] = BODY;
	DKIM_STAT status;
	DKIM *dkim;
	size_t i;

	dkim = dkim_sign(library, (const unsigned char *)"test", NULL,
			 (dkim_sigkey_t)fixture->private_key, (const unsigned char *)selector,
			 (const unsigned char *)"example.org", DKIM_CANON_RELAXED,
			 DKIM_CANON_SIMPLE, DKIM_SIGN_RSASHA256, length, &status);
	assert_non_null(dkim);
	for (i = 0; i < 2; i++) {
		int bytes = snprintf((char *)line, sizeof(line), "%s:%s", signed_fields[i].name,
				     signed_fields[i].value);

		assert_int_equal(dkim_header(dkim, line, (size_t)bytes), DKIM_STAT_OK);
	}
	assert_int_equal(dkim_eoh(dkim), DKIM_STAT_OK);
	assert_int_equal(dkim_body(dkim, body, sizeof(body) - 1), DKIM_STAT_OK);
	assert_int_equal(dkim_eom(dkim, NULL), DKIM_STAT_OK);
	assert_int_equal(dkim_getsighdr(dkim, header, sizeof(header), 16), DKIM_STAT_OK);
	(void)dkim_free(dkim);
	dkim_close(library);
	return arena_printf(fixture->arena, " %s", (char *)header);
}

struct mail {
	struct message_field fields[8];
	struct message_source source;
};

static void
compose(struct mail *mail, const char *signature, const char *body)
{
	*mail = (struct mail){0};
	mail->fields[0] = (struct message_field){"DKIM-Signature", signature, strlen(signature)};
	mail->fields[1] = signed_fields[0];
	mail->fields[2] = signed_fields[1];
	mail->source.fields = mail->fields;
	mail->source.field_count = 3;
	mail->source.body = body;
	mail->source.body_length = strlen(body);
}

static enum auth_result
verify(struct fixture *fixture, struct mail *mail, struct authentication *auth)
{
	*auth = (struct authentication){.spf_domain = "", .dmarc_domain = ""};
	verifier_read(fixture->verifier, fixture->arena, &mail->source, auth);
	return auth->signature_count == 0 ? AUTH_UNKNOWN : auth->signatures[0].result;
}

static void
an_untouched_message_proves_its_domain(void **state)
{
	struct fixture *fixture = *state;
	struct authentication auth;
	struct mail mail;

	compose(&mail, sign(fixture, "sel", -1), BODY);
	assert_int_equal(verify(fixture, &mail, &auth), AUTH_PASS);
	assert_int_equal(auth.signature_count, 1);
	assert_string_equal(auth.signatures[0].domain, "example.org");
	assert_string_equal(auth.signatures[0].selector, "sel");
	assert_string_equal(auth.signatures[0].reason, "");
	assert_true(auth.signatures[0].verified_here);
	assert_true(authentication_proves(&auth, "example.org"));
}

static void
line_ends_of_milters_and_files_do_not_matter(void **state)
{
	struct fixture *fixture = *state;
	char *signature = sign(fixture, "sel", -1), *byte, *to = signature;
	struct authentication auth;
	struct mail mail;

	for (byte = signature; *byte != '\0'; byte++)
		if (*byte != '\r')
			*to++ = *byte;
	*to = '\0';
	compose(&mail, signature, "Dear Jane,\n\nthe minutes are attached.\n");
	mail.fields[2] = (struct message_field){"Subject", " minutes\n\tof Monday", 19};
	assert_int_equal(verify(fixture, &mail, &auth), AUTH_PASS);
}

static void
a_changed_message_fails(void **state)
{
	struct fixture *fixture = *state;
	struct authentication auth;
	struct mail mail;

	compose(&mail, sign(fixture, "sel", -1), BODY "P.S. pay me\r\n");
	assert_int_equal(verify(fixture, &mail, &auth), AUTH_FAIL);
	assert_string_not_equal(auth.signatures[0].reason, "");
	compose(&mail, sign(fixture, "sel", -1), BODY);
	mail.fields[1] = (struct message_field){"From", " Jane <jane@example.com>", 24};
	assert_int_equal(verify(fixture, &mail, &auth), AUTH_FAIL);
	assert_false(authentication_proves(&auth, "example.org"));
}

static void
keys_that_are_absent_revoked_or_nonsense_prove_nothing(void **state)
{
	static const char *const selectors[] = {"none", "old", "bad"};
	struct fixture *fixture = *state;
	size_t i;

	for (i = 0; i < 3; i++) {
		struct authentication auth;
		struct mail mail;

		compose(&mail, sign(fixture, selectors[i], -1), BODY);
		assert_int_equal(verify(fixture, &mail, &auth), AUTH_PERMERROR);
		assert_string_not_equal(auth.signatures[0].reason, "");
	}
}

static void
signatures_that_cover_less_do_not_pass(void **state)
{
	struct fixture *fixture = *state;
	struct authentication auth;
	struct mail mail;

	compose(&mail, sign(fixture, "tst", -1), BODY);
	assert_int_equal(verify(fixture, &mail, &auth), AUTH_SOFTFAIL);
	compose(&mail, sign(fixture, "sel", 5), BODY);
	assert_int_equal(verify(fixture, &mail, &auth), AUTH_SOFTFAIL);
	compose(&mail, sign(fixture, "sel", -1), BODY);
	mail.fields[3] = (struct message_field){"From", " Bank <help@bank.example>", 25};
	mail.source.field_count = 4;
	assert_true(verify(fixture, &mail, &auth) != AUTH_PASS);
	assert_false(authentication_proves(&auth, "example.org"));
}

static void
surplus_signatures_are_not_verified(void **state)
{
	struct fixture *fixture = *state;
	char *signature = sign(fixture, "sel", -1);
	struct message_field fields[103];
	struct authentication auth;
	struct mail mail;
	size_t i;

	compose(&mail, signature, BODY);
	for (i = 0; i < 100; i++)
		fields[i] = mail.fields[0];
	memcpy(fields + 100, mail.fields, 3 * sizeof(fields[0]));
	mail.source.fields = fields;
	mail.source.field_count = 103;
	(void)verify(fixture, &mail, &auth);
	assert_int_equal(auth.signature_count, 3);
}

static void
nothing_is_proven_of_half_a_message(void **state)
{
	struct fixture *fixture = *state;
	struct authentication auth;
	struct mail mail;

	compose(&mail, sign(fixture, "sel", -1), BODY);
	mail.source.body_capped = true;
	assert_int_equal(verify(fixture, &mail, &auth), AUTH_UNKNOWN);
	compose(&mail, "v=1; nonsense", BODY);
	assert_true(verify(fixture, &mail, &auth) != AUTH_PASS);
	compose(&mail, "", "");
	assert_true(verify(fixture, &mail, &auth) != AUTH_PASS);
}

static void *
verify_often(void *argument)
{
	struct fixture *fixture = argument;
	struct arena *arena = arena_new();
	struct mail mail;
	size_t i, passed = 0;

	compose(&mail, (const char *)fixture->private_key, BODY);
	for (i = 0; i < 50; i++) {
		struct authentication auth = {0};

		verifier_read(fixture->verifier, arena, &mail.source, &auth);
		passed += auth.signature_count == 1 && auth.signatures[0].result == AUTH_PASS;
		arena_reset(arena);
	}
	arena_free(arena);
	return (void *)(uintptr_t)passed;
}

static void
one_verifier_serves_many_threads(void **state)
{
	struct fixture *fixture = *state;
	struct fixture shared = {.verifier = fixture->verifier,
				 .private_key = sign(fixture, "sel", -1)};
	pthread_t threads[8];
	size_t i;

	for (i = 0; i < 8; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, verify_often, &shared), 0);
	for (i = 0; i < 8; i++) {
		void *passed;

		assert_int_equal(pthread_join(threads[i], &passed), 0);
		assert_int_equal((uintptr_t)passed, 50);
	}
}

static void
a_missing_key_file_is_told(void **state)
{
	struct conf_authentication conf = {.dkim_keys = "/nonexistent/keys", .signatures_most = 3};
	const char *why = NULL;

	(void)state;
	assert_null(verifier_open(&conf, &why));
	assert_non_null(why);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_untouched_message_proves_its_domain),
		cmocka_unit_test(line_ends_of_milters_and_files_do_not_matter),
		cmocka_unit_test(a_changed_message_fails),
		cmocka_unit_test(keys_that_are_absent_revoked_or_nonsense_prove_nothing),
		cmocka_unit_test(signatures_that_cover_less_do_not_pass),
		cmocka_unit_test(surplus_signatures_are_not_verified),
		cmocka_unit_test(nothing_is_proven_of_half_a_message),
		cmocka_unit_test(one_verifier_serves_many_threads),
		cmocka_unit_test(a_missing_key_file_is_told),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
