/* SPDX-License-Identifier: BSD-2-Clause */
/* account - links that only an account's own service has reason to send. */
#include "config.h"

#include "policy/lure/account.h"

#include <stdlib.h>
#include <string.h>

#include "policy/base/text.h"
#include "policy/lure/passage.h"

#define TOKEN_LEAST  16 /* letters and digits in a row */
#define DIGITS_LEAST 2
#define URL_MOST     2000
#define LINKS_MOST   40 /* different ones; of newsletters */
#define LINKS_FEW    6  /* of a mail that wants one thing done */
#define TEXT_SHORT   2500

/* Words of paths and names of parameters, as they begin; with 'inside' anywhere. */
static const struct {
	const char *bytes;
	bool once, inside;
} words[] = {
	{"password", true, true},   {"passwd", true, true},    {"passwort", true, true},
	{"pwauth", true, true},     {"pwd", true, true},       {"verif", true, true},
	{"confirm", true, true},    {"reset", true, false},    {"recover", true, false},
	{"activat", true, false},   {"validat", true, false},  {"signin", true, false},
	{"sign-in", true, false},   {"sign_in", true, false},  {"invit", true, false},
	{"unlock", true, false},    {"magic", true, false},    {"token", true, false},
	{"secret", true, false},    {"authori", true, false},  {"accept", true, false},
	{"otp", true, false},       {"onetime", true, false},  {"change-email", true, false},
	{"login", false, false},    {"log-in", false, false},  {"logon", false, false},
	{"register", false, false}, {"account", false, false}, {"session", false, false},
	{"signup", false, false},   {"sign-up", false, false}, {"sign_up", false, false},
	{"auth", false, false},
};

/* What a mail's links say together. */
struct view {
	const struct message_link *best; /* that leads away and says most */
	struct account_sign sign;        /* of the best */
	size_t count;                    /* different ones that lead away */
	size_t text;                     /* bytes of the longest visible text */
	int own;                         /* what a link to the sender's own domain says; -1: none */
};

static bool
is_letter(char c)
{
	return c >= 'a' && c <= 'z';
}

static bool
has_word(const char *tail, const char *word, bool inside)
{
	const char *at = tail;

	while ((at = strstr(at, word)) != NULL) {
		if (inside || at == tail || !is_letter(at[-1]))
			return true;
		at++;
	}
	return false;
}

static bool
has_token(const char *text)
{
	size_t letters = 0, digits = 0;

	for (; *text != '\0'; text++) {
		if (*text >= '0' && *text <= '9')
			digits++;
		else if (is_letter(*text))
			letters++;
		else if (*text != '_')
			letters = digits = 0;
		if (letters + digits >= TOKEN_LEAST && digits >= DIGITS_LEAST && letters != 0)
			return true;
	}
	return false;
}

/* 8-4-4-4-12 hexadecimal digits (RFC 9562). */
static bool
has_uuid(const char *text)
{
	size_t i;

	for (; *text != '\0'; text++) {
		for (i = 0; i < 36 && text[i] != '\0'; i++)
			if (i == 8 || i == 13 || i == 18 || i == 23
				    ? text[i] != '-'
				    : strchr("0123456789abcdef", text[i]) == NULL)
				break;
		if (i == 36)
			return true;
	}
	return false;
}

struct account_sign
account_read(struct arena *arena, const struct url *url)
{
	struct account_sign sign = {0};
	const char *tail;
	size_t i;

	tail = text_lower(arena, arena_printf(arena, "%.*s?%.*s#%.*s", URL_MOST, url->path,
					      URL_MOST, url->query, URL_MOST, url->fragment));
	for (i = 0; i < sizeof(words) / sizeof(words[0]) && sign.word == NULL; i++)
		if (has_word(tail, words[i].bytes, words[i].inside)) {
			sign.word = words[i].bytes;
			sign.once = words[i].once;
		}
	sign.token = has_token(tail) || has_uuid(tail);
	return sign;
}

/* How much a link says: a word, an act that is done once, a secret. */
static int
worth(const struct account_sign *sign)
{
	return (sign->word != NULL) + 2 * sign->once + 2 * sign->token;
}

/* A link to a page that a reader may follow; a bare name in the text is none. */
static bool
is_followed(const struct message_link *link)
{
	return link->kind != LINK_MAILTO && link->kind != LINK_BARE && passage_clickable(link) &&
	       !link->obscured && !link->attachment && *link->url.host.ascii != '\0';
}

/* Whether the same link stands before 'i'. */
static bool
is_repeated(const struct message *message, size_t i)
{
	size_t k;

	for (k = 0; k < i; k++)
		if (!message->links[k].obscured &&
		    strcmp(message->links[k].url.text, message->links[i].url.text) == 0)
			return true;
	return false;
}

static void
see_link(struct arena *arena, const struct message *message, const struct message_link *link,
	 struct view *view)
{
	struct account_sign sign = account_read(arena, &link->url);

	if (strcmp(link->url.host.registrable, message->from.items[0].domain.registrable) == 0) {
		if (worth(&sign) > view->own)
			view->own = worth(&sign);
		return;
	}
	view->count++;
	if (view->best != NULL && worth(&sign) <= worth(&view->sign))
		return;
	view->best = link;
	view->sign = sign;
}

static void
see(struct arena *arena, const struct message *message, struct view *view)
{
	size_t i;

	*view = (struct view){.own = -1};
	for (i = 0; i < message->link_count && view->count <= LINKS_MOST; i++)
		if (is_followed(&message->links[i]) && !is_repeated(message, i))
			see_link(arena, message, &message->links[i], view);
	for (i = 0; i < message->text_count; i++)
		if (message->texts[i].kind == TEXT_VISIBLE && message->texts[i].length > view->text)
			view->text = message->texts[i].length;
}

/* "noreply", "account-security": a mailbox that programs write from. */
static bool
is_machine(struct arena *arena, const struct address *from)
{
	static const char *const names[] = {"reply",   "notif", "account", "secur",  "support",
					    "service", "alert", "admin",   "system", "info",
					    "team",    "verif", "auto"};
	const char *local = text_lower(arena, from->local);
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strstr(local, names[i]) != NULL)
			return true;
	return false;
}

/* Whether mail of this kind leads elsewhere only when somebody else sends it. */
static bool
is_strong(struct arena *arena, const struct message *message, const struct view *view,
	  enum account_place speech, bool lured)
{
	const struct account_sign *sign = &view->sign;
	bool few = view->count <= LINKS_FEW && view->text <= TEXT_SHORT;
	bool automatic = (message->flags & MESSAGE_AUTOMATIC) != 0;
	bool machine = is_machine(arena, &message->from.items[0]);

	if (view->own >= 0 && !sign->once)
		return false;
	if (few && sign->once && sign->token)
		return true;
	switch (speech) {
	case ACCOUNT_IN_HEAD:
		return sign->word != NULL || few;
	case ACCOUNT_NOTICE:
		return few && (machine || automatic);
	case ACCOUNT_IN_TEXT:
		return few && (machine || lured);
	case ACCOUNT_NOWHERE:
		return false;
	}
	abort();
}

static const char *
explain(struct arena *arena, const struct view *view, const struct account_speech *speech)
{
	struct text why = TEXT_IN(arena);

	if (speech->place != ACCOUNT_NOWHERE)
		text_printf(&why, "the %s says \"%s\"; ",
			    speech->place == ACCOUNT_IN_TEXT ? "text" : "subject", speech->words);
	text_add_string(&why, "a link");
	if (view->sign.word != NULL)
		text_printf(&why, " (%s)", view->sign.word);
	if (view->sign.token)
		text_add_string(&why, " with a one-time token");
	text_add_string(&why, " leads to another domain than the sender's");
	return text_string(&why);
}

void
account_message(struct arena *arena, const struct message *message,
		const struct account_speech *speech, struct finding_list *findings)
{
	bool lured = finding_has(findings, FINDING_LURE);
	struct view view;

	/* Anybody may call a mail a list's or an answer: that clears no lure. */
	if (message->from.count == 0 ||
	    (!lured && (message->flags & (MESSAGE_LIST | MESSAGE_ANSWER)) != 0))
		return;
	see(arena, message, &view);
	if (view.best == NULL || view.count > LINKS_MOST || view.own >= worth(&view.sign))
		return;
	if (!is_strong(arena, message, &view, speech->place, lured))
		return;
	finding_add(findings, &(struct finding){
				      .kind = FINDING_ACCOUNT_LINK,
				      .tier = 9,
				      .observed = view.best->url.text,
				      .where = view.best->where,
				      .why = explain(arena, &view, speech),
				      .prominent = true,
			      });
}
