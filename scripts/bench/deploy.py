"""From Deploy to ready on a real engine, beside the engine's own start, on a lab node over SSH.

The engine is llama.cpp's server with a tiny model, its image on the node. Its own start is from
`docker start` to the first answer of its health page, asked every 20 ms. `noticed` is from that
answer, seen by somebody else, to the end of the deployment: listed, and one token completed.
"""

from __future__ import annotations

import argparse
import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from app.core.audit import AuditLog
from app.core.cancel import Cancel
from app.core.errors import UserError
from app.core.ids import NodeId
from app.services.containers.create import make
from app.services.containers.engine import Engine
from app.services.containers.holder import EngineHolder
from app.services.containers.run_body import body_of
from app.services.serving.api import (
    EnvironmentEntry,
    LaunchRequest,
    LaunchSettings,
    ModelRef,
    NodeFacts,
    Recipe,
    Source,
)
from app.services.serving.catalogue import engine as engine_named
from app.services.serving.launching.launch import Launcher
from app.services.serving.measured import MeasuredBook
from app.services.serving.reach import NodeReach
from app.services.telemetry.fetch import Address, get
from app.transport.api import Session
from app.transport.slot import SessionSlot
from scripts.bench.figures import Figure, Target, print_machine, print_table, verdict
from scripts.bench.lab_session import open_session
from scripts.lab import packages
from scripts.lab.docker_engine import DockerEngine
from scripts.lab.engine_image import REPOSITORY, SETTINGS, engine_image
from scripts.lab.faultproxy import FaultProxy
from scripts.lab.node import LabNode
from scripts.lab.registry import HERE, Registry

RUNS = 7
PORT = 30000
PATIENCE_S = 60.0
LOOK_S = 0.02
MORE_LIMIT_S = 3.0
NOTICED_LIMIT_S = 1.0
LAB = NodeId("lab")


def main(arguments: list[str]) -> int:
    """Measure and return the exit status."""
    parser = argparse.ArgumentParser(prog="bench deploy", description=__doc__)
    parser.add_argument("--runs", type=int, default=RUNS, help="of each")
    parser.add_argument("--load-s", type=float, default=1.0, help="seconds that loading takes more")
    options = parser.parse_args(arguments)
    if (reason := packages.why_not(docker=True)) is not None:
        print(reason)
        return 1
    print_machine("Deploying a model over SSH")
    own, ours, noticed = [], [], []
    with node_with_engine() as (lab, image), TemporaryDirectory() as folder:
        bench = Bench(lab, image, Path(folder), options.load_s)
        for _ in range(options.runs):
            own.append(bench.own_start())
            took, late = bench.deploy()
            ours.append(took)
            noticed.append(late)
        bench.close()
    return report(
        Figure("engine's own start", tuple(own), "s"),
        Figure("Deploy to ready", tuple(ours), "s"),
        Figure("noticed", tuple(noticed), "s"),
    )


@contextlib.contextmanager
def node_with_engine() -> Iterator[tuple[LabNode, str]]:
    """Yield a node, and the name of the engine's image, which is there."""
    with (
        TemporaryDirectory() as folder,
        LabNode(network=True) as lab,
        DockerEngine(lab) as docker,
        Registry(Path(folder)) as registry,
        FaultProxy("127.0.0.1", registry.port, listen=registry.port, inside=lab.pid),
    ):
        registry.push(REPOSITORY, "server", [engine_image()], settings=SETTINGS)
        image = registry.name(REPOSITORY, "server")
        docker.pull(image)
        yield lab, image


class Bench:
    """The node, reached as the deployer does, and a second session for whoever looks on."""

    def __init__(self, lab: LabNode, image: str, folder: Path, load_s: float) -> None:
        self._session, self._other = open_session(lab), open_session(lab)
        slot = SessionSlot()
        slot.put(self._session)
        self._reach = NodeReach(
            node=LAB,
            name="lab",
            slot=slot,
            holder=EngineHolder(slot, "lab"),
            audit=AuditLog(folder / "audit.jsonl"),
            sample=lambda: None,
            machine=lambda: None,
        )
        self._folder = folder
        recipe = Recipe(
            "tiny",
            "Tiny",
            "llama_cpp",
            ModelRef(Source.GGUF, "lab/tiny-GGUF:Q4_K_M"),
            image=image,
            is_own=True,
            environment=(EnvironmentEntry("LAB_LOAD_S", str(load_s)),),
        )
        settings = LaunchSettings(context=512, users=1, port=PORT, use_gpu=False)
        facts = NodeFacts(LAB, "lab", HERE, str(lab.home), has_docker=True)
        self._plan = engine_named("llama_cpp").plan(LaunchRequest(recipe, settings, facts))

    def own_start(self) -> float:
        """Return the seconds from the container's start to its health page."""
        engine = self._reach.holder.engine(Cancel())
        assert self._plan.run is not None
        made = make(engine, body_of(self._plan.run), self._plan.run.name)
        begun = time.monotonic()
        engine.api.start(made.id)
        healthy_at = wait_healthy(self._session)
        remove(engine, made.id)
        return healthy_at - begun

    def deploy(self) -> tuple[float, float]:
        """Return the seconds from Deploy to ready, and from health to ready."""
        healthy: list[float] = []
        watcher = threading.Thread(target=lambda: healthy.append(wait_healthy(self._other)))
        launcher = Launcher(
            self._reach,
            secret_of=lambda _name: None,
            login_of=lambda _server: None,
            book=MeasuredBook(self._folder / "measured.json"),
            unfinished=self._folder / "deployments.json",
            leaving=lambda: False,
        )
        watcher.start()
        begun = time.monotonic()
        deployed = launcher.deploy(self._plan, Cancel(), lambda _progress: None)
        ready = time.monotonic()
        watcher.join()
        remove(self._reach.holder.engine(Cancel()), deployed.container_id)
        return ready - begun, ready - healthy[0]

    def close(self) -> None:
        """Close what was opened."""
        self._reach.holder.close()
        self._session.close()
        self._other.close()


def wait_healthy(session: Session) -> float:
    """Return when the health page answered with 200, by the monotonic clock."""
    return _until(lambda: get(session, Address(PORT, "/health"), Cancel()).status == 200)


def _until(holds: Callable[[], bool]) -> float:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        with contextlib.suppress(UserError):
            if holds():
                return time.monotonic()
        time.sleep(LOOK_S)
    raise TimeoutError("the engine did not get ready")


def remove(engine: Engine, container: str) -> None:
    """Take a container away."""
    engine.api.remove_container(container, force=True, v=True)


def report(own: Figure, ours: Figure, noticed: Figure) -> int:
    """Print what was measured and return the exit status."""
    print_table((own, ours, noticed))
    more = ours.median - own.median
    return verdict(
        "deploy",
        (
            Target("Deploy to ready beyond the engine's own start", more, MORE_LIMIT_S, "s"),
            Target("readiness noticed, p95", noticed.percentile(0.95), NOTICED_LIMIT_S, "s"),
        ),
    )
