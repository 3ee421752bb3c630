/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * qr - QR codes in a picture of dark and light dots.
 *
 * Written here, not taken from ZBar: that spends a tenth of a second on a picture of 173 dots a
 * side which repeats the corner mark 25 times, cannot be told to stop, and brings X11, D-Bus and
 * video into the daemon; quirc is not in Debian 12. Marks, tries and time are bounded here.
 *
 * Who owns: results are in the arena. Threads: any. Fails: never; 'truncated' tells that not all
 * was tried.
 */
#ifndef POLICY_MAIL_QR_H
#define POLICY_MAIL_QR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "policy/mail/qr_matrix.h"

#define QR_CODES_MOST 4

struct qr_picture {
	const unsigned char *dark; /* a byte for each dot, row by row: 1 is dark */
	size_t width, height;
};

struct qr_codes {
	struct qr_matrix_text items[QR_CODES_MOST];
	size_t count;
	bool truncated;
};

/* Until 'until_us' on clock_monotonic_us(). Adds to 'out'. */
void qr_read(struct arena *arena, const struct qr_picture *picture, int64_t until_us,
	     struct qr_codes *out);

#endif
