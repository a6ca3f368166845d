"""What a real engine's disk holds, and giving space back: volumes, networks, prune."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.core.audit import AuditLog
from app.core.cancel import Cancel
from app.core.errors import BadInput, RemoteError
from app.services.containers import disk
from app.services.containers.networks import NetworkChanges, networks
from app.services.containers.prune import PruneKind, PrunePlan, Pruner, look, plan
from app.services.containers.volumes import VolumeChanges, volumes, with_sizes
from scripts.lab.docker_engine import DockerEngine
from tests.waiting import wait_for

if TYPE_CHECKING:
    from app.services.containers.engine import Engine

pytestmark = pytest.mark.lab


@pytest.fixture
def audit(tmp_path: Path) -> AuditLog:
    return AuditLog(tmp_path / "audit.jsonl")


def build(engine: Engine, tag: str, *steps: str) -> None:
    """Build an image with BuildKit, whose steps stay as build cache."""
    text = "\n".join(["FROM lab", *steps]).encode()
    context = io.BytesIO()
    with tarfile.open(fileobj=context, mode="w") as archive:
        entry = tarfile.TarInfo("Dockerfile")
        entry.size = len(text)
        archive.addfile(entry, io.BytesIO(text))
    answer = engine.api.post(
        f"{engine.api.base_url}/v{engine.api_version}/build",
        params={"version": "2", "networkmode": "none", "t": tag},
        data=context.getvalue(),
        headers={"Content-Type": "application/x-tar"},
    )
    assert "Successfully tagged" in answer.text, answer.text[-500:]


def names(wanted: PrunePlan, kind: PruneKind) -> list[str]:
    return [each.name for each in wanted.of(kind)]


def test_volumes_say_who_has_them_and_only_unused_ones_go(
    engine: Engine, bare_docker: DockerEngine, audit: AuditLog
) -> None:
    changes = VolumeChanges(engine, "lab", audit)
    changes.create("models")
    bare_docker.run("web", "sh", "-c", "head -c 5000 /dev/zero > /m/x", options=("-v", "models:/m"))
    wait_for(lambda: not bare_docker.running())

    (found,) = with_sizes(volumes(engine), disk.volume_sizes(engine, Cancel()))
    assert (found.name, found.use.size_bytes, found.use.anonymous) == ("models", 5000, False)
    assert [(each.name, each.target) for each in found.users] == [("web", "/m")]
    with pytest.raises(BadInput, match="already"):
        changes.create("models")
    with pytest.raises(RemoteError, match="in use"):
        changes.remove("models")
    bare_docker.clean()
    changes.remove("models")
    assert volumes(engine) == ()
    assert '"Remove volume models", "outcome": "done"' in audit.path.read_text()


def test_network_is_made_and_removed_and_dockers_own_stay(
    engine: Engine, bare_docker: DockerEngine, audit: AuditLog
) -> None:
    changes = NetworkChanges(engine, "lab", audit)
    changes.create("apart", subnet="10.89.7.0/24", internal=True)
    bare_docker.run("web", "sleep", "100")

    found = {each.name: each for each in networks(engine)}
    apart, none = found["apart"], found["none"]
    assert (apart.driver, apart.subnets, apart.internal) == ("bridge", ("10.89.7.0/24",), True)
    assert [each.name for each in none.attached] == ["web"]
    with pytest.raises(BadInput, match="Docker's own"):
        changes.remove(none)
    changes.remove(apart)
    assert "apart" not in {each.name for each in networks(engine)}


def test_prune_removes_what_was_shown_and_what_came_into_use_stays(
    engine: Engine, bare_docker: DockerEngine, audit: AuditLog
) -> None:
    bare_docker.run("old", "sh", "-c", "head -c 3000000 /dev/zero > /big", options=("-v", "/data"))
    bare_docker.run("again", "sh", "-c", "head -c 1000 /dev/zero > /big; sleep 100")
    bare_docker.run("keeps", "true", options=("-v", "kept:/data"))
    build(engine, "built:1", "RUN head -c 2000000 /dev/zero > /two")
    build(engine, "built:1", "RUN head -c 2000001 /dev/zero > /two")
    docker_again = engine.client().containers.get("again")
    docker_again.stop(timeout=0)
    changes = NetworkChanges(engine, "lab", audit)
    changes.create("idle", subnet="10.89.8.0/24")
    wait_for(lambda: not bare_docker.running())

    wanted = plan(look(engine, Cancel()), PruneKind)
    assert sorted(names(wanted, PruneKind.CONTAINERS)) == ["again", "keeps", "old"]
    assert names(wanted, PruneKind.NETWORKS) == ["idle"]
    assert names(wanted, PruneKind.NAMED_VOLUMES) == ["kept"]
    assert len(wanted.of(PruneKind.UNNAMED_VOLUMES)) == 1
    assert len(wanted.of(PruneKind.UNTAGGED_IMAGES)) == 1
    assert sorted(names(wanted, PruneKind.UNUSED_IMAGES)) == ["built:1", "lab:latest"]
    assert wanted.size_bytes(PruneKind.CONTAINERS) == 3_001_000
    # Somebody else goes on working meanwhile.
    docker_again.start()
    bare_docker.run("new", "true", options=("-v", "kept:/data", "-v", "/fresh"))
    wait_for(lambda: bare_docker.running() == {"again"})
    (untagged,) = wanted.of(PruneKind.UNTAGGED_IMAGES)
    engine.api.tag(untagged.id, "precious", "1")
    engine.api.remove_container("keeps")

    result = Pruner(engine, "lab", audit).prune(wanted, Cancel(), lambda _progress: None)

    assert {each.name for each in engine.containers()} == {"again", "new"}
    assert {each.name for each in result.removed if each.kind is not PruneKind.BUILD_CACHE} == {
        *("old", "idle", "built:1", *(each.name for each in wanted.of(PruneKind.UNNAMED_VOLUMES)))
    }
    assert {each.item.name for each in result.kept} == {
        *("again", "kept", untagged.name, "lab:latest")
    }
    assert len(volumes(engine)) == 2  # the one that came into use, and one made since
    tags = {tag for each in engine.api.images() for tag in each["RepoTags"]}
    assert tags == {"lab:latest", "precious:1"}
    assert result.freed_bytes is not None
    assert result.freed_bytes >= 3_000_000
    assert "Prune 3 containers: " in audit.path.read_text()


def human(size: int | None) -> str:
    """Return bytes as the docker command prints them: `3.737MB`."""
    assert size is not None
    value, units = float(size), iter(("B", "kB", "MB", "GB"))
    unit = next(units)
    while value >= 1000:
        value, unit = value / 1000, next(units)
    return f"{value:.4g}{unit}"


def test_disk_use_is_that_of_docker_system_df(engine: Engine, bare_docker: DockerEngine) -> None:
    bare_docker.run("done", "sh", "-c", "head -c 4000 /dev/zero > /four", options=("-v", "v:/v"))
    bare_docker.run("web", "sleep", "100", options=("-v", "/c"))
    build(engine, "built:1", "RUN head -c 2000000 /dev/zero > /two")
    engine.api.remove_image("built:1")
    wait_for(lambda: bare_docker.running() == {"web"})

    report = disk.report(engine, Cancel())

    form = "--format={{.TotalCount}} {{.Active}} {{.Size}} {{.Reclaimable}}"
    told = [line.split()[:4] for line in bare_docker._docker("system", "df", form).splitlines()]
    assert told == [
        [str(row.count), str(row.active), human(row.size_bytes), human(row.reclaimable_bytes)]
        for row in report.shares
    ]
    assert report.space.free_bytes is not None
    assert report.space.total_bytes is not None
    assert 0 < report.space.free_bytes < report.space.total_bytes
