"""This computer's own key pair, and the public half of any private key file."""

from __future__ import annotations

import base64
import contextlib
import os
import platform
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

from app import APP_SLUG
from app.core.errors import BadInput, SettingsUnwritable
from app.core.files import write_atomic
from app.core.i18n import tr
from app.hosts.known_hosts import fingerprint


@dataclass(frozen=True, slots=True)
class AccessKey:
    """A key pair that logs in to nodes: the private key's file and the public key itself."""

    file: Path
    kind: str
    """`ssh-ed25519`, `ssh-rsa`, …"""
    blob: bytes

    @property
    def fingerprint(self) -> str:
        """`SHA256:…`."""
        return fingerprint(self.blob)

    @property
    def line(self) -> str:
        """What stands for it in an authorized_keys file, with a comment that marks it as ours."""
        return f"{self.kind} {base64.b64encode(self.blob).decode('ascii')} {key_comment()}"


def key_comment() -> str:
    """Return the comment of lines we write: the program and this computer's name."""
    computer = re.sub(r"[^\w.-]+", "-", platform.node(), flags=re.ASCII).strip("-")
    return f"{APP_SLUG} {computer or 'computer'}"


def own_key_file(folder: Path) -> Path:
    """Return where this computer's own private key is, made or not."""
    return folder / "id_ed25519"


def make_key(file: Path) -> AccessKey:
    """Make an ed25519 pair in OpenSSH's format, private key 0600; a key that exists is kept.

    Raises SettingsUnwritable, or BadInput when what exists is no private key.
    """
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    try:
        if not file.exists():
            private = Ed25519PrivateKey.generate().private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.OpenSSH,
                serialization.NoEncryption(),
            )
            _write_new(file, private)
        key = read_key(file)
        public = file.with_name(f"{file.name}.pub")
        if not public.exists():
            write_atomic(public, f"{key.line}\n".encode(), mode=0o644)
    except OSError as error:
        raise SettingsUnwritable(
            tr("The key could not be saved: {why}.").format(why=error.strerror),
            tr("Check free space and permissions of {parent}.").format(parent=file.parent),
        ) from error
    return key


def read_key(file: Path) -> AccessKey:
    """Return the public half of a private key file; of an encrypted one, from the `.pub` beside it.

    Raises BadInput.
    """
    public = file.with_name(f"{file.name}.pub")
    try:
        private = file.read_bytes()
        line = _public_of(private) or (public.read_bytes() if public.is_file() else None)
    except OSError as error:
        raise BadInput(
            tr("{filename} cannot be read: {why}.").format(
                filename=error.filename, why=error.strerror
            )
        ) from error
    if line is None:
        raise BadInput(
            tr("The public half of {name} is not known: it is encrypted.").format(name=file.name),
            tr("Make it first: ssh-keygen -y -f {file} > {name}").format(
                file=file, name=public.name
            ),
        )
    kind, blob = _parse_public(line, public)
    return AccessKey(file, kind, blob)


def _public_of(private: bytes) -> bytes | None:
    """Return the public line of a private key, None when only its passphrase could tell."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives import serialization

    def load(data: bytes) -> object:
        try:
            return serialization.load_ssh_private_key(data, None)
        except ValueError:
            return serialization.load_pem_private_key(data, None)

    try:
        key = load(private)
        public: bytes = key.public_key().public_bytes(  # type: ignore[attr-defined]
            serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH
        )
    except TypeError:  # it wants a passphrase
        return None
    except (ValueError, UnsupportedAlgorithm) as error:
        if b"PRIVATE KEY" in private and b"ENCRYPTED" in private:
            return None
        raise BadInput(
            tr("That is not a private key that can be used."),
            tr("Choose the private key file (not .pub) in OpenSSH or PEM format."),
        ) from error
    return public


def _parse_public(line: bytes, file: Path) -> tuple[str, bytes]:
    fields = line.split()
    try:
        blob = base64.b64decode(fields[1], validate=True)
        length = int.from_bytes(blob[:4], "big")
        if blob[4 : 4 + length] != fields[0]:
            raise ValueError("another type")
        return fields[0].decode("ascii"), blob
    except (IndexError, ValueError) as error:
        raise BadInput(
            tr("{file} is not a public key.").format(file=file),
            tr("Make it again: ssh-keygen -y -f {file}").format(file=file.with_suffix("")),
        ) from error


def _write_new(file: Path, data: bytes) -> None:
    """Write a file that must not exist, whole or not at all; one that just came to be stays."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)  # mode 0600
    try:
        with os.fdopen(handle, "wb") as opened:
            opened.write(data)
            opened.flush()
            os.fsync(opened.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(name, file)
    finally:
        os.unlink(name)
