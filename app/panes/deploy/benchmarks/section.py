"""The benchmarks: those that were run, those of others, and new ones."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from app.core.i18n import tr
from app.core.said import said
from app.look.components import Button, Card, EmptyState, Text
from app.look.components.file_dialogs import ask_file, ask_target, plain_name
from app.panes.deploy.api import Page, PageAsked, Section
from app.panes.deploy.benchmarks.figures_dialog import FiguresDialog
from app.panes.deploy.benchmarks.form import BenchmarkAsked, BenchmarkForm, measurable
from app.panes.deploy.benchmarks.list import SPEC, RunRow, rows_of
from app.panes.deploy.benchmarks.results import Results
from app.panes.deploy.benchmarks.runs import SavedRuns
from app.panes.errand_card import ErrandCard
from app.panes.row_model import RowModel, RowOrder
from app.panes.row_view import RowView
from app.services.serving.benchmarks.api import BenchmarkRun, Sweep
from app.services.serving.running.api import RunningModel
from app.state.hub import Notice, Severity

if TYPE_CHECKING:
    from app.state.hub import Hub

_LIST_WIDTH, _LIST_SHARE = 430, 37
"""Pixels that the list has at first, or percent where there is less room."""
_TEACHES = tr(
    "A benchmark asks a model that runs the same kind of question with 1, 2, 4 … "
    "users at the same time. It tells how long the first token takes, how fast "
    "answers come, and what they cost in watts: enough to choose between models, "
    "engines and settings.\n\nThe list has what others published for DGX Spark, to "
    "compare with."
)
_TWICE = tr("This model is being measured already.")
_TWICE_HINT = tr(
    "Two benchmarks at once would measure each other: wait for the first, or cancel it."
)
_CHOOSE = tr("Hold Ctrl to choose several: they are compared side by side.")


class BenchmarksSection(Section):
    """List of the runs on the left; what is chosen of them on the right."""

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self._wanted = ""
        """The run that is chosen as soon as it is known."""
        self._begun: int | None = None
        """The benchmark that was begun last, until its run is chosen."""
        self._sweep = Sweep()
        self.saved = SavedRuns(hub, self)
        self._build()
        self.saved.changed.connect(self._on_runs)
        hub.serving.models_changed.connect(self._on_models)

    def show_about(self, about: object) -> None:
        """Ask for a benchmark of a model."""
        if isinstance(about, RunningModel):
            self.ask(about)

    def refresh(self) -> None:
        """Read the saved runs anew."""
        self.saved.load()

    def showEvent(self, event: QShowEvent) -> None:
        """Read what is saved."""
        super().showEvent(event)
        if not self.saved.is_known:
            wide = min(_LIST_WIDTH, self.width() * _LIST_SHARE // 100)
            self._splitter.setSizes([wide, self.width() - wide])
        self.saved.load()

    def ask(self, model: RunningModel | None = None) -> BenchmarkForm | None:
        """Ask what shall be measured; None where nothing answers."""
        models = self._models()
        if model is not None and model not in models:
            models = (model, *models)
        if not models:
            return None
        form = BenchmarkForm(self._hub, models, model or models[0], self._sweep, self)
        form.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        form.asked.connect(self._on_asked)
        form.open()
        return form

    # Building

    def _build(self) -> None:
        self.hint = Text("", "body", "text2")
        self.meanings = Button(tr("What do the figures mean?"), "link")
        self.take_in = Button(tr("Import…"), icon_name="upload-simple")
        self.new = Button(tr("New benchmark"), "primary", "gauge")
        top = QHBoxLayout()
        top.setSpacing(10)
        top.addWidget(self.hint, 1)
        top.addWidget(self.meanings)
        top.addWidget(self.take_in)
        top.addWidget(self.new)
        self.errand = Card()
        self._card: ErrandCard | None = None
        self.errand.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 20)
        column.setSpacing(14)
        column.addLayout(top)
        column.addWidget(self.errand)
        column.addWidget(self._content(), 1)
        self.new.clicked.connect(self._on_new)
        self.take_in.clicked.connect(self._on_import)
        self.meanings.clicked.connect(self._on_meanings)
        self._show_hint()

    def _content(self) -> QSplitter:
        self.rows = RowModel(SPEC, self)
        self.table = RowView(RowOrder(self.rows, self))
        listed = Card()
        listed.body.setContentsMargins(4, 6, 4, 6)
        listed.body.addWidget(self.table)
        self.problems = Text("", "label", "warn", wrap=True, selectable=True)
        self.problems.hide()
        listed.body.addWidget(self.problems)
        self.results = Results()
        self.results.hide()
        self.none_chosen = EmptyState("gauge", "", "", tr("New benchmark"))
        assert self.none_chosen.action is not None
        self.none_chosen.action.clicked.connect(self._on_new)
        right = QWidget()
        inside = QVBoxLayout(right)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.results)
        inside.addWidget(self.none_chosen)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.setHandleWidth(14)
        splitter.addWidget(listed)
        splitter.addWidget(right)
        splitter.setStretchFactor(1, 1)
        self._splitter = splitter
        self.table.chosen.connect(self._on_chosen)
        self.table.remove_asked.connect(self._on_delete)
        self.results.delete_asked.connect(self._on_delete)
        self.results.export_asked.connect(self._on_export)
        return splitter

    # Showing

    def _models(self) -> tuple[RunningModel, ...]:
        """Return the models of all nodes that answer."""
        nodes = (node.id for node in self._hub.nodes.all())
        views = (self._hub.serving.view(node) for node in nodes)
        return measurable([model for view in views for model in view.models or ()])

    @property
    def chosen(self) -> tuple[BenchmarkRun, ...]:
        """The runs that are chosen."""
        rows: tuple[RunRow, ...] = self.table.selected
        return tuple(row.run for row in rows)

    def _show_hint(self) -> None:
        count = len(self._models())
        self.hint.setText(
            tr("%n models answer now", "%n model answers now", count)
            if count
            else tr("No models answer now")
        )
        self.new.setEnabled(bool(count))
        self.new.setToolTip("" if count else tr("Deploy a model first: nothing answers now."))
        assert self.none_chosen.action is not None
        self.none_chosen.action.setText(tr("New benchmark") if count else tr("Deploy a model"))

    def _on_models(self, _changed: object) -> None:
        self._show_hint()

    def _on_runs(self) -> None:
        saved = self.saved
        self.rows.show_rows(rows_of(saved))
        told = [f"{said(each.file)}: {said(each.message)}" for each in saved.problems[:3]]
        self.problems.setText("\n".join(told))
        self.problems.setVisible(bool(told))
        self._show_errand()
        live = saved.live_run(self._begun)
        if live is not None:
            self._wanted, self._begun = live.id, None
        if saved.last_added:
            self._wanted, saved.last_added = saved.last_added, ""
        if self._wanted and self.table.choose(self._wanted):
            self._wanted = ""
        elif not self.table.selected and saved.runs:
            self.table.choose(saved.runs[0].id)
        self._on_chosen()

    def _show_nothing(self, is_chosen: bool) -> None:
        """Say what benchmarks are for while there is none, and how to look at those that are."""
        begun = bool(self.saved.runs or self.saved.running)
        self.none_chosen.title.setText(
            tr("Choose a benchmark") if begun else tr("No benchmark yet")
        )
        self.none_chosen.text.setText(_CHOOSE if begun else _TEACHES)
        assert self.none_chosen.action is not None
        self.none_chosen.action.setVisible(not begun)
        teaches = not is_chosen and self.saved.is_known
        self.none_chosen.setVisible(teaches)
        self.new.setVisible(begun or not teaches)  # one primary button: that of the empty page

    def _show_errand(self) -> None:
        running = self.saved.running
        self.errand.setVisible(bool(running))
        if not running:
            return
        newest = running[0]
        if self._card is None:
            self._card = ErrandCard(self._hub, newest)
            self.errand.body.addWidget(self._card)
        elif self._card.errand.id != newest.id:
            self._card.deleteLater()
            self._card = ErrandCard(self._hub, newest)
            self.errand.body.addWidget(self._card)
        self._card.show_errand(newest)

    # What happens

    def _on_chosen(self) -> None:
        runs = self.chosen
        self._show_nothing(bool(runs))
        saved = self.saved
        can_delete = bool(runs) and not any(
            saved.is_reference(run) or saved.is_live(run) for run in runs
        )
        self.results.show_runs(runs, can_delete=can_delete)

    def _on_new(self) -> None:
        if self.ask() is None:
            self.page_asked.emit(PageAsked(Page.DEPLOY))

    def _on_asked(self, asked: BenchmarkAsked) -> None:
        self._sweep = asked.sweep
        if self.saved.is_measured(asked.model.endpoint):
            self._hub.tell(Notice(Severity.WARNING, _TWICE, _TWICE_HINT))
            return
        self._begun = self.saved.begin(asked.model, asked.sweep, asked.key)

    def _on_delete(self) -> None:
        if self.chosen and self.results.delete.isEnabled():
            self.saved.delete(self.chosen)

    def _on_meanings(self) -> None:
        dialog = FiguresDialog(self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _on_import(self) -> None:
        kinds = tr("Benchmark (*.json);;All files (*)")
        ask_file(self, tr("Import a benchmark"), self._on_import_chosen, kinds=kinds)

    def _on_import_chosen(self, path: str) -> None:
        self.saved.take_in(Path(path))

    def _on_export(self) -> None:
        form, runs = self.results.format, self.results.runs
        name = runs[0].subject.title if len(runs) == 1 else "benchmarks"
        file = f"{plain_name(name)}.{form.value}"
        kinds = f"{form.value.upper()} (*.{form.value})"
        ask_target(self, tr("Export benchmarks"), file, self._on_export_chosen, kinds=kinds)

    def _on_export_chosen(self, path: str) -> None:
        self.saved.export(self.results.runs, self.results.format, Path(path))
