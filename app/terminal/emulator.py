"""Emulator: what a program prints on a terminal becomes rows of cells. No Qt.

It is an xterm as programs expect one. What a program prints is not
trusted: it can neither read nor write the clipboard, nor make the terminal answer with words of
its choosing. It is answered who the terminal is (DA), that it is well, and where its cursor stands
(DSR); questions about titles, colours and settings are not answered.
"""

from __future__ import annotations

from app.core.said import said
from app.core.sgr import Style, number, styled
from app.terminal.commands import commands
from app.terminal.modes import CursorShape, MouseMode
from app.terminal.screen import Cursor, Screen
from app.terminal.sequences import Sequences

MOST_ANSWERS = 64
"""Answers that wait to be sent; a program that asks more often is not answered."""
TITLE_LIMIT = 120
_MOST_STYLES = 4096
_ANSWERS = {
    ("", "c", 0): b"\x1b[?62;22c",  # a VT220 with colours
    (">", "c", 0): b"\x1b[>1;1;0c",
    ("", "n", 5): b"\x1b[0n",
}


class Emulator:
    """A terminal without a window: `feed` it, show its `screen`, send its `answers`."""

    def __init__(self, columns: int = 80, height: int = 24) -> None:
        self.screen = Screen(columns, height)
        self.title = ""
        """What the program calls itself, fit to be shown."""
        self.answers: list[bytes] = []
        self._sequences = Sequences(self)
        self._styles: dict[tuple[Style, str], Style] = {}
        self._csi = commands(self.screen)

    def feed(self, data: bytes) -> None:
        """Take what the program printed, in pieces of any size."""
        self._sequences.feed(data)

    def take_answers(self) -> bytes:
        """Return what the program has to be told, once."""
        answers, self.answers = b"".join(self.answers), []
        return answers

    # What sequences tell (`sequences.Listener`)

    @property
    def takes_lines(self) -> bool:
        """Whether many lines may be told at once just now."""
        return self.screen.takes_lines

    def lines(self, lines: list[str]) -> None:
        """Write whole lines of ASCII."""
        self.screen.lines(lines)

    def text(self, text: str) -> None:
        """Write text."""
        self.screen.text(text)

    def control(self, char: str) -> None:
        """Do what a control character says."""
        screen = self.screen
        if char in "\n\v\f":
            screen.line_feed()
            if screen.modes.new_line:
                screen.cursor.x = 0
        elif char == "\r":
            screen.cursor.x, screen.cursor.past_end = 0, False
        elif char == "\b":
            screen.move(-1, 0)
        elif char == "\t":
            screen.tab(1)
        elif char in "\x0e\x0f":
            screen.cursor.shifted = int(char == "\x0e")

    def csi(self, prefix: str, parameters: str, between: str, final: str) -> None:
        """Do what a control sequence says."""
        if final == "m" and not prefix and not between:
            self._style(parameters)
            return
        numbers = [number(each.split(":")[0]) for each in parameters.split(";")[:32]]
        if between:
            if (between, final, prefix) == (" ", "q", ""):
                self._shape(numbers[0])
            elif (between, final) == ("!", "p"):
                self._soft_reset()
        elif final in "hl":
            for each in numbers:
                (self._private_mode if prefix == "?" else self._mode)(each, final == "h")
        elif final in "cn":
            self._answer(prefix, final, numbers[0])
        elif (not prefix and final in self._csi) or (prefix == "?" and final in "JK"):
            self._csi[final](numbers)

    def escape(self, between: str, final: str) -> None:
        """Do what a sequence of ESC says."""
        screen = self.screen
        if between in ("(", ")"):
            charsets = list(screen.cursor.charsets)
            charsets[between == ")"] = final
            screen.cursor.charsets = tuple(charsets)
        elif (between, final) == ("#", "8"):
            screen.grid.fill("E")
            screen.soil()
        elif not between and final in "78DEHMc":
            self._plain_escape(final)

    def osc(self, text: str) -> None:
        """Take a title; nothing else is taken from a program, least of all the clipboard."""
        kind, _semicolon, value = text.partition(";")
        if kind in ("0", "2"):
            self.title = said(value, limit=TITLE_LIMIT)

    # How it is done

    def _plain_escape(self, final: str) -> None:
        screen = self.screen
        if final == "7":
            screen.save_cursor()
        elif final == "8":
            screen.restore_cursor()
        elif final == "D":
            screen.line_feed()
        elif final == "E":
            screen.cursor.x = 0
            screen.line_feed()
        elif final == "H":
            screen.tabs.add(screen.cursor.x)
        elif final == "M":
            screen.reverse_line_feed()
        else:
            screen.reset()
            self.title = ""

    def _style(self, parameters: str) -> None:
        cursor = self.screen.cursor
        key = (cursor.style, parameters)
        found = self._styles.get(key)
        if found is None:
            if len(self._styles) >= _MOST_STYLES:
                self._styles.clear()
            found = self._styles[key] = styled(cursor.style, parameters)
        cursor.style = found

    def _mode(self, mode: int, on: bool) -> None:
        if mode == 4:
            self.screen.modes.insert = on
        elif mode == 20:
            self.screen.modes.new_line = on

    def _private_mode(self, mode: int, on: bool) -> None:
        screen, modes = self.screen, self.screen.modes
        if mode in _FLAGS:
            setattr(modes, _FLAGS[mode], on)
            if mode == 5:
                screen.soil()
        elif mode == 6:
            screen.cursor.origin = on
            screen.move_to(0, 0)
        elif mode in _MOUSE:
            modes.mouse = MouseMode(mode) if on else MouseMode.OFF
        elif mode in (47, 1047):
            screen.switch(on)
        elif mode == 1048:
            (screen.save_cursor if on else screen.restore_cursor)()
        elif mode == 1049:
            self._other_screen(on)

    def _other_screen(self, on: bool) -> None:
        """Show the alternate screen, the main one's cursor kept until it is back."""
        screen = self.screen
        if on:
            screen.save_cursor()
        screen.switch(on)
        if not on:
            screen.restore_cursor()

    def _shape(self, code: int) -> None:
        modes = self.screen.modes
        shapes = (CursorShape.BLOCK, CursorShape.UNDERLINE, CursorShape.BAR)
        if code <= 6:
            modes.cursor_shape = shapes[max(0, code - 1) // 2]
            modes.cursor_blinks = code == 0 or code % 2 == 1

    def _soft_reset(self) -> None:
        screen = self.screen
        modes = screen.modes
        modes.insert = modes.application_cursor = False
        modes.cursor_visible = modes.autowrap = True
        screen.top, screen.bottom = 0, screen.height - 1
        cursor = screen.cursor
        screen.cursor = Cursor(cursor.x, cursor.y)

    def _answer(self, prefix: str, final: str, asked: int) -> None:
        if len(self.answers) >= MOST_ANSWERS:
            return
        fixed = _ANSWERS.get((prefix, final, asked))
        if fixed is not None:
            self.answers.append(fixed)
        elif (prefix, final, asked) == ("", "n", 6):
            cursor = self.screen.cursor
            y = cursor.y - (self.screen.top if cursor.origin else 0)
            self.answers.append(b"\x1b[%d;%dR" % (y + 1, cursor.x + 1))


_FLAGS = {
    1: "application_cursor",
    5: "reverse_video",
    7: "autowrap",
    12: "cursor_blinks",
    25: "cursor_visible",
    1004: "focus_told",
    1006: "mouse_sgr",
    1007: "wheel_is_arrows",
    2004: "bracketed_paste",
}
_MOUSE = frozenset(each.value for each in MouseMode if each)
