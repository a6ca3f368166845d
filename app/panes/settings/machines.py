"""The history in the settings: how large it is and may become, and whose is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.core import units
from app.core.i18n import tr
from app.core.units import GIB
from app.look.components import Button, Text
from app.look.components.confirm import ConfirmDialog
from app.panes.settings.controls import SteadyList
from app.plots.axis import when_text
from app.services.history.api import HistoryLimits, StoreStatus
from app.state.keeping import Forgotten, KeptMachine, MachinesRead
from app.state.preferences import Doubt

if TYPE_CHECKING:
    from app.state.hub import Hub

LIMITS = (
    ("0.5", tr("0.5 GiB")),
    ("1", tr("1 GiB")),
    ("2", tr("2 GiB")),
    ("5", tr("5 GiB")),
    ("10", tr("10 GiB")),
)
"""Sizes in GiB that can be chosen, and what they are called."""
_KEY_SHOWN = 19
"""Characters of a machine's key: those of a fingerprint tell machines apart."""


def size_text(status: StoreStatus) -> str:
    """Return how large the history is: `312 MiB of 2.0 GiB, since 9 Nov 08:14`."""
    if status.size_bytes is None or status.limit_bytes is None:
        return tr("Its size is not known yet.")
    words = tr("{size} of {limit}").format(
        size=units.memory(status.size_bytes), limit=units.memory(status.limit_bytes)
    )
    if status.oldest is None:
        return f"{words}."
    return tr("{words}, since {when_text}.").format(words=words, when_text=when_text(status.oldest))


def ages_text(limits: HistoryLimits) -> str:
    """Return what is kept how long, in words."""
    raw, minute, quarter = (
        units.duration(seconds) for seconds in (limits.raw_s, limits.minute_s, limits.quarter_s)
    )
    return tr(
        "Each sample is kept for {samples}, one value per minute for {minute}, one per 15 "
        "min for {quarter}, and one per hour until there is no room. Then the oldest "
        "and finest go first."
    ).format(samples=raw, minute=minute, quarter=quarter)


def trouble_text(status: StoreStatus) -> str:
    """Return what is wrong with the history, "" where nothing is."""
    words = f"{status.problem} {status.hint}".strip()
    if status.lost_rows:
        words = (
            tr("{words} {lost_rows} rows were lost.")
            .format(words=words, lost_rows=status.lost_rows)
            .strip()
        )
    return words


def machine_text(machine: KeptMachine) -> str:
    """Return what a machine is called in the list: `spark-01 · 12 d 4 h`."""
    return f"{name_of(machine)} · {units.duration(max(machine.last - machine.first, 1.0))}"


def name_of(machine: KeptMachine) -> str:
    """Return a machine's name; one that is saved no more is called by its key."""
    if machine.name:
        return machine.name
    key = machine.key if len(machine.key) <= _KEY_SHOWN else f"{machine.key[:_KEY_SHOWN]}…"
    return tr("Removed node {key}").format(key=key)


def doubt_of_machine(machine: KeptMachine) -> Doubt:
    """Ask before everything about a machine is deleted."""
    name = name_of(machine)
    lost = units.duration(max(machine.last - machine.first, 1.0))
    text = tr(
        "{lost} of it, from {first} to {last}, are deleted from this "
        "computer: values, events and incidents. This cannot be undone. Nothing is "
        "changed on the machine, and what it reports from now on is kept anew."
    ).format(lost=lost, first=when_text(machine.first), last=when_text(machine.last))
    return Doubt(tr("Delete the history of {name}?").format(name=name), text, tr("Delete history"))


def doubt_of_limit(status: StoreStatus, gib: float) -> Doubt | None:
    """Ask before a smaller limit removes rows."""
    limit_bytes = round(gib * GIB)
    if status.size_bytes is None or status.size_bytes <= limit_bytes:
        return None
    size, limit = units.memory(status.size_bytes), units.memory(limit_bytes)
    text = tr(
        "The history is {size} now. The oldest and finest of its rows are deleted "
        "until it is below {limit}. This cannot be undone."
    ).format(size=size, limit=limit)
    return Doubt(
        tr("Make the history smaller than {limit}?").format(limit=limit),
        text,
        tr("Delete the oldest"),
    )


class Machines(QWidget):
    """Chooses a machine whose history is deleted, which is asked first."""

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self._keeping = hub.archive.keeping
        self._machines: tuple[KeptMachine, ...] = ()
        self._pending: KeptMachine | None = None
        self.machine = SteadyList()
        self.machine.setAccessibleName(tr("Machine whose history shall be deleted"))
        self.machine.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.machine.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.delete = Button(tr("Delete its history…"))
        self._lay_out()
        self.delete.clicked.connect(self._on_delete)
        hub.archive.status_changed.connect(self._on_status)
        self._keeping.machines_read.connect(self._on_machines)
        self._keeping.forgotten.connect(self._on_forgotten)
        self._show_machines(tr("Looking…"))

    def showEvent(self, event: QShowEvent) -> None:
        """Look whose history there is now."""
        super().showEvent(event)
        self._keeping.ask_machines()

    def _lay_out(self) -> None:
        choice = QHBoxLayout()
        choice.setSpacing(10)
        choice.addWidget(self.machine, 1)
        choice.addWidget(self.delete)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(choice)
        column.addWidget(Text(ages_text(HistoryLimits()), "label", "text3", wrap=True))

    def _on_status(self, _status: StoreStatus) -> None:
        self._hub.preferences.say_changed("history.limit")

    def _on_machines(self, read: MachinesRead) -> None:
        self._machines = read.machines
        self._show_machines(read.problem or tr("No machine has a history yet"))

    def _show_machines(self, none: str) -> None:
        chosen = self.machine.currentData()
        self.machine.clear()
        for machine in self._machines:
            self.machine.addItem(machine_text(machine), machine.key)
        if not self._machines:
            self.machine.addItem(none)
        self.machine.setCurrentIndex(max(self.machine.findData(chosen), 0))
        self.machine.setEnabled(bool(self._machines))
        self.delete.setEnabled(bool(self._machines))

    def _on_delete(self) -> None:
        machine = self._pending = self._machines[self.machine.currentIndex()]
        doubt = doubt_of_machine(machine)
        dialog = ConfirmDialog(doubt.title, doubt.text, doubt.verb, self)
        dialog.accepted.connect(self._on_delete_confirmed)
        dialog.open()

    def _on_delete_confirmed(self) -> None:
        if self._pending is not None:
            self.delete.setEnabled(False)
            self._keeping.forget(self._pending)

    def _on_forgotten(self, _forgotten: Forgotten) -> None:
        self.machine.setFocus()
