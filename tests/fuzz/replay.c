/* SPDX-License-Identifier: BSD-2-Clause */
/* replay - feeds a fuzz target its seeds, so that without libFuzzer it is an ordinary test. */
#include "config.h"

#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/fuzz.h"

#define SEED_MOST (4 * 1024 * 1024)

static int
replay_file(const char *path)
{
	FILE *file = fopen(path, "rb");
	uint8_t *bytes = malloc(SEED_MOST);
	size_t length;

	if (file == NULL || bytes == NULL) {
		(void)fprintf(stderr, "%s: cannot read\n", path);
		exit(1);
	}
	length = fread(bytes, 1, SEED_MOST, file);
	(void)fclose(file);
	/* An exact copy, so that a sanitizer sees a read past the end. */
	bytes = realloc(bytes, length == 0 ? 1 : length);
	(void)LLVMFuzzerTestOneInput(bytes, length);
	free(bytes);
	return 1;
}

static int
replay_folder(const char *folder)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;
	int count = 0;

	if (dir == NULL) {
		(void)fprintf(stderr, "%s: no seeds\n", folder);
		exit(1);
	}
	while ((entry = readdir(dir)) != NULL) {
		char path[4400];

		if (entry->d_name[0] == '.')
			continue;
		(void)snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
		count += replay_file(path);
	}
	(void)closedir(dir);
	return count;
}

int
main(int argc, char **argv)
{
	const char *root = getenv("top_srcdir");
	const char *name = strrchr(argv[0], '/');
	char folder[4096];
	int count = 0, i;

	for (i = 1; i < argc; i++)
		count += replay_file(argv[i]);
	name = name == NULL ? argv[0] : name + 1;
	if (argc == 1) {
		(void)snprintf(folder, sizeof(folder), "%s/tests/fuzz/seeds/%s",
			       root == NULL ? "." : root,
			       strncmp(name, "fuzz_", 5) == 0 ? name + 5 : name);
		count = replay_folder(folder);
	}
	(void)printf("%s: %d seeds replayed\n", name, count);
	return count == 0;
}
