/* SPDX-License-Identifier: BSD-2-Clause */
/* arena - memory that goes when the message goes. */
#include "config.h"

#include "policy/base/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#define ALIGNMENT   16
#define FIRST_BLOCK 8192
#define KEPT_BLOCK  (256 * 1024) /* what an idle session may hold on to */

struct block {
	struct block *older;
	size_t size;
	size_t used;
	size_t unused; /* keeps the data behind the head aligned */
};

struct arena {
	struct block *newest;
	size_t used;
};

static void
out_of_memory(void)
{
	static const char text[] = "out of memory; the MTA's default action applies\n";

	(void)!write(STDERR_FILENO, text, sizeof(text) - 1);
	_exit(EX_TEMPFAIL);
}

static void *
allocate(size_t bytes)
{
	void *memory = malloc(bytes);

	if (memory == NULL)
		out_of_memory();
	return memory;
}

static struct block *
new_block(struct block *older, size_t size)
{
	struct block *block = allocate(sizeof(*block) + size);

	*block = (struct block){.older = older, .size = size};
	return block;
}

static void
free_blocks(struct block *block)
{
	while (block != NULL) {
		struct block *older = block->older;

		free(block);
		block = older;
	}
}

struct arena *
arena_new(void)
{
	struct arena *arena = allocate(sizeof(*arena));

	*arena = (struct arena){0};
	return arena;
}

void
arena_free(struct arena *arena)
{
	if (arena == NULL)
		return;
	free_blocks(arena->newest);
	free(arena);
}

void
arena_reset(struct arena *arena)
{
	struct block *kept = arena->newest;

	arena->used = 0;
	if (kept == NULL)
		return;
	free_blocks(kept->older);
	kept->older = NULL;
	kept->used = 0;
	if (kept->size > KEPT_BLOCK) {
		free(kept);
		arena->newest = NULL;
	}
}

size_t
arena_used(const struct arena *arena)
{
	return arena->used;
}

static size_t
next_size(const struct arena *arena, size_t bytes)
{
	size_t size = arena->newest == NULL ? FIRST_BLOCK : arena->newest->size * 2;

	if (size > KEPT_BLOCK)
		size = KEPT_BLOCK;
	return size < bytes ? bytes : size;
}

void *
arena_zalloc(struct arena *arena, size_t count, size_t size)
{
	struct block *block = arena->newest;
	size_t bytes;
	void *memory;

	if (size != 0 && count > (SIZE_MAX / 2) / size)
		out_of_memory();
	bytes = (count * size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
	if (block == NULL || block->size - block->used < bytes) {
		block = new_block(block, next_size(arena, bytes));
		arena->newest = block;
	}
	memory = (char *)(block + 1) + block->used;
	block->used += bytes;
	arena->used += bytes;
	return memset(memory, 0, bytes);
}

char *
arena_memdup(struct arena *arena, const void *data, size_t bytes)
{
	char *copy = arena_zalloc(arena, bytes + 1, 1);

	if (bytes != 0)
		memcpy(copy, data, bytes);
	return copy;
}

char *
arena_strdup(struct arena *arena, const char *string)
{
	return arena_memdup(arena, string, strlen(string));
}

char *
arena_vprintf(struct arena *arena, const char *format, va_list arguments)
{
	va_list again;
	char *text;
	int bytes;

	va_copy(again, arguments);
	bytes = vsnprintf(NULL, 0, format, again);
	va_end(again);
	if (bytes < 0)
		return arena_strdup(arena, "");
	text = arena_zalloc(arena, (size_t)bytes + 1, 1);
	(void)vsnprintf(text, (size_t)bytes + 1, format, arguments);
	return text;
}

char *
arena_printf(struct arena *arena, const char *format, ...)
{
	va_list arguments;
	char *text;

	va_start(arguments, format);
	text = arena_vprintf(arena, format, arguments);
	va_end(arguments);
	return text;
}

void *
arena_grow(struct arena *arena, void *array, size_t count, size_t *capacity, size_t size)
{
	void *grown;

	if (count < *capacity)
		return array;
	*capacity = *capacity == 0 ? 8 : *capacity * 2;
	grown = arena_zalloc(arena, *capacity, size);
	if (count != 0)
		memcpy(grown, array, count * size);
	return grown;
}
