"""Inspect: everything the engine tells of a container, as a tree and as JSON, searchable."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QAction,
    QColor,
    QHideEvent,
    QKeySequence,
    QShortcut,
    QShowEvent,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QStackedWidget,
    QTextEdit,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from app.core.i18n import tr
from app.look.clipboard import copy
from app.look.components import Button, EmptyState, Segmented, Text
from app.look.components.controls import CONTROL_HEIGHT
from app.look.fonts import mono_font
from app.look.icons import colour
from app.look.theme import ThemeChanged, mixed, theme
from app.panes.containers.details.asked_anew import AskedAnewTab
from app.panes.containers.details.inspector import Inspected, Inspector
from app.panes.containers.details.json_tree import JsonFilter, JsonTree, as_text
from app.state.hub import Notice, Severity

if TYPE_CHECKING:
    from app.core.ids import NodeId
    from app.look.components import Chosen
    from app.services.containers.api import Container
    from app.services.containers.inspection import Inspection
    from app.state.hub import Hub

_MOST_MATCHES = 500
"""Matches that are marked in the JSON."""
_LONGEST = 4000
"""Characters of a text in the JSON; copying copies all."""
_KEY_WIDTH = 320
_SEARCH_WIDTH = 260


class InspectTab(AskedAnewTab):
    """One tree in two views; secrets are masked until they are asked for."""

    def __init__(self, hub: Hub, parent: QWidget) -> None:
        super().__init__(parent)
        self._hub = hub
        self._shown: tuple[NodeId, Container] | None = None
        self._inspection: Inspection | None = None
        self._tree: object = None
        self._matches: list[QTextCursor] = []
        self._match = -1
        self._inspector = Inspector(hub, self)
        self._inspector.inspected.connect(self._on_inspected)
        self._build()
        self._listen()

    def show_container(self, node: NodeId, container: Container | None) -> None:
        """Show a container; secrets of another one are masked again."""
        before = self._shown
        self._shown = None if container is None else (node, container)
        if before is None or container is None or (before[0], before[1].id) != (node, container.id):
            self._inspection = None
            self.secrets.setChecked(False)
            self._show()
        if self.isVisible():
            self._inspector.show_container(node, container)

    def refresh(self) -> None:
        """Look again."""
        self._inspector.look()

    def search(self) -> None:
        """Put the keyboard into the search field."""
        self.wanted.setFocus()
        self.wanted.selectAll()

    def end(self) -> None:
        """Ask nothing any more."""
        self._inspector.end()

    def showEvent(self, event: QShowEvent) -> None:
        """Look at it now."""
        super().showEvent(event)
        if self._shown is not None:
            self._inspector.show_container(*self._shown)

    def hideEvent(self, event: QHideEvent) -> None:
        """Mask what was revealed."""
        super().hideEvent(event)
        self.secrets.setChecked(False)

    def _build(self) -> None:
        self.views = Segmented(tr("View"), [("tree", tr("Tree")), ("json", "JSON")])
        self.wanted = QLineEdit()
        self.wanted.setPlaceholderText(tr("Search keys and values"))
        self.wanted.setAccessibleName(tr("Search keys and values"))
        self.wanted.setClearButtonEnabled(True)
        self.wanted.setFixedHeight(CONTROL_HEIGHT)
        self.wanted.setMaximumWidth(_SEARCH_WIDTH)
        self.found = Text("", "label", "text2")
        self.secrets = QCheckBox(tr("Show secrets"))
        self.copy_path = Button(tr("Copy path"), icon_name="copy")
        self.copy_value = Button(tr("Copy value"), icon_name="copy")
        self.model = JsonTree(self)
        self.order = JsonFilter(self.model, self)
        self.tree = _tree_view(self.order)
        self.json = _json_view()
        self.empty = EmptyState(
            "info", tr("Looking at it"), tr("The engine is asked what it knows.")
        )
        self._views = QStackedWidget()
        self._views.addWidget(self.tree)
        self._views.addWidget(self.json)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.empty)
        self._pages.addWidget(self._views)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(8)
        outer.addLayout(self._tool_row())
        outer.addWidget(self._pages, 1)

    def _tool_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self.views)
        row.addWidget(self.wanted, 1)
        row.addWidget(self.found)
        row.addStretch(1)
        row.addWidget(self.secrets)
        row.addWidget(self.copy_path)
        row.addWidget(self.copy_value)
        return row

    def _listen(self) -> None:
        self.views.chosen.connect(self._on_view)
        self.wanted.textChanged.connect(self._on_search)
        self.wanted.returnPressed.connect(self._on_next)
        self.secrets.toggled.connect(self._on_secrets)
        self.copy_path.clicked.connect(self._on_copy_path)
        self.copy_value.clicked.connect(self._on_copy_value)
        theme().changed.connect(self._on_theme_changed)
        again = QShortcut(QKeySequence(QKeySequence.StandardKey.FindNext), self)
        again.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        again.activated.connect(self._on_next)
        copy = QAction(self.tree)
        copy.setShortcut(QKeySequence.StandardKey.Copy)
        copy.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        copy.triggered.connect(self._on_copy_value)
        self.tree.addAction(copy)

    # What happens

    def _on_inspected(self, inspected: Inspected) -> None:
        if inspected.inspection is not None:
            self._inspection = inspected.inspection
            self._show()
        elif inspected.error is not None and self._inspection is None:
            self.empty.title.setText(tr("It could not be looked at"))
            self.empty.text.setText(f"{inspected.error.message} {inspected.error.hint}".strip())

    def _on_secrets(self, _shown: bool) -> None:
        self._show()

    def _on_view(self, chosen: Chosen) -> None:
        self._views.setCurrentWidget(self.tree if chosen.key == "tree" else self.json)
        self.copy_path.setVisible(chosen.key == "tree")
        self.copy_value.setText(tr("Copy value") if chosen.key == "tree" else tr("Copy JSON"))
        self._on_search(self.wanted.text())

    def _on_search(self, text: str) -> None:
        self.order.setFilterFixedString(text)
        if text:
            self.tree.expandAll()
        self._find(text)
        if self._matches:
            self._on_next()
        count = f"{len(self._matches)}{'+' if len(self._matches) == _MOST_MATCHES else ''}"
        self.found.setText(tr("{count} found").format(count=count) if text else "")

    def _on_next(self) -> None:
        if not self._matches:
            return
        self._match = (self._match + 1) % len(self._matches)
        self.json.setTextCursor(self._matches[self._match])
        self.json.ensureCursorVisible()

    def _on_copy_path(self) -> None:
        self._copy(tr("The path was copied."), self.order.path(self.tree.currentIndex()))

    def _on_copy_value(self) -> None:
        if self.views.key == "json":
            self._copy(tr("The JSON was copied."), as_text(self._tree))
        else:
            self._copy(tr("The value was copied."), self.order.value(self.tree.currentIndex()))

    def _copy(self, done: str, text: str) -> None:
        if not text:
            self._hub.tell(Notice(Severity.INFO, tr("Choose a row first.")))
            return
        copy(text, secret=self.secrets.isChecked())
        self._hub.tell(Notice(Severity.SUCCESS, done))

    def _on_theme_changed(self, _changed: ThemeChanged) -> None:
        self._mark()

    # What is shown

    def _show(self) -> None:
        inspection = self._inspection
        if inspection is None:
            self._tree = None
            self.empty.title.setText(tr("Looking at it"))
            self._pages.setCurrentWidget(self.empty)
            return
        tree = inspection.tree if self.secrets.isChecked() else inspection.masked_tree
        self._pages.setCurrentWidget(self._views)
        if tree == self._tree:
            return
        self._tree = tree
        expanded, current = self._expanded(), self.order.path(self.tree.currentIndex())
        self.model.show_tree(tree)
        self._expand(expanded, current)
        place = self.json.verticalScrollBar().value()
        self.json.setPlainText(as_text(_laid_out(tree)))
        self.json.verticalScrollBar().setValue(place)
        self._on_search(self.wanted.text())

    def _expanded(self) -> set[str]:
        """Return the paths of the rows that are open."""
        found: set[str] = set()
        waiting = [self.order.index(row, 0) for row in range(self.order.rowCount())]
        while waiting:
            index = waiting.pop()
            if self.tree.isExpanded(index):
                found.add(self.order.path(index))
                rows = range(self.order.rowCount(index))
                waiting += [self.order.index(row, 0, index) for row in rows]
        return found

    def _expand(self, paths: set[str], current: str) -> None:
        waiting = [self.order.index(row, 0) for row in range(self.order.rowCount())]
        while waiting:
            index = waiting.pop()
            if self.order.path(index) == current:
                self.tree.setCurrentIndex(index)
            if self.order.path(index) in paths:
                self.tree.expand(index)
                rows = range(self.order.rowCount(index))
                waiting += [self.order.index(row, 0, index) for row in rows]

    def _find(self, text: str) -> None:
        self._matches, self._match = [], -1
        document = self.json.document()
        cursor = QTextCursor(document)
        while text and len(self._matches) < _MOST_MATCHES:
            cursor = document.find(text, cursor)
            if cursor.isNull():
                break
            self._matches.append(cursor)
        self._mark()

    def _mark(self) -> None:
        tokens = theme().tokens
        style = QTextCharFormat()
        style.setBackground(QColor(mixed(tokens.surface, colour("warn"), 0.35)))
        marks = []
        for match in self._matches:
            mark = QTextEdit.ExtraSelection()
            mark.cursor, mark.format = match, style
            marks.append(mark)
        self.json.setExtraSelections(marks)


def _laid_out(tree: object) -> object:
    """Return a tree with its texts as short as an editor lays a line out without a pause."""
    from app.services.containers.inspection import bounded

    return bounded(tree, _LONGEST)


def _tree_view(order: JsonFilter) -> QTreeView:
    view = QTreeView()
    view.setModel(order)
    view.setAccessibleName(tr("What the engine tells, as a tree"))
    view.setFrameShape(QTreeView.Shape.NoFrame)
    view.setStyleSheet(_PLAIN)
    view.setUniformRowHeights(True)
    view.header().resizeSection(0, _KEY_WIDTH)
    return view


def _json_view() -> QPlainTextEdit:
    view = QPlainTextEdit()
    view.setReadOnly(True)
    view.setFont(mono_font())
    view.setAccessibleName(tr("What the engine tells, as JSON"))
    view.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
    view.setTabChangesFocus(True)
    view.setStyleSheet("QPlainTextEdit { border: none; background: transparent; }")
    return view


_PLAIN = """
QTreeView, QHeaderView { background: transparent; border: none; border-radius: 0; }
QTreeView::item { min-height: 24px; }
QHeaderView::section { background: transparent; padding: 6px 11px; }
"""
