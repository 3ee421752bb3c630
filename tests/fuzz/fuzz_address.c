/* SPDX-License-Identifier: BSD-2-Clause */
/* fuzz_address - any bytes as an envelope path and as an address list. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "policy/base/arena.h"
#include "policy/base/text.h"
#include "policy/mail/address.h"
#include "tests/fuzz/fuzz.h"

#define MOST 20

static void
hold(bool promise)
{
	if (!promise)
		abort();
}

static void
hold_address(const struct address *address)
{
	hold(address->display != NULL && address->local != NULL && address->text != NULL);
	hold(address->domain.ascii != NULL && address->domain.registrable != NULL);
	hold(text_is_utf8(address->display, strlen(address->display)));
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct arena *arena = arena_new();
	char *path = arena_memdup(arena, bytes, length);
	struct address address = {.text = "untouched"};
	struct address_list list;
	const char *why = NULL;
	size_t i;

	if (address_path(arena, path, &address, &why) == 0)
		hold_address(&address);
	else
		hold(why != NULL && strcmp(address.text, "untouched") == 0);
	address_list(arena, (const char *)bytes, length, MOST, &list);
	hold(list.count <= MOST);
	for (i = 0; i < list.count; i++)
		hold_address(&list.items[i]);
	arena_free(arena);
	return 0;
}
