"""Which machines share the model, and which of them answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QVBoxLayout, QWidget

from app.core.i18n import tr
from app.core.ids import LOCAL_NODE, NodeId
from app.core.said import said
from app.look.components import FormField, Text
from app.transport.status import Phase

if TYPE_CHECKING:
    from app.state.hub import Hub


class MachineList(QWidget):
    """A box per machine; those that are not connected cannot be chosen.

    Signals:
        changed: others are chosen, or another one answers.
    """

    changed = Signal()

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self.boxes: dict[NodeId, QCheckBox] = {}
        self._touched = False
        self.first = QComboBox()
        self.first_field = FormField(
            tr("Answers requests"), self.first, tr("The endpoint is on this machine's 127.0.0.1.")
        )
        self._rows = QVBoxLayout()
        self._rows.setSpacing(8)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(Text(tr("Machines"), "label", "text2"))
        column.addLayout(self._rows)
        column.addWidget(self.first_field)
        self.first.activated.connect(self._on_first)
        self.refresh()

    @property
    def chosen(self) -> tuple[NodeId, ...]:
        """Those that share the model, the one that answers first."""
        ticked = [node for node, box in self.boxes.items() if box.isEnabled() and box.isChecked()]
        first = self.first.currentData()
        return tuple(sorted(ticked, key=lambda node: node != first))

    @property
    def connected(self) -> int:
        """How many could be chosen."""
        return sum(box.isEnabled() for box in self.boxes.values())

    def refresh(self) -> None:
        """Show the nodes there are by now; the first two that are connected are chosen at first."""
        names = {node.id: node.name for node in self._hub.nodes.all() if self._may_join(node.id)}
        if names != {node: box.property("machine") for node, box in self.boxes.items()}:
            self._make(names)
        for node, box in self.boxes.items():
            is_there = self._hub.sessions.status(node).phase is Phase.CONNECTED
            box.setEnabled(is_there)
            box.setText(
                said(names[node])
                if is_there
                else tr("{name} · not connected").format(name=said(names[node]))
            )
        if not self._touched:
            there = [box for box in self.boxes.values() if box.isEnabled()]
            for number, box in enumerate(there):
                box.setChecked(number < 2)
        self._show_first()

    def _may_join(self, node: NodeId) -> bool:
        """Tell whether a machine may be one of them: this computer only where it has a GPU."""
        sample = self._hub.telemetry.latest(node)
        return node != LOCAL_NODE or (sample is not None and bool(sample.gpus))

    def _make(self, names: dict[NodeId, str]) -> None:
        ticked = {node for node, box in self.boxes.items() if box.isChecked()}
        for box in self.boxes.values():
            box.hide()
            box.deleteLater()
        self.boxes = {}
        for node, name in names.items():
            box = QCheckBox(said(name))
            box.setProperty("machine", name)
            box.setChecked(node in ticked)
            box.clicked.connect(self._on_clicked)
            self.boxes[node] = box
            self._rows.addWidget(box)

    def _show_first(self) -> None:
        before = self.first.currentData()
        self.first.clear()
        for node, box in self.boxes.items():
            if box.isEnabled() and box.isChecked():
                self.first.addItem(said(str(box.property("machine"))), node)
        self.first.setCurrentIndex(max(0, self.first.findData(before)))
        self.first_field.setVisible(self.first.count() > 1)

    def _on_clicked(self, _checked: bool) -> None:
        self._touched = True
        self._show_first()
        self.changed.emit()

    def _on_first(self, _index: int) -> None:
        self.changed.emit()
