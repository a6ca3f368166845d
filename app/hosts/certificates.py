"""OpenSSH host certificates: read strictly, and judged as OpenSSH's client does.

The format is PROTOCOL.certkeys of OpenSSH. A certificate is data of whoever answers: every byte of
it may be hostile, and anything unexpected is a CertificateError.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from app.core.i18n import tr
from app.hosts.known_hosts import HostKey

SUFFIX = "-cert-v01@openssh.com"
HOST = 2
"""Type of a certificate for a host; 1 is for a user."""
MAX_PRINCIPALS = 256

_KEY_FIELDS = {
    "ssh-ed25519": 1,
    "ecdsa-sha2-nistp256": 2,
    "ecdsa-sha2-nistp384": 2,
    "ecdsa-sha2-nistp521": 2,
    "ssh-rsa": 2,
}
"""How many fields a public key of each type has after its type."""
_SIGNATURES = {kind: (kind,) for kind in _KEY_FIELDS} | {
    "ssh-rsa": ("rsa-sha2-512", "rsa-sha2-256")
}
"""How a CA's key of each type may sign; SHA-1 is no longer believed."""


class CertificateError(Exception):
    """Why a certificate is of no use, as half a sentence: `it expired on 2026-01-31`."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """A CA's word that a key belongs to some hosts."""

    kind: str
    """`ssh-ed25519-cert-v01@openssh.com`."""
    key: HostKey
    """The plain key that is certified."""
    serial: int
    holder: int
    """`HOST`, or 1 for a user's certificate."""
    key_id: str
    principals: tuple[str, ...]
    """Host names, taken literally as OpenSSH's client does: no patterns, and none is no host."""
    valid_from: int
    """Unix seconds."""
    valid_until: int
    """Unix seconds; from then on it is no longer valid. 2**64 - 1 is for ever."""
    critical_options: tuple[str, ...]
    authority: HostKey
    signed: bytes
    """The bytes that the CA signed."""
    signature: bytes

    def check(self, host: str, *, now: float | None = None) -> None:
        """Raise CertificateError unless it is valid for `host` now; whose CA it is, others ask."""
        if self.holder != HOST:
            raise CertificateError(tr("it is a user's, not a host's"))
        self._check_signature()  # first: what nobody signed is not worth a closer look
        self._check_time(time.time() if now is None else now)
        if host.lower() not in self.principals:
            names = ", ".join(self.principals) or tr("no host at all")
            raise CertificateError(
                tr("it is for {names}, not for {host}").format(names=names, host=host)
            )
        if self.critical_options:
            raise CertificateError(
                tr("it asks for {critical_options}").format(
                    critical_options=", ".join(self.critical_options)
                )
            )

    def _check_time(self, now: float) -> None:
        if now < self.valid_from:
            raise CertificateError(
                tr("it is not valid before {day}").format(day=_day(self.valid_from))
            )
        if now >= self.valid_until:
            raise CertificateError(tr("it expired on {day}").format(day=_day(self.valid_until)))

    def _check_signature(self) -> None:
        import paramiko
        from cryptography.exceptions import UnsupportedAlgorithm

        kind = self.authority.kind
        reader = _Reader(self.signature)
        if reader.text() not in _SIGNATURES.get(kind, ()):
            raise CertificateError(
                tr("its CA signs in a way that is not believed here ({kind})").format(kind=kind)
            )
        # paramiko reads the rest, which does not mind wrong lengths.
        numbers = _Reader(reader.string())
        reader.end()
        if kind.startswith("ecdsa-"):
            numbers.string()
            numbers.string()
            numbers.end()
        try:
            key = paramiko.PKey.from_type_string(kind, self.authority.blob)
            genuine = key.verify_ssh_sig(self.signed, paramiko.Message(self.signature))
        except (
            paramiko.SSHException,
            ValueError,
            TypeError,
            OverflowError,
            UnsupportedAlgorithm,
        ) as error:
            raise CertificateError(tr("its CA's key cannot be read")) from error
        if not genuine:
            raise CertificateError(tr("its signature is not its CA's"))


def parse_certificate(blob: bytes) -> Certificate:
    """Read a certificate; raises CertificateError. Nothing of it is believed yet."""
    reader = _Reader(blob)
    kind = reader.text()
    plain = kind.removesuffix(SUFFIX)
    if plain == kind or plain not in _KEY_FIELDS:
        raise CertificateError(tr("it is of an unknown type"))
    reader.string()  # a nonce
    fields = [reader.string() for _ in range(_KEY_FIELDS[plain])]
    key = HostKey(plain, b"".join(map(_packed, (plain.encode(), *fields))))
    serial, holder, key_id = reader.number(8), reader.number(4), reader.text()
    principals = _Reader(reader.string()).texts(MAX_PRINCIPALS)
    valid_from, valid_until = reader.number(8), reader.number(8)
    critical = _Reader(reader.string()).pairs()
    _Reader(reader.string()).pairs()  # extensions: a host's certificate has none that count
    reader.string()  # reserved
    authority = _authority(reader.string())
    signed = blob[: reader.position]
    signature = reader.string()
    reader.end()
    return Certificate(
        kind, key, serial, holder, key_id, principals, valid_from, valid_until, critical,
        authority, signed, signature,
    )  # fmt: skip


def _authority(blob: bytes) -> HostKey:
    """Read the CA's key, which is a plain one: no certificate signs another."""
    reader = _Reader(blob)
    kind = reader.text()
    if kind in _KEY_FIELDS:
        for _ in range(_KEY_FIELDS[kind]):
            reader.string()
        reader.end()
    elif kind.endswith(SUFFIX):
        raise CertificateError(tr("another certificate signed it"))
    return HostKey(kind, blob)


class _Reader:
    """Reads SSH's types from bytes that may be anything."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.position = 0

    def take(self, size: int) -> bytes:
        end = self.position + size
        if end > len(self._data):
            raise CertificateError(tr("it is cut short"))
        taken = self._data[self.position : end]
        self.position = end
        return taken

    def number(self, size: int) -> int:
        return int.from_bytes(self.take(size), "big")

    def string(self) -> bytes:
        return self.take(self.number(4))

    def text(self) -> str:
        try:
            text = self.string().decode()
        except UnicodeDecodeError as error:
            raise CertificateError(tr("it has text that is none")) from error
        if not text.isprintable():
            raise CertificateError(tr("it has control characters in its text"))
        return text

    def texts(self, limit: int) -> tuple[str, ...]:
        found: list[str] = []
        while self.position < len(self._data):
            if len(found) == limit:
                raise CertificateError(tr("it names more than {limit} hosts").format(limit=limit))
            found.append(self.text())
        return tuple(found)

    def pairs(self) -> tuple[str, ...]:
        names: list[str] = []
        while self.position < len(self._data):
            names.append(self.text())
            self.string()
        return tuple(names)

    def end(self) -> None:
        if self.position != len(self._data):
            raise CertificateError(tr("there is more behind its end"))


def _packed(data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + data


def _day(seconds: int) -> str:
    try:
        return time.strftime("%Y-%m-%d", time.localtime(seconds))
    except (OverflowError, ValueError, OSError):
        return tr("a day too far away to name")
