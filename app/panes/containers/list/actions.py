"""What the list does with containers when it is asked to; questions come first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.core.i18n import numeral, tr
from app.core.ids import NodeId
from app.look.components.confirm import ConfirmDialog
from app.panes.containers.list.offers import LOOKS, names_of, those_for
from app.panes.containers.list.removal import Removal
from app.panes.containers.list.rename import RenameDialog
from app.services.containers.api import STOP_S, Container, ContainerChange, Verb
from app.state.containers import ContainerAnswer

if TYPE_CHECKING:
    from app.state.hub import Hub


_TITLES = {
    Verb.STOP: tr("Stop {name}?"),
    Verb.RESTART: tr("Restart {name}?"),
    Verb.KILL: tr("Kill {name}?"),
}
_TITLES_OF_MANY = {
    Verb.STOP: tr("Stop {count} containers?"),
    Verb.RESTART: tr("Restart {count} containers?"),
    Verb.KILL: tr("Kill {count} containers?"),
}


class EndDialog(ConfirmDialog):
    """Asks before containers are stopped, restarted or killed."""

    def __init__(
        self, node: NodeId, verb: Verb, containers: Sequence[Container], parent: QWidget
    ) -> None:
        self.node = node
        self.change = ContainerChange(verb)
        self.containers = tuple(containers)
        label = LOOKS[verb].label
        many = len(self.containers) > 1
        title = (
            _TITLES_OF_MANY[verb].format(count=numeral(len(self.containers)))
            if many
            else _TITLES[verb].format(name=self.containers[0].name)
        )
        super().__init__(title, _end_words(verb, containers), label, parent)


class ContainerActions(QObject):
    """Does what a verb says; what fails is told by the state."""

    def __init__(self, hub: Hub, window: QWidget) -> None:
        super().__init__(window)
        self._hub = hub
        self._window = window
        self._removal = Removal(hub, window)
        self._doing: dict[str, Verb] = {}
        hub.containers.answered.connect(self._on_answered)

    def doing(self, container: Container, busy: frozenset[str]) -> str:
        """Say what is being done to a container from here, "" for nothing."""
        if container.id not in busy:
            return ""
        verb = self._doing.get(container.id)
        return tr("changing…") if verb is None else LOOKS[verb].doing

    def do(self, node: NodeId, verb: Verb, chosen: Sequence[Container]) -> None:
        """Do it with those of the chosen containers that it makes sense for."""
        containers = those_for(verb, chosen, self._hub.containers.view(node).busy)
        if not containers:
            return
        if verb is Verb.REMOVE:
            self._removal.ask(node, containers)
        elif verb is Verb.RENAME:
            rename = RenameDialog(node, containers[0], self._window)
            rename.accepted.connect(self._on_renamed)
            rename.open()
        elif verb is Verb.KILL or (verb in _ENDING and any(c.state.runs for c in containers)):
            dialog = EndDialog(node, verb, containers, self._window)
            dialog.accepted.connect(self._on_accepted)
            dialog.open()
        else:
            self._change(node, containers, ContainerChange(verb))

    def _on_accepted(self) -> None:
        dialog = self.sender()
        assert isinstance(dialog, EndDialog)
        self._change(dialog.node, dialog.containers, dialog.change)

    def _on_renamed(self) -> None:
        dialog = self.sender()
        assert isinstance(dialog, RenameDialog)
        change = ContainerChange(Verb.RENAME, name=dialog.name)
        self._change(dialog.node, [dialog.container], change)

    def _change(
        self, node: NodeId, containers: Sequence[Container], change: ContainerChange
    ) -> None:
        for each in containers:
            self._doing[each.id] = change.verb
        self._hub.containers.change(node, containers, change)

    def _on_answered(self, answer: ContainerAnswer) -> None:
        self._doing.pop(answer.container.id, None)


_ENDING = (Verb.STOP, Verb.RESTART)


def _end_words(verb: Verb, containers: Sequence[Container]) -> str:
    running = [each for each in containers if each.state.runs]
    many = len(containers) > 1
    who = names_of(running) if many else tr("It")
    if verb is Verb.KILL:
        first = tr(
            "{who} end at once, without time to save.",
            "{who} ends at once, without time to save.",
            len(running),
        ).format(who=who)
    else:
        first = tr(
            "{who} get {seconds} s to end, and are killed then.",
            "{who} gets {seconds} s to end, and is killed then.",
            len(running),
        ).format(who=who, seconds=STOP_S)
    more = tr("What is only in memory is lost, loaded models too.")
    again = tr(" Then all are started again.") if many else tr(" Then it is started again.")
    return f"{first} {more}{again if verb is Verb.RESTART else ''}"
