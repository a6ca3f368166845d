"""What goes wrong while a real Docker Engine pulls from a real registry, and what becomes of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from app.core.audit import AuditLog
from app.core.cancel import Cancel
from app.core.errors import Cancelled, RemoteError
from app.services.containers.image_api import PullProgress
from app.transport.slot import SessionSlot
from scripts.lab.docker_engine import DockerEngine
from scripts.lab.faultproxy import FaultProxy
from scripts.lab.node import LabNode
from scripts.lab.registry import Registry
from tests.registry_fixtures import LLAMA, pulled
from tests.ssh_fixtures import connector, node_of
from tests.waiting import wait_for

if TYPE_CHECKING:
    from app.services.containers.holder import EngineHolder
    from app.transport.api import Session

pytestmark = pytest.mark.lab
SLOW = 250_000
"""Bytes a second of each download."""


@pytest.fixture
def name(slow_registry: FaultProxy) -> str:
    """The image, by a way that is slow until the test says otherwise."""
    slow_registry.bytes_per_second = SLOW
    return f"127.0.0.1:{slow_registry.port}/{LLAMA}:1.0"


@pytest.fixture
def small_disk(docker_lab: LabNode) -> Iterator[None]:
    """Only 2 MB for what the engine downloads."""
    folder = str(docker_lab.root / "docker" / "data" / "tmp")
    docker_lab.inside.run(["mount", "-t", "tmpfs", "-o", "size=2m", "lab", folder])
    yield
    docker_lab.inside.run(["umount", folder])


def parts_fetched(registry: Registry, name: str) -> list[str]:
    """Return what was downloaded to its end by that name, each as often as it was."""
    host = name.partition("/")[0]
    lines = [line for line in registry.log().splitlines() if "response completed" in line]
    lines = [line for line in lines if f'request.host="{host}"' in line and "method=GET" in line]
    return [match[1] for line in lines if (match := re.search(r"/blobs/sha256:([0-9a-f]+)", line))]


def test_cancelled_pull_ends_at_the_engine_and_is_pulled_again(
    holder: EngineHolder, slow_registry: FaultProxy, name: str, audit: AuditLog
) -> None:
    cancel = Cancel()

    def tell(progress: PullProgress) -> None:
        if progress.done_bytes > 0:
            cancel.cancel()

    with pytest.raises(Cancelled):
        pulled(holder, name, audit, tell=tell, cancel=cancel, anchor_after_s=0.0)
    wait_for(lambda: slow_registry.connections == 0)
    assert '"cancelled"' in audit.path.read_text()
    slow_registry.bytes_per_second = None
    assert pulled(holder, name, audit).tags == (name,)


class Wanderer:
    """Loses the session of a pull once the anchor holds it, too, and brings another one."""

    def __init__(self, lab: LabNode, slot: SessionSlot, registry: Registry, name: str) -> None:
        self.told: list[PullProgress] = []
        self.opened: list[Session] = []
        self._lab = lab
        self._slot = slot
        self._registry = registry
        self._name = name
        lost = slot.session
        assert lost is not None
        lost.on_lost(lambda _reason: slot.clear(lost))

    def take(self, progress: PullProgress) -> None:
        self.told.append(progress)
        if progress.waiting_for and not self.opened:
            how = connector(self._lab.known_hosts)
            self.opened.append(how.open(node_of(self._lab, self._lab.identity), Cancel()))
            self._slot.put(self.opened[0])
        elif not self.opened and self._is_held():
            self._lab.kill_sessions()

    def _is_held(self) -> bool:
        """Whether both who pull have read the image's configuration: now they share downloads."""
        parts = Counter(parts_fetched(self._registry, self._name))
        return max(parts.values(), default=0) >= 2


@pytest.fixture
def wanderer(
    docker_lab: LabNode, engine_slot: SessionSlot, registry: Registry, name: str
) -> Iterator[Wanderer]:
    """Take what is told of the pull of `name`."""
    wanderer = Wanderer(docker_lab, engine_slot, registry, name)
    yield wanderer
    for session in wanderer.opened:
        session.close()


def test_session_lost_in_mid_pull_costs_nothing(
    holder: EngineHolder,
    wanderer: Wanderer,
    docker_lab: LabNode,
    slow_registry: FaultProxy,
    name: str,
    audit: AuditLog,
) -> None:
    programs = _programs(docker_lab)

    def tell(progress: PullProgress) -> None:
        wanderer.take(progress)
        if wanderer.opened:
            slow_registry.bytes_per_second = None

    assert pulled(holder, name, audit, tell=tell, anchor_after_s=0.0).tags == (name,)
    told = wanderer.told
    lost = next(each for each in told if each.waiting_for)
    assert lost.waiting_for == "The connection was lost."
    done = [each.done_bytes for each in told]
    assert done == sorted(done), "nothing that was downloaded is downloaded again"
    assert done[-1] == told[-1].total_bytes
    wait_for(lambda: _programs(docker_lab) <= programs)


def test_cancelling_after_a_lost_session_ends_what_it_left_on_the_node(
    holder: EngineHolder,
    wanderer: Wanderer,
    docker_lab: LabNode,
    slow_registry: FaultProxy,
    name: str,
    audit: AuditLog,
) -> None:
    programs, cancel = _programs(docker_lab), Cancel()

    def tell(progress: PullProgress) -> None:
        wanderer.take(progress)
        if wanderer.opened and not progress.waiting_for:
            assert _programs(docker_lab) - programs, "the anchor holds the pull"
            cancel.cancel()

    with pytest.raises(Cancelled):
        pulled(holder, name, audit, tell=tell, cancel=cancel, anchor_after_s=0.0)
    wait_for(lambda: _programs(docker_lab) <= programs)
    wait_for(lambda: slow_registry.connections == 0)


def test_engine_restarted_in_mid_pull_is_waited_for(
    holder: EngineHolder,
    docker: DockerEngine,
    slow_registry: FaultProxy,
    name: str,
    audit: AuditLog,
) -> None:
    restarted: list[bool] = []
    waited: list[str] = []

    def tell(progress: PullProgress) -> None:
        if progress.waiting_for:
            waited.append(progress.waiting_for)
        if progress.done_bytes > 0 and not restarted:
            restarted.append(True)
            docker.end()
            slow_registry.bytes_per_second = None
            docker.start_again()

    assert pulled(holder, name, audit, tell=tell).tags == (name,)
    assert waited[0].startswith("Docker ")


def test_disk_that_is_full_is_said_with_how_much_is_free(
    holder: EngineHolder, small_disk: None, registry: Registry, audit: AuditLog
) -> None:
    with pytest.raises(RemoteError, match="no space left on device") as caught:
        pulled(holder, registry.name(LLAMA, "1.0"), audit)
    assert " are free in " in caught.value.hint
    assert "no space left on device" in audit.path.read_text()


def _programs(node: LabNode) -> set[int]:
    """Return the programs of ours that run on the node."""
    return {each.pid for each in node.processes() if each.name.startswith("python3")}
