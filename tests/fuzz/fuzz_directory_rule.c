/* SPDX-License-Identifier: BSD-2-Clause */
/* fuzz_directory_rule - a rule, a name, an address, an id and a time, of any bytes. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "policy/directory/dn.h"
#include "policy/directory/identifier.h"
#include "policy/directory/mailbox.h"
#include "policy/directory/range.h"
#include "policy/directory/rule.h"
#include "policy/directory/stamp.h"
#include "tests/fuzz/fuzz.h"

/* A key is the key of itself: names are compared as keys only. */
static void
check_dn(struct arena *arena, const char *bytes, size_t length)
{
	const char *key = dn_key(arena, bytes, length);

	if (strcmp(dn_key(arena, key, strlen(key)), key) != 0)
		abort();
	(void)dn_leaf(arena, key);
	if (key[0] != '\0' && dn_is_under(key, key))
		abort();
}

static void
check_mailbox(struct arena *arena, const char *bytes, size_t length)
{
	enum mailbox_form form;
	const char *key = mailbox_key(arena, bytes, length, &form), *again;

	if (key == NULL)
		return;
	again = mailbox_key(arena, key, strlen(key), &form);
	if (strlen(key) > MAILBOX_BYTES || again == NULL || strcmp(again, key) != 0)
		abort();
	again = mailbox_without_extension(arena, key, "+");
	if (again != NULL && strlen(again) >= strlen(key))
		abort();
}

static void
check_rule(struct arena *arena, const char *text)
{
	struct entry_attributes wanted = {.arena = arena};
	const char *why = NULL;
	struct entry entry;
	struct rule rule;

	if (rule_read(&wanted, text, &rule, &why) != 0) {
		if (why == NULL)
			abort();
		return;
	}
	entry_begin(&entry, arena, &wanted, text);
	if (wanted.count != 0 && !entry_add(&entry, wanted.names[0], text, strlen(text)))
		abort();
	if (rule.form == RULE_PRESENT && !rule_matches(&rule, &entry, ""))
		abort();
	(void)rule_matches(&rule, &entry, dn_key(arena, text, strlen(text)));
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct arena *arena = arena_new();
	char *text = arena_memdup(arena, bytes, length);
	const char *id = identifier_text(arena, "objectguid", text, length);
	struct range range;
	int64_t when;

	check_rule(arena, text);
	check_dn(arena, text, strlen(text));
	check_mailbox(arena, text, length);
	if (id != NULL && (id[0] == '\0' || strlen(id) > 128))
		abort();
	(void)identifier_sid_tail(text, length);
	(void)stamp_read(text, &when);
	if (range_read(arena, text, &range) && !range.last)
		(void)range_next(arena, &range);
	arena_free(arena);
	return 0;
}
