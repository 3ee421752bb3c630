/* SPDX-License-Identifier: BSD-2-Clause */
/* pdf_secret - PDF that is encrypted with no password to open it (ISO 32000-1 section 7.6). */
#include "config.h"

#include "policy/mail/pdf_secret.h"

#include <math.h>
#include <string.h>

#include <openssl/evp.h>

#include "policy/base/text.h"

#define HASH   16
#define OWNER  32
#define ROUNDS 50
#define BLOCK  16

/* What stands for a password that is not there (section 7.6.3.3). */
static const unsigned char padding[32] = {0x28, 0xBF, 0x4E, 0x5E, 0x4E, 0x75, 0x8A, 0x41,
					  0x64, 0x00, 0x4E, 0x56, 0xFF, 0xFA, 0x01, 0x08,
					  0x2E, 0x2E, 0x00, 0xB6, 0xD0, 0x68, 0x3E, 0x80,
					  0x2F, 0x0C, 0xA9, 0xFE, 0x64, 0x53, 0x69, 0x7A};

static bool
hash(const void *bytes, size_t length, unsigned char out[HASH])
{
	unsigned size = 0;

	return EVP_Digest(bytes, length, out, &size, EVP_md5(), NULL) == 1 && size == HASH;
}

static void
undo_rc4(const unsigned char *key, size_t key_length, unsigned char *bytes, size_t length)
{
	unsigned char box[256], kept;
	unsigned i, a = 0, b = 0;
	size_t at;

	for (i = 0; i < 256; i++)
		box[i] = (unsigned char)i;
	for (i = 0; i < 256; i++) {
		b = (b + box[i] + key[i % key_length]) & 0xFF;
		kept = box[i];
		box[i] = box[b];
		box[b] = kept;
	}
	for (at = 0, b = 0; at < length; at++) {
		a = (a + 1) & 0xFF;
		b = (b + box[a]) & 0xFF;
		kept = box[a];
		box[a] = box[b];
		box[b] = kept;
		bytes[at] ^= box[(box[a] + box[b]) & 0xFF];
	}
}

/* The first block is the vector; returns how much came out. */
static size_t
undo_aes(const unsigned char *key, const unsigned char *bytes, size_t length, unsigned char *out)
{
	EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
	int some = 0, rest = 0;

	length -= length % BLOCK;
	if (context == NULL || length < 2 * BLOCK || length > 1 << 30 ||
	    EVP_DecryptInit_ex(context, EVP_aes_128_cbc(), NULL, key, bytes) != 1 ||
	    EVP_CIPHER_CTX_set_padding(context, 0) != 1 ||
	    EVP_DecryptUpdate(context, out, &some, bytes + BLOCK, (int)(length - BLOCK)) != 1 ||
	    EVP_DecryptFinal_ex(context, out + some, &rest) != 1)
		some = rest = 0;
	EVP_CIPHER_CTX_free(context);
	length = (size_t)(some + rest);
	if (length != 0 && out[length - 1] <= BLOCK) /* padding of PKCS 7 */
		length -= out[length - 1];
	return length;
}

/* ---- the key of the file --------------------------------------------------------------------- */

static const unsigned char *
string_of(struct pdf_reader *reader, struct pdf_reader_span value, size_t *length)
{
	struct pdf_tokens tokens = pdf_reader_tokens(reader, value);
	struct pdf_token token;

	*length = 0;
	pdf_token_next(&tokens, &token);
	if (token.kind == PDF_TOKEN_ARRAY)
		pdf_token_next(&tokens, &token);
	if (token.kind != PDF_TOKEN_STRING)
		return (const unsigned char *)"";
	return (const unsigned char *)pdf_token_string(reader->arena, &token, length);
}

static double
number_of(struct pdf_reader *reader, struct pdf_reader_span dict, const char *key, double otherwise)
{
	return pdf_reader_number(reader, pdf_reader_get(reader, dict, key), otherwise);
}

/* How streams are encrypted: false for what is not known here. */
static bool
read_method(struct pdf_reader *reader, struct pdf_reader_span dict, struct pdf_secret *out)
{
	double version = number_of(reader, dict, "V", 0), length = 40;
	struct pdf_reader_span filter;

	out->aes = false;
	if (version == 2)
		length = number_of(reader, dict, "Length", 40);
	if (version == 4) {
		filter = pdf_reader_get(reader, pdf_reader_get(reader, dict, "CF"), "StdCF");
		out->aes = pdf_reader_is(reader, pdf_reader_get(reader, filter, "CFM"), "AESV2");
		length = 128;
	}
	if (length < 40 || length > 128)
		length = 128;
	out->length = (size_t)length / 8;
	return version == 1 || version == 2 || version == 4;
}

/* Algorithm 2 with an empty password. */
static bool
make_key(struct pdf_reader *reader, struct pdf_reader_span dict, struct pdf_reader_span id,
	 struct pdf_secret *out)
{
	struct text text = TEXT_IN(reader->arena);
	double revision = number_of(reader, dict, "R", 0);
	double said = number_of(reader, dict, "P", 0);
	uint32_t rights = fabs(said) < 4294967296.0 ? (uint32_t)(int64_t)said : 0;
	struct pdf_tokens metadata =
		pdf_reader_tokens(reader, pdf_reader_get(reader, dict, "EncryptMetadata"));
	const unsigned char *bytes;
	struct pdf_token token;
	unsigned char sum[HASH];
	size_t length, i;

	text_add(&text, padding, sizeof(padding));
	bytes = string_of(reader, pdf_reader_get(reader, dict, "O"), &length);
	if (length < OWNER)
		return false;
	text_add(&text, bytes, OWNER);
	for (i = 0; i < 4; i++)
		text_add_byte(&text, (char)(rights >> (8 * i) & 0xFF));
	bytes = string_of(reader, id, &length);
	text_add(&text, bytes, length);
	pdf_token_next(&metadata, &token);
	if (revision >= 4 && pdf_token_is(&token, PDF_TOKEN_WORD, "false"))
		text_add(&text, "\xFF\xFF\xFF\xFF", 4);
	if (!hash(text_string(&text), text.length, sum))
		return false;
	for (i = 0; revision >= 3 && i < ROUNDS; i++)
		if (!hash(sum, out->length, sum))
			return false;
	memcpy(out->key, sum, out->length);
	return true;
}

/* Algorithms 4 and 5: the file says what the right key makes of the padding. */
static bool
is_right(struct pdf_reader *reader, struct pdf_reader_span dict, struct pdf_reader_span id,
	 const struct pdf_secret *secret)
{
	struct text text = TEXT_IN(reader->arena);
	unsigned char tried[32], key[PDF_SECRET_KEY];
	size_t length, id_length, i, round;
	const unsigned char *user = string_of(reader, pdf_reader_get(reader, dict, "U"), &length);
	const unsigned char *first = string_of(reader, id, &id_length);

	if (number_of(reader, dict, "R", 0) < 3) {
		memcpy(tried, padding, sizeof(tried));
		undo_rc4(secret->key, secret->length, tried, sizeof(tried));
		return length >= sizeof(tried) && memcmp(user, tried, sizeof(tried)) == 0;
	}
	text_add(&text, padding, sizeof(padding));
	text_add(&text, first, id_length);
	if (!hash(text_string(&text), text.length, tried))
		return false;
	for (round = 0; round < 20; round++) {
		for (i = 0; i < secret->length; i++)
			key[i] = secret->key[i] ^ (unsigned char)round;
		undo_rc4(key, secret->length, tried, HASH);
	}
	return length >= HASH && memcmp(user, tried, HASH) == 0;
}

bool
pdf_secret_open(struct pdf_reader *reader, struct pdf_reader_span dict, struct pdf_reader_span id,
		struct pdf_secret *out)
{
	return pdf_reader_is(reader, pdf_reader_get(reader, dict, "Filter"), "Standard") &&
	       read_method(reader, dict, out) && make_key(reader, dict, id, out) &&
	       is_right(reader, dict, id, out);
}

/* ---- objects --------------------------------------------------------------------------------- */

/* Algorithm 1: each object has a key of its own. */
struct pdf_reader_span
pdf_secret_undo(struct pdf_reader *reader, const struct pdf_reader_object *object,
		struct pdf_reader_span bytes)
{
	const struct pdf_secret *secret = reader->secret;
	unsigned char seed[PDF_SECRET_KEY + 9], key[HASH], *out;
	size_t length = secret->length, i;

	memcpy(seed, secret->key, length);
	for (i = 0; i < 3; i++)
		seed[length++] = (unsigned char)(object->number >> (8 * i));
	seed[length++] = (unsigned char)object->generation;
	seed[length++] = (unsigned char)(object->generation >> 8);
	if (secret->aes) {
		memcpy(seed + length, "sAlT", 4);
		length += 4;
	}
	if (!hash(seed, length, key))
		return (struct pdf_reader_span){0};
	out = (unsigned char *)arena_memdup(reader->arena, bytes.bytes, bytes.length);
	length = secret->length + 5 < HASH ? secret->length + 5 : HASH;
	if (secret->aes)
		bytes.length = undo_aes(key, (const unsigned char *)bytes.bytes, bytes.length, out);
	else
		undo_rc4(key, length, out, bytes.length);
	return (struct pdf_reader_span){(const char *)out, bytes.length};
}
