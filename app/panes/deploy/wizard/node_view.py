"""NodeView: what is known of the node that a model is to run on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.core.errors import UserError
from app.core.i18n import tr
from app.panes.asking import Answered, Refused
from app.panes.deploy.asking import Asking
from app.services.serving.launching.admission import room_of
from app.transport.status import Phase

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.core.ids import NodeId
    from app.services.serving.api import ModelRef, NodeFacts
    from app.services.serving.facts.api import CachedModel
    from app.services.serving.fit.api import Room
    from app.services.serving.measured import MeasuredBook
    from app.services.serving.reach import NodeReach
    from app.state.hub import Hub
    from app.transport.status import SessionStatus

_ROOM_MS = 2000
"""Between two looks at how much memory is free, while the wizard is shown."""
_NOISE_BYTES = 128 * 1024**2
_CONNECT = tr("Connect it, and what fits is shown here.")


@dataclass(frozen=True, slots=True)
class NodeLook:
    """What one question found out about a node."""

    facts: NodeFacts
    cached: tuple[CachedModel, ...]
    cached_why: str
    """Why it is not known what is there."""
    machine: str
    """Under which its measurements are kept."""


class NodeView(QObject):
    """Asks a node what it is and has, and follows its memory while it is shown.

    Signals:
        looked: the node answered, refused, or another one is looked at.
        room_changed: another amount of memory is free.
    """

    looked = Signal()
    room_changed = Signal()

    def __init__(self, hub: Hub, node: NodeId, parent: QObject) -> None:
        super().__init__(parent)
        self._hub = hub
        self.node = node
        self.look: NodeLook | None = None
        self.error: UserError | None = None
        """Why nothing is known of the node."""
        self.room: Room | None = None
        self._session: tuple[Phase, float] | None = None
        """Phase of its session and since when, as of the last look."""
        self._asking = Asking(hub, self)
        self._asking.answered.connect(self._on_look)
        self._asking.refused.connect(self._on_refused)
        self._timer = QTimer(self, interval=_ROOM_MS)
        self._timer.timeout.connect(self._on_time)
        hub.sessions.status_changed.connect(self._on_status)

    @property
    def name(self) -> str:
        """What the node is called."""
        return self._hub.nodes.name_of(self.node)

    @property
    def facts(self) -> NodeFacts | None:
        """The node; None while it has not answered."""
        return self.look.facts if self.look is not None else None

    @property
    def cached(self) -> tuple[CachedModel, ...]:
        """The models that lie there."""
        return self.look.cached if self.look is not None else ()

    @property
    def why_unknown(self) -> str:
        """Why nothing can be judged for it; "" when it can."""
        if self.error is not None:
            return self.error.message
        if self.look is None:
            return tr("{name} is being looked at.").format(name=self.name)
        return (
            ""
            if self.room
            else tr("How much memory {name} has free is not known yet.").format(name=self.name)
        )

    def cached_of(self, ref: ModelRef) -> CachedModel | None:
        """Return a model as it lies there; None: it does not, or that is not known."""
        return next((each for each in self.cached if each.ref == ref), None)

    def move(self, node: NodeId) -> None:
        """Look at another node."""
        self.node = node
        self.look, self.error, self.room = None, None, None
        self.ask()

    def set_shown(self, shown: bool) -> None:
        """Follow the node's memory while somebody sees it."""
        if not shown:
            self._timer.stop()
            return
        self._timer.start()
        self._on_time()
        connected = self._hub.sessions.status(self.node).phase is Phase.CONNECTED
        if (self.look is None or not connected) and not self._asking.is_busy:
            self.ask()

    def ask(self) -> None:
        """Ask the node what it is and which models it has."""
        self._take_room()
        status = self._hub.sessions.status(self.node)
        self._session = (status.phase, status.since)
        if status.phase is not Phase.CONNECTED:
            self._asking.stop()
            self.look = None
            self.error = UserError(tr("{name} is not connected.").format(name=self.name), _CONNECT)
            self.looked.emit()
            return
        self.error = None
        book = self._hub.serving.measured

        def question(reach: NodeReach, cancel: Cancel) -> object:
            return look_at_node(reach, book, cancel)

        self._asking.ask(self.node, question)
        self.looked.emit()

    def _take_room(self) -> bool:
        """Look how much is free now; tell whether that is otherwise."""
        telemetry = self._hub.telemetry
        sample = telemetry.present(self.node)
        connected = self._hub.sessions.status(self.node).phase is Phase.CONNECTED
        room = room_of(sample, telemetry.machine(self.node)) if sample and connected else None
        if room is not None and self.room is not None and _about_same(room, self.room):
            return False
        changed, self.room = room != self.room, room
        return changed

    def _on_time(self) -> None:
        if self._take_room():
            self.room_changed.emit()

    def _on_look(self, answered: Answered) -> None:
        if isinstance(answered.value, NodeLook):
            self.look = answered.value
            self.looked.emit()

    def _on_refused(self, refused: Refused) -> None:
        self.error = refused.error
        self.looked.emit()

    def _on_status(self, status: SessionStatus) -> None:
        if status.node != self.node or not self._timer.isActive():
            return
        if self._session != (status.phase, status.since):  # it tells of its latency, too
            self.ask()


def _about_same(one: Room, other: Room) -> bool:
    """Tell whether nothing but the usual to and fro of a running system lies between two rooms."""
    if [taker.title for taker in one.takers] != [taker.title for taker in other.takers]:
        return False
    return one.total_bytes == other.total_bytes and abs(one.bytes - other.bytes) < _NOISE_BYTES


def look_at_node(reach: NodeReach, book: MeasuredBook, cancel: Cancel) -> NodeLook:
    """Return what a node is and has, and read what was measured there. Blocks."""
    from app.services.serving.facts.node_cache import cached_models
    from app.services.serving.node import node_facts

    facts = node_facts(reach, cancel)
    cached, why = _tried(lambda: cached_models(reach, facts.home, cancel))
    key = reach.machine_key()
    book.speeds(key)
    return NodeLook(facts, cached, why, key)


def _tried(
    question: Callable[[], tuple[CachedModel, ...]],
) -> tuple[tuple[CachedModel, ...], str]:
    """Ask for what the wizard can do without."""
    try:
        return question(), ""
    except UserError as error:
        return (), error.message
