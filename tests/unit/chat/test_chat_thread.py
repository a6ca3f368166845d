from __future__ import annotations

import time
from dataclasses import replace

from app.panes.chat.conversation.thread import (
    entry_of,
    figures_text,
    figures_tip,
    joules,
    source_title,
    status_of,
    title_of,
)
from app.services.chat.answering import STILL_COMPUTES
from app.services.chat.api import (
    AskPhase,
    AskState,
    ContextKind,
    ContextPart,
    Figures,
    FilePart,
    ImagePart,
    Message,
    MessageState,
    Role,
    Source,
)
from app.services.serving.answers import Timing
from app.transcript.api import Act, Who

ANSWER = Message(2, 1, Role.ASSISTANT, "Dust.", model="/models/gpt-oss-20b.gguf")
MEASURED = Figures(
    Timing(
        first_token_s=0.21,
        total_s=7.5,
        tokens_per_s=41.7,
        by_server=True,
        prompt_tokens_per_s=812.0,
        prompt_by_server=False,
    ),
    prompt_tokens=1843,
    cached_tokens=120,
    completion_tokens=312,
    joules=96.2,
)


def test_title_is_the_name_of_the_model_and_not_its_path() -> None:
    assert title_of(ANSWER) == "gpt-oss-20b"
    assert title_of(Message(1, None, Role.USER, "Hi")) == "You"
    assert title_of(replace(ANSWER, model="")) == "Model"


def test_figures_are_said_with_units() -> None:
    assert figures_text(MEASURED) == (
        "41.7 tok/s · first token after 210 ms · 312 tokens · prompt ~812.0 tok/s · 96 J"
    )
    assert figures_text(Figures()) == ""
    tip = figures_tip(MEASURED)
    assert "41.7 tok/s (measured by the server)" in tip
    assert "1,843 tokens, 120 of them known" in tip


def test_figures_that_are_not_known_say_why() -> None:
    timing = Timing(total_s=1.0, reasons={"tokens_per_s": "too few tokens"})
    tip = figures_tip(Figures(timing, joules_note="nothing is read from the node"))
    assert "Speed: n/a, too few tokens" in tip
    assert "GPU energy: n/a, nothing is read from the node" in tip


def test_joules_read_well() -> None:
    assert [joules(each) for each in (0.0, 3.25, 96.2, 999.6, 1234.0)] == [
        "0.0 J",
        "3.2 J",
        "96 J",
        "1.0 kJ",
        "1.2 kJ",
    ]


def test_status_says_what_is_waited_for_and_for_how_long() -> None:
    now = time.monotonic()
    assert status_of(AskState(AskPhase.READING, now, 0.413)) == "Reading prompt, 41 %"
    assert status_of(AskState(AskPhase.ANSWERING, now)) == ""
    late = AskState(AskPhase.QUEUED, now - 12, detail="still waiting, the server is alive")
    assert status_of(late) == ("Waiting for the server · 12 s · still waiting, the server is alive")


def test_entry_of_a_question_shows_what_went_with_it() -> None:
    image = ImagePart("0" * 64, "image/png", 20, 10, "fan.png")
    parts = (
        image,
        FilePart("notes.pdf", "text", "3 pages"),
        ContextPart(ContextKind.LOG, "Log of vllm", "lines"),
    )
    message = Message(1, None, Role.USER, "Look", parts)
    unread = entry_of(message)
    assert [chip.text for chip in unread.chips] == ["fan.png", "notes.pdf", "Log of vllm"]
    assert unread.pictures == ()
    read = entry_of(message, pictures={"0" * 64: b"png"})
    assert [chip.key for chip in read.chips] == ["part:1", "part:2"]
    assert read.pictures[0].text == "Picture fan.png, 20 by 10 pixels"
    assert (read.who, read.title) == (Who.USER, "You")
    assert read.acts == (Act.COPY, Act.EDIT, Act.FORK, Act.DELETE)


def test_entry_offers_what_can_be_done_with_an_answer() -> None:
    whole = entry_of(ANSWER, branch=2, branches=3)
    assert whole.acts[:3] == (Act.PREVIOUS, Act.NEXT, Act.COPY)
    assert Act.REGENERATE in whole.acts
    assert Act.CONTINUE not in whole.acts
    assert (whole.branch, whole.branches) == (2, 3)
    assert entry_of(ANSWER).branches == 0
    stopped = replace(ANSWER, state=MessageState.STOPPED)
    assert Act.CONTINUE in entry_of(stopped).acts
    assert entry_of(stopped).note_tone == "info"
    assert entry_of(replace(stopped, note=STILL_COMPUTES)).note_tone == "warn"
    failed = entry_of(replace(ANSWER, state=MessageState.FAILED, note="It broke."))
    assert Act.RETRY in failed.acts
    assert (failed.note, failed.note_tone) == ("It broke.", "err")
    cut = entry_of(replace(ANSWER, state=MessageState.CUT_OFF, note="It reached its limit."))
    assert cut.note == "It reached its limit. Continue goes on from there."
    assert Act.CONTINUE in cut.acts
    silent = entry_of(replace(ANSWER, text="", state=MessageState.CUT_OFF, note="Cut."))
    assert (silent.note, Act.CONTINUE in silent.acts) == ("Cut.", False)


def test_entry_of_an_answer_on_its_way_says_how_far_it_is() -> None:
    coming = replace(ANSWER, text="", state=MessageState.ANSWERING)
    entry = entry_of(coming, asked=AskState(AskPhase.READING, time.monotonic(), 0.5))
    assert (entry.is_coming, entry.status, entry.fraction) == (True, "Reading prompt, 50 %", 0.5)
    assert entry.acts == ()


def test_entry_numbers_its_sources() -> None:
    source = Source(2, "notes", "/notes/manual.pdf", "manual.pdf", 4, 0, 10, "Fans")
    entry = entry_of(replace(ANSWER, sources=(source,)))
    assert source_title(source) == "[2] manual.pdf, p. 4"
    assert entry.citations == 2
    assert entry.chips[-1].key == "source:2"
    assert Act.SOURCES in entry.acts


def test_entry_titles_thinking_by_its_time() -> None:
    thought = replace(ANSWER, reasoning="hm", figures=Figures(reasoning_s=12.2))
    assert entry_of(thought).reasoning_title == "Thought for 12 s"
    assert entry_of(replace(thought, figures=None)).reasoning_title == "Thoughts"
    coming = replace(thought, text="", state=MessageState.ANSWERING, figures=None)
    assert entry_of(coming).reasoning_title == "Thinking"
