#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# selftest.sh - every lint passes a small good tree and fails on each violation planted from planted.txt.
. "$(dirname "$0")/lib.sh"
scratch
bad=0
count=0

# fresh: the good tree, new.
fresh() {
	rm -rf "$scratch/tree"
	mkdir "$scratch/tree"
	plant good
}

# plant CASE: write the files of that case into the tree.
plant() {
	awk -v case="$1" -v root="$scratch/tree/" '
		/^==== / { inside = $2 == case; next }
		/^---- / { if (inside) { file = root $2; folder = file; sub(/\/[^\/]*$/, "", folder)
			system("mkdir -p " folder) } next }
		!inside || file == "" { next }
		/^@[0-9]+ / {
			text = $0
			sub(/^@[0-9]+ /, "", text)
			for (i = substr($1, 2); i > 0; i--)
				print text > file
			next
		}
		{ print > file }' "$lint/planted.txt"
}

# build: objects of the tree, for globals.sh, which looks at nothing else.
build() {
	echo '#define LW_SUMMARY "sanitizers=no"' > "$scratch/tree/config.h"
	for source in "$scratch"/tree/policy/base/*.c; do
		${CC:-cc} -I"$scratch/tree" -c -o "${source%.c}.o" "$source"
	done
}

# run LINT: its output in $scratch/out; prints its exit status.
run() {
	status=0
	top_builddir=$scratch/tree "$lint/$1.sh" "$scratch/tree" > "$scratch/out" 2>&1 || status=$?
	echo "$status"
}

for name in layers shape globals docs text; do
	fresh
	if [ "$name" = globals ]; then
		build
	fi
	status=$(run "$name")
	if [ "$status" -ne 0 ] && { [ "$status" -ne 77 ] || [ "${LINT_STRICT:-0}" = 1 ]; }; then
		echo "$name.sh does not pass the good tree:"
		cat "$scratch/out"
		bad=1
	fi
done

# Cases are named LINT:NAME, with what the lint must say behind it.
grep '^==== [a-z]*:' "$lint/planted.txt" > "$scratch/cases"
while read -r _ case expected; do
	name=${case%%:*}
	fresh
	plant "$case"
	if [ "$name" = globals ]; then
		build
	fi
	status=$(run "$name")
	count=$((count + 1))
	if [ "$status" -eq 77 ] && [ "${LINT_STRICT:-0}" != 1 ]; then
		continue
	fi
	if [ "$status" -ne 1 ] || ! grep -qF -- "$expected" "$scratch/out"; then
		echo "$case: $name.sh ended $status and did not say '$expected'; it said:"
		cat "$scratch/out"
		bad=1
	fi
done < "$scratch/cases"
echo "$count planted violations tried"
exit "$bad"
