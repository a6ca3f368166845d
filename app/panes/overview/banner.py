"""What is wrong with the machine: one calm line each, with what was seen and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.core.i18n import tr
from app.look.components import Button, Text
from app.look.icons import pixmap
from app.look.theme import ThemeChanged, theme
from app.panes.alert_words import metric_name
from app.services.alerts.api import Alert, AlertPhase, Severity
from app.services.alerts.words import value_text
from app.services.detectors.api import Finding

_LOOKS = {
    Severity.CRITICAL: ("warning-octagon", "err"),
    Severity.WARNING: ("warning", "warn"),
    Severity.INFO: ("info", "info"),
}
_ORDER = (Severity.CRITICAL, Severity.WARNING, Severity.INFO)
MOST = 2
"""Troubles that are told here; the Alerts pane has all."""
_STEPS = 2
"""Steps of advice that are told here."""
_ENDED = ("memory.", "memory-running-out", "swap-thrash", "hung-engine")
"""How the subjects begin that ending a process helps against."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that is wrong."""

    title: str
    severity: Severity
    evidence: str
    advice: str
    ending_helps: bool = False
    """Whether it helps to end a process."""

    @property
    def same(self) -> tuple[str, Severity, bool]:
        """What stays while numbers change: its line keeps the keyboard and what is selected."""
        return self.title, self.severity, self.ending_helps


def troubles_of(findings: Sequence[Finding], alerts: Sequence[Alert]) -> tuple[Trouble, ...]:
    """Return what is wrong, the worst first; an alert about a finding is told once."""
    told = {finding.detector for finding in findings}
    found = [
        Trouble(
            finding.title,
            finding.severity,
            " · ".join(finding.evidence),
            _advice(finding.advice),
            finding.detector.startswith(_ENDED),
        )
        for finding in findings
    ]
    for alert in alerts:
        if alert.phase is AlertPhase.FIRING and alert.subject not in told:
            value = value_text(alert)
            seen = " · ".join(alert.evidence) or (
                f"{metric_name(alert.subject)}: {value}" if value else ""
            )
            ending_helps = alert.subject.startswith(_ENDED)
            rule = alert.rule
            found.append(Trouble(rule.title, rule.severity, seen, rule.advice, ending_helps))
    return tuple(sorted(found, key=lambda trouble: _ORDER.index(trouble.severity)))


def _advice(steps: Sequence[str]) -> str:
    """Return the first steps as sentences; the Alerts pane has the others."""
    return " ".join(step if step.endswith(".") else f"{step}." for step in steps[:_STEPS])


class _Line(QWidget):
    """One trouble. `processes` is there where ending one helps."""

    def __init__(self, trouble: Trouble, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.trouble = trouble
        self._icon = QLabel()
        self._evidence = Text("", "body", "text2", wrap=True, selectable=True)
        self._advice = Text("", "body", wrap=True, selectable=True)
        self.processes = Button(tr("Processes"), "link")
        self.processes.setAccessibleName(f"{self.processes.text()}: {trouble.title}")
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(Text(trouble.title, "strong", wrap=True, selectable=True))
        words.addWidget(self._evidence)
        words.addWidget(self._advice)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        row.addWidget(self.processes, 0, Qt.AlignmentFlag.AlignTop)
        self.processes.setVisible(trouble.ending_helps)
        self.show_words(trouble)
        theme().changed.connect(self._retint)
        self._retint()

    def show_words(self, trouble: Trouble) -> None:
        """Show what is seen of the same trouble by now."""
        self.trouble = trouble
        for label, text in ((self._evidence, trouble.evidence), (self._advice, trouble.advice)):
            if label.text() != text:
                label.setText(text)
            label.setVisible(bool(text))

    def _retint(self, _changed: ThemeChanged | None = None) -> None:
        icon, tone = _LOOKS[self.trouble.severity]
        self._icon.setPixmap(pixmap(icon, tone, 20, self.devicePixelRatioF()))


class TroubleBanner(QFrame):
    """Hidden while all is well. `alerts` leads to the Alerts pane.

    Signals:
        processes_asked: processes are to be shown, so that one can be ended.
    """

    processes_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "card")
        self.setAccessibleName(tr("What is wrong"))
        self._shown: tuple[Trouble, ...] = ()
        self._lines: list[_Line] = []
        self.alerts = Button(tr("All alerts"), "link")
        self._column = QVBoxLayout()
        self._column.setSpacing(10)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 12, 16, 12)
        row.setSpacing(16)
        row.addLayout(self._column, 1)
        row.addWidget(self.alerts, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()

    @property
    def troubles(self) -> tuple[Trouble, ...]:
        """What is shown."""
        return self._shown

    def show_troubles(self, troubles: Sequence[Trouble]) -> None:
        """Show other troubles."""
        if tuple(troubles) == self._shown:
            return
        self._shown = tuple(troubles)
        told = self._shown[:MOST]
        if [each.same for each in told] != [line.trouble.same for line in self._lines]:
            self._tell_anew(told)
        for line, trouble in zip(self._lines, told, strict=True):
            line.show_words(trouble)
        more = len(self._shown) - MOST
        self.alerts.setText(tr("{more} more").format(more=more) if more > 0 else tr("All alerts"))
        self.setVisible(bool(self._shown))

    def _tell_anew(self, troubles: Sequence[Trouble]) -> None:
        for line in self._lines:
            self._column.removeWidget(line)
            line.hide()
            line.deleteLater()
        self._lines = [_Line(trouble) for trouble in troubles]
        for line in self._lines:
            line.processes.clicked.connect(self.processes_asked)
            self._column.addWidget(line)
        for line in [each for each in self._lines if each.trouble.ending_helps][1:]:
            line.processes.hide()  # one way there is enough
