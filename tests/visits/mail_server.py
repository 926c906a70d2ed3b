"""A mail server of our own on a free port: it accepts, refuses, or accepts the connection and then says nothing."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message
from email.policy import default


class _Talk(socketserver.StreamRequestHandler):
    """Just enough of RFC 5321 for one client. `server.refuses`: the answer to a recipient; `server.silent`: none."""

    def handle(self) -> None:
        if self.server.silent:  # type: ignore[attr-defined]
            self.server.stop.wait(timeout=30)  # type: ignore[attr-defined]
            return
        self._say("220 here")
        while line := self.rfile.readline():
            word = line.split(None, 1)[0].upper() if line.split() else b""
            if word == b"QUIT":
                self._say("221 bye")
                return
            self._say(self._data() if word == b"DATA" else self._answer(word))

    def _answer(self, word: bytes) -> str:
        refused = self.server.refuses  # type: ignore[attr-defined]
        return refused if word == b"RCPT" and refused else "250 well"

    def _data(self) -> str:
        self._say("354 go on")
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        self.server.received.append(message_from_bytes(b"".join(lines), policy=default))  # type: ignore[attr-defined]
        return "250 taken"

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


class MailServer(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.received: list[Message] = []
        self.refuses, self.silent, self.stop = "", False, threading.Event()

    @property
    def port(self) -> int:
        return int(self.server_address[1])


@contextmanager
def mail_server() -> Iterator[MailServer]:
    with MailServer() as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        try:
            yield server
        finally:
            server.stop.set()
            server.shutdown()
