"""Every text can be read where it stands: WCAG's 4.5 for text, 3 for outlines and lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication

from app.core.sgr import RGB, Style
from app.logview.colours import ink, level_colour
from app.logview.levels import Level
from app.look.readable import contrast, ink_on, readable
from app.look.theme import hover, mixed, style_sheet
from app.look.tokens import DARK, LIGHT, Tokens, with_more_contrast
from app.panes.deploy.wizard import memory_bar
from app.plots.palette import part_fill
from app.services.telemetry.api import PartKind
from app.terminal.colours import scheme
from app.transcript.style import style_of

TEXT, LINE = 4.5, 3.0
SCHEMES = pytest.mark.parametrize(
    "tokens",
    [DARK, LIGHT, with_more_contrast(DARK), with_more_contrast(LIGHT)],
    ids=["dark", "light", "dark-strong", "light-strong"],
)
TONES = ("text", "text2", "text3", "accent", "ok", "warn", "err", "info")
SURFACES = ("bg", "surface", "raised", "selected")
HEX = re.compile(r"#[0-9A-Fa-f]{6}")


@SCHEMES
def test_every_tone_is_readable_on_every_surface_a_selected_row_too(tokens: Tokens) -> None:
    weak = [
        (tone, surface)
        for tone in TONES
        for surface in SURFACES
        if contrast(getattr(tokens, tone), getattr(tokens, surface)) < TEXT
    ]
    over = hover(tokens)
    weak += [(tone, "hover") for tone in TONES[:4] if contrast(getattr(tokens, tone), over) < TEXT]
    assert weak == []


@SCHEMES
def test_pills_of_every_tone_are_readable_on_their_tint(tokens: Tokens) -> None:
    share = 0.12 if tokens.dark else 0.09
    hues = {tone: getattr(tokens, tone) for tone in TONES}
    tints = {tone: mixed(tokens.surface, hue, share) for tone, hue in hues.items()}
    assert [tone for tone in TONES if contrast(hues[tone], tints[tone]) < TEXT] == []


@SCHEMES
def test_outlines_lines_and_the_focus_ring_are_seen(tokens: Tokens) -> None:
    for surface in SURFACES:
        ground = getattr(tokens, surface)
        assert contrast(tokens.field, ground) >= LINE
        assert contrast(tokens.accent, ground) >= LINE
    assert all(contrast(hue, tokens.surface) >= LINE for hue in tokens.series)


def rules(sheet: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield selector and declarations of each rule of a style sheet."""
    for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", re.sub(r"/\*.*?\*/", "", sheet)):
        pairs = (line.split(":", 1) for line in body.split(";") if ":" in line)
        yield " ".join(selector.split()), {key.strip(): value.strip() for key, value in pairs}


@SCHEMES
def test_style_sheet_puts_no_text_on_a_ground_where_it_is_lost(tokens: Tokens) -> None:
    """What is switched off is exempt; what has no ground of its own may stand on any."""
    open_grounds = (tokens.bg, tokens.surface, tokens.raised, tokens.selected)
    weak = []
    for selector, said in rules(style_sheet(tokens)):
        if ":disabled" in selector:
            continue
        for ink_of, ground_of in (
            ("color", "background"),
            ("selection-color", "selection-background-color"),
        ):
            hue = HEX.fullmatch(said.get(ink_of, ""))
            if hue is None:
                continue
            own = HEX.fullmatch(said.get(ground_of, ""))
            grounds = (own.group(),) if own else open_grounds
            weak += [
                (selector, hue.group(), at) for at in grounds if contrast(hue.group(), at) < TEXT
            ]
    assert weak == []


@SCHEMES
def test_numbers_on_parts_of_memory_are_readable(tokens: Tokens) -> None:
    fills = [part_fill(tokens, kind, number) for kind in PartKind for number in range(6)]
    fills += [
        memory_bar._fill(memory_bar.BarPart(part, "", 1), tokens) for part in memory_bar._SHADES
    ]
    for fill in fills:
        assert contrast(fill.text, fill.colour) >= TEXT, fill


@SCHEMES
def test_code_logs_and_terminals_are_readable(tokens: Tokens, qapp: QApplication) -> None:
    style = style_of(tokens)
    for tone, hue in style.tones.items():
        assert contrast(hue, style.code_ground) >= TEXT, tone
    assert contrast(tokens.text, style.inline_code) >= TEXT
    for tone in ("text", "text3", "accent"):
        assert contrast(getattr(tokens, tone), style.bubble) >= TEXT
    assert all(contrast(level_colour(level, tokens), tokens.surface) >= TEXT for level in Level)
    colours = (None, 0, 1, 4, 7, 8, 11, 15, 21, 226, 244, RGB | 0x203040)
    terminal = scheme(tokens)
    for front in colours:
        for behind in colours:
            for reverse in (False, True):
                printed = replace(Style(), fg=front, bg=behind, reverse=reverse)
                found = ink(printed, tokens, tokens.text, tokens.surface)
                assert contrast(found.text, found.background or tokens.surface) >= TEXT
                fore, back = terminal.ink(printed)
                assert contrast(readable(fore, back), back) >= TEXT


def test_ink_on_takes_the_better_one_and_helps_where_neither_is_enough() -> None:
    assert ink_on("#FFFFFF", "#EEEEEE", "#111111") == "#111111"
    assert contrast(ink_on("#777777", "#707070", "#808080"), "#777777") >= TEXT
