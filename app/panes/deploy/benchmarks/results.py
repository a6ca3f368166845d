"""What one run measured, or several beside each other."""

from __future__ import annotations

import html
from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QMenu, QVBoxLayout, QWidget

from app.core.i18n import tr
from app.core.said import said
from app.core.web import site_of
from app.look.components import Button, Card, ElidedLabel, IconButton, Text, plain_tip
from app.look.components.controls import CONTROL_HEIGHT
from app.panes.deploy.benchmarks import showing
from app.panes.deploy.benchmarks.grid import GridView
from app.panes.deploy.benchmarks.plot import SPEED, TIME, UsersPlot
from app.services.serving.benchmarks.api import BenchmarkRun
from app.services.serving.benchmarks.export import Format

_SPEED = tr("Tokens per second")
_FORMATS = (
    (Format.CSV, tr("CSV, for a spreadsheet…")),
    (Format.JSON, tr("JSON, every figure…")),
    (Format.MARKDOWN, tr("Markdown, with definitions…")),
)


class Results(QWidget):
    """Shows chosen runs: plots above, the figures below.

    Signals:
        export_asked: they shall be written to a file of the form `format`.
        delete_asked: they shall go.
    """

    export_asked = Signal()
    delete_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.runs: tuple[BenchmarkRun, ...] = ()
        self.format = Format.CSV
        """What the export was asked in."""
        self._build()

    def show_runs(self, runs: Sequence[BenchmarkRun], *, can_delete: bool) -> None:
        """Show one run, or compare several."""
        self.runs = tuple(runs[: showing.MOST])
        one = self.runs[0] if len(self.runs) == 1 else None
        self.setVisible(bool(self.runs))
        if not self.runs:
            return
        many = tr("{runs} benchmarks beside each other").format(runs=len(self.runs))
        self.title.setText(said(one.subject.title) if one is not None else many)
        first = said(self.runs[0].subject.title)
        self.about.setText(
            showing.about(one)
            if one is not None
            else tr("Ratios are to the first: {first}").format(first=first)
        )
        self.source.setVisible(one is not None and bool(one.source))
        self.source.setText(_source_of(one) if one is not None else "")
        told = showing.warnings(one) if one is not None else ""
        self.warnings.setText(told)
        self.warnings.set_tone("text2" if one is not None and one.source else "warn")
        self.warnings.setVisible(bool(told))
        self.delete.setEnabled(can_delete)
        self.export.setEnabled(any(run.levels for run in self.runs))
        self.chosen.setVisible(one is None)
        self.first_token.show_curves(showing.first_token_curves(self.runs))
        speed = _SPEED if one is not None else tr("{speed}, all users").format(speed=_SPEED)
        self.speed.show_curves(showing.speed_curves(self.runs), speed)
        self._show_grid()

    def _build(self) -> None:
        self.title = ElidedLabel("", "card")
        self.about = ElidedLabel("", "body", "text2")
        self.source = QLabel()
        self.source.setTextFormat(Qt.TextFormat.RichText)
        self.source.setOpenExternalLinks(True)
        self.source.setAccessibleName(tr("Source"))
        self.warnings = Text("", "label", "warn", wrap=True, selectable=True)
        self.export = Button(tr("Export"), icon_name="export")
        self.delete = IconButton("trash", tr("Delete"))
        self.first_token = UsersPlot(tr("Time to the first token"), TIME)
        self.speed = UsersPlot(_SPEED, SPEED)
        self.chosen = QComboBox()
        self.chosen.setAccessibleName(tr("Figure"))
        self.chosen.setFixedHeight(CONTROL_HEIGHT)
        for figure in showing.COMPARED:
            self.chosen.addItem(figure.title, figure.name)
        self.chosen.setCurrentIndex(showing.COMPARED.index(showing.ALL))
        self.table = GridView(tr("Figures"))
        self._lay_out()
        self.chosen.currentIndexChanged.connect(self._on_figure)
        self.delete.clicked.connect(self._on_delete)
        self._add_formats()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(self._header())
        column.addWidget(self.warnings)
        plots = QHBoxLayout()
        plots.setSpacing(14)
        plots.addWidget(self.first_token)
        plots.addWidget(self.speed)
        column.addLayout(plots)
        figures = Card()
        figures.body.setContentsMargins(4, 6, 4, 6)
        figures.body.setSpacing(4)
        top = QHBoxLayout()
        top.setContentsMargins(8, 0, 8, 0)
        top.addWidget(self.chosen)
        top.addStretch(1)
        figures.body.addLayout(top)
        figures.body.addWidget(self.table)
        column.addWidget(figures, 1)

    def _header(self) -> QHBoxLayout:
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self.title)
        below = QHBoxLayout()
        below.setSpacing(8)
        below.addWidget(self.about, 1)
        below.addWidget(self.source)
        names.addLayout(below)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addLayout(names, 1)
        row.addWidget(self.export)
        row.addWidget(self.delete)
        return row

    def _add_formats(self) -> None:
        menu = QMenu(self.export)
        for form, text in _FORMATS:
            menu.addAction(text).setData(form.value)
        menu.triggered.connect(self._on_export)
        self.export.setMenu(menu)

    def _show_grid(self) -> None:
        if len(self.runs) == 1:
            self.table.show_grid(showing.levels_grid(self.runs[0]))
        elif self.runs:
            figure = showing.COMPARED[self.chosen.currentIndex()]
            self.chosen.setToolTip(plain_tip(figure.meaning))
            self.table.show_grid(showing.compared_grid(self.runs, figure))

    def _on_figure(self, _index: int) -> None:
        self._show_grid()

    def _on_export(self, action: object) -> None:
        data = getattr(action, "data", None)
        if callable(data):
            self.format = Format(data())
            self.export_asked.emit()

    def _on_delete(self) -> None:
        self.delete_asked.emit()


def _source_of(run: BenchmarkRun) -> str:
    """Return whose figures they are as markup; a file of a stranger may say anything."""
    name = html.escape(said(run.source))
    address = html.escape(run.source_url)
    return f'<a href="{address}">{name}</a>' if site_of(run.source_url) else name
