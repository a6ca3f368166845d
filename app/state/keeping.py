"""KeepingState: how much of the history is kept, and whose; the user's choices about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.core.cancel import Cancel
from app.core.errors import HistoryUnavailable, SettingsUnwritable
from app.core.i18n import tr
from app.core.settings import SettingsStore, setting
from app.core.units import GIB
from app.services.history.api import HistoryLimits
from app.services.history.keys import history_key
from app.state.hub import Notice, Severity
from app.state.nodes import NodesState
from app.workers.lanes import Lanes

if TYPE_CHECKING:
    from app.services.history.store import HistoryStore

_LEAST_GIB, _MOST_GIB = 0.1, 1000.0


@dataclass(frozen=True, slots=True)
class HistorySettings:
    """How much is kept."""

    limit_gib: float = setting(2.0, "Size of the history in GiB above which the oldest rows go.")

    @property
    def limits(self) -> HistoryLimits:
        """Return what the store is told."""
        size = min(max(self.limit_gib, _LEAST_GIB), _MOST_GIB)
        return HistoryLimits(size_bytes=round(size * GIB))


@dataclass(frozen=True, slots=True)
class KeptMachine:
    """A machine that there is history of; times are Unix seconds of its first and last row."""

    key: str
    name: str
    """That of its node; "" when none has it any more."""
    first: float
    last: float


@dataclass(frozen=True, slots=True)
class MachinesRead:
    """The answer to `ask_machines`: what is kept of whom, or why that is not known."""

    machines: tuple[KeptMachine, ...] = ()
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Forgotten:
    """Everything about a machine is deleted; or not, for the time being."""

    machine: KeptMachine
    done: bool


class KeepingState(QObject):
    """Changes how much is kept, and deletes what is kept of a machine.

    Signals:
        machines_read: `ask_machines` has its answer.
        forgotten: `forget` is over.
        told: something that the user has to know.
    """

    machines_read = Signal(MachinesRead)
    forgotten = Signal(Forgotten)
    told = Signal(Notice)

    def __init__(
        self,
        *,
        nodes: NodesState,
        settings: SettingsStore,
        lanes: Lanes,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._nodes = nodes
        self._settings = settings
        self._lanes = lanes
        self._store: HistoryStore | None = None
        self._asked = False
        self._chosen: HistorySettings | None = None
        """What was chosen since the store was told what is saved."""
        self.forgotten.connect(self._on_forgotten)

    def load(self) -> HistoryLimits:
        """Return the limits that were chosen; for a worker."""
        return self._settings.load("history", HistorySettings).limits

    def open(self, store: HistoryStore) -> None:
        """Work on this store, and answer what was asked before it was there."""
        self._store = store
        if self._chosen is not None:
            store.set_limits(self._chosen.limits)
        if self._asked:
            self.ask_machines()

    def set_limit(self, gib: float) -> None:
        """Let the history become so large, from now on and at later starts.

        Where it is larger already, the oldest rows are removed at once; whoever calls has asked.
        """
        chosen = self._chosen = HistorySettings(gib)
        if self._store is not None:
            self._store.set_limits(chosen.limits)

        def save(_cancel: Cancel) -> None:
            try:
                self._settings.save("history", chosen)
            except SettingsUnwritable as error:
                self.told.emit(Notice(Severity.ERROR, error.message, error.hint))

        self._lanes.add("settings", save)

    def ask_machines(self) -> None:
        """Ask whose history is kept; `machines_read` tells, once the store is open."""
        store, self._asked = self._store, True
        if store is None:
            return
        names = {history_key(node): node.name for node in self._nodes.all()}

        def read(_cancel: Cancel) -> None:
            try:
                known = store.keys()
                spans = [(key, store.span(key)) for key in known]
            except HistoryUnavailable as error:
                self.machines_read.emit(MachinesRead(problem=f"{error.message} {error.hint}"))
                return
            found = [
                KeptMachine(key, names.get(key, ""), *span)
                for key, span in spans
                if span is not None
            ]
            found.sort(key=lambda machine: (not machine.name, machine.name.casefold()))
            self.machines_read.emit(MachinesRead(tuple(found)))

        self._lanes.add("read", read)

    def forget(self, machine: KeptMachine) -> None:
        """Delete everything about a machine; whoever calls has asked. `forgotten` tells."""
        store = self._store
        if store is None:
            return

        def work(_cancel: Cancel) -> None:
            store.forget(machine.key)
            self.forgotten.emit(Forgotten(machine, store.flush()))

        self._lanes.add("read", work)

    def _on_forgotten(self, forgotten: Forgotten) -> None:
        name = forgotten.machine.name or tr("a machine that is not saved any more")
        if forgotten.done:
            title = tr("The history of {name} was deleted").format(name=name)
            self.told.emit(Notice(Severity.SUCCESS, title))
        else:
            title = tr("The history of {name} could not be deleted yet").format(name=name)
            hint = tr("It is deleted as soon as the history can be written.")
            self.told.emit(Notice(Severity.WARNING, title, hint))
        self.ask_machines()
