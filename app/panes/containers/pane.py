"""The Containers pane: what the node's engine has, section by section."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from app.core import units
from app.core.i18n import tr
from app.core.ids import NodeId
from app.panes.containers.api import Section
from app.panes.containers.sections import SECTIONS
from app.panes.containers.settings import keep, load
from app.panes.frame import SectionFrame
from app.services.containers.api import EngineUnavailable
from app.state.containers import ContainersChanged
from app.state.hub import Hub, NodeSelected, PaneRequested
from app.state.nodes import NodesChanged
from app.transport.status import Phase, SessionStatus
from app.workers.job import Ended, Produced

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.services.containers.engine import Engine


class ContainersPane(SectionFrame[Section]):
    """Frame of the sections, each made when it is first shown.

    It follows the containers of each node that it is shown for; the sections read what is known.
    """

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        super().__init__(hub, tr("Containers"), SECTIONS, parent)
        self._engines: dict[NodeId, str] = {}
        """`Docker 28.3.3` of the nodes whose engine answers."""
        self._connected: set[NodeId] = set()
        """Nodes that were when it was last told."""
        self._asked: dict[str, NodeId] = {}
        """Nodes whose engine is being asked who it is, by worker."""
        self._listen()
        self.show_remembered(load(hub).section)

    def showEvent(self, event: QShowEvent) -> None:
        """Follow the node that is current by now."""
        super().showEvent(event)
        self._follow()
        self._take_wish()

    def _listen(self) -> None:
        self._hub.node_selected.connect(self._on_node_selected)
        self._hub.pane_requested.connect(self._on_pane_requested)
        self._hub.nodes.changed.connect(self._on_nodes_changed)
        self._hub.sessions.status_changed.connect(self._on_status)
        self._hub.containers.changed.connect(self._on_containers_changed)

    # What happens

    def on_chosen(self, name: str) -> None:
        """Remember the section."""
        keep(self._hub, section=name)

    def _on_node_selected(self, _selected: NodeSelected) -> None:
        self._follow()

    def _on_pane_requested(self, requested: PaneRequested) -> None:
        if requested.name == "containers" and self.isVisible():  # it is not shown anew then
            self._take_wish()

    def _take_wish(self) -> None:
        wish = self._hub.take_container_wish()
        if wish:
            self.show_section("containers").show_container(wish)

    def _on_nodes_changed(self, changed: NodesChanged) -> None:
        if changed.node == self._hub.current_node:
            self._show_words()

    def _on_status(self, status: SessionStatus) -> None:
        """Look anew after each login: the account may be in Docker's group by now."""
        if status.phase is not Phase.CONNECTED:
            self._connected.discard(status.node)
        elif status.node not in self._connected:
            self._connected.add(status.node)
            if isinstance(self._hub.containers.view(status.node).error, EngineUnavailable):
                self._hub.containers.look_again(status.node)

    def _on_containers_changed(self, changed: ContainersChanged) -> None:
        view = self._hub.containers.view(changed.node)
        if view.error is not None or view.containers is None:
            self._engines.pop(changed.node, None)  # it may come back as another version
        elif changed.node not in {*self._engines, *self._asked.values()}:
            self._ask_engine(changed.node)
        if changed.node == self._hub.current_node:
            self._show_words()

    def _follow(self) -> None:
        node = self._hub.current_node
        if self.isVisible() and self._hub.nodes.has(node):
            self._hub.containers.watch(node)
        self._show_words()

    # The engine

    def _ask_engine(self, node: NodeId) -> None:
        def question(engine: Engine, _cancel: Cancel) -> str:
            return f"{engine.endpoint.title} {engine.version}".strip()

        worker = self._hub.containers.asking(node, question)
        self._asked[worker.name] = node
        worker.produced.connect(self._on_engine)
        worker.ended.connect(self._on_engine_asked)
        self._hub.containers.start(worker)

    def _on_engine(self, produced: Produced) -> None:
        self._engines[self._asked[produced.job]] = str(produced.value)
        self._show_words()

    def _on_engine_asked(self, ended: Ended) -> None:
        self._asked.pop(ended.job, None)

    def _show_words(self) -> None:
        node = self._hub.current_node
        seen = self._hub.containers.view(node)
        containers = seen.containers
        words = [self._engines.get(node) or self._hub.nodes.name_of(node)]
        if containers:
            running = self._hub.containers.running(node)
            counted = tr("{running} running of {containers}").format(
                running=running, containers=len(containers)
            )
            if seen.lost_at is not None:
                clock = units.clock(seen.lost_at)[:5]
                counted = tr("{counted} as of {clock}").format(counted=counted, clock=clock)
            words.append(counted)
        elif containers is not None and seen.error is None:
            words.append(tr("no containers"))
        text = " · ".join(words)
        if self.about.whole_text() != text:
            self.about.setText(text)
