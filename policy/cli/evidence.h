/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * evidence - what the subcommands that read the store share: opening it, and its things as JSON.
 *
 * The members of the objects are stable: they are only ever added to.
 *
 * Who owns: JSON belongs to the caller, who drops it; text is in the subcommand's arena. Threads:
 * one. Fails: evidence_open() has told the reason and returns NULL.
 */
#ifndef POLICY_CLI_EVIDENCE_H
#define POLICY_CLI_EVIDENCE_H

#include <stddef.h>

#include <jansson.h>

#include "policy/cli/cli.h"
#include "policy/evidence/store.h"

/* The store of cli->state, for reading. Beside a running daemon is fine. */
struct store *evidence_open(struct cli *cli);
json_t *evidence_strings(struct cli *cli, const char *const *strings, size_t count);
/* "a, b, c", or NULL for none. */
const char *evidence_list(struct cli *cli, const char *const *strings, size_t count);
/* Who it is for people: mail, else account, else what it is filed under. */
const char *evidence_who(const struct identity *identity, const char *otherwise);
/* Lure families of a hit, and what they meant for its recipient; NULL for none. */
const char *evidence_lures(struct cli *cli, const struct hit *hit);
json_t *evidence_hit(struct cli *cli, const struct hit *hit);
json_t *evidence_identity(struct cli *cli, const struct store_identity *identity);
json_t *evidence_review(struct cli *cli, const struct store_review *review);

#endif
