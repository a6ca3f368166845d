"""Archives that an engine sends: read in bounded memory, unpacked into one folder alone."""

from __future__ import annotations

import io
import os
import tarfile
from collections.abc import Iterator
from pathlib import Path, PureWindowsPath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.cancel import Cancel
from app.core.errors import UserError
from app.services.containers.archives import (
    MAX_EXTENSION,
    ArchiveReader,
    BrokenArchive,
    MemberKind,
    pack,
    survey,
)
from app.services.containers.unpacking import Unpacking, leads_inside, local_name


def archive(*members: tuple[str, bytes | tarfile.TarInfo]) -> bytes:
    """Pack members with a folder `top` before them; a TarInfo is taken as it is."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as made:
        top = tarfile.TarInfo("top")
        top.type = tarfile.DIRTYPE
        made.addfile(top)
        for name, content in members:
            if isinstance(content, tarfile.TarInfo):
                content.name = name
                made.addfile(content)
            else:
                info = tarfile.TarInfo(name)
                info.size = len(content)
                made.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


def link(target: str, kind: bytes = tarfile.SYMTYPE) -> tarfile.TarInfo:
    info = tarfile.TarInfo()
    info.type, info.linkname = kind, target
    return info


def pieces(data: bytes, size: int = 700) -> Iterator[bytes]:
    for at in range(0, len(data), size):
        yield data[at : at + size]


def unpacked(data: bytes, folder: Path) -> Unpacking:
    folder.mkdir()
    unpacking = Unpacking(folder, lambda _count: None)
    unpacking.unpack(ArchiveReader(pieces(data)))
    return unpacking


def all_below(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


def test_reader_tells_what_tarfile_packed_whatever_the_pieces() -> None:
    long = "top/" + "n" * 180 + "/ünï"
    data = archive((long, b"x" * 5000), ("top/link", link("y" * 300)), ("top/empty", b""))
    for size in (1, 511, 512, 100_000):
        reader = ArchiveReader(pieces(data, size))
        told = [(each.name, each.kind, b"".join(reader.content())) for each in reader]
        assert told == [
            ("top", MemberKind.FOLDER, b""),
            (long, MemberKind.FILE, b"x" * 5000),
            ("top/link", MemberKind.LINK, b""),
            ("top/empty", MemberKind.FILE, b""),
        ]


def test_header_that_would_fill_memory_is_refused() -> None:
    bomb = tarfile.TarInfo("bomb")
    bomb.type, bomb.size = tarfile.XHDTYPE, MAX_EXTENSION + 1
    with pytest.raises(BrokenArchive):
        list(ArchiveReader(iter([bomb.tobuf(tarfile.USTAR_FORMAT), bytes(1000)])))


@settings(max_examples=60)
@given(st.lists(st.binary(max_size=600), max_size=4), st.integers(0, 4000), st.binary(max_size=9))
def test_no_bytes_break_the_reader(chunks: list[bytes], at: int, damage: bytes) -> None:
    whole = archive(("top/a", b"1" * 700), ("top/" + "b" * 200, b"2"))
    damaged = whole[:at] + damage + whole[at + len(damage) :]
    for data in (iter(chunks), pieces(damaged), pieces(whole[:at])):
        try:
            reader = ArchiveReader(data)
            for _member in reader:
                sum(map(len, reader.content()))
        except BrokenArchive:
            pass


def test_hostile_archive_stays_in_its_folder(tmp_path: Path) -> None:
    here = tmp_path / "here"
    here.mkdir()
    outside = here / "outside"
    outside.write_text("mine")
    data = archive(
        ("../outside", b"evil"),
        (str(outside), b"evil"),
        ("top/../../outside", b"evil"),
        ("elsewhere/file", b"evil"),
        ("top/way", link(str(here))),
        ("top/way/outside", b"evil"),
        ("top/dot", link(".")),
        ("top/up", link("dot/../../outside")),
        ("top/hard", link("../outside", tarfile.LNKTYPE)),
        ("top/device", link("", tarfile.CHRTYPE)),
        ("top/nul\0name", b"cut"),
        ("top/\x1b[31m\n\u202ename", b"odd"),
        ("top/twice", b"first"),
        ("top/twice", b"second"),
    )
    unpacking = unpacked(data, here / "in")
    assert outside.read_text() == "mine"
    assert {path.name for path in here.iterdir()} == {"in", "outside"}
    found = all_below(here / "in")
    assert {"_[31m__name", "twice", "twice (2)"} <= found
    assert (here / "in" / "twice").read_text() == "first"
    assert not any(path.is_symlink() for path in (here / "in").rglob("*"))
    assert unpacking.left_out >= 8


def test_links_inside_are_kept(tmp_path: Path) -> None:
    snapshot = "top/snapshots/main/model"
    data = archive(
        (snapshot, link("../../blobs/abc")),
        ("top/blobs/abc", b"weights"),
        ("top/same", link("top/blobs/abc", tarfile.LNKTYPE)),
    )
    unpacking = unpacked(data, tmp_path / "in")
    assert (tmp_path / "in/snapshots/main/model").read_text() == "weights"
    assert (tmp_path / "in/same").read_text() == "weights"
    assert (unpacking.left_out, unpacking.renamed) == (0, 0)


@pytest.mark.parametrize(
    ("target", "depth", "inside"),
    [
        ("a/b", 0, True),
        ("./a", 0, True),
        ("../a", 1, True),
        ("../a", 0, False),
        ("../../a", 1, False),
        ("a/../b", 1, False),
        ("/etc", 3, False),
        ("", 0, False),
        ("..", 1, False),
        ("a\nb", 0, False),
    ],
)
def test_link_leads_inside_only_downwards(target: str, depth: int, inside: bool) -> None:
    assert leads_inside(target, depth) is inside


@given(st.text())
def test_local_name_is_one_name(name: str) -> None:
    made = local_name(name)
    assert made.isprintable()
    assert made == os.path.basename(made)
    assert made not in ("", ".", "..")
    there = local_name(name, windows=True)
    assert not PureWindowsPath(there).is_reserved()
    assert PureWindowsPath(there).name == there == there.rstrip(". ")


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("NUL", "_NUL"),
        ("con .txt", "_con .txt"),
        ("COM¹.log", "_COM¹.log"),
        ("conout$", "_conout$"),
        ("weights.bin:evil.exe", "weights.bin_evil.exe"),
        ("C:\\Windows", "C__Windows"),
        ("dots. .", "dots"),
    ],
)
def test_names_that_mean_something_else_on_windows_are_changed(name: str, made: str) -> None:
    assert local_name(name, windows=True) == made


def test_what_is_packed_is_read_again(tmp_path: Path) -> None:
    source = tmp_path / "source"
    (source / "sub").mkdir(parents=True)
    (source / "sub" / "file").write_bytes(b"z" * 3_000_000)
    (source / "link").symlink_to("sub/file")
    os.mkfifo(source / "pipe")
    packed = survey(source, "top", Cancel())
    assert (packed.size, packed.left_out) == (3_000_000, 1)
    data = b"".join(pack(packed, Cancel()))
    unpacked(data, tmp_path / "again")
    assert (tmp_path / "again/sub/file").read_bytes() == b"z" * 3_000_000
    assert (tmp_path / "again/link").readlink() == Path("sub/file")
    with pytest.raises(UserError, match="No such file"):
        survey(tmp_path / "nothing", "nothing", Cancel())
