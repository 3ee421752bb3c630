#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# dkim.bats - signatures that hold, that were broken on the way, and whose key is nowhere; keys from a file.

load lib.bash

setup() {
	story_begin
	sync_people
	openssl genrsa -out "$T/key.pem" 2048 2> "$T/openssl.log"
	printf 'story._domainkey.rnarlin-freight.example v=DKIM1; k=rsa; p=%s\n' \
		"$(openssl rsa -in "$T/key.pem" -pubout -outform DER 2> "$T/openssl.log" | base64 -w0)" > "$T/keys"
	write_settings "authentication { verify_dkim = true dkim_keys = \"$T/keys\" }"
	python3 "$E2E/dkim.py" "$T/key.pem" rnarlin-freight.example story < "$MAILS/phish-password.eml" > "$T/signed.eml"
}

teardown() {
	story_end
}

# tell FILE: sends it and prints what the hit says of DKIM.
tell() {
	mta "mail <x@rnarlin-freight.example> Q1" "rcpt <bob@marlin-freight.example>" "send $1" > "$T/replies"
	hit_fields dkim
}

@test "DKIM: a good signature passes" {
	start_daemon
	[ "$(tell "$T/signed.eml")" = "pass rnarlin-freight.example" ]
}

@test "DKIM: a field without the usual blank is signed as it is" {
	sed 's/^Subject: /Subject:/' "$MAILS/phish-password.eml" > "$T/narrow.eml"
	python3 "$E2E/dkim.py" "$T/key.pem" rnarlin-freight.example story < "$T/narrow.eml" > "$T/signed.eml"
	start_daemon
	[ "$(tell "$T/signed.eml")" = "pass rnarlin-freight.example" ]
}

@test "DKIM: a mail that was changed on the way fails" {
	sed 's/expires today/expires tomorrow/' "$T/signed.eml" > "$T/changed.eml"
	start_daemon
	[ "$(tell "$T/changed.eml")" = "fail rnarlin-freight.example" ]
}

@test "DKIM: a key that is nowhere is no pass and no failure of the mail" {
	python3 "$E2E/dkim.py" "$T/key.pem" rnarlin-freight.example other < "$MAILS/phish-password.eml" > "$T/other.eml"
	start_daemon
	[[ "$(tell "$T/other.eml")" == *"error rnarlin-freight.example" ]]
}

@test "DKIM: a mail without a signature says nothing" {
	start_daemon
	[ "$(tell "$MAILS/phish-password.eml")" = "unknown" ]
}
