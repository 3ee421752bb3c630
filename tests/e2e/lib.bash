# shellcheck shell=bash
# SPDX-License-Identifier: BSD-2-Clause
# shellcheck disable=SC2034 # what is set here is read by the stories
# lib.bash - what every story needs: a folder and ports of its own, programs that end with it, waiting for conditions.
#
# A story file says `load lib.bash`, calls story_begin in setup and story_end in teardown. Everything
# lies in $T; programs are started by start_program and end by their pid. The programs under test are $DAEMON and $TOOL.

top_srcdir=${top_srcdir:-$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)}
top_builddir=${top_builddir:-$top_srcdir/build}
E2E=$top_srcdir/tests/e2e
export MAILS=$top_srcdir/tests/data/mail
DAEMON=${DAEMON:-$top_builddir/lurewatch-milter}
TOOL=${TOOL:-$top_builddir/lurewatch}
PORTS=${TMPDIR:-/tmp}/lurewatch-ports.$UID
# Sanitizers multiply every wait; a slow machine may set it higher still.
PATIENCE=${PATIENCE:-30}
export PYTHONPATH=$E2E PYTHONDONTWRITEBYTECODE=1 LC_ALL=C TZ=UTC
# For programs that were built with TSan; GLib's own allocator hides from it what malloc() shows.
export TSAN_OPTIONS="${TSAN_OPTIONS:-} suppressions=$E2E/tsan.supp" G_SLICE=always-malloc
unset NOTIFY_SOCKET

story_begin() {
	T=$(mktemp -d "${TMPDIR:-/tmp}/lurewatch-story.XXXXXX")
	chmod 755 "$T"
	mkdir "$T/state"
	write_settings ''
	: > "$T/pids"
	: > "$T/ports"
}

# On failure the logs are shown; bats prints them only then.
story_end() {
	local pid port log

	for log in "$T"/*.log; do
		[ -f "$log" ] && sed "s|^|${log##*/}: |" "$log" | tail -40
	done
	while read -r pid; do
		kill -KILL "$pid" 2> "$T/end" || true
		wait "$pid" 2> "$T/end" || true
	done < "$T/pids"
	while read -r port; do
		rmdir "$PORTS/$port" || true
	done < "$T/ports"
	rm -rf "$T"
}

# write_settings TEXT: the settings of the story, of an invented company, and what TEXT adds.
write_settings() {
	cat > "$T/lurewatch.conf" <<-END
		evidence { folder = "$T/state" }
		protected { owned = { "marlin-freight.example" } }
		directory people { ldif = "$top_srcdir/tests/data/people.ldif" }
		$1
	END
}

# Prints a loopback port that no other story has: below the range the system hands out by itself.
free_port() {
	local port

	mkdir -p "$PORTS"
	while :; do
		port=$((10000 + (RANDOM * 32768 + RANDOM) % 20000))
		mkdir "$PORTS/$port" 2> "$T/end" || continue
		if ! (: < "/dev/tcp/127.0.0.1/$port") 2> "$T/end"; then
			echo "$port" >> "$T/ports"
			echo "$port"
			return
		fi
		rmdir "$PORTS/$port"
	done
}

# wait_for SECONDS COMMAND...: until the command succeeds; fails after SECONDS.
wait_for() {
	local end=$((SECONDS + $1))

	shift
	until "$@" > /dev/null 2>&1; do
		if [ "$SECONDS" -ge "$end" ]; then
			echo "waited in vain for: $*"
			return 1
		fi
		sleep 0.05
	done
}

gone() {
	! kill -0 "$1"
}

# start_program NAME COMMAND...: in the background, output to $T/NAME.log, its pid in $PID; ends with the story.
start_program() {
	local name=$1

	shift
	"$@" >> "$T/$name.log" 2>&1 < /dev/null 3>&- &
	PID=$!
	echo "$PID" >> "$T/pids"
}

# stop_program PID [SIGNAL]: and wait for its end; its exit status is this function's.
stop_program() {
	kill -"${2:-TERM}" "$1"
	wait "$1"
}

# log_has NAME PATTERN [COUNT]: at least COUNT lines of $T/NAME.log match.
log_has() {
	[ "$(grep -c -E -- "$2" "$T/$1.log")" -ge "${3:-1}" ]
}

# lacks FILE PATTERN: bats lets a command with "!" pass.
lacks() {
	if grep -E -- "$2" "$1"; then
		return 1
	fi
}

# Wait until the daemon that was started as 'milter' said for the COUNTth time that it is ready.
await_ready() {
	wait_for "$PATIENCE" log_has milter 'ready on ' "${1:-1}"
}

# start_daemon [OPTION...]: with the story's settings, on $SOCKET if that is set, else on a unix socket; its pid in $MILTER.
start_daemon() {
	local before

	before=$(grep -c 'ready on ' "$T/milter.log" 2> "$T/end") || true
	SOCKET=${SOCKET:-unix:$T/milter.sock}
	start_program milter "$DAEMON" -c "$T/lurewatch.conf" -p "$SOCKET" "$@"
	export MILTER=$PID
	await_ready $((${before:-0} + 1))
}

# tool ARGUMENT...: the tool, with the story's settings.
tool() {
	"$TOOL" --config "$T/lurewatch.conf" "$@"
}

# Fill the replica from tests/data/people.ldif.
sync_people() {
	tool directory sync --quiet
}

# mta [-s SOCKET] LINE...: an MTA's side of the milter protocol; each LINE is one step, see mta.py.
mta() {
	local socket=$SOCKET

	if [ "$1" = -s ]; then
		socket=$2
		shift 2
	fi
	python3 "$E2E/mta.py" "$socket" "$@"
}

# hits [OPTION...]: what is stored, one JSON object a line.
hits() {
	tool --json hits "$@"
}

hit_count() {
	hits "$@" | grep -c '^{' || true
}

# hit_fields MEMBER...: those members of each hit, one line a hit, in the order of their recording.
hit_fields() {
	hits | python3 -c '
import json, sys
for line in sys.stdin:
    hit = json.loads(line)
    print(*(str(hit[name]) for name in sys.argv[1:]))' "$@"
}

# need PROGRAM...: the story fails where one is missing; contrib/install-deps test installs them all.
need() {
	local program

	for program in "$@"; do
		command -v "$program" > /dev/null || {
			echo "$program is not installed: run contrib/install-deps test"
			return 1
		}
	done
}
