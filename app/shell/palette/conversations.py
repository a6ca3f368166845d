"""Conversations for the palette: their titles, and what was said in them."""

from __future__ import annotations

import functools
import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.core import units
from app.core.i18n import tr
from app.core.said import said
from app.panes.asking import Answered, OneQuestion
from app.shell.content import undisturbed
from app.shell.palette.entries import Entry, Kind
from app.state.hub import ChatWish
from app.workers.worker import once

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.services.chat.api import Conversation, Found
    from app.state.chat_library import LibraryChanged
    from app.state.hub import Hub
    from app.workers.job import Ended

_STATE = "app.state.chat_library"
_TYPED_MS = 150
"""After the last letter, until messages are searched."""
_LEAST = 3
_MOST = 20


class Conversations(QObject):
    """Reads the list when it is first wanted, and searches messages; both in workers.

    Signals:
        changed: `entries()` or `found()` are others.
    """

    changed = Signal()

    def __init__(self, hub: Hub, parent: QObject) -> None:
        super().__init__(parent)
        self._hub = hub
        self._is_begun = False
        self._is_ready = False
        self._text = ""
        self._found: tuple[Found, ...] = ()
        self._listed: tuple[Conversation, ...] | None = None
        self._entries: list[Entry] = []
        """Those of `_listed`."""
        self._question = OneQuestion(self)
        self._question.answered.connect(self._on_answered)
        self._typed = QTimer(self, singleShot=True, interval=_TYPED_MS)
        self._typed.timeout.connect(self._search)

    @property
    def is_reading(self) -> bool:
        """Whether the list is on its way."""
        if not self._is_ready:
            return self._is_begun
        library = self._hub.chat.library
        return library.conversations() is None and library.trouble is None

    def begin(self) -> None:
        """Read the list, once; what that needs is imported by a worker where it is not there."""
        if self._is_begun:
            return
        self._is_begun = True
        if _STATE in sys.modules:
            self._load()
            return
        work = once(lambda _cancel: undisturbed(_prepare))
        worker = self._hub.supervisor.worker("prepare:palette", work)
        worker.ended.connect(self._on_prepared)
        self._hub.supervisor.start(worker)

    def entries(self) -> list[Entry]:
        """Return all that are known, the newest first."""
        known = self._hub.chat.library.conversations() if self._is_ready else None
        if known is not self._listed:
            self._listed = known
            self._entries = [self._entry(each) for each in known or ()]
        return self._entries

    def search(self, text: str) -> None:
        """Look for a text in all messages; `found` has what came of the last one."""
        if text == self._text:
            return
        self._text = text
        self._found = ()
        self._question.stop()
        self._typed.start()

    def found(self) -> list[Entry]:
        """Return conversations in which the text was found."""
        first: dict[int, Found] = {}
        for each in self._found:
            first.setdefault(each.conversation, each)
        return [self._entry_of(each) for each in first.values()]

    def stop(self) -> None:
        """Look for nothing any more."""
        self._typed.stop()
        self._question.stop()
        self._text, self._found = "", ()

    def _load(self) -> None:
        self._is_ready = True
        library = self._hub.chat.library
        library.changed.connect(self._on_changed)
        if library.conversations() is None:
            library.load()
        else:
            self.changed.emit()

    def _search(self) -> None:
        if not self._is_ready or len(self._text) < _LEAST:
            return
        library, text = self._hub.chat.library.library, self._text

        def look(_cancel: Cancel) -> tuple[Found, ...]:
            return library.search(text, _MOST)

        self._question.begin(self._hub.chat.work(look), self._hub.chat.start)

    def _on_prepared(self, ended: Ended) -> None:
        if ended.error is None and not ended.cancelled:
            self._load()

    def _on_changed(self, _changed: LibraryChanged) -> None:
        self.changed.emit()

    def _on_answered(self, answered: Answered) -> None:
        assert isinstance(answered.value, tuple)
        self._found = answered.value
        self.changed.emit()

    def _entry(self, conversation: Conversation) -> Entry:
        when = units.date_and_clock(conversation.updated)[:16]  # to the minute
        return Entry(
            _key(conversation.id),
            Kind.CONVERSATION,
            said(conversation.title) or tr("Without a title"),
            functools.partial(self._show, conversation.id),
            " · ".join(filter(None, (said(conversation.folder), when))),
            "chat-circle-dots",
            words=" ".join(conversation.tags),
        )

    def _entry_of(self, found: Found) -> Entry:
        return Entry(
            _key(found.conversation),
            Kind.CONVERSATION,
            said(found.title) or tr("Without a title"),
            functools.partial(self._show, found.conversation),
            said(found.snippet),
            "chat-circle-dots",
        )

    def _show(self, conversation: int) -> None:
        self._hub.show_chat(ChatWish(conversation=conversation))


def _key(conversation: int) -> str:
    return f"conversation:{conversation}"


def _prepare() -> None:
    import app.state.chat_library  # noqa: F401
