"""Let an account use a node's Docker: add it to the group that owns the engine's socket."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.core.audit import AuditLog, AuditSubject
from app.core.cancel import Cancel
from app.core.errors import BadInput, CommandNotFound, RemoteError
from app.core.i18n import tr
from app.core.said import said
from app.services.containers.locate import DEFAULT_SOCKET, Look, look_at
from app.transport.api import Session
from app.transport.quoting import command_line

LIMIT = 20.0
_IN_ENGLISH = ("env", "LC_ALL=C")
"""It is read what sudo says."""
_NAME = re.compile(r"[a-zA-Z_][a-zA-Z0-9_.-]{0,63}")
_NOBODYS = ("root", "UNKNOWN", "?", "")
"""Groups that no account is added to."""


@dataclass(frozen=True, slots=True)
class Joining:
    """Who would be added to which group."""

    user: str
    group: str

    @property
    def argv(self) -> tuple[str, ...]:
        """What is run on the node; sudo must not ask for a password."""
        return ("sudo", "-n", "usermod", "-aG", self.group, self.user)

    @property
    def command(self) -> str:
        """What an administrator types there."""
        return command_line(("sudo", *self.argv[2:]))


def joining(session: Session, cancel: Cancel | None = None) -> Joining:
    """Look who would have to be added to which group; RemoteError when that would not help."""
    return parse_joining(look_at(session, cancel))


def parse_joining(look: Look) -> Joining:
    """Choose the group of the engine's usual socket, else that of the first one there is."""
    if not look.sockets:
        raise RemoteError(
            tr("There is no Docker socket on this node."), tr("Start Docker there first.")
        )
    usual = [each for each in look.sockets if each.path == DEFAULT_SOCKET]
    socket = (*usual, *look.sockets)[0]
    if socket.group in _NOBODYS or not _NAME.fullmatch(socket.group):
        raise RemoteError(
            tr("The socket {path} belongs to no group that an account can join.").format(
                path=said(socket.path)
            ),
            tr("An administrator there may give it to the group docker."),
        )
    if not _NAME.fullmatch(look.user):
        raise RemoteError(tr("The node does not say which account this is."))
    if look.user == "root":
        raise RemoteError(tr("root needs no group to use Docker."))
    return Joining(look.user, socket.group)


def join(
    session: Session,
    node: str,
    wanted: Joining,
    audit: AuditLog,
    cancel: Cancel | None = None,
) -> None:
    """Add the account to the group; the audit log has it. It counts from the next login on.

    Raises RemoteError with the exact command when sudo asks for a password or refuses.
    """
    if session.is_local:
        raise BadInput(
            tr("Accounts of this computer are not changed from here."),
            tr("Run this, then log in again: {command}").format(command=wanted.command),
        )
    subject = AuditSubject(node, session.host_key)
    with audit.change(subject, f"Add {wanted.user} to the group {wanted.group}"):
        done = session.exec((*_IN_ENGLISH, *wanted.argv), timeout=LIMIT, cancel=cancel)
        if done.exit_status == 0:
            return
        try:
            done.check()
        except CommandNotFound:
            why = tr("There is no sudo on this node.")
        except RemoteError:
            told = done.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2]
            asks = "password" in told or "authentication is required" in told  # sudo, sudo-rs
            why = (
                tr("sudo asks for a password there.")
                if asks
                else tr("sudo refused: {why}.").format(why=said(told) or tr("it gave no reason"))
            )
        raise RemoteError(
            why,
            tr("Run this on the node, then connect again: {command}").format(
                command=wanted.command
            ),
        )
