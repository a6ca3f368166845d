"""What is wrong with the machine: one calm line each, with what was seen and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

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


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that is wrong."""

    title: str
    severity: Severity
    evidence: str
    advice: str


def troubles_of(findings: Sequence[Finding], alerts: Sequence[Alert]) -> tuple[Trouble, ...]:
    """Return what is wrong, the worst first; an alert about a finding is told once."""
    told = {finding.detector for finding in findings}
    found = [
        Trouble(f.title, f.severity, " · ".join(f.evidence), _advice(f.advice)) for f in findings
    ]
    for alert in alerts:
        if alert.phase is AlertPhase.FIRING and alert.subject not in told:
            value = value_text(alert)
            seen = " · ".join(alert.evidence) or (
                f"{metric_name(alert.subject)}: {value}" if value else ""
            )
            found.append(Trouble(alert.rule.title, alert.rule.severity, seen, alert.rule.advice))
    return tuple(sorted(found, key=lambda trouble: _ORDER.index(trouble.severity)))


def _advice(steps: Sequence[str]) -> str:
    """Return the first steps as sentences; the Alerts pane has the others."""
    return " ".join(step if step.endswith(".") else f"{step}." for step in steps[:_STEPS])


class _Line(QWidget):
    """One trouble."""

    def __init__(self, trouble: Trouble, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._trouble = trouble
        self._icon = QLabel()
        words = QVBoxLayout()
        words.setSpacing(1)
        title = Text(trouble.title, "strong", wrap=True, selectable=True)
        words.addWidget(title)
        for text, tone in ((trouble.evidence, "text2"), (trouble.advice, "text")):
            if text:
                words.addWidget(Text(text, "body", tone, wrap=True, selectable=True))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        theme().changed.connect(self._retint)
        self._retint()

    def _retint(self, _changed: ThemeChanged | None = None) -> None:
        icon, tone = _LOOKS[self._trouble.severity]
        self._icon.setPixmap(pixmap(icon, tone, 20, self.devicePixelRatioF()))


class TroubleBanner(QFrame):
    """Hidden while all is well. `alerts` leads to the Alerts pane."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "card")
        self.setAccessibleName("What is wrong")
        self._shown: tuple[Trouble, ...] = ()
        self.alerts = Button("All alerts", "link")
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
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for trouble in self._shown[:MOST]:
            self._column.addWidget(_Line(trouble))
        more = len(self._shown) - MOST
        self.alerts.setText(f"{more} more" if more > 0 else "All alerts")
        self.setVisible(bool(self._shown))
