/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fuzz - the one function that every fuzz target defines.
 *
 * Who owns: the bytes are the caller's. Threads: one. Fails: a broken promise aborts.
 */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

#endif
