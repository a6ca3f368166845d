"""The cards of all topics. Rows are made once somebody wants to see them, the others soon after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.panes.settings.rows import PreferenceRow, ResetWanted, TopicCard, ValueWanted
from app.state.preferences import Topic

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QVBoxLayout

    from app.state.preferences import Preferences


class TopicCards(QObject):
    """One card for each topic, from the top of a column on.

    Signals:
        wanted: the user chose another value.
        reset_wanted: the user wants a default back.
        completed: the last rows that waited were made.
    """

    wanted = Signal(ValueWanted)
    reset_wanted = Signal(ResetWanted)
    completed = Signal()

    def __init__(self, preferences: Preferences, column: QVBoxLayout, parent: QObject) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self._column = column
        self._cards: dict[Topic, TopicCard] = {}
        self._waiting: dict[str, Topic] = {}
        """Preferences without a row: all at once would hold the window up for 0.1 s."""
        self._rest = QTimer(self, singleShot=True, interval=0)
        self._rest.timeout.connect(self._make_rest)

    @property
    def topics(self) -> tuple[Topic, ...]:
        """Topics of which there is something, in order."""
        return tuple(topic for topic in Topic if topic in self._cards)

    def rows(self) -> Iterator[tuple[TopicCard, str, PreferenceRow]]:
        """The rows that were made: card, key, row."""
        for card in self._cards.values():
            for key, row in card.rows.items():
                yield card, key, row

    def fill(self) -> None:
        """Take all preferences that there are."""
        self._waiting = {each.key: each.topic for each in self._preferences.all()}
        for topic in dict.fromkeys(self._waiting.values()):
            self._add_card(topic)
        self._rest.start()

    def add(self, key: str) -> None:
        """Make the row of a preference, in the place of the one that it had."""
        self._waiting.pop(key, None)
        preference = self._preferences.get(key)
        row = PreferenceRow(preference)
        row.wanted.connect(self.wanted)
        row.reset_wanted.connect(self.reset_wanted)
        self._add_card(preference.topic).add_row(row)

    def row(self, key: str) -> PreferenceRow | None:
        """Return the row of a preference."""
        if key in self._waiting:
            self._make(self._waiting[key])
        return next((row for _card, its_key, row in self.rows() if its_key == key), None)

    def show_topic(self, shown: Topic) -> None:
        """Show one topic, all of it."""
        self._make(shown)
        for topic, card in self._cards.items():
            card.show_rows(None)
            card.setVisible(topic is shown)

    def show_found(self, keys: frozenset[str]) -> None:
        """Show these of all topics."""
        for topic, card in self._cards.items():
            self._make(topic)
            card.setVisible(card.show_rows(keys))

    def refresh(self, like: str = "") -> None:
        """Show what holds now; with a key, in its topic only: others of it may depend on it."""
        cards = [card for card in self._cards.values() if not like or like in card.rows]
        for row in (row for card in cards for row in card.rows.values()):
            row.refresh()

    def _make(self, topic: Topic) -> None:
        keys = [key for key, its_topic in self._waiting.items() if its_topic is topic]
        for key in keys:
            self.add(key)
        if keys and not self._waiting:
            self.completed.emit()

    def _make_rest(self) -> None:
        if self._waiting:
            self._make(next(iter(self._waiting.values())))
            self._rest.start()

    def _add_card(self, topic: Topic) -> TopicCard:
        if topic not in self._cards:
            self._cards[topic] = TopicCard(topic)
            self._column.insertWidget(self.topics.index(topic), self._cards[topic])
            self._cards[topic].hide()
        return self._cards[topic]
