"""What an engine says of its disk, its volumes and networks, whatever it says."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import BadInput
from app.services.containers.api import Container, Mount, State
from app.services.containers.disk import DiskKind, parse_df, parse_usage, shares
from app.services.containers.networks import checked_subnet, parse_networks
from app.services.containers.prune import USUAL, PruneKind, PruneLook, held_of, plan
from app.services.containers.reading import SUCCESSION
from app.services.containers.volumes import parse_volumes, with_sizes

DATA = Path(__file__).parents[2] / "data" / "docker"
scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
KEYS = (
    "Id ID Images Containers Volumes BuildCache ImageUsage Items Name RepoTags Size SharedSize "
    "UsageData Labels Parents NetworkSettings Networks NetworkID IPAM Config State Mounts Created"
)
keys = st.sampled_from(KEYS.split())
values = scalars | st.sampled_from(["a" * 64, "sha256:" + "b" * 64, "running", "2026-11-21"])
answers = st.recursive(
    values,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=6),
    max_leaves=25,
)


def captured(name: str) -> Any:
    return json.loads((DATA / f"{name}_20.10.24.json").read_text())


def seen() -> PruneLook:
    networks = parse_networks(captured("networks"), captured("containers"))
    return PruneLook(parse_usage(captured("df")), networks)


@given(answers, answers)
def test_no_answer_is_too_strange_to_be_read(answer: Any, other: Any) -> None:
    use = parse_usage(answer)
    shares(use)
    parse_volumes(answer, ())
    networks = parse_networks(answer, other)
    assert all(each.id for each in plan(PruneLook(use, networks), PruneKind).items)


@given(st.text(max_size=200) | st.lists(st.from_regex(r"[\d/a-z% ]{0,20}")).map("\n".join))
def test_no_output_of_df_is_too_strange_to_be_read(text: str) -> None:
    space = parse_df(text, "/var/lib/docker")
    assert (space.free_bytes is None) == bool(space.why)


def test_free_space_is_read_also_where_the_device_has_a_space_in_its_name() -> None:
    text = (
        "Filesystem     1024-blocks      Used Available Capacity Mounted on\n"
        "//nas/my share   961301832 405234092 507162028      45% /var/lib/docker\n"
    )
    space = parse_df(text, "/var/lib/docker")
    assert (space.total_bytes, space.free_bytes) == (961301832 * 1024, 507162028 * 1024)


def test_disk_use_counts_as_the_docker_command_does() -> None:
    # What `docker system df` printed of the same engine: 5.737MB (100%), 3MB, 0B, 20.6kB.
    images, containers, volumes, cache = shares(parse_usage(captured("df")))
    assert (images.count, images.active, images.size_bytes) == (3, 1, 5737036)
    assert images.reclaimable_bytes == 5737036
    assert (containers.size_bytes, containers.reclaimable_bytes) == (3000000, 3000000)
    assert (volumes.count, volumes.active, volumes.size_bytes) == (3, 2, 5001003)
    assert volumes.reclaimable_bytes == 0
    assert (cache.kind, cache.count, cache.size_bytes) == (DiskKind.BUILD_CACHE, 8, 20604)


def test_disk_use_of_newer_engines_is_nested() -> None:
    told = captured("df")
    nested = {
        "ImageUsage": {"TotalSize": told["LayersSize"], "Items": told["Images"]},
        "ContainerUsage": {"Items": told["Containers"]},
        "VolumeUsage": {"Items": told["Volumes"]},
        "BuildCacheUsage": {"Items": told["BuildCache"]},
    }
    assert parse_usage(nested) == parse_usage(told)


def test_size_that_was_not_counted_is_unknown_and_not_nothing() -> None:
    use = parse_usage({"Volumes": [{"Name": "nfs", "UsageData": {"Size": -1, "RefCount": 0}}]})
    assert use.volumes[0].size_bytes is None
    volumes = shares(use)[2]
    assert (volumes.kind, volumes.size_bytes) == (DiskKind.VOLUMES, None)
    assert plan(PruneLook(use, ()), {PruneKind.NAMED_VOLUMES}).size_bytes() is None


def test_what_containers_set_free_goes_along_only_when_they_go() -> None:
    with_them = plan(seen(), {PruneKind.CONTAINERS, PruneKind.UNNAMED_VOLUMES})
    alone = plan(seen(), {PruneKind.UNNAMED_VOLUMES})
    assert [each.name for each in with_them.of(PruneKind.CONTAINERS)] == ["anon"]
    assert len(with_them.of(PruneKind.UNNAMED_VOLUMES)) == 2
    assert len(alone.of(PruneKind.UNNAMED_VOLUMES)) == 1


def test_container_that_is_kept_to_be_had_back_stays() -> None:
    new, old = (each | {"Labels": {}} for each in captured("containers")[:2])
    assert not held_of([new, old])
    labels = {"before": old["Id"], "name": "web", "stamp": "20261121-140355"}
    new["Labels"] = {f"{SUCCESSION}.{key}": value for key, value in labels.items()}
    new["Names"], old["Names"] = ["/web"], ["/web-before-20261121-140355"]
    held = held_of([new, old])
    assert held == {new["Id"], old["Id"]}
    kept = replace(seen(), held=held)
    assert not plan(kept, {PruneKind.CONTAINERS}).items


def test_usual_prune_leaves_volumes_and_tagged_images_alone() -> None:
    usual = plan(seen(), USUAL)
    assert {each.kind for each in usual.items} == USUAL
    (untagged,) = usual.of(PruneKind.UNTAGGED_IMAGES)
    assert untagged.size_bytes == 2  # the rest of its layers is shared
    assert usual.size_bytes(PruneKind.BUILD_CACHE) == 20604


def test_build_cache_goes_children_first_and_what_a_build_uses_stays() -> None:
    def record(name: str, parent: str = "", **more: Any) -> dict[str, Any]:
        return {"ID": name * 8, "Parents": [parent * 8] if parent else [], "Size": 1, **more}

    told = {
        "BuildCache": [record("a"), record("b", "a"), record("c", "b"), record("d", InUse=True)]
    }
    told["BuildCache"] += [record("e"), record("f", "e", InUse=True), record("g", Shared=True)]
    going = plan(PruneLook(parse_usage(told), ()), {PruneKind.BUILD_CACHE})
    assert [each.id[0] for each in going.items] == ["c", "b", "a"]


def test_volumes_are_joined_with_their_containers() -> None:
    mount = Mount("volume", "", "/data", "models")
    web = Container("a" * 64, "web", "lab", "", "", State.EXITED, "Exited", mounts=(mount,))
    found = parse_volumes(captured("volumes")["Volumes"], (web,))
    models = found[0]
    assert (models.name, [each.name for each in models.users]) == ("models", ["web"])
    assert [each.use.anonymous for each in found] == [False, True, True]
    sized = with_sizes(found, {"models": 7})
    assert [each.use.size_bytes for each in sized] == [7, None, None]


def test_networks_name_those_who_are_in_them_and_dockers_own_come_last() -> None:
    found = parse_networks(captured("networks"), captured("containers"))
    assert found[0].name == "mine"
    assert [each.is_built_in for each in found] == [False, True, True]
    none = found[-1]
    assert [(each.name, each.addresses) for each in none.attached] == [("anon", ()), ("web", ())]


@pytest.mark.parametrize("text", ["", "10.0.0.0/33", "10.0.0.1/24", "10.0.0.0/31", "; rm"])
def test_subnet_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        checked_subnet(text)
