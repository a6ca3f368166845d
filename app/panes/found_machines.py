"""The machines of the network and the tailnet, and which of them a row of a list is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.panes import found_words
from app.panes.found_list import Found

if TYPE_CHECKING:
    from app.core.ids import NodeId
    from app.hosts.discovery.api import Candidate
    from app.hosts.nodes import Node
    from app.hosts.tailscale import Peer
    from app.state.hub import Hub


class FoundMachines:
    """What was found by now. A machine may leave at any moment: then its row leads nowhere."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    def listed(self) -> Found:
        """Return what a list shows, and what of it is saved."""
        discovery, nodes = self._hub.discovery, self._hub.nodes.all()
        snapshot, tailnet = discovery.snapshot, discovery.tailnet
        rows = found_words.rows_of(snapshot, tailnet, nodes)
        problem = found_words.problem_of(snapshot, tailnet, empty=not rows)
        return Found(tuple(rows), snapshot.hidden, snapshot.searching, problem)

    def draft(self, key: str) -> tuple[Node, str] | None:
        """Return the node to be added for a row, and what to say about it."""
        if (candidate := self._candidate(key)) is not None:
            return found_words.draft_of(candidate)
        if (peer := self._peer(key)) is not None:
            return found_words.draft_of_peer(peer)
        return None

    def saved(self, key: str) -> NodeId | None:
        """Return the saved node that a row is."""
        candidate, peer = self._candidate(key), self._peer(key)
        if candidate is not None and candidate.known_node is not None:
            return candidate.known_node
        node = found_words.saved_peer(peer, self._hub.nodes.all()) if peer is not None else None
        return node.id if node is not None else None

    def _candidate(self, key: str) -> Candidate | None:
        candidates = self._hub.discovery.snapshot.candidates
        return next((each for each in candidates if each.key == key), None)

    def _peer(self, key: str) -> Peer | None:
        tailnet = self._hub.discovery.tailnet
        peers = tailnet.peers if tailnet is not None else ()
        return next((each for each in peers if found_words.peer_key(each) == key), None)
