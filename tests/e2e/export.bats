#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# shellcheck disable=SC2154 # lib.bash and bats set what is read here
# export - the hand-over: whole or not at all, the same twice, CSV that Python reads back, one story in all files.

load lib.bash

MESSAGES=$top_srcdir/contrib/quickstart/messages

setup() {
	story_begin
	write_company
	tool directory sync --quiet
	run tool scan --quiet --record "$MESSAGES"/p*.eml
}

teardown() {
	story_end
}

# The invented company of the quick start.
write_company() {
	cat > "$T/lurewatch.conf" <<-END
		evidence { folder = "$T/state" }
		protected { owned = { "nordwind.example" } }
		directory nordwind { ldif = "$top_srcdir/contrib/quickstart/company.ldif" }
	END
}

# rows FILE EXPRESSION: a Python expression over 'rows', the dictionaries of a published CSV file.
rows() {
	python3 -c 'import csv, glob, sys
rows = []
for name in sorted(glob.glob(sys.argv[1])):
    rows += csv.DictReader(open(name, newline=""), strict=True)
assert eval(sys.argv[2]), (sys.argv[2], rows[:3])' "$T/out/$1" "$2"
}

digests() {
	(cd "$T/out" && sha256sum -- *.csv *.ldif)
}

@test "every file is there, as the manifest says" {
	tool export --quiet --full --out "$T/out"
	python3 - "$T/out" <<-'END'
		import csv, hashlib, json, os, sys
		out = sys.argv[1]
		manifest = json.load(open(out + "/manifest.json"))
		names = {f["name"] for f in manifest["files"]}
		assert {"identities-full.csv", "identities-delta.csv", "reviews.csv", "rotation.csv", "indicators.csv",
		        "class.ldif", "state.ldif", "clear.ldif"} <= names, names
		assert any(name.startswith("hits-2") for name in names)
		for f in manifest["files"]:
		    data = open(out + "/" + f["name"], "rb").read()
		    assert hashlib.sha256(data).hexdigest() == f["sha256"], f
		    if f["name"].endswith(".csv"):
		        assert b"\n" not in data.replace(b"\r\n", b"") and not data.startswith(b"\xef\xbb\xbf")
		        assert len(list(csv.reader(data.decode().splitlines(True)))) == f["rows"] + 1, f
		assert manifest["directories"][0]["generation"] == 1
		assert len(manifest["anchor"]) == 64
	END
	tool verify --quiet --anchor "$(sed -n 's/.*"anchor": "\(.*\)".*/\1/p' "$T/out/manifest.json")"
}

@test "twice over the same evidence is the same bytes" {
	tool export --quiet --full --out "$T/out"
	digests > "$T/first"
	tool export --quiet --full --out "$T/out"
	digests > "$T/second"
	diff "$T/first" "$T/second"
}

@test "a delta holds what is new and then nothing" {
	tool export --quiet --full --out "$T/out"
	tool export --quiet --out "$T/out"
	rows identities-delta.csv 'rows == []'
	rows 'hits-*.csv' 'rows == []'
	[ "$(grep -c '^dn' "$T/out/state.ldif")" -eq 0 ]
	sed 's/^Subject: .*/Subject: Your password expires today, last reminder/' "$MESSAGES/p1-password-expiry.eml" > "$T/more.eml"
	run tool scan --quiet --record --rcpt petra.sommer@nordwind.example "$T/more.eml"
	tool export --quiet --delta --out "$T/out"
	rows identities-delta.csv '[(r["primary_mail"], r["op"], r["hits_30d"]) for r in rows] == [("petra.sommer@nordwind.example", "upsert", "2")]'
	rows 'hits-*.csv' '[r["recipient_address"] for r in rows] == ["petra.sommer@nordwind.example"]'
	[ "$(grep -c '^dn' "$T/out/state.ldif")" -eq 1 ]
}

@test "hits, CSV and LDIF tell one story of one identity" {
	tool export --quiet --full --out "$T/out"
	tool hits --json > "$T/hits"
	tool top --json --most 0 > "$T/top"
	python3 - "$T" <<-'END'
		import csv, glob, json, sys
		t = sys.argv[1]
		hits = {h["id"]: h for h in map(json.loads, open(t + "/hits"))}
		rows = [r for name in glob.glob(t + "/out/hits-*.csv") for r in csv.DictReader(open(name, newline=""))]
		subjects = {r["subject_id"]: r for r in csv.DictReader(open(t + "/out/identities-full.csv", newline=""))}
		levels = {o["identity"]: o["level"] for o in map(json.loads, open(t + "/top"))}
		state = open(t + "/out/state.ldif").read()
		assert set(subjects) == {name for name, level in levels.items() if level != "none"}
		assert len(subjects) > 5 and len(rows) == len(hits) > 5
		for row in rows:
		    hit = hits[row["event_id"]]
		    assert row["subject_id"] == hit["identity"] and row["recipient_address"] == hit["recipient"]
		    assert row["score"] == str(hit["score"]) and row["verdict"] == hit["verdict"]
		    assert row["lure_type"] == ";".join(hit["families"]) and row["disposition"] == hit["disposition"]
		    if levels[row["subject_id"]] == "none":
		        continue
		    subject = subjects[row["subject_id"]]
		    assert row["event_id"] in subject["evidence_ids"].split(";")
		    assert subject["identity_kind"] == hit["kind"] and subject["privilege_tier"] == str(hit["tier"])
		    assert row["event_id"] in state and ("dn: " + hit["dn"] + "\n") in state
	END
}

@test "a full file that shrank too much is not published, and nothing else is" {
	tool export --quiet --full --out "$T/out"
	readlink "$T/out/current" > "$T/before"
	rm -rf "$T/state/evidence"
	run tool scan --quiet --record "$MESSAGES/p1-password-expiry.eml"
	run tool export --full --out "$T/out"
	[ "$status" -eq 2 ]
	[[ "$output" == *max_shrink* ]]
	readlink "$T/out/current" | diff "$T/before" -
	[ -z "$(find "$T/out/runs" -name '.*')" ]
	tool export --quiet --full --force --out "$T/out"
	rows identities-full.csv 'len(rows) == 1'
}

@test "a directory that was never read is not handed on" {
	rm -rf "$T/state/cache"
	run tool export --full --out "$T/out"
	[ "$status" -eq 2 ]
	[[ "$output" == *"directory sync"* ]]
	[ ! -e "$T/out/current" ]
}

@test "no cell of a stranger is a formula, a line or an escape" {
	python3 - "$MESSAGES/p1-password-expiry.eml" "$T/evil.eml" <<-'END'
		import re, sys
		mail = open(sys.argv[1]).read()
		mail = re.sub(r"(?m)^From: .*", 'From: "=HYPERLINK(\\"http://x.example\\",\\"IT Service Desk\\")" <=cmd@nordwind-account.example>', mail)
		open(sys.argv[2], "w").write(mail)
	END
	run tool scan --quiet --record --rcpt petra.sommer@nordwind.example --mail-from '=1+1@nordwind-account.example' "$T/evil.eml"
	tool export --quiet --full --out "$T/out"
	rows 'hits-*.csv' "any(r['envelope_from'].startswith(\"'=\") for r in rows)"
	for file in identities-full identities-delta 'hits-*' reviews rotation indicators; do
		rows "$file.csv" 'not any(v[:1] in ("=", "+", "-", "@", "\t", "\r", "\n") or "\n" in v or "\r" in v for r in rows for v in r.values())'
	done
}

@test "two at once: one publishes, the other says so" {
	mkdir "$T/out"
	flock "$T/out/.lock" -c "'$TOOL' --config '$T/lurewatch.conf' export --full --out '$T/out'" > "$T/second.log" 2>&1 || true
	grep -q 'another export' "$T/second.log"
	[ ! -e "$T/out/current" ]
}

@test "formats that are not there yet and wrong words are refused" {
	run tool export --format jsonl --out "$T/out"
	[ "$status" -eq 2 ]
	run tool export --full
	[ "$status" -eq 2 ]
	[[ "$output" == *--out* ]]
}

# What is published fits its manifest, all of it.
whole() {
	python3 - "$T/out" <<-'END'
		import hashlib, json, os, sys
		out = sys.argv[1]
		for f in json.load(open(out + "/manifest.json"))["files"]:
		    assert hashlib.sha256(open(out + "/" + f["name"], "rb").read()).hexdigest() == f["sha256"], f
	END
}

@test "killed at any moment, an export leaves the run before or the new one" {
	local round

	tool export --quiet --full --out "$T/out"
	for round in $(seq 25); do
		tool export --quiet --full --out "$T/out" > "$T/killed.log" 2>&1 &
		sleep "0.0$((round % 10))$((round % 7))"
		kill -KILL $! 2> "$T/end" || true
		wait $! || true
		whole
	done
	tool export --quiet --full --out "$T/out"
	whole
	[ -z "$(find "$T/out" -name '.*.new')" ]
	[ -z "$(find "$T/out/runs" -name '.*')" ]
}

@test "only the last runs are kept" {
	for _ in $(seq 17); do
		tool export --quiet --format ldif --out "$T/out"
	done
	[ "$(find "$T/out/runs" -mindepth 1 -maxdepth 1 | wc -l)" -eq 14 ]
	[ -e "$T/out/state.ldif" ]
	[ ! -e "$T/out/reviews.csv" ]
}
