"""Files: what a container holds, copied to this computer and from it."""

from __future__ import annotations

import posixpath
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import (
    QAction,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QHideEvent,
    QKeySequence,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.core.errors import UserError
from app.core.i18n import tr
from app.core.said import said
from app.look.components import Button, EmptyState, IconButton, Text
from app.look.components.controls import CONTROL_HEIGHT
from app.panes.asking import Answered, Refused
from app.panes.containers.asking import Asking
from app.panes.containers.details.asked_anew import AskedAnewTab
from app.panes.containers.details.copy_flow import CopyChanged, CopyFlow
from app.panes.containers.details.copy_list import CopyList
from app.panes.containers.details.file_rows import FOLDER, LINK, SPEC, count_words
from app.panes.row_model import RowModel, RowOrder
from app.panes.row_view import RowView
from app.services.containers.api import State
from app.state.hub import Notice, Severity

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.core.ids import NodeId
    from app.services.containers.api import Container
    from app.services.containers.engine import Engine
    from app.services.containers.files import FileEntry, Folder
    from app.state.hub import Hub

TOP = "/"


class FilesTab(AskedAnewTab):
    """A folder of the container as a list. Folders are asked for when they are looked at."""

    def __init__(self, hub: Hub, parent: QWidget) -> None:
        super().__init__(parent)
        self._hub = hub
        self._node: NodeId | None = None
        self._container: Container | None = None
        self._folder: Folder | None = None
        self._wanted = TOP
        """The folder that is shown, or asked for."""
        self._asking = Asking(hub, self)
        self._asking.answered.connect(self._on_answered)
        self._asking.refused.connect(self._on_refused)
        self.copies = CopyFlow(hub, self)
        self.copies.changed.connect(self._on_copy_changed)
        self._build()
        self._listen()
        self.setAcceptDrops(True)

    def show_container(self, node: NodeId, container: Container | None) -> None:
        """Show a container: another one at its top, the same one where it was."""
        before, self._container = self._container, container
        shown = None if before is None or container is None else (self._node, before.id)
        self._node = node
        if container is None or shown != (node, container.id):
            self._asking.stop()
            self._folder, self._wanted = None, TOP
            self.rows.show_rows(())
            self.filter.clear()
            self._list.show_copies(self.copies.running(container.id) if container else [])
        lives = container is not None and container.state is not State.REMOVING
        for button in (self.up, self.again, self.send, self.take):
            button.setEnabled(lives)
        # One that runs is listed in another way.
        if self.isVisible() and (self._folder is None or _runs(before) is not _runs(container)):
            self._ask(self._wanted)

    def go_to(self, place: str) -> None:
        """Show a folder."""
        self._ask(place)

    def refresh(self) -> None:
        """Look at the folder again."""
        self._ask(self._wanted)

    def search(self) -> None:
        """Put the keyboard into the filter."""
        self.filter.setFocus()
        self.filter.selectAll()

    def end(self) -> None:
        """Ask nothing any more; copies go on."""
        self._asking.stop()

    def showEvent(self, event: QShowEvent) -> None:
        """Look at the folder anew."""
        super().showEvent(event)
        self._ask(self._wanted)

    def hideEvent(self, event: QHideEvent) -> None:
        """Ask nothing any more."""
        super().hideEvent(event)
        self._asking.stop()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files of this computer."""
        if self._container is not None and _dropped(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Send what was dropped into the folder that is shown."""
        event.acceptProposedAction()
        self.upload(_dropped(event))

    def upload(self, sources: list[Path]) -> None:
        """Send files and folders into the folder that is shown."""
        if self._node is not None and self._container is not None and sources:
            self.copies.upload(self._node, self._container, sources, self._wanted)

    # Building

    def _build(self) -> None:
        self.rows = RowModel(SPEC, self)
        self.table = RowView(RowOrder(self.rows, self))
        self.note = Text("", "meta", "text2", wrap=True)
        self.empty = EmptyState("folder", "", "", tr("Try again"))
        self._list = CopyList(self._hub, self.copies)
        self._listing = QWidget()
        column = QVBoxLayout(self._listing)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.table, 1)
        column.addWidget(self.note)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._listing)
        self._pages.addWidget(self.empty)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(8)
        outer.addLayout(self._tool_row())
        outer.addWidget(self._pages, 1)
        outer.addWidget(self._list)

    def _tool_row(self) -> QHBoxLayout:
        self.up = IconButton("arrow-up", tr("Folder above (Backspace)"))
        self.path = QLineEdit()
        self.path.setAccessibleName(tr("Folder of the container"))
        self.path.setFixedHeight(CONTROL_HEIGHT)
        self.again = IconButton("arrow-clockwise", tr("Look again (F5)"))
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(tr("Filter"))
        self.filter.setAccessibleName(tr("Filter files"))
        self.filter.setClearButtonEnabled(True)
        self.filter.setFixedSize(170, CONTROL_HEIGHT)
        self.send = Button(tr("Upload"), icon_name="upload-simple")
        menu = QMenu(self.send)
        for text, folders in ((tr("Files…"), False), (tr("Folder…"), True)):
            action = QAction(text, menu)
            action.triggered.connect(partial(self._on_send, folders=folders))
            menu.addAction(action)
        self.send.setMenu(menu)
        self.take = Button(tr("Download…"), icon_name="download-simple")
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.up)
        row.addWidget(self.path, 1)
        for widget in (self.again, self.filter, self.send, self.take):
            row.addWidget(widget)
        return row

    def _listen(self) -> None:
        self.up.clicked.connect(self._on_up)
        self.again.clicked.connect(self.refresh)
        self.take.clicked.connect(self._on_take)
        self.path.returnPressed.connect(self._on_path)
        self.filter.textChanged.connect(self._on_filter)
        self.table.activated.connect(self._on_open)
        self.table.copy_asked.connect(self._on_copy_path)
        self.table.menu_asked.connect(self._on_menu)
        assert self.empty.action is not None
        self.empty.action.clicked.connect(self.refresh)
        context = Qt.ShortcutContext.WidgetWithChildrenShortcut
        for keys, widget, slot in (
            ("Ctrl+L", self, self.path.setFocus),
            ("Backspace", self.table, self._on_up),
            ("Alt+Up", self, self._on_up),
        ):
            shortcut = QShortcut(QKeySequence(keys), widget)
            shortcut.setContext(context)
            shortcut.activated.connect(slot)

    # Asking

    def _ask(self, path: str) -> None:
        node, container = self._node, self._container
        if node is None or container is None or container.state is State.REMOVING:
            return
        self._wanted = path
        self.path.setText(said(path, limit=4096))
        self.note.setText(tr("Looking at {path}…").format(path=said(path)))
        self.note.set_tone("text2")

        def ask(engine: Engine, cancel: Cancel) -> object:
            from app.services.containers.files import cleaned, folder_of

            return folder_of(engine, container.id, cleaned(path), cancel)

        self._asking.ask(node, ask)

    def _on_answered(self, answered: Answered) -> None:
        folder: Folder = answered.value  # type: ignore[assignment]  # what `ask` returns
        another = self._folder is None or self._folder.path != folder.path
        self._folder, self._wanted = folder, folder.path
        self.path.setText(said(folder.path, limit=4096))
        if another:
            self.filter.clear()
        self.rows.show_rows(folder.entries)
        if another and self.table.order.rowCount():
            self.table.setCurrentIndex(self.table.order.index(0, 0))
        self._show_note()
        self._pages.setCurrentWidget(self._listing)

    def _on_refused(self, refused: Refused) -> None:
        self._show_error(refused.error)

    # What the user does

    def _on_open(self, _index: QModelIndex | bool | None = None) -> None:
        chosen = self.table.selected
        if not chosen or self._folder is None:
            return
        entry: FileEntry = chosen[0]
        if entry.kind in (FOLDER, LINK):
            self._ask(posixpath.join(self._folder.path, entry.name))
        else:
            self._on_take()

    def _on_menu(self, place: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for text, slot in (
            (tr("Open"), self._on_open),
            (tr("Download…"), self._on_take),
            (tr("Copy path"), self._on_copy_path),
        ):
            action = QAction(text, menu)
            action.triggered.connect(slot)
            menu.addAction(action)
        menu.popup(place)

    def _on_up(self) -> None:
        if self._container is not None:
            self._ask(posixpath.dirname(self._wanted) or TOP)

    def _on_path(self) -> None:
        self._ask(self.path.text().strip())

    def _on_filter(self, text: str) -> None:
        self.table.order.filter_by(text)
        self._show_note()

    def _on_send(self, *, folders: bool) -> None:
        if self._node is not None and self._container is not None:
            self.copies.ask_what(self._node, self._container, self._wanted, folders=folders)

    def _on_take(self) -> None:
        entries = self.table.selected
        if self._node is None or self._container is None or self._folder is None:
            return
        if not entries:
            self._hub.tell(Notice(Severity.INFO, tr("Choose what shall be downloaded.")))
            return
        self.copies.ask_where(self._node, self._container, self._folder.path, entries)

    def _on_copy_path(self) -> None:
        folder = "" if self._folder is None else self._folder.path
        paths = [posixpath.join(folder, entry.name) for entry in self.table.selected]
        if paths:
            QGuiApplication.clipboard().setText("\n".join(said(path, limit=4096) for path in paths))
            self._hub.tell(Notice(Severity.SUCCESS, tr("The path was copied.")))

    def _on_copy_changed(self, changed: CopyChanged) -> None:
        container = self._container
        if container is None or changed.copy.container != container.id:
            return
        self._list.show_copies(self.copies.running(container.id))
        if changed.errand.is_done and changed.copy.folder == self._wanted and self.isVisible():
            self.refresh()

    # What is shown

    def _show_note(self) -> None:
        folder = self._folder
        if folder is None:
            return
        shown, known = self.table.order.rowCount(), len(folder.entries)
        words = count_words(shown) if known else tr("It is empty: drop files here, or use Upload")
        if shown != known:
            words = tr("{shown} of {count_words}").format(
                shown=shown, count_words=count_words(known)
            )
        self.note.setText(f"{words}. {folder.cut}".strip() if folder.cut else words)
        self.note.set_tone("warn" if folder.cut else "text2")

    def _show_error(self, error: UserError) -> None:
        self._folder = None
        self.rows.show_rows(())
        self.empty.title.setText(tr("This folder cannot be shown"))
        self.empty.text.setText(f"{error.message} {error.hint}".strip())
        self._pages.setCurrentWidget(self.empty)


def _runs(container: Container | None) -> bool:
    return container is not None and container.state.runs


def _dropped(event: QDropEvent) -> list[Path]:
    """Return the files of this computer that are dragged."""
    urls = event.mimeData().urls()
    return [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
