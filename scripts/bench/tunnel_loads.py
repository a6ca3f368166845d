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
    PIECE,
    UPLOAD,
    file_of_bytes,
    request,
    send_file,
)

MEGABYTE = 1024 * 1024
GIGABYTE = 1024 * MEGABYTE
TOTAL = {1: 160 * MEGABYTE, 8: 160 * MEGABYTE, 64: 160 * MEGABYTE}
"""Bytes of one run by the number of streams: CPU is counted in hundredths of a second."""
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
        download(each.port, 2, 8 * MEGABYTE)
        upload(each.port, 2, 4 * MEGABYTE)


def in_turn(
    running: Sequence[Contender], kind: str, streams: int, rounds: int
) -> dict[str, list[Run]]:
    """Run one kind of load with each contender in turn, `rounds` times."""
    results: dict[str, list[Run]] = {each.name: [] for each in running}
    move = download if kind == "download" else upload
    for number in range(rounds):
        for each in _rotated(running, number):
            share = TOTAL[streams] // streams
            cpu, began = each.cpu_s(), time.perf_counter()
            move(each.port, streams, share)
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


def download(port: int, streams: int, size: int) -> None:
    """Read `size` bytes on each of several connections, on one thread: this must cost little."""
    with contextlib.ExitStack() as stack, selectors.DefaultSelector() as selector:
        left = {}
        for _ in range(streams):
            connection = stack.enter_context(_dial(port))
            connection.sendall(request(DOWNLOAD, size))
            connection.setblocking(False)
            selector.register(connection, selectors.EVENT_READ)
            left[connection] = size
        nowhere = bytearray(PIECE)
        while left:
            for key, _events in selector.select(LIMIT):
                assert isinstance(key.fileobj, socket.socket)
                count = key.fileobj.recv_into(nowhere, PIECE, socket.MSG_TRUNC)
                left[key.fileobj] -= count
                if count == 0 or left[key.fileobj] < 0:
                    raise SystemExit(f"{left[key.fileobj]} bytes are missing on port {port}")
                if left[key.fileobj] == 0:
                    selector.unregister(key.fileobj)
                    del left[key.fileobj]


def upload(port: int, streams: int, size: int) -> None:
    """Send `size` bytes on each of several connections and wait until they arrived."""
    content = file_of_bytes()

    def send() -> None:
        with _dial(port) as connection:
            connection.sendall(request(UPLOAD, size))
            connection.settimeout(None)
            send_file(connection, content, size)
            _read(connection, 1)

    try:
        together(streams, send)
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
