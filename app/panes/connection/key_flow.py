"""Key access of the node that is shown: looked up once a session, set up and revoked on request."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.core.i18n import tr
from app.core.ids import LOCAL_NODE, NodeId
from app.look.components.confirm import ConfirmDialog
from app.panes.connection.key_dialog import KeyAccessDialog
from app.panes.connection.settings import load, save
from app.state.hub import Notice, Severity
from app.state.key_access import KeyTask, KeyTaskDone
from app.transport.status import Phase

if TYPE_CHECKING:
    from app.panes.connection.details import NodeDetails
    from app.services.access.key_access import KeyChange, KeyStatus
    from app.state.hub import Hub
    from app.transport.status import SessionStatus


@dataclass(frozen=True, slots=True)
class _Looked:
    """What was found out about a node's key access, and in which session."""

    since: float
    key: KeyStatus | None = None
    problem: str = ""


class KeyFlow(QObject):
    """Connects the details of a node with `hub.key_access`."""

    def __init__(self, hub: Hub, details: NodeDetails) -> None:
        super().__init__(details)
        self._hub = hub
        self._details = details
        self._looked: dict[NodeId, _Looked] = {}
        self._asked_about = LOCAL_NODE
        details.key_card.setup_requested.connect(self._on_setup)
        details.key_card.revoke_requested.connect(self._on_revoke)
        details.offer_declined.connect(self._on_offer_declined)
        hub.key_access.done.connect(self._on_done)

    def follow(self, status: SessionStatus) -> None:
        """Look up the key access of a node that is seen and connected, once a session."""
        node, looked = status.node, self._looked.get(status.node)
        if status.phase is not Phase.CONNECTED or node == LOCAL_NODE:
            self._looked.pop(node, None)
        elif self._details.isVisible() and (looked is None or looked.since != status.since):
            self._looked[node] = _Looked(status.since)
            self._hub.key_access.check(node)
        self._show(node)

    def _show(self, node: NodeId) -> None:
        if node != self._hub.current_node:
            return
        looked = self._looked.get(node) or _Looked(0.0)
        offer = node not in load(self._hub).key_declined
        self._details.show_key(looked.key, looked.problem, offer=offer)

    def _on_done(self, done: KeyTaskDone) -> None:
        if done.task is KeyTask.CHECK:
            self._on_checked(done)
        elif done.task is KeyTask.REVOKE:
            self._on_revoked(done)
        elif done.task is KeyTask.INSTALL and done.error is None:
            self._look_again(done.node)

    def _on_checked(self, done: KeyTaskDone) -> None:
        looked = self._looked.get(done.node)
        if looked is None:
            return
        problem = str(done.error) if done.error is not None else ""
        self._looked[done.node] = _Looked(looked.since, done.status, problem)
        self._show(done.node)

    def _look_again(self, node: NodeId) -> None:
        if self._looked.pop(node, None) is not None:
            self.follow(self._hub.sessions.status(node))

    def _on_setup(self) -> None:
        node = self._hub.nodes.get(self._hub.current_node)
        KeyAccessDialog(self._hub, node, self._details).open()

    def _on_offer_declined(self) -> None:
        node, settings = self._hub.current_node, load(self._hub)
        declined = (*settings.key_declined, node)
        save(self._hub, replace(settings, key_declined=declined))
        self._show(node)

    def _on_revoke(self) -> None:
        node = self._hub.nodes.get(self._hub.current_node)
        looked = self._looked.get(node.id)
        if looked is None or looked.key is None:
            return
        self._asked_about = node.id
        dialog = ConfirmDialog(
            tr("Revoke key access to {name}?").format(name=node.name),
            tr(
                "The line that this program added to {file} on {name} is taken out, and "
                "no other. This session stays open; to log in again you need the password "
                "or another key.\n\n{fingerprint}"
            ).format(file=looked.key.file, name=node.name, fingerprint=looked.key.fingerprint),
            tr("Revoke"),
            self._details,
        )
        dialog.accepted.connect(self._revoke_asked)
        dialog.open()

    def _revoke_asked(self) -> None:
        self._hub.key_access.revoke(self._asked_about)

    def _on_revoked(self, done: KeyTaskDone) -> None:
        if done.error is not None:
            self._hub.tell_error(done.error)
        elif done.change is not None:
            self._hub.tell(_revoked(done.change))
        self._look_again(done.node)


def _revoked(change: KeyChange) -> Notice:
    if change.remaining:
        return Notice(
            Severity.WARNING,
            tr("{name} still lets this key in.").format(name=change.node.name),
            tr("{remaining} lines of {file} were not written by this program.").format(
                remaining=change.remaining, file=change.file
            ),
        )
    return Notice(
        Severity.SUCCESS,
        tr("This computer's key was revoked on {name}.").format(name=change.node.name),
    )
