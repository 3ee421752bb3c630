/* SPDX-License-Identifier: BSD-2-Clause */
/* url - what a mail client would open (RFC 3986, WHATWG URL where browsers differ). */
#include "config.h"

#include "policy/mail/url.h"

#include <stdint.h>
#include <string.h>

#include "policy/base/text.h"
#include "policy/mail/fold.h"

#define SLASHES "/\\"
#define WRAPS   4 /* blob:view-source:https://... */

/* ---- cleaning ----------------------------------------------------------------------------------
 */

/* What stands around a link and is no part of it, marks of direction included. */
static bool
is_edge(uint32_t point)
{
	return point <= ' ' || point == 0x7F || point == 0xA0 || point == 0x3000 ||
	       (point >= 0x2000 && point <= 0x200A) || fold_is_ignorable(point);
}

static size_t
skip_edge(const char *bytes, size_t length)
{
	size_t at = 0, before = 0;

	while (at < length) {
		before = at;
		if (!is_edge(text_next_point(bytes, length, &at)))
			return before;
	}
	return length;
}

/* Well-formed, without tabs, line ends and zero bytes; other controls and blanks are encoded. */
static char *
clean(struct arena *arena, const char *bytes, size_t length, size_t most)
{
	static const char digits[] = "0123456789ABCDEF";
	struct text text = TEXT_IN(arena);
	size_t at = skip_edge(bytes, length), end = 0;

	while (at < length && text.length < most) {
		uint32_t point = text_next_point(bytes, length, &at);

		if (point == '\t' || point == '\n' || point == '\r' || point == '\0')
			continue;
		if (point > ' ' && point != 0x7F && point != '"' && point != '<' && point != '>') {
			text_add_point(&text, point);
		} else {
			char encoded[3] = {'%', digits[point >> 4], digits[point & 15]};

			text_add(&text, encoded, 3);
		}
		if (!is_edge(point))
			end = text.length;
	}
	if (text.bytes == NULL)
		return arena_strdup(arena, "");
	text.bytes[end] = '\0';
	return text.bytes;
}

/* ---- schemes -----------------------------------------------------------------------------------
 */

static bool
is_letter(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

static bool
is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

/* Length of the scheme without its colon, 0 when there is none. */
static size_t
find_scheme(const char *text)
{
	size_t i = 0, digits;
	bool dot = false;

	if (!is_letter(text[0]))
		return 0;
	for (;
	     is_letter(text[i]) || is_digit(text[i]) || (text[i] != '\0' && strchr("+-.", text[i]));
	     i++)
		dot |= text[i] == '.';
	if (text[i] != ':')
		return 0;
	/* example.com:8080/x is a host with a port for those who complete links. */
	digits = strspn(text + i + 1, "0123456789");
	if (dot && digits != 0 && strchr("/\\?#", text[i + 1 + digits]) != NULL)
		return 0;
	return i;
}

static bool
is_one_of(const char *scheme, const char *const *list)
{
	for (; *list != NULL; list++)
		if (strcmp(scheme, *list) == 0)
			return true;
	return false;
}

/* Schemes that have a host whatever number of slashes follows (WHATWG URL, "special"). */
static bool
is_web(const char *scheme)
{
	static const char *const list[] = {"http", "https", "ftp", "ws", "wss", NULL};

	return is_one_of(scheme, list);
}

/* Schemes around another URL. */
static bool
is_wrapper(const char *scheme)
{
	static const char *const list[] = {"blob", "view-source", "mhtml", "feed", "url", NULL};

	return is_one_of(scheme, list);
}

/* ---- parts -------------------------------------------------------------------------------------
 */

/* Whether the segment is "." (1) or ".." (2), dots possibly encoded. */
static int
count_dots(const char *segment, size_t length)
{
	int dots = 0;

	while (length != 0) {
		size_t step = segment[0] == '.' ? 1 : 3;

		if (step == 3 && (length < 3 || segment[0] != '%' || segment[1] != '2' ||
				  (segment[2] | 0x20) != 'e'))
			return 0;
		segment += step;
		length -= step;
		dots++;
	}
	return dots <= 2 ? dots : 0;
}

/* Backslashes become slashes, "." and ".." are resolved (RFC 3986 section 5.2.4). */
static char *
resolve_path(struct arena *arena, const char *path, size_t length)
{
	char *out = arena_memdup(arena, path, length);
	size_t from, to = 0;

	for (from = 0; from < length; from++)
		if (out[from] == '\\')
			out[from] = '/';
	for (from = 0; from < length;) {
		size_t end = from + 1;
		int dots;

		while (end < length && out[end] != '/')
			end++;
		dots = count_dots(out + from + 1, end - from - 1);
		if (dots == 2)
			while (to > 0 && out[--to] != '/')
				continue;
		if (dots == 0) {
			memmove(out + to, out + from, end - from);
			to += end - from;
		} else if (end == length) {
			out[to++] = '/';
		}
		from = end;
	}
	if (to == 0)
		out[to++] = '/';
	out[to] = '\0';
	return out;
}

static const char *
slice(struct arena *arena, const char *from, size_t length)
{
	return length == 0 ? "" : arena_memdup(arena, from, length);
}

/* Path, query and fragment of 'rest', which begins with a slash or is empty before them. */
static void
read_tail(struct arena *arena, const char *rest, struct url *out)
{
	size_t path = strcspn(rest, "?#"), query;

	out->path = path == 0 ? "/" : resolve_path(arena, rest, path);
	out->query = "";
	rest += path;
	if (*rest == '?') {
		query = strcspn(rest, "#");
		out->query = slice(arena, rest + 1, query - 1);
		rest += query;
	}
	out->fragment = *rest == '#' ? slice(arena, rest + 1, strlen(rest + 1)) : "";
}

static bool
is_default_port(const char *scheme, const char *port)
{
	static const char *const defaults[][2] = {
		{"http", "80"}, {"https", "443"}, {"ws", "80"}, {"wss", "443"}, {"ftp", "21"}};
	size_t i;

	for (i = 0; i < sizeof(defaults) / sizeof(defaults[0]); i++)
		if (strcmp(scheme, defaults[i][0]) == 0)
			return strcmp(port, defaults[i][1]) == 0;
	return false;
}

static const char *
read_port(struct arena *arena, const char *port, size_t length)
{
	while (length > 1 && port[0] == '0') {
		port++;
		length--;
	}
	return slice(arena, port, strspn(port, "0123456789") >= length ? length : 0);
}

/* "user@host:port/..." behind the slashes; the host stands behind the last @. */
static int
read_authority(struct arena *arena, const char *rest, struct url *out, const char **why)
{
	size_t length = strcspn(rest, "/\\?#"), i, host, end;

	for (i = host = 0; i < length; i++)
		if (rest[i] == '@')
			host = i + 1;
	for (i = end = host; i < length && rest[i] != ']'; i++)
		continue;
	if (i == length && host < length && rest[host] == '[') {
		*why = "a host with a bracket that never closes";
		return -1;
	}
	if (i == length || rest[host] != '[')
		i = host;
	for (end = length; i < length; i++)
		if (rest[i] == ':')
			end = i;
	if (end == host) {
		*why = "a link without a host";
		return -1;
	}
	if (host_canonical(arena, rest + host, end - host, &out->host, why) != 0)
		return -1;
	out->userinfo = slice(arena, rest, host == 0 ? 0 : host - 1);
	out->port = end < length ? read_port(arena, rest + end + 1, length - end - 1) : "";
	if (is_default_port(out->scheme, out->port))
		out->port = "";
	read_tail(arena, rest + length, out);
	return 0;
}

static const char *
write_text(struct arena *arena, const struct url *url)
{
	struct text text = TEXT_IN(arena);
	bool six = strchr(url->host.ascii, ':') != NULL;

	text_add_string(&text, url->scheme);
	text_add_string(&text, "://");
	if (url->userinfo[0] != '\0') {
		text_add_string(&text, url->userinfo);
		text_add_byte(&text, '@');
	}
	text_add_string(&text, six ? "[" : "");
	text_add_string(&text, url->host.ascii);
	text_add_string(&text, six ? "]" : "");
	if (url->port[0] != '\0') {
		text_add_byte(&text, ':');
		text_add_string(&text, url->port);
	}
	text_add_string(&text, url->path);
	if (url->query[0] != '\0') {
		text_add_byte(&text, '?');
		text_add_string(&text, url->query);
	}
	if (url->fragment[0] != '\0') {
		text_add_byte(&text, '#');
		text_add_string(&text, url->fragment);
	}
	return text.bytes;
}

/* ---- the kinds of links -------------------------------------------------------------------------
 */

/* mailto:, data:, javascript: and their like: nothing but a scheme and what stands behind it. */
static void
read_opaque(struct arena *arena, const char *text, const char *rest, struct url *out)
{
	size_t path = strcspn(rest, "?#");

	out->text = text;
	out->userinfo = out->port = out->fragment = "";
	out->host = (struct host){"", "", "", "", "", "", false, 0};
	out->path = slice(arena, rest, path);
	out->query = rest[path] == '?' ? rest + path + 1 : "";
}

/* What follows the base's host: a path from the root, one beside the base's, or only a query. */
static void
read_relative(struct arena *arena, const char *rest, const struct url *base, struct url *out)
{
	const char *slash = strrchr(base->path, '/');
	int folder = slash == NULL ? 0 : (int)(slash - base->path);

	*out = *base;
	if (rest[0] == '/' || rest[0] == '\\')
		read_tail(arena, rest, out);
	else if (rest[0] == '#')
		out->fragment = rest + 1;
	else if (rest[0] == '?')
		read_tail(arena, arena_printf(arena, "%s%s", base->path, rest), out);
	else
		read_tail(arena, arena_printf(arena, "%.*s/%s", folder, base->path, rest), out);
}

/* Without scheme and base: whether a mail client would complete it to a web link. */
static bool
is_bare_host(struct arena *arena, const char *text)
{
	size_t length = strcspn(text, "/\\?#:");
	const char *why;
	struct host host;

	if (memchr(text, '@', length) != NULL || memchr(text, '%', length) != NULL ||
	    host_canonical(arena, text, length, &host, &why) != 0)
		return false;
	return (host.flags & HOST_NUMERIC) != 0 || host.known_suffix ||
			       strncmp(host.ascii, "www.", 4) == 0
		       ? (host.flags & HOST_SINGLE_LABEL) == 0
		       : false;
}

static int
read_without_scheme(struct arena *arena, const char *text, const struct url *base, struct url *out,
		    const char **why)
{
	size_t slashes = strspn(text, SLASHES);

	if (text[0] == '\0') {
		*why = "an empty link";
		return -1;
	}
	out->scheme = base == NULL ? "http" : base->scheme;
	if (text[0] == ':' && text[1] != '\0' && strchr(SLASHES, text[1]) != NULL)
		return read_authority(arena, text + 1 + strspn(text + 1, SLASHES), out, why);
	if (slashes >= 2)
		return read_authority(arena, text + slashes, out, why);
	if (base != NULL) {
		read_relative(arena, text, base, out);
		return 0;
	}
	if (slashes == 0 && is_bare_host(arena, text))
		return read_authority(arena, text, out, why);
	if (slashes == 0 && strchr(text, '@') != NULL && strcspn(text, "/\\?#") == strlen(text)) {
		out->scheme = "mailto";
		read_opaque(arena, text, text, out);
		return 0;
	}
	*why = "a relative link without a base";
	return -1;
}

int
url_parse(struct arena *arena, const char *bytes, size_t length, size_t most,
	  const struct url *base, struct url *out, const char **why)
{
	const char *text = clean(arena, bytes, length, most);
	struct url url = {0};
	size_t scheme = find_scheme(text), slashes;
	int i;

	if (base != NULL && (base->host.ascii == NULL || base->host.ascii[0] == '\0'))
		base = NULL;
	for (i = 0; i < WRAPS && scheme != 0; i++) {
		if (!is_wrapper(text_lower(arena, slice(arena, text, scheme))) ||
		    find_scheme(text + scheme + 1) == 0)
			break;
		text += scheme + 1;
		scheme = find_scheme(text);
	}
	if (scheme == 0) {
		if (read_without_scheme(arena, text, base, &url, why) != 0)
			return -1;
	} else {
		url.scheme = text_lower(arena, slice(arena, text, scheme));
		slashes = strspn(text + scheme + 1, SLASHES);
		if (!is_web(url.scheme) && slashes < 2)
			read_opaque(arena, text, text + scheme + 1, &url);
		else if (read_authority(arena, text + scheme + 1 + slashes, &url, why) != 0)
			return -1;
	}
	if (url.host.ascii[0] != '\0')
		url.text = write_text(arena, &url);
	*out = url;
	return 0;
}

/* ---- decoding -----------------------------------------------------------------------------------
 */

/* An encoded zero byte stays encoded: the copy is one string. */
static char *
decode(struct arena *arena, const char *text, size_t length, bool plus)
{
	char *copy = arena_memdup(arena, text, length);
	size_t from, to = 0;

	for (from = 0; from < length; from++) {
		int high = from + 2 < length && copy[from] == '%' ? text_hex_digit(copy[from + 1])
								  : -1;
		int low = high >= 0 ? text_hex_digit(copy[from + 2]) : -1;

		if (low >= 0 && (high << 4 | low) != 0) {
			copy[to++] = (char)(high << 4 | low);
			from += 2;
		} else {
			copy[to++] = plus && copy[from] == '+' ? ' ' : copy[from];
		}
	}
	return text_utf8(arena, copy, to, length * 3);
}

char *
url_decode(struct arena *arena, const char *text)
{
	return decode(arena, text, strlen(text), false);
}

const char *
url_parameter(struct arena *arena, const struct url *url, const char *name)
{
	const char *at = url->query;

	while (*at != '\0') {
		size_t length = strcspn(at, "&;"), equals = strcspn(at, "=&;");

		if (strcmp(decode(arena, at, equals, true), name) == 0)
			return equals == length
				       ? ""
				       : decode(arena, at + equals + 1, length - equals - 1, true);
		at += length;
		at += *at != '\0';
	}
	return NULL;
}
