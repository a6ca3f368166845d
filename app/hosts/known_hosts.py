"""Host keys: which machine is at the other end. Never accepted in passing, never replaced silently.

Keys we were told to trust are in our own file, in OpenSSH's format. The user's own files are read
and never written.
"""

from __future__ import annotations

import base64
import contextlib
import fnmatch
import logging
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from app.core.errors import HostKeyChanged, SettingsUnwritable
from app.core.files import exclusively, write_atomic
from app.core.i18n import tr
from app.hosts.nodes import DEFAULT_PORT

if TYPE_CHECKING:
    import paramiko

log = logging.getLogger(__name__)

USER_FILES = ("~/.ssh/known_hosts", "~/.ssh/known_hosts2", "/etc/ssh/ssh_known_hosts")


def fingerprint(key_blob: bytes) -> str:
    """Return `SHA256:…` as `ssh-keygen -l` prints it."""
    import hashlib  # loads OpenSSL, 3 ms that no start needs

    digest = hashlib.sha256(key_blob).digest()
    return "SHA256:" + base64.b64encode(digest).decode("ascii").rstrip("=")


@dataclass(frozen=True, slots=True)
class HostKey:
    """A public host key."""

    kind: str
    """`ssh-ed25519`, `ecdsa-sha2-nistp256`, `ssh-rsa`."""
    blob: bytes

    @property
    def fingerprint(self) -> str:
        """`SHA256:…`."""
        return fingerprint(self.blob)

    @property
    def line(self) -> str:
        """Type and key as in a known_hosts file."""
        return f"{self.kind} {base64.b64encode(self.blob).decode('ascii')}"


class Trust(Enum):
    """What we know about a key."""

    TRUSTED = "trusted"
    UNKNOWN = "unknown"


def entry_name(host: str, port: int) -> str:
    """Return the name an entry has in known_hosts: `host`, or `[host]:port` when not 22."""
    return host if port == DEFAULT_PORT else f"[{host}]:{port}"


class KnownHosts:
    """Our known_hosts file, and the user's files behind it. Thread-safe."""

    def __init__(self, own: Path, also: Sequence[Path] | None = None) -> None:
        self.own = own
        if also is None:
            also = [Path(name).expanduser() for name in USER_FILES]
        self._also = tuple(also)
        self._lock = threading.Lock()

    def known_types(self, host: str, port: int) -> tuple[str, ...]:
        """Return the key types known for a host, so that the server is asked for one of them."""
        return tuple(dict.fromkeys(key.kind for key, _path in self._entries(host, port)))

    def check(self, host: str, port: int, key: HostKey) -> Trust:
        """Say whether `key` may be trusted for `host`; HostKeyChanged when another one is known.

        Once any key of a host is known, only a known key is trusted: a server that suddenly shows
        a key of another type is refused like one whose key changed.
        """
        self.check_not_revoked(host, port, key)
        known = self._entries(host, port)
        if not known:
            return Trust.UNKNOWN
        if any(entry == key for entry, _path in known):
            return Trust.TRUSTED
        entry, path = known[0]
        raise HostKeyChanged(
            tr(
                "The host key of {host} has changed: it is now {fingerprint}, but "
                "{trusted} is trusted."
            ).format(host=host, fingerprint=key.fingerprint, trusted=entry.fingerprint),
            tr(
                "Either the machine was reinstalled or somebody is in between. Compare "
                "the new fingerprint on its console before you drop the old key (in "
                "{path})."
            ).format(path=path),
            host=host,
            port=port,
        )

    def authorities(self, host: str, port: int) -> list[HostKey]:
        """Return the keys of the CAs whose certificates count for a host."""
        return self._marked(b"@cert-authority", host, port)

    def check_not_revoked(self, host: str, port: int, key: HostKey) -> None:
        """Raise HostKeyChanged when a key, also a CA's, is marked as revoked for a host."""
        if key in self._marked(b"@revoked", host, port):
            raise HostKeyChanged(
                tr("The key {fingerprint} of {host} is marked as revoked.").format(
                    fingerprint=key.fingerprint, host=host
                ),
                tr("Do not connect; ask whoever looks after the machine."),
                host=host,
                port=port,
            )

    def trusted(self, host: str, port: int) -> list[tuple[HostKey, Path]]:
        """Return the keys known for a host and the file each stands in."""
        return self._entries(host, port)

    def find(self, wanted: str) -> HostKey | None:
        """Return the key with that fingerprint, whatever host it is known for."""
        for path in self._paths() if wanted else ():
            for line in self._lines(path):
                key = None if line.startswith((b"@", b"#")) else _key_of(line)
                if key is not None and key.fingerprint == wanted:
                    return key
        return None

    def accept(self, host: str, port: int, key: HostKey) -> None:
        """Trust `key` for `host` from now on: one line added to our file.

        Raises SettingsUnwritable, with the file untouched.
        """
        line = f"{entry_name(host, port)} {key.line}\n".encode()
        with self._changing(tr("The host key could not be saved: {strerror}.")):
            before = self.own.read_bytes() if self.own.exists() else b""
            if before and not before.endswith(b"\n"):
                before += b"\n"
            write_atomic(self.own, before + line)

    def forget(self, host: str, port: int) -> int:
        """Remove a host's lines from our own file and return how many there were.

        Lines of other hosts, comments and lines we cannot read stay byte for byte.
        """
        if not self.own.exists():
            return 0
        with self._changing(tr("The host key could not be removed: {strerror}.")):
            lines = self.own.read_bytes().splitlines(keepends=True)
            kept = [line for line in lines if not self._matches(line, host, port)]
            if len(kept) != len(lines):
                write_atomic(self.own, b"".join(kept))
        return len(lines) - len(kept)

    @contextlib.contextmanager
    def _changing(self, failed: str) -> Iterator[None]:
        """Change our file, one program and thread at a time; SettingsUnwritable if it fails.

        Args:
            failed: says so, with `{strerror}` where the reason goes.
        """
        try:
            with self._lock, exclusively(self.own):
                yield
        except OSError as error:
            raise SettingsUnwritable(
                failed.format(strerror=error.strerror),
                tr("Check free space and permissions of {parent}.").format(parent=self.own.parent),
            ) from error

    def _paths(self) -> tuple[Path, ...]:
        return (self.own, *self._also)

    def _entries(self, host: str, port: int) -> list[tuple[HostKey, Path]]:
        found: list[tuple[HostKey, Path]] = []
        for path in self._paths():
            for line in self._lines(path):
                if self._matches(line, host, port) and not line.startswith(b"@"):
                    key = _key_of(line)
                    if key is not None:
                        found.append((key, path))
        return found

    def _marked(self, marker: bytes, host: str, port: int) -> list[HostKey]:
        """Return the keys of lines that begin with `marker` and are meant for a host.

        As OpenSSH does, a line for the host without a port counts for every port of it.
        """
        keys = []
        for path in self._paths():
            for line in self._lines(path):
                first, *rest = line.split(None, 1)
                if first != marker or not rest:
                    continue
                if any(self._matches(rest[0], host, each) for each in (port, DEFAULT_PORT)):
                    key = _key_of(rest[0])
                    if key is not None:
                        keys.append(key)
        return keys

    def _lines(self, path: Path) -> list[bytes]:
        try:
            return [line for line in path.read_bytes().splitlines() if line.strip()]
        except OSError as error:
            if not isinstance(error, FileNotFoundError):
                log.warning("cannot read %s: %s", path, error.strerror)
            return []

    @staticmethod
    def _matches(line: bytes, host: str, port: int) -> bool:
        fields = line.split()
        if len(fields) < 3 or fields[0].startswith(b"#"):
            return False
        name = entry_name(host.lower(), port)
        patterns = fields[0].decode("utf-8", "replace").split(",")
        return _matches_any(name, patterns)


def _matches_any(name: str, patterns: Sequence[str]) -> bool:
    matched = False
    for pattern in patterns:
        if pattern.startswith("|1|"):
            matched = matched or _hashed_matches(name, pattern)
            continue
        negated = pattern.startswith("!")
        glob = pattern.lstrip("!").lower().replace("[", "[[]")
        if fnmatch.fnmatchcase(name, glob):
            if negated:
                return False
            matched = True
    return matched


def _hashed_matches(name: str, pattern: str) -> bool:
    import hashlib
    import hmac

    try:
        _, _, salt, digest = pattern.split("|")
        expected = base64.b64decode(digest, validate=True)
        key = base64.b64decode(salt, validate=True)
    except ValueError:
        return False
    return hmac.compare_digest(hmac.new(key, name.encode(), hashlib.sha1).digest(), expected)


def _key_of(line: bytes) -> HostKey | None:
    fields = line.split()
    try:
        blob = base64.b64decode(fields[2], validate=True)
    except (IndexError, ValueError):
        return None
    # As OpenSSH: a key that does not begin with its own type is no key.
    length = int.from_bytes(blob[:4], "big")
    if not blob or blob[4 : 4 + length] != fields[1]:
        return None
    return HostKey(fields[1].decode("ascii", "replace"), blob)


def host_key_of(key: paramiko.PKey) -> HostKey:
    """Convert paramiko's key."""
    return HostKey(key.get_name(), key.asbytes())
