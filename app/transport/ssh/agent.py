"""The SSH agent: its keys, and signatures made before the server is told of a key.

paramiko signs on the thread that reads the connection, so an agent that dies or refuses would end
the connection, and one that hangs would hold it. Here each signature is made first, on a thread of
its own: a key that cannot sign is left out and the log-in goes on.
"""

from __future__ import annotations

import contextlib
import logging
import os
import socket
import sys
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import paramiko
from paramiko.agent import AgentSSH
from paramiko.auth_handler import AuthHandler

from app.core.cancel import Cancel
from app.core.i18n import tr

if TYPE_CHECKING:
    from app.transport.ssh.transport import SafeTransport

log = logging.getLogger(__name__)

T = TypeVar("T")

LIST_TIMEOUT = 5.0
SIGN_TIMEOUT = 60.0
"""Seconds; an agent may ask its user, or wait for a touch of a security key."""

SERVICE = "ssh-connection"


class AgentFailed(Exception):
    """The agent did not do it; the text says why, in words."""


class AgentSilent(AgentFailed):
    """The agent does not answer; asking it again would take as long."""


class SignedKey:
    """A key of the agent with the one signature that logging in takes; paramiko asks for both."""

    def __init__(self, key: paramiko.AgentKey, signature: object) -> None:
        self._key = key
        self._signature = signature
        self.public_blob = None

    def get_name(self) -> str:
        """Return the key's type."""
        return str(self._key.get_name())

    def asbytes(self) -> bytes:
        """Return the public key."""
        return bytes(self._key.asbytes())

    def sign_ssh_data(self, _data: bytes, _algorithm: str | None = None) -> object:
        """Return the signature, made for exactly this request."""
        return self._signature


class Agent:
    """One connection with the user's agent, used by one log-in and opened when it is needed."""

    def __init__(self) -> None:
        self._agent: Any = AgentSSH()
        self._sock: socket.socket | None = None
        self._keys: tuple[paramiko.AgentKey, ...] | None = None

    def keys(self, cancel: Cancel) -> tuple[paramiko.AgentKey, ...]:
        """Return its keys, none when there is no agent. Raises AgentFailed or Cancelled."""

        def ask() -> tuple[paramiko.AgentKey, ...]:
            self._connect()
            return tuple(self._agent.get_keys())

        if self._keys is None:
            self._keys = ()  # one that failed is not asked again
            self._keys = _wait_for(ask, LIST_TIMEOUT, cancel)
        return self._keys

    def sign(
        self, key: paramiko.AgentKey, transport: SafeTransport, user: str, cancel: Cancel
    ) -> SignedKey:
        """Sign the log-in of `user` with a key. Raises AgentFailed or Cancelled."""

        def work() -> SignedKey:
            handler: Any = AuthHandler(transport)
            algorithm = handler._finalize_pubkey_algorithm(key.get_name())  # noqa: SLF001
            request = handler._get_session_blob(key, SERVICE, user, algorithm)  # noqa: SLF001
            return SignedKey(key, key.sign_ssh_data(request, algorithm))

        return _wait_for(work, SIGN_TIMEOUT, cancel)

    def close(self) -> None:
        """Close the connection with the agent, also while it is asked."""
        if self._sock is not None:
            with contextlib.suppress(OSError):
                self._sock.shutdown(socket.SHUT_RDWR)
            self._sock.close()
        elif isinstance(self._agent, paramiko.Agent):
            self._agent.close()

    def _connect(self) -> None:
        if sys.platform == "win32":  # a pipe, or Pageant
            self._agent = paramiko.Agent()
            return
        path = os.environ.get("SSH_AUTH_SOCK")
        if path:
            # WORKAROUND: paramiko's own connecting leaves the socket open when it fails.
            self._sock = socket.socket(socket.AF_UNIX)
            self._sock.connect(path)
            self._agent._connect(self._sock)  # noqa: SLF001


def _wait_for(work: Callable[[], T], limit: float, cancel: Cancel) -> T:
    asked = _Asked(work)
    with cancel.on_cancel(asked.answered.set):
        asked.start()
        in_time = asked.answered.wait(limit)
    cancel.raise_if_cancelled()
    if not in_time:
        raise AgentSilent(tr("it does not answer"))
    if asked.failure:
        raise AgentFailed(asked.failure)
    return asked.answer[0]


class _Asked(threading.Thread, Generic[T]):
    """Asks the agent on a thread of its own: a hung agent answers never."""

    def __init__(self, work: Callable[[], T]) -> None:
        super().__init__(name="agent", daemon=True)
        self._work = work
        self.answered = threading.Event()
        self.answer: list[T] = []
        self.failure = ""

    def run(self) -> None:
        """Ask."""
        try:
            self.answer.append(self._work())
        except (paramiko.SSHException, OSError, EOFError, ValueError) as error:
            log.info("the SSH agent failed: %s", error)
            self.failure = _words(error)
        self.answered.set()


def _words(error: Exception) -> str:
    if "cannot be used" in str(error):
        return tr("it refused to sign")
    return (
        tr("it is gone") if "lost" in str(error) or isinstance(error, OSError) else tr("it failed")
    )
