"""This computer's key pair: made once, private, readable by OpenSSH."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

from app.core.errors import BadInput, SettingsUnwritable
from app.hosts.own_key import make_key, read_key

posix = pytest.mark.skipif(os.name != "posix", reason="POSIX modes")
openssh = pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="needs ssh-keygen")


def keygen(*argv: str) -> str:
    done = subprocess.run(["ssh-keygen", *argv], check=True, capture_output=True, text=True)
    return done.stdout


def test_make_key_makes_one_pair_and_keeps_it(tmp_path: Path) -> None:
    file = tmp_path / "keys" / "id_ed25519"

    first, again = make_key(file), make_key(file)

    assert first == again == read_key(file)
    assert first.kind == "ssh-ed25519"
    assert first.line.split()[2] == "spark-command-center"
    assert (tmp_path / "keys" / "id_ed25519.pub").read_text() == f"{first.line}\n"
    assert sorted(each.name for each in file.parent.iterdir()) == ["id_ed25519", "id_ed25519.pub"]


@posix
def test_make_key_keeps_the_private_half_private(tmp_path: Path) -> None:
    file = tmp_path / "keys" / "id_ed25519"

    make_key(file)

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


@openssh
def test_make_key_is_openssh_format(tmp_path: Path) -> None:
    file = tmp_path / "id_ed25519"

    key = make_key(file)

    assert file.read_text().startswith("-----BEGIN OPENSSH PRIVATE KEY-----")
    assert keygen("-y", "-f", str(file)).split()[:2] == key.line.split()[:2]
    assert keygen("-l", "-f", str(file)).split()[1] == key.fingerprint


def test_make_key_never_replaces_what_it_cannot_read(tmp_path: Path) -> None:
    file = tmp_path / "id_ed25519"
    file.write_text("somebody's notes")

    with pytest.raises(BadInput, match="not a private key"):
        make_key(file)

    assert file.read_text() == "somebody's notes"


def test_make_key_says_when_it_cannot_be_saved(tmp_path: Path) -> None:
    (tmp_path / "keys").touch()

    with pytest.raises(SettingsUnwritable, match="key could not be saved"):
        make_key(tmp_path / "keys" / "id_ed25519")


@openssh
@pytest.mark.parametrize("how", [("ed25519",), ("rsa", "-b", "2048", "-m", "PEM"), ("ecdsa",)])
def test_read_key_of_an_encrypted_file_takes_the_public_one(
    tmp_path: Path, how: tuple[str, ...]
) -> None:
    file = tmp_path / "id"
    keygen("-q", "-t", *how, "-N", "a passphrase", "-f", str(file))
    public = (tmp_path / "id.pub").read_text()

    assert read_key(file).line.split()[:2] == public.split()[:2]

    (tmp_path / "id.pub").unlink()
    with pytest.raises(BadInput, match="is encrypted") as caught:
        read_key(file)
    assert "ssh-keygen -y" in caught.value.hint


def test_read_key_of_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        read_key(tmp_path / "none")


@pytest.mark.parametrize("text", ["", "ssh-ed25519", "ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAA x", "x %%"])
def test_read_key_refuses_a_public_file_that_is_none(tmp_path: Path, text: str) -> None:
    file = tmp_path / "id"
    file.write_text("-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nx\n")
    (tmp_path / "id.pub").write_text(text)

    with pytest.raises(BadInput):
        read_key(file)
