"""What the buttons beside the ranges do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint
from PySide6.QtWidgets import QMenu, QWidget

from app.core.i18n import tr
from app.look.components.file_dialogs import ask_target
from app.panes.box_asking import ABOUT_CHARTS, ask_about, shown_stretch
from app.panes.charts.choice import with_pin, with_shown
from app.panes.charts.chooser import ChartChooser, ChoiceChanged
from app.panes.charts.compare_menu import CompareMenu, ComparisonChosen
from app.panes.charts.export import Exporter, file_name, has_parquet, stretch_of
from app.panes.charts.grid import ChartGrid, MenuAsked
from app.panes.charts.keeping import KeptSettings
from app.panes.charts.sheet import sheet
from app.panes.charts.showing import Showing
from app.panes.charts.toolbar import ChartsToolbar
from app.plots.axis import moment_text, stretch_text
from app.plots.content import all_charts

if TYPE_CHECKING:
    from app.state.hub import Hub

_ALWAYS_DATED = 0.0
"""A present so far away that every time is written with its day."""


class ChartsTools(QObject):
    """Chooses charts, compares, exports; says what it cannot do."""

    def __init__(
        self,
        hub: Hub,
        pane: QWidget,
        toolbar: ChartsToolbar,
        grid: ChartGrid,
        showing: Showing,
        kept: KeptSettings,
    ) -> None:
        super().__init__(pane)
        self._hub = hub
        self._pane = pane
        self._toolbar = toolbar
        self._grid = grid
        self._showing = showing
        self._kept = kept
        self._compare = CompareMenu(hub, pane)
        self.exporter = Exporter(hub, self)
        self._compare.chosen.connect(self._on_comparison_chosen)
        toolbar.charts.clicked.connect(self.choose_charts)
        toolbar.compare.clicked.connect(self._on_compare)
        toolbar.ask.clicked.connect(self.ask)
        toolbar.export.clicked.connect(self.open_export_menu)
        toolbar.table.clicked.connect(self._on_table)
        grid.menu_asked.connect(self._on_menu_asked)
        self._chart = ""

    @property
    def known_keys(self) -> tuple[str, ...]:
        """Every series that is known of the node, in memory or in the store."""
        memory = self._hub.telemetry.history(self._hub.current_node).keys
        return tuple(dict.fromkeys((*memory, *self._showing.known)))

    def choose_charts(self) -> None:
        """Open the list of charts."""
        view = self._grid.view
        if view is None:
            return
        charts = all_charts(view.sample, self.known_keys)
        dialog = ChartChooser(self._kept.value, charts, view.sample, self._pane)
        dialog.changed.connect(self._on_choice_changed)
        dialog.open()

    def toggle_table(self) -> None:
        """Show the numbers as a table, or put it away."""
        self._kept.keep(replace(self._kept.value, table=not self._kept.value.table))

    def open_export_menu(self) -> None:
        """Offer the kinds of file."""
        if self._grid.view is None:
            return
        menu = QMenu(self._pane)
        menu.addAction(tr("Picture (PNG)…")).triggered.connect(self._on_export_picture)
        menu.addAction(tr("Values (CSV)…")).triggered.connect(self._on_export_csv)
        if has_parquet():
            menu.addAction(tr("Values (Parquet)…")).triggered.connect(self._on_export_parquet)
        self._pop_up(menu, self._toolbar.export)

    def ask(self) -> None:
        """Ask a model about what the charts show."""
        view = self._grid.view
        if view is None:
            return
        from app.services.chat.box_context import charts_context

        stretch = shown_stretch(self._grid.summaries(), view, view.events)
        ask_about(self._hub, charts_context(self._node_name, stretch), ABOUT_CHARTS)

    def save_picture(self, path: Path) -> None:
        """Save the charts as they are shown."""
        title = self._node_name
        subtitle = stretch_text(*self._showing.stretch, _ALWAYS_DATED)
        if self._showing.comparison is not None:
            subtitle = tr("{subtitle} · dashed: {label}").format(
                subtitle=subtitle, label=self._showing.comparison.label
            )
        pictures = [canvas.picture for canvas in self._grid.canvases]
        self._remember_folder(path)
        image = sheet(pictures, self._grid.columns, title, subtitle)
        self.exporter.save_picture(path, image)

    def save_values(self, path: Path) -> None:
        """Save the series of the charts, as finely as they are drawn."""
        view = self._grid.view
        if view is not None:
            keys = self._grid.keys(view.sample)
            stretch = stretch_of(self._node_name, view.rows, view.window, keys)
            self._remember_folder(path)
            self.exporter.save_values(path, stretch)

    def _on_choice_changed(self, changed: ChoiceChanged) -> None:
        self._kept.keep(changed.settings)

    def _on_compare(self) -> None:
        menu = self._compare.menu(self._showing.comparison, self._showing.stretch[1])
        self._pop_up(menu, self._toolbar.compare)

    def _on_comparison_chosen(self, chosen: ComparisonChosen) -> None:
        self._showing.compare(chosen.comparison)

    def _on_menu_asked(self, asked: MenuAsked) -> None:
        """Offer what can be done with one chart."""
        self._chart = asked.chart
        pinned = asked.chart in self._kept.value.pinned
        menu = QMenu(self._pane)
        menu.addAction(tr("Unpin") if pinned else tr("Pin to the top")).triggered.connect(
            self._on_pin
        )
        menu.addAction(tr("Hide")).triggered.connect(self._on_hide)
        menu.addSeparator()
        menu.addAction(tr("Choose charts…")).triggered.connect(self.choose_charts)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(asked.place)

    def _on_pin(self) -> None:
        settings = self._kept.value
        pinned = self._chart in settings.pinned
        self._kept.keep(with_pin(settings, self._chart, pinned=not pinned))

    def _on_hide(self) -> None:
        self._kept.keep(with_shown(self._kept.value, self._chart, shown=False))

    def _on_table(self) -> None:
        self.toggle_table()

    def _on_export_picture(self) -> None:
        self._ask_path(tr("Save a picture"), ".png", self._on_picture_path)

    def _on_export_csv(self) -> None:
        self._ask_path(tr("Save values"), ".csv", self._on_values_path)

    def _on_export_parquet(self) -> None:
        self._ask_path(tr("Save values"), ".parquet", self._on_values_path)

    def _on_picture_path(self, path: str) -> None:
        self.save_picture(Path(path))

    def _on_values_path(self, path: str) -> None:
        self.save_values(Path(path))

    @property
    def _node_name(self) -> str:
        return self._hub.nodes.get(self._hub.current_node).name

    def _ask_path(self, title: str, suffix: str, chosen: Callable[[str], None]) -> None:
        """Ask where to save, beginning where it was done last."""
        end = moment_text(self._showing.stretch[1], _ALWAYS_DATED, _ALWAYS_DATED)
        name = file_name(self._node_name, end, suffix)
        kinds = f"{suffix.removeprefix('.').upper()} (*{suffix})"
        ask_target(self._pane, title, name, chosen, kinds=kinds, folder=self._folder)

    @property
    def _folder(self) -> str:
        kept = self._kept.value.export_folder
        return kept if kept and Path(kept).is_dir() else ""

    def _remember_folder(self, path: Path) -> None:
        self._kept.keep(replace(self._kept.value, export_folder=str(path.parent)))

    def _pop_up(self, menu: QMenu, button: QWidget) -> None:
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(button.mapToGlobal(QPoint(0, button.height() + 4)))
