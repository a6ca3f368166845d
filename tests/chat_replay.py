"""A small HTTP server on loopback that answers questions to a model as a test says."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from app.services.serving.completions import LocalAddress


@dataclass
class Reply:
    """One answer: its body in pieces; a piece that is called is waited for."""

    pieces: tuple[bytes | Callable[[], object], ...] = ()
    status: int = 200
    kind: str = "text/event-stream"
    whole: bool = True
    """Whether its end is told; otherwise the connection just ends."""


@dataclass
class ChatReplay:
    """What is answered, and what was asked."""

    port: int
    replies: list[Reply] = field(default_factory=list)
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)

    @property
    def address(self) -> LocalAddress:
        return LocalAddress(f"http://127.0.0.1:{self.port}/v1")

    def answer(self, *pieces: bytes | Callable[[], object], **how: Any) -> None:
        self.replies.append(Reply(pieces, **how))


def event(chunk: object) -> bytes:
    return b"data: " + json.dumps(chunk).encode() + b"\n\n"


def delta(finish: str | None = None, **fields: Any) -> dict[str, Any]:
    return {"choices": [{"index": 0, "delta": fields, "finish_reason": finish}]}


@contextmanager
def chat_replay() -> Iterator[ChatReplay]:
    """Serve until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            size = int(self.headers["Content-Length"])
            replay.asked.append(json.loads(self.rfile.read(size)))
            replay.keys.append(self.headers["Authorization"])
            reply = replay.replies.pop(0) if len(replay.replies) > 1 else replay.replies[0]
            self.send_response(reply.status)
            self.send_header("Content-Type", reply.kind)
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            for piece in reply.pieces:
                if callable(piece):
                    piece()
                    continue
                self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
                self.wfile.flush()
            if reply.whole:
                self.wfile.write(b"0\r\n\r\n")
            else:
                self.close_connection = True

        def log_message(self, *_arguments: object) -> None:
            pass

        def handle(self) -> None:
            with suppress(ConnectionError):
                super().handle()

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_arguments: object) -> None:
            pass

    server = Server(("127.0.0.1", 0), Handler)
    replay = ChatReplay(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), name="chat", daemon=True)
    thread.start()
    try:
        yield replay
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
