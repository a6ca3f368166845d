"""A section that asks the current node one thing, and what is said while there is no answer."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QStackedWidget, QVBoxLayout, QWidget

from app.core.errors import UserError
from app.core.i18n import tr
from app.core.ids import LOCAL_NODE, NodeId
from app.look.components.waiting import Skeleton
from app.panes.absence import absence
from app.panes.asking import Answered, Refused
from app.panes.containers.access.flow import add_to_docker_group
from app.panes.containers.api import Section
from app.panes.containers.asking import Asking
from app.panes.containers.list.trouble import (
    INSTALL_PAGE,
    Lack,
    LackPage,
    Remedy,
    RemedyAsked,
    lack_of_engine,
)
from app.services.containers.api import EngineUnavailable
from app.state.containers import ContainersChanged
from app.state.hub import Hub, NodeSelected, Notice, Severity
from app.transport.status import Phase, SessionStatus
from app.workers.job import Ended

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.services.containers.engine import Engine

SETTLE_MS = 1000
"""Several containers change at once when a project starts."""


class NodeSection(Section):
    """Asks when it is shown, on F5, and when containers changed; keeps what it last knew.

    A section puts its widgets into `toolbar` and `content`, asks by `question`, shows by `take`.
    """

    title: str
    """`Volumes`: what is listed while the node is connected."""
    follows_containers = True
    """Whether it asks anew when containers changed."""
    fresh_s = 0.0
    """Seconds in which being looked at again is no reason to ask anew."""

    def __init__(self, hub: Hub, parent: QWidget) -> None:
        super().__init__(parent)
        self.hub = hub
        self.toolbar = QWidget()
        self.content = QWidget()
        self.lack = LackPage()
        self.waiting = Skeleton(6)
        self._node = hub.current_node
        self._is_connected = False
        self._is_known = False
        self._answered_at = 0.0
        self._error: UserError | None = None
        self._changing: dict[str, str] = {}
        """What is said when a change succeeded, by the job that does it."""
        self._asking = Asking(hub, self)
        self._settle = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settle.timeout.connect(self.look_again)
        self._pages = QStackedWidget()
        for page in (self.content, self.lack, self.waiting):
            self._pages.addWidget(page)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(14)
        outer.addWidget(self.toolbar)
        outer.addWidget(self._pages, 1)
        self._asking.answered.connect(self._on_answered)
        self._asking.refused.connect(self._on_refused)
        self._asking.ended.connect(self.show_state)
        hub.node_selected.connect(self._on_node_selected)
        hub.sessions.status_changed.connect(self._on_status)
        hub.containers.changed.connect(self._on_containers_changed)
        self.lack.asked.connect(self.on_remedy)

    # For the sections

    def question(self, engine: Engine, cancel: Cancel) -> object:
        """Ask the engine; runs in a worker."""
        raise NotImplementedError

    def take(self, answer: object) -> None:
        """Show an answer; None: nothing is known of this node yet."""
        raise NotImplementedError

    def lack_of_content(self) -> Lack | None:
        """Return why there is nothing to see in an answer, None when there is something."""
        return None

    def show_more(self) -> None:
        """Fit to what is known what is not a part of the answer."""

    # What is known

    @property
    def node(self) -> NodeId:
        """The node that is shown."""
        return self._node

    @property
    def is_asking(self) -> bool:
        """Whether an answer is on its way."""
        return self._asking.is_busy

    @property
    def is_known(self) -> bool:
        """Whether there was an answer of this node."""
        return self._is_known

    def refresh(self) -> None:
        """Ask the node anew, because somebody wants to."""
        self.look_again()

    def look_again(self) -> None:
        """Ask the node anew."""
        self._settle.stop()
        if not self.isVisible():
            return
        if self._lack_of_node() is None:
            self._asking.ask(self._node, self.question)
        self.show_state()

    def change(self, work: Callable[[Engine, Cancel], object], done: str) -> None:
        """Change something on the node and ask anew; `done` is said when it succeeded."""
        worker = self.hub.containers.asking(self._node, work)
        worker.ended.connect(self._on_changed)
        self._changing[worker.name] = done
        self.hub.containers.start(worker)

    def show_state(self) -> None:
        """Show what is known, or why nothing is."""
        missing = self._lack_of_node() or self._lack_of_engine()
        self.toolbar.setVisible(self._is_known and missing is None)
        page: QWidget = self.content
        if missing is None and not self._is_known:
            page = self.waiting
        elif missing is None:
            missing = self.lack_of_content()
        if missing is not None:
            page = self.lack
            self.lack.show_lack(missing)
        self._pages.setCurrentWidget(page)
        self.show_more()

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for what may have changed meanwhile."""
        super().showEvent(event)
        self._follow_node()
        if self._is_known and time.monotonic() - self._answered_at < self.fresh_s:
            self.show_state()
        else:
            self.look_again()

    def hideEvent(self, event: QHideEvent) -> None:
        """Ask for nothing while nobody looks."""
        super().hideEvent(event)
        self._settle.stop()
        self._asking.stop()

    # What happens

    def _on_answered(self, answered: Answered) -> None:
        self._is_known, self._error, self._answered_at = True, None, time.monotonic()
        self.take(answered.value)

    def _on_refused(self, refused: Refused) -> None:
        self._error = refused.error

    def _on_changed(self, ended: Ended) -> None:
        done = self._changing.pop(ended.job)
        if ended.error is not None:
            self.hub.tell_error(ended.error, ended.traceback)
        elif not ended.cancelled:
            self.hub.tell(Notice(Severity.SUCCESS, done))
        self.look_again()

    def _on_node_selected(self, _selected: NodeSelected) -> None:
        if self.isVisible():
            self._follow_node()
            self.look_again()

    def _on_status(self, status: SessionStatus) -> None:
        if status.node != self._node or not self.isVisible():
            return
        was_connected, self._is_connected = self._is_connected, status.phase is Phase.CONNECTED
        if not self._is_connected:
            self._error = None
            self._asking.stop()
            self.show_state()
        elif not was_connected:
            self.look_again()

    def _on_containers_changed(self, changed: ContainersChanged) -> None:
        if changed.node != self._node or not self.isVisible() or not self._is_connected:
            return
        if self.follows_containers or self._error is not None:  # it may have been mended
            self._settle.start()

    def on_remedy(self, asked: RemedyAsked) -> None:
        """Do what a button in place of the content offers."""
        if asked.remedy is Remedy.PERMIT:
            add_to_docker_group(self.hub, self._node, self)
        elif asked.remedy is Remedy.INSTALL:
            self.hub.launcher.open_url(INSTALL_PAGE)
        elif asked.remedy in (Remedy.CONNECT, Remedy.RECONNECT):
            if asked.remedy is Remedy.RECONNECT:
                self.hub.sessions.disconnect_node(self._node)
            self.hub.sessions.connect_node(self._node)
        else:
            self.refresh()

    # Inside

    def _follow_node(self) -> None:
        node = self.hub.current_node
        self._is_connected = self.hub.sessions.status(node).phase is Phase.CONNECTED
        if node != self._node:
            for question in self.findChildren(QDialog):  # the answer would go to another node
                question.reject()
            self._asking.stop()
            self._node = node
            self._is_known, self._error = False, None
            self.take(None)

    def _lack_of_engine(self) -> Lack | None:
        """Return why the engine said nothing."""
        error = self._error
        if error is None:
            return None
        if isinstance(error, EngineUnavailable):
            return lack_of_engine(error, may_permit=self._node != LOCAL_NODE)
        words = f"{error.message} {error.hint}".strip()
        return Lack(
            tr("{title} could not be read").format(title=self.title), words, (Remedy.AGAIN,)
        )

    def _lack_of_node(self) -> Lack | None:
        """Return why the node cannot be asked."""
        status = self.hub.sessions.status(self._node)
        if status.phase is Phase.CONNECTED:
            return None
        missing = absence(
            self.hub.nodes.name_of(self._node),
            status,
            None,
            sampled=False,
            what=tr("{title} of a node are listed while it is connected.").format(title=self.title),
            begins=tr("{title} appear here by themselves.").format(title=self.title),
        )
        assert missing is not None
        remedies = (Remedy.CONNECT,) if missing.may_connect else ()
        return Lack(missing.title, missing.text, remedies)
