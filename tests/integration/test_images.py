"""Images of a real Docker Engine over a real sshd, from a real registry."""

from __future__ import annotations

import dataclasses
import ssl
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.core.audit import AuditLog
from app.core.cancel import Cancel
from app.core.errors import AuthenticationFailed, BadInput, RemoteError
from app.services.containers.api import NotThere
from app.services.containers.image_api import LayerPhase, PullProgress, RegistryRefused
from scripts.lab.docker_engine import DockerEngine, image
from scripts.lab.faultproxy import FaultProxy
from scripts.lab.node import LabNode
from scripts.lab.registry import Registry, layer
from tests.certificates import self_signed
from tests.registry_fixtures import LLAMA, NODE, SECRET, USER, door, parts, pulled

if TYPE_CHECKING:
    from app.services.containers.engine import Engine
    from app.services.containers.holder import EngineHolder

pytestmark = pytest.mark.lab


def test_image_is_pulled_tagged_used_and_removed(
    holder: EngineHolder, docker: DockerEngine, slow_registry: FaultProxy, audit: AuditLog
) -> None:
    from app.services.containers.images import ImageChanges, image_history, images

    slow_registry.bytes_per_second = 500_000
    name = f"127.0.0.1:{slow_registry.port}/{LLAMA}:1.0"
    told: list[PullProgress] = []

    def tell(progress: PullProgress) -> None:
        told.append(progress)
        if progress.total_bytes is not None:  # which is asked for meanwhile
            slow_registry.bytes_per_second = None

    found = pulled(holder, name, audit, tell=tell)

    sizes = [each.total_bytes for each in told if each.total_bytes is not None]
    assert sizes, "the registry says how much it will be"
    assert len(set(sizes)) == 1
    done = [each.done_bytes for each in told]
    assert done == sorted(done)
    assert done[-1] == sizes[-1]
    assert {each.phase for each in told[-1].layers} <= {LayerPhase.DONE, LayerPhase.THERE}
    assert told[-1].fraction == 1.0

    engine = holder.engine(Cancel())
    assert found.tags == (name,)
    assert len(image_history(engine, name)) == len(parts())
    engine.api.create_container(name, ["sleep", "100"])
    listed = {each.name: each for each in images(engine)}
    assert listed[name].containers == 1
    assert listed["lab:latest"].containers == 0
    changes = ImageChanges(engine, NODE, audit)
    with pytest.raises(RemoteError, match=r"container \w+ is using its referenced image"):
        changes.remove(name)
    docker.clean()
    changes.tag(name, "mine/llama:tuned")
    assert changes.remove(name).deleted == (), "another name holds it"
    gone = changes.remove("mine/llama:tuned")
    assert gone.untagged == ("mine/llama:tuned",)
    assert found.id in gone.deleted
    with pytest.raises(NotThere):
        image_history(engine, name)
    with pytest.raises(BadInput):
        changes.tag("lab", "--force")
    log = audit.path.read_text()
    assert log.count(f"Pull image {name}") == 2
    assert "is using its referenced image" in log


def test_image_whose_name_went_to_a_newer_one_is_listed_and_removed(
    holder: EngineHolder, registry: Registry, audit: AuditLog
) -> None:
    from app.services.containers.images import ImageChanges, images

    name = registry.name("moved")
    registry.push("moved", "latest", [layer(40, 0.1)])
    first = pulled(holder, name, audit)
    registry.push("moved", "latest", [layer(41, 0.1)])
    second = pulled(holder, name, audit)

    engine = holder.engine(Cancel())
    listed = {each.id: each for each in images(engine)}
    assert listed[second.id].tags == (name,)
    assert listed[first.id].is_dangling
    assert listed[first.id].name == first.id[7:19]
    assert ImageChanges(engine, NODE, audit).remove(first.id).deleted
    assert first.id not in {each.id for each in images(engine)}


def test_what_a_pull_cannot_have_is_said_with_what_to_do(
    holder: EngineHolder, registry: Registry, closed_registry: Registry, audit: AuditLog
) -> None:
    registry.push("other", "arm", [layer(42, 0.1)], architectures=["riscv64"])
    with pytest.raises(NotThere, match=r"manifest unknown.* no nim/meta/llama with the tag 9"):
        pulled(holder, registry.name(LLAMA, "9"), audit)
    with pytest.raises(RemoteError, match="not made for this node's processor"):
        pulled(holder, registry.name("other", "arm"), audit)
    with pytest.raises(RemoteError, match=r"connection refused.*node that pulls"):
        pulled(holder, "127.0.0.1:1/nothing", audit)
    private = closed_registry.name("private/model", "1")
    with pytest.raises(RegistryRefused, match=r"No account of 127\.0\.0\.1:"):
        pulled(holder, private, audit)
    with pytest.raises(RegistryRefused, match=f"asked as {USER}"):
        pulled(holder, private, audit, login=(USER, "wrong"))
    assert pulled(holder, private, audit, login=(USER, SECRET)).tags == (private,)
    assert SECRET not in audit.path.read_text()


def test_account_is_checked_by_the_node_s_engine(engine: Engine, closed_registry: Registry) -> None:
    from app.services.containers.logins import check_login

    check_login(engine, closed_registry.address, USER, SECRET)
    with pytest.raises(AuthenticationFailed, match=f"does not let {USER} in"):
        check_login(engine, closed_registry.address, USER, "not-the-secret")
    with pytest.raises(RemoteError, match="connection refused") as caught:
        check_login(engine, "127.0.0.1:1", USER, "not-the-secret")
    assert not isinstance(caught.value, AuthenticationFailed)


def test_update_is_told_by_digest_and_by_tag(
    holder: EngineHolder, registry: Registry, audit: AuditLog
) -> None:
    from app.services.containers.updates import check_update

    engine = holder.engine(Cancel())
    name = registry.name("nim/small", "25.11-py3")
    registry.push("nim/small", "25.11-py3", [image(), layer(50, 0.1)])
    pulled(holder, name, audit)
    for tag in ("25.9-py3", "25.12-py3", "26.01-py3", "26.01-py3-igpu", "26.02-rc1-py3", "latest"):
        registry.push("nim/small", tag, [image()])
    same = check_update(engine, name)
    assert same.is_newer is False
    assert same.local_digest == same.remote_digest
    assert same.newer_tags == ("26.01-py3", "25.12-py3")
    assert same.note == "", "the registry says nothing of security"

    words = {"com.example.security.fixes": "CVE-2026-0001, CVE-2026-0002"}
    registry.push("nim/small", "25.11-py3", [image(), layer(51, 0.1)])
    registry.push("nim/small", "26.01-py3", [image()], annotations=words)
    newer = check_update(engine, name)
    assert newer.is_newer is True
    assert newer.remote_digest != newer.local_digest == same.local_digest
    assert newer.note == "com.example.security.fixes: CVE-2026-0001, CVE-2026-0002"

    made_here = check_update(engine, "lab")
    assert made_here == dataclasses.replace(made_here, is_newer=None, remote_digest="")
    assert made_here.why == "lab:latest was made or loaded on this node."


def test_update_check_without_an_account_says_what_is_not_known(
    holder: EngineHolder, closed_registry: Registry, registry: Registry, audit: AuditLog
) -> None:
    from app.services.containers.updates import check_update

    engine = holder.engine(Cancel())
    name = closed_registry.name("private/model", "1")
    login = (USER, SECRET)
    pulled(holder, name, audit, login=login)
    closed_registry.push("private/model", "2", [layer(90, 0.2)])

    refused = check_update(engine, name)
    assert refused.is_newer is None
    assert "No account of 127.0.0.1:" in refused.why
    known = check_update(engine, name, login=login)
    assert (known.is_newer, known.newer_tags, known.why) == (False, ("2",), "")


def test_registry_with_tls_is_asked_through_the_session(
    engine: Engine, docker_lab: LabNode, tmp_path: Path
) -> None:
    from app.services.containers.registry import RegistryClient

    with Registry(tmp_path / "registry") as plain:
        digest = plain.push("secured", "1", [layer(60, 0.1)])
    certificate, key = self_signed(tmp_path)
    tls = {
        "REGISTRY_HTTP_TLS_CERTIFICATE": str(certificate),
        "REGISTRY_HTTP_TLS_KEY": str(key),
    }
    with (
        Registry(tmp_path / "registry", settings=tls) as registry,
        door(docker_lab, registry, port=registry.port),
    ):
        with pytest.raises(RemoteError, match=r"certificate of .* is not trusted here"):
            RegistryClient(engine.session, registry.address, Cancel()).tags("secured")
        trusted = ssl.create_default_context(cafile=certificate)
        client = RegistryClient(engine.session, registry.address, Cancel(), trusted=trusted)
        assert client.tags("secured") == ("1",)
        assert client.digest("secured", "1") == digest
        assert len(client.manifest("secured", "1").layer_sizes) == 1
