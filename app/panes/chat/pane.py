"""The Chat pane: conversations, side by side, documents, view by view."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.look.components import Chosen, ElidedLabel, Segmented, Text
from app.panes.chat.api import ChatView, View, ViewAsked
from app.panes.chat.views import VIEWS
from app.state.chat_endpoints import EndpointsChanged
from app.state.hub import Hub, PaneRequested

_MARGIN = 24


class ChatPane(QWidget):
    """Frame of the views, each made when it is first shown."""

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self._views: dict[View, ChatView] = {}
        self._build()
        self._listen()
        self.show_view(View.CONVERSATION)

    @property
    def view(self) -> ChatView:
        """The one that is shown."""
        return self._views[View(self.switch.key)]

    def show_view(self, name: View) -> ChatView:
        """Show a view and return it."""
        self.switch.choose(name)
        if name not in self._views:
            spec = next(spec for spec in VIEWS if spec.name == name)
            view = spec.create(self._hub, self)
            view.view_asked.connect(self._on_view_asked)
            self._views[name] = view
            self._pages.addWidget(view)
        self._pages.setCurrentWidget(self._views[name])
        return self._views[name]

    def showEvent(self, event: QShowEvent) -> None:
        """Follow endpoints, and take what another pane asked for."""
        super().showEvent(event)
        self._hub.chat.endpoints.watch()
        self._take_wish()
        self._show_words()

    def _build(self) -> None:
        self.title = Text("Chat", "page")
        self.about = ElidedLabel("", "body", "text2")
        self.switch = Segmented("View", [(spec.name, spec.title) for spec in VIEWS])
        self._pages = QStackedWidget()
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.title)
        words.addWidget(self.about)
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addLayout(words, 1)
        top.addWidget(self.switch, 0, Qt.AlignmentFlag.AlignVCenter)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(_MARGIN, 20, _MARGIN, 0)
        outer.setSpacing(14)
        outer.addLayout(top)
        outer.addWidget(self._pages, 1)

    def _listen(self) -> None:
        self._hub.chat.endpoints.changed.connect(self._on_endpoints_changed)
        self._hub.pane_requested.connect(self._on_pane_requested)
        self.switch.chosen.connect(self._on_view_chosen)
        for key, slot in (
            (QKeySequence("F5"), self._on_refresh),
            (QKeySequence("Ctrl+N"), self._on_new),
            (QKeySequence(QKeySequence.StandardKey.Find), self._on_search),
        ):
            shortcut = QShortcut(key, self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)

    def _on_view_chosen(self, chosen: Chosen) -> None:
        self.show_view(View(chosen.key))

    def _on_view_asked(self, asked: ViewAsked) -> None:
        self.show_view(asked.view).show_about(asked.about)

    def _on_refresh(self) -> None:
        self._hub.chat.endpoints.look_again()
        self.view.refresh()

    def _on_new(self) -> None:
        self.show_view(View.CONVERSATION).show_about(None)

    def _on_search(self) -> None:
        self.view.search()

    def _on_pane_requested(self, requested: PaneRequested) -> None:
        if requested.name == "chat" and self.isVisible():  # it is not shown anew then
            self._take_wish()

    def _take_wish(self) -> None:
        wish = self._hub.take_chat_wish()
        if wish is not None:
            self.show_view(View.CONVERSATION).show_about(wish)

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
