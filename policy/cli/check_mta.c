/* SPDX-License-Identifier: BSD-2-Clause */
/* check_mta - the milter's socket, and whether the MTAs of this host name it. */
#include "config.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "policy/base/file.h"
#include "policy/base/text.h"
#include "policy/cli/check.h"

#define MTA_FILE_MOST (4UL * 1024 * 1024)

/* The path of a unix socket, or NULL. */
static const char *
unix_path(const char *socket_name)
{
	if (strncmp(socket_name, "unix:", 5) == 0)
		return socket_name + 5;
	if (strncmp(socket_name, "local:", 6) == 0)
		return socket_name + 6;
	return socket_name[0] == '/' ? socket_name : NULL;
}

static bool
answers_at(const struct sockaddr *address, socklen_t length)
{
	int fd = socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool up;

	if (fd < 0)
		return false;
	up = connect(fd, address, length) == 0;
	(void)close(fd);
	return up;
}

static bool
unix_answers(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};

	if (strlen(path) >= sizeof(address.sun_path))
		return false;
	memcpy(address.sun_path, path, strlen(path) + 1);
	return answers_at((const struct sockaddr *)(const void *)&address, sizeof(address));
}

static void
check_unix(struct check *check, const char *path)
{
	char *folder = arena_strdup(check->cli->arena, path);
	char *slash = strrchr(folder, '/');
	struct stat about;

	if (path[0] != '/') {
		check_say(check, CHECK_FAIL, "socket", "%s: write the whole path, from /", path);
		return;
	}
	slash[slash == folder] = '\0';
	if (stat(folder, &about) != 0) {
		check_say(check, CHECK_FAIL, "socket",
			  "%s: no such folder; make it, owned by the "
			  "daemon's user with the MTA's group",
			  folder);
		return;
	}
	if ((about.st_mode & S_IWOTH) != 0)
		check_say(check, CHECK_WARN, "socket",
			  "%s: anybody may write there; Sendmail refuses such a socket", folder);
	if (stat(path, &about) != 0)
		check_say(check, CHECK_WARN, "socket",
			  "%s: not there: is lurewatch-milter running?", path);
	else if (!unix_answers(path))
		check_say(check, CHECK_WARN, "socket",
			  "%s: nobody answers: is lurewatch-milter "
			  "running, and may this user connect?",
			  path);
	else
		check_say(check, CHECK_OK, "socket", "%s answers, mode %o", path,
			  (unsigned)about.st_mode & 0777);
}

static void
check_inet(struct check *check, const char *name)
{
	const char *port = strchr(name, ':') + 1;
	const char *at = strchr(port, '@');
	struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *found = NULL;
	char *service;

	if (at == NULL) {
		check_say(check, CHECK_FAIL, "socket",
			  "%s: no host: it would listen to the whole network; write "
			  "inet:port@127.0.0.1",
			  name);
		return;
	}
	service = arena_memdup(check->cli->arena, port, (size_t)(at - port));
	if (getaddrinfo(at + 1, service, &hints, &found) != 0)
		check_say(check, CHECK_FAIL, "socket", "%s: the host is unknown", name);
	else if (!answers_at(found->ai_addr, found->ai_addrlen))
		check_say(check, CHECK_WARN, "socket",
			  "%s: nobody answers: is lurewatch-milter running?", name);
	else
		check_say(check, CHECK_OK, "socket", "%s answers", name);
	if (found != NULL)
		freeaddrinfo(found);
}

void
check_socket(struct check *check)
{
	const char *name = check->cli->conf->milter.socket;
	const char *path = unix_path(name);

	if (path != NULL)
		check_unix(check, path);
	else if (strncmp(name, "inet:", 5) == 0 || strncmp(name, "inet6:", 6) == 0)
		check_inet(check, name);
	else if (strncmp(name, "fd:", 3) == 0)
		check_say(check, CHECK_OK, "socket", "%s is handed over by the service manager",
			  name);
	else
		check_say(check, CHECK_FAIL, "socket",
			  "%s: write unix:/path, inet:port@host, inet6:port@host or fd:N", name);
}

/* What an MTA must name: the path, or the port. */
static const char *
needle(struct check *check)
{
	const char *name = check->cli->conf->milter.socket;
	const char *path = unix_path(name);
	char *port;

	if (path != NULL) {
		const char *base = strrchr(path, '/');

		return base == NULL ? path : base + 1; /* a chrooted smtpd sees another root */
	}
	if (strchr(name, ':') == NULL)
		return name;
	port = arena_strdup(check->cli->arena, strchr(name, ':') + 1);
	port[strcspn(port, "@")] = '\0';
	return port;
}

/* The value of 'parameter' in main.cf with its continuation lines, or NULL (postconf(5)). */
static const char *
postfix_value(struct check *check, const char *text, const char *parameter)
{
	struct text value = TEXT_IN(check->cli->arena);
	bool inside = false;

	while (*text != '\0') {
		size_t length = strcspn(text, "\n");
		size_t name = strcspn(text, " \t=\n");

		if (text[0] != ' ' && text[0] != '\t' && text[0] != '#') {
			inside = name == strlen(parameter) && strncmp(text, parameter, name) == 0;
			if (inside)
				value.length = 0; /* the last one counts */
		}
		if (inside)
			text_add(&value, text, length);
		text += length + (text[length] == '\n');
	}
	return value.length == 0 ? NULL : value.bytes;
}

static void
check_postfix(struct check *check, const char *path, const char *text)
{
	static const char *const parameters[] = {"smtpd_milters", "non_smtpd_milters"};
	size_t i;

	for (i = 0; i < 2; i++) {
		const char *value = postfix_value(check, text, parameters[i]);

		if (value != NULL && strstr(value, needle(check)) != NULL)
			check_say(check, CHECK_OK, "postfix", "%s names the socket", parameters[i]);
		else
			check_say(check, CHECK_WARN, "postfix",
				  "%s: %s does not name the socket: add %s = %s", path,
				  parameters[i], parameters[i], check->cli->conf->milter.socket);
	}
}

void
check_wiring(struct check *check)
{
	struct cli *cli = check->cli;
	const char *postfix = arena_printf(cli->arena, "%s/main.cf", check->postfix);
	const char *sendmail = arena_printf(cli->arena, "%s/sendmail.cf", check->sendmail);
	const char *ignored;
	bool any = false;
	size_t length;
	char *text;

	if (file_read(cli->arena, postfix, MTA_FILE_MOST, &text, &length, &ignored) == 0) {
		any = true;
		check_postfix(check, postfix, text);
	}
	if (file_read(cli->arena, sendmail, MTA_FILE_MOST, &text, &length, &ignored) == 0) {
		any = true;
		if (strstr(text, needle(check)) != NULL)
			check_say(check, CHECK_OK, "sendmail", "%s names the socket", sendmail);
		else
			check_say(check, CHECK_WARN, "sendmail",
				  "%s: no filter names the socket: add "
				  "INPUT_MAIL_FILTER(`lurewatch', "
				  "`S=%s, F=T, T=R:30s') to sendmail.mc",
				  sendmail, cli->conf->milter.socket);
	}
	if (!any)
		check_say(check, CHECK_WARN, "mta",
			  "no %s and no %s: wire the MTA as README.md says", postfix, sendmail);
}
