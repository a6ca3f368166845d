"""The errands of all nodes, in a popup over the status bar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.core.i18n import tr
from app.look.components import Button, Line, Text, scrolled
from app.panes.errand_card import ErrandCard

if TYPE_CHECKING:
    from app.state.errands import ErrandChanged
    from app.state.hub import Hub

WIDTH = 460
MOST_HEIGHT = 420
_HEADING = 50


class ErrandList(QFrame):
    """Shows every errand, newest first, live; closes itself when the last one is dismissed."""

    def __init__(self, hub: Hub, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("surface", "popup")
        self.setAccessibleName(tr("Tasks"))
        self.setFixedWidth(WIDTH)
        self._hub = hub
        self._button: QWidget | None = None
        self.cards: dict[int, ErrandCard] = {}
        self.clear = Button(tr("Dismiss ended"), "link")
        self.clear.clicked.connect(self._on_clear)
        heading = QHBoxLayout()
        heading.setContentsMargins(16, 12, 16, 8)
        heading.addWidget(Text(tr("Tasks"), "card"))
        heading.addStretch(1)
        heading.addWidget(self.clear)
        content = QWidget()
        self._rows = QVBoxLayout(content)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addLayout(heading)
        column.addWidget(Line())
        column.addWidget(scrolled(content), 1)
        self._fill()
        hub.errands.changed.connect(self._on_changed)

    def open_over(self, button: QWidget) -> None:
        """Show above `button`, left edges in line."""
        self._button = button
        self._place()
        self.show()

    def _on_changed(self, changed: ErrandChanged) -> None:
        card = self.cards.get(changed.errand.id)
        ids = {each.id for each in self._hub.errands.all()}
        if card is not None and ids == set(self.cards):
            ended = card.errand.is_running and not changed.errand.is_running
            card.show_errand(changed.errand)
            if ended:
                self._settle()
        elif ids:
            self._fill()
        else:
            self.close()

    def _fill(self) -> None:
        while (item := self._rows.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.cards.clear()
        for errand in self._hub.errands.all():
            if self.cards:
                self._rows.addWidget(Line())
            card = ErrandCard(self._hub, errand)
            card.body.setContentsMargins(16, 12, 16, 12)
            self.cards[errand.id] = card
            self._rows.addWidget(card)
        self._rows.addStretch(1)
        self._settle()

    def _settle(self) -> None:
        self.clear.setVisible(any(not card.errand.is_running for card in self.cards.values()))
        rows = self._rows
        rows.activate()
        wrapped = rows.heightForWidth(WIDTH - 2) if rows.hasHeightForWidth() else 0
        wanted = wrapped or rows.sizeHint().height()
        self.setFixedHeight(min(MOST_HEIGHT, wanted + _HEADING))
        self._place()

    def _place(self) -> None:
        if self._button is not None:
            corner = self._button.mapToGlobal(QPoint(0, -6))
            self.move(corner.x(), corner.y() - self.height())

    def _on_clear(self) -> None:
        for errand in self._hub.errands.all():
            self._hub.errands.forget(errand.id)
