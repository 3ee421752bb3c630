/* SPDX-License-Identifier: BSD-2-Clause */
/* fuzz_authres - any bytes as an Authentication-Results value. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "policy/base/arena.h"
#include "policy/mail/authentication.h"
#include "tests/fuzz/fuzz.h"

static void
hold(bool promise)
{
	if (!promise)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	static const char *ids[] = {"mx.example.org"};
	const struct conf_list trusted = {.items = ids, .count = 1};
	struct authentication auth = {.spf_domain = "", .dmarc_domain = ""};
	struct arena *arena = arena_new();
	bool believed = authres_read(arena, (const char *)bytes, length, &trusted, &auth);
	size_t i;

	/* Whatever is believed would have been stripped when it came from outside. */
	hold(!believed || authres_claims((const char *)bytes, length, &trusted));
	hold(believed == auth.trusted);
	hold(believed || (auth.signature_count == 0 && auth.dmarc == AUTH_UNKNOWN));
	hold(auth.signature_count <= AUTHENTICATION_SIGNATURES);
	hold(auth.spf_domain != NULL && auth.dmarc_domain != NULL);
	for (i = 0; i < auth.signature_count; i++)
		hold(auth.signatures[i].domain != NULL && auth.signatures[i].selector != NULL &&
		     auth.signatures[i].reason != NULL);
	hold(!authentication_proves(&auth, ""));
	hold(!authentication_proves(&auth, "bank.example") ||
	     !authentication_fails(&auth, "bank.example") || auth.dmarc == AUTH_FAIL);
	arena_free(arena);
	return 0;
}
