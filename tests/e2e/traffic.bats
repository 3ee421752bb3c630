#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# traffic.bats - many MTAs at once, through kills and reloads. tests/run tells these also to a daemon built with TSan.

load lib.bash

setup() {
	story_begin
	sync_people
}

teardown() {
	story_end
}

start_traffic() {
	rm -f "$T/over"
	start_program traffic python3 "$E2E/traffic.py" "$SOCKET" "$1" 600 "$T/over" "$T/journal" "$MAILS"/*.eml
	export TRAFFIC=$PID
}

end_traffic() {
	touch "$T/over"
	wait "$TRAFFIC"
}

lines_in() {
	[ "$(wc -l < "$1")" -ge "$2" ]
}

@test "traffic of twelve MTAs with reloads and a new directory: each mail has its answer, each phish its hit" {
	start_daemon
	start_traffic 12
	wait_for $((PATIENCE * 3)) lines_in "$T/journal" 100
	kill -USR1 "$MILTER"
	wait_for "$PATIENCE" log_has milter 'reloaded \(signal\)'
	sync_people
	wait_for "$PATIENCE" log_has milter 'reloaded \(new directory generation\)'
	wait_for $((PATIENCE * 3)) lines_in "$T/journal" 400
	end_traffic
	grep -q ' 0 deferred, 0 broken$' "$T/traffic.log"
	lacks "$T/journal" 'harmless.* tagged$'
	lacks "$T/journal" 'phish.* continue$'
	stop_program "$MILTER"
	lacks "$T/milter.log" 'WARNING: ThreadSanitizer|ERROR: AddressSanitizer'
	check_stored
}

# Each answered phish is stored, and no recipient of it twice.
check_stored() {
	hit_fields queue_id recipient > "$T/hits"
	[ -z "$(sort "$T/hits" | uniq -d)" ]
	cut -d' ' -f1 "$T/hits" | sort -u > "$T/stored"
	grep ' tagged$' "$T/journal" | cut -d' ' -f1 | sort -u > "$T/answered"
	[ -s "$T/answered" ]
	[ -z "$(comm -13 "$T/stored" "$T/answered")" ]
}

@test "traffic through five kills: no answered hit is lost, none is stored twice" {
	local round

	start_daemon
	start_traffic 6
	for round in $(seq 5); do
		wait_for $((PATIENCE * 3)) lines_in "$T/journal" $((round * 60))
		stop_program "$MILTER" KILL || true
		start_daemon
	done
	wait_for $((PATIENCE * 3)) lines_in "$T/journal" 360
	end_traffic
	stop_program "$MILTER"
	check_stored
	tool verify
}
