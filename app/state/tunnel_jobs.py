"""TunnelJobs: the saved tunnels, the open ones, and the workers that open and close them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.core.cancel import Cancel
from app.core.i18n import tr
from app.core.ids import NodeId
from app.services.tunnels.api import TunnelId, TunnelPhase, TunnelSpec, TunnelStatus
from app.services.tunnels.keeper import TOKEN, token_owner
from app.workers.lanes import Lanes
from app.workers.worker import Emit

if TYPE_CHECKING:
    from app.hosts.secrets import SecretStore
    from app.services.tunnels.book import TunnelBook
    from app.services.tunnels.keeper import TunnelKeeper
    from app.workers.supervisor import Supervisor


class TunnelJobs(QObject):
    """Does in workers what blocks, in order per node; open tunnels are closed when they end.

    Signals:
        told: a tunnel's state changed; emitted on whichever thread saw it.
    """

    told = Signal(TunnelStatus)

    def __init__(
        self, book: TunnelBook, secrets: SecretStore, supervisor: Supervisor, parent: QObject
    ) -> None:
        super().__init__(parent)
        self.book = book
        self._secrets = secrets
        self._supervisor = supervisor
        self._lanes = Lanes("tunnels", supervisor, self)

    def start(self, keeper: TunnelKeeper) -> None:
        """Take over what holds open tunnels, and close it when the program ends."""
        self.keeper = keeper

        def close_at_exit(cancel: Cancel, _emit: Emit) -> None:
            """Wait without waking up."""
            cancel.wait(threading.TIMEOUT_MAX)
            keeper.close_all()

        self._supervisor.start(self._supervisor.worker("tunnels", close_at_exit))

    def open(self, spec: TunnelSpec, *, fixed: bool = False) -> None:
        """Open a tunnel, or see after one that is open."""
        if self.keeper.status(spec).phase in (TunnelPhase.CLOSED, TunnelPhase.FAILED):
            # Shown at once: its worker may have to wait.
            self.told.emit(TunnelStatus(spec.id, spec.node, TunnelPhase.OPENING, time.time()))

        def work(_cancel: Cancel) -> None:
            if not self.book.has(spec.id):
                return  # removed meanwhile
            fresh = self.book.get(spec.id)
            port, avoid = self.book.local_port(fresh), self.book.reserved(fresh)
            status = self.keeper.open(fresh, port, fixed=fixed, avoid=avoid)
            if status.local_port is not None:
                self.book.remember_port(spec.id, status.local_port)

        self._change(spec.node, work)

    def close(self, tunnel: TunnelId, node: NodeId) -> None:
        """Close a tunnel, also one that is still being opened."""
        self.keeper.abandon(tunnel)
        self._change(node, lambda _cancel: self.keeper.close(tunnel))

    def close_node(self, node: NodeId) -> None:
        """Close every tunnel of a node."""
        for tunnel in self.keeper.open_ids(node):
            self.close(tunnel, node)

    def set_token(self, spec: TunnelSpec, token: str) -> None:
        """Keep a tunnel's token in the keyring, or forget it when empty."""

        def work(cancel: Cancel) -> None:
            owner = token_owner(spec.id)
            remark = ""
            if not token:
                self._secrets.forget(owner, TOKEN, cancel)
            elif why := self._secrets.remember(owner, TOKEN, token, keep=True, cancel=cancel):
                remark = tr(
                    "The keyring does not keep its token ({why}): it is known for this run only."
                ).format(why=why)
            self.keeper.set_token(spec.id, token, remark)

        self._change(spec.node, work)

    def look(self, node: NodeId, work: Callable[[Cancel], None]) -> None:
        """Do what only looks at a node, beside what changes its tunnels."""
        self._lanes.add(f"look:{node}", work)

    def _change(self, node: NodeId, work: Callable[[Cancel], None]) -> None:
        self._lanes.add(f"change:{node}", work)
