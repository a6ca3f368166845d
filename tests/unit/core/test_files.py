"""A crash or a full disk leaves the old content, never half of the new."""

from __future__ import annotations

import os
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.files import keep_aside, write_atomic

posix = pytest.mark.skipif(os.name != "posix", reason="POSIX modes and links")


def test_write_atomic_makes_folders_and_replaces(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "file"

    write_atomic(path, b"one")
    write_atomic(path, b"two")

    assert path.read_bytes() == b"two"
    assert [entry.name for entry in path.parent.iterdir()] == ["file"]


@posix
def test_write_atomic_sets_the_mode(tmp_path: Path) -> None:
    write_atomic(tmp_path / "secret", b"x")
    write_atomic(tmp_path / "open", b"x", mode=0o644)

    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "open").stat().st_mode) == 0o644


@posix
def test_write_atomic_follows_a_link(tmp_path: Path) -> None:
    real, link = tmp_path / "dotfiles" / "settings", tmp_path / "settings"
    write_atomic(real, b"old")
    link.symlink_to(real)

    write_atomic(link, b"new")

    assert link.is_symlink()
    assert real.read_bytes() == b"new"


@posix
def test_write_atomic_survives_links_in_a_circle(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")

    write_atomic(tmp_path / "a", b"new")

    assert (tmp_path / "a").read_bytes() == b"new"


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_write_atomic_failure_leaves_the_old(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"old")

    def fail(*_arguments: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, call, fail)
    with pytest.raises(OSError, match="Input/output"):
        write_atomic(path, b"new")

    assert path.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir() if entry.is_file()] == ["file"]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)]
    if os.name != "posix" or os.geteuid() != 0:
        pytest.skip("mounting a small disk needs root")
    if subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("mounting is not allowed here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_write_atomic_on_a_full_disk_leaves_the_old(small_disk: Path) -> None:
    path = small_disk / "file"
    write_atomic(path, b"old")

    with pytest.raises(OSError, match="No space left"):
        write_atomic(path, b"x" * 200_000)

    assert path.read_bytes() == b"old"
    assert [entry.name for entry in small_disk.iterdir()] == ["file"]


def test_keep_aside_never_overwrites(tmp_path: Path) -> None:
    path = tmp_path / "file"
    kept = []
    for text in ("one", "two", "three"):
        path.write_text(text)
        kept.append(keep_aside(path, "damaged"))

    assert [each.name for each in kept] == ["file.damaged", "file.damaged-2", "file.damaged-3"]
    assert [each.read_text() for each in kept] == ["one", "two", "three"]
