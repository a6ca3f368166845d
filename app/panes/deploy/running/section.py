"""The models that all nodes serve, and the details of the one that is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.core.i18n import tr
from app.look.components import Button, Card, EmptyState, IconButton, Text
from app.look.components.controls import CONTROL_HEIGHT
from app.look.components.waiting import Skeleton
from app.panes.deploy.api import ModelWish, Page, PageAsked, Section
from app.panes.deploy.running.actions import ModelActions
from app.panes.deploy.running.arrangement import Arrangement
from app.panes.deploy.running.bands import Notes, OrphanBand
from app.panes.deploy.running.commands import ModelCommands
from app.panes.deploy.running.details import ModelDetails
from app.panes.deploy.running.gathering import Gathered, gather
from app.panes.deploy.running.order import ModelOrder
from app.panes.deploy.running.rows import SPEC, identity
from app.panes.row_model import RowModel
from app.panes.row_view import RowView
from app.transport.status import Phase

if TYPE_CHECKING:
    from app.state.deployments import DeploymentChanged
    from app.state.errands import ErrandChanged
    from app.state.hub import Hub
    from app.state.nodes import NodesChanged
    from app.state.serving import ModelsChanged
    from app.transport.status import SessionStatus

SOON_MS = 60
"""What several nodes tell at the same time is shown once."""
CLOCK_MS = 30_000
"""How long a model runs is told in minutes."""
_NOT_CONNECTED = tr(
    "Models appear here while their machine is connected: those deployed from here, "
    "and whatever else answers there like OpenAI does."
)
_NOTHING_RUNS = tr(
    "Deploy one: this program says first whether it fits and how fast it will be. "
    "What others start appears here, too: vLLM, Ollama, llama.cpp and all that "
    "answers like OpenAI does."
)


class RunningSection(Section):
    """Table of the models of all nodes; those being deployed are on top."""

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self._gathered = Gathered()
        self._wish: ModelWish | None = None
        self._actions = ModelActions(hub, self)
        self._model = RowModel(SPEC, self)
        self._order = ModelOrder(self._model, self)
        self._soon = QTimer(self, singleShot=True, interval=SOON_MS)
        self._soon.timeout.connect(self._show)
        self._clock = QTimer(self, interval=CLOCK_MS)
        self._clock.timeout.connect(self._show)
        self._build()
        self._commands = ModelCommands(hub, self.view, self.details, self._actions, self)
        self._arrangement = Arrangement(hub, self.view, self._splitter, self.details, self)
        self._listen()

    def show_about(self, about: object) -> None:
        """Choose a model: what `identity` of its row says, or one that is there soon."""
        if isinstance(about, str):
            self._show()
            self.view.choose(about)
        elif isinstance(about, ModelWish):
            self._wish = about
            self._show()

    def refresh(self) -> None:
        """Ask all nodes anew."""
        for node in self._hub.nodes.all():
            if self._hub.sessions.status(node.id).phase is Phase.CONNECTED:
                self._hub.serving.look_again(node.id)

    def search(self) -> None:
        """Put the keyboard into the filter."""
        self.filter.setFocus()
        self.filter.selectAll()

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up."""
        super().showEvent(event)
        self._clock.start()
        self._show()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop the clock."""
        super().hideEvent(event)
        self._clock.stop()

    def _build(self) -> None:
        self._build_toolbar()
        self.orphans = OrphanBand()
        self.notes = Notes()
        self.view = RowView(self._order)
        self.view.setSelectionMode(RowView.SelectionMode.SingleSelection)
        card = self._table = Card()
        card.body.setContentsMargins(8, 6, 8, 8)
        card.body.addWidget(self.view)
        self._loading = Card()
        self._loading.body.addWidget(Skeleton(6))
        self._loading.body.addStretch(1)
        self.empty = EmptyState("cube", "", "", tr("Deploy a model"))
        self._pages = QStackedWidget()
        self._pages.setMinimumHeight(150)
        for page in (card, self._loading, self.empty):
            self._pages.addWidget(page)
        self.details = ModelDetails(self._hub, self._actions)
        self._splitter = QSplitter(Qt.Orientation.Vertical)
        self._splitter.setHandleWidth(14)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(self._pages)
        self._splitter.addWidget(self.details)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 20)
        column.setSpacing(14)
        column.addLayout(self._toolbar)
        column.addWidget(self.orphans)
        column.addWidget(self._splitter, 1)
        column.addWidget(self.notes)

    def _build_toolbar(self) -> None:
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(tr("Filter"))
        self.filter.setAccessibleName(tr("Filter models"))
        self.filter.setClearButtonEnabled(True)
        self.filter.setMinimumWidth(140)
        self.filter.setMaximumWidth(260)
        self.filter.setFixedHeight(CONTROL_HEIGHT + 2)
        self.words = Text("", "body", "text2")
        self.again = IconButton("arrow-clockwise", tr("Ask the nodes anew (F5)"))
        self.deploy = Button(tr("Deploy a model"), "primary", "plus")
        row = self._toolbar = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.filter, 1)
        row.addWidget(self.words)
        row.addStretch(1)
        row.addWidget(self.again)
        row.addWidget(self.deploy)

    def _listen(self) -> None:
        hub = self._hub
        self._commands.page_asked.connect(self.page_asked)
        hub.nodes.changed.connect(self._on_nodes_changed)
        hub.sessions.status_changed.connect(self._on_status)
        hub.serving.models_changed.connect(self._on_models)
        hub.serving.deployment_changed.connect(self._on_deployment)
        hub.errands.changed.connect(self._on_errand)
        self.view.chosen.connect(self._on_chosen)
        self.details.closed.connect(self._on_closed)
        self.orphans.asked.connect(self._actions.on_orphan)
        self.filter.textChanged.connect(self._on_filter)
        self.again.clicked.connect(self.refresh)
        self.deploy.clicked.connect(self._on_deploy)
        assert self.empty.action is not None
        self.empty.action.clicked.connect(self._on_deploy)
        escape = QShortcut(QKeySequence("Esc"), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self._on_escape)

    # What is shown

    def _show_soon(self) -> None:
        if self.isVisible() and not self._soon.isActive():
            self._soon.start()

    def _show(self) -> None:
        """Bring everything up to date."""
        now = self._gathered = gather(self._hub)
        before = self._commands.chosen
        self._model.show_rows(now.rows)
        if before is not None and identity(before) not in map(identity, now.rows):
            self.view.clearSelection()  # Qt would choose its neighbour
        self._order.invalidate()
        self.orphans.show_orphans(now.orphans)
        self.notes.show_notes(now.notes)
        self._show_page()
        self._show_chosen()
        self._grant_wish()

    def _grant_wish(self) -> None:
        """Choose what was asked for, once it is listed."""
        wish = self._wish
        for row in self._gathered.rows if wish is not None else ():
            if row.model is None or wish is None or row.port != wish.endpoint.port:
                continue
            if row.node == wish.endpoint.node and self.view.choose(identity(row)):
                self._wish = None
                if wish.tab:
                    self.details.show_tab(wish.tab)
                return

    def _show_page(self) -> None:
        now, shown = self._gathered, self._order.rowCount()
        self.words.setText(
            tr("{shown} of {rows}").format(shown=shown, rows=len(now.rows))
            if shown != len(now.rows)
            else ""
        )
        self.deploy.setVisible(bool(now.rows))  # one primary button: that of the empty page else
        self.filter.setEnabled(bool(now.rows))
        if shown:
            self._pages.setCurrentWidget(self._table)
            return
        if now.waits and not now.rows:
            self._pages.setCurrentWidget(self._loading)
            return
        title, text = self._why_empty()
        self.empty.title.setText(title)
        self.empty.text.setText(text)
        assert self.empty.action is not None
        self.empty.action.setVisible(not now.rows)
        self._pages.setCurrentWidget(self.empty)

    def _why_empty(self) -> tuple[str, str]:
        if self._gathered.rows:
            return tr("No model matches"), tr("Nothing is found for “{filter}”.").format(
                filter=self.filter.text()
            )
        if not self._gathered.is_connected:
            return (
                tr("No machine is connected"),
                _NOT_CONNECTED,
            )
        return (
            tr("No model runs"),
            _NOTHING_RUNS,
        )

    def _show_chosen(self) -> None:
        was_hidden = self.details.isHidden()
        self.details.show_row(self._commands.chosen)
        if was_hidden and not self.details.isHidden():
            self._arrangement.share_height()

    # What happens

    def _on_nodes_changed(self, _changed: NodesChanged) -> None:
        self._show_soon()

    def _on_status(self, _status: SessionStatus) -> None:
        self._show_soon()

    def _on_models(self, _changed: ModelsChanged) -> None:
        self._show_soon()

    def _on_deployment(self, _changed: DeploymentChanged) -> None:
        self._show_soon()

    def _on_errand(self, changed: ErrandChanged) -> None:
        if not changed.errand.is_running:
            self._show_soon()

    def _on_filter(self, text: str) -> None:
        self._order.filter_by(text)
        self._show_page()
        self._show_chosen()

    def _on_chosen(self) -> None:
        self._show_chosen()

    def _on_deploy(self) -> None:
        self.page_asked.emit(PageAsked(Page.DEPLOY))

    def _on_escape(self) -> None:
        if self.filter.text():
            self.filter.clear()
        else:
            self._on_closed()

    def _on_closed(self) -> None:
        self.view.clearSelection()
        self.view.setFocus()
