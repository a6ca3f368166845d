"""TerminalView: a terminal that can be seen, typed at and pointed at. It knows no shell."""

from __future__ import annotations

import time

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QGuiApplication,
    QInputMethodEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QFrame, QWidget

from app.look.theme import ThemeChanged, theme
from app.terminal.drawing import Drawing, Mark
from app.terminal.emulator import Emulator
from app.terminal.events import FontChosen, LinkOpened, PasteAsked, Typed
from app.terminal.finding import Found
from app.terminal.grid import Row
from app.terminal.keys import Wish, sent_by, wished_by
from app.terminal.pasting import pasted, runs_commands
from app.terminal.pointing import Pointing
from app.terminal.screen import Screen
from app.terminal.selection import Place, Selection, Unit, span
from app.transport.shell import WindowSize

FONT_SIZE = 13
FONT_SIZES = (8, 32)
FRAME_MS = 16
"""What changes more often is not drawn more often."""
PAINT_SHARE = 3
"""Of three seconds one at most is spent on drawing, however slow that is here."""
DESCRIBE_MS = 400
"""A screen reader hears of the cursor's line once it has settled."""
BUSY_S = 2.0
"""A shell of which nothing else is known is at work so long after it printed something."""
PADDING = 8
_EMPTY = Row()


class TerminalView(QAbstractScrollArea):
    """Shows an emulator. `feed` it what a program prints; `typed` says what to send.

    Signals:
        typed: the user typed, pasted or pointed, or the emulator has to answer.
        resized: so many characters fit from now on.
        paste_asked: a shell would run the text at once: ask, then `insert` it.
        find_asked: the user wants to search.
        titled: the program calls itself something else.
        link_opened: the user wants to see a web page.
        font_chosen: the user made the text larger or smaller.
    """

    typed = Signal(Typed)
    resized = Signal(WindowSize)
    paste_asked = Signal(PasteAsked)
    find_asked = Signal()
    titled = Signal()
    link_opened = Signal(LinkOpened)
    font_chosen = Signal(FontChosen)

    def __init__(self, name: str, *, size: int = FONT_SIZE, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.emulator = Emulator()
        self.selection: Selection | None = None
        self.live = False
        """Whether a program runs: without one nothing is typed and no cursor is shown."""
        self._drawing = Drawing(size)
        self._size = size
        self._found: list[Found] = []
        self._found_now: Found | None = None
        self._top: int | None = None
        """The first line that is shown, None at the end, wherever that is."""
        self._composed = ""
        self._cursor_on = True
        self._cursor_row = 0
        self._drawn_at = 0.0
        self._fed_at = 0.0
        self._paint_s = 0.0
        self._frame = QTimer(self, singleShot=True)
        self._frame.timeout.connect(self._draw_changes)
        self._blink = QTimer(self)
        self._blink.timeout.connect(self._on_blink)
        self._describe = QTimer(self, singleShot=True, interval=DESCRIBE_MS)
        self._describe.timeout.connect(self._tell_reader)
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self._pointing = Pointing(self)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.viewport().installEventFilter(self._pointing)
        self.verticalScrollBar().actionTriggered.connect(self._on_scrolled)
        theme().changed.connect(self._on_theme)

    # What a program does

    @property
    def terminal(self) -> Screen:
        """What is shown."""
        return self.emulator.screen

    @property
    def window_size(self) -> WindowSize:
        """How many characters fit."""
        return WindowSize(self.terminal.columns, self.terminal.height)

    @property
    def busy(self) -> bool:
        """Whether a program seems to run in the shell: nobody outside can know for sure."""
        modes = self.terminal.modes
        if not self.live or self.terminal.other is not None:
            return self.live
        if modes.bracketed_paste is not None:  # shells turn it off for what they run
            return not modes.bracketed_paste
        return time.monotonic() - self._fed_at < BUSY_S

    def feed(self, data: bytes) -> None:
        """Take what the program printed; it is drawn soon."""
        self._fed_at = time.monotonic()
        title = self.emulator.title
        self.emulator.feed(data)
        if self.emulator.title != title:
            self.titled.emit()
        if answers := self.emulator.take_answers():
            self.send(answers)
        self.show_soon()

    def start_over(self) -> None:
        """Be a new terminal of the same size; what stands here goes to the history."""
        screen = self.terminal
        screen.show_other(False)
        screen.reset(keep=True)
        self.show_soon()

    def show_soon(self) -> None:
        """Draw on our own clock."""
        if not self._frame.isActive():
            least = max(FRAME_MS, round(self._paint_s * 1000 * PAINT_SHARE))
            since = round((time.monotonic() - self._drawn_at) * 1000)
            self._frame.start(min(max(least - since, 0), least))

    # What the user does

    def send(self, data: bytes) -> None:
        """Send bytes to the program, if there is one."""
        if data and self.live:
            self.typed.emit(Typed(data))

    def insert(self, text: str) -> None:
        """Send text as if it had been typed, keys left out."""
        self.send(pasted(text, bracketed=bool(self.terminal.modes.bracketed_paste)))
        self.scroll_to(None)

    def paste(self, text: str | None = None) -> None:
        """Paste text, or what is on the clipboard; asks first where a shell would run it."""
        text = QGuiApplication.clipboard().text() if text is None else text
        if not text or not self.live:
            return
        if runs_commands(text, bracketed=bool(self.terminal.modes.bracketed_paste)):
            self.paste_asked.emit(PasteAsked(text))
        else:
            self.insert(text)

    def copy(self) -> None:
        """Put what is selected on the clipboard."""
        if self.selection is not None and (text := self.selection.text(self.terminal)):
            QGuiApplication.clipboard().setText(text)

    def select(self, selection: Selection | None) -> None:
        """Select something, or nothing."""
        self.selection = selection
        self.viewport().update()

    def select_all(self) -> None:
        """Select the screen and everything above it."""
        screen = self.terminal
        last = screen.first + screen.height - 1
        while last > screen.first and not (screen.line(last) or _EMPTY).cells:
            last -= 1
        self.select(Selection(Place(screen.forgotten, 0), Place(last, screen.columns), Unit.LINE))

    def show_found(self, found: list[Found], now: Found | None) -> None:
        """Mark what was found, and show the one that is looked at."""
        self._found, self._found_now = found, now
        if now is not None and not self.top <= now.start.line < self.top + self.terminal.height:
            self.scroll_to(now.start.line - self.terminal.height // 2)
        self.viewport().update()

    def set_font_size(self, size: int) -> None:
        """Make the text larger or smaller."""
        size = max(FONT_SIZES[0], min(size, FONT_SIZES[1]))
        if size != self._size:
            self._size = size
            self._drawing.set_size(size)
            self._fit()

    # Places

    @property
    def top(self) -> int:
        """The first line that is shown."""
        return self.terminal.first if self._top is None else self._top

    def scroll_to(self, line: int | None) -> None:
        """Show a line at the top; None: the end, and stay there."""
        screen = self.terminal
        if line is not None:
            line = max(line, screen.forgotten) if screen.other is None else None
        self._top = None if line is None or line >= screen.first else line
        self._sync_bar()
        self.viewport().update()

    def place_at(self, point: QPoint) -> Place:
        """Return the place nearest to a point, between two cells."""
        column = round((point.x() - PADDING) / self._drawing.width)
        return Place(self.top + self._row_at(point), max(0, min(column, self.terminal.columns)))

    def cell_at(self, point: QPoint) -> Place:
        """Return the cell under a point, or the nearest."""
        column = (point.x() - PADDING) // self._drawing.width
        line = self.top + self._row_at(point)
        return Place(line, max(0, min(column, self.terminal.columns - 1)))

    # Qt

    def event(self, event: QEvent) -> bool:
        """Let no shortcut of the window take a key that belongs to the program."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            event.setAccepted(wished_by(event) is not Wish.WINDOW)
            return True
        return super().event(event)

    def focusNextPrevChild(self, _forward: bool) -> bool:  # noqa: N802 - Qt's name
        """Keep Tab for the program; Ctrl+Tab leaves the terminal."""
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Do what the terminal itself offers, or send the key."""
        wish = wished_by(event)
        if wish is Wish.WINDOW:
            event.ignore()
        elif wish is Wish.PROGRAM:
            if data := sent_by(event, self.terminal.modes):
                self.send(data)
                self._cursor_on = True
                self.select(None)
                self.scroll_to(None)
        else:
            self._do(wish)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Show what is being composed, send what is done."""
        self._composed = event.preeditString()
        if event.commitString():
            self.send(event.commitString().encode("utf-8", "replace"))
            self.scroll_to(None)
        self.viewport().update()
        event.accept()

    def inputMethodQuery(self, query: Qt.InputMethodQuery) -> object:  # noqa: N802 - Qt's name
        """Say where the cursor is, so that candidates appear there."""
        if query == Qt.InputMethodQuery.ImEnabled:
            return True
        if query == Qt.InputMethodQuery.ImCursorRectangle:
            cursor, drawing = self.terminal.cursor, self._drawing
            corner = self.viewport().pos() + QPoint(
                PADDING + cursor.x * drawing.width, self._y(cursor.y)
            )
            return QRect(corner.x(), corner.y(), drawing.width, drawing.height)
        if query == Qt.InputMethodQuery.ImHints:
            return Qt.InputMethodHint.ImhNoPredictiveText | Qt.InputMethodHint.ImhNoAutoUppercase
        return super().inputMethodQuery(query)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the rows that changed."""
        begun = time.monotonic()
        drawing, screen = self._drawing, self.terminal
        drawing.reverse_video = screen.modes.reverse_video
        bounds = self.selection.bounds(screen) if self.selection is not None else None
        region, top = event.region(), self.top
        with QPainter(self.viewport()) as painter:
            painter.fillRect(event.rect(), QColor(drawing.ground))
            for y in range(screen.height):
                line = QRect(0, self._y(y), self.viewport().width(), drawing.height)
                if region.intersects(line):
                    row, marks = screen.line(top + y) or _EMPTY, self._marks(top + y, bounds)
                    drawing.row(painter, QPointF(PADDING, line.y()), row, screen.columns, marks)
            self._paint_cursor(painter)
        self._paint_s = time.monotonic() - begun

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell the program how much fits."""
        super().resizeEvent(event)
        self._fit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where typing goes."""
        super().focusInEvent(event)
        self._on_focus(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that typing goes elsewhere."""
        super().focusOutEvent(event)
        self._on_focus(False)

    # How it is done

    def _do(self, wish: Wish) -> None:
        page = self.terminal.height - 1
        size = {Wish.LARGER: self._size + 1, Wish.SMALLER: self._size - 1, Wish.NORMAL: FONT_SIZE}
        scrolls = {
            Wish.PAGE_UP: self.top - page,
            Wish.PAGE_DOWN: self.top + page,
            Wish.START: 0,
            Wish.END: None,
        }
        if wish in size:
            self.set_font_size(size[wish])
            self.font_chosen.emit(FontChosen(self._size))
        elif wish in scrolls:
            self.scroll_to(scrolls[wish])
        elif wish in (Wish.LEAVE, Wish.LEAVE_BACK):
            QWidget.focusNextPrevChild(self, wish is Wish.LEAVE)
        elif wish is Wish.COPY:
            self.copy()
        elif wish is Wish.PASTE:
            self.paste()
        elif wish is Wish.FIND:
            self.find_asked.emit()

    def _fit(self) -> None:
        """Give the screen as many rows and columns as there is room for."""
        area, drawing = self.viewport().size(), self._drawing
        before = self.window_size
        columns = max(2, (area.width() - 2 * PADDING) // drawing.width)
        self.terminal.resize(columns, max(1, (area.height() - 2 * PADDING) // drawing.height))
        self._sync_bar()
        self.viewport().update()
        if self.window_size != before:
            self.resized.emit(self.window_size)

    def _draw_changes(self) -> None:
        """Ask for the rows to be drawn that changed."""
        self._drawn_at = time.monotonic()
        screen = self.terminal
        if self._top is not None:
            self.scroll_to(self._top)  # it may be forgotten by now, or the other screen is shown
        shift = screen.first - self.top
        rows = {y + shift for y in screen.dirty | {self._cursor_row, screen.cursor.y}}
        screen.dirty.clear()
        self._cursor_row = screen.cursor.y
        shown = [y for y in rows if 0 <= y < screen.height]
        if len(shown) == screen.height:
            self.viewport().update()
        else:
            for y in shown:
                height = self._drawing.height
                self.viewport().update(0, self._y(y), self.viewport().width(), height)
        self._sync_bar()
        if not self._describe.isActive():
            self._describe.start()

    def _marks(self, line: int, bounds: tuple[Place, Place] | None) -> list[Mark]:
        columns, scheme = self.terminal.columns, self._drawing.scheme
        marks = [
            Mark(found.start.x, found.end.x, scheme.found)
            for found in self._found
            if found.start.line == line
        ]
        if self._found_now is not None and self._found_now.start.line == line:
            now = self._found_now
            marks.append(Mark(now.start.x, now.end.x, scheme.found_now))
        if (selected := span(bounds, line, columns)) is not None:
            marks.append(Mark(*selected, scheme.selected))
        return marks

    def _paint_cursor(self, painter: QPainter) -> None:
        screen = self.terminal
        cursor, modes = screen.cursor, screen.modes
        y = cursor.y + screen.first - self.top
        if not self.live or not modes.cursor_visible or not 0 <= y < screen.height:
            return
        corner = QPointF(PADDING, self._y(y))
        if self._composed:
            corner.setX(PADDING + cursor.x * self._drawing.width)
            self._drawing.composed(painter, corner, self._composed)
        elif self._cursor_on or not self.hasFocus():
            row = screen.grid.rows[cursor.y]
            on = self.hasFocus()
            self._drawing.cursor(painter, corner, row, cursor.x, modes.cursor_shape, on=on)

    def _sync_bar(self) -> None:
        screen, bar = self.terminal, self.verticalScrollBar()
        bar.setPageStep(screen.height)
        bar.setRange(0, len(screen.history) if screen.other is None else 0)
        bar.setEnabled(bar.maximum() > 0)
        bar.setValue(self.top - screen.forgotten if screen.other is None else 0)

    def _on_scrolled(self, _action: int) -> None:
        self.scroll_to(self.terminal.forgotten + self.verticalScrollBar().sliderPosition())

    def _on_focus(self, focused: bool) -> None:
        self._cursor_on = True
        flash = QApplication.cursorFlashTime() // 2
        if focused and flash > 0:
            self._blink.start(flash)
        else:
            self._blink.stop()
        if self.terminal.modes.focus_told:
            self.send(b"\x1b[I" if focused else b"\x1b[O")
        self.show_soon()

    def _on_blink(self) -> None:
        on = not self._cursor_on or not self.terminal.modes.cursor_blinks
        if on != self._cursor_on:
            self._cursor_on = on
            self.show_soon()

    def _on_theme(self, _changed: ThemeChanged) -> None:
        self._drawing.take_theme()
        self.viewport().update()

    def _tell_reader(self) -> None:
        row = self.terminal.grid.rows[self.terminal.cursor.y]
        if row.text != self.accessibleDescription():
            self.setAccessibleDescription(row.text)

    def _row_at(self, point: QPoint) -> int:
        return max(0, min((point.y() - PADDING) // self._drawing.height, self.terminal.height - 1))

    def _y(self, row: int) -> int:
        return PADDING + row * self._drawing.height
