"""DiscoveryState: which machines are on the network and the tailnet, while somebody looks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias, cast

from PySide6.QtCore import QObject, Signal

from app.core.cancel import Cancel
from app.core.i18n import tr
from app.hosts.discovery.api import Snapshot
from app.workers.job import Ended, Produced
from app.workers.supervisor import Supervisor
from app.workers.worker import Worker, once, streaming

if TYPE_CHECKING:
    from app.hosts.tailscale import Tailnet

Discover = Callable[[Cancel], Iterator[Snapshot]]
ReadTailnet: TypeAlias = "Callable[[Cancel], Tailnet]"


@dataclass(frozen=True, slots=True)
class TailnetRead:
    """What the Tailscale program of this computer said."""

    tailnet: Tailnet


class DiscoveryState(QObject):
    """Searches between `start` and `stop`: it costs packets and a thread, so not in the background.

    Signals:
        found: another picture of the network.
        tailnet_read: which machines of the Tailscale network there are.
    """

    found = Signal(Snapshot)
    tailnet_read = Signal(TailnetRead)

    def __init__(
        self,
        *,
        supervisor: Supervisor,
        discover: Discover,
        read_tailnet: ReadTailnet,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._supervisor = supervisor
        self._discover = discover
        self._read_tailnet = read_tailnet
        self._worker: Worker | None = None
        self._asking: Worker | None = None
        self._serial = 0
        self._snapshot = Snapshot(searching=False)
        self._tailnet: Tailnet | None = None
        self._lookers: set[str] = set()

    @property
    def snapshot(self) -> Snapshot:
        """The last picture of the network."""
        return self._snapshot

    @property
    def tailnet(self) -> Tailnet | None:
        """What Tailscale last said; None before it was asked."""
        return self._tailnet

    @property
    def running(self) -> bool:
        """Whether it searches now."""
        return self._worker is not None

    def look(self, who: str) -> None:
        """Search as long as `who`, or somebody else, looks at what is found."""
        self._lookers.add(who)
        self.start()

    def look_away(self, who: str) -> None:
        """End the search when `who` was the last to look."""
        self._lookers.discard(who)
        if not self._lookers:
            self.stop()

    def start(self) -> None:
        """Search until `stop`, from an empty list; nothing when it searches already."""
        if self._worker is not None:
            return
        self._serial += 1
        worker = self._supervisor.worker(f"discovery:{self._serial}", streaming(self._discover))
        worker.produced.connect(self._on_produced)
        worker.ended.connect(self._on_ended)
        self._worker = worker
        self._show(Snapshot())
        self._supervisor.start(worker)
        self._ask_tailscale()

    def stop(self) -> None:
        """End the search; what it found stays until the next one."""
        for worker in (self._worker, self._asking):
            if worker is not None:
                worker.stop()
        self._worker = self._asking = None

    def restart(self) -> None:
        """Search anew: the network may have changed."""
        self.stop()
        self.start()

    def _on_produced(self, produced: Produced) -> None:
        assert isinstance(produced.value, Snapshot)
        if self._is_current(produced.job):
            self._show(produced.value)

    def _on_ended(self, ended: Ended) -> None:
        if not self._is_current(ended.job):
            return
        self._worker = None
        problem, hint = tr("The search ended."), tr("Search again, or enter the address.")
        if ended.error is not None:
            problem, hint = ended.error.message, ended.error.hint
        elif self._snapshot.problem:
            problem, hint = self._snapshot.problem, self._snapshot.hint
        candidates = self._snapshot.candidates
        self._show(Snapshot(candidates, searching=False, problem=problem, hint=hint))

    def _ask_tailscale(self) -> None:
        worker = self._supervisor.worker(f"tailnet:{self._serial}", once(self._read_tailnet))
        worker.produced.connect(self._on_tailnet)
        worker.ended.connect(self._on_asked)
        self._asking = worker
        self._supervisor.start(worker)

    def _on_tailnet(self, produced: Produced) -> None:
        self._tailnet = cast("Tailnet", produced.value)
        self.tailnet_read.emit(TailnetRead(self._tailnet))

    def _on_asked(self, ended: Ended) -> None:
        if self._asking is not None and self._asking.name == ended.job:
            self._asking = None

    def _is_current(self, job: str) -> bool:
        return self._worker is not None and self._worker.name == job

    def _show(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self.found.emit(snapshot)
