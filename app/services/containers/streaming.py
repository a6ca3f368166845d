"""One endless answer over HTTP, read as it comes.

`http.client` hands chunks on one by one, and an engine sends a chunk for each line: 20,000 calls a
second for a busy log. Here whatever has arrived is taken at once.
"""

from __future__ import annotations

import contextlib
import http.client
import re
import socket
from collections.abc import Iterable, Iterator, Mapping
from email.utils import parsedate_to_datetime

from app.core.cancel import Cancel
from app.core.i18n import tr
from app.services.containers.adapter import HOST

Headers = Mapping[str, str] | http.client.HTTPMessage
MAX_REFUSAL = 64 * 1024
_READ = 32 * 1024
_PLAIN_SIZE = re.compile(rb"([0-9a-fA-F]{1,15})\r\n")
_LONGEST_SIZE = 1024
"""Bytes of the line before a chunk: its size, and extensions that nobody uses."""


class EngineStream:
    """The answer to one request on a socket of its own. `interrupt` may be called by any thread."""

    def __init__(self, sock: socket.socket, cancel: Cancel) -> None:
        self._sock = sock
        self._cancel = cancel
        self._response = http.client.HTTPResponse(sock, method="GET")

    @property
    def headers(self) -> Headers:
        """What the engine said first."""
        return self._response.headers

    @property
    def begun(self) -> float | None:
        """The engine's time when it began to answer, Unix seconds rounded down."""
        return date_of(self.headers)

    def ask(
        self,
        url: str,
        *,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        body: Iterable[bytes] | None = None,
    ) -> int:
        """Send the request, and a body in pieces; return the status of the answer."""
        lines = [f"{method} {url} HTTP/1.1", f"Host: {HOST}"]
        lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
        if body is not None:
            lines.append("Transfer-Encoding: chunked")
        self._sock.sendall("\r\n".join([*lines, "", ""]).encode("ascii"))
        if body is not None:
            self._send(body)
        self._response.begin()
        return self._response.status

    def _send(self, body: Iterable[bytes]) -> None:
        """Send a body; what refuses it early says why in its answer."""
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            for piece in body:
                self._sock.sendall(b"%x\r\n" % len(piece) + piece + b"\r\n")
            self._sock.sendall(b"0\r\n\r\n")

    def refusal(self) -> bytes:
        """Return why the status is no success."""
        return self._response.read(MAX_REFUSAL)

    def chunks(self) -> Iterator[bytes]:
        """Yield bytes as they come until the answer ends; Cancelled once cancelled.

        Raises http.client.IncompleteRead when it breaks off.
        """
        self._sock.settimeout(None)
        decode = Unchunked() if self._response.chunked else None
        while data := self._response.fp.read1(_READ):
            self._cancel.raise_if_cancelled()
            if decode is None:
                yield data
                continue
            if piece := decode.take(data):
                yield piece
            if decode.ended:
                break
        self._cancel.raise_if_cancelled()
        if decode is not None and not decode.ended:
            raise http.client.IncompleteRead(b"")

    def interrupt(self) -> None:
        """End what waits for it, at once."""
        with contextlib.suppress(OSError):
            self._sock.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Close the connection: the engine stops to answer."""
        self._response.close()
        self._sock.close()


class Unchunked:
    """Takes the framing of `Transfer-Encoding: chunked` off a stream."""

    def __init__(self) -> None:
        self.ended = False
        """Whether the last chunk came."""
        self._kept = b""
        """A size that is not whole yet."""
        self._left = 0
        """Bytes that the present chunk still has, its line end included."""

    def take(self, data: bytes) -> bytes:
        """Return the payload in `data`; HTTPException when it is not framed."""
        data, self._kept = self._kept + data, b""
        pieces: list[bytes] = []
        at, end = 0, len(data)
        while at < end and not self.ended:
            if self._left:
                stop = min(end, at + self._left)
                payload = min(stop, at + max(0, self._left - 2))
                pieces.append(data[at:payload])
                self._left -= stop - at
                at = stop
                continue
            if plain := _PLAIN_SIZE.match(data, at):
                size, at = int(plain[1], 16), plain.end()
                self.ended = size == 0
                self._left = size + 2
                continue
            line_end = data.find(b"\n", at, at + _LONGEST_SIZE)
            if line_end < 0:
                if end - at >= _LONGEST_SIZE:
                    raise http.client.HTTPException(tr("a chunk has no size"))
                self._kept = data[at:]
                break
            size = _size(data[at:line_end])
            at = line_end + 1
            self.ended = size == 0
            self._left = size + 2
        return b"".join(pieces)


def date_of(headers: Headers) -> float | None:
    """Return the time of an answer's Date, Unix seconds."""
    try:
        return parsedate_to_datetime(headers.get("Date", "")).timestamp()
    except (ValueError, OverflowError):
        return None


def _size(line: bytes) -> int:
    digits = line.split(b";")[0].strip()
    if not digits or not set(digits) <= set(b"0123456789abcdefABCDEF") or len(digits) > 15:
        raise http.client.HTTPException(tr("a chunk has no size"))
    return int(digits, 16)
