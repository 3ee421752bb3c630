#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# sendmail.bats - the daemon behind a real Sendmail, unpacked beside Postfix.

load lib.bash
load sendmail.bash

setup() {
	story_begin
	sync_people
	SOCKET=inet:$(free_port)@127.0.0.1
}

teardown() {
	story_end
}

FROM="MAIL FROM:<it@rnarlin-freight.example>"

to() {
	echo "RCPT TO:<$1@marlin-freight.example>"
}

@test "Sendmail delivers a flagged mail with one tag of ours, forged ones are gone" {
	{
		printf 'X-Lurewatch: verdict=none\n'
		cat "$MAILS/phish-password.eml"
	} > "$T/forged.eml"
	start_daemon
	start_sendmail "$SOCKET"
	run smtp "$FROM" "$(to alice)" "$(to gone)" "data $T/forged.eml"
	[[ "${lines[2]}" == "RCPT: 550 5.1.1"* ]]
	[[ "${lines[-1]}" =~ ^"data: 250 2.0.0 "([A-Za-z0-9]+)" Message accepted" ]]
	local queue_id=${BASH_REMATCH[1]}

	wait_for "$PATIENCE" delivered alice
	[ "$(delivered alice | grep -ci '^x-lurewatch')" -eq 1 ]
	[[ "$(delivered alice | grep -i '^x-lurewatch')" == "X-Lurewatch: verdict=tag"* ]]
	[ "$(hit_fields queue_id account tier disposition | head -1)" = "$queue_id alice 0 tagged" ]
}

@test "Sendmail passes harmless mail, and refuses what the settings reject" {
	write_settings 'policy { reject_privileged = 400 reject_text = "that is 100% phish" }'
	start_daemon
	start_sendmail "$SOCKET"
	run smtp "MAIL FROM:<dana@marlin-freight.example>" "$(to bob)" "data $MAILS/harmless-notice.eml" \
		"$FROM" "$(to alice)" "data $MAILS/phish-password.eml"
	[[ "${lines[2]}" == "data: 250"* ]]
	[ "${lines[5]}" = "data: 550 5.7.1 that is 100% phish" ]
	[ "$(hit_fields account disposition)" = "alice rejected" ]
}

@test "a session on standard input has no client address" {
	start_daemon
	start_sendmail "$SOCKET"
	run python3 "$E2E/smtp.py" "env LD_PRELOAD=$T/sendmail/fakehost.so ${SENDMAIL[*]} -bs" \
		"$FROM" "$(to bob)" "data $MAILS/phish-mfa.eml"
	[[ "${lines[-1]}" == *"Message accepted for delivery" ]]
	log_has milter ' client=- '
	[ "$(hit_fields account disposition)" = "bob tagged" ]
}

@test "while the daemon is away Sendmail defers" {
	start_sendmail "$SOCKET"
	run smtp "$FROM"
	[[ "${lines[0]}" == "MAIL: 451 4.3.2"* ]]
}
