"""Logs cut into lines, however they come."""

from __future__ import annotations

import struct
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import BadInput, RemoteError
from app.services.containers.api import LogLine
from app.services.containers.log_lines import MAX_LINE, PIECE, FramedLines, TerminalLines
from app.services.containers.logs import LogWish

T1, T1_NS = b"1970-01-01T00:00:01.000000001Z ", 10**9 + 1
T2, T2_NS = b"1970-01-01T00:00:02.000000002Z ", 2 * 10**9 + 2


def frame(data: bytes, kind: int = 1) -> bytes:
    return struct.pack(">BxxxL", kind, len(data)) + data


def cut(data: bytes, places: list[int]) -> list[bytes]:
    edges = [0, *sorted(place % (len(data) + 1) for place in places), len(data)]
    return [data[begin:end] for begin, end in pairwise(edges)]


def all_lines(splitter: FramedLines | TerminalLines, chunks: list[bytes]) -> list[LogLine]:
    return [line for chunk in chunks for line in splitter.take(chunk)] + splitter.rest()


@given(st.lists(st.integers(0, 10_000), max_size=20))
def test_framed_lines_do_not_depend_on_how_they_come(places: list[int]) -> None:
    data = (
        frame(T1 + b"out\n")
        + frame(T1 + b"err\n", 2)
        + frame(T1 + "ü".encode() * PIECE)
        + frame(T2 + b"other\n", 2)
        + frame(T2 + b"end\n")
        + frame(T2 + b"no newline")
    )

    assert all_lines(FramedLines(), cut(data, places)) == [
        LogLine(T1_NS, False, "out"),
        LogLine(T1_NS, True, "err"),
        LogLine(T2_NS, True, "other"),
        LogLine(T1_NS, False, "ü" * PIECE + "end"),
        LogLine(T2_NS, False, "no newline"),
    ]


@given(st.lists(st.integers(0, 40_000), max_size=20))
def test_terminal_lines_lose_the_times_inside_them(places: list[int]) -> None:
    data = T1 + b"a" * PIECE + T2 + b"b" * PIECE + T2 + b"c\r\n" + T2 + b"next\r\n" + T2 + b"$ "

    assert all_lines(TerminalLines(), cut(data, places)) == [
        LogLine(T1_NS, False, "a" * PIECE + "b" * PIECE + "c"),
        LogLine(T2_NS, False, "next"),
        LogLine(T2_NS, False, "$ "),
    ]


@given(st.lists(st.binary(max_size=100), max_size=20))
def test_whatever_comes_is_lines_or_our_error(chunks: list[bytes]) -> None:
    try:
        for line in all_lines(FramedLines(), chunks):
            assert line.text.isprintable() or "\t" in line.text
    except RemoteError:
        pass
    all_lines(TerminalLines(), chunks)


@pytest.mark.parametrize("terminal", [False, True])
def test_line_without_an_end_takes_no_more_memory(terminal: bool) -> None:
    splitter = TerminalLines() if terminal else FramedLines()
    piece = T1 + b"x" * PIECE
    found = [
        line
        for _ in range(640)  # 10 MB
        for line in splitter.take(piece if terminal else frame(piece))
    ]
    end = b"\n" + T2 + b"next\n"
    found += splitter.take(end if terminal else frame(T1 + b"\n") + frame(T2 + b"next\n"))

    assert [(line.time_ns, line.cut) for line in found] == [(T1_NS, True), (T2_NS, False)]
    assert len(found[0].raw) > MAX_LINE * 0.99
    assert set(found[0].raw) == {"x"}
    assert splitter.since_ns is None


def test_line_that_is_not_whole_is_known_by_its_begin() -> None:
    splitter = FramedLines()
    splitter.take(frame(T1 + b"begin"))
    splitter.take(frame(T2 + b"other\n", 2))

    assert splitter.since_ns == T1_NS


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("10%\r20%\r", "20%"),
        ("a\x00b\u202ec", "a b c"),
        ("\x1b]0;title\x07text", "text"),
        ("\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x1b[2J\x1b(Bclear", "clear"),
        ("tab\tstays", "tab\tstays"),
        ("", ""),
    ],
)
def test_text_of_a_line_cannot_steer_a_terminal(raw: str, text: str) -> None:
    assert LogLine(None, False, raw).text == text


@pytest.mark.parametrize("wish", [{"tail": -1}, {"since": -1.0}, {"until": 1e12}])
def test_wish_that_cannot_be_is_refused(wish: dict[str, float]) -> None:
    with pytest.raises(BadInput):
        LogWish(**wish)  # type: ignore[arg-type]
