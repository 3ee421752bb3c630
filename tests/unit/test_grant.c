/* SPDX-License-Identifier: BSD-2-Clause */
/* test_grant - consent and device links are read by endpoint, whoever sent them. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "policy/base/arena.h"
#include "policy/lure/grant.h"

#define MICROSOFT "https://login.microsoftonline.com/common/oauth2/v2.0/authorize?client_id=1-2"
#define GITHUB    "https://github.com/login/oauth/authorize?client_id=Iv1"

struct fixture {
	struct arena *arena;
	struct hosting *hosting;
};

static int
begin(void **state)
{
	static const char table[] = "app run.example\n";
	struct arena *arena = arena_new();
	struct fixture *fixture = arena_zalloc(arena, 1, sizeof(*fixture));
	const char *why;

	fixture->arena = arena;
	fixture->hosting = hosting_read(arena, "t", table, strlen(table), &why);
	*state = fixture;
	return fixture->hosting == NULL ? -1 : 0;
}

static int
end(void **state)
{
	struct fixture *fixture = *state;

	arena_free(fixture->arena);
	return 0;
}

static struct url
parse(struct arena *arena, const char *link)
{
	const char *why;
	struct url url;

	assert_int_equal(url_parse(arena, link, strlen(link), 4096, NULL, &url, &why), 0);
	return url;
}

static void
consent_links_are_read_by_parameter(void **state)
{
	static const struct {
		const char *link, *issuer, *scope, *redirect;
		bool silent, odd, foreign;
	} cases[] = {
		{MICROSOFT
		 "&scope=openid%20Mail.ReadWrite%20offline_access&redirect_uri=https%3A%2F%"
		 "2Fapp.evil.example%2Fcb",
		 "microsoftonline.com", "mail.readwrite offline_access", "app.evil.example", false,
		 false, true},
		{MICROSOFT "&scope=openid%20profile&prompt=none&redirect_uri=https://x.example/",
		 "microsoftonline.com", "", "x.example", true, false, true},
		{GITHUB "&scope=repo+delete_repo+user:email&redirect_uri=https://gh-1.run.example/",
		 "github.com", "repo delete_repo", "gh-1.run.example", false, true, true},
		{GITHUB "&scope=read:user&redirect_uri=http://localhost:8080/", "github.com", "",
		 "localhost", false, true, true},
		{"https://acme.okta.com/oauth2/default/v1/authorize?client_id=0oa&scope=okta.users."
		 "manage",
		 NULL, "okta.users.manage", "", false, false, false},
		{"https://wrapper.example/"
		 "?url=https%3A%2F%2Fgithub.com%2Flogin%2Foauth%2Fauthorize%"
		 "3Fclient_id%3DIv1%26scope%3Drepo",
		 "github.com", "repo", "", false, false, false},
		{"https://fs.some.example/adfs/oauth2/authorize/?client_id=a&response_type=code&"
		 "scope=full",
		 "some.example", "full", "", false, false, false},
		{"https://id.some.example/authorize?client_id=a&redirect_uri=https://z.example/",
		 "some.example", "", "z.example", false, false, true},
		{"https://www.facebook.com/v19.0/dialog/oauth?client_id=1&scope=email",
		 "facebook.com", "", "", false, false, false},
		{"https://id.some.example/oauth2/v1/auth?client_id=a&response_type=code&scope=full",
		 "some.example", "full", "", false, false, false},
	};
	struct fixture *fixture = *state;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct url url = parse(fixture->arena, cases[i].link);
		struct grant grant = {0};

		if (!grant_read(fixture->arena, fixture->hosting, &url, &grant))
			fail_msg("not read: %s", cases[i].link);
		if (cases[i].issuer != NULL)
			assert_string_equal(grant.issuer, cases[i].issuer);
		assert_string_equal(grant.scope, cases[i].scope);
		assert_string_equal(grant.redirect, cases[i].redirect);
		assert_int_equal(grant.silent, cases[i].silent);
		assert_int_equal(grant.odd_redirect, cases[i].odd);
		assert_int_equal(grant.foreign_redirect, cases[i].foreign);
	}
}

static void
other_links_ask_for_no_consent(void **state)
{
	static const char *const links[] = {
		"https://github.com/login",
		"https://github.com/login/oauth/authorizer?client_id=1",
		"https://evilgithub.com/login/oauth/authorize?client_id=1",
		"https://login.microsoftonline.com/",
		"https://blog.example/oauth2/how-authorize-works",
		"mailto:a@b.example",
	};
	struct fixture *fixture = *state;
	size_t i;

	for (i = 0; i < sizeof(links) / sizeof(links[0]); i++) {
		struct url url = parse(fixture->arena, links[i]);
		struct grant grant;

		if (grant_read(fixture->arena, fixture->hosting, &url, &grant))
			fail_msg("read as consent: %s", links[i]);
	}
}

static void
device_pages_are_known_by_host_and_path(void **state)
{
	static const struct {
		const char *link, *issuer;
		bool code;
	} cases[] = {
		{"https://microsoft.com/devicelogin", "microsoft.com", false},
		{"https://www.microsoft.com/DeviceLogin", "microsoft.com", false},
		{"https://aka.ms/devicelogin", "aka.ms", false},
		{"https://github.com/login/device", "github.com", false},
		{"https://github.com/login/device?user_code=ABCD-1234", "github.com", true},
		{"https://r.example/?u=https%3A%2F%2Fgithub.com%2Flogin%2Fdevice", "github.com",
		 false},
		{"https://github.com/login/devices", NULL, false},
		{"https://microsoft.com.evil.example/devicelogin", NULL, false},
	};
	struct fixture *fixture = *state;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct url url = parse(fixture->arena, cases[i].link);
		bool code = false;
		const char *issuer = grant_device_page(fixture->arena, &url, &code);

		if ((issuer == NULL) != (cases[i].issuer == NULL) ||
		    (issuer != NULL && strcmp(issuer, cases[i].issuer) != 0) ||
		    code != cases[i].code)
			fail_msg("%s", cases[i].link);
	}
}

static void
codes_have_a_shape(void **state)
{
	static const struct {
		const char *text, *code;
	} cases[] = {
		{"enter WDJB-MJHT there", "WDJB-MJHT"},
		{"CODE: B7K9QXZ2M", "B7K9QXZ2M"},
		{"A1B-C2D-E3F", "A1B-C2D-E3F"},
		{"code ABCD1234.", "ABCD1234"},
		{"WARNING: IMPORTANT MESSAGE", NULL},
		{"call 0800-1234", "0800-1234"},
		{"invoice 20261123", NULL},
		{"/path/ABCD1234", NULL},
		{"xABCD1234", NULL},
		{"your code: wdjb-mjht", "wdjb-mjht"},
		{"a self-help book", NULL},
		{"the code-host page", NULL},
		{"Código abcd1234 .", "abcd1234"},
		{"ABCD1234x", NULL},
		{"ISO-8859-1", NULL},
		{"", NULL},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		size_t at = 0, length = 0;
		bool found =
			grant_find_code("", cases[i].text, strlen(cases[i].text), &at, &length);

		if (found != (cases[i].code != NULL) ||
		    (found && (length != strlen(cases[i].code) ||
			       strncmp(cases[i].text + at, cases[i].code, length) != 0)))
			fail_msg("\"%s\"", cases[i].text);
	}
}

/* A message with one link beside one text. */
static struct finding_list
look(struct fixture *fixture, const char *link, const char *text, const char *from, bool proven)
{
	struct message_text texts[] = {{.bytes = text, .length = strlen(text), .where = "body"}};
	struct message_link links[] = {
		{.url = parse(fixture->arena, link), .text = "", .where = "body"}};
	struct address sender = {.display = "", .local = "a", .text = ""};
	struct finding_list findings = {.arena = fixture->arena};
	struct message message = {.from = {&sender, 1, 0},
				  .subject = "",
				  .texts = texts,
				  .text_count = 1,
				  .links = links,
				  .link_count = 1};
	const char *why;

	assert_int_equal(host_canonical(fixture->arena, from, strlen(from), &sender.domain, &why),
			 0);
	message.auth.dmarc = proven ? AUTH_PASS : AUTH_UNKNOWN;
	message.auth.dmarc_domain = proven ? from : "";
	message.auth.spf_domain = "";
	grant_message(fixture->arena, fixture->hosting, &message, &findings);
	return findings;
}

static void
authentication_clears_onboarding_but_never_risky_rights(void **state)
{
	static const struct {
		const char *link, *text, *from;
		bool proven;
		int kind;
		const char *why;
	} cases[] = {
		{GITHUB "&scope=repo&redirect_uri=https://ci.tool.example/", "", "github.com", true,
		 FINDING_OAUTH_GRANT, "risky rights in mail that the issuer truly sent"},
		{GITHUB "&scope=read:user&redirect_uri=https://ci.tool.example/", "",
		 "tool.example", true, -1, "a proven maker invites and asks for little"},
		{GITHUB "&scope=read:user&redirect_uri=https://ci.tool.example/", "",
		 "tool.example", false, FINDING_OAUTH_GRANT, "the same, but not proven"},
		{"https://microsoft.com/devicelogin", "Enter WDJB-MJHT", "evil.example", true,
		 FINDING_DEVICE_CODE, "a code from a stranger"},
		{"https://microsoft.com/devicelogin", "Enter WDJB-MJHT", "microsoft.com", true,
		 FINDING_DEVICE_CODE, "a code from the issuer, proven: it may carry others' words"},
		{"https://microsoft.com/devicelogin", "Enter WDJB-MJHT", "microsoft.com", false,
		 FINDING_DEVICE_CODE, "a code from the issuer, not proven"},
		{"https://microsoft.com/devicelogin", "see the handbook", "evil.example", false, -1,
		 "no code near the page"},
	};
	struct fixture *fixture = *state;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct finding_list findings =
			look(fixture, cases[i].link, cases[i].text, cases[i].from, cases[i].proven);

		if (findings.count != (cases[i].kind >= 0) ||
		    (findings.count == 1 && (int)findings.items[0].kind != cases[i].kind))
			fail_msg("%s", cases[i].why);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(consent_links_are_read_by_parameter),
		cmocka_unit_test(other_links_ask_for_no_consent),
		cmocka_unit_test(device_pages_are_known_by_host_and_path),
		cmocka_unit_test(codes_have_a_shape),
		cmocka_unit_test(authentication_clears_onboarding_but_never_risky_rights),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
