# shellcheck shell=sh
# SPDX-License-Identifier: BSD-2-Clause
# lib.sh - what every lint needs: the tree to look at, and lists of its files.
#
# A lint is called as "NAME.sh [ROOT]". It prints "file:line: what is wrong" for each finding and ends 1 if there was one.
# Read by ".", so it begins no shell of its own.

set -eu
LC_ALL=C
export LC_ALL
lint=$(cd "$(dirname "$0")" && pwd)
cd "${1:-${top_srcdir:-$lint/../..}}"

# c_files FOLDER...: C sources and headers there, without what tools made.
c_files() {
	find "$@" -type f \( -name '*.c' -o -name '*.h' \) ! -name '*.pb-c.[ch]' ! -path policy/data/embedded.c |
		sort
}

# folders: those of the rooms with C in them that this tree has.
folders() {
	for folder in milter policy tests; do
		if [ -d "$folder" ]; then
			echo "$folder"
		fi
	done
}

# scratch: a folder for this run in $scratch, removed at the end.
scratch() {
	scratch=$(mktemp -d "${TMPDIR:-/tmp}/lurewatch-lint.XXXXXX")
	trap 'rm -rf "$scratch"' EXIT
}
