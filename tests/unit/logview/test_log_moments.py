"""Moments that somebody types."""

from __future__ import annotations

import contextlib
from datetime import datetime, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import BadInput
from app.logview.when import moment

NOW = datetime(2026, 11, 21, 14, 5, 12, tzinfo=timezone.utc).timestamp()


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("14:05", "2026-11-21T14:05:00"),
        ("14:05:30", "2026-11-20T14:05:30"),
        ("9:30", "2026-11-21T09:30:00"),
        ("2026-11-19 08:00", "2026-11-19T08:00:00"),
        ("2026-11-19T08:00:01+01:00", "2026-11-19T07:00:01"),
        ("10m", "2026-11-21T13:55:12"),
        ("2 h ago", "2026-11-21T12:05:12"),
        ("1d", "2026-11-20T14:05:12"),
    ],
)
def test_moment_is_understood(text: str, wanted: str) -> None:
    found = datetime.fromtimestamp(moment(text, NOW, utc=True), timezone.utc)

    assert found.isoformat().removesuffix("+00:00") == wanted


@given(st.text(max_size=30), st.booleans())
def test_anything_else_is_refused(text: str, utc: bool) -> None:
    with contextlib.suppress(BadInput):
        assert moment(text, NOW, utc=utc) >= 0


def test_refusal_says_what_could_be_written() -> None:
    with pytest.raises(BadInput, match="no time") as caught:
        moment("yesterday", NOW)
    assert "14:05" in caught.value.hint
