"""LogView: paints the lines of a store that can be seen, and moves among them."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from app.logview.blocks import Row
from app.logview.query import Finder
from app.logview.row_layout import Drawing, RowLayout, RowLayouts, stamp
from app.logview.row_painter import RowPainter
from app.logview.rows import ShownRows
from app.logview.scroller import Scroller
from app.logview.search import Matches
from app.logview.selection import Place, Selection, copied, whole
from app.logview.store import LogStore
from app.look.theme import ThemeChanged, theme

NEAR = 300
"""Lines from an end of what is held at which more is asked for."""
_DRAG_MS = 40
_SAID = 500
"""Characters of the current line that a screen reader is told."""
_WHEEL_LINES = 3
_NOTCH = 120


@dataclass(frozen=True, slots=True)
class Moved:
    """Where the view is."""

    follows: bool
    """It stays at the end, whatever comes."""
    near_begin: bool
    near_end: bool


@dataclass(frozen=True, slots=True)
class WholeAsked:
    """The user wants to see the whole of a line."""

    row: Row


class LogView(QAbstractScrollArea):
    """A log. Follows its end until the user goes elsewhere.

    Signals:
        moved: it shows something else, or begins or ends to follow.
        whole_asked: a line is to be shown whole.
    """

    moved = Signal(Moved)
    whole_asked = Signal(WholeAsked)

    def __init__(self, store: LogStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self.rows = ShownRows(store)
        self._layouts = RowLayouts()
        self._painter = RowPainter(self._layouts.measure)
        self._scroller = Scroller(self.rows, self._height, lambda: self.viewport().height())
        self._selection: Selection | None = None
        self._painted: list[tuple[RowLayout, int]] = []
        """What is seen, with its upper edges."""
        self._widest = 0.0
        self._setting_bars = False
        self._dragging: QPoint | None = None
        self._drag = QTimer(self, interval=_DRAG_MS)
        self._drag.timeout.connect(self._on_drag)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Log")
        self.viewport().setCursor(Qt.CursorShape.IBeamCursor)
        self.verticalScrollBar().valueChanged.connect(self._on_vertical)
        self.horizontalScrollBar().valueChanged.connect(self._on_horizontal)
        theme().changed.connect(self._on_theme)

    # What is shown

    @property
    def follows(self) -> bool:
        """Whether it stays at the end."""
        return self._scroller.follows

    @property
    def drawing(self) -> Drawing:
        """How lines are drawn."""
        return self._layouts.drawing

    @property
    def current(self) -> Row | None:
        """The line that the keyboard is on."""
        return self._store.row(self._selection.caret.number) if self._selection else None

    @property
    def texts(self) -> list[str]:
        """The lines that are seen now."""
        return [layout.text for layout, _top in self._painted]

    def draw_as(self, drawing: Drawing) -> None:
        """Draw lines otherwise."""
        self._layouts.drawing = drawing
        self._painter.draw_as(drawing)
        self._anew()

    def mark(self, finder: Finder | None) -> None:
        """Mark what is looked for."""
        self._layouts.finder = finder
        self._anew()

    def show_only(self, matches: Matches | None) -> None:
        """Show only these lines, or all."""
        self.rows.only = matches
        self.refresh()

    def refresh(self) -> None:
        """Show what came and went: lines, matches."""
        if self.rows.refresh():
            self._layouts.clear()
        self._scroller.refresh()
        self._seen()

    def forget(self) -> None:
        """The store holds another log: begin at its end."""
        self._selection, self._widest = None, 0.0
        self._scroller.follows = True
        self._anew()

    def follow(self) -> None:
        """Go to the end and stay there."""
        self._scroller.go_to_end()
        self._seen()

    def pause(self) -> None:
        """Stay where it is, whatever comes."""
        self._scroller.follows = False
        self._seen()

    def show_line(self, number: int) -> None:
        """Make a line the current one, and bring it into the middle unless it is seen."""
        self._scroller.follows = False
        place = self.rows.place(number)
        self._select(Selection(Place(number), Place(number)))
        if not self._is_whole(number):
            self._scroller.go_to(place, 1 / 3)
        self._seen()

    def scroll_by(self, pixels: int) -> None:
        """Move down, or up when negative; at the end it follows."""
        self._scroller.move(pixels)
        self._seen(upwards=pixels < 0)

    def copy(self, *, times: bool = False) -> None:
        """Put what is selected on the clipboard, or the current line."""
        if self._selection is not None:
            text = copied(self.rows, self._selection, times=times)
            QGuiApplication.clipboard().setText(text)

    def select_all(self) -> None:
        """Select all lines that are shown."""
        if count := len(self.rows):
            last = self.rows.number(count - 1)
            self._select(Selection(Place(self.rows.number(0)), Place(last, 2**30)))

    # How it is done

    def _anew(self) -> None:
        self._layouts.fit(self._room())
        self._layouts.clear()
        self.refresh()

    def _seen(self, *, upwards: bool = False) -> None:
        """Tell everybody what is seen now."""
        scroller, count = self._scroller, len(self.rows)
        self._store.pin(None if scroller.follows else scroller.number)
        self._set_bars()
        self.viewport().update()
        place = scroller.place
        begin = place < NEAR if self.rows.only is None else upwards and place == 0
        self.moved.emit(Moved(scroller.follows, begin, count - place < NEAR))

    def _set_bars(self) -> None:
        place, offset = self._scroller.place, self._scroller.offset
        end, end_offset = self._scroller.end()
        last = end + bool(end_offset)
        self._setting_bars = True
        bar = self.verticalScrollBar()
        bar.setRange(0, last)
        bar.setPageStep(max(1, self.viewport().height() // self._layouts.measure.step))
        bar.setValue(last if (place, offset) >= (end, end_offset) else place)
        across, room = self.horizontalScrollBar(), self._room()
        across.setRange(0, 0 if self.drawing.wrap else max(0, round(self._widest - room)))
        across.setPageStep(round(room))
        across.setSingleStep(round(8 * self._layouts.measure.cell))
        self._setting_bars = False

    def _room(self) -> float:
        return max(40.0, self.viewport().width() - self._painter.text_left - 8)

    def _layout(self, place: int) -> RowLayout | None:
        if not 0 <= place < len(self.rows):
            return None
        return self._layouts.of(self.rows.number(place), self._store)

    def _height(self, place: int) -> int:
        layout = self._layout(place) if self.drawing.wrap else None
        return self._layouts.measure.step if layout is None else layout.height

    def _is_whole(self, number: int) -> bool:
        """Whether all of a line is seen."""
        return any(
            layout.row.number == number
            and top >= 0
            and top + layout.height <= self.viewport().height()
            for layout, top in self._painted
        )

    def _select(self, selection: Selection | None) -> None:
        self._selection = selection
        self.viewport().update()
        row = self.current
        if row is not None:  # a screen reader says a description that changes
            source = self.drawing.names[row.source] if len(self.drawing.names) > 1 else ""
            output = "stderr" if row.line.is_stderr else ""
            words = (
                stamp(row.line.time_ns, self.drawing.clock),
                source,
                output,
                whole(row)[:_SAID],
            )
            self.setAccessibleDescription(" ".join(word for word in words if word))

    # Painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the lines that are seen."""
        width, height = self.viewport().width(), self.viewport().height()
        place, top = self._scroller.place, -self._scroller.offset
        scrolled = 0 if self.drawing.wrap else self.horizontalScrollBar().value()
        caret = self._selection.caret.number if self._selection else None
        self._painted = []
        with QPainter(self.viewport()) as painter:
            painter.fillRect(self.viewport().rect(), QColor(theme().tokens.surface))
            while top < height and (layout := self._layout(place)) is not None:
                number = layout.row.number
                chosen = self._selection and self._selection.of_line(number, layout.length)
                area = QRectF(0, top, width, layout.height)
                self._painter.paint(
                    painter, layout, area, scrolled, chosen, is_current=number == caret
                )
                self._painted.append((layout, top))
                place, top = place + 1, top + layout.height
        widest = max((layout.width for layout, _top in self._painted), default=0.0)
        if widest > self._widest and not self.drawing.wrap:
            self._widest = widest
            QTimer.singleShot(0, self, self._set_bars)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrap for the new width."""
        super().resizeEvent(event)
        self._layouts.fit(self._room())
        self._scroller.refresh()
        self._seen()

    def _on_theme(self, _change: ThemeChanged) -> None:
        self._anew()

    # Mouse

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll by the lines of the wheel, or by the pixels of a touch pad."""
        pixels, notches = event.pixelDelta(), event.angleDelta()
        if abs(notches.x()) > abs(notches.y()):
            super().wheelEvent(event)
            return
        step = _WHEEL_LINES * self._layouts.measure.step
        self.scroll_by(-(pixels.y() or round(notches.y() / _NOTCH * step)))
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to select; with Shift, go on."""
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        place = self._place_at(event.position().toPoint())
        if place is None:
            return
        going_on = event.modifiers() & Qt.KeyboardModifier.ShiftModifier and self._selection
        anchor = self._selection.anchor if going_on and self._selection else place
        self._select(Selection(anchor, place))
        self._dragging = event.position().toPoint()
        if self.follows:
            self.pause()  # what is being selected must not run away

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Select up to here."""
        if self._dragging is not None:
            self._dragging = event.position().toPoint()
            self._drag_to(self._dragging)
            outside = not self.viewport().rect().contains(self._dragging)
            self._drag.start() if outside else self._drag.stop()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """End selecting."""
        self._dragging = None
        self._drag.stop()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Show a line whole that is drawn in part; select any other."""
        place = self._place_at(event.position().toPoint())
        layout = self._painted_of(place.number) if place else None
        if place is None or layout is None:
            return
        if layout.hides:
            self.whole_asked.emit(WholeAsked(layout.row))
        else:
            self._select(Selection(Place(place.number), Place(place.number, 2**30)))

    def _on_drag(self) -> None:
        """Scroll on while the mouse is held outside."""
        at = self._dragging
        if at is not None:
            below = at.y() - self.viewport().height()
            self._scroller.move(below if below > 0 else min(0, at.y()))
            self._scroller.follows = False
            self._seen()
            self._drag_to(at)

    def _drag_to(self, at: QPoint) -> None:
        place = self._place_at(at)
        if place is not None and self._selection is not None:
            self._select(Selection(self._selection.anchor, place))

    def _painted_of(self, number: int) -> RowLayout | None:
        return next((each for each, _top in self._painted if each.row.number == number), None)

    def _place_at(self, at: QPoint) -> Place | None:
        """Return the character under a point, or nearest to it."""
        if not self._painted:
            return None
        y = min(max(at.y(), self._painted[0][1]), self.viewport().height() - 1)
        layout, top = next(
            ((each, top) for each, top in self._painted if y < top + each.height),
            self._painted[-1],
        )
        scrolled = 0 if self.drawing.wrap else self.horizontalScrollBar().value()
        x = at.x() - self._painter.text_left + scrolled
        return Place(layout.row.number, layout.column_at(x, y - top))

    # Keyboard and bars

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the current line, copy, select."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self.select_all()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and (row := self.current):
            self.whole_asked.emit(WholeAsked(row))
        elif not self._go(event.key(), bool(event.modifiers() & _SHIFT)):
            super().keyPressEvent(event)

    def _go(self, key: int, extend: bool) -> bool:
        """Do what a key for moving does; False for any other."""
        count = len(self.rows)
        page = max(1, self.viewport().height() // self._layouts.measure.step - 1)
        steps = {
            Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -page,
            Qt.Key.Key_PageDown: page, Qt.Key.Key_Home: -count, Qt.Key.Key_End: count,
        }  # fmt: skip
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            bar = self.horizontalScrollBar()
            bar.setValue(bar.value() + bar.singleStep() * (1 if key == Qt.Key.Key_Right else -1))
            return True
        step = steps.get(Qt.Key(key))
        if step is None or not count:
            return False
        self._step_to(self._current_place() + step, extend)
        if key == Qt.Key.Key_End and not extend:
            self.follow()
        return True

    def _current_place(self) -> int:
        if self._selection is not None:
            return self.rows.place(self._selection.caret.number)
        return len(self.rows) - 1 if self.follows else self._scroller.place

    def _step_to(self, place: int, extend: bool) -> None:
        place = min(max(0, place), len(self.rows) - 1)
        number = self.rows.number(place)
        anchor = Place(number)
        if extend and self._selection is not None:
            anchor = self._selection.anchor
        column = 2**30 if extend and number >= anchor.number else 0
        self._scroller.follows = False
        self._select(Selection(anchor, Place(number, column)))
        top = self._scroller.place
        if place <= top:
            self._scroller.go_to(place)
        elif not self._is_whole(number):
            beneath = sum(self._height(each) for each in range(max(top, place - NEAR), place + 1))
            if place - top > NEAR:
                self._scroller.go_to(place, 1.0)
            else:
                self._scroller.move(
                    max(0, beneath - self._scroller.offset - self.viewport().height())
                )
        self._seen(upwards=place == 0)

    def _on_vertical(self, value: int) -> None:
        if self._setting_bars:
            return
        bar = self.verticalScrollBar()
        if value >= bar.maximum():
            self._scroller.go_to_end()
        else:
            upwards = value < self._scroller.place
            self._scroller.go_to(value)
            self._seen(upwards=upwards)
            return
        self._seen()

    def _on_horizontal(self, _value: int) -> None:
        self.viewport().update()

    def viewportEvent(self, event: QEvent) -> bool:
        """Let a screen that is touched or scaled anew lay out afresh."""
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._anew()
        return super().viewportEvent(event)


_SHIFT = Qt.KeyboardModifier.ShiftModifier
