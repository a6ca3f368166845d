"""Read a server's host key without logging in: the key exchange, then goodbye."""

from __future__ import annotations

import socket

import paramiko

from app.core.cancel import Cancel
from app.core.errors import HostUnreachable, NotAnSshServer
from app.core.i18n import tr
from app.hosts.known_hosts import HostKey, host_key_of
from app.transport.ssh.transport import SafeTransport

TIMEOUT_S = 5.0


def read_host_key(
    address: str, port: int, cancel: Cancel, *, timeout: float = TIMEOUT_S
) -> HostKey:
    """Return the host key that answers there; it is seen, not trusted.

    Connecting and the key exchange may each take `timeout` seconds. Raises HostUnreachable,
    NotAnSshServer, or Cancelled.
    """
    cancel.raise_if_cancelled()
    try:
        sock = socket.create_connection((address, port), timeout)
    except OSError as error:
        raise HostUnreachable(
            tr("{address} port {port} cannot be reached: {error}.").format(
                address=address, port=port, error=error
            )
        ) from error
    transport = SafeTransport(sock)
    try:
        with cancel.on_cancel(transport.close):
            transport.start_client(timeout=timeout)
            return host_key_of(transport.get_remote_server_key())
    except (paramiko.SSHException, EOFError, OSError) as error:
        cancel.raise_if_cancelled()
        raise NotAnSshServer(
            tr("No SSH server answers on {address} port {port}.").format(address=address, port=port)
        ) from error
    finally:
        transport.close()
