# shellcheck shell=bash
# SPDX-License-Identifier: BSD-2-Clause
# slapd.bash - a private OpenLDAP with the sample company, for stories that load lib.bash first.
#
# slapd_begin makes its folder, certificates and data; slapd_start starts it on 127.0.0.1 and ldapi.
# Its addresses are in $LDAP, $LDAPS and $LDAPI, its pid in $SLAPD, the administrator's password in $T/secret.

COMPANY=${COMPANY:-$top_srcdir/contrib/quickstart/company.ldif}
BASE=dc=nordwind,dc=example

# A CA and a certificate for 127.0.0.1: libldap replaces the name localhost by the machine's.
make_certificates() {
	local dir=$1

	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 \
		-subj /CN=test-ca -keyout "$dir/ca.key" -out "$dir/ca.pem" 2> "$dir/openssl.out"
	openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=directory \
		-keyout "$dir/server.key" -out "$dir/server.csr" 2> "$dir/openssl.out"
	printf 'subjectAltName=IP:127.0.0.1\n' > "$dir/san"
	openssl x509 -req -in "$dir/server.csr" -CA "$dir/ca.pem" -CAkey "$dir/ca.key" -CAcreateserial \
		-days 2 -extfile "$dir/san" -out "$dir/server.pem" 2> "$dir/openssl.out"
}

# slapd_begin [LINE...]: LINEs go into the settings of the server.
slapd_begin() {
	local dir=$T/slapd

	mkdir -p "$dir/data"
	make_certificates "$dir"
	printf 'test-password' > "$T/secret"
	chmod 600 "$T/secret"
	cat > "$dir/slapd.conf" <<-END
		include /etc/ldap/schema/core.schema
		include /etc/ldap/schema/cosine.schema
		include /etc/ldap/schema/inetorgperson.schema
		include /etc/ldap/schema/misc.schema
		modulepath /usr/lib/ldap
		moduleload back_mdb
		pidfile $dir/slapd.pid
		argsfile $dir/slapd.args
		TLSCACertificateFile $dir/ca.pem
		TLSCertificateFile $dir/server.pem
		TLSCertificateKeyFile $dir/server.key
		authz-regexp "gidNumber=$(id -g)[+]uidNumber=$(id -u),cn=peercred,cn=external,cn=auth" "cn=admin,$BASE"
		$(printf '%s\n' "$@")
		database mdb
		suffix "$BASE"
		rootdn "cn=admin,$BASE"
		rootpw test-password
		directory $dir/data
		maxsize 104857600
		limits anonymous size=5
	END
	# slapadd does not know the version line of RFC 2849
	sed '1{/^version:/d}' "$COMPANY" > "$dir/company.ldif"
	/usr/sbin/slapadd -q -f "$dir/slapd.conf" -b "$BASE" -l "$dir/company.ldif" > "$T/slapadd.log" 2>&1
}

slapd_answers() {
	ldapsearch -x -LLL -o nettimeout=1 -H "$LDAP" -b '' -s base 1.1
}

slapd_start() {
	LDAP=ldap://127.0.0.1:$(free_port)
	LDAPS=ldaps://127.0.0.1:$(free_port)
	LDAPI=ldapi://$(printf '%s' "$T/slapd/ldapi" | sed 's|/|%2F|g')
	start_program slapd /usr/sbin/slapd -f "$T/slapd/slapd.conf" -h "$LDAP $LDAPS $LDAPI" -d 0
	export SLAPD=$PID
	wait_for "$PATIENCE" slapd_answers
}

# write_settings LINE...: settings with one directory that has these lines.
write_settings() {
	{
		printf 'directory "nordwind" {\n'
		printf '\t%s\n' "$@"
		printf '}\n'
	} > "$T/lurewatch.conf"
}

# tool WORD...: the tool on the state and the settings of this story.
tool() {
	"$TOOL" --config "$T/lurewatch.conf" --state "$T/state" "$@"
}
