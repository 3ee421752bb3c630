/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * host_suffix - who registered a name, by the public suffix list.
 *
 * Fills the members of struct host that follow from its A-labels: registrable domain with and
 * without the private section, label, suffix.
 *
 * Home of libpsl. Who owns: the label is in the arena, the rest points into host->ascii. Threads:
 * any. Fails: never; a name of no known suffix ends in a suffix of one label.
 */
#ifndef POLICY_MAIL_HOST_SUFFIX_H
#define POLICY_MAIL_HOST_SUFFIX_H

#include "policy/base/arena.h"
#include "policy/mail/host.h"

/* host->ascii is set and canonical. */
void host_suffix_divide(struct arena *arena, struct host *host);

#endif
