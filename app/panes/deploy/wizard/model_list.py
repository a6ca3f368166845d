"""The list of models: what each is, whether it fits, and how fast it would be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.core.i18n import tr
from app.look.components.status import paint_pill
from app.look.fonts import ui_font
from app.look.icons import colour, pixmap
from app.look.theme import ThemeChanged, theme
from app.panes.deploy.wizard.rating import ModelRow, verdict_words
from app.panes.list_rows import Index, ListRows, Role, RowWords

ROW_HEIGHT = 58
_PAD = 14
_LINE = 18
_RIGHT = 200
_MIDDLE = 240
_WIDE = 760
"""From this width on there is a column for what a model can do and the engines it has."""


@dataclass(frozen=True, slots=True)
class FamilyChosen:
    """A model of the list; `open` when the user wants to go on with it at once."""

    key: str
    open: bool = False


class ModelList(QListView):
    """The view. Enter or a double click goes on with a model.

    Signals:
        family_chosen: another model became the current one, or was opened.
    """

    family_chosen = Signal(FamilyChosen)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = ListRows(_WORDS)
        self._choosing = False
        self.setModel(self.rows)
        self.setItemDelegate(_Delegate(self))
        self.setAccessibleName(tr("Models"))
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.selectionModel().currentChanged.connect(self._on_current)
        self.doubleClicked.connect(self._on_opened)
        theme().changed.connect(self._on_theme_changed)

    @property
    def key(self) -> str:
        """The model that is the current one, "" when none is."""
        row = self.currentIndex().data(Role.ROW)
        return row.family.key if isinstance(row, ModelRow) else ""

    def show_rows(self, rows: Sequence[ModelRow], key: str) -> None:
        """Show other rows, one of them the current one, without telling."""
        self._choosing = True
        self.rows.show_rows(tuple(rows))
        if key != self.key:
            keys = [row.family.key for row in rows]
            place = self.rows.index(keys.index(key)) if key in keys else QModelIndex()
            self.setCurrentIndex(place)
            self.scrollTo(place)
        self._choosing = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go on with the current model on Enter."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.key:
            self._on_opened(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def _on_current(self, current: QModelIndex, _before: QModelIndex) -> None:
        row = current.data(Role.ROW)
        if isinstance(row, ModelRow) and not self._choosing:
            self.family_chosen.emit(FamilyChosen(row.family.key))

    def _on_opened(self, index: QModelIndex) -> None:
        row = index.data(Role.ROW)
        if isinstance(row, ModelRow):
            self.family_chosen.emit(FamilyChosen(row.family.key, open=True))

    def _on_theme_changed(self, _changed: ThemeChanged) -> None:
        self.viewport().update()


class _Delegate(QStyledItemDelegate):
    """Draws a model on two lines, with its verdict at the right."""

    def __init__(self, view: QListView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Two lines."""
        return QSize(200, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one model."""
        row = index.data(Role.ROW)
        if not isinstance(row, ModelRow):
            return
        tokens = theme().tokens
        area: QRect = option.rect
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if chosen or hovered:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.selected if chosen else tokens.raised))
            painter.drawRoundedRect(QRectF(area).adjusted(4, 2, -4, -2), 7, 7)
        if chosen and self._view.hasFocus():
            painter.setPen(QPen(QColor(tokens.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(area).adjusted(5, 3, -5, -3), 6, 6)
        inner = area.adjusted(_PAD, 0, -_PAD, 0)
        self._paint_right(painter, inner, row)
        self._paint_words(painter, inner.adjusted(0, 0, -_RIGHT - 12, 0), row, chosen=chosen)
        painter.restore()

    def _paint_words(self, painter: QPainter, area: QRect, row: ModelRow, *, chosen: bool) -> None:
        wide = area.width() + _RIGHT > _WIDE
        left = area.adjusted(0, 0, -_MIDDLE - 16, 0) if wide else area
        top = area.center().y() - _LINE
        quiet = "text2" if chosen else "text3"
        title = QRect(left.left(), top, left.width(), _LINE)
        if not wide:  # only the pill is beside it
            title.setRight(area.right() + _RIGHT - _pill_width(row))
        shown = _line(painter, title, row.family.title, (13, 600), "text")
        if row.on_node:
            self._paint_badge(painter, title.adjusted(shown + 10, 0, 0, 0))
        below = QRect(left.left(), top + _LINE + 1, left.width(), _LINE)
        second = row.sizes if wide else " · ".join(p for p in (row.sizes, row.features) if p)
        _line(painter, below, second, (12, 400), "text2")
        if wide:
            place = QRect(left.right() + 16, top, _MIDDLE, _LINE)
            _line(painter, place, row.features, (12, 400), "text2")
            _line(painter, place.translated(0, _LINE + 1), row.engines, (12, 400), quiet)

    def _paint_badge(self, painter: QPainter, area: QRect) -> None:
        if area.width() < 90:
            return
        picture = pixmap("hard-drive", "text2", 14, self._view.devicePixelRatioF())
        painter.drawPixmap(area.left(), area.center().y() - 6, picture)
        _line(painter, area.adjusted(19, 0, 0, 0), tr("on the node"), (11, 500), "text2")

    @staticmethod
    def _paint_right(painter: QPainter, area: QRect, row: ModelRow) -> None:
        words = verdict_words(row.rating)
        width = _pill_width(row)
        painter.setFont(ui_font(11, 600))
        top = area.center().y() - _LINE
        pill_top = top if row.note else area.center().y() - 9
        paint_pill(
            painter, QRectF(area.right() - width, pill_top, width, 18), words.text, words.tone
        )
        below = QRect(area.right() - _RIGHT + 1, top + _LINE + 2, _RIGHT, _LINE)
        painter.setFont(ui_font(12, 400, tabular=True))
        painter.setPen(QColor(colour("text2")))
        note = painter.fontMetrics().elidedText(row.note, Qt.TextElideMode.ElideRight, _RIGHT)
        painter.drawText(
            below, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), note
        )


def _pill_width(row: ModelRow) -> int:
    text = verdict_words(row.rating).text
    return QFontMetrics(ui_font(11, 600)).horizontalAdvance(text) + 20


def _line(painter: QPainter, area: QRect, text: str, font: tuple[int, int], tone: str) -> int:
    """Write one line and return how wide it is."""
    if not text or area.width() < 12:
        return 0
    painter.setFont(ui_font(*font, tabular=True))
    painter.setPen(QColor(colour(tone)))
    metrics = painter.fontMetrics()
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, area.width())
    painter.drawText(area, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), shown)
    return metrics.horizontalAdvance(shown)


def _tip(row: ModelRow) -> str:
    words = verdict_words(row.rating)
    speed = row.rating.fit.speed if row.rating.fit is not None else None
    parts = (
        row.best.summary,
        f"{words.text}: {words.tip}" if words.tip else "",
        tr("Speed: {speed} ({origin})").format(speed=row.speed, origin=speed.origin)
        if speed is not None
        else "",
        tr("Engines: {engines}").format(engines=row.engines),
    )
    return "\n".join(part for part in parts if part)


_WORDS: RowWords[ModelRow] = RowWords(
    key=lambda row: row.family.key,
    title=lambda row: row.family.title,
    said=lambda row: row.said,
    tip=_tip,
)
