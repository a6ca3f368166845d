"""Remove a node, and bring it back when that was a mistake."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.core.errors import UserError
from app.core.i18n import tr
from app.core.ids import LOCAL_NODE
from app.look.components.confirm import ConfirmDialog
from app.panes.kept_logins import KeptLogins
from app.state.hub import Notice, NoticeAction, Severity

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.core.ids import NodeId
    from app.hosts.nodes import Node
    from app.state.hub import Hub


@dataclass(frozen=True, slots=True)
class _Removed:
    """A node that was removed, and what else an undo needs."""

    node: Node
    place: int
    """Where it stood among the saved nodes."""
    wanted: bool
    """Whether it was connected, or being connected."""


class Removal(QObject):
    """Asks only where something running would end; a toast offers to undo it.

    Signals:
        removed: a node was removed.
    """

    removed = Signal()

    def __init__(self, hub: Hub, window: QWidget) -> None:
        super().__init__(window)
        self._hub = hub
        self._window = window
        self._asked_about = LOCAL_NODE
        """The node that an open question is about: another may be selected meanwhile."""
        self._last: _Removed | None = None
        self._logins = KeptLogins(hub, self)

    def ask(self) -> None:
        """Remove the node that is shown; ask before when its session would end."""
        self.ask_about(self._hub.current_node)

    def ask_about(self, node_id: NodeId) -> None:
        """Remove a node; ask before when its session would end."""
        self._asked_about = node_id
        if not self._hub.sessions.status(node_id).phase.is_wanted:
            self._remove_asked()
            return
        dialog = ConfirmDialog(
            tr("Remove {name}?").format(name=self._hub.nodes.get(node_id).name),
            tr(
                "Its session and tunnels are closed. Nothing on the machine changes, and "
                "the removal can be undone."
            ),
            tr("Remove"),
            self._window,
        )
        dialog.accepted.connect(self._remove_asked)
        dialog.open()

    def undo(self) -> None:
        """Bring back the node that was removed last; nothing when none was."""
        if self._last is not None:
            self._bring_back(self._last)

    def _remove_asked(self) -> None:
        node = self._asked_about
        saved = [each.id for each in self._hub.nodes.all() if not each.is_local]
        wanted = self._hub.sessions.status(node).phase.is_wanted
        try:
            last = _Removed(self._hub.nodes.remove(node), saved.index(node), wanted)
        except UserError as error:
            self._hub.tell_error(error)
            return
        self._last = last
        self._logins.let_go(last.node)  # who brings the node back is asked for it
        if self._hub.current_node == node:
            self._hub.select_node(LOCAL_NODE)
        undo = NoticeAction(tr("Undo"), partial(self._bring_back, last))
        self._hub.tell(
            Notice(
                Severity.SUCCESS, tr("{name} was removed.").format(name=last.node.name), action=undo
            )
        )
        self.removed.emit()

    def _bring_back(self, removed: _Removed) -> None:
        self._last = None
        node = removed.node
        if self._hub.nodes.has(node.id):
            return
        try:
            self._hub.nodes.save(node, place=removed.place)
        except UserError as error:
            self._hub.tell_error(error)
            return
        self._hub.select_node(node.id)
        if removed.wanted:
            self._hub.sessions.connect_node(node.id)
