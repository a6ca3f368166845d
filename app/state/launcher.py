"""LauncherState: opens terminals, editors and web pages without holding the window up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.core.cancel import Cancel
from app.core.errors import UserError
from app.core.ids import NodeId
from app.hosts.nodes import Node, Route
from app.state.nodes import NodesState
from app.state.sessions import SessionsState
from app.transport.status import Phase, SessionStatus
from app.workers.job import Ended, Produced
from app.workers.supervisor import Supervisor
from app.workers.worker import once

if TYPE_CHECKING:
    from app.services.launch.editors import Editor
    from app.services.launch.ssh_files import SshFiles


@dataclass(frozen=True, slots=True)
class LaunchFailed:
    """A program could not be opened; the error says what to do."""

    error: UserError


@dataclass(frozen=True, slots=True)
class IncludeNeeded:
    """An editor finds the node only once the user's ssh_config includes ours.

    Ask the user, then call `open_editor` with `may_include`.
    """

    node: NodeId
    editor: Editor
    file: str
    """The user's own file, which one line would be added to."""


class LauncherState(QObject):
    """Opens other programs on nodes, in workers.

    Signals:
        failed: a program could not be opened.
        include_needed: an editor needs a line in the user's SSH configuration: ask first.
        editors_changed: which editors are installed has become known.
    """

    failed = Signal(LaunchFailed)
    include_needed = Signal(IncludeNeeded)
    editors_changed = Signal()

    def __init__(
        self,
        *,
        nodes: NodesState,
        sessions: SessionsState,
        supervisor: Supervisor,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._nodes = nodes
        self._sessions = sessions
        self._supervisor = supervisor
        self._editors: tuple[Editor, ...] | None = None
        self._looking = False
        self._serial = 0

    @property
    def editors(self) -> tuple[Editor, ...]:
        """Editors of this computer that can open a node; empty until `find_editors` has looked."""
        return self._editors or ()

    def find_editors(self) -> None:
        """Look once which editors are installed."""
        if self._editors is None and not self._looking:
            self._looking = True
            self._run("editors", _find_editors)

    def open_url(self, url: str) -> None:
        """Open a web page in the browser."""

        def job(_cancel: Cancel) -> object:
            from app.services.launch.programs import open_url

            open_url(url)
            return None

        self._run("browser", job)

    def open_terminal(self, node_id: NodeId) -> None:
        """Open the system's terminal, logged in to a node."""
        node, prepare = self._nodes.get(node_id), self._ssh_files()

        def job(_cancel: Cancel) -> object:
            from app.services.launch.terminal import open_shell, open_terminal

            if node.is_local:
                open_shell()
            else:
                open_terminal(prepare().ssh_command(node))
            return None

        self._run("terminal", job)

    def open_editor(self, node_id: NodeId, editor: Editor, *, may_include: bool = False) -> None:
        """Open a node in an editor. `may_include`: the user agreed to the line in ssh_config."""
        node, prepare = self._nodes.get(node_id), self._ssh_files()

        def job(_cancel: Cancel) -> object:
            from app.services.launch.editors import open_editor

            files = prepare()
            if may_include:
                files.include()
            elif not files.included:
                return IncludeNeeded(node_id, editor, str(files.users))
            open_editor(editor, node)
            return None

        self._run("editor", job)

    def _ssh_files(self) -> Callable[[], SshFiles]:
        """Return what writes the configuration, in a worker, for the nodes as they are now."""
        nodes, own = self._nodes.all(), self._nodes.known_hosts.own
        in_use = {
            node.id: route
            for node in nodes
            if (route := route_in_use(node, self._sessions.status(node.id))) is not None
        }

        def prepare() -> SshFiles:
            from app.services.launch.ssh_files import SshFiles

            files = SshFiles(own)
            files.write(nodes, in_use)
            return files

        return prepare

    def _run(self, what: str, job: Callable[[Cancel], object]) -> None:
        self._serial += 1
        worker = self._supervisor.worker(f"launch:{what}:{self._serial}", once(job))
        worker.produced.connect(self._on_produced)
        worker.ended.connect(self._on_ended)
        self._supervisor.start(worker)

    def _on_produced(self, produced: Produced) -> None:
        if isinstance(produced.value, IncludeNeeded):
            self.include_needed.emit(produced.value)
        elif isinstance(produced.value, tuple):
            self._editors = produced.value
            self.editors_changed.emit()

    def _on_ended(self, ended: Ended) -> None:
        if ended.error is not None and not ended.cancelled:
            self.failed.emit(LaunchFailed(ended.error))


def route_in_use(node: Node, status: SessionStatus) -> Route | None:
    """Return the route that a connected node's session goes over."""
    if status.phase is not Phase.CONNECTED:
        return None
    for route in node.routes:
        if replace(node, address=route.address, port=route.port).target == status.address:
            return route
    return None


def _find_editors(_cancel: Cancel) -> object:
    from app.services.launch.editors import installed

    return installed()
