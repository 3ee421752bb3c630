#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# docs.sh - every setting, subcommand and lure family has its entry in a manual page, and no entry is about nothing.
. "$(dirname "$0")/lib.sh"
scratch
bad=0
conf_page=policy/conf/lurewatch.conf.5
daemon_page=milter/lurewatch-milter.8
tool_page=policy/cli/lurewatch.1

# differ WHAT CODE PAGE: both lists sorted; says which side misses what.
differ() {
	comm -23 "$2" "$3" | sed "s|^|$1 without an entry in the manual page: |"
	comm -13 "$2" "$3" | sed "s|^|manual page entry without a $1: |"
	cmp -s "$2" "$3"
}

# Rows of setting_table: KIND("section", "name", ... or { "section", "name", ...
sed -n 's/^	[A-Z]*[({] *"\([a-z_]*\)", "\([a-z_0-9]*\)",.*/\1.\2/p' policy/conf/settings.c | sort > "$scratch/settings"
# In the page: .Ss Section NAME, then .It Ic name for each row.
awk '/^\.Ss / { section = $NF } /^\.Sh / { section = "" }
	/^\.It Ic / && section != "" { print section "." $3 }' "$conf_page" | sort > "$scratch/entries"
test -s "$scratch/settings" || {
	echo "policy/conf/settings.c:1: no rows found"
	bad=1
}
differ setting "$scratch/settings" "$scratch/entries" || bad=1

# Subcommands: .name = "..." of each struct cli_command.
sed -n '/^const struct cli_command /,/^};/s/^	\.name = "\([a-z]*\)".*/\1/p' policy/cli/*.c | sort > "$scratch/commands"
awk '/^\.Sh / { inside = /COMMANDS/ } inside && /^\.It Ic / { print $3 }' "$tool_page" | sort -u > "$scratch/pages"
test -s "$scratch/commands" || {
	echo "policy/cli:1: no subcommands found"
	bad=1
}
differ subcommand "$scratch/commands" "$scratch/pages" || bad=1

# Lure families: name and sentence of each file.
if [ -d policy/data/lures ]; then
	awk '$1 == "family" { name = $2 } $1 == "sentence" { sub(/^sentence[ \t]+/, ""); print name " " $0 }' \
		policy/data/lures/*.conf | sort > "$scratch/families"
	awk '/^\.Sh / { inside = /FAMILIES/ } name != "" { print name " " $0; name = "" }
		inside && /^\.It Ic / { name = $3 }' policy/lure/lurewatch-lure.5 | sort > "$scratch/lures"
	test -s "$scratch/families" || {
		echo "policy/data/lures:1: no families found"
		bad=1
	}
	differ family "$scratch/families" "$scratch/lures" || bad=1
fi

# The daemon's options: the letters of its getopt string.
if [ -f milter/options.c ]; then
	sed -n 's/.*getopt(argc, argv, ":*\([A-Za-z:]*\)").*/\1/p' milter/options.c | tr -d ':' | fold -w 1 |
		sort > "$scratch/letters"
	sed -n 's/^\.It Fl \([A-Za-z]\).*/\1/p' "$daemon_page" | sort > "$scratch/flags"
	differ option "$scratch/letters" "$scratch/flags" || bad=1
fi
exit "$bad"
