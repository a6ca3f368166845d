"""The topics of the settings, at the left."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem

from app.core.i18n import tr
from app.look.icons import icon
from app.look.theme import ThemeChanged, theme
from app.panes.settings.topics import LOOKS
from app.state.preferences import Topic

_ROW_HEIGHT = 36
_ICON = 18


@dataclass(frozen=True, slots=True)
class TopicChosen:
    """The user wants to see a topic."""

    topic: Topic


class TopicList(QListWidget):
    """One row for each topic that has preferences.

    Signals:
        topic_chosen: the user chose another one.
    """

    topic_chosen = Signal(TopicChosen)

    def __init__(self) -> None:
        super().__init__()
        self.topics: tuple[Topic, ...] = ()
        self.setAccessibleName(tr("Topics of the settings"))
        self.setProperty("look", "topics")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setIconSize(QSize(_ICON, _ICON))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.currentRowChanged.connect(self._on_row)
        theme().changed.connect(self._on_theme)

    def show_topics(self, topics: tuple[Topic, ...]) -> None:
        """List these."""
        self.topics = topics
        self.blockSignals(True)
        self.clear()
        for topic in topics:
            item = QListWidgetItem(icon(LOOKS[topic].icon, "text2", _ICON), LOOKS[topic].title)
            item.setSizeHint(QSize(0, _ROW_HEIGHT))
            self.addItem(item)
        self.blockSignals(False)

    def choose(self, topic: Topic | None) -> None:
        """Mark one, or none, without emitting `topic_chosen`."""
        self.blockSignals(True)
        self.setCurrentRow(self.topics.index(topic) if topic in self.topics else -1)
        self.blockSignals(False)

    def _on_row(self, row: int) -> None:
        if row >= 0:
            self.topic_chosen.emit(TopicChosen(self.topics[row]))

    def _on_theme(self, _change: ThemeChanged) -> None:
        for row, topic in enumerate(self.topics):
            self.item(row).setIcon(icon(LOOKS[topic].icon, "text2", _ICON))
