"""Containers over the one SSH session, beside `docker -H ssh://` and the SDK's own `ssh://`.

A real Docker Engine on a lab node over a real sshd on loopback, 200 containers, and the program's
own window, offscreen. `rows` is from the click on Containers to 200 rows painted; the first time
includes loading the pane's code. `change` is from the engine's own time of an event to the row that
shows it.
"""

from __future__ import annotations

import argparse
import contextlib
import functools
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from app.core.cancel import Cancel
from app.core.ids import NodeId
from app.services.containers.api import State
from app.services.containers.engine import Engine
from scripts.bench.docker_peers import Peers
from scripts.bench.figures import Figure, Target, print_machine, print_table, verdict
from scripts.bench.lab_session import node_of, open_session
from scripts.lab import packages, processes
from scripts.lab.docker_engine import IMAGE, DockerEngine
from scripts.lab.node import LabNode

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from app.shell.program import Program

COUNT = 200
RUNS = 7
PEER_RUNS = 20
CHANGES = 20
MB = 100
LAB = NodeId("lab")
PATIENCE_S = 60.0
MIN_EXPORT_MB_S = 80.0


def main(arguments: list[str]) -> int:
    """Measure and return the exit status."""
    parser = argparse.ArgumentParser(prog="bench docker", description=__doc__)
    parser.add_argument("--count", type=int, default=COUNT, help="containers on the node")
    parser.add_argument("--runs", type=int, default=RUNS, help="of each, two at least")
    options = parser.parse_args(arguments)
    if (reason := packages.why_not(docker=True)) is not None:
        print(reason)
        return 1
    print_machine(f"Docker over SSH: {options.count} containers")
    with LabNode() as lab, DockerEngine(lab) as docker, TemporaryDirectory() as folder:
        names = [f"container-{number:03}" for number in range(options.count)]
        docker.run(
            "big", "sh", "-c", f"head -c {MB * 10**6} /dev/urandom > /big; echo > /done; sleep 600"
        )
        fill(lab, names)
        figures = over_session(lab, names, options.runs)
        figures += beside(lab, Path(folder), names[:PEER_RUNS], options.runs)
        figures += in_window(lab, options.count, options.runs)
    return report(figures, options.count)


def fill(lab: LabNode, names: list[str]) -> None:
    """Make containers until there are as many as names, `big` among them."""
    with opened(lab) as engine:
        for name in names[1:]:
            engine.client().containers.create(IMAGE, "true", name=name, network_mode="none")
        engine.client().containers.get("big").rename(names[0])
        big = engine.client().containers.get(names[0])
        _until(lambda: big.exec_run(["sh", "-c", "[ -e /done ]"]).exit_code == 0, "the large file")


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


def over_session(lab: LabNode, names: list[str], runs: int) -> list[Figure]:
    """Ask as the panes do, over one session."""
    with opened(lab) as engine:
        listed = tuple(_ms(engine.containers) for _ in range(runs))
        inspected = tuple(_ms(functools.partial(engine.inspect, name)) for name in names)
        exported = tuple(export(engine, names[0]) for _ in range(runs))
    return [
        Figure("list", listed, "ms", 1),
        Figure("inspect", inspected, "ms", 1),
        Figure("export", exported, "MB/s", 0),
    ]


def export(engine: Engine, name: str) -> float:
    """Return MB/s of a container's file system."""
    begun, size = time.perf_counter(), 0
    with engine.stream(f"/containers/{name}/export", {}, Cancel()) as stream:
        for chunk in stream.chunks():
            size += len(chunk)
    return size / 1e6 / (time.perf_counter() - begun)


def beside(lab: LabNode, folder: Path, names: list[str], runs: int) -> list[Figure]:
    """Ask as others do."""
    peers = Peers(lab, folder)
    exported = tuple(peers.docker_export(names[0]) for _ in range(runs))
    return [
        Figure("inspect, SDK ssh://", tuple(peers.sdk_inspects(names)), "ms", 1),
        Figure("inspect, docker -H ssh://", tuple(peers.docker_inspects(names)), "ms", 1),
        Figure("export, docker -H ssh://", exported, "MB/s", 0),
    ]


def in_window(lab: LabNode, count: int, runs: int) -> list[Figure]:
    """Open the pane, and change containers behind its back."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    application = QApplication([])
    rows, changes = [], []
    for run in range(runs):
        with TemporaryDirectory() as home, Window(application, Path(home), lab) as window:
            rows.append(window.open_pane(count))
            if run == runs - 1:
                changes += window.follow_changes(lab)
    return [
        Figure("rows, code not loaded yet", tuple(rows[:1]), "ms", 0),
        Figure("rows", tuple(rows[1:]), "ms", 0),
        Figure("change", tuple(changes), "ms", 0),
    ]


class Window:
    """The program, connected to a lab node."""

    def __init__(self, application: QApplication, home: Path, lab: LabNode) -> None:
        from app.bootstrap import make_program
        from app.core.paths import Paths

        paths = Paths(home / "config", home / "data", home / "log", home / "run")
        paths.known_hosts.parent.mkdir(parents=True, exist_ok=True)
        paths.known_hosts.write_bytes(Path(lab.known_hosts).read_bytes())
        self._application = application
        self._program: Program = make_program(application, paths)
        self._hub = self._program.hub
        self._hub.nodes.save(node_of(lab))

    def __enter__(self) -> Window:
        self._program.window.resize(1440, 900)
        self._program.window.show()
        self._program.begin()
        self._hub.select_node(LAB)
        self._hub.sessions.connect_node(LAB)
        self._spin(lambda: self._hub.sessions.session(LAB) is not None, "the session")
        self._spin(lambda: self._hub.telemetry.latest(LAB) is not None, "a sample")
        return self

    def __exit__(self, *_exception: object) -> None:
        self._program.window.quit()
        self._program.stop()
        self._program.window.deleteLater()

    def open_pane(self, count: int) -> float:
        """Return the milliseconds from the click to `count` rows painted."""
        begun = time.perf_counter()
        self._program.window.show_pane("containers")
        self._spin(lambda: self._rows() >= count, "the rows")
        self._program.window.repaint()
        return (time.perf_counter() - begun) * 1000

    def follow_changes(self, lab: LabNode) -> list[float]:
        """Return the milliseconds from each event at the engine to the row that shows it."""
        taken = []
        with opened(lab) as engine:
            container = engine.client().containers.get("container-000")
            since = int(engine.clock())
            for run in range(CHANGES):
                (container.unpause if run % 2 else container.pause)()
                wanted = State.RUNNING if run % 2 else State.PAUSED
                self._spin(functools.partial(self._is, container.id, wanted), "the row")
                self._program.window.repaint()
                shown = time.time_ns()
                event = next(iter(reversed(events(engine, since))))
                taken.append((shown - event) / 1e6)
        return taken

    def _rows(self) -> int:
        from PySide6.QtCore import QModelIndex
        from PySide6.QtWidgets import QAbstractItemView

        pane = self._program.window.stack.pane("containers")
        views = [] if pane is None else pane.findChildren(QAbstractItemView)
        model = next((view.model() for view in views if view.isVisible()), None)
        if model is None:
            return 0
        groups = [model.index(row, 0) for row in range(model.rowCount(QModelIndex()))]
        return sum(max(1, model.rowCount(group)) for group in groups)

    def _is(self, container: str, state: State) -> bool:
        found = self._hub.containers.view(LAB).containers or ()
        return any(each.id == container and each.state is state for each in found)

    def _spin(self, condition: Callable[[], bool], what: str) -> None:
        from PySide6.QtCore import QEventLoop

        deadline = time.monotonic() + PATIENCE_S
        while not condition():
            if time.monotonic() > deadline:
                raise SystemExit(f"{what} did not come within {PATIENCE_S:.0f} s")
            self._application.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
            time.sleep(0.001)


def events(engine: Engine, since: int) -> list[int]:
    """Return when containers were paused and unpaused, Unix nanoseconds, oldest first."""
    told = engine.api.events(
        since=since, until=time.time(), decode=True, filters={"event": ["pause", "unpause"]}
    )
    return [each["timeNano"] for each in told]


def report(figures: list[Figure], count: int) -> int:
    """Print the table and the verdict."""
    print_table(figures)
    named = {each.name: each for each in figures}
    rows, inspect = named["rows"].median, named["inspect"].median
    others = named["inspect, SDK ssh://"].median * count
    ours, docker = named["export"].median, named["export, docker -H ssh://"].median
    print(
        f"{count} inspects: over the SDK's ssh:// {others / 1000:.1f} s, "
        f"docker -H ssh:// {named['inspect, docker -H ssh://'].median * count / 1000:.1f} s, "
        f"here {inspect * count / 1000:.1f} s"
    )
    fast_enough = Target("export", ours, MIN_EXPORT_MB_S, "MB/s", 0, at_least=True)
    if not fast_enough.met:
        fast_enough = Target("export", ours / docker, 1.0, "× docker -H", 2, at_least=True)
    return verdict(
        "docker",
        [
            Target("list shown", rows, 300, "ms", 0),
            Target("than inspects", others / rows, 10, "× faster", 1, at_least=True),
            Target("inspect", inspect, 10, "ms", 1),
            fast_enough,
            Target("change shown", named["change"].percentile(0.95), 300, "ms", 0),
        ],
    )


def _ms(call: Callable[[], object]) -> float:
    begun = time.perf_counter()
    call()
    return (time.perf_counter() - begun) * 1000


def _until(condition: Callable[[], bool], what: str) -> None:
    processes.wait_until(condition, PATIENCE_S, what)
