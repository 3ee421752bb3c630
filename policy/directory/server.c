/* SPDX-License-Identifier: BSD-2-Clause */
/* server - one bound connection to an LDAP server, every wait of which ends. */
#include "config.h"

#include "policy/directory/server.h"

#include <signal.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>

#include "policy/base/file.h"
#include "policy/base/text.h"
#include "policy/directory/watchdog.h"

#define GRACE_MS       500 /* libldap's own time-outs come first: they tell more */
#define IDLE_S         30  /* of TCP: then probes, so a dead peer shows */
#define PROBES         3
#define PROBE_S        10
#define UNACKED_MS     15000 /* TCP_USER_TIMEOUT */
#define DIAGNOSIS_MOST 200
#define MESSAGE_MOST   (256UL * 1024 * 1024) /* bytes of one message: a very large group */

struct server {
	struct arena *arena;
	const struct conf_directory *conf;
	const char *uri;
	LDAP *ld;
	struct watchdog *watchdog;
	struct ldap_conncb callbacks;
	sigset_t before; /* signals that were blocked before */
	bool tls;
};

static struct timeval
to_timeval(int64_t ms)
{
	return (struct timeval){.tv_sec = (time_t)(ms / 1000),
				.tv_usec = (suseconds_t)(ms % 1000 * 1000)};
}

/* libldap tells of each connection before TLS begins. */
static int
connected(LDAP *ld, Sockbuf *buffer, LDAPURLDesc *url, struct sockaddr *address,
	  struct ldap_conncb *callbacks)
{
	struct server *server = callbacks->lc_arg;
	ber_len_t most = MESSAGE_MOST;
	int fd = -1;

	(void)ld;
	(void)url;
	(void)address;
	if (ber_sockbuf_ctrl(buffer, LBER_SB_OPT_GET_FD, &fd) == 1)
		watchdog_learn(server->watchdog, fd);
	(void)ber_sockbuf_ctrl(buffer, LBER_SB_OPT_SET_MAX_INCOMING, &most);
	return 0;
}

static void
disconnected(LDAP *ld, Sockbuf *buffer, struct ldap_conncb *callbacks)
{
	struct server *server = callbacks->lc_arg;

	(void)ld;
	(void)buffer;
	watchdog_learn(server->watchdog, -1);
}

const char *
server_reason(struct server *server, const char *what, int code)
{
	char *diagnosis = NULL;
	const char *reason;

	(void)ldap_get_option(server->ld, LDAP_OPT_DIAGNOSTIC_MESSAGE, &diagnosis);
	if (diagnosis == NULL || diagnosis[0] == '\0')
		reason = arena_printf(server->arena, "%s: %s: %s", server->uri, what,
				      ldap_err2string(code));
	else
		reason = arena_printf(server->arena, "%s: %s: %s (%s)", server->uri, what,
				      ldap_err2string(code),
				      text_printable(server->arena, diagnosis, DIAGNOSIS_MOST));
	ldap_memfree(diagnosis);
	return reason;
}

static const char *
tell_timeout(struct server *server, const char *what, int64_t ms)
{
	return arena_printf(server->arena, "%s: %s: no answer within %lld ms", server->uri, what,
			    (long long)ms);
}

/* After a guarded call: 0, or -1 with the reason. */
static int
judge(struct server *server, const char *what, int code, int64_t ms, const char **why)
{
	if (watchdog_end(server->watchdog) || code == LDAP_TIMEOUT) {
		*why = tell_timeout(server, what, ms);
		return -1;
	}
	if (code == LDAP_SUCCESS)
		return 0;
	*why = server_reason(server, what, code);
	return -1;
}

static void
set_number(LDAP *ld, int option, int value)
{
	(void)ldap_set_option(ld, option, &value);
}

/* directory.md 2.4: each of these is needed, none is enough. */
static void
set_limits(struct server *server)
{
	struct timeval network = to_timeval(server->conf->connect_ms);
	struct timeval operation = to_timeval(server->conf->operation_ms);
	LDAP *ld = server->ld;

	set_number(ld, LDAP_OPT_PROTOCOL_VERSION, LDAP_VERSION3);
	set_number(ld, LDAP_OPT_DEREF, LDAP_DEREF_NEVER);
	(void)ldap_set_option(ld, LDAP_OPT_REFERRALS, LDAP_OPT_OFF);
	(void)ldap_set_option(ld, LDAP_OPT_NETWORK_TIMEOUT, &network);
	(void)ldap_set_option(ld, LDAP_OPT_TIMEOUT, &operation);
	set_number(ld, LDAP_OPT_X_KEEPALIVE_IDLE, IDLE_S);
	set_number(ld, LDAP_OPT_X_KEEPALIVE_PROBES, PROBES);
	set_number(ld, LDAP_OPT_X_KEEPALIVE_INTERVAL, PROBE_S);
	set_number(ld, LDAP_OPT_TCP_USER_TIMEOUT, UNACKED_MS);
	server->callbacks =
		(struct ldap_conncb){.lc_add = connected, .lc_del = disconnected, .lc_arg = server};
	(void)ldap_set_option(ld, LDAP_OPT_CONNECT_CB, &server->callbacks);
}

static int
set_tls(struct server *server, const char **why)
{
	const char *ca = server->conf->ca_file;
	LDAP *ld = server->ld;
	int code = LDAP_SUCCESS, client = 0;

	set_number(ld, LDAP_OPT_X_TLS_REQUIRE_CERT, LDAP_OPT_X_TLS_DEMAND);
	set_number(ld, LDAP_OPT_X_TLS_PROTOCOL_MIN, LDAP_OPT_X_TLS_PROTOCOL_TLS1_2);
	if (ca[0] != '\0')
		code = ldap_set_option(ld, LDAP_OPT_X_TLS_CACERTFILE, ca);
	if (code == LDAP_SUCCESS)
		code = ldap_set_option(ld, LDAP_OPT_X_TLS_NEWCTX, &client);
	if (code == LDAP_SUCCESS)
		return 0;
	*why = arena_printf(server->arena, "%s: TLS cannot be set up; check ca_file", server->uri);
	return -1;
}

static bool
is_loopback(const char *host)
{
	return host == NULL || host[0] == '\0' || strcmp(host, "localhost") == 0 ||
	       strcmp(host, "::1") == 0 || strncmp(host, "127.", 4) == 0;
}

static bool
sends_password(const struct conf_directory *conf)
{
	return strcmp(conf->bind, "simple") == 0 && conf->bind_dn[0] != '\0';
}

/* RFC 4513 section 5.1.3: a password needs protection on the wire. */
static bool
wants_starttls(const struct conf_directory *conf, const LDAPURLDesc *url)
{
	if (strcmp(url->lud_scheme, "ldap") != 0 || strcmp(conf->starttls, "no") == 0)
		return false;
	return strcmp(conf->starttls, "yes") == 0 ||
	       (sends_password(conf) && !is_loopback(url->lud_host));
}

static int
protect(struct server *server, const char **why)
{
	bool starttls = false;
	LDAPURLDesc *url = NULL;
	int64_t ms = server->conf->connect_ms;
	int code;

	if (ldap_url_parse(server->uri, &url) != LDAP_URL_SUCCESS) {
		*why = arena_printf(server->arena, "%s: need ldap://, ldaps:// or ldapi://",
				    text_printable(server->arena, server->uri, 200));
		return -1;
	}
	starttls = wants_starttls(server->conf, url);
	server->tls = starttls || strcmp(url->lud_scheme, "ldaps") == 0;
	ldap_free_urldesc(url);
	if (server->tls && set_tls(server, why) != 0)
		return -1;
	watchdog_begin(server->watchdog, ms);
	code = ldap_connect(server->ld);
	if (judge(server, "connect", code, ms, why) != 0)
		return -1;
	if (!starttls)
		return 0;
	watchdog_begin(server->watchdog, ms);
	code = ldap_start_tls_s(server->ld, NULL, NULL);
	return judge(server, "StartTLS", code, ms, why);
}

static int
authenticate(struct server *server, const char **why)
{
	struct berval empty = {0, NULL}, credential = {0, NULL};
	bool external = strcmp(server->conf->bind, "external") == 0;
	int64_t ms = server->conf->operation_ms;
	char nothing[1] = "", *secret = nothing;
	int code;

	if (sends_password(server->conf) &&
	    file_read_secret(server->arena, server->conf->secret_file, &secret, why) != 0)
		return -1;
	if (sends_password(server->conf) && secret[0] == '\0') {
		*why = "the bind password is empty, which would bind as nobody (RFC 4513 5.1.2)";
		return -1;
	}
	credential = (struct berval){.bv_len = strlen(secret), .bv_val = secret};
	/* NULL in place of empty bytes would leave EXTERNAL "in progress" */
	empty.bv_val = nothing;
	watchdog_begin(server->watchdog, ms + GRACE_MS);
	if (external)
		code = ldap_sasl_bind_s(server->ld, NULL, "EXTERNAL", &empty, NULL, NULL, NULL);
	else
		code = ldap_sasl_bind_s(server->ld, server->conf->bind_dn, LDAP_SASL_SIMPLE,
					&credential, NULL, NULL, NULL);
	explicit_bzero(secret, strlen(secret));
	return judge(server, "bind", code, ms, why);
}

static void
drop_handle(struct server *server)
{
	if (server->ld == NULL)
		return;
	watchdog_begin(server->watchdog, server->conf->connect_ms);
	(void)ldap_unbind_ext_s(server->ld, NULL, NULL);
	(void)watchdog_end(server->watchdog);
	watchdog_learn(server->watchdog, -1);
	server->ld = NULL;
}

static int
try_uri(struct server *server, const char *uri, const char **why)
{
	int code;

	server->uri = uri;
	code = ldap_initialize(&server->ld, uri);
	if (code != LDAP_SUCCESS) {
		*why = arena_printf(server->arena, "%s: %s",
				    text_printable(server->arena, uri, 200), ldap_err2string(code));
		return -1;
	}
	set_limits(server);
	if (protect(server, why) == 0 && authenticate(server, why) == 0)
		return 0;
	drop_handle(server);
	return -1;
}

static void
block_sigpipe(struct server *server)
{
	sigset_t set;

	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGPIPE);
	(void)pthread_sigmask(SIG_BLOCK, &set, &server->before);
}

/* A signal of a connection that was cut must not end the process later. */
static void
unblock_sigpipe(struct server *server)
{
	struct timespec now = {0, 0};
	sigset_t set;

	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGPIPE);
	while (sigismember(&server->before, SIGPIPE) == 0 &&
	       sigtimedwait(&set, NULL, &now) == SIGPIPE)
		continue;
	(void)pthread_sigmask(SIG_SETMASK, &server->before, NULL);
}

struct server *
server_open(struct arena *arena, const struct conf_directory *conf, const char **why)
{
	struct server *server = arena_zalloc(arena, 1, sizeof(*server));
	size_t i;

	*server = (struct server){.arena = arena, .conf = conf};
	server->watchdog = watchdog_open(why);
	if (server->watchdog == NULL)
		return NULL;
	block_sigpipe(server);
	*why = "no server is set";
	for (i = 0; i < conf->uris.count; i++)
		if (try_uri(server, conf->uris.items[i], why) == 0)
			return server;
	server_close(server);
	return NULL;
}

void
server_close(struct server *server)
{
	if (server == NULL)
		return;
	drop_handle(server);
	watchdog_close(server->watchdog);
	unblock_sigpipe(server);
}

const char *
server_uri(const struct server *server)
{
	return server->uri;
}

bool
server_has_tls(const struct server *server)
{
	return server->tls;
}

LDAP *
server_handle(struct server *server)
{
	return server->ld;
}

int
server_search(struct server *server, const struct server_search *search, int *id, const char **why)
{
	struct timeval limit = to_timeval(server->conf->operation_ms);
	union {
		const char *const *constant;
		char **plain;
	} attributes = {.constant = search->attributes}; /* libldap never writes there */
	int code, sent;

	watchdog_begin(server->watchdog, server->conf->operation_ms + GRACE_MS);
	code = ldap_search_ext(server->ld, search->base, search->scope, search->filter,
			       attributes.plain, 0, search->controls, NULL, &limit, LDAP_NO_LIMIT,
			       &sent);
	if (judge(server, "search", code, server->conf->operation_ms, why) != 0)
		return -1;
	*id = sent;
	return 0;
}

int
server_answer(struct server *server, int id, LDAPMessage **out, const char **why)
{
	int64_t ms = server->conf->operation_ms;
	struct timeval limit = to_timeval(ms);
	int type, code = LDAP_SERVER_DOWN;

	watchdog_begin(server->watchdog, ms + GRACE_MS);
	type = ldap_result(server->ld, id, LDAP_MSG_ONE, &limit, out);
	if (type > 0) {
		(void)watchdog_end(server->watchdog);
		return type;
	}
	if (type == 0)
		code = LDAP_TIMEOUT;
	else
		(void)ldap_get_option(server->ld, LDAP_OPT_RESULT_CODE, &code);
	return judge(server, "search", code == LDAP_SUCCESS ? LDAP_SERVER_DOWN : code, ms, why);
}

/* The first value of the first attribute that is there. */
static const char *
read_context(struct server *server, LDAPMessage *message, const char *const *names)
{
	const char *base = NULL;
	size_t i;

	for (i = 0; base == NULL && names[i] != NULL; i++) {
		struct berval **values = ldap_get_values_len(server->ld, message, names[i]);

		if (values != NULL && values[0] != NULL)
			base = arena_memdup(server->arena, values[0]->bv_val, values[0]->bv_len);
		ldap_value_free_len(values);
	}
	return base;
}

int
server_context(struct server *server, const char **base, const char **why)
{
	static const char *const names[] = {"defaultNamingContext", "namingContexts", NULL};
	struct server_search root = {.base = "",
				     .filter = "(objectClass=*)",
				     .scope = LDAP_SCOPE_BASE,
				     .attributes = names};
	const char *found = NULL;
	int id, type;

	if (server_search(server, &root, &id, why) != 0)
		return -1;
	do {
		LDAPMessage *message = NULL;

		type = server_answer(server, id, &message, why);
		if (type == LDAP_RES_SEARCH_ENTRY && found == NULL)
			found = read_context(server, message, names);
		(void)ldap_msgfree(message);
	} while (type > 0 && type != LDAP_RES_SEARCH_RESULT);
	if (type < 0)
		return -1;
	if (found == NULL) {
		*why = arena_printf(server->arena, "%s: the server names no base; set subject_base",
				    server->uri);
		return -1;
	}
	*base = found;
	return 0;
}

const char *
server_whoami(struct server *server)
{
	struct berval *name = NULL;
	const char *who = "";

	watchdog_begin(server->watchdog, server->conf->operation_ms + GRACE_MS);
	if (ldap_whoami_s(server->ld, &name, NULL, NULL) == LDAP_SUCCESS && name != NULL)
		who = arena_memdup(server->arena, name->bv_val, name->bv_len);
	(void)watchdog_end(server->watchdog);
	ber_bvfree(name);
	return who;
}
