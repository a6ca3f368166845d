"""A section that is one table: what it asks of a node, and what is said while there is nothing."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtGui import QAction, QGuiApplication, QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QStackedWidget, QVBoxLayout, QWidget

from app.core.errors import UserError
from app.core.ids import LOCAL_NODE, NodeId
from app.look.components import Button, Card, IconButton, Text
from app.look.components.controls import CONTROL_HEIGHT
from app.look.components.waiting import Skeleton
from app.look.icons import icon
from app.panes.absence import absence
from app.panes.containers.access.flow import add_to_docker_group
from app.panes.containers.api import Section
from app.panes.containers.list.trouble import (
    Lack,
    LackPage,
    Remedy,
    RemedyAsked,
    lack_of_engine,
)
from app.panes.containers.table.model import Row, RowModel, RowOrder, TableSpec
from app.panes.containers.table.view import RowView
from app.state.containers import ContainersChanged
from app.state.hub import Hub, NodeSelected, Notice, Severity
from app.transport.status import Phase, SessionStatus
from app.workers.job import Ended, Produced

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.services.containers.engine import Engine
    from app.workers.worker import Worker

SETTLE_MS = 1000
"""Several containers change at once when a project starts."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that can be done with the rows that are chosen, in the menu of the table."""

    text: str
    icon: str
    run: Callable[[], object]
    tone: str = "text2"


class TableSection(Section):
    """Asks when it is shown, on F5, and when containers changed; keeps what it last knew.

    A section says what it is by `spec`, asks by `question` and shows by `take`.
    """

    spec: TableSpec
    nothing: Lack
    """What is said where the node has none."""
    follows_containers = True
    """Whether it asks anew when containers changed."""
    fresh_s = 0.0
    """Seconds in which being looked at again is no reason to ask anew."""

    def __init__(self, hub: Hub, parent: QWidget) -> None:
        super().__init__(parent)
        self.hub = hub
        self.model = RowModel(self.spec, self)
        self.order = RowOrder(self.model, self)
        self._asking: Worker | None = None
        self._changing: dict[str, str] = {}
        """What is said when a change succeeded, by the job that does it."""
        self._node = hub.current_node
        self._known = False
        self._answered_at = 0.0
        self._error: UserError | None = None
        self._settle = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settle.timeout.connect(self.refresh)
        self._build()
        self._listen()

    # For the sections

    def question(self, engine: Engine, cancel: Cancel) -> object:
        """Ask the engine; runs in a worker."""
        raise NotImplementedError

    def ask_more(self) -> None:
        """Ask for what takes longer, once the rows are shown."""

    def take(self, answer: object) -> Sequence[Row]:
        """Return the rows of an answer."""
        raise NotImplementedError

    def offers(self) -> Sequence[Offer]:
        """Return what can be done with the rows that are chosen."""
        raise NotImplementedError

    def about(self) -> str:
        """Return a line about what is shown."""
        raise NotImplementedError

    def show_chosen(self) -> None:
        """Fit buttons and details to the rows that are chosen."""

    def remove_chosen(self) -> None:
        """Ask whether the rows that are chosen shall go."""

    def nothing_here(self) -> Lack:
        """Return what is said where the node has none."""
        return self.nothing

    def copied(self, row: Row) -> str:
        """Return what is copied of a row."""
        return self.spec.identity(row)

    # What panes do with sections

    def refresh(self) -> None:
        """Ask the node anew."""
        self._settle.stop()
        if not self.isVisible():
            return
        if self._why_not() is None:
            self._ask()
        self.show_state()

    def search(self) -> None:
        """Put the keyboard into the filter."""
        self.filter.setFocus()
        self.filter.selectAll()

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for what may have changed meanwhile."""
        super().showEvent(event)
        self._follow_node()
        if self._known and time.monotonic() - self._answered_at < self.fresh_s:
            self.show_state()
        else:
            self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        """Ask for nothing while nobody looks."""
        super().hideEvent(event)
        self._settle.stop()
        self._stop()

    # What it is made of

    def _build(self) -> None:
        self.filter = QLineEdit()
        self.filter.setPlaceholderText("Search")
        self.filter.setAccessibleName(f"Search {self.spec.title.lower()}")
        self.filter.setClearButtonEnabled(True)
        self.filter.setMinimumWidth(140)
        self.filter.setMaximumWidth(260)
        self.filter.setFixedHeight(CONTROL_HEIGHT + 2)
        self.words = Text("", "body", "text2")
        self.again = IconButton("arrow-clockwise", "Ask again (F5)")
        self.view = RowView(self.order)
        self.lack = LackPage()
        self.waiting = Skeleton(6)
        self.toolbar = QWidget()
        self.bar = QHBoxLayout(self.toolbar)
        self.bar.setContentsMargins(0, 0, 0, 0)
        self.bar.setSpacing(8)
        self.bar.addWidget(self.filter, 1)
        self.bar.addWidget(self.words)
        self.bar.addStretch(1)
        self.bar.addWidget(self.again)
        card = Card()
        card.body.setContentsMargins(8, 6, 8, 8)
        card.body.addWidget(self.view)
        self.content = QWidget()
        self.body = QVBoxLayout(self.content)
        self.body.setContentsMargins(0, 0, 0, 20)
        self.body.setSpacing(14)
        self.body.addWidget(card, 1)
        self._pages = QStackedWidget()
        for page in (self.content, self.lack, self.waiting):
            self._pages.addWidget(page)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(14)
        outer.addWidget(self.toolbar)
        outer.addWidget(self._pages, 1)

    def _listen(self) -> None:
        self.hub.node_selected.connect(self._on_node_selected)
        self.hub.sessions.status_changed.connect(self._on_status)
        self.hub.containers.changed.connect(self._on_containers_changed)
        self.filter.textChanged.connect(self._on_filter)
        self.again.clicked.connect(self.refresh)
        self.lack.asked.connect(self._on_remedy)
        self.view.chosen.connect(self._on_chosen)
        self.view.copy_asked.connect(self._on_copy)
        self.view.remove_asked.connect(self.remove_chosen)
        self.view.menu_asked.connect(self._on_menu)

    def add_button(
        self, text: str, icon_name: str, slot: Callable[[], object], look: str = "secondary"
    ) -> Button:
        """Add a button at the right of the bar."""
        button = Button(text, look, icon_name)
        button.clicked.connect(slot)
        self.bar.addWidget(button)
        return button

    # Asking

    @property
    def node(self) -> NodeId:
        """The node that is shown."""
        return self._node

    @property
    def chosen(self) -> tuple[Row, ...]:
        """The rows that are chosen."""
        return self.view.selected

    @property
    def is_asking(self) -> bool:
        """Whether an answer is on its way."""
        return self._asking is not None

    def _ask(self) -> None:
        self._stop()
        worker = self.hub.containers.asking(self._node, self.question)
        worker.produced.connect(self._on_answer)
        worker.ended.connect(self._on_asked)
        self._asking = worker
        self.hub.containers.start(worker)

    def _stop(self) -> None:
        if self._asking is not None:
            self._asking.stop()
            self._asking = None

    def _on_answer(self, produced: Produced) -> None:
        if self._asking is None or produced.job != self._asking.name:
            return
        self._known, self._error, self._answered_at = True, None, time.monotonic()
        self.model.show_rows(self.take(produced.value))
        self.ask_more()

    def _on_asked(self, ended: Ended) -> None:
        if self._asking is None or ended.job != self._asking.name:
            return
        self._asking = None
        if ended.error is not None and not ended.cancelled:
            self._error = ended.error
        self.show_state()

    # Changing

    def change(self, work: Callable[[Engine, Cancel], object], done: str) -> None:
        """Change something on the node and ask anew; `done` is said when it succeeded."""
        worker = self.hub.containers.asking(self._node, work)
        worker.ended.connect(self._on_changed)
        self._changing[worker.name] = done
        self.hub.containers.start(worker)

    def _on_changed(self, ended: Ended) -> None:
        done = self._changing.pop(ended.job)
        if ended.error is not None:
            self.hub.tell_error(ended.error, ended.traceback)
        elif not ended.cancelled:
            self.hub.tell(Notice(Severity.SUCCESS, done))
        self.refresh()

    # What happens

    def _on_node_selected(self, _selected: NodeSelected) -> None:
        if self.isVisible():
            self._follow_node()
            self.refresh()

    def _on_status(self, status: SessionStatus) -> None:
        if status.node != self._node or not self.isVisible():
            return
        if status.phase is Phase.CONNECTED and not (self._known or self.is_asking or self._error):
            self.refresh()
        elif status.phase is not Phase.CONNECTED:
            self._error = None
            self.show_state()

    def _on_containers_changed(self, changed: ContainersChanged) -> None:
        if not self.follows_containers or changed.node != self._node or not self.isVisible():
            return
        if self._why_not() is None:
            self._settle.start()

    def _on_filter(self, text: str) -> None:
        self.order.filter_by(text)
        self.show_state()

    def _on_chosen(self) -> None:
        self.show_chosen()

    def _on_copy(self) -> None:
        rows = self.chosen
        QGuiApplication.clipboard().setText("\n".join(map(self.copied, rows)))
        words = "It was copied." if len(rows) == 1 else f"{len(rows)} lines were copied."
        self.hub.tell(Notice(Severity.SUCCESS, words))

    def _on_menu(self, place: QPoint) -> None:
        menu = QMenu(self)
        for offer in (*self.offers(), Offer("Copy", "copy", self._on_copy)):
            action = QAction(icon(offer.icon, offer.tone, 16), offer.text, menu)
            action.triggered.connect(offer.run)
            menu.addAction(action)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)

    def _on_remedy(self, asked: RemedyAsked) -> None:
        if asked.remedy in (Remedy.CONNECT, Remedy.RECONNECT):
            if asked.remedy is Remedy.RECONNECT:
                self.hub.sessions.disconnect_node(self._node)
            self._error = None
            self.hub.sessions.connect_node(self._node)
        elif asked.remedy is Remedy.PERMIT:
            self._error = None
            add_to_docker_group(self.hub, self._node, self)
        elif asked.remedy is Remedy.SHOW_ALL:
            self.filter.clear()
        else:
            self.refresh()

    # What is shown

    def _follow_node(self) -> None:
        node = self.hub.current_node
        if node != self._node:
            self._stop()
            self._node = node
            self._known, self._error = False, None
            self.model.show_rows(())

    def show_state(self) -> None:
        """Show the table, or why there is none."""
        lack = self._lack()
        if lack is not None:
            self.lack.show_lack(lack)
        page: QWidget = self.content if lack is None else self.lack
        if lack is None and not self._known:
            page = self.waiting
        self._pages.setCurrentWidget(page)
        self.toolbar.setVisible(self._known and self._error is None and self._why_not() is None)
        self.words.setText(self.about() if self._known else "")
        self.show_chosen()

    def _lack(self) -> Lack | None:
        """Return why there is nothing to see; None when there is, or will be soon."""
        missing = self._why_not()
        if missing is not None:
            return missing
        if self._error is not None:
            return lack_of_engine(self._error, may_permit=self._node != LOCAL_NODE)
        if self._known and not self.model.rows:
            return self.nothing_here()
        if self._known and not self.order.rowCount():
            text = f"Nothing is found for “{self.filter.text()}”."
            return Lack("No match", text, (Remedy.SHOW_ALL,))
        return None

    def _why_not(self) -> Lack | None:
        """Return why the node cannot be asked."""
        status = self.hub.sessions.status(self._node)
        if status.phase is Phase.CONNECTED:
            return None
        missing = absence(
            self.hub.nodes.name_of(self._node),
            status,
            None,
            sampled=False,
            what=f"{self.spec.title} of a node are listed while it is connected.",
            begins=f"{self.spec.title} appear here by themselves.",
        )
        assert missing is not None
        remedies = (Remedy.CONNECT,) if missing.may_connect else ()
        return Lack(missing.title, missing.text, remedies)
