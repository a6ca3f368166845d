"""The six steps of opening a session, each with its state, what was found and how long it took."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.core import units
from app.core.i18n import tr
from app.look.components import plain_tip
from app.look.fonts import ui_font
from app.look.icons import pixmap
from app.look.theme import ThemeChanged, theme
from app.transport.status import Step, StepState, StepStatus

ROW = 30
_ICON = {
    StepState.WAITING: ("clock", "text3"),
    StepState.RUNNING: ("hourglass", "info"),
    StepState.DONE: ("check-circle", "ok"),
    StepState.FAILED: ("warning-circle", "err"),
}
_LABEL_LEFT, _LABEL_WIDTH = 26, 168
"""Where the names of the steps begin; where details begin, if the names are no longer."""
_GAP = 12
_LABEL_FONT = (13, 500)
_TIME_WIDTH = 64


class StepsView(QWidget):
    """Draws the steps; the same words are in its accessible description."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Steps of the connection"))
        metrics = QFontMetrics(ui_font(*_LABEL_FONT))
        longest = max(metrics.horizontalAdvance(step.words) for step in Step)
        self._details_left = max(_LABEL_WIDTH, _LABEL_LEFT + longest + _GAP)
        self._steps: tuple[StepStatus, ...] = ()
        self.show_steps(())
        theme().changed.connect(self._on_theme_changed)

    def show_steps(self, steps: tuple[StepStatus, ...]) -> None:
        """Show these steps; without any, all are waiting."""
        self._steps = steps or tuple(StepStatus(step, StepState.WAITING) for step in Step)
        words = [f"{s.step.words}: {s.state.words} {s.detail}".strip() for s in self._steps]
        self.setAccessibleDescription("; ".join(words))
        failed = [s.detail for s in self._steps if s.state is StepState.FAILED]
        self.setToolTip(plain_tip(failed[0]) if failed else "")
        self.update()

    def sizeHint(self) -> QSize:
        """One row a step."""
        return QSize(360, ROW * len(Step))

    def minimumSizeHint(self) -> QSize:
        """Never fewer rows."""
        return QSize(240, ROW * len(Step))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw icon, name, detail and time of each step."""
        with QPainter(self) as painter:  # ended even when something raises: else Qt crashes
            for number, step in enumerate(self._steps):
                self._paint_step(painter, number * ROW, step)

    def _paint_step(self, painter: QPainter, top: int, step: StepStatus) -> None:
        tokens = theme().tokens
        name, tone = _ICON[step.state]
        picture = pixmap(name, tone, 16, self.devicePixelRatioF())
        painter.drawPixmap(0, top + (ROW - 16) // 2, picture)
        waiting = step.state is StepState.WAITING
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(QColor(tokens.text3 if waiting else tokens.text))
        painter.setFont(ui_font(*_LABEL_FONT))
        left = self._details_left
        name_area = QRectF(_LABEL_LEFT, top, left - _LABEL_LEFT, ROW)
        painter.drawText(name_area, middle, step.step.words)
        width = self.width() - left - _TIME_WIDTH - 8
        painter.setFont(ui_font(12, 400))
        painter.setPen(QColor(tokens.err if step.state is StepState.FAILED else tokens.text2))
        mode = Qt.TextElideMode.ElideMiddle if _is_key(step) else Qt.TextElideMode.ElideRight
        detail = painter.fontMetrics().elidedText(step.detail, mode, width)
        painter.drawText(QRectF(left, top, width, ROW), middle, detail)
        if step.seconds is not None:
            painter.setPen(QColor(tokens.text3))
            painter.setFont(ui_font(11, 400, tabular=True))
            right = middle | Qt.AlignmentFlag.AlignRight
            area = QRectF(self.width() - _TIME_WIDTH, top, _TIME_WIDTH, ROW)
            painter.drawText(area, right, units.duration(step.seconds))

    def _on_theme_changed(self, _changed: ThemeChanged) -> None:
        self.update()


def _is_key(step: StepStatus) -> bool:
    return step.step is Step.VERIFY and step.state is not StepState.FAILED
