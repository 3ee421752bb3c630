#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# shellcheck disable=SC2154 # lib.bash and bats set what is read here
# domains - the image of partners and popular names: built, checked, used, and swapped under traffic.

load lib.bash

setup() {
	story_begin
	IMAGE=$T/state/domains.image
	write_settings ''
	printf 'harbour-crane.example\norbit-freight.example\n' > "$T/partners"
	printf '1,newsdaily.example\r\n2,orbit-freight.example\r\n3,192.0.2.1\r\n' > "$T/popular.csv"
}

teardown() {
	story_end
}

build() {
	tool domains build -o "$IMAGE" --popular "$T/popular.csv" --partners "$T/partners" "$@"
}

with_image() {
	printf 'evidence { folder = "%s/state" }\nprotected { owned = { "marlin-freight.example" } image = "%s" }\n' \
		"$T" "$IMAGE" > "$T/lurewatch.conf"
}

@test "an image is built from lists, says what it took, and is checked" {
	run build
	[ "$status" -eq 0 ]
	[[ "$output" == *"2 partners, "*"popular names"*"sha256"* ]]
	[[ "$output" == *"passed over: 1 (listed already)"* ]]
	[[ "$output" == *"every name was looked up and found"* ]]
	[[ "$output" == *"$T/popular.csv:3: passed over: 192.0.2.1 (an address)"* ]]
	run build --json
	python3 -c 'import json, sys
o = json.loads(sys.argv[1].splitlines()[-1])
sys.exit(not (o["partners"] == 2 and o["names"] == o["partners"] + o["popular"] and o["bytes"] > 0 and
	o["skipped"]["an address"] == 1 and o["skipped"]["listed already"] == 1 and o["seconds"] >= 0))' "$output"
	run tool domains check "$IMAGE"
	[ "$status" -eq 0 ]
	[[ "$output" == *"2 partners"* ]]
	with_image
	tool domains check
	run tool check
	[[ "$output" == *"ok    image "*"$IMAGE: 2 partners, "* ]]
	[ "$(stat -c %a "$IMAGE")" = 640 ]
}

@test "roles and likenesses of partners and popular names are told by domain" {
	build --quiet
	with_image
	run tool domain mail.harbour-crane.example newsdaily.example orbit-freight.example
	[ "$status" -eq 0 ]
	[[ "${lines[0]}" == *none*partner ]]
	[[ "${lines[1]}" == *none*popular ]]
	[[ "${lines[2]}" == *none*partner ]]
	run tool domain harb0ur-crane.example
	[ "$status" -eq 1 ]
	[[ "$output" == *confusable*harbour-crane.example* ]]
	run tool domain --json harb0ur-crane.example
	[[ "$output" == *'"target":"harbour-crane.example"'*'"tier":2'* ]]
	run tool domain newsdialy.example
	[ "$status" -eq 0 ]
	[[ "$output" == *typo*newsdaily.example*"counts only when the message speaks of it"* ]]
}

@test "whom we have exchanged mail with for weeks is a partner, who only wrote is none" {
	local i

	for i in 50 40 30 20 10; do
		echo "kim@harbour-crane.example,bob@marlin-freight.example,$i""d"
		echo "bob@marlin-freight.example,kim@harbour-crane.example,$i""d"
		echo "sales@bulk-letter.example,bob@marlin-freight.example,$i""d"
		echo "sales@bulk-letter.example,bob@marlin-freight.example,$i""d"
	done > "$T/mail.csv"
	tool contacts import --quiet "$T/mail.csv"
	run tool domains build -o "$IMAGE" --learned
	[ "$status" -eq 0 ]
	[[ "$output" == *": 1 partners, "* ]]
	with_image
	run tool domain harbour-crane.example bulk-letter.example
	[[ "${lines[0]}" == *none*partner ]]
	[[ "${lines[1]}" == *none*unknown ]]
	run tool domain harb0ur-crane.example
	[ "$status" -eq 1 ]
}

@test "who imitates a partner is recorded, and tagged with a second key" {
	build --quiet
	with_image
	sed 's/^From: .*/From: "Kim" <kim@harb0ur-crane.example>/' "$MAILS/harmless-letter.eml" > "$T/letter.eml"
	run tool --json scan "$T/letter.eml"
	[[ "$output" == *'"verdict":"record"'*'"kind":"confusable"'*'"tier":2'*"held: no second key"* ]]
	sed 's/[a-z0-9.-]*\.example/harb0ur-crane.example/g' "$MAILS/phish-password.eml" > "$T/lure.eml"
	run tool --json scan "$T/lure.eml"
	[[ "$output" == *'"verdict":"tag"'*'"target":"harbour-crane.example"'* ]]
}

@test "faults are told by file and line, and what was there stays" {
	build --quiet
	cp "$IMAGE" "$T/before"
	printf 'a.example\nb.example c.example\n' > "$T/popular.csv"
	run build
	[ "$status" -eq 2 ]
	[[ "$output" == *"$T/popular.csv:2: need one name a line"*"nothing was written" ]]
	cmp "$IMAGE" "$T/before"
	run tool domains build
	[ "$status" -eq 2 ]
	[[ "$output" == *"name a file with -o, or set protected.image"* ]]
	run tool domains build -o "$T/nowhere/x"
	[ "$status" -eq 2 ]
	run tool domains check "$T/nowhere/x"
	[ "$status" -eq 2 ]
	run build --learned
	[ "$status" -eq 2 ]
	[[ "$output" == *"no partners can be learned: no history yet"*"nothing was written" ]]
}

@test "an image that is not whole is refused with what to do" {
	build --quiet
	with_image
	cp "$IMAGE" "$T/whole"
	head -c 1000 "$T/whole" > "$IMAGE"
	run tool domain newsdaily.example
	[ "$status" -eq 2 ]
	[[ "$output" == *"$IMAGE: it was cut short or grew; build it anew with lurewatch domains build"* ]]
	cp "$T/whole" "$IMAGE"
	printf xxxx | dd of="$IMAGE" bs=1 seek=500 conv=notrunc status=none
	run tool domains check "$IMAGE"
	[ "$status" -eq 2 ]
	[[ "$output" == *"$IMAGE: it is damaged"*"build it anew"* ]]
	chmod 666 "$T/whole"
	run tool domains check "$T/whole"
	[[ "$output" == *"others may write to it; chmod go-w"* ]]
}

@test "a new image is taken up by a reload under traffic, a damaged one changes nothing, and no mail is lost" {
	local i

	build --quiet
	with_image
	start_daemon
	start_program traffic python3 "$E2E/traffic.py" "$SOCKET" 4 600 "$T/over" "$T/journal" "$MAILS"/*.eml
	TRAFFIC=$PID
	wait_for "$PATIENCE" grep -q tagged "$T/journal"
	for i in $(seq 5); do
		echo "newsdaily$i.example" >> "$T/partners"
		build --quiet
		kill -USR1 "$MILTER"
		wait_for "$PATIENCE" log_has milter 'reloaded \(signal\)' "$i"
		# Never in place: the daemon looks at the old one.
		cp "$IMAGE" "$T/damaged"
		printf xxxx | dd of="$T/damaged" bs=1 seek=$((400 + i)) conv=notrunc status=none
		mv "$T/damaged" "$IMAGE"
		kill -USR1 "$MILTER"
		wait_for "$PATIENCE" log_has milter 'reload .* refused, the settings in force stay: .*domains.image: it is damaged' "$i"
	done
	touch "$T/over"
	wait "$TRAFFIC"
	grep -q ' 0 deferred, 0 broken$' "$T/traffic.log"
	lacks "$T/journal" ' (reply|tempfail|reject)'
}
