"""Stand-ins for the state behind the window: what a test sets is what the window reads."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QLabel, QWidget

from app.core.errors import UnknownNode
from app.core.ids import LOCAL_NODE, NodeId
from app.core.paths import Paths, user_paths
from app.core.settings import SettingsStore
from app.hosts.nodes import THIS_COMPUTER, Node
from app.panes.api import PaneSpec
from app.services.history.api import StoreStatus
from app.services.launch.editors import Editor
from app.services.telemetry.api import Cpu, Memory, Sample
from app.services.telemetry.metrics import row_of
from app.services.tunnels.api import ServiceScan, TunnelId, TunnelPhase, TunnelSpec, TunnelStatus
from app.services.updates.check import UpdateSettings
from app.services.updates.release import Places
from app.state.hub import Hub, Notice, PaneRequested
from app.state.keeping import Forgotten, KeptMachine, MachinesRead
from app.state.launcher import IncludeNeeded, LaunchFailed
from app.state.nodes import NodesChanged
from app.state.support import CrashFound
from app.state.telemetry import SampleTaken
from app.state.tunnels import TunnelsChanged
from app.state.updates import UpdateChecked
from app.transport.status import Phase, SessionStatus
from tests.gui.alerts_fakes import FakeAlerts
from tests.gui.chat_fakes import FakeChat
from tests.gui.containers_fakes import FakeContainers
from tests.gui.registries_fakes import FakeRegistries
from tests.gui.serving_fakes import FakeServing

GIB = 1024**3


class FakeNodes(QObject):
    changed = Signal(NodesChanged)

    def __init__(self, nodes: tuple[Node, ...]) -> None:
        super().__init__()
        self.nodes = (THIS_COMPUTER, *nodes)

    def all(self) -> tuple[Node, ...]:
        return self.nodes

    def get(self, node: NodeId) -> Node:
        for each in self.nodes:
            if each.id == node:
                return each
        raise UnknownNode(f"There is no node {node}.")

    def has(self, node: NodeId) -> bool:
        return any(each.id == node for each in self.nodes)

    def name_of(self, node: NodeId) -> str:
        return next((each.name for each in self.nodes if each.id == node), str(node))

    def set(self, *nodes: Node) -> None:
        self.nodes = (THIS_COMPUTER, *nodes)
        self.changed.emit(NodesChanged(nodes[0].id if nodes else LOCAL_NODE))


class FakeSessions(QObject):
    status_changed = Signal(SessionStatus)

    def __init__(self) -> None:
        super().__init__()
        self.statuses: dict[NodeId, SessionStatus] = {
            LOCAL_NODE: SessionStatus(LOCAL_NODE, Phase.CONNECTED)
        }
        self.asked: list[tuple[str, NodeId]] = []
        self.interval_s = 1.0

    def status(self, node: NodeId) -> SessionStatus:
        return self.statuses.get(node) or SessionStatus(node, Phase.OFF)

    def connect_node(self, node: NodeId) -> None:
        self.asked.append(("connect", node))

    def disconnect_node(self, node: NodeId) -> None:
        self.asked.append(("disconnect", node))

    def set_interval(self, seconds: float) -> None:
        self.interval_s = seconds

    def set(self, node: NodeId, phase: Phase, **more: Any) -> None:
        self.statuses[node] = replace(SessionStatus(node, phase), **more)
        self.status_changed.emit(self.statuses[node])


class FakeTunnels(QObject):
    changed = Signal(TunnelsChanged)
    status_changed = Signal(TunnelStatus)
    services_found = Signal(ServiceScan)

    def __init__(self) -> None:
        super().__init__()
        self.specs_kept: dict[TunnelId, TunnelSpec] = {}
        self.statuses: dict[TunnelId, TunnelStatus] = {}
        self.asked: list[tuple[str, TunnelId]] = []

    def start(self) -> None:
        self.asked.append(("start", TunnelId("")))

    def all(self) -> tuple[TunnelSpec, ...]:
        return tuple(self.specs_kept.values())

    def specs(self, node: NodeId) -> tuple[TunnelSpec, ...]:
        return tuple(spec for spec in self.all() if spec.node == node)

    def status(self, tunnel: TunnelId) -> TunnelStatus:
        closed = TunnelStatus(tunnel, self.specs_kept[tunnel].node, TunnelPhase.CLOSED)
        return self.statuses.get(tunnel) or closed

    def open(self, tunnel: TunnelId) -> None:
        self.asked.append(("open", tunnel))

    def close(self, tunnel: TunnelId) -> None:
        self.asked.append(("close", tunnel))

    def url(self, tunnel: TunnelId) -> str:
        return f"http://127.0.0.1:{self.status(tunnel).local_port}/"

    def set(self, spec: TunnelSpec, phase: TunnelPhase, **more: Any) -> None:
        self.specs_kept[spec.id] = spec
        self.statuses[spec.id] = TunnelStatus(spec.id, spec.node, phase, **more)
        self.changed.emit(TunnelsChanged(spec.node))
        self.status_changed.emit(self.statuses[spec.id])


class FakeTelemetry(QObject):
    sample_taken = Signal(SampleTaken)

    def __init__(self) -> None:
        super().__init__()
        self.samples: dict[NodeId, Sample] = {}

    def latest(self, node: NodeId) -> Sample | None:
        return self.samples.get(node)

    def present(self, node: NodeId) -> Sample | None:
        return self.samples.get(node)

    def take(self, node: NodeId, sample: Sample) -> None:
        self.samples[node] = sample
        self.sample_taken.emit(SampleTaken(node, sample, row_of(sample)))


class FakeLauncher(QObject):
    failed = Signal(LaunchFailed)
    include_needed = Signal(IncludeNeeded)
    editors_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.editors: tuple[Editor, ...] = ()
        self.asked: list[tuple[str, ...]] = []

    def find_editors(self) -> None:
        self.asked.append(("find",))

    def open_url(self, url: str) -> None:
        self.asked.append(("url", url))

    def open_terminal(self, node: NodeId) -> None:
        self.asked.append(("terminal", node))

    def open_editor(self, node: NodeId, editor: Editor, *, may_include: bool = False) -> None:
        self.asked.append(("editor", node, editor.name, "include" if may_include else ""))


class FakeIncidents(QObject):
    told = Signal(Notice)
    pane_requested = Signal(PaneRequested)


class FakeKeeping(QObject):
    told = Signal(Notice)
    machines_read = Signal(MachinesRead)
    forgotten = Signal(Forgotten)

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[object] = []

    def ask_machines(self) -> None:
        self.asked.append("machines")

    def set_limit(self, gib: float) -> None:
        self.asked.append(gib)

    def forget(self, machine: KeptMachine) -> None:
        self.asked.append(machine)


class FakeArchive(QObject):
    status_changed = Signal(StoreStatus)

    def __init__(self) -> None:
        super().__init__()
        self.keeping = FakeKeeping()
        self.incidents = FakeIncidents()
        self.status = StoreStatus(size_bytes=700 << 20, limit_bytes=2 << 30)


class FakeSupport(QObject):
    """Nothing went wrong before."""

    crash_found = Signal(CrashFound)

    def __init__(self, _hub: Hub) -> None:
        super().__init__()
        self.paths = user_paths()


class FakeUpdates(QObject):
    """A build that names no release feed."""

    checked = Signal(UpdateChecked)
    latest = None
    places = Places()
    settings = UpdateSettings()

    def start(self) -> None:
        """There is nobody to ask."""


class FakeLater:
    """What makes the states that are made when somebody asks for them."""

    archive = FakeArchive
    tunnels = FakeTunnels
    launcher = FakeLauncher
    alerts = FakeAlerts
    containers = FakeContainers
    registries = FakeRegistries
    serving = FakeServing
    chat = FakeChat
    support = FakeSupport
    updates = FakeUpdates


def sample(
    *, total: float | None = 100, available: float | None = 69, at: float = 0.0, **more: Any
) -> Sample:
    """Return a sample whose memory is in GiB and whose machine clock says `at`."""
    memory = Memory(
        None if total is None else round(total * GIB),
        None if available is None else round(available * GIB),
        0,
        0,
    )
    made = Sample(at, "node", "agent", memory, (), Cpu(None, (), None), monotonic_s=at)
    return replace(made, **more)


def node(name: str, **more: Any) -> Node:
    return Node(NodeId(f"node-{name}"), name, address=f"{name}.local", user="ann", **more)


def fake_hub(settings_file: Path, *nodes: Node) -> Hub:
    return Hub(
        settings=SettingsStore(settings_file),
        supervisor=cast(Any, None),
        nodes=cast(Any, FakeNodes(nodes)),
        sessions=cast(Any, FakeSessions()),
        telemetry=cast(Any, FakeTelemetry()),
        later=cast(Any, FakeLater),
    )


def make_label(hub: Hub, parent: QWidget) -> QWidget:
    label = QLabel("a pane", parent)
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return label


def break_down(hub: Hub, parent: QWidget) -> QWidget:
    raise RuntimeError("synthetic fault, password=hunter22")


CHARTS = PaneSpec(
    "charts",
    "Charts",
    "chart-line-up",
    10,
    make_label,
    "Live charts",
    shortcuts=(("Space", "Pause, and go on"),),
)
CONNECTION = PaneSpec("connection", "Connection", "plugs-connected", 20, make_label, "Nodes")
BROKEN = PaneSpec("broken", "Broken", "warning", 30, break_down, "Never opens")


def paths_in(folder: Path) -> Paths:
    return Paths(
        config=folder / "config", data=folder / "data", log=folder / "log", runtime=folder / "run"
    )
