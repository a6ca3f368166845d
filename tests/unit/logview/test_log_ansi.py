"""Colours of a terminal in a line, and what they become on our background."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.sgr import RGB, Style
from app.logview.ansi import Run, styled
from app.logview.colours import ink
from app.look.readable import LEAST_CONTRAST, contrast
from app.look.tokens import DARK, LIGHT, Tokens
from app.services.containers.api import LogLine

ESCAPES = st.sampled_from(
    ["\x1b[31m", "\x1b[0m", "\x1b[1;38;5;208m", "\x1b[48;2;1;2;3m", "\x1b[m", "\x1b]0;t\x07",
     "\x1b[2K", "\x1b", "\x1b[", "\x1b[38;5m", "\x1b[38;2;999m", "\r", "\x00", "\u202e", "é", "🚀"]
)  # fmt: skip
RAW = st.lists(ESCAPES | st.text(max_size=8)).map("".join)


@given(RAW)
def test_text_is_the_lines_own_and_runs_lie_in_it(raw: str) -> None:
    found = styled(raw)

    assert found.text == LogLine(None, False, raw).text
    assert all(0 <= run.start < run.end <= len(found.text) for run in found.runs)
    assert all(a.end <= b.start for a, b in zip(found.runs, found.runs[1:], strict=False))


def test_colours_and_weights_are_read() -> None:
    text, runs = styled("a\x1b[1;31mb\x1b[39mc\x1b[0md\x1b[38;5;208me\x1b[48;2;1;2;3mf\x1b[97;7mg")

    assert text == "abcdefg"
    assert [run[:2] for run in runs] == [(1, 2), (2, 3), (4, 5), (5, 6), (6, 7)]
    assert runs[0] == Run(1, 2, Style(fg=1, bold=True))
    assert runs[1].style == Style(bold=True)
    assert runs[2].style == Style(fg=208)
    assert runs[3].style == Style(fg=208, bg=RGB | 0x010203)
    assert runs[4].style == Style(fg=15, bg=RGB | 0x010203, reverse=True)


def test_parts_of_one_parameter_are_not_taken_for_others() -> None:
    curly, underline = "\x1b[4:3ma", "\x1b[58;5;1mb"
    assert {run.style for run in styled(curly + underline).runs} == {Style(underline=True)}


def test_progress_bar_is_shown_as_it_ended_in_its_colour() -> None:
    assert styled("\x1b[32m10%\r 99%\r") == (" 99%", (Run(0, 4, Style(fg=2)),))


@pytest.mark.parametrize("tokens", [DARK, LIGHT])
def test_every_printed_colour_can_be_read(tokens: Tokens) -> None:
    colours = [*range(16, 256), *(RGB | value for value in range(0, 0xFFFFFF, 0x2A1B2C))]
    for colour in colours:
        for style in (Style(fg=colour), Style(fg=colour, bg=colour)):
            found = ink(style, tokens, tokens.text, tokens.surface)
            assert contrast(found.text, found.background or tokens.surface) >= LEAST_CONTRAST, style
    for colour in range(16):
        found = ink(Style(fg=colour, bg=15 - colour), tokens, "#888888", "#000000")
        assert contrast(found.text, found.background or "") >= LEAST_CONTRAST
        found = ink(Style(fg=colour, reverse=True), tokens, tokens.text, tokens.surface)
        assert contrast(found.text, found.background or "") >= LEAST_CONTRAST
