"""Fixtures of a real inference engine on the lab's Docker: llama.cpp's server with a tiny model."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from app.core.audit import AuditLog
from app.core.cancel import Cancel
from app.core.ids import NodeId
from app.transport.slot import SessionSlot
from scripts.lab.docker_engine import DockerEngine
from scripts.lab.engine_image import REPOSITORY, SETTINGS, engine_image
from scripts.lab.node import LabNode
from scripts.lab.registry import HERE, Registry
from tests.registry_fixtures import NODE
from tests.ssh_fixtures import connector, node_of

if TYPE_CHECKING:
    from app.services.serving.api import Deployed, DeployProgress, LaunchPlan, NodeFacts, Recipe
    from app.services.serving.launching.launch import Launcher
    from app.services.serving.launching.preflight import Preflight
    from app.services.serving.measured import MeasuredBook
    from app.services.serving.reach import NodeReach
    from app.transport.api import Session

TAG = "server"
MODEL = "lab/tiny-GGUF:Q4_K_M"
PORT = 30000


@pytest.fixture(scope="session")
def engine_registry(registry_session: Registry) -> Registry:
    """The shared registry, with the engine's image in it."""
    registry_session.push(REPOSITORY, TAG, [engine_image()], settings=SETTINGS)
    return registry_session


@pytest.fixture(scope="module")
def engine_on_node(
    engine_registry: Registry, docker_session: tuple[LabNode, DockerEngine]
) -> Iterator[str]:
    """The name of the engine's image, which is on the node while the module's tests run."""
    _node, docker = docker_session
    name = engine_registry.name(REPOSITORY, TAG)
    docker.pull(name)
    yield name
    docker.clean()
    docker.forget_images()


@dataclass
class ServingLab:
    """A node as the deployer reaches it, and short words for what a person does there."""

    node: LabNode
    docker: DockerEngine
    image: str
    folder: Path
    slot: SessionSlot = field(default_factory=SessionSlot)
    told: list[DeployProgress] = field(default_factory=list)
    secrets: dict[str, str] = field(default_factory=dict)
    is_leaving: bool = False
    opened: list[Session] = field(default_factory=list)
    _reach: NodeReach | None = None

    def connect(self) -> None:
        """Open a session; what follows the node goes on with it."""
        session = connector(self.node.known_hosts).open(
            node_of(self.node, self.node.identity), Cancel()
        )
        session.on_lost(lambda _why: self.slot.clear(session))
        self.opened.append(session)
        self.slot.put(session)

    def close(self) -> None:
        """Close what was opened."""
        self.reach.holder.close()
        for session in self.opened:
            session.close()

    @property
    def reach(self) -> NodeReach:
        """What services reach the node by."""
        from app.services.containers.holder import EngineHolder
        from app.services.serving.reach import NodeReach

        if self._reach is None:
            self._reach = NodeReach(
                node=NodeId("node-lab"),
                name=NODE,
                slot=self.slot,
                holder=EngineHolder(self.slot, NODE),
                audit=AuditLog(self.folder / "audit.jsonl"),
                sample=lambda: None,
                machine=lambda: None,
            )
        return self._reach

    @property
    def book(self) -> MeasuredBook:
        """What was measured."""
        from app.services.serving.measured import MeasuredBook

        return MeasuredBook(self.folder / "measured.json")

    @property
    def unfinished(self) -> Path:
        """The file of what is being deployed."""
        return self.folder / "deployments.json"

    def facts(self) -> NodeFacts:
        """What is known of the node."""
        from app.services.serving.api import NodeFacts

        home = str(self.node.home)
        return NodeFacts(NodeId("node-lab"), NODE, HERE, home, has_docker=True)

    def recipe(self, **more: Any) -> Recipe:
        """Return a recipe of the tiny model."""
        from app.services.serving.api import ModelRef, Recipe, Source

        values: dict[str, Any] = {
            "id": "tiny-llama-cpp",
            "title": "Tiny",
            "engine": "llama_cpp",
            "model": ModelRef(Source.GGUF, MODEL),
            "image": self.image,
            "is_own": True,
            "weights_bytes": 469_920,
            **more,
        }
        return Recipe(**values)

    def plan(
        self, environment: dict[str, str] | None = None, *, port: int = PORT, **more: Any
    ) -> LaunchPlan:
        """Return a plan; `environment` makes it slow, or fail (`scripts/lab/engine_server.py`)."""
        from app.services.serving.api import EnvironmentEntry, LaunchRequest, LaunchSettings
        from app.services.serving.catalogue import engine

        told = {"LLAMA_CACHE": "/tmp/models"} | (environment or {})  # it has to fetch it each time
        entries = tuple(EnvironmentEntry(*each) for each in told.items())
        settings = LaunchSettings(
            context=512, users=1, port=port, use_gpu=False, environment=entries, **more
        )
        return engine("llama_cpp").plan(LaunchRequest(self.recipe(), settings, self.facts()))

    def look(self, recipe: Recipe | None = None, **more: Any) -> Preflight:
        """Look at what speaks for and against a launch."""
        from app.services.serving.api import LaunchRequest, LaunchSettings
        from app.services.serving.catalogue import engine
        from app.services.serving.launching.preflight import look

        settings = LaunchSettings(context=512, users=1, use_gpu=False, **more)
        return look(
            LaunchRequest(recipe or self.recipe(), settings, self.facts()),
            engine("llama_cpp"),
            self.reach,
            facts=None,
            book=self.book,
            secret_of=self.secrets.get,
            login_of=lambda _server: None,
            cancel=Cancel(),
        )

    def launcher(self, **more: Any) -> Launcher:
        """Return what deploys."""
        from app.services.serving.launching.job import Patience
        from app.services.serving.launching.launch import Launcher

        return Launcher(
            self.reach,
            secret_of=self.secrets.get,
            login_of=lambda _server: None,
            book=self.book,
            unfinished=self.unfinished,
            leaving=lambda: self.is_leaving,
            **({"patience": Patience(still_s=0.2, look_s=0.1, turn_s=0.1)} | more),
        )

    def deploy(
        self,
        plan: LaunchPlan,
        cancel: Cancel | None = None,
        on: Callable[[DeployProgress], object] = lambda _progress: None,
        *,
        adopt: str = "",
        **more: Any,
    ) -> Deployed:
        """Deploy; `on` hears how far it is."""

        def tell(progress: DeployProgress) -> None:
            self.told.append(progress)
            on(progress)

        return self.launcher(**more).deploy(plan, cancel or Cancel(), tell, adopt=adopt)

    def containers(self) -> set[str]:
        """Return the names of all containers."""
        return self.docker.names()


@pytest.fixture
def serving(
    docker_session: tuple[LabNode, DockerEngine], engine_on_node: str, tmp_path: Path
) -> Iterator[ServingLab]:
    """The node with the engine's image, connected; no container is left there afterwards."""
    node, docker = docker_session
    lab = ServingLab(node, docker, engine_on_node, tmp_path)
    lab.connect()
    yield lab
    lab.close()
    if docker.names():
        docker.clean()
