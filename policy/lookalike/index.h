/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * index - everything that a host or a text is looked up in, frozen (detection.md 2.5).
 *
 * Names are exact domains with their owner and roles. Labels are what an imitation imitates: the
 * registrable labels and brand words of protected owners, found by equal skeleton, as part of a
 * longer label, or within two edits. Skeletons are made here, when the tables are read (H3).
 *
 * Private to policy/lookalike/. Who owns: everything is in the arena given. Threads: any number of
 * readers after index_open(). Fails: -1 with *why "file:line: what is wrong".
 */
#ifndef POLICY_LOOKALIKE_INDEX_H
#define POLICY_LOOKALIKE_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "policy/base/arena.h"
#include "policy/conf/conf.h"
#include "policy/lookalike/image.h"
#include "policy/lookalike/issuers.h"
#include "policy/lookalike/lookalike.h"
#include "policy/lookalike/near.h"
#include "policy/lookalike/lexicon.h"
#include "policy/lookalike/multimap.h"
#include "policy/mail/host.h"

#define INDEX_NONE UINT32_MAX

/* What a name is besides being owned. */
enum index_role {
	INDEX_KNOWN = 1 << 0,    /* well known, near a brand by chance */
	INDEX_FREEMAIL = 1 << 1, /* anybody may have a mailbox */
	INDEX_HOSTING = 1 << 2,  /* anybody may have a name below it */
	INDEX_TENANT = 1 << 3,   /* a service names its customers below it */
	INDEX_EXEMPT = 1 << 4    /* the operator said so */
};

struct index_owner {
	const char *name;
	const char *primary; /* its best known domain */
	enum lookalike_tier tier;
	bool carries; /* its mails carry what others write */
	bool social;  /* everybody links to it from everywhere */
	struct issuers_list senders;
	uint32_t first_label, label_count; /* its labels stand together */
};

struct index_name {
	const char *ascii;
	uint32_t owner; /* INDEX_NONE: nobody's */
	unsigned roles; /* a set of enum index_role */
};

struct index_label {
	const char *text, *strong, *weak;
	const char *target; /* the domain it stands for */
	uint32_t owner;
	size_t length;         /* of 'strong' */
	bool common;           /* an ordinary word too: accuses only when the message claims it */
	bool product;          /* carried by communities too */
	bool token;            /* a brand word itself: sought inside names and two edits around */
	bool domain;           /* the label of a domain, not only a brand word */
	bool wordless;         /* a domain without a brand word: only foreign letters imitate it */
	const char **suffixes; /* under which its owner holds it */
	size_t suffix_count, suffix_capacity;
};

/* A word that claims an owner in running text. */
struct index_claim {
	const char *token;
	uint32_t owner;
	bool common;
	bool product; /* software that others run and name as the sender */
};

enum index_word { INDEX_ACCOUNT, INDEX_SERVICE, INDEX_FILLER };

struct index {
	struct index_owner *owners;
	size_t owner_count, owner_capacity;
	struct index_name *names;
	size_t name_count, name_capacity;
	struct index_label *labels;
	size_t label_count, label_capacity;
	struct index_claim *claims;
	size_t claim_count, claim_capacity;
	struct multimap exact;               /* domain to name */
	struct multimap plain, strong, weak; /* label, its skeletons, to label */
	struct multimap sounds;              /* how a token is heard, to label */
	struct lexicon brands;               /* labels inside longer labels */
	struct lexicon words;                /* enum index_word */
	struct lexicon texts;                /* claims in running text */
	struct multimap vocabulary;          /* the same words, whole */
	struct near near, near_words;
	struct image *image; /* partners and popular names; NULL: none */
};

int index_open(struct arena *arena, const struct conf_protected *conf,
	       const struct conf_list *more_owned, struct index *index, const char **why);

/* What is known of a host: the owner it belongs to, its roles, and where the rented part begins. */
struct index_place {
	uint32_t owner; /* INDEX_NONE: nobody's */
	unsigned roles;
	const char *role_name;   /* the listed name that gave the roles, or "" */
	const char *registrable; /* the name somebody registered or rents; points into the host */
};
void index_place(const struct index *index, const struct host *host, struct index_place *out);

#endif
