#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# contacts.bats - who has written with whom: learned from mail, asked for phish, lost at most by a batch.

load lib.bash

setup() {
	story_begin
	sync_people
}

teardown() {
	story_end
}

# letter FROM [TEXT [SUBJECT]]: a mail in $T/letter.eml; the text asks for nothing unless given.
letter() {
	cat > "$T/letter.eml" <<-END
		From: Pilot Office <$1>
		To: bob@marlin-freight.example
		Subject: ${3:-your question}
		Message-ID: <$RANDOM.$RANDOM@client.example>

		${2:-The pilot boards at noon. See you at the quay.}
	END
}

SUBJECT="Action required: re-register your authenticator"
LURE="Your multi-factor authentication is no longer valid. Open https://desk.example/enrol and
enter the verification code of your authenticator app today, or you will lose access to your account."

# deliver FROM QUEUEID [TEXT [SUBJECT]]: the letter to bob.
deliver() {
	letter "$1" "${@:3}"
	mta "mail <$1> $2" "rcpt <bob@marlin-freight.example>" "send $T/letter.eml"
}

# Sixty days of mail with a partner, both ways.
import_history() {
	local day

	for day in {1..60}; do
		echo "office@quay-pilot.example,bob@marlin-freight.example,${day}d"
		echo "bob@marlin-freight.example,office@quay-pilot.example,${day}d"
	done | tool contacts import -
}

mails_known() {
	tool contacts --json | python3 -c 'import json, sys; print(json.load(sys.stdin)["mails"])'
}

knows() {
	[ "$(mails_known)" = "$1" ]
}

finding_kinds() {
	hits | tail -1 | python3 -c '
import json, sys
print(*(finding["kind"] for finding in json.load(sys.stdin)["findings"]))'
}

@test "a fresh history makes nobody a stranger, a warm one does" {
	write_settings 'contacts { warm_messages = 100 } policy { record_from = 1 }'
	start_daemon
	deliver desk@stranger.example Q1 "$LURE" "$SUBJECT"
	[[ "$(finding_kinds)" == *lure* ]]
	[[ "$(finding_kinds)" != *first-contact* ]]
	run import_history
	[[ "$output" == "120 mails learned; 0 not between"* ]]
	deliver desk@stranger.example Q2 "$LURE" "$SUBJECT"
	[[ "$(finding_kinds)" == *first-contact* ]]
	deliver office@quay-pilot.example Q3 "$LURE" "$SUBJECT"
	[[ "$(finding_kinds)" == *lure* ]]
	[[ "$(finding_kinds)" != *first-contact* ]]
}

@test "who imitates a partner is found" {
	import_history
	start_daemon
	deliver office@quay-pi1ot.example Q1 "$LURE" "$SUBJECT"
	[[ "$(finding_kinds)" == *confusable* ]]
	hits | grep -q '"target":"quay-pilot.example"'
	deliver office@quay-pilot.example Q2
	[ "$(hit_count)" = 1 ]
	run tool --json domain quay-pilot.example quay-pi1ot.example
	[[ "${lines[0]}" == *'"flagged":false'*'"role":"partner"'* ]]
	[[ "${lines[1]}" == *'"flagged":true'*'"target":"quay-pilot.example"'* ]]
	run tool check
	[[ "$output" == *"contacts"*"120 mails, "* ]]
}

@test "what one daemon learns the next one knows, and a kill loses what was not written" {
	write_settings 'contacts { flush = 1h }'
	start_daemon
	deliver ann@else.example Q1
	stop_program "$MILTER"
	knows 1
	start_daemon
	deliver ann@else.example Q2
	stop_program "$MILTER" KILL || true
	knows 1
	start_daemon
	deliver ann@else.example Q3
	stop_program "$MILTER"
	knows 2
	run tool contacts --rcpt bob@marlin-freight.example ann@else.example
	[[ "$output" == *"ann@else.example"*" new "*" 2 "*" 0"* ]]
}

@test "our own mail teaches when the client signed in, a phish does not" {
	write_settings 'contacts { flush = 1h }'
	start_daemon
	letter bob@marlin-freight.example
	mta "connect" "helo client.example" "macro M {auth_authen}=bob" "mail <bob@marlin-freight.example>" \
		"rcpt <ann@else.example>" "send $T/letter.eml"
	mta "mail <bob@marlin-freight.example> Q2" "rcpt <joe@third.example>" "send $T/letter.eml"
	mta "mail <x@rnarlin-freight.example> Q3" "rcpt <bob@marlin-freight.example>" "send $MAILS/phish-mfa.eml"
	stop_program "$MILTER"
	knows 1
	run tool contacts ann@else.example
	[ "$status" = 0 ]
	[[ "$output" == *"ann@else.example  two-way "* ]]
	run tool contacts joe@third.example rnarlin-freight.example
	[ "$status" = 1 ]
}

@test "a deleted cache is begun anew under a running daemon" {
	write_settings 'contacts { flush = 100ms }'
	start_daemon
	deliver ann@else.example Q1
	wait_for "$PATIENCE" knows 1
	deliver ann@else.example Q2
	wait_for "$PATIENCE" knows 2
	rm -rf "$T/state/cache"
	deliver ann@else.example Q3
	wait_for "$PATIENCE" knows 1
}

@test "scan reads the history and teaches it only when asked" {
	import_history
	letter ann@else.example
	tool scan --quiet --rcpt bob@marlin-freight.example "$T/letter.eml"
	knows 120
	sed -i '1i Received: from a by mx.marlin-freight.example; Mon, 02 Feb 2026 08:00:00 +0000' "$T/letter.eml"
	tool scan --quiet --learn --rcpt bob@marlin-freight.example "$T/letter.eml"
	knows 121
	run tool contacts ann@else.example
	[[ "$output" == *"2026-02-02T08:00:00Z"* ]]
}

@test "one mail means more to an owner and to a service account than to a user" {
	write_settings 'policy { record_from = 1 }'
	start_daemon
	cat > "$T/letter.eml" <<-'END'
		From: Build alerts <x@stranger.example>
		Subject: API token expires

		Your API token expires today. Rotate the API key within 24 hours: confirm your current
		access token at https://tokens.elsewhere.example/rotate
	END
	mta "mail <x@stranger.example> Q1" "rcpt <bob@marlin-freight.example>" "rcpt <dana@marlin-freight.example>" \
		"rcpt <svc-deploy@marlin-freight.example>" "send $T/letter.eml" > "$T/answer"
	lacks "$T/answer" lured
	hits | python3 -c '
import json, sys
for line in sys.stdin:
    hit = json.loads(line)
    print(hit["recipient"].split("@")[0], *(f["kind"] for f in hit["findings"] if f["where"] == "recipient"))' \
		| sort > "$T/who"
	[ "$(cat "$T/who")" = $'bob\ndana owner-lured\nsvc-deploy mailbox-lured' ]
	tool hits | grep -E 'dana.*api-secret, owner-lured'
	tool identity dana@marlin-freight.example | grep -E 'api-secret, owner-lured'
	tool export --full --format csv --out "$T/out"
	grep -h dana "$T/out"/*/hits-*.csv "$T/out"/hits-*.csv 2> "$T/end" | grep -q owner-lured
}
