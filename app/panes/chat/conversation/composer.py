"""The composer: what is typed, what goes with it, and the button that sends or stops."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.core.i18n import tr
from app.core.said import said
from app.look.components import Button, IconButton, Text
from app.look.components.file_dialogs import ask_files
from app.look.components.surfaces import KEEP_CLEAR
from app.panes.chat.conversation.attachments import Attachments, PartRemoved
from app.panes.chat.conversation.handing import HandedOver, PartFailed, PartRead
from app.panes.chat.conversation.prompt_edit import FilesDropped, PicturePasted, PromptEdit
from app.panes.chat.conversation.ruler import ContextRuler
from app.panes.chat.documents.picker import CollectionPicker
from app.services.chat.api import ContextPart, ImagePart, Part
from app.services.chat.context import estimate_tokens
from app.services.chat.reckoning import ContextUse, tokens_of_part

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from app.state.hub import Hub

_FILES = tr("Pictures, documents, text and code (*);;All files (*)")
_HINT = tr("Ask anything")
_KEYS = tr("Enter sends, Shift+Enter begins a line. Pictures and files can be pasted and dropped.")
_MOST_SAID = 600
"""Characters of why files cannot be used that are shown."""
_NARROW = 460
"""Pixels below which the ruler has no words."""
NO_USE = ContextUse(None, None)


@dataclass(frozen=True, slots=True)
class Typed:
    """A message is finished."""

    text: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class DraftChanged:
    """What is typed is something else."""

    text: str


class Composer(QFrame):
    """Takes a message. It keeps nothing: whoever shows it does.

    Signals:
        sent: a message is finished. It stays until `clear` or `set_text`.
        stop_asked: the answer is not wanted any more.
        draft_changed: what is typed is something else.
        editing_ended: an earlier message shall stay as it is.
        recalled: the last message is to be changed.
    """

    sent = Signal(Typed)
    stop_asked = Signal()
    draft_changed = Signal(DraftChanged)
    editing_ended = Signal()
    recalled = Signal()

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self._parts: list[Part] = []
        self._handed = HandedOver(hub.chat, self)
        self._is_answering = False
        self._is_editing = False
        self._blocked = ""
        self._failure = ""
        self._picture_refusal = ""
        self._use = NO_USE
        self._build()
        self._listen()
        self._show()

    @property
    def text(self) -> str:
        """What is typed."""
        return self.edit.toPlainText()

    @property
    def parts(self) -> tuple[Part, ...]:
        """What goes with it."""
        return tuple(self._parts)

    # What it shows

    def set_text(self, text: str) -> None:
        """Put a text in place of what is typed."""
        if text != self.text:
            self.edit.setPlainText(text)
            self.edit.moveCursor(self.edit.textCursor().MoveOperation.End)

    def set_parts(self, parts: tuple[Part, ...]) -> None:
        """Put these in place of what is attached."""
        self._handed.forget()
        self._failure = ""
        self._parts = list(parts)
        self._show()

    def add_context(self, part: ContextPart) -> None:
        """Attach something of a node."""
        self._parts.append(part)
        self._show()
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def clear(self) -> None:
        """Begin anew."""
        self.set_parts(())
        self.set_text("")

    def set_editing(self, editing: bool) -> None:
        """Say whether an earlier message is changed."""
        self._is_editing = editing
        self._show()

    def set_answering(self, answering: bool) -> None:
        """Offer Stop in place of Send while an answer is on its way."""
        if answering != self._is_answering:
            self.stop.setEnabled(True)
            self.stop.setText(tr("Stop"))
        self._is_answering = answering
        self._show()

    def set_blocked(self, reason: str) -> None:
        """Say why nothing can be sent now; empty: it can."""
        self._blocked = reason
        self._show()

    def set_picture_refusal(self, reason: str) -> None:
        """Say why the model takes no pictures; empty: it does, or nobody knows."""
        self._picture_refusal = reason
        self._show()

    def show_use(self, use: ContextUse) -> None:
        """Show how much of the context is taken."""
        self._use = use
        self._show_use()

    def offer_files(self, paths: tuple[Path, ...]) -> None:
        """Attach files: pictures as such, of others their whole text."""
        self._failure = ""
        self._handed.take_files(paths)

    # Building

    def _build(self) -> None:
        self.setProperty("surface", "composer")
        self.setObjectName(KEEP_CLEAR)  # Send and Stop stay where they can be pressed
        self.editing = QWidget()
        self.editing_words = Text(tr("Changing an earlier message"), "label", "accent")
        self.cancel_editing = Button(tr("Leave it as it is"), "link")
        row = QHBoxLayout(self.editing)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.editing_words)
        row.addStretch(1)
        row.addWidget(self.cancel_editing)
        self.attachments = Attachments()
        self.problem = Text("", "label", "warn", wrap=True, selectable=True)
        self.problem.hide()
        self.edit = PromptEdit()
        self.edit.setPlaceholderText(_HINT)
        self.edit.setAccessibleDescription(_KEYS)
        self.attach = IconButton("paperclip", tr("Attach pictures or files"))
        self.attach.setToolTip(tr("Attach pictures or files: they can be pasted and dropped, too"))
        self.collections = CollectionPicker(self._hub)
        self.ruler = ContextRuler()
        self.send = Button(tr("Send"), "primary", icon_name="paper-plane-right")
        self.stop = Button(tr("Stop"), icon_name="stop")
        self.stop.setToolTip(tr("Stop the answer; what came of it stays (Esc)"))
        below = QHBoxLayout()
        below.setSpacing(8)
        below.addWidget(self.attach)
        below.addWidget(self.collections)
        below.addStretch(1)
        below.addWidget(self.ruler)
        below.addWidget(self.send)
        below.addWidget(self.stop)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 10, 10)
        column.setSpacing(6)
        for widget in (self.editing, self.attachments, self.edit, self.problem):
            column.addWidget(widget)
        column.addLayout(below)

    def _listen(self) -> None:
        self.edit.sent.connect(self._on_send)
        self.edit.escaped.connect(self._on_escaped)
        self.edit.recalled.connect(self.recalled)
        self.edit.files_dropped.connect(self._on_files_dropped)
        self.edit.picture_pasted.connect(self._on_picture_pasted)
        self.edit.textChanged.connect(self._on_text_changed)
        self.edit.installEventFilter(self)
        self._handed.came.connect(self._on_part_read)
        self._handed.failed.connect(self._on_part_failed)
        self._handed.changed.connect(self._show)
        self.attachments.removed.connect(self._on_part_removed)
        self.cancel_editing.clicked.connect(self.editing_ended)
        self.attach.clicked.connect(self._on_attach)
        self.send.clicked.connect(self._on_send)
        self.stop.clicked.connect(self._on_stop)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out words where there is no room for them."""
        super().resizeEvent(event)
        self.ruler.set_brief(self.width() < _NARROW)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Light the frame while the field has the keyboard."""
        if watched is self.edit and event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.setProperty("typing", "true" if self.edit.hasFocus() else "false")
            self.style().unpolish(self)
            self.style().polish(self)
        return super().eventFilter(watched, event)

    def _show(self) -> None:
        self.editing.setVisible(self._is_editing)
        self.attachments.show_parts(self._parts, reading=self._handed.count)
        self.send.setVisible(not self._is_answering)
        self.stop.setVisible(self._is_answering)
        self.send.setText(tr("Ask again") if self._is_editing else tr("Send"))
        self._allow()

    def _allow(self) -> None:
        has_something = bool(self.text.strip() or self._parts)
        is_able = has_something and not self._refusal() and not self._handed.count
        self.send.setEnabled(is_able)
        self._show_use()

    def _show_use(self) -> None:
        typed = estimate_tokens(self.text) + sum(tokens_of_part(part) for part in self._parts)
        self.ruler.show_use(self._use, typed)
        problem = self._refusal() or self._failure or self.ruler.too_much
        self.problem.setText(problem)
        self.problem.setAccessibleName(problem)
        self.problem.setVisible(bool(problem))

    def _refusal(self) -> str:
        """Return why what is here cannot be sent."""
        if self._blocked:
            return self._blocked
        has_picture = any(isinstance(part, ImagePart) for part in self._parts)
        return self._picture_refusal if has_picture else ""

    # What a person does

    def _on_send(self) -> None:
        if self._is_answering or not self.send.isEnabled():
            return
        self.sent.emit(Typed(self.text.strip(), tuple(self._parts)))

    def _on_stop(self) -> None:
        self.stop.setEnabled(False)  # the server is looked at for some seconds
        self.stop.setText(tr("Stopping…"))
        self.stop_asked.emit()

    def _on_escaped(self) -> None:
        if self._is_answering:
            self.stop.click()
        elif self._is_editing:
            self.editing_ended.emit()

    def _on_text_changed(self) -> None:
        self.draft_changed.emit(DraftChanged(self.text))
        self._allow()

    def _on_part_removed(self, removed: PartRemoved) -> None:
        if removed.place < len(self._parts):
            del self._parts[removed.place]
        self._show()
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_attach(self) -> None:
        ask_files(self, tr("Attach pictures or files"), self._on_files_selected, kinds=_FILES)

    def _on_files_selected(self, names: list[str]) -> None:
        self.offer_files(tuple(Path(name) for name in names))

    def _on_files_dropped(self, dropped: FilesDropped) -> None:
        self.offer_files(dropped.paths)

    def _on_picture_pasted(self, pasted: PicturePasted) -> None:
        self._failure = ""
        self._handed.take_picture(pasted.image)

    def _on_part_read(self, read: PartRead) -> None:
        self._parts.append(read.part)

    def _on_part_failed(self, failed: PartFailed) -> None:
        words = said(failed.words, limit=300)
        self._failure = f"{self._failure}\n{words}".strip()[-_MOST_SAID:]
        self._show()
