"""An engine that is a program of the node: started, followed, failed and stopped, for real."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.core.audit import AuditLog
from app.core.cancel import Cancel
from app.core.errors import BadInput, Cancelled
from app.core.ids import LOCAL_NODE
from app.transport.local import LocalSession
from app.transport.slot import SessionSlot
from scripts.lab.llama import write_model
from scripts.lab.servers import free_port
from tests.waiting import wait_for

if TYPE_CHECKING:
    from app.services.serving.api import DeployProgress, LaunchPlan
    from app.services.serving.launching.launch import Launcher
    from app.services.serving.reach import NodeReach

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="llama.cpp's wheel is for Linux")
ROOT = Path(__file__).parents[2]


@pytest.fixture
def server(tmp_path: Path) -> Path:
    """A `llama-server`: the lab's, as a program of this computer."""
    write_model(tmp_path / "tiny.gguf")
    program = tmp_path / "llama-server"
    program.write_text(
        f"#!/bin/sh\nLAB_MODEL={tmp_path}/tiny.gguf LLAMA_CACHE={tmp_path}/cache "
        f'exec {sys.executable} {ROOT}/scripts/lab/engine_server.py "$@"\n'
    )
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return program


@pytest.fixture
def here(tmp_path: Path) -> Iterator[NodeReach]:
    """This computer, without Docker."""
    from app.services.containers.holder import EngineHolder
    from app.services.serving.reach import NodeReach

    slot, session = SessionSlot(), LocalSession()
    slot.put(session)
    holder = EngineHolder(slot, "here")
    audit = AuditLog(tmp_path / "audit.jsonl")
    yield NodeReach(LOCAL_NODE, "here", slot, holder, audit, lambda: None, lambda: None)
    session.close()


def plan_of(server: Path, port: int, *arguments: str) -> LaunchPlan:
    from app.services.serving.api import (
        LaunchRequest,
        LaunchSettings,
        ModelRef,
        NodeFacts,
        Recipe,
        Source,
    )
    from app.services.serving.catalogue import engine

    model = ModelRef(Source.GGUF, "lab/tiny-GGUF:Q4_K_M")
    recipe = Recipe("tiny", "Tiny", "llama_cpp", model, arguments=arguments)
    node = NodeFacts(
        LOCAL_NODE, "here", "amd64", str(server.parent),
        programs={"llama-server": "b7000"}, program_paths={"llama-server": str(server)},
    )  # fmt: skip
    settings = LaunchSettings(context=512, users=1, port=port, use_gpu=False)
    return engine("llama_cpp").plan(LaunchRequest(recipe, settings, node))


def launcher_of(
    reach: NodeReach, tmp_path: Path, leaving: Callable[[], bool] = lambda: False
) -> Launcher:
    from app.services.serving.launching.job import Patience
    from app.services.serving.launching.launch import Launcher
    from app.services.serving.measured import MeasuredBook

    return Launcher(
        reach,
        secret_of=lambda _variable: None,
        login_of=lambda _server: None,
        book=MeasuredBook(tmp_path / "measured.json"),
        unfinished=tmp_path / "deployments.json",
        leaving=leaving,
        patience=Patience(still_s=0.2, look_s=0.05, silence_s=10.0),
    )


def alive(pid: int) -> bool:
    """Whether a process is there and no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def pid_of(plan: LaunchPlan) -> int:
    return int(Path(f"{plan.log}.pid").read_text())


def test_a_program_is_deployed_and_stopped(
    here: NodeReach, server: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.services.serving.api import Phase
    from app.services.serving.launching import stopping
    from app.services.serving.launching.launch import unfinished
    from app.services.serving.launching.stopping import restart_model, stop_model
    from app.services.serving.running.api import ModelState, RunningModel

    monkeypatch.setattr(stopping, "STILL_S", 0.1)
    port, cancel = free_port(), Cancel()
    plan = plan_of(server, port)
    told: list[DeployProgress] = []

    def quit_program(_progress: DeployProgress) -> None:
        if os.path.exists(f"{plan.log}.pid"):
            cancel.cancel()

    with pytest.raises(Cancelled):
        launcher_of(here, tmp_path, lambda: True).deploy(plan, cancel, quit_program)
    begun = pid_of(plan)
    (left,) = unfinished(here, tmp_path / "deployments.json", Cancel())
    deployed = launcher_of(here, tmp_path).deploy(left.plan, Cancel(), told.append)
    assert pid_of(plan) == begun, "it went on, and was not started once more"
    assert deployed.container_id == ""
    assert (deployed.endpoint.port, told[-1].phase) == (port, Phase.READY)
    pid = pid_of(plan)
    model = RunningModel(deployed.endpoint, "Tiny", ModelState.READY, pid=pid, program="python")
    with pytest.raises(BadInput, match="does not run in a container"):
        restart_model(here, model, Cancel())
    stop_model(here, model, Cancel())
    wait_for(lambda: not alive(pid))
    assert "end process" in here.audit.path.read_text()


def test_what_was_set_aside_before_a_restart_of_the_machine_is_asked_again(
    here: NodeReach, server: Path, tmp_path: Path
) -> None:
    """A launch against the advice may be what froze the machine: it is not done by itself again."""
    from app.services.serving.fit.api import GIB, Demand, Fit, Room, Verdict
    from app.services.serving.launching.failure import NoRoom
    from app.services.serving.launching.launch import unfinished

    huge, cancel = 2**50, Cancel()
    room = Room(GIB, 2 * GIB, GIB, GIB)
    fit = Fit(Verdict.NO, huge, 0, 0, huge, room, Demand(512), 0, 0, None, None, "",
              takes_bytes=huge)  # fmt: skip
    plan = replace(plan_of(server, free_port()), fit=fit, overrides=("memory",))

    def quit_program(_progress: DeployProgress) -> None:
        if os.path.exists(f"{plan.log}.pid"):
            cancel.cancel()

    with pytest.raises(Cancelled):
        launcher_of(here, tmp_path, lambda: True).deploy(plan, cancel, quit_program)
    os.kill(pid_of(plan), signal.SIGKILL)
    wait_for(lambda: not alive(pid_of(plan)))
    (left,) = unfinished(here, tmp_path / "deployments.json", Cancel())
    with pytest.raises(NoRoom):
        launcher_of(here, tmp_path).deploy(left.plan, Cancel(), lambda _progress: None)


def test_a_program_that_does_not_start_is_told_with_its_log(
    here: NodeReach, server: Path, tmp_path: Path
) -> None:
    from app.services.serving.launching.failure import LaunchFailed

    plan = plan_of(server, free_port(), "--no-such-flag")
    with pytest.raises(LaunchFailed) as caught:
        launcher_of(here, tmp_path).deploy(plan, Cancel(), lambda _progress: None)
    assert "invalid argument: --no-such-flag" in caught.value.hint


def test_cancelling_a_program_ends_it(here: NodeReach, server: Path, tmp_path: Path) -> None:
    cancel, pids = Cancel(), list[int]()
    plan = plan_of(server, free_port())

    def tell(_progress: DeployProgress) -> None:
        if os.path.exists(f"{plan.log}.pid"):
            pids.append(pid_of(plan))
            cancel.cancel()

    with pytest.raises(Cancelled):
        launcher_of(here, tmp_path).deploy(plan, cancel, tell)
    assert not os.path.exists(f"{plan.log}.pid")
    wait_for(lambda: not alive(pids[0]))


def test_a_number_that_is_another_process_by_now_is_left_alone(server: Path) -> None:
    plan = plan_of(server, free_port())
    Path(plan.log).parent.mkdir(parents=True, exist_ok=True)
    with subprocess.Popen(["sleep", "100"]) as other:
        Path(f"{plan.log}.pid").write_text(f"{other.pid}\n")
        Path(f"{plan.log}.began").write_text("4711\n")
        for argv in plan.undo:
            assert subprocess.run(argv, check=False).returncode == 0
        assert other.poll() is None
        other.kill()
    assert not os.path.exists(f"{plan.log}.pid")
