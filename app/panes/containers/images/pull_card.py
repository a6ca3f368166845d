"""One pull: its bar, its layers on demand, and a way on when the registry wants an account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from app.core.i18n import tr
from app.core.said import said
from app.look.components import Button
from app.look.fonts import mono_font, ui_font
from app.panes.containers.images.pulling import layer_text, pull_of
from app.panes.errand_card import ErrandCard
from app.services.containers.image_api import RegistryRefused

if TYPE_CHECKING:
    from app.services.containers.image_api import PullProgress
    from app.state.errands import Errand
    from app.state.hub import Hub

_ROWS = 6
"""Layers that are seen without scrolling."""
_ROW_HEIGHT = 26


class PullCard(ErrandCard):
    """Shows one pull.

    Signals:
        account_wanted: the user wants to add an account of its registry.
    """

    account_wanted = Signal()

    def __init__(self, hub: Hub, errand: Errand, parent: QWidget | None = None) -> None:
        self.layers = QTreeWidget()
        self.more = Button(tr("Show layers"), "link")
        self.account = Button(tr("Add an account…"), "link")
        self._items: dict[str, QTreeWidgetItem] = {}
        super().__init__(hub, errand, parent)
        self._make_layers()
        self.buttons.insertWidget(1, self.account)
        self.buttons.insertWidget(1, self.more)
        self.body.addWidget(self.layers)
        self.more.clicked.connect(self._on_more)
        self.account.clicked.connect(self.account_wanted)

    def show_errand(self, errand: Errand) -> None:
        """Show what a pull has come to."""
        super().show_errand(errand)
        pull = pull_of(errand)
        self.more.setVisible(errand.is_running and bool(pull and pull.layers))
        self.account.setVisible(isinstance(errand.error, RegistryRefused))
        if pull is not None:
            self._show_layers(pull)
        if not errand.is_running:
            self.layers.hide()

    def about(self, node: str) -> str:
        """Return the whole name of what is pulled: which node it is, is seen."""
        pull = pull_of(self.errand)
        return node if pull is None else said(pull.reference)

    def _make_layers(self) -> None:
        self.layers.setAccessibleName(tr("Layers"))
        self.layers.setHeaderHidden(True)
        self.layers.setColumnCount(3)
        self.layers.setRootIsDecorated(False)
        self.layers.setIndentation(0)
        self.layers.setUniformRowHeights(True)
        self.layers.setSelectionMode(QTreeWidget.SelectionMode.NoSelection)
        self.layers.setFont(ui_font(12, 400, tabular=True))
        self.layers.setStyleSheet("QTreeView::item { min-height: 24px; }")
        header = self.layers.header()
        header.setStretchLastSection(True)
        for column, width in ((0, 130), (1, 120)):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            header.resizeSection(column, width)
        self.layers.hide()

    def _show_layers(self, pull: PullProgress) -> None:
        ids = [layer.id for layer in pull.layers]
        if ids != list(self._items):
            self.layers.clear()
            self._items = {each: QTreeWidgetItem([each]) for each in ids}
            for item in self._items.values():
                item.setFont(0, mono_font())
                self.layers.addTopLevelItem(item)
            self.layers.setFixedHeight(min(_ROWS, max(1, len(ids))) * _ROW_HEIGHT + 4)
        for layer in pull.layers:
            item = self._items[layer.id]
            words = layer_text(layer.phase, layer.done_bytes, layer.total_bytes)
            for column, text in ((1, layer.phase.value), (2, words)):
                if item.text(column) != text:
                    item.setText(column, text)

    def _on_more(self) -> None:
        shown = self.layers.isHidden()
        self.layers.setVisible(shown)
        self.more.setText(tr("Hide layers") if shown else tr("Show layers"))
