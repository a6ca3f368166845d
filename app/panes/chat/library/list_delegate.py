"""Draws the rows of the list: headings, folders, conversations, what was found."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractItemModel, QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QTextCharFormat, QTextLayout
from PySide6.QtWidgets import QLineEdit, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.core.i18n import tr
from app.look.fonts import ui_font
from app.look.icons import colour, pixmap
from app.panes.chat.library.list_model import ROW_ROLE, Index
from app.panes.chat.library.list_rows import ListRow, RowKind, pieces

_HEIGHTS = {
    RowKind.HEADING: 32,
    RowKind.FOLDER: 32,
    RowKind.CONVERSATION: 32,
    RowKind.FOUND: 64,
}
_PAD = 10
_ICON = 16
_INDENT = 24
_MORE = 26
"""Width of the three dots of the row under the pointer."""
_DETAIL = 90
_LINE = 17
_GAP = 8


class ListDelegate(QStyledItemDelegate):
    """Draws rows. `shown` is the key of the conversation beside the list."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.shown = ""
        self._scale = parent.devicePixelRatioF

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the height of a row; it is as wide as the list."""
        row = index.data(ROW_ROLE)
        return QSize(40, _HEIGHTS[row.kind] if isinstance(row, ListRow) else 32)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw a row."""
        row = index.data(ROW_ROLE)
        if not isinstance(row, ListRow):
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if row.kind is RowKind.HEADING:
            self._paint_heading(painter, option.rect, row)
        else:
            self._paint_behind(painter, option, row)
            area = option.rect.adjusted(_PAD, 0, -_PAD, 0)
            if row.kind is RowKind.FOUND:
                self._paint_found(painter, area, row)
            else:
                self._paint_one(painter, area, row, under=self._is_under(option))
        painter.restore()

    def is_more(self, area: QRect, row: ListRow, at: QPoint) -> bool:
        """Whether the dots of a row in `area` lie at a point."""
        return row.kind in (RowKind.CONVERSATION, RowKind.FOLDER) and at.x() > area.right() - _MORE

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:  # noqa: N802 - Qt's name
        """Return the field in which a row is renamed."""
        editor = QLineEdit(parent)
        editor.setAccessibleName(tr("New name"))
        editor.setFont(ui_font(13, 400))
        row = index.data(ROW_ROLE)
        if isinstance(row, ListRow):
            editor.setText(row.text)
        return editor

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:  # noqa: N802 - Qt's name
        """Hand on what was typed."""
        if isinstance(editor, QLineEdit):
            model.setData(index, editor.text())

    def updateEditorGeometry(  # noqa: N802 - Qt's name
        self, editor: QWidget, option: QStyleOptionViewItem, _index: Index
    ) -> None:
        """Fill the row."""
        editor.setGeometry(option.rect.adjusted(2, 1, -2, -1))

    @staticmethod
    def _is_under(option: QStyleOptionViewItem) -> bool:
        return bool(option.state & QStyle.StateFlag.State_MouseOver)

    def _paint_behind(self, painter: QPainter, option: QStyleOptionViewItem, row: ListRow) -> None:
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        area = QRectF(option.rect).adjusted(0.5, 1.5, -0.5, -1.5)
        painter.setPen(Qt.PenStyle.NoPen)
        if is_chosen or (self.shown and row.key == self.shown):
            painter.setBrush(QColor(colour("selected")))
            painter.drawRoundedRect(area, 7, 7)
        elif self._is_under(option):
            painter.setBrush(QColor(colour("raised")))
            painter.drawRoundedRect(area, 7, 7)
        if option.state & QStyle.StateFlag.State_HasFocus and (
            option.state & QStyle.StateFlag.State_KeyboardFocusChange
        ):
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(colour("accent")), 1))
            painter.drawRoundedRect(area, 7, 7)

    @staticmethod
    def _paint_heading(painter: QPainter, area: QRect, row: ListRow) -> None:
        painter.setFont(ui_font(11, 600))
        painter.setPen(QColor(colour("text3")))
        where = area.adjusted(_PAD, 8, -_PAD, -2)
        painter.drawText(
            where, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, row.text
        )

    def _paint_one(self, painter: QPainter, area: QRect, row: ListRow, *, under: bool) -> None:
        if row.kind is RowKind.FOLDER:
            name = "caret-down" if row.is_open else "caret-right"
            self._paint_icon(painter, area.left() - 2, area, name, "text3", 12)
            self._paint_icon(painter, area.left() + 14, area, "folder", "text2", _ICON)
            area.adjust(14 + _INDENT, 0, 0, 0)
        elif row.is_inside:
            area.adjust(_INDENT, 0, 0, 0)
        if under:
            self._paint_icon(painter, area.right() - _ICON, area, "dots-three", "text2", _ICON)
            area.adjust(0, 0, -_MORE, 0)
        elif row.conversation is not None and row.conversation.pinned:
            self._paint_icon(painter, area.right() - 13, area, "push-pin", "text3", 13)
            area.adjust(0, 0, -20, 0)
        if row.detail and not under:
            width = self._detail(painter, area, row.detail)
            area.adjust(0, 0, -width - _GAP, 0)
        self._line(painter, area, row.text, ui_font(13, 400), "text")

    def _paint_found(self, painter: QPainter, area: QRect, row: ListRow) -> None:
        first = QRect(area.left(), area.top() + 5, area.width(), _LINE + 1)
        width = self._detail(painter, QRect(first), row.detail)
        first.adjust(0, 0, -width - _GAP, 0)
        self._line(painter, first, row.text, ui_font(12, 600), "text")
        assert row.found is not None
        self._paint_snippet(painter, area, row.found.snippet)

    @staticmethod
    def _paint_snippet(painter: QPainter, area: QRect, snippet: str) -> None:
        text, marked = "", []
        for piece, is_found in pieces(snippet):
            if is_found:
                marked.append((len(text), len(piece)))
            text += piece
        layout, end = _laid_out(text, marked, area.width())
        if end < len(text):
            layout, _end = _laid_out(f"{text[: end - 2].rstrip()}…", marked, area.width())
        painter.setPen(QColor(colour("text2")))
        layout.draw(painter, QPointF(area.left(), area.top() + 24))

    def _paint_icon(
        self, painter: QPainter, left: int, area: QRect, name: str, tone: str, size: int
    ) -> None:
        picture = pixmap(name, tone, size, self._scale())
        painter.drawPixmap(left, area.center().y() - size // 2 + 1, picture)

    @staticmethod
    def _detail(painter: QPainter, area: QRect, text: str) -> int:
        """Draw what stands at the right; return how wide it is."""
        painter.setFont(ui_font(11, 400, tabular=True))
        painter.setPen(QColor(colour("text3")))
        metrics = painter.fontMetrics()
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, _DETAIL)
        painter.drawText(area, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, shown)
        return metrics.horizontalAdvance(shown)

    @staticmethod
    def _line(painter: QPainter, area: QRect, text: str, font: QFont, tone: str) -> None:
        painter.setFont(font)
        painter.setPen(QColor(colour(tone)))
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)


def _laid_out(text: str, marked: Sequence[tuple[int, int]], width: int) -> tuple[QTextLayout, int]:
    """Lay a text out in two lines, with parts of it marked; return where the second one ends."""
    strong = QTextCharFormat()
    strong.setForeground(QColor(colour("accent")))
    strong.setFontWeight(QFont.Weight.DemiBold)
    formats = []
    for start, length in marked:
        one = QTextLayout.FormatRange()
        one.start, one.length, one.format = start, length, strong
        formats.append(one)
    layout = QTextLayout(text, ui_font(12, 400))
    layout.setFormats(formats)
    layout.beginLayout()
    end = 0
    for place in range(2):
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(width)
        line.setPosition(QPointF(0, place * _LINE))
        end = line.textStart() + line.textLength()
    layout.endLayout()
    return layout, end
