"""LogView: a log in which mouse and keyboard move, select and copy."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QWidget

from app.core.i18n import tr
from app.logview.blocks import Row
from app.logview.canvas import NEAR, LogCanvas
from app.logview.row_layout import RowLayout, stamp
from app.logview.selection import Place, Selection, copied, whole
from app.logview.store import LogStore
from app.services.containers.log_api import Entry

_DRAG_MS = 40
_SAID = 500
"""Characters of the current line that a screen reader is told."""
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_LINE_END = 2**30


@dataclass(frozen=True, slots=True)
class WholeAsked:
    """The user wants to see the whole of a line."""

    row: Row


class LogView(LogCanvas):
    """A log with a current line and a selection.

    Signals:
        whole_asked: a line is to be shown whole.
    """

    whole_asked = Signal(WholeAsked)

    def __init__(self, store: LogStore, parent: QWidget | None = None) -> None:
        super().__init__(store, parent)
        self._dragging: QPoint | None = None
        """Where the mouse is while it selects."""
        self._drag = QTimer(self, interval=_DRAG_MS)
        self._drag.timeout.connect(self._on_drag)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Log"))
        self.viewport().setCursor(Qt.CursorShape.IBeamCursor)

    @property
    def current(self) -> Row | None:
        """The line that the keyboard is on."""
        return self._store.row(self._selection.caret.number) if self._selection else None

    def last_entries(self, count: int) -> list[Entry]:
        """Return the last lines that are shown, filtered as they are, without words of ours."""
        shown = range(max(len(self.rows) - count, 0), len(self.rows))
        rows = (self.rows.row(place) for place in shown)
        return [Entry(row.source, row.line) for row in rows if row is not None and not row.is_note]

    def selected_text(self) -> str:
        """Return what is selected, with times where it is whole lines; "" where nothing is."""
        selection = self._selection
        if selection is None or selection.is_empty:
            return ""
        return copied(self.rows, selection, times=selection.begin.number != selection.end.number)

    def show_line(self, number: int) -> None:
        """Make a line the current one, and bring it into the middle unless it is seen."""
        self._scroller.follows = False
        place = self.rows.place(number)
        self._select(Selection(Place(number), Place(number)))
        if not self._is_whole(number):
            self._scroller.go_to(place, 1 / 3)
        self._seen()

    def copy(self) -> None:
        """Put what is selected on the clipboard, or the current line."""
        self._copy(times=False)

    def copy_with_times(self) -> None:
        """Copy whole lines, each after its time."""
        self._copy(times=True)

    def show_whole(self) -> None:
        """Ask for the whole of the current line."""
        if (row := self.current) is not None:
            self.whole_asked.emit(WholeAsked(row))

    def _copy(self, *, times: bool) -> None:
        if self._selection is not None:
            text = copied(self.rows, self._selection, times=times)
            QGuiApplication.clipboard().setText(text)

    def select_all(self) -> None:
        """Select all lines that are shown."""
        if count := len(self.rows):
            last = self.rows.number(count - 1)
            self._select(Selection(Place(self.rows.number(0)), Place(last, _LINE_END)))

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
            self._select(Selection(Place(place.number), Place(place.number, _LINE_END)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the current line, copy, select."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self.select_all()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.show_whole()
        elif not self._go(event.key(), bool(event.modifiers() & _SHIFT)):
            super().keyPressEvent(event)

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
        column = _LINE_END if extend and number >= anchor.number else 0
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
