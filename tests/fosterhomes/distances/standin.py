"""A real server on this machine that plays a service on the net."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = tuple[int, bytes]


class Standin:
    """A server on this machine. `say` makes the answer of a request; `asked` keeps path and body of each.

    `headers`: further ones of every answer. `drip_seconds`: how long it waits before each byte.
    """

    def __init__(self) -> None:
        self.asked: list[tuple[str, Any]] = []
        self.say: Callable[[str, Any], Answer] = lambda path, body: (404, b"")
        self.hold = threading.Event()
        self.headers: dict[str, str] = {}
        self.drip_seconds = 0.0
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()
        self.address = f"http://127.0.0.1:{self.server.server_port}"

    def _handler(standin) -> type[BaseHTTPRequestHandler]:  # noqa: N805
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                size = int(self.headers.get("Content-Length") or 0)
                body = json.loads(self.rfile.read(size)) if size else None
                standin.asked.append((self.path, body))
                status, content = standin.say(self.path, body)
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                for name, value in standin.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                if not standin.drip_seconds:
                    self.wfile.write(content)
                for byte in content if standin.drip_seconds else b"":
                    if standin.hold.wait(standin.drip_seconds):
                        return
                    self.wfile.write(bytes((byte,)))

            do_POST = do_GET  # noqa: N815

            def log_message(self, *args: Any) -> None:
                """Say nothing."""

        return Handler

    def close(self) -> None:
        self.hold.set()
        self.server.shutdown()
        self.server.server_close()


def as_json(value: Any) -> Answer:
    return 200, json.dumps(value).encode()
