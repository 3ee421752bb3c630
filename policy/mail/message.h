/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * message - one SMTP transaction, understood.
 *
 * A message_source is what came in: envelope, header fields and body, bounded by whoever took them
 * in. A message is what a reader of the mail would see and what can be proven about it: addresses,
 * visible and hidden text, links with their text, authentication facts. Bounds (struct
 * conf_message) are held by a scan of our own before GMime sees anything; reaching one sets a flag
 * and adds a finding.
 *
 * Who owns: everything is in the arena; the source must outlive the message. Threads: one at a time
 * for one message. Fails: message_read() never: what cannot be understood is a finding.
 */
#ifndef POLICY_MAIL_MESSAGE_H
#define POLICY_MAIL_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "policy/base/arena.h"
#include "policy/conf/conf.h"
#include "policy/mail/address.h"
#include "policy/mail/authentication.h"
#include "policy/mail/finding.h"
#include "policy/mail/url.h"

/* One header field as received: no line end behind the value; folds kept ("\n\t" or "\r\n "). */
struct message_field {
	const char *name;
	const char
		*value; /* as it stood behind the colon, leading blank included; NUL-terminated */
	size_t length;
};

struct message_recipient {
	const char *typed; /* as the client sent it */
	bool refused;      /* the MTA said no (SMFIP_RCPT_REJ) */
	const char *refusal;
};

/* What is known of the SMTP client and envelope; NULL strings are unknown. */
struct message_envelope {
	const char *queue_id, *session_id;
	const char *client_name, *client_address, *helo;
	const char *tls_version, *auth_identity;
	const char *sender; /* as typed */
	struct message_recipient *recipients;
	size_t recipient_count;
	bool recipients_capped;
};

struct message_source {
	struct message_envelope envelope;
	struct message_field *fields;
	size_t field_count;
	const char *body;
	size_t body_length;
	bool fields_capped, body_capped; /* more came than was kept */
};

enum message_flag {
	MESSAGE_TRUNCATED =
		1 << 0, /* a bound was reached: what was not seen is unknown, not clean */
	MESSAGE_AMBIGUOUS =
		1 << 1, /* readers of mail would disagree: boundaries, encodings, fields */
	MESSAGE_OBSCURED = 1 << 2,  /* a part or link could not be read */
	MESSAGE_NO_BODY = 1 << 3,   /* aborted before the body came */
	MESSAGE_REPLY = 1 << 4,     /* has In-Reply-To or References */
	MESSAGE_LIST = 1 << 5,      /* List-Id or List-Unsubscribe */
	MESSAGE_AUTOMATIC = 1 << 6, /* Auto-Submitted, DSN, null sender */
	MESSAGE_ENCRYPTED = 1 << 7,
	MESSAGE_ANSWER = 1 << 8 /* MESSAGE_REPLY, and the subject says so where people see it */
};

enum text_kind { TEXT_VISIBLE, TEXT_HIDDEN, TEXT_ATTACHMENT };

/* A run of decoded text; UTF-8. */
struct message_text {
	enum text_kind kind;
	const char *bytes;
	size_t length;
	const char *where; /* "body", "part 2", "attachment 1 invoice.html" */
};

enum link_kind {
	LINK_ANCHOR,   /* a, area */
	LINK_FORM,     /* form action, formaction */
	LINK_REFRESH,  /* meta refresh */
	LINK_FRAME,    /* iframe, object, embed */
	LINK_IMAGE,    /* img, background: loads, nobody clicks */
	LINK_SVG,      /* a inside svg */
	LINK_TEXT,     /* URL in running text */
	LINK_BARE,     /* bare domain in running text */
	LINK_CALENDAR, /* in an ICS part */
	LINK_QR,       /* shown as a QR code */
	LINK_MAILTO
};

/* How much a link asks to be followed (prominence.h). */
enum link_rank { LINK_OTHER, LINK_MAIN, LINK_FOOTER };

struct message_link {
	enum link_kind kind;
	enum link_rank rank;
	struct url url;
	const char *raw;    /* as written, bounded */
	const char *text;   /* visible text of the anchor, its title, alt text; "" */
	const char *title;  /* title or label when other text is visible; "" */
	const char *before; /* up to 80 visible characters before it */
	const char *where;  /* as message_text.where */
	bool attachment;    /* inside an attachment */
	bool hidden;        /* nobody sees it */
	bool button;        /* looks like one */
	bool password;      /* a form with a password field */
	bool obscured;      /* the URL could not be read; only 'raw' is set */
	size_t text_index;  /* which message_text it stands in */
	size_t text_offset; /* and where, in bytes */
};

struct message_attachment {
	const char *name; /* UTF-8, bounded; "" without */
	const char *type; /* "text/html", lower case */
	size_t length;    /* decoded bytes seen */
};

struct message {
	const struct message_source *source;
	struct address_list from, reply_to, to, cc;
	struct address sender;          /* Sender: */
	struct address envelope_sender; /* .text "" for the null sender */
	const char *subject;            /* UTF-8 */
	const char *message_id, *list_id, *date;
	struct message_text *texts;
	size_t text_count;
	struct message_link *links;
	size_t link_count;
	struct message_attachment *attachments;
	size_t attachment_count;
	struct authentication auth;
	unsigned flags;
	unsigned char content_key[32]; /* same mail seen again has the same key: sender, Message-ID,
					  date, subject, body */
};

struct verifier; /* verifier.h */

/* What message_read() needs besides the source; shared by all threads. */
struct message_reader {
	const struct conf_message *bounds;
	const struct conf_authentication *authentication;
	struct verifier *dkim; /* NULL: signatures are not verified here */
};

/* Once a process, before threads: GMime, ICU. */
int message_setup(const char **why);

/* Understand 'source'. Structure findings (forms, odd hosts, truncation, ...) are added to
 * 'findings'. */
void message_read(struct arena *arena, const struct message_reader *reader,
		  const struct message_source *source, struct message *out,
		  struct finding_list *findings);

/*
 * A mail file (RFC 5322, LF or CRLF) split into fields and body for message_read(); the envelope
 * stays empty but for a leading "From " or Return-Path. Bounded by 'bounds'; never fails.
 */
void message_source_of_file(struct arena *arena, const struct conf_message *bounds,
			    const char *bytes, size_t length, struct message_source *out);

/* First value of field 'name' (any case), or NULL. */
const struct message_field *message_field(const struct message_source *source, const char *name);

#endif
