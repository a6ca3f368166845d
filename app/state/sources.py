"""SourcesState: what each node is read from, and what else it is asked, for the window."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.core.cancel import Cancel
from app.core.errors import UserError
from app.core.i18n import tr
from app.core.ids import NodeId
from app.services.telemetry.api import SourceStatus
from app.services.telemetry.source_settings import NodeSources, check_sources, load_sources
from app.state.archive import ArchiveState
from app.state.hub import Notice, Severity
from app.state.nodes import NodesState
from app.state.sessions import SessionsState
from app.transport.status import Phase, SessionStatus
from app.workers.lanes import Lanes
from app.workers.supervisor import Supervisor

if TYPE_CHECKING:
    from app.core.settings import SettingsStore
    from app.hosts.secrets import SecretStore
    from app.services.telemetry.watcher import Watcher

FILL_S = 30 * 86400.0
"""How far back a Prometheus is asked for what was there before us."""
FILL_STEP_S = 300.0
RECENT_S = 86400.0
RECENT_STEP_S = 30.0


@dataclass(frozen=True, slots=True)
class SourcesSaved:
    """What a node is asked was saved, or why not. `note`: what else the user has to know."""

    node: NodeId
    error: UserError | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class HistoryFilled:
    """A Prometheus was asked for what a node did before: rows that came, or why none did."""

    node: NodeId
    rows: int = 0
    error: UserError | None = None


class SourcesState(QObject):
    """Shows and changes what nodes are asked beside the source that reads them.

    Where a Prometheus is named, the history is filled from it once in a run of the program.

    Signals:
        saved: a `save` is over.
        told: something that the user has to know.
        history_filled: a Prometheus was asked for what a node did before.
    """

    saved = Signal(SourcesSaved)
    told = Signal(Notice)
    history_filled = Signal(HistoryFilled)
    _saved_by_worker = Signal(SourcesSaved)

    def __init__(
        self,
        *,
        nodes: NodesState,
        sessions: SessionsState,
        archive: ArchiveState,
        supervisor: Supervisor,
        settings: SettingsStore,
        secrets: Callable[[], SecretStore],
        watcher: Callable[[], Watcher],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._nodes = nodes
        self._sessions = sessions
        self._archive = archive
        self._settings = settings
        self._secrets = secrets
        self._watcher = watcher
        self._lanes = Lanes("sources", supervisor, self)
        self._filled: set[NodeId] = set()
        self._started = False
        self._saved_by_worker.connect(self._on_saved)
        self.history_filled.connect(self._on_filled)

    def start(self) -> None:
        """Fill the history of every node that names a Prometheus, once it is connected."""
        if not self._started:
            self._started = True
            self._sessions.status_changed.connect(self._on_session)

    def status(self, node: NodeId) -> tuple[SourceStatus, ...]:
        """Return what a node is read from, its source first; empty while it is not watched."""
        if self._sessions.session(node) is None:
            return ()
        return self._watcher().status(self._nodes.get(node).name)

    def asked(self, node: NodeId) -> NodeSources:
        """Return what a node is asked beside its source."""
        return load_sources(self._settings, self._archive.key_of(node))

    def save(self, node: NodeId, asked: NodeSources, password: str = "", *, keep: bool) -> None:
        """Keep what a node is asked, and ask it from now on; `saved` says how it went.

        Args:
            node: which one.
            asked: what to keep. Raises BadInput at once for what cannot be asked.
            password: of the DGX Dashboard's account; "" leaves the one that is known.
            keep: whether it goes into the system's keyring.
        """
        check_sources(asked)

        def work(cancel: Cancel) -> None:
            from app.services.telemetry.source_settings import save_sources
            from app.services.telemetry.watcher import PASSWORD

            try:
                save_sources(self._settings, asked)
                note = ""
                if not asked.dashboard_user:
                    note = self._secrets().forget(asked.key, PASSWORD, cancel)
                elif password:
                    note = self._secrets().remember(
                        asked.key, PASSWORD, password, keep=keep, cancel=cancel
                    )
            except UserError as error:
                self._saved_by_worker.emit(SourcesSaved(node, error))
            else:
                self._saved_by_worker.emit(SourcesSaved(node, note=note))

        self._lanes.add("save", work)

    def fill_history(self, node: NodeId) -> None:
        """Ask the node's Prometheus for what was there before us; our own rows stay."""
        session, asked = self._sessions.session(node), self.asked(node)
        if session is None or not asked.prometheus_url:
            return
        self._filled.add(node)
        add, filled = self._archive.back_filler(node), self.history_filled

        def work(cancel: Cancel) -> None:
            from app.services.telemetry.prometheus_rows import fetch_range

            now, count = time.time(), 0
            try:
                for start, end, step in (
                    (now - RECENT_S, now, RECENT_STEP_S),
                    (now - FILL_S, now - RECENT_S, FILL_STEP_S),
                ):
                    rows = list(fetch_range(session, asked, start, end, step, cancel))
                    count += len(rows)
                    add(rows)
            except UserError as error:
                filled.emit(HistoryFilled(node, count, error))
            else:
                filled.emit(HistoryFilled(node, count))

        self._lanes.add(f"fill {node}", work)

    def _on_session(self, status: SessionStatus) -> None:
        new = status.node not in self._filled and self._nodes.has(status.node)
        if status.phase is Phase.CONNECTED and new:
            self.fill_history(status.node)

    def _on_saved(self, saved: SourcesSaved) -> None:
        if saved.error is None and self._nodes.has(saved.node):
            self._sessions.restart_telemetry(saved.node)
            self.fill_history(saved.node)
        if saved.note:
            title = tr("The password of the DGX Dashboard is not where it was wished")
            self.told.emit(Notice(Severity.WARNING, title, saved.note))
        self.saved.emit(saved)

    def _on_filled(self, filled: HistoryFilled) -> None:
        if filled.error is not None and self._nodes.has(filled.node):
            name = self._nodes.get(filled.node).name
            title = tr("The history of {name} was not filled from its Prometheus").format(name=name)
            self.told.emit(Notice(Severity.WARNING, title, str(filled.error)))
