"""What the engine takes of the node's disk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QWidget

from app.core.audit import AuditLog
from app.core.i18n import tr
from app.core.ids import NodeId
from app.look.components import Card, ElidedLabel
from app.panes.asking import Answered, Refused
from app.panes.containers.asking import Asking
from app.panes.containers.disk.bar import DiskSummary
from app.panes.containers.disk.prune_dialog import PruneDialog
from app.panes.containers.disk.prune_words import (
    result_details,
    result_hint,
    result_title,
)
from app.panes.containers.disk.words import SPEC, DiskRow, parts_of, rows_of, summary_text
from app.panes.containers.list.trouble import Lack
from app.panes.containers.table.section import TableSection
from app.services.containers.disk import DiskReport, report
from app.services.containers.prune import (
    PruneLook,
    PrunePlan,
    PruneProgress,
    Pruner,
    PruneResult,
    look,
)
from app.state.errands import ErrandChanged, Progress
from app.state.hub import Notice, Severity

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.services.containers.engine import Engine
    from app.state.errands import Tell, Work
    from app.state.hub import Hub


IF_STOPPED = tr("What is removed by then stays removed; the rest stays.")


class DiskSection(TableSection):
    """What fills the disk, the largest things first, and giving space back."""

    spec = SPEC
    follows_containers = False  # an engine counts for minutes where there is much
    fresh_s = 30.0
    nothing = Lack(tr("Docker takes no space"), tr("There is no image, container or volume yet."))

    def __init__(self, hub: Hub, parent: QWidget) -> None:
        super().__init__(hub, parent)
        self._looking = Asking(hub, self)
        self._looking.answered.connect(self._on_looked)
        self._looking.refused.connect(self._on_refused_look)
        self._looking.ended.connect(self._show_looking)
        self._dialog: PruneDialog | None = None
        self.summary = DiskSummary()
        self.where = ElidedLabel("", "body", "text2")
        card = Card(tr("Disk"))
        card.header.removeWidget(card.subtitle)
        card.header.insertWidget(1, self.where, 1)
        card.body.addWidget(self.summary)
        self.body.insertWidget(0, card)
        self.prune = self.add_button(tr("Give space back…"), "trash", self._on_prune)
        hub.errands.changed.connect(self._on_errand)

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop to look, too."""
        super().hideEvent(event)
        self._looking.stop()
        self._show_looking()

    # What it asks and shows

    def question(self, engine: Engine, cancel: Cancel) -> object:
        """Ask what takes how much."""
        return report(engine, cancel)

    def rows_of(self, answer: object) -> Sequence[DiskRow]:
        """Show the bar, and return a row for each thing."""
        assert isinstance(answer, DiskReport)
        self.summary.show_parts(parts_of(answer))
        self.where.setText(summary_text(answer))
        return rows_of(answer.use)

    def about(self) -> str:
        """Say that an answer may take a while."""
        return "counting…" if self.is_asking else ""

    def copied(self, row: DiskRow) -> str:
        """Return its name."""
        return row.name

    # Giving space back

    def _on_prune(self) -> None:
        if not self._looking.is_busy:
            self._looking.ask(self.node, look)
            self._show_looking()

    def _on_looked(self, answered: Answered) -> None:
        assert isinstance(answered.value, PruneLook)
        name = self.hub.nodes.name_of(self.node)
        self._dialog = PruneDialog(self.node, name, answered.value, self)
        self._dialog.accepted.connect(self._on_accepted)
        self._dialog.open()

    def _on_refused_look(self, refused: Refused) -> None:
        self.hub.tell_error(refused.error, refused.details)

    def _show_looking(self) -> None:
        self.prune.setEnabled(not self._looking.is_busy)
        self.prune.setText(tr("Looking…") if self._looking.is_busy else tr("Give space back…"))

    def _on_accepted(self) -> None:
        assert self._dialog is not None
        node, wanted = self._dialog.node, self._dialog.plan
        self._dialog = None
        name = self.hub.nodes.name_of(node)
        work = _pruning(self.hub, node, name, wanted)
        self.hub.errands.start(
            node, tr("Giving space back on {name}").format(name=name), work, if_stopped=IF_STOPPED
        )

    def _on_errand(self, changed: ErrandChanged) -> None:
        if changed.errand.node == self.node and not changed.errand.is_running:
            self.refresh()


def _pruning(hub: Hub, node: NodeId, name: str, wanted: PrunePlan) -> Work:
    """Return the work of an errand that removes what a plan names."""
    containers = hub.containers

    def work(cancel: Cancel, tell: Tell) -> Notice:
        def on_progress(progress: PruneProgress) -> None:
            detail = tr("{done} of {total}: {name}").format(
                done=progress.done, total=progress.total, name=progress.name
            )
            tell(Progress(progress.done / max(1, progress.total), detail))

        engine = containers.holder(node).engine(cancel)
        pruner = Pruner(engine, name, AuditLog(containers.audit_file))
        return _notice(pruner.prune(wanted, cancel, on_progress))

    return work


def _notice(result: PruneResult) -> Notice:
    severity = Severity.WARNING if result.kept else Severity.SUCCESS
    return Notice(severity, result_title(result), result_hint(result), result_details(result))
