"""The steps of the wizard: numbered, those that are done with a tick, those to come greyed out."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from app.core.i18n import tr
from app.look.components import Line
from app.look.fonts import ui_font
from app.look.icons import pixmap
from app.look.theme import ThemeChanged, mixed, theme
from app.panes.deploy.wizard.choosing import STEPS, Step

TITLES = {
    Step.MODEL: tr("Model"),
    Step.ENGINE: tr("Engine"),
    Step.SETTINGS: tr("Settings"),
    Step.PLAN: tr("Plan"),
    Step.RUN: tr("Run"),
}
_DISC = 22
_HEIGHT = 32


@dataclass(frozen=True, slots=True)
class StepAsked:
    """The user wants to see a page."""

    step: Step


class StepRail(QWidget):
    """The numbered steps side by side; each that can be shown is a button.

    Signals:
        step_asked: one of them was pressed.
    """

    step_asked = Signal(StepAsked)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Steps"))
        self.buttons: dict[Step, StepButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for number, step in enumerate(STEPS):
            if number:
                line = Line()
                line.setMinimumWidth(8)
                line.setMaximumWidth(32)
                row.addWidget(line, 1, Qt.AlignmentFlag.AlignVCenter)
            button = StepButton(number + 1, TITLES[step])
            button.setProperty("step", step.value)
            button.clicked.connect(self._on_clicked)
            self.buttons[step] = button
            row.addWidget(button)
        row.addStretch(1)

    def show_steps(self, current: Step, reachable: tuple[Step, ...]) -> None:
        """Show where the user is, and where they may go."""
        for step, button in self.buttons.items():
            over = STEPS.index(step) < STEPS.index(current)
            done = over and (step in reachable or current is Step.RUN)  # all is over that led there
            button.show_state(current=step is current, done=done, enabled=step in reachable)

    def _on_clicked(self) -> None:
        self.step_asked.emit(StepAsked(Step(self.sender().property("step"))))


class StepButton(QAbstractButton):
    """A disc with a number or a tick, and the step's name."""

    def __init__(self, number: int, title: str) -> None:
        super().__init__()
        self._number, self._title = number, title
        self._current = self._done = False
        self.setText(title)
        self.setFont(ui_font(13, 600))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_state(current=number == 1, done=False, enabled=number == 1)
        theme().changed.connect(self._on_theme_changed)

    @property
    def state(self) -> str:
        """`current`, `done`, `to come`."""
        return tr("current") if self._current else tr("done") if self._done else tr("to come")

    def show_state(self, *, current: bool, done: bool, enabled: bool) -> None:
        """Show whether it is the current one, over, or to come."""
        self._current, self._done = current, done
        self.setEnabled(enabled)
        shape = Qt.CursorShape.PointingHandCursor if enabled else Qt.CursorShape.ArrowCursor
        self.setCursor(shape)
        self.setAccessibleName(
            tr("Step {number}, {title}: {state}").format(
                number=self._number, title=self._title, state=self.state
            )
        )
        self.update()

    def sizeHint(self) -> QSize:
        """Leave room for disc and name."""
        return QSize(_DISC + 8 + self.fontMetrics().horizontalAdvance(self._title) + 6, _HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw disc and name."""
        tokens = theme().tokens
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            disc = QRectF(1, (self.height() - _DISC) / 2, _DISC, _DISC)
            tint = mixed(tokens.surface, tokens.accent, 0.16)
            ground = tokens.accent if self._current else tint if self._done else "transparent"
            painter.setBrush(QColor(ground))
            edge = tokens.border if not (self._current or self._done) else ground
            painter.setPen(QPen(QColor(tokens.field if self.isEnabled() else edge), 1))
            if self._current or self._done:
                painter.setPen(Qt.PenStyle.NoPen)
            painter.drawEllipse(disc)
            self._paint_number(painter, disc)
            tone = tokens.text if self._current else tokens.text2
            painter.setPen(QColor(tone if self.isEnabled() else tokens.text3))
            painter.setFont(ui_font(13, 600 if self._current else 500))
            words = QRectF(_DISC + 8, 0, self.width() - _DISC - 8, self.height())
            painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter), self._title)

    def _paint_number(self, painter: QPainter, disc: QRectF) -> None:
        tokens = theme().tokens
        if self._done:
            picture = pixmap("check", "accent", 12, self.devicePixelRatioF())
            painter.drawPixmap(round(disc.center().x() - 6), round(disc.center().y() - 6), picture)
            return
        tone = tokens.on_accent if self._current else tokens.text2
        painter.setPen(QColor(tone if self.isEnabled() else tokens.text3))
        painter.setFont(ui_font(12, 600))
        painter.drawText(disc, int(Qt.AlignmentFlag.AlignCenter), str(self._number))

    def _on_theme_changed(self, _changed: ThemeChanged) -> None:
        self.update()
