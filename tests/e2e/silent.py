# SPDX-License-Identifier: BSD-2-Clause
# silent.py - a server on a loopback port that accepts everybody and never says a word.
import socket
import sys

server = socket.socket()
server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
server.bind(("127.0.0.1", int(sys.argv[1])))
server.listen(16)
print("listening", flush=True)
kept = []
while True:
    kept.append(server.accept())
