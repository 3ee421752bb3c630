/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * milterload - mail at a filter as an MTA tells it, as fast as the filter takes it.
 *
 *     milterload LABEL SOCKET PID CONNECTIONS MESSAGES FILE...
 *
 * CONNECTIONS threads replay the mail files (each message on a new connection, as at a border),
 * wait for every reply that the filter announced and for no other, and one line tells messages a
 * second, latency from MAIL to the verdict, what the filter's process PID spent on a message, and
 * how many it marked. SOCKET is unix:PATH.
 */
#include "config.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include <libmilter/mfdef.h>

#define CHUNK      65535
#define PACKET     (CHUNK + 64)
#define ALL_STEPS  0x1fffffU
#define HEADER     60000 /* where Postfix cuts a field */
#define FIRST_MADE 4096
#define FILE_MOST  (32 * 1024 * 1024)

/* Packets to send, then maybe a reply to wait for. */
struct buffer {
	char *bytes;
	size_t length, capacity;
};

struct mail {
	char *text;
	size_t length, head; /* where the body begins */
};

struct worker {
	pthread_t thread;
	uint64_t *took_ns;
	size_t done, marked;
	bool failed;
};

static struct {
	struct sockaddr_un address;
	struct mail *mails;
	size_t mail_count, messages;
	size_t first; /* numbers of messages begin here: another one each run */
	atomic_size_t next;
	uint32_t steps; /* as negotiated; the same for all connections */
} load;

static void
die(const char *what)
{
	perror(what);
	exit(1);
}

static uint64_t
now_ns(clockid_t clock)
{
	struct timespec now;

	if (clock_gettime(clock, &now) != 0)
		die("clock_gettime");
	return (uint64_t)now.tv_sec * 1000000000U + (uint64_t)now.tv_nsec;
}

static void
put(struct buffer *buffer, const void *bytes, size_t length)
{
	if (buffer->length + length > buffer->capacity) {
		buffer->capacity = (buffer->length + length) * 2 + FIRST_MADE;
		buffer->bytes = realloc(buffer->bytes, buffer->capacity);
		if (buffer->bytes == NULL)
			die("realloc");
	}
	memcpy(buffer->bytes + buffer->length, bytes, length);
	buffer->length += length;
}

static void
put_packet(struct buffer *buffer, char command, const void *bytes, size_t length)
{
	uint32_t size = htonl((uint32_t)length + 1);

	put(buffer, &size, sizeof(size));
	put(buffer, &command, 1);
	put(buffer, bytes, length);
}

static void
send_all(int fd, struct buffer *buffer)
{
	size_t sent = 0;

	while (sent < buffer->length) {
		ssize_t count = send(fd, buffer->bytes + sent, buffer->length - sent, MSG_NOSIGNAL);

		if (count <= 0)
			die("send");
		sent += (size_t)count;
	}
	buffer->length = 0;
}

static char
receive(int fd, char *packet, size_t *length)
{
	uint32_t size;

	if (recv(fd, &size, sizeof(size), MSG_WAITALL) != (ssize_t)sizeof(size))
		die("recv");
	*length = ntohl(size);
	if (*length == 0 || *length > PACKET ||
	    recv(fd, packet, *length, MSG_WAITALL) != (ssize_t)*length)
		die("recv");
	return packet[0];
}

/* A step whose reply the filter may have renounced. */
static void
step(int fd, struct buffer *buffer, char command, const void *bytes, size_t length,
     uint32_t left_out, uint32_t no_reply)
{
	char packet[PACKET];
	size_t size;

	if (load.steps & left_out)
		return;
	put_packet(buffer, command, bytes, length);
	if (load.steps & no_reply)
		return;
	send_all(fd, buffer);
	(void)receive(fd, packet, &size);
}

static int
begin_session(struct buffer *buffer)
{
	static const char client[] = "client.example\0004\0\031192.0.2.1";
	const uint32_t offer[3] = {htonl(6), htonl(0x1ff), htonl(ALL_STEPS)};
	char packet[PACKET];
	size_t length;
	uint32_t steps;
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	if (fd < 0 || connect(fd, (struct sockaddr *)&load.address, sizeof(load.address)) != 0)
		die("connect");
	put_packet(buffer, SMFIC_OPTNEG, offer, sizeof(offer));
	send_all(fd, buffer);
	if (receive(fd, packet, &length) != SMFIC_OPTNEG || length < 13)
		die("negotiation");
	memcpy(&steps, packet + 9, sizeof(steps));
	load.steps = ntohl(steps);
	put_packet(buffer, SMFIC_MACRO, "Cj\0mx.example.com", 18);
	step(fd, buffer, SMFIC_CONNECT, client, sizeof(client), SMFIP_NOCONNECT, SMFIP_NR_CONN);
	step(fd, buffer, SMFIC_HELO, "client.example", 15, SMFIP_NOHELO, SMFIP_NR_HELO);
	return fd;
}

/* The same mail is another one each time, so that its hits are written each time. */
static size_t
vary(char *packet, size_t length, size_t number)
{
	char digits[24], *open = memchr(packet, '<', length);
	size_t count;

	if (open == NULL || strcasecmp(packet, "message-id") != 0)
		return length;
	count = (size_t)snprintf(digits, sizeof(digits), "%zu.", load.first + number);
	memmove(open + 1 + count, open + 1, (size_t)(packet + length - open) - 1);
	memcpy(open + 1, digits, count);
	return length + count;
}

static void
send_fields(int fd, struct buffer *buffer, const struct mail *mail, size_t number)
{
	char packet[PACKET];
	size_t at = 0;

	while (at < mail->head) {
		const char *line = mail->text + at;
		const char *end = memchr(line, '\n', mail->head - at);
		const char *colon;
		size_t length;

		/* A field goes on where the next line begins with a blank. */
		while (end != NULL && end + 1 < mail->text + mail->head &&
		       (end[1] == ' ' || end[1] == '\t'))
			end = memchr(end + 1, '\n', (size_t)(mail->text + mail->head - end - 1));
		length = end == NULL ? mail->head - at : (size_t)(end - line);
		at += length + 1;
		colon = memchr(line, ':', length);
		if (colon == NULL || colon == line || length > HEADER)
			continue;
		memcpy(packet, line, length);
		packet[colon - line] = '\0';
		length = vary(packet, length, number);
		packet[length] = '\0';
		step(fd, buffer, SMFIC_HEADER, packet, length + 1, SMFIP_NOHDRS, SMFIP_NR_HDR);
	}
}

/* The body with CRLF, as it stands on the wire, until the filter wants no more of it. */
static void
send_body(int fd, struct buffer *buffer, const struct mail *mail)
{
	char packet[PACKET];
	size_t at = mail->head, size;

	while (at < mail->length) {
		size_t length = 0;

		while (at < mail->length && length < CHUNK - 1) {
			if (mail->text[at] == '\n')
				packet[length++] = '\r';
			packet[length++] = mail->text[at++];
		}
		put_packet(buffer, SMFIC_BODY, packet, length);
		if (load.steps & SMFIP_NR_BODY)
			continue;
		send_all(fd, buffer);
		if (receive(fd, packet, &size) == SMFIR_SKIP)
			return;
	}
}

static bool
send_mail(int fd, struct buffer *buffer, const struct mail *mail, size_t number)
{
	char packet[PACKET], macro[64];
	bool marked = false;
	size_t size;
	char reply;

	(void)snprintf(macro, sizeof(macro), "Mi%cL%zu", 0, number);
	put_packet(buffer, SMFIC_MACRO, macro, strlen(macro) + strlen(macro + 3) + 2);
	step(fd, buffer, SMFIC_MAIL, "<sender@example.net>", 21, SMFIP_NOMAIL, SMFIP_NR_MAIL);
	step(fd, buffer, SMFIC_RCPT, "<bob@marlin-freight.example>", 29, SMFIP_NORCPT,
	     SMFIP_NR_RCPT);
	step(fd, buffer, SMFIC_DATA, "", 0, SMFIP_NODATA, SMFIP_NR_DATA);
	send_fields(fd, buffer, mail, number);
	step(fd, buffer, SMFIC_EOH, "", 0, SMFIP_NOEOH, SMFIP_NR_EOH);
	send_body(fd, buffer, mail);
	put_packet(buffer, SMFIC_BODYEOB, "", 0);
	send_all(fd, buffer);
	do {
		reply = receive(fd, packet, &size);
		marked |= reply == SMFIR_INSHEADER;
	} while (strchr("+-2behimpq", reply) != NULL);
	return marked;
}

static void *
work(void *data)
{
	struct worker *worker = data;
	struct buffer buffer = {0};
	size_t number;

	while ((number = atomic_fetch_add(&load.next, 1)) < load.messages) {
		const struct mail *mail = &load.mails[number % load.mail_count];
		int fd = begin_session(&buffer);
		uint64_t began = now_ns(CLOCK_MONOTONIC);

		worker->marked += send_mail(fd, &buffer, mail, number);
		worker->took_ns[worker->done++] = now_ns(CLOCK_MONOTONIC) - began;
		put_packet(&buffer, SMFIC_QUIT, "", 0);
		send_all(fd, &buffer);
		(void)close(fd);
	}
	free(buffer.bytes);
	return NULL;
}

static void
read_mail(const char *path, struct mail *mail)
{
	FILE *file = fopen(path, "rb");
	struct stat status;
	char *end;
	int byte;

	if (file == NULL || fstat(fileno(file), &status) != 0 || status.st_size > FILE_MOST)
		die(path);
	mail->text = calloc((size_t)status.st_size + 1, 1);
	if (mail->text == NULL)
		die("calloc");
	while ((byte = getc(file)) != EOF)
		if (byte != '\r')
			mail->text[mail->length++] = (char)byte;
	(void)fclose(file);
	end = memmem(mail->text, mail->length, "\n\n", 2);
	mail->head = end == NULL ? mail->length : (size_t)(end - mail->text) + 2;
}

static int
compare(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

static void
tell(const char *label, struct worker *workers, size_t count, double seconds, double cpu_ms)
{
	uint64_t *all = calloc(load.messages, sizeof(*all));
	size_t done = 0, marked = 0, i;

	if (all == NULL)
		die("calloc");
	for (i = 0; i < count; i++) {
		memcpy(all + done, workers[i].took_ns, workers[i].done * sizeof(*all));
		done += workers[i].done;
		marked += workers[i].marked;
	}
	qsort(all, done, sizeof(*all), compare);
	(void)printf("%-22s %6zu messages %8.1f/s  p50 %7.2f ms  p99 %7.2f ms  "
		     "filter CPU %6.3f ms/message  marked %zu\n",
		     label, done, (double)done / seconds, (double)all[done / 2] / 1e6,
		     (double)all[done * 99 / 100] / 1e6, cpu_ms / (double)done, marked);
	free(all);
}

static void
run(const char *label, pid_t pid, size_t count)
{
	struct worker *workers = calloc(count, sizeof(*workers));
	uint64_t began, spent;
	clockid_t clock;
	size_t i;

	if (workers == NULL || clock_getcpuclockid(pid, &clock) != 0)
		die("clock_getcpuclockid");
	spent = now_ns(clock);
	began = now_ns(CLOCK_MONOTONIC);
	for (i = 0; i < count; i++) {
		workers[i].took_ns = calloc(load.messages, sizeof(uint64_t));
		if (workers[i].took_ns == NULL ||
		    pthread_create(&workers[i].thread, NULL, work, &workers[i]) != 0)
			die("pthread_create");
	}
	for (i = 0; i < count; i++)
		(void)pthread_join(workers[i].thread, NULL);
	tell(label, workers, count, (double)(now_ns(CLOCK_MONOTONIC) - began) / 1e9,
	     (double)(now_ns(clock) - spent) / 1e6);
	for (i = 0; i < count; i++)
		free(workers[i].took_ns);
	free(workers);
}

int
main(int argc, char **argv)
{
	int i;

	if (argc < 7 || strncmp(argv[2], "unix:", 5) != 0) {
		(void)fputs("milterload LABEL unix:PATH PID CONNECTIONS MESSAGES FILE...\n",
			    stderr);
		return 2;
	}
	load.address.sun_family = AF_UNIX;
	(void)snprintf(load.address.sun_path, sizeof(load.address.sun_path), "%s", argv[2] + 5);
	load.first = (size_t)(now_ns(CLOCK_REALTIME) / 1000);
	load.messages = strtoul(argv[5], NULL, 10);
	load.mail_count = (size_t)argc - 6;
	load.mails = calloc(load.mail_count, sizeof(*load.mails));
	if (load.mails == NULL || load.messages == 0)
		die("messages");
	for (i = 6; i < argc; i++)
		read_mail(argv[i], &load.mails[i - 6]);
	run(argv[1], (pid_t)strtol(argv[3], NULL, 10), strtoul(argv[4], NULL, 10));
	for (i = 6; i < argc; i++)
		free(load.mails[i - 6].text);
	free(load.mails);
	return 0;
}
