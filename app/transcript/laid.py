"""What a piece of a transcript looks like: its texts, its shapes, and what can be pressed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from PySide6.QtCore import QByteArray, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QImage,
    QPainter,
    QPainterPath,
    QPen,
    QTextCharFormat,
    QTextLayout,
)
from PySide6.QtSvg import QSvgRenderer

from app.look.icons import pixmap
from app.look.theme import theme
from app.transcript.api import Act

# What is pressed


@dataclass(frozen=True, slots=True)
class LinkTarget:
    """An address."""

    url: str


@dataclass(frozen=True, slots=True)
class CitationTarget:
    """A source."""

    number: int


@dataclass(frozen=True, slots=True)
class ChipTarget:
    """A chip or a picture."""

    key: str


@dataclass(frozen=True, slots=True)
class ActTarget:
    """Something that is done with the message."""

    act: Act


@dataclass(frozen=True, slots=True)
class CopyTarget:
    """A piece of code that is copied: its number among the message's, or its text."""

    number: int | None
    text: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class FoldTarget:
    """The reasoning, opened and closed."""


@dataclass(frozen=True, slots=True)
class TipTarget:
    """Nothing is done: it is only explained."""


Target: TypeAlias = (
    LinkTarget | CitationTarget | ChipTarget | ActTarget | CopyTarget | FoldTarget | TipTarget
)


@dataclass(frozen=True, slots=True)
class Spot:
    """A place that can be pressed, or that explains itself."""

    area: QRectF
    target: Target
    tip: str = ""
    icon: str = ""
    only_near: bool = False
    """Seen only while the mouse or the keyboard is at the message."""

    def paint(self, painter: QPainter, *, is_hovered: bool) -> None:
        """Draw its icon, and that the mouse is on it."""
        tokens = theme().tokens
        if is_hovered and not isinstance(self.target, TipTarget):
            veil = QColor(tokens.text)
            veil.setAlphaF(0.08)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(veil)
            painter.drawRoundedRect(self.area, 6, 6)
        if self.icon:
            Glyph(self.area.center(), self.icon, "text" if is_hovered else "text2").paint(painter)


# What is only seen


@dataclass(frozen=True, slots=True)
class Ground:
    """A rounded area."""

    area: QRectF
    fill: str = ""
    border: str = ""
    radius: float = 0.0

    def paint(self, painter: QPainter) -> None:
        """Draw it."""
        painter.setPen(QPen(QColor(self.border), 1) if self.border else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self.fill) if self.fill else Qt.BrushStyle.NoBrush)
        half = 0.5 if self.border else 0.0
        area = self.area.adjusted(half, half, -half, -half)
        painter.drawRoundedRect(area, self.radius, self.radius)


@dataclass(frozen=True, slots=True)
class Window:
    """Shapes of which only what is inside an area is seen."""

    area: QRectF
    shapes: tuple[Ground, ...]

    def paint(self, painter: QPainter) -> None:
        """Draw them."""
        painter.save()
        painter.setClipRect(self.area, Qt.ClipOperation.IntersectClip)
        for shape in self.shapes:
            shape.paint(painter)
        painter.restore()


@dataclass(frozen=True, slots=True)
class Glyph:
    """An icon."""

    middle: QPointF
    name: str
    tone: str = "text2"
    size: int = 16

    def paint(self, painter: QPainter) -> None:
        """Draw it."""
        scale = painter.device().devicePixelRatio()
        half = self.size / 2
        painter.drawPixmap(
            QPointF(round(self.middle.x() - half), round(self.middle.y() - half)),
            pixmap(self.name, self.tone, self.size, scale),
        )


@dataclass(frozen=True, slots=True)
class Words:
    """One line of text that is not selected; cut where it is too long."""

    area: QRectF
    text: str
    font: QFont
    colour: str
    aligned: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft

    def paint(self, painter: QPainter) -> None:
        """Draw it."""
        painter.setFont(self.font)
        painter.setPen(QColor(self.colour))
        metrics = QFontMetricsF(self.font)
        text = metrics.elidedText(self.text, Qt.TextElideMode.ElideRight, self.area.width() + 1)
        flags = self.aligned | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        painter.drawText(self.area, int(flags), text)


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture with round corners."""

    area: QRectF
    image: QImage
    radius: float = 8.0

    def paint(self, painter: QPainter) -> None:
        """Draw it."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        path = QPainterPath()
        path.addRoundedRect(self.area, self.radius, self.radius)
        painter.setClipPath(path, Qt.ClipOperation.IntersectClip)
        painter.drawImage(self.area, self.image)
        painter.restore()


class Drawn:
    """A formula."""

    def __init__(self, area: QRectF, svg: bytes) -> None:
        self._area = area
        self._renderer = QSvgRenderer(QByteArray(svg))

    def paint(self, painter: QPainter) -> None:
        """Draw it."""
        self._renderer.render(painter, self._area)


Shape: TypeAlias = Ground | Window | Glyph | Words | Shown | Drawn


class Leaf:
    """A text that is read and selected. Columns are counted as Qt does (UTF-16)."""

    def __init__(self, layout: QTextLayout, at: QPointF, height: float, colour: str) -> None:
        self.layout = layout
        self.at = at
        self.height = height
        self.colour = colour
        self.lead = ""
        """What stands before it in a copied text: `3. `."""
        self.end = "\n"
        """What stands behind it."""
        self.targets: list[tuple[int, int, Target]] = []
        self.formulas: dict[int, str] = {}
        """Where a formula is drawn: its source."""
        self._found: tuple[str, list[tuple[int, int]]] = ("", [])

    @property
    def length(self) -> int:
        """How long it is."""
        return units(self.layout.text())

    @property
    def bottom(self) -> float:
        """Where it ends."""
        return self.at.y() + self.height

    def paint(
        self, painter: QPainter, selected: tuple[int, int] | None = None, needle: str = ""
    ) -> None:
        """Draw it, with what is selected and what was looked for."""
        tokens = theme().tokens
        marks = [_mark(each, tokens.warn, tokens.bg) for each in self.found(needle)]
        if selected is not None:
            marks.append(_mark(selected, tokens.accent, tokens.on_accent))
        painter.setPen(QColor(self.colour))
        self.layout.draw(painter, self.at, marks)

    def found(self, needle: str) -> list[tuple[int, int]]:
        """Return where a word is, without regard to case; it has to be in lower case."""
        if not needle:
            return []
        if self._found[0] != needle:
            text = self.layout.text()
            low, places, at = text.lower(), [], 0
            while len(low) == len(text) and (at := low.find(needle, at)) >= 0:
                begin = units(text[:at])
                places.append((begin, begin + units(needle)))
                at += len(needle)
            self._found = (needle, places)
        return self._found[1]

    def column_at(self, point: QPointF) -> int:
        """Return the column nearest to a point."""
        inside = point - self.at
        layout = self.layout
        for number in range(layout.lineCount()):
            line = layout.lineAt(number)
            if inside.y() < line.y() + line.height() or number == layout.lineCount() - 1:
                return line.xToCursor(inside.x())
        return 0

    def target_at(self, point: QPointF) -> Target | None:
        """Return what is under a point."""
        inside = point - self.at
        for number in range(self.layout.lineCount() if self.targets else 0):
            line = self.layout.lineAt(number)
            if line.naturalTextRect().contains(inside):
                column = line.xToCursor(inside.x(), line.CursorPosition.CursorOnCharacter)
                for begin, end, target in self.targets:
                    if begin <= column < end:
                        return target
        return None

    def word_at(self, column: int) -> tuple[int, int]:
        """Return where the word at a column begins and ends."""
        text = self.layout.text()
        same = len(text) == units(text)
        if not same or not text:
            return column, column
        begin = end = min(column, len(text) - 1)
        while begin > 0 and _is_word(text[begin - 1]):
            begin -= 1
        while end < len(text) and _is_word(text[end]):
            end += 1
        return begin, max(end, begin + 1)

    def copied(self, begin: int, end: int) -> str:
        """Return its text between two columns, formulas as they were written."""
        raw = self.layout.text().encode("utf-16-le", "surrogatepass")
        pieces, done = [], begin
        for at in sorted(self.formulas):
            if begin <= at < end:
                pieces += [raw[2 * done : 2 * at], self.formulas[at].encode("utf-16-le")]
                done = at + 1
        pieces.append(raw[2 * done : 2 * end])
        text = b"".join(pieces).decode("utf-16-le", "replace")
        return text.replace("\u2028", "\n").replace("\u00a0", " ")


@dataclass(slots=True)
class Laid:
    """A piece that is ready to be painted; its left and upper edge are at 0."""

    height: int = 0
    width: float = 0.0
    """What its texts need at most."""
    leaves: list[Leaf] = field(default_factory=list)
    shapes: list[Shape] = field(default_factory=list)
    spots: list[Spot] = field(default_factory=list)
    waits_for: set[object] = field(default_factory=set)
    """What the workshop still makes for it."""

    def leaf_at(self, point: QPointF) -> int | None:
        """Return the text nearest to a point."""
        best, nearest = None, 1e9
        for number, leaf in enumerate(self.leaves):
            below = max(leaf.at.y() - point.y(), 0.0, point.y() - leaf.bottom)
            right = leaf.at.x() + max(1.0, leaf.layout.boundingRect().width())
            beside = max(leaf.at.x() - point.x(), 0.0, point.x() - right)
            if (far := below * 4 + beside) < nearest:
                best, nearest = number, far
        return best


def units(text: str) -> int:
    """Return how long a text is for Qt."""
    if text.isascii():
        return len(text)
    return len(text) + sum(character > "\uffff" for character in text)


class Units:
    """Python counts characters, Qt UTF-16."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._same = units(text) == len(text)

    def of(self, at: int) -> int:
        """Return Qt's count of a place."""
        return at if self._same else units(self._text[:at])


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def _mark(place: tuple[int, int], ground: str, text: str) -> QTextLayout.FormatRange:
    mark = QTextLayout.FormatRange()
    begin, end = place
    mark.start, mark.length = begin, max(0, end - begin)
    form = QTextCharFormat()
    form.setBackground(QColor(ground))
    form.setForeground(QColor(text))
    mark.format = form
    return mark
