"""Stopping: a model is stopped when its memory is back, and started where there is room."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from app.core.audit import AuditLog
from app.core.cancel import Cancel
from app.core.errors import BadInput, RemoteError
from app.core.ids import NodeId
from app.services.serving.fit.api import GIB
from app.services.serving.launching import stopping
from app.services.serving.launching.failure import NoRoom
from app.services.serving.launching.stopping import NEED_LABEL, restart_model, stop_model
from app.services.serving.reach import NodeReach
from app.services.serving.running.api import Endpoint, ModelState, RunningModel
from app.services.telemetry.api import Cpu, Gpu, Memory, Sample
from tests.unit.serving.kernels import Kernel, Slot

POOL = Gpu("NVIDIA GB10", None, None, None, None, None, None, None, None, unified_memory=True)
SAMPLE = Sample(
    0.0, "spark", "agent", Memory(119 * GIB, None, None, None), (POOL,), Cpu(None, (), None)
)


class Docker:
    """An engine that does what it is told and remembers it."""

    def __init__(self, session: Kernel, need: str = "") -> None:
        self.session = session
        self.told: list[str] = []
        self.api = self
        self._need = need
        self.state = "running"
        self.others: list[dict[str, object]] = []

    @contextlib.contextmanager
    def errors(self) -> Iterator[None]:
        yield

    def stop(self, container: str, timeout: int) -> None:
        self.told.append(f"stop {container} {timeout}")
        self.state = "exited"

    def start(self, container: str) -> None:
        self.told.append(f"start {container}")

    def details(self, container: str) -> Any:
        from app.services.containers.reading import details

        return details({"Id": "a" * 64, "State": {"Status": self.state}})

    def containers(self, **_filters: object) -> list[dict[str, object]]:
        return self.others

    def clock(self) -> float:
        return 1000.0

    def inspect(self, container: str) -> dict[str, object]:
        return {"Config": {"Labels": {NEED_LABEL: self._need}}}


class World:
    """A node with Docker and a kernel that tells its memory."""

    def __init__(self, folder: Path, available: list[int], need: int = 0) -> None:
        self.kernel = Kernel(iter([each * GIB for each in available]))
        self.docker = Docker(self.kernel, str(need * GIB) if need else "")
        self.audit = AuditLog(folder / "audit.jsonl")
        self.reach = NodeReach(
            NodeId("spark"), "spark", cast("Any", Slot(self.kernel)), cast("Any", self), self.audit,
            lambda: SAMPLE, lambda: None,
        )  # fmt: skip

    def engine(self, _cancel: Cancel) -> Docker:
        return self.docker


def model_of(**more: Any) -> RunningModel:
    values: dict[str, Any] = {"container_id": "c1", "gpu_bytes": 40 * GIB, **more}
    endpoint = Endpoint(NodeId("spark"), 8000, "tiny", values.pop("engine", "vllm"))
    return RunningModel(endpoint, "Tiny", ModelState.READY, **values)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stopping, "LOOK_S", 0.0)
    monkeypatch.setattr(stopping, "STILL_S", 0.0)


def test_it_returns_when_the_memory_is_back(tmp_path: Path) -> None:
    world = World(tmp_path, [20, 20, 30, 40, 58])
    stop_model(world.reach, model_of(), Cancel())
    assert world.docker.told == ["stop c1 30"]
    assert world.kernel.last == 58 * GIB, "70 % of what it had"
    assert "Stop container c1" in world.audit.path.read_text()


def test_memory_that_does_not_come_back_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stopping, "BACK_S", 0.0)
    world = World(tmp_path, [20, 25])
    with pytest.raises(RemoteError, match=r"only 5\.0 GiB of its 40\.0 GiB came back"):
        stop_model(world.reach, model_of(), Cancel())


def test_memory_that_was_page_cache_is_back_when_its_process_is_gone(tmp_path: Path) -> None:
    world = World(tmp_path, [80, 80])
    seen = iter(replace(SAMPLE, time=float(second)) for second in range(9))
    world.reach = replace(world.reach, sample=lambda: next(seen))
    stop_model(world.reach, model_of(gpu_pids=(4711,)), Cancel())


def test_a_model_that_had_nothing_on_the_gpu_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stopping, "STILL_S", 1000.0)
    world = World(tmp_path, [80])
    stop_model(world.reach, model_of(gpu_bytes=0), Cancel())
    assert world.docker.told == ["stop c1 30"]


def test_a_restart_waits_for_the_memory_and_has_to_fit(tmp_path: Path) -> None:
    world = World(tmp_path, [20, 20, 80, 80, 80], need=40)
    restart_model(world.reach, model_of(), Cancel())
    assert world.docker.told == ["stop c1 30", "start c1"]
    world = World(tmp_path, [30, 30, 30], need=40)
    world.docker.state = "exited"
    with pytest.raises(NoRoom, match=r"takes 40\.0 GiB"):
        restart_model(world.reach, model_of(), Cancel())
    assert world.docker.told == []


def test_a_restart_does_not_come_before_a_launch_that_has_not_its_memory_yet(
    tmp_path: Path,
) -> None:
    world = World(tmp_path, [100, 100], need=40)
    world.docker.state = "exited"
    world.docker.others = [{"Id": "c9", "Names": ["/big"], "State": "created", "Created": 900}]
    with pytest.raises(NoRoom, match="big is being started"):
        restart_model(world.reach, model_of(), Cancel())
    assert world.docker.told == []


def test_what_is_not_ours_to_end_is_said(tmp_path: Path) -> None:
    world = World(tmp_path, [20])
    for model, words in (
        (model_of(container_id="", pid=None), "not known"),
        (model_of(container_id="", pid=5, program="vllm.service"), "systemctl stop vllm.service"),
    ):
        with pytest.raises(BadInput) as caught:
            stop_model(world.reach, model, Cancel())
        assert words in str(caught.value)


def test_a_service_lets_go_of_one_model(tmp_path: Path) -> None:
    world = World(tmp_path, [20, 60])
    stop_model(world.reach, model_of(container_id="", engine="ollama"), Cancel())
    assert ["ollama", "stop", "tiny"] in world.kernel.asked


def test_a_model_is_named_as_people_do() -> None:
    from app.cli.stop import find_model

    one = model_of(container="tiny-8000")
    other = model_of(container="other")
    assert find_model((one, other), "tiny-8000", "spark") is one
    with pytest.raises(BadInput, match="Several models"):
        find_model((one, other), "tiny", "spark")
    with pytest.raises(BadInput, match="serves no") as caught:
        find_model((one,), "llama", "spark")
    assert caught.value.hint == "It serves Tiny."
