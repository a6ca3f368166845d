"""The phases of a deployment below each other, joined by a line."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.core.i18n import tr
from app.look.components import ElidedLabel, Text
from app.look.components.progress import ProgressBar
from app.look.icons import pixmap
from app.look.theme import ThemeChanged, mixed, theme
from app.panes.deploy.progress.words import StepRow, StepState

_DISC = 20
_RAIL = 34
"""Pixels of the discs' column."""
_LINE = 22
"""Height of a phase's first line."""
_TONES = {
    StepState.DONE: "text",
    StepState.SKIPPED: "text3",
    StepState.CURRENT: "text",
    StepState.FAILED: "err",
    StepState.CANCELLED: "text2",
    StepState.AHEAD: "text3",
}
_ICONS = {
    StepState.DONE: ("check", "ok"),
    StepState.FAILED: ("x", "err"),
    StepState.CANCELLED: ("x", "text2"),
}


class Stepper(QWidget):
    """All phases; each is made once and shows what is told."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Phases"))
        self.steps: list[StepWidget] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addStretch(1)

    def show_rows(self, rows: tuple[StepRow, ...]) -> None:
        """Show how each phase is."""
        while len(self.steps) < len(rows):
            step = StepWidget()
            self._column.insertWidget(len(self.steps), step)
            self.steps.append(step)
        for number, (step, row) in enumerate(zip(self.steps, rows, strict=True)):
            step.show_row(row, is_last=number == len(rows) - 1)


class StepWidget(QWidget):
    """One phase: its disc, its name, its time, and how far it is while it goes on."""

    def __init__(self) -> None:
        super().__init__()
        self._state = StepState.AHEAD
        self._is_last = False
        self.title = ElidedLabel("", "body")
        self.time = Text("", "label", "text2")
        self.bar = ProgressBar()
        self.detail = Text("", "label", "text2", wrap=True)
        grid = QGridLayout(self)
        grid.setContentsMargins(_RAIL, 0, 0, 14)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(0, 1)
        grid.setRowMinimumHeight(0, _LINE)
        grid.addWidget(self.title, 0, 0)
        grid.addWidget(self.time, 0, 1)
        grid.addWidget(self.bar, 1, 0, 1, 2)
        grid.addWidget(self.detail, 2, 0, 1, 2)
        theme().changed.connect(self._on_theme_changed)

    @property
    def state(self) -> StepState:
        """How the phase is."""
        return self._state

    def show_row(self, row: StepRow, *, is_last: bool) -> None:
        """Show how it is."""
        self._state, self._is_last = row.state, is_last
        is_current = row.state is StepState.CURRENT
        self.title.setText(row.title)
        self.title.set_tone(_TONES[row.state])
        self.time.setText(row.time)
        self.time.set_tone("text2" if is_current or row.state is StepState.DONE else "text3")
        self.bar.setVisible(is_current)
        self.bar.setAccessibleName(row.title)
        if is_current:
            self.bar.show_progress(row.fraction)
        self.detail.setText(row.detail)
        self.detail.setVisible(is_current and bool(row.detail))
        told = [f"{row.title}: {row.state.words}", row.time, row.detail]
        self.setAccessibleName(", ".join(filter(None, told)))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the disc and the line to the next phase."""
        tokens = theme().tokens
        disc = QRectF(1, (_LINE - _DISC) / 2 + 1, _DISC, _DISC)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if not self._is_last:
                painter.setPen(QPen(QColor(tokens.border), 2))
                x = disc.center().x()
                painter.drawLine(QPointF(x, disc.bottom() + 4), QPointF(x, self.height() - 2))
            hue = {
                StepState.DONE: tokens.ok,
                StepState.CURRENT: tokens.accent,
                StepState.FAILED: tokens.err,
                StepState.CANCELLED: tokens.text3,
            }.get(self._state, tokens.border)
            is_plain = self._state in (StepState.AHEAD, StepState.SKIPPED)
            fill = QColor("transparent") if is_plain else QColor(mixed(tokens.surface, hue, 0.16))
            painter.setBrush(fill)
            painter.setPen(QPen(QColor(hue), 1.5))
            painter.drawEllipse(disc)
            self._paint_inside(painter, disc)

    def _paint_inside(self, painter: QPainter, disc: QRectF) -> None:
        tokens = theme().tokens
        if self._state in _ICONS:
            name, tone = _ICONS[self._state]
            picture = pixmap(name, tone, 12, self.devicePixelRatioF())
            painter.drawPixmap(round(disc.center().x() - 6), round(disc.center().y() - 6), picture)
        elif self._state is StepState.CURRENT:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.accent))
            painter.drawEllipse(disc.center(), 4, 4)
        elif self._state is StepState.SKIPPED:
            painter.setPen(QPen(QColor(tokens.text3), 1.5))
            middle = disc.center()
            painter.drawLine(middle - QPointF(3, 0), middle + QPointF(3, 0))

    def _on_theme_changed(self, _changed: ThemeChanged) -> None:
        self.update()
