"""Finds a known service by name or port."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.core.i18n import tr
from app.look.components import FormField
from app.services.tunnels.api import Preset
from app.services.tunnels.presets import PRESETS

WIDTH = 270
LOW, HIGH = 140, 240
"""Height of the list above the fields, and the least beside them."""
_NO_LIMIT = 16_777_215
"""Qt's QWIDGETSIZE_MAX, which PySide6 does not export."""


@dataclass(frozen=True, slots=True)
class PresetChosen:
    """The user chose a known service."""

    preset: Preset


class PresetSearch(QWidget):
    """A field and the services that match what is typed into it.

    Signals:
        preset_chosen: the user chose one.
    """

    preset_chosen = Signal(PresetChosen)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = QLineEdit()
        self.field.setPlaceholderText(tr("name or port, for example Ollama"))
        self.field.setClearButtonEnabled(True)
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Known services"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._presets: tuple[Preset, ...] = ()
        self.set_narrow(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        hint = tr("Or fill in the fields for a service of your own.")
        column.addWidget(FormField(tr("Known service"), self.field, hint))
        column.addWidget(self.list, 1)
        self.field.textChanged.connect(self._on_typed)
        self.field.installEventFilter(self)
        self.list.currentRowChanged.connect(self._on_row)
        self.list.itemClicked.connect(self._on_clicked)

    def set_narrow(self, narrow: bool) -> None:
        """Be a column beside the fields, or a low row above them."""
        self.setMinimumWidth(0 if narrow else WIDTH)
        self.setMaximumWidth(_NO_LIMIT if narrow else WIDTH)
        self.list.setMinimumHeight(LOW if narrow else HIGH)
        self.list.setMaximumHeight(LOW if narrow else _NO_LIMIT)

    def offer(self, presets: Iterable[Preset]) -> None:
        """Offer the services of a node before those known anyway; forget what was typed."""
        blocked = self.list.blockSignals(True)
        self.field.clear()
        self.list.clear()
        self._presets = tuple(dict.fromkeys((*presets, *PRESETS)))
        for preset in self._presets:
            item = QListWidgetItem(f"{preset.name}  ·  {preset.port}", self.list)
            item.setToolTip(preset.about)
            spoken = tr("{name}, port {port}").format(name=preset.name, port=preset.port)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, spoken)
        self.list.setCurrentRow(-1)
        self.list.blockSignals(blocked)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Go through the list with the arrow keys while the field has the keyboard."""
        keys = (Qt.Key.Key_Down, Qt.Key.Key_Up)
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in keys:
                self._step(1 if event.key() == Qt.Key.Key_Down else -1)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                if self.list.currentRow() < 0:
                    self._step(1)
                return True
        return super().eventFilter(watched, event)

    def _step(self, by: int) -> None:
        shown = [row for row in range(self.list.count()) if not self.list.item(row).isHidden()]
        if not shown:
            return
        present = self.list.currentRow()
        place = shown.index(present) + by if present in shown else 0
        self.list.setCurrentRow(shown[min(max(place, 0), len(shown) - 1)])

    def _on_typed(self, text: str) -> None:
        wanted = text.strip().casefold()
        for row, preset in enumerate(self._presets):
            said = f"{preset.name} {preset.key} {preset.port} {preset.about}".casefold()
            self.list.item(row).setHidden(wanted not in said)

    def _on_row(self, row: int) -> None:
        if row >= 0:
            self.preset_chosen.emit(PresetChosen(self._presets[row]))

    def _on_clicked(self, item: QListWidgetItem) -> None:
        self._on_row(self.list.row(item))
