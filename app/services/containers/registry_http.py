"""One answer of a web server to a node: over the node's session, certificates verified here."""

from __future__ import annotations

import contextlib
import functools
import http.client
import io
import socket
import ssl
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from app.core.cancel import Cancel
from app.core.errors import OutputTooLarge, RemoteError, TimedOut
from app.core.i18n import tr
from app.core.said import said
from app.services.containers.sockets import connect_tcp
from app.transport.api import Session

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

MAX_ANSWER = 4 * 1024 * 1024
ANSWER_S = 20.0
"""Seconds for one answer, however steadily it drips."""
SILENCE_S = 10.0


class NoTls(Exception):
    """What answers does not speak TLS."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said; the names of headers are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


def fetch(
    session: Session,
    url: str,
    headers: Mapping[str, str],
    cancel: Cancel,
    *,
    trusted: ssl.SSLContext | None = None,
    method: str = "GET",
) -> Answer:
    """Return one answer, limited in size and time; redirects are answers, too."""
    cancel.raise_if_cancelled()
    parts = urlsplit(url)
    host, is_secure = parts.hostname or "", parts.scheme == "https"
    port = parts.port or (443 if is_secure else 80)
    path = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
    where = host if port in (80, 443) else f"{host}:{port}"
    with contextlib.ExitStack() as stack:
        sock = stack.enter_context(connect_tcp(session, host, port))
        stack.enter_context(cancel.on_cancel(functools.partial(_shut, sock)))
        stack.enter_context(_told(where, cancel))
        sock.settimeout(SILENCE_S)
        if is_secure:
            context = trusted or _authorities()
            sock = context.wrap_socket(sock, server_hostname=host, do_handshake_on_connect=False)
            stack.enter_context(sock)
            stack.enter_context(cancel.on_cancel(functools.partial(_shut, sock)))
            _shake_hands(sock)
        connection = http.client.HTTPConnection(host, port)
        connection.sock = _Limited(sock)
        connection.request(method, path, headers=dict(headers))
        response = connection.getresponse()
        body = response.read()
        return Answer(
            response.status, {name.lower(): text for name, text in response.headers.items()}, body
        )


@contextlib.contextmanager
def _told(where: str, cancel: Cancel) -> Iterator[None]:
    """Tell what sockets, TLS and HTTP raise in our own errors."""
    try:
        yield
    except NoTls:
        cancel.raise_if_cancelled()
        raise
    except ssl.SSLCertVerificationError as error:
        reason = said(error.verify_message or tr("it cannot be verified"))
        raise RemoteError(
            tr("The certificate of {where} is not trusted here: {reason}.").format(
                where=where, reason=reason
            )
        ) from error
    except TimeoutError as error:
        cancel.raise_if_cancelled()
        raise TimedOut(tr("{where} did not answer in time.").format(where=where)) from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        cancel.raise_if_cancelled()
        raise RemoteError(
            tr("{where} broke off or does not speak HTTP.").format(where=where)
        ) from error


class _Limited:
    """A socket whose answer is limited; what `http.client` needs of one."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock

    def sendall(self, data: bytes) -> None:
        """Send the request."""
        self._sock.sendall(data)

    def makefile(self, *_mode: object, **_options: object) -> io.BufferedReader:
        """Return what the answer is read from."""
        return io.BufferedReader(_Reader(self._sock))

    def close(self) -> None:
        """Leave it open: the answer is still read."""


class _Reader(io.RawIOBase):
    """The bytes of a socket, as many and as long as one answer may have."""

    def __init__(self, sock: socket.socket) -> None:
        super().__init__()
        self._sock = sock
        self._left = MAX_ANSWER
        self._until = time.monotonic() + ANSWER_S

    def readable(self) -> bool:
        """Say so."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Read some bytes."""
        left_s = self._until - time.monotonic()
        if left_s <= 0:
            raise TimeoutError
        self._sock.settimeout(min(SILENCE_S, left_s))
        count = self._sock.recv_into(buffer)
        self._left -= count
        if self._left < 0:
            raise OutputTooLarge(tr("The registry answers with more than any list or image has."))
        return count


def _shake_hands(sock: ssl.SSLSocket) -> None:
    """Begin TLS; NoTls when the other end does not speak it."""
    try:
        sock.do_handshake()
    except (ssl.SSLCertVerificationError, ssl.SSLEOFError):
        raise
    except ssl.SSLError as error:
        raise NoTls from error


def _shut(sock: socket.socket) -> None:
    """End what waits for a socket. TLS is passed by: its own way is not for a second thread."""
    with contextlib.suppress(OSError):
        socket.socket.shutdown(sock, socket.SHUT_RDWR)


@functools.cache
def _authorities() -> ssl.SSLContext:
    """Return who is trusted: this computer's authorities, and Mozilla's, which `requests` has."""
    from requests import certs

    context = ssl.create_default_context()
    context.load_verify_locations(certs.where())  # type: ignore[attr-defined]
    return context
