/* SPDX-License-Identifier: BSD-2-Clause */
/* fuzz_host - any bytes have one stable canonical host or a reason. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "policy/base/text.h"
#include "policy/mail/fold.h"
#include "policy/mail/host.h"
#include "tests/fuzz/fuzz.h"

static void
expect(int promise)
{
	if (!promise)
		abort();
}

static void
check_skeletons(struct arena *arena, const char *name)
{
	char *strong = fold_skeleton(arena, name, FOLD_STRONG);
	char *weak = fold_skeleton(arena, name, FOLD_WEAK);

	expect(text_is_utf8(strong, strlen(strong)) && text_is_utf8(weak, strlen(weak)));
	expect(name[0] == '\0' || (strong[0] != '\0' && weak[0] != '\0'));
	(void)fold_script_of(name);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct arena *arena = arena_new();
	struct host host = {0}, again = {0};
	const char *why = NULL;
	struct folded folded;

	if (host_canonical(arena, (const char *)bytes, length, &host, &why) != 0) {
		expect(why != NULL && host.ascii == NULL);
	} else {
		expect(host.ascii[0] != '\0' && strlen(host.ascii) <= 253);
		expect(text_is_utf8(host.ascii, strlen(host.ascii)));
		expect(text_is_utf8(host.unicode, strlen(host.unicode)));
		expect(host_canonical(arena, host.ascii, strlen(host.ascii), &again, &why) == 0);
		expect(strcmp(host.ascii, again.ascii) == 0);
		expect(strcmp(host.registrable, again.registrable) == 0);
		expect(text_ends_fold(host.ascii, host.registrable));
		expect(text_ends_fold(host.ascii, host.public_registrable));
		expect(text_ends_fold(host.registrable, host.suffix));
		check_skeletons(arena, host.unicode);
	}
	check_skeletons(arena, text_utf8(arena, (const char *)bytes, length, length * 3));
	fold_text(arena, (const char *)bytes, length, &folded);
	expect(text_is_utf8(folded.text, folded.length));
	expect(strlen(folded.text) == folded.length);
	arena_free(arena);
	return 0;
}
