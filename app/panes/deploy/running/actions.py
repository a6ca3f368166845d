"""What is done with a model: a chat, its tunnel, a restart, its end. Questions come first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.core.errors import UserError
from app.core.i18n import tr
from app.look.components.confirm import ConfirmDialog
from app.panes.deploy.running.rows import ModelRow
from app.panes.deploy.running.words import remove_text, stop_text
from app.panes.ending import EndFlow
from app.services.serving.running.api import ModelState
from app.services.tunnels.api import Preset, TunnelSpec
from app.state.hub import ChatWish, Notice, Severity
from app.transport.tunnel.api import ITSELF, ForwardKind

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.panes.deploy.running.bands import FoundOrphan, OrphanAsked
    from app.state.errands import Tell
    from app.state.hub import Hub

MODEL_KEY = "model"
"""`Preset.key` of a model's endpoint."""


class ModelActions(QObject):
    """Changes models, opens tunnels to them and conversations with them; errors become notices."""

    def __init__(self, hub: Hub, window: QWidget) -> None:
        super().__init__(window)
        self._hub = hub
        self._window = window
        self._ending = EndFlow(hub, window)
        self._asked: ModelRow | None = None

    def chat(self, row: ModelRow) -> None:
        """Begin a conversation with a model."""
        if row.model is not None:
            self._hub.show_chat(ChatWish(row.model.endpoint))

    # Tunnels

    def tunnel(self, row: ModelRow) -> TunnelSpec | None:
        """Return the tunnel to a model that is saved, None when there is none."""
        for spec in self._hub.tunnels.specs(row.node):
            at_port = spec.kind is ForwardKind.TCP and spec.remote_port == row.port
            if at_port and spec.remote_host in ITSELF:
                return spec
        return None

    def local_port(self, row: ModelRow) -> int | None:
        """Return the port of this computer that leads to a model, None while there is none."""
        if self._hub.nodes.get(row.node).is_local:
            return row.port
        spec = self.tunnel(row)
        return self._hub.tunnels.status(spec.id).local_port if spec is not None else None

    def open_tunnel(self, row: ModelRow) -> None:
        """Open a tunnel to a model, and keep it."""
        model = row.model
        if model is None or row.port is None:
            return
        try:
            spec = self.tunnel(row)
            if spec is not None:
                self._hub.tunnels.open(spec.id)
            else:
                self._hub.tunnels.open_service(row.node, _preset(row))
        except UserError as error:
            self._hub.tell_error(error)

    # Changes

    def stop(self, row: ModelRow) -> None:
        """Ask whether a model shall be stopped."""
        self._asked = row
        dialog = ConfirmDialog(
            tr("Stop {title}?").format(title=row.title), stop_text(row), tr("Stop"), self._window
        )
        dialog.accepted.connect(self._on_stop)
        dialog.open()

    def restart(self, row: ModelRow) -> None:
        """Ask whether a model shall be restarted; one that does not run is just started."""
        if row.model is not None and row.model.state is ModelState.STOPPED:
            self._hub.serving.restart_model(row.model)
            return
        self._asked = row
        text = stop_text(row, restart=True)
        dialog = ConfirmDialog(
            tr("Restart {title}?").format(title=row.title), text, tr("Restart"), self._window
        )
        dialog.accepted.connect(self._on_restart)
        dialog.open()

    def remove(self, row: ModelRow) -> None:
        """Ask whether the container of a model that was stopped shall go."""
        self._asked = row
        dialog = ConfirmDialog(
            tr("Remove {title}?").format(title=row.title),
            remove_text(row),
            tr("Remove"),
            self._window,
        )
        dialog.accepted.connect(self._on_remove)
        dialog.open()

    def _on_remove(self) -> None:
        row, hub = self._asked, self._hub
        if row is None or row.model is None:
            return
        node, container, title = row.node, row.model.container_id, row.title

        def work(cancel: Cancel, _tell: Tell) -> object:
            from app.services.containers.changes import ContainerChanges

            reach = hub.serving.reach(node)
            changes = ContainerChanges(reach.holder.engine(cancel), reach.name, reach.audit)
            changes.remove(container)
            return Notice(
                Severity.SUCCESS, tr("The container of {title} was removed.").format(title=title)
            )

        hub.errands.start(node, tr("Removing {title}").format(title=title), work)

    def _on_stop(self) -> None:
        if self._asked is not None and self._asked.model is not None:
            self._hub.serving.stop_model(self._asked.model)

    def _on_restart(self) -> None:
        if self._asked is not None and self._asked.model is not None:
            self._hub.serving.restart_model(self._asked.model)

    def on_orphan(self, asked: OrphanAsked) -> None:
        """Ask whether a process that is left of an engine shall be ended."""
        found: FoundOrphan = asked.found
        sample = self._hub.telemetry.latest(found.node)
        for process in sample.processes if sample is not None else ():
            if process.pid == found.orphan.pid:
                self._ending.ask(found.node, process)
                return
        words = tr("Process {pid} is not there any more.").format(pid=found.orphan.pid)
        self._hub.tell(Notice(Severity.INFO, words))


def _preset(row: ModelRow) -> Preset:
    """Return a model's endpoint as a service that a tunnel can be made to."""
    assert row.model is not None
    endpoint = row.model.endpoint
    return Preset(MODEL_KEY, row.title, endpoint.port, path=f"{endpoint.base}/models")
