#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# reload.bats - new settings under traffic: no connection is lost, and a broken file changes nothing.

load lib.bash

setup() {
	story_begin
	sync_people
}

teardown() {
	story_end
}

PHISH=("mail <x@rnarlin-freight.example> Q1" "rcpt <bob@marlin-freight.example>" "send $MAILS/phish-mfa.eml")

@test "a reload puts new thresholds in force for the next mail, and a message in progress keeps its own" {
	start_daemon
	write_settings 'policy { reject_standard = 300 }'
	cat > "$T/between.py" <<-'END'
		import os, signal, sys, time
		import mproto

		def begin(number):
		    mta.macro("M", i=number)
		    mta.mail("<x@rnarlin-freight.example>")
		    mta.rcpt("<bob@marlin-freight.example>")
		    mta.content(open(sys.argv[3], "rb").read().replace(b"@N@", number.encode()))

		mta = mproto.Mta(sys.argv[1])
		mta.connect()
		mta.helo()
		begin("Q1")
		os.kill(int(sys.argv[2]), signal.SIGUSR1)
		while "reloaded" not in open(sys.argv[4]).read():
		    time.sleep(0.02)
		print(mta.end_of_message()[-1][0])
		begin("Q2")
		print(mta.end_of_message()[-1][0])
		mta.quit()
	END
	run python3 "$T/between.py" "$SOCKET" "$MILTER" "$MAILS/phish-mfa.eml" "$T/milter.log"
	[ "$output" = $'c\ny' ]
	[ "$(hit_fields queue_id disposition)" = $'Q1 tagged\nQ2 rejected' ]
}

@test "a broken file is refused and the settings in force stay" {
	start_daemon
	printf 'policy {\n tag_standard = many\n}\n' > "$T/lurewatch.conf"
	kill -USR1 "$MILTER"
	wait_for "$PATIENCE" log_has milter "reload .* refused, the settings in force stay: $T/lurewatch.conf:2:"
	run mta "${PHISH[@]}"
	[[ "$output" == *"insert 0 X-Lurewatch: verdict=tag"* ]]
	write_settings ''
	kill -USR1 "$MILTER"
	wait_for "$PATIENCE" log_has milter 'reloaded \(signal\)'
}

@test "settings that need a restart are named" {
	start_daemon
	write_settings 'milter { socket = "unix:/elsewhere" } directory more { ldif = "/x" }'
	kill -USR1 "$MILTER"
	wait_for "$PATIENCE" log_has milter 'milter.socket changed: takes effect at a restart'
	log_has milter "a directory's name or delimiter changed: takes effect at a restart"
}

@test "a newly published directory is taken up without a signal" {
	rm -rf "$T/state/cache"
	start_daemon
	mta "${PHISH[@]}"
	log_has milter 'Q1: .* identity=unresolved'
	sync_people
	wait_for "$PATIENCE" log_has milter 'reloaded \(new directory generation\)'
	mta "${PHISH[@]}"
	log_has milter 'Q1: .* identity=bob'
}

@test "forty reloads under traffic, broken files among them, lose no mail" {
	local i

	start_daemon
	start_program traffic python3 "$E2E/traffic.py" "$SOCKET" 6 600 "$T/over" "$T/journal" "$MAILS"/*.eml
	TRAFFIC=$PID
	wait_for "$PATIENCE" grep -q tagged "$T/journal"
	for i in $(seq 20); do
		write_settings "policy { tag_standard = $((300 + i)) }"
		kill -USR1 "$MILTER"
		wait_for "$PATIENCE" log_has milter 'reloaded \(signal\)' "$i"
		echo 'policy { nonsense = 1 }' > "$T/lurewatch.conf"
		kill -USR1 "$MILTER"
		wait_for "$PATIENCE" log_has milter 'reload .* refused' "$i"
	done
	touch "$T/over"
	wait "$TRAFFIC"
	grep -q ' 0 deferred, 0 broken$' "$T/traffic.log"
	lacks "$T/journal" ' (reply|tempfail|reject)'
}
