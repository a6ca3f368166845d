"""What the engine takes of the node's disk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.core.audit import AuditLog
from app.core.ids import NodeId
from app.look.components import Card, ElidedLabel
from app.panes.containers.disk.bar import DiskSummary
from app.panes.containers.disk.prune_dialog import PruneDialog
from app.panes.containers.disk.prune_words import (
    result_details,
    result_hint,
    result_title,
)
from app.panes.containers.disk.words import SPEC, DiskRow, parts_of, rows_of, summary_text
from app.panes.containers.list.trouble import Lack
from app.panes.containers.table.section import Offer, TableSection
from app.services.containers.disk import DiskReport
from app.services.containers.prune import PruneLook, PrunePlan, PruneProgress, PruneResult
from app.state.errands import ErrandChanged, ErrandPhase, Progress
from app.state.hub import Notice, Severity
from app.workers.job import Ended, Produced

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.services.containers.engine import Engine
    from app.state.errands import Tell, Work
    from app.state.hub import Hub
    from app.workers.worker import Worker


class DiskSection(TableSection):
    """What fills the disk, the largest things first, and giving space back."""

    spec = SPEC
    follows_containers = False  # an engine counts for minutes where there is much
    fresh_s = 30.0
    nothing = Lack("Docker takes no space", "There is no image, container or volume yet.")

    def __init__(self, hub: Hub, parent: QWidget) -> None:
        super().__init__(hub, parent)
        self._looking: Worker | None = None
        self._dialog: PruneDialog | None = None
        self._errands: set[int] = set()
        self.summary = DiskSummary()
        self.where = ElidedLabel("", "body", "text2")
        card = Card("Disk")
        card.header.removeWidget(card.subtitle)
        card.header.insertWidget(1, self.where, 1)
        card.body.addWidget(self.summary)
        self.body.insertWidget(0, card)
        self.prune = self.add_button("Give space back…", "trash", self._on_prune)
        hub.errands.changed.connect(self._on_errand)

    # What it asks and shows

    def question(self, engine: Engine, cancel: Cancel) -> object:
        """Ask what takes how much."""
        from app.services.containers.disk import report

        return report(engine, cancel)

    def take(self, answer: object) -> Sequence[DiskRow]:
        """Show the bar, and a row for each thing."""
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

    def offers(self) -> Sequence[Offer]:
        """Offer nothing of its own: each kind has a section."""
        return ()

    # Giving space back

    def _on_prune(self) -> None:
        if self._looking is not None:
            return
        from app.services.containers.prune import look

        worker = self.hub.containers.asking(self.node, look)
        worker.produced.connect(self._on_looked)
        worker.ended.connect(self._on_look_ended)
        self._looking = worker
        self.prune.setEnabled(False)
        self.prune.setText("Looking…")
        self.hub.containers.start(worker)

    def _on_looked(self, produced: Produced) -> None:
        assert isinstance(produced.value, PruneLook)
        if not self.isVisible():
            return
        name = self.hub.nodes.name_of(self.node)
        self._dialog = PruneDialog(self.node, name, produced.value, self)
        self._dialog.accepted.connect(self._on_accepted)
        self._dialog.open()

    def _on_look_ended(self, ended: Ended) -> None:
        self._looking = None
        self.prune.setEnabled(True)
        self.prune.setText("Give space back…")
        if ended.error is not None and not ended.cancelled:
            self.hub.tell_error(ended.error)

    def _on_accepted(self) -> None:
        assert self._dialog is not None
        node, wanted = self._dialog.node, self._dialog.plan
        self._dialog = None
        name = self.hub.nodes.name_of(node)
        work = _pruning(self.hub, node, name, wanted)
        self._errands.add(self.hub.errands.start(node, f"Giving space back on {name}", work))

    def _on_errand(self, changed: ErrandChanged) -> None:
        errand = changed.errand
        if errand.id not in self._errands or errand.is_running:
            return
        self._errands.discard(errand.id)
        if errand.phase is ErrandPhase.DONE and isinstance(errand.result, PruneResult):
            result = errand.result
            severity = Severity.WARNING if result.kept else Severity.SUCCESS
            told = (result_title(result), result_hint(result), result_details(result))
            self.hub.tell(Notice(severity, *told))
        self.refresh()


def _pruning(hub: Hub, node: NodeId, name: str, wanted: PrunePlan) -> Work:
    """Return the work of an errand that removes what a plan names."""
    containers = hub.containers

    def work(cancel: Cancel, tell: Tell) -> PruneResult:
        from app.services.containers.prune import Pruner

        def on_progress(progress: PruneProgress) -> None:
            detail = f"{progress.done} of {progress.total}: {progress.name}"
            tell(Progress(progress.done / max(1, progress.total), detail))

        engine = containers.holder(node).engine(cancel)
        return Pruner(engine, name, AuditLog(containers.audit_file)).prune(
            wanted, cancel, on_progress
        )

    return work
