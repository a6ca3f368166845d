"""The rows of containers: mouse, keys and menu, and which of them can be seen."""

from __future__ import annotations

import sys

from PySide6.QtCore import (
    QAbstractItemModel,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QTreeView

from app.core.i18n import tr
from app.look.components.columns import ColumnWidth, TableColumns
from app.look.components.row_focus import menu_place
from app.look.fonts import ui_font
from app.look.theme import ThemeChanged, theme
from app.panes.containers.list.delegate import (
    AROUND,
    FOLD_WIDTH,
    CellDelegate,
    NameDelegate,
    width_of_name,
)
from app.panes.containers.list.model import ContainerOrder, Role
from app.panes.containers.list.offers import VerbAsked
from app.panes.containers.list.rows import LOOKS, Column, longest_words
from app.services.containers.api import Container, Verb

SOON_MS = 60
_NAME_KEPT = 182
"""Pixels that a long name keeps where there is little room."""


class ContainerView(QTreeView):
    """The rows.

    Signals:
        chosen: other containers are chosen.
        asked: the keyboard asked for something; `START` stands for start or stop.
        copy_asked: the names are to be copied.
        entered: the details are wanted.
        menu_asked: the menu is wanted, at a place on the screen.
        seen_changed: other rows can be seen.
    """

    chosen = Signal()
    asked = Signal(VerbAsked)
    copy_asked = Signal()
    entered = Signal()
    menu_asked = Signal(QPoint)
    seen_changed = Signal()

    def __init__(self, order: ContainerOrder) -> None:
        super().__init__()
        self._order = order
        self._folded: set[str] = set()
        self._soon = QTimer(self, singleShot=True, interval=SOON_MS)
        self._soon.timeout.connect(self.seen_changed)
        self._settle = QTimer(self, singleShot=True, interval=SOON_MS)
        self._settle.timeout.connect(self._fit_names)
        self.setModel(order)
        self.setItemDelegate(CellDelegate(self))
        self.setItemDelegateForColumn(Column.NAME, NameDelegate(self))
        self.setAccessibleName(tr("Containers"))
        self._dress()
        widths = [_width_of(column) for column in LOOKS]
        self.columns = TableColumns(self, widths, Column.IMAGE, spare=_SPARE)
        self.selectionModel().selectionChanged.connect(self._on_selection)
        order.rowsInserted.connect(self._on_inserted)
        order.modelReset.connect(self._unfold_all)
        order.layoutChanged.connect(self._unfold_all)  # those that a search had hidden
        order.rowsRemoved.connect(self._on_moved)
        names = order.sourceModel()
        for changed in (names.rowsInserted, names.rowsRemoved, names.modelReset, names.dataChanged):
            changed.connect(self._on_names)
        self.expanded.connect(self._on_expanded)
        self.collapsed.connect(self._on_collapsed)
        self.verticalScrollBar().valueChanged.connect(self._on_moved)
        theme().changed.connect(self._on_theme_changed)

    # What is chosen and seen

    @property
    def containers(self) -> tuple[Container, ...]:
        """Those that are chosen, each once; a project stands for all of its containers."""
        found: dict[str, Container] = {}
        for index in self.selectionModel().selectedRows():
            for container in index.data(Role.CONTAINERS):
                found.setdefault(container.id, container)
        return tuple(found.values())

    @property
    def container(self) -> Container | None:
        """The one whose details are wanted: the only row that is chosen; None for a project."""
        rows = self.selectionModel().selectedRows()
        if len(rows) != 1 or rows[0].data(Role.IS_GROUP):
            return None
        found: tuple[Container, ...] = rows[0].data(Role.CONTAINERS)
        return found[0]

    def choose(self, key: str) -> bool:
        """Choose one row alone; False when it is not there."""
        flags = QItemSelectionModel.SelectionFlag
        for index in self._indexes():
            if index.data(Role.KEY) == key:
                self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
                self.scrollTo(index)
                return True
        return False

    def show_current(self) -> None:
        """Scroll to the current row."""
        self.scrollTo(self.currentIndex())

    def seen(self) -> tuple[Container, ...]:
        """Return the containers whose rows can be seen, those of seen projects included."""
        found: dict[str, Container] = {}
        index = self.indexAt(QPoint(0, 0))
        while index.isValid() and self.visualRect(index).top() <= self.viewport().height():
            for container in index.data(Role.CONTAINERS):
                found.setdefault(container.id, container)
            index = self.indexBelow(index)
        return tuple(found.values())

    # Qt's own

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Do what a key stands for."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_asked.emit()
        elif event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        elif (verb := _VERBS.get(event.key())) is not None:
            self.asked.emit(VerbAsked(verb))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Fold where the mark is; whatever is pressed elsewhere is chosen."""
        at = event.position().toPoint()
        index = self.indexAt(at).siblingAtColumn(Column.NAME)
        folds = index.data(Role.IS_GROUP) and at.x() < FOLD_WIDTH
        if folds and event.button() is Qt.MouseButton.LeftButton:
            self.setExpanded(index, not self.isExpanded(index))
            return
        super().mousePressEvent(event)
        if not index.isValid():
            self.clearSelection()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Fold a project."""
        super().mouseDoubleClickEvent(event)
        index = self.indexAt(event.position().toPoint()).siblingAtColumn(Column.NAME)
        if index.data(Role.IS_GROUP):
            self.setExpanded(index, not self.isExpanded(index))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done with those that are chosen."""
        if not self.containers:
            return
        self.menu_asked.emit(menu_place(self, event))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Give the keyboard a row to begin at."""
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.model().rowCount():
            flags = QItemSelectionModel.SelectionFlag
            self.selectionModel().setCurrentIndex(self.model().index(0, 0), flags.NoUpdate)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width anew, and keep in sight what is chosen."""
        super().resizeEvent(event)
        self.columns.fit()
        if event.size().height() < event.oldSize().height() and self.container is not None:
            self.show_current()
        self._on_moved()

    # Inside

    def _dress(self) -> None:
        self.setFrameShape(QTreeView.Shape.NoFrame)
        self.setStyleSheet(_PLAIN)
        self.setRootIsDecorated(False)
        self.setIndentation(0)
        self.setUniformRowHeights(True)
        self.setExpandsOnDoubleClick(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setTabKeyNavigation(False)

    def _indexes(self) -> list[QModelIndex]:
        return _all_of(self.model())

    def _on_names(self) -> None:
        if not self._settle.isActive():
            self._settle.start()

    def _fit_names(self) -> None:
        """Give names the room of the longest one, found by a search or not."""
        names = _all_of(self._order.sourceModel())
        longest = max(map(width_of_name, names), default=0)
        look = LOOKS[Column.NAME]
        wanted = min(max(look.least, longest), look.width)
        self.columns.want(Column.NAME, ColumnWidth(wanted, min(wanted, _NAME_KEPT)))

    def _enter(self) -> None:
        index = self.currentIndex().siblingAtColumn(Column.NAME)
        if index.data(Role.IS_GROUP):
            self.setExpanded(index, not self.isExpanded(index))
        elif self.container is not None:
            self.entered.emit()

    def _on_selection(self, _chosen: QItemSelection, _before: QItemSelection) -> None:
        self.chosen.emit()

    def _on_inserted(self, parent: QModelIndex, first: int, last: int) -> None:
        if not parent.isValid():
            for row in range(first, last + 1):
                self._unfold(self.model().index(row, 0))
        self._soon.start()

    def _unfold_all(self) -> None:
        for row in range(self.model().rowCount()):
            self._unfold(self.model().index(row, 0))
        self._soon.start()

    def _unfold(self, index: QModelIndex) -> None:
        if index.data(Role.IS_GROUP) and index.data(Role.KEY) not in self._folded:
            self.setExpanded(index, True)

    def _on_expanded(self, index: QModelIndex) -> None:
        self._folded.discard(str(index.data(Role.KEY)))
        self._soon.start()

    def _on_collapsed(self, index: QModelIndex) -> None:
        self._folded.add(str(index.data(Role.KEY)))
        self._soon.start()

    def _on_moved(self) -> None:
        if not self._soon.isActive():
            self._soon.start()

    def _on_theme_changed(self, _changed: ThemeChanged) -> None:
        self.viewport().update()


def _all_of(model: QAbstractItemModel) -> list[QModelIndex]:
    top = [model.index(row, 0) for row in range(model.rowCount())]
    below = [model.index(n, 0, each) for each in top for n in range(model.rowCount(each))]
    return top + below


def _width_of(column: Column) -> ColumnWidth:
    """Return the room of a column; where it has words, what these take in this language."""
    look, metrics = LOOKS[column], QFontMetrics(ui_font(12, tabular=True))
    whole = [metrics.horizontalAdvance(words) + AROUND for words in longest_words(column)]
    return ColumnWidth(max(look.width, *whole, 0), max(look.least, *whole, 0))


# The arrow of the sorted column is part of its title: Qt's own would cover numbers' titles.
_PLAIN = """
QTreeView, QHeaderView { background: transparent; border: none; border-radius: 0; }
QHeaderView::section { background: transparent; padding: 8px 11px; }
QHeaderView::up-arrow, QHeaderView::down-arrow { image: none; width: 0; }
QTreeView::branch { background: transparent; }
"""
_SPARE = (Column.DISK, Column.NETWORK, Column.UP, Column.IMAGE, Column.PORTS)
"""Columns that a narrow window does without, the first ones first."""
_VERBS = {
    Qt.Key.Key_Space.value: Verb.START,
    Qt.Key.Key_F2.value: Verb.RENAME,
    Qt.Key.Key_Delete.value: Verb.REMOVE,
}
if sys.platform == "darwin":
    _VERBS[Qt.Key.Key_Backspace.value] = Verb.REMOVE  # the key that is called Delete there
