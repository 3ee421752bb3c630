#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""traffic - many MTAs at once: mails without end at a filter, until the time is over or a file appears.

    traffic.py SOCKET THREADS SECONDS STOPFILE JOURNAL MAIL...

Every mail gets an id of its own in place of @N@ and as queue id. The journal gets one line a mail that the
filter answered: "ID FILE VERDICT"; it is written before the next mail begins. At the end one line tells
"N answered, N tagged, N deferred, N broken"; broken are mails without an answer, also for a filter that
could not be reached. Some sessions abort half-way; they are not counted.
"""
import itertools
import os
import sys
import threading
import time

import mproto

SENDERS = {"phish": "rnarlin-freight.example", "harmless": "quay-letter.example"}
RECIPIENTS = ("alice", "bob", "dana", "invoices", "svc-deploy", "nobody-here")


class Traffic:
    def __init__(self, spec, seconds, stop_file, journal, files):
        self.spec = spec
        self.end = time.monotonic() + seconds
        self.stop_file = stop_file
        self.journal = open(journal, "a", encoding="ascii")
        self.mails = []
        for name in files:
            with open(name, "rb") as file:
                self.mails.append((os.path.basename(name), file.read()))
        self.lock = threading.Lock()
        self.numbers = itertools.count(1)
        self.counts = {"answered": 0, "tagged": 0, "deferred": 0, "broken": 0}

    def over(self):
        return time.monotonic() >= self.end or os.path.exists(self.stop_file)

    def note(self, number, name, replies):
        verdict = mproto.edit(*replies[-1])
        tagged = any(letter == "i" for letter, _ in replies)
        with self.lock:
            self.counts["answered"] += 1
            self.counts["tagged"] += tagged
            self.counts["deferred"] += replies[-1][0] in "ty"
            self.journal.write("%s %s %s\n" % (number, name, "tagged" if tagged else verdict.split()[0]))
            self.journal.flush()

    def mail(self, mta, worker):
        number = "T%d.%d.%d" % (os.getpid(), worker, next(self.numbers))
        count = next(self.numbers)
        name, text = self.mails[count % len(self.mails)]
        mta.macro("M", i=number)
        mta.mail("<s%d@%s>" % (worker, SENDERS[name.split("-")[0]]))
        for at in range(1 + count % 3):
            mta.rcpt("<%s@marlin-freight.example>" % RECIPIENTS[(count + at) % len(RECIPIENTS)])
        mta.content(text.replace(b"@N@", number.encode()))
        if count % 17 == 0:
            mta.abort()
        else:
            self.note(number, name, mta.end_of_message())

    def work(self, worker):
        while not self.over():
            try:
                mta = mproto.Mta(self.spec)
                mta.connect()
                mta.helo()
                for _ in range(1 + worker % 4):
                    self.mail(mta, worker)
                mta.quit()
            except (OSError, EOFError, ValueError):
                with self.lock:
                    self.counts["broken"] += 1
                time.sleep(0.02)

    def run(self, threads):
        workers = [threading.Thread(target=self.work, args=(n,)) for n in range(threads)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        print(", ".join("%d %s" % (count, what) for what, count in self.counts.items()))


def main():
    spec, threads, seconds, stop_file, journal = sys.argv[1:6]
    Traffic(spec, float(seconds), stop_file, journal, sys.argv[6:]).run(int(threads))


if __name__ == "__main__":
    main()
