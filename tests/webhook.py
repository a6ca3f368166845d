"""A web server on loopback that keeps what it is sent: somebody who is told of alerts."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Hook:
    """What was sent, and what is answered."""

    answers: list[int] = field(default_factory=list)
    """Status of each answer; 200 when they are used up; 0: it never answers."""
    bodies: list[dict[str, Any]] = field(default_factory=list)
    port: int = 0
    released: threading.Event = field(default_factory=threading.Event)

    def url(self, login: str, path: str) -> str:
        """Return its address as apprise wants it; short limits only where no answer will come."""
        seconds = 0.3 if 0 in self.answers else 30
        return f"json://{login}@127.0.0.1:{self.port}/{path}?rto={seconds}&cto={seconds}"


@contextmanager
def webhook() -> Iterator[Hook]:
    """Serve until the block ends."""
    hook = Hook()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            hook.bodies.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            status = hook.answers.pop(0) if hook.answers else 200
            if status == 0:
                hook.released.wait(10)
                return
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), name="hook", daemon=True)
    thread.start()
    hook.port = server.server_address[1]
    try:
        yield hook
    finally:
        hook.released.set()
        server.shutdown()
        server.server_close()
        thread.join()
