#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# globals.sh - no variable that can change is visible outside its file, and those inside are listed by name.
#
# Looks at our objects, not at our source: what lies in .data, .bss or a thread-local section is a variable that can change.
. "$(dirname "$0")/lib.sh"
build=${top_builddir:-.}
allow=tests/lint/globals.allow
scratch

if grep -q 'sanitizers=[a-z]' "$build/config.h" && ! grep -q 'sanitizers=no' "$build/config.h"; then
	echo "sanitizers add variables of their own; the plain build is looked at"
	exit 77
fi

# Each object of the library, the tool and the daemon: "FILE.o SECTION SCOPE NAME".
list() {
	find "$build/policy" "$build/milter" -name '*.o' ! -name '*.pb-c.o' ! -name 'embedded.o' 2> "$scratch/none" |
		while read -r object; do
			source=$(echo "${object#"$build"/}" | sed 's|/[A-Za-z_]*-\([^/]*\)\.o$|/\1.c|; s|\.o$|.c|')
			test -f "$source" || continue # left over from another state of the tree
			objdump -t "$object" | awk -v object="${source%.c}.o" '
				NF >= 4 && $1 ~ /^[0-9a-f]+$/ {
					split($0, word, "\t")
					name = $NF
					flags = substr($0, length($1) + 2, 7)
					section = word[1]
					sub(/.* /, "", section)
					if (section != name && flags !~ /d/)
						print object, section, (flags ~ /^l/ ? "l" : "g"), name
				}'
	done
}
list > "$scratch/symbols"
if [ ! -s "$scratch/symbols" ]; then
	echo "$build: no objects to look at"
	exit 1
fi

awk -v allow="$allow" '
	BEGIN {
		while ((getline line < allow) > 0) {
			if (line ~ /^#/ || line == "")
				continue
			count = split(line, word, " ")
			allowed[word[1] " " word[2]] = 1
			if (count < 3) {
				print allow ":1: no reason given: " line
				bad = 1
			}
		}
	}
	$4 ~ /^(smfi|mi|sm|dkim|ldap|ber|mdb)_/ && $2 != "*UND*" {
		print $1 ": defines " $4 ", a name of a foreign library"
		bad = 1
	}
	$4 ~ /^smfi_/ && $1 ~ /^policy\// {
		print $1 ": asks for " $4 "; libmilter is known in milter/ only"
		bad = 1
	}
	$2 !~ /^\.(data|bss|tdata|tbss)(\.|$)/ && $2 != "*COM*" || $2 ~ /^\.data\.rel\.ro/ { next }
	{
		source = $1
		sub(/\.o$/, ".c", source)
		name = $4
		sub(/\.[0-9]+$/, "", name)
	}
	$3 == "g" {
		print source ": " name " can change and is visible outside its file"
		bad = 1
		next
	}
	!((source " " name) in allowed) {
		print source ": static " name " can change; see " allow
		bad = 1
		next
	}
	{ used[source " " name] = 1 }
	END {
		for (entry in allowed)
			if (!(entry in used)) {
				print allow ":1: nobody needs this line any more: " entry
				bad = 1
			}
		exit bad
	}' "$scratch/symbols"
