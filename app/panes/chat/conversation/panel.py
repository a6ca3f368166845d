"""ConversationPanel: one conversation, wherever it is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QInputDialog, QStackedWidget, QVBoxLayout, QWidget

from app.look.components import ElidedLabel, IconButton, Line
from app.panes.chat.conversation.acting import EditAsked, MessageActs, SourcesAsked
from app.panes.chat.conversation.composer import Composer, DraftChanged, Typed
from app.panes.chat.conversation.feed import TranscriptFeed
from app.panes.chat.conversation.model_words import picture_refusal, why_blocked
from app.panes.chat.conversation.settings import PresetDropped, PresetKept, SettingsChanged
from app.panes.chat.conversation.side import Page, SidePanel
from app.panes.chat.conversation.subject import ConversationShown, Subject
from app.panes.chat.conversation.thread import model_title
from app.panes.chat.conversation.welcome import Welcome
from app.panes.chat.documents.passage import PassageAsked, PassageDialog
from app.panes.chat.documents.picker import CollectionsChosen
from app.panes.chat.endpoints.picker import ModelChosen, ModelPicker
from app.services.chat.api import Message, ModelAt, Preset
from app.services.chat.reckoning import ContextUse
from app.state.chat_endpoints import CardChanged, EndpointsChanged
from app.state.chat_library import TroubleChanged
from app.state.chat_partner import partner_of
from app.transcript.view import ThreadView

if TYPE_CHECKING:
    from app.services.chat.api import Part
    from app.state.hub import Hub


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
        self._editing: Message | None = None
        self._put_aside: tuple[str, tuple[Part, ...]] = ("", ())
        """What was typed before an earlier message was to be changed."""
        self._has_draft = False
        """Whether the composer has what was typed into this conversation."""
        self._attached: dict[int | None, tuple[Part, ...]] = {}
        """What was attached and not sent, by conversation."""
        self._shown_id: int | None = None
        self._sends_soon = False
        """Whether what is in the composer is sent once that can be."""
        self._wanted_message: int | None = None
        """Which is brought into sight once the conversation was read."""
        self._build()
        self._listen()
        self._show_other()

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
        self.composer.edit.setFocus(Qt.FocusReason.OtherFocusReason)

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
        self._sends_soon = True
        self._show_model()

    def close_side(self) -> None:
        """Put away what stands beside the conversation."""
        self.side.hide()
        self.side_toggled.emit()

    def find_in_conversation(self) -> None:
        """Let the user search in the conversation."""
        self.transcript.search()

    # Building

    def _build(self) -> None:
        self.picker = ModelPicker(self._hub)
        self.title = ElidedLabel("", "strong", "text2")
        self.find_button = IconButton("magnifying-glass", "Find in this conversation")
        self.settings_button = IconButton("sliders-horizontal", "How the model shall answer")
        self.header = QHBoxLayout()
        self.header.setSpacing(8)
        self.header.addWidget(self.picker)
        self.header.addWidget(self.title, 1)
        self.header.addWidget(self.find_button)
        self.header.addWidget(self.settings_button)
        self.transcript = ThreadView(self._hub.supervisor)
        self.welcome = Welcome()
        self.feed = TranscriptFeed(self._chat, self.transcript)
        self.acts = MessageActs(self._hub, self.subject, self.feed, self.transcript)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.transcript)
        self.pages.addWidget(self.welcome)
        self.composer = Composer(self._hub)
        self.side = SidePanel()
        self.side.hide()
        column = QVBoxLayout()
        column.setSpacing(8)
        column.addLayout(self.header)
        column.addWidget(Line())
        column.addWidget(self.pages, 1)
        column.addWidget(self.composer)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 16)
        outer.setSpacing(16)
        outer.addLayout(column, 1)
        outer.addWidget(self.side)

    def _listen(self) -> None:
        self.subject.shown.connect(self._on_shown)
        self.subject.changed.connect(self._show)
        self.subject.question_kept.connect(self._on_question_kept)
        self._chat.endpoints.changed.connect(self._on_endpoints_changed)
        self._chat.endpoints.card_changed.connect(self._on_card_changed)
        self._chat.library.presets_changed.connect(self._show_presets)
        self._chat.library.trouble_changed.connect(self._on_trouble_changed)
        self.picker.chosen.connect(self._on_model_chosen)
        self.find_button.clicked.connect(self.find_in_conversation)
        self.settings_button.clicked.connect(self._on_settings_button)
        self.welcome.deploy_asked.connect(self._on_deploy_asked)
        self.welcome.retry_asked.connect(self._on_retry)
        self._listen_below()
        find = QShortcut(QKeySequence("Ctrl+Shift+F"), self)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(self.find_in_conversation)

    def _listen_below(self) -> None:
        self.acts.edit_asked.connect(self._on_edit_asked)
        self.acts.sources_asked.connect(self._on_sources_asked)
        composer, side = self.composer, self.side
        composer.sent.connect(self._on_sent)
        composer.stop_asked.connect(self._on_stop)
        composer.draft_changed.connect(self._on_draft_changed)
        composer.editing_ended.connect(self._end_editing)
        composer.recalled.connect(self.acts.edit_last)
        composer.collections.chosen.connect(self._on_collections_chosen)
        composer.collections.manage_asked.connect(self.documents_asked)
        side.closed.connect(self._on_side_closed)
        side.settings.changed.connect(self._on_settings_changed)
        side.settings.preset_kept.connect(self._on_preset_kept)
        side.settings.preset_dropped.connect(self._on_preset_dropped)
        side.sources.passage_asked.connect(self._on_passage_asked)

    # Showing

    def _on_shown(self, shown: ConversationShown) -> None:
        if not shown.is_begun:
            self._put_attached_aside()
        self._has_draft = shown.is_begun
        self._shown_id = shown.conversation
        self._show_other()
        self.shown.emit(shown)

    def _put_attached_aside(self) -> None:
        if self._editing is None:
            self._attached[self._shown_id] = self.composer.parts
        else:
            self._attached[self._shown_id] = self._put_aside[1]
        self._editing = None
        self.composer.set_editing(False)

    def _show_other(self) -> None:
        """Show another conversation from the beginning."""
        self.feed.show_state(self.subject.state)
        self.side.show_sources_of(None)
        self._show_presets()
        self._show()

    def _show(self) -> None:
        conversation = self.subject.conversation
        self._show_page()
        self.composer.set_answering(self.subject.is_busy)
        if conversation is None:
            self.composer.set_blocked("The conversation is being read…")
            return
        if not self._has_draft:
            self._has_draft = True
            draft = self.subject.draft
            self.composer.set_parts(self._attached.pop(self._shown_id, ()))
            self.composer.set_text(draft)
        self.title.setText("" if self._shown_id is None else conversation.title)
        self.picker.show_choice(conversation.endpoint, conversation.model)
        self.composer.collections.show_choice(conversation.collections)
        self.side.settings.show_settings(conversation.system, conversation.parameters)
        self._show_model()
        self._show_wanted()

    def _show_page(self) -> None:
        state = self.subject.state
        if state is not None and state.path():
            self.pages.setCurrentWidget(self.transcript)
            return
        self.pages.setCurrentWidget(self.welcome)
        if state is not None and state.error is not None:
            self.welcome.show_failure(str(state.error))
        elif state is not None and state.conversation is None:
            self.welcome.setCurrentWidget(self.welcome.loading)
        elif self._chat.endpoints.all():
            self.welcome.setCurrentWidget(self.welcome.ready)
        else:
            self.welcome.setCurrentWidget(self.welcome.nobody)

    def _show_model(self) -> None:
        """Show what the model that is chosen can do now."""
        conversation = self.subject.conversation
        if conversation is None:
            return
        partner = partner_of(self._chat.endpoints, conversation)
        trouble = self._chat.library.trouble
        blocked = why_blocked(conversation, partner) if trouble is None else str(trouble)
        self.composer.set_blocked(blocked)
        title = model_title(conversation.model)
        refusal = "" if partner is None else picture_refusal(title, partner)
        self.composer.set_picture_refusal(refusal)
        state, limit = self.subject.state, None
        if partner is not None:
            self.side.settings.show_card(partner.card)
            limit = partner.context
        self.composer.show_use(ContextUse(0, limit) if state is None else state.context())
        if self._sends_soon and self.composer.send.isEnabled():
            self._sends_soon = False
            self.composer.send.click()

    def _show_presets(self) -> None:
        self.side.settings.show_presets(self._chat.library.presets())

    def _show_wanted(self) -> None:
        state, wanted = self.subject.state, self._wanted_message
        if wanted is None or state is None or state.message(wanted) is None:
            return
        self._wanted_message = None
        if all(each.id != wanted for each in state.path()):
            state.choose(wanted)
        self.transcript.show_entry(wanted)

    def _on_endpoints_changed(self, _changed: EndpointsChanged) -> None:
        self._choose_first()
        self._show_page()
        self._show_model()

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
        self._show_model()

    def _on_trouble_changed(self, _changed: TroubleChanged) -> None:
        self._show_model()

    # Asking

    def _on_sent(self, typed: Typed) -> None:
        if self.subject.is_busy:
            return
        editing, state = self._editing, self.subject.state
        if editing is not None and state is not None:
            state.edit(editing.id, typed.text, typed.parts)
        else:
            self.subject.send(typed.text, typed.parts)
        self.transcript.jump_to_end()

    def _on_question_kept(self) -> None:
        if self._editing is None:
            self.composer.clear()
        else:
            self._end_editing()
        self.transcript.jump_to_end()

    def _on_stop(self) -> None:
        if self.subject.state is not None:
            self.subject.state.stop()

    def _on_draft_changed(self, draft: DraftChanged) -> None:
        if self._editing is None:
            self.subject.keep_draft(draft.text)
        self._sends_soon = self._sends_soon and not self.composer.edit.hasFocus()

    def _on_edit_asked(self, asked: EditAsked) -> None:
        if self._editing is None:
            self._put_aside = (self.composer.text, self.composer.parts)
        self._editing = asked.message
        self.composer.set_editing(True)
        self.composer.set_parts(asked.parts)
        self.composer.set_text(asked.message.text)
        self.composer.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _end_editing(self) -> None:
        text, parts = self._put_aside
        self._put_aside = ("", ())
        self.composer.set_editing(False)
        self.composer.set_parts(parts)
        self.composer.set_text(text)
        self._editing = None

    # Settings

    def _on_model_chosen(self, chosen: ModelChosen) -> None:
        self.subject.set_model(chosen.endpoint, chosen.model)
        self._show()
        self.composer.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_collections_chosen(self, chosen: CollectionsChosen) -> None:
        self.subject.set_collections(chosen.collections)

    def _on_settings_changed(self, changed: SettingsChanged) -> None:
        self.subject.set_system(changed.system, changed.parameters)

    def _on_preset_kept(self, kept: PresetKept) -> None:
        name, is_fine = QInputDialog.getText(self, "Keep as preset", "Name of the preset")
        if is_fine and name.strip():
            preset = Preset(name.strip(), kept.system, kept.parameters)
            self._chat.library.save_preset(preset)

    def _on_preset_dropped(self, dropped: PresetDropped) -> None:
        self._chat.library.delete_preset(dropped.name)

    # Beside

    def _on_settings_button(self) -> None:
        if self.side.isVisible() and self.side.page is Page.SETTINGS:
            self.close_side()
        else:
            self._open_side(Page.SETTINGS)

    def _open_side(self, page: Page) -> None:
        self.side.show_page(page)
        self.side.show()
        self.side_toggled.emit()

    def _on_side_closed(self) -> None:
        self.close_side()
        self.composer.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_sources_asked(self, asked: SourcesAsked) -> None:
        self._open_side(Page.SOURCES)
        self.side.show_sources_of(asked.message, asked.number)

    def _on_passage_asked(self, asked: PassageAsked) -> None:
        PassageDialog(self._hub, asked.place, self.window()).open()

    def _on_deploy_asked(self) -> None:
        self._hub.show_deploy(self._hub.current_node)

    def _on_retry(self) -> None:
        if self.subject.state is not None:
            self.subject.state.read_again()
