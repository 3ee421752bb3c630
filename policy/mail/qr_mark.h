/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * qr_mark - the three corner marks that QR codes are found by (ISO/IEC 18004 section 6.3.3).
 *
 * Any line through the middle of a mark cuts dark, light, dark, light, dark in lengths of one, one,
 * three, one and one modules, whichever way it is turned.
 *
 * Who owns: the caller. Threads: any. Fails: never; 'crowded' tells that there were more.
 */
#ifndef POLICY_MAIL_QR_MARK_H
#define POLICY_MAIL_QR_MARK_H

#include "policy/mail/qr.h"

#define QR_MARKS_MOST 32

struct qr_mark {
	double x, y, module; /* the middle, and the length of a module, in dots */
	unsigned hits;       /* lines that cut it so */
};

struct qr_marks {
	struct qr_mark items[QR_MARKS_MOST];
	size_t count;
	bool crowded;
};

/* 'dark' is what counts as dark: 1, or 0 for codes that are light on dark. */
void qr_mark_find(const struct qr_picture *picture, unsigned char dark, struct qr_marks *out);

#endif
