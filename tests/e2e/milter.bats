#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# milter.bats - what the daemon answers to an MTA, step by step, told by a client of the milter protocol.

load lib.bash

setup() {
	story_begin
	sync_people
}

teardown() {
	story_end
}

at() {
	echo "<$1@marlin-freight.example>"
}

@test "a phish is tagged, recorded, and its recipient named with what it can unlock" {
	start_daemon
	run mta "mail <x@rnarlin-freight.example> Q1" "rcpt $(at alice)" "send $MAILS/phish-password.eml"
	[[ "$output" =~ ^"insert 0 X-Lurewatch: verdict=tag; score="[0-9]+"; findings="[a-z] ]]
	[ "${lines[-1]}" = continue ]
	[ "$(hit_fields queue_id account tier disposition verdict)" = "Q1 alice 0 tagged tag" ]
	log_has milter '^lurewatch-milter: Q1: verdict=tag .* rcpt=alice@marlin-freight.example identity=alice kind=person tier=0 '
}

@test "harmless mail passes untouched and leaves no hit" {
	start_daemon
	run mta "mail <dana@marlin-freight.example> Q1" "rcpt $(at bob)" "send $MAILS/harmless-notice.eml" \
		"mail <bounce@quay-letter.example> Q2" "rcpt $(at bob)" "send $MAILS/harmless-letter.eml"
	[ "$output" = $'continue\ncontinue' ]
	[ "$(hit_count)" -eq 0 ]
	log_has milter 'Q[12]: verdict=none' 2
}

@test "no more is negotiated than is needed, and exactly the macros that are read" {
	start_daemon
	run mta flags
	# add, change and quarantine; no reply to anything but body and end of message; RCPT_REJ, SKIP, leading space
	[ "${lines[0]}" = "actions 31 protocol 10ffc0" ]
	[ "${lines[1]}" = "macros j, {tls_version}, i {auth_authen}, i {rcpt_mailer} {rcpt_host} {rcpt_addr}, i" ]
}

@test "an MTA of the old protocol gets its replies and the same verdict" {
	start_daemon
	run mta "offer 7f" "mail <x@rnarlin-freight.example> Q1" "rcpt $(at bob)" "send $MAILS/phish-mfa.eml"
	# without the leading space of the newer protocol the MTA adds one itself
	[[ "${lines[0]}" == "insert 0 X-Lurewatch:verdict=tag"* ]]
	[ "${lines[-1]}" = continue ]
}

@test "two recipients of different tiers are two hits, and the most exposed one decides" {
	start_daemon
	mta "mail <x@rnarlin-freight.example> Q1" "rcpt $(at bob)" "rcpt $(at alice)" "send $MAILS/phish-mfa.eml"
	[ "$(hit_fields account tier class | sort)" = $'alice 0 privileged\nbob 3 standard' ]
}

@test "every kind of identity is named: shared mailbox, service account, its owner, unknown address" {
	start_daemon
	mta "mail <x@rnarlin-freight.example> Q1" "rcpt $(at invoices)" "rcpt $(at svc-deploy)" "rcpt $(at dana)" \
		"rcpt $(at nobody-here)" "send $MAILS/phish-password.eml"
	[ "$(hit_fields kind | sort | tr '\n' ' ')" = "person service-account shared-mailbox unknown " ]
	[ "$(hit_fields account nhis | grep dana)" = "dana 1" ]
}

@test "a recipient that the MTA refuses is recorded with what the MTA said" {
	start_daemon
	mta "mail <x@rnarlin-freight.example> Q1" "rcpt $(at bob)" "refused $(at gone) 5.1.1 User unknown" \
		"send $MAILS/phish-mfa.eml"
	[ "$(hit_fields mail disposition refusal | sort)" = \
		$'bob@marlin-freight.example tagged \ngone@marlin-freight.example recipient-refused 5.1.1 User unknown' ]
}

@test "when all recipients are refused the attempt is inspected as far as it came" {
	start_daemon
	mta "mail <x@rnarlin-freight.example> Q1" "refused $(at alice) 5.7.1 Relay access denied" rset
	# a sender that looks like us is one key only; nothing may be stored, but nothing may break either
	mta "mail <x@rnarlin-freight.example> Q2" "refused $(at alice) 5.7.1 denied" "content $MAILS/phish-mfa.eml" rset
	[ "$(hit_fields queue_id disposition | grep Q2)" = "Q2 recipient-refused" ]
}

@test "RSET, QUIT in the middle and a dropped connection are recorded as aborted" {
	start_daemon
	mta "mail <x@rnarlin-freight.example> Q1" "rcpt $(at bob)" "content $MAILS/phish-mfa.eml" rset \
		"mail <x@rnarlin-freight.example> Q2" "rcpt $(at alice)" "content $MAILS/phish-password.eml" quit
	mta "mail <x@rnarlin-freight.example> Q3" "rcpt $(at dana)" "content $MAILS/phish-password.eml" drop
	wait_for "$PATIENCE" log_has milter 'Q[123]: .*disposition=aborted' 3
	[ "$(hit_fields queue_id disposition | sort)" = $'Q1 aborted\nQ2 aborted\nQ3 aborted' ]
}

@test "two mails on one connection share nothing" {
	start_daemon
	run mta "mail <x@rnarlin-freight.example> Q1" "rcpt $(at alice)" "field X-Lurewatch: verdict=none" \
		"send $MAILS/phish-mfa.eml" "mail <dana@marlin-freight.example> Q2" "rcpt $(at bob)" \
		"send $MAILS/harmless-notice.eml"
	[ "${lines[0]}" = "delete X-Lurewatch 1" ]
	[ "${lines[-1]}" = continue ]
	[ "${lines[-2]}" = continue ]
	[ "$(hit_fields queue_id mail)" = "Q1 alice@marlin-freight.example" ]
}

@test "state of a mail that was reset is gone before the next" {
	start_daemon
	run mta "mail <x@rnarlin-freight.example> Q1" "rcpt $(at alice)" "field X-Lurewatch: x" rset \
		"mail <dana@marlin-freight.example>" "rcpt $(at bob)" "send $MAILS/harmless-notice.eml"
	[ "$output" = continue ]
	log_has milter '^lurewatch-milter: -: verdict=none .* rcpt=bob@marlin-freight.example identity=bob kind=person tier=3 \('
}

@test "a new SMTP connection on the same milter connection starts anew" {
	start_daemon
	run mta "mail <x@rnarlin-freight.example> Q1" "rcpt $(at alice)" renew \
		"mail <x@rnarlin-freight.example> Q2" "rcpt $(at bob)" "send $MAILS/phish-mfa.eml"
	[[ "${lines[0]}" == "insert 0 X-Lurewatch: verdict=tag"* ]]
	# the sender's domain alone is enough to record the one that was given up
	[ "$(hit_fields queue_id account disposition)" = $'Q1 alice aborted\nQ2 bob tagged' ]
}

@test "forged tags are removed from the highest down, whatever the verdict" {
	start_daemon
	run mta "mail <dana@marlin-freight.example> Q1" "rcpt $(at bob)" "field X-Lurewatch: verdict=none" \
		"field x-lurewatch : verdict=none" $'field X-LUREWATCH: verdict=none;\n\tscore=0' \
		"send $MAILS/harmless-notice.eml"
	[ "$output" = $'delete X-Lurewatch 3\ndelete X-Lurewatch 2\ndelete X-Lurewatch 1\ncontinue' ]
}

@test "fifty forged tags go, and exactly one of ours is there then" {
	local steps=() i

	start_daemon
	for i in $(seq 50); do
		steps+=("field X-Lurewatch: verdict=none; number=$i")
	done
	run mta "mail <x@rnarlin-freight.example> Q1" "rcpt $(at bob)" "${steps[@]}" "send $MAILS/phish-mfa.eml"
	[ "$(grep -c '^delete X-Lurewatch' <<< "$output")" -eq 50 ]
	[ "$(grep -c '^insert 0 X-Lurewatch' <<< "$output")" -eq 1 ]
	[ "${lines[0]}" = "delete X-Lurewatch 50" ]
}

@test "a flood of forged tags is deferred" {
	local steps=() i

	start_daemon
	for i in $(seq 1001); do
		steps+=("field X-Lurewatch: $i")
	done
	run mta "mail <x@x.example> Q1" "rcpt $(at bob)" "${steps[@]}" end
	[[ "$output" == "reply 451 4.3.0"* ]]
}

@test "Authentication-Results under our id are stripped and one of ours is added" {
	write_settings 'milter { results_line = true authserv_id = "mx.marlin-freight.example" }'
	start_daemon
	run mta "mail <x@rnarlin-freight.example> Q1" "rcpt $(at bob)" \
		"field Authentication-Results: mx.marlin-freight.example; spf=pass" \
		"field Authentication-Results: other.example; spf=pass" \
		"field Authentication-Results: MX.marlin-freight.example. 1; dkim=pass" \
		"send $MAILS/phish-mfa.eml"
	[ "${lines[0]}" = "delete Authentication-Results 3" ]
	[ "${lines[1]}" = "delete Authentication-Results 1" ]
	[[ "$output" == *"insert 0 Authentication-Results: mx.marlin-freight.example; x-lurewatch=fail policy.verdict=tag"* ]]
}

@test "mail that did not come by SMTP, and clients without an address, are served" {
	start_daemon
	run mta "connect none" "mail bob@marlin-freight.example Q1" "rcpt alice@marlin-freight.example" \
		"send $MAILS/phish-mfa.eml" "mail  Q2" "rcpt dana@marlin-freight.example" "send $MAILS/harmless-notice.eml"
	[ "${lines[-1]}" = continue ]
	[ "$(hit_fields queue_id mail client_address)" = "Q1 alice@marlin-freight.example " ]
}

@test "addresses are understood as clients type them" {
	local path

	start_daemon
	for path in "<BOB@Marlin-Freight.Example>" "bob@marlin-freight.example" "< bob@marlin-freight.example >" \
		"<@relay.example,@b.example:bob@marlin-freight.example>" '<"bob"@marlin-freight.example>' \
		"<bob+news@marlin-freight.example>"; do
		mta "mail <x@rnarlin-freight.example> Q1" "rcpt $path" "send $MAILS/phish-mfa.eml"
	done
	[ "$(grep -c 'identity=bob kind=person' "$T/milter.log")" -eq 6 ]
}

@test "IPv6 clients and logins are recorded" {
	start_daemon
	mta "connect v6.example 2001:db8::7" "macro M {auth_authen}=joe" "mail <x@rnarlin-freight.example> Q1" \
		"rcpt $(at bob)" "send $MAILS/phish-mfa.eml"
	[ "$(hit_fields client_address)" = "2001:db8::7" ]
}

@test "enough of the body is said, and what was not seen does not read as clean" {
	write_settings 'message { body_bytes = 100k }'
	start_daemon
	run mta "mail <dana@marlin-freight.example> Q1" "rcpt $(at bob)" "content $MAILS/harmless-notice.eml" \
		"body 1000000" end
	# the chunk that passed the bound is the last one that was sent
	[ "${lines[0]}" = "body 131070" ]
	[ "${lines[-1]}" = continue ]
	log_has milter 'Q1: '
}

@test "a bound on fields holds, and forged tags behind it are still removed" {
	local steps=() i

	write_settings 'message { headers_most = 20 header_bytes = 1k headers_bytes = 4k }'
	start_daemon
	for i in $(seq 40); do
		steps+=("field X-Long-$i: $(printf 'x%.0s' {1..3000})")
	done
	run mta "mail <x@x.example> Q1" "rcpt $(at bob)" "${steps[@]}" "field X-Lurewatch: forged" end
	[ "$output" = $'delete X-Lurewatch 1\ncontinue' ]
}

@test "a thousand recipients are bounded" {
	local steps=() i

	write_settings 'message { recipients_most = 10 }'
	start_daemon
	for i in $(seq 30); do
		steps+=("rcpt <user$i@marlin-freight.example>")
	done
	mta "mail <x@rnarlin-freight.example> Q1" "${steps[@]}" "send $MAILS/phish-mfa.eml"
	[ "$(hit_count)" -eq 10 ]
	log_has milter 'and 7 more'
}

@test "packets that no MTA sends end their own connection and nothing else" {
	local packet

	start_daemon
	for packet in "raw M " "raw R 00" "raw Z 4142" "raw L 58" "raw E " "raw O 00"; do
		run mta "mail <x@x.example>" "$packet" "rcpt $(at bob)" quit
	done
	python3 - "$T/milter.sock" <<-'END'
		import socket, struct, sys
		for data in (b"\xff\xff\xff\xffM", b"\0\0\0\0", b"\0", b"GET / HTTP/1.0\r\n\r\n", struct.pack(">I", 70000) + b"L" * 70000):
		    link = socket.socket(socket.AF_UNIX)
		    link.connect(sys.argv[1])
		    try:
		        link.sendall(data)
		    except OSError:
		        pass
		    link.close()
	END
	run mta "mail <x@rnarlin-freight.example> Q1" "rcpt $(at bob)" "send $MAILS/phish-mfa.eml"
	[ "${lines[-1]}" = continue ]
}

@test "more connections than sessions_most are turned away, those there are served" {
	write_settings 'milter { sessions_most = 2 }'
	start_daemon
	python3 - "$SOCKET" <<-'END'
		import sys
		import mproto
		held = [mproto.Mta(sys.argv[1]), mproto.Mta(sys.argv[1])]
		try:
		    mproto.Mta(sys.argv[1])
		    sys.exit("a third session was taken")
		except EOFError:
		    pass
		held[0].connect()
		held[0].helo()
		held[0].mail("<x@x.example>")
		held[0].rcpt("<bob@marlin-freight.example>")
		held[0].data()
		assert held[0].end_of_message()[-1][0] == "c"
		held[1].quit()
		held[0].quit()
	END
	wait_for "$PATIENCE" mta "mail <x@x.example>" "rcpt $(at bob)" end
}

@test "verdicts of the settings are carried out: quarantine, reject, and record only" {
	write_settings 'policy { quarantine_standard = 400 reject_privileged = 400 reject_text = "100% phish" }'
	start_daemon
	run mta "mail <x@rnarlin-freight.example> Q1" "rcpt $(at bob)" "send $MAILS/phish-mfa.eml"
	[[ "$output" == *"quarantine lurewatch: suspected credential phishing"* ]]
	run mta "mail <x@rnarlin-freight.example> Q2" "rcpt $(at alice)" "send $MAILS/phish-mfa.eml"
	[ "$output" = "reply 550 5.7.1 100%% phish" ]
	[ "$(hit_fields queue_id disposition)" = $'Q1 quarantined\nQ2 rejected' ]
}

@test "without a replica recipients are unresolved, not unknown, and mail goes on" {
	rm -rf "$T/state/cache"
	start_daemon
	run mta "mail <x@rnarlin-freight.example> Q1" "rcpt $(at alice)" "send $MAILS/phish-mfa.eml"
	[ "${lines[-1]}" = continue ]
	[ "$(hit_fields kind resolved)" = "unresolved unresolved" ]
	log_has milter 'rcpt=alice@marlin-freight.example identity=unresolved'
}

@test "the same mail sent again is one hit" {
	sed 's/@N@/7/g' "$MAILS/phish-mfa.eml" > "$T/same.eml"
	start_daemon
	mta "mail <x@rnarlin-freight.example> Q1" "rcpt $(at bob)" "send $T/same.eml" \
		"mail <x@rnarlin-freight.example> Q2" "rcpt $(at bob)" "send $T/same.eml"
	[ "$(hit_count)" -eq 1 ]
}
