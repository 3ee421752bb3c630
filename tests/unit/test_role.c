/* SPDX-License-Identifier: BSD-2-Clause */
/* test_role - an office claimed from outside is told, from inside and of oneself it is not. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "policy/base/arena.h"
#include "policy/lure/role.h"
#include "policy/mail/fold.h"

static int
begin(void **state)
{
	const char *why;

	*state = arena_new();
	return fold_open(&why);
}

static int
end(void **state)
{
	arena_free(*state);
	return 0;
}

static void
only_what_is_not_proven_ours_is_told(void **state)
{
	static const struct {
		const char *display, *domain, *envelope_sender;
		unsigned flags;
		bool proven, told, colleague;
		const char *type; /* Content-Type, or NULL */
		const char *why;
	} cases[] = {
		{"IT Help Desk", "evil.example", "a@evil.example", 0, false, true, false, NULL,
		 "a stranger"},
		{"IT Help Desk", "evil.example", "a@evil.example", 0, true, true, false, NULL,
		 "a proven stranger"},
		{"IT Help Desk", "corp.example", "a@corp.example", 0, true, false, true, NULL,
		 "a proven colleague"},
		{"IT Help Desk", "mail.corp.example", "a@corp.example", 0, false, true, false, NULL,
		 "our domain, not proven"},
		{"Evil IT Help Desk", "evil.example", "a@evil.example", 0, false, false, false,
		 NULL, "names itself"},
		{"Mail Delivery System Admin", "mx.example", "", 0, false, false, false,
		 "multipart/report; report-type=delivery-status", "a bounce"},
		{"IT Help Desk", "mx.example", "", MESSAGE_AUTOMATIC, false, true, false, NULL,
		 "H13: an empty envelope sender alone"},
	};
	struct message_recipient recipients[] = {{.typed = "<user@corp.example>"}};
	struct message_source source = {
		.envelope = {.recipients = recipients, .recipient_count = 1}};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct address from = {.display = cases[i].display, .local = "a"};
		struct message_field type = {.name = "Content-Type", .value = cases[i].type};
		struct message message = {.source = &source,
					  .from = {&from, 1, 0},
					  .envelope_sender = {.text = cases[i].envelope_sender},
					  .flags = cases[i].flags};
		struct finding_list findings = {.arena = *state};
		const char *why;

		source.fields = &type;
		source.field_count = cases[i].type != NULL;
		assert_int_equal(host_canonical(*state, cases[i].domain, strlen(cases[i].domain),
						&from.domain, &why),
				 0);
		message.auth.dmarc = cases[i].proven ? AUTH_PASS : AUTH_UNKNOWN;
		message.auth.dmarc_domain = cases[i].proven ? cases[i].domain : "";
		message.auth.spf_domain = "";
		role_claim(*state, &message, "help desk", &findings);
		if ((findings.count == 1) != cases[i].told ||
		    role_is_colleague(*state, &message) != cases[i].colleague)
			fail_msg("%s", cases[i].why);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(only_what_is_not_proven_ours_is_told, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
