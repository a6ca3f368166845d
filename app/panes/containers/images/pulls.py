"""Pulls onto one node: asking for one, those that go on, and those that did not get done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.look.components import Card
from app.panes.containers.images.accounts import AccountsDialog
from app.panes.containers.images.pull_card import PullCard
from app.panes.containers.images.pull_dialog import PullDialog, PullWanted
from app.panes.containers.images.pulling import pull_of, start_pull
from app.panes.errand_words import wanting
from app.services.containers.references import parse_reference

if TYPE_CHECKING:
    from app.core.ids import NodeId
    from app.state.errands import Errand, ErrandChanged
    from app.state.hub import Hub


@dataclass(frozen=True, slots=True)
class Pulled:
    """A pull onto the node is done."""

    reference: str


class Pulls(QWidget):
    """A card for each; one that is done leaves. Where a registry refuses, it asks for an account.

    Signals:
        pulled: an image is there.
        grown: it needs another height.
    """

    pulled = Signal(Pulled)
    grown = Signal()

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self._node = hub.current_node
        self._refused = 0
        """The errand that goes on once its registry has an account."""
        self.cards: dict[int, PullCard] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self._column.addStretch(1)
        hub.errands.changed.connect(self._on_changed)

    def show_node(self, node: NodeId) -> None:
        """Show the pulls of a node."""
        self._node = node
        self._fill()

    def ask(self) -> PullDialog:
        """Ask what to pull."""
        dialog = PullDialog(self._hub, self._node, self)
        dialog.pull_wanted.connect(self._on_wanted)
        dialog.open()
        return dialog

    def show_accounts(self) -> AccountsDialog:
        """Show the accounts of registries."""
        return self._open_accounts("")

    def needed_height(self, width: int) -> int:
        """Return how high it wants to be at a width."""
        column = self._column
        if column.hasHeightForWidth():
            return column.heightForWidth(width)
        return column.sizeHint().height()

    def event(self, event: QEvent) -> bool:
        """Say when cards grow and shrink."""
        handled = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self.grown.emit()
        return handled

    def _shown(self) -> list[Errand]:
        errands = wanting(self._hub.errands.all())
        return [each for each in errands if each.node == self._node and pull_of(each) is not None]

    def _on_changed(self, changed: ErrandChanged) -> None:
        errand, pull = changed.errand, pull_of(changed.errand)
        if errand.node != self._node or pull is None:
            return
        if [each.id for each in self._shown()] == list(self.cards):
            self.cards[errand.id].show_errand(errand)
            return
        ended = errand.id in self.cards and errand.is_done
        self._fill()
        if ended:
            self.pulled.emit(Pulled(pull.reference))

    def _fill(self) -> None:
        shown = {each.id: each for each in self._shown()}
        for gone in [each for each in self.cards if each not in shown]:
            frame = self.cards.pop(gone).parentWidget()
            assert frame is not None
            self._column.removeWidget(frame)
            frame.hide()
            frame.deleteLater()
        for number, errand in enumerate(shown.values()):
            if errand.id in self.cards:
                continue
            card = self.cards[errand.id] = PullCard(self._hub, errand)
            card.account_wanted.connect(self._on_account_wanted)
            frame = Card()
            frame.body.setContentsMargins(16, 12, 16, 12)
            frame.body.addWidget(card)
            self._column.insertWidget(number, frame)
        self.cards = {each: self.cards[each] for each in shown}
        self.grown.emit()

    def _on_wanted(self, wanted: PullWanted) -> None:
        start_pull(self._hub, self._node, wanted.reference)

    def _on_account_wanted(self) -> None:
        card = self.sender()
        pull = pull_of(card.errand) if isinstance(card, PullCard) else None
        if isinstance(card, PullCard) and pull is not None:
            self._refused = card.errand.id
            dialog = self._open_accounts(parse_reference(pull.reference).registry)
            dialog.accepted.connect(self._on_account_added)

    def _on_account_added(self) -> None:
        self._hub.errands.again(self._refused)

    def _open_accounts(self, server: str) -> AccountsDialog:
        dialog = AccountsDialog(self._hub, self._node, self, wanted=server)
        dialog.open()
        return dialog
