/* SPDX-License-Identifier: BSD-2-Clause */
/* test_mapping - entries to subjects: rules, names, ids, addresses, times, as directories differ.
 */
#include "config.h"

#include "policy/directory/mapping.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "policy/base/clock.h"
#include "policy/directory/dn.h"
#include "policy/directory/identifier.h"
#include "policy/directory/ldif.h"
#include "policy/directory/mailbox.h"
#include "policy/directory/range.h"
#include "policy/directory/rule.h"
#include "policy/directory/stamp.h"

#define NOW_MS 1795000000000LL /* late in 2026 */

static int
set_up(void **state)
{
	*state = arena_new();
	return 0;
}

static int
tear_down(void **state)
{
	arena_free(*state);
	return 0;
}

/* The only entry of an LDIF text. */
static void
read_entry(struct arena *arena, const struct entry_attributes *wanted, const char *ldif,
	   struct entry *out)
{
	struct feed *feed = ldif_open_bytes(arena, "t", ldif, strlen(ldif), wanted);
	const char *why = "";

	if (feed->next(feed, arena, out, &why) != 1)
		fail_msg("%s: %s", ldif, why);
}

static void
spellings_of_one_name_have_one_key(void **state)
{
	static const struct {
		const char *dn, *key;
	} cases[] = {
		{"cn=Anna,dc=X", "cn=anna,dc=x"},
		{"CN = Anna , DC = x", "cn=anna,dc=x"},
		{"cn=Anna  Berg,dc=x", "cn=anna berg,dc=x"},
		{"cn=Berg\\, Anna,dc=x", "cn=berg\\2C anna,dc=x"},
		{"cn=Berg\\2c Anna,dc=x", "cn=berg\\2C anna,dc=x"},
		{"cn=\"Berg, Anna\",dc=x", "\"cn=berg, anna\""},
		{"cn=a+uid=b,dc=x", "cn=a+uid=b,dc=x"},
		{"uid=b+cn=a,dc=x", "cn=a+uid=b,dc=x"},
		{"cn=a=b,dc=x", "cn=a\\3Db,dc=x"},
		{"cn=#0403414a43,dc=x", "cn=#0403414A43,dc=x"},
		{"", ""},
		{"not a name", "not a name"},
		{"cn=a,,dc=x", "cn=a,,dc=x"},
		{"cn=\xC3\x84,dc=x", "cn=\xC3\x84,dc=x"},
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *key = dn_key(*state, cases[i].dn, strlen(cases[i].dn));

		if (cases[i].key[0] == '"') /* LDAPv2 quoting is not RFC 4514: only stable */
			assert_string_equal(key, dn_key(*state, key, strlen(key)));
		else if (strcmp(key, cases[i].key) != 0)
			fail_msg("%s: %s", cases[i].dn, key);
	}
}

static void
ancestors_are_found_whole_or_by_a_part(void **state)
{
	(void)state;
	assert_true(dn_is_under("cn=a,ou=services,dc=x", "ou=services,dc=x"));
	assert_true(dn_is_under("cn=a,ou=b,ou=services,dc=x", "ou=services"));
	assert_false(dn_is_under("ou=services,dc=x", "ou=services"));
	assert_false(dn_is_under("cn=a,ou=services2,dc=x", "ou=services"));
	assert_false(dn_is_under("cn=a,dc=x", ""));
	assert_string_equal(dn_leaf(*state, "cn=domain admins,dc=x"), "domain admins");
	assert_string_equal(dn_leaf(*state, "nothing"), "nothing");
}

static void
rules_match_what_they_say(void **state)
{
	static const char ldif[] = "dn: uid=a,ou=Services,dc=x\nobjectClass: Account\n"
				   "uac: 66050\nbig: 34359738368\nneg: -2147483646\nuid: svc-a\n"
				   "text: 12x\nempty:\n";
	static const struct {
		const char *rule;
		bool matches;
	} cases[] = {
		{"objectClass=account", true},
		{"objectclass=ACCOUNT", true},
		{"objectClass=acc", false},
		{"objectClass=acc*", true},
		{"objectClass=*", true},
		{"mail=*", false},
		{"uid=svc-*", true},
		{"uid=svc-a*", true},
		{"uid=svc-ab*", false},
		{"uac&2", true},
		{"uac&0x10000", true},
		{"uac&0x10002", true},
		{"uac&4", false},
		{"uac&6", false},
		{"big=34359738368", true},
		{"big&34359738368", true},
		{"neg&2", true},
		{"text&8", false},
		{"empty&1", false},
		{"empty=*", true},
		{"under:ou=services,dc=x", true},
		{"under:OU=Services", true},
		{"under:ou=people", false},
	};
	struct entry_attributes wanted = {.arena = *state};
	struct rule rules[sizeof(cases) / sizeof(cases[0])];
	const char *why = "";
	struct entry entry;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (rule_read(&wanted, cases[i].rule, &rules[i], &why) != 0)
			fail_msg("%s", why);
	read_entry(*state, &wanted, ldif, &entry);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (rule_matches(&rules[i], &entry, "uid=a,ou=services,dc=x") != cases[i].matches)
			fail_msg("%s: not %d", cases[i].rule, cases[i].matches);
}

static void
rules_that_cannot_be_read_say_why(void **state)
{
	static const char *const rules[] = {"",
					    "attr",
					    "attr=",
					    "=x",
					    "attr&",
					    "attr&0",
					    "attr&two",
					    "a b=c",
					    "under:",
					    "under:x",
					    "attr&99999999999999999999"};
	struct entry_attributes wanted = {.arena = *state};
	struct rule rule;
	size_t i;

	for (i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
		const char *why = NULL;

		if (rule_read(&wanted, rules[i], &rule, &why) == 0)
			fail_msg("%s was read", rules[i]);
		assert_non_null(why);
	}
}

static void
addresses_lose_prefix_and_case_and_nothing_else(void **state)
{
	static const struct {
		const char *value, *key;
		enum mailbox_form form;
	} cases[] = {
		{"Anna@Nordwind.Example", "anna@nordwind.example", MAILBOX_PLAIN},
		{"SMTP:Anna@x.example", "anna@x.example", MAILBOX_PRIMARY},
		{"smtp:Anna@x.example", "anna@x.example", MAILBOX_SECONDARY},
		{" anna@x.example ", "anna@x.example", MAILBOX_PLAIN},
		{"anna+x@x.example", "anna+x@x.example", MAILBOX_PLAIN},
		{"anna@b\xC3\xBC"
		 "ro.example",
		 "anna@xn--bro-hoa.example", MAILBOX_PLAIN},
		{"SIP:anna@x.example", NULL, MAILBOX_PLAIN},
		{"X500:/o=x/cn=a@b", NULL, MAILBOX_PLAIN},
		{"anna", NULL, MAILBOX_PLAIN},
		{"@x.example", NULL, MAILBOX_PLAIN},
		{"anna@", NULL, MAILBOX_PLAIN},
		{"anna berg@x.example", NULL, MAILBOX_PLAIN},
		{"anna@x example", NULL, MAILBOX_PLAIN},
		{"anna@x/y", NULL, MAILBOX_PLAIN},
		{"", NULL, MAILBOX_PLAIN},
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		enum mailbox_form form;
		const char *key =
			mailbox_key(*state, cases[i].value, strlen(cases[i].value), &form);

		if ((key == NULL) != (cases[i].key == NULL) ||
		    (key != NULL && strcmp(key, cases[i].key) != 0))
			fail_msg("%s: %s", cases[i].value, key == NULL ? "none" : key);
		if (key != NULL)
			assert_int_equal(form, cases[i].form);
	}
	assert_null(mailbox_without_extension(*state, "anna@x.example", "+"));
	assert_null(mailbox_without_extension(*state, "+a@x.example", "+"));
	assert_null(mailbox_without_extension(*state, "anna@x+y.example", "+"));
	assert_null(mailbox_without_extension(*state, "anna+x@x.example", ""));
	assert_string_equal(mailbox_without_extension(*state, "anna+x+y@x.example", "+"),
			    "anna@x.example");
	assert_string_equal(mailbox_without_extension(*state, "anna-x@x.example", "+-"),
			    "anna@x.example");
}

static void
times_are_told_apart_by_their_form(void **state)
{
	static const struct {
		const char *text;
		int64_t ms; /* -1: no time */
	} cases[] = {
		{"20261123221910Z", 1795472350000},
		{"20261123221910.123Z", 1795472350000},
		{"202611232219Z", 1795472340000},
		{"2026112322Z", 1795471200000},
		{"20261123231910+0100", 1795472350000},
		{"133700000000000000", 1725526400000},
		{"0", -1},
		{"9223372036854775807", -1},
		{"1795472350", 1795472350000},
		{"1795472350000", 1795472350000},
		{"20000", 20000 * CLOCK_DAY_MS},
		{"20261323221910Z", -1},
		{"20261123221910", -1},
		{"20261123221910X", -1},
		{"", -1},
		{"99999999999999999999999", -1},
		{"yesterday", -1},
		{"000001010000Z", -62167219200000},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int64_t got = -1;

		if (stamp_read(cases[i].text, &got) != (cases[i].ms != -1) || got != cases[i].ms)
			fail_msg("%s: %lld", cases[i].text, (long long)got);
	}
}

static void
ids_become_text(void **state)
{
	static const char guid[] =
		"\x33\x22\x11\x00\x55\x44\x77\x66\x88\x99\xAA\xBB\xCC\xDD\xEE\xFF";
	static const char sid[] =
		"\x01\x02\x00\x00\x00\x00\x00\x05\x15\x00\x00\x00\x00\x02\x00\x00";
	struct arena *arena = *state;

	assert_string_equal(identifier_text(arena, "objectguid", guid, 16),
			    "00112233-4455-6677-8899-aabbccddeeff");
	assert_string_equal(identifier_text(arena, "entryuuid", "ABC-1", 5), "abc-1");
	assert_string_equal(identifier_text(arena, "raw", "\x01\xFF", 2), "01ff");
	assert_null(identifier_text(arena, "raw", "", 0));
	assert_int_equal(identifier_sid_tail(sid, 16), 512);
	assert_int_equal(identifier_sid_tail(sid, 12), 0);
	assert_int_equal(identifier_sid_tail(sid, 3), 0);
}

static void
ranges_are_read_and_continued(void **state)
{
	struct range range = {0};

	assert_true(range_read(*state, "member;range=0-1499", &range));
	assert_string_equal(range.name, "member");
	assert_int_equal(range.high, 1499);
	assert_false(range.last);
	assert_string_equal(range_next(*state, &range), "member;range=1500-*");
	assert_true(range_read(*state, "member;Range=1500-*", &range));
	assert_true(range.last);
	assert_false(range_read(*state, "member", &range));
	assert_false(range_read(*state, "member;range=9-1", &range));
	assert_false(range_read(*state, "member;range=1-2x", &range));
	assert_false(range_read(*state, "member;range=99999999999999-*", &range));
}

static bool
map(struct arena *arena, const char *settings, const char *ldif, struct subject *out)
{
	const char *why = "";
	struct conf *conf = conf_parse(arena, "t", settings, &why);
	struct mapping_losses losses = {0};
	struct mapping *mapping;
	struct entry entry;
	bool is_subject;

	if (conf == NULL)
		fail_msg("%s", why);
	mapping = mapping_open(arena, &conf->directories[0], NOW_MS, &why);
	if (mapping == NULL)
		fail_msg("%s", why);
	read_entry(arena, mapping_attributes(mapping), ldif, &entry);
	is_subject = mapping_subject(mapping, arena, &entry, &losses, out);
	conf_free(conf);
	return is_subject;
}

static void
an_exchange_mailbox_is_mapped_by_the_defaults(void **state)
{
	static const char ldif[] =
		"dn: CN=Accounts Payable,OU=Boxes,DC=corp,DC=example\n"
		"objectClass: user\nobjectGUID:: MyIRAFVEd2aImaq7zN3u/w==\n"
		"sAMAccountName: ap\ndisplayName: Accounts Payable\n"
		"proxyAddresses: smtp:old@corp.example\nproxyAddresses: SMTP:AP@corp.example\n"
		"proxyAddresses: SIP:ap@corp.example\nmsExchRecipientTypeDetails: 34359738368\n"
		"userAccountControl: 514\npublicDelegates: CN=Ines,DC=corp,DC=example\n"
		"pwdLastSet: 0\nlastLogonTimestamp: 132000000000000000\nprimaryGroupID: 513\n";
	struct subject got;

	assert_true(map(*state, "directory d { }\n", ldif, &got));
	assert_int_equal(got.kind, IDENTITY_SHARED);
	assert_string_equal(got.id, "00112233-4455-6677-8899-aabbccddeeff");
	assert_string_equal(got.mail, "ap@corp.example");
	assert_int_equal(got.address_count, 2);
	assert_int_equal(got.addresses[0].via, VIA_ALIAS);
	assert_int_equal(got.addresses[1].via, VIA_DIRECT);
	assert_true(got.disabled);
	assert_true(got.stale);
	assert_int_equal(got.delegate_names.count, 1);
	assert_string_equal(got.delegate_names.items[0], "cn=ines,dc=corp,dc=example");
	assert_int_equal(got.primary_group, 513);
	assert_string_equal(got.account, "ap");
}

static void
what_an_entry_is_follows_the_order_of_the_rules(void **state)
{
	static const struct {
		const char *ldif;
		int kind; /* -1: no identity */
	} cases[] = {
		{"dn: uid=a,dc=x\nobjectClass: person\nuid: a\n", IDENTITY_PERSON},
		{"dn: uid=a,dc=x\nmail: a@x.example\n", IDENTITY_PERSON},
		{"dn: ou=a,dc=x\nobjectClass: organizationalUnit\nou: a\n", -1},
		{"dn: uid=a,dc=x\nobjectClass: account\nuid: a\n", IDENTITY_SERVICE},
		{"dn: cn=a,dc=x\nobjectClass: groupOfNames\nmember: uid=b,dc=x\n", IDENTITY_GROUP},
		{"dn: cn=a,dc=x\nobjectClass: posixGroup\n", IDENTITY_GROUP},
		{"dn: cn=a,ou=shared,dc=x\nobjectClass: organizationalRole\nmail: a@x.example\n",
		 IDENTITY_SHARED},
		{"dn: cn=a,ou=y,dc=x\nobjectClass: organizationalRole\nmail: a@x.example\n",
		 IDENTITY_ROLE},
		{"dn: cn=a,ou=external,dc=x\nmail: a@y.example\n", IDENTITY_EXTERNAL},
		{"dn: cn=a,ou=services,dc=x\nemployeeType: external\nmail: a@x.example\n",
		 IDENTITY_SERVICE},
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct subject got = {.kind = IDENTITY_KINDS};
		bool is_subject = map(*state, "directory d { }\n", cases[i].ldif, &got);

		if (is_subject != (cases[i].kind >= 0) ||
		    (is_subject && (int)got.kind != cases[i].kind))
			fail_msg("%s: kind %d", cases[i].ldif, (int)got.kind);
	}
}

static void
an_entry_outside_the_base_is_none_of_ours(void **state)
{
	static const char inside[] = "dn: uid=a,ou=People,dc=x\nmail: a@x.example\n";
	static const char outside[] = "dn: uid=a,ou=other,dc=x\nmail: a@x.example\n";
	static const char settings[] = "directory d { subject_base = \"ou=people, dc=x\" }\n";
	struct subject got;

	assert_true(map(*state, settings, inside, &got));
	assert_false(map(*state, settings, outside, &got));
	assert_true(map(*state, settings, inside, &got));
	assert_memory_equal(got.id, "dn-", 3); /* no id attribute: known by its DN */
}

static void
a_broken_rule_is_told_and_not_ignored(void **state)
{
	const char *why = NULL;
	struct conf *conf =
		conf_parse(*state, "t", "directory d { service_rules = {\"nonsense\"} }\n", &why);

	assert_non_null(conf);
	assert_null(mapping_open(*state, &conf->directories[0], NOW_MS, &why));
	assert_non_null(strstr(why, "nonsense"));
	conf_free(conf);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(spellings_of_one_name_have_one_key, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(ancestors_are_found_whole_or_by_a_part, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(rules_match_what_they_say, set_up, tear_down),
		cmocka_unit_test_setup_teardown(rules_that_cannot_be_read_say_why, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(addresses_lose_prefix_and_case_and_nothing_else,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(times_are_told_apart_by_their_form, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(ids_become_text, set_up, tear_down),
		cmocka_unit_test_setup_teardown(ranges_are_read_and_continued, set_up, tear_down),
		cmocka_unit_test_setup_teardown(an_exchange_mailbox_is_mapped_by_the_defaults,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_an_entry_is_follows_the_order_of_the_rules,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(an_entry_outside_the_base_is_none_of_ours, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(a_broken_rule_is_told_and_not_ignored, set_up,
						tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
