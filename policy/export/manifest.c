/* SPDX-License-Identifier: BSD-2-Clause */
/* manifest - what a run holds: every file with its rows and digest, the period, the anchor. */
#include "config.h"

#include "policy/export/manifest.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>

#include "policy/base/clock.h"
#include "policy/base/file.h"

#define BYTES_MOST (4 * 1024 * 1024)

static json_t *
files_of(const struct manifest *manifest)
{
	json_t *array = json_array();
	size_t i;

	for (i = 0; i < manifest->file_count; i++)
		(void)json_array_append_new(array, json_pack("{s:s, s:I, s:s}", "name",
							     manifest->files[i].name, "rows",
							     (json_int_t)manifest->files[i].rows,
							     "sha256", manifest->files[i].sha256));
	return array;
}

static json_t *
directories_of(const struct manifest *manifest)
{
	json_t *array = json_array();
	size_t i;

	for (i = 0; i < manifest->directory_count; i++)
		(void)json_array_append_new(
			array,
			json_pack("{s:s, s:I, s:I}", "name", manifest->directories[i].name,
				  "generation", (json_int_t)manifest->directories[i].generation,
				  "age_ms", (json_int_t)manifest->directories[i].age_ms));
	return array;
}

int
manifest_write(struct arena *arena, const char *folder, const struct manifest *manifest,
	       const char **why)
{
	const char *path = arena_printf(arena, "%s/manifest.json", folder);
	json_t *root = json_object();
	char *bytes;
	int result;

	(void)json_object_set_new(root, "schema", json_integer(MANIFEST_SCHEMA));
	(void)json_object_set_new(root, "run", json_string(manifest->run));
	(void)json_object_set_new(root, "kind", json_string(manifest->full ? "full" : "delta"));
	(void)json_object_set_new(root, "generated",
				  json_string(clock_rfc3339(arena, manifest->now_ms, 0)));
	(void)json_object_set_new(root, "generated_ms", json_integer(manifest->now_ms));
	(void)json_object_set_new(root, "since_ms", json_integer(manifest->since_ms));
	(void)json_object_set_new(root, "watermark", json_string(manifest->watermark));
	(void)json_object_set_new(root, "anchor", json_string(manifest->anchor));
	(void)json_object_set_new(root, "identities",
				  json_integer((json_int_t)manifest->identities));
	(void)json_object_set_new(root, "directories", directories_of(manifest));
	(void)json_object_set_new(root, "files", files_of(manifest));
	bytes = json_dumps(root, JSON_INDENT(2) | JSON_SORT_KEYS);
	json_decref(root);
	if (bytes == NULL) {
		*why = "cannot make a manifest";
		return -1;
	}
	result = file_write_atomic(arena, path, arena_printf(arena, "%s\n", bytes),
				   strlen(bytes) + 1, why);
	free(bytes);
	return result;
}

static const char *
string_of(struct arena *arena, const json_t *root, const char *name)
{
	const char *string = json_string_value(json_object_get(root, name));

	return string == NULL ? "" : arena_strdup(arena, string);
}

enum answer
manifest_read(struct arena *arena, const char *folder, struct manifest *out, const char **why)
{
	const char *path = arena_printf(arena, "%s/manifest.json", folder);
	json_error_t error;
	json_t *root;
	size_t length;
	char *bytes;

	if (access(path, F_OK) != 0 && errno == ENOENT)
		return ANSWER_NONE;
	if (file_read(arena, path, BYTES_MOST, &bytes, &length, why) != 0)
		return ANSWER_DOWN;
	root = json_loadb(bytes, length, JSON_REJECT_DUPLICATES, &error);
	if (!json_is_object(root) ||
	    json_integer_value(json_object_get(root, "schema")) != MANIFEST_SCHEMA) {
		json_decref(root);
		*why = arena_printf(arena, "%s: not a manifest this version knows", path);
		return ANSWER_DOWN;
	}
	*out = (struct manifest){
		.run = string_of(arena, root, "run"),
		.now_ms = json_integer_value(json_object_get(root, "generated_ms")),
		.watermark = string_of(arena, root, "watermark"),
		.anchor = string_of(arena, root, "anchor"),
		.identities = (uint64_t)json_integer_value(json_object_get(root, "identities")),
	};
	json_decref(root);
	return ANSWER_FOUND;
}
