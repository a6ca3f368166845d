"""Choose charts: tick, drag or move by keys, pin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.core.i18n import tr
from app.look.components import Button, Text
from app.look.icons import icon
from app.panes.charts.choice import (
    arranged,
    is_shown,
    with_order,
    with_pin,
    with_shown,
    without_choice,
)
from app.panes.charts.settings import ChartSettings
from app.plots.spec import ChartSpec
from app.services.telemetry.api import Sample

_NAME = Qt.ItemDataRole.UserRole
_HINT = tr(
    "Tick what is shown. Drag to change the order, or press Alt+↑ and Alt+↓. P pins a "
    "chart to the top."
)


@dataclass(frozen=True, slots=True)
class ChoiceChanged:
    """What was chosen by now."""

    settings: ChartSettings


class ChartChooser(QDialog):
    """A list of all charts that a machine can have; what is changed is seen at once.

    Signals:
        changed: another choice.
    """

    changed = Signal(ChoiceChanged)

    def __init__(
        self,
        settings: ChartSettings,
        charts: Sequence[ChartSpec],
        sample: Sample,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Charts"))
        self.resize(440, 560)
        self._settings = settings
        self._charts = tuple(charts)
        self._sample = sample
        self.search = QLineEdit()
        self.view = QListWidget()
        self.up = Button(tr("Up", "moves a chart"), icon_name="caret-up")
        self.down = Button(tr("Down", "moves a chart"), icon_name="caret-down")
        self.pin = Button(tr("Pin"), icon_name="push-pin")
        self.defaults = Button(tr("Restore defaults"), "link")
        self._rewrite = QTimer(self, singleShot=True, interval=0)
        self._rewrite.timeout.connect(self._on_rewrite)
        self._build()
        self._fill("")
        self.search.textChanged.connect(self._on_search)
        self.view.itemChanged.connect(self._on_item_changed)
        self.view.currentItemChanged.connect(self._on_current_changed)
        self.view.model().rowsMoved.connect(self._on_rows_moved)
        self.up.clicked.connect(self._on_up)
        self.down.clicked.connect(self._on_down)
        self.pin.clicked.connect(self._on_pin)
        self.defaults.clicked.connect(self._on_defaults)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Move and pin by keys."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            alt = event.modifiers() & Qt.KeyboardModifier.AltModifier
            if alt and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
                self._move(-1 if event.key() == Qt.Key.Key_Up else 1)
                return True
            if event.key() == Qt.Key.Key_P and not event.modifiers():
                self._on_pin()
                return True
        return super().eventFilter(watched, event)

    def _build(self) -> None:
        self.search.setPlaceholderText(tr("Search charts"))
        self.search.setAccessibleName(tr("Search charts"))
        self.search.setClearButtonEnabled(True)
        self.view.setAccessibleName(tr("Charts"))
        self.view.setAccessibleDescription(_HINT)
        self.view.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.view.setUniformItemSizes(True)
        self.view.installEventFilter(self)
        buttons = QDialogButtonBox()
        buttons.addButton(Button(tr("Done"), "primary"), QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self.accept)
        tools = QHBoxLayout()
        tools.setSpacing(8)
        for button in (self.up, self.down, self.pin):
            tools.addWidget(button)
        tools.addStretch(1)
        tools.addWidget(self.defaults)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 22, 24, 20)
        column.setSpacing(12)
        column.addWidget(Text(tr("Charts"), "card"))
        column.addWidget(Text(_HINT, "body", "text2", wrap=True))
        column.addWidget(self.search)
        column.addWidget(self.view, 1)
        column.addLayout(tools)
        column.addWidget(buttons)

    def _fill(self, current: str) -> None:
        """Write the list anew, with `current` where it is now."""
        self.view.blockSignals(True)
        self.view.clear()
        for spec in arranged(self._settings, self._charts):
            item = QListWidgetItem(self._title(spec))
            item.setData(_NAME, spec.name)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsDropEnabled)
            shown = is_shown(self._settings, spec.name)
            item.setCheckState(Qt.CheckState.Checked if shown else Qt.CheckState.Unchecked)
            pinned = spec.name in self._settings.pinned
            item.setIcon(icon("push-pin" if pinned else spec.icon, "accent" if pinned else "text2"))
            self.view.addItem(item)
            if spec.name == current:
                self.view.setCurrentItem(item)
        self.view.blockSignals(False)
        if self.view.currentRow() < 0:
            self.view.setCurrentRow(0)
        self._on_search(self.search.text())
        self._on_current_changed()

    def _title(self, spec: ChartSpec) -> str:
        pinned = tr(", pinned") if spec.name in self._settings.pinned else ""
        unit = f" ({spec.unit.name})" if spec.unit.name else ""
        return f"{spec.title(self._sample)}{unit}{pinned}"

    def _keep(self, settings: ChartSettings) -> None:
        self._settings = settings
        self.changed.emit(ChoiceChanged(settings))

    def _current(self) -> str:
        row = self.view.currentRow()
        return str(self.view.item(row).data(_NAME)) if row >= 0 else ""

    def _names(self) -> list[str]:
        return [str(self.view.item(row).data(_NAME)) for row in range(self.view.count())]

    def _move(self, by: int) -> None:
        """Move the current chart past the one that is next to it in the list."""
        names, row = self._names(), self.view.currentRow()
        if not 0 <= row + by < len(names):
            return
        names[row], names[row + by] = names[row + by], names[row]
        self._keep(with_order(self._settings, names))
        self._fill(self._current())

    def _on_search(self, text: str) -> None:
        wanted = text.casefold()
        for row in range(self.view.count()):
            item = self.view.item(row)
            item.setHidden(wanted not in item.text().casefold())

    def _on_item_changed(self, item: QListWidgetItem) -> None:
        shown = item.checkState() is Qt.CheckState.Checked
        self._keep(with_shown(self._settings, str(item.data(_NAME)), shown=shown))

    def _on_current_changed(self, *_items: object) -> None:
        pinned = self._current() in self._settings.pinned
        self.pin.setText(tr("Unpin") if pinned else tr("Pin"))

    def _on_rows_moved(self, *_where: QModelIndex | int) -> None:
        self._keep(with_order(self._settings, self._names()))
        self._rewrite.start()  # after the drop: pinned charts stay on top

    def _on_rewrite(self) -> None:
        self._fill(self._current())

    def _on_up(self) -> None:
        self._move(-1)

    def _on_down(self) -> None:
        self._move(1)

    def _on_pin(self) -> None:
        name = self._current()
        if name:
            pinned = name in self._settings.pinned
            self._keep(with_pin(self._settings, name, pinned=not pinned))
            self._fill(name)

    def _on_defaults(self) -> None:
        self._keep(without_choice(self._settings))
        self._fill("")
