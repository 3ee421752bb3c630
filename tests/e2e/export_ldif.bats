#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# shellcheck disable=SC2154 # lib.bash and bats set what is read here
# export_ldif - what the export writes, applied twice by ldapmodify to a real slapd.

load lib.bash
load slapd.bash

MESSAGES=$top_srcdir/contrib/quickstart/messages

setup() {
	need slapadd ldapmodify ldapsearch
	story_begin
	slapd_begin "include $top_srcdir/contrib/ldap/lurewatch.schema"
	slapd_start
}

teardown() {
	story_end
}

# with_style LINE...: the section export of the settings, and hits of all sample lures.
with_style() {
	write_settings "ldif = \"$COMPANY\""
	printf 'protected { owned = { "nordwind.example" } }\nexport {\n%s\n}\n' "$*" >> "$T/lurewatch.conf"
	tool directory sync --quiet
	run tool scan --quiet --record "$MESSAGES"/p*.eml
	tool export --quiet --format ldif --full --out "$T/out"
}

apply() {
	ldapmodify -Q -Y EXTERNAL -H "$LDAPI" -f "$T/out/$1" "${@:2}"
}

# search FILTER ATTRIBUTE...
search() {
	ldapsearch -Q -LLL -o ldif-wrap=no -Y EXTERNAL -H "$LDAPI" -b "$BASE" "$@"
}

# Everything but the times that any change bumps.
whole_tree() {
	search '(objectClass=*)' '*' | sort
}

@test "style aux: each file twice, exit 0, and the second time changes nothing" {
	with_style 'style = aux'
	for file in class.ldif state.ldif clear.ldif; do
		apply "$file"
	done
	whole_tree > "$T/once"
	for file in class.ldif state.ldif clear.ldif; do
		apply "$file"
	done
	whole_tree > "$T/twice"
	diff "$T/once" "$T/twice"
	run search '(lurewatchRiskLevel=medium)' lurewatchRecommendedAction
	[[ "$output" == *access-review* ]]
	[ "$(search '(objectClass=lurewatchRiskState)' 1.1 | grep -c '^dn')" -ge 6 ]
}

@test "style separate: entries apart, people untouched; a stub that is there says 68 and no other code" {
	with_style 'style = separate' "separate_base = \"ou=risk,$BASE\""
	printf 'dn: ou=risk,%s\nobjectClass: organizationalUnit\nou: risk\n' "$BASE" > "$T/out/base.ldif"
	apply base.ldif -a
	apply class.ldif
	apply state.ldif
	apply state.ldif
	run apply class.ldif -c -S "$T/skipped"
	[ "$status" -eq 68 ]
	[ "$(grep '^# Error:' "$T/skipped" | grep -vc '(68)')" -eq 0 ]
	[ "$(search '(objectClass=lurewatchRiskEntry)' lurewatchRiskLevel | grep -c '^lurewatchRiskLevel: ')" -ge 6 ]
	[ "$(search '(objectClass=lurewatchRiskState)' 1.1 | grep -c '^dn')" -eq 0 ]
}

@test "style map: an attribute that is there, no schema" {
	with_style 'style = map' 'map_attribute = description'
	[ ! -e "$T/out/class.ldif" ]
	apply state.ldif
	apply state.ldif
	search '(description=*)' description | grep -qE '^description: (low|medium|high|critical);[0-9]+;20[0-9]{12}Z$'
}

@test "risk that faded is taken back, twice" {
	with_style 'style = aux'
	apply class.ldif
	apply state.ldif
	# What was low to high is none now, as if months had passed.
	printf 'risk {\nlow = 1000\nmedium = 1000\nhigh = 1000\ncritical = 1000\n}\n' >> "$T/lurewatch.conf"
	tool export --quiet --format ldif --delta --out "$T/out"
	[ "$(grep -c '^dn' "$T/out/clear.ldif")" -ge 6 ]
	[ "$(grep -c '^dn' "$T/out/state.ldif")" -eq 0 ]
	apply clear.ldif
	apply clear.ldif
	[ "$(search '(lurewatchRiskLevel=none)' 1.1 | grep -c '^dn')" -ge 6 ]
	[ "$(search '(lurewatchRiskScore=*)' 1.1 | grep -c '^dn')" -eq 0 ]
}

@test "the schema is one in all three forms, and loads as both of OpenLDAP's" {
	need slapadd
	grep -o "NAME 'lurewatch[A-Za-z0-9]*'" "$top_srcdir/contrib/ldap/lurewatch.schema" | sort > "$T/names"
	[ "$(wc -l < "$T/names")" -eq 17 ]
	for form in lurewatch.ldif 98lurewatch.ldif; do
		grep -o "NAME 'lurewatch[A-Za-z0-9]*'" "$top_srcdir/contrib/ldap/$form" | sort | diff "$T/names" -
	done
	mkdir "$T/config"
	printf 'include /etc/ldap/schema/core.schema\n' > "$T/core.conf"
	/usr/sbin/slaptest -Q -f "$T/core.conf" -F "$T/config"
	/usr/sbin/slapadd -n 0 -F "$T/config" -l "$top_srcdir/contrib/ldap/lurewatch.ldif"
	find "$T/config" -name '*lurewatch.ldif' | grep -q .
}
