#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""smtp - one SMTP dialogue, step by step; prints the reply to each.

    smtp.py PORT STEP...
    smtp.py COMMAND STEP...

With a COMMAND the server is a program on standard input and output. A STEP is an SMTP command as it is ("MAIL FROM:<a@b>"), or
    data FILE    DATA and the mail; @N@ in it becomes a number of its own; LF becomes CRLF
    half FILE    DATA and half of the mail, without its end
    drop         close the connection without a word
EHLO is sent first, and QUIT last unless the last step was drop.
"""
import shlex
import socket
import subprocess
import sys
import time


class Dialogue:
    def __init__(self, server):
        if server.isdigit():
            self.link = socket.create_connection(("127.0.0.1", int(server)), timeout=60)
        else:
            self.link, end = socket.socketpair()
            self.link.settimeout(60)
            subprocess.Popen(shlex.split(server), stdin=end, stdout=end, close_fds=True)
            end.close()
        self.file = self.link.makefile("rb")
        self.reply()

    def reply(self):
        text = ""
        while True:
            line = self.file.readline().decode("latin-1").rstrip("\r\n")
            if line == "":
                return "closed"
            text = line
            if line[3:4] != "-":
                return text

    def command(self, line):
        self.link.sendall(line.encode() + b"\r\n")
        return self.reply()

    def content(self, name, share):
        reply = self.command("DATA")
        if not reply.startswith("354"):
            return reply
        with open(name, "rb") as file:
            text = file.read().replace(b"@N@", b"%d" % time.time_ns())
        text = text.replace(b"\n", b"\r\n").replace(b"\r\n.", b"\r\n..")
        if share < 1:
            self.link.sendall(text[:int(len(text) * share)])
            return "sent"
        self.link.sendall(text + b".\r\n")
        return self.reply()


def main():
    dialogue = Dialogue(sys.argv[1])
    dialogue.command("EHLO client.example")
    for step in sys.argv[2:]:
        word, _, rest = step.partition(" ")
        if word == "data":
            print("data: " + dialogue.content(rest, 1))
        elif word == "half":
            print("half: " + dialogue.content(rest, 0.5))
        elif word == "drop":
            dialogue.link.close()
            return
        else:
            print("%s: %s" % (word, dialogue.command(step)))
    dialogue.command("QUIT")


if __name__ == "__main__":
    main()
