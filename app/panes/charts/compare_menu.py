"""Choose what the charts are compared with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QDateTime, QObject, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import (
    QDateTimeEdit,
    QDialog,
    QDialogButtonBox,
    QMenu,
    QVBoxLayout,
    QWidget,
)

from app.core.i18n import tr
from app.look.components import Button, FormField, Text
from app.panes.charts.comparing import DAY, Comparison
from app.plots.axis import when_text

if TYPE_CHECKING:
    from app.state.hub import Hub

_EARLIER = (
    (tr("The day before"), tr("the day before"), DAY),
    (tr("The week before"), tr("the week before"), 7 * DAY),
)
"""As offered, as part of a sentence, and by how many seconds."""


@dataclass(frozen=True, slots=True)
class ComparisonChosen:
    """What to compare with; None: nothing."""

    comparison: Comparison | None


class CompareMenu(QObject):
    """Offers the other machines, earlier times, and any other time.

    Signals:
        chosen: compare with something else.
    """

    chosen = Signal(ComparisonChosen)

    def __init__(self, hub: Hub, parent: QWidget) -> None:
        super().__init__(parent)
        self._hub = hub
        self._window = parent
        self._offers: dict[QAction, Comparison | None] = {}
        self._end = 0.0

    def menu(self, current: Comparison | None, end: float) -> QMenu:
        """Return the menu; `end` is the end of what is shown, in Unix seconds."""
        self._end = end
        self._offers.clear()
        menu = QMenu(self._window)
        group = QActionGroup(menu)
        self._offer(menu, group, tr("Nothing"), None, checked=current is None)
        menu.addSeparator()
        here = self._hub.current_node
        for offered, label, shift in _EARLIER:
            earlier = Comparison(label, here, shift)
            self._offer(menu, group, offered, earlier, checked=current == earlier)
        other = menu.addAction(tr("Another time…"))
        other.triggered.connect(self._on_another_time)
        nodes = [node for node in self._hub.nodes.all() if node.id != here]
        if nodes:
            menu.addSeparator()
        for node in nodes:
            machine = Comparison(node.name, node.id)
            self._offer(menu, group, node.name, machine, checked=current == machine)
        menu.triggered.connect(self._on_triggered)
        return menu

    def _offer(
        self,
        menu: QMenu,
        group: QActionGroup,
        text: str,
        comparison: Comparison | None,
        *,
        checked: bool,
    ) -> None:
        action = menu.addAction(text.replace("&", "&&"))
        action.setCheckable(True)
        action.setChecked(checked)
        group.addAction(action)
        self._offers[action] = comparison

    def _on_triggered(self, action: QAction) -> None:
        if action in self._offers:
            self.chosen.emit(ComparisonChosen(self._offers[action]))

    def _on_another_time(self) -> None:
        dialog = OtherTimeDialog(self._end, self._window)
        dialog.chosen.connect(self._on_time_chosen)
        dialog.open()

    def _on_time_chosen(self, chosen: TimeChosen) -> None:
        label = when_text(chosen.end)
        shifted = Comparison(
            tr("until {label}").format(label=label), self._hub.current_node, self._end - chosen.end
        )
        self.chosen.emit(ComparisonChosen(shifted))


@dataclass(frozen=True, slots=True)
class TimeChosen:
    """When the other stretch ends, in Unix seconds."""

    end: float


class OtherTimeDialog(QDialog):
    """Asks when the stretch to compare with ends.

    Signals:
        chosen: a moment before the present.
    """

    chosen = Signal(TimeChosen)

    def __init__(self, end: float, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Compare with another time"))
        self.setFixedWidth(400)
        self.editor = QDateTimeEdit(QDateTime.fromSecsSinceEpoch(int(end - DAY)))
        self.editor.setDisplayFormat(tr("yyyy-MM-dd HH:mm"))
        self.editor.setCalendarPopup(True)
        self.editor.setMaximumDateTime(QDateTime.fromSecsSinceEpoch(int(end)))
        self.editor.setFixedHeight(32)
        buttons = QDialogButtonBox()
        self.yes = Button(tr("Compare"), "primary")
        buttons.addButton(self.yes, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(Button(tr("Cancel")), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 22, 24, 20)
        column.setSpacing(14)
        column.addWidget(Text(tr("Compare with another time"), "card"))
        column.addWidget(
            FormField(tr("It ends at"), self.editor, tr("It is as long as what the charts show."))
        )
        column.addWidget(buttons)

    def accept(self) -> None:
        """Tell the moment."""
        self.chosen.emit(TimeChosen(float(self.editor.dateTime().toSecsSinceEpoch())))
        super().accept()
