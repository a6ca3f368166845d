"""What a person does with the messages of a transcript."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.core.i18n import tr
from app.panes.chat.conversation.part_dialog import PartDialog
from app.panes.chat.links import open_link
from app.services.chat.api import ImagePart, Message, Part
from app.state.hub import Notice, Severity
from app.transcript.api import Act, ActAsked, ChipPressed, CitationPressed, LinkPressed

if TYPE_CHECKING:
    from app.panes.chat.conversation.feed import TranscriptFeed
    from app.panes.chat.conversation.subject import Subject
    from app.state.hub import Hub
    from app.transcript.view import ThreadView

BUSY = tr("An answer is on its way: stop it first.")


@dataclass(frozen=True, slots=True)
class EditAsked:
    """One of the user's messages is to be changed."""

    message: Message
    parts: tuple[Part, ...]
    """With the bytes of pictures that are shown."""


@dataclass(frozen=True, slots=True)
class SourcesAsked:
    """Where an answer is from."""

    message: Message
    number: int = 0
    """Which source; 0: none in particular."""


class MessageActs(QObject):
    """Does what is asked of a transcript.

    Signals:
        edit_asked: one of the user's messages is to be changed.
        sources_asked: it is to be seen where an answer is from.
    """

    edit_asked = Signal(EditAsked)
    sources_asked = Signal(SourcesAsked)

    def __init__(self, hub: Hub, subject: Subject, feed: TranscriptFeed, view: ThreadView) -> None:
        super().__init__(view)
        self._hub = hub
        self._subject = subject
        self._feed = feed
        self._view = view
        view.act_asked.connect(self._on_act)
        view.chip_pressed.connect(self._on_chip)
        view.citation_pressed.connect(self._on_citation)
        view.link_pressed.connect(self._on_link)

    def edit_last(self) -> None:
        """Change the newest of the user's messages."""
        state = self._subject.state
        asked = [] if state is None else [m for m in state.path() if m.role.value == "user"]
        if asked:
            self._on_act(ActAsked(asked[-1].id, Act.EDIT))

    def _on_act(self, asked: ActAsked) -> None:
        state = self._subject.state
        message = None if state is None else state.message(asked.key)
        if state is None or message is None:
            return
        if asked.act in _ASKING and self._subject.is_busy:
            self._hub.tell(Notice(Severity.INFO, BUSY))
        elif asked.act in (Act.REGENERATE, Act.RETRY):
            state.regenerate(message.id)
        elif asked.act is Act.CONTINUE:
            state.continue_from(message.id)
        elif asked.act is Act.EDIT:
            self.edit_asked.emit(EditAsked(message, self._parts_of(message)))
        elif asked.act is Act.FORK:
            self._subject.fork(message.id)
        elif asked.act is Act.DELETE:
            state.delete(message.id)
        elif asked.act is Act.SOURCES:
            self.sources_asked.emit(SourcesAsked(message))
        elif asked.act in (Act.PREVIOUS, Act.NEXT):
            self._turn(message.id, -1 if asked.act is Act.PREVIOUS else 1)

    def _turn(self, message: int, step: int) -> None:
        """Show the branch beside one."""
        state = self._subject.state
        assert state is not None
        beside = state.branches(message)
        place = beside.index(message) + step
        if self._subject.is_busy:
            self._hub.tell(Notice(Severity.INFO, BUSY))
        elif 0 <= place < len(beside):
            state.choose(beside[place])
            self._view.show_entry(beside[place])

    def _parts_of(self, message: Message) -> tuple[Part, ...]:
        pictures = self._feed.pictures
        return tuple(
            replace(part, data=part.data or pictures.get(part.sha256, b""))
            if isinstance(part, ImagePart)
            else part
            for part in message.parts
        )

    def _on_chip(self, pressed: ChipPressed) -> None:
        state = self._subject.state
        message = None if state is None else state.message(pressed.entry)
        kind, _, place = pressed.key.partition(":")
        if message is None or not place.isdecimal():
            return
        if kind == "source":
            self.sources_asked.emit(SourcesAsked(message, int(place)))
        elif int(place) < len(message.parts):
            part = self._parts_of(message)[int(place)]
            data = part.data if isinstance(part, ImagePart) else b""
            PartDialog(part, data, self._view.window()).open()

    def _on_citation(self, pressed: CitationPressed) -> None:
        state = self._subject.state
        message = None if state is None else state.message(pressed.entry)
        if message is not None:
            self.sources_asked.emit(SourcesAsked(message, pressed.number))

    def _on_link(self, pressed: LinkPressed) -> None:
        open_link(self._hub, pressed.url)


_ASKING = frozenset((Act.REGENERATE, Act.RETRY, Act.CONTINUE, Act.EDIT, Act.DELETE))
