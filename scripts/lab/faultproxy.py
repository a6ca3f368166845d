"""A TCP proxy that misbehaves on demand: what `tc netem` would do, on kernels that lack it.

    with FaultProxy("127.0.0.1", node.port) as proxy:
        …                       # connect to proxy.port
        proxy.delay = 0.05      # each way, from now on
        proxy.stall()           # bytes wait; nobody is told
        proxy.go_on()

Everything may be changed while connections are open and counts for the next bytes.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
import threading
import time
from collections.abc import Coroutine
from typing import Any, TypeVar

from scripts.lab.network import inside

HOST = "127.0.0.1"
CHUNK = 64 * 1024
CHUNKS_HELD = 32
"""What one direction holds back before it reads no more, as a router would."""
SLICES = 50
"""Pieces a second that a bandwidth limit is cut into."""
ABORT = struct.pack("ii", 1, 0)

ResultT = TypeVar("ResultT")


class FaultProxy:
    """Forwards `port` of loopback to a target; attributes and methods make it fail.

    Attributes:
        delay: Seconds that every byte waits, in each direction.
        bytes_per_second: Limit for each direction of each connection; None: as fast as it goes.
    """

    def __init__(self, host: str, port: int, *, listen: int = 0, inside: int | None = None) -> None:
        """Describe it.

        Args:
            host: Where to forward to.
            port: The same.
            listen: The port that it opens; 0 takes any.
            inside: A process in whose network that port is, instead of this one's.
        """
        self.target = (host, port)
        self.port = listen
        self._inside = inside
        self.delay = 0.0
        self.bytes_per_second: float | None = None
        self._dropping = False
        self._flowing = asyncio.Event()
        self._flowing.set()
        self._listener: socket.socket | None = None
        self._serving: set[asyncio.Future[None]] = set()
        self._open: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="fault-proxy")
        self._thread.daemon = True

    def __enter__(self) -> FaultProxy:
        self._thread.start()
        self._run(self._listen())
        return self

    def __exit__(self, *_exception: object) -> None:
        self._run(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(30)
        self._loop.close()

    @property
    def connections(self) -> int:
        """Return how many connections are open."""
        return len(self._open) // 2

    def stall(self) -> None:
        """Hold every byte back, those of new connections too, until `go_on`."""
        self._loop.call_soon_threadsafe(self._flowing.clear)

    def drop(self) -> None:
        """Swallow every byte that comes, until `go_on`; connections stay open and get nothing."""
        self._dropping = True

    def refuse(self) -> None:
        """Close the port: new connections are refused until `go_on`; open ones live on."""
        self._run(self._stop_listening())

    def go_on(self) -> None:
        """End `stall`, `drop` and `refuse`; what was swallowed is lost."""
        self._dropping = False
        self._loop.call_soon_threadsafe(self._flowing.set)
        self._run(self._listen())

    def reset(self) -> None:
        """Cut all connections with a TCP reset; new ones are served."""
        self._run(self._close_all(reset=True))

    def close(self) -> None:
        """End all connections in order, as a server that stops; new ones are served."""
        self._run(self._close_all(reset=False))

    def _run(self, work: Coroutine[Any, Any, ResultT]) -> ResultT:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)

    async def _listen(self) -> None:
        if self._listener is None:
            here = contextlib.nullcontext() if self._inside is None else inside(self._inside)
            with here:
                self._listener = socket.create_server((HOST, self.port), backlog=512)
            self._listener.setblocking(False)
            self.port = self._listener.getsockname()[1]
            self._loop.add_reader(self._listener, self._accept, self._listener)

    async def _stop_listening(self) -> None:
        if self._listener is not None:
            self._loop.remove_reader(self._listener)
            self._listener.close()
            self._listener = None

    # Not asyncio's server: what it has accepted at the moment it is closed stays open.
    def _accept(self, listener: socket.socket) -> None:
        with contextlib.suppress(BlockingIOError, ConnectionError):
            client, _address = listener.accept()
            serving = asyncio.ensure_future(self._serve(client))
            self._serving.add(serving)
            serving.add_done_callback(self._serving.discard)

    async def _serve(self, client: socket.socket) -> None:
        reader, writer = await asyncio.open_connection(sock=client, limit=CHUNK)
        ends = [writer]
        self._open.add(writer)
        try:
            there, back = await asyncio.open_connection(*self.target, limit=CHUNK)
            ends.append(back)
            self._open.add(back)
            await asyncio.gather(self._pass_on(reader, back), self._pass_on(there, writer))
        except OSError:
            for end in ends:  # one side is gone, so is the other
                _end(end, reset=True)
        finally:
            self._open.difference_update(ends)
            for end in ends:
                _end(end, reset=False)

    async def _pass_on(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        """Pass one direction on; reading goes on while bytes wait for their time."""
        waiting: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(CHUNKS_HELD)
        delivering = asyncio.ensure_future(self._deliver(waiting, target))
        try:
            while data := await source.read(CHUNK):
                if not self._dropping:
                    await waiting.put((time.monotonic() + self.delay, data))
            await waiting.put((time.monotonic() + self.delay, b""))
            await delivering
        finally:
            delivering.cancel()

    async def _deliver(
        self, waiting: asyncio.Queue[tuple[float, bytes]], target: asyncio.StreamWriter
    ) -> None:
        while True:
            due, data = await waiting.get()
            await asyncio.sleep(due - time.monotonic())
            if not data:
                await self._flowing.wait()
                target.write_eof()
                return
            while data:
                await self._flowing.wait()
                rate = self.bytes_per_second
                piece = len(data) if rate is None else max(1, int(rate / SLICES))
                if rate is not None:
                    await asyncio.sleep(len(data[:piece]) / rate)
                target.write(data[:piece])
                await target.drain()
                data = data[piece:]

    async def _close_all(self, *, reset: bool) -> None:
        for writer in self._open:
            _end(writer, reset=reset)

    async def _end(self) -> None:
        await self._stop_listening()
        self._flowing.set()
        while self._serving:
            await self._close_all(reset=True)
            await asyncio.wait(self._serving, timeout=0.05)
        await asyncio.sleep(0.01)  # the sockets are closed in the next turns


def _end(writer: asyncio.StreamWriter, *, reset: bool) -> None:
    if not reset:
        writer.close()
        return
    with contextlib.suppress(OSError):
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, ABORT)
    writer.transport.abort()
