"""Which containers of the current node the network reaches, and what strangers get there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core import units
from app.core.i18n import tr
from app.look.components import Button, Card, ElidedLabel, Pill, StateDot, Text
from app.panes.containers.exposure.words import ASKS, SPEC, TONES, verdict, where_text
from app.panes.containers.list.trouble import Lack
from app.panes.containers.run.flow import recreate_container
from app.panes.containers.table.section import TableSection
from app.services.containers.exposure import ExposureReport, Finding, audit
from app.services.containers.run_spec import LOOPBACK, RunSpec
from app.state.errands import ErrandChanged, ErrandPhase

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.services.containers.engine import Engine
    from app.state.hub import Hub


class ExposureSection(TableSection):
    """Ports that other machines reach, worst first, and what to do about each."""

    spec = SPEC
    follows_containers = False  # each look knocks at every port
    fresh_s = 60.0
    nothing = Lack(
        tr("Nothing is open to the network"),
        tr(
            "No container that runs listens where other machines reach it. Ports on "
            "127.0.0.1 are reached by a tunnel."
        ),
    )

    def __init__(self, hub: Hub, parent: QWidget) -> None:
        super().__init__(hub, parent)
        self._report: ExposureReport | None = None
        self.dot = StateDot()
        self.verdict = ElidedLabel("", "strong")
        self.limits = Text("", "meta", "text3", wrap=True)
        self.details = FindingCard()
        heading = QHBoxLayout()
        heading.setSpacing(8)
        heading.addWidget(self.dot)
        heading.addWidget(self.verdict, 1)
        self.body.insertLayout(0, heading)
        self.body.addWidget(self.details)
        self.body.addWidget(self.limits)
        self.details.recreate.clicked.connect(self._on_recreate)
        hub.errands.changed.connect(self._on_errand)

    def question(self, engine: Engine, cancel: Cancel) -> object:
        """Ask every port that the network reaches what a stranger gets."""
        return audit(engine, cancel)

    def rows_of(self, answer: object) -> Sequence[Finding]:
        """Return them, worst first, and say how it is."""
        assert isinstance(answer, ExposureReport)
        self._report = answer
        state, words = verdict(answer)
        self.dot.set_state(state, words)
        self.verdict.setText(words)
        self.limits.setText("\n".join(answer.limits))
        self.limits.setVisible(bool(answer.limits))
        return answer.findings

    def about(self) -> str:
        """Say when it was looked at."""
        if self.is_asking:
            return tr("asking each port…")
        return (
            tr("looked at {clock}").format(clock=units.clock(self._report.at))
            if self._report
            else ""
        )

    def nothing_here(self) -> Lack:
        """Say that nothing is open, and what could not be seen."""
        limits = " ".join(self._report.limits) if self._report else ""
        return replace(self.nothing, text=f"{self.nothing.text} {limits}".strip())

    def copied(self, row: Finding) -> str:
        """Return a finding as a line."""
        parts = (row.reachable.container, where_text(row.reachable), row.answer.words)
        return " · ".join(parts)

    def show_chosen(self) -> None:
        """Show what is known of the one that is chosen."""
        rows = self.chosen
        self.details.show_finding(rows[0] if len(rows) == 1 else None)

    def _on_recreate(self) -> None:
        finding = self.details.finding
        known = self.hub.containers.view(self.node).containers or ()
        found = [c for c in known if finding and c.id == finding.reachable.container_id]
        if found:
            recreate_container(self.hub, self.node, found[0], self, on_loopback)
        else:
            self.refresh()  # it is gone

    def _on_errand(self, changed: ErrandChanged) -> None:
        if changed.errand.node == self.node and changed.errand.phase is ErrandPhase.DONE:
            self.refresh()


class FindingCard(Card):
    """What a stranger gets at one port, and what to do about it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setAccessibleName(tr("Details of the port"))
        self.name = ElidedLabel("", "card")
        self.pill = Pill()
        self.words = Text("", "body", "text2", wrap=True, selectable=True)
        self.fix = Text("", "body", wrap=True, selectable=True)
        self.recreate = Button(tr("Recreate on 127.0.0.1…"), icon_name="shield-check")
        self.finding: Finding | None = None
        top = QHBoxLayout()
        top.setSpacing(10)
        top.addWidget(self.name, 1)
        top.addWidget(self.pill)
        below = QHBoxLayout()
        below.setSpacing(12)
        below.addWidget(self.fix, 1)
        below.addWidget(self.recreate, 0, Qt.AlignmentFlag.AlignBottom)
        column = QVBoxLayout()
        column.setSpacing(6)
        column.addLayout(top)
        column.addWidget(self.words)
        column.addLayout(below)
        self.body.setContentsMargins(16, 12, 16, 14)
        self.body.addLayout(column)
        self.hide()

    def show_finding(self, finding: Finding | None) -> None:
        """Show one, or nothing."""
        self.finding = finding
        self.setVisible(finding is not None)
        if finding is None:
            return
        service = f" ({finding.answer.service})" if finding.answer.service else ""
        self.name.setText(
            f"{finding.reachable.container}{service}: {where_text(finding.reachable)}"
        )
        self.pill.show_state(ASKS[finding.answer.asks], TONES[finding.danger])
        self.words.setText(finding.answer.words)
        self.fix.setText(finding.fix)
        reachable = finding.reachable
        self.recreate.setVisible(bool(reachable.container_id) and not reachable.uses_host_network)


def on_loopback(spec: RunSpec) -> RunSpec:
    """Return a container whose ports only the node itself reaches."""
    ports = (replace(p, host_ip=LOOPBACK) if p.open_to_network else p for p in spec.ports)
    return replace(spec, ports=tuple(dict.fromkeys(ports)))
