"""Exported settings: no secret leaves, and no file of a stranger does harm."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.errors import BadInput
from app.core.settings_transfer import (
    FORMAT,
    MAX_BYTES,
    Transferred,
    read_document,
    write_document,
)

NODE = {"id": "node-1", "name": "spark-01", "address": "spark-01.local"}
SECRETS = ("hf_" + "a" * 20, "nvapi-" + "b" * 20, "http://ann:hunter22@host/x")
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


def document(**fields: object) -> bytes:
    return json.dumps({"format": FORMAT, "version": 1, **fields}).encode()


def test_document_comes_back_as_it_was() -> None:
    content = Transferred(
        {"appearance.theme": "dark", "notifications.quiet": True}, {"nodes": [NODE]}
    )
    data, left = write_document(content)
    read = read_document(data)
    assert left == ()
    assert read.content == content
    assert read.newer == ""


@pytest.mark.parametrize("secret", SECRETS)
def test_document_holds_nothing_that_looks_like_a_secret(secret: str) -> None:
    tunnels = [
        {"name": "ComfyUI", "path": f"/?x={secret}", "token_query": "token"},
        {"name": "Jupyter", "start_command": ["serve", "--api-key", "hunter22"]},
        {"name": "Open WebUI", "nested": {"password": "hunter22"}, "token": "short"},
    ]
    data, left = write_document(Transferred({"odd": secret}, {"tunnels": tunnels}))
    text = data.decode()
    assert secret not in text
    assert "hunter22" not in text
    assert left == (
        "odd",
        "tunnels › ComfyUI › path",
        "tunnels › Jupyter › start_command",
        "tunnels › Open WebUI › nested",
        "tunnels › Open WebUI › token",
    )
    assert read_document(data).content.lists["tunnels"][0]["token_query"] == "token", (
        "only its name"
    )


def test_document_of_a_newer_version_is_used_in_part_and_says_whose_it_is() -> None:
    data = document(version=7, program="9.1", preferences={"a": "x", "b": {"new": 1}}, lists={})
    read = read_document(data)
    assert read.newer == "9.1"
    assert read.content.preferences == {"a": "x"}


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xfe{}",
        b"[]",
        b'{"format": "something else"}',
        document(version="1"),
        document(preferences=[]),
        document(version=9, lists="all of them"),
        b"[" * 100_000,
        b" " * (MAX_BYTES + 1),
    ],
    ids=[
        "empty",
        "no text",
        "list",
        "other",
        "no version",
        "list of values",
        "text",
        "deep",
        "big",
    ],
)
def test_document_that_is_none_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(BadInput) as refused:
        read_document(data)
    assert refused.value.hint


@settings(max_examples=150, deadline=None)
@given(preferences=anything, lists=anything, version=anything)
def test_document_of_anybody_raises_nothing_but_our_own_error(
    preferences: object, lists: object, version: object
) -> None:
    fields = {"preferences": preferences, "lists": lists, "version": version, "program": lists}
    try:
        read = read_document(json.dumps({"format": FORMAT, **fields}).encode())
    except BadInput:
        return
    write_document(read.content)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200))
def test_document_of_any_bytes_raises_nothing_but_our_own_error(data: bytes) -> None:
    with pytest.raises(BadInput):
        read_document(data)
