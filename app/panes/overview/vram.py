"""Memory of GPUs that have their own: one bar each, beside the host's memory."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.core import units
from app.core.i18n import tr
from app.look.components import Card, plain_tip
from app.look.theme import ThemeChanged, mixed, theme
from app.look.tokens import Tokens
from app.plots.faces import face
from app.services.telemetry.api import Sample
from app.services.telemetry.metrics import reason_for

_ROW, _ROW_OF_MANY = 22.0, 18.0
_BAR = 8.0
_NAMES = 118.0
"""Most pixels of a name."""
_MANY = 5
"""GPUs from which on the bars stand in two columns, each with what is used only."""
_BETWEEN = 10.0
_GAP = 28.0


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
    bars, many = [], len(sample.gpus) >= _MANY
    for index, gpu in enumerate(sample.gpus):
        if gpu.unified_memory:
            continue
        short = gpu.name.removeprefix("NVIDIA ").removeprefix("GeForce ")
        name = f"{index} · {short}" if len(sample.gpus) > 1 else short
        used, total = gpu.memory_used_bytes, gpu.memory_total_bytes
        if used is None or not total:
            key = f"gpus.{index}.memory_{'used' if used is None else 'total'}_bytes"
            why = reason_for(sample, key) or tr("the source did not report it")
            bars.append(VramBar(name, None, units.NOT_AVAILABLE, why))
        else:
            value = tr("{used} of {total}").format(
                used=units.gib(used, unit=False), total=units.gib(total)
            )
            value = units.gib(used) if many else value
            bars.append(VramBar(name, used / total, value))
    return tuple(bars)


def vram_total(sample: Sample) -> str:
    """Return what all of them hold together: `560.0 of 1128.0 GiB in use`; "" where unknown."""
    own = [gpu for gpu in sample.gpus if not gpu.unified_memory]
    used = [gpu.memory_used_bytes for gpu in own if gpu.memory_used_bytes is not None]
    total = [gpu.memory_total_bytes for gpu in own if gpu.memory_total_bytes is not None]
    if not len(used) == len(total) == len(own) > 1:
        return ""
    return tr("{used} of {total} in use").format(
        used=units.gib(sum(used), unit=False), total=units.gib(sum(total))
    )


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
        self.setAccessibleName(tr("GPU memory"))
        self.setAccessibleDescription("; ".join(said))
        self.setToolTip(plain_tip("\n".join(f"{bar.name}: {bar.why}" for bar in bars if bar.why)))
        if resized:
            self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """As high as the rows."""
        return QSize(320, round(self._rows * self._row_height))

    def minimumSizeHint(self) -> QSize:
        """Never lower than the rows."""
        return QSize(240, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw name, bar and value of each."""
        tokens = theme().tokens
        columns = 2 if self._many else 1
        width = (self.width() - _GAP * (columns - 1)) / columns
        names = min(max((face(12, 500).width(bar.name) for bar in self.bars), default=0.0), _NAMES)
        values = max((face(12, 600).width(bar.value) for bar in self.bars), default=0.0)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for number, bar in enumerate(self.bars):
                column, row = divmod(number, self._rows)
                top = row * self._row_height
                area = QRectF(column * (width + _GAP), top, width, self._row_height)
                _paint_bar(painter, area, bar, names, values, tokens)

    @property
    def _many(self) -> bool:
        return len(self.bars) >= _MANY

    @property
    def _rows(self) -> int:
        return (len(self.bars) + 1) // 2 if self._many else len(self.bars)

    @property
    def _row_height(self) -> float:
        return _ROW_OF_MANY if self._many else _ROW

    def _on_theme_changed(self, _changed: ThemeChanged) -> None:
        self.update()


def _paint_bar(
    painter: QPainter, area: QRectF, bar: VramBar, names: float, values: float, tokens: Tokens
) -> None:
    known, name, middle = bar.share is not None, face(12, 500), area.center().y()
    painter.setFont(name.font)
    painter.setPen(QColor(tokens.text2))
    painter.drawText(QPointF(area.left(), middle + 4), name.elided(bar.name, names + 1))
    painter.setFont(face(12, 600).font)
    painter.setPen(QColor(tokens.text if known else tokens.text3))
    flags = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    painter.drawText(area, flags, bar.value)
    left, right = area.left() + names + _BETWEEN, area.right() - values - _BETWEEN
    track = QRectF(left, middle - _BAR / 2, max(right - left, 1.0), _BAR)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(mixed(tokens.surface, tokens.text, 0.08)))
    painter.drawRoundedRect(track, 3, 3)
    if bar.share:
        track.setWidth(max(track.width() * min(bar.share, 1.0), 3.0))
        painter.setBrush(QColor(tokens.series[0]))
        painter.drawRoundedRect(track, 3, 3)


class VramCard(Card):
    """Hidden where every GPU shares the host's memory."""

    def __init__(self) -> None:
        super().__init__(tr("GPU memory"))
        self.bars = VramBars()
        self.body.setContentsMargins(16, 13, 16, 10)
        self.body.setSpacing(8)
        self.body.addWidget(self.bars)
        self.body.addStretch(1)
        self.hide()

    def show_sample(self, sample: Sample) -> None:
        """Show the memory of a sample's GPUs."""
        bars = bars_of(sample)
        self.bars.show_bars(bars)
        self.subtitle.setText(vram_total(sample))
        self.setVisible(bool(bars))
