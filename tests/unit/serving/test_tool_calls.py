"""Tool calls are put together whatever a server makes of their indexes."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.services.serving.tool_calls import MAX_CALLS, CallReader, ToolCall


def piece(arguments: object = None, **more: Any) -> dict[str, Any]:
    name = more.pop("name", None)
    return {**more, "function": {"name": name, "arguments": arguments}}


def read(*deltas: object) -> tuple[ToolCall, ...]:
    reader = CallReader()
    for each in deltas:
        reader.feed([each] if isinstance(each, dict) else each)
    return reader.calls()


TWO = (ToolCall("a", "look", '{"x": 1}'), ToolCall("b", "find", '{"y": 2}'))


def test_calls_are_put_together_by_index() -> None:
    assert (
        read(
            piece("", index=0, id="a", name="look"),
            piece('{"x"', index=0),
            piece("", index=1, id="b", name="find"),
            piece(": 1}", index=0),
            piece('{"y": 2}', index=1),
        )
        == TWO
    )


def test_calls_that_begin_with_one_or_have_no_index_are_the_same() -> None:
    for first, second in (({"index": 1}, {"index": 2}), ({}, {}), ({"index": None}, {})):
        assert (
            read(
                piece('{"x"', id="a", name="look", **first),
                piece(": 1}", **first),
                piece('{"y"', id="b", name="find", **second),
                piece(": 2}", **second),
            )
            == TWO
        )


def test_two_calls_with_the_same_index_are_told_apart_by_id() -> None:
    assert read([piece('{"x": 1}', index=0, id="a", name="look")],
                [piece('{"y": 2}', index=0, id="b", name="find")]) == TWO  # fmt: skip


def test_pieces_with_another_index_each_but_one_id_are_one_call() -> None:
    (call,) = read(piece('{"x"', index=0, id="a", name="look"), piece(": 1}", index=7, id="a"))
    assert call == TWO[0]


def test_names_alone_begin_calls_where_nothing_else_does() -> None:
    """Ollama has sent calls with an index of 0 each, and without ids."""
    calls = read([piece('{"x": 1}', name="look"), piece('{"y": 2}', name="find")])
    assert [(each.name, each.arguments) for each in calls] == [
        ("look", '{"x": 1}'),
        ("find", '{"y": 2}'),
    ]
    again = read([piece('{"x": 1}', name="look"), piece('{"x": 2}', name="look")])
    assert [each.arguments for each in again] == ['{"x": 1}', '{"x": 2}']
    same = read(
        [piece('{"x": 1}', index=0, name="look")], [piece('{"y": 2}', index=0, name="find")]
    )
    assert len(same) == 2


def test_name_that_is_repeated_is_one_name() -> None:
    (call,) = read(*(piece(each, index=0, id="a", name="look") for each in ("", '{"x"', ": 1}")))
    assert call == TWO[0]


def test_arguments_that_are_an_object_become_text() -> None:
    (call,) = read(piece({"x": 1}, id="a", name="look"))
    assert call.arguments == '{"x":1}'


def test_invalid_arguments_are_shown_as_they_came() -> None:
    (call,) = read(piece('{"x": ', id="a", name="look"))
    assert call.arguments == '{"x": '


def test_server_that_numbers_without_end_fills_no_memory() -> None:
    calls = read(*(piece("1", index=n, id=str(n), name="x") for n in range(MAX_CALLS + 50)))
    assert len(calls) == MAX_CALLS


NAMES = st.sampled_from(["index", "id", "function", "name", "arguments"])
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4),
)


@given(ANYTHING)
def test_whatever_comes_nothing_fails(told: object) -> None:
    reader = CallReader()
    reader.feed(told)
    reader.feed([told])
    reader.calls()
