"""What a guard says is decoded, or is garbage; nothing else is ever raised."""

from __future__ import annotations

import contextlib
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.services.guard.raw import (
    ActionLine,
    OutcomeLine,
    StatusLine,
    decode_hello,
    decode_line,
)
from app.services.telemetry.raw import Garbage

ACTION = {
    "kind": "action",
    "n": 1,
    "w": 1795260532.708,
    "what": "container vllm (docker stop)",
    "available": 3072000000,
    "fall": 37996637587,
    "delay": 0.0003,
}
STATUS = {"kind": "status", "available": 60397977600, "fall": -4409724, "target": "container vllm"}
OUTCOME = {"kind": "outcome", "n": 1, "outcome": "ended after 0.1 s", "ended": True}
VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=9), st.just({})
)


def test_lines_of_a_guard_are_decoded() -> None:
    assert isinstance(decode_line(json.dumps(STATUS).encode()), StatusLine)
    action = decode_line(json.dumps(ACTION).encode())
    assert isinstance(action, ActionLine)
    assert action.delay == 0.0003
    assert decode_line(json.dumps(OUTCOME).encode()) == OutcomeLine(1, "ended after 0.1 s", True)


@pytest.mark.parametrize(
    "change", [{"available": -1}, {"delay": -0.1}, {"delay": 1e999}, {"kind": "other"}, {"n": "1"}]
)
def test_a_line_with_an_impossible_value_is_garbage(change: dict[str, object]) -> None:
    with pytest.raises(Garbage):
        decode_line(json.dumps(ACTION | change).encode())


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_raise_anything_but_garbage(line: bytes) -> None:
    for decode in (decode_hello, decode_line):
        with contextlib.suppress(Garbage):
            decode(line)


@settings(deadline=None)
@given(
    st.sampled_from([ACTION, STATUS, OUTCOME]),
    st.dictionaries(st.sampled_from([*ACTION, "notes", "ended", "near"]), VALUES, max_size=4),
)
def test_no_values_raise_anything_but_garbage(
    line: dict[str, object], change: dict[str, object]
) -> None:
    with contextlib.suppress(Garbage):
        decode_line(json.dumps(line | change).encode())
