/* SPDX-License-Identifier: BSD-2-Clause */
/* grant_endpoint - which links ask for consent or open a device sign-in page, and what they ask. */
#include "config.h"

#include "policy/lure/grant.h"

#include <string.h>

#include "policy/base/text.h"

#define UNWRAP_MOST 3 /* links inside links */
#define INNER_MOST  4 /* parameters looked into at each step */
#define URL_MOST    4096
#define SCOPE_MOST  2000

/*
 * Hosts and paths of RFC 6749 authorisation and RFC 8628 verification endpoints. A host that begins
 * with a full stop stands for all names below it, one that
 * ends in one for all that begin so; '*' in a path is one segment.
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
	{"login.microsoftonline.us", "/*/oauth2/authorize"},
	{"login.partner.microsoftonline.cn", "/*/oauth2/v2.0/authorize"},
	{"login.live.com", "/oauth20_authorize.srf"},
	{"accounts.google.com", "/o/oauth2/auth"},
	{"accounts.google.com", "/o/oauth2/v2/auth"},
	{"accounts.google.com", "/signin/oauth"},
	{"accounts.google.com", "/o/oauth2/v2/auth/oauthchooseaccount"},
	{"github.com", "/login/oauth/authorize"},
	{"github.com", "/apps/*/installations/new"},
	{"gitlab.com", "/oauth/authorize"},
	{"bitbucket.org", "/site/oauth2/authorize"},
	{"www.facebook.com", "/dialog/oauth"},
	{"www.facebook.com", "/*/dialog/oauth"},
	{"m.facebook.com", "/dialog/oauth"},
	{"m.facebook.com", "/*/dialog/oauth"},
	{"api.twitter.com", "/oauth/authorize"},
	{"x.com", "/i/oauth2/authorize"},
	{"appleid.apple.com", "/auth/authorize"},
	{"login.yahoo.com", "/oauth2/request_auth"},
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
	{"device.sso.", "/"},
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

/* "www." says nothing (H12). */
static bool
host_fits(const char *pattern, const char *host)
{
	if (strncmp(host, "www.", 4) == 0)
		host += 4;
	if (strncmp(pattern, "www.", 4) == 0)
		pattern += 4;
	if (text_ends_fold(pattern, "."))
		return strncmp(host, pattern, strlen(pattern)) == 0;
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
	/* Any other server that speaks RFC 6749 section 4.1.1: AD FS, Auth0 and others under names
	 * of their customers. */
	if (url_parameter(arena, url, "client_id") == NULL)
		return false;
	if (text_ends_fold(url->path, "/authorize") || strstr(url->path, "/adfs/oauth2/") != NULL)
		return url_parameter(arena, url, "redirect_uri") != NULL ||
		       url_parameter(arena, url, "response_type") != NULL;
	return strstr(url->path, "/oauth") != NULL && strstr(url->path, "/auth") != NULL &&
	       url_parameter(arena, url, "response_type") != NULL;
}

static bool
is_device(struct arena *arena, const struct url *url)
{
	(void)arena;
	return is_endpoint(url, devices, sizeof(devices) / sizeof(devices[0]));
}

static bool
is_link(const char *value)
{
	return strncmp(value, "http://", 7) == 0 || strncmp(value, "https://", 8) == 0;
}

/* "https-3A__host_path": one security gateway writes links into its parameters so. */
static const char *
undo_dashes(struct arena *arena, const char *value)
{
	char *undone = arena_strdup(arena, value), *at;

	if (strncmp(value, "http-3A", 7) != 0 && strncmp(value, "https-3A", 8) != 0)
		return value;
	for (at = undone; *at != '\0'; at++)
		if (*at == '_')
			*at = '/';
		else if (*at == '-' && strchr("23456789", at[1]) != NULL && at[1] != '\0')
			*at = '%';
	return url_decode(arena, undone);
}

/* A whole link inside a query, decoded once; NULL past the last. */
static const char *
link_in_query(struct arena *arena, const char *query, size_t *at)
{
	while (query[*at] != '\0') {
		const char *pair = query + *at, *value;
		size_t length = strcspn(pair, "&;"), name = strcspn(pair, "=");

		*at += length + (pair[length] != '\0');
		if (name >= length)
			continue;
		value = undo_dashes(arena, url_decode(arena, arena_memdup(arena, pair + name + 1,
									  length - name - 1)));
		if (is_link(value))
			return value;
	}
	return NULL;
}

/* A whole link inside a path, as in /v3/__https://host/path__;token or /https%3A%2F%2Fhost. */
static const char *
link_in_path(struct arena *arena, const char *path)
{
	const char *at, *end;

	path = url_decode(arena, path);
	for (at = path; *at != '\0'; at++)
		if (is_link(at))
			break;
	if (*at == '\0')
		return NULL;
	end = strstr(at, "__;");
	return end == NULL ? at : arena_memdup(arena, at, (size_t)(end - at));
}

/* The next link inside a link: of the query, then of the path; NULL past the last. */
static const char *
inner_link(struct arena *arena, const struct url *url, size_t *at)
{
	size_t length = strlen(url->query);
	const char *link = *at < length ? link_in_query(arena, url->query, at) : NULL;

	if (link != NULL || *at > length)
		return link;
	*at = length + 1;
	return link_in_path(arena, url->path);
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
