"""Set up key access: this computer's key in a node's authorized_keys, so that no password is kept.

`plan` says what would change and changes nothing; `install` adds our line, then really logs in with
the key and takes the line back when that fails; `revoke` takes out the lines that this program
wrote. The password that opened the session is forgotten once the key works. Every change is in the
audit log. All calls block and belong in a worker.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from app.core.audit import AuditLog, AuditSubject
from app.core.cancel import Cancel
from app.core.errors import (
    AuthenticationFailed,
    BadInput,
    Cancelled,
    RemoteError,
    UserError,
)
from app.core.i18n import tr
from app.core.paths import Paths
from app.hosts.nodes import Node
from app.hosts.own_key import AccessKey, make_key, own_key_file, read_key
from app.hosts.secrets import SecretKind, SecretStore
from app.services.access import authorized_keys
from app.transport.api import Session

log = logging.getLogger(__name__)

OpenWithKey = Callable[[Node, Cancel], Session]
"""Opens a session with nothing but the node's `identity_file`; raises a ConnectError."""


@dataclass(frozen=True, slots=True)
class KeyPlan:
    """What `install` will do; shown before the user confirms."""

    target: str
    """`user@address`."""
    key_file: Path
    """The private key, on this computer."""
    makes_key: bool
    """Whether that key does not exist yet."""
    fingerprint: str
    """Of the key; empty when it does not exist yet."""
    file: str
    """The file on the node that gets one line."""
    makes_file: bool
    adds_line: bool
    """False when the key is let in already."""
    other_keys: int
    """Keys in the file that stay as they are."""
    refusal: str
    """Why it cannot be done; empty when it can."""
    notes: tuple[str, ...]
    """What else to know, one sentence each."""


@dataclass(frozen=True, slots=True)
class KeyStatus:
    """Whether this computer's key is let in."""

    key_file: Path
    fingerprint: str
    """Empty when the key does not exist."""
    file: str
    our_lines: int
    """Lines of the key that this program wrote."""
    other_lines: int
    """Lines of the same key that somebody else wrote."""

    @property
    def installed(self) -> bool:
        """Whether the key is let in."""
        return self.our_lines + self.other_lines > 0


@dataclass(frozen=True, slots=True)
class KeyChange:
    """What was done."""

    node: Node
    """The node as it should be saved now: `identity_file` set, or no longer our key."""
    fingerprint: str
    file: str
    lines: int
    """Lines added or removed; 0 when nothing had to be changed."""
    remaining: int = 0
    """After `revoke`: lines of the key that somebody else wrote, which still let it in."""
    warning: str = ""
    """What is left to do, in words: a password that the keyring did not let go of."""


class KeyAccess:
    """Sets up, checks and revokes key access. Thread-safe."""

    def __init__(self, paths: Paths, open_with_key: OpenWithKey, secrets: SecretStore) -> None:
        self._paths = paths
        self._audit = AuditLog(paths.audit)
        self._open_with_key = open_with_key
        self._secrets = secrets

    def plan(
        self,
        session: Session,
        node: Node,
        *,
        key_file: Path | None = None,
        cancel: Cancel | None = None,
    ) -> KeyPlan:
        """Say what `install` would do with `key_file`, or with this computer's own key.

        Raises BadInput, SessionLost or a RemoteError.
        """
        key_file, key = self._key(node, key_file or own_key_file(self._paths.keys))
        found = authorized_keys.read(session, cancel)
        present = key is not None and found.lines_of(key) > 0
        notes = [*found.warnings, *([] if present else found.corrections)]
        if key_file == own_key_file(self._paths.keys):
            notes.append(
                tr(
                    "The private key stays on this computer, in {parent}. It has no "
                    "passphrase: whoever can read your files there can log in."
                ).format(parent=key_file.parent)
            )
        return KeyPlan(
            target=node.target,
            key_file=key_file,
            makes_key=key is None,
            fingerprint=key.fingerprint if key is not None else "",
            file=found.path,
            makes_file=not found.exists,
            adds_line=not present,
            other_keys=found.keys() - (found.lines_of(key) if key is not None else 0),
            refusal="" if present else found.refusal,
            notes=tuple(notes),
        )

    def install(
        self, session: Session, node: Node, *, key_file: Path | None = None, cancel: Cancel
    ) -> KeyChange:
        """Let the key in, log in with it, and forget the password.

        Raises a RemoteError, SessionLost, SettingsUnwritable, BadInput, or AuthenticationFailed
        when the node does not take the key; our line is taken back then.
        """
        file, key = self._key(node, key_file or own_key_file(self._paths.keys))
        key = key or make_key(file)
        with self._audit.change(
            self._subject(session, node),
            f"let in key {key.fingerprint}",
        ):
            before = authorized_keys.read(session, cancel)
            added = not before.lines_of(key)
            if added and before.refusal:
                raise RemoteError(before.refusal, tr("Its administrator can add the public key."))
            if added:
                authorized_keys.write(session, before, before.with_line(key))
            ready = replace(node, identity_file=str(file))
            try:
                self._open_with_key(ready, cancel).close()
            except Cancelled:
                self._take_back(session, key, added=added)
                raise
            except UserError as error:
                left = self._take_back(session, key, added=added)
                raise _not_taken(error, left, before.warnings) from error
        problem = self._secrets.forget(node.target, SecretKind.PASSWORD)
        warning = (
            tr("The password is still in the system keyring: {problem}.").format(problem=problem)
            if problem
            else ""
        )
        return KeyChange(ready, key.fingerprint, before.path, int(added), warning=warning)

    def revoke(
        self, session: Session, node: Node, *, key_file: Path | None = None, cancel: Cancel
    ) -> KeyChange:
        """Take out the lines of the key that this program wrote, and nothing else.

        Raises a RemoteError, SessionLost, SettingsUnwritable, or BadInput when there is no key.
        """
        file, key = self._key(node, key_file)
        if key is None:
            raise BadInput(
                tr("This computer has no key of its own ({file}).").format(file=file),
                tr("Nothing to revoke."),
            )
        with self._audit.change(
            self._subject(session, node),
            f"revoke key {key.fingerprint}",
        ):
            before = authorized_keys.read(session, cancel)
            lines = before.our_lines_of(key)
            if lines:
                if before.refusal:
                    raise RemoteError(before.refusal, tr("Its administrator can remove the line."))
                authorized_keys.write(session, before, before.without_our_lines(key))
        remaining = before.lines_of(key) - lines
        uses_it = Path(node.identity_file).expanduser() == file if node.identity_file else False
        after = replace(node, identity_file="") if uses_it and not remaining else node
        return KeyChange(after, key.fingerprint, before.path, lines, remaining)

    def status(
        self,
        session: Session,
        node: Node,
        *,
        key_file: Path | None = None,
        cancel: Cancel | None = None,
    ) -> KeyStatus:
        """Look whether the key is let in; raises SessionLost, BadInput or a RemoteError."""
        file, key = self._key(node, key_file)
        found = authorized_keys.read(session, cancel)
        if key is None:
            return KeyStatus(file, "", found.path, 0, 0)
        ours = found.our_lines_of(key)
        return KeyStatus(file, key.fingerprint, found.path, ours, found.lines_of(key) - ours)

    def _key(self, node: Node, key_file: Path | None) -> tuple[Path, AccessKey | None]:
        """Return the key's file (the one given, the node's, our own) and the key if it exists."""
        if node.is_local:
            raise BadInput(tr("This computer needs no key: nothing logs in to it."))
        own = own_key_file(self._paths.keys)
        file = key_file or (Path(node.identity_file) if node.identity_file else own)
        file = file.expanduser()
        if file == own and not file.exists():
            return file, None
        return file, read_key(file)

    def _subject(self, session: Session, node: Node) -> AuditSubject:
        return AuditSubject(node.name, session.host_key)

    def _take_back(self, session: Session, key: AccessKey, *, added: bool) -> str:
        """Take out the line we added, and say how the node is left."""
        if not added:
            return tr("Nothing was changed there.")
        try:
            now = authorized_keys.read(session)
            authorized_keys.write(session, now, now.without_our_lines(key))
        except UserError as error:
            log.warning("our line could not be taken back: %s", error)
            return tr("Our line is still there: {message}").format(message=error.message)
        return tr("Our line was taken out again.")


def _not_taken(error: UserError, left: str, warnings: tuple[str, ...]) -> UserError:
    """Say why the key does not let us in, and how the node is left."""
    if isinstance(error, AuthenticationFailed):
        hint = " ".join(warnings) or (
            tr(
                "Its SSH server may forbid keys (PubkeyAuthentication) or read them from "
                "another file (AuthorizedKeysFile)."
            )
        )
        return AuthenticationFailed(
            tr("The node did not accept the key. {left}").format(left=left), hint
        )
    return type(error)(
        tr("The key could not be tried: {message} {left}").format(message=error.message, left=left),
        error.hint,
    )
