"""What is on the network, shown in the pane; the machine that is chosen becomes a draft."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.core.i18n import tr
from app.hosts.nodes import Node
from app.panes import found_words
from app.panes.connection.node_list import NodeChosen
from app.panes.found_machines import FoundMachines

if TYPE_CHECKING:
    from app.panes.connection.form import NodeForm
    from app.panes.found_list import FoundChosen, FoundView
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
        self._machines = FoundMachines(hub)
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
        found = self._machines.listed()
        for view in self._views:
            view.show_found(found)
        self._suggest_route()

    def _on_add(self, chosen: FoundChosen) -> None:
        draft = self._machines.draft(chosen.key)
        if draft is not None:
            self.draft_made.emit(DraftMade(*draft))

    def _on_show(self, chosen: FoundChosen) -> None:
        saved = self._machines.saved(chosen.key)
        if saved is not None:
            self.node_chosen.emit(NodeChosen(saved))

    def _suggest_route(self) -> None:
        """Offer the tailnet's way to a machine that is called like the one in the form."""
        name, address = self._form.typed
        peer = found_words.suggested_peer(self._hub.discovery.tailnet, name, address)
        if peer is None or self._form.has_route(peer.addresses, peer.dns_name):
            self._form.suggest("", None)
            return
        text = tr("{name} is on your tailnet, too: it can be reached away from home.").format(
            name=peer.name
        )
        self._form.suggest(text, peer.route)
