/* SPDX-License-Identifier: BSD-2-Clause */
/* test_holes_lures - holes of other filters about lures (detection.md 1.1), one test each. */
#include "config.h"

#include "tests/unit/company.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const struct finding *
read(struct company *company, const char *head, const char *link, const char *code)
{
	struct inspection inspection;

	company_read(company,
		     arena_printf(company->arena,
				  "%sFrom: Jo <jo@meet.example>\nSubject: Meeting\n\nTo join, open "
				  "%s and enter the code %s there.\n",
				  head, link, code),
		     NULL, &inspection);
	return company_find(&inspection, FINDING_DEVICE_CODE);
}

/* sublime compares whole URLs, and wants nine capitals between signs. */
static void
h12_device_pages_are_known_however_they_are_written(void **state)
{
	static const char *const links[] = {
		"https://microsoft.com/devicelogin",
		"https://www.microsoft.com/devicelogin/",
		"https://microsoft.com/DeviceLogin?x=1#y",
		"http://login.microsoft.com/device",
		"https://eur01.safelinks.protection.outlook.com/"
		"?url=https%3A%2F%2Fmicrosoft.com%2Fdevicelogin&data=1",
		"https://urldefense.com/v3/__https://microsoft.com/devicelogin__;!!abc!def$",
		"https://urldefense.proofpoint.com/v2/"
		"url?u=https-3A__microsoft.com_devicelogin&d=DwMFAg",
		"https://www.google.com/url?q=https://aka.ms/devicelogin",
	};
	size_t i;

	for (i = 0; i < COUNT(links); i++)
		if (read(*state, "", links[i], "A1B2C3D4E") == NULL)
			fail_msg("%s", links[i]);
}

static void
h12_codes_have_the_shapes_of_their_issuer(void **state)
{
	static const struct {
		const char *link, *code;
		bool found;
	} cases[] = {
		{"https://microsoft.com/devicelogin", "a1b2c3d4e", true},
		{"https://microsoft.com/devicelogin", "ABCDWXYZ9", true},
		{"https://github.com/login/device", "WDJB-MJHT", true},
		{"https://github.com/login/device", "wdjb-mjht", true},
		{"https://github.com/login/device", "A1B2C3D4E", false},
		{"https://www.google.com/device", "A1B-C2D-E3F", true},
		{"https://device.sso.eu-west-1.amazonaws.com/?user_code=ABCD-EFGH", "", true},
		{"https://github.com/login/device", "of conduct", false},
	};
	size_t i;

	for (i = 0; i < COUNT(cases); i++)
		if ((read(*state, "", cases[i].link, cases[i].code) != NULL) != cases[i].found)
			fail_msg("%s %s", cases[i].link, cases[i].code);
}

/* Whoever sends it: proven strangers, and an issuer whose mail carries what strangers wrote. */
static void
h12_no_sender_clears_a_device_page(void **state)
{
	assert_non_null(read(*state, COMPANY_PROVEN("meet.example"),
			     "https://microsoft.com/devicelogin", "A1B2C3D4E"));
	assert_non_null(read(*state, COMPANY_FAILED("meet.example"),
			     "https://microsoft.com/devicelogin", "A1B2C3D4E"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(h12_device_pages_are_known_however_they_are_written),
		cmocka_unit_test(h12_codes_have_the_shapes_of_their_issuer),
		cmocka_unit_test(h12_no_sender_clears_a_device_page),
	};

	return cmocka_run_group_tests(tests, company_set_up, company_tear_down);
}
