"""The Models pane: what runs, deploying, benchmarks, recipes, section by section."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.core.ids import NodeId
from app.look.components import Chosen, ElidedLabel, Segmented, Text
from app.panes.deploy.api import ModelWish, Page, PageAsked, Section
from app.panes.deploy.sections import SECTIONS
from app.panes.deploy.settings import keep, load
from app.services.serving.running.api import Endpoint
from app.state.hub import Hub, NodeSelected, PaneRequested
from app.state.nodes import NodesChanged
from app.state.serving import ModelsChanged
from app.transport.status import Phase, SessionStatus

_MARGIN = 24


class DeployPane(QWidget):
    """Frame of the sections, each made when it is first shown.

    It follows the models of every node that is connected, as long as the pane was once shown.
    """

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self._sections: dict[Page, Section] = {}
        self._build()
        self._listen()
        names = [spec.name for spec in SECTIONS]
        wanted = Page(load(hub).section) if load(hub).section in names else names[0]
        self.show_section(wanted)

    @property
    def section(self) -> Section:
        """The one that is shown."""
        return self._sections[Page(self.switch.key)]

    def show_section(self, name: Page) -> Section:
        """Show a section and return it."""
        self.switch.choose(name)
        if name not in self._sections:
            spec = next(spec for spec in SECTIONS if spec.name == name)
            section = spec.create(self._hub, self)
            section.page_asked.connect(self._on_page_asked)
            self._sections[name] = section
            self._pages.addWidget(section)
        self._pages.setCurrentWidget(self._sections[name])
        return self._sections[name]

    def showEvent(self, event: QShowEvent) -> None:
        """Follow the models of all nodes, and what another pane asked for."""
        super().showEvent(event)
        for node in self._hub.nodes.all():
            self._follow(node.id)
        self._take_wish()
        self._show_words()

    def _build(self) -> None:
        self.title = Text("Models", "page")
        self.about = ElidedLabel("", "body", "text2")
        self.switch = Segmented("Section", [(spec.name, spec.title) for spec in SECTIONS])
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
        hub = self._hub
        hub.node_selected.connect(self._on_node_selected)
        hub.pane_requested.connect(self._on_pane_requested)
        hub.nodes.changed.connect(self._on_nodes_changed)
        hub.sessions.status_changed.connect(self._on_status)
        hub.serving.models_changed.connect(self._on_models_changed)
        self.switch.chosen.connect(self._on_section_chosen)
        for key, slot in (
            (QKeySequence("F5"), self._on_refresh),
            (QKeySequence("Ctrl+N"), self._on_new),
            (QKeySequence(QKeySequence.StandardKey.Find), self._on_search),
        ):
            shortcut = QShortcut(key, self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)

    # What happens

    def _on_section_chosen(self, chosen: Chosen) -> None:
        self.show_section(Page(chosen.key))
        keep(self._hub, section=chosen.key)

    def _on_page_asked(self, asked: PageAsked) -> None:
        self.show_section(asked.page).show_about(asked.about)

    def _on_refresh(self) -> None:
        self.section.refresh()

    def _on_new(self) -> None:
        if any(spec.name is Page.DEPLOY for spec in SECTIONS):
            self.show_section(Page.DEPLOY).show_about(None)

    def _on_search(self) -> None:
        self.section.search()

    def _on_node_selected(self, _selected: NodeSelected) -> None:
        self._show_words()

    def _on_nodes_changed(self, _changed: NodesChanged) -> None:
        self._show_words()

    def _on_models_changed(self, _changed: ModelsChanged) -> None:
        self._show_words()

    def _on_pane_requested(self, requested: PaneRequested) -> None:
        if requested.name == "models" and self.isVisible():  # it is not shown anew then
            self._take_wish()

    def _take_wish(self) -> None:
        wish = self._hub.take_deploy_wish()
        if wish is not None and isinstance(wish.about, Endpoint):
            self.show_section(Page.RUNNING).show_about(ModelWish(wish.about))
        elif wish is not None:
            self.show_section(Page.DEPLOY).show_about(wish.about)

    def _on_status(self, status: SessionStatus) -> None:
        if status.phase is Phase.CONNECTED and self.isVisible():
            self._follow(status.node)

    def _follow(self, node: NodeId) -> None:
        if self._hub.sessions.status(node).phase is Phase.CONNECTED:
            self._hub.serving.watch(node)

    def _show_words(self) -> None:
        views = [self._hub.serving.view(node.id) for node in self._hub.nodes.all()]
        known = [view for view in views if view.models is not None]
        count = sum(each.runs for view in known for each in view.models or ())
        if not known:
            self.about.setText("What your machines serve, and what else fits")
            return
        models = "1 model" if count == 1 else f"{count} models"
        nodes = "1 node" if len(known) == 1 else f"{len(known)} nodes"
        self.about.setText(f"{models} on {nodes}")
