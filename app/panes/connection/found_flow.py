"""What is on the network, shown in the pane; the machine that is chosen becomes a draft."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.hosts.nodes import Node
from app.panes.connection import found_words
from app.panes.connection.found import Found
from app.panes.connection.node_list import NodeChosen

if TYPE_CHECKING:
    from app.hosts.discovery.api import Candidate
    from app.hosts.tailscale import Peer
    from app.panes.connection.form import NodeForm
    from app.panes.connection.found import FoundChosen, FoundView
    from app.state.hub import Hub


@dataclass(frozen=True, slots=True)
class DraftMade:
    """A machine that the user wants to add, and what is known of it in words."""

    node: Node
    about: str


class FoundFlow(QObject):
    """Keeps the views of what was found as the network is; suggests the tailnet in the form.

    Signals:
        draft_made: the user wants to add a machine.
        node_chosen: the user wants to see the saved node that a machine is.
    """

    draft_made = Signal(DraftMade)
    node_chosen = Signal(NodeChosen)

    def __init__(self, hub: Hub, views: Sequence[FoundView], form: NodeForm) -> None:
        super().__init__(form)
        self._hub = hub
        self._views = views
        self._form = form
        for view in views:
            view.again_requested.connect(hub.discovery.restart)
            view.list.add_requested.connect(self._on_add)
            view.list.show_requested.connect(self._on_show)
        hub.discovery.found.connect(self.refresh)
        hub.discovery.tailnet_read.connect(self.refresh)
        form.changed.connect(self._suggest_route)

    def refresh(self) -> None:
        """Show what is on the network and the tailnet now, and what of it is saved."""
        discovery, nodes = self._hub.discovery, self._hub.nodes.all()
        snapshot, tailnet = discovery.snapshot, discovery.tailnet
        rows = found_words.rows_of(snapshot, tailnet, nodes)
        problem = found_words.problem_of(snapshot, tailnet, empty=not rows)
        found = Found(tuple(rows), snapshot.hidden, snapshot.searching, problem)
        for view in self._views:
            view.show_found(found)
        self._suggest_route()

    def _candidate(self, key: str) -> Candidate | None:
        candidates = self._hub.discovery.snapshot.candidates
        return next((each for each in candidates if each.key == key), None)

    def _peer(self, key: str) -> Peer | None:
        tailnet = self._hub.discovery.tailnet
        peers = tailnet.peers if tailnet is not None else ()
        return next((each for each in peers if found_words.peer_key(each) == key), None)

    def _on_add(self, chosen: FoundChosen) -> None:
        # It may have left at this moment: its row goes, too.
        candidate, peer = self._candidate(chosen.key), self._peer(chosen.key)
        if candidate is not None:
            self.draft_made.emit(DraftMade(*found_words.draft_of(candidate)))
        elif peer is not None:
            self.draft_made.emit(DraftMade(*found_words.draft_of_peer(peer)))

    def _on_show(self, chosen: FoundChosen) -> None:
        candidate, peer = self._candidate(chosen.key), self._peer(chosen.key)
        if candidate is not None and candidate.known_node is not None:
            self.node_chosen.emit(NodeChosen(candidate.known_node))
        elif peer is not None:
            saved = found_words.saved_peer(peer, self._hub.nodes.all())
            if saved is not None:
                self.node_chosen.emit(NodeChosen(saved.id))

    def _suggest_route(self) -> None:
        """Offer the tailnet's way to a machine that is called like the one in the form."""
        name, address = self._form.typed
        peer = found_words.suggested_peer(self._hub.discovery.tailnet, name, address)
        if peer is None or self._form.has_route(peer.addresses, peer.dns_name):
            self._form.suggest("", None)
            return
        text = f"{peer.name} is on your tailnet, too: it can be reached away from home."
        self._form.suggest(text, peer.route)
