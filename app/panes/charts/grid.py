"""The scrolled content of the pane: memory map, a notice, and charts in as many columns as fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.look.components import Text
from app.look.icons import pixmap
from app.look.theme import ThemeChanged, theme
from app.plots.canvas import HEIGHT, ChartCanvas
from app.plots.chrome import plot_area
from app.plots.cursor import TimeCursor
from app.plots.memory_map import MemoryMap
from app.plots.navigation import TimeNavigation
from app.plots.spec import ChartSpec
from app.plots.summary import SeriesSummary, summaries
from app.plots.view import View
from app.services.telemetry.api import Sample

GAP = 14
_COLUMN = 340
"""Pixels that a column needs."""
_MAX_COLUMNS = 3


@dataclass(frozen=True, slots=True)
class MenuAsked:
    """A chart was clicked with the right button, at a place on the screen."""

    chart: str
    place: QPoint


class ChartGrid(QWidget):
    """Memory map and charts; knows how to arrange them, not where their data is from.

    Signals:
        menu_asked: the menu of one chart is wanted.
    """

    menu_asked = Signal(MenuAsked)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cursor_place = TimeCursor(self)
        self.navigation = TimeNavigation(self)
        self.memory_map = MemoryMap()
        self.notice = Notice()
        self.canvases: list[ChartCanvas] = []
        self.view: View | None = None
        """What is shown."""
        self.columns = 0
        """Charts beside each other."""
        self._grid = QGridLayout()
        self._grid.setSpacing(GAP)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(self.memory_map)
        column.addWidget(self.notice)
        column.addLayout(self._grid)
        column.addStretch(1)

    def show_charts(self, specs: Sequence[ChartSpec]) -> None:
        """Show these charts; the ones that are there already stay."""
        names = [spec.name for spec in specs]
        if names == [canvas.spec.name for canvas in self.canvases]:
            return
        present = {canvas.spec.name: canvas for canvas in self.canvases}
        for name, canvas in present.items():
            if name not in names:
                self._grid.removeWidget(canvas)
                canvas.hide()
                canvas.deleteLater()
        self.view = self.view if specs else None
        self.canvases = [present.get(spec.name) or self._canvas(spec) for spec in specs]
        self.columns = 0
        self._arrange()

    def show_view(self, view: View, *, words: bool) -> None:
        """Show another window of time in every chart."""
        self.view = view
        for canvas in self.canvases:
            canvas.show_view(view, words=words)

    def keys(self, sample: Sample) -> tuple[str, ...]:
        """Return the series that the charts draw of a machine that sent `sample`, each once."""
        traces = (trace for canvas in self.canvases for trace in canvas.spec.traces(sample))
        return tuple(dict.fromkeys(trace.key for trace in traces))

    def summaries(self) -> tuple[SeriesSummary, ...]:
        """Return the numbers of every chart."""
        place = self.cursor_place.place
        return tuple(
            line
            for canvas in self.canvases
            if (view := canvas.picture.view) is not None
            for line in summaries(canvas.spec, canvas.picture.traces, view, place)
        )

    @property
    def plot_width(self) -> int:
        """Pixels of the widest plot."""
        sizes = (canvas.viewport().size().toSizeF() for canvas in self.canvases)
        widest = max((plot_area(size).width() for size in sizes), default=1.0)
        return round(widest * self.devicePixelRatioF())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use the columns that fit now."""
        super().resizeEvent(event)
        self._arrange()

    def _canvas(self, spec: ChartSpec) -> ChartCanvas:
        canvas = ChartCanvas(spec, self.cursor_place, self, navigation=self.navigation)
        canvas.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        canvas.customContextMenuRequested.connect(self._on_menu)
        return canvas

    def _on_menu(self, place: QPoint) -> None:
        canvas = self.sender()
        assert isinstance(canvas, ChartCanvas)
        self.menu_asked.emit(MenuAsked(canvas.spec.name, canvas.mapToGlobal(place)))

    def _arrange(self) -> None:
        fitting = (self.width() + GAP) // (_COLUMN + GAP)
        columns = max(1, min(fitting, _MAX_COLUMNS))
        if columns == self.columns:
            return
        self.columns = columns
        for number, canvas in enumerate(self.canvases):
            canvas.setFixedHeight(HEIGHT)
            row, place = divmod(number, columns)
            last = number == len(self.canvases) - 1
            # The last chart fills its row: no hole in the grid.
            self._grid.addWidget(canvas, row, place, 1, columns - place if last else 1)
        for number in range(_MAX_COLUMNS):
            self._grid.setColumnStretch(number, int(number < columns))
            self._grid.setColumnMinimumWidth(number, 0)


class Notice(QFrame):
    """One line about something that is missing on this machine, with the reason."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "card")
        self._icon = QLabel()
        self.text = Text("", "body", "text2", wrap=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 10, 16, 10)
        row.setSpacing(10)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.text, 1)
        self.hide()
        theme().changed.connect(self._retint)
        self._retint()

    def show_text(self, text: str) -> None:
        """Show a line, or nothing for ""."""
        if text != self.text.text():
            self.text.setText(text)
        self.setVisible(bool(text))

    def _retint(self, _changed: ThemeChanged | None = None) -> None:
        self._icon.setPixmap(pixmap("info", "info", 18, self.devicePixelRatioF()))
