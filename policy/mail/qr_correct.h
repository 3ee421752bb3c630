/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * qr_correct - Reed-Solomon codes over GF(256), as QR codes use them (ISO/IEC 18004 section 7.5).
 *
 * Who owns: nothing is kept. Threads: any. Fails: false when there are more errors than the code
 * can mend; the bytes are then undefined.
 */
#ifndef POLICY_MAIL_QR_CORRECT_H
#define POLICY_MAIL_QR_CORRECT_H

#include <stdbool.h>
#include <stddef.h>

#define QR_CORRECT_MOST 255

/* Mend a block in place; its last 'check' bytes (at most 68) are the code. */
bool qr_correct_block(unsigned char *block, size_t length, size_t check);

#endif
