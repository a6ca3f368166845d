"""What was wrong before: a table to look through by node, severity and text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from app.core.i18n import tr
from app.look.components import Card, EmptyState, Text
from app.look.components.controls import CONTROL_HEIGHT
from app.look.theme import ThemeChanged, theme
from app.panes.alert_words import SEVERITIES, WORST_FIRST, node_names
from app.panes.alerts.page import BAR_MARGIN
from app.panes.alerts.past_model import Column, PastModel
from app.services.alerts.api import Severity

if TYPE_CHECKING:
    from app.state.hub import Hub

LIMIT = 500
"""Past alerts that are read."""
_ROW = 38
_WIDTHS = {
    Column.FIRED: 150,
    Column.SEVERITY: 110,
    Column.NODE: 130,
    Column.WORST: 100,
    Column.LASTED: 110,
}


class PastView(QStackedWidget):
    """The alerts that are over, newest first."""

    def __init__(self, hub: Hub) -> None:
        super().__init__()
        self._hub = hub
        self.model = PastModel()
        self.node = QComboBox()
        self.severity = QComboBox()
        self.text = QLineEdit()
        self.table = _Table(self.model)
        self.none = Text(tr("No past alert is like that."), "body", "text2")
        self.evidence = Text("", "body", "text2", wrap=True, selectable=True)
        self.empty = EmptyState(
            "bell",
            tr("No past alerts"),
            tr(
                "Each alert is kept here once it is over: when it fired, how bad it got, "
                "how long it lasted."
            ),
        )
        self._fill_filters()
        self._lay_out()
        self.node.currentIndexChanged.connect(self._on_filter)
        self.severity.currentIndexChanged.connect(self._on_filter)
        self.text.textChanged.connect(self._on_filter)
        self.model.modelReset.connect(self._show_current)
        self.table.selectionModel().currentChanged.connect(self._show_current)
        theme().changed.connect(self._on_theme_changed)

    def refresh(self) -> None:
        """Show the past as it is now."""
        names = node_names(self._hub)
        past = self._hub.alerts.past(LIMIT)
        self._offer_nodes({alert.node: names.get(alert.node, alert.node) for alert in past})
        self.model.show_alerts(past, names)
        self.setCurrentIndex(0 if past else 1)

    def focus_first(self) -> None:
        """Give the keyboard to the newest."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fill_filters(self) -> None:
        self.node.setAccessibleName(tr("Node"))
        self.node.addItem(tr("All nodes"), "")
        self.severity.setAccessibleName(tr("Severity"))
        self.severity.addItem(tr("All severities"), None)
        for severity in WORST_FIRST:
            self.severity.addItem(SEVERITIES[severity].word, severity)
        self.text.setAccessibleName(tr("Search the past alerts"))
        self.text.setPlaceholderText(tr("Search"))
        self.text.setClearButtonEnabled(True)
        for widget in (self.node, self.severity, self.text):
            widget.setMinimumHeight(CONTROL_HEIGHT)

    def _lay_out(self) -> None:
        filters = QHBoxLayout()
        filters.setSpacing(8)
        filters.addWidget(self.node)
        filters.addWidget(self.severity)
        filters.addWidget(self.text, 1)
        card = Card()
        card.body.setContentsMargins(8, 12, 8, 12)
        card.body.setSpacing(8)
        for widget in (self.none, self.evidence):
            widget.setContentsMargins(8, 4, 8, 0)
        card.body.addWidget(self.table, 1)
        card.body.addWidget(self.none, 1, Qt.AlignmentFlag.AlignTop)
        card.body.addWidget(self.evidence)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, BAR_MARGIN, 16)
        column.setSpacing(12)
        column.addLayout(filters)
        column.addWidget(card, 1)
        self.addWidget(page)
        self.addWidget(self.empty)

    def _offer_nodes(self, names: dict[str, str]) -> None:
        """Offer the nodes that have had an alert; the chosen one stays chosen."""
        offered = {self.node.itemData(n): self.node.itemText(n) for n in range(self.node.count())}
        if offered == {"": tr("All nodes"), **names}:
            return
        chosen = self.node.currentData()
        self.node.blockSignals(True)
        self.node.clear()
        self.node.addItem(tr("All nodes"), "")
        for key, name in sorted(names.items(), key=lambda each: each[1]):
            self.node.addItem(name, key)
        self.node.setCurrentIndex(max(self.node.findData(chosen), 0))
        self.node.blockSignals(False)
        self._on_filter()

    def _on_filter(self) -> None:
        severity = self.severity.currentData()
        self.model.filter(
            str(self.node.currentData() or ""),
            Severity(severity) if severity else None,
            self.text.text(),
        )

    def _show_current(self) -> None:
        """Say below the table what was seen of the chosen alert."""
        found = self.model.rowCount() > 0
        self.table.setVisible(found)
        self.none.setVisible(not found)
        index = self.table.currentIndex()
        alert = self.model.alert(index.row()) if index.isValid() and found else None
        words = "\n".join(filter(None, (*alert.evidence, alert.rule.advice))) if alert else ""
        self.evidence.setText(words)
        self.evidence.setVisible(bool(words))

    def _on_theme_changed(self, _change: ThemeChanged) -> None:
        self.table.viewport().update()


class _Table(QTableView):
    """Rows of past alerts; the first is chosen when the keyboard comes."""

    def __init__(self, model: PastModel) -> None:
        super().__init__()
        self.setModel(model)
        self.setAccessibleName(tr("Past alerts"))
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setStyleSheet(
            "QTableView, QHeaderView { background: transparent; border: none; }"
            "QHeaderView::section { background: transparent; padding: 8px 8px 8px 11px; }"
        )
        self.setShowGrid(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        rows = self.verticalHeader()
        rows.hide()
        rows.setDefaultSectionSize(_ROW)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setMinimumSectionSize(70)
        for column, width in _WIDTHS.items():
            header.resizeSection(column, width)
        header.setSectionResizeMode(Column.ALERT, QHeaderView.ResizeMode.Stretch)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Choose the newest when nothing is chosen."""
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.model().rowCount():
            self.setCurrentIndex(self.model().index(0, 0, QModelIndex()))
