/* SPDX-License-Identifier: BSD-2-Clause */
/* message - one SMTP transaction, understood. */
#include "config.h"

#include "policy/mail/message.h"

#include <string.h>

#include <gmime/gmime.h>

#include "policy/base/clock.h"
#include "policy/base/digest.h"
#include "policy/base/text.h"
#include "policy/mail/aim.h"
#include "policy/mail/content.h"
#include "policy/mail/content_add.h"
#include "policy/mail/fold.h"
#include "policy/mail/headertext.h"
#include "policy/mail/prominence.h"
#include "policy/mail/reply.h"
#include "policy/mail/sight.h"
#include "policy/mail/structure.h"
#include "policy/mail/verifier.h"
#include "policy/mail/walk.h"

#define SUBJECT_MOST 2000
#define FIELD_MOST   998

/* What the functions below share while one message is read. */
struct work {
	struct arena *arena;
	const struct message_reader *reader;
	const struct message_source *source;
	struct message *out;
	struct sight sight;
	struct walk walk;
	struct content content;
	unsigned from_fields, subject_fields;
};

int
message_setup(const char **why)
{
	g_mime_init();
	return fold_open(why);
}

/* ---- header fields --------------------------------------------------------------------------- */

/* Several fields of one name are one list: mail programs take the first, the last or all. */
static void
add_addresses(struct work *work, const struct message_field *field, struct address_list *list)
{
	size_t most = (size_t)work->reader->bounds->addresses_most;
	struct address_list more, joined = {0};

	address_list(work->arena, field->value, field->length,
		     most > list->count ? most - list->count : 0, &more);
	if ((more.flags & ADDRESS_MORE) != 0)
		sight_truncated(&work->sight, "addresses", field->name);
	if (list->count == 0) {
		*list = more;
		return;
	}
	joined.items = arena_zalloc(work->arena, list->count + more.count, sizeof(*joined.items));
	joined.count = list->count + more.count;
	joined.flags = list->flags | more.flags;
	memcpy(joined.items, list->items, list->count * sizeof(*joined.items));
	if (more.count != 0)
		memcpy(joined.items + list->count, more.items, more.count * sizeof(*joined.items));
	*list = joined;
}

/* Some programs end a value at NUL and some do not (milter.md finding 17). */
static void
check_field(struct work *work, const struct message_field *field)
{
	if (memchr(field->value, '\0', field->length) != NULL)
		sight_ambiguous(&work->sight, "a NUL in a header field", field->name);
}

static void
read_from(struct work *work, const struct message_field *field)
{
	check_field(work, field);
	if (work->from_fields++ != 0)
		sight_ambiguous(&work->sight, "two From fields", "header");
	add_addresses(work, field, &work->out->from);
}

static void
read_reply_to(struct work *work, const struct message_field *field)
{
	add_addresses(work, field, &work->out->reply_to);
}

static void
read_to(struct work *work, const struct message_field *field)
{
	add_addresses(work, field, &work->out->to);
}

static void
read_cc(struct work *work, const struct message_field *field)
{
	add_addresses(work, field, &work->out->cc);
}

static void
read_sender(struct work *work, const struct message_field *field)
{
	struct address_list list;

	address_list(work->arena, field->value, field->length, 1, &list);
	if (list.count != 0)
		work->out->sender = list.items[0];
}

static void
read_subject(struct work *work, const struct message_field *field)
{
	const char *subject =
		headertext_decode(work->arena, field->value, field->length, SUBJECT_MOST);

	check_field(work, field);
	if (work->subject_fields++ == 0) {
		work->out->subject = subject;
		return;
	}
	if (strcmp(subject, work->out->subject) == 0)
		return;
	sight_ambiguous(&work->sight, "two Subject fields", "header");
	(void)content_add_text(&work->content, TEXT_VISIBLE, subject, strlen(subject), "subject");
}

static const char *
plain_value(struct work *work, const struct message_field *field)
{
	return headertext_decode(work->arena, field->value, field->length, FIELD_MOST);
}

static void
read_message_id(struct work *work, const struct message_field *field)
{
	if (*work->out->message_id == '\0')
		work->out->message_id = plain_value(work, field);
}

static void
read_date(struct work *work, const struct message_field *field)
{
	if (*work->out->date == '\0')
		work->out->date = plain_value(work, field);
}

/* List-Id: words <id> (RFC 2919). */
static void
read_list_id(struct work *work, const struct message_field *field)
{
	const char *value = plain_value(work, field);
	const char *open = strrchr(value, '<');
	const char *close = open == NULL ? NULL : strchr(open, '>');

	work->out->flags |= MESSAGE_LIST;
	work->out->list_id = value;
	if (close != NULL)
		work->out->list_id =
			arena_memdup(work->arena, open + 1, (size_t)(close - open - 1));
}

static void
read_list_mark(struct work *work, const struct message_field *field)
{
	(void)field;
	work->out->flags |= MESSAGE_LIST;
}

static void
read_reply_mark(struct work *work, const struct message_field *field)
{
	(void)field;
	work->out->flags |= MESSAGE_REPLY;
}

static void
read_automatic(struct work *work, const struct message_field *field)
{
	if (!text_equal_fold(plain_value(work, field), "no"))
		work->out->flags |= MESSAGE_AUTOMATIC;
}

static void
read_type(struct work *work, const struct message_field *field)
{
	if (strncasecmp(plain_value(work, field), "multipart/report", 16) == 0)
		work->out->flags |= MESSAGE_AUTOMATIC;
}

static const struct {
	const char *name;
	void (*read)(struct work *work, const struct message_field *field);
} known_fields[] = {
	{"From", read_from},
	{"Reply-To", read_reply_to},
	{"To", read_to},
	{"Cc", read_cc},
	{"Sender", read_sender},
	{"Subject", read_subject},
	{"Message-ID", read_message_id},
	{"Date", read_date},
	{"List-Id", read_list_id},
	{"List-Unsubscribe", read_list_mark},
	{"In-Reply-To", read_reply_mark},
	{"References", read_reply_mark},
	{"Auto-Submitted", read_automatic},
	{"Content-Type", read_type},
};

static void
read_fields(struct work *work)
{
	size_t most = (size_t)work->reader->bounds->header_bytes, i, j;

	for (i = 0; i < work->source->field_count; i++) {
		struct message_field field = work->source->fields[i];

		if (i >= (size_t)work->reader->bounds->headers_most) {
			sight_truncated(&work->sight, "header fields", "header");
			break;
		}
		if (field.length > most) {
			field.length = most;
			sight_truncated(&work->sight, "bytes of a header field", "header");
		}
		for (j = 0; j < sizeof(known_fields) / sizeof(known_fields[0]); j++)
			if (text_equal_fold(field.name, known_fields[j].name)) {
				known_fields[j].read(work, &field);
				break;
			}
	}
	if ((work->out->flags & MESSAGE_REPLY) != 0 && reply_says(work->out->subject))
		work->out->flags |= MESSAGE_ANSWER;
}

/* ---- envelope and authentication ------------------------------------------------------------- */

static void
read_envelope(struct work *work)
{
	const char *typed = work->source->envelope.sender;
	const char *why;

	if (typed == NULL)
		return;
	if (address_path(work->arena, typed, &work->out->envelope_sender, &why) != 0) {
		/* It must not pass for the null sender. */
		work->out->envelope_sender.text = text_printable(work->arena, typed, FIELD_MOST);
		sight_obscured(&work->sight, "the envelope sender", "envelope");
	} else if (*work->out->envelope_sender.text == '\0') {
		work->out->flags |= MESSAGE_AUTOMATIC;
	}
}

/* Only what stands above the first Received field was written on our side of the border. */
static void
read_results(struct work *work)
{
	struct authentication *auth = &work->out->auth;
	const char *identity = work->source->envelope.auth_identity;
	size_t i;

	auth->spf_domain = auth->dmarc_domain = "";
	auth->identity = identity == NULL ? "" : identity;
	for (i = 0; i < work->source->field_count; i++) {
		const struct message_field *field = &work->source->fields[i];

		if (text_equal_fold(field->name, "Received"))
			break;
		if (text_equal_fold(field->name, "Authentication-Results"))
			(void)authres_read(work->arena, field->value, field->length,
					   &work->reader->authentication->trusted_ids, auth);
	}
	/* What a trusted upstream verified is not verified again. */
	if (work->reader->dkim != NULL && auth->signature_count == 0)
		verifier_read(work->reader->dkim, work->arena, work->source, auth);
}

/* ---- the whole ------------------------------------------------------------------------------- */

static void
add_to_key(struct digest *digest, const struct message_source *source, const char *name)
{
	const struct message_field *field = message_field(source, name);
	size_t length = field == NULL ? 0 : field->length;
	const char *value = field == NULL ? "" : text_trim(field->value, &length);

	digest_add(digest, value, length);
	digest_add(digest, "", 1);
}

/* Nothing that a second delivery of the same mail would change: no queue id, no trace fields. */
static void
make_key(struct work *work)
{
	static const char *const names[] = {"Message-ID", "Date", "From", "Subject"};
	struct digest *digest = digest_new();
	size_t i;

	digest_add_string(digest, work->out->envelope_sender.text);
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		add_to_key(digest, work->source, names[i]);
	if (work->source->body_length != 0)
		digest_add(digest, work->source->body, work->source->body_length);
	digest_end(digest, work->out->content_key);
	digest_free(digest);
}

static void
read_parts(struct work *work)
{
	struct walk_leaf leaf;

	if (work->source->body == NULL)
		work->out->flags |= MESSAGE_NO_BODY;
	if (work->source->fields_capped)
		sight_truncated(&work->sight, "header", "header");
	if (work->source->body_capped)
		sight_truncated(&work->sight, "body", "body");
	walk_begin(&work->walk, work->source);
	while (work->source->body != NULL && walk_next(&work->walk, &leaf))
		content_read(&work->content, &leaf);
}

void
message_read(struct arena *arena, const struct message_reader *reader,
	     const struct message_source *source, struct message *out,
	     struct finding_list *findings)
{
	struct work work = {.arena = arena, .reader = reader, .source = source, .out = out};

	*out = (struct message){.source = source,
				.sender = address_none,
				.envelope_sender = address_none,
				.subject = "",
				.message_id = "",
				.list_id = "",
				.date = ""};
	work.sight.findings = findings;
	work.walk =
		(struct walk){.arena = arena,
			      .bounds = reader->bounds,
			      .sight = &work.sight,
			      .until_us = clock_monotonic_us() + reader->bounds->budget_ms * 1000};
	work.content = (struct content){
		.arena = arena, .walk = &work.walk, .message = out, .findings = findings};
	read_envelope(&work);
	read_fields(&work);
	read_results(&work);
	read_parts(&work);
	make_key(&work);
	prominence_rank(arena, out);
	structure_judge(arena, out, findings);
	aim_judge(arena, out, findings);
	out->flags |= work.sight.flags;
}
