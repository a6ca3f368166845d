"""Adding the account to the group docker: what that means, doing it, and connecting again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from app.core.audit import AuditLog
from app.core.errors import SessionLost, SettingsUnwritable, UserError
from app.core.i18n import tr
from app.core.ids import NodeId
from app.look.components.confirm import ConfirmDialog
from app.services.containers.access import Joining, join, joining
from app.state.hub import Notice, Severity
from app.transport.status import Phase, SessionStatus
from app.workers.job import Ended, Produced
from app.workers.worker import once

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.core.cancel import Cancel
    from app.state.hub import Hub
    from app.transport.api import Session


def add_to_docker_group(hub: Hub, node: NodeId, parent: QWidget) -> JoinFlow:
    """Ask whether the account shall join the group of Docker's socket; do it and connect again."""
    flow = JoinFlow(hub, node, parent)
    flow.begin()
    return flow


class JoinFlow(QObject):
    """One account on its way into the group; it goes when it is done."""

    def __init__(self, hub: Hub, node: NodeId, window: QWidget) -> None:
        super().__init__(window)
        self._hub = hub
        self._node = node
        self._window = window
        self._name = hub.nodes.name_of(node)
        self._joining: Joining | None = None
        self._left = False
        """Whether the session that did not count yet has ended."""

    def begin(self) -> None:
        """Look who would join which group, then ask."""
        self._run("look", joining, self._on_looked)

    # Looking

    def _on_looked(self, produced: Produced) -> None:
        assert isinstance(produced.value, Joining)
        self._joining = produced.value
        dialog = ConfirmDialog(
            tr("Add {user} to the group {group}?").format(
                user=self._joining.user, group=self._joining.group
            ),
            join_text(self._joining, self._name),
            tr("Add and connect again"),
            self._window,
        )
        dialog.accepted.connect(self._on_accepted)
        dialog.rejected.connect(self.deleteLater)
        dialog.open()

    # Doing it

    def _on_accepted(self) -> None:
        wanted, name, audit = self._joining, self._name, self._hub.containers.audit_file
        assert wanted is not None

        def work(session: Session, cancel: Cancel) -> Joining:
            join(session, name, wanted, AuditLog(audit), cancel)
            return wanted

        self._run("join", work, self._on_joined)

    def _on_joined(self, _produced: Produced) -> None:
        self._connect_again()

    def _connect_again(self) -> None:
        """End the session, whose groups are those of its login, and open another."""
        self._hub.sessions.disconnect_node(self._node)
        self._hub.sessions.status_changed.connect(self._on_status)
        self._left = True
        self._hub.sessions.connect_node(self._node)

    def _on_status(self, status: SessionStatus) -> None:
        if status.node != self._node:
            return
        if status.phase is Phase.CONNECTED:
            self._hub.containers.look_again(self._node)
            assert self._joining is not None
            title = tr("{user} may use Docker on {name}.").format(
                user=self._joining.user, name=self._name
            )
            self._hub.tell(Notice(Severity.SUCCESS, title))
            self._end()
        elif status.phase in (Phase.REFUSED, Phase.OFF):
            self._end()

    # When sudo asks for a password

    def _on_failed(self, error: UserError) -> None:
        wanted = self._joining
        if wanted is None or isinstance(error, SessionLost | SettingsUnwritable):
            self._hub.tell_error(error)
            self._end()
            return
        dialog = ConfirmDialog(
            error.message,
            tr(
                "Enter this on {name} yourself, as somebody who may use sudo:\n\n{command}\n\n"
                "Then disconnect and connect again: the group counts from the next login "
                "on."
            ).format(name=self._name, command=wanted.command),
            tr("Copy the command"),
            self._window,
            destructive=False,
        )
        dialog.accepted.connect(self._on_copy)
        dialog.finished.connect(self._end)
        dialog.open()

    def _on_copy(self) -> None:
        assert self._joining is not None
        QGuiApplication.clipboard().setText(self._joining.command)
        self._hub.tell(Notice(Severity.SUCCESS, tr("The command was copied.")))

    # How it is done

    def _run(
        self,
        what: str,
        work: Callable[[Session, Cancel], Joining],
        on_produced: Callable[[Produced], None],
    ) -> None:
        session = self._hub.sessions.session(self._node)
        if session is None:
            self._hub.tell_error(
                SessionLost(
                    tr("{name} is not connected.").format(name=self._name), tr("Connect first.")
                )
            )
            self._end()
            return
        job = once(lambda cancel: work(session, cancel))
        worker = self._hub.supervisor.worker(f"docker-group:{what}:{self._node}:{id(self)}", job)
        worker.produced.connect(on_produced)
        worker.ended.connect(self._on_ended)
        self._hub.supervisor.start(worker)

    def _on_ended(self, ended: Ended) -> None:
        if ended.error is not None and not ended.cancelled:
            self._on_failed(ended.error)

    def _end(self) -> None:
        if self._left:
            self._left = False
            self._hub.sessions.status_changed.disconnect(self._on_status)
        self.deleteLater()


def join_text(wanted: Joining, node: str) -> str:
    """Say what is done, and what whoever is in that group can do."""
    return tr(
        "On {node} this runs: {command}\n\nWhoever is in the group {group} can become "
        "root on {node}: a container may see all of its files. Do it only if this "
        "account may have that right.\n\nsudo must not ask for a password. The session "
        "is closed and opened again, because groups are given at login; commands, "
        "tunnels and logs over it are interrupted. The audit log notes it."
    ).format(node=node, command=wanted.command, group=wanted.group)
