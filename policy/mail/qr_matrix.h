/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * qr_matrix - what the dark and light modules of a QR code say (ISO/IEC 18004).
 *
 * Who owns: the result is in the arena. Threads: any. Fails: false when the modules are no code, or
 * one too damaged to mend.
 */
#ifndef POLICY_MAIL_QR_MATRIX_H
#define POLICY_MAIL_QR_MATRIX_H

#include <stdbool.h>
#include <stddef.h>

#include "policy/base/arena.h"

#define QR_MATRIX_LEAST 21
#define QR_MATRIX_MOST  177

struct qr_matrix {
	size_t size; /* modules on a side: 17 and four for each version */
	unsigned char dark[QR_MATRIX_MOST * QR_MATRIX_MOST];
};

struct qr_matrix_text {
	const char *bytes; /* as encoded: mostly UTF-8 */
	size_t length;
};

bool qr_matrix_read(struct arena *arena, const struct qr_matrix *matrix,
		    struct qr_matrix_text *out);

#endif
