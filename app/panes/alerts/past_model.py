"""Alerts that are over, as rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import IntEnum

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QIcon

from app.core import units
from app.core.i18n import tr
from app.look.components import plain_tip
from app.look.icons import colour, icon
from app.panes.alert_words import SEVERITIES, level_text
from app.plots.axis import when_text
from app.services.alerts.api import Alert, Severity

Index = QModelIndex | QPersistentModelIndex


class Column(IntEnum):
    """What the columns are."""

    FIRED = 0
    SEVERITY = 1
    NODE = 2
    ALERT = 3
    WORST = 4
    LASTED = 5


TITLES = (tr("Fired"), tr("Severity"), tr("Node"), tr("Alert"), tr("Worst"), tr("Lasted"))


class PastModel(QAbstractTableModel):
    """Past alerts, the newest first, filtered by node, severity and text."""

    def __init__(self) -> None:
        super().__init__()
        self._all: tuple[Alert, ...] = ()
        self._names: Mapping[str, str] = {}
        self._shown: tuple[Alert, ...] = ()
        self._filter: tuple[str, Severity | None, str] = ("", None, "")

    def show_alerts(self, alerts: Sequence[Alert], names: Mapping[str, str]) -> None:
        """Show other alerts; `names` are those of the nodes by id."""
        if (tuple(alerts), dict(names)) != (self._all, self._names):
            self._all, self._names = tuple(alerts), dict(names)
            self._rebuild()

    def filter(self, node: str, severity: Severity | None, text: str) -> None:
        """Show only those of a node ("" for all), of a severity (None for all), with a text."""
        wanted = (node, severity, text.strip().casefold())
        if wanted != self._filter:
            self._filter = wanted
            self._rebuild()

    @property
    def total(self) -> int:
        """How many there are, shown or not."""
        return len(self._all)

    def alert(self, row: int) -> Alert:
        """Return the alert of a row."""
        return self._shown[row]

    def node_name(self, alert: Alert) -> str:
        """Return the name of its node, the id where it was removed."""
        return self._names.get(alert.node, alert.node)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Number of alerts shown."""
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Number of columns."""
        return 0 if parent.isValid() else len(Column)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Title of a column."""
        titled = role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
        return TITLES[section] if titled and orientation is Qt.Orientation.Horizontal else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Answer one role of one cell."""
        if not index.isValid() or index.row() >= len(self._shown):
            return None
        alert, column = self._shown[index.row()], Column(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(alert, column)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{TITLES[column]}: {self._text(alert, column)}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip("\n".join(alert.evidence)) or None
        if role == Qt.ItemDataRole.DecorationRole and column is Column.SEVERITY:
            return _severity_icon(alert.rule.severity)
        if role == Qt.ItemDataRole.ForegroundRole and column is not Column.ALERT:
            return QColor(colour("text2"))
        return None

    def _text(self, alert: Alert, column: Column) -> str:
        if column is Column.FIRED:
            return units.NOT_AVAILABLE if alert.fired_at is None else when_text(alert.fired_at)
        if column is Column.SEVERITY:
            return SEVERITIES[alert.rule.severity].word
        if column is Column.NODE:
            return self.node_name(alert)
        if column is Column.ALERT:
            return alert.rule.title
        if column is Column.WORST:
            return "" if alert.worst is None else level_text(alert.subject, alert.worst)
        return _lasted(alert)

    def _rebuild(self) -> None:
        node, severity, text = self._filter
        self.beginResetModel()
        self._shown = tuple(
            alert
            for alert in self._all
            if node in ("", alert.node)
            and severity in (None, alert.rule.severity)
            and text in self._searched(alert)
        )
        self.endResetModel()

    def _searched(self, alert: Alert) -> str:
        words = (alert.rule.title, self.node_name(alert), alert.subject, *alert.evidence)
        return "\n".join(words).casefold()


def _lasted(alert: Alert) -> str:
    if alert.resolved_at is None or alert.fired_at is None:
        return units.NOT_AVAILABLE
    return units.duration(max(1.0, alert.resolved_at - alert.fired_at))


def _severity_icon(severity: Severity) -> QIcon:
    look = SEVERITIES[severity]
    return icon(look.icon, look.tone, 16)
