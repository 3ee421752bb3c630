#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# shellcheck disable=SC2154 # lib.bash and bats set what is read here
# tool - lurewatch at the command line: exit codes, JSON members, harmless printing, check.

load lib.bash

setup() {
	story_begin
	MAIL=$top_srcdir/tests/data/mail
}

teardown() {
	story_end
}

# without PATTERN: it is not in $output.
without() {
	if grep -q -- "$1" <<< "$output"; then
		echo "found: $1"
		return 1
	fi
}

# members EXPRESSION: a Python expression over 'o', the first JSON object of $output, is true.
members() {
	python3 -c 'import json, sys
o = json.loads(sys.argv[2].splitlines()[0])
sys.exit(not eval(sys.argv[1]))' "$1" "$output"
}

@test "scan says by its exit status whether something was found" {
	run tool scan "$MAIL/harmless-letter.eml"
	[ "$status" -eq 0 ]
	run tool scan "$MAIL/phish-password.eml"
	[ "$status" -eq 1 ]
	[[ "$output" == *tag*phish-password.eml* ]]
	run tool scan "$T/nothing-here.eml"
	[ "$status" -eq 2 ]
	[[ "$output" == *nothing-here.eml* ]]
}

@test "scan --json has the members that are promised" {
	sync_people
	run tool --json scan --rcpt alice@marlin-freight.example "$MAIL/phish-password.eml"
	[ "$status" -eq 1 ]
	members 'set(o) >= {"file", "message_id", "verdict", "score", "findings", "recipients", "flags", "microseconds"}'
	members 'all(set(f) >= {"kind", "family", "target", "observed", "where", "weight", "why"} for f in o["findings"])'
	members 'all(set(r) >= {"address", "identity", "kind", "tier", "risk", "reviews"} for r in o["recipients"])'
	members 'o["verdict"] == "tag" and 0 < o["score"] <= 1000'
	members 'o["recipients"][0]["kind"] == "person" and o["recipients"][0]["identity"] != ""'
}

@test "options may stand before and behind the command" {
	run "$TOOL" scan --json --state="$T/state" "$MAIL/harmless-letter.eml"
	[ "$status" -eq 0 ]
	members 'o["verdict"] == "none"'
	run "$TOOL" scan --json --state "$T/state" "$MAIL/harmless-letter.eml"
	[ "$status" -eq 0 ]
	members 'o["verdict"] == "none"'
}

@test "scan reads standard input, an mbox, a Maildir and a folder" {
	run tool scan --all - < "$MAIL/phish-password.eml"
	[ "$status" -eq 1 ]
	mkdir -p "$T/box/cur" "$T/box/new" "$T/box/tmp"
	cp "$MAIL/phish-password.eml" "$T/box/new/1.x"
	cp "$MAIL/harmless-letter.eml" "$T/box/cur/2.x:2,S"
	run tool --json scan "$T/box"
	[ "$(grep -c '^{' <<< "$output")" -eq 2 ]
	for mail in "$MAIL"/*.eml; do
		printf 'From x@y Mon Nov 23 00:00:00 2026\n'
		cat "$mail"
		printf '\n'
	done > "$T/all.mbox"
	run tool --json scan "$T/all.mbox"
	[ "$(grep -c '^{' <<< "$output")" -eq "$(find "$MAIL" -name '*.eml' | wc -l)" ]
	[[ "$output" == *all.mbox:2* ]]
}

@test "scan --record stores hits, once however often" {
	tool scan --record --rcpt alice@marlin-freight.example "$MAIL/phish-password.eml" || [ $? -eq 1 ]
	tool scan --record --rcpt alice@marlin-freight.example "$MAIL/phish-password.eml" || [ $? -eq 1 ]
	[ "$(hit_count)" -eq 1 ]
	run hits
	members 'o["disposition"] == "imported" and o["recipient"] == "alice@marlin-freight.example"'
	run tool verify
	[ "$status" -eq 0 ]
}

@test "scan --rule says what a rule does to stored mail" {
	run tool scan --rule password-expiry "$MAIL"
	[ "$status" -eq 1 ]
	[[ "$output" == *phish-password.eml* ]]
	[[ "$output" != *phish-mfa.eml* ]]
	[[ "$output" == *"rule password-expiry: fires in 1,"* ]]
	run tool --json scan --rule lure "$MAIL/phish-password.eml"
	members 'o["rule"]["fired"] >= 1 and o["rule"]["score_without"] < o["score"]'
	run tool scan --rule no-such-rule "$MAIL"
	[ "$status" -eq 2 ]
	[[ "$output" == *no-such-rule*lurewatch-risk* ]]
}

@test "scan --rule tries a lure family from a file" {
	printf '%s\n' 'family badge-renewal' 'sentence says that a badge must be renewed' \
		'impact password' 'weight 200' 'language en' \
		'object visitor badge' 'action renew' > "$T/badge-renewal.conf"
	printf 'From: a@b.example\nTo: c@d.example\nSubject: Your visitor badge\n\nPlease renew your visitor badge at https://badges.example/renew now.\n' > "$T/badge.eml"
	run tool scan --rule "$T/badge-renewal.conf" "$T/badge.eml" "$MAIL/harmless-letter.eml"
	[[ "$output" == *"badge-renewal"*"fires in 1,"* ]]
	printf 'family\n' > "$T/broken.conf"
	run tool scan --rule "$T/broken.conf" "$T/badge.eml"
	[ "$status" -eq 2 ]
	[[ "$output" == *broken.conf:1:* ]]
}

@test "what a stranger wrote cannot drive the terminal" {
	printf 'From: "\033[2J\033]0;x\007Help" <a@paypa1.com>\nSubject: \033[31mverify your account\nTo: b@c.example\n\nverify your password: https://paypa1.com/\033[1m\n' > "$T/hostile.eml"
	run tool scan --all "$T/hostile.eml"
	[ "$status" -ne 2 ]
	without $'\033\|\007'
	run tool domain $'\033[2J.com'
	without $'\033'
	run tool --json domain $'\xc2\x9b2J\xe2\x80\xaemoc.example'
	without $'\xc2\x9b\|\xe2\x80\xae'
	members 'o["name"] == "\u009b2J\u202emoc.example"'
}

@test "colour is for terminals only, and not under NO_COLOR" {
	run script -qec "$TOOL --state $T/state scan --all $MAIL/phish-password.eml" /dev/null
	grep -q $'\033\[31m' <<< "$output"
	NO_COLOR=1 run script -qec "$TOOL --state $T/state scan --all $MAIL/phish-password.eml" /dev/null
	without $'\033\[31m'
}

@test "domain judges names from arguments and from standard input" {
	run tool domain marlin-freight.example
	[ "$status" -eq 0 ]
	run tool --json domain rnarlin-freight.example
	[ "$status" -eq 1 ]
	members 'set(o) >= {"name", "flagged", "kind", "target", "cost", "role", "why"}'
	members 'o["flagged"] and o["target"] == "marlin-freight.example"'
	without '[0-9]\.[0-9]\{7\}'
	# Aligned by columns: a letter of two bytes takes one.
	run tool domain bücher.example
	[[ "$output" == "bücher.example                       none "* ]]
	run tool --json domain <<< $'paypal.com\npaypal.com.login-check.example'
	[ "$status" -eq 1 ]
	[ "$(grep -c '^{' <<< "$output")" -eq 2 ]
	# As in a message that speaks as somebody.
	run tool --quiet domain www.aamzon-jp.example
	[ "$status" -eq 0 ]
	run tool --quiet domain --claim "Amazon Support" www.aamzon-jp.example
	[ "$status" -eq 1 ]
	run tool domain --claim "Aunt Mary" www.aamzon-jp.example
	[ "$status" -eq 2 ]
	[[ "$output" == *"claims no protected brand"* ]]
}

@test "check tells each line and ends with the worst" {
	run tool check --postfix "$T" --sendmail "$T"
	[ "$status" -ge 1 ]
	[[ "$output" == *"directory sync"* ]]
	sync_people
	chmod 700 "$T/state"
	printf 'smtpd_milters = unix:%s\nnon_smtpd_milters = unix:%s\n' "$T/milter.sock" "$T/milter.sock" > "$T/main.cf"
	write_settings "milter { socket = \"unix:$T/milter.sock\" }
		authentication { trusted_ids = { \"mx.marlin-freight.example\" } }"
	start_daemon
	tool scan --quiet "$MAIL/harmless-letter.eml"
	run tool --json check --postfix "$T" --sendmail "$T"
	echo "$output"
	[ "$status" -eq 0 ]
	without '"state":"\(warn\|fail\)"'
}

@test "broken settings are told with file and line, and nothing runs" {
	printf 'milter {\n\n  sockte = "x"\n}\n' > "$T/bad.conf"
	for command in "scan $MAIL" hits check top; do
		# shellcheck disable=SC2086 # a command and its argument
		run "$TOOL" --config "$T/bad.conf" $command
		[ "$status" -eq 2 ]
		[[ "$output" == *bad.conf:3:* ]]
	done
}

@test "settings in force can be read back" {
	tool --dump-settings > "$T/dump.conf"
	"$TOOL" --config "$T/dump.conf" --dump-settings > "$T/again.conf"
	cmp "$T/dump.conf" "$T/again.conf"
}
