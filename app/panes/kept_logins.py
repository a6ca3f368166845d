"""Passwords in the keyring of log-ins that no saved node has any more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.hosts.nodes import host_and_port

if TYPE_CHECKING:
    from app.hosts.nodes import Node
    from app.state.hub import Hub
    from app.workers.job import Ended


class KeptLogins(QObject):
    """Lets go of what nobody would look for in the keyring, and says so where that fails."""

    def __init__(self, hub: Hub, parent: QObject) -> None:
        super().__init__(parent)
        self._hub = hub

    def let_go(self, was: Node) -> None:
        """Forget passwords of a node that was removed or logs in elsewhere, and of its jump hosts.

        Those with which a saved node still logs in stay.
        """
        if was.is_local:
            return
        for target in sorted(set(_log_ins([was])).difference(_log_ins(self._hub.nodes.all()))):
            worker = self._hub.keyring.forget_login(target)
            worker.ended.connect(self._on_forgotten)
            self._hub.supervisor.start(worker)

    def _on_forgotten(self, ended: Ended) -> None:
        if ended.error is not None:
            self._hub.tell_error(ended.error, ended.traceback)


def _log_ins(nodes: Iterable[Node]) -> Iterator[str]:
    """Yield `user@address:port` of each node and of the jump hosts on the way to it."""
    for node in nodes:
        yield node.target
        for hop in (hop for route in node.routes for hop in route.via):
            yield f"{hop.user or node.user}@{host_and_port(hop.address, hop.port)}"
