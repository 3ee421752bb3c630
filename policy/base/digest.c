/* SPDX-License-Identifier: BSD-2-Clause */
/* digest - SHA-256, for content keys, the evidence chain and manifests. */
#include "config.h"

#include "policy/base/digest.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>

#include "policy/base/text.h"

/* struct digest is libcrypto's context under another name, so that only this file includes it. */
static EVP_MD_CTX *
context(struct digest *digest)
{
	return (EVP_MD_CTX *)(void *)digest;
}

static void
begin(EVP_MD_CTX *running)
{
	if (EVP_DigestInit_ex(running, EVP_sha256(), NULL) != 1)
		abort();
}

struct digest *
digest_new(void)
{
	EVP_MD_CTX *running = EVP_MD_CTX_new();

	if (running == NULL)
		abort();
	begin(running);
	return (struct digest *)(void *)running;
}

void
digest_free(struct digest *digest)
{
	EVP_MD_CTX_free(context(digest));
}

void
digest_add(struct digest *digest, const void *bytes, size_t length)
{
	if (EVP_DigestUpdate(context(digest), bytes, length) != 1)
		abort();
}

void
digest_add_string(struct digest *digest, const char *string)
{
	if (string == NULL)
		string = "";
	digest_add(digest, string, strlen(string) + 1);
}

void
digest_end(struct digest *digest, unsigned char out[DIGEST_BYTES])
{
	if (EVP_DigestFinal_ex(context(digest), out, NULL) != 1)
		abort();
	begin(context(digest));
}

void
digest_of(const void *bytes, size_t length, unsigned char out[DIGEST_BYTES])
{
	if (EVP_Digest(bytes, length, out, NULL, EVP_sha256(), NULL) != 1)
		abort();
}

char *
digest_hex(struct arena *arena, const unsigned char *bytes, size_t length)
{
	static const char digits[] = "0123456789abcdef";
	char *text = arena_zalloc(arena, length * 2 + 1, 1);
	size_t i;

	for (i = 0; i < length; i++) {
		text[2 * i] = digits[bytes[i] >> 4];
		text[2 * i + 1] = digits[bytes[i] & 15];
	}
	return text;
}

bool
digest_read_hex(const char *hex, unsigned char *out, size_t length)
{
	size_t i;

	if (strlen(hex) != 2 * length || strspn(hex, "0123456789abcdef") != 2 * length)
		return false;
	for (i = 0; i < length; i++)
		out[i] = (unsigned char)(text_hex_digit(hex[2 * i]) << 4 |
					 text_hex_digit(hex[2 * i + 1]));
	return true;
}
