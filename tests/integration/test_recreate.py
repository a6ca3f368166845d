"""Containers run and made anew with the real engine: carried over, rolled back, taken up again."""

from __future__ import annotations

import contextlib
import threading
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.core.audit import AuditLog
from app.core.cancel import Cancel
from app.core.errors import Cancelled, RemoteError
from app.services.containers.api import Container, NotThere, State
from app.services.containers.create import run
from app.services.containers.engine import Engine
from app.services.containers.holder import EngineHolder
from app.services.containers.recreate import (
    NotRecreated,
    Present,
    Recreated,
    finish,
    look,
    recreate,
    undo,
)
from app.services.containers.run_spec import (
    Gpus,
    HealthCheck,
    PublishedPort,
    Restart,
    RestartPolicy,
    RunSpec,
    Ulimit,
    Variable,
    Volume,
)
from app.services.containers.settling import NotWell, Patience
from app.services.containers.succession import Stage, replacements
from app.transport.slot import SessionSlot
from scripts.lab.docker_engine import PAGE, DockerEngine
from scripts.lab.node import LabNode
from tests.docker_fixtures import OpenDocker
from tests.waiting import wait_for

pytestmark = pytest.mark.lab

WEB = RunSpec(
    image="lab",
    command=("httpd", "-f", "-h", "/www", "-p", "80"),
    name="web",
    ports=(PublishedPort(80, host_port=18080),),
    volumes=(Volume("", "/data"), Volume("named", "/named", "ro")),
    environment=(Variable("MODEL", "a"), Variable("HF_TOKEN", "hf_secretsecretsecret")),
    restart=RestartPolicy(Restart.ALWAYS),
    ulimits=(Ulimit("nofile", 512, 1024),),
    shm_bytes=128 * 1024**2,
    labels=(("mine", "kept"),),
    health=HealthCheck("test -e /www/index.html", interval_ns=10**8),
    stop_signal="KILL",
)
SLEEP = RunSpec("lab", ("sleep", "600"), "web", stop_signal="KILL")
QUICK = Patience(limit_s=60.0, settle_s=0.3)


class Desk:
    """What the window would hold: a node's engine over all sessions, and the audit log."""

    def __init__(self, open_docker: OpenDocker, audit: Path) -> None:
        self._open = open_docker
        self.slot = SessionSlot()
        self.holder = EngineHolder(self.slot, "spark")
        self.audit = AuditLog(audit)
        self.steps: list[str] = []
        self.at: dict[str, Callable[[], object]] = {}
        """What happens when a step begins."""
        self.connect()

    def connect(self) -> None:
        session = self._open().session
        session.on_lost(lambda _reason: self.slot.clear(session))
        self.slot.put(session)

    @property
    def engine(self) -> Engine:
        return self.holder.engine(Cancel())

    def step(self, title: str) -> None:
        self.steps.append(title)
        for begin, happens in list(self.at.items()):
            if title.startswith(begin):
                del self.at[begin]
                happens()

    def run(self, spec: RunSpec) -> str:
        done = run(self.holder, spec, Cancel(), self.step, audit=self.audit, node="spark",
                   patience=QUICK)  # fmt: skip
        return done.details.id

    def recreate(self, present: Present, after: RunSpec, cancel: Cancel | None = None) -> Recreated:
        return recreate(
            self.holder, present, after, cancel or Cancel(), self.step, audit=self.audit,
            node="spark", patience=QUICK,
        )  # fmt: skip

    def undo(self, new: Container) -> None:
        undo(self.holder, new, Cancel(), self.step, audit=self.audit, node="spark")

    def containers(self) -> dict[str, Container]:
        return {each.name: each for each in self.engine.containers()}


@pytest.fixture
def desk(open_docker: OpenDocker, docker: DockerEngine, tmp_path: Path) -> Iterator[Desk]:
    """A desk of the shared engine; what outlives the containers is removed, too."""
    yield Desk(open_docker, tmp_path / "audit.jsonl")
    docker.clean()
    docker._docker("volume", "prune", "--force")


def fetch(node: LabNode, port: int) -> bytes:
    """Return a page of a server that has just been started."""
    got: list[bytes] = []

    def answers() -> bool:
        with (
            contextlib.suppress(OSError),
            urllib.request.urlopen(f"http://{node.host}:{port}/", timeout=20) as answer,
        ):
            got.append(answer.read())
        return bool(got)

    wait_for(answers)
    return got[0]


def test_a_container_is_run_recreated_with_all_it_had_and_undone(
    desk: Desk, docker_lab: LabNode, docker: DockerEngine
) -> None:
    docker._docker("network", "create", "--subnet=10.77.0.0/24", "models")
    first = desk.run(WEB)
    docker._docker("network", "connect", "--ip=10.77.0.9", "--alias=llm", "models", "web")
    docker._docker("exec", "web", "sh", "-c", "echo weights >/data/model")
    present = look(desk.engine, "web")
    assert present.spec.environment == WEB.environment
    assert present.spec.command == WEB.command
    was = desk.engine.api.inspect_container(first)

    after = replace(
        present.spec,
        ports=(PublishedPort(80, host_ip="", host_port=18081),),
        environment=(Variable("MODEL", "b"),),
    )
    done = desk.recreate(present, after)

    assert fetch(docker_lab, 18081) == PAGE
    now = desk.engine.api.inspect_container("web")
    assert now["Id"] == done.details.id != first
    assert now["Config"]["Env"] == ["MODEL=b"]
    for key in ("Cmd", "Image", "Healthcheck", "WorkingDir", "User", "Entrypoint"):
        assert now["Config"][key] == was["Config"][key], key
    assert now["Config"]["Labels"]["mine"] == "kept"
    different = {k for k, v in now["HostConfig"].items() if v != was["HostConfig"][k]}
    assert different == {"PortBindings", "Binds"}  # /data by the name that it got
    assert {m["Destination"]: m["Name"] for m in now["Mounts"]} == {
        m["Destination"]: m["Name"] for m in was["Mounts"]
    }
    place = now["NetworkSettings"]["Networks"]["models"]
    assert place["IPAddress"] == "10.77.0.9"
    assert "llm" in place["Aliases"]
    assert docker._docker("exec", "web", "cat", "/data/model") == "weights\n"

    (kept,) = replacements(desk.engine.containers())
    assert kept.stage is Stage.KEPT
    assert kept.before.name == done.succession.kept_name
    assert kept.before.state is State.EXITED
    assert desk.engine.details(first).restart_policy == "no"  # or it starts with the node
    text = desk.audit.path.read_text()
    assert "Recreate container web: Port 80: 18080 on 127.0.0.1 → 18081 on every address" in text
    assert "hf_secret" not in text

    desk.undo(kept.new)
    assert set(desk.containers()) == {"web"}
    back = desk.engine.details("web")
    assert (back.id, back.state, back.restart_policy) == (first, State.RUNNING, "always")
    docker.clean()
    docker._docker("network", "rm", "models")


def test_what_fails_brings_the_old_one_back(desk: Desk, docker: DockerEngine) -> None:
    docker.run("other", "sleep", "60", network="bridge", options=("-p127.0.0.1:18090:80",))
    old = desk.run(replace(SLEEP, ports=(PublishedPort(80, host_port=18080),)))
    present = look(desk.engine, "web")
    for after, why in (
        (
            replace(present.spec, health=HealthCheck("false", interval_ns=10**8, retries=1)),
            "health check fails",
        ),
        (
            replace(present.spec, ports=(PublishedPort(80, host_port=18090),)),
            "port is already allocated",
        ),
    ):
        with pytest.raises(NotRecreated) as caught:
            desk.recreate(present, after)
        assert caught.value.message == "web was not recreated; it runs as before."
        assert why in caught.value.hint
        there = desk.containers()
        assert set(there) == {"web", "other"}
        assert (there["web"].id, there["web"].state) == (old, State.RUNNING)


def test_sessions_that_are_lost_and_engines_that_start_again_are_waited_for(
    desk: Desk, docker: DockerEngine, docker_lab: LabNode
) -> None:
    desk.run(SLEEP)
    present = look(desk.engine, "web")

    def lose() -> None:
        docker_lab.kill_sessions()
        connecting.append(threading.Thread(target=desk.connect))
        connecting[-1].start()

    connecting: list[threading.Thread] = []

    def restart() -> None:
        docker.end()
        connecting.append(threading.Thread(target=docker.start_again))
        connecting[-1].start()

    for step in ("Creating", "Waiting until the new container is well: 0"):
        desk.at[step] = lose
    desk.at["Stopping the old"] = restart
    desk.recreate(present, replace(present.spec, environment=(Variable("A", "1"),)))
    for thread in connecting:
        thread.join(30)
    assert len(connecting) == 3
    (kept,) = replacements(desk.engine.containers())
    assert kept.stage is Stage.KEPT
    assert desk.engine.details("web").state is State.RUNNING


def test_what_a_crash_left_is_seen_and_undone_or_finished(desk: Desk, docker: DockerEngine) -> None:
    def crash() -> None:
        raise Cancelled

    def broken_off(step: str) -> Container:
        present = look(desk.engine, "web")
        desk.at[step] = crash
        with pytest.raises(Cancelled):
            desk.recreate(present, replace(present.spec, environment=(Variable("A", "1"),)))
        (left,) = replacements(desk.engine.containers())
        assert left.stage is Stage.UNFINISHED
        return left.new

    old = desk.run(SLEEP)
    desk.undo(broken_off("Starting the new"))
    assert {each.id: each.state for each in desk.containers().values()} == {old: State.RUNNING}

    new = broken_off("Stopping the old")
    finish(desk.holder, new, Cancel(), desk.step, audit=desk.audit, node="spark", patience=QUICK)
    (left,) = replacements(desk.engine.containers())
    assert left.stage is Stage.KEPT
    assert (left.new.id, left.new.state) == (new.id, State.RUNNING)
    assert left.before.id == old

    docker._docker("rename", left.before.name, "mine")
    assert replacements(desk.engine.containers()) == ()
    with pytest.raises(NotThere, match="called mine by now"):
        desk.undo(left.new)
    assert desk.containers()["web"].state is State.RUNNING


def test_one_that_removes_itself_is_made_again_when_the_new_one_fails(
    desk: Desk, docker: DockerEngine
) -> None:
    docker.run(
        "once",
        "sleep",
        "600",
        network="bridge",
        options=("--rm", "--env=A=1", "--stop-signal=KILL"),
    )
    present = look(desk.engine, "once")
    assert any("--rm" in warning for warning in present.warnings)
    with pytest.raises(NotRecreated):
        desk.recreate(present, replace(present.spec, command=("false",)))
    again = look(desk.engine, "once")
    assert again.runs
    assert again.id != present.id
    assert again.spec == present.spec


def test_what_is_the_image_s_does_not_outlive_it(desk: Desk, docker: DockerEngine) -> None:
    docker.run("base", "true")
    for tag, value in (("one", "1"), ("two", "2")):
        changes = (f"ENV FROM_IMAGE={value}", "CMD sleep 600", f"LABEL vendor={value}",
                   "VOLUME /cache", "EXPOSE 80", "WORKDIR /www")  # fmt: skip
        words = [word for change in changes for word in ("--change", change)]
        docker._docker("commit", *words, "base", f"made:{tag}")
    desk.run(
        RunSpec("made:one", name="own", stop_signal="KILL", environment=(Variable("MINE", "1"),))
    )
    present = look(desk.engine, "own")
    assert present.spec == replace(
        present.spec, command=(), environment=(Variable("MINE", "1"),), labels=(), workdir=""
    )
    with_other_image = replace(present.spec, image="made:two")
    assert desk.recreate(present, with_other_image).is_kept
    config = desk.engine.api.inspect_container("own")["Config"]
    assert {"MINE=1", "FROM_IMAGE=2"} <= set(config["Env"])
    assert "FROM_IMAGE=1" not in config["Env"]
    assert config["Labels"]["vendor"] == "2"
    docker.clean()
    docker._docker("rmi", "--force", "made:one", "made:two")


def test_two_that_recreate_at_once_leave_one_and_nothing_half(
    desk: Desk, docker: DockerEngine
) -> None:
    old = desk.run(SLEEP)
    present = look(desk.engine, "web")
    after = replace(present.spec, environment=(Variable("A", "1"),))
    desk.at["Stopping the old"] = lambda: desk.recreate(present, after)
    with pytest.raises(NotRecreated, match=r"^web was not recreated. Another program"):
        desk.recreate(present, replace(present.spec, environment=(Variable("A", "2"),)))
    (kept,) = replacements(desk.engine.containers())
    assert kept.before.id == old
    assert desk.containers()["web"].state is State.RUNNING
    assert look(desk.engine, "web").spec.environment == after.environment


def test_what_cannot_run_is_not_left_behind(desk: Desk, docker: DockerEngine) -> None:
    with pytest.raises(RemoteError, match="not-a-program"):
        desk.run(RunSpec("lab", ("not-a-program",), "broken"))
    assert desk.containers() == {}
    with pytest.raises(NotWell, match="ended with code 7") as caught:
        desk.run(RunSpec("lab", ("sh", "-c", "echo last words; exit 7"), "ended"))
    assert caught.value.hint == "last words"
    assert desk.run(RunSpec("lab", ("true",), "worked"))
    with pytest.raises(NotThere):
        desk.run(RunSpec("not-here", name="none"))
    with pytest.raises(RemoteError, match="gpu") as refused:
        desk.run(RunSpec("lab", ("true",), "gpu", gpus=Gpus()))
    assert "nvidia-ctk" in refused.value.hint
