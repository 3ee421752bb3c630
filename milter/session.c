/* SPDX-License-Identifier: BSD-2-Clause */
/* session - one connection of the MTA, and the message in progress on it. */
#include "config.h"

#include "milter/session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "milter/tag.h"
#include "policy/base/digest.h"

#define ID_BYTES      8
#define QUEUE_ID_MOST 63 /* fits last_queue_id */

static const char *
make_id(struct arena *arena)
{
	unsigned char random[ID_BYTES];

	if (getrandom(random, sizeof(random), 0) != (ssize_t)sizeof(random))
		abort();
	return digest_hex(arena, random, sizeof(random));
}

/* As typed, but within reason: a copy of at most 'most' bytes. */
static const char *
keep(struct arena *arena, const char *string, size_t most)
{
	return arena_memdup(arena, string, strnlen(string, most));
}

static void
clear_message(struct session *session)
{
	const char *queue_id = session->source.envelope.queue_id;

	if (queue_id != NULL)
		(void)snprintf(session->last_queue_id, sizeof(session->last_queue_id), "%s",
			       queue_id);
	inspect_drop(session->engine);
	session->engine = NULL;
	session->conf = NULL;
	session->source = (struct message_source){0};
	session->field_capacity = 0;
	session->recipient_capacity = 0;
	session->field_bytes = 0;
	session->forged = (struct forged){0};
	arena_reset(session->message_arena);
	session->body = TEXT_IN(session->message_arena);
}

struct session *
session_open(void)
{
	struct arena *arena = arena_new();
	struct session *session = arena_zalloc(arena, 1, sizeof(*session));

	session->arena = arena;
	session->message_arena = arena_new();
	session->id = make_id(arena);
	session->body = TEXT_IN(session->message_arena);
	return session;
}

void
session_close(struct session *session)
{
	if (session == NULL)
		return;
	clear_message(session);
	arena_free(session->message_arena);
	arena_free(session->arena);
}

void
session_helo(struct session *session, const char *name, const char *tls_version)
{
	(void)snprintf(session->helo, sizeof(session->helo), "%s", name);
	(void)snprintf(session->tls_version, sizeof(session->tls_version), "%s",
		       tls_version == NULL ? "" : tls_version);
}

void
session_begin(struct session *session, struct inspect *engine, const struct conf *conf,
	      const char *sender)
{
	struct message_envelope *envelope = &session->source.envelope;

	clear_message(session);
	session->engine = engine;
	session->conf = conf;
	session->forged.results_id =
		conf->milter.results_line
			? tag_identity(session->message_arena, conf, session->mta_name)
			: NULL;
	session->forged.results_shared = tag_is_trusted(conf, session->forged.results_id);
	envelope->session_id = session->id;
	envelope->client_name = session->client_name;
	envelope->client_address = session->client_address;
	envelope->helo = *session->helo == '\0' ? NULL : session->helo;
	envelope->tls_version = *session->tls_version == '\0' ? NULL : session->tls_version;
	envelope->sender = keep(session->message_arena, sender, (size_t)conf->message.header_bytes);
}

void
session_end(struct session *session)
{
	clear_message(session);
}

bool
session_active(const struct session *session)
{
	return session->conf != NULL;
}

void
session_queue_id(struct session *session, const char *queue_id)
{
	const char *known = session->source.envelope.queue_id;

	if (!session_active(session) || queue_id == NULL || *queue_id == '\0')
		return;
	if (strncmp(session->last_queue_id, queue_id, QUEUE_ID_MOST) == 0)
		return;
	if (known == NULL || strncmp(known, queue_id, QUEUE_ID_MOST) != 0)
		session->source.envelope.queue_id =
			keep(session->message_arena, queue_id, QUEUE_ID_MOST);
}

void
session_login(struct session *session, const char *identity)
{
	if (session_active(session) && identity != NULL && *identity != '\0')
		session->source.envelope.auth_identity =
			keep(session->message_arena, identity, 255);
}

void
session_recipient(struct session *session, const char *typed, const char *refusal)
{
	struct message_envelope *envelope = &session->source.envelope;
	size_t most;

	if (!session_active(session))
		return;
	most = (size_t)session->conf->message.header_bytes;
	if (envelope->recipient_count >= (size_t)session->conf->message.recipients_most) {
		envelope->recipients_capped = true;
		return;
	}
	envelope->recipients =
		arena_grow(session->message_arena, envelope->recipients, envelope->recipient_count,
			   &session->recipient_capacity, sizeof(*envelope->recipients));
	envelope->recipients[envelope->recipient_count++] = (struct message_recipient){
		.typed = keep(session->message_arena, typed, most),
		.refused = refusal != NULL,
		.refusal = refusal == NULL ? NULL : keep(session->message_arena, refusal, 255),
	};
}

/* How much of a field's value may be kept; 0 when not even its name may. */
static size_t
room_for_field(const struct session *session, size_t name_length)
{
	const struct conf_message *bounds = &session->conf->message;
	size_t room = (size_t)bounds->headers_bytes - session->field_bytes;

	if (session->source.field_count >= (size_t)bounds->headers_most || name_length >= room)
		return 0;
	room -= name_length;
	return room > (size_t)bounds->header_bytes ? (size_t)bounds->header_bytes : room;
}

static void
add_field(struct session *session, const char *name, const char *value, size_t length)
{
	struct message_source *source = &session->source;
	struct arena *arena = session->message_arena;
	struct message_field *field;

	source->fields = arena_grow(arena, source->fields, source->field_count,
				    &session->field_capacity, sizeof(*source->fields));
	field = &source->fields[source->field_count++];
	field->name = arena_strdup(arena, name);
	field->value = session->leading_space ? arena_memdup(arena, value, length)
					      : arena_printf(arena, " %.*s", (int)length, value);
	field->length = strlen(field->value);
	session->field_bytes += strlen(name) + length;
}

void
session_field(struct session *session, const char *name, const char *value)
{
	struct message_source *source = &session->source;
	size_t length = strlen(value), room;

	if (!session_active(session))
		return;
	forged_note(&session->forged, session->message_arena, name, value);
	room = room_for_field(session, strlen(name));
	if (room == 0) {
		source->fields_capped = true;
		return;
	}
	source->fields_capped |= length > room;
	add_field(session, name, value, length > room ? room : length);
}

bool
session_body(struct session *session, const void *bytes, size_t length)
{
	size_t room;

	if (!session_active(session))
		return false;
	room = (size_t)session->conf->message.body_bytes - session->body.length;
	if (length > room) {
		session->source.body_capped = true;
		length = room;
	}
	text_add(&session->body, bytes, length);
	return !session->source.body_capped;
}

const struct message_source *
session_source(struct session *session)
{
	session->source.body = text_string(&session->body);
	session->source.body_length = session->body.length;
	return &session->source;
}

bool
session_all_refused(const struct session *session)
{
	const struct message_envelope *envelope = &session->source.envelope;
	size_t i;

	for (i = 0; i < envelope->recipient_count; i++)
		if (!envelope->recipients[i].refused)
			return false;
	return envelope->recipient_count > 0 && !envelope->recipients_capped;
}
