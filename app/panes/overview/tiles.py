"""The row of tiles: a number, what to measure it by, and how it went."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.look.components import ElidedLabel, Text, plain_tip
from app.look.icons import pixmap
from app.look.theme import ThemeChanged, theme
from app.panes.overview.combined import KEY, CombinedRows
from app.panes.overview.tile_words import TileWords, spoken
from app.plots.rows import Rows, Window
from app.plots.sparkline import Sparkline

GAP = 14
_ICON = 16


class Tile(QFrame):
    """One number with its line."""

    def __init__(self, hue: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "card")
        self.words: TileWords | None = None
        self._icon = QLabel()
        self.title = Text("", "label", "text2")
        self.value = Text("", "value")
        self.unit = Text("", "body", "text2")
        self.note = ElidedLabel("", "meta", "text2")
        self.note.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.line = Sparkline(hue)
        self.why = Text("", "meta", "text2", wrap=True)
        """Why there is no number, where its line would be."""
        self.why.setMinimumHeight(self.line.minimumHeight())
        self.why.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self._lay_out()
        theme().changed.connect(self._retint)

    def show_words(self, words: TileWords) -> None:
        """Show another number."""
        if words == self.words:
            return
        before, self.words = self.words, words
        for label, text in (
            (self.title, words.title),
            (self.value, words.value),
            (self.unit, words.unit),
            (self.note, "" if words.why else words.note),
            (self.why, words.why),
        ):
            if (label.whole_text() if label is self.note else label.text()) != text:
                label.setText(text)
        self.line.setVisible(not words.why)
        self.why.setVisible(bool(words.why))
        self.value.set_tone("text3" if words.old or words.why else "text")
        self.setToolTip(plain_tip(words.why or words.tip))
        self.setAccessibleDescription(words.tip)
        self.setAccessibleName(spoken(words))
        if before is None or before.icon != words.icon:
            self._retint()

    def show_rows(self, rows: Rows, window: Window) -> None:
        """Show how the number went."""
        if self.words is None:
            return
        curve = self.words.curve
        combined = CombinedRows(rows, curve.keys, mean=curve.mean)
        self.line.show_rows(combined, KEY, window, top=curve.top, least=curve.least)

    def _lay_out(self) -> None:
        first = QHBoxLayout()
        first.setSpacing(6)
        first.addWidget(self._icon)
        first.addWidget(self.title, 1)
        second = QHBoxLayout()
        second.setSpacing(4)
        second.addWidget(self.value, 0, Qt.AlignmentFlag.AlignBaseline)
        second.addWidget(self.unit, 0, Qt.AlignmentFlag.AlignBaseline)
        second.addWidget(self.note, 1, Qt.AlignmentFlag.AlignBaseline)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 10)
        column.setSpacing(2)
        column.addLayout(first)
        column.addLayout(second)
        column.addSpacing(2)
        column.addWidget(self.line)
        column.addWidget(self.why)

    def _retint(self, _changed: ThemeChanged | None = None) -> None:
        if self.words is not None:
            ratio = self.devicePixelRatioF()
            self._icon.setPixmap(pixmap(self.words.icon, "text2", _ICON, ratio))


class Tiles(QWidget):
    """All tiles side by side, equally wide."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tiles: list[Tile] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(GAP)

    def show_words(self, words: Sequence[TileWords]) -> None:
        """Show other numbers."""
        while len(self.tiles) < len(words):
            tile = Tile(words[len(self.tiles)].curve.hue)
            self.tiles.append(tile)
            self._row.addWidget(tile, 1)
        for tile, each in zip(self.tiles, words, strict=True):
            tile.show_words(each)

    def show_rows(self, rows: Rows, window: Window) -> None:
        """Show how they went."""
        for tile in self.tiles:
            tile.show_rows(rows, window)
