"""One chart on a card, as a widget."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QGraphicsView, QStyleOptionGraphicsItem, QWidget

from app.core.i18n import tr
from app.look.components import OWN_RING
from app.look.components.live_words import LiveWords
from app.look.theme import ThemeChanged, theme
from app.plots import gestures
from app.plots.chrome import PLOT_TOP, plot_area
from app.plots.cursor import CursorMoved, TimeCursor
from app.plots.gestures import Drag
from app.plots.marks import event_near
from app.plots.navigation import Selected, TimeNavigation
from app.plots.picture import ChartPicture, Touch, event_text
from app.plots.readings import CursorRow
from app.plots.spec import ChartSpec
from app.plots.view import View
from app.plots.words import ChartWords

HEIGHT = 214
_ABOVE = 8.0
"""Pixels above the plot that a tick label needs."""
_BESIDE = 8.0
"""Pixels around the plot that belong to it."""


class _Picture(pg.GraphicsObject):  # type: ignore[misc]  # pyqtgraph has no types
    """The one item of the scene: as large as the view, painted by the canvas."""

    def __init__(self, canvas: ChartCanvas) -> None:
        super().__init__()
        self._canvas = canvas

    def boundingRect(self) -> QRectF:  # noqa: N802 - Qt's name
        """Cover the view."""
        return QRectF(self._canvas.viewport().rect())

    def paint(
        self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        """Let the canvas paint."""
        self._canvas.paint_picture(painter)

    def resized(self) -> None:
        """Follow the view's size."""
        self.prepareGeometryChange()


class ChartCanvas(pg.GraphicsView):  # type: ignore[misc]
    """One chart with a cursor; all that share a `navigation` are zoomed together."""

    def __init__(
        self,
        spec: ChartSpec,
        cursor: TimeCursor,
        parent: QWidget | None = None,
        *,
        navigation: TimeNavigation | None = None,
        named_events: bool = False,
    ) -> None:
        """Make an empty chart.

        Args:
            spec: what it shows.
            cursor: the one it shares with others.
            parent: as always.
            navigation: what drag, wheel and keys ask for another stretch of time; None: they do
                nothing here.
            named_events: write the titles of events beside their lines.
        """
        super().__init__(parent, background=None)
        self.spec = spec
        self.picture = ChartPicture(spec, named_events=named_events)
        self._cursor = cursor
        self._navigation = navigation
        self._drag: Drag | None = None
        self._hovered = False
        self._header_exposed = True
        self._set_up_view()
        self._item = _Picture(self)
        self.scene().addItem(self._item)
        cursor.moved.connect(self._on_cursor_moved)
        if navigation is not None:
            navigation.selected.connect(self._on_selected)
        theme().changed.connect(self._on_theme_changed)

    @property
    def words(self) -> ChartWords | None:
        """What the chart says, None before the first sample."""
        return self.picture.words

    def show_view(self, view: View, *, words: bool = True) -> None:
        """Show another window of time; `words` brings the header up to date as well."""
        before = self.picture.view
        said = self.picture.take(view, words=words)
        if said and self.words is not None:
            if not self._is_pointing:
                self._said.follow(self.words.title, self.words.description)
            self.viewport().update()
            return
        if before is not None and view.draws_as(before):
            return
        body = self.viewport().rect()
        body.setTop(int(PLOT_TOP - _ABOVE))
        self.viewport().update(body)

    def cursor_rows(self) -> tuple[CursorRow, ...]:
        """Return the values under the cursor, empty when there is none."""
        return self.picture.readings(self._cursor.place)

    def paint_picture(self, painter: QPainter) -> None:
        """Paint the whole chart (only what is exposed costs time)."""
        touch = Touch(
            place=self._cursor.place,
            here=self._hovered or self.hasFocus(),
            selection=None if self._navigation is None else self._navigation.selection,
            focused=self.hasFocus(),
        )
        size = self.viewport().size()
        self.picture.paint(painter, size, touch, with_header=self._header_exposed)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Note whether the words are to be painted: most frames leave them alone."""
        self._header_exposed = event.rect().top() < PLOT_TOP - _ABOVE
        super().paintEvent(event)

    def sizeHint(self) -> QSize:
        """Ask for a card of the usual height."""
        return QSize(360, HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """Stay readable."""
        return QSize(260, HEIGHT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Paint the card anew."""
        super().resizeEvent(event)
        if hasattr(self, "_item"):  # pyqtgraph resizes inside its constructor
            self._item.resized()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Take the shared cursor along; choose or move what is dragged."""
        plot = self._plot
        x, y = event.position().x(), event.position().y()
        beside = plot.left() - _BESIDE <= x <= plot.right() + _BESIDE
        self._hovered = beside and y >= plot.top() - _BESIDE
        self._cursor.move(self._place(event) if self._hovered else None)
        if self._drag is not None:
            self._drag.move(x, 1 / plot.width())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the keyboard; begin to choose a stretch or to move through time."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if self._navigation is not None and event.position().y() >= PLOT_TOP - _BESIDE:
            self._drag = gestures.begin_drag(self._navigation, event, self._place(event))
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Show what was chosen."""
        drag, self._drag = self._drag, None
        if drag is not None:
            drag.finish()
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Show what was shown before all zooming."""
        if self._navigation is not None and event.button() == Qt.MouseButton.LeftButton:
            self._navigation.reset_asked.emit()
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom or move through time; without a key the pane scrolls."""
        if self._navigation is None or not gestures.turn_wheel(
            self._navigation, event, self._place(event)
        ):
            event.ignore()

    def leaveEvent(self, event: QEvent) -> None:
        """Let go of the cursor."""
        super().leaveEvent(event)
        self._hovered = False
        if not self.hasFocus():
            self._cursor.move(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the cursor and time by keys; anything else belongs to the pane."""
        if self._drag is not None and event.key() == Qt.Key.Key_Escape:
            self._drag.cancel()
            self._drag = None
            return
        navigation = self._navigation
        if gestures.press_cursor_key(self._cursor, navigation, event, self._key_step()):
            return
        if navigation is None or not gestures.press_time_key(navigation, self._cursor, event):
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring."""
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the ring and the cursor; what was being chosen by keys is forgotten."""
        super().focusOutEvent(event)
        if self._navigation is not None and self._drag is None:
            self._navigation.select(None)
        if not self._hovered:
            self._cursor.move(None)
        self.viewport().update()

    @property
    def _plot(self) -> QRectF:
        return plot_area(self.viewport().rect().size().toSizeF())

    def _place(self, event: QMouseEvent | QWheelEvent) -> float:
        plot = self._plot
        return min(max((event.position().x() - plot.left()) / plot.width(), 0.0), 1.0)

    @property
    def _is_pointing(self) -> bool:
        """Whether the keyboard has the cursor at a moment, whose values are said."""
        return self.hasFocus() and self._cursor.place is not None

    def _set_up_view(self) -> None:
        self.setMouseTracking(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty(OWN_RING, True)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.MinimalViewportUpdate)
        self.setOptimizationFlag(QGraphicsView.OptimizationFlag.DontSavePainterState)
        self.setOptimizationFlag(QGraphicsView.OptimizationFlag.DontAdjustForAntialiasing)
        self.setRenderHints(QPainter.RenderHint(0))
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.viewport().setFocusProxy(None)  # else screen readers find it beside the chart
        self.viewport().setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCentralItem(None)
        self.setCacheMode(QGraphicsView.CacheModeFlag.CacheNone)
        self._said = LiveWords(self)
        self._said.say(tr("Chart {name}").format(name=self.spec.name), "")

    def _key_step(self) -> float:
        view, plot = self.picture.view, self._plot
        interval = 0.0 if view is None else view.rows.interval or 0.0
        span = 1.0 if view is None else view.window.span
        return max(1.0 / plot.width(), interval / span)

    def _on_cursor_moved(self, moved: CursorMoved) -> None:
        self.viewport().update()
        view = self.picture.view
        if not self.hasFocus() or self.words is None or view is None:
            return
        said = [f"{row.label} {row.text}".strip() for row in self.cursor_rows()]
        if moved.place is not None:
            near = event_near(self._plot, view.window, view.events, moved.place)
            said += [event_text(event) for event in near]
        self._said.say(self.words.title, ", ".join(said) or self.words.description)

    def _on_selected(self, _selected: Selected) -> None:
        self.viewport().update()

    def _on_theme_changed(self, _changed: ThemeChanged) -> None:
        self.viewport().update()
