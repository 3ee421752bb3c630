/* SPDX-License-Identifier: BSD-2-Clause */
/* options - the daemon's command line. */
#include "config.h"

#include "milter/options.h"

#include <unistd.h>

#include "policy/conf/conf.h"

const char options_help[] =
	"usage: lurewatch-milter [-c FILE] [-p SOCKET] [-s DIR] [-t]\n"
	"  -c FILE    settings; without it " CONF_PATH ",\n"
	"             and without that file the embedded defaults\n"
	"  -p SOCKET  unix:/path, inet:port@host, inet6:port@host or fd:N\n"
	"  -s DIR     state folder: evidence and directory replica\n"
	"  -t         check the settings and exit\n"
	"  -V         version, and what it was built with\n"
	"  -h         this text\n"
	"Runs in the foreground. See lurewatch-milter(8) and lurewatch.conf(5).\n";

int
options_read(struct arena *arena, int argc, char **argv, struct options *out, const char **why)
{
	struct options found = {.task = OPTIONS_RUN};
	int letter;

	opterr = 0;
	optind = 1;
	while ((letter = getopt(argc, argv, ":c:p:s:tVh")) != -1) {
		switch (letter) {
		case 'c':
			found.settings = optarg;
			break;
		case 'p':
			found.socket = optarg;
			break;
		case 's':
			found.state = optarg;
			break;
		case 't':
			found.task = OPTIONS_CHECK;
			break;
		case 'V':
			found.task = OPTIONS_VERSION;
			break;
		case 'h':
			found.task = OPTIONS_HELP;
			break;
		case ':':
			*why = arena_printf(arena, "-%c needs a value; try -h", optopt);
			return -1;
		default:
			*why = arena_printf(arena, "no such option: -%c; try -h", optopt);
			return -1;
		}
	}
	if (optind < argc) {
		*why = "takes no arguments besides its options; try -h";
		return -1;
	}
	if (found.settings == NULL)
		found.settings = conf_usual_path();
	*out = found;
	return 0;
}
