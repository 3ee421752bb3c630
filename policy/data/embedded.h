/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * embedded - the shipped files as embed.sh wrote them into embedded.c at build time.
 *
 * Who owns: constant. Threads: any. Fails: never.
 */
#ifndef POLICY_DATA_EMBEDDED_H
#define POLICY_DATA_EMBEDDED_H

#include "policy/data/data.h"

extern const struct data_file embedded_files[];
extern const size_t embedded_count;

#endif
