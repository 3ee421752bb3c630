#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# directory_ldap - the identity replica from a real slapd, which then hangs, dies or says nothing.

load lib.bash
load slapd.bash

setup() {
	need slapadd openssl ldapsearch
	story_begin
}

teardown() {
	story_end
}

bind_with_password() {
	write_settings 'bind_dn = "cn=admin,dc=nordwind,dc=example"' "secret_file = \"$T/secret\"" \
		'connect_timeout = 2s' 'operation_timeout = 2s' "$@"
}

# Every identity as one line, without what differs from sync to sync; state folder $1.
all_identities() {
	sed -n 's/^mail: //p; s/^mailLocalAddress: //p' "$COMPANY" | sort | while read -r address; do
		"$TOOL" --config "$T/lurewatch.conf" --state "$1" --json identity "$address" |
			sed -E 's/"(generation|age_seconds)":[0-9]+//g'
	done
}

# seconds COMMAND...: how long it took, in $LASTED; its status is the command's.
seconds() {
	local begin=$SECONDS status=0

	"$@" || status=$?
	LASTED=$((SECONDS - begin))
	return "$status"
}

@test "LDAP and the LDIF file of one company give the same identities" {
	slapd_begin
	slapd_start
	bind_with_password "uris = {\"$LDAP\"}" 'page_size = 7'
	run tool directory sync
	[ "$status" -eq 0 ]
	[[ "$output" == *"service-account 6"* ]]
	tool --state "$T/file" directory sync --ldif "$COMPANY"
	all_identities "$T/state" > "$T/by-ldap"
	all_identities "$T/file" > "$T/by-file"
	[ "$(wc -l < "$T/by-ldap")" -eq 41 ]
	diff "$T/by-ldap" "$T/by-file"
}

@test "ldapi binds as the user that runs it" {
	slapd_begin
	slapd_start
	write_settings "uris = {\"$LDAPI\"}" 'bind = external'
	run tool directory check
	[ "$status" -eq 0 ]
	[[ "$output" == *"as dn:cn=admin,$BASE"* ]]
	run tool directory sync
	[ "$status" -eq 0 ]
}

@test "StartTLS and ldaps demand a certificate of the CA that is set" {
	slapd_begin
	slapd_start
	bind_with_password "uris = {\"$LDAP\"}" 'starttls = yes' "ca_file = \"$T/slapd/ca.pem\""
	run tool directory check
	[ "$status" -eq 0 ]
	[[ "$output" == *"with TLS"* ]]
	bind_with_password "uris = {\"$LDAPS\"}" "ca_file = \"$T/slapd/ca.pem\""
	run tool directory sync
	[ "$status" -eq 0 ]
	mkdir "$T/other"
	make_certificates "$T/other"
	bind_with_password "uris = {\"$LDAPS\"}" "ca_file = \"$T/other/ca.pem\""
	run tool directory sync
	[ "$status" -eq 2 ]
	bind_with_password "uris = {\"$LDAP\"}" 'starttls = yes' "ca_file = \"$T/other/ca.pem\""
	run tool directory sync
	[ "$status" -eq 2 ]
	[[ "$output" == *"StartTLS"* ]]
}

@test "a server that supports no TLS gets no password when TLS is demanded" {
	slapd_begin
	sed -i '/^TLS/d' "$T/slapd/slapd.conf"
	slapd_start
	bind_with_password "uris = {\"$LDAP\"}" 'starttls = yes'
	run tool directory sync
	[ "$status" -eq 2 ]
	[[ "$output" == *"StartTLS"* ]]
}

@test "a secret that others can read is refused" {
	slapd_begin
	slapd_start
	bind_with_password "uris = {\"$LDAP\"}"
	chmod 644 "$T/secret"
	run tool directory sync
	[ "$status" -eq 2 ]
	[[ "$output" == *"chmod 600"* ]]
}

@test "a size limit of the server publishes nothing" {
	slapd_begin
	slapd_start
	bind_with_password "uris = {\"$LDAP\"}"
	tool directory sync
	write_settings "uris = {\"$LDAP\"}" 'page_size = 3'
	run tool directory sync
	[ "$status" -eq 2 ]
	[[ "$output" == *"imit"* ]]
	run tool identity ida.holm@nordwind.example
	[ "$status" -eq 0 ]
	run tool --json directory status
	[[ "$output" == *'"generation":1'* ]]
}

@test "a server that hangs makes the sync fail in time, and the replica serves" {
	slapd_begin
	slapd_start
	bind_with_password "uris = {\"$LDAP\"}"
	tool directory sync
	kill -STOP "$SLAPD"
	run seconds tool directory sync
	seconds tool directory sync || true
	kill -CONT "$SLAPD"
	[ "$status" -eq 2 ]
	[[ "$output" == *"no answer within 2000 ms"* ]]
	[ "$LASTED" -le $((PATIENCE / 3)) ]
	run tool identity ida.holm@nordwind.example
	[ "$status" -eq 0 ]
	run tool directory status
	[ "$status" -eq 1 ]
}

@test "the second server is asked when the first is away" {
	slapd_begin
	slapd_start
	bind_with_password "uris = {\"ldap://127.0.0.1:$(free_port)\", \"$LDAP\"}"
	run tool --json directory sync
	[ "$status" -eq 0 ]
}

@test "a silent server is left within the deadline, on ldaps and StartTLS too" {
	local port scheme

	port=$(free_port)
	start_program silent python3 "$E2E/silent.py" "$port"
	wait_for "$PATIENCE" log_has silent listening
	for scheme in ldap ldaps; do
		write_settings "uris = {\"$scheme://127.0.0.1:$port\"}" 'connect_timeout = 1s' 'operation_timeout = 1s'
		run tool directory sync
		[ "$status" -eq 2 ]
		[[ "$output" == *"no answer within 1000 ms"* ]]
	done
	write_settings "uris = {\"ldap://127.0.0.1:$port\"}" 'starttls = yes' 'connect_timeout = 1s' 'operation_timeout = 1s'
	seconds tool directory sync || true
	[ "$LASTED" -le $((PATIENCE / 3)) ]
}
