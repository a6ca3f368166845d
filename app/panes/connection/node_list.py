"""The list of nodes: a model with roles, and a delegate that draws two lines and a state."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractListModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.core.i18n import tr
from app.core.ids import NodeId
from app.look.components import plain_tip
from app.look.components.status import DotState, paint_dot
from app.look.fonts import ui_font
from app.look.theme import ThemeChanged, theme
from app.panes.node_words import look_of

if TYPE_CHECKING:
    from app.state.hub import Hub
    from app.state.nodes import NodesChanged
    from app.transport.status import SessionStatus

ROW_HEIGHT = 52
Index = QModelIndex | QPersistentModelIndex


class Role(IntEnum):
    """What the model answers beside the name (DisplayRole)."""

    NODE = Qt.ItemDataRole.UserRole + 1
    TARGET = Qt.ItemDataRole.UserRole + 2
    DOT = Qt.ItemDataRole.UserRole + 3
    WORDS = Qt.ItemDataRole.UserRole + 4


class NodeListModel(QAbstractListModel):
    """This computer and the saved nodes, with the state of each."""

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self._nodes = hub.nodes.all()
        hub.nodes.changed.connect(self._on_nodes_changed)
        hub.sessions.status_changed.connect(self._on_status_changed)

    def row_of(self, node: NodeId) -> int:
        """Return the row of a node, -1 when it is gone."""
        return next((row for row, each in enumerate(self._nodes) if each.id == node), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Number of nodes."""
        return 0 if parent.isValid() else len(self._nodes)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Answer one role of one node."""
        if not index.isValid() or index.row() >= len(self._nodes):
            return None
        node = self._nodes[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return node.name
        if role == Role.NODE:
            return node.id
        if role == Role.TARGET:
            return tr("CPU, memory and GPU of this machine") if node.is_local else node.target
        look = look_of(node, self._hub.sessions.status(node.id))
        if role == Role.DOT:
            return look.dot
        if role == Role.WORDS:
            return look.words
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{node.name}, {node.target}, {look.words}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(f"{node.name} · {node.target} · {look.words}")
        return None

    def _on_nodes_changed(self, _changed: NodesChanged) -> None:
        self.beginResetModel()
        self._nodes = self._hub.nodes.all()
        self.endResetModel()

    def _on_status_changed(self, status: SessionStatus) -> None:
        row = self.row_of(status.node)
        if row >= 0:
            index = self.index(row)
            self.dataChanged.emit(index, index)


class NodeDelegate(QStyledItemDelegate):
    """Draws a state dot, the name, and where the node is."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Two lines."""
        return QSize(160, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one node."""
        tokens = theme().tokens
        area: QRect = option.rect.adjusted(0, 1, 0, -1)
        state = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if state & QStyle.StateFlag.State_Selected:
            painter.setBrush(QColor(tokens.selected))
            painter.drawRoundedRect(area, 7, 7)
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(QColor(tokens.raised))
            painter.drawRoundedRect(area, 7, 7)
        dot = DotState(index.data(Role.DOT) or DotState.OFF)
        paint_dot(painter, QRectF(area.left() + 14, area.center().y() - 3.5, 8, 8), dot)
        left = area.left() + 36
        width = area.right() - left - 10
        painter.setPen(QColor(tokens.text))
        self._line(painter, QRect(left, area.top() + 7, width, 18), index.data(), 13, 600)
        painter.setPen(QColor(tokens.text2))
        target = str(index.data(Role.TARGET))
        self._line(painter, QRect(left, area.top() + 26, width, 16), target, 11, 400)
        painter.restore()

    @staticmethod
    def _line(painter: QPainter, area: QRect, text: str, size: int, weight: int) -> None:
        painter.setFont(ui_font(size, weight))
        elided = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, elided)


@dataclass(frozen=True, slots=True)
class NodeChosen:
    """The user chose a node in the list."""

    node: NodeId


class NodeList(QListView):
    """The nodes, one of them chosen.

    Signals:
        node_chosen: the user chose another node.
    """

    node_chosen = Signal(NodeChosen)

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = NodeListModel(hub, self)
        self.setModel(self._model)
        self.setItemDelegate(NodeDelegate(self))
        self.setAccessibleName(tr("Nodes"))
        self.setMouseTracking(True)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setStyleSheet("QListView { background: transparent; border: none; }")
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.selectionModel().currentChanged.connect(self._on_current_changed)
        self.clicked.connect(self._on_clicked)
        theme().changed.connect(self._on_theme_changed)

    def choose(self, node: NodeId) -> None:
        """Mark a node as chosen, without the signal."""
        row = self._model.row_of(node)
        if row >= 0 and row != self.currentIndex().row():
            blocked = self.blockSignals(True)
            self.selectionModel().setCurrentIndex(
                self._model.index(row), QItemSelectionModel.SelectionFlag.ClearAndSelect
            )
            self.blockSignals(blocked)

    def _on_current_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        node = current.data(Role.NODE)
        if node is not None:
            self.node_chosen.emit(NodeChosen(node))

    def _on_clicked(self, index: QModelIndex) -> None:
        """Choose the node that is chosen already, too: it closes the form."""
        self._on_current_changed(index, index)

    def _on_theme_changed(self, _changed: ThemeChanged) -> None:
        self.viewport().update()
