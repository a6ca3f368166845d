"""Try the service behind an open tunnel: does it answer, what, and how fast."""

from __future__ import annotations

import contextlib
import http.client
import socket
import ssl
import threading
import time

from app.core.cancel import Cancel
from app.core.i18n import numeral, tr
from app.services.tunnels.address import HOST
from app.services.tunnels.api import CheckResult, TunnelSpec
from app.transport.tunnel.api import ForwardKind

LIMIT = 5.0
"""Seconds for the whole try."""
SILENT = 0.5
"""Seconds in which a service that is no web page would have hung up if nobody were there."""
NOTHING = tr("nothing answers there")
SILENT_THERE = tr("no answer within {seconds} s").format(seconds=numeral(LIMIT, grouped=False))
NO_HTTP = tr("speaks no HTTP")
LOGIN_PLACES = ("login", "signin", "sign-in", "/auth", "/sso")


def check(spec: TunnelSpec, local_port: int, cancel: Cancel | None = None) -> CheckResult:
    """Try the service once through its local port. Raises nothing but Cancelled."""
    began = time.monotonic()
    limit = Cancel()
    timer = threading.Timer(LIMIT, limit.cancel)  # a server may send a byte each second for ever
    timer.daemon = True
    try:
        with socket.create_connection((HOST, local_port), timeout=LIMIT) as sock:
            timer.start()
            end = sock.dup()  # TLS takes the first one over
            asked = cancel or Cancel()
            with end, _ending(limit, end), _ending(asked, end):
                result = _try(sock, spec, local_port, began)
        asked.raise_if_cancelled()
        return _failed(SILENT_THERE) if limit.cancelled else result
    except TimeoutError:
        return _failed(SILENT_THERE)
    except ConnectionRefusedError:
        return _failed(tr("the tunnel's own port does not answer"))
    except OSError as error:
        return _failed(NOTHING if isinstance(error, ConnectionError) else str(error))
    finally:
        timer.cancel()


def _try(sock: socket.socket, spec: TunnelSpec, port: int, began: float) -> CheckResult:
    if spec.kind is ForwardKind.SOCKS:
        return _try_socks(sock, began)
    if not spec.scheme:
        return _try_plain(sock, began)
    return _try_page(sock, spec, port, began)


def _try_page(sock: socket.socket, spec: TunnelSpec, port: int, began: float) -> CheckResult:
    """Ask for the page as a browser would, without any login."""
    more = ""
    connection = http.client.HTTPConnection(HOST, port, timeout=LIMIT)
    connection.sock = sock
    try:
        if spec.scheme == "https":
            connection.sock = wrapped = _trusting_any().wrap_socket(sock, server_hostname=HOST)
            more = f", {_certificate(wrapped)}"
        connection.request("GET", spec.path, headers={"Connection": "close"})
        answer = connection.getresponse()
    except (ConnectionError, http.client.RemoteDisconnected):
        return _failed(NOTHING)
    except ssl.SSLError:
        return _failed(tr("speaks no HTTPS; try http"))
    except http.client.HTTPException as error:
        https = str(error).startswith("\x15\x03")  # the beginning of a TLS alert
        return _failed(tr("speaks HTTPS, not HTTP") if https else NO_HTTP)
    seconds = time.monotonic() - began
    return CheckResult(
        ok=answer.status < 500,
        words=tr("answers {status} in {milliseconds}{more}").format(
            status=answer.status, milliseconds=_milliseconds(seconds), more=more
        ),
        at=time.time(),
        seconds=seconds,
        asks_login=_asks_login(answer),
    )


def _try_plain(sock: socket.socket, began: float) -> CheckResult:
    """See whether a service that is no web page takes the connection and keeps it."""
    sock.settimeout(SILENT)
    with contextlib.suppress(TimeoutError):
        if not sock.recv(1):
            return _failed(NOTHING)
    seconds = time.monotonic() - began
    return CheckResult(ok=True, words=tr("takes connections"), at=time.time(), seconds=seconds)


def _try_socks(sock: socket.socket, began: float) -> CheckResult:
    sock.settimeout(LIMIT)
    sock.sendall(b"\x05\x01\x00")
    if sock.recv(2) != b"\x05\x00":
        return _failed(tr("speaks no SOCKS5"))
    seconds = time.monotonic() - began
    words = tr("the proxy answers in {milliseconds}").format(milliseconds=_milliseconds(seconds))
    return CheckResult(ok=True, words=words, at=time.time(), seconds=seconds)


def _asks_login(answer: http.client.HTTPResponse) -> bool | None:
    """Whether a page without a login was refused or sent to one; None when that says nothing."""
    if answer.status in (401, 403, 407):
        return True
    if 300 <= answer.status < 400:
        place = (answer.getheader("Location") or "").casefold()
        return True if any(word in place for word in LOGIN_PLACES) else None
    return False if answer.status == 200 else None


def _trusting_any() -> ssl.SSLContext:
    """Return TLS without verification: the bytes come through the verified SSH session."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _certificate(sock: ssl.SSLSocket) -> str:
    """Say what kind of certificate was shown; it is not verified."""
    from cryptography import x509

    data = sock.getpeercert(binary_form=True)
    if data is None:
        return tr("no certificate")
    try:
        shown = x509.load_der_x509_certificate(data)
    except ValueError:
        return tr("certificate not readable")
    return "self-signed" if shown.issuer == shown.subject else tr("certificate not checked")


def _failed(words: str) -> CheckResult:
    return CheckResult(ok=False, words=words, at=time.time())


def _milliseconds(seconds: float) -> str:
    return (
        tr("{seconds} ms").format(seconds=numeral(seconds * 1000, grouped=False))
        if seconds >= 0.001
        else tr("< 1 ms")
    )


def _ending(cancel: Cancel, sock: socket.socket) -> contextlib.AbstractContextManager[None]:
    """End what waits for `sock` when `cancel` says so."""

    def end() -> None:
        with contextlib.suppress(OSError):
            sock.shutdown(socket.SHUT_RDWR)

    return cancel.on_cancel(end)
