"""Streams are read out of their bytes, wherever the network cuts them."""

from __future__ import annotations

import itertools
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.serving import events
from app.services.serving.answers import Answer, AnswerReader
from app.services.serving.events import EventReader
from tests.captures import captured

CAPTURES = (
    "vllm/chat_stream.sse",
    "llm/llamacpp_chat_stream.sse",
    "llm/llamacpp_tiny_random_stream.sse",
)


def chunks_of(*pieces: bytes) -> tuple[list[Any], EventReader]:
    reader = EventReader()
    found = [chunk for piece in pieces for chunk in reader.feed(piece)]
    return [*found, *reader.end()], reader


def answer_of(chunks: list[Any]) -> Answer:
    reader = AnswerReader(0.0)
    for chunk in chunks:
        reader.feed(chunk, 1.0)
    reader.end()
    return reader.answer()


@pytest.mark.parametrize("name", CAPTURES)
def test_capture_cut_in_two_at_any_byte_is_the_same(name: str) -> None:
    raw = captured(name)
    whole, _ = chunks_of(raw)
    assert len(whole) > 20
    assert chunks_of(*(raw[n : n + 1] for n in range(len(raw))))[0] == whole
    lines = [each + b"\n\n" for each in raw.split(b"\n\n")]
    for two in (b"".join(pair) for pair in itertools.pairwise(lines)):
        expected, _ = chunks_of(two)
        for cut in range(len(two)):
            found, reader = chunks_of(two[:cut], two[cut:])
            assert found == expected
            assert reader.unreadable == 0


@pytest.mark.parametrize("name", CAPTURES)
def test_capture_that_ends_at_any_byte_keeps_what_came(name: str) -> None:
    raw = captured(name)
    whole, _ = chunks_of(raw)
    text = answer_of(whole).text
    for cut in range(0, len(raw), 7):
        found, reader = chunks_of(raw[:cut])
        assert found == whole[: len(found)]
        assert reader.unreadable <= 1, "only what was cut in the middle"
        if cut % 5 == 0:
            assert text.startswith(answer_of(found).text)


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_lines_may_end_in_each_way(end: bytes) -> None:
    raw = b': ping\nevent: message\ndata: {\ndata: "a": 1}\n\ndata:{}\n\n'.replace(b"\n", end)
    whole, _ = chunks_of(raw)
    assert whole == [{"a": 1}, {}]
    for cut in range(len(raw)):
        assert chunks_of(raw[:cut], raw[cut:])[0] == whole


def test_nothing_counts_after_the_server_said_that_it_is_over() -> None:
    found, reader = chunks_of(b'data: {"a": 1}\n\ndata: [DONE]\n\ndata: {"a": 2}\n\n')
    assert found == [{"a": 1}]
    assert reader.is_done


def test_what_cannot_be_read_is_left_out_and_counted() -> None:
    found, reader = chunks_of(b'data: {"a": \xff"}\n\ndata: {"b": "\xff"}\n\ndata: nope\n\n')
    assert found == [{"b": "\ufffd"}]
    assert reader.unreadable == 2


def test_error_in_a_line_of_its_own_is_found() -> None:
    assert chunks_of(b'error: {"message": "no room"}\n\n')[0] == [{"error": {"message": "no room"}}]


def test_line_without_an_end_takes_no_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "MAX_LINE", 100)
    found, reader = chunks_of(b"data: " + b"x" * 90, b"x" * 90, b'\n\ndata: {"a": 1}\n\n')
    assert found == [{"a": 1}]
    assert reader.unreadable >= 1


def test_event_without_an_end_takes_no_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "MAX_LINE", 100)
    reader = EventReader()
    for _ in range(50):
        assert reader.feed(b"data: " + b"x" * 60 + b"\n") == ()
    assert sum(map(len, reader._data)) <= 100
    assert reader.feed(b'\ndata: {"a": 1}\n\n') == ({"a": 1},)
    assert reader.unreadable == 1


@given(st.lists(st.binary(max_size=60) | st.sampled_from([b"data: ", b"\n\n", b"{}", b"\r"])))
def test_whatever_comes_nothing_fails(pieces: list[bytes]) -> None:
    found, _ = chunks_of(*pieces)
    joined, _ = chunks_of(b"".join(pieces))
    assert json.dumps(found) == json.dumps(joined)
