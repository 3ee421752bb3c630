/* SPDX-License-Identifier: BSD-2-Clause */
/* socket - where the MTA connects, as Postfix and Sendmail write it. */
#include "config.h"

#include "milter/socket.h"

#include <arpa/inet.h>
#include <errno.h>
#include <grp.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define GROUP_BYTES 16384

static bool
read_number(const char *text, long most, int *out)
{
	char *end;
	long number;

	if (*text < '0' || *text > '9')
		return false;
	number = strtol(text, &end, 10);
	if (*end != '\0' || number > most)
		return false;
	*out = (int)number;
	return true;
}

static int
read_path(const char *path, struct socket *out, const char **why)
{
	struct sockaddr_un address;

	if (*path != '/') {
		*why = "a unix socket needs an absolute path: unix:/path";
		return -1;
	}
	if (strlen(path) >= sizeof(address.sun_path)) {
		*why = "the path of a unix socket is at most 107 bytes long";
		return -1;
	}
	out->path = path;
	return 0;
}

static int
read_inet(struct arena *arena, const char *rest, struct socket *out, const char **why)
{
	const char *at = strchr(rest, '@');
	size_t length;

	if (at == NULL || at[1] == '\0') {
		*why = "an inet socket needs a host, for example inet:8892@127.0.0.1; "
		       "without one it would listen on every address";
		return -1;
	}
	if (!read_number(arena_memdup(arena, rest, (size_t)(at - rest)), 65535, &out->port) ||
	    out->port == 0) {
		*why = "an inet socket needs a port from 1 to 65535: inet:port@host";
		return -1;
	}
	at += at[1] == '[' ? 2 : 1;
	length = strcspn(at, "]");
	out->host = arena_memdup(arena, at, length);
	return 0;
}

int
socket_read(struct arena *arena, const char *spec, struct socket *out, const char **why)
{
	static const struct {
		const char *prefix;
		enum socket_family family;
	} known[] = {{"unix:", SOCKET_UNIX},   {"local:", SOCKET_UNIX}, {"inet:", SOCKET_INET},
		     {"inet6:", SOCKET_INET6}, {"fd:", SOCKET_FD},      {"/", SOCKET_UNIX}};
	struct socket found = {.spec = arena_strdup(arena, spec), .fd = -1};
	const char *rest;
	int result = -1;
	size_t i = 0;

	while (i < 6 && strncmp(spec, known[i].prefix, strlen(known[i].prefix)) != 0)
		i++;
	if (i == 6) {
		*why = "want unix:/path, inet:port@host, inet6:port@host or fd:N";
		return -1;
	}
	found.family = known[i].family;
	rest = found.spec + (*spec == '/' ? 0 : strlen(known[i].prefix));
	switch (found.family) {
	case SOCKET_UNIX:
		result = read_path(rest, &found, why);
		break;
	case SOCKET_INET:
	case SOCKET_INET6:
		result = read_inet(arena, rest, &found, why);
		break;
	case SOCKET_FD:
		result = read_number(rest, 1023, &found.fd) ? 0 : -1;
		if (result != 0)
			*why = "fd: needs the number of an inherited socket, for example fd:3";
		break;
	}
	if (result == 0)
		*out = found;
	return result;
}

static int
dial_unix(const struct socket *socket_)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	memcpy(address.sun_path, socket_->path, strlen(socket_->path) + 1);
	if (fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof(address)) != 0) {
		int saved = errno;

		(void)close(fd);
		errno = saved;
		return -1;
	}
	return fd;
}

static void
dial_inet(const struct socket *socket_)
{
	const struct addrinfo hints = {
		.ai_family = socket_->family == SOCKET_INET ? AF_INET : AF_INET6,
		.ai_socktype = SOCK_STREAM,
	};
	struct addrinfo *list = NULL;
	char port[8];
	int fd;

	(void)snprintf(port, sizeof(port), "%d", socket_->port);
	if (getaddrinfo(socket_->host, port, &hints, &list) != 0)
		return;
	fd = socket(list->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd >= 0) {
		(void)connect(fd, list->ai_addr, list->ai_addrlen);
		(void)close(fd);
	}
	freeaddrinfo(list);
}

int
socket_clear(struct arena *arena, const struct socket *socket_, const char **why)
{
	struct stat status;
	int fd;

	if (socket_->family != SOCKET_UNIX || lstat(socket_->path, &status) != 0)
		return 0;
	if (!S_ISSOCK(status.st_mode)) {
		*why = arena_printf(arena, "%s: is there and is no socket", socket_->path);
		return -1;
	}
	fd = dial_unix(socket_);
	if (fd >= 0) {
		(void)close(fd);
		*why = arena_printf(arena, "%s: another program listens there", socket_->path);
		return -1;
	}
	/* Only this tells that nobody listens: a datagram socket, or one that we may not use, does
	 * not. */
	if (errno != ECONNREFUSED) {
		*why = arena_printf(arena, "%s: a socket that is not ours: %m", socket_->path);
		return -1;
	}
	if (unlink(socket_->path) != 0 && errno != ENOENT) {
		*why = arena_printf(arena, "%s: cannot remove the stale socket: %m", socket_->path);
		return -1;
	}
	return 0;
}

int
socket_rights(struct arena *arena, const struct socket *socket_, unsigned mode, const char *group,
	      const char **why)
{
	struct group entry, *found = NULL;
	char *buffer;

	if (socket_->family != SOCKET_UNIX)
		return 0;
	if (*group != '\0') {
		buffer = arena_zalloc(arena, GROUP_BYTES, 1);
		if (getgrnam_r(group, &entry, buffer, GROUP_BYTES, &found) != 0 || found == NULL) {
			*why = arena_printf(arena, "socket_group: no such group: %s", group);
			return -1;
		}
		if (lchown(socket_->path, (uid_t)-1, found->gr_gid) != 0) {
			*why = arena_printf(arena, "%s: cannot give it to group %s: %m",
					    socket_->path, group);
			return -1;
		}
	}
	if (chmod(socket_->path, mode) != 0) {
		*why = arena_printf(arena, "%s: cannot set its rights: %m", socket_->path);
		return -1;
	}
	return 0;
}

void
socket_wake(const struct socket *socket_)
{
	int fd;

	switch (socket_->family) {
	case SOCKET_UNIX:
		fd = dial_unix(socket_);
		if (fd >= 0)
			(void)close(fd);
		break;
	case SOCKET_INET:
	case SOCKET_INET6:
		dial_inet(socket_);
		break;
	case SOCKET_FD:
		break; /* not ours to dial: the listener looks by itself within five seconds */
	}
}
