from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.containers.api import Container, State
from app.services.containers.uptime import Moments, parse_span

NOW = 1_790_000_000.0
HOUR = 3600.0


def container(status: str, *, runs: bool = True) -> Container:
    state = State.RUNNING if runs else State.EXITED
    return Container("a" * 64, "vllm", "vllm", "", "", state, status)


@pytest.mark.parametrize(
    ("status", "said", "least", "most"),
    [
        ("Up Less than a second", 0, 0, 1),
        ("Up 12 seconds (health: starting)", 12, 12, 13),
        ("Up About a minute", 60, 60, 120),
        ("Up 3 minutes", 180, 180, 240),
        ("Up About an hour (healthy)", HOUR, HOUR / 2, 1.5 * HOUR),
        ("Up 3 hours (Paused)", 3 * HOUR, 2.5 * HOUR, 3.5 * HOUR),
        ("Exited (137) 2 days ago", 48 * HOUR, 47.5 * HOUR, 71.5 * HOUR),
        ("Restarting (1) 5 seconds ago", 5, 5, 6),
        ("Exited (0) 5 weeks ago", 35 * 24 * HOUR, 35 * 24 * HOUR - 1800, 42 * 24 * HOUR - 1800),
    ],
)
def test_span_is_what_docker_rounded(status: str, said: float, least: float, most: float) -> None:
    span = parse_span(status)
    assert span is not None
    assert (span.said, span.least, span.most) == (said, least, most)


@pytest.mark.parametrize("status", ["", "Created", "Up", "Exited (137)", "Up 3 hourglasses"])
def test_span_that_is_not_said_is_unknown(status: str) -> None:
    assert parse_span(status) is None


@given(st.text())
def test_span_of_any_text_is_a_span_or_nothing(text: str) -> None:
    span = parse_span(text)
    assert span is None or 0 <= span.least <= span.said < span.most


def test_moment_is_kept_while_later_words_do_not_contradict_it() -> None:
    moments = Moments()
    moments.note([container("Up 50 seconds")], NOW)
    moments.note([container("Up 3 hours")], NOW + 3 * HOUR)
    assert moments.of("a" * 64) == NOW - 50


def test_moment_is_narrowed_down_by_later_words() -> None:
    moments = Moments()
    moments.note([container("Up 3 hours")], NOW)  # since 2.5 to 3.5 hours
    moments.note([container("Up 4 hours")], NOW + 600)  # so it is at least 3.5 - 10 min
    found = moments.of("a" * 64)
    assert found is not None
    assert found == NOW + 600 - 3.5 * HOUR


def test_moment_is_another_after_a_restart_and_after_the_end() -> None:
    moments = Moments()
    moments.note([container("Up 3 hours")], NOW)
    moments.note([container("Up 2 seconds")], NOW + 60)
    found = moments.of("a" * 64)
    assert found is not None
    assert NOW + 57 <= found <= NOW + 58
    moments.note([container("Exited (0) 1 second ago", runs=False)], NOW + 90)
    assert moments.of("a" * 64) == NOW + 89
    moments.note([], NOW + 91)
    assert moments.of("a" * 64) is None
