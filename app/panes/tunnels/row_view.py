"""A table as high as its rows: the page around it scrolls, not the table."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QAction,
    QColor,
    QContextMenuEvent,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QMenu,
    QSizePolicy,
    QStyleOptionViewItem,
    QToolTip,
    QTreeView,
)

from app.look.components import OWN_RING
from app.look.components.columns import HEADER_HEIGHT, ColumnWidth, TableColumns
from app.look.components.row_focus import menu_place
from app.look.icons import icon
from app.look.theme import ThemeChanged, theme
from app.panes.tunnels.cells import Cell, Role
from app.panes.tunnels.row_delegate import INDENT, PAD, ROW_HEIGHT, RowDelegate
from app.panes.tunnels.verbs import LOOKS, Asked, Verb


@dataclass(frozen=True, slots=True)
class RowChosen:
    """The key of the row that became the current one, "" when there is none."""

    key: str


class RowView(QTreeView):
    """Rows of cells with verbs: by mouse, by keys, and by the context menu.

    Signals:
        asked: the user asked for something to be done with a row.
        row_chosen: another row became the current one.
    """

    asked = Signal(Asked)
    row_chosen = Signal(RowChosen)

    def __init__(
        self,
        name: str,
        model: QAbstractItemModel,
        columns: Sequence[ColumnWidth],
        *,
        stretch: int,
        spare: Sequence[int] = (),
    ) -> None:
        """Show `model`.

        Args:
            name: what the table is called, for screen readers.
            model: answers `Role`.
            columns: their widths before the user changes them.
            stretch: the column that takes what is left.
            spare: those that a very narrow window does without, the first ones first.
        """
        super().__init__()
        self._kept_key = ""
        """The current row while the model is reset."""
        self._folded: set[str] = set()
        self._pressed: Verb | None = None
        self._delegate = RowDelegate(self)
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(name)
        self.setProperty(OWN_RING, True)
        self._dress()
        self.columns = TableColumns(self, columns, stretch, spare)
        model.modelAboutToBeReset.connect(self._before_reset)
        model.modelReset.connect(self._on_reset)
        self.expanded.connect(self._on_expanded)
        self.collapsed.connect(self._on_collapsed)
        self.selectionModel().currentChanged.connect(self._on_current_changed)
        theme().changed.connect(self._on_theme_changed)

    @property
    def key(self) -> str:
        """The key of the current row, "" when there is none."""
        return str(self.currentIndex().data(Role.KEY) or "")

    def choose(self, key: str) -> bool:
        """Make a row the current one; False when there is none of that key."""
        flags = QItemSelectionModel.SelectionFlag
        for index in self._indexes():
            if index.data(Role.KEY) == key:
                self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
                return True
        return False

    # Qt's own

    def sizeHint(self) -> QSize:
        """As high as the header and all rows."""
        return QSize(400, HEADER_HEIGHT + ROW_HEIGHT * self._row_count() + 2)

    def minimumSizeHint(self) -> QSize:
        """Never lower than its rows."""
        return QSize(200, self.sizeHint().height())

    def drawRow(self, painter: QPainter, options: QStyleOptionViewItem, index: QModelIndex) -> None:  # type: ignore[override]  # noqa: N802
        """Draw what is behind the row, then its cells."""
        tokens = theme().tokens
        area = QRectF(options.rect).adjusted(0, 0, 0, -1)
        chosen = self.currentIndex().siblingAtColumn(0) == index.siblingAtColumn(0)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(tokens.border), 1))
        painter.drawLine(area.bottomLeft().toPoint(), area.bottomRight().toPoint())
        painter.setPen(Qt.PenStyle.NoPen)
        if chosen:
            painter.setBrush(QColor(tokens.selected if self.hasFocus() else tokens.raised))
            painter.drawRoundedRect(area.adjusted(1, 2, -1, -2), 7, 7)
        elif self._delegate.pointer is not None and options.rect.contains(self._delegate.pointer):
            painter.setBrush(QColor(tokens.raised))
            painter.drawRoundedRect(area.adjusted(1, 2, -1, -2), 7, 7)
        if chosen and self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(tokens.accent), 2))
            painter.drawRoundedRect(area.adjusted(2, 3, -2, -3), 6, 6)
        painter.restore()
        option = QStyleOptionViewItem(options)
        header = self.header()
        for column in range(self.model().columnCount()):
            if header.isSectionHidden(column):
                continue
            cell = index.siblingAtColumn(column)
            option.rect = QRect(
                header.sectionViewportPosition(column),
                options.rect.top(),
                header.sectionSize(column),
                options.rect.height(),
            )
            self._delegate.paint(painter, option, cell)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Do what a key stands for, where the row offers it."""
        verb = self._verb_of(event)
        if verb is None:
            super().keyPressEvent(event)
        else:
            self._ask(verb)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the row, and remember the button that was pressed in it."""
        super().mousePressEvent(event)
        at = event.position().toPoint()
        left = event.button() == Qt.MouseButton.LeftButton
        self._pressed = self._button_at(self.indexAt(at), at) if left else None
        if left and self._pressed is None and at.x() < PAD + INDENT:
            index = self.indexAt(at).siblingAtColumn(0)
            self.setExpanded(index, not self.isExpanded(index))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Be two clicks."""
        self.mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Do what the button says that was pressed, if the pointer is still on it."""
        super().mouseReleaseEvent(event)
        at = event.position().toPoint()
        verb, self._pressed = self._pressed, None
        if verb is not None and self._button_at(self.indexAt(at), at) is verb:
            self._ask(verb)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light up the row and the button under the pointer."""
        super().mouseMoveEvent(event)
        self._point_at(event.position().toPoint())

    def leaveEvent(self, event: QEvent) -> None:
        """The pointer is elsewhere."""
        super().leaveEvent(event)
        self._point_at(None)

    def viewportEvent(self, event: QEvent) -> bool:
        """Say what a button in a row does."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            at = event.pos()
            verb = self._button_at(self.indexAt(at), at)
            if verb is not None:
                QToolTip.showText(event.globalPos(), _tip(verb), self.viewport())
                return True
        return super().viewportEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer all that can be done with the current row."""
        verbs = self._verbs()
        if not verbs:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for verb in verbs:
            look = LOOKS[verb]
            action = QAction(icon(look.icon, "text2", 16), look.label, menu)
            action.setData(verb)
            if look.key:
                action.setShortcut(QKeySequence(look.key))
                action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            menu.addAction(action)
        menu.triggered.connect(self._on_menu)
        menu.popup(menu_place(self, event))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width anew."""
        super().resizeEvent(event)
        self.columns.fit()

    # Inside

    def _dress(self) -> None:
        self.setFrameShape(QTreeView.Shape.NoFrame)
        self.setStyleSheet(
            "QTreeView, QHeaderView { background: transparent; border: none; border-radius: 0; }"
            "QHeaderView::section { background: transparent; padding: 8px; }"
        )
        self.setIndentation(0)
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setMouseTracking(True)
        self.setExpandsOnDoubleClick(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        for policy in (self.setVerticalScrollBarPolicy, self.setHorizontalScrollBarPolicy):
            policy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def _indexes(self) -> Iterator[QModelIndex]:
        """Walk through all rows from top to bottom, the folded ones too."""
        model = self.model()
        for number in range(model.rowCount()):
            above = model.index(number, 0)
            yield above
            for place in range(model.rowCount(above)):
                yield model.index(place, 0, above)

    def _row_count(self) -> int:
        """Rows that are seen."""
        indexes = tuple(self._indexes())
        return sum(not i.parent().isValid() or self.isExpanded(i.parent()) for i in indexes)

    def _verbs(self) -> tuple[Verb, ...]:
        verbs = self.currentIndex().data(Role.VERBS)
        return verbs if isinstance(verbs, tuple) else ()

    def _verb_of(self, event: QKeyEvent) -> Verb | None:
        if event.matches(QKeySequence.StandardKey.Copy):
            wanted: tuple[Verb, ...] = (Verb.COPY,)
        else:
            wanted = _KEYS.get(event.key(), ())
            if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
                wanted = ()
        return next((verb for verb in wanted if verb in self._verbs()), None)

    def _ask(self, verb: Verb) -> None:
        if self.key:
            self.asked.emit(Asked(self.key, verb))

    def _button_at(self, index: QModelIndex, at: QPoint) -> Verb | None:
        cell = index.data(Role.CELL)
        if not isinstance(cell, Cell):
            return None
        return self._delegate.button_at(self.visualRect(index), cell, at)

    def _point_at(self, at: QPoint | None) -> None:
        self._delegate.pointer = at
        over = at is not None and self._button_at(self.indexAt(at), at) is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)
        self.viewport().update()

    def _on_menu(self, action: QAction) -> None:
        self._ask(Verb(action.data()))

    def _before_reset(self) -> None:
        self._kept_key = self.key or self._kept_key

    def _on_reset(self) -> None:
        for index in self._indexes():
            self.setExpanded(index, index.data(Role.KEY) not in self._folded)
        self.updateGeometry()
        if not self.choose(self._kept_key):
            self.choose(str(self.model().index(0, 0).data(Role.KEY) or ""))

    def _on_expanded(self, index: QModelIndex) -> None:
        self._folded.discard(str(index.data(Role.KEY)))
        self.updateGeometry()

    def _on_collapsed(self, index: QModelIndex) -> None:
        self._folded.add(str(index.data(Role.KEY)))
        self.updateGeometry()

    def _on_current_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        self.viewport().update()
        self.row_chosen.emit(RowChosen(str(current.data(Role.KEY) or "")))

    def _on_theme_changed(self, _changed: ThemeChanged) -> None:
        self.viewport().update()


_KEYS = {
    Qt.Key.Key_Return.value: (Verb.BROWSE, Verb.OPEN),
    Qt.Key.Key_Enter.value: (Verb.BROWSE, Verb.OPEN),
    Qt.Key.Key_Space.value: (Verb.OPEN, Verb.CLOSE),
    Qt.Key.Key_Delete.value: (Verb.REMOVE,),
    Qt.Key.Key_F2.value: (Verb.EDIT,),
}
"""What each key does: the first of these that the row offers."""
if sys.platform == "darwin":
    _KEYS[Qt.Key.Key_Backspace.value] = (Verb.REMOVE,)  # the key that is called Delete there


def _tip(verb: Verb) -> str:
    look = LOOKS[verb]
    return f"{look.label} ({look.key})" if look.key else look.label
