"""How an entry is drawn: icon, title with what was typed in it, detail, and its keys or kind."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.look.components.keycap import paint_keycap
from app.look.fonts import ui_font
from app.look.icons import pixmap
from app.look.theme import theme
from app.panes.list_rows import Role
from app.shell.palette.entries import WORDS, Entry
from app.shell.palette.matching import Query

ROW_HEIGHT = 36
_ICON = 18
_MARGIN = 12
_GAP = 10
_LEAST_DETAIL = 48
"""Pixels that a detail has to have to be of any use."""


class RowDelegate(QStyledItemDelegate):
    """Draws rows; `query` says which letters of a title were typed."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.query = Query("")
        self.recent = 0
        """How many of the first rows were used before: a line is drawn below them."""
        self._plain, self._marked = ui_font(13, 500), ui_font(13, 700)
        self._small, self._smallest = ui_font(12), ui_font(11)

    def sizeHint(  # noqa: D102
        self, option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(option.rect.width(), ROW_HEIGHT)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw one row."""
        entry = index.data(Role.ROW)
        if not isinstance(entry, Entry):
            return
        tokens, state = theme().tokens, option.state
        area, is_current = option.rect, bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if is_current or state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.selected if is_current else tokens.raised))
            painter.drawRoundedRect(QRectF(area).adjusted(0, 1, 0, -1), 7, 7)
        if index.row() == self.recent > 0:
            painter.fillRect(QRect(area.left(), area.top(), area.width(), 1), QColor(tokens.border))
        middle = area.center().y() + 1
        picture = pixmap(entry.icon, "text2", _ICON, painter.device().devicePixelRatio())
        painter.drawPixmap(QRect(area.left() + _MARGIN, middle - _ICON // 2, _ICON, _ICON), picture)
        right = self._paint_right(painter, area, entry)
        left = area.left() + _MARGIN + _ICON + _GAP
        self._paint_words(painter, QRect(left, area.top(), right - left, area.height()), entry)
        painter.restore()

    def _paint_right(self, painter: QPainter, area: QRect, entry: Entry) -> int:
        """Draw the keys, or the kind; return where they begin."""
        right = area.right() - _MARGIN
        if entry.keys:
            return round(paint_keycap(painter, right, area.center().y() + 1, entry.keys)) - _GAP
        painter.setFont(self._smallest)
        painter.setPen(QColor(theme().tokens.text2))
        text = WORDS[entry.kind].one
        width = painter.fontMetrics().horizontalAdvance(text)
        place = QRect(right - width, area.top(), width, area.height())
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, text)
        return place.left() - _GAP

    def _paint_words(self, painter: QPainter, area: QRect, entry: Entry) -> None:
        """Draw the title, what was typed of it in the accent's colour, then the detail."""
        tokens = theme().tokens
        metrics = QFontMetrics(self._plain)
        title = metrics.elidedText(entry.title, Qt.TextElideMode.ElideRight, area.width())
        marks = set(self.query.marks(entry.title))
        left = area.left()
        for text, is_marked in _runs(title, marks):
            painter.setPen(QColor(tokens.accent if is_marked else tokens.text))
            left += _draw(painter, area, left, text, self._marked if is_marked else self._plain)
        left += _GAP
        room = area.right() - left
        if entry.detail and room >= _LEAST_DETAIL:
            painter.setPen(QColor(tokens.text2))
            detail = QFontMetrics(self._small).elidedText(
                entry.detail, Qt.TextElideMode.ElideRight, room
            )
            _draw(painter, area, left, detail, self._small)


def _draw(painter: QPainter, area: QRect, left: int, text: str, font: QFont) -> int:
    painter.setFont(font)
    place = QRect(left, area.top(), area.right() - left + 1, area.height())
    painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, text)
    return painter.fontMetrics().horizontalAdvance(text)


def _runs(text: str, marks: set[int]) -> list[tuple[str, bool]]:
    """Return the parts of a text in turn, and whether each is marked."""
    runs: list[tuple[str, bool]] = []
    begin = 0
    for place in range(1, len(text) + 1):
        if place == len(text) or (place in marks) != (begin in marks):
            runs.append((text[begin:place], begin in marks))
            begin = place
    return runs
