"""LogCanvas: paints the lines of a store that can be seen, and scrolls among them."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QRectF, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from app.logview.query import Finder
from app.logview.row_layout import Drawing, RowLayout, RowLayouts
from app.logview.row_painter import RowPainter
from app.logview.rows import ShownRows
from app.logview.scroller import Scroller
from app.logview.search import Matches
from app.logview.selection import Place, Selection
from app.logview.store import LogStore
from app.look.theme import ThemeChanged, theme

NEAR = 300
"""Lines from an end of what is held at which more is asked for."""
_WHEEL_LINES = 3
_NOTCH = 120


@dataclass(frozen=True, slots=True)
class Moved:
    """Where the view is."""

    follows: bool
    """It stays at the end, whatever comes."""
    near_begin: bool
    near_end: bool


class LogCanvas(QAbstractScrollArea):
    """A log. Follows its end until the user goes elsewhere.

    Signals:
        moved: it shows something else, or begins or ends to follow.
    """

    moved = Signal(Moved)

    def __init__(self, store: LogStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self.rows = ShownRows(store)
        self._layouts = RowLayouts()
        self._painter = RowPainter(self._layouts.measure)
        self._scroller = Scroller(self.rows, self._height, lambda: self.viewport().height())
        self._selection: Selection | None = None
        """What is selected; where it ends is the current line."""
        self._painted: list[tuple[RowLayout, int]] = []
        """What is seen, with its upper edges."""
        self._widest = 0.0
        self._setting_bars = False
        self.setFrameShape(QFrame.Shape.NoFrame)
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

    def scroll_by(self, pixels: int) -> None:
        """Move down, or up when negative; at the end it follows."""
        self._scroller.move(pixels)
        self._seen(upwards=pixels < 0)

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
        self._painter.fit(self.viewport().width())
        self._layouts.fit(self._room())
        self._scroller.refresh()
        self._seen()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll by the lines of the wheel, or by the pixels of a touch pad."""
        pixels, notches = event.pixelDelta(), event.angleDelta()
        if abs(notches.x()) > abs(notches.y()):
            super().wheelEvent(event)
            return
        step = _WHEEL_LINES * self._layouts.measure.step
        self.scroll_by(-(pixels.y() or round(notches.y() / _NOTCH * step)))
        event.accept()

    def viewportEvent(self, event: QEvent) -> bool:
        """Let a screen that is touched or scaled anew lay out afresh."""
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._anew()
        return super().viewportEvent(event)

    def _on_theme(self, _change: ThemeChanged) -> None:
        self._anew()

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
