"""The Chat pane: conversations, side by side, documents, view by view."""

from __future__ import annotations

from PySide6.QtGui import QKeySequence, QShowEvent
from PySide6.QtWidgets import QWidget

from app.panes.chat.api import ChatView, View, ViewAsked
from app.panes.chat.views import VIEWS
from app.panes.frame import SectionFrame
from app.state.chat_endpoints import EndpointsChanged
from app.state.hub import Hub, PaneRequested


class ChatPane(SectionFrame[ChatView]):
    """Frame of the views. It follows endpoints as long as it was once shown."""

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        super().__init__(hub, "Chat", VIEWS, parent, switch="View")
        hub.chat.endpoints.changed.connect(self._on_endpoints_changed)
        hub.pane_requested.connect(self._on_pane_requested)
        self.add_key(QKeySequence("Ctrl+N"), self._on_new)
        self.show_section(View.CONVERSATION)

    def showEvent(self, event: QShowEvent) -> None:
        """Follow endpoints, and take what another pane asked for."""
        super().showEvent(event)
        self._hub.chat.endpoints.watch()
        self._take_wish()
        self._show_words()

    def on_made(self, section: ChatView) -> None:
        """Follow it to another view."""
        section.view_asked.connect(self._on_view_asked)

    def on_refresh(self) -> None:
        """Ask endpoints anew, too."""
        self._hub.chat.endpoints.look_again()
        self.section.refresh()

    def _on_view_asked(self, asked: ViewAsked) -> None:
        self.show_section(asked.view).show_about(asked.about)

    def _on_new(self) -> None:
        self.show_section(View.CONVERSATION).show_about(None)

    def _on_pane_requested(self, requested: PaneRequested) -> None:
        if requested.name == "chat" and self.isVisible():  # it is not shown anew then
            self._take_wish()

    def _take_wish(self) -> None:
        wish = self._hub.take_chat_wish()
        if wish is not None:
            self.show_section(View.CONVERSATION).show_about(wish)

    def _on_endpoints_changed(self, _changed: EndpointsChanged) -> None:
        self._show_words()

    def _show_words(self) -> None:
        views = self._hub.chat.endpoints.all()
        models = sum(len(view.models or ()) for view in views)
        if not views:
            self.about.setText("With the models of your machines, and with your own documents")
            return
        some = "1 model" if models == 1 else f"{models} models"
        where = "1 endpoint" if len(views) == 1 else f"{len(views)} endpoints"
        self.about.setText(f"{some} at {where}")
