"""Draws the names of containers: fold mark, state, and how deep they are."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
)

from app.look.components import DotState
from app.look.components.status import paint_dot
from app.look.icons import pixmap
from app.panes.containers.list.model import Index, Role

ROW_HEIGHT = 34
FOLD_WIDTH = 24
"""Pixels from the left that fold and unfold a project."""
_PAD = 8
AROUND = 2 * (_PAD + 4)
"""Pixels that a cell has left and right of its text, at most."""
_DOT = 8
_MARK = 14
_BEHIND_DOT = _DOT + _PAD + 2


def width_of_name(index: Index) -> int:
    """Return how wide the first column has to be for a name."""
    text = QFontMetrics(index.data(Qt.ItemDataRole.FontRole)).horizontalAdvance(str(index.data()))
    return _dot_left(index) + _BEHIND_DOT + text + _PAD


def _dot_left(index: Index) -> int:
    is_inside = index.parent().isValid() and not index.data(Role.IS_GROUP)
    return _PAD + (2 * _MARK + 4 if is_inside else _MARK + 2)


class CellDelegate(QStyledItemDelegate):
    """Draws a cell in its own colour, also where its row is chosen: it says what is wrong."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one cell."""
        self.initStyleOption(option, index)
        text, option.text = option.text, ""
        style = option.widget.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, option.widget)
        inset = style.pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin) + 1
        area = option.rect.adjusted(_PAD + inset, 0, -_PAD - inset, 0)
        shown = option.fontMetrics.elidedText(text, option.textElideMode, area.width())
        painter.save()
        painter.setFont(option.font)
        painter.setPen(index.data(Qt.ItemDataRole.ForegroundRole))
        painter.drawText(area, option.displayAlignment, shown)
        painter.restore()


class NameDelegate(QStyledItemDelegate):
    """Draws the first column; the view draws what is behind it."""

    def __init__(self, view: QTreeView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """One line."""
        return QSize(super().sizeHint(option, index).width(), ROW_HEIGHT)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> None:
        """Draw one name."""
        behind = QStyleOptionViewItem(option)
        self._view.style().drawPrimitive(
            QStyle.PrimitiveElement.PE_PanelItemViewItem, behind, painter, self._view
        )
        area: QRect = option.rect
        left, middle = area.left() + _PAD, area.center().y() + 1
        dot_left = area.left() + _dot_left(index)
        if index.data(Role.IS_GROUP):
            name = "caret-down" if self._is_open(index) else "caret-right"
            picture = pixmap(name, "text2", _MARK, self._view.devicePixelRatioF())
            painter.drawPixmap(left - 2, middle - _MARK // 2, picture)
        dot = index.data(Role.DOT)
        paint_dot(painter, QRectF(dot_left + 1, middle - _DOT / 2, _DOT, _DOT), DotState(dot))
        left = dot_left + _BEHIND_DOT
        self._paint_name(
            painter, QRect(left, area.top(), area.right() - left, area.height()), index
        )

    def _is_open(self, index: Index) -> bool:
        model = self._view.model()
        return self._view.isExpanded(model.index(index.row(), 0, index.parent()))

    @staticmethod
    def _paint_name(painter: QPainter, area: QRect, index: Index) -> None:
        font, hue = (
            index.data(role) for role in (Qt.ItemDataRole.FontRole, Qt.ItemDataRole.ForegroundRole)
        )
        assert isinstance(font, QFont)
        assert isinstance(hue, QColor)
        painter.save()
        painter.setFont(font)
        painter.setPen(hue)
        text = painter.fontMetrics().elidedText(
            str(index.data()), Qt.TextElideMode.ElideRight, area.width()
        )
        painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
        painter.restore()
