"""HTTP to a port of the node, through its session: nothing listens here, no tunnel is needed.

Each answer is limited in size and time, whatever the server does: Python's own HTTP client reads
from a pipe that counts bytes and seconds.
"""

from __future__ import annotations

import contextlib
import http.client
import io
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urljoin, urlsplit

from app.core.cancel import Cancel
from app.core.errors import (
    OutputTooLarge,
    RemoteError,
    SessionLost,
    SourceUnavailable,
    TimedOut,
)
from app.core.i18n import tr
from app.services.telemetry.api import Reading
from app.transport.api import Channel, Session

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

CONNECT_S = 2.0
READ_S = 5.0
"""Seconds of silence before an answer is given up."""
ANSWER_S = 15.0
"""Seconds for a whole answer, however steadily it drips."""
MAX_BODY = 8 * 1024 * 1024
MAX_REDIRECTS = 3
GIVE_UP = 3
"""Failures in a row before a server is taken for gone."""
_PIECE = 64 * 1024
_REDIRECTS = (301, 302, 303, 307, 308)


@dataclass(frozen=True, slots=True)
class Address:
    """Where to ask: `host` as the node sees it, `path` with its query."""

    port: int
    path: str = "/metrics"
    host: str = "127.0.0.1"

    def __str__(self) -> str:
        return f"{self.host}:{self.port}{self.path}"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said."""

    status: int
    content_type: str
    body: bytes

    @property
    def is_page(self) -> bool:
        """Whether it is a web page for people."""
        start = self.body[:512].lstrip().lower()
        return "html" in self.content_type or start.startswith((b"<!doctype", b"<html"))


def get(
    session: Session,
    address: Address,
    cancel: Cancel,
    *,
    patience_s: float | None = None,
) -> Answer:
    """Return what a server answers, redirects on the same host and port followed.

    `patience_s` are the seconds of silence that a hard question is worth, `READ_S` for any other.
    Raises TimedOut, OutputTooLarge, ChannelRefused when nothing listens there, SourceUnavailable
    when it does not speak HTTP, SessionLost, Cancelled.
    """
    for _ in range(MAX_REDIRECTS + 1):
        with exchange(session, address, cancel, patience_s=patience_s) as response:
            body = read_body(response, address, MAX_BODY)
            answer = Answer(response.status, response.headers.get_content_type(), body)
            target = response.headers.get("Location", "")
        if answer.status not in _REDIRECTS or not target:
            return answer
        address = _redirected(address, target)
    raise SourceUnavailable(tr("{address} redirects without end.").format(address=address))


def get_metrics(session: Session, address: Address, cancel: Cancel) -> bytes:
    """Return a page of metrics; SourceUnavailable when what answers has none.

    RemoteError while it is not ready yet: an engine loads its model.
    """
    answer = get(session, address, cancel)
    if answer.status in (401, 403):
        raise SourceUnavailable(tr("{address} asks for a login.").format(address=address))
    if answer.status == 503:
        raise RemoteError(tr("{address} is not ready.").format(address=address))
    if answer.status == 501:
        raise SourceUnavailable(
            tr("{address} keeps no metrics.").format(address=address),
            tr("llama.cpp does with --metrics."),
        )
    if answer.is_page:
        raise SourceUnavailable(
            tr("{address} answers with a web page, not with metrics.").format(address=address)
        )
    if answer.status != 200:
        raise SourceUnavailable(
            tr("{address} answers with status {status}.").format(
                address=address, status=answer.status
            )
        )
    return answer.body


def poll(cancel: Cancel, every_s: float, look: Callable[[], Reading]) -> Iterator[Reading]:
    """Yield what `look` returns, every so often; raises its error when it fails `GIVE_UP` times."""
    failures = GIVE_UP - 1  # the first look has to succeed
    while True:
        due = time.monotonic() + every_s
        try:
            reading = look()
        except (RemoteError, SourceUnavailable):
            failures += 1
            if failures >= GIVE_UP:
                raise
        else:
            failures = 0
            yield reading
        if cancel.wait(max(0.0, due - time.monotonic())):
            cancel.raise_if_cancelled()


class Ports(Protocol):
    """What opens ports of a node: a session, or one with something on top."""

    def open_tcp(self, port: int, host: str = ..., *, timeout: float = ...) -> Channel:
        """Connect to a TCP port as seen from the node."""
        ...


@contextlib.contextmanager
def exchange(
    ports: Ports,
    address: Address,
    cancel: Cancel,
    *,
    method: str = "GET",
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    limit: int | None = MAX_BODY,
    patience_s: float | None = None,
) -> Iterator[http.client.HTTPResponse]:
    """Send a request and hand over its response to read from; no `limit`, no end, as of a stream.

    Raises what `get` does, also out of the reading inside the `with` block.
    """
    cancel.raise_if_cancelled()
    channel = ports.open_tcp(address.port, address.host, timeout=CONNECT_S)
    connection = http.client.HTTPConnection(address.host, address.port)
    sock = _Socket(channel, _Reader(channel, address, limit, patience_s))
    connection.sock = sock  # all that it asks of a socket
    try:
        with cancel.on_cancel(channel.close):
            connection.request(
                method, address.path, body, {"Connection": "close"} | dict(headers or {})
            )
            yield connection.getresponse()
    except (RemoteError, SessionLost):
        raise
    except TimeoutError as error:
        cancel.raise_if_cancelled()
        raise TimedOut(tr("{address} did not answer in time.").format(address=address)) from error
    except (http.client.HTTPException, OSError, ValueError) as error:
        cancel.raise_if_cancelled()
        raise SourceUnavailable(
            tr("{address} broke off or does not speak HTTP.").format(address=address)
        ) from error
    finally:
        connection.close()
        channel.close()


def read_body(response: http.client.HTTPResponse, address: Address, limit: int) -> bytes:
    """Return the whole body; OutputTooLarge beyond `limit`, before memory is taken for it."""
    if (response.length or 0) > limit:
        raise _too_large(address, limit)
    # A size is given to chunks only: with it, a body that is cut off would seem whole.
    body = response.read(limit + 1) if response.chunked else response.read()
    if len(body) > limit:
        raise _too_large(address, limit)
    return body


def _redirected(address: Address, target: str) -> Address:
    """Return where a redirect leads: another path of the same server, nowhere else."""
    here = f"http://{address.host}:{address.port}{address.path}"
    try:
        url = urlsplit(urljoin(here, target))
        same = url.scheme == "http" and (url.hostname, url.port or 80) == (
            address.host.lower(),
            address.port,
        )
    except ValueError:
        same = False
    if not same or not target.isprintable() or " " in target:
        raise SourceUnavailable(
            tr("{address} redirects to another server, which is not followed.").format(
                address=address
            )
        )
    return replace(address, path=url.path + (f"?{url.query}" if url.query else ""))


def _too_large(address: Address, limit: int) -> OutputTooLarge:
    return OutputTooLarge(
        tr("{address} answers with more than {limit} MiB.").format(
            address=address, limit=limit // (1024 * 1024)
        )
    )


class _Socket:
    """A channel as the socket that `http.client` writes to and makes its file of."""

    def __init__(self, channel: Channel, reader: io.RawIOBase) -> None:
        self._channel = channel
        self._reader = reader

    def sendall(self, data: bytes) -> None:
        """Send the request."""
        self._channel.settimeout(READ_S)
        view = memoryview(data)
        while view:
            view = view[self._channel.send(bytes(view)) :]

    def makefile(self, *_mode: object, **_options: object) -> io.BufferedReader:
        """Return what the response is read from."""
        return io.BufferedReader(self._reader, _PIECE)

    def close(self) -> None:
        """Leave the channel open: the response is still being read."""


class _Reader(io.RawIOBase):
    """The bytes of a channel, within the limits of size and time."""

    def __init__(
        self, channel: Channel, address: Address, limit: int | None, patience_s: float | None
    ) -> None:
        super().__init__()
        self._channel = channel
        self._address = address
        self._limit = limit or 0
        self._left = None if limit is None else limit + _PIECE  # its headers are not counted
        self._silence_s = patience_s or READ_S
        answer_s = max(ANSWER_S, patience_s or 0.0)
        self._until = None if limit is None else time.monotonic() + answer_s

    def readable(self) -> bool:
        """Say so."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Read some bytes."""
        view = memoryview(buffer).cast("B")
        self._channel.settimeout(self._patience())
        data = self._channel.recv(len(view))
        if self._left is not None:
            self._left -= len(data)
            if self._left < 0:
                raise _too_large(self._address, self._limit)
        view[: len(data)] = data
        return len(data)

    def _patience(self) -> float:
        if self._until is None:
            return self._silence_s
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimedOut(tr("{address} did not answer in time.").format(address=self._address))
        return min(self._silence_s, left)
