from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.chat.api import Message, Role
from app.services.chat.titles import LONGEST, first_words, title_of, title_request


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Why is the fan loud?", "Why is the fan loud?"),
        ("\n\n  ## Look at this\nand this", "Look at this"),
        ("```\nTraceback", "Traceback"),
        ("", ""),
        ("x" * 100, "x" * LONGEST + "…"),
        ("word " * 40, "word " * 10 + "word word…"),
    ],
)
def test_first_words_make_a_title(text: str, title: str) -> None:
    assert first_words(text) == title


@pytest.mark.parametrize(
    ("answer", "title"),
    [
        ("Loud fans", "Loud fans"),
        ('"Loud fans."\n', "Loud fans"),
        ("Title: **Loud fans**", "Loud fans"),
        ("<think>they ask for\na title</think>\n\nLoud fans", "Loud fans"),
        ("<think>and so on without an end", ""),
        (
            "Here is a title that says much more than anybody asked for, does it not, dear reader",
            "",
        ),
        ("", ""),
    ],
)
def test_title_is_what_the_model_answered(answer: str, title: str) -> None:
    assert title_of(answer) == title


@given(st.text(max_size=300))
def test_titles_are_short_and_in_one_line(text: str) -> None:
    for title in (first_words(text), title_of(text)):
        assert len(title) <= LONGEST + 1
        assert title.isprintable()


def test_title_request_quotes_the_beginning_only() -> None:
    path = [
        Message(1, None, Role.USER, "Why is the fan loud?" + "!" * 9000),
        Message(2, 1, Role.ASSISTANT, "It is dusty."),
        Message(3, 2, Role.USER, "secret"),
    ]
    request = title_request(path)
    assert request.role is Role.USER
    assert "It is dusty." in request.text
    assert "secret" not in request.text
    assert len(request.text) < 4000
