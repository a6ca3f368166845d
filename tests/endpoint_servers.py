"""HTTP servers that answer as inference engines do, or as a test wants them to."""

from __future__ import annotations

import contextlib
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

Write = Callable[["Handler"], None]


@dataclass
class Endpoint:
    """A server whose answers a test decides: status and body by path, or a function."""

    answers: dict[str, tuple[int, bytes] | Write] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    port: int = 0


class Handler(BaseHTTPRequestHandler):
    """Answers by the table of its server."""

    endpoint: Endpoint
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.endpoint.asked.append(self.path)
        answer = self.endpoint.answers.get(self.path, (404, b"404 page not found"))
        if callable(answer):
            with contextlib.suppress(OSError):  # whoever asked had enough
                answer(self)
            self.close_connection = True
            return
        status, body = answer
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        with contextlib.suppress(OSError):
            self.wfile.write(body)

    do_POST = do_GET  # noqa: N815 - the name that http.server calls

    def log_message(self, *_arguments: object) -> None:
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False


@contextlib.contextmanager
def endpoint_server(
    answers: Mapping[str, tuple[int, bytes] | Write] | None = None,
    port: int = 0,
    *,
    tls: tuple[Path, Path] | None = None,
) -> Iterator[Endpoint]:
    """Serve on loopback until the block ends; `tls` are the files of a certificate and its key."""
    endpoint = Endpoint(dict(answers or {}))
    handler = type("Handler", (Handler,), {"endpoint": endpoint})
    server = _Server(("127.0.0.1", port), handler)
    endpoint.port = server.server_address[1]
    if tls is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*tls)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), name="web", daemon=True)
    thread.start()
    try:
        yield endpoint
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def endless(handler: Handler) -> None:
    """Answer with a list that never ends."""
    handler.send_response(200)
    handler.end_headers()
    handler.wfile.write(b'{"data": [')
    while True:
        handler.wfile.write(b'{"id": "x"}, ' * 8000)


def huge(handler: Handler) -> None:
    """Announce 100 MB."""
    handler.send_response(200)
    handler.send_header("Content-Length", str(100 * 1000 * 1000))
    handler.end_headers()
    handler.wfile.write(b" " * 65536)


def hang_up(handler: Handler) -> None:
    """End the connection without a word."""
