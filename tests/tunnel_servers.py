"""Small servers on loopback, which the lab's sshd forwards to, and clients of a forward."""

from __future__ import annotations

import contextlib
import hashlib
import os
import random
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass

Handler = Callable[[socket.socket], object]
LIMIT = 30.0


@dataclass(frozen=True)
class Duplex:
    """What one client sent and got back."""

    sent: str
    got: str
    size: int


@contextlib.contextmanager
def serve(handler: Handler, host: str = "127.0.0.1") -> Iterator[int]:
    """Run `handler` on a thread per connection; yield the port."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, 0), family=family, backlog=512) as listener:
        opened: list[tuple[socket.socket, threading.Thread]] = []

        def answer(connection: socket.socket) -> None:
            with contextlib.suppress(OSError), connection:
                handler(connection)

        def accept() -> None:
            while True:
                try:
                    connection, _address = listener.accept()
                except OSError:
                    return
                connection.settimeout(LIMIT)
                answering = threading.Thread(target=answer, args=(connection,), daemon=True)
                opened.append((connection, answering))
                answering.start()

        acceptor = threading.Thread(target=accept, name="test-server", daemon=True)
        acceptor.start()
        yield int(listener.getsockname()[1])
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        acceptor.join(30)
        for connection, answering in opened:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)  # wakes its thread, which closes it
            answering.join(30)


def echo(connection: socket.socket) -> None:
    """Send everything back, then close."""
    while data := connection.recv(65_536):
        connection.sendall(data)
    connection.shutdown(socket.SHUT_WR)


def reply_at_end(connection: socket.socket) -> None:
    """Read all that comes, then answer with its hash: what half-closing clients wait for."""
    digest = hashlib.sha256()
    while data := connection.recv(65_536):
        digest.update(data)
    connection.sendall(digest.hexdigest().encode() * 3000)


def blob(size: int) -> Handler:
    """Send `size` bytes of a fixed pattern to whoever comes, then close."""
    payload = pattern(size)

    def send(connection: socket.socket) -> None:
        connection.sendall(payload)

    return send


def pattern(size: int) -> bytes:
    """Return bytes that repeat nowhere near."""
    return random.Random(7).randbytes(size)


def dial(port: int, timeout: float = LIMIT) -> socket.socket:
    """Connect to a local port."""
    return socket.create_connection(("127.0.0.1", port), timeout=timeout)


def read_all(connection: socket.socket) -> bytes:
    """Return everything up to the end."""
    parts = []
    while data := connection.recv(262_144):
        parts.append(data)
    return b"".join(parts)


def fetch(port: int) -> bytes:
    """Return what a server sends to whoever comes."""
    with dial(port) as connection:
        return read_all(connection)


def ask(port: int, words: bytes = b"ping", timeout: float = LIMIT) -> bytes:
    """Send `words` through an echo server and return as many bytes."""
    with dial(port, timeout) as connection:
        connection.sendall(words)
        got = b""
        while len(got) < len(words):
            data = connection.recv(len(words) - len(got))
            if not data:
                return got
            got += data
        return got


def answers(port: int, timeout: float = 5.0) -> bool:
    """Tell whether an echo server answers through a local port."""
    try:
        return ask(port, b"ping", timeout) == b"ping"
    except OSError:
        return False


def duplex(port: int, size: int) -> Duplex:
    """Send random bytes while reading them back from an echo server."""
    sent, got, count = hashlib.sha256(), hashlib.sha256(), 0
    with dial(port) as connection:

        def send() -> None:
            left = size
            while left:
                data = os.urandom(min(left, random.randint(1, 300_000)))
                connection.sendall(data)
                sent.update(data)
                left -= len(data)
            connection.shutdown(socket.SHUT_WR)

        sender = threading.Thread(target=send, daemon=True)
        sender.start()
        while data := connection.recv(random.randint(1, 300_000)):
            got.update(data)
            count += len(data)
        sender.join(LIMIT)
    return Duplex(sent.hexdigest(), got.hexdigest(), count)


def together(count: int, action: Callable[[], object]) -> list[object]:
    """Run `action` on `count` threads at once and return what each returned or raised."""
    results: list[object] = []

    def run() -> None:
        try:
            results.append(action())
        except Exception as error:  # noqa: BLE001 - the test looks at it
            results.append(error)

    threads = [threading.Thread(target=run, daemon=True) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(LIMIT)
    return results
