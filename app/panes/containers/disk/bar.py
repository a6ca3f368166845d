"""One bar that shows what fills the disk, and a legend in numbers."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QToolTip, QVBoxLayout, QWidget

from app.core import units
from app.core.i18n import tr
from app.look.components import ElidedLabel, Text, plain_tip
from app.look.theme import ThemeChanged, mixed, theme
from app.panes.containers.disk.words import DiskPart, Fill

_HEIGHT = 28
_GAP = 2.0
_LEAST = 3.0
"""Pixels of a part that is there, however small."""
_SWATCH = 9
_COLUMNS = 3


def fill_colour(fill: Fill) -> QColor:
    """Return the colour of a part."""
    tokens = theme().tokens
    if fill is Fill.OTHERS:
        return QColor(tokens.memory_os)
    if fill is Fill.FREE:
        return QColor(mixed(tokens.surface, tokens.text, 0.08))
    return QColor(tokens.series[list(Fill).index(fill)])


def widths(sizes: Sequence[int], room: float) -> list[float]:
    """Share `room` by size; what is there at all is never narrower than a few pixels."""
    total = sum(sizes)
    there = [size > 0 for size in sizes]
    if not total:
        return [0.0] * len(sizes)
    room -= _GAP * max(0, sum(there) - 1)
    exact = [size / total * room for size in sizes]
    small = [there[n] and exact[n] < _LEAST for n in range(len(sizes))]
    large = sum(each for n, each in enumerate(exact) if there[n] and not small[n])
    left = room - _LEAST * sum(small)
    scale = left / large if large > 0 else 0.0
    return [
        0.0 if not there[n] else _LEAST if small[n] else exact[n] * scale for n in range(len(sizes))
    ]


class DiskBar(QWidget):
    """The bar. A part's numbers are in its tooltip and in the legend."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts: tuple[DiskPart, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(_HEIGHT)
        theme().changed.connect(self._on_theme_changed)

    def sizeHint(self) -> QSize:
        """Be as wide as there is room."""
        return QSize(400, _HEIGHT)

    def show_parts(self, parts: tuple[DiskPart, ...]) -> None:
        """Show other parts."""
        self._parts = parts
        said = ", ".join(f"{each.title} {units.disk_size(each.size_bytes)}" for each in parts)
        self.setAccessibleName(tr("Disk"))
        self.setAccessibleDescription(said)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the parts side by side, the ends rounded."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            outline = QPainterPath()
            outline.addRoundedRect(QRectF(self.rect()), 6, 6)
            painter.setClipPath(outline)
            for part, area in self._areas():
                painter.fillRect(area, fill_colour(part.fill))

    def event(self, event: QEvent) -> bool:
        """Tell a part's numbers where the mouse rests."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            at = QPointF(event.pos())
            found = next((part for part, area in self._areas() if area.contains(at)), None)
            QToolTip.showText(event.globalPos(), plain_tip(_tip(found)) if found else "", self)
            return True
        return super().event(event)

    def _areas(self) -> list[tuple[DiskPart, QRectF]]:
        sizes = [each.size_bytes or 0 for each in self._parts]
        left, found = 0.0, []
        for part, width in zip(self._parts, widths(sizes, float(self.width())), strict=True):
            if width > 0:
                found.append((part, QRectF(left, 0, width, self.height())))
                left += width + _GAP
        return found

    def _on_theme_changed(self, _changed: ThemeChanged) -> None:
        self.update()


class _Swatch(QWidget):
    """A small square in the colour of a part."""

    def __init__(self, fill: Fill) -> None:
        super().__init__()
        self._fill = fill
        self.setFixedSize(_SWATCH, _SWATCH)
        theme().changed.connect(self._on_theme_changed)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(fill_colour(self._fill))
            painter.drawRoundedRect(QRectF(self.rect()), 2, 2)

    def _on_theme_changed(self, _changed: ThemeChanged) -> None:
        self.update()


class _Entry(QWidget):
    """One part in the legend."""

    def __init__(self, part: DiskPart) -> None:
        super().__init__()
        self.title = Text("", "label", "text2")
        self.amount = Text("", "strong")
        self.about = ElidedLabel("", "meta", "text3")
        words = QGridLayout(self)
        words.setContentsMargins(0, 0, 0, 0)
        words.setHorizontalSpacing(8)
        words.setVerticalSpacing(1)
        words.addWidget(_Swatch(part.fill), 0, 0, Qt.AlignmentFlag.AlignVCenter)
        words.addWidget(self.title, 0, 1)
        words.addWidget(self.amount, 0, 2)
        words.addWidget(self.about, 1, 1, 1, 3)
        words.setColumnStretch(3, 1)

    def show_part(self, part: DiskPart) -> None:
        """Show its numbers."""
        self.title.setText(part.title)
        self.amount.setText(units.disk_size(part.size_bytes))
        self.about.setText(part.about)
        self.setToolTip(plain_tip(part.tip))
        self.setAccessibleName(_tip(part))


class DiskSummary(QWidget):
    """The bar, and below it each part with its numbers."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bar = DiskBar()
        self._entries: dict[Fill, _Entry] = {}
        self._legend = QGridLayout()
        self._legend.setHorizontalSpacing(24)
        self._legend.setVerticalSpacing(10)
        for column in range(_COLUMNS):
            self._legend.setColumnStretch(column, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(14)
        outer.addWidget(self.bar)
        outer.addLayout(self._legend)

    def show_parts(self, parts: tuple[DiskPart, ...]) -> None:
        """Show other numbers."""
        self.bar.show_parts(parts)
        for number, part in enumerate(parts):
            if part.fill not in self._entries:
                self._entries[part.fill] = _Entry(part)
            entry = self._entries[part.fill]
            self._legend.addWidget(entry, number // _COLUMNS, number % _COLUMNS)
            entry.show_part(part)
        shown = {part.fill for part in parts}
        for fill, entry in self._entries.items():
            entry.setVisible(fill in shown)


def _tip(part: DiskPart) -> str:
    said = f"{part.title}: {units.disk_size(part.size_bytes)}"
    return "\n".join(filter(None, (said, part.about, part.tip)))
