"""What is typed and not sent: each conversation has its own, and none of it is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

from app.panes.chat.conversation.acting import EditAsked
from app.panes.chat.conversation.composer import Composer, DraftChanged, Typed
from app.panes.chat.conversation.subject import ConversationShown, Subject

if TYPE_CHECKING:
    from app.services.chat.api import Message, Part

_NOTHING: tuple[str, tuple[Part, ...]] = ("", ())


class Drafting(QObject):
    """Fills the composer with what belongs to the conversation, and hands on what is sent.

    Signals:
        sent: something was sent, or is in the library by now.
    """

    sent = Signal()

    def __init__(self, subject: Subject, composer: Composer) -> None:
        super().__init__(composer)
        self._subject = subject
        self._composer = composer
        self._editing: Message | None = None
        self._put_aside = _NOTHING
        """What was typed before something else took its place."""
        self._awaited: Typed | None = None
        """What was sent from here and is not in the library yet."""
        self._attached: dict[int | None, tuple[Part, ...]] = {}
        """What was attached and not sent, by conversation."""
        self._shown: int | None = None
        self._is_filled = False
        """Whether the composer has what belongs to the conversation."""
        self._sends_soon = False
        subject.shown.connect(self._on_shown)
        subject.question_kept.connect(self._on_question_kept)
        composer.sent.connect(self._on_sent)
        composer.draft_changed.connect(self._on_draft_changed)
        composer.editing_ended.connect(self._take_back)

    def fill(self) -> None:
        """Put in what was typed into the conversation, once it is read."""
        if self._is_filled or self._subject.conversation is None:
            return
        self._is_filled = True
        draft = self._subject.draft
        self._composer.set_parts(self._attached.pop(self._shown, ()))
        self._composer.set_text(draft)

    def edit(self, asked: EditAsked) -> None:
        """Have one of the user's messages changed."""
        if self._editing is None:
            self._put_aside = (self._composer.text, self._composer.parts)
        self._editing = asked.message
        self._composer.set_editing(True)
        self._composer.set_parts(asked.parts)
        self._composer.set_text(asked.message.text)
        self._composer.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def ask(self, text: str, parts: tuple[Part, ...]) -> None:
        """Send something as soon as that can be; what is typed comes back then."""
        if self._editing is None:
            self._put_aside = (self._composer.text, self._composer.parts)
        self._composer.set_parts(parts)
        self._composer.set_text(text)
        self.send_soon()

    def send_soon(self) -> None:
        """Send what is in the composer as soon as that can be."""
        self._sends_soon = True
        self.try_to_send()

    def try_to_send(self) -> None:
        """Send what is to be sent soon, if that can be by now."""
        if self._sends_soon and self._composer.send.isEnabled():
            self._sends_soon = False
            self._composer.send.click()

    def _on_shown(self, shown: ConversationShown) -> None:
        if not shown.is_begun:
            parts = self._composer.parts if self._editing is None else self._put_aside[1]
            self._attached[self._shown] = parts
            self._put_aside, self._awaited = _NOTHING, None
            self._end_editing()
        self._shown = shown.conversation
        self._is_filled = shown.is_begun

    def _on_sent(self, typed: Typed) -> None:
        editing, state = self._editing, self._subject.state
        if self._subject.is_busy:
            return
        self._awaited = typed
        if editing is not None and state is not None:
            state.edit(editing.id, typed.text, typed.parts)
        else:
            self._subject.send(typed.text, typed.parts)
        self.sent.emit()

    def _on_question_kept(self) -> None:
        sent, self._awaited = self._awaited, None
        if sent is None or not self._is_kept(sent):  # another window asked
            if self._editing is None and self._composer.text:
                self._subject.keep_draft(self._composer.text)
        else:
            self._keep_what_was_added(sent)
            self._take_back()
        self.sent.emit()

    def _is_kept(self, sent: Typed) -> bool:
        """Whether the question that the library has by now is the one that was sent from here."""
        path = () if self._subject.state is None else self._subject.state.path()
        return any(each.text == sent.text for each in path[-2:-1])

    def _keep_what_was_added(self, sent: Typed) -> None:
        """Put aside what was typed and attached while the library took its time."""
        text, parts = self._put_aside
        added = self._composer.text.strip().removeprefix(sent.text).strip()
        more = tuple(each for each in self._composer.parts if each not in sent.parts)
        self._put_aside = ("\n".join(filter(None, (text, added))), (*parts, *more))

    def _take_back(self) -> None:
        """Put what was typed before in place of what is there."""
        text, parts = self._put_aside
        self._put_aside = _NOTHING
        self._composer.set_parts(parts)
        self._composer.set_text(text)
        self._end_editing()

    def _end_editing(self) -> None:
        self._editing = None
        self._composer.set_editing(False)

    def _on_draft_changed(self, draft: DraftChanged) -> None:
        if self._editing is None:
            self._subject.keep_draft(draft.text)
        if self._composer.edit.hasFocus():  # a person types: then they send
            self._sends_soon = False
