/* SPDX-License-Identifier: BSD-2-Clause */
/* grant - links that hand an account over without a password: consent and device sign-in. */
#include "config.h"

#include "policy/lure/grant.h"

#include <stdio.h>
#include <string.h>

#include "policy/base/text.h"

#define UNWRAP_MOST 3 /* links inside links */
#define INNER_MOST  4 /* parameters looked into at each step */
#define URL_MOST    4096
#define SCOPE_MOST  2000
#define CODE_REACH  1500 /* bytes of text around a device link */
#define GRANTS_MOST 32   /* links of this kind that are read */

/*
 * Hosts and paths of RFC 6749 authorisation and RFC 8628 verification endpoints. A host that begins
 * with a full stop stands for all names below it; '*' in a path is one segment.
 */
struct endpoint {
	const char *host, *path;
};

static const struct endpoint consents[] = {
	{"login.microsoftonline.com", "/*/oauth2/authorize"},
	{"login.microsoftonline.com", "/*/oauth2/v2.0/authorize"},
	{"login.microsoftonline.com", "/*/adminconsent"},
	{"login.microsoftonline.com", "/*/v2.0/adminconsent"},
	{"login.microsoftonline.us", "/*/oauth2/v2.0/authorize"},
	{"login.windows.net", "/*/oauth2/authorize"},
	{"login.microsoft.com", "/*/oauth2/v2.0/authorize"},
	{"login.live.com", "/oauth20_authorize.srf"},
	{"accounts.google.com", "/o/oauth2/auth"},
	{"accounts.google.com", "/o/oauth2/v2/auth"},
	{"accounts.google.com", "/signin/oauth"},
	{"github.com", "/login/oauth/authorize"},
	{"gitlab.com", "/oauth/authorize"},
	{"bitbucket.org", "/site/oauth2/authorize"},
	{"auth.atlassian.com", "/authorize"},
	{"slack.com", "/oauth/authorize"},
	{"slack.com", "/oauth/v2/authorize"},
	{"slack.com", "/openid/connect/authorize"},
	{"discord.com", "/oauth2/authorize"},
	{"discord.com", "/api/oauth2/authorize"},
	{"zoom.us", "/oauth/authorize"},
	{"www.dropbox.com", "/oauth2/authorize"},
	{"account.box.com", "/api/oauth2/authorize"},
	{"login.salesforce.com", "/services/oauth2/authorize"},
	{"test.salesforce.com", "/services/oauth2/authorize"},
	{".my.salesforce.com", "/services/oauth2/authorize"},
	{"www.linkedin.com", "/oauth/v2/authorization"},
	{"cloud.digitalocean.com", "/v1/oauth/authorize"},
	{"id.heroku.com", "/oauth/authorize"},
	{"api.notion.com", "/v1/oauth/authorize"},
	{"app.hubspot.com", "/oauth/authorize"},
	{"account.docusign.com", "/oauth/auth"},
	{".okta.com", "/oauth2/v1/authorize"},
	{".okta.com", "/oauth2/*/v1/authorize"},
	{".oktapreview.com", "/oauth2/*/v1/authorize"},
	{".okta-emea.com", "/oauth2/*/v1/authorize"},
	{".auth0.com", "/authorize"},
	{".amazoncognito.com", "/oauth2/authorize"},
	{".onelogin.com", "/oidc/2/auth"},
	{".pingone.com", "/*/as/authorize"},
};

static const struct endpoint devices[] = {
	{"microsoft.com", "/devicelogin"},
	{"www.microsoft.com", "/devicelogin"},
	{"microsoft.com", "/link"},
	{"www.microsoft.com", "/link"},
	{"aka.ms", "/devicelogin"},
	{"login.microsoft.com", "/device"},
	{"login.microsoftonline.com", "/common/oauth2/deviceauth"},
	{"login.microsoftonline.com", "/*/oauth2/deviceauth"},
	{"login.live.com", "/oauth20_remoteconnect.srf"},
	{"github.com", "/login/device"},
	{"gitlab.com", "/oauth/device"},
	{"www.google.com", "/device"},
	{"google.com", "/device"},
	{"accounts.google.com", "/o/oauth2/device/usercode"},
	{".amazonaws.com", "/device"},
	{".awsapps.com", "/start"},
	{".okta.com", "/activate"},
	{".oktapreview.com", "/activate"},
	{".auth0.com", "/activate"},
	{"login.salesforce.com", "/setup/connect"},
	{".my.salesforce.com", "/setup/connect"},
};

/*
 * Rights that read or change what others should not, or that outlive the session. One that ends in
 * a letter must be a whole word of the scope.
 */
static const char *const risky_scopes[] = {
	"offline_access",
	"full_access_as_user",
	"user_impersonation",
	"mail.read",
	"mail.send",
	"contacts.read",
	"files.read",
	"sites.read",
	"notes.read",
	"chat.read",
	"directory.",
	"rolemanagement.",
	"readwrite",
	"default",
	"accessasuser",
	"smtp.send",
	"mail.google.com",
	"auth/gmail",
	"auth/drive",
	"auth/contacts",
	"auth/cloud-platform",
	"auth/admin.",
	"auth/devstorage",
	"auth/script.",
	"repo",
	"workflow",
	"delete_repo",
	"admin:",
	"write:",
	"gist",
	"codespace",
	"write_repository",
	"read_repository",
	"read_api",
	"api",
	"sudo",
	"create_runner",
	"chat:write",
	"files:read",
	"channels:history",
	"im:history",
	"search:read",
	"full",
	"refresh_token",
	"okta.",
	"repository:write",
	"manage:",
};

static bool
host_fits(const char *pattern, const char *host)
{
	if (*pattern == '.')
		return strlen(host) > strlen(pattern) && text_ends_fold(host, pattern);
	return strcmp(host, pattern) == 0;
}

/* The path, or its beginning up to a slash. */
static bool
path_fits(const char *pattern, const char *path)
{
	while (*pattern != '\0') {
		if (*pattern == '*') {
			size_t segment = strcspn(path, "/");

			if (segment == 0)
				return false;
			path += segment;
			pattern++;
			continue;
		}
		if (*pattern != (*path >= 'A' && *path <= 'Z' ? *path + 32 : *path))
			return false;
		pattern++;
		path++;
	}
	return *path == '\0' || *path == '/' || *path == ';';
}

static bool
is_endpoint(const struct url *url, const struct endpoint *table, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (host_fits(table[i].host, url->host.ascii) &&
		    path_fits(table[i].path, url->path))
			return true;
	return false;
}

static bool
is_consent(struct arena *arena, const struct url *url)
{
	if (is_endpoint(url, consents, sizeof(consents) / sizeof(consents[0])))
		return true;
	/* Any other server that speaks RFC 6749 section 4.1.1. */
	return strstr(url->path, "/oauth") != NULL && strstr(url->path, "/auth") != NULL &&
	       url_parameter(arena, url, "client_id") != NULL &&
	       url_parameter(arena, url, "response_type") != NULL;
}

static bool
is_device(struct arena *arena, const struct url *url)
{
	(void)arena;
	return is_endpoint(url, devices, sizeof(devices) / sizeof(devices[0]));
}

/* A whole link inside a query, decoded once; NULL past the last. */
static const char *
inner_link(struct arena *arena, const struct url *url, size_t *at)
{
	const char *query = url->query;

	while (query[*at] != '\0') {
		const char *pair = query + *at;
		size_t length = strcspn(pair, "&;"), name = strcspn(pair, "=");
		char *value;

		*at += length + (pair[length] != '\0');
		if (name >= length)
			continue;
		value = url_decode(arena, arena_memdup(arena, pair + name + 1, length - name - 1));
		if (strncmp(value, "http://", 7) == 0 || strncmp(value, "https://", 8) == 0)
			return value;
	}
	return NULL;
}

/* The first link, outside or inside, for which 'test' holds. */
static bool
unwrap(struct arena *arena, const struct url *url,
       bool (*test)(struct arena *arena, const struct url *url), struct url *out)
{
	struct url current = *url;
	const char *why;
	size_t step;

	for (step = 0; step <= UNWRAP_MOST; step++) {
		struct url inner, next = {0};
		const char *link;
		size_t at = 0, tried;

		if (current.host.ascii == NULL || *current.host.ascii == '\0')
			return false;
		if (test(arena, &current)) {
			*out = current;
			return true;
		}
		for (tried = 0; tried < INNER_MOST; tried++) {
			link = inner_link(arena, &current, &at);
			if (link == NULL)
				break;
			if (url_parse(arena, link, strlen(link), URL_MOST, NULL, &inner, &why) != 0)
				continue;
			if (next.text == NULL || test(arena, &inner))
				next = inner;
		}
		if (next.text == NULL)
			return false;
		current = next;
	}
	return false;
}

static bool
is_letter(char byte)
{
	return (byte >= 'a' && byte <= 'z') || byte == '_';
}

static bool
is_risky(const char *scope)
{
	size_t i;

	for (i = 0; i < sizeof(risky_scopes) / sizeof(risky_scopes[0]); i++) {
		const char *at = strstr(scope, risky_scopes[i]);
		size_t length = strlen(risky_scopes[i]);

		if (at != NULL && (at == scope || !is_letter(at[-1])) &&
		    !(is_letter(at[length - 1]) && is_letter(at[length])))
			return true;
	}
	return false;
}

static const char *
risky_of(struct arena *arena, const char *scope)
{
	struct text risky = TEXT_IN(arena);
	char *lower;

	if (scope == NULL)
		return "";
	lower = text_lower(arena, scope);
	if (strlen(lower) > SCOPE_MOST)
		lower[SCOPE_MOST] = '\0';
	while (*lower != '\0') {
		size_t length = strcspn(lower, " ,+");
		char *one = arena_memdup(arena, lower, length);

		if (length != 0 && is_risky(one))
			text_printf(&risky, "%s%s", risky.length == 0 ? "" : " ", one);
		lower += length;
		lower += *lower != '\0';
	}
	return text_printable(arena, text_string(&risky), 120);
}

static void
read_redirect(struct arena *arena, const struct hosting *hosting, const char *redirect,
	      struct grant *out)
{
	const char *why;
	struct url url;

	if (url_parse(arena, redirect, strlen(redirect), URL_MOST, NULL, &url, &why) != 0 ||
	    *url.host.ascii == '\0')
		return; /* urn:ietf:wg:oauth:2.0:oob and schemes of installed programs */
	out->redirect = url.host.ascii;
	out->odd_redirect = strcmp(url.scheme, "https") != 0 ||
			    (url.host.flags & (HOST_NUMERIC | HOST_SINGLE_LABEL)) != 0 ||
			    text_ends_fold(url.host.ascii, "localhost") ||
			    hosting_find(hosting, &url) != NULL;
	out->foreign_redirect = strcmp(url.host.registrable, out->issuer) != 0;
}

bool
grant_read(struct arena *arena, const struct hosting *hosting, const struct url *url,
	   struct grant *out)
{
	const char *client, *redirect, *prompt;
	struct url endpoint;

	if (!unwrap(arena, url, is_consent, &endpoint))
		return false;
	client = url_parameter(arena, &endpoint, "client_id");
	redirect = url_parameter(arena, &endpoint, "redirect_uri");
	prompt = url_parameter(arena, &endpoint, "prompt");
	*out = (struct grant){.issuer = endpoint.host.registrable, .redirect = ""};
	out->client = client == NULL ? "" : text_printable(arena, client, 80);
	out->scope = risky_of(arena, url_parameter(arena, &endpoint, "scope"));
	out->silent = prompt != NULL && strcmp(prompt, "none") == 0;
	if (redirect != NULL)
		read_redirect(arena, hosting, redirect, out);
	return true;
}

const char *
grant_device_page(struct arena *arena, const struct url *url, bool *code_inside)
{
	static const char *const names[] = {"user_code", "otc", "code"};
	struct url page;
	size_t i;

	if (!unwrap(arena, url, is_device, &page))
		return NULL;
	*code_inside = strstr(page.fragment, "user_code=") != NULL;
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (url_parameter(arena, &page, names[i]) != NULL)
			*code_inside = true;
	return page.host.registrable;
}

static bool
is_code_byte(char byte)
{
	return (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9');
}

/* The shape of a run of capitals, digits and hyphens. */
static bool
is_code(const char *run, size_t length)
{
	size_t i, letters = 0, digits = 0, hyphens = 0;

	for (i = 0; i < length; i++) {
		letters += run[i] >= 'A' && run[i] <= 'Z';
		digits += run[i] >= '0' && run[i] <= '9';
		hyphens += run[i] == '-';
	}
	if (hyphens == 0)
		return (length == 8 || length == 9) && letters >= 2 && (digits != 0 || length == 9);
	if (hyphens == 1)
		return length == 9 && run[4] == '-' && letters + digits == 8;
	return hyphens == 2 && length == 11 && run[3] == '-' && run[7] == '-';
}

bool
grant_find_code(const char *text, size_t length, size_t *at, size_t *code_length)
{
	size_t i = 0;

	while (i < length) {
		size_t from = i;
		bool word_before = from > 0 && ((text[from - 1] >= 'a' && text[from - 1] <= 'z') ||
						strchr("/=%_", text[from - 1]) != NULL ||
						(unsigned char)text[from - 1] >= 0x80);

		while (i < length && (is_code_byte(text[i]) || (i > from && text[i] == '-')))
			i++;
		if (i - from > 7 && !word_before && is_code(text + from, i - from) &&
		    (i == length || !((text[i] >= 'a' && text[i] <= 'z') || text[i] == '_'))) {
			*at = from;
			*code_length = i - from;
			return true;
		}
		if (i == from)
			i++;
	}
	return false;
}

static bool
is_from(const struct message *message, const char *registrable)
{
	return message->from.count == 1 &&
	       strcmp(message->from.items[0].domain.registrable, registrable) == 0 &&
	       authentication_proves(&message->auth, registrable);
}

static void
add_grant(struct finding_list *findings, const struct message *message,
	  const struct message_link *link, const struct grant *grant)
{
	struct arena *arena = findings->arena;
	bool senders_own =
		*grant->redirect != '\0' && message->from.count == 1 &&
		text_ends_fold(grant->redirect, message->from.items[0].domain.registrable) &&
		is_from(message, message->from.items[0].domain.registrable);
	struct text why = TEXT_IN(arena);
	int weight = finding_info(FINDING_OAUTH_GRANT)->weight;

	/* An application that its own proven maker invites to, and that asks for little. */
	if (*grant->scope == '\0' && !grant->odd_redirect && !grant->silent &&
	    (!grant->foreign_redirect || senders_own))
		return;
	text_printf(&why, "a link asks %s to let application %s in", grant->issuer,
		    *grant->client == '\0' ? "(unnamed)" : grant->client);
	if (*grant->scope != '\0')
		text_printf(&why, ", with rights %s", grant->scope);
	if (*grant->redirect != '\0')
		text_printf(&why, ", and send the answer to %s", grant->redirect);
	if (grant->silent)
		text_add_string(&why, ", without asking");
	if (*grant->scope == '\0' && !grant->odd_redirect)
		weight /= 2;
	finding_add(findings,
		    &(struct finding){
			    .kind = FINDING_OAUTH_GRANT,
			    .family = "oauth-consent",
			    .impact = IMPACT_OAUTH,
			    .target = grant->issuer,
			    .tier = 9,
			    .observed = link->url.text,
			    .where = link->where,
			    .why = text_string(&why),
			    .nearly = senders_own ? "the answer goes to the proven sender" : "",
			    .weight = weight,
			    .prominent = !link->hidden,
		    });
}

/* A code in the text around the link, or in the subject. */
static bool
has_code_near(const struct message *message, const struct message_link *link)
{
	size_t at, length;

	if (grant_find_code(message->subject, strlen(message->subject), &at, &length))
		return true;
	if (link->text_index < message->text_count) {
		const struct message_text *text = &message->texts[link->text_index];
		size_t middle = link->text_offset > text->length ? text->length : link->text_offset;
		size_t from = middle > CODE_REACH ? middle - CODE_REACH : 0;
		size_t to = text->length - middle > CODE_REACH ? middle + CODE_REACH : text->length;

		if (grant_find_code(text->bytes + from, to - from, &at, &length))
			return true;
	}
	return grant_find_code(link->text, strlen(link->text), &at, &length);
}

static void
add_device(struct finding_list *findings, const struct message *message,
	   const struct message_link *link, const char *page, bool code_inside)
{
	if (is_from(message, page))
		return;
	if (!code_inside && !has_code_near(message, link))
		return;
	finding_add(findings,
		    &(struct finding){
			    .kind = FINDING_DEVICE_CODE,
			    .family = "device-code",
			    .impact = IMPACT_DEVICE,
			    .target = page,
			    .tier = 9,
			    .observed = link->url.text,
			    .where = link->where,
			    .why = arena_printf(findings->arena,
						"a link to the device sign-in page of %s, with a "
						"code %s, from somebody else",
						page, code_inside ? "in it" : "beside it"),
			    .prominent = !link->hidden,
		    });
}

void
grant_message(struct arena *arena, const struct hosting *hosting, const struct message *message,
	      struct finding_list *findings)
{
	size_t i, found = 0;

	for (i = 0; i < message->link_count && found < GRANTS_MOST; i++) {
		const struct message_link *link = &message->links[i];
		const char *page;
		bool code_inside = false;
		struct grant grant;

		if (link->obscured || link->kind == LINK_MAILTO || link->kind == LINK_IMAGE)
			continue;
		if (grant_read(arena, hosting, &link->url, &grant)) {
			add_grant(findings, message, link, &grant);
			found++;
			continue;
		}
		page = grant_device_page(arena, &link->url, &code_inside);
		if (page != NULL) {
			add_device(findings, message, link, page, code_inside);
			found++;
		}
	}
}
