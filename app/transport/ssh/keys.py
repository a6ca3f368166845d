"""Private keys from files, and the certificates beside them."""

from __future__ import annotations

import copy
import io
import logging
from pathlib import Path
from typing import Any

import paramiko
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from app.core.errors import BadInput
from app.core.i18n import tr

log = logging.getLogger(__name__)

_CLASSES: tuple[tuple[type, type[paramiko.PKey]], ...] = (
    (ed25519.Ed25519PrivateKey, paramiko.Ed25519Key),
    (rsa.RSAPrivateKey, paramiko.RSAKey),
    (ec.EllipticCurvePrivateKey, paramiko.ECDSAKey),
)


class NeedsPassphrase(Exception):
    """The key is encrypted and no passphrase was given."""


class WrongPassphrase(Exception):
    """The passphrase does not open the key."""


def read_private_key(path: Path, passphrase: str | None) -> paramiko.PKey:
    """Read a private key of any type, whatever certificate lies beside it.

    Raises NeedsPassphrase, WrongPassphrase, or BadInput when it is no private key or unreadable.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BadInput(
            tr("{path} cannot be read: {why}.").format(path=path, why=error.strerror)
        ) from error
    try:
        return _parse(data, passphrase)
    except (TypeError, ValueError, UnsupportedAlgorithm, paramiko.SSHException) as error:
        text = str(error).lower()
        if passphrase is not None and not isinstance(error, UnsupportedAlgorithm):
            raise WrongPassphrase from error
        if "encrypted" in text or "password" in text:
            raise NeedsPassphrase from error
        raise BadInput(
            tr("{name} is not a private key that can be used.").format(name=path.name),
            tr("Choose the private key file (not .pub) in OpenSSH or PEM format."),
        ) from error


def is_encrypted(path: Path) -> bool:
    """Tell whether a file is a private key that wants a passphrase."""
    try:
        read_private_key(path, None)
    except NeedsPassphrase:
        return True
    except BadInput:
        pass
    return False


def with_certificate(key: paramiko.PKey, path: Path) -> paramiko.PKey | None:
    """Return the key with the certificate beside its file (`…-cert.pub`), None without a good one.

    Raises BadInput when there is one that cannot be used.
    """
    file = certificate_file(path)
    if not file.is_file():
        return None
    certified = copy.copy(key)
    try:
        certified.load_certificate(str(file))
    except (ValueError, OSError, IndexError, paramiko.SSHException) as error:
        raise BadInput(
            tr("{name} is not a certificate of {key}.").format(name=file.name, key=path.name)
        ) from error
    return certified


def certificate_file(path: Path) -> Path:
    """Return where OpenSSH looks for a key's certificate."""
    return path.with_name(f"{path.name}-cert.pub")


def _parse(data: bytes, passphrase: str | None) -> paramiko.PKey:
    password = passphrase.encode() if passphrase else None
    try:
        loaded: object = serialization.load_ssh_private_key(data, password)
    except ValueError:
        loaded = serialization.load_pem_private_key(data, password)
    for kind, key_class in _CLASSES:
        if isinstance(loaded, kind):
            # cryptography, which does the work, wants bytes; paramiko's annotation says str.
            secret: Any = password
            return key_class.from_private_key(io.StringIO(data.decode()), secret)
    raise UnsupportedAlgorithm(type(loaded).__name__)
