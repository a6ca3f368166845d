"""ConversationPanel: one conversation, wherever it is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.core.i18n import tr
from app.look.components import ElidedLabel, IconButton, Line, scrolled
from app.panes.chat.conversation.acting import MessageActs, SourcesAsked
from app.panes.chat.conversation.composer import Composer
from app.panes.chat.conversation.drafting import Drafting
from app.panes.chat.conversation.feed import TranscriptFeed
from app.panes.chat.conversation.model_words import picture_refusal, why_blocked
from app.panes.chat.conversation.side import Page, SidePanel
from app.panes.chat.conversation.subject import ConversationShown, Subject
from app.panes.chat.conversation.welcome import Welcome
from app.panes.chat.documents.picker import CollectionsChosen
from app.panes.chat.endpoints.picker import ModelChosen, ModelPicker
from app.services.chat.api import ModelAt
from app.services.chat.endpoints.naming import model_title
from app.services.chat.reckoning import ContextUse
from app.state.chat_endpoints import CardChanged, EndpointsChanged
from app.state.chat_library import TroubleChanged
from app.state.chat_partner import Partner, partner_of
from app.transcript.view import ThreadView

if TYPE_CHECKING:
    from PySide6.QtGui import QDragEnterEvent, QDropEvent, QResizeEvent

    from app.services.chat.api import Part
    from app.state.hub import Hub

_ROOM_FOR_BOTH = 600
"""Pixels from which on there is room for the conversation and for what stands beside it."""
_PICKER_LEAST = 260
_PICKER_SHARE = 0.45
"""Of its width that the model's name may take: its title stands beside it."""


class ConversationPanel(QWidget):
    """Shows a conversation, takes the next message, and says how it goes.

    Signals:
        shown: it shows another conversation by now.
        side_toggled: what stands beside the conversation is there, or not any more.
        documents_asked: the documents themselves are wanted.
    """

    shown = Signal(ConversationShown)
    side_toggled = Signal()
    documents_asked = Signal()

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self._chat = hub.chat
        self.subject = Subject(hub.chat, self)
        self._wanted_message: int | None = None
        """Which is brought into sight once the conversation was read."""
        self.setAcceptDrops(True)
        self._build()
        self._drafting = Drafting(self.subject, self.composer)
        self._listen()
        self._show()

    # For whoever shows it

    @property
    def conversation(self) -> int | None:
        """Which one is shown; None: a new one."""
        return self.subject.id

    def show_conversation(self, conversation: int | None) -> None:
        """Show a conversation of the library; None: a new one."""
        if conversation is None:
            self.subject.begin_anew()
        else:
            self.subject.show(conversation)
        self._type()

    def show_message(self, conversation: int, message: int) -> None:
        """Show a message, on whichever branch it is."""
        self._wanted_message = message
        self.subject.show(conversation)
        self._show_wanted()

    def begin_with(self, endpoint: str, model: str) -> None:
        """Begin a new conversation with a model."""
        self.show_conversation(None)
        self.subject.set_model(endpoint, model)

    def send(self) -> None:
        """Send what is in the composer as soon as that can be."""
        self._drafting.send_soon()

    def ask(self, text: str, parts: tuple[Part, ...]) -> None:
        """Send something as soon as that can be; what is typed stays."""
        self._drafting.ask(text, parts)

    def close_side(self) -> None:
        """Put away what stands beside the conversation."""
        self.side.hide()
        self._fit_side()
        self.side_toggled.emit()

    def find_in_conversation(self) -> None:
        """Let the user search in the conversation."""
        self.transcript.search()

    # Pictures and files may be dropped anywhere on it

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take what the composer takes."""
        if event.mimeData().hasUrls() or event.mimeData().hasImage():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Hand it to the composer."""
        self.composer.edit.insertFromMimeData(event.mimeData())
        event.acceptProposedAction()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the title room beside the model."""
        super().resizeEvent(event)
        self.picker.setMaximumWidth(max(_PICKER_LEAST, round(self.width() * _PICKER_SHARE)))
        self._fit_side()

    def _fit_side(self) -> None:
        """Show settings and sources in place of the conversation where both have no room."""
        alone = self.side.isVisibleTo(self) and self.width() < _ROOM_FOR_BOTH
        self._talk.setVisible(not alone)
        self.side.fill(alone)

    # Building

    def _build(self) -> None:
        self.picker = ModelPicker(self._hub)
        self.title = ElidedLabel("", "strong", "text2")
        self.find_button = IconButton("magnifying-glass", tr("Find in this conversation"))
        self.copy_button = IconButton("copy", tr("Copy the whole conversation"))
        self.settings_button = IconButton("sliders-horizontal", tr("How the model shall answer"))
        self.header = QHBoxLayout()
        self.header.setSpacing(8)
        self.header.addWidget(self.picker)
        self.header.addWidget(self.title, 1)
        self.header.addWidget(self.find_button)
        self.header.addWidget(self.copy_button)
        self.header.addWidget(self.settings_button)
        self.transcript = ThreadView(self._hub.supervisor)
        self.welcome = Welcome()
        self.feed = TranscriptFeed(self._chat, self.transcript)
        self.acts = MessageActs(self._hub, self.subject, self.feed, self.transcript)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.transcript)
        self._first = scrolled(self.welcome)
        self.pages.addWidget(self._first)
        self.composer = Composer(self._hub)
        self.side = SidePanel(self._hub, self.subject)
        self.side.hide()
        self._talk = QWidget()
        column = QVBoxLayout(self._talk)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(self.header)
        column.addWidget(Line())
        column.addWidget(self.pages, 1)
        column.addWidget(self.composer)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 16)
        outer.setSpacing(16)
        outer.addWidget(self._talk, 1)
        outer.addWidget(self.side)

    def _listen(self) -> None:
        chat, composer = self._chat, self.composer
        self.subject.shown.connect(self._on_shown)
        self.subject.changed.connect(self._show)
        chat.endpoints.changed.connect(self._on_endpoints_changed)
        chat.endpoints.card_changed.connect(self._on_card_changed)
        chat.library.trouble_changed.connect(self._on_trouble_changed)
        self.picker.chosen.connect(self._on_model_chosen)
        self.find_button.clicked.connect(self.find_in_conversation)
        self.copy_button.clicked.connect(self.transcript.copy_all)
        self.settings_button.clicked.connect(self._on_settings_button)
        self.welcome.deploy_asked.connect(self._on_deploy_asked)
        self.welcome.endpoint_asked.connect(self._on_endpoint_asked)
        self.welcome.retry_asked.connect(self._on_retry)
        self.acts.edit_asked.connect(self._drafting.edit)
        self.acts.sources_asked.connect(self._on_sources_asked)
        self._drafting.sent.connect(self.transcript.jump_to_end)
        composer.stop_asked.connect(self._on_stop)
        composer.recalled.connect(self.acts.edit_last)
        composer.collections.chosen.connect(self._on_collections_chosen)
        composer.collections.manage_asked.connect(self.documents_asked)
        self.side.closed.connect(self._on_side_closed)
        keys = (
            ("Ctrl+Shift+F", self.find_in_conversation),
            ("Ctrl+Shift+C", self.transcript.copy_all),
        )
        for each, slot in keys:
            shortcut = QShortcut(QKeySequence(each), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)

    # Showing

    def _on_shown(self, shown: ConversationShown) -> None:
        self.feed.show_state(self.subject.state)
        self._show()
        self.shown.emit(shown)

    def _show(self) -> None:
        conversation = self.subject.conversation
        self._show_page()
        self.composer.set_answering(self.subject.is_busy)
        if conversation is None:
            self.composer.set_blocked(tr("The conversation is being read…"))
            return
        self._drafting.fill()
        self.title.setText("" if self.subject.id is None else conversation.title)
        self.picker.show_choice(conversation.endpoint, conversation.model)
        self.composer.collections.show_choice(conversation.collections)
        self._show_partner()
        self._show_wanted()

    def _show_page(self) -> None:
        state, welcome = self.subject.state, self.welcome
        has_any = state is not None and bool(state.path())
        for button in (self.find_button, self.copy_button):
            button.setEnabled(has_any)
        if has_any:
            self.pages.setCurrentWidget(self.transcript)
            return
        self.pages.setCurrentWidget(self._first)
        if state is not None and state.error is not None:
            welcome.show_failure(str(state.error))
        elif state is not None and state.conversation is None:
            welcome.setCurrentWidget(welcome.loading)
        elif self._chat.endpoints.all():
            welcome.setCurrentWidget(welcome.ready)
        else:
            welcome.setCurrentWidget(welcome.nobody)

    def _show_partner(self) -> None:
        """Show what the model that is chosen can do now."""
        conversation = self.subject.conversation
        if conversation is None:
            return
        partner = partner_of(self._chat.endpoints, conversation)
        trouble = self._chat.library.trouble
        views = self._chat.endpoints.all()
        blocked = str(trouble or why_blocked(conversation, partner, views))
        refusal = ""
        if partner is not None:
            refusal = picture_refusal(model_title(conversation.model), partner)
        self.composer.set_blocked(blocked)
        self.composer.set_picture_refusal(refusal)
        self.composer.show_use(self._use(partner))
        self.side.show_conversation(conversation, partner)
        self._drafting.try_to_send()

    def _use(self, partner: Partner | None) -> ContextUse:
        state = self.subject.state
        if state is not None:
            return state.context()
        return ContextUse(0, None if partner is None else partner.context)

    def _show_wanted(self) -> None:
        state, wanted = self.subject.state, self._wanted_message
        if wanted is None or state is None or state.message(wanted) is None:
            return
        self._wanted_message = None
        if all(each.id != wanted for each in state.path()):
            state.choose(wanted)
        self.transcript.show_entry(wanted)

    def _type(self) -> None:
        self.composer.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    # What others say

    def _on_endpoints_changed(self, _changed: EndpointsChanged) -> None:
        self._choose_first()
        self._show_page()
        self._show_partner()

    def _choose_first(self) -> None:
        """Begin with a model that answers where none is chosen."""
        conversation = self.subject.conversation
        if self.subject.state is not None or conversation is None or conversation.model:
            return
        for view in self._chat.endpoints.all():
            for model in view.models or ():
                if model.at is ModelAt.LOADED and not model.embeds:
                    self.subject.set_model(view.endpoint.id, model.id)
                    return

    def _on_card_changed(self, _changed: CardChanged) -> None:
        self._show_partner()

    def _on_trouble_changed(self, _changed: TroubleChanged) -> None:
        self._show_partner()

    # What a person does

    def _on_stop(self) -> None:
        if self.subject.state is not None:
            self.subject.state.stop()

    def _on_model_chosen(self, chosen: ModelChosen) -> None:
        self.subject.set_model(chosen.endpoint, chosen.model)
        self._type()

    def _on_collections_chosen(self, chosen: CollectionsChosen) -> None:
        self.subject.set_collections(chosen.collections)

    def _on_settings_button(self) -> None:
        if self.side.isVisible() and self.side.page is Page.SETTINGS:
            self.close_side()
        else:
            self._open_side(Page.SETTINGS)

    def _on_sources_asked(self, asked: SourcesAsked) -> None:
        self._open_side(Page.SOURCES)
        self.side.show_sources_of(asked.message, asked.number)

    def _open_side(self, page: Page) -> None:
        self.side.show_page(page)
        self.side.show()
        self._fit_side()
        self.side_toggled.emit()

    def _on_side_closed(self) -> None:
        self.close_side()
        self._type()

    def _on_deploy_asked(self) -> None:
        self._hub.show_deploy(self._hub.current_node)

    def _on_endpoint_asked(self) -> None:
        from app.panes.chat.endpoints.dialog import EndpointDialog

        EndpointDialog(self._hub, self.window()).open()

    def _on_retry(self) -> None:
        if self.subject.state is not None:
            self.subject.state.read_again()
