# SPDX-License-Identifier: BSD-2-Clause
"""mproto - the MTA's side of the milter protocol, version 6, for stories.

One Mta is one connection to a filter. Every step returns the filter's reply as (letter, bytes);
a step that the filter announced not to answer returns ('-', b'').
"""
import os
import socket
import struct

ALL_ACTIONS = 0x1FF
ALL_PROTOCOL = 0x1FFFFF
SKIP = 0x400
RCPT_REJ = 0x800
LEADING_SPACE = 0x100000
# The bit by which a filter says that it will not answer a step, and the one that leaves the step out.
NO_REPLY = {"C": 0x1000, "H": 0x2000, "M": 0x4000, "R": 0x8000, "T": 0x10000, "U": 0x20000,
            "L": 0x80, "N": 0x40000, "B": 0x80000}
LEFT_OUT = {"C": 0x1, "H": 0x2, "M": 0x4, "R": 0x8, "T": 0x200, "U": 0x100,
            "L": 0x20, "N": 0x40, "B": 0x10}
# Replies at the end of message that are followed by another one.
EDITS = "+-2behimpq"
CHUNK = 65535


def dial(spec, timeout=60):
    """A connected socket for unix:PATH or inet:PORT@HOST."""
    kind, _, rest = spec.partition(":")
    if kind in ("unix", "local"):
        link = socket.socket(socket.AF_UNIX)
        address = rest
    else:
        port, _, host = rest.partition("@")
        host = host.strip("[]")
        link = socket.socket(socket.AF_INET6 if kind == "inet6" else socket.AF_INET)
        address = (host, int(port))
    link.settimeout(timeout)
    link.connect(address)
    return link


class Mta:
    def __init__(self, spec, protocol=ALL_PROTOCOL, actions=ALL_ACTIONS, timeout=60):
        self.link = dial(spec, timeout)
        self.send("O", struct.pack(">III", 6, actions, protocol))
        letter, data = self.receive()
        if letter != "O":
            raise ValueError("no negotiation: " + letter)
        self.version, self.actions, self.protocol = struct.unpack(">III", data[:12])
        self.macros = data[12:]
        self.skip = False

    def send(self, letter, data=b""):
        self.link.sendall(struct.pack(">I", len(data) + 1) + letter.encode() + data)

    def exactly(self, count):
        data = b""
        while len(data) < count:
            more = self.link.recv(count - len(data))
            if not more:
                raise EOFError("the filter closed the connection")
            data += more
        return data

    def receive(self):
        data = self.exactly(struct.unpack(">I", self.exactly(4))[0])
        return chr(data[0]), data[1:]

    def step(self, letter, data=b""):
        if self.protocol & LEFT_OUT.get(letter, 0):
            return "-", b""
        self.send(letter, data)
        if self.protocol & NO_REPLY.get(letter, 0):
            return "-", b""
        return self.receive()

    def macro(self, letter, **values):
        self.macro_pairs(letter, values.items())

    def macro_pairs(self, letter, pairs):
        data = b"".join(os.fsencode(name) + b"\0" + os.fsencode(value) + b"\0" for name, value in pairs)
        self.send("D", letter.encode() + data)

    def connect(self, host="client.example", address="192.0.2.1", family="4"):
        data = os.fsencode(host) + b"\0" + family.encode()
        if family != "U":
            data += struct.pack(">H", 25) + address.encode() + b"\0"
        return self.step("C", data)

    def helo(self, name="client.example"):
        return self.step("H", os.fsencode(name) + b"\0")

    def mail(self, *arguments):
        return self.step("M", b"".join(os.fsencode(a) + b"\0" for a in arguments))

    def rcpt(self, *arguments):
        return self.step("R", b"".join(os.fsencode(a) + b"\0" for a in arguments))

    def data(self):
        return self.step("T")

    def header(self, name, value):
        return self.step("L", name + b"\0" + value + b"\0")

    def end_of_headers(self):
        return self.step("N")

    def body(self, data):
        """Chunks until the filter says skip; returns how many bytes were sent."""
        sent = 0
        for at in range(0, len(data), CHUNK):
            letter, _ = self.step("B", data[at:at + CHUNK])
            sent += len(data[at:at + CHUNK])
            if letter == "s":
                break
        return sent

    def end_of_message(self, data=b""):
        """All replies; the last one is the verdict."""
        self.send("E", data)
        replies = [self.receive()]
        while replies[-1][0] in EDITS:
            replies.append(self.receive())
        return replies

    def content(self, mail):
        """DATA to end of body for the bytes of a mail file; returns how many body bytes were sent."""
        head, _, body = mail.replace(b"\r\n", b"\n").partition(b"\n\n")
        self.data()
        for name, value in fields(head, self.protocol & LEADING_SPACE):
            self.header(name, value)
        self.end_of_headers()
        return self.body(body.replace(b"\n", b"\r\n"))

    def abort(self):
        self.send("A")

    def quit(self):
        self.send("Q")
        self.link.close()


def fields(head, leading_space):
    """Name and value of each field, folds kept, as MTAs hand them over."""
    found = []
    for line in head.split(b"\n"):
        if line[:1] in (b" ", b"\t") and found:
            found[-1][1] += b"\n" + line
        elif b":" in line:
            name, _, value = line.partition(b":")
            found.append([name, value])
    if not leading_space:
        found = [[name, value[1:] if value[:1] == b" " else value] for name, value in found]
    return found


def edit(letter, data):
    """One line that tells an edit or a verdict."""
    words = {"c": "continue", "a": "accept", "r": "reject", "t": "tempfail", "d": "discard"}
    if letter == "i":
        name, value = data[4:].split(b"\0")[:2]
        return "insert %d %s:%s" % (struct.unpack(">I", data[:4])[0], name.decode(), value.decode())
    if letter == "h":
        name, value = data.split(b"\0")[:2]
        return "add %s:%s" % (name.decode(), value.decode())
    if letter == "m":
        name, value = data[4:].split(b"\0")[:2]
        index = struct.unpack(">I", data[:4])[0]
        if value == b"":
            return "delete %s %d" % (name.decode(), index)
        return "change %s %d:%s" % (name.decode(), index, value.decode())
    if letter == "q":
        return "quarantine " + data.rstrip(b"\0").decode()
    if letter == "y":
        return "reply " + data.rstrip(b"\0").decode()
    return words.get(letter, letter)
