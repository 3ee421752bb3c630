#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""dkim - signs a mail file for a story (RFC 6376, simple/simple, rsa-sha256), with openssl's key and hand.

    dkim.py KEYFILE DOMAIN SELECTOR < MAIL > SIGNED
"""
import base64
import hashlib
import re
import subprocess
import sys

SIGNED = ("from", "subject", "date", "message-id")


def fields_of(head):
    """Each field by its name in lower case, folds and blanks as they are."""
    found = {}
    for field in re.split(rb"\n(?![ \t])", head):
        name = field.partition(b":")[0].decode().lower()
        found[name] = field.replace(b"\n", b"\r\n") + b"\r\n"
    return found


def main():
    key, domain, selector = sys.argv[1:4]
    head, _, body = sys.stdin.buffer.read().partition(b"\n\n")
    body = re.sub(rb"(\r\n)*$", b"", body.replace(b"\n", b"\r\n")) + b"\r\n"
    fields = fields_of(head)
    digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
    value = ("v=1; a=rsa-sha256; c=simple/simple; d=%s; s=%s; h=%s; bh=%s; b="
             % (domain, selector, ":".join(SIGNED), digest))
    text = b"".join(fields[name] for name in SIGNED) + b"DKIM-Signature: " + value.encode()
    signature = subprocess.run(["openssl", "dgst", "-sha256", "-sign", key], input=text, check=True,
                               stdout=subprocess.PIPE).stdout
    line = "DKIM-Signature: " + value + base64.b64encode(signature).decode() + "\n"
    sys.stdout.buffer.write(line.encode() + head + b"\n\n" + body.replace(b"\r\n", b"\n"))


if __name__ == "__main__":
    main()
