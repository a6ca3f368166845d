"""Logs: what a container prints, and others beside it, merged by time."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction, QHideEvent, QShowEvent
from PySide6.QtWidgets import QMenu, QStackedWidget, QVBoxLayout, QWidget

from app.core.i18n import tr
from app.logview.canvas import Moved
from app.logview.find_bar import SIDE
from app.logview.intake import Intake
from app.logview.panel import DrawingChosen, EndAsked, LogPanel
from app.logview.time_dialog import TimeAsked
from app.look.components import EmptyState, IconButton
from app.panes.box_asking import LogAsking
from app.panes.containers.api import Tab
from app.panes.containers.details import log_jobs
from app.panes.containers.details.log_saving import LogSaver
from app.panes.containers.details.log_settings import SECTION, LogSettings
from app.services.containers.api import Container, EngineUnavailable

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.core.errors import UserError
    from app.core.ids import NodeId
    from app.services.containers.engine import Engine
    from app.services.containers.holder import EngineHolder
    from app.state.containers import ContainersChanged
    from app.state.hub import Hub
    from app.workers.job import Ended, Produced
    from app.workers.worker import Emit, Worker

TAIL = 2_000
"""Lines that are shown at first."""
MOST_LOGS = 12
"""Containers shown together at most."""


class LogsTab(Tab):
    """The log of a container. Follows while it is shown, and goes on where it was after that."""

    def __init__(self, hub: Hub, parent: QWidget) -> None:
        super().__init__(parent)
        self._hub = hub
        self._node: NodeId | None = None
        self._shown: tuple[Container, ...] = ()
        """The container, then those that were added."""
        self._following: Worker | None = None
        self._looking_back: Worker | None = None
        self._intake: Intake | None = None
        self._begins = False
        """Nothing older is in the log."""
        self._is_fresh = True
        """No line was asked for yet."""
        self._is_away = False
        """The engine did not come back while it was waited for."""
        self.saver = LogSaver(hub, self)
        self._build()
        self.panel.draw_as(hub.settings.load(SECTION, LogSettings).drawing)
        self.panel.drawing_chosen.connect(self._on_drawing)
        hub.containers.changed.connect(self._on_containers)

    # What it shows

    def show_container(self, node: NodeId, container: Container | None) -> None:
        """Show a container's log from its end; the same one's goes on."""
        before = (self._node, self._shown[0].id if self._shown else "")
        if before == (node, container.id if container is not None else ""):
            if container is not None:
                self._shown = (container, *self._shown[1:])
            return
        self._node = self.asking.node = node
        self._show((container,) if container is not None else ())

    def show_beside(self, other: Container, *, shown: bool = True) -> None:
        """Show another container's log with it, or no longer."""
        others = [each for each in self._shown[1:] if each.id != other.id]
        self._show((self._shown[0], *others, *((other,) if shown else ())))

    def search(self) -> None:
        """Put the keyboard into the search field."""
        self.panel.search()

    def end(self) -> None:
        """Follow no more."""
        self._stop()
        self.panel.end()

    def showEvent(self, event: QShowEvent) -> None:
        """Go on where it was."""
        super().showEvent(event)
        if self._is_fresh:
            self._follow_end()
        elif self._following is None and self.panel.goes_on:
            self._follow_on()

    def hideEvent(self, event: QHideEvent) -> None:
        """Leave the node alone while nobody looks: what is missed is in the log."""
        super().hideEvent(event)
        self._stop()

    def _build(self) -> None:
        self.panel = LogPanel(self._hub.supervisor)
        self.asking = LogAsking(self._hub, self.panel, SIDE)
        self.save = IconButton("download-simple", tr("Save the whole log"), side=SIDE)
        self.more = IconButton("dots-three", tr("More of this log"), side=SIDE)
        self.panel.bar.buttons.addWidget(self.asking.button)
        self.panel.bar.buttons.addWidget(self.save)
        self.panel.bar.buttons.addWidget(self.more)
        self.empty = EmptyState("scroll", "", "", tr("Try again"))
        self._pages = QStackedWidget()
        self._pages.addWidget(self.panel)
        self._pages.addWidget(self.empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._pages)
        self.panel.moved.connect(self._on_moved)
        self.panel.end_asked.connect(self._on_end_asked)
        self.panel.time_asked.connect(self._on_time_asked)
        self.save.clicked.connect(self._on_save)
        self.more.clicked.connect(self._on_more)
        assert self.empty.action is not None
        self.empty.action.clicked.connect(self._on_end_asked)

    def _show(self, containers: tuple[Container, ...]) -> None:
        """Show the logs of these containers from their ends."""
        self._stop()
        self._shown = containers
        self._clear()
        if self.isVisible():
            self._follow_end()

    def _clear(self) -> None:
        self._begins, self._is_fresh, self._is_away = False, True, False
        self.panel.goes_on = True
        self.panel.begin(tuple(each.name for each in self._shown))
        self.panel.say("")
        self._pages.setCurrentWidget(self.panel)

    # Following

    @property
    def _ids(self) -> tuple[str, ...]:
        return tuple(each.id for each in self._shown)

    def _follow_end(self, since: float | None = None) -> None:
        """Follow from the last lines on, or from a moment."""
        ids, tail = self._ids, TAIL if since is None else None

        def follow(intake: Intake, holder: EngineHolder, cancel: Cancel) -> None:
            log_jobs.follow_last(ids, intake, holder, cancel, tail=tail, since=since)

        self._follow(follow)

    def _follow_on(self) -> None:
        ids, store = self._ids, self.panel.store

        def follow(intake: Intake, holder: EngineHolder, cancel: Cancel) -> None:
            log_jobs.follow_on(ids, store, intake, holder, cancel)

        self._follow(follow)

    def _follow(self, how: Callable[[Intake, EngineHolder, Cancel], None]) -> None:
        self._stop()
        if self._node is None or not self._shown:
            return
        self._is_fresh = self._is_away = False
        self.panel.goes_on = True
        self.panel.say("")
        panel, node = self.panel, self._node
        intake = self._intake = panel.intake()

        def job(holder: EngineHolder, cancel: Cancel, emit: Emit) -> None:
            intake.tell_by(emit)
            how(intake, holder, cancel)

        worker = self._following = self._hub.containers.worker(node, job)
        worker.produced.connect(self._on_news)
        worker.ended.connect(self._on_ended)
        self._hub.containers.start(worker)

    def _stop(self) -> None:
        """Ask nothing any more; lines that are on their way are not taken."""
        if self._intake is not None:
            self._intake.close()
        for worker in (self._following, self._looking_back):
            if worker is not None:
                worker.stop()
        self._following = self._looking_back = self._intake = None

    def _on_news(self, produced: Produced) -> None:
        if self._following is not None and produced.job == self._following.name:
            self.panel.on_news()

    def _on_ended(self, ended: Ended) -> None:
        if self._following is None or ended.job != self._following.name:
            return
        intake, self._following = self._intake, None
        self.panel.refresh()
        if ended.error is not None:
            self._failed(ended.error)
        elif intake is not None and not intake.wanted:
            self.panel.goes_on = False
            self.panel.refresh()
        elif not ended.cancelled:
            self.panel.say(tr("The log has ended: its container was removed"))

    def _on_containers(self, changed: ContainersChanged) -> None:
        """Follow on once an engine that was away too long answers again."""
        is_back = changed.node == self._node and self._hub.containers.view(self._node).error is None
        if self._is_away and is_back and self.isVisible():
            self._pages.setCurrentWidget(self.panel)
            (self._follow_on if self.panel.store.held.count else self._follow_end)()

    def _failed(self, error: UserError) -> None:
        self._is_away = isinstance(error, EngineUnavailable)
        if self.panel.store.held.count:
            self.panel.goes_on = False
            self.panel.say(f"{error.message} {error.hint}".strip())
            return
        self.empty.title.setText(error.message)
        self.empty.text.setText(error.hint)
        self._pages.setCurrentWidget(self.empty)

    # Going elsewhere

    def _on_moved(self, moved: Moved) -> None:
        if not self._shown or not self.isVisible():
            return
        if moved.near_begin:
            self._look_back()
        if moved.near_end and not self.panel.goes_on and self._following is None:
            self._follow_on()

    def _look_back(self) -> None:
        """Load older lines."""
        store, ids, node = self.panel.store, self._ids, self._node
        if self._looking_back is not None or self._begins or not store.held.count or node is None:
            return

        def ask(engine: Engine, cancel: Cancel) -> object:
            return log_jobs.older(ids, store, engine, cancel)

        self._looking_back = self._hub.containers.asking(node, ask)
        self._looking_back.produced.connect(self._on_older)
        self._looking_back.ended.connect(self._on_looked_back)
        self.panel.say(tr("Loading older lines …"))
        self._hub.containers.start(self._looking_back)

    def _on_older(self, produced: Produced) -> None:
        found = produced.value
        if self._looking_back is None or produced.job != self._looking_back.name:
            return
        held = self.panel.store.held
        assert isinstance(found, log_jobs.Older)
        if (found.epoch, found.first) == (held.epoch, held.first):
            self._begins = found.begins
            words = tr("The log begins here.") if found.begins else ""
            self.panel.store.prepend(found.entries, words)

    def _on_looked_back(self, ended: Ended) -> None:
        if self._looking_back is None or ended.job != self._looking_back.name:
            return
        self._looking_back = None
        self.panel.say(ended.error.message if ended.error is not None else "")
        if ended.error is None:
            self.panel.refresh()

    def _on_end_asked(self, _asked: EndAsked | bool) -> None:
        """Begin anew at the end."""
        self._show(self._shown)

    def _on_time_asked(self, asked: TimeAsked) -> None:
        self._stop()
        self._clear()
        self.panel.view.pause()
        self._follow_end(asked.moment)

    def _on_drawing(self, chosen: DrawingChosen) -> None:
        drawing = chosen.drawing
        self._hub.remember(SECTION, LogSettings(drawing.wrap, drawing.clock.value))

    # Others beside it, and files

    def _on_more(self) -> None:
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        self.panel.add_options(menu)
        menu.addSeparator()
        self._add_others(menu.addMenu(tr("Show beside it")))
        menu.addSeparator()
        menu.addAction(tr("Save the whole log …")).triggered.connect(self._on_save)
        with_times = menu.addAction(tr("Save it with times …"))
        with_times.triggered.connect(partial(self._on_save, times=True))
        menu.popup(self.more.mapToGlobal(QPoint(0, self.more.height() + 4)))

    def _add_others(self, menu: QMenu) -> None:
        """Offer the node's other containers."""
        shown = set(self._ids)
        known = self._hub.containers.view(self._node).containers if self._node else None
        for each in known or ():
            if each.id == self._shown[0].id:
                continue
            action = menu.addAction(each.name)
            action.setCheckable(True)
            action.setChecked(each.id in shown)
            action.setEnabled(each.id in shown or len(shown) < MOST_LOGS)
            action.setData(each.id)
        menu.setEnabled(bool(menu.actions()))
        menu.triggered.connect(self._on_other)

    def _on_other(self, action: QAction) -> None:
        known = self._hub.containers.view(self._node).containers if self._node else None
        other = next((each for each in known or () if each.id == action.data()), None)
        if other is not None:
            self.show_beside(other, shown=action.isChecked())

    def _on_save(self, _checked: bool = False, *, times: bool = False) -> None:
        if self._node is not None and self._shown:
            self.saver.ask(self._node, self._shown[0], times=times)
