# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: BSD-2-Clause
# sendmail.bash - a private Sendmail 8.17 beside an installed Postfix: unpacked, not installed; needs no root.
#
# start_sendmail SOCKET: its programs are kept in $top_builddir/sendmail; mail and settings are in $T/sendmail. Delivered
# mail lies in $T/sendmail/mailbox/RECIPIENT.QUEUEID; the port is in $SMTP.

start_sendmail() {
	local dir=$T/sendmail unpacked=$top_builddir/sendmail

	"$top_srcdir/contrib/install-deps" sendmail "$unpacked" > "$T/unpack.log" 2>&1
	SMTP=$(free_port)
	mkdir -p "$dir/etc" "$dir/queue" "$dir/mailbox"
	chmod 700 "$dir/queue"
	cc -shared -fPIC -o "$dir/fakehost.so" "$E2E/fakehost.c"
	printf 'hosts files\naliases files\n' > "$dir/etc/service.switch"
	printf 'postmaster: bob@marlin-freight.example\n' > "$dir/etc/aliases"
	# shellcheck disable=SC2016 # the script's own arguments
	printf '#!/bin/sh\ncat > "%s/.$1.$2" && mv "%s/.$1.$2" "%s/$1.$2"\n' "$dir/mailbox" "$dir/mailbox" "$dir/mailbox" > "$dir/deliver"
	sendmail_mc "$dir" "$1" > "$dir/etc/story.mc"
	m4 -D_CF_DIR_="$unpacked/root/usr/share/sendmail/cf/" "$unpacked/root/usr/share/sendmail/cf/m4/cf.m4" \
		"$dir/etc/story.mc" > "$dir/etc/story.cf"
	SENDMAIL=("$unpacked/root/usr/libexec/sendmail/sendmail" -C "$dir/etc/story.cf")
	LD_PRELOAD=$dir/fakehost.so "${SENDMAIL[@]}" -bi > "$T/sendmail-aliases.log" 2>&1
	start_program sendmail env LD_PRELOAD="$dir/fakehost.so" "${SENDMAIL[@]}" -bD -X "$T/sendmail-dialogue.log"
	wait_for "$PATIENCE" smtp NOOP
}

sendmail_mc() {
	local user

	user=$(id -un)
	cat <<-END
		VERSIONID(\`story')OSTYPE(\`linux')dnl
		define(\`confDOMAIN_NAME',\`mx.marlin-freight.example')define(\`ALIAS_FILE',\`$1/etc/aliases')dnl
		define(\`QUEUE_DIR',\`$1/queue')define(\`confPID_FILE',\`$1/pid')define(\`STATUS_FILE',\`')dnl
		define(\`HELP_FILE',\`')define(\`confSERVICE_SWITCH_FILE',\`$1/etc/service.switch')dnl
		define(\`confTO_IDENT',\`0')define(\`confDELIVERY_MODE',\`i')define(\`confDONT_PROBE_INTERFACES',\`True')dnl
		define(\`confREFUSE_LA',\`1000')define(\`confQUEUE_LA',\`1000')define(\`confLOG_LEVEL',\`12')dnl
		define(\`confTRUSTED_USER',\`$user')define(\`confRUN_AS_USER',\`$user')dnl
		define(\`confDONT_BLAME_SENDMAIL',\`TrustStickyBit,GroupWritableDirPathSafe,NonRootSafeAddr,InsufficientEntropy')dnl
		FEATURE(\`no_default_msa')FEATURE(\`nocanonify')FEATURE(\`accept_unresolvable_domains')dnl
		FEATURE(\`accept_unqualified_senders')dnl
		DAEMON_OPTIONS(\`Name=MTA,Addr=127.0.0.1,Port=$SMTP')dnl
		INPUT_MAIL_FILTER(\`lurewatch',\`S=$2, F=T, T=C:10s;S:10s;R:30s;E:2m')dnl
		MAILER(\`local')MAILER(\`smtp')dnl
		MAILER_DEFINITIONS
		Mstory, P=/bin/sh, F=DFMPhlu, S=EnvFromL, R=EnvToL/HdrToL, T=DNS/RFC822/X-Unix, U=$(id -u):$(id -g), A=sh $1/deliver \$u \$i
		LOCAL_CONFIG
		C{Users}alice bob dana invoices
		Cwmarlin-freight.example
		LOCAL_RULE_0
		R\$={Users} < @ marlin-freight.example. > \$*	\$#story \$@ marlin-freight.example \$: \$1
		R\$+ < @ marlin-freight.example. > \$*	\$#error \$@ 5.1.1 \$: "550 5.1.1 User unknown"
	END
}

# smtp STEP...: one SMTP session, see smtp.py.
smtp() {
	python3 "$E2E/smtp.py" "$SMTP" "$@"
}

# delivered RECIPIENT: prints the mail that was delivered to that local part; fails when there is none.
delivered() {
	local files=("$T"/sendmail/mailbox/"$1".*)

	[ -f "${files[0]}" ] && cat "${files[@]}"
}
