"""Which nodes a rule looks at: all, or some of them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.core.i18n import tr
from app.hosts.nodes import Node
from app.look.components import Chosen, Segmented

_ALL, _SOME = "all", "some"
_ROW = 34
_MOST_ROWS = 4


class NodeChoice(QWidget):
    """All nodes, or a list with a tick for each.

    Signals:
        changed: another choice was made.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.which = Segmented(tr("Nodes"), ((_ALL, tr("All nodes")), (_SOME, tr("Some nodes"))))
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Nodes that the rule looks at"))
        self._gone: tuple[str, ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.which, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.list)
        self.which.chosen.connect(self._on_chosen)
        self.list.itemChanged.connect(self._on_ticked)

    def show_choice(self, nodes: Sequence[Node], chosen: Sequence[str]) -> None:
        """Show which of `nodes` are chosen; none chosen means all."""
        self._gone = tuple(node for node in chosen if node not in {str(n.id) for n in nodes})
        self.list.blockSignals(True)
        self.list.clear()
        for node in nodes:
            item = QListWidgetItem(node.name, self.list)
            item.setData(Qt.ItemDataRole.UserRole, str(node.id))
            ticked = str(node.id) in chosen
            item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
        self.list.blockSignals(False)
        self.list.setFixedHeight(_ROW * min(max(len(nodes), 1), _MOST_ROWS) + 4)
        self.which.choose(_SOME if chosen else _ALL)
        self.list.setVisible(bool(chosen))

    @property
    def nobody(self) -> bool:
        """Whether some nodes are meant, and none is ticked."""
        return self.which.key == _SOME and not self.nodes()

    def nodes(self) -> tuple[str, ...]:
        """Return the ids of the chosen nodes; empty: all. Removed nodes stay chosen."""
        if self.which.key == _ALL:
            return ()
        items = (self.list.item(row) for row in range(self.list.count()))
        ticked = [
            str(item.data(Qt.ItemDataRole.UserRole))
            for item in items
            if item.checkState() is Qt.CheckState.Checked
        ]
        return (*ticked, *self._gone)

    def _on_chosen(self, chosen: Chosen) -> None:
        self.list.setVisible(chosen.key == _SOME)
        self.changed.emit()

    def _on_ticked(self, _item: QListWidgetItem) -> None:
        self.changed.emit()
