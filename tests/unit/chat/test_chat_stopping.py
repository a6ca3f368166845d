"""What a server computes is read from llama.cpp's slots, or from an engine's metrics."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.chat.stopping import Load, read_load, read_slots
from tests.captures import captured


def test_slots_tell_which_tasks_run() -> None:
    told = json.loads(captured("llm/llamacpp_slots.json"))
    assert read_slots(captured("llm/llamacpp_slots.json")) == Load(0.0, frozenset())
    told[1]["is_processing"] = True
    assert read_slots(json.dumps(told).encode()) == Load(1.0, frozenset({24}))
    del told[1]["id_task"]
    assert read_slots(json.dumps(told).encode()) == Load(1.0, None)


@pytest.mark.parametrize(
    ("name", "running"),
    [
        ("vllm/metrics_idle_before.prom", 0.0),
        ("vllm/metrics_under_load.prom", 1.0),
        ("llm/llamacpp_metrics.prom", 0.0),
    ],
)
def test_metrics_tell_how_many_requests_run(name: str, running: float) -> None:
    load = read_load(captured(name))
    assert load is not None
    assert load.running >= running
    assert load.tasks is None


@given(st.binary(max_size=80) | st.recursive(
    st.none() | st.booleans() | st.integers(),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["is_processing", "id_task"]), inner),
).map(lambda told: json.dumps(told).encode()))  # fmt: skip
def test_whatever_is_answered_nothing_fails(body: bytes) -> None:
    read_slots(body)
    read_load(body)
