"""The Models pane: what runs, deploying, benchmarks, recipes, section by section."""

from __future__ import annotations

from PySide6.QtGui import QKeySequence, QShowEvent
from PySide6.QtWidgets import QWidget

from app.core.i18n import tr
from app.core.ids import NodeId
from app.panes.deploy.api import ModelWish, Page, PageAsked, Section
from app.panes.deploy.sections import SECTIONS
from app.panes.deploy.settings import keep, load
from app.panes.frame import SectionFrame
from app.services.serving.running.api import Endpoint
from app.state.hub import Hub, NodeSelected, PaneRequested
from app.state.nodes import NodesChanged
from app.state.serving import ModelsChanged
from app.transport.status import Phase, SessionStatus


class DeployPane(SectionFrame[Section]):
    """Frame of the sections.

    It follows the models of every node that is connected, as long as the pane was once shown.
    """

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        super().__init__(hub, tr("Models"), SECTIONS, parent)
        self._listen()
        self.show_remembered(load(hub).section)

    def showEvent(self, event: QShowEvent) -> None:
        """Follow the models of all nodes, and what another pane asked for."""
        super().showEvent(event)
        for node in self._hub.nodes.all():
            self._follow(node.id)
        self._take_wish()
        self._show_words()

    def _listen(self) -> None:
        hub = self._hub
        hub.node_selected.connect(self._on_node_selected)
        hub.pane_requested.connect(self._on_pane_requested)
        hub.nodes.changed.connect(self._on_nodes_changed)
        hub.sessions.status_changed.connect(self._on_status)
        hub.serving.models_changed.connect(self._on_models_changed)
        self.add_key(QKeySequence("Ctrl+N"), self._on_new)

    # What happens

    def on_made(self, section: Section) -> None:
        """Follow it to another section."""
        section.page_asked.connect(self._on_page_asked)

    def on_chosen(self, name: str) -> None:
        """Remember the section."""
        keep(self._hub, section=name)

    def _on_page_asked(self, asked: PageAsked) -> None:
        self.show_section(asked.page).show_about(asked.about)

    def _on_new(self) -> None:
        if any(spec.name is Page.DEPLOY for spec in SECTIONS):
            self.show_section(Page.DEPLOY).show_about(None)

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
            self.about.setText(tr("What your machines serve, and what else fits"))
            return
        models = tr("1 model") if count == 1 else tr("{count} models").format(count=count)
        nodes = tr("1 node") if len(known) == 1 else tr("{known} nodes").format(known=len(known))
        self.about.setText(tr("{models} on {nodes}").format(models=models, nodes=nodes))
