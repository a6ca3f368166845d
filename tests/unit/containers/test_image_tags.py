"""Which tags are newer than one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.services.containers.tags import newer_tags, read_tag

NUMBERS = st.lists(st.integers(0, 40), min_size=1, max_size=4)
TAGS = st.builds(
    lambda before, numbers, draft, after: before + ".".join(map(str, numbers)) + draft + after,
    st.sampled_from(["", "v", "cuda-"]),
    NUMBERS,
    st.sampled_from(["", "-rc1", "-rc2", ".dev3", "-beta"]),
    st.sampled_from(["", "-py3", "-py3-igpu", "-alpine3.20"]),
)


@pytest.mark.parametrize(
    ("tag", "others", "newer"),
    [
        ("25.9-py3", ["25.11-py3", "25.10-py3", "25.9-py3"], ["25.11-py3", "25.10-py3"]),
        ("25.11-py3", ["25.12-py3-igpu", "25.12", "26.01-py3-sdk", "25.08-py3"], []),
        ("v0.9.2", ["v0.10.0", "0.11.0", "v0.9.10", "nightly"], ["v0.10.0", "v0.9.10"]),
        ("1.25", ["1.25.3", "1.26", "2", "mainline"], ["1.26"]),
        ("1.2.0", ["1.3.0-rc1", "1.2.1"], ["1.2.1"]),
        ("1.3.0-rc1", ["1.3.0-rc2", "1.3.0", "1.2.9", "1.3.0-beta4"], ["1.3.0", "1.3.0-rc2"]),
        ("2026-10-30", ["2026-11-01", "2025-12-31", "20261101"], ["2026-11-01"]),
        ("20261030", ["20261101", "99"], ["20261101"]),
        ("3", ["20261101", "4"], ["4"]),
        ("1.10.1-cuda12.4", ["1.10.2-cuda12.6", "1.11.0-cuda12.4"], ["1.11.0-cuda12.4"]),
        ("latest", ["1.0", "2.0"], []),
        ("", ["1.0"], []),
    ],
)
def test_newer_tags_are_of_the_same_make(tag: str, others: list[str], newer: list[str]) -> None:
    assert list(newer_tags(tag, others)) == newer


@settings(deadline=None)
@given(TAGS, st.lists(TAGS, max_size=20))
def test_newer_is_an_order(tag: str, others: list[str]) -> None:
    found = newer_tags(tag, [*others, tag])
    assert tag not in found
    assert newer_tags(tag, reversed([*others, tag])) == found, "whatever order they are told in"
    mine = read_tag(tag)
    assert mine is not None
    for each in found:
        theirs = read_tag(each)
        assert theirs is not None
        assert theirs.make == mine.make
        assert tag not in newer_tags(each, [tag]), "never both ways"
    orders = [read_tag(each).order for each in found]  # type: ignore[union-attr]
    assert orders == sorted(orders, reverse=True)


@settings(deadline=None)
@given(st.text(max_size=128), st.lists(st.text(max_size=128), max_size=5))
def test_any_text_may_be_a_tag(tag: str, others: list[str]) -> None:
    assert set(newer_tags(tag, others)) <= set(others)


def test_endless_tag_is_none() -> None:
    assert newer_tags("1.0", ["1" + ".1" * 200_000 + "!"]) == ()  # else it would take minutes
