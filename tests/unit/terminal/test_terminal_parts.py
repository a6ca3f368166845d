"""What is selected, found, pasted, pointed at, and in which colours it is drawn."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.sgr import RGB, Style
from app.look.readable import LEAST_CONTRAST, contrast, readable
from app.look.tokens import DARK, LIGHT, Tokens
from app.terminal.colours import scheme
from app.terminal.emulator import Emulator
from app.terminal.finding import find
from app.terminal.modes import Modes, MouseMode
from app.terminal.mouse import MouseAct, MouseButton, told
from app.terminal.pasting import pasted, runs_commands
from app.terminal.screen import Screen
from app.terminal.selection import Place, Selection, Unit, link_at


def screen_of(text: str, columns: int = 20, height: int = 5) -> Screen:
    emulator = Emulator(columns, height)
    emulator.feed(text.replace("\n", "\r\n").encode())
    return emulator.screen


def test_selected_text_has_line_ends_where_lines_end_and_no_blanks_after_them() -> None:
    screen = screen_of("one  \nthis line is longer than the screen\nlast")

    everything = Selection(Place(0, 0), Place(3, 20))
    assert everything.text(screen) == "one\nthis line is longer than the screen\nlast"
    assert Selection(Place(1, 4), Place(0, 1)).text(screen) == "ne\nthis"  # drawn upwards


def test_two_clicks_select_a_word_and_three_a_whole_line() -> None:
    screen = screen_of("cp /tmp/a.txt 漢字x\nthis line is longer than the screen")

    assert Selection(Place(0, 5), Place(0, 5), Unit.WORD).text(screen) == "/tmp/a.txt"
    assert Selection(Place(0, 17), Place(0, 17), Unit.WORD).text(screen) == "漢字x"
    line = Selection(Place(2, 3), Place(2, 3), Unit.LINE)
    assert line.text(screen) == "this line is longer than the screen"


def test_a_selection_of_lines_that_are_forgotten_ends_at_the_oldest() -> None:
    screen = screen_of("a\nb\n" + "\n" * 10)
    screen.erase_screen(3)

    assert Selection(Place(0, 0), Place(4, 3)).text(screen) == ""


@pytest.mark.parametrize(
    ("text", "at", "link"),
    [
        ("see https://a.b/c?d=1, or", Place(0, 8), "https://a.b/c?d=1"),
        ("see https://a.b/c?d=1, or", Place(1, 1), ""),
        ("http://example.com/a/long/path/to", Place(1, 5), "http://example.com/a/long/path/to"),
        ("file:///etc/passwd", Place(0, 9), ""),
        ("javascript:alert(1)", Place(0, 4), ""),
        ("ssh://a", Place(0, 2), ""),
    ],
)
def test_only_web_addresses_are_links(text: str, at: Place, link: str) -> None:
    assert link_at(screen_of(text), at) == link


def test_text_is_found_in_the_past_and_on_the_screen_whatever_its_case() -> None:
    screen = screen_of("Error 1\n" + "fine\n" * 8 + "漢字error ERROR")

    found = find(screen, "error")
    assert [(each.start.line, each.start.x, each.end.x) for each in found] == [
        (0, 0, 5), (9, 4, 9), (9, 10, 15),
    ]  # fmt: skip
    assert [(each.start.x, each.end.x) for each in find(screen, "字")] == [(2, 4)]
    assert find(screen, "") == find(screen, "nowhere") == []


@given(st.text(max_size=40), st.booleans())
def test_pasted_text_can_press_no_keys(text: str, bracketed: bool) -> None:
    data = pasted(f"\x1b[201~{text}\x03\x1b", bracketed=bracketed)

    inside = data.removeprefix(b"\x1b[200~").removesuffix(b"\x1b[201~") if bracketed else data
    assert b"\x1b" not in inside
    assert not any(byte < 32 and byte not in b"\t\r" for byte in inside)


def test_lines_are_pasted_as_returns_and_a_shell_would_run_them() -> None:
    assert pasted("a\r\nb\nc", bracketed=False) == b"a\rb\rc"
    assert pasted("a", bracketed=True) == b"\x1b[200~a\x1b[201~"
    assert runs_commands("ls\n", bracketed=False)
    assert not runs_commands("ls\n", bracketed=True)
    assert not runs_commands("ls", bracketed=False)


@pytest.mark.parametrize(
    ("act", "mode", "sgr", "expected"),
    [
        (MouseAct(MouseButton.LEFT, 4, 2), MouseMode.BUTTONS, True, b"\x1b[<0;5;3M"),
        (MouseAct(MouseButton.LEFT, 4, 2, released=True), MouseMode.BUTTONS, True, b"\x1b[<0;5;3m"),
        (MouseAct(MouseButton.LEFT, 4, 2, released=True), MouseMode.BUTTONS, False, b"\x1b[M#%#"),
        (MouseAct(MouseButton.LEFT, 4, 2), MouseMode.PRESS, False, b"\x1b[M %#"),
        (MouseAct(MouseButton.LEFT, 4, 2, released=True), MouseMode.PRESS, False, b""),
        (MouseAct(MouseButton.LEFT, 4, 2, moved=True), MouseMode.BUTTONS, True, b""),
        (MouseAct(MouseButton.LEFT, 4, 2, moved=True), MouseMode.DRAG, True, b"\x1b[<32;5;3M"),
        (MouseAct(MouseButton.NONE, 4, 2, moved=True), MouseMode.DRAG, True, b""),
        (MouseAct(MouseButton.NONE, 4, 2, moved=True), MouseMode.MOTION, True, b"\x1b[<35;5;3M"),
        (MouseAct(MouseButton.WHEEL_UP, 0, 0, alt=True), MouseMode.DRAG, True, b"\x1b[<72;1;1M"),
        (MouseAct(MouseButton.LEFT, 300, 2), MouseMode.BUTTONS, True, b"\x1b[<0;301;3M"),
        (MouseAct(MouseButton.LEFT, 300, 2), MouseMode.BUTTONS, False, b""),
        (MouseAct(MouseButton.LEFT, 4, 2), MouseMode.OFF, True, b""),
    ],
)  # fmt: skip
def test_programs_hear_of_the_mouse_what_they_asked_for(
    act: MouseAct, mode: MouseMode, sgr: bool, expected: bytes
) -> None:
    assert told(act, Modes(mouse=mode, mouse_sgr=sgr)) == expected


@pytest.mark.parametrize("tokens", [DARK, LIGHT], ids=["dark", "light"])
def test_every_colour_of_a_program_can_be_read(tokens: Tokens) -> None:
    colours = scheme(tokens)
    for number in (*range(256), RGB, RGB + 0xFFFFFF, RGB + 0x777777):
        for style in (Style(fg=number), Style(fg=number, bold=True), Style(bg=number)):
            fore, back = colours.ink(style)
            assert contrast(readable(fore, back), back) >= LEAST_CONTRAST, (number, style)
    assert colours.ink(Style(fg=196)) == ("#FF0000", colours.ground)
    assert colours.ink(Style(fg=244))[0] == "#808080"
    assert colours.ink(Style(fg=RGB + 0x010203))[0] == "#010203"
    assert colours.ink(Style(reverse=True)) == (colours.ground, colours.text)
