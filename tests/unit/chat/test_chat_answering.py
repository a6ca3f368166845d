from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace

import pytest

from app.core.cancel import Cancel
from app.core.errors import Cancelled, SessionLost, UserError
from app.services.chat.answering import NO_ROOM, NOTHING_FOUND, STOPPED_EARLY, Wanted, answer
from app.services.chat.api import ChatEndpoint, Message, MessageState, Role, Source
from app.services.chat.growing import Growing
from app.services.documents.api import Passage, Retrieval
from app.services.serving.completions import LocalAddress
from tests.chat_replay import ChatReplay, chat_replay, delta, event
from tests.waiting import wait_for

QUESTION = Message(1, None, Role.USER, "How fast does the fan turn?")
BEGUN = Message(2, 1, Role.ASSISTANT, "", state=MessageState.ANSWERING)
ENDPOINT = ChatEndpoint("e", "vLLM", url="http://127.0.0.1/v1", engine="vllm")
DONE = b"data: [DONE]\n\n"
PASSAGE = Passage("notes", "/notes/fan.md", "fan.md", 0, 24, "The fan turns at 3,120 rpm.")


@dataclass
class Means:
    """What a test answers with."""

    replay: ChatReplay
    lost: UserError | None = None
    waits: bool = False
    found: Retrieval = field(default_factory=lambda: Retrieval("", ()))
    budgets: list[int] = field(default_factory=list)
    before: list[str] = field(default_factory=list)

    def address(
        self, _endpoint: ChatEndpoint, cancel: Cancel
    ) -> AbstractContextManager[LocalAddress]:
        @contextmanager
        def reached() -> Iterator[LocalAddress]:
            if self.lost is not None:
                raise self.lost
            if self.waits:
                cancel.wait()
            cancel.raise_if_cancelled()
            yield self.replay.address

        return reached()

    def attachment(self, _sha256: str) -> bytes:
        return b""

    def retrieve(
        self,
        _question: str,
        _collections: tuple[str, ...],
        _cancel: Cancel,
        *,
        token_budget: int,
        before: str = "",
    ) -> Retrieval:
        self.budgets.append(token_budget)
        self.before.append(before)
        return self.found

    def latest_sample(self, _node: object) -> None:
        return None


@dataclass
class Asked:
    """One question, and what is written of its answer."""

    means: Means
    written: list[Message] = field(default_factory=list)
    cancel: Cancel = field(default_factory=Cancel)
    stop: Cancel = field(default_factory=Cancel)

    def answered(
        self, *, path: tuple[Message, ...] = (QUESTION,), begun: Message = BEGUN, **wanted: object
    ) -> Message:
        asked = Wanted(path, ENDPOINT, "gpt", **wanted)  # type: ignore[arg-type]
        growing = Growing(begun, self.written.append)
        return answer(asked, self.means, growing, self.cancel, self.stop)


@pytest.fixture
def asked() -> Iterator[Asked]:
    with chat_replay() as replay:
        yield Asked(Means(replay))


def test_answer_is_written_whole_with_its_figures(asked: Asked) -> None:
    asked.means.replay.answer(
        event(delta(content="3,120 ")), event(delta("stop", content="rpm")), DONE
    )
    message = asked.answered()
    assert (message.text, message.state) == ("3,120 rpm", MessageState.WHOLE)
    assert message.figures is not None
    assert asked.written == [message]


def test_answer_that_fails_says_why_and_is_written(asked: Asked) -> None:
    asked.means.lost = SessionLost("spark-01 is not connected.", "Connect it.")
    message = asked.answered()
    assert message.state is MessageState.FAILED
    assert message.note == "spark-01 is not connected. Connect it."
    assert asked.written == [message]


def test_stop_before_there_is_a_connection_ends_the_wait(asked: Asked) -> None:
    asked.means.waits = True
    asked.stop.cancel()
    message = asked.answered()
    assert (message.state, message.note) == (MessageState.STOPPED, STOPPED_EARLY)


def test_answer_is_kept_as_far_as_it_came_when_the_program_ends(asked: Asked) -> None:
    gate = threading.Event()
    asked.means.replay.answer(event(delta(content="3,1")), lambda: gate.wait(10))
    growing = Growing(BEGUN, asked.written.append)
    wanted = Wanted((QUESTION,), ENDPOINT, "gpt")

    def end() -> None:
        wait_for(lambda: growing.message().text)
        asked.cancel.cancel()

    ending = threading.Thread(target=end)
    ending.start()
    with pytest.raises(Cancelled):
        answer(wanted, asked.means, growing, asked.cancel, asked.stop)
    ending.join()
    gate.set()
    assert [(each.text, each.state) for each in asked.written] == [("3,1", MessageState.CUT_OFF)]


def test_answer_gets_passages_of_documents_and_loses_invented_numbers(asked: Asked) -> None:
    asked.means.found = Retrieval("", (PASSAGE,), notes=("Words only.",))
    asked.means.replay.answer(event(delta("stop", content="3,120 rpm [1][7].")), DONE)
    message = asked.answered(collections=("notes",), context=4000)
    assert message.text == "3,120 rpm [1]."
    assert message.sources[0].document == "/notes/fan.md"
    assert "Words only." in message.note
    assert asked.means.budgets == [1600]
    sent = asked.means.replay.asked[0]["messages"][-1]["content"]
    assert "The fan turns at 3,120 rpm." in str(sent)


def test_answer_to_a_follow_up_looks_for_what_was_asked_before(asked: Asked) -> None:
    asked.means.replay.answer(event(delta("stop", content="45 dB")), DONE)
    said_before = Message(2, 1, Role.ASSISTANT, "3,120 rpm [1].")
    path = (QUESTION, said_before, Message(3, 2, Role.USER, "And how loud is it?"))
    asked.answered(path=path, collections=("notes",))
    assert asked.means.before == [QUESTION.text]


def test_answer_leaves_a_small_context_to_the_conversation(asked: Asked) -> None:
    asked.means.found = Retrieval("", (PASSAGE,))
    long = Message(1, None, Role.USER, "How fast does the fan turn? " * 250)
    for _each in range(2):
        asked.means.replay.answer(event(delta("stop", content="3,120 rpm.")), DONE)
    asked.answered(path=(long,), collections=("notes",), context=4096)
    (budget,) = asked.means.budgets
    assert 100 <= budget <= 4096 - 250 * 7 - 1024
    longer = replace(long, text=long.text * 2)
    message = asked.answered(path=(longer,), collections=("notes",), context=4096)
    assert NO_ROOM in message.note
    assert (len(asked.means.budgets), message.sources) == (1, ())


def test_answer_that_goes_on_is_given_its_sources_again(asked: Asked) -> None:
    asked.means.replay.answer(event(delta("stop", content="120 rpm [1][7].")), DONE)
    source = Source(1, "notes", "/notes/fan.md", "fan.md", None, 0, 24, text=PASSAGE.text)
    begun = replace(BEGUN, text="It turns at 3,", sources=(source,))
    message = asked.answered(
        path=(QUESTION, begun), begun=begun, collections=("notes",), continues=True
    )
    assert (message.text, message.sources) == ("It turns at 3,120 rpm [1].", (source,))
    assert PASSAGE.text in str(asked.means.replay.asked[0]["messages"])


def test_answer_says_that_documents_hold_nothing(asked: Asked) -> None:
    asked.means.replay.answer(event(delta("stop", content="I do not know.")), DONE)
    message = asked.answered(collections=("notes",))
    assert message.sources == ()
    assert NOTHING_FOUND in message.note


def test_answer_that_goes_on_keeps_what_was_there(asked: Asked) -> None:
    asked.means.replay.answer(event(delta("stop", content=" rpm")), DONE)
    begun = Message(2, 1, Role.ASSISTANT, "3,120", state=MessageState.ANSWERING)
    wanted = Wanted((QUESTION, begun), ENDPOINT, "gpt", continues=True)
    growing = Growing(begun, asked.written.append)
    message = answer(wanted, asked.means, growing, asked.cancel, asked.stop)
    assert message.text == "3,120 rpm"
