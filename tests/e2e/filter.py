#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""filter - another filter of the same MTA, which refuses.

    filter.py SOCKET STEP

Refuses at STEP, the letter of the milter protocol: M mail, R recipient, T data, E end of message. It takes every
other step without a reply.
"""
import os
import socket
import struct
import sys
import threading

import mproto

REFUSAL = b"y554 5.7.1 refused by the other filter\0"


def packet(link):
    head = link.recv(4, socket.MSG_WAITALL)
    if len(head) < 4:
        return None, b""
    data = link.recv(struct.unpack(">I", head)[0], socket.MSG_WAITALL)
    return chr(data[0]), data[1:]


def say(link, data):
    link.sendall(struct.pack(">I", len(data)) + data)


def serve(link, step):
    quiet = sum(bit for letter, bit in mproto.NO_REPLY.items() if letter != step)
    while True:
        letter, _ = packet(link)
        if letter is None or letter == "Q":
            return
        if letter == "O":
            say(link, b"O" + struct.pack(">III", 6, 0, quiet))
        elif letter == step:
            say(link, REFUSAL)
        elif letter == "E":
            say(link, b"c")


def main():
    listener = socket.socket(socket.AF_UNIX)
    os.umask(0)
    listener.bind(sys.argv[1].partition(":")[2])
    listener.listen(20)
    print("ready", flush=True)
    while True:
        link, _ = listener.accept()
        threading.Thread(target=serve, args=(link, sys.argv[2]), daemon=True).start()


if __name__ == "__main__":
    main()
