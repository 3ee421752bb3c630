/* SPDX-License-Identifier: BSD-2-Clause */
/* hooks - what libmilter calls: each files what it is told, none judges. */
#include "config.h"

#include "milter/hooks.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include <libmilter/mfapi.h>
#include <libmilter/mfdef.h>

#include "milter/apply.h"
#include "milter/live.h"
#include "milter/outcome.h"
#include "milter/report.h"
#include "milter/session.h"
#include "policy/base/log.h"

/* What we may want to do; always all of it, for settings may change while a connection lasts. */
#define ACTIONS (SMFIF_ADDHDRS | SMFIF_CHGHDRS | SMFIF_QUARANTINE)

/* Steps that we never answer. libmilter fakes the reply for an MTA that insists on one. */
#define UNANSWERED (SMFIP_NR_CONN | SMFIP_NR_HELO | SMFIP_NR_MAIL | SMFIP_NR_RCPT | SMFIP_NR_HDR)

/* Used where the MTA offers them: recipients that it refused, "enough of the body", exact values.
 */
#define WELCOME (SMFIP_RCPT_REJ | SMFIP_SKIP | SMFIP_HDR_LEADSPC)

/* Exactly the macros that are read, by the step at which they are. */
static const struct {
	int stage;
	char *macros;
} wanted_macros[] = {
	{SMFIM_CONNECT, "j"},
	{SMFIM_HELO, "{tls_version}"},
	{SMFIM_ENVFROM, "i {auth_authen}"},
	{SMFIM_ENVRCPT, "i {rcpt_mailer} {rcpt_host} {rcpt_addr}"},
	{SMFIM_EOM, "i"},
};

static int64_t
sessions_most(void)
{
	struct inspect *engine = live_hold();
	int64_t most = engine == NULL ? 0 : inspect_conf(engine)->milter.sessions_most;

	inspect_drop(engine);
	return most;
}

/*
 * The session of a connection. An MTA that says "quit, but a new connection follows" does not
 * negotiate again; such an MTA is a new one and knows all options.
 */
static struct session *
session_of(SMFICTX *ctx)
{
	struct session *session = smfi_getpriv(ctx);

	if (session == NULL) {
		(void)live_session_begin(INT64_MAX);
		session = session_open();
		session->leading_space = true;
		session->skips = true;
		(void)smfi_setpriv(ctx, session);
	}
	return session;
}

/* family UNKNOWN and "sendmail -bs" come without an address (milter.md finding 6). */
static const char *
address_text(struct arena *arena, const struct sockaddr *address)
{
	char text[INET6_ADDRSTRLEN] = "";

	if (address == NULL)
		return NULL;
	if (address->sa_family == AF_INET)
		(void)inet_ntop(AF_INET, &((const struct sockaddr_in *)address)->sin_addr, text,
				sizeof(text));
	if (address->sa_family == AF_INET6)
		(void)inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)address)->sin6_addr, text,
				sizeof(text));
	return *text == '\0' ? NULL : arena_strdup(arena, text);
}

/* Why the MTA refused the recipient of this RCPT, or NULL. The macros are stale at later steps. */
static const char *
refusal_of(SMFICTX *ctx, struct arena *arena)
{
	const char *mailer = smfi_getsymval(ctx, "{rcpt_mailer}");
	const char *code = smfi_getsymval(ctx, "{rcpt_host}");
	const char *text = smfi_getsymval(ctx, "{rcpt_addr}");

	if (mailer == NULL || strcmp(mailer, "error") != 0)
		return NULL;
	return arena_printf(arena, "%.40s %.200s", code == NULL ? "" : code,
			    text == NULL ? "" : text);
}

static sfsistat
hook_negotiate(SMFICTX *ctx, unsigned long actions, unsigned long steps, unsigned long unused2,
	       unsigned long unused3, unsigned long *my_actions, unsigned long *my_steps,
	       unsigned long *my_2, unsigned long *my_3)
{
	struct session *session;
	size_t i;

	(void)unused2;
	(void)unused3;
	/* Refused here, the MTA does with its mail what it does when a filter is away. */
	if (!live_session_begin(sessions_most()))
		return SMFIS_REJECT;
	session = session_open();
	(void)smfi_setpriv(ctx, session);
	session->actions = actions & ACTIONS;
	session->leading_space = (steps & SMFIP_HDR_LEADSPC) != 0;
	session->skips = (steps & SMFIP_SKIP) != 0;
	for (i = 0; i < sizeof(wanted_macros) / sizeof(*wanted_macros); i++)
		(void)smfi_setsymlist(ctx, wanted_macros[i].stage, wanted_macros[i].macros);
	*my_actions = session->actions;
	*my_steps = (*my_steps & ~(unsigned long)WELCOME) | UNANSWERED | (steps & WELCOME);
	*my_2 = 0;
	*my_3 = 0;
	return SMFIS_CONTINUE;
}

static sfsistat
hook_connect(SMFICTX *ctx, char *name, _SOCK_ADDR *address)
{
	struct session *session = session_of(ctx);
	const char *mta = smfi_getsymval(ctx, "j");

	session_helo(session, "", NULL);
	session->client_address = address_text(session->arena, (const struct sockaddr *)address);
	session->client_name = name == NULL ? NULL : arena_strdup(session->arena, name);
	session->mta_name = mta == NULL ? NULL : arena_strdup(session->arena, mta);
	return SMFIS_NOREPLY;
}

static sfsistat
hook_helo(SMFICTX *ctx, char *name)
{
	session_helo(session_of(ctx), name == NULL ? "" : name,
		     smfi_getsymval(ctx, "{tls_version}"));
	return SMFIS_NOREPLY;
}

static sfsistat
hook_envfrom(SMFICTX *ctx, char **arguments)
{
	struct session *session = session_of(ctx);
	struct inspect *engine = live_hold();
	const char *login = smfi_getsymval(ctx, "{auth_authen}");

	session_end(session);
	if (engine == NULL)
		return SMFIS_NOREPLY;
	session_begin(session, engine, inspect_conf(engine), arguments[0]);
	session_login(session, login);
	session_queue_id(session, smfi_getsymval(ctx, "i"));
	return SMFIS_NOREPLY;
}

static sfsistat
hook_envrcpt(SMFICTX *ctx, char **arguments)
{
	struct session *session = session_of(ctx);

	session_queue_id(session, smfi_getsymval(ctx, "i"));
	session_recipient(session, arguments[0], refusal_of(ctx, session->message_arena));
	return SMFIS_NOREPLY;
}

static sfsistat
hook_header(SMFICTX *ctx, char *name, char *value)
{
	session_field(session_of(ctx), name, value);
	return SMFIS_NOREPLY;
}

static sfsistat
hook_body(SMFICTX *ctx, unsigned char *bytes, size_t length)
{
	struct session *session = session_of(ctx);

	if (session_body(session, bytes, length) || !session->skips)
		return SMFIS_CONTINUE;
	return SMFIS_SKIP;
}

static void
say(struct session *session, const struct outcome *outcome)
{
	if (outcome->fault != NULL)
		log_warn("%s", report_line(session, outcome));
	else
		log_info("%s", report_line(session, outcome));
}

static sfsistat
finish(SMFICTX *ctx, struct session *session)
{
	struct outcome outcome;
	sfsistat status;

	session_queue_id(session, smfi_getsymval(ctx, "i"));
	outcome_reach(session, &outcome);
	status = apply_outcome(ctx, session, &outcome);
	say(session, &outcome);
	return status;
}

static sfsistat
hook_eom(SMFICTX *ctx)
{
	struct session *session = session_of(ctx);
	sfsistat status = SMFIS_TEMPFAIL;

	if (live_enter()) {
		if (session_active(session))
			status = finish(ctx, session);
		live_leave();
	}
	session_end(session);
	return status;
}

static void
finish_aborted(struct session *session)
{
	struct outcome outcome;

	outcome_reach_aborted(session, &outcome);
	if (outcome.hit)
		say(session, &outcome);
}

static sfsistat
hook_abort(SMFICTX *ctx)
{
	struct session *session = session_of(ctx);

	if (live_enter()) {
		if (session->source.envelope.recipient_count != 0)
			finish_aborted(session);
		live_leave();
	}
	session_end(session);
	return SMFIS_CONTINUE;
}

/* May come without an abort before it, from a thread that holds a lock of libmilter (finding 10).
 */
static sfsistat
hook_close(SMFICTX *ctx)
{
	struct session *session = smfi_getpriv(ctx);

	if (session == NULL)
		return SMFIS_CONTINUE;
	(void)smfi_setpriv(ctx, NULL);
	session_close(session);
	live_session_end();
	return SMFIS_CONTINUE;
}

int
hooks_register(void)
{
	const struct smfiDesc description = {
		.xxfi_name = "lurewatch",
		.xxfi_version = SMFI_VERSION,
		.xxfi_flags = ACTIONS,
		.xxfi_connect = hook_connect,
		.xxfi_helo = hook_helo,
		.xxfi_envfrom = hook_envfrom,
		.xxfi_envrcpt = hook_envrcpt,
		.xxfi_header = hook_header,
		.xxfi_body = hook_body,
		.xxfi_eom = hook_eom,
		.xxfi_abort = hook_abort,
		.xxfi_close = hook_close,
		.xxfi_negotiate = hook_negotiate,
	};

	return smfi_register(description) == MI_SUCCESS ? 0 : -1;
}
