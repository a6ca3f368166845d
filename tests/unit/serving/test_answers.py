"""Answers are read from the chunks of genuine streams, and from whatever else a server sends."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.services.serving.answers import CUT_OFF, Answer, AnswerReader, Delta
from tests.captures import captured
from tests.chat_replay import delta

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(
        st.sampled_from(
            ["choices", "delta", "content", "reasoning", "usage", "timings", "finish_reason",
             "completion_tokens", "prompt_tokens", "tool_calls", "function", "arguments",
             "predicted_n", "predicted_per_second", "prompt_n", "prompt_tokens_details"]
        ),
        inner,
        max_size=5,
    ),
    max_leaves=20,
)  # fmt: skip


def chunks_of(name: str) -> list[Any]:
    """Return the chunks of a captured stream; a keep-alive or the end is none."""
    found = []
    for line in captured(name).decode().splitlines():
        data = line.removeprefix("data: ")
        if line.startswith("data: ") and data != "[DONE]":
            found.append(json.loads(data))
    return found


def read(chunks: list[Any], *, step: float = 0.1) -> tuple[Answer, list[Delta]]:
    """Read chunks that come every `step` seconds after 10 s on the clock."""
    reader, deltas = AnswerReader(10.0), []
    for number, chunk in enumerate(chunks):
        deltas += reader.feed(chunk, 10.0 + step * (number + 1))
    return reader.answer(), deltas


def test_answer_of_vllm_is_timed_between_its_first_and_its_last_token() -> None:
    answer, deltas = read(chunks_of("vllm/chat_stream.sse"))
    assert answer.text == "".join(each.text for each in deltas)
    assert answer.text.startswith("A GPU utilization")
    assert (answer.finish, answer.prompt_tokens, answer.completion_tokens) == ("stop", 41, 29)
    timing = answer.timing
    assert timing.first_token_s == pytest.approx(0.2)  # the first chunk names the role only
    tokens = len(deltas)
    assert timing.tokens_per_s == pytest.approx(28 / (0.1 * (tokens - 1)))
    assert timing.token_s == pytest.approx(0.1 * (tokens - 1) / 28)
    assert timing.prompt_tokens_per_s == pytest.approx(41 / 0.2)
    assert not timing.by_server
    assert not timing.prompt_by_server
    assert timing.answer_s is None


def test_answer_of_llama_cpp_takes_the_speed_that_the_server_measured() -> None:
    answer, _ = read(chunks_of("llm/llamacpp_chat_stream.sse"))
    assert answer.completion_tokens == 23
    assert answer.prompt_tokens == 32
    assert answer.timing.by_server
    assert answer.timing.tokens_per_s == pytest.approx(22.01, abs=0.01)
    assert answer.timing.prompt_by_server
    assert answer.timing.prompt_tokens_per_s == pytest.approx(27.92, abs=0.01)


def test_answer_without_usage_is_counted_by_the_servers_timings() -> None:
    answer, _ = read(chunks_of("llm/llamacpp_tiny_random_stream.sse"))
    assert (answer.prompt_tokens, answer.completion_tokens) == (32, 24)
    assert answer.finish == "length"
    assert answer.note == "The answer reached its limit of tokens."


def test_answer_that_nobody_counts_has_no_speed_and_says_why() -> None:
    answer, _ = read([delta(content="a"), delta(content="b" * 400), delta("stop")])
    assert answer.timing.tokens_per_s is None
    assert "does not tell" in answer.timing.reasons["tokens_per_s"]
    assert answer.timing.first_token_s == pytest.approx(0.1)


def test_chunks_are_never_counted_as_tokens() -> None:
    """A server that predicts several tokens at once sends them in one chunk."""
    usage = {"choices": [], "usage": {"completion_tokens": 101, "prompt_tokens": 10}}
    answer, _ = read([delta(content="x"), delta(content="y" * 300), usage], step=1.0)
    assert answer.timing.tokens_per_s == pytest.approx(100.0)


def test_first_piece_of_several_tokens_is_left_out_of_the_speed() -> None:
    first = {**delta(content="abc"), "usage": {"completion_tokens": 3}}
    end = {"choices": [], "usage": {"completion_tokens": 13}}
    answer, _ = read([first, delta(content="rest"), end], step=2.0)
    assert answer.timing.tokens_per_s == pytest.approx((13 - 3) / 2.0)


@pytest.mark.parametrize(("tokens", "why"), [(7, "fewer than 8"), (40, "one piece")])
def test_answer_that_is_too_short_to_time_has_no_speed(tokens: int, why: str) -> None:
    usage = {"choices": [], "usage": {"completion_tokens": tokens}}
    answer, _ = read([delta(content="all at once"), usage])
    assert answer.timing.tokens_per_s is None
    assert why in answer.timing.reasons["tokens_per_s"]


def test_reasoning_is_told_apart_and_never_twice() -> None:
    both = delta(reasoning="think", reasoning_content="think")
    answer, deltas = read([both, delta(reasoning_content=" more"), delta(content="Yes")])
    assert answer.reasoning == "think more"
    assert answer.text == "Yes"
    assert [each.is_reasoning for each in deltas] == [True, True, False]
    assert answer.timing.first_token_s == pytest.approx(0.1)
    assert answer.timing.answer_s == pytest.approx(0.3)


def test_thinking_that_used_every_token_is_told() -> None:
    usage = {"choices": [], "usage": {"completion_tokens": 64}}
    answer, _ = read([delta(reasoning="hm"), delta("length"), usage])
    assert answer.note == "Thinking used all 64 tokens: allow longer answers."


def test_arguments_of_a_tool_are_tokens() -> None:
    call = {"index": 0, "function": {"name": "look", "arguments": '{"a":'}}
    answer, _ = read([delta(role="assistant"), delta(tool_calls=[call]), delta("tool_calls")])
    assert answer.timing.first_token_s == pytest.approx(0.2)
    assert answer.text == ""


def test_stream_without_a_reason_to_end_was_cut_off() -> None:
    answer, _ = read([delta(content="half an ans")])
    assert answer.finish == CUT_OFF
    assert not answer.is_whole
    assert "cut off" in answer.note


def test_cached_prompt_has_no_reading_speed() -> None:
    usage = {"prompt_tokens": 32, "completion_tokens": 9,
             "prompt_tokens_details": {"cached_tokens": 31}}  # fmt: skip
    answer, _ = read([delta(content="a"), delta("stop"), {"choices": [], "usage": usage}])
    assert answer.cached_tokens == 31
    assert answer.timing.prompt_tokens_per_s is None
    assert "prefix cache" in answer.timing.reasons["prompt_tokens_per_s"]


@settings(max_examples=60, deadline=None)
@given(st.lists(VALUES, max_size=6))
def test_reader_takes_whatever_comes(chunks: list[Any]) -> None:
    answer, deltas = read(chunks)
    assert answer.text + answer.reasoning == "".join(
        each.text for each in sorted(deltas, key=lambda each: each.is_reasoning)
    )
    speed = answer.timing.tokens_per_s
    assert speed is None or speed >= 0
