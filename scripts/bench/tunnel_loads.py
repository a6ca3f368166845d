"""What clients do to a forwarded port in the tunnel benchmark, and what it costs."""

from __future__ import annotations

import contextlib
import hashlib
import os
import random
import selectors
import socket
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from scripts.bench.tunnel_contenders import Contender
from scripts.bench.tunnel_ends import (
    DOWNLOAD,
    ECHO,
    GO,
    PIECE,
    READY,
    UPLOAD,
    file_of_bytes,
    request,
    send_file,
)

MEGABYTE = 1024 * 1024
GIGABYTE = 1024 * MEGABYTE
TOTAL = 192 * MEGABYTE
"""Bytes of one run: CPU is counted in hundredths of a second."""
LIMIT = 120.0
ResultT = TypeVar("ResultT")


@dataclass(frozen=True, slots=True)
class Run:
    """One transfer."""

    megabytes_per_s: float
    cpu_s_per_gb: float


def warm_up(running: Sequence[Contender]) -> None:
    """Let everybody allocate and import what the first bytes need."""
    for each in running:
        for kind, move in (("download", download), ("upload", upload)):
            with _ready(each.port, kind, 8 * MEGABYTE) as client:
                move([client], 8 * MEGABYTE)


def in_turn(
    running: Sequence[Contender], kind: str, streams: int, rounds: int
) -> dict[str, list[Run]]:
    """Run one kind of load with each contender in turn, `rounds` times."""
    results: dict[str, list[Run]] = {each.name: [] for each in running}
    move = download if kind == "download" else upload
    for number in range(rounds):
        for each in _rotated(running, number):
            share = TOTAL // streams // (4 if each.slow else 1)
            with contextlib.ExitStack() as stack:
                clients = [
                    stack.enter_context(_ready(each.port, kind, share)) for _ in range(streams)
                ]
                cpu, began = each.cpu_s(), time.perf_counter()
                move(clients, share)
                seconds = time.perf_counter() - began
                gigabytes = share * streams / GIGABYTE
                results[each.name].append(
                    Run(1024 * gigabytes / seconds, (each.cpu_s() - cpu) / gigabytes)
                )
    return results


def interleave(
    running: Sequence[Contender], measure: Callable[[int], float], times: int
) -> dict[str, list[float]]:
    """Measure each contender's port in turn."""
    results: dict[str, list[float]] = {each.name: [] for each in running}
    for number in range(times):
        for each in _rotated(running, number):
            results[each.name].append(measure(each.port))
    return results


def connect_ms(port: int) -> float:
    """Connect, send one byte and get it back."""
    began = time.perf_counter()
    with _dial(port) as connection:
        connection.sendall(request(ECHO) + b"x")
        _read(connection, 1)
        return 1000 * (time.perf_counter() - began)


def burst_ms(port: int) -> float:
    """Do that 64 times at once and return how long the slowest took."""
    return max(together(64, lambda: connect_ms(port)))


def round_trips(running: Sequence[Contender], times: int) -> dict[str, list[float]]:
    """Send one byte to and fro on an open connection."""
    with contextlib.ExitStack() as stack:
        opened = {each.port: stack.enter_context(_dial(each.port)) for each in running}
        for connection in opened.values():
            connection.sendall(request(ECHO))

        def trip(port: int) -> float:
            began = time.perf_counter()
            opened[port].sendall(b"x")
            _read(opened[port], 1)
            return 1000 * (time.perf_counter() - began)

        return interleave(running, trip, times)


def hold_many(contender: Contender, count: int) -> tuple[int, int]:
    """Open `count` connections; return how many are served together, and the threads it takes."""
    served = 0
    with contextlib.ExitStack() as stack:
        connections = []
        for number in range(count):
            connections.append(stack.enter_context(_dial(contender.port)))
            connections[-1].sendall(request(ECHO) + number.to_bytes(4, "big"))
        for number, connection in enumerate(connections):
            with contextlib.suppress(OSError):
                served += _read(connection, 4) == number.to_bytes(4, "big")
        return served, contender.process.num_threads()


def check_bytes(contender: Contender, *, streams: int, megabytes: int) -> tuple[int, int]:
    """Transfer random bytes in several ways; return how many came wrong, and of how many."""
    port, size = contender.port, megabytes * MEGABYTE
    results = together(streams, lambda: _echoed(port, size))
    results += together(2, lambda: _echoed(port, size // 4, slowly=True))
    results += together(4, lambda: _half_closed(port, size // 4))
    return results.count(False), len(results)


def idle_cost(contender: Contender, seconds: float) -> tuple[float, float]:
    """Return CPU in percent of a core and memory in MB while nothing happens."""
    time.sleep(5.0)
    cpu, began = contender.cpu_s(), time.perf_counter()
    time.sleep(seconds)
    used = 100 * (contender.cpu_s() - cpu) / (time.perf_counter() - began)
    return used, contender.process.memory_info().rss / MEGABYTE


def download(clients: Sequence[socket.socket], size: int) -> None:
    """Read `size` bytes from each of them, on one thread: this must cost little."""
    left, nowhere = {}, bytearray(PIECE)
    with selectors.DefaultSelector() as selector:
        for client in clients:
            client.sendall(GO)
            client.setblocking(False)
            selector.register(client, selectors.EVENT_READ)
            left[client] = size
        while left:
            for key, _events in selector.select(LIMIT):
                assert isinstance(key.fileobj, socket.socket)
                count = key.fileobj.recv_into(nowhere, PIECE, socket.MSG_TRUNC)
                left[key.fileobj] -= count
                if count == 0 or left[key.fileobj] < 0:
                    raise SystemExit(f"{left[key.fileobj]} bytes are missing")
                if left[key.fileobj] == 0:
                    selector.unregister(key.fileobj)
                    del left[key.fileobj]


def upload(clients: Sequence[socket.socket], size: int) -> None:
    """Send `size` bytes to each of them and wait until they arrived."""
    content = file_of_bytes()

    def send(client: socket.socket) -> None:
        client.settimeout(None)
        client.sendall(GO)
        send_file(client, content, size)
        _read(client, 1)

    left = list(clients)
    try:
        together(len(clients), lambda: send(left.pop()))
    finally:
        os.close(content)


def together(count: int, action: Callable[[], ResultT]) -> list[ResultT]:
    """Run an action on several threads and return what each returned; the first error ends it."""
    results: list[ResultT] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            results.append(action())
        except BaseException as error:  # noqa: BLE001 - raised again below
            errors.append(error)

    threads = [threading.Thread(target=run, daemon=True) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(LIMIT)
    if errors:
        raise errors[0]
    if len(results) < count:
        raise SystemExit(f"{count - len(results)} of {count} clients are stuck")
    return results


def _echoed(port: int, size: int, *, slowly: bool = False) -> bool:
    """Whether random bytes come back as they went, in the same order."""
    sent, got = hashlib.blake2b(), hashlib.blake2b()
    with _dial(port) as connection:

        def send() -> None:
            connection.sendall(request(ECHO))
            left = size
            while left:
                data = os.urandom(min(left, random.randint(1, 4 * 65_536)))
                sent.update(data)
                connection.sendall(data)
                left -= len(data)
            connection.shutdown(socket.SHUT_WR)

        sender = threading.Thread(target=send, daemon=True)
        sender.start()
        while data := connection.recv(random.randint(1, 4 * 65_536)):
            got.update(data)
            if slowly:
                time.sleep(0.002)
        sender.join(LIMIT)
    return sent.digest() == got.digest()


def _half_closed(port: int, size: int) -> bool:
    """Whether everything comes back after this side said that it is done."""
    data = os.urandom(size)
    with _dial(port) as connection:

        def send() -> None:
            connection.sendall(request(ECHO) + data)
            connection.shutdown(socket.SHUT_WR)

        threading.Thread(target=send, daemon=True).start()
        return _read(connection, size) == data and connection.recv(1) == b""


def _rotated(running: Sequence[Contender], by: int) -> list[Contender]:
    """Return them beginning with another one each round: none always comes first."""
    by %= len(running)
    return [*running[by:], *running[:by]]


def _ready(port: int, kind: str, size: int) -> socket.socket:
    """Return a connection whose server waits for the word to go."""
    client = _dial(port)
    client.sendall(request(DOWNLOAD if kind == "download" else UPLOAD, size))
    _read(client, len(READY))
    return client


def _dial(port: int) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port), timeout=LIMIT)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def _read(connection: socket.socket, size: int) -> bytes:
    parts = bytearray()
    while len(parts) < size:
        data = connection.recv(size - len(parts))
        if not data:
            raise OSError("the connection ended early")
        parts += data
    return bytes(parts)
