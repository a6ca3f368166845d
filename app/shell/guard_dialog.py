"""The dialog that explains a node's memory guard, shows what it would stop, and arms it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from app.core import units
from app.core.errors import BadInput
from app.core.i18n import tr
from app.core.units import GIB
from app.look.components import Button, FormField, Line, Text
from app.look.components.confirm import ConfirmDialog
from app.services.guard.api import DEFAULT_LIMIT_BYTES, GuardPhase, GuardPolicy
from app.services.guard.keeper import words
from app.services.guard.on_box import FOLDER, UNIT_FILE

if TYPE_CHECKING:
    from app.core.ids import NodeId
    from app.services.telemetry.api import Sample
    from app.state.guard import GuardChanged, GuardInstalled, GuardLooked
    from app.state.hub import Hub
    from app.state.telemetry import SampleTaken

MOST_GIB = 32
"""The highest limit offered: so much is kept free for work without a guard."""
WIDTH = 540
NEWEST = tr("The newest container with GPU memory")
EXPLAINED = tr(
    "A machine whose CPU and GPU share one memory freezes when that runs out, and SSH "
    "with it, before anything can be stopped. An armed guard runs on the machine "
    "itself. When available memory is below the limit and falling, or below half of "
    "it, the guard stops one thing after another until that is over:"
)
ORDER = tr(
    "1.  what you choose to be stopped first,\n2.  then the newest container with GPU "
    "memory,\n3.  then your own newest process with GPU memory. Nothing else."
)
KEPT = tr(
    "What it stops is asked to end and gets five seconds, fewer when memory falls on. "
    "The guard is armed while this program is connected to the machine, also after a "
    "restart of this program, until you disarm it. Nothing is installed for that. "
    "Each action is written down here and in the machine's own log."
)


class GuardDialog(QDialog):
    """Arms, changes or disarms the guard of one node. Deletes itself when closed."""

    def __init__(self, hub: Hub, node: NodeId, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.node = node
        self._hub = hub
        name = hub.nodes.name_of(node)
        status = hub.guard.status(node)
        self._armed = status.phase is not GuardPhase.OFF
        sample = hub.telemetry.present(node)
        self._available = sample.memory.available_bytes if sample else None
        title = tr("Memory guard of {name}").format(name=name)
        self.setWindowTitle(title)
        self.setFixedWidth(WIDTH)
        self.setAccessibleDescription(f"{EXPLAINED}\n{ORDER}")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(24, 22, 24, 20)
        self._column.setSpacing(14)
        self._column.addWidget(Text(title, "card", wrap=True))
        words = QVBoxLayout()
        words.setSpacing(6)
        words.addWidget(Text(EXPLAINED, "body", "text2", wrap=True))
        words.addWidget(Text(ORDER, "body", "text2", wrap=True))
        self._column.addLayout(words)
        policy = status.policy if self._armed else first_policy(sample)
        self._add_limit(policy, sample)
        self._add_choice(policy, sample)
        self._column.addWidget(Line())
        self._column.addWidget(Text(KEPT, "label", "text3", wrap=True))
        self._add_consent(policy)
        self._add_on_box()
        self._add_buttons()
        hub.guard.installed.connect(self._on_installed)
        hub.guard.looked.connect(self._on_looked)
        hub.guard.status_changed.connect(self._on_status)
        hub.telemetry.sample_taken.connect(self._on_sample)
        self._look()
        hub.guard.ask_installed(node)
        self._fit()

    @property
    def policy(self) -> GuardPolicy:
        """Return what is chosen."""
        return GuardPolicy(
            self.limit.value() * GIB,
            str(self.first.currentData()),
            dry_run=self.practice.isChecked(),
        )

    # How it is made

    def _add_limit(self, policy: GuardPolicy, sample: Sample | None) -> None:
        self.limit = QSlider(Qt.Orientation.Horizontal)
        self.limit.setRange(1, most_gib(sample))
        self.limit.setPageStep(4)
        self.limit.setAccessibleName(tr("Act below, in GiB of available memory"))
        self.limit.setValue(round(policy.limit_bytes / GIB))
        self._limit_words = Text("", "strong")
        self._limit_words.setMinimumWidth(80)
        self._limit_words.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._available_words = Text("", "label", "text3", wrap=True)
        heading = QHBoxLayout()
        heading.addWidget(Text(tr("Act below"), "label", "text2"))
        heading.addStretch(1)
        heading.addWidget(self._limit_words)
        column = QVBoxLayout()
        column.setSpacing(6)
        column.addLayout(heading)
        column.addWidget(self.limit)
        column.addWidget(self._available_words)
        self._column.addLayout(column)
        self.limit.valueChanged.connect(self._on_limit)
        self._on_limit()

    def _add_choice(self, policy: GuardPolicy, sample: Sample | None) -> None:
        self.first = QComboBox()
        self.first.addItem(NEWEST, "")
        for name in choices(sample, policy.stop_first):
            self.first.addItem(name, name)
        self.first.setCurrentIndex(max(0, self.first.findData(policy.stop_first)))
        self._column.addWidget(FormField(tr("Stop first"), self.first))
        self.target = Text(tr("Looking at the machine…"), "body", wrap=True)
        self.target.setAccessibleName(tr("What it would stop now"))
        self.notes = Text("", "label", "warn", wrap=True)
        self.notes.hide()
        column = QVBoxLayout()
        column.setSpacing(4)
        column.addWidget(Text(tr("It would stop now"), "label", "text2"))
        column.addWidget(self.target)
        column.addWidget(self.notes)
        self._column.addLayout(column)
        self.first.currentIndexChanged.connect(self._look)

    def _add_consent(self, policy: GuardPolicy) -> None:
        self.practice = QCheckBox(tr("Practise: only say what it would stop"))
        self.practice.setChecked(policy.dry_run)
        self.practice.toggled.connect(self._on_consent)
        self.consent = QCheckBox(tr("It may stop running work without asking me"))
        self.consent.toggled.connect(self._on_consent)
        column = QVBoxLayout()
        column.setSpacing(8)
        column.addWidget(self.practice)
        column.addWidget(self.consent)
        self._column.addLayout(column)

    def _add_on_box(self) -> None:
        """Offer the guard of the machine's own, below what this program does."""
        self.on_box = Text("", "label", "text3", wrap=True)
        self.on_box.hide()
        self.install = Button(tr("Install on the machine…"), "link")
        self.install.clicked.connect(self._on_install)
        self.remove = Button(tr("Remove from the machine…"), "link")
        self.remove.clicked.connect(self._on_remove)
        self.remove.hide()
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self.install)
        row.addWidget(self.remove)
        row.addStretch(1)
        self._column.addWidget(Line())
        self._column.addWidget(self.on_box)
        self._column.addLayout(row)

    def _add_buttons(self) -> None:
        self.arm = Button(tr("Change") if self._armed else tr("Arm guard"), "danger")
        self.cancel = Button(tr("Cancel"))
        self.cancel.setDefault(True)
        buttons = QDialogButtonBox()
        buttons.addButton(self.arm, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(self.cancel, QDialogButtonBox.ButtonRole.RejectRole)
        self.disarm = Button(tr("Disarm"))
        self.disarm.setVisible(self._armed)
        self.disarm.clicked.connect(self._on_disarm)
        row = QHBoxLayout()
        row.addWidget(self.disarm)
        row.addWidget(buttons, 1)
        self._column.addSpacing(4)
        self._column.addLayout(row)
        buttons.accepted.connect(self._on_arm)
        buttons.rejected.connect(self.reject)
        self._on_consent()

    # What happens

    def _look(self) -> None:
        """Ask the machine what would be stopped; nothing is armed by that."""
        self.target.setText(tr("Looking at the machine…"))
        self.notes.hide()
        self._hub.guard.look(self.node, replace(self.policy, dry_run=True))

    def _on_limit(self) -> None:
        limit, available = self.limit.value() * GIB, self._available
        self._limit_words.setText(units.gib(limit, digits=0))
        now = tr("{memory} available now.").format(memory=units.gib(available))
        if available is not None and available < limit:
            now += tr(" That is below this limit already: it would act as soon as memory falls.")
        self._available_words.setText(now)
        self._fit()

    def _on_consent(self) -> None:
        self.consent.setEnabled(not self.practice.isChecked())
        self.arm.setEnabled(self.consent.isChecked() or self.practice.isChecked())

    def _on_looked(self, looked: GuardLooked) -> None:
        if looked.node != self.node:
            return
        if looked.view is None:
            self.target.setText(tr("Not known"))
            self._show_notes(str(looked.error or ""))
            return
        self.target.setText(looked.view.target or tr("Nothing: no GPU memory is in use"))
        self._show_notes(looked.view.notes)

    def _on_install(self) -> None:
        policy, name = self.policy, self._hub.nodes.name_of(self.node)
        question = ConfirmDialog(
            tr("Install a memory guard on {name}?").format(name=name),
            on_box_words(policy),
            tr("Install"),
            self,
        )
        question.accepted.connect(partial(self._change_on_box, policy))
        question.open()

    def _on_remove(self) -> None:
        name = self._hub.nodes.name_of(self.node)
        text = tr("Its service is stopped, and {unit_file} and {folder} are deleted there.").format(
            unit_file=UNIT_FILE, folder=FOLDER
        )
        question = ConfirmDialog(
            tr("Remove the memory guard from {name}?").format(name=name), text, tr("Remove"), self
        )
        question.accepted.connect(partial(self._change_on_box, None))
        question.open()

    def _change_on_box(self, policy: GuardPolicy | None) -> None:
        """Install a guard on the machine, or remove it; the dialog says what came of it."""
        self.install.setEnabled(False)
        self.remove.setEnabled(False)
        self._show_on_box(tr("One moment…"))
        if policy is None:
            self._hub.guard.remove(self.node)
        else:
            self._hub.guard.install(self.node, policy)

    def _on_installed(self, told: GuardInstalled) -> None:
        if told.node != self.node:
            return
        self.install.setEnabled(True)
        self.remove.setEnabled(True)
        if told.error is not None:
            self._show_on_box(str(told.error), tone="warn")
            return
        there = told.policy is not None
        self.install.setText(
            tr("Replace it with this…") if there else tr("Install on the machine…")
        )
        self.remove.setVisible(there)
        self._show_on_box(
            tr("The machine has a guard of its own, {words}.").format(words=words(told.policy))
            if told.policy is not None
            else ""
        )

    def _show_on_box(self, text: str, tone: str = "text3") -> None:
        self.on_box.set_tone(tone)
        self.on_box.setText(text)
        self.on_box.setVisible(bool(text))
        self._fit()

    def _on_status(self, changed: GuardChanged) -> None:
        """Close when the guard was disarmed elsewhere: what is shown is no longer so."""
        if changed.node == self.node and self._armed and changed.status.phase is GuardPhase.OFF:
            self.reject()

    def _on_sample(self, taken: SampleTaken) -> None:
        if taken.node == self.node:
            self._available = taken.sample.memory.available_bytes
            self._on_limit()

    def _show_notes(self, notes: str) -> None:
        self.notes.setText(notes)
        self.notes.setVisible(bool(notes))
        self._fit()

    def _fit(self) -> None:
        """Be as high as the text needs: a dialog does not ask texts that wrap."""
        self.setFixedHeight(self._column.totalHeightForWidth(WIDTH))

    def _on_arm(self) -> None:
        try:
            self._hub.guard.arm(self.node, self.policy)
        except BadInput as error:  # a name that somebody on the machine chose to be none
            self._show_notes(error.message)
            return
        self.accept()

    def _on_disarm(self) -> None:
        self._armed = False
        self._hub.guard.disarm(self.node)
        self.reject()


def on_box_words(policy: GuardPolicy) -> str:
    """Explain what installing a guard on the machine does there."""
    return tr(
        "It acts {words}, whether or not this program runs, from every start of the "
        "machine, and as root: also for processes of other users. What it does is in "
        "the machine's log (journalctl -t spark-memory-guard).\n\nWritten there with "
        "sudo: {folder} and {unit_file}. Both can be removed here."
    ).format(words=words(policy), folder=FOLDER, unit_file=UNIT_FILE)


def choices(sample: Sample | None, chosen: str) -> list[str]:
    """Return what can be stopped first: containers and units with GPU memory, and the chosen."""
    found = {chosen} if chosen else set()
    if sample is not None:
        owners = [part.owner for part in sample.memory.parts]
        owners += [each.owner for each in sample.processes if each.gpu_memory_bytes is not None]
        found |= {owner.title for owner in owners if owner is not None and owner.title}
    return sorted(found)


def first_policy(sample: Sample | None) -> GuardPolicy:
    """Return what is proposed: a quarter of a small machine's memory, at most the usual limit."""
    total = sample.memory.total_bytes if sample is not None else None
    quarter = DEFAULT_LIMIT_BYTES if total is None else max(GIB, total // 4 // GIB * GIB)
    return GuardPolicy(min(DEFAULT_LIMIT_BYTES, quarter))


def most_gib(sample: Sample | None) -> int:
    """Return the highest limit that is offered: never more than half of the memory."""
    total = sample.memory.total_bytes if sample is not None else None
    return MOST_GIB if total is None else max(2, min(MOST_GIB, total // 2 // GIB))
