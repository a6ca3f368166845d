"""Memory of GPUs that have their own: one bar each, beside the host's memory."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.core import units
from app.look.components import Card
from app.look.theme import ThemeChanged, mixed, theme
from app.plots.faces import face
from app.services.telemetry.api import Sample
from app.services.telemetry.metrics import reason_for

_ROW = 22.0
_BAR = 10.0
_NAMES = 118.0
_VALUES = 118.0
_TWO_COLUMNS = 5
"""GPUs from which on the bars stand in two columns."""
_GAP = 24.0


@dataclass(frozen=True, slots=True)
class VramBar:
    """One GPU."""

    name: str
    share: float | None
    """Used, 0 to 1; None where it is not known."""
    value: str
    why: str = ""


def bars_of(sample: Sample) -> tuple[VramBar, ...]:
    """Return one bar for each GPU with memory of its own."""
    bars = []
    for index, gpu in enumerate(sample.gpus):
        if gpu.unified_memory:
            continue
        short = gpu.name.removeprefix("NVIDIA ").removeprefix("GeForce ")
        name = f"{index} · {short}" if len(sample.gpus) > 1 else short
        used, total = gpu.memory_used_bytes, gpu.memory_total_bytes
        if used is None or not total:
            key = f"gpus.{index}.memory_{'used' if used is None else 'total'}_bytes"
            why = reason_for(sample, key) or "the source did not report it"
            bars.append(VramBar(name, None, units.NOT_AVAILABLE, why))
        else:
            value = f"{units.gib(used, unit=False)} of {units.gib(total)}"
            bars.append(VramBar(name, used / total, value))
    return tuple(bars)


class VramBars(QWidget):
    """The bars."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bars: tuple[VramBar, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self._on_theme_changed)

    def show_bars(self, bars: tuple[VramBar, ...]) -> None:
        """Show other bars."""
        if bars == self.bars:
            return
        resized = len(bars) != len(self.bars)
        self.bars = bars
        said = (f"{bar.name}: {bar.value}{', ' if bar.why else ''}{bar.why}" for bar in bars)
        self.setAccessibleName("GPU memory")
        self.setAccessibleDescription("; ".join(said))
        self.setToolTip("\n".join(f"{bar.name}: {bar.why}" for bar in bars if bar.why))
        if resized:
            self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """As high as the rows."""
        return QSize(320, round(self._rows * _ROW))

    def minimumSizeHint(self) -> QSize:
        """Never lower than the rows."""
        return QSize(240, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw name, bar and value of each."""
        tokens = theme().tokens
        columns = 1 if len(self.bars) < _TWO_COLUMNS else 2
        width = (self.width() - _GAP * (columns - 1)) / columns
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for number, bar in enumerate(self.bars):
                column, row = divmod(number, self._rows)
                area = QRectF(column * (width + _GAP), row * _ROW, width, _ROW)
                name, values = face(12, 500), face(12, 600)
                painter.setFont(name.font)
                painter.setPen(QColor(tokens.text2))
                base = area.center().y() + 4
                names = min(_NAMES, width * 0.32)
                painter.drawText(QPointF(area.left(), base), name.elided(bar.name, names - 8))
                painter.setFont(values.font)
                painter.setPen(QColor(tokens.text if bar.share is not None else tokens.text3))
                flags = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                painter.drawText(area, flags, bar.value)
                track = area.adjusted(names, (_ROW - _BAR) / 2, -_VALUES, -(_ROW - _BAR) / 2)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(mixed(tokens.surface, tokens.text, 0.08)))
                painter.drawRoundedRect(track, 3, 3)
                if bar.share:
                    filled = QRectF(track)
                    filled.setWidth(max(track.width() * min(bar.share, 1.0), 3.0))
                    painter.setBrush(QColor(tokens.series[0]))
                    painter.drawRoundedRect(filled, 3, 3)

    @property
    def _rows(self) -> int:
        count = len(self.bars)
        return count if count < _TWO_COLUMNS else (count + 1) // 2

    def _on_theme_changed(self, _changed: ThemeChanged) -> None:
        self.update()


class VramCard(Card):
    """Hidden where every GPU shares the host's memory."""

    def __init__(self) -> None:
        super().__init__("GPU memory")
        self.bars = VramBars()
        self.body.addWidget(self.bars)
        self.body.addStretch(1)
        self.hide()

    def show_sample(self, sample: Sample) -> None:
        """Show the memory of a sample's GPUs."""
        bars = bars_of(sample)
        self.bars.show_bars(bars)
        self.setVisible(bool(bars))
