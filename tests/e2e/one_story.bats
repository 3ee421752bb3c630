#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# shellcheck disable=SC2154 # lib.bash and bats set what is read here
# one_story - Postfix's log, the stored hit, CSV and LDIF tell the same of the same queue id.

load lib.bash
load postfix.bash

setup() {
	story_begin
	need postfix
	sync_people
	SOCKET=inet:$(free_port)@127.0.0.1
	start_daemon
	start_postfix "$SOCKET"
}

teardown() {
	stop_postfix
	story_end
}

# csv FILE COLUMN KEY WANTED: column WANTED of the rows whose column COLUMN is KEY, by Python's reader.
csv() {
	python3 -c 'import csv, sys
name, column, key, wanted = sys.argv[1:]
with open(name, newline="", encoding="utf-8") as file:
    print(*[row[wanted] for row in csv.DictReader(file) if row[column] == key], sep="\n")' "$@"
}

# member NAME: of the one hit in $T/hits.json.
member() {
	python3 -c 'import json, sys
print(json.load(open(sys.argv[1]))[sys.argv[2]])' "$T/hits.json" "$1"
}

@test "log, hit, CSV and LDIF of one mail agree on queue id, identity, score and evidence" {
	run smtp 'MAIL FROM:<pw@rnarlin-freight.example>' 'RCPT TO:<alice@marlin-freight.example>' \
		"data $top_srcdir/tests/data/mail/phish-password.eml"
	[[ "${lines[-1]}" =~ queued\ as\ ([0-9A-F]+)$ ]]
	local queue_id=${BASH_REMATCH[1]} id identity day

	wait_for "$PATIENCE" log_has postfix "$queue_id: .*to=<alice@marlin-freight.example>.*status=sent"
	log_has milter "^lurewatch-milter: $queue_id: verdict=tag .*identity=alice"
	hits > "$T/hits.json"
	[ "$(grep -c '^{' "$T/hits.json")" -eq 1 ]
	[ "$(member queue_id)" = "$queue_id" ]
	id=$(member id)
	identity=$(member identity)
	log_has milter "$queue_id: .*score=$(member score) "

	tool export --out "$T/out"
	day=$(basename "$T"/out/hits-*.csv)
	[ "$(csv "$T/out/$day" queue_id "$queue_id" event_id)" = "$id" ]
	[ "$(csv "$T/out/$day" queue_id "$queue_id" subject_id)" = "$identity" ]
	[ "$(csv "$T/out/$day" queue_id "$queue_id" recipient_address)" = alice@marlin-freight.example ]
	[ "$(csv "$T/out/$day" queue_id "$queue_id" score)" = "$(member score)" ]
	[ "$(csv "$T/out/identities-full.csv" subject_id "$identity" evidence_ids)" = "$id" ]
	[ "$(csv "$T/out/identities-full.csv" subject_id "$identity" privilege_tier)" = "$(member tier)" ]
	grep -q "^dn: $(csv "$T/out/identities-full.csv" subject_id "$identity" dn)\$" "$T/out/state.ldif"
	grep -q "^lurewatchEvidence.*: $id\$" "$T/out/state.ldif"
	grep -q "^lurewatchRiskScore: $(csv "$T/out/identities-full.csv" subject_id "$identity" risk_score)\$" "$T/out/state.ldif"
	(cd "$T/out" && python3 -c 'import hashlib, json
for file in json.load(open("manifest.json"))["files"]:
    assert hashlib.sha256(open(file["name"], "rb").read()).hexdigest() == file["sha256"], file')
}
