/* SPDX-License-Identifier: BSD-2-Clause */
/* contacts - lurewatch contacts: who has written with whom, shown and imported. */
#include "config.h"

#include "policy/cli/contacts.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "policy/base/clock.h"
#include "policy/base/text.h"
#include "policy/cli/cli.h"
#include "policy/directory/correspondents.h"
#include "policy/directory/directory.h"
#include "policy/mail/address.h"

#define PARTNERS_MOST 1000000

struct contacts {
	struct cli *cli;
	struct correspondents *correspondents;
	struct conf_list ours; /* our domains */
	struct cli_table *table;
	const char *recipient; /* --rcpt: of us, he alone */
	bool found, printed;
};

static const char *
day_of(struct cli *cli, int64_t when_ms)
{
	return when_ms == 0 ? "" : clock_rfc3339(cli->arena, when_ms, 1);
}

static void
print_past(struct contacts *self, const char *who, const struct contact_past *past)
{
	struct cli *cli = self->cli;
	const char *contact = contact_name(contact_of(&cli->conf->contacts, past, cli->now_ms));
	json_t *one;

	self->found |= past->in != 0 || past->out != 0;
	self->printed = true;
	if (!cli->json) {
		cli_table_row(self->table,
			      (const char *const[]){who, contact, day_of(cli, past->first_ms),
						    day_of(cli, past->last_ms),
						    arena_printf(cli->arena, "%u", past->in),
						    arena_printf(cli->arena, "%u", past->out)});
		return;
	}
	one = json_object();
	(void)json_object_set_new(one, "who", cli_json_string(cli, who));
	(void)json_object_set_new(one, "contact", json_string(contact));
	(void)json_object_set_new(one, "first", json_string(day_of(cli, past->first_ms)));
	(void)json_object_set_new(one, "last", json_string(day_of(cli, past->last_ms)));
	(void)json_object_set_new(one, "in", json_integer(past->in));
	(void)json_object_set_new(one, "out", json_integer(past->out));
	(void)json_object_set_new(one, "we_began", json_boolean(past->ours));
	cli_json(one);
}

/* ---- the whole ------------------------------------------------------------------------------- */

static int
print_status(struct contacts *self)
{
	struct cli *cli = self->cli;
	const struct conf_contacts *conf = &cli->conf->contacts;
	struct correspondents_status status;
	size_t partners;
	bool warm;
	json_t *one;

	correspondents_status(self->correspondents, &status);
	if (status.why[0] != '\0')
		return cli_fail(cli, "%s", status.why);
	warm = contact_is_warm(conf, status.size.mails, status.size.oldest_ms, cli->now_ms);
	partners = correspondents_partners(self->correspondents, cli->arena, conf, PARTNERS_MOST)
			   .count;
	if (!cli->json) {
		(void)printf("%llu mails since %s: %s\n%llu pairs, %llu domains, %zu partners, "
			     "%llu kB\n",
			     (unsigned long long)status.size.mails,
			     cli_safe(cli, day_of(cli, status.size.oldest_ms)),
			     warm ? "warm" : "not warm yet, nobody counts as a first contact",
			     (unsigned long long)status.size.pairs,
			     (unsigned long long)status.size.domains, partners,
			     (unsigned long long)status.size.bytes / 1024);
		return CLI_OK;
	}
	one = json_object();
	(void)json_object_set_new(one, "mails", json_integer((json_int_t)status.size.mails));
	(void)json_object_set_new(one, "oldest", json_string(day_of(cli, status.size.oldest_ms)));
	(void)json_object_set_new(one, "warm", json_boolean(warm));
	(void)json_object_set_new(one, "pairs", json_integer((json_int_t)status.size.pairs));
	(void)json_object_set_new(one, "domains", json_integer((json_int_t)status.size.domains));
	(void)json_object_set_new(one, "partners", json_integer((json_int_t)partners));
	(void)json_object_set_new(one, "bytes", json_integer((json_int_t)status.size.bytes));
	cli_json(one);
	return CLI_OK;
}

static bool
print_partner(void *data, const char *domain, const struct contact_past *past)
{
	struct contacts *self = data;
	struct cli *cli = self->cli;

	if (contact_of(&cli->conf->contacts, past, cli->now_ms) == CONTACT_PARTNER)
		print_past(self, domain, past);
	return true;
}

/* ---- one address or domain ------------------------------------------------------------------- */

/* What 'who' and each of our domains have in common. */
static int
join(struct contacts *self, struct gather_fact who, bool of_domain, struct contact_past *out)
{
	struct ledger_answer answer;
	const char *why;
	size_t i;

	for (i = 0; i < self->ours.count; i++) {
		who.own_domain = self->ours.items[i];
		if (correspondents_ask(self->correspondents, &who, &answer, &why) != ANSWER_FOUND)
			return cli_fail(self->cli, "%s", why);
		if (self->recipient != NULL)
			*out = of_domain ? answer.domain : answer.address;
		else
			contact_join(out, of_domain ? &answer.our_domain : &answer.our_address);
	}
	return CLI_OK;
}

static int
print_one(struct contacts *self, const char *name)
{
	struct arena *arena = self->cli->arena;
	struct contact_past domain = {0}, address = {0};
	struct address read = address_none;
	struct gather_fact who;
	const char *why;

	if (strchr(name, '@') == NULL
		    ? host_canonical(arena, name, strlen(name), &read.domain, &why) != 0
		    : address_path(arena, name, &read, &why) != 0)
		return cli_fail(self->cli, "%s: %s", name, why);
	who = (struct gather_fact){.own = self->recipient == NULL ? "" : self->recipient,
				   .foreign = text_lower(arena, read.text),
				   .foreign_domain = read.domain.registrable};
	if (join(self, who, true, &domain) != CLI_OK || join(self, who, false, &address) != CLI_OK)
		return CLI_FAILURE;
	if (who.foreign[0] != '\0')
		print_past(self, who.foreign, &address);
	print_past(self, who.foreign_domain, &domain);
	return CLI_OK;
}

/* ---- the command ----------------------------------------------------------------------------- */

static int
show(struct contacts *self, char **names, size_t count, bool partners)
{
	static const char *const heads[] = {"WHO", "CONTACT", "SINCE", "LAST", "IN", "OUT"};
	struct cli *cli = self->cli;
	const char *why = NULL;
	int status = CLI_OK;
	size_t i;

	if (count == 0 && !partners)
		return print_status(self);
	self->table = cli_table_new(cli, heads, sizeof(heads) / sizeof(heads[0]));
	if (partners &&
	    correspondents_domains(self->correspondents, print_partner, self, &why) != 0)
		return cli_fail(cli, "%s", why);
	for (i = 0; i < count && status == CLI_OK; i++)
		status = print_one(self, names[i]);
	if (self->printed && !cli->json)
		cli_table_print(self->table);
	return status == CLI_OK && count != 0 && !self->found ? CLI_SOME : status;
}

/* Once, as the history has it: the domain that was registered. */
static void
add_ours(struct contacts *self, const char *name)
{
	struct host host;
	const char *why;
	size_t i;

	if (host_canonical(self->cli->arena, name, strlen(name), &host, &why) != 0)
		return;
	for (i = 0; i < self->ours.count; i++)
		if (strcmp(self->ours.items[i], host.registrable) == 0)
			return;
	self->ours.items[self->ours.count++] = host.registrable;
}

/* The settings' domains and those that the directory knows. */
static void
find_ours(struct contacts *self)
{
	struct cli *cli = self->cli;
	const struct conf_list *owned = &cli->conf->protected.owned;
	struct conf_list learned = {0};
	struct directory *directory;
	const char *why;
	size_t i;

	directory = directory_open(cli->arena, cli->state, cli->conf, false, &why);
	if (directory != NULL && cli->conf->protected.owned_from_directory)
		learned = directory_domains(directory, cli->arena);
	self->ours.items = arena_zalloc(cli->arena, owned->count + learned.count + 1,
					sizeof(*self->ours.items));
	for (i = 0; i < owned->count; i++)
		add_ours(self, owned->items[i]);
	for (i = 0; i < learned.count; i++)
		add_ours(self, learned.items[i]);
	directory_close(directory);
}

static int
run(struct cli *cli, int argc, char **argv)
{
	static const struct option known[] = {{"partners", no_argument, NULL, 'p'},
					      {"rcpt", required_argument, NULL, 'r'},
					      {NULL, 0, NULL, 0}};
	struct contacts self = {.cli = cli};
	const char *why = NULL;
	bool partners = false;
	int letter, status;

	if (argc > 1 && strcmp(argv[1], "import") == 0)
		return contacts_import(cli, argc - 2, argv + 2);
	while ((letter = getopt_long(argc, argv, "", known, NULL)) != -1) {
		if (letter == 'p')
			partners = true;
		else if (letter == 'r')
			self.recipient = text_lower(cli->arena, optarg);
		else
			return cli_usage(cli, &cli_command_contacts, "contacts: unknown option");
	}
	self.correspondents = correspondents_open(cli->arena, cli->state, &cli->conf->contacts,
						  CORRESPONDENTS_READ, &why);
	if (self.correspondents == NULL)
		return cli_fail(cli, "%s", why);
	find_ours(&self);
	status = show(&self, argv + optind, (size_t)(argc - optind), partners);
	correspondents_close(self.correspondents);
	return status;
}

const struct cli_command cli_command_contacts = {
	.name = "contacts",
	.usage = "[--partners] [--rcpt ADDR] [ADDR|DOMAIN]... | import FILE|-",
	.summary = "who has written with whom: show it, or import it from old logs",
	.help = "  ADDR|DOMAIN      how well we know them; without any, how much is known at all\n"
		"  --rcpt ADDR      ... one of us alone\n"
		"  --partners       domains that have long exchanged mail with ours\n"
		"  import FILE      CSV lines \"from,to[,when]\", or a log of Postfix; - is "
		"standard "
		"input\n",
	.run = run,
};
