/* SPDX-License-Identifier: BSD-2-Clause */
/* export - the nightly hand-over to IAM: CSV, LDIF and a manifest. */
#include "config.h"

#include "policy/export/export.h"

#include <string.h>

#include "policy/export/manifest.h"
#include "policy/export/publish.h"
#include "policy/export/run.h"

#define DIRECTORIES_MOST 64

/* A replica that was never filled would make all identities unknown, and IAM would believe it. */
static int
check_directories(const struct run *run, const char **why)
{
	struct directory_status status;
	size_t i;

	if (run->request->force || run->directory == NULL)
		return 0;
	for (i = 0; directory_status(run->directory, run->arena, i, &status); i++)
		if (status.generation == 0 && status.source[0] != '\0') {
			*why = arena_printf(
				run->arena,
				"directory %s was never read, nothing is published; run "
				"lurewatch directory sync",
				status.name);
			return -1;
		}
	return 0;
}

/* Most importers take a missing row for a deleted account. */
static int
check_shrink(const struct run *run, const char **why)
{
	uint64_t before = run->previous.manifest.identities, now = run->subject_count;
	uint64_t kept = 100 - (uint64_t)run->conf->export.shrink_percent;

	if (run->request->force || !run->previous.exists || now * 100 >= before * kept)
		return 0;
	*why = arena_printf(run->arena,
			    "identities-full.csv would shrink from %llu to %llu rows, more than "
			    "export.max_shrink allows, nothing is published; --force overrides",
			    (unsigned long long)before, (unsigned long long)now);
	return -1;
}

static int
write_files(struct run *run, const char **why)
{
	if (run_identities(run, why) != 0)
		return -1;
	if (run->request->csv && (run_hits(run, why) != 0 || run_reviews(run, why) != 0 ||
				  run_rotation(run, why) != 0 || run_indicators(run, why) != 0))
		return -1;
	return run->request->ldif ? run_ldif(run, why) : 0;
}

static size_t
list_directories(const struct run *run, struct manifest_directory **out)
{
	struct directory_status status;
	size_t count = 0;

	*out = arena_zalloc(run->arena, DIRECTORIES_MOST, sizeof(**out));
	while (run->directory != NULL && count < DIRECTORIES_MOST &&
	       directory_status(run->directory, run->arena, count, &status)) {
		(*out)[count] = (struct manifest_directory){
			.name = status.name,
			.generation = status.generation,
			.age_ms = status.age_ms,
		};
		count++;
	}
	return count;
}

static int
write_manifest(struct run *run, const struct publish *publish, const char *anchor, const char **why)
{
	struct manifest_directory *directories;
	struct manifest manifest = {
		.run = publish->name,
		.full = run->request->full,
		.now_ms = run->request->now_ms,
		.since_ms = run->request->full ? 0 : run->previous.manifest.now_ms,
		.watermark = run->watermark,
		.anchor = anchor,
		.identities = run->subject_count,
		.files = run->files,
		.file_count = run->file_count,
	};

	manifest.directory_count = list_directories(run, &directories);
	manifest.directories = directories;
	return manifest_write(run->arena, run->folder, &manifest, why);
}

/* Between the lock and the end of it. */
static int
fill_run(struct run *run, struct publish *publish, const char **why)
{
	struct store_verification proof;

	if (previous_read(run->arena, publish->current, &run->previous, why) != 0)
		return -1;
	run->watermark = run->previous.exists ? run->previous.manifest.watermark : "";
	/* The chain is checked before its head is vouched for. */
	if (store_verify(run->store, run->arena, &proof, why) != 0)
		return -1;
	if (proof.problem != NULL) {
		*why = arena_printf(run->arena,
				    "the evidence was touched, nothing is published: %s",
				    proof.problem);
		return -1;
	}
	if (run_subjects(run, why) != 0 || check_shrink(run, why) != 0 ||
	    write_files(run, why) != 0 || write_manifest(run, publish, proof.head, why) != 0)
		return -1;
	return publish_commit(run->arena, publish, run->files, run->file_count, why);
}

int
export_run(struct arena *arena, struct store *store, struct directory *directory,
	   const struct conf *conf, const struct export_request *request, struct export_result *out,
	   const char **why)
{
	struct run run = {.arena = arena,
			  .store = store,
			  .directory = directory,
			  .conf = conf,
			  .request = request,
			  .guard = strcmp(conf->export.formula_guard, "off") != 0};
	struct publish publish;
	int result;

	if (request->jsonl || request->set) {
		*why = "formats jsonl and set are not written by this version";
		return -1;
	}
	if (check_directories(&run, why) != 0)
		return -1;
	result = publish_begin(arena, request->folder, request->now_ms, &publish, why);
	run.folder = publish.aside;
	if (result == 0)
		result = fill_run(&run, &publish, why);
	publish_end(arena, &publish);
	if (result == 0)
		*out = (struct export_result){.run = publish.name,
					      .files = run.files,
					      .file_count = run.file_count,
					      .identities = run.subject_count,
					      .hits = run.hits,
					      .reviews = run.reviews};
	return result;
}
