"""The list of conversations beside the one that is shown."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from app.core.i18n import tr
from app.look.components import Button, EmptyState, IconButton, Text
from app.look.components.controls import CONTROL_HEIGHT
from app.panes.asking import Answered, OneQuestion, Refused
from app.panes.chat.library.acts import LibraryActs
from app.panes.chat.library.list_model import NameEntered
from app.panes.chat.library.list_rows import (
    ListRow,
    RowKind,
    found_rows,
    listed,
    matching,
    thrown_away,
)
from app.panes.chat.library.list_view import LibraryList, MoveAsked, RowChosen
from app.services.chat.api import Conversation, Found
from app.state.chat_library import LibraryChanged, TroubleChanged

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.state.hub import Hub

WIDTH = 256
_TYPED_MS = 90
"""Milliseconds without a key before what was typed is looked for."""


@dataclass(frozen=True, slots=True)
class ConversationChosen:
    """A conversation is to be shown; at one of its messages, where that was found."""

    conversation: int
    message: int | None = None


class LibraryPanel(QWidget):
    """Lists conversations, searches them, and keeps them in order.

    Signals:
        conversation_chosen: one is to be shown.
        new_asked: a new one is to be begun.
    """

    conversation_chosen = Signal(ConversationChosen)
    new_asked = Signal()

    def __init__(self, hub: Hub, parent: QWidget) -> None:
        super().__init__(parent)
        self._library = hub.chat.library
        self._chat = hub.chat
        self._open_folders: set[str] = set()
        self._in_trash = False
        self._found: tuple[Found, ...] | None = None
        """What the last search found; None while it is looked for."""
        self._question = OneQuestion(self)
        self._typed = QTimer(self, singleShot=True, interval=_TYPED_MS)
        self._acts = LibraryActs(hub, self)
        self.setFixedWidth(WIDTH)
        self.setAccessibleName(tr("Conversations"))
        self._build()
        self._listen()

    def show_current(self, conversation: int | None) -> None:
        """Mark the conversation that is shown beside the list."""
        self.list.show_current("" if conversation is None else f"conversation:{conversation}")

    def search(self) -> None:
        """Put the keyboard into the search."""
        self._leave_trash()
        self.field.setFocus()
        self.field.selectAll()

    def showEvent(self, event: QShowEvent) -> None:
        """Read the list; its days may be others by now."""
        super().showEvent(event)
        self._library.load()
        self._show_trouble()
        self._show_rows()

    def hideEvent(self, event: QHideEvent) -> None:
        """Give up what is looked for."""
        super().hideEvent(event)
        self._question.stop()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the search or the trash by Escape; go from the field into the list."""
        if event.key() == Qt.Key.Key_Escape and (self.field.text() or self._in_trash):
            self.field.clear()
            self._leave_trash()
        elif event.key() == Qt.Key.Key_Down and self.field.hasFocus():
            self.list.choose_first()
        else:
            super().keyPressEvent(event)

    def _build(self) -> None:
        self.field = QLineEdit()
        self.field.setPlaceholderText(tr("Search conversations"))
        self.field.setAccessibleName(tr("Search all conversations"))
        self.field.setToolTip(
            tr("All messages, too. “Quotes” keep words together, #tag finds tags")
        )
        self.field.setClearButtonEnabled(True)
        self.field.setFixedHeight(CONTROL_HEIGHT + 2)
        self.new = IconButton("note-pencil", tr("New conversation (Ctrl+N)"))
        self.more = IconButton("dots-three", tr("Import, export, trash"))
        top = QHBoxLayout()
        top.setSpacing(4)
        top.addWidget(self.field, 1)
        top.addWidget(self.new)
        top.addWidget(self.more)
        self.trouble = Text("", "label", "warn", wrap=True)
        self.trouble.hide()
        self.list = LibraryList(self)
        self.empty = EmptyState(
            "chats",
            tr("No conversations yet"),
            tr("What you ask and what models answer is kept here, on this computer only."),
        )
        self.nothing = Text("", "body", "text2", wrap=True)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.nothing.setContentsMargins(8, 24, 8, 0)
        self.pages = QStackedWidget()
        for page in (self.list, self.empty, self.nothing):
            self.pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(top)
        column.addWidget(self._trash_bar())
        column.addWidget(self.trouble)
        column.addWidget(self.pages, 1)

    def _trash_bar(self) -> QWidget:
        self.trash_bar = QWidget()
        self.back = IconButton("caret-left", tr("Back to the conversations"), side=28, size=16)
        self.empty_trash = Button(tr("Empty…"), "link")
        self.empty_trash.setAccessibleName(tr("Empty the trash"))
        row = QHBoxLayout(self.trash_bar)
        row.setContentsMargins(2, 2, 4, 0)
        row.setSpacing(8)
        row.addWidget(self.back)
        row.addWidget(Text(tr("Trash"), "strong"), 1)
        row.addWidget(self.empty_trash)
        self.trash_bar.hide()
        return self.trash_bar

    def _listen(self) -> None:
        self._library.changed.connect(self._on_library_changed)
        self._library.trouble_changed.connect(self._on_trouble_changed)
        self.field.textChanged.connect(self._on_text)
        self._typed.timeout.connect(self._look)
        self._question.answered.connect(self._on_found)
        self._question.refused.connect(self._on_refused)
        self.new.clicked.connect(self.new_asked)
        self.more.clicked.connect(self._on_more)
        self.back.clicked.connect(self._leave_trash)
        self.empty_trash.clicked.connect(self._on_empty_trash)
        self.list.row_chosen.connect(self._on_row_chosen)
        self.list.remove_asked.connect(self._on_remove)
        self.list.menu_asked.connect(self._on_menu)
        self.list.move_asked.connect(self._on_move)
        self.list.left.connect(self.field.setFocus)
        self.list.rows.name_entered.connect(self._on_name)
        self._acts.rename_asked.connect(self._on_rename)
        self._acts.trash_asked.connect(self._enter_trash)

    @property
    def _is_searching(self) -> bool:
        return bool(self.field.text().strip()) and not self._in_trash

    # What is shown

    def _show_rows(self) -> None:
        known = self._library.conversations()
        self.trash_bar.setVisible(self._in_trash)
        self.list.rows.can_change = not self._in_trash and not self._is_searching
        if self._in_trash:
            self._show(thrown_away(self._library.trashed()), tr("The trash is empty."))
            self.empty_trash.setVisible(bool(self._library.trashed()))
        elif self._is_searching:
            titles = matching(known or (), self.field.text())
            rows = found_rows(titles, self._found or (), time.time())
            nothing = (
                ""
                if self._found is None
                else tr("Nothing found for “{field}”.").format(field=self.field.text())
            )
            self._show(rows, nothing)
        elif known is None:
            self._show((), "")
        elif known:
            self._show(listed(known, self._open_folders, time.time()), "")
        else:
            self.list.show_rows(())
            self.pages.setCurrentWidget(self.empty)

    def _show(self, rows: tuple[ListRow, ...], nothing: str) -> None:
        self.list.show_rows(rows)
        self.nothing.setText(nothing)
        self.pages.setCurrentWidget(self.list if rows or not nothing else self.nothing)

    def _on_library_changed(self, _changed: LibraryChanged) -> None:
        if not self.isVisible():
            return
        self._show_rows()
        if self._is_searching and not self._question.is_busy:
            self._typed.start()

    def _on_trouble_changed(self, _changed: TroubleChanged) -> None:
        self._show_trouble()

    def _show_trouble(self) -> None:
        error = self._library.trouble
        self.trouble.setVisible(error is not None)
        if error is not None:
            self.trouble.setText(
                tr("{message} {hint} Changes are kept in memory.").format(
                    message=error.message, hint=error.hint
                )
            )

    # Searching

    def _on_text(self, _text: str) -> None:
        self._found = None
        self._question.stop()
        self._typed.start()
        if not self._is_searching:
            self._show_rows()

    def _look(self) -> None:
        """Look for what was typed, in all messages."""
        if not self._is_searching:
            return
        library, text = self._library.library, self.field.text()

        def look(_cancel: Cancel) -> tuple[Found, ...]:
            return library.search(text)

        self._question.begin(self._chat.work(look), self._chat.start)

    def _on_found(self, answered: Answered) -> None:
        assert isinstance(answered.value, tuple)
        self._found = answered.value
        self._show_rows()

    def _on_refused(self, refused: Refused) -> None:
        self._show((), f"{refused.error.message} {refused.error.hint}")

    # Trash

    def _enter_trash(self) -> None:
        self._in_trash = True
        self._show_rows()
        self.back.setFocus()

    def _leave_trash(self) -> None:
        if self._in_trash:
            self._in_trash = False
            self._show_rows()

    def _on_empty_trash(self) -> None:
        self._acts.ask_delete(self._library.trashed())

    # Rows

    def _on_row_chosen(self, chosen: RowChosen) -> None:
        row = chosen.row
        if row.kind is RowKind.FOLDER:
            self._open_folders.symmetric_difference_update({row.folder})
            self._show_rows()
        elif row.found is not None:
            self.conversation_chosen.emit(
                ConversationChosen(row.found.conversation, row.found.message)
            )
        elif row.conversation is not None and row.conversation.trashed is None:
            self.conversation_chosen.emit(ConversationChosen(row.conversation.id))
        else:  # of the trash: it is offered to be restored
            self._on_menu(self.list.below_current())

    def _on_remove(self) -> None:
        some = self._chosen
        if not some:
            return
        if self._in_trash:
            self._acts.ask_delete(some)
        else:
            self._acts.trash(some)

    @property
    def _chosen(self) -> tuple[Conversation, ...]:
        found = (row.conversation for row in self.list.chosen)
        return tuple(each for each in found if each is not None)

    def _on_menu(self, at: QPoint) -> None:
        self._acts.pop_up(self._acts.row_menu(self.list.chosen), at)

    def _on_more(self) -> None:
        below = self.more.mapToGlobal(self.more.rect().bottomLeft())
        self._acts.pop_up(self._acts.more_menu(), below)

    def _on_move(self, asked: MoveAsked) -> None:
        known = (self._library.find(each) for each in asked.conversations)
        self._acts.move([each for each in known if each is not None], asked.folder)
        if asked.folder:
            self._open_folders.add(asked.folder)

    def _on_rename(self) -> None:
        chosen = self.list.chosen
        if chosen:
            self.list.rename(chosen[0].key)

    def _on_name(self, entered: NameEntered) -> None:
        if entered.row.kind is RowKind.FOLDER:
            self._open_folders.discard(entered.row.folder)
            if entered.row.is_open:
                self._open_folders.add(entered.name)
            self._library.rename_folder(entered.row.folder, entered.name)
        elif entered.row.conversation is not None:
            self._library.rename(entered.row.conversation.id, entered.name)
