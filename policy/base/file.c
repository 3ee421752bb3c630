/* SPDX-License-Identifier: BSD-2-Clause */
/* file - whole files in and out: bounded reads, atomic writes, secrets with checked rights, maps.
 */
#include "config.h"

#include "policy/base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "policy/base/text.h"

#define CHUNK 65536

static int
fail(struct arena *arena, const char *path, const char *what, const char **why)
{
	char reason[128];
	const char *text = strerror_r(errno, reason, sizeof(reason));

	*why = arena_printf(arena, "%s: %s: %s", path, what, text);
	return -1;
}

static int
read_all(struct arena *arena, int fd, size_t most, struct text *out)
{
	char *chunk = arena_zalloc(arena, CHUNK, 1);

	for (;;) {
		ssize_t got = read(fd, chunk, CHUNK);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return (int)got;
		if (out->length + (size_t)got > most) {
			errno = EFBIG;
			return -1;
		}
		text_add(out, chunk, (size_t)got);
	}
}

int
file_read(struct arena *arena, const char *path, size_t most, char **bytes, size_t *length,
	  const char **why)
{
	struct text text = TEXT_IN(arena);
	int fd = STDIN_FILENO;
	int failed;

	if (strcmp(path, "-") != 0)
		fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return fail(arena, path, "cannot open", why);
	failed = read_all(arena, fd, most, &text);
	if (failed != 0)
		(void)fail(arena, path, "cannot read", why);
	if (fd != STDIN_FILENO)
		(void)close(fd);
	if (failed != 0)
		return -1;
	*bytes = text.bytes == NULL ? arena_strdup(arena, "") : text.bytes;
	*length = text.length;
	return 0;
}

int
file_read_secret(struct arena *arena, const char *path, char **secret, const char **why)
{
	struct text text = TEXT_IN(arena);
	struct stat about;
	int result = -1;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);

	if (fd < 0)
		return fail(arena, path, "cannot open (a link is refused)", why);
	if (fstat(fd, &about) != 0 || !S_ISREG(about.st_mode)) {
		*why = arena_printf(arena, "%s: not a regular file", path);
		goto out;
	}
	if ((about.st_mode & 077) != 0 || (about.st_uid != geteuid() && about.st_uid != 0)) {
		*why = arena_printf(arena, "%s: others can read this secret; chmod 600 and own it",
				    path);
		goto out;
	}
	if (read_all(arena, fd, 4096, &text) != 0) {
		(void)fail(arena, path, "cannot read", why);
		goto out;
	}
	*secret = arena_strdup(arena, text_string(&text));
	(*secret)[strcspn(*secret, "\r\n")] = '\0';
	result = 0;
out:
	(void)close(fd);
	return result;
}

/* A map that somebody else cuts short would end the process; so nobody else may write. */
static int
check_mappable(struct arena *arena, const char *path, const struct stat *about, size_t most,
	       const char **why)
{
	const char *what = NULL;

	if (!S_ISREG(about->st_mode))
		what = "not a regular file";
	else if ((about->st_mode & 022) != 0)
		what = "others may write to it; chmod go-w";
	else if (about->st_size <= 0)
		what = "the file is empty";
	else if ((uintmax_t)about->st_size > most)
		what = "the file is too large";
	if (what == NULL)
		return 0;
	*why = arena_printf(arena, "%s: %s", path, what);
	return -1;
}

int
file_map(struct arena *arena, const char *path, size_t most, struct file_mapping *out,
	 const char **why)
{
	struct stat about;
	void *bytes;
	int result = -1;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a pipe is no reason to wait */

	if (fd < 0)
		return fail(arena, path, "cannot open", why);
	if (fstat(fd, &about) != 0) {
		(void)fail(arena, path, "cannot read", why);
		goto out;
	}
	if (check_mappable(arena, path, &about, most, why) != 0)
		goto out;
	bytes = mmap(NULL, (size_t)about.st_size, PROT_READ, MAP_SHARED, fd, 0);
	if (bytes == MAP_FAILED) {
		(void)fail(arena, path, "cannot map", why);
		goto out;
	}
	*out = (struct file_mapping){.bytes = bytes, .length = (size_t)about.st_size};
	result = 0;
out:
	(void)close(fd);
	return result;
}

void
file_unmap(struct file_mapping *mapping)
{
	if (mapping->bytes != NULL)
		(void)munmap((void *)(uintptr_t)mapping->bytes, mapping->length);
	*mapping = (struct file_mapping){0};
}

static int
write_all(int fd, const char *bytes, size_t length)
{
	while (length != 0) {
		ssize_t wrote = write(fd, bytes, length);

		if (wrote < 0 && errno == EINTR)
			continue;
		if (wrote < 0)
			return -1;
		bytes += wrote;
		length -= (size_t)wrote;
	}
	return 0;
}

int
file_sync_folder(struct arena *arena, const char *path, const char **why)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int failed;

	if (fd < 0)
		return fail(arena, path, "cannot open folder", why);
	failed = fsync(fd);
	if (failed != 0)
		(void)fail(arena, path, "cannot sync folder", why);
	(void)close(fd);
	return failed == 0 ? 0 : -1;
}

int
file_write_atomic(struct arena *arena, const char *path, const void *bytes, size_t length,
		  const char **why)
{
	char *aside = arena_printf(arena, "%s.new", path);
	char *slash, *folder;
	int failed, fd;

	fd = open(aside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0640);
	if (fd < 0)
		return fail(arena, aside, "cannot create", why);
	failed = write_all(fd, bytes, length) != 0 || fsync(fd) != 0;
	if (failed)
		(void)fail(arena, aside, "cannot write", why);
	if (close(fd) != 0 && !failed)
		failed = fail(arena, aside, "cannot close", why);
	if (!failed && rename(aside, path) != 0)
		failed = fail(arena, path, "cannot rename into place", why);
	if (failed) {
		(void)unlink(aside);
		return -1;
	}
	folder = arena_strdup(arena, path);
	slash = strrchr(folder, '/');
	if (slash == NULL)
		return file_sync_folder(arena, ".", why);
	slash[slash == folder] = '\0';
	return file_sync_folder(arena, folder, why);
}

int
file_make_folder(struct arena *arena, const char *path, unsigned mode, const char **why)
{
	struct stat about;

	if (mkdir(path, (mode_t)mode) == 0)
		return 0;
	if (errno == EEXIST && stat(path, &about) == 0 && S_ISDIR(about.st_mode))
		return 0;
	return fail(arena, path, "cannot make folder", why);
}

bool
file_is_remote(const char *path)
{
	/* statfs(2), f_type: NFS, SMB of old, CIFS, SMB2, FUSE */
	static const unsigned long remote[] = {0x6969, 0x517B, 0xFF534D42, 0xFE534D42, 0x65735546};
	struct statfs about;
	size_t i;

	if (statfs(path, &about) != 0)
		return false;
	for (i = 0; i < sizeof(remote) / sizeof(remote[0]); i++)
		if ((about.f_type & 0xFFFFFFFFUL) == remote[i])
			return true;
	return false;
}
