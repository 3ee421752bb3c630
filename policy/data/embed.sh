#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# embed.sh ROOT FILE... - prints embedded.c: each ROOT/FILE as constant bytes, in name order.
set -eu
root=$1
shift
echo '/* made by policy/data/embed.sh */'
echo '#include "config.h"'
echo '#include "policy/data/embedded.h"'
number=0
files=$(printf '%s\n' "$@" | LC_ALL=C sort)
for file in $files; do
	echo "static const char file_${number}[] = {"
	od -An -v -tx1 "$root/$file" | sed 's/ \([0-9a-f][0-9a-f]\)/(char)0x\1,/g'
	echo '0};'
	number=$((number + 1))
done
echo 'const struct data_file embedded_files[] = {'
number=0
for file in $files; do
	echo "{\"${file#policy/data/}\", file_$number, sizeof(file_$number) - 1},"
	number=$((number + 1))
done
echo '};'
echo 'const size_t embedded_count = sizeof(embedded_files) / sizeof(embedded_files[0]);'
