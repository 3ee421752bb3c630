#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# directory - the identity replica from an LDIF file: the tool's sync, status, check and identity.

load lib.bash
load slapd.bash

setup() {
	story_begin
	: > "$T/lurewatch.conf"
}

teardown() {
	story_end
}

@test "without any settings a file fills the replica" {
	run "$TOOL" --state "$T/new" directory sync --ldif "$COMPANY"
	[ "$status" -eq 0 ]
	[[ "$output" == *"51 entries"* ]]
	[ "$(stat -c %a "$T/new")" = 700 ]
	run "$TOOL" --state "$T/new" identity anna.berg@nordwind.example
	[ "$status" -eq 0 ]
	[[ "$output" == *"tier 0 control (cn=domain-admins)"* ]]
	run "$TOOL" --state "$T/new" directory status
	[ "$status" -eq 0 ]
	[[ "$output" == *"missing 1 dangling 1 disabled 1 group 1"* ]]
}

@test "the answer to an address is in the exit status" {
	run tool identity ida.holm@nordwind.example
	[ "$status" -eq 2 ]
	[[ "$output" == *"directory sync"* ]]
	tool directory sync --ldif "$COMPANY"
	run tool --json identity ida.holm+news@nordwind.example
	[ "$status" -eq 0 ]
	[[ "$output" == *'"answer":"found"'*'"via":"plus"'*'"tier":3'* ]]
	run tool identity nobody@nordwind.example
	[ "$status" -eq 1 ]
	run tool --json identity somebody@elsewhere.example
	[ "$status" -eq 1 ]
	[[ "$output" == *'"kind":"external"'* ]]
}

@test "a file that is cut off is refused with its line, and the replica stays" {
	tool directory sync --ldif "$COMPANY"
	head -c 9000 "$COMPANY" > "$T/cut.ldif"
	run tool directory sync --ldif "$T/cut.ldif"
	[ "$status" -eq 2 ]
	[[ "$output" =~ cut\.ldif:[0-9]+: ]]
	run tool --json directory status
	[ "$status" -eq 1 ]
	[[ "$output" == *'"generation":1'*'"last_error":"'*'cut.ldif'* ]]
	run tool identity felix.brandt@nordwind.example
	[ "$status" -eq 0 ]
}

@test "a file that shrank is taken only when told so" {
	tool directory sync --ldif "$COMPANY"
	printf 'dn: uid=a,dc=x\nobjectClass: person\nuid: a\nmail: a@x.example\n' > "$T/one.ldif"
	run tool directory sync --ldif "$T/one.ldif"
	[ "$status" -eq 2 ]
	[[ "$output" == *"only 1 identities where 44 were"* ]]
	run tool --quiet directory sync --ldif "$T/one.ldif" --accept-shrink
	[ "$status" -eq 0 ]
	[ -z "$output" ]
	run tool identity a@x.example
	[ "$status" -eq 0 ]
}

@test "a sync that was killed leaves what was in force, and the next one cleans up" {
	tool directory sync --ldif "$COMPANY"
	mkfifo "$T/slow.ldif"
	start_program sync "$TOOL" --config "$T/lurewatch.conf" --state "$T/state" directory sync --ldif "$T/slow.ldif"
	exec 4> "$T/slow.ldif"
	cat "$COMPANY" >&4
	run tool directory sync --ldif "$COMPANY"
	[ "$status" -eq 2 ]
	[[ "$output" == *"another sync is running"* ]]
	kill -KILL "$PID"
	wait "$PID" || true
	exec 4>&-
	run tool identity ida.holm@nordwind.example
	[ "$status" -eq 0 ]
	run tool directory sync --ldif "$COMPANY"
	[ "$status" -eq 0 ]
}

@test "check says what the source gives and what the settings miss" {
	write_settings "ldif = \"$COMPANY\""
	run tool directory check
	[ "$status" -eq 0 ]
	[[ "$output" == *"51 entries read"* ]]
	write_settings "ldif = \"$COMPANY\"" 'tier0_groups = {"no such group"}'
	run tool directory check
	[ "$status" -eq 1 ]
	[[ "$output" == *"tier0_groups"* ]]
	write_settings "ldif = \"$T/none.ldif\""
	run tool directory check
	[ "$status" -eq 2 ]
	run tool directory check other
	[ "$status" -eq 2 ]
}

@test "what a directory holds cannot write to the terminal" {
	printf 'dn: uid=a,dc=x\nobjectClass: person\nuid: a\nmail: a@x.example\ncn:: G1szMW1SZWQKCg==\n' > "$T/evil.ldif"
	tool directory sync --ldif "$T/evil.ldif"
	run tool identity a@x.example
	[ "$status" -eq 0 ]
	[[ "$output" == *'\x1B[31mRed\x0A'* ]]
	[[ "$output" != *$'\x1b'* ]]
}

@test "identity tells risk, reviews and hits of whoever was targeted" {
	tool directory sync --ldif "$COMPANY"
	tool scan --record --rcpt felix.brandt@nordwind.example \
		"${COMPANY%/*}/messages/p4-registry-token.eml" || true
	run tool identity felix.brandt+x@nordwind.example
	[ "$status" -eq 0 ]
	[[ "$output" == *"rotate-secret"* ]]
	[[ "$output" == *"hits        1,"* ]]
	run tool --json identity ida.holm@nordwind.example
	[ "$status" -eq 0 ]
	[[ "$output" == *'"risk":0,"level":"none","hits":0'* ]]
}
