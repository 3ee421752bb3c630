# SPDX-License-Identifier: BSD-2-Clause
# shape.awk - looks at C sources as clang-format lays them out: definitions open and close with a brace in column 0.

function complain_at(line, what) {
	print path ":" line ": " what
	bad = 1
}

function complain(what) {
	complain_at(FNR, what)
}

# Whether tests/lint/shape.exempt allows it; a line that was never asked for is stale.
function is_exempt(rule, name) {
	if (!((rule " " path " " name) in reason))
		return 0
	used[rule " " path " " name] = 1
	return 1
}

function read_exempt(    line, word) {
	while ((getline line < exempt) > 0) {
		if (line ~ /^#/ || line == "")
			continue
		split(line, word, " ")
		if (word[1] == "noun") {
			noun[++nouns] = word[2] " " word[3]
			reason["noun " noun[nouns]] = 1
		} else if (word[1] != "untested")
			reason[word[1] " " word[2] " " word[3]] = 1
		if (split(line, word, " ") < (word[1] == "untested" ? 3 : 4)) {
			print exempt ":1: no reason given: " line
			bad = 1
		}
	}
}

# The line without comments, with empty strings; remembers an open comment.
function strip(line,    out, token, at) {
	out = ""
	for (;;) {
		if (in_comment) {
			at = index(line, "*/")
			if (at == 0)
				return out
			line = substr(line, at + 2)
			in_comment = 0
		}
		if (!match(line, /"([^"\\]|\\.)*"|'([^'\\]|\\.)*'|\/\*|\/\//))
			return out line
		token = substr(line, RSTART, RLENGTH)
		out = out substr(line, 1, RSTART - 1)
		line = substr(line, RSTART + RLENGTH)
		if (token == "/*")
			in_comment = 1
		else if (token == "//") {
			complain("// is for what must not be committed")
			return out
		} else
			out = out "\"\""
	}
}

function columns(line,    count, i, tabs) {
	gsub(/[\200-\277]/, "", line)
	if (line !~ /\t/)
		return length(line)
	count = 0
	tabs = split(line, piece, "\t")
	for (i = 1; i <= tabs; i++) {
		count += length(piece[i])
		if (i < tabs)
			count += 8 - count % 8
	}
	return count
}

# ---- names ----------------------------------------------------------------------------------------

# A public name begins with the file's stem, a leading part of it, or room_stem.
function is_own_name(name,    lower_name, part, parts, i, prefix) {
	lower_name = tolower(name)
	if (begins(lower_name, stem) || begins(lower_name, room "_" stem) || is_own_noun(lower_name))
		return 1
	parts = split(stem, part, "_")
	prefix = ""
	for (i = 1; i < parts; i++) {
		prefix = prefix part[i]
		if (begins(lower_name, prefix))
			return 1
		prefix = prefix "_"
	}
	return stem ~ /s$/ && begins(lower_name, substr(stem, 1, length(stem) - 1))
}

# A header may hold further nouns, listed with a reason, and the functions and values that belong to them.
function is_own_noun(name,    i, at) {
	for (i = 1; i <= nouns; i++) {
		at = index(noun[i], " ")
		if (index(stem_path "_", substr(noun[i], 1, at - 1) "_") == 1 && begins(name, substr(noun[i], at + 1))) {
			used["noun " noun[i]] = 1
			return 1
		}
	}
	return 0
}

function begins(name, prefix) {
	return name == prefix || name == prefix "s" || index(name, prefix "_") == 1 || index(name, prefix "s_") == 1
}

function check_public(kind, name) {
	if (path ~ /^tests\// || name == "main" || is_own_name(name) || is_exempt("name", name))
		return
	complain(kind " " name " does not begin with the file's stem " stem)
}

function check_reserved(name) {
	if (name ~ /^(smfi|mi|sm|dkim|ldap|ber|mdb)_/ && !is_exempt("name", name))
		complain(name " begins like a foreign library's names")
}

# ---- banned words ----------------------------------------------------------------------------------

function find_call(code, names,    at) {
	at = match(code, "(^|[^A-Za-z0-9_])(" names ")[ ]*\\(")
	if (at == 0)
		return ""
	found = substr(code, RSTART, RLENGTH)
	gsub(/[^A-Za-z0-9_]/, "", found)
	return found
}

function check_words(code,    name) {
	name = find_call(code, BANNED)
	if (name != "")
		complain(name "() is banned")
	if (code ~ /(__thread|_Thread_local)/)
		complain("no thread-local storage: hooks of one connection run on many threads")
	if (code ~ /typedef[ \t]+(struct|enum|union)/)
		complain("no typedef hides a struct, enum or union")
	if (path ~ /^tests\//)
		return
	name = find_call(code, "system|popen|exit")
	if (name != "" && !is_exempt(name, "-"))
		complain(name "() is not for the library or the daemon")
	name = find_call(code, "malloc|calloc|realloc|reallocarray|strdup|strndup|asprintf|vasprintf")
	if (name != "" && !is_exempt("malloc", "-"))
		complain(name "() outside of the arena; see tests/lint/shape.exempt")
}

# ---- the opening of a file ---------------------------------------------------------------------------

function check_opening(line) {
	if (FNR == 1 && line != "/* SPDX-License-Identifier: BSD-2-Clause */")
		complain("the first line is not the licence")
	long_opening = FNR == 2 ? line == "/*" : long_opening
	if (FNR == 2 && path ~ /\.c$/ && index(line, "/* " stem " - ") != 1 && !long_opening)
		complain("the second line is not '/* " stem " - purpose. */'")
	if (FNR == 3 && long_opening && index(line, " * " stem " - ") != 1)
		complain("the third line is not ' * " stem " - purpose.'")
	if (FNR >= 2 && !opened) {
		opening = opening " " line
		if (line ~ /\*\//)
			opened = 1
	}
}

function check_contract(    word, i, count) {
	count = split("Who owns:|Threads:|Fails:", word, "|")
	gsub(/[ \t*]+/, " ", opening)
	for (i = 1; i <= count; i++)
		if (index(opening, word[i]) == 0)
			complain_at(2, "the opening comment does not say '" word[i] "'")
	if (!guarded)
		complain_at(2, "no include guard " guard)
}

# ---- functions ---------------------------------------------------------------------------------------

# An arena to take from and a reason to fill in are no parameters of their own.
function count_parameters(text,    i, c, depth, commas) {
	depth = commas = 0
	if (text ~ /struct arena \*arena,/)
		commas--
	if (text ~ /const char \*\*why[)]/)
		commas--
	for (i = 1; i <= length(text); i++) {
		c = substr(text, i, 1)
		if (c == "(")
			depth++
		else if (c == ")")
			depth--
		else if (c == "," && depth == 1)
			commas++
	}
	return commas + 1
}

function open_function() {
	inside = 1
	opened_at = FNR
	depth = 1
	tables = table_at = 0
	label = ""
	too_deep = 0
	if (count_parameters(signature) > 5 && !is_exempt("parameters", name))
		complain(name "() has more than five parameters")
	if (is_static) {
		if (path !~ /^tests\// && index(name, stem "_") == 1)
			complain("static " name "() carries the prefix of public names")
	} else
		check_public("function", name)
	check_reserved(name)
}

function close_function(    lines, most) {
	inside = 0
	lines = FNR - opened_at - 1 - tables
	most = name ~ /^hook_/ && path ~ /^milter\// ? 25 : 60
	if (lines > most && !is_exempt("length", name))
		complain_at(opened_at, name "() has " lines " lines, " most " are allowed")
	name = ""
}

function check_body(code,    text, braces) {
	# A table of cases is data: its rows are not counted.
	if (code ~ /\[\] = [{]$/)
		table_at = FNR
	if (code ~ /^[ \t]*};$/ && table_at != 0) {
		tables += FNR - table_at - 1
		table_at = 0
	}
	text = code
	braces = gsub(/[{]/, "", text)
	depth += braces - gsub(/[}]/, "", text)
	if (depth > 4 && !too_deep) {
		complain("more than four braces deep in " name "()")
		too_deep = 1
	}
	if (code ~ /^[ \t]*[A-Za-z_][A-Za-z0-9_]*:[ \t]*$/ && code !~ /default:/) {
		text = code
		gsub(/[ \t:]/, "", text)
		if (text != "out" || label != "")
			complain("label " text ": one label a function, and it is out")
		label = text
	}
	if (code ~ /^[ \t]*#[ \t]*(if|ifdef|ifndef|elif|else|endif)/)
		complain("#if inside a function")
	if (code ~ "(^|[^A-Za-z0-9_>.])" name "\\(" && !is_exempt("recursion", name))
		complain(name "() calls itself")
}

# Outside of functions: find where the next one begins.
function check_outside(code,    first) {
	if (code ~ /^static / && code !~ /=/ && code ~ /\);[ \t]*$/)
		complain("forward declaration of a static")
	if (match(code, /^[A-Za-z_][A-Za-z0-9_]*\(/) && code !~ /;[ \t]*$/) {
		name = substr(code, 1, RLENGTH - 1)
		signature = ""
		is_static = before ~ /(^|[ )])static( |$)/
	}
	if (name != "")
		signature = signature code
	if (name != "" && code ~ /;[ \t]*$/)
		name = ""
	if (code ~ /^[^ \t]/)
		before = code
}

# ---- headers -------------------------------------------------------------------------------------------

function check_header(code,    word, text) {
	if (code ~ "^#ifndef " guard "$")
		guarded = 1
	split(code, word, /[ \t({;]+/)
	if (word[1] == "#define" && word[2] != guard)
		check_public("macro", word[2])
	if (code ~ /^(struct|enum|union) [A-Za-z0-9_]+ [{]/) {
		check_public(word[1], word[2])
		enum_name = word[1] == "enum" ? word[2] : ""
		text = code
		sub(/^[^{]*[{]/, "", text)
		check_values(text)
	} else if (enum_name != "")
		check_values(code)
	if (code ~ /[}];?/)
		enum_name = ""
	if (code ~ /^[a-z]/ && code !~ /^(struct|enum|union) [A-Za-z0-9_]+ [{]/ &&
	    match(code, /[ *][a-z_0-9]+\(/)) {
		text = substr(code, RSTART + 1, RLENGTH - 2)
		if (text !~ /^__/)
			check_public("function", text)
	}
}

# The values of an enum carry the first word of its name.
function check_values(code,    value, i, count, prefix) {
	if (enum_name == "")
		return
	prefix = enum_name
	sub(/_.*/, "", prefix)
	prefix = toupper(prefix)
	gsub(/[}].*|=[^,]*/, "", code)
	count = split(code, value, /[ \t,]+/)
	for (i = 1; i <= count; i++)
		if (value[i] ~ /^[A-Z]/ && index(value[i], prefix "_") != 1 && value[i] != prefix "S" &&
		    !is_own_noun(tolower(value[i])))
			complain(value[i] " does not carry the name of enum " enum_name)
}

# ---- the walk ------------------------------------------------------------------------------------------

function finish() {
	if (path == "")
		return
	if (lines_seen > 500)
		complain_at(501, lines_seen " lines, 500 are allowed")
	if (path ~ /\.h$/)
		check_contract()
}

BEGIN {
	BANNED = "strtok|strtok_r|localtime|gmtime|strerror|sprintf|vsprintf|strcpy|strcat|strncpy|strncat|stpcpy|gets|" \
		"alloca|atoi|atol|atoll|atof|asctime|ctime|tmpnam|tempnam|mktemp|rand|srand|signal|inet_ntoa|" \
		"gethostbyname|bcopy|bzero|vfork|usleep|setlocale"
	read_exempt()
}

FNR == 1 {
	finish()
	path = FILENAME
	stem = path
	sub(/.*\//, "", stem)
	sub(/\.[ch]$/, "", stem)
	stem_path = path
	sub(/\.[ch]$/, "", stem_path)
	room = path
	sub(/\/[^\/]*$/, "", room)
	sub(/.*\//, "", room)
	guard = toupper(path)
	gsub(/[^A-Z0-9]/, "_", guard)
	in_comment = inside = guarded = opened = formatted_off = 0
	opening = name = before = enum_name = ""
}

{
	lines_seen = FNR
	check_opening($0)
	if ($0 ~ /clang-format off/)
		formatted_off = 1
	if ($0 ~ /clang-format on/)
		formatted_off = 0
	if (!formatted_off && length($0) > 80 && columns($0) > 100)
		complain("longer than 100 columns")
	if ($0 ~ /TODO|FIXME|(^|[^X])XXX([^X]|$)/)
		complain("a note to do something later")
	if ($0 ~ /[ \t]$/)
		complain("blanks at the end of the line")
	code = strip($0)
	if (code ~ /^[ \t]*$/)
		next
	check_words(code)
	if (inside && code ~ /^}/)
		close_function()
	else if (inside)
		check_body(code)
	else if (name != "" && code == "{")
		open_function()
	else {
		check_outside(code)
		if (path ~ /\.h$/)
			check_header(code)
	}
}

END {
	finish()
	for (rule in reason)
		if (!(rule in used)) {
			print exempt ":1: nobody needs this line any more: " rule
			bad = 1
		}
	exit bad
}
