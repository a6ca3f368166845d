"""TunnelKeeper: holds the open tunnels of many nodes. The window and the command line have one.

A tunnel that was opened keeps its local port until it is closed, whatever its node's session does:
it follows the node's `SessionSlot`. Calls that block say so; the rest may come from any thread.
"""

from __future__ import annotations

import logging
import threading
import time
import weakref
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from app.core.audit import AuditLog
from app.core.cancel import Cancel
from app.core.errors import Cancelled, LocalPortTaken, UserError
from app.core.i18n import tr
from app.core.ids import LOCAL_NODE, NodeId
from app.core.ports import LAST_PORT
from app.hosts.secrets import SecretStore
from app.services.tunnels.address import url_of
from app.services.tunnels.api import (
    CheckResult,
    TunnelId,
    TunnelPhase,
    TunnelSpec,
    TunnelStatus,
)
from app.transport.api import Session
from app.transport.slot import SessionSlot
from app.transport.tunnel.api import Endpoint, ForwardKind, PortHolder, Traffic

log = logging.getLogger(__name__)


class Forward(Protocol):
    """What listens on a local port (`app.transport.tunnel`)."""

    def open(self, port: int) -> int:
        """Listen on `port`, or any free one for 0, and return it; LocalPortTaken when held."""
        ...

    def close(self) -> None:
        """Stop listening and end its connections."""
        ...

    def traffic(self) -> Traffic:
        """Return what went through; cheap."""
        ...


MakeForward = Callable[[SessionSlot, TunnelSpec], Forward]
NEAR_PORTS = 20
"""How many ports after a taken one are tried before any free one."""
TOKEN = "token"  # noqa: S105 - a kind, not a secret
Report = Callable[[TunnelStatus], object]
TokenOf = Callable[[TunnelSpec, Cancel], str]


@dataclass
class _Held:
    """One tunnel that is open or being opened."""

    spec: TunnelSpec
    status: TunnelStatus
    forward: Forward | None = None
    end_watch: Callable[[], None] | None = None
    taken: str = ""
    """Who has the port that was wanted, where another one is used."""
    token: str = ""
    started_in: Callable[[], Session | None] = lambda: None
    """The session that its start command was run in, a weak reference."""
    cancel: Cancel = field(default_factory=Cancel)
    busy: threading.Lock = field(default_factory=threading.Lock)
    """Held while it is opened or closed, which may take long."""
    telling: threading.RLock = field(default_factory=threading.RLock)
    """Held while its state changes and is told, so that both happen in one order."""


class TunnelKeeper:
    """Opens and closes tunnels, and says of each what it does. Thread-safe."""

    def __init__(
        self,
        slot_of: Callable[[NodeId], SessionSlot],
        report: Report,
        *,
        audit: AuditLog,
        name_of: Callable[[NodeId], str],
        make_forward: MakeForward | None = None,
        token_of: TokenOf | None = None,
    ) -> None:
        self._slot_of = slot_of
        self._report = report
        self._audit = audit
        self._name_of = name_of
        self._make_forward = make_forward or engine_forward
        self._token_of = token_of or no_token
        self._lock = threading.Lock()
        self._held: dict[TunnelId, _Held] = {}
        self._remarks: dict[TunnelId, str] = {}

    def status(self, spec: TunnelSpec) -> TunnelStatus:
        """Return a tunnel's state without its newest traffic."""
        held = self._held.get(spec.id)
        return held.status if held else TunnelStatus(spec.id, spec.node, TunnelPhase.CLOSED)

    def open_ids(self, node: NodeId | None = None) -> tuple[TunnelId, ...]:
        """Return the tunnels that are not closed, of one node or of all."""
        with self._lock:
            held = list(self._held.values())
        return tuple(each.spec.id for each in held if node is None or each.spec.node == node)

    def open(
        self,
        spec: TunnelSpec,
        port: int,
        *,
        fixed: bool = False,
        avoid: Container[int] = frozenset(),
    ) -> TunnelStatus:
        """Open a tunnel on local `port` and return its state; blocks.

        One that is open already stays as it is; a service that needs its start command again,
        because its node is back with another session, gets it.
        When `port` is taken a near one is, but none of `avoid`; `fixed` (or the spec's `same_port`)
        takes no other. A start command has been confirmed by whoever calls. Failures are a state,
        not an exception.
        """
        with self._lock:
            held = self._held.get(spec.id)
            if held is None:
                opening = TunnelStatus(spec.id, spec.node, TunnelPhase.OPENING, time.time())
                held = self._held[spec.id] = _Held(spec, opening)
        with held.busy:
            if held.cancel.cancelled:
                return held.status
            if held.forward is not None:
                self._start_again(held)
                return held.status
            held.spec = spec
            try:
                self._open(held, port, () if fixed or spec.same_port else _near(port, avoid))
            except Cancelled:
                self._let_go(held)
            except UserError as error:
                self._fail(held, error)
            return held.status

    def close(self, tunnel: TunnelId) -> None:
        """Close a tunnel and its connections; blocks shortly. Ends its start command too."""
        with self._lock:
            held = self._held.pop(tunnel, None)
        if held is None:
            return
        held.cancel.cancel()
        with held.busy:
            self._let_go(held)
        self._report(TunnelStatus(tunnel, held.spec.node, TunnelPhase.CLOSED, time.time()))

    def abandon(self, tunnel: TunnelId) -> None:
        """Make an opening that still runs end soon; `close` follows."""
        held = self._held.get(tunnel)
        if held is not None:
            held.cancel.cancel()

    def close_all(self, node: NodeId | None = None) -> None:
        """Close every tunnel, or those of one node; blocks shortly."""
        for tunnel in self.open_ids(node):
            self.abandon(tunnel)
        for tunnel in self.open_ids(node):
            self.close(tunnel)

    def refresh_traffic(self) -> tuple[TunnelStatus, ...]:
        """Read every open tunnel's traffic; return the states that changed. Cheap."""
        changed = []
        with self._lock:
            held_now = list(self._held.values())
        for held in held_now:
            forward = held.forward
            if forward is None:
                continue
            traffic = forward.traffic()
            with held.telling:
                if traffic != held.status.traffic:
                    held.status = replace(held.status, traffic=traffic)
                    changed.append(held.status)
        return tuple(changed)

    def url(self, spec: TunnelSpec) -> str:
        """Return where an open tunnel's service is found, empty while nothing listens."""
        held = self._held.get(spec.id)
        if held is None or held.status.local_port is None:
            return ""
        return url_of(spec, held.status.local_port, held.token)

    def update(self, spec: TunnelSpec) -> None:
        """Take over what does not move a tunnel: its name, scheme, path, group."""
        held = self._held.get(spec.id)
        if held is not None:
            held.spec = spec

    def set_token(self, tunnel: TunnelId, token: str, remark: str = "") -> None:
        """Use another token in a tunnel's address; `remark` becomes part of its note."""
        self._remarks[tunnel] = remark
        held = self._held.get(tunnel)
        if held is not None:
            held.token = token
            self._set(held, note=self._note(held))

    def check(self, tunnel: TunnelId, cancel: Cancel | None = None) -> CheckResult | None:
        """Try the service behind an open tunnel; blocks up to 5 s. None when it is not open."""
        held = self._held.get(tunnel)
        if held is None or (forward := held.forward) is None or held.status.local_port is None:
            return None
        from app.services.tunnels.check import check

        before = forward.traffic().last_error_at
        result = check(held.spec, held.status.local_port, cancel)
        after = forward.traffic()
        silent = held.spec.kind is ForwardKind.TCP and not held.spec.scheme
        if after.last_error_at > before and (silent or not result.ok):
            # A client that waits for the other side is kept until it speaks: it heard of nothing.
            result = replace(result, ok=False, words=after.last_error)
        self._set(held, check=result, traffic=after)
        return result

    def _open(self, held: _Held, port: int, others: Sequence[int]) -> None:
        spec = held.spec
        slot = self._slot_of(spec.node)
        if held.status.phase is not TunnelPhase.OPENING:
            self._set(held, phase=TunnelPhase.OPENING, message="", hint="")
        else:
            self._report(held.status)
        if spec.start_command and not self._start_service(held, slot.session):
            return
        held.token = self._token_of(spec, held.cancel)
        held.cancel.raise_if_cancelled()
        forward = self._make_forward(slot, spec)
        actual = _listen(forward, (port, *others))
        held.forward = forward
        held.taken = (
            ""
            if actual == port
            else tr("{taken} {actual} is used.").format(
                taken=self._taken(held, port), actual=actual
            )
        )
        with held.telling:
            held.status = replace(held.status, local_port=actual, note=self._note(held))

        def follow(_session: Session | None) -> None:
            self._follow(held, slot)

        held.end_watch = slot.watch(follow)
        self._follow(held, slot)

    def _follow(self, held: _Held, slot: SessionSlot) -> None:
        """Take over that the node's session came or went."""
        with held.telling:
            # Looked up here, not where it was told: two threads may tell in either order.
            connected = slot.session is not None
            phase = TunnelPhase.OPEN if connected else TunnelPhase.WAITING
            if held.forward is None or held.status.phase is phase:
                return
            message = "" if connected else tr("Connections wait for the node.")
            self._set(held, phase=phase, message=message, hint="")

    def _start_service(self, held: _Held, session: Session | None) -> bool:
        """Run the start command unless the service answers; False when the node is away."""
        if session is None:
            self._set(held, message=tr("Its start command runs once the node is connected."))
            return False
        from app.services.tunnels.starting import start_service

        held.started_in = weakref.ref(session)
        start_service(session, held.spec, self._name_of(held.spec.node), self._audit, held.cancel)
        return True

    def _start_again(self, held: _Held) -> None:
        """Run the start command of an open tunnel once more: its node may have been restarted."""
        session = self._slot_of(held.spec.node).session
        if not held.spec.start_command or session is None or held.started_in() is session:
            return
        try:
            self._start_service(held, session)
        except Cancelled:
            return
        except UserError as error:
            self._set(held, message=error.message, hint=error.hint)

    def _taken(self, held: _Held, port: int) -> str:
        """Say who has a local port that was wanted."""
        with self._lock:
            others = [each for each in self._held.values() if each is not held]
        for other in others:
            if other.status.local_port == port:
                return tr("Port {port} is held by the tunnel “{name}”;").format(
                    port=port, name=other.spec.name
                )
        return tr("Port {port} is held by {holder};").format(port=port, holder=holder_words(port))

    def _note(self, held: _Held) -> str:
        return " ".join(filter(None, (held.taken, self._remarks.get(held.spec.id))))

    def _let_go(self, held: _Held) -> None:
        if held.end_watch is not None:
            held.end_watch()
            held.end_watch = None
        forward, held.forward = held.forward, None
        if forward is not None:
            forward.close()

    def _fail(self, held: _Held, error: UserError) -> None:
        """Keep nothing of a tunnel but why it did not open."""
        self._let_go(held)
        self._set(
            held,
            phase=TunnelPhase.FAILED,
            local_port=None,
            message=error.message,
            hint=error.hint,
        )

    def _set(self, held: _Held, **more: object) -> None:
        """Change a tunnel's state and tell; a new phase gets its time."""
        with held.telling:
            if "phase" in more and more["phase"] is not held.status.phase:
                more["since"] = time.time()
            held.status = replace(held.status, **more)  # type: ignore[arg-type]
            with self._lock:
                present = self._held.get(held.spec.id) is held
            if present:
                self._report(held.status)


def _near(port: int, avoid: Container[int]) -> list[int]:
    """Return the ports to take instead of one that is taken; 0 stands for any."""
    last = min(port + NEAR_PORTS, LAST_PORT)
    return [*(each for each in range(port + 1, last + 1) if each not in avoid), 0]


def _listen(forward: Forward, candidates: Sequence[int]) -> int:
    """Listen on the first port that is free; LocalPortTaken is about the one that was wanted."""
    refused: LocalPortTaken | None = None
    for port in candidates:
        try:
            return forward.open(port)
        except LocalPortTaken as error:
            refused = refused or error
    assert refused is not None
    raise refused


def no_token(_spec: TunnelSpec, _cancel: Cancel) -> str:
    """Return that no token is kept."""
    return ""


def token_owner(tunnel: TunnelId) -> str:
    """Return what a tunnel's token is filed under."""
    return f"tunnel {tunnel}"


def kept_token(secrets: SecretStore) -> TokenOf:
    """Return how tokens are found in a store of secrets."""

    def token_of(spec: TunnelSpec, cancel: Cancel) -> str:
        if not spec.token_query:
            return ""
        return secrets.recall(token_owner(spec.id), TOKEN, cancel) or ""

    return token_of


def holder_words(port: int) -> str:
    """Say who listens on a local port, as far as the system tells."""
    from app.transport.tunnel.ports import port_holder

    return (port_holder(port) or PortHolder(port)).words


def engine_forward(slot: SessionSlot, spec: TunnelSpec) -> Forward:
    """Make the forward of a tunnel. This computer's own services need none."""
    if spec.node == LOCAL_NODE:
        return DirectForward(spec)
    from app.transport.tunnel.forward import Forward as Engine

    endpoint = Endpoint(spec.remote_port, spec.remote_host)
    engine: Forward = Engine(slot, spec.kind, endpoint)
    return engine


class DirectForward:
    """A service of this computer: it is where it is, nothing is forwarded."""

    def __init__(self, spec: TunnelSpec) -> None:
        self._spec = spec

    def open(self, port: int, *, fixed: bool = False) -> int:
        """Return the service's own port; BadInput for what only another machine can have."""
        del port, fixed
        from app.core.errors import BadInput

        if self._spec.kind is ForwardKind.SOCKS:
            raise BadInput(tr("This computer needs no proxy to itself."))
        return self._spec.remote_port

    def close(self) -> None:
        """Nothing to close."""

    def traffic(self) -> Traffic:
        """Nothing is counted."""
        return Traffic()
