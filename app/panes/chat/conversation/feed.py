"""What a transcript shows of an open conversation, kept up to date."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

from app.core.i18n import tr
from app.panes.asking import Answered, OneQuestion
from app.panes.chat.conversation.thread import entry_of
from app.services.chat.api import ImagePart, Message, MessageState, Role

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.state.chat import ChatState
    from app.state.conversation import (
        AskStateChanged,
        ConversationChanged,
        ConversationState,
        MessageChanged,
        PiecesCame,
    )
    from app.transcript.api import Entry
    from app.transcript.view import ThreadView

TICK_MS = 1000
"""How often it is said for how long something is waited for."""
_AT_ONCE = 24
"""Pictures that are read together, the newest first."""


@dataclass(frozen=True, slots=True)
class _PicturesRead:
    """Pictures by their hash; what is lost has no bytes."""

    pictures: tuple[tuple[str, bytes], ...]


class TranscriptFeed(QObject):
    """Fills a transcript. One conversation at a time."""

    def __init__(self, chat: ChatState, view: ThreadView) -> None:
        super().__init__(view)
        self._chat = chat
        self._view = view
        self._state: ConversationState | None = None
        self._entries: dict[int, tuple[Message, Entry]] = {}
        self.pictures: dict[str, bytes] = {}
        """Those that were read by now, by their hash."""
        self._reading = OneQuestion(self)
        self._reading.answered.connect(self._on_pictures)
        self._reading.ended.connect(self._read_pictures)
        self._tick = QTimer(self, interval=TICK_MS)
        self._tick.timeout.connect(self._show_coming)

    def show_state(self, state: ConversationState | None) -> None:
        """Show another conversation, or none."""
        if self._state is not None:
            self._state.changed.disconnect(self._on_changed)
            self._state.message_changed.disconnect(self._on_message_changed)
            self._state.pieces_came.disconnect(self._on_pieces)
            self._state.ask_changed.disconnect(self._on_ask_changed)
        self._state = state
        self._reading.stop()
        self._entries, self.pictures = {}, {}
        if state is not None:
            state.changed.connect(self._on_changed)
            state.message_changed.connect(self._on_message_changed)
            state.pieces_came.connect(self._on_pieces)
            state.ask_changed.connect(self._on_ask_changed)
        self._show_all()
        self._follow_clock()

    def _show_all(self) -> None:
        state = self._state
        path = () if state is None else state.path()
        self._view.set_entries(tuple(self._entry(message) for message in path))
        self._read_pictures()

    def _entry(self, message: Message) -> Entry:
        """Return what is shown of a message; the same as before where nothing changed."""
        assert self._state is not None
        branches = self._state.branches(message.id)
        place = branches.index(message.id) + 1 if message.id in branches else 1
        known = self._entries.get(message.id)
        if known is not None:
            before, entry = known
            same_place = (entry.branch, entry.branches) == _shown_place(place, len(branches))
            if before is message and same_place:
                return entry
        asked = self._state.asked if message.state is MessageState.ANSWERING else None
        entry = entry_of(
            message, branch=place, branches=len(branches), asked=asked, pictures=self.pictures
        )
        self._entries[message.id] = (message, entry)
        return entry

    def _show_coming(self) -> None:
        """Show what the answer on its way waits for."""
        coming = None if self._state is None else self._state.coming
        if coming is not None:
            self._view.update_entry(self._entry(coming))

    def _follow_clock(self) -> None:
        asked = None if self._state is None else self._state.asked
        if asked is None:
            self._tick.stop()
        elif not self._tick.isActive():
            self._tick.start()

    def _on_changed(self, _changed: ConversationChanged) -> None:
        self._show_all()

    def _on_message_changed(self, changed: MessageChanged) -> None:
        self._view.update_entry(self._entry(changed.message))

    def _on_pieces(self, pieces: PiecesCame) -> None:
        self._view.append(pieces.message, pieces.text, pieces.reasoning)

    def _on_ask_changed(self, changed: AskStateChanged) -> None:
        self._follow_clock()
        self._show_coming()
        if changed.state is None and self._view.isVisible():
            self._announce()

    def _announce(self) -> None:
        """Have screen readers say that the answer is there: nothing else tells those who listen."""
        path = () if self._state is None else self._state.path()
        if path and path[-1].role is Role.ASSISTANT:
            words = tr("{title} has answered.").format(title=self._entry(path[-1]).title)
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._view, words))

    # Pictures

    def _read_pictures(self) -> None:
        if self._state is None or self._reading.is_busy:
            return
        wanted = [
            part.sha256
            for message in reversed(self._state.path())
            for part in message.parts
            if isinstance(part, ImagePart) and not part.data and part.sha256 not in self.pictures
        ]
        batch = tuple(dict.fromkeys(wanted))[:_AT_ONCE]
        if not batch:
            return
        library = self._chat.library.library

        def read(cancel: Cancel) -> object:
            found = []
            for sha256 in batch:
                cancel.raise_if_cancelled()
                found.append((sha256, library.attachment(sha256) or b""))
            return _PicturesRead(tuple(found))

        self._reading.begin(self._chat.work(read), self._chat.start)

    def _on_pictures(self, answered: Answered) -> None:
        read = answered.value
        if not isinstance(read, _PicturesRead) or self._state is None:
            return
        self.pictures |= dict(read.pictures)
        came = {sha256 for sha256, _data in read.pictures}
        for message in self._state.path():
            if any(isinstance(part, ImagePart) and part.sha256 in came for part in message.parts):
                self._entries.pop(message.id, None)
                self._view.update_entry(self._entry(message))


def _shown_place(place: int, count: int) -> tuple[int, int]:
    return (place, count) if count > 1 else (0, 0)
