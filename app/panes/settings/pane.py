"""The Settings pane: topics at the left, a search on top, one line of help for each setting."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from app.core.i18n import tr
from app.look.components import Button, EmptyState, Line, Text, scrolled
from app.look.components.controls import CONTROL_HEIGHT
from app.look.components.surfaces import GAP, MARGIN
from app.panes.settings.cards import TopicCards
from app.panes.settings.resetting import Resetting
from app.panes.settings.rows import PreferenceRow, ResetWanted, ValueWanted
from app.panes.settings.search import finds
from app.panes.settings.topic_list import TopicChosen, TopicList
from app.panes.settings.transfer import Transfer
from app.panes.settings.usual import KEYRING
from app.panes.settings.writing import ValueRefused, Writing
from app.state.preferences import PreferenceChanged, Topic

if TYPE_CHECKING:
    from app.state.hub import Hub, PaneRequested
    from app.state.keyring import KeyringAsked

_LIST_WIDTH = 196
_PAGE_WIDTH = 760
_GAP = 20
_BAR_MARGIN = 12
"""Pixels of the pane's right margin that belong to the scroll bar."""


class SettingsPane(QWidget):
    """Everything that can be set. Each change takes effect at once, what costs something asks."""

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self._topic = Topic.NODES
        self.search = QLineEdit()
        self.topics = TopicList()
        self.nothing = EmptyState("magnifying-glass", "", "", tr("Show all settings"))
        self.import_button = Button(tr("Import…"), "secondary", "download-simple")
        self.export_button = Button(tr("Export…"), "secondary", "export")
        self.reset_button = Button(tr("Reset all…"), "secondary", "arrow-counter-clockwise")
        self.writing = Writing(hub, self)
        self.resetting = Resetting(hub, self)
        self.transfer = Transfer(hub, self)
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._lay_out()
        self._cards = TopicCards(hub.preferences, self._column, self)
        self._cards.fill()
        self.topics.show_topics(self._cards.topics)
        self._connect()
        self.show_topic(Topic.NODES)

    def show_topic(self, topic: Topic) -> None:
        """Show the preferences of a topic; a search is over."""
        self._topic = topic
        self._clear_search()
        self._show()

    def show_preference(self, key: str) -> None:
        """Show one preference and give it the keyboard; nothing when there is none such."""
        row = self.row(key)
        if row is None:
            return
        self.show_topic(row.preference.topic)
        self._area.ensureWidgetVisible(row)
        if row.control is not None:
            row.control.take_keyboard()

    def row(self, key: str) -> PreferenceRow | None:
        """Return the row of a preference."""
        return self._cards.row(key)

    @property
    def shown(self) -> tuple[str, ...]:
        """Keys of the preferences that are shown."""
        return tuple(
            key
            for card, key, row in self._cards.rows()
            if not card.isHidden() and not row.isHidden()
        )

    def showEvent(self, event: QShowEvent) -> None:
        """Show what holds now: other places change the same settings."""
        super().showEvent(event)
        self._hub.keyring.ask()
        self._hub.preferences.all()  # what was added since comes in
        self._cards.refresh()
        self._take_wish()

    def hideEvent(self, event: QHideEvent) -> None:
        """Come back to a topic, not to what was searched."""
        super().hideEvent(event)
        self._clear_search()

    # What is shown

    def _take_wish(self) -> None:
        key = self._hub.take_setting_wish()
        if key:
            self.show_preference(key)

    def _on_completed(self) -> None:
        # From the topics on to what they hold; what is done with all of it comes last.
        tab = Qt.FocusPolicy.TabFocus
        held = [each for each in self._area.findChildren(QWidget) if each.focusPolicy() & tab]
        last = (self.import_button, self.export_button, self.reset_button)
        for before, after in pairwise([*held[-1:], *last]):
            QWidget.setTabOrder(before, after)

    def _show(self) -> None:
        query = self.search.text().strip()
        all_of_them = self._hub.preferences.all()
        found = frozenset(each.key for each in all_of_them if finds(query, each))
        self.topics.choose(None if query else self._topic)
        if query:
            self._cards.show_found(found)
        else:
            self._cards.show_topic(self._topic)
        self.nothing.setVisible(bool(query) and not found)
        if query and not found:
            self.nothing.title.setText(tr("Nothing is called “{query}”").format(query=query))
        self._area.verticalScrollBar().setValue(0)

    def _clear_search(self) -> None:
        if self.search.text():
            self.search.clear()

    # What happens

    def _on_search(self, _text: str) -> None:
        self._show()

    def _on_topic(self, chosen: TopicChosen) -> None:
        self.show_topic(chosen.topic)

    def _on_escape(self) -> None:
        self._clear_search()
        self.topics.setFocus()

    def _on_find(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _on_refused(self, refused: ValueRefused) -> None:
        row = self.row(refused.key)
        if row is not None:
            row.refresh()
            if refused.words:
                row.say_problem(refused.words)

    def _on_reset_wanted(self, wanted: ResetWanted) -> None:
        default = self._hub.preferences.get(wanted.key).default
        if self._hub.preferences.get(wanted.key).doubt(default) is not None:
            self.writing.take(ValueWanted(wanted.key, default))
        else:
            self.resetting.reset(wanted.key)

    def _on_changed(self, changed: PreferenceChanged) -> None:
        if self.isVisible():
            self._cards.refresh(changed.key)

    def _on_pane_requested(self, _request: PaneRequested) -> None:
        if self.isVisible():
            self._take_wish()

    def _on_keyring(self, _asked: KeyringAsked) -> None:
        self._hub.preferences.say_changed(KEYRING)

    def _on_added(self, added: PreferenceChanged) -> None:
        self._cards.add(added.key)
        self._soon.start()

    def _on_soon(self) -> None:
        self.topics.show_topics(self._cards.topics)
        self._show()

    # Layout

    def _connect(self) -> None:
        hub = self._hub
        hub.preferences.changed.connect(self._on_changed)
        hub.preferences.added.connect(self._on_added)
        hub.keyring.changed.connect(self._on_keyring)
        hub.pane_requested.connect(self._on_pane_requested)
        self._soon.timeout.connect(self._on_soon)
        self._cards.wanted.connect(self.writing.take)
        self._cards.reset_wanted.connect(self._on_reset_wanted)
        self._cards.completed.connect(self._on_completed)
        self.writing.refused.connect(self._on_refused)
        self.search.textChanged.connect(self._on_search)
        self.topics.topic_chosen.connect(self._on_topic)
        self.import_button.clicked.connect(self.transfer.ask_file)
        self.export_button.clicked.connect(self.transfer.ask_place)
        self.reset_button.clicked.connect(self.resetting.ask)
        assert self.nothing.action is not None
        self.nothing.action.clicked.connect(self._on_escape)
        for key, slot in (
            (QKeySequence(QKeySequence.StandardKey.Find), self._on_find),
            (QKeySequence(Qt.Key.Key_Escape), self._on_escape),
        ):
            shortcut = QShortcut(key, self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)

    def _lay_out(self) -> None:
        body = QHBoxLayout()
        body.setSpacing(_GAP)
        body.addLayout(self._side())
        body.addWidget(self._page(), 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(MARGIN, 20, MARGIN - _BAR_MARGIN, 0)
        outer.setSpacing(16)
        outer.addLayout(self._head())
        outer.addLayout(body, 1)

    def _head(self) -> QHBoxLayout:
        self.search.setPlaceholderText(tr("Search the settings"))
        self.search.setAccessibleName(tr("Search the settings"))
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumHeight(CONTROL_HEIGHT)
        self.search.setMaximumWidth(_PAGE_WIDTH - _BAR_MARGIN)
        title = Text(tr("Settings"), "page")
        title.setMinimumWidth(_LIST_WIDTH)
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, _BAR_MARGIN, 0)
        head.setSpacing(_GAP)
        head.addWidget(title)
        head.addWidget(self.search, 1)
        head.addStretch(0)
        return head

    def _side(self) -> QVBoxLayout:
        self.topics.setFixedWidth(_LIST_WIDTH)
        side = QVBoxLayout()
        side.setContentsMargins(0, 0, 0, MARGIN)
        side.setSpacing(8)
        side.addWidget(self.topics, 1)
        side.addWidget(Line())
        for button in (self.import_button, self.export_button, self.reset_button):
            side.addWidget(button)
        return side

    def _page(self) -> QWidget:
        page = QWidget()
        page.setMaximumWidth(_PAGE_WIDTH)
        self._column = QVBoxLayout(page)
        self._column.setContentsMargins(0, 0, _BAR_MARGIN, MARGIN)
        self._column.setSpacing(GAP)
        self._column.addWidget(self.nothing, 1)
        self._column.addStretch(1)
        self.nothing.hide()
        self._area = scrolled(page)
        self._area.setAlignment(Qt.AlignmentFlag.AlignLeft)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        return self._area
