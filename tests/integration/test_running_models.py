"""What a node serves, over a real sshd: programs, containers, keys, strangers, lost sessions."""

from __future__ import annotations

import contextlib
import json
import queue
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.cli.main import build_parser
from app.core.audit import AuditLog
from app.core.cancel import Cancel, Wake
from app.core.errors import Cancelled, SessionLost
from app.core.ids import NodeId
from app.services.containers.holder import EngineHolder
from app.services.serving.reach import NodeReach
from app.services.serving.running import metering
from app.services.serving.running import watch as running
from app.services.serving.running.api import ModelState, NodeModels, RunningModel
from app.services.serving.running.watch import watch_models
from app.services.telemetry.api import GpuProcess
from app.transport.slot import SessionSlot
from app.transport.ssh.session import SshSession
from scripts.lab.llama import ALIAS, llama_server
from scripts.lab.node import LabNode
from tests.endpoint_servers import endless, endpoint_server
from tests.server_fixtures import need_llama
from tests.serving_fixtures import PORT, ServingLab
from tests.spark_samples import spark_sample
from tests.ssh_fixtures import OpenLab

pytestmark = pytest.mark.lab
HOST_PORT = 8080


class Watched:
    """A node that is watched on a thread; `wait` returns what it told once that fits."""

    def __init__(self, reach: NodeReach) -> None:
        self.retry = Wake()
        self.told: list[NodeModels] = []
        self._came: queue.SimpleQueue[NodeModels | Exception] = queue.SimpleQueue()
        self._cancel = Cancel()
        self._reach = reach
        self._thread = threading.Thread(target=self._run, name="extra-watch", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            for told in watch_models(self._reach, self._cancel, self.retry):
                self._came.put(told)
        except Cancelled:
            pass
        except Exception as error:  # noqa: BLE001 - raised by `wait`
            self._came.put(error)

    def wait(self, fits: Callable[[NodeModels], object], seconds: float = 30.0) -> NodeModels:
        while True:
            told = self._came.get(timeout=seconds)
            if isinstance(told, Exception):
                raise told
            self.told.append(told)
            if fits(told):
                return told

    def one(self, fits: Callable[[RunningModel], object]) -> RunningModel:
        """Wait until a model fits and return it."""

        def found(told: NodeModels) -> list[RunningModel]:
            return [each for each in told.models or () if fits(each)]

        return found(self.wait(found))[0]

    def stop(self) -> None:
        self._cancel.cancel()
        self._thread.join(10)
        assert not self._thread.is_alive()


Watch = Callable[[NodeReach], Watched]


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Iterator[Watch]:
    """Watch a node; it ends with the test. What listens is looked at as often as what is new."""
    monkeypatch.setattr(running, "LISTEN_S", 0.2)
    monkeypatch.setattr(running, "TICK_S", 0.2)
    monkeypatch.setattr(metering, "EVERY_S", 0.2)
    with contextlib.ExitStack() as stack:

        def begin(reach: NodeReach) -> Watched:
            watched = Watched(reach)
            stack.callback(watched.stop)
            return watched

        yield begin


@pytest.fixture
def reach_lab(open_lab: OpenLab, tmp_path: Path) -> Callable[[], tuple[NodeReach, SshSession]]:
    """Reach the shared node without Docker, over a session of its own."""

    def reach() -> tuple[NodeReach, SshSession]:
        session, slot = open_lab(), SessionSlot()
        session.on_lost(lambda _why: slot.clear(session))
        slot.put(session)
        holder = EngineHolder(slot, "lab")
        audit = AuditLog(tmp_path / "audit.jsonl")
        node = NodeReach(NodeId("lab"), "lab", slot, holder, audit, lambda: None, lambda: None)
        return node, session

    return reach


def test_a_program_is_found_by_its_port_and_strangers_are_left_alone(
    reach_lab: Callable[[], tuple[NodeReach, SshSession]], watch: Watch, tmp_path: Path
) -> None:
    need_llama()
    page = {"/v1/models": (200, b"<html>"), "/": (200, b"<html>")}
    reach, _session = reach_lab()
    with (
        endpoint_server(page, 8000) as stranger,
        endpoint_server({"/v1/models": endless}, 30000) as hostile,
    ):
        watched = watch(reach)
        told = watched.wait(lambda told: told.models is not None)
        assert (told.models, told.error) == ((), None)
        with llama_server(tmp_path, HOST_PORT):
            model = watched.one(lambda model: model.state is ModelState.READY)
            watched.retry.call()
            watched.one(lambda model: model.tokens_per_s is not None)
        watched.wait(lambda told: told.models == ())

    assert (model.endpoint.port, model.endpoint.engine) == (HOST_PORT, "llama_cpp")
    assert (model.endpoint.model_id, model.context) == (ALIAS, 256)
    assert (model.requests_running, model.requests_waiting) == (0.0, 0.0)
    assert model.reasons["gpu_bytes"] == "the node has not been read yet"
    assert len(stranger.asked) <= 2  # at first, and when somebody asked anew
    assert set(hostile.asked) == {"/v1/models"}


def test_a_session_that_ends_is_told_and_the_next_is_followed(
    reach_lab: Callable[[], tuple[NodeReach, SshSession]], watch: Watch, open_lab: OpenLab
) -> None:
    locked = b'{"error":{"message":"Invalid API Key","type":"authentication_error","code":401}}'
    reach, session = reach_lab()
    with endpoint_server({"/v1/models": (401, locked)}, 8000) as server:
        watched = watch(reach)
        model = watched.one(lambda model: model.endpoint.needs_key)
        assert model.state is ModelState.READY
        session.close()
        reach.slot.clear(session)
        lost = watched.wait(lambda told: told.error is not None)
        assert isinstance(lost.error, SessionLost)
        assert lost.models is None

        reach.slot.put(open_lab())
        watched.one(lambda model: model.endpoint.needs_key)
    assert server.asked == ["/v1/models"] * 2  # once for each session: nothing changed


def test_what_is_left_of_an_engine_is_found_by_its_parent(
    reach_lab: Callable[[], tuple[NodeReach, SshSession]], watch: Watch
) -> None:
    reach, session = reach_lab()
    begin = "(exec -a VLLM::EngineCore sleep 600 >/dev/null 2>&1) & echo $!"
    alone = int(session.exec(["bash", "-c", begin]).check().text)
    held = spark_sample(GpuProcess(alone, "VLLM::EngineCore", 62 * 2**30))

    told = watch(replace(reach, sample=lambda: held)).wait(lambda told: told.models is not None)

    (orphan,) = told.orphans
    assert (orphan.pid, orphan.name, orphan.gpu_bytes) == (alone, "VLLM::EngineCore", 62 * 2**30)
    session.exec(["kill", str(alone)]).check()


def test_a_deployed_container_is_ours_from_its_start_to_its_end(
    serving: ServingLab, watch: Watch
) -> None:
    watched = watch(serving.reach)
    assert watched.wait(lambda told: told.models is not None).models == ()

    deployed = serving.deploy(serving.plan())
    ready = watched.one(lambda model: model.is_ours and model.state is ModelState.READY)

    assert ready.container_id == deployed.container_id
    assert (ready.recipe, ready.endpoint.port) == ("tiny-llama-cpp", PORT)
    assert ready.endpoint == deployed.endpoint
    assert ready.started_by
    assert ready.context == 512
    assert ready.started is not None
    serving.docker.stop_container(deployed.container_id)
    stopped = watched.one(lambda model: model.state is ModelState.STOPPED)
    assert stopped.trouble == ""
    assert stopped.reasons["started"] == "it does not run"


def test_models_are_listed_for_people_and_programs(
    lab: LabNode, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    need_llama()
    there = ["--node", lab.url, "--identity", str(lab.identity)]
    there += ["--known-hosts", str(lab.known_hosts)]
    with llama_server(tmp_path, HOST_PORT):
        for more in ((), ("--json",)):
            options = build_parser().parse_args(["models", *there, *more])
            assert options.run(options, Cancel()) == 0
    out = capsys.readouterr().out
    heading, row = out.splitlines()[:2]

    assert heading.split()[:5] == ["NODE", "MODEL", "STATE", "ENGINE", "PORT"]
    assert row.split()[1:5] == [ALIAS, "ready", "llama.cpp", str(HOST_PORT)]
    (told,) = json.loads(out[out.index("[") :])
    assert (told["model"], told["port"], told["context"]) == (ALIAS, HOST_PORT, 256)
    assert told["gpu_bytes"] is None or told["gpu_bytes"] >= 0
    assert (told["gpu_bytes"] is None) == ("gpu_bytes" in told["reasons"])
