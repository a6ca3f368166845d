"""Reach an SSH server: look its name up, connect, exchange keys. Nothing is trusted yet."""

from __future__ import annotations

import errno
import socket
import threading
import time

import paramiko

from app.core.cancel import Cancel
from app.core.errors import ConnectError, HostNotFound, HostUnreachable, NotAnSshServer
from app.core.i18n import tr
from app.transport.ssh.transport import SafeTransport, wait_writable

RESOLVE_TIMEOUT = 10.0
CONNECT_TIMEOUT = 10.0
NEGOTIATE_TIMEOUT = 15.0
ASK_AGAIN = 0.7
"""Seconds without an answer before the same address is asked once more."""
TURNED_AWAY = ("Exceeded MaxStartups", "Not allowed at this time")
"""What OpenSSH says in place of its greeting."""

Address = tuple[socket.AddressFamily, tuple[str, int] | tuple[str, int, int, int]]


def resolve(host: str, port: int, cancel: Cancel) -> list[Address]:
    """Look a name up in a thread of its own: the system's resolver cannot be interrupted."""
    answer: list[list[Address]] = []
    failure: list[OSError | UnicodeError] = []
    finished = threading.Event()

    def look_up() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answer.append([(family, sockaddr) for family, _t, _p, _c, sockaddr in found])  # type: ignore[misc]
        except (OSError, UnicodeError) as error:
            failure.append(error)
        finished.set()

    threading.Thread(target=look_up, name="resolve", daemon=True).start()
    with cancel.on_cancel(finished.set):
        in_time = finished.wait(RESOLVE_TIMEOUT)
    cancel.raise_if_cancelled()
    if answer and answer[0]:
        return _usable(host, answer[0])
    hint = tr("Check the spelling and that the machine is on; an IP address works without names.")
    if is_mdns(host):
        hint = tr(
            "The machine may be off, still starting (3 to 4 minutes after first "
            "boot), or on a network that blocks mDNS; its IP address works without "
            "it."
        )
    if not in_time:
        raise HostNotFound(
            tr("The name {host} was not resolved within 10 s.").format(host=host), hint
        )
    raise HostNotFound(tr("The name {host} is not known.").format(host=host), hint) from (
        failure[0] if failure else None
    )


def is_mdns(host: str) -> bool:
    """Whether a name is answered by the machine itself."""
    return host.lower().rstrip(".").endswith(".local")


def _usable(host: str, found: list[Address]) -> list[Address]:
    """IPv4 first: .local names often answer with link-local IPv6 addresses that lack a scope."""
    ordered = sorted(found, key=lambda item: item[0] != socket.AF_INET)
    if is_mdns(host) and ordered[0][0] == socket.AF_INET:
        return [item for item in ordered if item[0] == socket.AF_INET]
    return ordered


def connect(
    host: str, port: int, addresses: list[Address], cancel: Cancel
) -> tuple[socket.socket, str]:
    """Connect to the first address that answers; return the socket and the IP address."""
    deadline = time.monotonic() + CONNECT_TIMEOUT
    last: OSError | None = None
    for index, (family, sockaddr) in enumerate(addresses):
        left = deadline - time.monotonic()
        share = left if index == len(addresses) - 1 else left / 2
        try:
            return _connect_one(family, sockaddr, share, cancel), sockaddr[0]
        except OSError as error:
            last = error
    raise _unreachable(tr("{host} port {port}").format(host=host, port=port), last) from last


def _connect_one(
    family: socket.AddressFamily, sockaddr: tuple[object, ...], limit: float, cancel: Cancel
) -> socket.socket:
    """Connect without blocking, looking at `cancel` ten times a second.

    A question that is lost is asked again by a second socket soon: the system alone would wait
    longer each time, and notice late that the way is open again.
    """
    deadline = time.monotonic() + limit
    asked: list[socket.socket] = []
    ask_at = 0.0
    try:
        while not asked or time.monotonic() < deadline:
            cancel.raise_if_cancelled()
            if time.monotonic() >= ask_at:
                asked.append(_ask(family, sockaddr))
                ask_at = time.monotonic() + ASK_AGAIN
            newest = asked[-1]
            for sock in asked:
                if wait_writable(sock, 0.1 if sock is newest else 0.0):
                    _settle(sock)
                    asked.remove(sock)
                    return sock
        raise TimeoutError(errno.ETIMEDOUT, "no answer")
    finally:
        for left in asked:
            left.close()


def _ask(family: socket.AddressFamily, sockaddr: tuple[object, ...]) -> socket.socket:
    """Begin to connect."""
    sock = socket.socket(family, socket.SOCK_STREAM)
    sock.setblocking(False)
    code = sock.connect_ex(sockaddr)
    if code not in (0, errno.EINPROGRESS, errno.EWOULDBLOCK, getattr(errno, "WSAEWOULDBLOCK", 0)):
        sock.close()
        raise OSError(code, "connect")
    return sock


def _settle(sock: socket.socket) -> None:
    """Make a socket that answered ready for use; raise OSError when the answer was no."""
    code = sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
    if code:
        raise OSError(code, "connect")
    sock.setblocking(True)
    # Nagle and delayed acknowledgements together cost 40 ms per small request.
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)


def _unreachable(where: str, error: OSError | None) -> HostUnreachable:
    code = error.errno if error is not None else None
    if code in (errno.ECONNREFUSED, getattr(errno, "WSAECONNREFUSED", -1)):
        return HostUnreachable(
            tr("{where} refuses the connection.").format(where=where),
            tr("The machine is on, but no SSH server listens on that port."),
        )
    if code == errno.ETIMEDOUT or isinstance(error, TimeoutError):
        return HostUnreachable(
            tr("{where} does not answer.").format(where=where),
            tr("The machine may be off or asleep, or a firewall drops it."),
        )
    if code in (errno.ENETUNREACH, errno.EHOSTUNREACH):
        return HostUnreachable(
            tr("There is no route to {where}.").format(where=where),
            tr("Check that both are on the same network or VPN."),
        )
    return HostUnreachable(
        tr("{where} cannot be reached: {error}.").format(where=where, error=error)
    )


def negotiate(host: str, port: int, transport: SafeTransport, cancel: Cancel) -> paramiko.PKey:
    """Exchange keys and return the one that the server proved to have."""
    started = threading.Event()
    transport.start_client(event=started)
    deadline = time.monotonic() + NEGOTIATE_TIMEOUT
    while not started.wait(0.05):
        cancel.raise_if_cancelled()
        if time.monotonic() >= deadline:
            raise _silent(host, port)
    cancel.raise_if_cancelled()
    if not transport.is_active():
        raise _not_agreed(host, port, transport) from transport.get_exception()
    try:
        return transport.get_remote_server_key()
    except paramiko.SSHException as error:  # gone again, right after the key exchange
        cancel.raise_if_cancelled()
        raise _closed_at_once(host, port) from error


def _not_agreed(host: str, port: int, transport: SafeTransport) -> ConnectError:
    error = transport.get_exception()
    if isinstance(error, paramiko.ssh_exception.IncompatiblePeer):
        return NotAnSshServer(
            tr("{host} offers only encryption that is no longer safe.").format(host=host),
            tr("Update its SSH server. ({error})").format(error=error),
        )
    text = str(error or "")
    if not isinstance(error, paramiko.SSHException) or not ("banner" in text or "protocol" in text):
        return _closed_at_once(host, port)
    if transport.greeting in TURNED_AWAY:
        return HostUnreachable(
            tr("{host} takes no more logins just now.").format(host=host),
            tr(
                "Its SSH server says “{greeting}”: too many try to log in at once, or "
                "failed before."
            ).format(greeting=transport.greeting),
        )
    if transport.greeting:
        return NotAnSshServer(
            tr("What answers on {host} port {port} is not an SSH server.").format(
                host=host, port=port
            ),
            tr("Check the port; SSH usually listens on 22."),
        )
    if isinstance(error.__cause__ or error.__context__, EOFError):
        return _closed_at_once(host, port)
    return _silent(host, port)


def _silent(host: str, port: int) -> HostUnreachable:
    """Not permanent: a machine out of memory accepts connections, too, and says nothing."""
    return HostUnreachable(
        tr("{host} port {port} accepts connections but does not answer.").format(
            host=host, port=port
        ),
        tr(
            "The machine may be overloaded, or what listens there is not an SSH server "
            "(usually 22)."
        ),
    )


def _closed_at_once(host: str, port: int) -> HostUnreachable:
    return HostUnreachable(
        tr("{host} port {port} closed the connection at once.").format(host=host, port=port),
        tr("Its SSH server may be starting, overloaded, or refusing this computer."),
    )
