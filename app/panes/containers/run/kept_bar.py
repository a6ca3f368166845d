"""Containers that were made anew: what is kept, what was broken off, and what can be done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.i18n import tr
from app.look.components import Button, Card, Text
from app.look.components.confirm import ConfirmDialog
from app.panes.containers.run.desk import RunDesk, is_moving
from app.services.containers.api import ContainerChange, Verb
from app.services.containers.succession import Replacement, Stage, replacements

if TYPE_CHECKING:
    from app.core.ids import NodeId
    from app.state.containers import ContainersChanged
    from app.state.errands import ErrandChanged
    from app.state.hub import Hub, NodeSelected


class KeptBar(QWidget):
    """A card for each recreation of the current node that can be undone or finished."""

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self._shown: tuple[Replacement, ...] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        hub.node_selected.connect(self._on_node)
        hub.containers.changed.connect(self._on_changed)
        hub.errands.changed.connect(self._on_errand)
        self._show()

    @property
    def cards(self) -> tuple[KeptCard, ...]:
        """The cards from the top."""
        items = (self._column.itemAt(number) for number in range(self._column.count()))
        found = (item.widget() for item in items if item is not None)
        return tuple(each for each in found if isinstance(each, KeptCard))

    def _on_node(self, _selected: NodeSelected) -> None:
        self._show()

    def _on_changed(self, changed: ContainersChanged) -> None:
        if changed.node == self._hub.current_node:
            self._show()

    def _on_errand(self, changed: ErrandChanged) -> None:
        if changed.errand.node == self._hub.current_node:
            self._show()

    def _show(self) -> None:
        node = self._hub.current_node
        view = self._hub.containers.view(node)
        found = tuple(
            each
            for each in replacements(view.containers or ())
            if not is_moving(self._hub, node, each.before.id)
        )
        self.setVisible(bool(found))
        for card in self.cards:
            card.set_able(able=view.error is None)
        if found == self._shown:
            return
        self._shown = found
        for card in self.cards:
            self._column.removeWidget(card)
            card.hide()
            card.deleteLater()
        for each in found:
            card = KeptCard(self._hub, node, each)
            card.set_able(able=view.error is None)
            self._column.addWidget(card)


class KeptCard(Card):
    """One recreation: its former container is kept, or it was broken off."""

    def __init__(self, hub: Hub, node: NodeId, replacement: Replacement) -> None:
        super().__init__()
        self._hub = hub
        self._node = node
        self._replacement = replacement
        self.body.setContentsMargins(16, 8, 12, 8)
        unfinished = replacement.stage is Stage.UNFINISHED
        name = replacement.name
        title = _TITLES[replacement.stage].format(name=name)
        self.title = Text(title, "strong", "warn" if unfinished else "text")
        self.text = Text(_words(replacement), "label", "text2", wrap=True)
        self.undo = Button(tr("Undo"))
        if replacement.stage is Stage.PASSED:
            self.undo.hide()  # the later recreation is undone first
        self.other = Button(tr("Finish") if unfinished else tr("Remove the former one"))
        self.undo.clicked.connect(self._on_undo)
        self.other.clicked.connect(self._on_finish if unfinished else self._on_remove)
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(self.title)
        words.addWidget(self.text)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addLayout(words, 1)
        for button in (self.undo, self.other):
            button.setAccessibleName(f"{button.text()}: {name}")
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.body.addLayout(row)

    def set_able(self, *, able: bool) -> None:
        """Offer what the node can be asked for."""
        for button in (self.undo, self.other):
            button.setEnabled(able)

    def _on_undo(self) -> None:
        each = self._replacement
        RunDesk.of(self._hub).undo(self._node, each.before.id, each.name)

    def _on_finish(self) -> None:
        each = self._replacement
        RunDesk.of(self._hub).finish(self._node, each.before.id, each.name)

    def _on_remove(self) -> None:
        before = self._replacement.before
        dialog = ConfirmDialog(
            tr("Remove {name}?").format(name=before.name),
            tr(
                "It is the former {name}. What was written inside it beside its volumes "
                "is lost, and the recreation can no longer be undone. Its volumes stay: "
                "the new container has them."
            ).format(name=self._replacement.name),
            tr("Remove"),
            self,
        )
        dialog.accepted.connect(self._on_removal_confirmed)
        dialog.open()

    def _on_removal_confirmed(self) -> None:
        self._hub.containers.change(
            self._node, [self._replacement.before], ContainerChange(Verb.REMOVE)
        )


_TITLES = {
    Stage.UNFINISHED: tr("Recreating {name} was broken off"),
    Stage.KEPT: tr("{name} was recreated"),
    Stage.PASSED: tr("An earlier {name} is kept"),
}


def _words(replacement: Replacement) -> str:
    if replacement.stage is Stage.UNFINISHED:
        runs = tr("runs") if replacement.before.state.runs else tr("does not run")
        return tr(
            "The old container is {name} and {runs}. Finish it, or have all as it was."
        ).format(name=replacement.before.name, runs=runs)
    kept = tr("The former container is kept as {name} until you remove it.").format(
        name=replacement.before.name
    )
    if replacement.stage is Stage.PASSED:
        return tr("{kept} What took its place is called {name} now.").format(
            kept=kept, name=replacement.new.name
        )
    return kept
