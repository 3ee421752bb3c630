/* SPDX-License-Identifier: BSD-2-Clause */
/* lookalike - domains that pretend to be a protected one (detection.md 2.2 to 2.8). */
#include "config.h"

#include "policy/lookalike/lookalike.h"

#include "policy/lookalike/claims.h"
#include "policy/lookalike/image_build.h"
#include "policy/lookalike/lookalike_check.h"
#include "policy/lookalike/lookalike_private.h"
#include "policy/mail/fold.h"

static struct image *
open_image(struct arena *arena, const char *path, const struct lookalike_learned *learned,
	   const char **why)
{
	if (path == NULL || path[0] == '\0')
		return image_build_shipped(arena, learned == NULL ? NULL : &learned->partners, why);
	return image_open(arena, path, why);
}

static const char *
describe_image(struct arena *arena, const struct image *image)
{
	struct image_about about;

	image_about(image, arena, &about);
	return arena_printf(arena, "partners %zu popular %zu image %.8s", about.partners,
			    about.names - about.partners, about.digest);
}

static int
open_tables(struct lookalike *lookalike, const struct conf_protected *conf,
	    const struct lookalike_learned *learned, const char **why)
{
	if (fold_open(why) != 0 ||
	    index_open(lookalike->arena, conf, learned == NULL ? NULL : &learned->owned,
		       &lookalike->index, why) != 0)
		return -1;
	lookalike->index.image = open_image(lookalike->arena, conf->image, learned, why);
	if (lookalike->index.image == NULL)
		return -1;
	return rewriter_open(lookalike->arena, &lookalike->rewriters, why);
}

struct lookalike *
lookalike_open(struct arena *arena, const struct conf_protected *conf,
	       const struct lookalike_learned *learned, const char **why)
{
	struct arena *own = arena_new();
	struct lookalike *lookalike = arena_zalloc(own, 1, sizeof(*lookalike));

	lookalike->arena = own;
	if (open_tables(lookalike, conf, learned, why) != 0) {
		*why = arena_strdup(arena, *why);
		lookalike_close(lookalike);
		return NULL;
	}
	lookalike->version =
		arena_printf(own, "issuers %zu domains %zu, %s, %s",
			     lookalike->index.owner_count - 1, lookalike->index.name_count,
			     describe_image(own, lookalike->index.image), fold_version());
	return lookalike;
}

void
lookalike_close(struct lookalike *lookalike)
{
	if (lookalike == NULL)
		return;
	image_close(lookalike->index.image);
	arena_free(lookalike->arena);
}

void
lookalike_check(const struct lookalike *lookalike, struct arena *arena, const struct host *host,
		struct lookalike_match *out)
{
	lookalike_check_host(&lookalike->index, arena, host, out);
}

static void
read_brand(const struct lookalike *lookalike, struct arena *arena, const char *brand,
	   struct claims *claims)
{
	const struct claims_place place = {CLAIMS_NAME, "from display name"};

	claims->count = claims->text_count = 0;
	claims->searched = 0;
	claims_read(&lookalike->index, arena, brand, &place, claims);
}

void
lookalike_check_as(const struct lookalike *lookalike, struct arena *arena, const struct host *host,
		   const char *brand, struct lookalike_match *out)
{
	struct claims claims;

	read_brand(lookalike, arena, brand, &claims);
	lookalike_check_claimed(&lookalike->index, arena, host, &claims, out);
}

const char *
lookalike_brand(const struct lookalike *lookalike, struct arena *arena, const char *brand)
{
	struct claims claims;
	size_t i;

	read_brand(lookalike, arena, brand, &claims);
	for (i = 0; i < claims.count; i++)
		if (claims.items[i].strong)
			return lookalike->index.owners[claims.items[i].owner].name;
	return "";
}

const char *
lookalike_owner(const struct lookalike *lookalike, const struct host *host)
{
	struct index_place place;

	index_place(&lookalike->index, host, &place);
	return place.owner == INDEX_NONE ? "" : lookalike->index.owners[place.owner].name;
}

bool
lookalike_is_owned(const struct lookalike *lookalike, const struct host *host)
{
	struct index_place place;

	index_place(&lookalike->index, host, &place);
	return place.owner != INDEX_NONE &&
	       lookalike->index.owners[place.owner].tier == LOOKALIKE_OWNED;
}

bool
lookalike_carries(const struct lookalike *lookalike, const struct host *host)
{
	struct index_place place;

	index_place(&lookalike->index, host, &place);
	return place.owner != INDEX_NONE && lookalike->index.owners[place.owner].carries;
}

bool
lookalike_is_freemail(const struct lookalike *lookalike, const struct host *host)
{
	struct index_place place;

	index_place(&lookalike->index, host, &place);
	return (place.roles & INDEX_FREEMAIL) != 0;
}

const char *
lookalike_version(const struct lookalike *lookalike)
{
	return lookalike->version;
}
