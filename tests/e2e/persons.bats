#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# shellcheck disable=SC2154 # lib.bash and bats set what is read here
# persons - who borrows the name of somebody in the directory, told with the quick start's invented company.

load lib.bash

setup() {
	story_begin
	cat > "$T/lurewatch.conf" <<-END
		evidence { folder = "$T/state" }
		authentication { trusted_ids = { "mx.nordwind.example" } }
		protected { owned = { "nordwind.example" } }
		directory people {
			ldif = "$top_srcdir/contrib/quickstart/company.ldif"
			alias_attributes = { "mailLocalAddress", "otherMailbox" }
		}
	END
	tool directory sync
}

teardown() {
	story_end
}

tool() {
	"$TOOL" --config "$T/lurewatch.conf" "$@"
}

# letter FROM TEXT [FIELD]...: a mail to payroll on $T/letter.eml.
letter() {
	local from=$1 text=$2

	shift 2
	[ $# -eq 0 ] || printf '%s\n' "$@" > "$T/letter.eml"
	[ $# -ne 0 ] || : > "$T/letter.eml"
	cat >> "$T/letter.eml" <<-END
		From: $from
		To: payroll@nordwind.example
		Subject: Change of my bank account
		Date: Mon, 23 Nov 2026 08:52:37 +0000
		Message-ID: <1@$T.example>
		Content-Type: text/plain; charset=utf-8

		$text
	END
}

# judged RECIPIENT: verdict and the weight of the person's name, 0 without.
judged() {
	tool --json scan --all --rcpt "$1" "$T/letter.eml" | python3 -c 'import json, sys
mail = json.load(sys.stdin)
weights = [item["weight"] for item in mail["findings"] if item["kind"] == "person-name"]
print(mail["verdict"], max(weights, default=0))'
}

LURE="Hello, I have changed my bank and would like to change my direct deposit before the next payroll
run. Please let me know what information you need, and whether my salary can go to the new account."
TALK="Hello, the photos of our summer party are ready, I will bring prints on Monday. See you then."

@test "a colleague's name on a foreign address tags what asks for the pay, without any link" {
	local from

	for from in '"Ida Holm" <ida.holm77@freemail.example>' '"HOLM, Ida" <i@dorsal.example>' \
		'"Ida Holm (Sales)" <i@dorsal.example>' '=?utf-8?q?Id=D0=B0_Holm?= <i@dorsal.example>'; do
		letter "$from" "$LURE"
		run judged payroll@nordwind.example
		echo "$from"
		[[ "$output" == tag\ 1* ]]
	done
	letter '"Ida Holmsen" <i@dorsal.example>' "$LURE"
	run judged payroll@nordwind.example
	[[ "$output" == *\ 0 ]]
}

@test "sync tells how many names it knows, and whose are worth most" {
	run tool --json directory sync
	python3 -c 'import json, sys
counts = json.loads(sys.argv[1])
assert counts["named"] == 21 and 0 < counts["prominent"] < counts["named"], counts' "${lines[-1]}"
}

@test "a managing director's name weighs more, with her office a little less" {
	letter '"Katrin Nordmann" <k@dorsal.example>' "$TALK"
	run judged payroll@nordwind.example
	[ "$output" = "none 220" ]
	letter '"Katrin Nordmann CEO" <k@dorsal.example>' "$TALK"
	run judged payroll@nordwind.example
	[ "$output" = "none 165" ]
	letter '"Anna Berg" <k@dorsal.example>' "$TALK"
	run judged payroll@nordwind.example
	[ "$output" = "none 220" ] # a domain administrator
}

@test "somebody's own private letter is not tagged, nor is mail to oneself" {
	letter '"Ida Holm" <ida.holm77@freemail.example>' "$TALK"
	run judged payroll@nordwind.example
	[ "$output" = "none 140" ]
	run judged ida.holm@nordwind.example
	[ "$output" = "none 0" ]
}

@test "an address that the directory has is the person's own" {
	letter '"Max Ferber" <ferber@hafenlogistik.example>' "$LURE"
	run judged payroll@nordwind.example
	[[ "$output" == *\ 0 ]]
	sed 's/^mail: ida.holm@.*/&\notherMailbox: ida@dorsal.example/' \
		"$top_srcdir/contrib/quickstart/company.ldif" > "$T/company.ldif"
	tool directory sync --ldif "$T/company.ldif"
	letter '"Ida Holm" <ida@dorsal.example>' "$LURE"
	run judged payroll@nordwind.example
	[[ "$output" == *\ 0 ]]
	letter '"Ida Holm" <ida@dorsal.example>' "$LURE" \
		'Authentication-Results: mx.nordwind.example; dmarc=fail header.from=dorsal.example'
	run judged payroll@nordwind.example
	[[ "$output" == tag\ 1* ]]
	letter '"Ida Holm" <other@dorsal.example>' "$LURE"
	run judged payroll@nordwind.example
	[[ "$output" == tag\ 1* ]]
}

@test "a service proven to write in people's names may, whoever merely says so may not" {
	letter '"Ida Holm" <notifications@github.com>' "$TALK" \
		'Authentication-Results: mx.nordwind.example; dmarc=pass header.from=github.com'
	run judged payroll@nordwind.example
	[ "$output" = "none 0" ]
	letter '"Ida Holm" <x@dorsal.example>' "$LURE" 'List-Id: <notes.github.com>' 'Auto-Submitted: auto-replied' \
		'Message-ID: <a@calendar.google.com>'
	run judged payroll@nordwind.example
	[[ "$output" == *\ 140 ]]
}
