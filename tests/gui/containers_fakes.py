"""A stand-in for ContainersState that a test can put into any state."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.core.errors import UserError
from app.core.ids import NodeId
from app.services.containers.api import Container, ContainerChange, State
from app.state.containers import ContainerAnswer, ContainersChanged, NodeContainers
from app.state.hub import Notice
from app.workers.job import Ended, Produced


class FakeWorker(QObject):
    """A worker whose answers the test decides."""

    produced = Signal(Produced)
    ended = Signal(Ended)

    def __init__(self, name: str, work: Callable[..., object]) -> None:
        super().__init__()
        self.name = name
        self.work = work
        self.started = False
        self.stopped = False

    def stop(self) -> None:
        self.stopped = True

    def answer(self, value: object) -> None:
        self.produced.emit(Produced(self.name, value))
        self.ended.emit(Ended(self.name))

    def fail(self, error: UserError) -> None:
        self.ended.emit(Ended(self.name, error=error))


class FakeContainers(QObject):
    """Keeps what panes ask for; nothing happens unless the test says so."""

    changed = Signal(ContainersChanged)
    answered = Signal(ContainerAnswer)
    told = Signal(Notice)

    def __init__(self) -> None:
        super().__init__()
        self.views: dict[NodeId, NodeContainers] = {}
        self.watched: list[NodeId] = []
        self.again: list[NodeId] = []
        self.changes: list[tuple[tuple[str, ...], ContainerChange]] = []
        self.workers: list[FakeWorker] = []

    def view(self, node: NodeId) -> NodeContainers:
        return self.views.get(node) or NodeContainers()

    def running(self, node: NodeId) -> int:
        return sum(each.state.runs for each in self.view(node).containers or ())

    def watch(self, node: NodeId) -> None:
        self.watched.append(node)

    def look_again(self, node: NodeId) -> None:
        self.again.append(node)

    def change(
        self, node: NodeId, containers: Iterable[Container], change: ContainerChange
    ) -> None:
        asked = tuple(containers)
        self.changes.append((tuple(each.name for each in asked), change))
        self.set(node, busy=frozenset(each.id for each in asked))

    def asking(self, _node: NodeId, question: Callable[..., object]) -> FakeWorker:
        return self._worker(question)

    def worker(self, _node: NodeId, job: Callable[..., object]) -> FakeWorker:
        return self._worker(job)

    def start(self, worker: FakeWorker) -> None:
        worker.started = True

    def set(self, node: NodeId, *containers: Container, **more: Any) -> None:
        """Say what is known of a node; its containers stay where none are given."""
        if containers:
            more["containers"] = containers
        self.views[node] = replace(self.view(node), **more)
        self.changed.emit(ContainersChanged(node))

    def _worker(self, work: Callable[..., object]) -> FakeWorker:
        made = FakeWorker(f"engine:{len(self.workers)}", work)
        self.workers.append(made)
        return made


def container(
    name: str, *, state: State = State.RUNNING, number: int = 0, **more: Any
) -> Container:
    """Return a container; its id follows from its name and `number`."""
    digits = f"{name}{number}".encode().hex()
    made = Container(
        id=digits[:64].ljust(64, "0"),
        name=name,
        image=f"{name}:latest",
        image_id="sha256:" + "0" * 64,
        command="serve",
        state=state,
        status="Up 3 hours" if state.runs else "Exited (0) 2 days ago",
        health=None,
        exit_code=None if state.runs else 0,
        created=1_760_000_000.0,
    )
    return replace(made, **more)
