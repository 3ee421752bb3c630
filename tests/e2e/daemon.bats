#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# daemon.bats - how the daemon starts, where it listens, what it refuses, and how it stops.
# shellcheck disable=SC2030,SC2031 # each story sets its own socket

load lib.bash

setup() {
	story_begin
}

teardown() {
	story_end
}

MAIL=("mail <x@rnarlin-freight.example> Q1" "rcpt <bob@marlin-freight.example>" "send $MAILS/phish-mfa.eml")

@test "it says its version, its options, and whether settings are good" {
	run "$DAEMON" -V
	[ "$status" -eq 0 ]
	[[ "${lines[0]}" == "lurewatch-milter "* ]]
	[[ "${lines[1]}" == *"libmilter="* ]]
	run "$DAEMON" -h
	[ "$status" -eq 0 ]
	run "$DAEMON" -t -c "$T/lurewatch.conf"
	[ "$status" -eq 0 ]
	[ "$output" = "$T/lurewatch.conf: good" ]
}

@test "wrong options and wrong settings end it before anything was made" {
	run "$DAEMON" -x
	[ "$status" -eq 64 ]
	printf 'milter {\n  sockt = "unix:/x"\n}\n' > "$T/bad.conf"
	run "$DAEMON" -c "$T/bad.conf" -p "unix:$T/milter.sock" -s "$T/new-state"
	[ "$status" -eq 78 ]
	[[ "$output" == *"$T/bad.conf:2:"* ]]
	run "$DAEMON" -t -c "$T/bad.conf"
	[ "$status" -eq 78 ]
	[ ! -e "$T/new-state" ]
}

@test "without a settings file it is a working filter" {
	start_program milter "$DAEMON" -c /dev/null -p "unix:$T/milter.sock" -s "$T/state"
	SOCKET=unix:$T/milter.sock
	await_ready
	run mta "mail <x@login.microsoftonline.com.account-check.example> Q1" "rcpt <bob@marlin-freight.example>" \
		"send $MAILS/harmless-notice.eml"
	[ "${lines[-1]}" = continue ]
}

@test "an inet socket without a host is refused" {
	run "$DAEMON" -c "$T/lurewatch.conf" -p "inet:$(free_port)"
	[ "$status" -eq 78 ]
	[[ "$output" == *"needs a host"* ]]
}

@test "it listens on inet, and only where it was told" {
	local port

	port=$(free_port)
	SOCKET=inet:$port@127.0.0.1
	start_daemon
	run mta "${MAIL[@]}"
	[ "${lines[-1]}" = continue ]
	run mta -s "inet:$port@127.0.0.2" flags
	[ "$status" -ne 0 ]
}

@test "it listens on a socket that was inherited" {
	cat > "$T/inherit.py" <<-'END'
		import os, socket, sys
		listener = socket.socket(socket.AF_UNIX)
		listener.bind(sys.argv[1])
		listener.listen(20)
		os.dup2(listener.fileno(), 9)
		os.dup2(9, 3)
		os.execv(sys.argv[2], sys.argv[2:])
	END
	start_program milter python3 "$T/inherit.py" "$T/inherited.sock" "$DAEMON" -c "$T/lurewatch.conf" -p fd:3
	await_ready
	run mta -s "unix:$T/inherited.sock" "${MAIL[@]}"
	[ "${lines[-1]}" = continue ]
}

@test "a unix socket gets its rights, and a stale one is replaced" {
	write_settings 'milter { socket_mode = 0640 socket_group = "daemon" }'
	start_daemon
	[ "$(stat -c '%a %G' "$T/milter.sock")" = "640 daemon" ]
	stop_program "$MILTER" KILL || true
	[ -S "$T/milter.sock" ]
	start_daemon
	run mta "${MAIL[@]}"
	[ "${lines[-1]}" = continue ]
}

@test "a socket in use, and what is no socket, are left alone" {
	start_daemon
	run "$DAEMON" -c "$T/lurewatch.conf" -p "$SOCKET" -s "$T/other"
	[ "$status" -eq 69 ]
	[[ "$output" == *"another program listens there"* ]]
	run mta "${MAIL[@]}"
	[ "${lines[-1]}" = continue ]
	echo keep > "$T/file"
	run "$DAEMON" -c "$T/lurewatch.conf" -p "unix:$T/file" -s "$T/other"
	[ "$status" -eq 69 ]
	[ "$(cat "$T/file")" = keep ]
}

@test "it becomes the user of the settings, and all that it writes is that user's" {
	[ "$(id -u)" -eq 0 ] || skip "only root can become somebody else"
	write_settings 'milter { user = "nobody" }'
	rmdir "$T/state"
	chmod 644 "$T/lurewatch.conf"
	start_daemon
	[ "$(stat -c %U "/proc/$MILTER")" = nobody ]
	grep -q '^CapEff:.*0000000000000000$' "/proc/$MILTER/status"
	run mta "${MAIL[@]}"
	[ "${lines[-1]}" = continue ]
	[ "$(stat -c '%U %a' "$T/state")" = "nobody 700" ]
	[ -z "$(find "$T/state" ! -user nobody)" ]
}

@test "systemd is told of ready, reloading, watchdog and stopping" {
	cat > "$T/listen.py" <<-'END'
		import os, socket, sys
		link = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
		link.bind(sys.argv[1])
		print("listening", flush=True)
		while True:
		    print(link.recv(4096).decode().replace("\n", " "), flush=True)
	END
	start_program notify python3 "$T/listen.py" "$T/notify.sock"
	wait_for "$PATIENCE" log_has notify listening
	export NOTIFY_SOCKET=$T/notify.sock WATCHDOG_USEC=300000
	start_daemon
	unset NOTIFY_SOCKET WATCHDOG_USEC
	wait_for "$PATIENCE" log_has notify 'READY=1 STATUS='
	wait_for "$PATIENCE" log_has notify WATCHDOG=1 3
	kill -USR1 "$MILTER"
	wait_for "$PATIENCE" log_has notify 'RELOADING=1 MONOTONIC_USEC='
	wait_for "$PATIENCE" log_has notify 'READY=1' 2
	stop_program "$MILTER"
	wait_for "$PATIENCE" log_has notify STOPPING=1
}

@test "the hit is flushed to the disk before the MTA gets its answer" {
	need strace
	# LeakSanitizer cannot look while somebody traces.
	ASAN_OPTIONS=detect_leaks=0 start_program milter strace -f -qq -o "$T/trace" -e trace=fdatasync,pwrite64,writev \
		"$DAEMON" -c "$T/lurewatch.conf" -p "unix:$T/milter.sock"
	SOCKET=unix:$T/milter.sock
	await_ready
	mta "${MAIL[@]}"
	kill -TERM "$(cat "/proc/$PID/task/$PID/children")"
	wait "$PID"
	# the reply to the body, then data, then LMDB's page of 120 bytes that makes it count, then our field
	awk '/writev.*\\1c"/ && !body { body = NR }
	     body && /fdatasync.* = 0$/ { data = NR }
	     data && /pwrite64.*, 120, [0-9]+\) = 120$/ { meta = NR }
	     /X-Lurewatch/ { exit !(meta > data && data > body && body) }
	     END { if (!meta) exit 1 }' "$T/trace"
}

@test "a stop answers the mail in hand, and what was answered is stored" {
	start_daemon
	start_program traffic python3 "$E2E/traffic.py" "$SOCKET" 4 600 "$T/over" "$T/journal" "$MAILS"/phish-*.eml
	TRAFFIC=$PID
	wait_for "$PATIENCE" grep -q tagged "$T/journal"
	stop_program "$MILTER"
	touch "$T/over"
	wait "$TRAFFIC"
	log_has milter 'stopped'
	# every mail that got an answer was stored before it
	hit_fields queue_id | sort -u > "$T/stored"
	grep ' tagged$' "$T/journal" | cut -d' ' -f1 | sort -u > "$T/answered"
	[ -s "$T/answered" ]
	[ -z "$(comm -13 "$T/stored" "$T/answered")" ]
}

@test "it stops at once at each signal that means stop, also when nobody speaks to it" {
	local begun signal

	for signal in TERM INT HUP; do
		start_daemon
		begun=$SECONDS
		stop_program "$MILTER" "$signal"
		# SIGHUP is libmilter's own: it may take the five seconds of its listener
		[ "$signal" = HUP ] || [ $((SECONDS - begun)) -le 3 ]
	done
}

@test "evidence that cannot be written defers the phish, lets harmless mail pass, and heals" {
	need prlimit
	start_daemon
	# Any write behind 16 kB of a file fails, as on a full disk.
	prlimit --pid "$MILTER" --fsize=16384:unlimited
	run mta "${MAIL[@]}"
	[[ "${lines[-1]}" == "reply 451 4.3.0"* ]]
	log_has milter 'warning: Q1: .*disposition=deferred hits=0 .* fault: '
	run mta "mail <dana@marlin-freight.example> Q2" "rcpt <bob@marlin-freight.example>" "send $MAILS/harmless-notice.eml"
	[ "$output" = continue ]
	prlimit --pid "$MILTER" --fsize=unlimited:unlimited
	run mta "${MAIL[@]}"
	[ "${lines[-1]}" = continue ]
	[ "$(hit_fields queue_id disposition)" = "Q1 tagged" ]
}

@test "evidence that cannot be written may let mail pass instead, if the settings say so" {
	need prlimit
	write_settings 'milter { on_fault_hit = accept }'
	start_daemon
	prlimit --pid "$MILTER" --fsize=16384:unlimited
	run mta "${MAIL[@]}"
	[[ "${lines[0]}" == "insert 0 X-Lurewatch: verdict=tag"* ]]
	[ "${lines[-1]}" = continue ]
	log_has milter 'warning: Q1: .*disposition=tagged hits=0 .* fault: '
}
