"""What can be done with conversations of the list: menus, and files for others."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QMenu, QWidget

from app.core.i18n import tr
from app.core.ids import LOCAL_NODE
from app.core.said import said
from app.look.components.confirm import ConfirmDialog
from app.look.components.file_dialogs import ask_file, ask_target, plain_name
from app.panes.chat.library.list_rows import ListRow, RowKind, title_of
from app.panes.chat.library.name_dialog import NameDialog, NameGiven
from app.services.chat.api import Conversation
from app.state.errands import Progress, Tell
from app.state.hub import Notice, Severity

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.services.chat.library.api import Imported
    from app.state.hub import Hub

_JSON = tr("Conversations (*.json);;All files (*)")
_MARKDOWN = tr("Markdown (*.md)")


class LibraryActs(QObject):
    """Offers and does what concerns several conversations, or files.

    Signals:
        rename_asked: the row that is chosen is to be renamed in its place.
        trash_asked: the trash is to be shown.
    """

    rename_asked = Signal()
    trash_asked = Signal()

    def __init__(self, hub: Hub, window: QWidget) -> None:
        super().__init__(window)
        self._hub = hub
        self._window = window
        self._library = hub.chat.library

    # Menus

    def row_menu(self, rows: Sequence[ListRow]) -> QMenu:
        """Return what can be done with rows that are chosen."""
        menu = self._menu()
        folder = next((row for row in rows if row.kind is RowKind.FOLDER), None)
        some = [row.conversation for row in rows if row.conversation is not None]
        if folder is not None and len(rows) == 1:
            self._fill_for_folder(menu, folder)
        elif some and some[0].trashed is not None:
            self._fill_for_trash(menu, some)
        elif some:
            self._fill(menu, some)
        return menu

    def more_menu(self) -> QMenu:
        """Return what concerns all conversations."""
        menu = self._menu()
        known = self._library.conversations() or ()
        menu.addAction(tr("Import…")).triggered.connect(self.import_file)
        export = menu.addAction(tr("Export all…"))
        export.triggered.connect(functools.partial(self.export_json, known))
        export.setEnabled(bool(known))
        menu.addSeparator()
        count = len(self._library.trashed())
        trash = menu.addAction(tr("Trash ({count})").format(count=count) if count else tr("Trash"))
        trash.triggered.connect(self.trash_asked)
        return menu

    def pop_up(self, menu: QMenu, at: QPoint) -> None:
        """Show a menu, which goes when it is closed."""
        if not menu.isEmpty():
            menu.aboutToHide.connect(menu.deleteLater)
            menu.popup(at)

    def _menu(self) -> QMenu:
        return QMenu(self._window)

    def _fill(self, menu: QMenu, some: Sequence[Conversation]) -> None:
        one = some[0] if len(some) == 1 else None
        if one is not None:
            menu.addAction(tr("Rename")).triggered.connect(self.rename_asked)
        pinned = all(each.pinned for each in some)
        pin = menu.addAction(tr("Unpin") if pinned else tr("Pin"))
        pin.triggered.connect(functools.partial(self._pin, some, not pinned))
        self._add_folders(menu, some)
        self._add_tags(menu, some)
        menu.addSeparator()
        if one is not None:
            markdown = menu.addAction(tr("Export as Markdown…"))
            markdown.triggered.connect(functools.partial(self.export_markdown, one))
        export = menu.addAction(tr("Export as JSON…"))
        export.triggered.connect(functools.partial(self.export_json, some))
        menu.addSeparator()
        remove = menu.addAction(tr("Move to trash"))
        remove.triggered.connect(functools.partial(self.trash, some))

    def _add_folders(self, menu: QMenu, some: Sequence[Conversation]) -> None:
        folders = menu.addMenu(tr("Move to folder"))
        for name in self._library.folders():
            action = folders.addAction(_in_menu(name))
            action.setCheckable(True)
            action.setChecked(all(each.folder == name for each in some))
            action.triggered.connect(functools.partial(self.move, some, name))
        if any(each.folder for each in some):
            folders.addSeparator()
            folders.addAction(tr("No folder")).triggered.connect(
                functools.partial(self.move, some, "")
            )
        folders.addSeparator()
        new = folders.addAction(tr("New folder…"))
        new.triggered.connect(functools.partial(self._ask_folder, some))

    def _add_tags(self, menu: QMenu, some: Sequence[Conversation]) -> None:
        tags = menu.addMenu(tr("Tags"))
        for name in self._library.tags():
            action = tags.addAction(_in_menu(name))
            action.setCheckable(True)
            has = all(name in each.tags for each in some)
            action.setChecked(has)
            action.triggered.connect(functools.partial(self._tag, some, name, not has))
        tags.addSeparator()
        tags.addAction(tr("New tag…")).triggered.connect(functools.partial(self._ask_tag, some))

    def _fill_for_folder(self, menu: QMenu, row: ListRow) -> None:
        menu.addAction(tr("Rename")).triggered.connect(self.rename_asked)
        inside = [each for each in self._library.conversations() or () if each.folder == row.folder]
        export = menu.addAction(tr("Export as JSON…"))
        export.triggered.connect(functools.partial(self.export_json, inside))
        menu.addSeparator()
        dissolve = menu.addAction(tr("Remove folder, keep conversations"))
        dissolve.triggered.connect(functools.partial(self._dissolve, row.folder))

    def _fill_for_trash(self, menu: QMenu, some: Sequence[Conversation]) -> None:
        restore = menu.addAction(tr("Restore"))
        restore.triggered.connect(functools.partial(self.restore, some))
        menu.addSeparator()
        delete = menu.addAction(tr("Delete for good…"))
        delete.triggered.connect(functools.partial(self.ask_delete, some))

    # Acts

    def trash(self, some: Sequence[Conversation], _checked: bool = False) -> None:
        """Throw conversations away."""
        self._library.trash(*(each.id for each in some))

    def restore(self, some: Sequence[Conversation], _checked: bool = False) -> None:
        """Take conversations out of the trash."""
        self._library.restore(*(each.id for each in some))

    def move(self, some: Sequence[Conversation], folder: str, _checked: bool = False) -> None:
        """Put conversations into a folder; "" takes them out of theirs."""
        for each in some:
            if each.folder != folder:
                self._library.move(each.id, folder)

    def ask_delete(self, some: Sequence[Conversation], _checked: bool = False) -> None:
        """Ask, then remove conversations of the trash for good."""
        what = (
            f"“{title_of(some[0])}”"
            if len(some) == 1
            else tr("{some} conversations").format(some=len(some))
        )
        dialog = ConfirmDialog(
            tr("Delete {what} for good?").format(what=what),
            tr(
                "All of their messages and pictures are removed from this computer. This "
                "cannot be undone; an export brings them back."
            ),
            tr("Delete for good"),
            self._window,
        )
        dialog.accepted.connect(functools.partial(self._delete, some))
        dialog.open()

    def _delete(self, some: Sequence[Conversation]) -> None:
        self._library.empty_trash(*(each.id for each in some))

    def _pin(self, some: Sequence[Conversation], pinned: bool, _checked: bool = False) -> None:
        for each in some:
            self._library.pin(each.id, pinned)

    def _tag(
        self, some: Sequence[Conversation], tag: str, has: bool, _checked: bool = False
    ) -> None:
        for each in some:
            others = tuple(known for known in each.tags if known != tag)
            self._library.tag(each.id, (*others, tag) if has else others)

    def _dissolve(self, folder: str, _checked: bool = False) -> None:
        self._library.rename_folder(folder, "")

    def _ask_folder(self, some: Sequence[Conversation], _checked: bool = False) -> None:
        def move(given: NameGiven) -> None:
            self.move(some, given.name)

        self._ask_name(tr("New folder"), tr("Name"), tr("Move there"), move)

    def _ask_tag(self, some: Sequence[Conversation], _checked: bool = False) -> None:
        def tag(given: NameGiven) -> None:
            self._tag(some, given.name.lstrip("#").replace(" ", "-"), True)

        self._ask_name(
            tr("New tag"),
            tr("Name"),
            tr("Add"),
            tag,
            hint=tr("Typed into the search, #name finds it again."),
        )

    def _ask_name(
        self,
        title: str,
        label: str,
        verb: str,
        then: Callable[[NameGiven], None],
        *,
        hint: str = "",
    ) -> None:
        dialog = NameDialog(title, label, verb, self._window, hint=hint)
        dialog.name_given.connect(then)
        dialog.open()

    # Files

    def import_file(self, _checked: bool = False) -> None:
        """Ask for an export and take its conversations in."""
        ask_file(self._window, tr("Import conversations"), self.take_in, kinds=_JSON)

    def take_in(self, path: str) -> None:
        """Keep the conversations of an export."""
        library = self._library.library

        def work(cancel: Cancel, _tell: Tell) -> Notice:
            return _imported(library.import_file(Path(path), cancel))

        self._hub.errands.start(
            LOCAL_NODE,
            tr("Importing {name}").format(name=said(Path(path).name)),
            work,
            if_stopped=tr(
                "What was taken in by then stays; importing it again goes on from there."
            ),
        )

    def export_json(self, some: Sequence[Conversation], _checked: bool = False) -> None:
        """Ask for a place, and export conversations with all of their branches."""
        name = _file_name(some[0]) if len(some) == 1 else "conversations"
        write = functools.partial(self._write_json, some)
        ask_target(self._window, tr("Export conversations"), f"{name}.json", write, kinds=_JSON)

    def export_markdown(self, one: Conversation, _checked: bool = False) -> None:
        """Ask for a place, and write the branch that is shown for people."""
        name = f"{_file_name(one)}.md"
        write = functools.partial(self._write_markdown, one)
        ask_target(self._window, tr("Export as Markdown"), name, write, kinds=_MARKDOWN)

    def _write_json(self, some: Sequence[Conversation], path: str) -> None:
        library = self._library.library
        ids = tuple(each.id for each in some)
        what = (
            tr("1 conversation")
            if len(ids) == 1
            else tr("{ids} conversations").format(ids=len(ids))
        )

        def work(cancel: Cancel, tell: Tell) -> Notice:
            tell(Progress(detail=what))
            library.export_json(Path(path), ids, cancel)
            return Notice(Severity.SUCCESS, tr("{what} exported.").format(what=what), path)

        self._hub.errands.start(
            LOCAL_NODE,
            tr("Exporting {what}").format(what=what),
            work,
            if_stopped=tr("No file is written then."),
        )

    def _write_markdown(self, one: Conversation, path: str) -> None:
        library = self._library.library

        def work(_cancel: Cancel, _tell: Tell) -> Notice:
            library.export_markdown(Path(path), one.id)
            return Notice(Severity.SUCCESS, tr("The conversation is exported."), path)

        self._hub.errands.start(
            LOCAL_NODE,
            tr("Exporting {title}").format(title=title_of(one)),
            work,
            if_stopped=tr("No file is written then."),
        )


def _imported(done: Imported) -> Notice:
    count = len(done.conversations)
    some = tr("1 conversation") if count == 1 else tr("{count} conversations").format(count=count)
    said_too = [
        tr("1 message.")
        if done.messages == 1
        else tr("{messages} messages.").format(messages=done.messages)
    ]
    if done.known:
        said_too.append(tr("{known} were here already.").format(known=done.known))
    if done.incomplete:
        said_too.append(
            tr("{incomplete} parts were missing in the file or not understood.").format(
                incomplete=done.incomplete
            )
        )
    severity = Severity.WARNING if done.incomplete else Severity.SUCCESS
    return Notice(severity, tr("{some} imported.").format(some=some), " ".join(said_too))


def _in_menu(name: str) -> str:
    """Return a name for a menu, which would take & for the mark of a key."""
    return said(name, limit=60).replace("&", "&&")


def _file_name(one: Conversation) -> str:
    return plain_name(title_of(one)) or "conversation"
