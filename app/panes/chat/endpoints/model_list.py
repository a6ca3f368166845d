"""The list of models, grouped by endpoint, with where each model is at the right."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import (
    QModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.core.i18n import tr
from app.look.components.status import paint_pill
from app.look.fonts import ui_font
from app.look.icons import colour
from app.look.theme import ThemeChanged, hover, theme
from app.panes.chat.endpoints.model_rows import Kind, Row
from app.panes.list_rows import Index, ListRows, Role, RowWords

_HEIGHTS = {Kind.ENDPOINT: 30, Kind.MODEL: 46, Kind.NOTE: 46}
_LOW = 34
"""Height of a row with one line."""
_PAD = 12
_LINE = 18


def _tip(row: Row) -> str:
    tip = row.model or row.title
    return f"{tip}\n{row.below}" if row.below else tip


_WORDS: RowWords[Row] = RowWords(
    key=lambda row: row.key, title=lambda row: row.title, said=lambda row: row.said, tip=_tip
)


@dataclass(frozen=True, slots=True)
class RowPicked:
    """A row was chosen."""

    row: Row


class ModelRows(ListRows[Row]):
    """The rows; only those can be chosen that lead somewhere."""

    def __init__(self) -> None:
        super().__init__(_WORDS)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let only those be chosen that lead somewhere."""
        row = self.data(index, Role.ROW)
        if isinstance(row, Row) and row.can_choose:
            return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return Qt.ItemFlag.NoItemFlags


class ModelList(QListView):
    """The view.

    Signals:
        picked: a row was chosen, by a click or `pick`.
        row_changed: another row is the current one.
    """

    picked = Signal(RowPicked)
    row_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = ModelRows()
        self.setModel(self.rows)
        self.setItemDelegate(_Delegate(self))
        self.setAccessibleName(tr("Models"))
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setStyleSheet("QListView { background: transparent; border: none; }")
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the search field moves through it
        self.clicked.connect(self._on_clicked)
        self.selectionModel().currentChanged.connect(self._on_current)
        theme().changed.connect(self._on_theme_changed)

    @property
    def row(self) -> Row | None:
        """The current one."""
        row = self.currentIndex().data(Role.ROW)
        return row if isinstance(row, Row) else None

    def show_rows(self, rows: tuple[Row, ...], endpoint: str, model: str) -> None:
        """Show other rows; the current one stays, else this model is it, else the first."""
        before = self.row
        self.rows.show_rows(rows)
        keys = [row.key for row in rows]
        wanted = [before.key] if before is not None else []
        wanted += [(Kind.MODEL, endpoint, model)]
        place = next((keys.index(key) for key in wanted if key in keys), -1)
        if place < 0:
            place = next((n for n, row in enumerate(rows) if row.can_choose), -1)
        if place != self.currentIndex().row():  # who scrolls is left where they are
            self._go_to(place)

    def step(self, by: int) -> None:
        """Make another row the current one, over those that cannot be chosen."""
        able = [n for n, row in enumerate(self.rows.rows) if row.can_choose]
        if not able:
            return
        present = self.currentIndex().row()
        place = able.index(present) + by if present in able else 0
        self._go_to(able[min(max(place, 0), len(able) - 1)])

    def pick(self) -> None:
        """Choose the current row."""
        if self.row is not None and self.row.can_choose:
            self.picked.emit(RowPicked(self.row))

    def _go_to(self, place: int) -> None:
        index = self.rows.index(place) if place >= 0 else QModelIndex()
        self.setCurrentIndex(index)
        if place >= 0:
            above = self.rows.index(place - 1) if place == 1 else index
            self.scrollTo(above)  # the first endpoint's title stays in sight
            self.scrollTo(index)

    def _on_clicked(self, _index: QModelIndex) -> None:
        self.pick()

    def _on_current(self, _current: QModelIndex, _before: QModelIndex) -> None:
        self.row_changed.emit()

    def _on_theme_changed(self, _changed: ThemeChanged) -> None:
        self.viewport().update()


class _Delegate(QStyledItemDelegate):
    """Draws a row."""

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        """Two lines for a model that more is known of."""
        row = index.data(Role.ROW)
        if not isinstance(row, Row):
            return QSize(200, _LOW)
        low = row.kind is not Kind.ENDPOINT and not row.below
        return QSize(200, _LOW if low else _HEIGHTS[row.kind])

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one row."""
        row = index.data(Role.ROW)
        if not isinstance(row, Row):
            return
        area: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if row.kind is Kind.ENDPOINT:
            lower = area.adjusted(_PAD, 6, -_PAD, 0)
            _line(painter, lower, row.title, (11, 600), "text2")
        else:
            self._paint_back(painter, option, row)
            self._paint_row(painter, area.adjusted(_PAD + 2, 0, -_PAD, 0), row)
        painter.restore()

    @staticmethod
    def _paint_back(painter: QPainter, option: QStyleOptionViewItem, row: Row) -> None:
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver) and row.can_choose
        if chosen or hovered:
            tokens = theme().tokens
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.selected if chosen else hover(tokens)))
            painter.drawRoundedRect(QRectF(option.rect).adjusted(4, 1, -4, -1), 7, 7)

    @staticmethod
    def _paint_row(painter: QPainter, area: QRect, row: Row) -> None:
        words = area
        if row.pill.text:
            font = ui_font(11, 600)
            width = QFontMetrics(font).horizontalAdvance(row.pill.text) + 20
            painter.setFont(font)
            place = QRectF(area.right() - width, area.center().y() - 8, width, 18)
            paint_pill(painter, place, row.pill.text, row.pill.tone)
            words = area.adjusted(0, 0, -width - 10, 0)
        middle = words.center().y() + 1
        weight = 600 if row.kind is Kind.MODEL else 500
        top = middle - _LINE if row.below else middle - _LINE // 2
        _line(
            painter,
            QRect(words.left(), top, words.width(), _LINE),
            row.title,
            (13, weight),
            row.tone,
        )
        below = QRect(words.left(), middle, words.width(), _LINE)
        _line(painter, below, row.below, (11, 400), "text2")


def _line(painter: QPainter, area: QRect, text: str, font: tuple[int, int], tone: str) -> None:
    painter.setFont(ui_font(*font, tabular=True))
    painter.setPen(QColor(colour(tone)))
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, area.width())
    painter.drawText(area, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), shown)
