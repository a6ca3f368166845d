"""Logs in the window: a container that prints 20,000 lines a second, and a million lines.

A real Docker Engine on a lab node over a real sshd on loopback, and the program's own Logs tab,
offscreen. How late the event loop is, is what a user feels as a window that hangs.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import psutil

from app.core.cancel import Cancel
from app.core.errors import Cancelled
from app.core.ids import NodeId
from app.services.containers.engine import Engine
from app.services.containers.log_download import save_log
from app.services.containers.log_feed import LogSource, follow_logs
from scripts.bench.docker_peers import Peers
from scripts.bench.figures import Figure, Target, print_machine, print_table, verdict
from scripts.bench.lab_session import node_of, open_session
from scripts.lab import packages
from scripts.lab.docker_engine import DockerEngine
from scripts.lab.node import LabNode

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from app.panes.containers.details.logs_tab import LogsTab
    from app.services.containers.log_api import Entry
    from app.state.hub import Hub

LAB = NodeId("lab")
RATE = 20_000
FLOOD_S = 20
MILLION = 1_000_000
LOGS = 50
STOPS = 10
RUNS = 3
PATIENCE_S = 180.0
TICK_MS = 10
WORDS = (
    " of a line that is a hundred bytes long, more or less, as the lines of a log happen to be.."
)
"""What stands after each number: lines of 100 bytes."""
MIN_MB_S = 80.0
STALL_LIMIT_MS = 50.0
STOP_LIMIT_MS = 50.0


def main(arguments: list[str]) -> int:
    """Measure and return the exit status."""
    parser = argparse.ArgumentParser(prog="bench logs", description=__doc__)
    parser.add_argument("--seconds", type=int, default=FLOOD_S, help="of the flood")
    parser.add_argument("--lines", type=int, default=MILLION, help="of the long log")
    options = parser.parse_args(arguments)
    if (reason := packages.why_not(docker=True)) is not None:
        print(reason)
        return 1
    print_machine(f"Logs: {RATE:,} lines/s for {options.seconds} s, {options.lines:,} lines held")
    figures: list[Figure] = []
    with LabNode() as lab, DockerEngine(lab) as docker, TemporaryDirectory() as folder:
        docker.run("long", "seq", "-s", f"{WORDS}\n", str(options.lines))
        _wait(lambda: "long" not in docker.running(), "the long log")
        figures += in_window(lab, docker, Path(folder) / "profile", options.seconds)
        figures += many(lab, docker)
        figures += saved(lab, Path(folder))
    return report(figures, options.seconds, options.lines)


# The window


def in_window(lab: LabNode, docker: DockerEngine, home: Path, seconds: int) -> list[Figure]:
    """Follow a flood, then hold a long log, in the tab."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    application = QApplication([])
    with Window(application, home, lab) as window:
        return [*window.flood(docker, seconds), *window.hold("long")]


class Window:
    """The Logs tab, connected to a lab node."""

    def __init__(self, application: QApplication, home: Path, lab: LabNode) -> None:
        from app.bootstrap import make_hub
        from app.core.paths import Paths
        from app.core.settings import SettingsStore
        from app.look.theme import ThemeMode, theme
        from app.workers.collector import GuiThreadCollector
        from app.workers.questions import QuestionDesk

        paths = Paths(home / "config", home / "data", home / "log", home / "run")
        paths.known_hosts.parent.mkdir(parents=True, exist_ok=True)
        paths.known_hosts.write_bytes(Path(lab.known_hosts).read_bytes())
        theme().start(application, ThemeMode.DARK)
        self._application = application
        self._collector = GuiThreadCollector()
        self._hub: Hub = make_hub(paths, SettingsStore(paths.settings), QuestionDesk())
        self._hub.nodes.save(node_of(lab))

    def __enter__(self) -> Window:
        from PySide6.QtWidgets import QVBoxLayout, QWidget

        from app.panes.containers.details.logs_tab import LogsTab

        self._collector.start()
        self._hub.sessions.connect_node(LAB)
        self._hub.containers.watch(LAB)
        self.spin(lambda: self._hub.containers.view(LAB).containers is not None, "the list")
        self._host = QWidget()
        self._host.resize(1440, 900)
        self._tab: LogsTab = LogsTab(self._hub, self._host)
        QVBoxLayout(self._host).addWidget(self._tab)
        self._host.show()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._tab.end()
        self._host.close()
        self._hub.supervisor.stop_all()
        self._collector.stop()

    def flood(self, docker: DockerEngine, seconds: int) -> list[Figure]:
        """Follow a container that prints, to its last line."""
        bursts = seconds * 20
        burst = RATE // 20
        # A third quicker than wanted: what the shell takes for itself comes on top.
        script = (
            f"sleep 2; n=0; while [ $n -lt {bursts} ]; do "
            f"seq -s '{WORDS}\n' $((n*{burst}+1)) $((n*{burst}+{burst})); "
            "n=$((n+1)); sleep 0.03; done; sleep 600"
        )
        docker.run("flood", "sh", "-c", script)
        self._show("flood")
        before, total = _rss(), bursts * burst
        store = self._tab.panel.store
        self.spin(lambda: store.held.count > 0, "the first line")
        begun = time.perf_counter()
        with Lateness() as late:
            self.spin(lambda: self._numbers_end() >= total, "the last line")
        taken = time.perf_counter() - begun
        told = [int(text.split(" ", 1)[0]) for text in self._texts() if text]
        wrong = len(set(range(1, total + 1)) ^ set(told)) + len(told) - len(set(told))
        return [
            Figure("lines a second", (total / taken,), "", 0),
            Figure("lateness in the flood", tuple(late.ms), "ms", 1),
            Figure("lines lost or doubled", (float(wrong),), "", 0),
            Figure("memory of the flood", (_rss() - before,), "MB", 0),
            Figure("stop following", tuple(self._stop() for _ in range(STOPS)), "ms", 1),
        ]

    def hold(self, name: str) -> list[Figure]:
        """Load a long log whole, scroll and search it."""
        before = _rss()
        self._show(name)
        store, view = self._tab.panel.store, self._tab.panel.view
        self.spin(lambda: store.held.count > 0, "the long log")
        begun = time.perf_counter()
        with Lateness() as loading:
            self._tab.panel.go_to_time(1.0)
            self.spin(lambda: self._is_loaded(), "all of the long log")
        loaded_s = time.perf_counter() - begun
        lines = store.held.count
        bar = view.verticalScrollBar()
        frames = []
        for step in range(200):
            at = time.perf_counter()
            bar.setValue(step * 7919 % max(1, bar.maximum()))
            view.viewport().repaint()
            frames.append((time.perf_counter() - at) * 1000)
        searches, stalls = [], []
        for words, is_regex in (("99999", False), (r"9{4}\d of a line", True), (r"(a+)+$", True)):
            with Lateness() as late:
                searches.append(self._search(words, is_regex=is_regex))
            stalls += late.ms
        return [
            Figure("long log loaded", (loaded_s,), "s", 1),
            Figure("lines of it held", (float(lines),), "", 0),
            Figure("lateness while loading", tuple(loading.ms), "ms", 1),
            Figure("memory of the long log", (_rss() - before,), "MB", 0),
            Figure("scrolling, frame", tuple(frames), "ms", 1),
            Figure("search", tuple(searches), "s", 2),
            Figure("lateness while searching", tuple(stalls), "ms", 1),
        ]

    def spin(self, condition: Callable[[], bool], what: str) -> None:
        """Run the event loop until something is so."""
        from PySide6.QtCore import QEventLoop, QTimer

        loop, deadline = QEventLoop(), time.monotonic() + PATIENCE_S

        def look() -> None:
            if condition() or time.monotonic() > deadline:
                loop.quit()

        timer = QTimer(interval=TICK_MS)
        timer.timeout.connect(look)
        timer.start()
        loop.exec()
        if not condition():
            raise SystemExit(f"{what} did not come within {PATIENCE_S:.0f} s")

    def rest(self, seconds: float) -> None:
        """Run the event loop for a while."""
        until = time.monotonic() + seconds
        self.spin(lambda: time.monotonic() > until, "the end of a rest")

    def _show(self, name: str) -> None:
        def found() -> bool:
            known = self._hub.containers.view(LAB).containers or ()
            return any(each.name == name for each in known)

        self.spin(found, name)
        known = self._hub.containers.view(LAB).containers or ()
        self._tab.show_container(LAB, next(each for each in known if each.name == name))

    def _stop(self) -> float:
        """Return the milliseconds until nothing follows any more; then follow on."""
        begun = time.perf_counter()
        self._tab.hide()
        self.spin(lambda: not self._follows(), "the end of following")
        taken = (time.perf_counter() - begun) * 1000
        self._tab.show()
        self.spin(lambda: self._tab.panel.goes_on and self._follows(), "following")
        self.rest(1.0)
        return taken

    def _follows(self) -> bool:
        return any(name.startswith("engine:") for name in self._hub.supervisor.running)

    def _numbers_end(self) -> int:
        held = self._tab.panel.store.held
        row = self._tab.panel.store.row(held.end - 1)
        return int(row.line.raw.split(" ", 1)[0] or 0) if row is not None else 0

    def _is_loaded(self) -> bool:
        """Follow on whenever the tab has enough ahead of what is read, until all is there."""
        panel = self._tab.panel
        if not panel.goes_on:
            panel.view.show_line(panel.store.held.end - 1)
        row = panel.store.row(panel.store.held.end - 1)
        return row is not None and WORDS not in row.line.raw  # the last number stands alone

    def _search(self, words: str, *, is_regex: bool) -> float:
        bar, finding = self._tab.panel.bar, self._tab.panel.finding
        bar.regex.setChecked(is_regex)
        begun = time.perf_counter()
        bar.field.setText(words)
        self.spin(lambda: finding.query.words == words, "the search")
        self.spin(lambda: not finding.matches.behind or finding.error is not None, words)
        return time.perf_counter() - begun

    def _texts(self) -> list[str]:
        return [text for block in self._tab.panel.store.blocks() for text in block.texts()]


class Lateness:
    """How late a timer of the event loop is, in milliseconds."""

    def __init__(self) -> None:
        from PySide6.QtCore import Qt, QTimer

        self.ms: list[float] = []
        self._due = 0.0
        self._timer = QTimer(interval=TICK_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_tick)

    def __enter__(self) -> Lateness:
        self._due = time.perf_counter() + TICK_MS / 1000
        self._timer.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._timer.stop()

    def _on_tick(self) -> None:
        now = time.perf_counter()
        self.ms.append(max(0.0, (now - self._due) * 1000))
        self._due = now + TICK_MS / 1000


# Without a window


class Counting:
    """Counts the logs that were seen."""

    def __init__(self) -> None:
        self.seen: set[int] = set()

    def take(self, entries: list[Entry]) -> bool:
        """Count."""
        self.seen.update(entry.source for entry in entries)
        return True

    def interrupted(self, why: str) -> None:
        """Must not be."""
        raise SystemExit(why)

    def resumed(self) -> None:
        """Nothing to do."""


def many(lab: LabNode, docker: DockerEngine) -> list[Figure]:
    """Follow fifty logs at once where the server allows three sessions, and stop."""
    lab.sshd_options = {"MaxSessions": "3"}
    lab.restart_server()
    docker.run("chatty", "sh", "-c", "while true; do date; sleep 1; done")
    before = threading.active_count()
    cancel, counting = Cancel(), Counting()
    with opened(lab) as engine:
        holder = _Holder(engine)
        idle = threading.active_count()

        def follow() -> None:
            with contextlib.suppress(Cancelled):
                follow_logs(holder, [LogSource("chatty")] * LOGS, counting, cancel)  # type: ignore[arg-type]

        follower = threading.Thread(target=follow, daemon=True)
        follower.start()
        _wait(lambda: len(counting.seen) == LOGS, f"{LOGS} logs")
        begun = time.perf_counter()
        cancel.cancel()
        follower.join()
        taken = (time.perf_counter() - begun) * 1000
        left = threading.active_count() - idle
    lab.sshd_options = ""
    lab.restart_server()
    return [
        Figure("logs followed at once", (float(len(counting.seen)),), "", 0),
        Figure("stop all of them", (taken,), "ms", 1),
        Figure("threads left", (float(max(0, left)),), "", 0),
        Figure("threads at rest", (float(before),), "", 0),
    ]


class _Holder:
    """One engine."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def engine(self, _cancel: Cancel, *, patience_s: float = 0.0) -> Engine:
        """Return it."""
        return self._engine


def saved(lab: LabNode, folder: Path) -> list[Figure]:
    """Save the long log, in turn with `docker -H ssh:// logs`."""
    peers = Peers(lab, folder)
    ours, theirs = [], []
    with opened(lab) as engine:
        for _ in range(RUNS):
            path = folder / "long.log"
            begun = time.perf_counter()
            size = save_log(engine, "long", path, Cancel(), lambda _words: None)
            ours.append(size / 1e6 / (time.perf_counter() - begun))
            begun = time.perf_counter()
            with (folder / "theirs.log").open("wb") as file:
                command = peers.command("logs", "long")
                subprocess.run(command, env=peers.environment, stdout=file, check=True)
            theirs.append(size / 1e6 / (time.perf_counter() - begun))
            if path.read_bytes() != (folder / "theirs.log").read_bytes():
                raise SystemExit("the two logs differ")
    return [
        Figure("save the long log", tuple(ours), "MB/s", 1),
        Figure("  peer: docker -H ssh:// logs", tuple(theirs), "MB/s", 1),
    ]


@contextlib.contextmanager
def opened(lab: LabNode) -> Iterator[Engine]:
    """Open a session and the engine over it."""
    session = open_session(lab)
    engine = Engine.open(session)
    try:
        yield engine
    finally:
        engine.close()
        session.close()


def report(figures: list[Figure], seconds: int, lines: int) -> int:
    """Print the table and the verdict."""
    print_table(figures)
    named = {each.name: each for each in figures}
    ours, docker = named["save the long log"].median, named["  peer: docker -H ssh:// logs"].median
    fast_enough = Target("saving", ours, MIN_MB_S, "MB/s", 0, at_least=True)
    if not fast_enough.met:
        fast_enough = Target("saving", ours / docker, 1.0, "× docker -H", 2, at_least=True)

    def p99(name: str) -> float:
        return named[name].percentile(0.99)

    def least(name: str, figure: str, limit: float, unit: str = "") -> Target:
        return Target(name, named[figure].median, limit, unit, 0, at_least=True)

    return verdict(
        "logs",
        [
            least("flood", "lines a second", RATE, "lines/s"),
            Target("p99 late", p99("lateness in the flood"), STALL_LIMIT_MS, "ms", 1),
            Target("p99 late, loading", p99("lateness while loading"), STALL_LIMIT_MS, "ms", 1),
            Target("p99 late, search", p99("lateness while searching"), STALL_LIMIT_MS, "ms", 1),
            Target("lost or doubled", named["lines lost or doubled"].median, 0, "lines", 0),
            least("held", "lines of it held", lines, "lines"),
            Target("scrolling p95", named["scrolling, frame"].percentile(0.95), 50, "ms", 1),
            least("followed", "logs followed at once", LOGS, "logs"),
            Target("stop", named["stop following"].median, STOP_LIMIT_MS, "ms", 1),
            Target("stop 50", named["stop all of them"].median, STOP_LIMIT_MS, "ms", 1),
            Target("left", named["threads left"].median, 0, "threads", 0),
            fast_enough,
        ],
    )


def _rss() -> float:
    return float(psutil.Process().memory_info().rss) / 1e6


def _wait(condition: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        if time.monotonic() > deadline:
            raise SystemExit(f"{what} did not come within {PATIENCE_S:.0f} s")
        time.sleep(0.01)
