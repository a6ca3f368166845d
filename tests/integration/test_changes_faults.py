"""What breaks off in the midst of a change, with the real engine: what is said, what is left."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.core.audit import AuditLog
from app.core.cancel import Cancel
from app.core.errors import SessionLost
from app.services.containers.api import EngineUnavailable
from scripts.lab.docker_engine import DockerEngine
from tests.docker_fixtures import OpenDocker
from tests.waiting import wait_for

if TYPE_CHECKING:
    from app.services.containers.file_copies import Copying
    from app.services.containers.holder import EngineHolder
    from app.services.containers.prune import PruneProgress, PruneResult
    from app.services.containers.recreate import Recreated
    from app.transport.slot import SessionSlot

pytestmark = pytest.mark.lab
SIZE = 20_000_000
STAY = ("sh", "-c", "trap exit TERM; while :; do sleep 0.1; done")
DOCKER_IS_GONE = r"Docker (ended the connection|does not run on this node)\."
Lose = Callable[[], None]


@pytest.fixture
def lose(engine_slot: SessionSlot, open_docker: OpenDocker) -> Lose:
    """End the session, as a lost one ends, while the next one is there already."""
    spare = open_docker().session

    def lose() -> None:
        lost = engine_slot.session
        assert lost is not None
        engine_slot.put(spare)
        lost.close()

    return lose


def in_the_midst(fault: Lose, begin: int = 1) -> Callable[[PruneProgress | Copying], None]:
    """Return what has it happen once, when so much is done."""
    faults = [fault]

    def tell(progress: PruneProgress | Copying) -> None:
        if progress.done >= begin and faults:
            faults.pop()()

    return tell


def test_prune_that_is_broken_off_says_so_and_goes_on_when_it_is_asked_again(
    holder: EngineHolder, bare_docker: DockerEngine, lose: Lose, audit: AuditLog
) -> None:
    from app.services.containers.prune import PruneKind, Pruner, look, plan

    for number in range(5):
        bare_docker._docker("create", f"--name=old{number}", "lab", "true")
    wanted = plan(look(holder.engine(Cancel()), Cancel()), [PruneKind.CONTAINERS])
    assert len(wanted.items) == 5

    def prune(fault: Lose) -> PruneResult:
        pruner = Pruner(holder.engine(Cancel()), "lab", audit)
        return pruner.prune(wanted, Cancel(), in_the_midst(fault))

    with pytest.raises(SessionLost):
        prune(lose)
    left = len(holder.engine(Cancel()).containers())
    assert 0 < left < 5
    try:
        # Whether the end of the connection or its socket's is met first, is chance.
        with pytest.raises(EngineUnavailable, match=DOCKER_IS_GONE):
            prune(bare_docker.end)
    finally:
        bare_docker.start_again()
    result = prune(lambda: None)

    assert 0 < len(result.removed) < left
    assert holder.engine(Cancel()).containers() == ()
    told = audit.path.read_text()
    for outcome in ("The connection was lost.", DOCKER_IS_GONE, "done"):
        assert re.search(f'"outcome": "{outcome}', told)


def test_upload_that_is_broken_off_names_what_it_left(
    holder: EngineHolder, docker: DockerEngine, lose: Lose, audit: AuditLog, tmp_path: Path
) -> None:
    from app.services.containers.file_copies import Change, FileCopies

    docker.run("box", *STAY)
    source = tmp_path / "weights"
    source.write_bytes(bytes(SIZE))
    copies = FileCopies(holder.engine(Cancel()), "box", Cancel(), in_the_midst(lose, SIZE // 2))
    with pytest.raises(SessionLost) as caught:
        copies.upload(source, "/www", Change(audit, "lab", "box"))

    left = caught.value.message.rpartition(" ")[2].rstrip(".")
    wait_for(lambda: docker._docker("exec", "box", "ls", left))
    again = FileCopies(holder.engine(Cancel()), "box", Cancel(), lambda _copying: None)
    assert again.upload(source, "/www", Change(audit, "lab", "box")).size == SIZE


def test_account_that_loses_its_right_in_mid_recreate_is_told_what_is_there(
    holder: EngineHolder, docker: DockerEngine, lose: Lose, audit: AuditLog
) -> None:
    from app.services.containers import recreate
    from app.services.containers.run_spec import Variable
    from app.services.containers.settling import Patience
    from app.services.containers.succession import Stage, replacements

    def again(value: str, at_start: Lose) -> Recreated:
        present = recreate.look(holder.engine(Cancel()), "web")
        after = replace(present.spec, environment=(Variable("A", value),))
        return recreate.recreate(
            holder, present, after, Cancel(),
            lambda title: at_start() if title.startswith("Starting") else None,
            audit=audit, node="lab", patience=Patience(settle_s=0.1),
        )  # fmt: skip

    def forbid() -> None:
        docker.permit(False)
        lose()

    docker.run("web", *STAY)
    assert again("1", lambda: None).is_kept
    with pytest.raises(recreate.NotRecreated) as caught:
        again("2", forbid)
    assert "the old container is not back" in caught.value.message
    assert "is not in the group" in caught.value.hint or "root alone" in caught.value.hint
    docker.permit(True)
    stages = [each.stage for each in replacements(holder.engine(Cancel()).containers())]
    assert sorted(stages) == [Stage.PASSED, Stage.UNFINISHED]
