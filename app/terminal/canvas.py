"""TerminalCanvas: shows an emulator; where one is in it, what is marked, when it is drawn."""

from __future__ import annotations

import time

from PySide6.QtCore import QPoint, QPointF, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from app.look.theme import ThemeChanged, theme
from app.terminal.drawing import Drawing, Mark
from app.terminal.emulator import Emulator
from app.terminal.finding import Found
from app.terminal.grid import Row
from app.terminal.screen import Screen
from app.terminal.selection import Place, Selection, Unit, span
from app.transport.shell import WindowSize

FONT_SIZE = 13
FONT_SIZES = (8, 32)
FRAME_MS = 16
"""What changes more often is not drawn more often."""
PAINT_SHARE = 3
"""Of three seconds one at most is spent on drawing, however slow that is here."""
PADDING = 8
_EMPTY = Row()


class TerminalCanvas(QAbstractScrollArea):
    """What a terminal looks like. Nobody can type at it.

    Signals:
        resized: so many characters fit from now on.
    """

    resized = Signal(WindowSize)

    def __init__(self, name: str, *, size: int = FONT_SIZE, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.emulator = Emulator()
        self.selection: Selection | None = None
        self.live = False
        """Whether a program runs: without one nothing is typed and no cursor is shown."""
        self.composed = ""
        """What an input method shows at the cursor."""
        self.drawing = Drawing(size)
        self.font_size = size
        self.found_now: Found | None = None
        self._found: list[Found] = []
        self._top: int | None = None
        """The first line that is shown, None at the end, wherever that is."""
        self.cursor_on = True
        """False while it blinks away."""
        self._cursor_row = 0
        self._drawn_at = 0.0
        self._paint_s = 0.0
        self._frame = QTimer(self, singleShot=True)
        self._frame.timeout.connect(self._draw_changes)
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.verticalScrollBar().actionTriggered.connect(self._on_scrolled)
        self.setAutoFillBackground(True)  # behind the scroll bar
        theme().changed.connect(self._on_theme)
        self._paint_ground()

    @property
    def terminal(self) -> Screen:
        """What is shown."""
        return self.emulator.screen

    @property
    def window_size(self) -> WindowSize:
        """How many characters fit."""
        return WindowSize(self.terminal.columns, self.terminal.height)

    def show_soon(self) -> None:
        """Draw on our own clock."""
        if not self._frame.isActive():
            least = max(FRAME_MS, round(self._paint_s * 1000 * PAINT_SHARE))
            since = round((time.monotonic() - self._drawn_at) * 1000)
            self._frame.start(min(max(least - since, 0), least))

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
        self._found, self.found_now = found, now
        if now is not None and not self.top <= now.start.line < self.top + self.terminal.height:
            self.scroll_to(now.start.line - self.terminal.height // 2)
        self.viewport().update()

    def set_font_size(self, size: int) -> None:
        """Make the text larger or smaller."""
        size = max(FONT_SIZES[0], min(size, FONT_SIZES[1]))
        if size != self.font_size:
            self.font_size = size
            self.drawing.set_size(size)
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
        column = round((point.x() - PADDING) / self.drawing.width)
        return Place(self.top + self._row_at(point), max(0, min(column, self.terminal.columns)))

    def cell_at(self, point: QPoint) -> Place:
        """Return the cell under a point, or the nearest."""
        column = (point.x() - PADDING) // self.drawing.width
        line = self.top + self._row_at(point)
        return Place(line, max(0, min(column, self.terminal.columns - 1)))

    def cursor_area(self) -> QRect:
        """Return where the cursor is, in pixels of the viewport."""
        cursor, drawing = self.terminal.cursor, self.drawing
        y = cursor.y + self.terminal.first - self.top
        return QRect(PADDING + cursor.x * drawing.width, self._y(y), drawing.width, drawing.height)

    # Qt

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the rows that changed."""
        begun = time.monotonic()
        drawing, screen = self.drawing, self.terminal
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

    # How it is done

    def _fit(self) -> None:
        """Give the screen as many rows and columns as there is room for."""
        area, drawing = self.viewport().size(), self.drawing
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
                height = self.drawing.height
                self.viewport().update(0, self._y(y), self.viewport().width(), height)
        self._sync_bar()

    def _marks(self, line: int, bounds: tuple[Place, Place] | None) -> list[Mark]:
        columns, scheme = self.terminal.columns, self.drawing.scheme
        marks = [
            Mark(found.start.x, found.end.x, scheme.found)
            for found in self._found
            if found.start.line == line
        ]
        if self.found_now is not None and self.found_now.start.line == line:
            now = self.found_now
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
        if self.composed:
            corner.setX(PADDING + cursor.x * self.drawing.width)
            self.drawing.composed(painter, corner, self.composed)
        elif self.cursor_on or not self.hasFocus():
            row = screen.grid.rows[cursor.y]
            on = self.hasFocus()
            self.drawing.cursor(painter, corner, row, cursor.x, modes.cursor_shape, on=on)

    def _sync_bar(self) -> None:
        screen, bar = self.terminal, self.verticalScrollBar()
        bar.setPageStep(screen.height)
        bar.setRange(0, len(screen.history) if screen.other is None else 0)
        bar.setEnabled(bar.maximum() > 0)
        bar.setValue(self.top - screen.forgotten if screen.other is None else 0)

    def _on_scrolled(self, _action: int) -> None:
        self.scroll_to(self.terminal.forgotten + self.verticalScrollBar().sliderPosition())

    def _on_theme(self, _changed: ThemeChanged) -> None:
        self.drawing.take_theme()
        self._paint_ground()
        self.viewport().update()

    def _paint_ground(self) -> None:
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Window, QColor(self.drawing.scheme.ground))
        self.setPalette(palette)

    def _row_at(self, point: QPoint) -> int:
        return max(0, min((point.y() - PADDING) // self.drawing.height, self.terminal.height - 1))

    def _y(self, row: int) -> int:
        return PADDING + row * self.drawing.height
