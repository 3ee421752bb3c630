#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# postfix.bats - the daemon behind a real Postfix: what the MTA, the mailbox and the store say about the same queue id.

load lib.bash
load postfix.bash

setup() {
	story_begin
	need postfix
	[ "$(id -u)" -eq 0 ] # a private Postfix needs root
	sync_people
	SOCKET=inet:$(free_port)@127.0.0.1
}

teardown() {
	stop_postfix
	story_end
}

FROM="MAIL FROM:<it@rnarlin-freight.example>"

to() {
	echo "RCPT TO:<$1@marlin-freight.example>"
}

@test "Postfix delivers a flagged mail with our tag on top, and log, mailbox and hit name one queue id" {
	start_daemon
	start_postfix "$SOCKET"
	run smtp "$FROM" "$(to alice)" "data $MAILS/phish-password.eml"
	[[ "${lines[-1]}" =~ ^"data: 250 2.0.0 Ok: queued as "([0-9A-F]+)$ ]]
	local queue_id=${BASH_REMATCH[1]}

	wait_for "$PATIENCE" delivered alice
	delivered alice > "$T/mail"
	# Return-Path is the delivery's; ours stands above Postfix's own Received
	[[ "$(sed -n 2p "$T/mail")" == "X-Lurewatch: verdict=tag; score="* ]]
	[ "$(grep -ci '^x-lurewatch' "$T/mail")" -eq 1 ]
	[ "$(hit_fields queue_id account tier disposition)" = "$queue_id alice 0 tagged" ]
	log_has milter "^lurewatch-milter: $queue_id: verdict=tag"
	log_has postfix "$queue_id: .*status=sent"
}

@test "Postfix delivers harmless mail byte for byte, and nothing is stored" {
	start_daemon
	start_postfix "$SOCKET"
	smtp "MAIL FROM:<dana@marlin-freight.example>" "$(to bob)" "data $MAILS/harmless-letter.eml"
	wait_for "$PATIENCE" delivered bob
	delivered bob > "$T/mail"
	lacks "$T/mail" '^X-Lurewatch'
	sed -n '/^<html>/,$p' "$T/mail" | diff - <(sed -n '/^<html>/,$p' "$MAILS/harmless-letter.eml")
	[ "$(hit_count)" -eq 0 ]
}

@test "Postfix tells of recipients that it refuses, and they are recorded" {
	start_daemon
	start_postfix "$SOCKET"
	run smtp "$FROM" "$(to gone)" "$(to bob)" "RCPT TO:<x@elsewhere.example>" "data $MAILS/phish-mfa.eml"
	[[ "${lines[1]}" == "RCPT: 550 5.1.1"* ]]
	[[ "${lines[3]}" == "RCPT: 554 5.7.1"* ]]
	[[ "${lines[4]}" == "data: 250"* ]]
	hit_fields mail disposition refusal > "$T/hits"
	grep -q '^bob@marlin-freight.example tagged' "$T/hits"
	grep -q '^gone@marlin-freight.example recipient-refused 5.1.1 .*User unknown' "$T/hits"
	grep -q '^x@elsewhere.example recipient-refused 5.7.1 .*Relay access denied' "$T/hits"
	[ "$(hit_fields queue_id | sort -u | wc -l)" -eq 1 ]
}

@test "Postfix rejects and holds what the settings reject and quarantine" {
	write_settings 'policy { reject_privileged = 400 quarantine_standard = 400 reject_text = "that is 100% phish" }'
	start_daemon
	start_postfix "$SOCKET"
	run smtp "$FROM" "$(to alice)" "data $MAILS/phish-password.eml"
	[ "${lines[-1]}" = "data: 550 5.7.1 that is 100% phish" ]
	run smtp "$FROM" "$(to bob)" "data $MAILS/phish-password.eml"
	[[ "${lines[-1]}" == "data: 250 2.0.0 Ok"* ]]
	wait_for "$PATIENCE" log_has postfix 'milter-hold: END-OF-MESSAGE'
	[ "$(hit_fields account disposition)" = $'alice rejected\nbob quarantined' ]
	[ "$(find "$T/postfix/queue/hold" -type f | wc -l)" -eq 1 ]
}

@test "a mail that another filter refuses is recorded all the same" {
	start_daemon
	start_program filter python3 "$E2E/filter.py" "unix:$T/filter.sock" E
	wait_for "$PATIENCE" log_has filter ready
	# we come first: we have passed the mail on, and are never told that it was refused
	start_postfix "$SOCKET unix:$T/filter.sock"
	run smtp "$FROM" "$(to alice)" "data $MAILS/phish-password.eml"
	[[ "${lines[-1]}" == "data: 554 5.7.1 refused by the other filter"* ]]
	[ "$(hit_fields account disposition)" = "alice tagged" ]
}

@test "a mail that an earlier filter refuses is recorded as aborted, as far as it came" {
	start_daemon
	start_program filter python3 "$E2E/filter.py" "unix:$T/filter.sock" E
	wait_for "$PATIENCE" log_has filter ready
	start_postfix "unix:$T/filter.sock $SOCKET"
	run smtp "$FROM" "$(to alice)" "data $MAILS/phish-password.eml"
	[[ "${lines[-1]}" == "data: 554 5.7.1 refused by the other filter"* ]]
	# Postfix shows us only the envelope then; whatever it is enough for, nothing else is claimed
	hit_fields account disposition > "$T/hits"
	lacks "$T/hits" 'tagged'
}

@test "two mails and a reset on one SMTP connection keep apart" {
	start_daemon
	start_postfix "$SOCKET"
	run smtp "$FROM" "$(to alice)" RSET "$FROM" "$(to bob)" "data $MAILS/phish-mfa.eml" \
		"MAIL FROM:<dana@marlin-freight.example>" "$(to bob)" "data $MAILS/harmless-notice.eml"
	[ "$(grep -c '^data: 250' <<< "$output")" -eq 2 ]
	# the sender's domain alone is enough to record the one that was reset
	[ "$(hit_fields account disposition)" = $'alice aborted\nbob tagged' ]
	log_has milter 'verdict=none .* identity=bob'
}

@test "a client that goes away in the middle leaves an aborted hit or none, never a tagged one" {
	start_daemon
	start_postfix "$SOCKET"
	smtp "$FROM" "$(to alice)" "half $MAILS/phish-password.eml" drop
	wait_for "$PATIENCE" log_has postfix 'lost connection after DATA'
	run smtp "$FROM" "$(to bob)" "data $MAILS/phish-mfa.eml"
	[[ "${lines[-1]}" == "data: 250"* ]]
	hit_fields account disposition > "$T/hits"
	grep -q '^bob tagged' "$T/hits"
	lacks "$T/hits" 'alice tagged'
}

@test "XCLIENT shows the client, and the hit has its name and address" {
	start_daemon
	start_postfix "$SOCKET"
	smtp "XCLIENT ADDR=192.0.2.7 NAME=mx.quay-hosting.example" "EHLO mx.quay-hosting.example" "$FROM" "$(to bob)" \
		"data $MAILS/phish-mfa.eml"
	[ "$(hit_fields client_address client_name helo)" = "192.0.2.7 mx.quay-hosting.example mx.quay-hosting.example" ]
}

@test "mail submitted on the host itself is inspected, and never refused at a recipient" {
	start_daemon
	start_postfix "$SOCKET" "non_smtpd_milters = $(sed -E 's/inet:([0-9]+)@(.*)/inet:\2:\1/' <<< "$SOCKET")"
	sendmail -C "$T/postfix/etc" -f it@rnarlin-freight.example -- bob@marlin-freight.example < "$MAILS/phish-mfa.eml" 3>&-
	wait_for "$PATIENCE" delivered bob
	[[ "$(delivered bob)" == *"X-Lurewatch: verdict=tag"* ]]
	[ "$(hit_fields account disposition envelope_from)" = "bob tagged it@rnarlin-freight.example" ]
	lacks "$T/postfix.log" 'milter configuration error'
}

@test "forged tags do not reach the mailbox" {
	{
		printf 'X-Lurewatch: verdict=none; score=0\nx-LUREWATCH : verdict=none;\n\tscore=1\n'
		cat "$MAILS/phish-mfa.eml"
	} > "$T/forged.eml"
	start_daemon
	start_postfix "$SOCKET"
	smtp "$FROM" "$(to bob)" "data $T/forged.eml"
	wait_for "$PATIENCE" delivered bob
	[ "$(delivered bob | grep -ci '^x-lurewatch')" -eq 1 ]
	[[ "$(delivered bob | grep -i '^x-lurewatch')" == "X-Lurewatch: verdict=tag"* ]]
}

@test "while the daemon is away Postfix defers, and afterwards the mail comes through" {
	start_postfix "$SOCKET"
	run smtp "$FROM" "$(to bob)"
	[[ "${lines[0]}" == "MAIL: 451 4.7.1"* ]]
	start_daemon
	run smtp "$FROM" "$(to bob)" "data $MAILS/phish-mfa.eml"
	[[ "${lines[-1]}" == "data: 250"* ]]
}

@test "a unix socket works as well" {
	SOCKET=unix:$T/milter.sock
	write_settings 'milter { socket_mode = 0666 }'
	start_daemon
	start_postfix "$SOCKET"
	run smtp "$FROM" "$(to bob)" "data $MAILS/phish-mfa.eml"
	[[ "${lines[-1]}" == "data: 250"* ]]
	[ "$(hit_count)" -eq 1 ]
}
