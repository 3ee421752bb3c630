/* SPDX-License-Identifier: BSD-2-Clause */
/* chain - each stored hit is tied to the one before it, so that change and removal are evident. */
#include "config.h"

#include "policy/evidence/chain.h"

#include <string.h>

#define LINK_BYTES (1 + ROWS_ID + DIGEST_BYTES + DIGEST_BYTES)
#define HEAD_BYTES (8 + DIGEST_BYTES)

static const char head_name[] = "chain";

bool
chain_head(struct database_txn *txn, struct chain_head *out)
{
	struct database_span value;

	*out = (struct chain_head){0};
	if (database_get(txn, ROWS_META, DATABASE_STRING(head_name), &value) != ANSWER_FOUND)
		return txn->code == 0;
	if (value.length != HEAD_BYTES)
		return false;
	out->sequence = rows_get_u64(value.bytes);
	memcpy(out->hash, (const unsigned char *)value.bytes + 8, DIGEST_BYTES);
	return true;
}

static void
hash_link(const struct chain_head *before, uint64_t sequence, const unsigned char *body,
	  unsigned char out[DIGEST_BYTES])
{
	struct digest *digest = digest_new();
	unsigned char number[8];

	rows_put_u64(number, sequence);
	digest_add(digest, before->hash, DIGEST_BYTES);
	digest_add(digest, number, sizeof(number));
	digest_add(digest, body, LINK_BYTES - DIGEST_BYTES);
	digest_end(digest, out);
	digest_free(digest);
}

static void
write_head(struct database_txn *txn, const struct chain_head *head)
{
	unsigned char value[HEAD_BYTES];

	rows_put_u64(value, head->sequence);
	memcpy(value + 8, head->hash, DIGEST_BYTES);
	database_put(txn, ROWS_META, DATABASE_STRING(head_name),
		     (struct database_span){value, sizeof(value)});
}

void
chain_add(struct database_txn *txn, struct chain_head *head, enum chain_act act,
	  const unsigned char id[ROWS_ID], const unsigned char digest[DIGEST_BYTES])
{
	unsigned char link[LINK_BYTES], number[8];

	link[0] = (unsigned char)act;
	memcpy(link + 1, id, ROWS_ID);
	memcpy(link + 1 + ROWS_ID, digest, DIGEST_BYTES);
	hash_link(head, head->sequence + 1, link, link + LINK_BYTES - DIGEST_BYTES);
	head->sequence++;
	memcpy(head->hash, link + LINK_BYTES - DIGEST_BYTES, DIGEST_BYTES);
	rows_put_u64(number, head->sequence);
	database_put(txn, ROWS_CHAIN, (struct database_span){number, sizeof(number)},
		     (struct database_span){link, sizeof(link)});
	write_head(txn, head);
}

bool
chain_next(struct database_txn *txn, struct chain_head *head, struct chain_link *out)
{
	unsigned char number[8], hash[DIGEST_BYTES];
	const unsigned char *link;
	struct database_span value;

	rows_put_u64(number, head->sequence + 1);
	if (database_get(txn, ROWS_CHAIN, (struct database_span){number, sizeof(number)}, &value) !=
		    ANSWER_FOUND ||
	    value.length != LINK_BYTES)
		return false;
	link = value.bytes;
	hash_link(head, head->sequence + 1, link, hash);
	if (memcmp(hash, link + LINK_BYTES - DIGEST_BYTES, DIGEST_BYTES) != 0 ||
	    link[0] < CHAIN_RECORDED || link[0] > CHAIN_PURGED)
		return false;
	*out = (struct chain_link){.act = (enum chain_act)link[0]};
	memcpy(out->id, link + 1, ROWS_ID);
	memcpy(out->digest, link + 1 + ROWS_ID, DIGEST_BYTES);
	memcpy(out->hash, hash, DIGEST_BYTES);
	head->sequence++;
	memcpy(head->hash, hash, DIGEST_BYTES);
	return true;
}
