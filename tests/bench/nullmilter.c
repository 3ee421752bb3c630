/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * nullmilter - the least that a filter on libmilter can cost: everything is taken, nothing is done.
 *
 *     nullmilter SOCKET [skip]
 *
 * It negotiates what lurewatch-milter negotiates, touches every byte and keeps one allocation a
 * connection. Without "skip" body chunks get no reply either.
 */
#include "config.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include <libmilter/mfapi.h>
#include <libmilter/mfdef.h>

/* Set once before any thread: body chunks are answered. */
static int answers_body;

static sfsistat
on_negotiate(SMFICTX *ctx, unsigned long actions, unsigned long steps, unsigned long unused2,
	     unsigned long unused3, unsigned long *my_actions, unsigned long *my_steps,
	     unsigned long *my_2, unsigned long *my_3)
{
	(void)ctx;
	(void)unused2;
	(void)unused3;
	*my_actions = actions & (SMFIF_ADDHDRS | SMFIF_CHGHDRS | SMFIF_QUARANTINE);
	*my_steps |= steps & (SMFIP_SKIP | SMFIP_RCPT_REJ | SMFIP_HDR_LEADSPC);
	*my_steps |= SMFIP_NR_CONN | SMFIP_NR_HELO | SMFIP_NR_MAIL | SMFIP_NR_RCPT | SMFIP_NR_HDR;
	if (!answers_body)
		*my_steps |= SMFIP_NR_BODY;
	*my_2 = 0;
	*my_3 = 0;
	return SMFIS_CONTINUE;
}

static sfsistat
on_connect(SMFICTX *ctx, char *name, _SOCK_ADDR *address)
{
	(void)name;
	(void)address;
	(void)smfi_setpriv(ctx, calloc(1, sizeof(uint64_t)));
	return SMFIS_NOREPLY;
}

static sfsistat
on_helo(SMFICTX *ctx, char *name)
{
	(void)ctx;
	(void)name;
	return SMFIS_NOREPLY;
}

static sfsistat
on_path(SMFICTX *ctx, char **arguments)
{
	(void)ctx;
	(void)arguments;
	return SMFIS_NOREPLY;
}

static sfsistat
on_header(SMFICTX *ctx, char *name, char *value)
{
	(void)ctx;
	(void)name;
	(void)value;
	return SMFIS_NOREPLY;
}

static sfsistat
on_body(SMFICTX *ctx, unsigned char *bytes, size_t length)
{
	uint64_t *sum = smfi_getpriv(ctx);
	size_t i;

	for (i = 0; sum != NULL && i < length; i++)
		*sum += bytes[i];
	return answers_body ? SMFIS_CONTINUE : SMFIS_NOREPLY;
}

static sfsistat
on_close(SMFICTX *ctx)
{
	free(smfi_getpriv(ctx));
	(void)smfi_setpriv(ctx, NULL);
	return SMFIS_CONTINUE;
}

int
main(int argc, char **argv)
{
	struct smfiDesc description = {
		.xxfi_name = "null",
		.xxfi_version = SMFI_VERSION,
		.xxfi_flags = SMFIF_ADDHDRS | SMFIF_CHGHDRS | SMFIF_QUARANTINE,
		.xxfi_connect = on_connect,
		.xxfi_helo = on_helo,
		.xxfi_envfrom = on_path,
		.xxfi_envrcpt = on_path,
		.xxfi_header = on_header,
		.xxfi_body = on_body,
		.xxfi_close = on_close,
		.xxfi_negotiate = on_negotiate,
	};

	if (argc < 2)
		return EX_USAGE;
	answers_body = argc > 2 && strcmp(argv[2], "skip") == 0;
	if (smfi_setconn(argv[1]) != MI_SUCCESS || smfi_register(description) != MI_SUCCESS ||
	    smfi_setbacklog(1024) != MI_SUCCESS || smfi_opensocket(1) != MI_SUCCESS)
		return EX_UNAVAILABLE;
	return smfi_main() == MI_SUCCESS ? EX_OK : EX_SOFTWARE;
}
