/* SPDX-License-Identifier: BSD-2-Clause */
/* fakehost - preloaded into Sendmail: a host name with dots, for without one it sleeps a minute. */
#include <stddef.h>
#include <string.h>
#include <sys/utsname.h>

#define NAME "mx.marlin-freight.example"

int gethostname(char *name, size_t size);

int
gethostname(char *name, size_t size)
{
	if (size < sizeof(NAME))
		return -1;
	memcpy(name, NAME, sizeof(NAME));
	return 0;
}

int
uname(struct utsname *out)
{
	memset(out, 0, sizeof(*out));
	memcpy(out->nodename, NAME, sizeof(NAME));
	memcpy(out->sysname, "Linux", sizeof("Linux"));
	return 0;
}
