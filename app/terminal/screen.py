"""Screen: what operations of a terminal do to its cells, and to its cursor."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from app.core.sgr import PLAIN, Style, background
from app.terminal import widths
from app.terminal.grid import Row
from app.terminal.modes import Modes
from app.terminal.sheet import HISTORY, LARGEST, Sheet

_TAB = 8
_LINE_DRAWING = str.maketrans("`abcdefghijklmnopqrstuvwxyz{|}~", "◆▒␉␌␍␊°±␤␋┘┐┌└┼⎺⎻─⎼⎽├┤┴┬│≤≥π≠£·")
_NARROW = re.compile(
    "[\x20-\x7e\xa0-\xac\xae-\u02ff\u0370-\u0482\u2010-\u2027\u2030-\u205e\u2190-\u2319"
    "\u2400-\u25fc\u2800-\u28ff]+"
)
"""Characters of one cell, without looking each up."""


@dataclass(slots=True)
class Cursor:
    """Where the next character goes and what it looks like."""

    x: int = 0
    y: int = 0
    style: Style = PLAIN
    past_end: bool = False
    """The last column was written: the next character goes to the next row."""
    charsets: tuple[str, ...] = ("B", "B")
    shifted: int = 0
    """Which of the two is in use."""
    origin: bool = False
    """Whether places are told from the upper margin."""


class Screen(Sheet):
    """The sheet that a program writes on, with its cursor, margins and modes."""

    def __init__(self, columns: int, height: int, *, history: int = HISTORY) -> None:
        super().__init__(columns, height, history=history)
        self.reset()

    def reset(self, *, keep: bool = False) -> None:
        """Begin anew; the history stays, and with `keep` the screen goes there."""
        self.blank(keep=keep)
        self.modes = Modes()
        self.cursor = Cursor()
        self.top, self.bottom = 0, self.height - 1
        self.tabs = set(range(_TAB, LARGEST, _TAB))
        self._saved = {False: Cursor(), True: Cursor()}
        self._last = ""

    # Writing

    def text(self, text: str) -> None:
        """Write text without control characters at the cursor."""
        self._last = next(
            (each for each in reversed(text) if each.isascii() or widths.width(each)), ""
        )
        if self.cursor.charsets[self.cursor.shifted] == "0":
            text = text.translate(_LINE_DRAWING)
        if text.isascii():
            self._write(text)
        else:
            at = 0
            while at < len(text):
                narrow = _NARROW.match(text, at)
                if narrow is not None:
                    self._write(narrow.group())
                    at = narrow.end()
                else:
                    self._write_one(text[at])
                    at += 1

    @property
    def takes_lines(self) -> bool:
        """Whether `lines` may be called: whole lines go out at the top as they come."""
        cursor = self.cursor
        return (
            cursor.y == self.height - 1
            and cursor.x == 0
            and self.other is None
            and (self.top, self.bottom) == (0, self.height - 1)
            and not self.modes.insert
            and cursor.charsets[cursor.shifted] != "0"
        )

    def lines(self, lines: list[str]) -> None:
        """Write whole lines of ASCII while `takes_lines`."""
        style, width = self.cursor.style, self.columns
        kept = self.height + (self.history.maxlen or 0)
        rows = self.main.rows
        last = rows.pop()
        if lines and (last.cells or style is not PLAIN or max(map(len, lines)) > width):
            rows.append(last)
            for line in lines:
                self.text(line)
                self.cursor.x, self.cursor.past_end = 0, False
                self.line_feed()
            return
        self.forgotten += max(0, len(lines) - kept)
        rows += [Row(list(line)) for line in lines[-kept:]]
        leaving = max(0, len(rows) - (self.height - 1))
        self.remember(rows[:leaving])
        del rows[:leaving]
        while len(rows) < self.height:
            rows.append(Row())
        self._last = lines[-1][-1:] or self._last
        self.soil()

    def repeat(self, count: int) -> None:
        """Write the last character again, for a row at most: nobody means more."""
        if self._last:
            self.text(self._last * min(count, self.columns))

    def line_feed(self) -> None:
        """Go down a row, scrolling at the lower margin."""
        cursor = self.cursor
        cursor.past_end = False
        if cursor.y == self.bottom:
            self.scroll_up(1)
        elif cursor.y < self.height - 1:
            cursor.y += 1

    def reverse_line_feed(self) -> None:
        """Go up a row, scrolling at the upper margin."""
        cursor = self.cursor
        cursor.past_end = False
        if cursor.y == self.top:
            self.scroll_down(1)
        elif cursor.y > 0:
            cursor.y -= 1

    def scroll_up(self, count: int) -> None:
        """Move what is between the margins up; what leaves the whole screen is remembered."""
        left = self.grid.scroll_up(self.top, self.bottom, count, background(self.cursor.style))
        if self.top == 0 and self.other is None:
            self.remember(left)
        self.soil(self.top, self.bottom + 1)

    def scroll_down(self, count: int) -> None:
        """Move what is between the margins down."""
        self.grid.scroll_down(self.top, self.bottom, count, background(self.cursor.style))
        self.soil(self.top, self.bottom + 1)

    # The cursor

    def move_to(self, x: int, y: int) -> None:
        """Put the cursor somewhere, no further than the screen reaches."""
        cursor = self.cursor
        low, high = (self.top, self.bottom) if cursor.origin else (0, self.height - 1)
        cursor.x = max(0, min(x, self.columns - 1))
        cursor.y = max(low, min(y + (self.top if cursor.origin else 0), high))
        cursor.past_end = False

    def move(self, right: int, down: int) -> None:
        """Move the cursor; margins stop it."""
        cursor = self.cursor
        low = self.top if cursor.y >= self.top else 0
        high = self.bottom if cursor.y <= self.bottom else self.height - 1
        cursor.x = max(0, min(cursor.x + right, self.columns - 1))
        cursor.y = max(low, min(cursor.y + down, high))
        cursor.past_end = False

    def tab(self, count: int) -> None:
        """Go to a tab stop to the right, or with a negative count to the left."""
        cursor, edge = self.cursor, self.columns - 1
        for _ in range(min(abs(count), self.columns)):
            if cursor.x == (edge if count > 0 else 0):
                break
            if count > 0:
                cursor.x = min((t for t in self.tabs if t > cursor.x), default=edge)
            else:
                cursor.x = max((t for t in self.tabs if t < cursor.x), default=0)
        cursor.x = min(cursor.x, edge)
        cursor.past_end = False

    def save_cursor(self) -> None:
        """Remember the cursor and how it writes."""
        self._saved[self.other is not None] = replace(self.cursor)

    def restore_cursor(self) -> None:
        """Take the cursor that was remembered."""
        saved = self.cursor = replace(self._saved[self.other is not None])
        saved.x, saved.y = min(saved.x, self.columns - 1), min(saved.y, self.height - 1)

    def set_margins(self, top: int, bottom: int) -> None:
        """Scroll only these rows."""
        bottom = min(bottom, self.height - 1)
        if 0 <= top < bottom:
            self.top, self.bottom = top, bottom
            self.move_to(0, 0)

    # Erasing

    def erase_line(self, how: int) -> None:
        """Blank the line: 0 from the cursor on, 1 up to it, 2 all of it."""
        cursor = self.cursor
        start = cursor.x if how == 0 else 0
        end = cursor.x + 1 if how == 1 else self.columns
        row = self.grid.rows[cursor.y]
        row.erase(start, end, background(cursor.style), self.columns)
        row.wraps = row.wraps and how == 1
        cursor.past_end = False
        self.dirty.add(cursor.y)

    def erase_screen(self, how: int) -> None:
        """Blank the screen: 0 from the cursor on, 1 up to it, 2 all of it, 3 the history."""
        if how == 3:
            self.forget()
            return
        if how in (0, 1):
            self.erase_line(how)
        self.cursor.past_end = False
        first = self.cursor.y + 1 if how == 0 else 0
        end = self.cursor.y if how == 1 else self.height
        self.grid.clear(first, end, background(self.cursor.style))
        self.soil(first, end)

    def erase_cells(self, count: int) -> None:
        """Blank cells from the cursor on."""
        cursor = self.cursor
        end = min(cursor.x + count, self.columns)
        self._row.erase(cursor.x, end, background(cursor.style), self.columns)

    def insert_cells(self, count: int) -> None:
        """Push what is right of the cursor on."""
        count = min(count, self.columns - self.cursor.x)
        self._row.insert(self.cursor.x, count, background(self.cursor.style), self.columns)

    def delete_cells(self, count: int) -> None:
        """Pull what is right of the cursor here."""
        count = min(count, self.columns - self.cursor.x)
        self._row.remove(self.cursor.x, count, background(self.cursor.style), self.columns)

    def insert_lines(self, count: int, *, delete: bool = False) -> None:
        """Push the rows from the cursor on down, or pull them up."""
        cursor, grid = self.cursor, self.grid
        if self.top <= cursor.y <= self.bottom:
            move = grid.scroll_up if delete else grid.scroll_down
            move(cursor.y, self.bottom, count, background(cursor.style))
            cursor.x, cursor.past_end = 0, False
            self.soil(cursor.y, self.bottom + 1)

    # The whole

    def switch(self, other: bool) -> None:
        """Show the alternate screen, or the main one as it was left."""
        self.show_other(other, background(self.cursor.style))

    def resize(self, columns: int, height: int) -> None:
        """Change the size; margins are forgotten."""
        columns, height = max(1, min(columns, LARGEST)), max(1, min(height, LARGEST))
        if (columns, height) == (self.columns, self.height):
            return
        cursor = self.cursor if self.other is None else self._saved[False]
        moved = self.fit(columns, height, cursor.y)
        cursor.y = max(0, cursor.y + moved)
        for each in (cursor, self.cursor):
            each.x, each.y = min(each.x, columns - 1), min(each.y, height - 1)
            each.past_end = False
        self.top, self.bottom = 0, height - 1

    # How it is done

    @property
    def _row(self) -> Row:
        """The cursor's row, which is about to change."""
        self.cursor.past_end = False
        self.dirty.add(self.cursor.y)
        return self.grid.rows[self.cursor.y]

    def _wrap(self) -> None:
        self.grid.rows[self.cursor.y].wraps = True
        self.cursor.x = 0
        self.line_feed()

    def _write(self, text: str) -> None:
        """Write characters of one cell each."""
        cursor, columns, modes = self.cursor, self.columns, self.modes
        while text:
            if cursor.past_end and modes.autowrap:
                self._wrap()
            room = columns - cursor.x
            piece, text = text[:room], text[room:]
            row = self.grid.rows[cursor.y]
            if modes.insert:
                row.insert(cursor.x, len(piece), PLAIN, columns)
            row.put(cursor.x, piece, cursor.style)
            self.dirty.add(cursor.y)
            cursor.x += len(piece)
            if cursor.x >= columns:
                cursor.x = columns - 1
                cursor.past_end = modes.autowrap
                if not modes.autowrap:
                    text = text[-1:] if len(text) > 1 else text
                    if text:
                        row.put(cursor.x, text, cursor.style)
                        return

    def _write_one(self, char: str) -> None:
        """Write any character: none, one or two cells."""
        cursor, cells = self.cursor, widths.width(char)
        if cells == 1:
            self._write(char)
        elif cells == 2 and self.columns > 1:
            self._write_wide(char)
        elif cells == 0 and widths.joins(char):
            row = self.grid.rows[cursor.y]
            row.combine(cursor.x if cursor.past_end else cursor.x - 1, char) if cursor.x else None
            self.dirty.add(cursor.y)

    def _write_wide(self, char: str) -> None:
        cursor, columns = self.cursor, self.columns
        if cursor.past_end and self.modes.autowrap:
            self._wrap()
        if cursor.x == columns - 1:
            if self.modes.autowrap:
                self._wrap()
            else:
                cursor.x -= 1
        row = self.grid.rows[cursor.y]
        if self.modes.insert:
            row.insert(cursor.x, 2, PLAIN, columns)
        row.put(cursor.x, (char, ""), cursor.style)
        self.dirty.add(cursor.y)
        cursor.x += 2
        if cursor.x >= columns:
            cursor.x, cursor.past_end = columns - 1, self.modes.autowrap
