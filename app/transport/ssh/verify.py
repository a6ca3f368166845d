"""Verify who is at the other end: the address's known keys, a trusted CA, the node's identity."""

from __future__ import annotations

import logging
from dataclasses import dataclass

import paramiko

from app.core.cancel import Cancel
from app.core.errors import HostKeyChanged, HostKeyUnknown, SettingsUnwritable
from app.core.i18n import tr
from app.hosts.certificates import SUFFIX, CertificateError, parse_certificate
from app.hosts.known_hosts import HostKey, KnownHosts, Trust, host_key_of
from app.hosts.nodes import Node
from app.hosts.secrets import SecretKind, SecretStore
from app.transport.credentials import HostKeyQuestion, Prompter
from app.transport.ssh.transport import SafeTransport

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Expected:
    """Who should be at the other end of one connection."""

    node: Node
    """The machine as the user knows it; a jump host is one, too."""
    host: str
    port: int
    identity: str = ""
    """Fingerprint of the key that the machine is known by; empty before first contact."""
    seen_from_here: bool = True
    """Whether `host` is meant as this computer sees it, not a jump host."""


@dataclass(frozen=True)
class Verified:
    """A key that is trusted."""

    key: HostKey
    note: str
    """Who certified it, or why its certificate does not count; empty when it has none."""


@dataclass(frozen=True)
class HostVerifier:
    """Decides about the key that a server shows. Never trusts in passing."""

    known_hosts: KnownHosts
    prompter: Prompter
    secrets: SecretStore

    def algorithms(self, expected: Expected) -> tuple[str, ...]:
        """Return what to ask the server for: the type of a key we trust first, as OpenSSH does.

        A machine accepted by its ed25519 key on one route is not asked for another one elsewhere.
        """
        known = list(self.known_hosts.known_types(expected.host, expected.port))
        identity = self.known_hosts.find(expected.identity)
        if identity is not None:
            known.insert(0, identity.kind)
        plain = SafeTransport.host_key_algorithms
        wanted = [name for kind in known for name in plain if key_type(name) == kind]
        ordered = tuple(dict.fromkeys([*wanted, *plain]))
        if self.known_hosts.authorities(expected.host, expected.port):
            return (*(f"{name}{SUFFIX}" for name in ordered), *ordered)
        return ordered

    def verify(self, expected: Expected, shown: paramiko.PKey, cancel: Cancel) -> Verified:
        """Return the key once it is trusted.

        A certificate that is of no use is put aside, as OpenSSH does: the plain key counts then.

        Raises HostKeyChanged, HostKeyUnknown, SettingsUnwritable when an accepted key cannot be
        saved, or Cancelled.
        """
        key = host_key_of(shown)
        blob = None if shown.public_blob is None else shown.public_blob.key_blob
        note = ""
        if blob is not None:
            try:
                # A CA's word for this name is above our memory: it may have certified a new key.
                return Verified(key, self._certified(expected, key, blob))
            except CertificateError as error:
                note = tr("its certificate does not count: {error}").format(error=error)
                log.warning("%s: %s", expected.host, note)
        trust = self.known_hosts.check(expected.host, expected.port, key)
        if expected.identity and key.fingerprint != expected.identity:
            self._check_same_machine(expected, key, trust)
        elif trust is Trust.UNKNOWN and expected.identity:
            if expected.seen_from_here:
                self._record(expected, key)
        elif trust is Trust.UNKNOWN:
            self._ask(expected, key, note, cancel)
        return Verified(key, note)

    def _certified(self, expected: Expected, key: HostKey, blob: bytes) -> str:
        certificate = parse_certificate(blob)
        if certificate.key != key:
            raise CertificateError(tr("it is for another key"))
        for each in (key, certificate.authority):
            self.known_hosts.check_not_revoked(expected.host, expected.port, each)
        if certificate.authority not in self.known_hosts.authorities(expected.host, expected.port):
            raise CertificateError(tr("its CA is not trusted for this host"))
        certificate.check(expected.host)
        return tr("certified by {fingerprint}").format(
            fingerprint=certificate.authority.fingerprint
        )

    def _check_same_machine(self, expected: Expected, key: HostKey, trust: Trust) -> None:
        """Let another key pass only when it and the node's own are known for one address."""
        known = self.known_hosts.trusted(expected.host, expected.port)
        if trust is Trust.TRUSTED and expected.identity in {each.fingerprint for each, _ in known}:
            return
        raise HostKeyChanged(
            tr(
                "Another machine answers at {host}: its key is {fingerprint}, but {name} "
                "is known by {identity}."
            ).format(
                host=expected.host,
                fingerprint=key.fingerprint,
                name=expected.node.name,
                identity=expected.identity,
            ),
            tr(
                "The address may have been given to another machine. If this one was "
                "reinstalled, compare the new fingerprint on its console before you "
                "forget the old key."
            ),
            host=expected.host,
            port=expected.port,
        )

    def _record(self, expected: Expected, key: HostKey) -> None:
        """Note that the node answers by this name, too; it is known by its key already."""
        try:
            self.known_hosts.accept(expected.host, expected.port, key)
        except SettingsUnwritable as error:
            log.warning("%s", error)

    def _ask(self, expected: Expected, key: HostKey, note: str, cancel: Cancel) -> None:
        question = HostKeyQuestion(expected.node, expected.host, expected.port, key, note)
        if not self.prompter.confirm_host_key(question, cancel):
            cancel.raise_if_cancelled()
            raise HostKeyUnknown(
                tr("The host key of {host} ({fingerprint}) is not trusted yet{detail}.").format(
                    host=expected.host,
                    fingerprint=key.fingerprint,
                    detail=f"; {note}" if note else "",
                ),
                tr("Compare the fingerprint with the machine's own and accept it."),
            )
        # As far as anybody knows it is another machine: no password is for it that one before took.
        self.secrets.forget(expected.node.target, SecretKind.PASSWORD, cancel)
        self.known_hosts.accept(expected.host, expected.port, key)


def key_type(algorithm: str) -> str:
    """Return the type of key behind an algorithm: `ssh-rsa` for `rsa-sha2-512`."""
    return "ssh-rsa" if algorithm.startswith("rsa-sha2-") else algorithm
