from __future__ import annotations

from app.services.chat.api import Figures, FilePart, ImagePart, Message, Role
from app.services.chat.reckoning import tokens_of_message, use_of

ASKED = Message(1, None, Role.USER, "a" * 400)
ANSWERED = Message(
    2, 1, Role.ASSISTANT, "b" * 40, figures=Figures(prompt_tokens=120, completion_tokens=10)
)


def test_use_is_what_the_server_counted() -> None:
    use = use_of((ASKED, ANSWERED), "", 8192)
    assert (use.tokens, use.limit, use.is_estimate) == (130, 8192, False)


def test_use_adds_what_came_after_by_estimate() -> None:
    asked = Message(3, 2, Role.USER, "c" * 40)
    use = use_of((ASKED, ANSWERED, asked), "", None)
    assert use.tokens == 130 + tokens_of_message(asked)
    assert use.is_estimate


def test_use_leaves_old_thinking_out() -> None:
    thought = Message(
        2,
        1,
        Role.ASSISTANT,
        "b" * 40,
        reasoning="hm" * 500,
        figures=Figures(prompt_tokens=120, completion_tokens=260),
    )
    assert use_of((ASKED, thought), "", 8192).tokens == 130


def test_use_is_an_estimate_where_nobody_counted() -> None:
    use = use_of((ASKED,), "s" * 40, 8192)
    assert use.is_estimate
    assert use.tokens == tokens_of_message(ASKED) + 10


def test_tokens_count_what_is_attached() -> None:
    parts = (ImagePart("0" * 64, "image/png", 280, 280), FilePart("a.txt", "d" * 400))
    plain = Message(1, None, Role.USER, "")
    assert tokens_of_message(Message(1, None, Role.USER, "", parts)) == (
        tokens_of_message(plain) + 100 + 100
    )
