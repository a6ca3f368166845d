"""A question is asked over a real connection: phases, pieces, Stop, and all that goes wrong."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from app.core.cancel import Cancel
from app.core.errors import Cancelled, TimedOut
from app.services.chat.api import (
    AskPhase,
    AskState,
    Card,
    Message,
    MessageState,
    Parameters,
    Role,
    Stopped,
    ToolCall,
)
from app.services.chat.asking import Question, Reply, ask_chat
from app.services.chat.stopping import Load, ServerLook, Watched
from app.services.serving.answers import CUT_OFF, Delta
from app.services.serving.completion_errors import AskFailed
from app.services.serving.completions import LocalAddress
from tests.captures import captured
from tests.chat_replay import ChatReplay, chat_replay, delta, event
from tests.endpoint_servers import Endpoint, Handler, endpoint_server

JSON = "application/json"
DONE = b"data: [DONE]\n\n"
HELLO = Message(0, None, Role.USER, "hello")
USAGE = {"choices": [], "usage": {"prompt_tokens": 9, "completion_tokens": 12}}
QUESTION = Question("m", (HELLO,))


@pytest.fixture
def server() -> Iterator[ChatReplay]:
    with chat_replay() as replay:
        yield replay


class Asked:
    """Asks, and keeps what was told."""

    def __init__(self, replay: ChatReplay, question: Question = QUESTION, **how: Any) -> None:
        self.told: list[object] = []
        self.cancel, self.stop = Cancel(), Cancel()
        self.on_piece: Callable[[], object] = lambda: None
        self.on_state: Callable[[AskState], object] = lambda _state: None
        self._asking = (replay.address, question, how)

    def run(self) -> Reply:
        address, question, how = self._asking
        return ask_chat(address, question, self.cancel, self.stop, self._tell, **how)

    def _tell(self, told: object) -> None:
        self.told.append(told)
        if isinstance(told, Delta):
            self.on_piece()
        elif isinstance(told, AskState):
            self.on_state(told)

    @property
    def phases(self) -> list[AskPhase]:
        return [each.phase for each in self.told if isinstance(each, AskState)]

    @property
    def text(self) -> str:
        return "".join(each.text for each in self.told if isinstance(each, Delta))


def answered(replay: ChatReplay, question: Question = QUESTION, **how: Any) -> Reply:
    return Asked(replay, question, **how).run()


def test_answer_is_told_piece_by_piece_with_its_phases(server: ChatReplay) -> None:
    server.answer(captured("vllm/chat_stream.sse"))
    asked = Asked(server)
    reply = asked.run()
    assert asked.text == reply.text
    assert reply.text.startswith("A GPU utilization")
    assert asked.phases == [AskPhase.CONNECTING, AskPhase.QUEUED, AskPhase.ANSWERING]
    assert (reply.state, reply.note, reply.stopped) == (MessageState.WHOLE, "", None)
    assert (reply.figures.prompt_tokens, reply.figures.completion_tokens) == (41, 29)
    assert reply.figures.timing.first_token_s is not None


def test_reading_of_the_prompt_and_thinking_are_phases(server: ChatReplay) -> None:
    server.answer(
        event({"choices": [], "prompt_progress": {"total": 200, "cache": 0, "processed": 50}}),
        event({"choices": [], "prompt_progress": {"total": 200, "cache": 0, "processed": 200}}),
        event(delta(reasoning_content="hm")),
        event(delta(content="Yes")),
        event(delta("stop")),
        DONE,
    )
    asked = Asked(server, replace(QUESTION, engine="llama_cpp"))
    reply = asked.run()
    states = [each for each in asked.told if isinstance(each, AskState)]
    reading = [each.fraction for each in states if each.phase is AskPhase.READING]
    assert reading == [0.25, 1.0]
    assert asked.phases[-2:] == [AskPhase.THINKING, AskPhase.ANSWERING]
    assert (reply.text, reply.reasoning) == ("Yes", "hm")
    assert reply.figures.reasoning_s is not None
    assert server.asked[0]["return_progress"] is True


def test_tool_calls_are_told_as_they_grow(server: ChatReplay) -> None:
    first = {"id": "a", "function": {"name": "look", "arguments": '{"x"'}}
    server.answer(
        event(delta(tool_calls=[first])),
        event(delta(tool_calls=[{"function": {"arguments": ": 1}"}}])),
        event(delta("tool_calls")),
        DONE,
    )
    asked = Asked(server)
    reply = asked.run()
    assert reply.calls == (ToolCall("a", "look", '{"x": 1}'),)
    assert [each for each in asked.told if isinstance(each, ToolCall)][-1] == reply.calls[0]
    assert (reply.state, reply.note) == (MessageState.WHOLE, "")


def test_end_of_a_thought_that_nobody_opened_takes_the_text_back(server: ChatReplay) -> None:
    pieces = ("Let me see", ".\n</thi", "nk>\n\nYes")
    server.answer(*(event(delta(content=each)) for each in pieces), event(delta("stop")), DONE)
    asked = Asked(server)
    reply = asked.run()
    assert (reply.text, reply.reasoning) == ("Yes", "Let me see.\n")
    assert [each.takes_back for each in asked.told if isinstance(each, Delta)].count(True) == 1


def test_answer_of_a_model_that_does_not_think_is_no_thought(server: ChatReplay) -> None:
    """vLLM with a parser for reasoning puts all of it there (its PR #40820)."""
    server.answer(event(delta(reasoning="42")), event(delta("stop")), DONE)
    assert answered(server).note == "It thought, but gave no answer."
    told = answered(server, replace(QUESTION, parameters=Parameters(thinking=False)))
    assert (told.text, told.reasoning, told.note) == ("42", "", "")


# Ends


def test_stop_keeps_what_came_and_closes_the_connection(server: ChatReplay) -> None:
    over = threading.Event()
    server.answer(event(delta(content="half")), over.wait)
    asked = Asked(server)
    asked.on_piece = asked.stop.cancel
    reply = asked.run()
    assert (reply.text, reply.state) == ("half", MessageState.STOPPED)
    assert reply.stopped is Stopped.UNKNOWN
    assert reply.note == ""
    assert asked.phases[-1] is AskPhase.STOPPING
    over.set()


def test_stop_before_the_first_piece_leaves_an_empty_reply(server: ChatReplay) -> None:
    over, asked = threading.Event(), Asked(server)
    server.answer(asked.stop.cancel, over.wait)
    reply = asked.run()
    assert (reply.text, reply.state) == ("", MessageState.STOPPED)
    over.set()


def test_cancel_ends_all(server: ChatReplay) -> None:
    over, asked = threading.Event(), Asked(server)
    server.answer(event(delta(content="half")), over.wait)
    asked.on_piece = asked.cancel.cancel
    with pytest.raises(Cancelled):
        asked.run()
    over.set()


@pytest.mark.parametrize("end", [DONE, b""])
def test_stream_that_gives_no_reason_is_whole_only_if_it_says_done(
    server: ChatReplay, end: bytes
) -> None:
    server.answer(event(delta(content="yes")), end)
    reply = answered(server)
    expected = ("stop", MessageState.WHOLE) if end else (CUT_OFF, MessageState.CUT_OFF)
    assert (reply.finish, reply.state) == expected
    assert ("cut off" in reply.note) is not bool(end)


def test_answer_that_reached_its_limit_can_go_on(server: ChatReplay) -> None:
    server.answer(event(delta(content="yes")), event(delta("length")), DONE)
    reply = answered(server)
    assert reply.state is MessageState.CUT_OFF
    assert reply.note == "The answer reached its limit of tokens."


def test_connection_that_breaks_leaves_what_came(server: ChatReplay) -> None:
    server.answer(event(delta(content="half")), whole=False)
    reply = answered(server)
    assert (reply.text, reply.state) == ("half", MessageState.CUT_OFF)


def test_error_inside_an_answer_leaves_what_came_and_says_why(server: ChatReplay) -> None:
    server.answer(event(delta(content="half")), event({"error": {"message": "no KV cache left"}}))
    reply = answered(server)
    assert (reply.text, reply.state) == ("half", MessageState.FAILED)
    assert "no KV cache left" in reply.note


def test_error_of_sglang_has_no_name_of_its_own(server: ChatReplay) -> None:
    told = {"object": "error", "message": "context length exceeded: 9000 > 4096", "code": 400}
    server.answer(event(told))
    with pytest.raises(AskFailed, match="does not fit into the model's context"):
        answered(server)


def test_error_instead_of_an_answer_is_raised_though_the_status_is_200(server: ChatReplay) -> None:
    server.answer(event({"error": {"message": "maximum context length is 4096", "code": 400}}))
    with pytest.raises(AskFailed, match="does not fit into the model's context") as caught:
        answered(server)
    assert caught.value.status == 400


def test_silence_in_mid_answer_ends_it_and_says_so(server: ChatReplay) -> None:
    over = threading.Event()
    server.answer(event(delta(content="half")), over.wait)
    reply = answered(server, silence_s=0.15)
    assert (reply.text, reply.state) == ("half", MessageState.CUT_OFF)
    assert "silent for too long" in reply.note
    server.replies.clear()
    server.answer(over.wait)
    with pytest.raises(TimedOut):
        answered(server, silence_s=0.15)
    over.set()


def test_server_that_ends_without_a_word_has_failed(server: ChatReplay) -> None:
    server.answer(event(delta(role="assistant")))
    with pytest.raises(AskFailed, match="without an answer"):
        answered(server)


def test_piece_that_cannot_be_read_is_missing_and_said(server: ChatReplay) -> None:
    server.answer(event(delta(content="a")), b"data: {\n\n", event(delta("stop")), DONE)
    reply = answered(server)
    assert (reply.text, reply.state) == ("a", MessageState.WHOLE)
    assert "could not be read" in reply.note


def test_server_that_does_not_stream_is_read_all_the_same(server: ChatReplay) -> None:
    server.answer(captured("llm/llamacpp_chat.json"), kind=JSON)
    reply = answered(server)
    assert reply.state in (MessageState.WHOLE, MessageState.CUT_OFF)
    assert reply.text
    assert reply.figures.completion_tokens


# Parameters


def test_parameter_that_a_server_refuses_is_left_out_and_said(server: ChatReplay) -> None:
    refusal = {"detail": [{"loc": ["body", "min_p"], "msg": "Extra inputs are not permitted"}]}
    server.answer(event(refusal)[6:], status=422, kind=JSON)
    server.answer(event(delta(content="yes")), event(delta("length")), DONE)
    parameters = Parameters(min_p=0.1, temperature=0.5)
    reply = answered(server, replace(QUESTION, parameters=parameters))
    assert (reply.text, reply.refused) == ("yes", frozenset({"min_p"}))
    assert "refused min_p; it was asked without" in reply.note
    assert "limit of tokens" in reply.note
    assert "min_p" in server.asked[0]
    assert "min_p" not in server.asked[1]
    assert server.asked[1]["temperature"] == 0.5


def test_refusal_of_something_else_is_not_asked_again(server: ChatReplay) -> None:
    server.answer(b'{"error": "bad request"}', status=400, kind=JSON)
    with pytest.raises(AskFailed):
        answered(server, replace(QUESTION, parameters=Parameters(min_p=0.1)))
    assert len(server.asked) == 1


def test_parameter_that_is_known_to_be_refused_is_not_sent(server: ChatReplay) -> None:
    server.answer(event(delta(content="yes")), event(delta("stop")), DONE)
    card = Card("e", "m", refused=frozenset({"min_p"}))
    answered(server, replace(QUESTION, card=card, parameters=Parameters(min_p=0.1, seed=3)))
    assert "min_p" not in server.asked[0]
    assert server.asked[0]["seed"] == 3


def test_prompt_that_was_cut_silently_is_told(server: ChatReplay) -> None:
    usage = {"choices": [], "usage": {"prompt_tokens": 4096, "completion_tokens": 12}}
    server.answer(event(delta(content="yes")), event(delta("stop")), event(usage), DONE)
    long = (Message(0, None, Role.USER, "word " * 8000),)
    asked = Question("m", long, engine="ollama")
    assert (
        "The prompt was cut: the server read 4,096 tokens of about" in answered(server, asked).note
    )
    assert answered(server, replace(asked, engine="vllm")).note == "", "it refuses what is too long"


# The server beside it


@pytest.fixture
def box() -> Iterator[Endpoint]:
    with endpoint_server() as endpoint:
        yield endpoint


def look(box: Endpoint, **how: Any) -> ServerLook:
    return ServerLook(LocalAddress(f"http://127.0.0.1:{box.port}/v1"), "llama_cpp", **how)


def slots(*tasks: int) -> tuple[int, bytes]:
    listed = [{"id": n, "is_processing": True, "id_task": task} for n, task in enumerate(tasks)]
    return 200, event([*listed, {"id": 9, "is_processing": False}])[6:]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (slots(7), slots(), Stopped.YES),
        (slots(7, 8), slots(9), Stopped.YES),
        (slots(7), slots(7), Stopped.NO),
        (slots(7, 8), slots(7), Stopped.UNKNOWN),
        ((404, b""), (404, b""), Stopped.UNKNOWN),
    ],
)
def test_stop_says_whether_the_server_stopped(
    server: ChatReplay,
    box: Endpoint,
    before: Any,
    after: Any,
    expected: Stopped,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    over, asked = threading.Event(), Asked(server, server=look(box, patience_s=0.0))
    box.answers["/slots"] = before
    seen, see = threading.Event(), Watched.see

    def see_and_tell(watched: Watched, load: Load | None) -> None:
        see(watched, load)
        seen.set()

    monkeypatch.setattr(Watched, "see", see_and_tell)
    monkeypatch.setattr("app.services.chat.asking.LOOK_S", 600.0)  # it looks once

    def stop_once_seen() -> None:
        assert seen.wait(30)
        box.answers["/slots"] = after
        asked.stop.cancel()

    server.answer(event(delta(content="half")), stop_once_seen, over.wait)
    assert asked.run().stopped is expected
    over.set()


def test_look_that_fails_once_says_nothing_yet(server: ChatReplay, box: Endpoint) -> None:
    """llama.cpp is silent while it reads a prompt."""
    over, asked = threading.Event(), Asked(server, server=look(box))
    asked.on_piece = asked.stop.cancel

    def silent_once(_handler: Handler) -> None:
        box.answers["/slots"] = slots()

    box.answers["/slots"] = silent_once
    server.answer(event(delta(content="half")), over.wait)
    assert asked.run().stopped is Stopped.YES
    over.set()


def test_metrics_tell_of_the_stop_where_there_are_no_slots(
    server: ChatReplay, box: Endpoint
) -> None:
    box.answers["/metrics"] = (200, captured("vllm/metrics_idle_before.prom"))
    over = threading.Event()
    address = LocalAddress(f"http://127.0.0.1:{box.port}/v1")
    asked = Asked(server, server=ServerLook(address, "vllm", patience_s=0.0))
    asked.on_piece = asked.stop.cancel
    server.answer(event(delta(content="half")), over.wait)
    assert asked.run().stopped is Stopped.YES
    assert "/slots" not in box.asked
    over.set()


def test_silent_server_is_asked_whether_it_lives(
    server: ChatReplay, box: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.services.chat.asking.STILL_S", 0.05)
    monkeypatch.setattr("app.services.chat.asking.BEAT_S", 0.02)
    box.answers["/health"] = (200, b"{}")
    told, asked = threading.Event(), Asked(server, server=look(box))
    alive = "still waiting, the server is alive"
    asked.on_state = lambda state: told.set() if state.detail == alive else None
    server.answer(told.wait, event(delta(content="yes")), event(delta("stop")), DONE)
    assert asked.run().text == "yes"
    assert told.is_set()
