# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: BSD-2-Clause
# postfix.bash - a private Postfix on loopback in $T/postfix; nothing of the system's own mail is touched.
#
# start_postfix SOCKETS [SETTING...]: with these filters, in libmilter's spelling; needs root, for master(8) starts as root. Delivered mail lies in
# $T/postfix/mailbox/RECIPIENT.QUEUEID; the log is $T/postfix.log; the port is in $SMTP.

start_postfix() {
	local dir=$T/postfix milters

	# Postfix writes inet:host:port.
	milters=$(sed -E 's/inet6?:([0-9]+)@([^ ,]+)/inet:\2:\1/g' <<< "$1")
	shift
	SMTP=$(free_port)
	mkdir -p "$dir/etc" "$dir/queue" "$dir/data" "$dir/mailbox"
	chown postfix "$dir/data"
	chmod 777 "$dir/mailbox"
	# shellcheck disable=SC2016 # the script's own arguments
	printf '#!/bin/sh\ncat > "%s/.$1.$2" && mv "%s/.$1.$2" "%s/$1.$2"\n' "$dir/mailbox" "$dir/mailbox" "$dir/mailbox" > "$dir/deliver"
	chmod 755 "$dir/deliver"
	postfix_main "$dir" "$milters" > "$dir/etc/main.cf"
	[ $# -eq 0 ] || printf '%s\n' "$@" >> "$dir/etc/main.cf"
	postfix_master "$dir" > "$dir/etc/master.cf"
	# The configuration above is complete, so warnings are about the system's own and of no interest.
	postfix -c "$dir/etc" start > "$T/postfix-start.log" 2>&1 3>&-
	wait_for "$PATIENCE" log_has postfix 'daemon started'
}

postfix_main() {
	cat <<-END
		compatibility_level = 3.6
		config_directory = $1/etc
		queue_directory = $1/queue
		data_directory = $1/data
		command_directory = /usr/sbin
		daemon_directory = /usr/lib/postfix/sbin
		mail_owner = postfix
		setgid_group = postdrop
		inet_interfaces = 127.0.0.1
		inet_protocols = ipv4
		myhostname = mx.marlin-freight.example
		mydestination =
		mynetworks =
		virtual_mailbox_domains = marlin-freight.example
		virtual_mailbox_maps = inline:{ alice@marlin-freight.example=a, bob@marlin-freight.example=b,
		  dana@marlin-freight.example=d, invoices@marlin-freight.example=i, svc-deploy@marlin-freight.example=s }
		virtual_transport = deliver:
		default_transport = error:nothing leaves this machine
		smtpd_relay_restrictions = reject_unauth_destination
		smtpd_recipient_restrictions = reject_unauth_destination
		smtpd_authorized_xclient_hosts = 127.0.0.1
		local_header_rewrite_clients =
		smtpd_peername_lookup = no
		disable_dns_lookups = yes
		smtpd_client_connection_rate_limit = 0
		maillog_file = $T/postfix.log
		maillog_file_prefixes = $T
		alias_maps =
		local_recipient_maps =
		notify_classes =
		recipient_delimiter = +
		smtpd_milters = $2
		milter_default_action = tempfail
	END
}

postfix_master() {
	cat <<-END
		127.0.0.1:$SMTP inet n - n - - smtpd
		pickup unix n - n 1 1 pickup
		cleanup unix n - n - 0 cleanup
		qmgr unix n - n 300 1 qmgr
		rewrite unix - - n - - trivial-rewrite
		bounce unix - - n - 0 bounce
		defer unix - - n - 0 bounce
		trace unix - - n - 0 bounce
		flush unix n - n 1000? 0 flush
		proxymap unix - - n - - proxymap
		showq unix n - n - - showq
		error unix - - n - - error
		retry unix - - n - - error
		discard unix - - n - - discard
		anvil unix - - n - 1 anvil
		tlsmgr unix - - n 1000? 1 tlsmgr
		postlog unix-dgram n - n - 1 postlogd
		deliver unix - n n - - pipe
		  flags=Rh user=nobody argv=$1/deliver \${recipient} \${queue_id}
	END
}

stop_postfix() {
	if [ -d "$T/postfix/etc" ]; then
		postfix -c "$T/postfix/etc" stop > "$T/postfix-stop.log" 2>&1 3>&- || true
	fi
}

# smtp STEP...: one SMTP session, see smtp.py.
smtp() {
	python3 "$E2E/smtp.py" "$SMTP" "$@"
}

# delivered RECIPIENT: prints the mail that was delivered to that local part; fails when there is none.
delivered() {
	local files=("$T"/postfix/mailbox/"$1"@*)

	[ -f "${files[0]}" ] && cat "${files[@]}"
}
