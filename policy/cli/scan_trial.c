/* SPDX-License-Identifier: BSD-2-Clause */
/* scan_trial - how often a rule fires in stored mail, and what it changes. */
#include "config.h"

#include <string.h>

#include "policy/base/file.h"
#include "policy/base/text.h"
#include "policy/cli/scan.h"
#include "policy/lure/family.h"

/* The file's family joins those in force; its name is the rule. */
static int
take_file(struct cli *cli, const char *path, struct scan_trial *out, const char **why)
{
	struct family family;
	size_t length;
	char *bytes;

	if (file_read(cli->arena, path, FAMILY_FILE_MOST, &bytes, &length, why) != 0 ||
	    family_parse(cli->arena, path, bytes, length, &family, why) != 0)
		return -1;
	cli->conf->lures.also = path;
	out->rule = family.name;
	return 0;
}

int
scan_trial_open(struct cli *cli, const char *what, struct scan_trial *out, const char **why)
{
	*out = (struct scan_trial){.rule = what};
	if (strchr(what, '/') != NULL || text_ends_fold(what, ".conf"))
		return take_file(cli, what, out, why);
	return 0;
}

void
scan_trial_read(struct inspect *engine, struct arena *arena, const struct inspection *inspection,
		struct scan_trial *trial)
{
	trial->fired = inspect_fired(inspection, trial->rule);
	trial->without = inspection->judgement;
	if (trial->fired == 0)
		return;
	inspect_without(engine, arena, inspection, trial->rule, &trial->without);
	trial->messages++;
	if (trial->without.verdict != inspection->judgement.verdict)
		trial->changed++;
}
