"""Jump hosts: a full SSH connection with each, and through it the way to the next."""

from __future__ import annotations

import contextlib
import socket
import threading
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import paramiko

from app.core.cancel import Cancel
from app.core.errors import (
    ChannelRefused,
    ConnectError,
    HostUnreachable,
    RemoteError,
    SessionLost,
)
from app.core.i18n import tr
from app.hosts.nodes import Hop, Node
from app.transport.ssh.authenticate import authenticate
from app.transport.ssh.channel import PIECE, CommandChannel
from app.transport.ssh.reach import CONNECT_TIMEOUT, negotiate
from app.transport.ssh.steps import Way
from app.transport.ssh.transport import SafeTransport
from app.transport.ssh.verify import Expected, HostVerifier
from app.transport.status import Step

if TYPE_CHECKING:
    from app.transport.ssh.connect import Connector


@dataclass(frozen=True)
class Passage:
    """What it takes to pass the jump hosts to a node."""

    node: Node
    how: Connector
    way: Way
    cancel: Cancel


def pass_hop(
    sock: socket.socket, hop: Hop, onward: tuple[str, int], passage: Passage
) -> socket.socket:
    """Log in at a jump host over `sock` and return a socket to `onward` as that host sees it.

    Closing the socket ends the connection with the jump host, and the other way round. Raises a
    ConnectError that names the jump host, SettingsUnwritable, or Cancelled.
    """
    cancel = passage.cancel
    transport = SafeTransport(sock)
    try:
        with cancel.on_cancel(transport.close):
            _log_in(transport, hop, passage)
            passage.way.begin(Step.CONNECT, tr("via {address}").format(address=hop.address))
            return _onward(transport, onward)
    except ConnectError as error:
        transport.close()
        cancel.raise_if_cancelled()
        raise error.saying(
            tr("Jump host {address}: {message}").format(address=hop.address, message=error.message)
        ) from error
    except BaseException:
        transport.close()
        raise


def _log_in(transport: SafeTransport, hop: Hop, passage: Passage) -> None:
    node, how, way, cancel = passage.node, passage.how, passage.way, passage.cancel
    as_node = Node(
        id=node.id,
        name=f"{hop.address} (jump host)",
        address=hop.address,
        port=hop.port,
        user=hop.user or node.user,
        identity_file=hop.identity_file,
    )
    expected = Expected(as_node, hop.address, hop.port)
    verifier = HostVerifier(how.known_hosts, how.prompter, how.secrets)
    way.begin(Step.NEGOTIATE, as_node.name)
    transport.host_key_algorithms = verifier.algorithms(expected)
    shown = negotiate(hop.address, hop.port, transport, cancel)
    way.done(as_node.name)
    way.begin(Step.VERIFY, as_node.name)
    verifier.verify(expected, shown, cancel)
    way.done(as_node.name)
    way.begin(Step.AUTHENTICATE, as_node.target)
    # `only_key` is said of the node's key, not of those on the way.
    authenticate(as_node, transport, replace(how, only_key=False), cancel)
    way.done(as_node.target)
    cancel.raise_if_cancelled()


def _onward(transport: SafeTransport, onward: tuple[str, int]) -> socket.socket:
    host, port = onward
    try:
        channel = transport.open_tcp(
            host, port, timeout=CONNECT_TIMEOUT, channel_class=CommandChannel
        )
    except ChannelRefused as error:
        raise HostUnreachable(
            tr("it does not lead to {host} port {port}: {reason}").format(
                host=host, port=port, reason=error.reason
            ),
            tr("Check the address as the jump host sees it, and that it allows TCP forwarding."),
        ) from error
    except (RemoteError, SessionLost) as error:
        raise HostUnreachable(
            tr("it did not connect to {host} port {port} in time.").format(host=host, port=port),
            tr("The machine behind it may be off or asleep."),
        ) from error
    assert isinstance(channel, CommandChannel)
    return _bridge(transport, channel)


def _bridge(transport: SafeTransport, channel: CommandChannel) -> socket.socket:
    """Return one end of a socket pair whose other end is the channel.

    An SSH connection needs a real socket: to look whether it can be written, and to be woken.
    """
    near, far = socket.socketpair()
    for end in (near, far):
        if end.family in (socket.AF_INET, socket.AF_INET6):  # Windows has no other pairs
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def close() -> None:
        with contextlib.suppress(OSError):
            far.shutdown(socket.SHUT_RDWR)
        transport.close()
        far.close()

    def up() -> None:
        with contextlib.suppress(OSError, EOFError, paramiko.SSHException):
            while data := far.recv(PIECE):
                channel.sendall(data)
        close()

    def down() -> None:
        with contextlib.suppress(OSError, SessionLost):
            for _is_stderr, data in channel.chunks(None, None):
                far.sendall(data)
        close()

    for job, name in ((up, "jump-up"), (down, "jump-down")):
        threading.Thread(target=job, name=name, daemon=True).start()
    return near
