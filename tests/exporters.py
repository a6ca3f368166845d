"""HTTP servers on loopback that answer as exporters do, well or badly."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator

Answer = Callable[[socket.socket, bytes], object]
"""`answer(sock, request)` sends what it likes; the connection is closed when it returns."""


def page(
    body: bytes, content_type: str = "text/plain; version=0.0.4", status: str = "200 OK"
) -> Answer:
    """Answer every request with the same page."""

    def answer(sock: socket.socket, _request: bytes) -> None:
        lines = (
            f"HTTP/1.1 {status}",
            f"Content-Type: {content_type}",
            f"Content-Length: {len(body)}",
        )
        sock.sendall("\r\n".join((*lines, "", "")).encode() + body)

    return answer


def pages(by_path: dict[str, bytes]) -> Answer:
    """Answer each path with its own page, any other with 404."""

    def answer(sock: socket.socket, request: bytes) -> None:
        path = request.split(b" ", 2)[1].decode()
        found = by_path.get(path)
        reply = page(b"no", status="404 Not Found") if found is None else page(found)
        reply(sock, request)

    return answer


class Exporter:
    """A server whose answer a test may change; counts its requests."""

    def __init__(self, answer: Answer, port: int = 0) -> None:
        self.answer = answer
        self.requests: list[bytes] = []
        self.stopped = threading.Event()
        self._opened: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", port))
        self.port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, name="exporter", daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            self._opened.append(sock)
            threading.Thread(target=self._one, args=(sock,), daemon=True).start()

    def _one(self, sock: socket.socket) -> None:
        with sock, contextlib.suppress(OSError):
            request = b""
            while b"\r\n\r\n" not in request:
                data = sock.recv(65536)
                if not data:
                    return
                request += data
            head, _, body = request.partition(b"\r\n\r\n")
            length = next(
                (
                    int(line.split(b":")[1])
                    for line in head.split(b"\r\n")
                    if line.lower().startswith(b"content-length")
                ),
                0,
            )
            while len(body) < length:
                data = sock.recv(65536)
                if not data:
                    return
                body += data
            self.requests.append(head + b"\r\n\r\n" + body)
            self.answer(sock, request)

    def close(self) -> None:
        """Stop listening; answers under way end."""
        self.stopped.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(5)
        for sock in self._opened:  # a client that is gone need not have said so
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)


@contextlib.contextmanager
def exporter(answer: Answer, port: int = 0) -> Iterator[Exporter]:
    """Serve until the block ends."""
    server = Exporter(answer, port)
    try:
        yield server
    finally:
        server.close()
