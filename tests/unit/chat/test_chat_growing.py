from __future__ import annotations

import time

from app.services.chat.api import (
    AskPhase,
    AskState,
    Message,
    MessageState,
    Role,
    Source,
    ToolCall,
)
from app.services.chat.growing import Growing
from app.services.serving.answers import Delta

BEGUN = Message(7, 6, Role.ASSISTANT, "It ", state=MessageState.ANSWERING)


def growing() -> tuple[Growing, list[Message]]:
    written: list[Message] = []
    return Growing(BEGUN, written.append), written


def test_growing_hands_each_piece_on_once() -> None:
    answer, _written = growing()
    answer.feed(Delta("hm", is_reasoning=True))
    answer.feed(Delta("is "))
    answer.feed(AskState(AskPhase.ANSWERING, time.monotonic()))
    pieces = answer.take()
    assert (pieces.text, pieces.reasoning) == ("is ", "hm")
    assert pieces.state is not None
    assert pieces.state.phase is AskPhase.ANSWERING
    answer.feed(Delta("so"))
    assert answer.take().text == "so"
    assert answer.take().state is None


def test_growing_shows_no_piece_twice() -> None:
    answer, _written = growing()
    answer.feed(Delta("is "))
    answer.take()
    answer.feed(Delta("so"))
    assert answer.taken().text == "It is "
    assert answer.taken().text + answer.take().text == answer.message().text == "It is so"


def test_growing_writes_only_what_is_new() -> None:
    answer, written = growing()
    answer.keep()
    assert written == []
    answer.feed(Delta("is"))
    answer.keep()
    answer.keep()
    assert [each.text for each in written] == ["It is"]
    assert written[0].state is MessageState.ANSWERING


def test_growing_writes_nothing_after_its_end() -> None:
    answer, written = growing()
    answer.feed(Delta("is"))
    end = answer.broken_off()
    answer.end(end)
    answer.feed(Delta(" late"))
    answer.keep()
    assert written == [end]
    assert end.state is MessageState.CUT_OFF
    assert end.note


def test_growing_replaces_a_tool_call_that_grows() -> None:
    answer, _written = growing()
    answer.feed(ToolCall("a", "look", '{"w'))
    answer.feed(ToolCall("a", "look", '{"where": 1}'))
    answer.feed(ToolCall("", "see", "{"))
    answer.feed(ToolCall("", "see", "{}"))
    answer.feed(ToolCall("", "see", '{"again": 1}'))
    assert [call.arguments for call in answer.message().calls] == [
        '{"where": 1}',
        "{}",
        '{"again": 1}',
    ]
    assert answer.take().is_annotated


def test_growing_has_its_sources_before_its_text() -> None:
    answer, _written = growing()
    source = Source(1, "notes", "/notes/fan.md", "fan.md", None, 0, 10)
    answer.feed((source,))
    assert answer.take().is_annotated
    assert answer.taken().sources == (source,)


def test_growing_takes_back_text_that_was_thinking() -> None:
    answer, _written = growing()
    answer.feed(Delta("let me "))
    answer.take()
    answer.feed(Delta("see", is_reasoning=True, takes_back=True))
    answer.feed(Delta("Yes"))
    assert answer.take().is_annotated
    assert (answer.taken().reasoning, answer.taken().text) == ("let me see", "It Yes")
