# SPDX-License-Identifier: BSD-2-Clause
# layers.awk - checks every #include against layers.conf, its first file.

function complain(what) {
	print FILENAME ":" FNR ": " what
	bad = 1
}

# The longest prefix in 'table' that 'path' begins with, or "".
function longest(table, path,    prefix, best) {
	best = ""
	for (prefix in table)
		if (index(path, prefix) == 1 && length(prefix) > length(best))
			best = prefix
	return best
}

function folder(path) {
	sub(/[^\/]*$/, "", path)
	return path
}

function allowed(places, path,    place, i, count) {
	count = split(places, place, " ")
	for (i = 1; i <= count; i++)
		if (index(path, place[i]) == 1)
			return 1
	return 0
}

# Its own header, or the one whose promises it holds: conf.h for conf_dump.c and test_conf.c; a source without a header
# may be a part of another module of its room.
function is_own(name,    mine, theirs) {
	if (name == own)
		return 1
	mine = FILENAME
	theirs = name
	sub(/.*\//, "", mine)
	sub(/^(test|fuzz|bench)_/, "", mine)
	sub(/\.c$/, "_", mine)
	sub(/.*\//, "", theirs)
	sub(/\.h$/, "_", theirs)
	if (index(mine, theirs) == 1 && seen <= 2)
		return 1
	return folder(name) == folder(FILENAME) && seen == 1 && !(own in header)
}

# The order in a source: config.h, own header, system, foreign, our own.
function check_order(rank, what) {
	if (rank < seen)
		complain("include of " what " comes too late: config.h, own header, system, foreign, policy/")
	seen = rank
}

function check_angled(name,    prefix) {
	prefix = longest(system_headers, name)
	if (prefix != "") {
		check_order(3, "<" name ">")
		return
	}
	check_order(4, "<" name ">")
	prefix = longest(home, name)
	if (prefix == "")
		complain("<" name "> has no home in layers.conf")
	else if (!allowed(home[prefix], FILENAME) && FILENAME !~ /^tests\//)
		complain("<" name "> has its home in " home[prefix])
}

# Whether a file of the room 'mine' on floor 'high' may include one of the room 'theirs'.
function check_floor(name,    mine, theirs) {
	mine = longest(floor, FILENAME)
	theirs = longest(floor, name)
	if (FILENAME ~ /^tests\//)
		return
	if (mine == "")
		complain("this folder has no floor in layers.conf")
	else if (theirs == "")
		complain("\"" name "\" has no floor in layers.conf")
	else if (floor[theirs] > floor[mine])
		complain("\"" name "\" is on floor " floor[theirs] ", above this file (" floor[mine] ")")
	else if (floor[theirs] == floor[mine] && theirs != mine)
		complain("\"" name "\" is sideways: floor " floor[mine] " too, another room")
}

function check_quoted(name) {
	if (name == "config.h") {
		check_order(1, "config.h")
		if (FILENAME ~ /\.h$/)
			complain("a header does not include config.h")
		return
	}
	if (name !~ /^(policy|milter|tests)\//) {
		complain("\"" name "\": write the whole path from the root")
		return
	}
	check_order(is_own(name) ? 2 : 5, name)
	if (name == own)
		own_seen = 1
	if ((name in only) && !allowed(only[name], FILENAME))
		complain("\"" name "\" is for " only[name])
	check_floor(name)
}

function finish() {
	if (last == "")
		return
	if (last ~ /\.c$/ && last !~ /^tests\/e2e\// && first != "config.h") {
		print last ":1: the first include is not config.h"
		bad = 1
	}
	if ((own in header) && !own_seen) {
		print last ":1: does not include its own header " own
		bad = 1
	}
}

BEGIN {
	for (i = 2; i < ARGC; i++)
		if (ARGV[i] ~ /\.h$/)
			header[ARGV[i]] = 1
}

NR == FNR {
	if ($1 == "floor")
		floor[$3] = $2
	else if ($1 == "system")
		system_headers[$2] = 1
	else if ($1 == "home" || $1 == "only") {
		places = $0
		sub(/^[a-z]+ +[^ ]+ +/, "", places)
		if ($1 == "home")
			home[$2] = places
		else
			only[$2] = places
	}
	next
}

FNR == 1 {
	finish()
	last = FILENAME
	own = FILENAME
	if (sub(/\.c$/, ".h", own) == 0)
		own = ""
	own_seen = seen = 0
	first = ""
}

/^[ \t]*#[ \t]*include/ {
	name = $0
	sub(/^[ \t]*#[ \t]*include[ \t]*/, "", name)
	kind = substr(name, 1, 1)
	name = substr(name, 2)
	sub(/[">].*/, "", name)
	if (first == "")
		first = name
	if (kind == "<")
		check_angled(name)
	else
		check_quoted(name)
}

END {
	finish()
	exit bad
}
