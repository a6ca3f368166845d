"""The prompt: one line that takes a question from anywhere, and the answer below it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import (
    QCursor,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QShortcut,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from app.core.i18n import tr
from app.core.settings import setting
from app.look.components import Button, FocusRing, IconButton, Text
from app.look.fonts import ui_font
from app.panes.chat.conversation.feed import TranscriptFeed
from app.panes.chat.conversation.prompt_edit import PromptEdit
from app.panes.chat.conversation.remembered import SECTION as CONVERSATIONS
from app.panes.chat.conversation.remembered import Remembered
from app.panes.chat.draft import KeptDraft
from app.panes.chat.endpoints.picker import ModelChosen, ModelPicker
from app.panes.chat.fresh import FreshConversation
from app.panes.chat.links import open_link
from app.panes.chat.reading import ReadOnlyThread
from app.panes.prompt import PromptWindow
from app.services.chat.api import ModelAt
from app.state.hub import ChatWish
from app.transcript.api import LinkPressed

if TYPE_CHECKING:
    from app.state.chat_endpoints import EndpointsChanged
    from app.state.hub import Hub

SECTION = "prompt"
WIDTH = 640
ANSWER_HEIGHT = 380
_FROM_TOP = 0.22
"""Share of the screen above it."""
_KEYS = tr("Enter asks · Esc closes · Ctrl+N begins anew")


@dataclass(frozen=True, slots=True)
class PromptSettings:
    """What the prompt remembers."""

    endpoint: str = setting("", "endpoint that the prompt asks; empty: as the chat does")
    model: str = setting("", "model that the prompt asks")


class Prompt(PromptWindow):
    """A frameless window in the upper middle of the screen that has the mouse."""

    def __init__(self, hub: Hub) -> None:
        kind = Qt.WindowType
        super().__init__(None, kind.Window | kind.FramelessWindowHint | kind.WindowStaysOnTopHint)
        self._hub = hub
        self._asked = FreshConversation(hub.chat, self)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setWindowTitle(tr("Ask a model"))
        self._sent = ""
        self._handed = ""
        """What came from elsewhere while nothing was typed."""
        self._draft = KeptDraft(hub.chat, "prompt_draft")
        self._build()
        self.edit.setPlainText(self._draft.text)
        self._listen()
        self._focus_ring = FocusRing(self)
        hub.chat.endpoints.watch()
        self._choose_model()
        self._show()

    def ask(self, text: str) -> None:
        """Come to the front, with this typed already."""
        if text:
            self._type(text)
        if not self.isVisible():
            self._choose_model()
            self._show()
            self._place()
        self.show()
        self.raise_()
        self.activateWindow()
        self.edit.setFocus(Qt.FocusReason.ActiveWindowFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close with Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self._on_escaped()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Let the desktop move it: it has no title bar."""
        handle = self.windowHandle()
        if event.button() is Qt.MouseButton.LeftButton and handle is not None:
            handle.startSystemMove()

    def changeEvent(self, event: QEvent) -> None:
        """Go away when another window is wanted, unless there is something to read."""
        super().changeEvent(event)
        left = event.type() == QEvent.Type.ActivationChange and not self.isActiveWindow()
        if left and self.isVisible() and self.picker.popup is None and not self._has_anything:
            self.hide()

    def _type(self, text: str) -> None:
        """Put in a text from elsewhere: below what a person typed, in place of one before it."""
        typed = self.edit.toPlainText()
        cursor = self.edit.textCursor()  # so that Undo takes it out again
        is_typed = typed.strip() and typed != self._handed
        if is_typed:
            cursor.movePosition(cursor.MoveOperation.End)
        else:
            cursor.select(cursor.SelectionType.Document)
        cursor.insertText(f"\n{text}" if is_typed else text)
        self.edit.setTextCursor(cursor)
        self._handed = "" if is_typed else self.edit.toPlainText()

    @property
    def _has_anything(self) -> bool:
        return bool(self.edit.toPlainText()) or self._asked.state is not None

    # Building

    def _build(self) -> None:
        self.edit = PromptEdit()
        self.edit.setFont(ui_font(15))
        self.edit.setViewportMargins(0, 4, 0, 0)
        self.edit.setPlaceholderText(tr("Ask a model…"))
        self.edit.setAccessibleName(tr("Question"))
        self.picker = ModelPicker(self._hub)
        self.picker.setMaximumWidth(230)
        self.send = Button(tr("Ask"), "primary", "paper-plane-right")
        self.stop = Button(tr("Stop"), icon_name="stop")
        self.problem = Text("", "label", "warn", wrap=True)
        self.transcript = ReadOnlyThread(self._hub.supervisor)
        self.transcript.setFixedHeight(ANSWER_HEIGHT)
        self.feed = TranscriptFeed(self._hub.chat, self.transcript)
        self.keys = Text(_KEYS, "meta", "text3")
        self.fresh = Button(tr("New question"), "link")
        self.open = Button(tr("Open in Chat"), "link")
        self.close_button = IconButton("x", tr("Close (Esc)"), size=16, side=28)
        first = QHBoxLayout()
        first.setSpacing(8)
        first.addWidget(self.edit, 1)
        for widget in (self.picker, self.send, self.stop, self.close_button):
            first.addWidget(widget, 0, Qt.AlignmentFlag.AlignTop)
        below = QHBoxLayout()
        below.setSpacing(14)
        below.addWidget(self.keys, 1)
        below.addWidget(self.fresh)
        below.addWidget(self.open)
        frame = QFrame()
        frame.setProperty("surface", "prompt")
        frame.setFixedWidth(WIDTH)
        column = QVBoxLayout(frame)
        column.setContentsMargins(14, 12, 10, 10)
        column.setSpacing(8)
        column.addLayout(first)
        column.addWidget(self.problem)
        column.addWidget(self.transcript)
        column.addLayout(below)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSizeConstraint(QVBoxLayout.SizeConstraint.SetFixedSize)
        outer.addWidget(frame)

    def _listen(self) -> None:
        self.edit.sent.connect(self._on_send)
        self.edit.escaped.connect(self._on_escaped)
        self.edit.textChanged.connect(self._on_text)
        self.send.clicked.connect(self._on_send)
        self.stop.clicked.connect(self._asked.stop)
        self.fresh.clicked.connect(self._on_fresh)
        self.open.clicked.connect(self._on_open)
        self.close_button.clicked.connect(self.close)
        self.picker.chosen.connect(self._on_chosen)
        self.transcript.link_pressed.connect(self._on_link)
        self._asked.begun.connect(self._on_begun)
        self._asked.kept.connect(self._on_kept)
        self._asked.changed.connect(self._show)
        self._hub.chat.endpoints.changed.connect(self._on_endpoints)
        for keys, slot in (("Ctrl+N", self._on_fresh), ("Ctrl+Return", self._on_open)):
            QShortcut(QKeySequence(keys), self).activated.connect(slot)

    def _place(self) -> None:
        screen = QGuiApplication.screenAt(QCursor.pos()) or QGuiApplication.primaryScreen()
        area = screen.availableGeometry()
        left = area.left() + (area.width() - WIDTH) // 2
        self.move(left, area.top() + round(area.height() * _FROM_TOP))

    # Showing

    def _show(self) -> None:
        asked = self._asked
        begun = asked.state is not None
        blocked = asked.why_blocked
        self.picker.show_choice(asked.endpoint, asked.model)
        self.problem.setText(blocked)
        self.problem.setVisible(bool(blocked) and self._has_anything)
        self.transcript.setVisible(begun)
        self.send.setVisible(not asked.is_busy)
        self.stop.setVisible(asked.is_busy)
        is_able = bool(self.edit.toPlainText().strip()) and not blocked
        self.send.setEnabled(is_able)
        for button in (self.fresh, self.open):
            button.setVisible(begun)
            button.setEnabled(not asked.is_busy or button is self.open)

    def _choose_model(self) -> None:
        """Ask what it asked before, else what the chat asks, else what answers."""
        if self._asked.state is not None:
            return
        endpoints, settings = self._hub.chat.endpoints, self._hub.settings
        own, chats = (
            settings.load(SECTION, PromptSettings),
            settings.load(CONVERSATIONS, Remembered),
        )
        for kept in (own, chats):
            if kept.model and endpoints.view(kept.endpoint) is not None:
                self._asked.set_model(kept.endpoint, kept.model)
                return
        for view in endpoints.all():
            for model in view.models or ():
                if model.at is ModelAt.LOADED and not model.embeds:
                    self._asked.set_model(view.endpoint.id, model.id)
                    return

    # What happens

    def _on_send(self) -> None:
        text = self.edit.toPlainText().strip()
        if text and self.send.isEnabled() and not self._asked.is_busy:
            self._asked.send(text)
            self._sent = text

    def _on_kept(self) -> None:
        """Let go of what was sent: it is in the library."""
        if self.edit.toPlainText().strip() == self._sent:
            self.edit.clear()

    def _on_text(self) -> None:
        self._draft.keep(self.edit.toPlainText())
        self._show()

    def _on_begun(self) -> None:
        self.feed.show_state(self._asked.state)

    def _on_fresh(self) -> None:
        if not self._asked.is_busy:
            self._asked.forget()
            self._choose_model()
            self.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_open(self) -> None:
        state = self._asked.state
        if state is None:
            return
        self._hub.show_chat(ChatWish(conversation=state.id, text=self.edit.toPlainText()))
        self._hub.window_requested.emit()
        self.edit.clear()
        self._asked.forget()
        self.close()

    def _on_escaped(self) -> None:
        if self._asked.is_busy:
            self._asked.stop()
        else:
            self.close()

    def _on_chosen(self, chosen: ModelChosen) -> None:
        self._asked.set_model(chosen.endpoint, chosen.model)
        self._hub.remember(SECTION, PromptSettings(chosen.endpoint, chosen.model))
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_endpoints(self, _changed: EndpointsChanged) -> None:
        if not self._asked.model:
            self._choose_model()
        self._show()

    def _on_link(self, pressed: LinkPressed) -> None:
        open_link(self._hub, pressed.url)
