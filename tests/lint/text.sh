#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# text.sh - layout of sources, scripts and manual pages, by clang-format, shellcheck and mandoc.
#
# A tool that is missing skips the test for those who only build; LINT_STRICT=1 makes it a failure.
. "$(dirname "$0")/lib.sh"
bad=0
for tool in clang-format shellcheck mandoc; do
	if ! command -v "$tool" > /dev/null; then
		echo "$tool is not installed; contrib/install-deps test brings it"
		test "${LINT_STRICT:-0}" = 1 && exit 1
		exit 77
	fi
done

# shellcheck disable=SC2046 # names of sources have no blanks
clang-format --dry-run -Werror $(c_files $(folders)) || bad=1

# Scripts by their first line, so that none is forgotten for its name.
scripts=$(find . -type f \( -path './tests/*' -o -path './contrib/*' -o -path './policy/*' -o -path './.ci/*' -o \
	-path './autogen.sh' \) ! -path '*/seeds/*' -exec awk 'FNR == 1 &&
	/^#!.*(\/sh|bash|bats)|^# shellcheck shell=/ { print FILENAME } { nextfile }' {} + | sort)
# SC2153 takes a variable of lib.bash in a story for a slip of the pen.
# shellcheck disable=SC2086 # names of scripts have no blanks
shellcheck -x -P SCRIPTDIR -e SC2153 $scripts || bad=1

pages=$(find policy milter contrib -name '*.[1-8]' 2> /dev/null | sort)
for page in $pages; do
	mandoc -T lint -W warning "$page" || bad=1
done
exit "$bad"
