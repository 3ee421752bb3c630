/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * company - whole inspections of mail to the quick start's invented company, its directory known.
 *
 * Results of mx.nordwind.example are believed; the envelope sender is the letter's Return-Path.
 *
 * Who owns: the fixture, which cmocka hands round as its state. Threads: any. Fails: ends the test.
 */
#ifndef TESTS_UNIT_COMPANY_H
#define TESTS_UNIT_COMPANY_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "policy/inspect.h"
#include "tests/unit/scratch.h"

#define COMPANY_PAYROLL "payroll@nordwind.example"
#define COMPANY_PROVEN(domain_) \
	"Authentication-Results: mx.nordwind.example; dmarc=pass header.from=" domain_ "\n"
#define COMPANY_FAILED(domain_) \
	"Authentication-Results: mx.nordwind.example; dmarc=fail header.from=" domain_ "\n"
/* A text that a lure family knows, and one that is none. */
#define COMPANY_LURE                                                                               \
	"Hello,\n\nI have changed my bank and would like to change my direct deposit before the\n" \
	"next payroll run. Please let me know what information you need.\n"
#define COMPANY_TALK "Hello,\n\nthe photos of our summer party are ready. See you on Monday.\n"

struct company {
	struct arena *arena;
	char *folder;
	struct conf *own; /* for the directory */
	struct directory *directory;
	struct correspondents *correspondents; /* a history that is warm from the third mail on */
	struct inspect *engine;
};

static inline int
company_set_up(void **state)
{
	static const char settings[] =
		"protected { owned = {\"nordwind.example\"} }\n"
		"authentication { trusted_ids = {\"mx.nordwind.example\"} }\n"
		"contacts { warm_messages = 3 }\n"
		"directory \"people\" { }\n";
	struct company *company = calloc(1, sizeof(*company));
	const char *root = getenv("top_srcdir"), *why = "";
	struct directory_sync_result result;
	struct inspect_shared shared = {0};

	company->arena = arena_new();
	company->folder = scratch_make(company->arena);
	company->own = conf_parse(company->arena, "test", settings, &why);
	if (company->own != NULL)
		company->directory =
			directory_open(company->arena, company->folder, company->own, true, &why);
	if (company->directory == NULL ||
	    directory_sync(company->directory, company->arena, &company->own->directories[0],
			   arena_printf(company->arena, "%s/contrib/quickstart/company.ldif",
					root == NULL ? "." : root),
			   NULL, NULL, &result, &why) != 0)
		fail_msg("%s", why);
	company->correspondents =
		correspondents_open(company->arena, company->folder, &company->own->contacts,
				    CORRESPONDENTS_WRITE, &why);
	shared.directory = company->directory;
	shared.correspondents = company->correspondents;
	company->engine =
		inspect_open(conf_parse(company->arena, "test", settings, &why), &shared, &why);
	if (company->engine == NULL)
		fail_msg("%s", why);
	*state = company;
	return 0;
}

static inline int
company_tear_down(void **state)
{
	struct company *company = *state;

	inspect_drop(company->engine);
	correspondents_close(company->correspondents);
	directory_close(company->directory);
	conf_free(company->own);
	scratch_remove(company->folder);
	arena_free(company->arena);
	free(company);
	return 0;
}

/* 'recipient' may be NULL: payroll. */
static inline void
company_read(struct company *company, const char *letter, const char *recipient,
	     struct inspection *out)
{
	struct message_source *source = arena_zalloc(company->arena, 1, sizeof(*source));
	struct message_recipient *to = arena_zalloc(company->arena, 1, sizeof(*to));

	message_source_of_file(company->arena, &inspect_conf(company->engine)->message, letter,
			       strlen(letter), source);
	to->typed = recipient == NULL ? COMPANY_PAYROLL : recipient;
	source->envelope.recipients = to;
	source->envelope.recipient_count = 1;
	inspect_message(company->engine, company->arena, source, out);
}

static inline const struct finding *
company_find(const struct inspection *inspection, enum finding_kind kind)
{
	size_t i;

	for (i = 0; i < inspection->findings.count; i++)
		if (inspection->findings.items[i].kind == kind)
			return &inspection->findings.items[i];
	return NULL;
}

#endif
