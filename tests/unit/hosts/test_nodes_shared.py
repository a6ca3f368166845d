"""Two programs on one list: neither loses what the other saved. A full disk loses nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.core import files
from app.core.errors import SettingsUnwritable
from app.core.settings import SettingsStore
from app.hosts.known_hosts import HostKey, KnownHosts
from app.hosts.nodes import NodeBook
from app.hosts.target import parse_address

ROOT = Path(__file__).parents[3]
KEY = HostKey("ssh-ed25519", b"\0\0\0\x0bssh-ed25519\0\0\0\x20" + b"k" * 32)


def test_two_books_keep_each_others_nodes(tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    first, second = NodeBook(SettingsStore(file)), NodeBook(SettingsStore(file))
    first.save(parse_address("ssh://ann@10.0.0.1", name="a"))
    second.save(parse_address("ssh://ann@10.0.0.2", name="b"))
    names = {node.name for node in NodeBook(SettingsStore(file)).all()}
    assert {"a", "b"} <= names


def test_node_whose_key_file_went_away_can_still_be_saved(tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.touch()
    book = NodeBook(SettingsStore(tmp_path / "settings.json"))
    node = replace(parse_address("ssh://ann@10.0.0.1", name="a"), identity_file=str(key))
    book.save(node)
    key.unlink()
    assert not book.save(replace(node, connect_at_start=False)).connect_at_start


SAVE_MANY = """
import sys
from pathlib import Path
from app.core.settings import SettingsStore
from app.hosts.known_hosts import HostKey, KnownHosts
from app.hosts.nodes import NodeBook
from app.hosts.target import parse_address

folder, who, how_many = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
book = NodeBook(SettingsStore(folder / "settings.json"))
known = KnownHosts(folder / "known_hosts", also=())
blob = b"\\0\\0\\0\\x0bssh-ed25519\\0\\0\\0\\x20" + b"k" * 32
sys.stdin.readline()
for number in range(how_many):
    book.save(parse_address(f"ann@10.0.0.{number}", name=f"{who}-{number}"))
    known.accept(f"{who}-{number}.local", 22, HostKey("ssh-ed25519", blob))
"""


def test_two_programs_saving_at_once_lose_nothing(tmp_path: Path) -> None:
    """Each save reads the list, changes it and writes it: nobody may write in between."""
    command = [sys.executable, "-c", SAVE_MANY, str(tmp_path)]
    programs = [
        subprocess.Popen([*command, who, "25"], stdin=subprocess.PIPE, text=True, cwd=ROOT)
        for who in ("window", "shell")
    ]
    for program in programs:
        assert program.stdin is not None
        program.stdin.write("go\n")
        program.stdin.close()
    assert [program.wait(60) for program in programs] == [0, 0]

    wanted = {f"{who}-{number}" for who in ("window", "shell") for number in range(25)}
    assert {
        node.name for node in NodeBook(SettingsStore(tmp_path / "settings.json")).all()
    } >= wanted
    known = KnownHosts(tmp_path / "known_hosts", also=())
    assert all(known.trusted(f"{name}.local", 22) for name in wanted)


@pytest.mark.skipif(os.name != "posix", reason="POSIX locks")
def test_program_that_hangs_while_it_saves_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "LOCK_TIMEOUT", 0.05)
    file = tmp_path / "settings.json"
    book = NodeBook(SettingsStore(file))
    book.save(parse_address("ann@10.0.0.1", name="kept"))
    before = file.read_bytes()

    with files.exclusively(file), pytest.raises(SettingsUnwritable, match="another program"):
        book.save(parse_address("ann@10.0.0.2", name="new"))

    assert file.read_bytes() == before
    assert [node.name for node in book.all()][1:] == ["kept"]
    book.save(parse_address("ann@10.0.0.2", name="new"))


def test_folder_without_locks_is_used_without(tmp_path: Path) -> None:
    (tmp_path / ".settings.json.lock").mkdir()
    book = NodeBook(SettingsStore(tmp_path / "settings.json"))

    book.save(parse_address("ann@10.0.0.1", name="a"))

    assert [node.name for node in NodeBook(SettingsStore(tmp_path / "settings.json")).all()][
        1:
    ] == ["a"]


@pytest.fixture
def full_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system of 64 KiB; fill it to have no space left."""
    folder = tmp_path / "small"
    folder.mkdir()
    options = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)]
    mounted = sys.platform == "linux" and os.geteuid() == 0
    mounted = mounted and subprocess.run(options, capture_output=True).returncode == 0
    if not mounted:
        pytest.skip("needs root and a tmpfs")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def fill(folder: Path) -> Path:
    """Take all the space that is left."""
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as file:
        try:
            while file.write(b"x" * 4096):
                pass
        except OSError:
            return ballast
    raise AssertionError("the disk is endless")


def test_full_disk_says_so_and_keeps_the_list(full_disk: Path) -> None:
    file = full_disk / "settings.json"
    book = NodeBook(SettingsStore(file))
    kept = book.save(parse_address("ann@10.0.0.1", name="kept"))
    before = file.read_bytes()
    ballast = fill(full_disk)

    with pytest.raises(SettingsUnwritable, match="No space left") as caught:
        book.save(parse_address("ann@10.0.0.2", name="new"))
    with pytest.raises(SettingsUnwritable):
        book.remove(kept.id)

    assert str(full_disk) in caught.value.hint
    assert file.read_bytes() == before
    assert [node.name for node in book.all()][1:] == ["kept"]
    assert sorted(path.name for path in full_disk.iterdir() if path.name[0] != ".") == [
        "ballast",
        "settings.json",
    ]
    ballast.unlink()
    book.save(parse_address("ann@10.0.0.2", name="new"))
    assert [node.name for node in NodeBook(SettingsStore(file)).all()][1:] == ["kept", "new"]


def test_full_disk_keeps_the_host_keys(full_disk: Path) -> None:
    known = KnownHosts(full_disk / "known_hosts", also=())
    known.accept("spark.local", 22, KEY)
    before = known.own.read_bytes()
    fill(full_disk)

    with pytest.raises(SettingsUnwritable, match="No space left"):
        known.accept("other.local", 22, KEY)
    with pytest.raises(SettingsUnwritable):
        known.accept("x" * 8000, 22, KEY)

    assert known.own.read_bytes() == before
    assert known.trusted("other.local", 22) == []
