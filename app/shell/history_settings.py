"""The history in the settings: how large it is and may become, and whose is kept."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.core import units
from app.core.units import GIB
from app.look.components import Button, Chosen, Segmented, Text
from app.look.components.confirm import ConfirmDialog
from app.plots.axis import when_text
from app.services.history.api import HistoryLimits, StoreStatus
from app.state.archive import ArchiveState
from app.state.keeping import Forgotten, KeptMachine, MachinesRead

LIMITS = (("0.5", "0.5"), ("1", "1"), ("2", "2"), ("5", "5"), ("10", "10 GiB"))
"""Sizes in GiB that can be chosen, and what they are called."""
_KEY_SHOWN = 19
"""Characters of a machine's key: those of a fingerprint tell machines apart."""


def size_text(status: StoreStatus) -> str:
    """Return how large the history is: `312 MiB of 2.0 GiB, since 9 Nov 08:14`."""
    if status.size_bytes is None or status.limit_bytes is None:
        return "Its size is not known yet."
    words = f"{units.memory(status.size_bytes)} of {units.memory(status.limit_bytes)}"
    if status.oldest is None:
        return f"{words}."
    return f"{words}, since {when_text(status.oldest)}."


def ages_text(limits: HistoryLimits) -> str:
    """Return what is kept how long, in words."""
    raw, minute, quarter = (
        units.duration(seconds) for seconds in (limits.raw_s, limits.minute_s, limits.quarter_s)
    )
    return (
        f"Each sample is kept for {raw}, one value per minute for {minute}, one per 15 min for "
        f"{quarter}, and one per hour until there is no room. Then the oldest and finest "
        "go first."
    )


def trouble_text(status: StoreStatus) -> str:
    """Return what is wrong with the history, "" where nothing is."""
    words = f"{status.problem} {status.hint}".strip()
    if status.lost_rows:
        words = f"{words} {status.lost_rows} rows were lost.".strip()
    return words


def machine_text(machine: KeptMachine) -> str:
    """Return what a machine is called in the list: `spark-01 · 12 d 4 h`."""
    return f"{name_of(machine)} · {units.duration(max(machine.last - machine.first, 1.0))}"


def name_of(machine: KeptMachine) -> str:
    """Return a machine's name; one that is saved no more is called by its key."""
    if machine.name:
        return machine.name
    key = machine.key if len(machine.key) <= _KEY_SHOWN else f"{machine.key[:_KEY_SHOWN]}…"
    return f"Removed node {key}"


@dataclass(frozen=True, slots=True)
class _Question:
    """What is asked before something is deleted."""

    title: str
    text: str
    verb: str


def question_of_machine(machine: KeptMachine) -> _Question:
    """Ask before everything about a machine is deleted."""
    name = name_of(machine)
    lost = units.duration(max(machine.last - machine.first, 1.0))
    text = (
        f"{lost} of it, from {when_text(machine.first)} to "
        f"{when_text(machine.last)}, are deleted from this computer: values, events and "
        "incidents. This cannot be undone. Nothing is changed on the machine, and what it reports "
        "from now on is kept anew."
    )
    return _Question(f"Delete the history of {name}?", text, "Delete history")


def question_of_limit(size_bytes: int, limit_bytes: int) -> _Question:
    """Ask before a smaller limit removes rows."""
    size, limit = units.memory(size_bytes), units.memory(limit_bytes)
    text = (
        f"The history is {size} now. The oldest and finest of its rows are deleted until it is "
        f"below {limit}. This cannot be undone."
    )
    return _Question(f"Make the history smaller than {limit}?", text, "Delete the oldest")


class HistorySection(QWidget):
    """Part of the settings; each change takes effect at once, what deletes asks first."""

    def __init__(self, archive: ArchiveState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._archive = archive
        self._machines: tuple[KeptMachine, ...] = ()
        self._pending: float | KeptMachine | None = None
        self._size = Text("", "label", "text3")
        self._trouble = Text("", "label", "warn", wrap=True)
        self.limit = Segmented("Largest size of the history, in GiB", LIMITS)
        self.machine = QComboBox()
        self.machine.setAccessibleName("Machine whose history shall be deleted")
        self.machine.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.machine.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.delete = Button("Delete its history…")
        self._lay_out()
        self.limit.chosen.connect(self._on_limit)
        self.delete.clicked.connect(self._on_delete)
        archive.status_changed.connect(self._show_status)
        archive.keeping.machines_read.connect(self._on_machines)
        archive.keeping.forgotten.connect(self._on_forgotten)
        self._show_status(archive.status)
        self._show_machines("Looking…")
        archive.keeping.ask_machines()

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(Text("History", "strong"))
        words.addWidget(self._size)
        top = QHBoxLayout()
        top.addLayout(words, 1)
        top.addWidget(self.limit, 0, Qt.AlignmentFlag.AlignTop)
        bottom = QHBoxLayout()
        bottom.setSpacing(10)
        bottom.addWidget(self.machine, 1)
        bottom.addWidget(self.delete)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(top)
        column.addWidget(self._trouble)
        column.addWidget(Text(ages_text(HistoryLimits()), "label", "text3", wrap=True))
        column.addLayout(bottom)

    def _show_status(self, status: StoreStatus) -> None:
        self._size.setText(size_text(status))
        trouble = trouble_text(status)
        self._trouble.setText(trouble)
        self._trouble.setVisible(bool(trouble))
        if status.limit_bytes is not None:
            self.limit.choose_if_any(f"{status.limit_bytes / GIB:g}")

    def _on_machines(self, read: MachinesRead) -> None:
        self._machines = read.machines
        self._show_machines(read.problem or "No machine has a history yet")

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

    def _on_limit(self, choice: Chosen) -> None:
        gib = float(choice.key)
        size, limit = self._archive.status.size_bytes, round(gib * GIB)
        if size is not None and size > limit:
            self._ask(question_of_limit(size, limit), gib)
        else:
            self._archive.keeping.set_limit(gib)

    def _on_delete(self) -> None:
        machine = self._machines[self.machine.currentIndex()]
        self._ask(question_of_machine(machine), machine)

    def _ask(self, question: _Question, pending: float | KeptMachine) -> None:
        self._pending = pending
        dialog = ConfirmDialog(question.title, question.text, question.verb, self)
        dialog.finished.connect(self._on_answered)
        dialog.open()

    def _on_answered(self, result: int) -> None:
        pending, self._pending = self._pending, None
        if not result:
            self._show_status(self._archive.status)  # the limit is what it was
        elif isinstance(pending, KeptMachine):
            self.delete.setEnabled(False)
            self._archive.keeping.forget(pending)
        elif pending is not None:
            self._archive.keeping.set_limit(pending)

    def _on_forgotten(self, _forgotten: Forgotten) -> None:
        self.machine.setFocus()
