/* SPDX-License-Identifier: BSD-2-Clause */
/* settings - the table of all settings: one row is all there is to one. */
#include "config.h"

#include "policy/conf/settings.h"

#include <string.h>

#define AT(member) offsetof(struct conf, member)
#define IN(member) offsetof(struct conf_directory, member)
#define OF(member) offsetof(struct conf_allow, member)

#define SECOND 1000LL
#define MINUTE (60 * SECOND)
#define HOUR   (60 * MINUTE)
#define DAY    (24 * HOUR)
#define KB     1024LL
#define MB     (1024 * KB)
#define GB     (1024 * MB)

/* clang-format off */
#define TEXT(s, n, at, initial, help)            { s, n, SETTING_TEXT, at, initial, 0, 0, "", help }
#define CHOICE(s, n, at, initial, choices, help) { s, n, SETTING_CHOICE, at, initial, 0, 0, choices, help }
#define NUMBER(s, n, at, initial, low, high, help) { s, n, SETTING_NUMBER, at, initial, low, high, "", help }
#define SIZE(s, n, at, initial, low, high, help) { s, n, SETTING_SIZE, at, initial, low, high, "", help }
#define SPAN(s, n, at, initial, low, high, help) { s, n, SETTING_SPAN, at, initial, low, high, "", help }
#define BOOL(s, n, at, initial, help)            { s, n, SETTING_BOOL, at, initial, 0, 0, "", help }
#define LIST(s, n, at, initial, help)            { s, n, SETTING_LIST, at, initial, 0, 0, "", help }

const struct setting setting_table[] = {
	TEXT("milter", "socket", AT(milter.socket), "unix:/run/lurewatch/milter.sock", "where the MTA connects: unix:/path, inet:port@host, inet6:port@host or fd:N"),
	{ "milter", "socket_mode", SETTING_OCTAL, AT(milter.socket_mode), "0660", 0, 0777, "", "rights of a unix socket" },
	TEXT("milter", "socket_group", AT(milter.socket_group), "", "group of a unix socket, so that the MTA's user may connect; empty keeps the daemon's" ),
	TEXT("milter", "user", AT(milter.user), "", "user to become after the socket was made; empty stays" ),
	TEXT("milter", "authserv_id", AT(milter.authserv_id), "", "own name in fields that are added; empty is the host's name" ),
	BOOL("milter", "tag", AT(milter.tag), "true", "add one X-Lurewatch field to each message that reaches the tag threshold" ),
	BOOL("milter", "results_line", AT(milter.results_line), "false", "add an Authentication-Results field too, and strip forged ones of authserv_id" ),
	CHOICE("milter", "on_fault_hit", AT(milter.on_fault_hit), "tempfail", "tempfail|accept", "what happens to a message with hits that cannot be stored" ),
	CHOICE("milter", "on_fault_clean", AT(milter.on_fault_clean), "accept", "tempfail|accept", "what happens to a message without hits after an internal fault" ),
	SPAN("milter", "idle", AT(milter.idle_ms), "2h", 10 * SECOND, DAY, "how long an MTA connection may be silent" ),
	NUMBER("milter", "sessions_most", AT(milter.sessions_most), "1000", 1, 100000, "connections served at once; sets the limit of open files" ),

	NUMBER("message", "headers_most", AT(message.headers_most), "1000", 10, 100000, "header fields looked at" ),
	SIZE("message", "header_bytes", AT(message.header_bytes), "64k", KB, MB, "bytes kept of one header field" ),
	SIZE("message", "headers_bytes", AT(message.headers_bytes), "256k", 4 * KB, 16 * MB, "bytes kept of all header fields" ),
	NUMBER("message", "addresses_most", AT(message.addresses_most), "1000", 1, 100000, "addresses read of one field" ),
	NUMBER("message", "recipients_most", AT(message.recipients_most), "1000", 1, 100000, "recipients recorded of one message" ),
	NUMBER("message", "depth_most", AT(message.depth_most), "32", 2, 200, "parts inside parts" ),
	NUMBER("message", "parts_most", AT(message.parts_most), "500", 1, 10000, "parts of one message" ),
	SIZE("message", "body_bytes", AT(message.body_bytes), "2M", 4 * KB, 256 * MB, "bytes of body kept; the rest passes unseen and the message is marked truncated" ),
	SIZE("message", "decoded_bytes", AT(message.decoded_bytes), "8M", 4 * KB, 512 * MB, "bytes decoded of all parts together" ),
	SIZE("message", "text_bytes", AT(message.text_bytes), "1M", KB, 64 * MB, "text looked at of one part" ),
	NUMBER("message", "links_most", AT(message.links_most), "500", 1, 100000, "links looked at" ),
	SIZE("message", "url_bytes", AT(message.url_bytes), "2k", 64, 64 * KB, "bytes looked at of one link" ),
	NUMBER("message", "html_nodes_most", AT(message.html_nodes_most), "50000", 100, 10000000, "HTML elements read of one part" ),
	SPAN("message", "budget", AT(message.budget_ms), "500ms", 10, MINUTE, "time one message may take; then the rest is left unread and the message is marked truncated" ),
	SPAN("message", "files_budget", AT(message.files_ms), "20ms", 0, MINUTE, "time that reading the attached files of one message may take: PDF, pictures, archives; 0 leaves them unread" ),
	NUMBER("message", "picture_pixels", AT(message.picture_pixels), "2000000", 0, 1000000000, "pixels of attached pictures that are searched for QR codes; 0 is none" ),

	LIST("authentication", "trusted_ids", AT(authentication.trusted_ids), "", "authserv-ids whose Authentication-Results fields are believed; list only names that your border strips from incoming mail" ),
	BOOL("authentication", "verify_dkim", AT(authentication.verify_dkim), "false", "verify DKIM signatures here, with keys from DNS or dkim_keys" ),
	TEXT("authentication", "dkim_keys", AT(authentication.dkim_keys), "", "file of keys in place of DNS, one a line: selector._domainkey.domain v=DKIM1; k=rsa; p=KEY" ),
	SPAN("authentication", "dns_timeout", AT(authentication.dns_ms), "2s", 100, MINUTE, "longest wait for the DKIM keys of one message" ),
	NUMBER("authentication", "signatures_most", AT(authentication.signatures_most), "5", 1, 16, "DKIM signatures verified of one message" ),

	LIST("protected", "owned", AT(protected.owned), "", "the organisation's own mail and web domains" ),
	BOOL("protected", "owned_from_directory", AT(protected.owned_from_directory), "true", "mail domains seen in the directory count as owned" ),
	TEXT("protected", "issuers", AT(protected.issuers), "", "file in place of the shipped table of issuers" ),
	TEXT("protected", "more_issuers", AT(protected.more_issuers), "", "file with issuers of your own, besides the shipped table" ),
	TEXT("protected", "image", AT(protected.image), "", "file of partners and popular names that lurewatch domains build wrote; empty is the shipped list of popular names" ),
	LIST("protected", "exempt", AT(protected.exempt), "", "domains that are never accused of imitating another" ),

	TEXT("directory", "ldif", IN(ldif), "", "LDIF file to read identities from, in place of a server" ),
	LIST("directory", "uris", IN(uris), "", "LDAP servers, tried in order: ldap://host, ldaps://host, ldapi://%2Fpath" ),
	CHOICE("directory", "bind", IN(bind), "simple", "simple|external", "how to bind; external is SASL EXTERNAL" ),
	TEXT("directory", "bind_dn", IN(bind_dn), "", "DN to bind as; empty is anonymous" ),
	TEXT("directory", "secret_file", IN(secret_file), "", "file with the bind password, readable by the daemon's user only" ),
	CHOICE("directory", "starttls", IN(starttls), "auto", "auto|yes|no", "StartTLS on ldap://; auto demands it when a password would leave the host" ),
	TEXT("directory", "ca_file", IN(ca_file), "", "certificates that are trusted for TLS; empty is the system's" ),
	SPAN("directory", "connect_timeout", IN(connect_ms), "5s", 100, 5 * MINUTE, "longest wait for a connection and its TLS" ),
	SPAN("directory", "operation_timeout", IN(operation_ms), "30s", 100, HOUR, "longest wait for one answer" ),
	NUMBER("directory", "page_size", IN(page_size), "500", 1, 10000, "entries asked for at a time" ),
	NUMBER("directory", "entries_most", IN(entries_most), "2000000", 1, 100000000, "entries read; more is a failure" ),
	TEXT("directory", "subject_base", IN(subject_base), "", "where identities are searched; empty is the server's first naming context" ),
	TEXT("directory", "subject_filter", IN(subject_filter), "(|(mail=*)(objectClass=person)(objectClass=account)(objectClass=applicationProcess))", "which entries are identities" ),
	TEXT("directory", "group_base", IN(group_base), "", "where groups are searched; empty is subject_base" ),
	TEXT("directory", "group_filter", IN(group_filter), "(|(objectClass=groupOfNames)(objectClass=groupOfUniqueNames)(objectClass=posixGroup)(objectClass=group))", "which entries are groups" ),
	LIST("directory", "id_attributes", IN(id_attributes), "entryUUID objectGUID ipaUniqueID nsUniqueId", "stable id; the first that is present wins, then the DN" ),
	LIST("directory", "address_attributes", IN(address_attributes), "mail proxyAddresses", "addresses of an identity; a smtp: prefix is taken off" ),
	LIST("directory", "alias_attributes", IN(alias_attributes), "mailAlternateAddress mailLocalAddress otherMailbox rfc822MailMember", "further addresses" ),
	TEXT("directory", "account_attribute", IN(account_attribute), "uid sAMAccountName cn", "account name; the first that is present wins" ),
	TEXT("directory", "display_attribute", IN(display_attribute), "displayName cn", "name for people; the first that is present wins" ),
	TEXT("directory", "delimiter", IN(delimiter), "+", "extension delimiters of local parts; empty is none" ),
	LIST("directory", "member_attributes", IN(member_attributes), "member uniqueMember memberUid", "members of a group, by DN or account name" ),
	LIST("directory", "tier0_groups", IN(tier0_groups), "'Domain Admins' 'Enterprise Admins' 'Schema Admins' 'Administrators' 'Account Operators' 'admins' 'domain-admins' 'cloud-admins' 'Global Administrators' 'directory-admins' 'identity-admins'", "groups, by DN or name, whose members can change who can do what (tier 0)" ),
	LIST("directory", "tier1_groups", IN(tier1_groups), "'Server Operators' 'Backup Operators' 'Helpdesk' 'helpdesk' 'sudo' 'wheel' 'server-admins' 'database-admins' 'network-admins'", "groups of privileged identities (tier 1)" ),
	LIST("directory", "tier2_groups", IN(tier2_groups), "'developers' 'Developers' 'platform-engineers' 'release-engineers' 'ci-admins' 'secret-readers'", "groups whose members hold secrets: developers, platform engineers (tier 2)" ),
	LIST("directory", "service_rules", IN(service_rules), "objectClass=applicationProcess objectClass=msDS-GroupManagedServiceAccount objectClass=msDS-ManagedServiceAccount objectClass=account employeeType=service employeeType=automation under:ou=services under:ou=serviceaccounts", "which identities are non-human: attr=value, attr=*, attr=prefix*, attr&bits or under:DN" ),
	LIST("directory", "shared_rules", IN(shared_rules), "employeeType=shared-mailbox msExchRecipientTypeDetails=4 msExchRecipientTypeDetails=34359738368 under:ou=shared", "which identities are shared mailboxes" ),
	LIST("directory", "role_rules", IN(role_rules), "employeeType=role objectClass=organizationalRole under:ou=roles", "which identities are roles or help desks" ),
	LIST("directory", "external_rules", IN(external_rules), "employeeType=external under:ou=external", "which identities are external" ),
	LIST("directory", "vip_rules", IN(vip_rules), "title=chief* title=ceo* title=cfo* title=president* 'title=managing director*' 'title=finance director*' title=geschäftsführ* title=vorstand* title=directeur* title=diretor* 'title=director general*'", "whose name is worth most to somebody who borrows it; tiers 0 and 1 count in any case" ),
	LIST("directory", "owner_attributes", IN(owner_attributes), "owner managedBy manager", "who owns a non-human identity" ),
	LIST("directory", "delegate_attributes", IN(delegate_attributes), "publicDelegates msExchDelegateListLink roleOccupant", "who can act on a mailbox" ),
	LIST("directory", "disabled_rules", IN(disabled_rules), "userAccountControl&2 nsAccountLock=TRUE pwdAccountLockedTime=* employeeType=disabled", "which identities are disabled" ),
	TEXT("directory", "last_login_attribute", IN(last_login_attribute), "lastLogonTimestamp authTimestamp lastLoginTime pwdLastSuccess", "time of the last sign-in; the first that is present wins" ),
	TEXT("directory", "password_changed_attribute", IN(password_changed_attribute), "pwdLastSet pwdChangedTime krbLastPwdChange", "time of the last password change; the first that is present wins" ),
	LIST("directory", "recovery_attributes", IN(recovery_attributes), "", "attributes that a sound recovery path sets; an identity without any of them counts as weak; empty is unknown" ),
	SPAN("directory", "stale", IN(stale_ms), "180d", DAY, 3650 * DAY, "an identity that did not sign in for so long is stale" ),
	NUMBER("directory", "depth_most", IN(depth_most), "32", 1, 1000, "groups inside groups" ),
	SPAN("directory", "max_age", IN(max_age_ms), "48h", MINUTE, 3650 * DAY, "a replica older than this is reported as old" ),
	LIST("directory", "domains", IN(domains), "", "mail domains of this directory; empty is those of its addresses" ),

	TEXT("lures", "more", AT(lures.more), "", "folder with lure families of your own (*.conf)" ),

	LIST("rules", "off", AT(lures.off), "", "findings, by kind or lure family, that are never made"),
	LIST("rules", "log_only", AT(rules.log_only), "", "findings, by kind or lure family, that are shown and logged but count nothing: a rule on trial"),

	LIST("allow", "senders", OF(senders), "", "domains in From, counted only when authentication proves them; .example.com is all names below example.com"),
	LIST("allow", "signers", OF(signers), "", "domains (d=) with a DKIM signature that passes"),
	LIST("allow", "clients", OF(clients), "", "addresses or networks of the SMTP client: 192.0.2.0/24"),
	LIST("allow", "users", OF(users), "", "SMTP AUTH identities of the client; * is any"),
	LIST("allow", "recipients", OF(recipients), "", "when set, every recipient must be one of these addresses or of these domains"),
	LIST("allow", "links", OF(links), "", "when set, every link must lead to one of these domains or below, or to the domain of From"),
	LIST("allow", "findings", OF(findings), "lure brand-claim role-claim reply-to address-in-name link-mismatch free-hosting html-attachment", "findings, by kind or lure family, that are excused: shown, but without weight; * is all"),

	BOOL("contacts", "learn", AT(contacts.learn), "true", "learn from mail who has written with whom" ),
	SPAN("contacts", "warm_after", AT(contacts.warm_after_ms), "14d", 0, 3650 * DAY, "history must be as old as this before a sender without any counts as first contact" ),
	NUMBER("contacts", "warm_messages", AT(contacts.warm_messages), "1000", 1, 1000000000, "and hold so many messages" ),
	SPAN("contacts", "known_after", AT(contacts.known_after_ms), "7d", 0, 3650 * DAY, "a sender that began so long ago is known, unless he wrote little" ),
	NUMBER("contacts", "known_messages", AT(contacts.known_messages), "3", 1, 1000000, "messages that a known sender has exchanged with us at least" ),
	SPAN("contacts", "partner_after", AT(contacts.partner_after_ms), "30d", 0, 3650 * DAY, "a domain that we have exchanged mail with, both ways, for so long is a partner" ),
	NUMBER("contacts", "partner_messages", AT(contacts.partner_messages), "10", 2, 1000000, "messages that a partner has exchanged with us at least" ),
	NUMBER("contacts", "pairs_most", AT(contacts.pairs_most), "4000000", 1000, 100000000, "rows kept; the oldest go first, those that we never wrote to before the others" ),
	SPAN("contacts", "flush", AT(contacts.flush_ms), "10s", 100, HOUR, "what was learned is written so often" ),

	NUMBER("policy", "tag_standard", AT(policy.standard.tag), "400", 0, 1000, "score from which a message to a standard user is tagged; 0 is never" ),
	NUMBER("policy", "tag_privileged", AT(policy.privileged.tag), "350", 0, 1000, "the same when a recipient is privileged (tier 0 or 1)" ),
	NUMBER("policy", "tag_shared", AT(policy.shared.tag), "400", 0, 1000, "the same for a shared mailbox" ),
	NUMBER("policy", "tag_nhi", AT(policy.nhi.tag), "350", 0, 1000, "the same for a non-human identity or an owner of one" ),
	NUMBER("policy", "quarantine_standard", AT(policy.standard.quarantine), "0", 0, 1000, "score from which a message to a standard user is quarantined; 0 is never" ),
	NUMBER("policy", "quarantine_privileged", AT(policy.privileged.quarantine), "0", 0, 1000, "the same when a recipient is privileged" ),
	NUMBER("policy", "quarantine_shared", AT(policy.shared.quarantine), "0", 0, 1000, "the same for a shared mailbox" ),
	NUMBER("policy", "quarantine_nhi", AT(policy.nhi.quarantine), "0", 0, 1000, "the same for a non-human identity or an owner of one" ),
	NUMBER("policy", "reject_standard", AT(policy.standard.reject), "0", 0, 1000, "score from which a message to a standard user is rejected; 0 is never" ),
	NUMBER("policy", "reject_privileged", AT(policy.privileged.reject), "0", 0, 1000, "the same when a recipient is privileged" ),
	NUMBER("policy", "reject_shared", AT(policy.shared.reject), "0", 0, 1000, "the same for a shared mailbox" ),
	NUMBER("policy", "reject_nhi", AT(policy.nhi.reject), "0", 0, 1000, "the same for a non-human identity or an owner of one" ),
	TEXT("policy", "reject_text", AT(policy.reject_text), "message refused: suspected credential phishing", "text behind 550 5.7.1" ),
	NUMBER("policy", "record_from", AT(policy.record_from), "250", 1, 1000, "score from which a hit is stored" ),

	SPAN("risk", "half_life", AT(risk.half_life_ms), "14d", HOUR, 3650 * DAY, "time in which the weight of a hit halves" ),
	NUMBER("risk", "low", AT(risk.low), "50", 1, 1000, "risk from which the level is low" ),
	NUMBER("risk", "medium", AT(risk.medium), "200", 1, 1000, "risk from which the level is medium" ),
	NUMBER("risk", "high", AT(risk.high), "450", 1, 1000, "risk from which the level is high" ),
	NUMBER("risk", "critical", AT(risk.critical), "750", 1, 1000, "risk from which the level is critical" ),
	NUMBER("risk", "review_standard", AT(risk.review_standard), "300", 1, 1000, "risk from which reviews of a standard user are recommended" ),
	NUMBER("risk", "review_privileged", AT(risk.review_privileged), "150", 1, 1000, "the same for a privileged identity" ),
	NUMBER("risk", "review_shared", AT(risk.review_shared), "250", 1, 1000, "the same for a shared mailbox" ),
	NUMBER("risk", "review_nhi", AT(risk.review_nhi), "150", 1, 1000, "the same for a non-human identity or an owner of one" ),
	NUMBER("risk", "daily_cap_standard", AT(risk.daily_cap_standard), "20", 0, 1000000, "reviews opened a day for standard users; the rest is held back and counted" ),
	NUMBER("risk", "daily_cap_privileged", AT(risk.daily_cap_privileged), "20", 0, 1000000, "the same for privileged identities" ),
	NUMBER("risk", "daily_cap_shared", AT(risk.daily_cap_shared), "10", 0, 1000000, "the same for shared mailboxes" ),
	NUMBER("risk", "daily_cap_nhi", AT(risk.daily_cap_nhi), "20", 0, 1000000, "the same for non-human identities and their owners" ),

	TEXT("evidence", "folder", AT(evidence.folder), LW_STATEDIR, "state folder: evidence, directory replica and history of mail" ),
	SIZE("evidence", "size_most", AT(evidence.size_most), "16G", MB, 1024 * GB, "largest size of the evidence store" ),
	NUMBER("evidence", "queue_most", AT(evidence.queue_most), "10000", 1, 1000000, "hits that may wait for a commit; more is a fault" ),
	CHOICE("evidence", "keep_subject", AT(evidence.keep_subject), "no", "no|yes", "keep the subject with a hit" ),
	CHOICE("evidence", "keep_query", AT(evidence.keep_query), "no", "no|yes", "keep the query part of links with a hit" ),

	NUMBER("export", "max_shrink", AT(export.shrink_percent), "30", 0, 100, "a full file that lost more than this percentage of its rows is not published" ),
	CHOICE("export", "style", AT(export.style), "aux", "aux|separate|map", "how LDIF carries risk: an auxiliary class, entries of their own, or an existing attribute" ),
	TEXT("export", "map_attribute", AT(export.map_attribute), "info", "the attribute of style map" ),
	TEXT("export", "separate_base", AT(export.separate_base), "ou=identity-risk,dc=example,dc=com", "where the entries of style separate live" ),
	CHOICE("export", "formula_guard", AT(export.formula_guard), "prefix", "prefix|off", "put ' before CSV cells that a spreadsheet would take for a formula" ),

	CHOICE("log", "target", AT(log.target), "auto", "auto|syslog|stderr", "auto is standard error under systemd or on a terminal, else syslog" ),
	TEXT("log", "facility", AT(log.facility), "mail", "syslog facility" ),
};
/* clang-format on */

const size_t setting_count = sizeof(setting_table) / sizeof(setting_table[0]);

static const struct setting_title titles[] = {
	{"directory", sizeof(struct conf_directory), AT(directories), AT(directory_count), true},
	{"allow", sizeof(struct conf_allow), AT(allows), AT(allow_count), false},
};

const struct setting_title *
setting_title(const char *section)
{
	size_t i;

	for (i = 0; i < sizeof(titles) / sizeof(titles[0]); i++)
		if (strcmp(titles[i].section, section) == 0)
			return &titles[i];
	return NULL;
}
