"""Removing containers: what goes with them is asked of the node first, then the user."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from app.core.i18n import tr
from app.core.ids import NodeId
from app.core.listed import listed
from app.look.components.confirm import ConfirmDialog
from app.panes.asking import Answered, Refused
from app.panes.containers.asking import Asking
from app.panes.containers.list.offers import names_of
from app.services.containers.api import Container, ContainerChange, Mount, Verb
from app.state.hub import Hub

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.services.containers.engine import Engine


@dataclass(frozen=True, slots=True)
class Lost:
    """What goes with containers when they are removed with their volumes."""

    containers: tuple[Container, ...]
    """Those that are still there."""
    volumes: tuple[Mount, ...]


class RemoveDialog(ConfirmDialog):
    """Says what is lost, and asks whether unnamed volumes go, too."""

    def __init__(self, node: NodeId, lost: Lost, parent: QWidget) -> None:
        self.node = node
        self.lost = lost
        many = len(lost.containers)
        title = (
            tr("Remove {many} containers?").format(many=many)
            if many > 1
            else tr("Remove {name}?").format(name=lost.containers[0].name)
        )
        super().__init__(title, removal_words(lost), tr("Remove"), parent)
        self.volumes = QCheckBox(_volumes_words(lost.volumes))
        self.volumes.setAccessibleDescription(_list_of(lost.volumes))
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        column.insertWidget(2, self.volumes)
        self.volumes.setVisible(bool(lost.volumes))  # shown before that, it would be a window


class Removal(QObject):
    """Asks node and user, then has containers removed."""

    def __init__(self, hub: Hub, window: QWidget) -> None:
        super().__init__(window)
        self._hub = hub
        self._window = window
        self._node = NodeId("")
        self._asking = Asking(hub, self)
        self._asking.answered.connect(self._on_lost)
        self._asking.refused.connect(self._on_refused)

    def ask(self, node: NodeId, containers: Sequence[Container]) -> None:
        """Ask what goes with containers; then the user."""
        asked = tuple(containers)

        def question(engine: Engine, cancel: Cancel) -> Lost:
            return what_is_lost(engine, asked, cancel)

        self._node = node
        self._asking.ask(node, question)

    def _on_lost(self, answered: Answered) -> None:
        lost = answered.value
        assert isinstance(lost, Lost)
        if lost.containers:
            dialog = RemoveDialog(self._node, lost, self._window)
            dialog.accepted.connect(self._on_accepted)
            dialog.open()

    def _on_refused(self, refused: Refused) -> None:
        self._hub.tell_error(refused.error, refused.details)

    def _on_accepted(self) -> None:
        dialog = self.sender()
        assert isinstance(dialog, RemoveDialog)
        volumes = dialog.volumes.isChecked()
        for force in (False, True):
            some = [each for each in dialog.lost.containers if each.state.runs is force]
            if some:
                change = ContainerChange(Verb.REMOVE, force=force, volumes=volumes)
                self._hub.containers.change(dialog.node, some, change)


def what_is_lost(engine: Engine, containers: Sequence[Container], cancel: Cancel) -> Lost:
    """Look at each container: which unnamed volumes it has, and whether it is there at all."""
    from app.services.containers.api import NotThere

    there: list[Container] = []
    volumes: list[Mount] = []
    for each in containers:
        cancel.raise_if_cancelled()
        try:
            volumes += engine.details(each.id).lost_with_it
        except NotThere:
            continue
        there.append(each)
    return Lost(tuple(there), tuple(volumes))


def removal_words(lost: Lost) -> str:
    """Say what removing takes away."""
    many = len(lost.containers) > 1
    running = [each for each in lost.containers if each.state.runs]
    words = [tr("{names} will be gone.").format(names=names_of(lost.containers))] if many else []
    if running and many:
        words.append(
            tr("{names} run and will be killed at once, without time to end.").format(
                names=names_of(running)
            )
        )
    elif running:
        words.append(tr("It runs and will be killed at once, without time to end."))
    words.append(tr("Files written inside, outside of volumes, are lost."))
    mounts = [mount for each in lost.containers for mount in each.mounts]
    named = sorted({mount.volume for mount in mounts if mount.volume and not mount.is_anonymous})
    if named:
        stays = (
            tr("The volume {names} stays.") if len(named) == 1 else tr("The volumes {names} stay.")
        )
        words.append(stays.format(names=listed(named)))
    if any(mount.kind == "bind" for mount in mounts):
        words.append(tr("Folders of the node stay as they are."))
    return " ".join(words)


def _volumes_words(volumes: Sequence[Mount]) -> str:
    where = listed([mount.target for mount in volumes])
    if len(volumes) == 1:
        return tr("Also remove its unnamed volume with the data in {where}").format(where=where)
    return tr(
        "Also remove %n unnamed volumes with the data in {where}",
        "Also remove %n unnamed volume with the data in {where}",
        len(volumes),
    ).format(where=where)


def _list_of(volumes: Sequence[Mount]) -> str:
    return ", ".join(
        tr("{volume} in {target}").format(volume=mount.volume, target=mount.target)
        for mount in volumes
    )
