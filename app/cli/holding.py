"""Holder: one node held by this process in the foreground, with its tunnels."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from app.cli.opening import Opener
from app.core.audit import AuditLog
from app.core.cancel import Cancel
from app.core.errors import BadInput, ConnectError, HostKeyChanged, UserError
from app.core.ids import NodeId
from app.core.instance import InstanceServer
from app.core.said import plain
from app.core.settings import SettingsStore
from app.hosts.nodes import Node
from app.services.tunnels.api import TunnelId, TunnelPhase, TunnelSpec, TunnelStatus
from app.services.tunnels.asking import Wanted, is_asked, means, refusal
from app.services.tunnels.book import TunnelBook
from app.services.tunnels.keeper import TunnelKeeper, kept_token
from app.services.tunnels.wire import node_to_json, tunnel_to_json
from app.transport.api import Session
from app.transport.keeper import Keeper, ReportSteps
from app.transport.slot import SessionSlot
from app.transport.status import Phase, SessionStatus

log = logging.getLogger(__name__)

ROLE = "cli"
STOP_PATIENCE = 5.0

Show = Callable[[str], None]


class Holder:
    """Holds a session and tunnels until Ctrl-C; other processes may ask about them."""

    def __init__(self, opener: Opener, show: Show) -> None:
        self.node = opener.node
        self.book = TunnelBook(SettingsStore(opener.paths.settings))
        self._opener = opener
        self._show = show
        self._slot = SessionSlot()
        self._tunnels = TunnelKeeper(
            lambda _node: self._slot,
            self._on_tunnel,
            audit=AuditLog(opener.paths.audit),
            name_of=self._name_of,
            token_of=kept_token(opener.secrets),
        )
        self._server = InstanceServer(opener.paths.runtime, ROLE, self._answer)
        self._status = SessionStatus(self.node.id, Phase.CONNECTING)
        self._specs: dict[TunnelId, TunnelSpec] = {}
        self._shown: dict[TunnelId, tuple[object, ...]] = {}
        self._events: queue.SimpleQueue[SessionStatus | None] = queue.SimpleQueue()
        """What the thread that holds has to act on; None: there is nothing left to hold."""
        self._ends_with_tunnels = False
        self._fixed = False

    def hold(
        self,
        specs: Iterable[TunnelSpec],
        cancel: Cancel,
        *,
        fixed: bool = False,
        only: bool = False,
    ) -> None:
        """Connect, open `specs` and hold until cancelled.

        Args:
            specs: Tunnels to open once the node is connected.
            cancel: Ends it.
            fixed: Take each tunnel's own local port or none.
            only: The tunnels are all that is wanted: it ends when the last one is closed.

        Raises:
            UserError: The node refuses, or the first tunnel cannot be opened.
        """
        self._ends_with_tunnels, self._fixed = only, fixed
        first = self._opener.open(cancel)
        self._specs = {spec.id: spec for spec in specs}
        ending = Cancel()
        keeper = Keeper(self.node, self._opens_again(first), slot=self._slot, seen_before=True)
        thread = threading.Thread(
            target=keeper.run, args=(ending, self._on_session), name="keeper", daemon=True
        )
        self._listen()
        thread.start()
        try:
            with cancel.on_cancel(lambda: self._events.put(None)):
                self._act()
        finally:
            self._server.stop()
            self._tunnels.close_all()
            ending.cancel()
            thread.join(STOP_PATIENCE)
            first.close()
        cancel.raise_if_cancelled()

    def url(self, spec: TunnelSpec) -> str:
        """Return where an open tunnel's service is found, with its token."""
        return self._tunnels.url(spec)

    def status(self, spec: TunnelSpec) -> TunnelStatus:
        """Return a tunnel's state."""
        return self._tunnels.status(spec)

    def _listen(self) -> None:
        """Let other processes ask; without that it holds all the same."""
        try:
            self._server.start()
        except OSError as error:
            log.warning("other processes cannot reach this one: %s", error)

    def _act(self) -> None:
        """Open the tunnels whenever the node is connected, until there is nothing left to do."""
        begun = False
        while (status := self._events.get()) is not None:
            if status.phase is Phase.REFUSED:
                kind = HostKeyChanged if status.key_changed else ConnectError
                raise kind(status.message, status.hint)
            for spec in list(self._specs.values()):
                port, avoid = self.book.local_port(spec), self.book.reserved(spec)
                opened = self._tunnels.open(spec, port, fixed=self._fixed, avoid=avoid)
                if opened.local_port is not None:
                    self.book.remember_port(spec.id, opened.local_port)
                if opened.phase is TunnelPhase.FAILED and self._ends_with_tunnels and not begun:
                    raise UserError(opened.message, opened.hint)
            begun = True

    def _opens_again(self, first: Session) -> Callable[[Node, Cancel, ReportSteps], Session]:
        """Return how the keeper opens sessions: the first one is there already."""
        ready = [first]

        def open_session(node: Node, cancel: Cancel, report: ReportSteps) -> Session:
            if ready:
                return ready.pop()
            return self._opener.connector().open(node, cancel, report)

        return open_session

    def _on_session(self, status: SessionStatus) -> None:
        before, self._status = self._status, status
        if status.phase is Phase.OFF or (status.phase, status.message) == (
            before.phase,
            before.message,
        ):
            return
        where = f" ({status.address})" if status.address else ""
        self._print(f"{self.node.name}: {status.phase.words}{where}", status.message)
        if status.phase in (Phase.CONNECTED, Phase.REFUSED):
            self._events.put(status)

    def _on_tunnel(self, status: TunnelStatus) -> None:
        spec = self._specs.get(status.tunnel)
        facts = (status.phase, status.local_port, status.message)
        if spec is None or self._shown.get(status.tunnel) == facts:
            return
        self._shown[status.tunnel] = facts
        tunnel = tunnel_to_json(self.node, spec, status)
        where = f" at {tunnel['url']}" if tunnel["url"] else ""
        self._print(f"{spec.name}: {status.phase}{where}", status.message, status.note)

    def _print(self, *parts: str) -> None:
        told = " · ".join(filter(None, (" ".join(part.split()) for part in parts)))
        self._show(f"{time.strftime('%H:%M:%S')}  {plain(told)}")

    def _name_of(self, _node: NodeId) -> str:
        return self.node.name

    # Questions of other processes, on threads of their own

    def _answer(self, command: str, arguments: dict[str, Any]) -> dict[str, Any]:
        if command == "status":
            session = self._slot.session
            latency = session.latency_s if session is not None else None
            status = replace(self._status, latency_s=latency)
            return {"nodes": [node_to_json(self.node, status) | self._list()]}
        if command == "tunnel-list":
            return self._list()
        if command == "tunnel-close":
            try:
                return self._close(arguments)
            except BadInput as error:
                return refusal(error)
        return {"unknown": True}

    def _list(self) -> dict[str, Any]:
        self._tunnels.refresh_traffic()
        specs = list(self._specs.values())
        return {
            "tunnels": [
                tunnel_to_json(self.node, spec, self._tunnels.status(spec)) for spec in specs
            ]
        }

    def _close(self, arguments: dict[str, Any]) -> dict[str, Any]:
        if not is_asked(self.node, arguments):
            return {"closed": []}
        wanted = Wanted.from_arguments(arguments)
        closed = [spec for spec in list(self._specs.values()) if means(wanted, spec)]
        for spec in closed:
            self._tunnels.close(spec.id)
            self._specs.pop(spec.id, None)  # another process may have asked for the same
        if self._ends_with_tunnels and not self._specs:
            self._events.put(None)
        return {"closed": [spec.name for spec in closed]}
