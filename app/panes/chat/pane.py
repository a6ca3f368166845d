"""The Chat pane: conversations, side by side, documents, view by view."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QKeySequence, QShowEvent
from PySide6.QtWidgets import QWidget

from app.core.i18n import tr
from app.panes.chat.api import ChatView, View, ViewAsked
from app.panes.chat.views import VIEWS
from app.panes.frame import SectionFrame
from app.services.chat.api import EndpointView
from app.state.chat_endpoints import EndpointsChanged
from app.state.hub import Hub, PaneRequested


class ChatPane(SectionFrame[ChatView]):
    """Frame of the views. It follows endpoints as long as it was once shown."""

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        super().__init__(hub, tr("Chat"), VIEWS, parent, switch=tr("View"))
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
        self.about.setText(about_endpoints(self._hub.chat.endpoints.all()))


def about_endpoints(views: Sequence[EndpointView]) -> str:
    """Return how many models there are, or why that is not known."""
    if not views:
        return tr("With the models of your machines, and with your own documents")
    told = [view.models for view in views if view.models is not None]
    if not told:  # 0 would be a number that nobody told
        are_asked = any(view.error is None for view in views)
        return tr("Looking for models…") if are_asked else tr("No endpoint answers now")
    models = sum(map(len, told))
    some = tr("1 model") if models == 1 else tr("{models} models").format(models=models)
    where = (
        tr("1 endpoint") if len(views) == 1 else tr("{views} endpoints").format(views=len(views))
    )
    return tr("{some} at {where}").format(some=some, where=where)
