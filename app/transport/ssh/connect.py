"""Open a session step by step, each with a status, abortable at any of them."""

from __future__ import annotations

import errno
import logging
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import paramiko

from app.core.cancel import Cancel
from app.core.errors import (
    Cancelled,
    ConnectError,
    HostKeyUnknown,
    HostNotFound,
    HostUnreachable,
    NotAnSshServer,
    SettingsUnwritable,
)
from app.hosts.known_hosts import HostKey, KnownHosts, Trust, host_key_of
from app.hosts.nodes import Node
from app.transport.credentials import HostKeyQuestion, Prompter, SecretMemory
from app.transport.ssh.authenticate import authenticate
from app.transport.ssh.session import SshSession
from app.transport.ssh.transport import SafeTransport, wait_writable
from app.transport.status import Step, StepState, StepStatus

log = logging.getLogger(__name__)

RESOLVE_TIMEOUT = 10.0
CONNECT_TIMEOUT = 10.0
NEGOTIATE_TIMEOUT = 15.0

Address = tuple[socket.AddressFamily, tuple[str, int] | tuple[str, int, int, int]]


@dataclass
class Steps:
    """The status of each step so far; `report` gets a new tuple at every change."""

    report: Callable[[tuple[StepStatus, ...]], object]
    _done: dict[Step, StepStatus] = field(default_factory=dict)
    _started: float = 0.0
    _running: Step | None = None

    def begin(self, step: Step, detail: str = "") -> None:
        """Start a step."""
        self._running, self._started = step, time.monotonic()
        self._set(step, StepState.RUNNING, detail, None)

    def done(self, detail: str) -> None:
        """Finish the running step."""
        assert self._running is not None
        seconds = time.monotonic() - self._started
        self._set(self._running, StepState.DONE, detail, seconds)
        self._running = None

    def fail(self, detail: str) -> None:
        """Mark the running step, if any, as failed."""
        if self._running is not None:
            seconds = time.monotonic() - self._started
            self._set(self._running, StepState.FAILED, detail, seconds)
            self._running = None

    def _set(self, step: Step, state: StepState, detail: str, seconds: float | None) -> None:
        self._done[step] = StepStatus(step, state, detail, seconds, time.time())
        self.report(
            tuple(self._done.get(each, StepStatus(each, StepState.WAITING)) for each in Step)
        )


@dataclass(frozen=True)
class Connector:
    """Opens SSH sessions: what is trusted, who is asked, what is remembered."""

    known_hosts: KnownHosts
    prompter: Prompter
    secrets: SecretMemory = field(default_factory=SecretMemory)
    use_agent: bool = True
    use_default_keys: bool = True

    def open(
        self,
        node: Node,
        cancel: Cancel,
        report: Callable[[tuple[StepStatus, ...]], object] = lambda _steps: None,
    ) -> SshSession:
        """Open a session with `node`.

        Raises Cancelled, a ConnectError, or SettingsUnwritable when an accepted key cannot be
        saved; the failed step is reported before.
        """
        steps = Steps(report)
        try:
            return self._open(node, cancel, steps)
        except (ConnectError, SettingsUnwritable) as error:
            if cancel.cancelled:
                raise Cancelled from error
            steps.fail(error.message)
            raise
        except Cancelled:
            steps.fail("cancelled")
            raise

    def _open(self, node: Node, cancel: Cancel, steps: Steps) -> SshSession:
        steps.begin(Step.RESOLVE, node.address)
        addresses = _resolve(node.address, node.port, cancel)
        steps.done(", ".join(dict.fromkeys(str(sockaddr[0]) for _family, sockaddr in addresses)))
        steps.begin(Step.CONNECT)
        sock, where = _connect(node, addresses, cancel)
        steps.done(where)
        transport = SafeTransport(sock)
        try:
            with cancel.on_cancel(transport.close):
                key = self._verify(node, transport, cancel, steps)
                steps.begin(Step.AUTHENTICATE, node.user)
                how = authenticate(node, transport, self, cancel)
                steps.done(how)
                steps.begin(Step.OPEN)
                cancel.raise_if_cancelled()
                session = SshSession(transport, node.target, key.fingerprint)
                steps.done(node.target)
                return session
        except BaseException:
            transport.close()
            raise

    def _verify(
        self, node: Node, transport: SafeTransport, cancel: Cancel, steps: Steps
    ) -> HostKey:
        steps.begin(Step.NEGOTIATE)
        _prefer_known_types(transport, self.known_hosts.known_types(node.address, node.port))
        _negotiate(node, transport, cancel)
        steps.done(f"{transport.remote_version} · {transport.remote_cipher}")
        try:
            key = host_key_of(transport.get_remote_server_key())
        except paramiko.SSHException as error:  # gone again, right after the key exchange
            cancel.raise_if_cancelled()
            raise _closed_at_once(node) from error
        steps.begin(Step.VERIFY, key.fingerprint)
        if self.known_hosts.check(node.address, node.port, key) is Trust.UNKNOWN:
            question = HostKeyQuestion(node, node.address, node.port, key)
            if not self.prompter.confirm_host_key(question, cancel):
                cancel.raise_if_cancelled()
                raise HostKeyUnknown(
                    f"The host key of {node.address} ({key.fingerprint}) is not trusted yet.",
                    "Compare the fingerprint with the machine's own and accept it.",
                )
            self.known_hosts.accept(node.address, node.port, key)
        steps.done(f"{key.kind} {key.fingerprint}")
        return key


def _resolve(host: str, port: int, cancel: Cancel) -> list[Address]:
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
        # IPv4 first: .local names often answer with link-local IPv6 addresses that lack a scope.
        return sorted(answer[0], key=lambda item: item[0] != socket.AF_INET)
    hint = "Check the spelling and that the machine is on; an IP address works without names."
    if host.endswith(".local"):
        hint = (
            "The machine may be off, still starting (3 to 4 minutes after first boot), or on a "
            "network that blocks mDNS; its IP address works without it."
        )
    if not in_time:
        raise HostNotFound(f"The name {host} was not resolved within 10 s.", hint)
    raise HostNotFound(f"The name {host} is not known.", hint) from (
        failure[0] if failure else None
    )


def _connect(node: Node, addresses: list[Address], cancel: Cancel) -> tuple[socket.socket, str]:
    deadline = time.monotonic() + CONNECT_TIMEOUT
    last: OSError | None = None
    for index, (family, sockaddr) in enumerate(addresses):
        left = deadline - time.monotonic()
        share = left if index == len(addresses) - 1 else left / 2
        try:
            sock = _connect_one(family, sockaddr, share, cancel)
        except OSError as error:
            last = error
            continue
        return sock, f"{sockaddr[0]} port {sockaddr[1]}"
    raise _unreachable(node, last) from last


def _connect_one(
    family: socket.AddressFamily, sockaddr: tuple[object, ...], limit: float, cancel: Cancel
) -> socket.socket:
    """Connect without blocking, looking at `cancel` ten times a second."""
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        sock.setblocking(False)
        code = sock.connect_ex(sockaddr)
        deadline = time.monotonic() + limit
        while code in (errno.EINPROGRESS, errno.EWOULDBLOCK, getattr(errno, "WSAEWOULDBLOCK", -1)):
            cancel.raise_if_cancelled()
            if time.monotonic() >= deadline:
                raise TimeoutError(errno.ETIMEDOUT, "no answer")
            if wait_writable(sock, 0.1):
                code = sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if code:
            raise OSError(code, "connect")
        sock.setblocking(True)
        # Nagle and delayed acknowledgements together cost 40 ms per small request.
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    except BaseException:
        sock.close()
        raise
    return sock


def _unreachable(node: Node, error: OSError | None) -> HostUnreachable:
    where = f"{node.address} port {node.port}"
    code = error.errno if error is not None else None
    if code in (errno.ECONNREFUSED, getattr(errno, "WSAECONNREFUSED", -1)):
        return HostUnreachable(
            f"{where} refuses the connection.",
            "The machine is on, but no SSH server listens on that port.",
        )
    if code == errno.ETIMEDOUT or isinstance(error, TimeoutError):
        return HostUnreachable(
            f"{where} does not answer.", "The machine may be off or asleep, or a firewall drops it."
        )
    if code in (errno.ENETUNREACH, errno.EHOSTUNREACH):
        return HostUnreachable(
            f"There is no route to {where}.", "Check that both are on the same network or VPN."
        )
    return HostUnreachable(f"{where} cannot be reached: {error}.")


def _prefer_known_types(transport: SafeTransport, known: tuple[str, ...]) -> None:
    """Ask for a key of a type we already trust, as OpenSSH does."""
    options = transport.get_security_options()
    wanted = [
        name
        for name in options.key_types
        if name in known or (name.startswith("rsa-sha2-") and "ssh-rsa" in known)
    ]
    others = [name for name in options.key_types if name not in wanted]
    options.key_types = tuple(wanted + others)


def _negotiate(node: Node, transport: SafeTransport, cancel: Cancel) -> None:
    started = threading.Event()
    transport.start_client(event=started)
    deadline = time.monotonic() + NEGOTIATE_TIMEOUT
    while not started.wait(0.05):
        cancel.raise_if_cancelled()
        if time.monotonic() >= deadline:
            raise _silent(node)
    cancel.raise_if_cancelled()
    if transport.is_active():
        return
    error = transport.get_exception()
    if isinstance(error, paramiko.ssh_exception.IncompatiblePeer):
        raise NotAnSshServer(
            f"{node.address} offers only encryption that is no longer safe.",
            f"Update its SSH server. ({error})",
        )
    text = str(error or "")
    if isinstance(error, paramiko.SSHException) and ("banner" in text or "protocol" in text):
        raise _no_banner(node, transport) from error
    raise _closed_at_once(node) from error


def _no_banner(node: Node, transport: SafeTransport) -> ConnectError:
    if transport.greeted:
        return NotAnSshServer(
            f"What answers on {node.address} port {node.port} is not an SSH server.",
            "Check the port; SSH usually listens on 22.",
        )
    error = transport.get_exception()
    if error is not None and isinstance(error.__cause__ or error.__context__, EOFError):
        return _closed_at_once(node)
    return _silent(node)


def _silent(node: Node) -> HostUnreachable:
    """Not permanent: a machine out of memory accepts connections, too, and says nothing."""
    return HostUnreachable(
        f"{node.address} port {node.port} accepts connections but does not answer.",
        "The machine may be overloaded, or what listens there is not an SSH server (usually 22).",
    )


def _closed_at_once(node: Node) -> HostUnreachable:
    return HostUnreachable(
        f"{node.address} port {node.port} closed the connection at once.",
        "Its SSH server may be starting, overloaded, or refusing this computer.",
    )
