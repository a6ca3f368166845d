"""The lab's keys and passwords: made fresh, good only on loopback."""

from __future__ import annotations

import ctypes
import secrets
import shutil
import subprocess
from pathlib import Path

KINDS = {"ed25519": ("-t", "ed25519"), "ecdsa": ("-t", "ecdsa"), "rsa": ("-t", "rsa", "-b", "2048")}
PASSPHRASE = "open the lab"
CLIENT_KEYS = {"id_ed25519": "", "id_ed25519_encrypted": PASSPHRASE, "id_ed25519_wrong": ""}
AUTHORIZED = ("id_ed25519", "id_ed25519_encrypted")


def new_password() -> str:
    """Return a password nobody knows yet."""
    return secrets.token_urlsafe(12)


def crypt(password: str) -> str:
    """Return the password's SHA-512 hash for /etc/shadow, by the same libcrypt that PAM uses."""
    function = ctypes.CDLL("libcrypt.so.1").crypt
    function.restype = ctypes.c_char_p
    hashed: bytes | None = function(
        password.encode(), f"$6$rounds=1000${secrets.token_hex(8)}$".encode()
    )
    if hashed is None or not hashed.startswith(b"$6$"):
        raise RuntimeError("libcrypt cannot make a SHA-512 hash")
    return hashed.decode()


def host_key_name(kind: str) -> str:
    """Return the file name of a host key."""
    return f"host_{kind}"


def make_client_keys(folder: Path) -> None:
    """Make the user's keys that are not there yet."""
    _generate(
        {folder / name: (*KINDS["ed25519"], "-N", words) for name, words in CLIENT_KEYS.items()}
    )


def copy_client_keys(source: Path, folder: Path) -> None:
    """Take over another node's client keys, where there are none yet: one user, two machines."""
    for name in CLIENT_KEYS:
        for file in (name, f"{name}.pub"):
            if not (folder / file).exists():
                shutil.copy(source / file, folder / file)


def make_host_keys(folder: Path) -> None:
    """Make the server's keys that are not there yet."""
    _generate({folder / host_key_name(kind): (*how, "-N", "") for kind, how in KINDS.items()})


def remove_host_keys(folder: Path) -> None:
    """Forget the server's keys."""
    for kind in KINDS:
        for name in (host_key_name(kind), f"{host_key_name(kind)}.pub"):
            (folder / name).unlink(missing_ok=True)


def host_key_lines(folder: Path) -> str:
    """Return the lines of sshd_config that name the server's keys."""
    return "\n".join(f"HostKey {folder / host_key_name(kind)}" for kind in KINDS)


def known_hosts(folder: Path, host: str, port: int) -> str:
    """Return the lines of known_hosts for the server's present keys."""
    publics = [(folder / f"{host_key_name(kind)}.pub").read_text().split() for kind in KINDS]
    where = host if port == 22 else f"[{host}]:{port}"
    return "".join(f"{where} {name} {key}\n" for name, key, *_ in publics)


def authorized(folder: Path) -> str:
    """Return the lines of authorized_keys."""
    return "".join((folder / f"{name}.pub").read_text() for name in AUTHORIZED)


def fingerprint(key: Path) -> str:
    """Return a key's SHA256 fingerprint as OpenSSH prints it."""
    command = ["ssh-keygen", "-l", "-E", "sha256", "-f", f"{key}.pub"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()[1]


def _generate(wanted: dict[Path, tuple[str, ...]]) -> None:
    """Run ssh-keygen for each missing key, side by side: RSA alone takes a tenth of a second."""
    running = []
    for path, how in wanted.items():
        if path.exists() and path.with_name(f"{path.name}.pub").exists():
            continue
        path.unlink(missing_ok=True)
        command = ["ssh-keygen", "-q", "-a", "4", *how, "-C", "lab", "-f", str(path)]
        running.append(subprocess.Popen(command, stdin=subprocess.DEVNULL))
    for each in running:
        if each.wait() != 0:
            raise RuntimeError("ssh-keygen failed")
