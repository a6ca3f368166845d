"""The images of the current node, what is being pulled onto it, and what can be done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import (
    QGuiApplication,
    QHideEvent,
    QKeySequence,
    QResizeEvent,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.look.components import Card, EmptyState, scrolled
from app.look.components.waiting import Skeleton
from app.panes.containers.api import Section
from app.panes.containers.images.accounts import AccountsDialog
from app.panes.containers.images.changing import ImageChanging, ImagesChanged
from app.panes.containers.images.checking import ChecksOver, UpdateChecks, UpdateFound, checks_text
from app.panes.containers.images.details import ImageDetails
from app.panes.containers.images.lack import Way, lack_of, no_match
from app.panes.containers.images.model import ImageModel, ImageOrder
from app.panes.containers.images.pull_dialog import PullDialog, PullWanted
from app.panes.containers.images.pulling import start_pull
from app.panes.containers.images.pulls import Pulled, Pulls, Refused
from app.panes.containers.images.toolbar import ImagesToolbar
from app.panes.containers.images.view import ImageAsked, ImageVerb, ImageView, possible
from app.panes.containers.images.words import Row, newer_reference, summary
from app.services.containers.references import parse_reference
from app.state.hub import Notice, Severity
from app.transport.status import Phase, SessionStatus

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.core.errors import UserError
    from app.core.ids import NodeId
    from app.services.containers.engine import Engine
    from app.services.containers.image_api import Image
    from app.state.containers import ContainersChanged
    from app.state.hub import Hub, NodeSelected
    from app.workers.job import Ended, Produced
    from app.workers.worker import Worker

_SETTLE_MS = 1000
"""Containers come and go in groups; who uses which image is asked once after that."""
_PULLS_SHARE = 0.32
"""Of the height, at most: further pulls are scrolled to."""


class ImagesSection(Section):
    """Table, details and pulls of the current node's images."""

    def __init__(self, hub: Hub, parent: QWidget) -> None:
        super().__init__(parent)
        self._hub = hub
        self._images: tuple[Image, ...] | None = None
        self._error: UserError | None = None
        self._worker: Worker | None = None
        self._again = False
        self._expected = ""
        """Name of an image that is chosen once it is there."""
        self._refused: Refused | None = None
        self._used: frozenset[tuple[str, str]] = frozenset()
        self._model = ImageModel(self)
        self._order = ImageOrder(self._model, self)
        self._changing = ImageChanging(hub, self)
        self._checks = UpdateChecks(hub, self)
        self._verbs = {
            ImageVerb.REMOVE: self._remove,
            ImageVerb.TAG: self._tag,
            ImageVerb.CHECK: self._check,
            ImageVerb.UPDATE: self._update,
            ImageVerb.COPY_NAME: self._copy_name,
            ImageVerb.COPY_DIGEST: self._copy_digest,
        }
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._settle.timeout.connect(self.refresh)
        self._build()
        self._listen()
        self._show()

    def refresh(self) -> None:
        """Ask the node anew: F5."""
        if self._worker is not None:
            self._again = True  # what is on its way may be older than what happened
        elif self.isVisible():
            self._ask()

    def search(self) -> None:
        """Put the keyboard into its filter: Ctrl+F."""
        self.toolbar.filter.setFocus()
        self.toolbar.filter.selectAll()

    @property
    def images(self) -> tuple[Image, ...]:
        """What the node was last heard to have."""
        return self._images or ()

    def showEvent(self, event: QShowEvent) -> None:
        """Ask what there is by now."""
        super().showEvent(event)
        self.refresh()
        self._show()

    def hideEvent(self, event: QHideEvent) -> None:
        """Ask nothing while nobody looks."""
        super().hideEvent(event)
        self._stop_asking()
        self._settle.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave most of the room to the images, however many pulls there are."""
        super().resizeEvent(event)
        self._fit_pulls()

    # What is asked

    @property
    def _node(self) -> NodeId:
        return self._hub.current_node

    def _ask(self) -> None:
        def question(engine: Engine, _cancel: Cancel) -> tuple[Image, ...]:
            from app.services.containers.images import images

            return images(engine)

        self._again = False
        self._worker = self._hub.containers.asking(self._node, question)
        self._worker.produced.connect(self._on_images)
        self._worker.ended.connect(self._on_asked)
        self._hub.containers.start(self._worker)

    def _stop_asking(self) -> None:
        if self._worker is not None:
            self._worker.stop()
            self._worker = None

    def _on_images(self, produced: Produced) -> None:
        if self._worker is None or produced.job != self._worker.name:
            return
        assert isinstance(produced.value, tuple)
        self._images, self._error = produced.value, None
        self._show()
        if self._expected and self.view.choose(self._expected):
            self._expected = ""

    def _on_asked(self, ended: Ended) -> None:
        if self._worker is None or ended.job != self._worker.name:
            return
        self._worker = None
        if ended.error is not None:
            self._error = ended.error
        self._show()
        if self._again:
            self.refresh()

    # What happens

    def _on_node_selected(self, _selected: NodeSelected) -> None:
        self._stop_asking()
        self._images, self._error, self._expected = None, None, ""
        self._model.show_images(())
        self._model.show_updates(self._checks.known(self._node))
        self.pulls.show_node(self._node)
        self.refresh()
        self._show()

    def _on_status(self, status: SessionStatus) -> None:
        if status.node != self._node:
            return
        if status.phase is Phase.CONNECTED and (self._images is None or self._error is not None):
            self.refresh()
        self._show()

    def _on_containers(self, changed: ContainersChanged) -> None:
        containers = self._hub.containers.view(self._node).containers or ()
        used = frozenset((each.id, each.image_id) for each in containers)
        if changed.node == self._node and used != self._used:
            self._used = used
            self._settle.start()

    def _on_filter(self, text: str) -> None:
        self._order.filter_by(text)
        self._show()

    def _on_escape(self) -> None:
        if self.toolbar.filter.text():
            self.toolbar.filter.clear()
        else:
            self.view.clearSelection()

    def _on_chosen(self) -> None:
        self.details.show_rows(self._node, self.view.selected)

    def _on_changed(self, changed: ImagesChanged) -> None:
        if changed.node == self._node:
            self._expected = changed.name or self._expected
            self.refresh()

    def _on_pulled(self, pulled: Pulled) -> None:
        self._expected = parse_reference(pulled.reference).short
        self.refresh()

    def _on_asked_for(self, asked: ImageAsked) -> None:
        rows = self.view.selected
        if asked.verb in possible(rows):
            self._verbs[asked.verb](rows)

    def _remove(self, rows: list[Row]) -> None:
        self._changing.ask_remove(self._node, [row.image for row in rows])

    def _tag(self, rows: list[Row]) -> None:
        self._changing.ask_tag(self._node, rows[0].image, self.images)

    def _check(self, rows: list[Row]) -> None:
        self._checks.check(self._node, [row.image for row in rows])

    def _update(self, rows: list[Row]) -> None:
        for row in rows:
            if reference := newer_reference(row.update):
                start_pull(self._hub, self._node, reference)

    def _copy_name(self, rows: list[Row]) -> None:
        self._copy(rows[0].image.name, "The name was copied.")

    def _copy_digest(self, rows: list[Row]) -> None:
        image = rows[0].image
        what = "digest" if image.digests else "id, as it has no digest,"
        self._copy(next(iter(image.digests), image.id), f"The {what} was copied.")

    def _copy(self, text: str, told: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self._hub.tell(Notice(Severity.SUCCESS, told))

    # Pulls, accounts, updates

    def open_pull(self, reference: str = "") -> PullDialog:
        """Ask what to pull."""
        dialog = PullDialog(self._hub, self._node, self, reference=reference)
        dialog.pull_wanted.connect(self._on_pull_wanted)
        dialog.open()
        return dialog

    def open_accounts(self, server: str = "") -> AccountsDialog:
        """Show the accounts, and ask for one of a registry that wants it."""
        dialog = AccountsDialog(self._hub, self._node, self, wanted=server)
        dialog.open()
        return dialog

    def _on_pull_clicked(self) -> None:
        self.open_pull()

    def _on_accounts_clicked(self) -> None:
        self.open_accounts()

    def _on_pull_wanted(self, wanted: PullWanted) -> None:
        start_pull(self._hub, self._node, wanted.reference)

    def _on_account_wanted(self, refused: Refused) -> None:
        self._refused = refused
        self.open_accounts(refused.server).accepted.connect(self._on_account_added)

    def _on_account_added(self) -> None:
        if self._refused is not None:
            self._hub.errands.again(self._refused.errand)

    def _on_check_clicked(self) -> None:
        if self._checks.busy:
            self._checks.stop()
        else:
            self._checks.check(self._node, self.images)
        self._show_toolbar()

    def _on_update_found(self, found: UpdateFound) -> None:
        if found.node == self._node:
            self._model.show_updates(self._checks.known(self._node))
        self._show_toolbar()

    def _on_checks_over(self, over: ChecksOver) -> None:
        self._show_toolbar()
        if over.error is not None:
            self._hub.tell_error(over.error)
        elif over.asked > 1:
            self._hub.tell(Notice(Severity.INFO, checks_text(over)))

    # What is shown

    def _show(self) -> None:
        """Bring everything up to date."""
        images = self._images
        self._model.show_images(images or ())
        self._show_page()
        shown = self._order.rowCount()
        self.toolbar.about.setText(summary(images, shown) if images else "")
        self._show_toolbar()
        self._on_chosen()

    def _fit_pulls(self) -> None:
        area = self._pulls_area
        most = round(self.height() * _PULLS_SHARE)
        area.setFixedHeight(min(most, self.pulls.needed_height(area.viewport().width())))
        area.setVisible(bool(self.pulls.cards))

    def _show_toolbar(self) -> None:
        able = self._images is not None and self._error is None
        self.toolbar.pull.setEnabled(able)
        self.toolbar.check.setEnabled(able and any(each.tags for each in self.images))
        self.toolbar.show_checking(busy=self._checks.busy)

    def _show_page(self) -> None:
        name, status = self._hub.nodes.name_of(self._node), self._hub.sessions.status(self._node)
        lack = lack_of(name, status, self._images, self._error)
        if self._images and not self._order.rowCount():
            lack = no_match(self.toolbar.filter.text())
        if lack is None:
            self._pages.setCurrentWidget(self._loading if self._images is None else self._table)
            return
        self.empty.title.setText(lack.title)
        self.empty.text.setText(lack.text)
        assert self.empty.action is not None
        self.empty.action.setVisible(lack.way is not None)
        self.empty.action.setText(lack.way or "")
        self._pages.setCurrentWidget(self.empty)

    def _on_way(self) -> None:
        assert self.empty.action is not None
        match self.empty.action.text():
            case Way.CONNECT:
                self._hub.sessions.connect_node(self._node)
            case Way.AGAIN:
                self.refresh()
            case Way.PULL:
                self.open_pull()

    # How it is made

    def _build(self) -> None:
        self.toolbar = ImagesToolbar()
        self.pulls = Pulls(self._hub, self)
        self._pulls_area = scrolled(self.pulls)
        self.view = ImageView(self._order)
        self.details = ImageDetails(self._hub)
        self.empty = EmptyState("package", "", "", "Connect")
        self._table = Card()
        self._table.body.setContentsMargins(8, 6, 8, 8)
        self._table.body.addWidget(self.view)
        self._loading = Card()
        self._loading.body.addWidget(Skeleton(6))
        self._loading.body.addStretch(1)
        self._pages = QStackedWidget()
        self._pages.setMinimumHeight(110)
        for page in (self._table, self.empty, self._loading):
            self._pages.addWidget(page)
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.setHandleWidth(14)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self._pages)
        splitter.addWidget(self.details)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 20)
        column.setSpacing(14)
        column.addWidget(self.toolbar)
        column.addWidget(self._pulls_area)
        column.addWidget(splitter, 1)

    def _listen(self) -> None:
        hub = self._hub
        hub.node_selected.connect(self._on_node_selected)
        hub.sessions.status_changed.connect(self._on_status)
        hub.containers.changed.connect(self._on_containers)
        self.view.chosen.connect(self._on_chosen)
        self.view.asked.connect(self._on_asked_for)
        self.details.asked.connect(self._on_asked_for)
        self.pulls.grown.connect(self._fit_pulls)
        self.pulls.pulled.connect(self._on_pulled)
        self.pulls.account_wanted.connect(self._on_account_wanted)
        self._changing.changed.connect(self._on_changed)
        self._checks.found.connect(self._on_update_found)
        self._checks.over.connect(self._on_checks_over)
        self.toolbar.filter.textChanged.connect(self._on_filter)
        self.toolbar.pull.clicked.connect(self._on_pull_clicked)
        self.toolbar.accounts.clicked.connect(self._on_accounts_clicked)
        self.toolbar.check.clicked.connect(self._on_check_clicked)
        assert self.empty.action is not None
        self.empty.action.clicked.connect(self._on_way)
        escape = QShortcut(QKeySequence("Esc"), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self._on_escape)
        self.pulls.show_node(self._node)
