/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * conf - what the operator decided, frozen.
 *
 * One struct for the whole file (libconfuse syntax, lurewatch.conf(5)); each member is one row of
 * the table in settings.c, which holds name, type, default as the operator would write it, bounds
 * and help. Without a file the defaults apply. A struct conf is never seen half-built and never
 * changes.
 *
 * Who owns: the caller of conf_open(); everything in it lives until conf_free(). Threads: any
 * number of readers. Fails: NULL with *why "file:line: what is wrong and what to do" in the arena
 * given.
 */
#ifndef POLICY_CONF_CONF_H
#define POLICY_CONF_CONF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "policy/base/arena.h"

struct conf_list {
	const char **items;
	size_t count;
};

struct conf_milter {
	const char *socket; /* inet:port@host, inet6:, unix:/path, fd:N */
	int64_t socket_mode;
	const char *socket_group, *user;
	const char *authserv_id;  /* own name in the tag; "" is the host's */
	bool tag;                 /* add X-Lurewatch */
	bool results_line;        /* add an Authentication-Results line too */
	const char *on_fault_hit; /* tempfail | accept: when evidence cannot be written */
	const char *on_fault_clean;
	int64_t idle_ms; /* how long the MTA may be silent */
	int64_t sessions_most;
};

/* Bounds on what a stranger sends; reaching one is a finding. */
struct conf_message {
	int64_t headers_most, header_bytes, headers_bytes; /* fields; one field; all fields */
	int64_t addresses_most, recipients_most;
	int64_t depth_most, parts_most;
	int64_t body_bytes, decoded_bytes,
		text_bytes; /* raw kept; decoded in all; text of one part */
	int64_t links_most, url_bytes;
	int64_t html_nodes_most;
	int64_t budget_ms;
	int64_t files_ms; /* of that, for attached files */
	int64_t picture_pixels;
};

struct conf_authentication {
	struct conf_list trusted_ids; /* authserv-ids whose Authentication-Results are believed */
	bool verify_dkim;
	const char *dkim_keys; /* a key file in place of DNS: "sel._domainkey.dom v=DKIM1; p=..." */
	int64_t dns_ms;        /* longest wait for the keys of one message */
	int64_t signatures_most;
};

struct conf_protected {
	struct conf_list owned; /* the organisation's own domains */
	bool owned_from_directory;
	const char *issuers; /* a file in place of the shipped table */
	const char *more_issuers;
	const char *image;       /* file of partners and popular names; "" is the shipped list */
	struct conf_list exempt; /* domains never accused */
};

struct conf_tier_group {
	const char *dn; /* group DN, or name */
	int tier;
};

/* One [directory NAME]: where identities come from and how entries map to them (directory.md 3.1).
 */
struct conf_directory {
	const char *name;
	const char *ldif; /* a file in place of a server; "" with a server */
	struct conf_list uris;
	const char *bind, *bind_dn, *secret_file; /* simple | external */
	const char *starttls;                     /* no | yes */
	const char *ca_file;
	int64_t connect_ms, operation_ms, page_size, entries_most;
	const char *subject_base, *subject_filter, *group_base, *group_filter;
	struct conf_list id_attributes; /* first one present wins: entryUUID, objectGUID, ... */
	struct conf_list address_attributes; /* mail, mailAlternateAddress, proxyAddresses ... */
	struct conf_list alias_attributes;
	const char *account_attribute, *display_attribute;
	const char *delimiter; /* plus-addressing; "" is none */
	struct conf_list member_attributes;
	struct conf_list tier0_groups, tier1_groups, tier2_groups; /* DNs or RDN names */
	struct conf_list service_rules, shared_rules, role_rules, external_rules,
		vip_rules; /* attr=value, attr=*, under:DN */
	struct conf_list owner_attributes, delegate_attributes;
	struct conf_list disabled_rules; /* attr=value, attr=*, attr&bits */
	const char *last_login_attribute;
	const char *password_changed_attribute;
	struct conf_list recovery_attributes; /* present when a recovery path is set up */
	int64_t stale_ms, depth_most, max_age_ms;
	struct conf_list domains; /* mail domains of this tenant; empty: from the addresses */
};

struct conf_lures {
	const char *more; /* drop-in folder of an operator's own families */
	const char *also; /* one more family's file; no setting: scan --rule sets it */
	struct conf_list off;
};

/* What becomes of findings before they are judged. */
struct conf_rules {
	struct conf_list log_only; /* kinds or families that are shown but count nothing */
};

/* One [allow NAME]: whose mail is excused from which findings. Lists of facts that are not empty
 * must all hold; each is authenticated or seen on the wire, never merely written in the mail. */
struct conf_allow {
	const char *name;
	struct conf_list senders, signers, clients, users;
	struct conf_list recipients, links; /* narrow it further */
	struct conf_list findings;          /* kinds or families that are excused; "*" is all */
};

/* Who has written with whom: what is learned, and from when on it counts. */
struct conf_contacts {
	bool learn;
	int64_t warm_after_ms, warm_messages;       /* history that says something by silence */
	int64_t known_after_ms, known_messages;     /* a stranger becomes known */
	int64_t partner_after_ms, partner_messages; /* a two-way domain becomes a partner */
	int64_t pairs_most, flush_ms;
};

/* Scores (0-1000) from which a verdict applies, by what the most exposed recipient is; 0 is never.
 */
struct conf_thresholds {
	int64_t tag, quarantine, reject;
};

struct conf_policy {
	struct conf_thresholds standard, privileged, shared, nhi;
	const char *reject_text;
	int64_t record_from; /* score from which a hit is stored */
};

struct conf_risk {
	int64_t half_life_ms;
	int64_t low, medium, high, critical; /* risk (0-1000) from which a level applies */
	/* risk from which a review is recommended, by tier or kind */
	int64_t review_standard, review_privileged, review_shared, review_nhi;
	int64_t daily_cap_standard, daily_cap_privileged, daily_cap_shared, daily_cap_nhi;
};

struct conf_evidence {
	const char *folder; /* state folder; -s and --state override */
	int64_t size_most;
	int64_t queue_most;       /* hits that may wait for one commit */
	const char *keep_subject; /* no | yes */
	const char *keep_query;   /* no | yes: the query part of a link */
};

struct conf_export {
	int64_t shrink_percent;
	const char *style; /* aux | separate | map */
	const char *map_attribute, *separate_base;
	const char *formula_guard; /* prefix | off */
};

struct conf_log {
	const char *target; /* auto | syslog | stderr */
	const char *facility;
};

struct conf {
	struct arena *arena;
	const char *path; /* the file, or "(defaults)" */
	struct conf_milter milter;
	struct conf_message message;
	struct conf_authentication authentication;
	struct conf_protected protected;
	struct conf_directory *directories;
	size_t directory_count;
	struct conf_lures lures;
	struct conf_rules rules;
	struct conf_allow *allows;
	size_t allow_count;
	struct conf_contacts contacts;
	struct conf_policy policy;
	struct conf_risk risk;
	struct conf_evidence evidence;
	struct conf_export export;
	struct conf_log log;
};

/* Where both programs look when no file is named. */
#define CONF_PATH LW_SYSCONFDIR "/lurewatch/lurewatch.conf"
/* CONF_PATH when that file exists, else NULL. */
const char *conf_usual_path(void);

/* Read 'path'; NULL means the embedded defaults only. */
struct conf *conf_open(struct arena *arena, const char *path, const char **why);
/* As conf_open(), from text in memory; 'name' stands in messages. */
struct conf *conf_parse(struct arena *arena, const char *name, const char *text, const char **why);
/* Takes NULL. */
void conf_free(struct conf *conf);

/* A settings file that says what 'conf' says, each row with its help. */
char *conf_dump(struct arena *arena, const struct conf *conf);

/* A row of the table, for documentation tests and --dump-settings. */
struct conf_row {
	const char *section, *name, *initial, *help;
};
/* Row 'i', or false past the end. */
bool conf_row(size_t i, struct conf_row *out);

#endif
