"""The copies of one container, below its files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.i18n import tr
from app.look.components import Card
from app.panes.errand_card import ErrandCard

if TYPE_CHECKING:
    from app.panes.containers.details.copy_flow import CopyChanged, CopyFlow
    from app.state.hub import Hub

_MOST = 3
"""Cards; the list of the status bar has all."""


class CopyList(Card):
    """A card for each of the newest copies."""

    def __init__(self, hub: Hub, flow: CopyFlow, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._hub = hub
        self._flow = flow
        self._cards: dict[int, _CopyCard] = {}
        self.setAccessibleName(tr("Copies"))
        self.body.setContentsMargins(16, 10, 16, 10)
        self._column = QVBoxLayout()
        self._column.setSpacing(10)
        self.body.addLayout(self._column)
        self.hide()

    def show_copies(self, copies: Sequence[CopyChanged]) -> None:
        """Show the first ones."""
        shown = {each.errand.id: each for each in copies[:_MOST]}
        for gone in self._cards.keys() - shown.keys():
            card = self._cards.pop(gone)
            self._column.removeWidget(card)
            card.hide()
            card.deleteLater()
        for number, (key, each) in enumerate(shown.items()):
            if key in self._cards:
                self._cards[key].show_errand(each.errand)
            else:
                self._cards[key] = _CopyCard(self._hub, self._flow, each)
                self._column.insertWidget(number, self._cards[key])
        self.setVisible(bool(shown))


class _CopyCard(ErrandCard):
    """Says where to instead of on which node."""

    def __init__(self, hub: Hub, flow: CopyFlow, shown: CopyChanged) -> None:
        self._flow = flow
        self._where = shown.copy.where
        super().__init__(hub, shown.errand)

    def about(self, _node: str) -> str:
        """Return where the copy goes."""
        return self._where

    def _on_again(self) -> None:
        self._flow.again(self.errand.id)
