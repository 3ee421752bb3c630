#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""mta - one SMTP session as an MTA tells it to a filter, step by step.

    mta.py SOCKET STEP...

Each STEP is one argument: a word and what belongs to it. A mail is
    "mail <a@b> QUEUEID" "rcpt <c@d>" "send FILE"
and the steps are
    offer HEX              protocol bits to offer, before the first other step
    flags                  print what was negotiated
    connect [NAME ADDRESS] or "connect none" for a client without address
    helo NAME
    macro STAGE NAME=VALUE STAGE is the step's letter: C H M R T E
    mail PATH [QUEUEID]    rcpt PATH   refused PATH CODE TEXT (a recipient that the MTA itself refuses)
    field NAME: VALUE      one header field outside of any file
    content FILE           DATA, fields and body, but not the end of message
    body COUNT             COUNT bytes of body; prints how many the filter wanted
    end                    end of message; prints edits and the verdict, one a line
    send FILE              content and end
    rset                   abort        drop   close the socket without a word
    renew                  end of one SMTP connection, the next one on the same milter connection
    raw LETTER HEX         a packet as it is
    quit
Without a connect step the first other step connects from 192.0.2.1. Replies that end a mail
early are printed as "STEP: reply".
"""
import sys

import mproto


class Session:
    def __init__(self, spec):
        self.spec = spec
        self.offer = mproto.ALL_PROTOCOL
        self.mta = None
        self.connected = False

    def wire(self):
        if self.mta is None:
            self.mta = mproto.Mta(self.spec, self.offer)
        return self.mta

    def ready(self):
        if not self.connected:
            self.connect("client.example 192.0.2.1")
            self.wire().helo("client.example")
        return self.mta

    def connect(self, rest):
        words = rest.split()
        mta = self.wire()
        self.connected = True
        mta.macro("C", j="mx.example.com")
        if words == ["none"]:
            self.tell("connect", mta.connect("localhost", family="U"))
        elif not words:
            self.tell("connect", mta.connect())
        else:
            family = "6" if ":" in words[1] else "4"
            self.tell("connect", mta.connect(words[0], words[1], family))

    @staticmethod
    def tell(step, reply):
        if reply[0] not in "c-":
            print("%s: %s" % (step, mproto.edit(*reply)))

    def run(self, step):
        word, _, rest = step.partition(" ")
        getattr(self, "do_" + word)(rest)

    def do_offer(self, rest):
        self.offer = int(rest, 16)

    def do_flags(self, _rest):
        mta = self.wire()
        print("actions %x protocol %x" % (mta.actions, mta.protocol))
        lists, words = mta.macros, []
        while lists:
            names, _, lists = lists[4:].partition(b"\0")
            words.append(names.decode())
        print("macros " + ", ".join(words))

    def do_connect(self, rest):
        self.connect(rest)

    def do_helo(self, rest):
        self.tell("helo", self.wire().helo(rest))

    def do_macro(self, rest):
        stage, _, pair = rest.partition(" ")
        self.wire().macro_pairs(stage, [pair.split("=", 1)])

    def do_mail(self, rest):
        path, _, queue_id = rest.partition(" ")
        mta = self.ready()
        if queue_id:
            mta.macro("M", i=queue_id)
        self.tell("mail", mta.mail(path))

    def do_rcpt(self, rest):
        self.ready().macro_pairs("R", [("{rcpt_mailer}", "local")])
        self.tell("rcpt", self.mta.rcpt(rest))

    def do_refused(self, rest):
        path, code, text = rest.split(" ", 2)
        mta = self.ready()
        if not mta.protocol & mproto.RCPT_REJ:
            return
        mta.macro_pairs("R", [("{rcpt_mailer}", "error"), ("{rcpt_host}", code), ("{rcpt_addr}", text)])
        self.tell("refused", mta.rcpt(path))

    def do_field(self, rest):
        name, _, value = rest.partition(":")
        self.tell("field", self.ready().header(name.encode(), value.encode()))

    def do_content(self, rest):
        with open(rest, "rb") as file:
            self.ready().content(file.read())

    def do_body(self, rest):
        line = b"All work and no play, that is a line of text without any sense.\r\n"
        count = int(rest)
        data = (line * (count // len(line) + 1))[:count]
        print("body %d" % self.ready().body(data))

    def do_end(self, _rest):
        for letter, data in self.mta.end_of_message():
            print(mproto.edit(letter, data))

    def do_send(self, rest):
        self.do_content(rest)
        self.do_end("")

    def do_rset(self, _rest):
        self.mta.abort()

    def do_drop(self, _rest):
        self.wire().link.close()
        self.mta, self.connected = None, False

    def do_renew(self, _rest):
        self.mta.send("K")
        self.connected = False

    def do_raw(self, rest):
        letter, _, data = rest.partition(" ")
        self.wire().send(letter, bytes.fromhex(data))

    def do_quit(self, _rest):
        self.wire().quit()
        self.mta, self.connected = None, False


def main():
    session = Session(sys.argv[1])
    for step in sys.argv[2:]:
        session.run(step)
    if session.mta is not None:
        session.mta.quit()


if __name__ == "__main__":
    main()
