"""The error tree. Two kinds, told apart by who can do something about them.

    CommandCenterError
    ├── Cancelled                  the user stopped it: never shown, never logged as an error
    ├── InvariantBroken            a bug of ours: log and "See traceback"
    └── UserError                  for the user: `message` says what happened, `hint` what to do
        ├── BadInput               a value typed or passed that cannot be used
        ├── UnknownNode            no saved node has this name
        ├── LocalPortTaken         another program listens on that port of this computer
        ├── SettingsUnwritable     the settings or node list cannot be saved
        ├── HistoryUnavailable     there is no history, or it cannot be read
        ├── ConnectError           a session could not be opened
        │   ├── HostNotFound       the name does not resolve
        │   ├── HostUnreachable    refused, no route, or silent
        │   ├── NotAnSshServer     something else answers on that port
        │   ├── HostKeyUnknown     first contact: somebody has to look at the fingerprint
        │   ├── HostKeyChanged     the key differs from the one we trust: always refused
        │   └── AuthenticationFailed
        ├── SessionLost            the session died while in use
        ├── RemoteError            the session is fine, what was asked of it failed
        │   ├── CommandFailed      non-zero exit status
        │   ├── CommandNotFound    exit status 127
        │   ├── TimedOut
        │   ├── OutputTooLarge     more bytes than the caller allowed (or one line without an end)
        │   └── ChannelRefused     the server will not open one more channel
        └── SourceUnavailable      a telemetry source cannot work on this node

Foreign exceptions (OSError, paramiko.SSHException, …) are translated once, where the foreign call
is made. `exit_code` is what the command line returns; README lists the codes.
"""

from __future__ import annotations

import copy
from typing import Self


class CommandCenterError(Exception):
    """Base of every error this program raises on purpose."""

    exit_code = 1


class Cancelled(CommandCenterError):
    """Work stopped because it was asked to. Not an error."""

    exit_code = 130


class InvariantBroken(CommandCenterError):
    """A state that our own code should have made impossible."""

    exit_code = 70


class UserError(CommandCenterError):
    """Something the user can act on: `message` is one sentence, `hint` the next step.

    `str` is both in one line, whatever a server put into them.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def saying(self, message: str) -> Self:
        """Return the same error in other words."""
        error = copy.copy(self)
        error.message, error.args = message, (message,)
        return error

    def __str__(self) -> str:
        return " ".join(f"{self.message} {self.hint}".split())


class BadInput(UserError):
    """A value typed or passed that cannot be used; `field` names it where a form may ask."""

    exit_code = 2

    def __init__(self, message: str, hint: str = "", *, field: str = "") -> None:
        super().__init__(message, hint)
        self.field = field


class UnknownNode(UserError):
    """No saved node has this name."""

    exit_code = 2


class LocalPortTaken(UserError):
    """Another program listens on that port of this computer."""

    def __init__(self, message: str, hint: str = "", *, port: int = 0) -> None:
        super().__init__(message, hint)
        self.port = port


class SettingsUnwritable(UserError):
    """The settings or the node list cannot be saved."""


class HistoryUnavailable(UserError):
    """There is no history of that on this computer, or it cannot be read."""


class ConnectError(UserError):
    """A session could not be opened. `permanent` errors are not retried without the user."""

    exit_code = 3
    permanent = False


class HostNotFound(ConnectError):
    """The name does not resolve."""


class HostUnreachable(ConnectError):
    """Refused, no route, or no answer in time."""


class NotAnSshServer(ConnectError):
    """What answers on that port does not speak SSH."""

    permanent = True


class HostKeyUnknown(ConnectError):
    """First contact and nobody accepted the key."""

    exit_code = 4
    permanent = True


class HostKeyChanged(ConnectError):
    """The host key differs from the trusted one. Never accepted in passing.

    `host` and `port` say whose key: the node's at one of its addresses, or a jump host's.
    """

    exit_code = 4
    permanent = True

    def __init__(self, message: str, hint: str = "", *, host: str = "", port: int = 0) -> None:
        super().__init__(message, hint)
        self.host = host
        self.port = port


class AuthenticationFailed(ConnectError):
    """No key, agent or password was accepted."""

    exit_code = 5
    permanent = True


class SessionLost(UserError):
    """The session died while in use."""

    exit_code = 3


class RemoteError(UserError):
    """The session is fine; what was asked of it failed."""

    exit_code = 6


class CommandFailed(RemoteError):
    """The remote command ended with a non-zero status."""

    def __init__(self, message: str, hint: str = "", *, exit_status: int | None = None) -> None:
        super().__init__(message, hint)
        self.exit_status = exit_status


class CommandNotFound(CommandFailed):
    """The remote shell has no such command (status 127)."""


class TimedOut(RemoteError):
    """No answer within the caller's limit."""


class OutputTooLarge(RemoteError):
    """More bytes than the caller allowed, or one line that does not end."""


class ChannelRefused(RemoteError):
    """The server will not open one more channel (MaxSessions, forwarding forbidden).

    `reason` is the message without its beginning, where it has one.
    """

    def __init__(self, message: str, hint: str = "", *, reason: str = "") -> None:
        super().__init__(message, hint)
        self.reason = reason or message


class SourceUnavailable(UserError):
    """A telemetry source cannot work on this node; another one may."""

    exit_code = 7
