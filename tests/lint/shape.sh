#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# shape.sh - how long, how deep and how named: every source file against style.md section 7.
. "$(dirname "$0")/lib.sh"
scratch
bad=0
exempt=tests/lint/shape.exempt
if [ ! -f "$exempt" ]; then
	exempt=/dev/null
fi

# shellcheck disable=SC2046 # names of sources have no blanks
awk -v exempt="$exempt" -f "$lint/shape.awk" $(c_files $(folders)) || bad=1

# A unit test for each module that other rooms stand on; what only its own room includes is tested through those.
untested() {
	find milter policy -name '*.h' 2> "$scratch/none" | sort | while read -r header; do
		test -f "${header%.h}.c" || continue
		stem=$(basename "$header" .h)
		used=$(grep -rlF --include='*.[ch]' "#include \"$header\"" policy milter | grep -v "^${header%/*}/[^/]*$" || true)
		if grep -q "^untested $header " "$exempt"; then
			if [ -f "tests/unit/test_$stem.c" ]; then
				echo "$exempt:1: $header has its test now: take the line out"
			fi
		elif [ ! -f "tests/unit/test_$stem.c" ] && { [ -n "$used" ] || [ "$stem" = "$(basename "${header%/*}")" ]; }; then
			echo "$header:1: no tests/unit/test_$stem.c"
		fi
	done
}
untested=$(untested)
if [ -n "$untested" ]; then
	echo "$untested"
	bad=1
fi

# Scripts and pages open with licence and purpose, and stay short too.
scripts=$(find tests contrib policy .ci -type f \( -perm -100 -o -name '*.sh' -o -name '*.bats' -o -name '*.bash' -o \
	-name '*.awk' -o -name '*.py' \) ! -name '*.[ch]' ! -path '*/seeds/*' 2> /dev/null | sort)
for script in $scripts; do
	head -n 3 "$script" | grep -q 'SPDX-License-Identifier: BSD-2-Clause' || {
		echo "$script:1: no licence line"
		bad=1
	}
	if [ "$(wc -l < "$script")" -gt 500 ]; then
		echo "$script:501: more than 500 lines"
		bad=1
	fi
done
exit "$bad"
