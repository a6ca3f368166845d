"""Draws the cells of a row: two lines, a pill, an icon, or buttons."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QTreeView

from app.look.components.status import paint_pill
from app.look.fonts import ui_font
from app.look.icons import colour, pixmap
from app.look.theme import hover, theme
from app.panes.tunnels.cells import Cell, Role
from app.panes.tunnels.verbs import LOOKS, Verb

Index = QModelIndex | QPersistentModelIndex

ROW_HEIGHT = 52
INDENT = 26
"""Where the ports of an app begin, and room for the mark that folds it."""
PAD = 8
BUTTON = 30
_LINE = 18
_ICON = 18


class RowDelegate(QStyledItemDelegate):
    """Draws cells; the view draws what is behind a row, and tells where the pointer is."""

    def __init__(self, view: QTreeView) -> None:
        super().__init__(view)
        self._view = view
        self.pointer: QPoint | None = None
        """In the viewport, None while it is elsewhere."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Two lines."""
        return QSize(80, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one cell."""
        cell = index.data(Role.CELL)
        if not isinstance(cell, Cell):
            return
        area: QRect = option.rect.adjusted(PAD, 0, -PAD, 0)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if index.column() == 0:
            area = self._paint_fold(painter, area, index)
        if cell.buttons:
            self._paint_buttons(painter, option.rect, cell)
        else:
            self._paint_lines(painter, area, cell)
        painter.restore()

    def button_at(self, area: QRect, cell: Cell, at: QPoint) -> Verb | None:
        """Return which button of a cell in `area` lies at a point."""
        for verb, place in self._places(area, cell):
            if place.contains(at):
                return verb
        return None

    def _places(self, area: QRect, cell: Cell) -> list[tuple[Verb, QRect]]:
        top = area.top() + (area.height() - BUTTON) // 2
        if cell.button_text:
            width = QFontMetrics(ui_font(13, 500)).horizontalAdvance(cell.button_text) + 2 * PAD
            return [(cell.buttons[0], QRect(area.right() - width - 3, top, width, BUTTON))]
        places = []
        right = area.right() - PAD
        for verb in reversed(cell.buttons):
            places.append((verb, QRect(right - BUTTON, top, BUTTON, BUTTON)))
            right -= BUTTON + (8 if verb in (Verb.OPEN, Verb.CLOSE) else 2)
        return places

    def _paint_fold(self, painter: QPainter, area: QRect, index: Index) -> QRect:
        foldable = index.model().rowCount(index) > 0
        if foldable:
            name = "caret-down" if self._view.isExpanded(index) else "caret-right"
            picture = pixmap(name, "text2", 14, self._view.devicePixelRatioF())
            painter.drawPixmap(area.left() - 4, area.center().y() - 7, picture)
        if foldable or index.parent().isValid():
            return area.adjusted(INDENT if index.parent().isValid() else 16, 0, 0, 0)
        return area

    def _paint_lines(self, painter: QPainter, area: QRect, cell: Cell) -> None:
        left, middle = area.left(), area.center().y() + 1
        if cell.icon:
            tone = cell.tone if cell.tone != "text" else "text2"
            picture = pixmap(cell.icon, tone, _ICON, self._view.devicePixelRatioF())
            painter.drawPixmap(left, middle - _ICON // 2, picture)
            left += _ICON + PAD
        width = max(area.right() - left, 0)
        first = QRect(left, middle - (_LINE if cell.below else _LINE // 2), width, _LINE)
        if cell.pill:
            first = self._paint_pill(painter, first, cell)
        font = (13, 600) if cell.strong else (12, 500)
        self._line(painter, first, cell.text, font, cell.tone)
        second = QRect(left, middle, width, _LINE)
        self._line(painter, second, cell.below, (11, 400), cell.below_tone)

    @staticmethod
    def _paint_pill(painter: QPainter, area: QRect, cell: Cell) -> QRect:
        font = ui_font(11, 600)
        painter.setFont(font)
        metrics = QFontMetrics(font)
        text = metrics.elidedText(cell.pill, Qt.TextElideMode.ElideRight, area.width() - 20)
        width = metrics.horizontalAdvance(text) + 20
        place = QRectF(area.left(), area.center().y() - 8, width, 18)
        paint_pill(painter, place, text, cell.pill_tone)
        return area.adjusted(width + 8, 0, 0, 0)

    @staticmethod
    def _line(painter: QPainter, area: QRect, text: str, font: tuple[int, int], tone: str) -> None:
        if not text or area.width() < 12:
            return
        painter.setFont(ui_font(*font, tabular=True))
        painter.setPen(QColor(colour(tone)))
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)

    def _paint_buttons(self, painter: QPainter, area: QRect, cell: Cell) -> None:
        for verb, place in self._places(area, cell):
            under = self.pointer is not None and place.contains(self.pointer)
            if under:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(hover(theme().tokens)))
                painter.drawRoundedRect(QRectF(place), 7, 7)
            if cell.button_text:
                painter.setFont(ui_font(13, 500))
                painter.setPen(QColor(colour("accent")))
                painter.drawText(place, Qt.AlignmentFlag.AlignCenter, cell.button_text)
            elif verb in (Verb.OPEN, Verb.CLOSE):
                paint_switch(painter, place, on=verb is Verb.CLOSE)
            else:
                picture = pixmap(
                    LOOKS[verb].icon,
                    "text" if under else "text2",
                    18,
                    self._view.devicePixelRatioF(),
                )
                painter.drawPixmap(place.center().x() - 8, place.center().y() - 8, picture)


def paint_switch(painter: QPainter, area: QRect, *, on: bool) -> None:
    """Draw a switch in the middle of `area`: the knob is right and the track filled when on."""
    tokens = theme().tokens
    track = QRectF(area.center().x() - 13.5, area.center().y() - 7.5, 28, 16)
    painter.setPen(QColor(tokens.accent if on else tokens.field))
    painter.setBrush(QColor(tokens.accent if on else tokens.surface))
    painter.drawRoundedRect(track, 8, 8)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(tokens.on_accent if on else tokens.field))
    painter.drawEllipse(
        QRectF(track.right() - 13.5 if on else track.left() + 2.5, track.top() + 2.5, 11, 11)
    )
