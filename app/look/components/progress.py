"""A thin bar that says how far something is, or only that it goes on."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QProgressBar, QWidget

from app.core.i18n import tr
from app.look.icons import colour
from app.look.theme import ThemeChanged, mixed, theme

HEIGHT = 6
_STEPS = 1000


class ProgressBar(QProgressBar):
    """Filled as far as work is; hatched over its whole width while that cannot be said."""

    def __init__(self, name: str = tr("Progress"), *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setTextVisible(False)
        self.setFixedHeight(HEIGHT)
        self._tone = "accent"
        self.show_progress(None)
        theme().changed.connect(self._on_theme_changed)

    @property
    def fraction(self) -> float | None:
        """What is shown, 0 to 1; None for what cannot be said."""
        return self.value() / _STEPS if self.maximum() else None

    def show_progress(self, fraction: float | None, tone: str = "accent") -> None:
        """Show how far it is, in the colour of a token."""
        self._tone = tone
        self.setRange(0, 0 if fraction is None else _STEPS)
        if fraction is not None:
            self.setValue(round(max(0.0, min(1.0, fraction)) * _STEPS))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the track and what is done of it."""
        tokens = theme().tokens
        hue = QColor(colour(self._tone))
        area = QRectF(self.rect())
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(mixed(tokens.surface, tokens.text, 0.12)))
            painter.drawRoundedRect(area, HEIGHT / 2, HEIGHT / 2)
            fraction = self.fraction
            if fraction is None:
                painter.setBrush(QBrush(hue, Qt.BrushStyle.BDiagPattern))
                painter.drawRoundedRect(area, HEIGHT / 2, HEIGHT / 2)
            elif fraction > 0:
                area.setWidth(max(HEIGHT, area.width() * fraction))
                painter.setBrush(hue)
                painter.drawRoundedRect(area, HEIGHT / 2, HEIGHT / 2)

    def _on_theme_changed(self, _changed: ThemeChanged) -> None:
        self.update()
