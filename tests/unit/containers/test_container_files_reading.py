"""What engines and shells tell of files, read whatever it is."""

from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.errors import BadInput
from app.services.containers.files import (
    FileEntry,
    FileKind,
    cleaned,
    entry_of,
    read_listing,
)
from app.services.containers.programs import unframed

# As `HEAD /containers/ID/archive?path=/bin/sh` of Docker 20.10.24 told it.
LINK = (
    "eyJuYW1lIjoic2giLCJzaXplIjo3LCJtb2RlIjoxMzQyMTgyMzksIm10aW1lIjoiMTk3MC0wMS0wMVQwMDowMDowMFoi"
    "LCJsaW5rVGFyZ2V0IjoiL2Jpbi9idXN5Ym94In0="
)


def test_path_is_read_as_the_engine_tells_it() -> None:
    assert entry_of("sh", LINK) == FileEntry("sh", FileKind.LINK, None, 0o777, 0.0, "/bin/busybox")
    device = json.dumps({"mode": 1 << 26 | 1 << 21 | 0o666, "size": 0}).encode()
    assert entry_of("null", base64.b64encode(device).decode()).kind is FileKind.OTHER
    assert entry_of("x", "") == FileEntry("x", None)


def test_names_may_hold_what_looks_like_another_row() -> None:
    forged = "a\n81a4 9 9 b"
    output = (
        f"/data\0.\0..\0{forged}\0gone\0last\0\0"
        f"41ed 4096 1 .\n41ed 4096 1 ..\n81a4 5 1700000000 {forged}\na1ff 3 2 last\n"
    )
    where, entries = read_listing(output.encode())
    assert where == "/data"
    assert [(each.name, each.kind, each.size) for each in entries] == [
        (forged, FileKind.FILE, 5),
        ("gone", None, None),
        ("last", FileKind.LINK, None),
    ]


@pytest.mark.parametrize("output", [b"", b"OCI runtime exec failed", b"\0", b"x\0y\0\0"])
def test_what_is_no_listing_is_none(output: bytes) -> None:
    assert read_listing(output) == (None, [])


@settings(max_examples=60)
@given(st.binary(max_size=300), st.lists(st.binary(max_size=40), max_size=4))
def test_no_bytes_break_reading(data: bytes, chunks: list[bytes]) -> None:
    read_listing(data)
    read_listing(b"/\0" + data)
    entry_of("x", data.decode("latin-1"))
    entry_of("x", base64.b64encode(data).decode())
    list(unframed([data, *chunks]))


def test_frames_are_taken_apart_wherever_they_are_cut() -> None:
    data = b"\1\0\0\0\0\0\0\3out\2\0\0\0\0\0\0\2er\1\0\0\0\0\0\0\0"
    for size in (1, 5, 100):
        pieces = [data[at : at + size] for at in range(0, len(data), size)]
        assert list(unframed(pieces)) == [(False, b"out"), (True, b"er"), (False, b"")]


def test_paths_are_those_of_the_container() -> None:
    assert cleaned("//data/./sub/../x/") == "/data/x"
    assert cleaned("/../..") == "/"
    for wrong in ("", "data", "/a\0b", "/" + "a" * 5000):
        with pytest.raises(BadInput):
            cleaned(wrong)
