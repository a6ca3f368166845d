"""Thinking is told from answer by the model's own tags, however they are cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.serving.thinking import ThinkSplitter


def split(*pieces: str, is_told: bool = False) -> tuple[str, str]:
    """Return (thinking, answer)."""
    splitter, thinking, answer = ThinkSplitter(), "", ""
    if is_told:
        splitter.reasoning_came()
    found = [each for piece in pieces for each in splitter.feed(piece)] + [*splitter.end()]
    for each in found:
        if each.takes_back:
            thinking, answer = thinking + answer, ""
        if each.is_reasoning:
            thinking += each.text
        else:
            answer += each.text
    return thinking, answer


@pytest.mark.parametrize(
    ("text", "thinking", "answer"),
    [
        ("<think>hm</think>\n\nYes", "hm", "Yes"),
        ("\n<think>\nhm\n</think>Yes", "\nhm\n", "Yes"),
        ("hm\n</think>\n\nYes", "hm\n", "Yes"),
        ("</think>\n\nYes", "", "Yes"),
        ("<think>never ends", "never ends", ""),
        ("Plain < text </thing> <think>", "", "Plain < text </thing> <think>"),
        ("The tag `</think>` ends it", "", "The tag `</think>` ends it"),
        ("```\n</think>\n``` is", "", "```\n</think>\n``` is"),
        ("<think>a</think>b</think>c", "a", "b</think>c"),
        ("  \n", "", "  \n"),
        ("ends with </thi", "", "ends with </thi"),
    ],
)
def test_tags_are_found_wherever_they_are_cut(text: str, thinking: str, answer: str) -> None:
    assert split(text) == (thinking, answer)
    assert split(*text) == (thinking, answer)
    for cut in range(len(text)):
        assert split(text[:cut], text[cut:]) == (thinking, answer)


def test_tag_that_a_server_left_behind_its_own_field_is_dropped() -> None:
    assert split("</think>\n\nYes", is_told=True) == ("", "Yes")
    assert split("Yes: </think> is a tag", is_told=True) == ("", "Yes: </think> is a tag")


@given(st.lists(st.sampled_from(["<think>", "</think>", "<", "</", "a", "`", "\n", "think>"])))
def test_cuts_change_nothing(pieces: list[str]) -> None:
    assert split(*pieces) == split("".join(pieces))
