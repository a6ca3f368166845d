"""Models, deployments and orphans that a test shows on the Running page."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any, cast

from app.core.ids import LOCAL_NODE, NodeId
from app.services.serving.api import LaunchPlan, LaunchSettings, ModelRef, NodeFacts, Recipe, Source
from app.services.serving.running.api import Endpoint, ModelState, NodeModels, RunningModel
from app.state.hub import Hub, Notice
from app.transport.status import Phase
from tests.gui.overview_world import FakeControl
from tests.gui.shell_fakes import fake_hub, node
from tests.gui.tunnels_fakes import PaneTunnels, use_fake_tunnels

GIB = 1024**3
FIRST, SECOND, AWAY = node("spark-01"), node("spark-02"), node("lab-a6000")
NUMBERS = ("requests_running", "requests_waiting", "tokens_per_s", "kv_percent", "context")


def model(where: NodeId, port: int, name: str, engine: str = "vllm", **more: Any) -> RunningModel:
    """Return a model; numbers that are not given are missing with a reason."""
    values: dict[str, Any] = {"title": name.rsplit("/", 1)[-1] or "Ollama", **more}
    values.setdefault("state", ModelState.READY)
    values.setdefault("reasons", dict.fromkeys(NUMBERS, "the engine does not tell"))
    needs_key = values.pop("needs_key", False)
    return RunningModel(Endpoint(where, port, name, engine, needs_key=needs_key), **values)


OURS = model(
    FIRST.id,
    8000,
    "openai/gpt-oss-120b",
    container_id="a" * 64,
    container="gpt-oss-120b",
    recipe="gpt-oss-120b-vllm",
    started_by="ann@laptop",
    is_ours=True,
    started=time.time() - 96_000,
    context=131_072,
    gpu_bytes=int(71.2 * GIB),
    requests_running=2.0,
    requests_waiting=1.0,
    tokens_per_s=41.7,
    kv_percent=34.0,
    reasons={},
)
OLLAMA = model(FIRST.id, 11434, "", "ollama", program="ollama", pid=7, also=("qwen2.5:32b", "phi"))
LOADING = model(
    SECOND.id, 30000, "deepseek-r1", "sglang", state=ModelState.STARTING, container_id="b" * 64
)


def plan(where: NodeId = FIRST.id) -> LaunchPlan:
    """Return the plan of a deployment that goes on."""
    recipe = Recipe("nano", "nemotron-nano-9b", "nim", ModelRef(Source.NGC, "nvidia/nano"))
    return LaunchPlan(NodeFacts(where, "spark-01"), recipe, LaunchSettings(), 8001, "nano")


class RunningWorld:
    """Two nodes that are connected and one that is not."""

    def __init__(self, folder: Path) -> None:
        self.hub: Hub = fake_hub(folder / "settings.json", FIRST, SECOND, AWAY)
        self.control = FakeControl()
        self.hub.processes = cast(Any, self.control)
        self.tunnels: PaneTunnels = use_fake_tunnels(self.hub)
        self.serving: Any = self.hub.serving
        self.sessions: Any = self.hub.sessions
        for each in (FIRST, SECOND):
            self.sessions.set(each.id, Phase.CONNECTED)
        self.serving.show(LOCAL_NODE, NodeModels(()))
        self.told: list[Notice] = []
        self.hub.notified.connect(self._on_notice)

    def _on_notice(self, notice: Notice) -> None:
        self.told.append(notice)
