"""The running program: starts what the window shows, and ends it in order."""

from __future__ import annotations

import logging
import signal
import sys
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop, QObject, QTimer

from app import APP_NAME, __version__
from app.core.errors import UserError
from app.core.invocation import WindowWish
from app.state.hub import Notice, Severity
from app.workers.collector import GuiThreadCollector
from app.workers.watchdog import StallWatchdog
from app.workers.watchdog import wanted as watchdog_wanted

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from app.core.paths import Paths
    from app.shell.application import LinkOpened
    from app.shell.window import MainWindow
    from app.state.hub import Hub
    from app.workers.job import Produced

log = logging.getLogger(__name__)

SMOKE_SECONDS = 20.0
UNSEEN_MS = 1500
"""Wait for the first paint, which a window on another workspace may not get."""


class Program(QObject):
    """Owns the window from first paint to the last worker's end."""

    def __init__(
        self, application: QApplication, hub: Hub, window: MainWindow, paths: Paths
    ) -> None:
        super().__init__()
        self._application = application
        self._paths = paths
        self.hub = hub
        self.window = window
        self._link = ""
        """A deep link that came before there was a window to show what it names."""
        self._collector = GuiThreadCollector(self)
        self._collector.start()
        self._watchdog = StallWatchdog(self) if watchdog_wanted() else None
        if self._watchdog is not None:
            self._watchdog.start()
        self._begun = False
        self._steps = self._beginning()
        self._next = QTimer(self, singleShot=True, interval=0)
        self._next.timeout.connect(self._take_step)
        self._stopped = False
        self._stragglers: tuple[str, ...] = ()
        window.quitting.connect(self.stop)

    def run(self, wish: WindowWish) -> int:
        """Show the window and return the exit code once it is closed."""
        self._link = wish.link
        self.window.opened.connect(self._next.start)
        QTimer.singleShot(UNSEEN_MS, self._next.start)
        if wish.hidden:
            self.window.open_unseen()
        else:
            self.window.show()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._on_signal)
        code = self._application.exec()
        self.stop()
        return code

    @property
    def stragglers(self) -> tuple[str, ...]:
        """Jobs that did not end: destroying their threads would abort the process."""
        return self._stragglers

    def _on_signal(self, _number: int, _frame: object) -> None:
        """Quit in order: Ctrl-C in the terminal, or the session's end.

        From the event loop: the signal may have come in the midst of anything, of a start, too.
        """
        QTimer.singleShot(0, self.window.leave)

    def begin(self) -> None:
        """Start what writes and watches, then connect the nodes; once, after the first paint.

        Its workers would share the first paint's time.
        """
        if not self._stopped:
            for step in self._steps:
                step()

    def _take_step(self) -> None:
        """Begin, and let the window answer between the steps: together they take 0.3 s."""
        step = None if self._stopped else next(self._steps, None)
        if step is not None:
            self._next.start()
            step()

    def _beginning(self) -> Iterator[Callable[[], object]]:
        hub = self.hub
        self._begun = True
        yield hub.archive.start
        yield lambda: hub.archive.follow(hub.alerts, hub.guard)
        yield hub.alerts.start
        yield hub.sources.start
        yield hub.tunnels.start
        yield hub.serving.resume
        yield hub.sessions.connect_at_start
        yield self.start_guards
        yield self._look_for_room
        if self._link:
            self.window.presence.follow(self._link)

    def follow(self, opened: LinkOpened) -> None:
        """Follow a deep link, now or as soon as there is something to show."""
        if self._begun:
            self.window.presence.follow(opened.text)
        else:
            self._link = opened.text

    def start_guards(self) -> None:
        """Arm the memory guards that were armed, with somebody to tell what they do."""
        from app.shell.guard_desk import GuardDesk

        GuardDesk(self.hub, self.window)
        self.hub.guard.start()

    def stop(self) -> None:
        """End every session and worker; a straggler is named in the log."""
        if self._stopped:
            return
        self._stopped = True
        if self._watchdog is not None:
            self._watchdog.stop()
        if self._begun:
            self.hub.alerts.stop()
        self._stragglers = self.hub.supervisor.stop_all()
        if self._stragglers:
            log.error("left running at exit: %s", ", ".join(self._stragglers))
        else:
            self._collector.stop()

    def smoke(self) -> int:
        """Open every pane, wait for a sample of this computer, print versions; 0 when fine."""
        self.window.show()
        self.begin()
        problems = []
        for name in self.window.stack.names:
            self.window.show_pane(name)
            self._wait(lambda name=name: self.window.stack.pane(name) is not None)  # type: ignore[misc]
            failure = self.window.stack.failure(name)
            print(f"pane {name}: {failure or 'ok'}")
            if failure:
                problems.append(name)
        if not self._wait(self._has_sample):
            problems.append("telemetry")
        print(f"telemetry of this computer: {'no sample' if 'telemetry' in problems else 'ok'}")
        self._print_versions()
        self.window.quit()
        self.stop()
        return 1 if problems else 0

    def _look_for_room(self) -> None:
        from app.core.room import keeping_problem
        from app.workers.worker import once

        worker = self.hub.supervisor.worker("room", once(lambda _c: keeping_problem(self._paths)))
        worker.produced.connect(self._on_room)
        self.hub.supervisor.start(worker)

    def _on_room(self, produced: Produced) -> None:
        problem = produced.value
        if isinstance(problem, UserError):
            self.hub.tell(Notice(Severity.WARNING, problem.message, problem.hint))

    def _has_sample(self) -> bool:
        from app.core.ids import LOCAL_NODE

        return self.hub.telemetry.latest(LOCAL_NODE) is not None

    def _wait(self, condition: Callable[[], bool]) -> bool:
        """Run the event loop until a condition holds; False when it never did."""
        deadline = time.monotonic() + SMOKE_SECONDS
        while not condition():
            if time.monotonic() > deadline:
                return False
            self._spin(0.05)
        return True

    def _spin(self, seconds: float) -> None:
        """Run the event loop for a moment (smoke test only)."""
        loop = QEventLoop()
        QTimer.singleShot(int(seconds * 1000), loop.quit)
        loop.exec()

    @staticmethod
    def _print_versions() -> None:
        import platform
        from importlib import metadata  # 35 ms that only the smoke test needs

        from PySide6.QtCore import qVersion
        from PySide6.QtGui import QGuiApplication

        print(f"{APP_NAME} {__version__}")
        print(f"Python {platform.python_version()} on {sys.platform}")
        print(f"Qt {qVersion()} ({QGuiApplication.platformName()})")
        for package in ("PySide6-Essentials", "pyqtgraph", "numpy", "paramiko", "sshtunnel"):
            print(f"{package} {metadata.version(package)}")
