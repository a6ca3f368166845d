"""The three steps of the first run, side by side."""

from __future__ import annotations

from enum import IntEnum

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.i18n import tr
from app.look.components import Card, Text
from app.look.fonts import ui_font
from app.look.icons import colour, pixmap
from app.look.theme import ThemeChanged, theme

_SIDE = 26
ABOUT_FROM = 520
"""Width from which it is said what each step is about."""


class FirstStep(IntEnum):
    """Where somebody is."""

    FIND = 0
    CONNECT = 1
    CHECK = 2


_WORDS = (
    (tr("Find"), tr("Choose it, or enter its address.")),
    (tr("Connect"), tr("Compare its key once, then sign in.")),
    (tr("Check"), tr("See what stands in the way of models.")),
)


class StepStrip(Card):
    """The three steps, the present one marked, above whatever that one needs."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._marks = [_Mark(number + 1) for number in range(len(_WORDS))]
        self._titles = [Text(title, "strong") for title, _ in _WORDS]
        self._abouts = [Text(about, "meta", "text2", wrap=True) for _, about in _WORDS]
        row = QHBoxLayout()
        row.setSpacing(12)
        for number in range(len(_WORDS)):
            words = QVBoxLayout()
            words.setSpacing(0)
            words.addWidget(self._titles[number])
            words.addWidget(self._abouts[number])
            words.addStretch(1)
            row.addWidget(self._marks[number], 0, Qt.AlignmentFlag.AlignTop)
            row.addLayout(words, 1)
        self.body.addLayout(row)
        self.show_step(FirstStep.FIND)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what each step is about where it would take many lines."""
        super().resizeEvent(event)
        for about in self._abouts:
            about.setVisible(self.width() >= ABOUT_FROM)

    def show_step(self, now: FirstStep) -> None:
        """Mark one step as the present one and those before it as done."""
        for number, (mark, title) in enumerate(zip(self._marks, self._titles, strict=True)):
            mark.show_state(current=number == now, done=number < now)
            title.set_tone("text" if number <= now else "text2")
        self.setAccessibleName(
            tr("Step {number} of {all}: {title}").format(
                number=now + 1, all=len(_WORDS), title=_WORDS[now][0]
            )
        )
        self.setAccessibleDescription(_WORDS[now][1])


class _Mark(QWidget):
    """The number of a step in a circle; a tick once it is done."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self._number = number
        self._current = self._done = False
        self.setFixedSize(_SIDE, _SIDE)
        theme().changed.connect(self._on_theme_changed)

    def show_state(self, *, current: bool, done: bool) -> None:
        """Show whether the step is under way or done."""
        self._current, self._done = current, done
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the circle and what is in it."""
        area = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if self._done:
                painter.setPen(QPen(QColor(colour("ok")), 1.5))
                painter.drawEllipse(area)
                tick = pixmap("check", "ok", 14, self.devicePixelRatioF())
                painter.drawPixmap((_SIDE - 14) // 2, (_SIDE - 14) // 2, tick)
                return
            painter.setBrush(QColor(colour("accent")) if self._current else Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(colour("accent" if self._current else "field")), 1.5))
            painter.drawEllipse(area)
            painter.setPen(QColor(colour("on_accent" if self._current else "text2")))
            painter.setFont(ui_font(12, 600))
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, str(self._number))

    def _on_theme_changed(self, _changed: ThemeChanged) -> None:
        self.update()
