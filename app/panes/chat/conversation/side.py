"""What stands beside a conversation: how the model shall answer, and where an answer is from."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.look.components import Chosen, IconButton, Segmented
from app.panes.chat.conversation.settings import SettingsPage
from app.panes.chat.documents.sources import SourcesPanel
from app.services.chat.api import Message

WIDTH = 300


class Page(StrEnum):
    """Names of the pages."""

    SETTINGS = "settings"
    SOURCES = "sources"


class SidePanel(QWidget):
    """Settings and sources, one at a time.

    Signals:
        closed: it is not wanted any more.
    """

    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedWidth(WIDTH)
        self.setAccessibleName("Beside the conversation")
        self.switch = Segmented("Beside", [(Page.SETTINGS, "Settings"), (Page.SOURCES, "Sources")])
        self.close_button = IconButton("x", "Close settings and sources", size=14)
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
        self.switch.chosen.connect(self._on_chosen)
        self.close_button.clicked.connect(self.closed)

    @property
    def page(self) -> Page:
        """Which one is shown."""
        return Page(self.switch.key)

    def show_page(self, page: Page) -> None:
        """Show settings or sources."""
        self.switch.choose(page)
        self._pages.setCurrentWidget(self.settings if page is Page.SETTINGS else self.sources)

    def show_sources_of(self, message: Message | None, number: int = 0) -> None:
        """Show the sources of an answer, one of them in sight."""
        if message is None:
            self.sources.show_sources((), frozenset())
            return
        from app.services.documents.citations import cited

        used = frozenset(cited(message.text, message.sources))
        self.sources.show_sources(message.sources, used, number=number)

    def _on_chosen(self, chosen: Chosen) -> None:
        self.show_page(Page(chosen.key))
