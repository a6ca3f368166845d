"""The emulator: what programs print becomes what is shown, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.sgr import PLAIN, RGB, Style
from app.terminal.emulator import MOST_ANSWERS, Emulator
from app.terminal.modes import CursorShape, MouseMode


def terminal(*printed: bytes | str, columns: int = 10, height: int = 4) -> Emulator:
    made = Emulator(columns, height)
    for each in printed:
        made.feed(each.encode() if isinstance(each, str) else each)
    return made


def rows(emulator: Emulator) -> list[str]:
    return [row.text for row in emulator.screen.grid.rows]


def place(emulator: Emulator) -> tuple[int, int]:
    return emulator.screen.cursor.x, emulator.screen.cursor.y


def test_lines_longer_than_the_screen_go_on_in_the_next_row() -> None:
    made = terminal("0123456789ab")

    assert rows(made)[:2] == ["0123456789", "ab"]
    assert made.screen.grid.rows[0].wraps
    assert terminal("0123456789").screen.cursor.past_end  # no empty row after a full one
    assert rows(terminal("0123456789\r\nx"))[:2] == ["0123456789", "x"]
    assert rows(terminal("\x1b[?7l0123456789ab"))[0] == "012345678b"


def test_lines_that_leave_the_screen_are_kept_with_their_numbers() -> None:
    made = terminal(*(f"line {number}\r\n" for number in range(20)))
    screen = made.screen

    assert rows(made) == ["line 17", "line 18", "line 19", ""]
    assert (screen.first, len(screen.history), screen.forgotten) == (17, 17, 0)
    assert [screen.line(number).text for number in (0, 16, 17)] == ["line 0", "line 16", "line 17"]  # type: ignore[union-attr]
    made.feed(b"\x1b[3J")
    assert (screen.first, screen.forgotten, screen.line(0)) == (17, 17, None)


@pytest.mark.parametrize("colour", ["", "\x1b[31m"])
def test_many_lines_at_once_are_the_same_as_one_by_one(colour: str) -> None:
    text = "".join(f"{number * 'x'}{number}\r\n" for number in (*range(30), 3, 1))
    at_once, one_by_one = terminal(colour + text), terminal(colour)
    for char in text:
        one_by_one.feed(char.encode())

    assert rows(at_once) == rows(one_by_one)
    assert place(at_once) == place(one_by_one)
    history = [[row.text for row in each.screen.history] for each in (at_once, one_by_one)]
    assert history[0] == history[1]


def test_history_forgets_the_oldest_lines() -> None:
    made = terminal(columns=20)
    made.feed(b"".join(b"%d\r\n" % number for number in range(25_000)))
    made.feed(b"end")

    screen = made.screen
    assert len(screen.history) == 10_000
    assert screen.first == 24_997
    oldest = screen.line(screen.forgotten)
    assert oldest is not None
    assert oldest.text == str(screen.forgotten)


def test_full_screen_programs_leave_what_was_there_before() -> None:
    made = terminal("before\r\n$ ")
    made.feed(b"\x1b[?1049h\x1b[H\x1b[2J\x1b[44mvim\x1b[4;1H~")
    assert rows(made) == ["vim", "", "", "~"]

    made.feed(b"\x1b[?1049l")
    assert rows(made) == ["before", "$", "", ""]
    assert place(made) == (2, 1)
    assert len(made.screen.history) == 0


def test_margins_keep_lines_out_of_scrolling() -> None:
    made = terminal("top\r\na\r\nb\r\nend", "\x1b[2;3r\x1b[3;1H\n\nc")

    assert rows(made) == ["top", "", "c", "end"]
    made.feed(b"\x1b[2;1H\x1bM")
    assert rows(made) == ["top", "", "", "end"]


@pytest.mark.parametrize(
    ("sequence", "expected"),
    [
        ("\x1b[1;3H\x1b[K", "ab"),
        ("\x1b[1;3H\x1b[1K", "   def"),
        ("\x1b[1;3H\x1b[2P", "abef"),
        ("\x1b[1;3H\x1b[2@", "ab  cdef"),
        ("\x1b[1;3H\x1b[2X", "ab  ef"),
        ("\x1b[1;3H\x1b[4hXY", "abXYcdef"),
        ("\x1b[3b", "abcdeffff"),
        ("\r\tx", "abcdef  x"),
        ("\x1b[3D\x1b[5C!", "abcdef  !"),
    ],
)
def test_cells_are_inserted_deleted_and_erased(sequence: str, expected: str) -> None:
    assert rows(terminal("abcdef", sequence))[0] == expected


def test_lines_are_inserted_and_deleted() -> None:
    assert rows(terminal("a\r\nb\r\nc", "\x1b[2;1H\x1b[L")) == ["a", "", "b", "c"]
    assert rows(terminal("a\r\nb\r\nc", "\x1b[1;1H\x1b[2M")) == ["c", "", "", ""]


@pytest.mark.parametrize(
    ("parameters", "style"),
    [
        ("1;3;4;7;9", Style(bold=True, italic=True, underline=True, reverse=True, strike=True)),
        ("31;42", Style(fg=1, bg=2)),
        ("93;107", Style(fg=11, bg=15)),
        ("38;5;200", Style(fg=200)),
        ("48;2;1;2;3", Style(bg=RGB + 0x010203)),
        ("38:2::255:100:0", Style(fg=RGB + 0xFF6400)),
        ("38:5:9", Style(fg=9)),
        ("4:3", Style(underline=True)),
        ("1;4;22;24", PLAIN),
        ("31;0", PLAIN),
        ("31;39", PLAIN),
        ("38;2;999;0;0", PLAIN),
    ],
)
def test_colours_and_attributes(parameters: str, style: Style) -> None:
    made = terminal(f"\x1b[{parameters}mx")

    assert made.screen.grid.rows[0].style(0) == style


def test_erasing_paints_the_background_that_is_set() -> None:
    made = terminal("\x1b[44m\x1b[2J")

    assert made.screen.grid.rows[3].style(9) == Style(bg=4)


def test_wide_characters_take_two_cells_and_never_half_of_them() -> None:
    made = terminal("漢字ab")
    assert made.screen.grid.rows[0].cells == ["漢", "", "字", "", "a", "b"]
    made.feed(b"\x1b[1;2Hx")
    assert made.screen.grid.rows[0].text == " x字ab"
    assert rows(terminal("123456789漢"))[:2] == ["123456789", "漢"]


def test_marks_join_the_character_before_them_and_invisible_ones_are_dropped() -> None:
    made = terminal("e\u0301\u200b\u202ex")

    assert made.screen.grid.rows[0].cells == ["e\u0301", "x"]
    assert len(terminal("e" + "\u0301" * 5000).screen.grid.rows[0].cells[0]) < 20


def test_characters_and_sequences_may_come_in_pieces() -> None:
    printed = "é漢\x1b[38;5;200mx\x1b]0;ti\x1b\\y".encode()
    made = terminal(*(bytes([byte]) for byte in printed))

    assert rows(made)[0] == "é漢xy"
    assert made.title == "ti"
    assert made.screen.grid.rows[0].style(3) == Style(fg=200)


def test_control_characters_inside_a_sequence_work() -> None:
    assert place(terminal("\x1b[1\n2C")) == (9, 1)
    assert rows(terminal("\x1b[3\x18x"))[0] == "x"  # cancelled


def test_line_drawing_and_tabs() -> None:
    assert rows(terminal("\x1b(0lqk\x1b(Bq"))[0] == "┌─┐q"
    assert rows(terminal("\x1b[1;4H\x1bH\r\tx"))[0] == "   x"
    assert rows(terminal("\x1b[3g\r\tx"))[0] == "         x"


def test_modes_for_keys_mouse_and_paste() -> None:
    made = terminal("\x1b[?1h\x1b[?1002h\x1b[?1006h\x1b[?2004h\x1b[5 q\x1b[?25l")
    modes = made.screen.modes

    assert modes.application_cursor
    assert (modes.mouse, modes.mouse_sgr) == (MouseMode.DRAG, True)
    assert modes.bracketed_paste
    assert (modes.cursor_shape, modes.cursor_blinks) == (CursorShape.BAR, True)
    assert not modes.cursor_visible
    made.feed(b"\x1b[?1002l\x1b[?2004l\x1bc")
    assert made.screen.modes.mouse is MouseMode.OFF
    assert made.screen.modes.cursor_visible


def test_programs_are_told_who_the_terminal_is_and_where_its_cursor_stands() -> None:
    made = terminal("ab\x1b[c\x1b[>c\x1b[5n\x1b[6n")

    assert made.take_answers() == b"\x1b[?62;22c\x1b[>1;1;0c\x1b[0n\x1b[1;3R"
    assert made.take_answers() == b""


@pytest.mark.parametrize(
    "asked",
    [
        "\x1b]0;rm -rf /\x07\x1b[21t\x1b[20t",  # its title
        "\x1b]10;?\x07\x1b]11;?\x1b\\\x1b]4;1;?\x07",  # colours
        "\x1b]52;c;?\x07\x1b]52;c;cm0gLXJmIC8=\x07",  # the clipboard
        "\x1bP$q m\x1b\\\x1bP+q544e\x1b\\\x1b[?1$p",  # settings
        "\x1b[>q\x1b[18t\x1b[14t\x1b[1;1;1;1;1;1*y\x05",  # version, size, checksum, answerback
    ],
)
def test_no_question_is_answered_with_words_of_the_asker(asked: str) -> None:
    made = terminal(asked)

    assert made.take_answers() == b""
    assert rows(made) == ["", "", "", ""]


def test_answers_do_not_pile_up() -> None:
    assert len(terminal("\x1b[6n" * 10_000).answers) == MOST_ANSWERS


def test_titles_are_short_and_plain() -> None:
    made = terminal("\x1b]2;a\u202eb\tc\x07")
    assert made.title == "a b c"
    assert len(terminal("\x1b]0;" + "x" * 4000 + "\x07").title) == 120


def test_no_sequence_does_more_than_the_screen_is_large() -> None:
    made = Emulator(1000, 1000)
    made.feed("漢".encode() + b"\x1b[999999999b\x1b[999999999I" * 30)  # else it takes minutes
    assert made.screen.cursor.x == 999


def test_strings_without_an_end_are_swallowed_not_kept() -> None:
    made = terminal("\x1bP" + "x" * 200_000)
    made.feed(b"y" * 200_000)
    assert len(made._sequences._kept) < 5000
    made.feed(b"\x1b\\shown")
    assert rows(made)[0] == "shown"


def test_a_smaller_screen_gives_lines_to_the_history_and_takes_them_back() -> None:
    made = terminal("a\r\nb\r\nc\r\nd")
    made.screen.resize(10, 2)
    assert rows(made) == ["c", "d"]
    assert place(made) == (1, 1)
    made.screen.resize(10, 4)
    assert rows(made) == ["a", "b", "c", "d"]
    assert place(made) == (1, 3)

    empty_below = terminal("a\r\nb")
    empty_below.screen.resize(10, 2)
    assert rows(empty_below) == ["a", "b"]


PRINTED = st.lists(
    st.one_of(
        st.binary(max_size=12),
        st.text(max_size=6).map(lambda text: text.encode("utf-8", "replace")),
        st.sampled_from(
            [b"\x1b[", b"\x1b]", b"\x1bP", b"?", b";", b"9999", b"m", b"\x1b[?1049h", b"\x1b[2;3r"]
        ),
        st.sampled_from(
            [b"\x1b[4h", b"\x1b[65535b", b"\x1b[99999999999999999999L", b"\x1b[38;2;1", b"\r\n" * 5]
        ),
        st.just("漢".encode()),
        st.tuples(st.integers(1, 30), st.integers(1, 12)),
    ),
    max_size=40,
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(PRINTED)
def test_any_bytes_leave_a_sound_screen(printed: list[bytes | tuple[int, int]]) -> None:
    made = Emulator(9, 4)
    for each in printed:
        if isinstance(each, bytes):
            made.feed(each)
        else:
            made.screen.resize(*each)

    screen = made.screen
    assert 0 <= screen.cursor.x < screen.columns
    assert 0 <= screen.cursor.y < screen.height
    assert len(screen.grid.rows) == screen.height
    for row in (*screen.history, *screen.grid.rows):
        assert row.styles is None or len(row.styles) == len(row.cells)
        assert all(cell or row.cells[x - 1] for x, cell in enumerate(row.cells))
