"""What stands beside a conversation: how the model shall answer, and where an answer is from."""

from __future__ import annotations

from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.core.i18n import tr
from app.look.components import Chosen, IconButton, Segmented
from app.panes.chat.conversation.settings import (
    PresetDropped,
    PresetKept,
    SettingsChanged,
    SettingsPage,
)
from app.panes.chat.documents.passage import PassageAsked, PassageDialog
from app.panes.chat.documents.sources import SourcesPanel
from app.services.chat.api import Preset
from app.state.hub import Notice, NoticeAction, Severity

if TYPE_CHECKING:
    from app.panes.chat.conversation.subject import Subject
    from app.services.chat.api import Conversation, Message
    from app.state.chat_partner import Partner
    from app.state.hub import Hub

WIDTH = 300
_ANY_WIDTH = (1 << 24) - 1
"""Qt's own: no limit."""


class Page(StrEnum):
    """Names of the pages."""

    SETTINGS = "settings"
    SOURCES = "sources"


class SidePanel(QWidget):
    """Settings and sources of the conversation, one at a time.

    Signals:
        closed: it is not wanted any more.
    """

    closed = Signal()

    def __init__(self, hub: Hub, subject: Subject, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self._library = hub.chat.library
        self._subject = subject
        self._newest: int | None = None
        """The newest answer with sources, when they were shown by themselves."""
        self.fill(False)
        self.setAccessibleName(tr("Beside the conversation"))
        self.switch = Segmented(
            tr("Beside"), [(Page.SETTINGS, tr("Settings")), (Page.SOURCES, tr("Sources"))]
        )
        self.close_button = IconButton("x", tr("Close settings and sources"), size=14)
        self.settings = SettingsPage()
        self.sources = SourcesPanel()
        self._pages = QStackedWidget()
        self._pages.addWidget(self.settings)
        self._pages.addWidget(self.sources)
        top = QHBoxLayout()
        top.addWidget(self.switch)
        top.addStretch(1)
        top.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 12)
        column.setSpacing(12)
        column.addLayout(top)
        column.addWidget(self._pages, 1)
        self._listen()
        self._show_presets()

    @property
    def page(self) -> Page:
        """Which one is shown."""
        return Page(self.switch.key)

    def fill(self, whole: bool) -> None:
        """Take all the width there is, or stand beside the conversation."""
        self.setMinimumWidth(WIDTH)
        self.setMaximumWidth(_ANY_WIDTH if whole else WIDTH)

    def show_page(self, page: Page) -> None:
        """Show settings or sources."""
        self.switch.choose(page)
        self._pages.setCurrentWidget(self.settings if page is Page.SETTINGS else self.sources)

    def show_conversation(self, conversation: Conversation, partner: Partner | None) -> None:
        """Show how the model shall answer, and the sources of the newest answer that has any."""
        self.settings.show_settings(conversation.system, conversation.parameters)
        if partner is not None:
            self.settings.show_card(partner.card)
        state = self._subject.state
        path = () if state is None else state.path()
        newest = next((each for each in reversed(path) if each.sources), None)
        number = None if newest is None else newest.id
        if number != self._newest:
            self._newest = number
            self.show_sources_of(newest)

    def show_sources_of(self, message: Message | None, number: int = 0) -> None:
        """Show the sources of an answer, one of them in sight."""
        if message is None:
            self.sources.show_sources((), frozenset())
            return
        from app.services.documents.citations import cited

        used = frozenset(cited(message.text, message.sources))
        self.sources.show_sources(message.sources, used, number=number)

    def _listen(self) -> None:
        self.switch.chosen.connect(self._on_chosen)
        self.close_button.clicked.connect(self.closed)
        self.settings.changed.connect(self._on_settings_changed)
        self.settings.preset_kept.connect(self._on_preset_kept)
        self.settings.preset_dropped.connect(self._on_preset_dropped)
        self.sources.passage_asked.connect(self._on_passage_asked)
        self._library.presets_changed.connect(self._show_presets)

    def _show_presets(self) -> None:
        self.settings.show_presets(self._library.presets())

    def _on_chosen(self, chosen: Chosen) -> None:
        self.show_page(Page(chosen.key))

    def _on_settings_changed(self, changed: SettingsChanged) -> None:
        self._subject.set_system(changed.system, changed.parameters)

    def _on_preset_kept(self, kept: PresetKept) -> None:
        self._library.save_preset(Preset(kept.name, kept.system, kept.parameters))

    def _on_preset_dropped(self, dropped: PresetDropped) -> None:
        known = [each for each in self._library.presets() if each.name == dropped.name]
        self._library.delete_preset(dropped.name)
        back = [
            NoticeAction(tr("Undo"), partial(self._library.save_preset, each)) for each in known
        ]
        title = tr("The preset “{name}” was deleted.").format(name=dropped.name)
        self._hub.tell(Notice(Severity.INFO, title, action=next(iter(back), None)))

    def _on_passage_asked(self, asked: PassageAsked) -> None:
        PassageDialog(self._hub, asked.place, self.window()).open()
