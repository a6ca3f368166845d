"""What is carried over from a container that a real engine told of, and what is not."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.core.log import MASK
from app.services.containers.carried import Carried, carried, shown
from app.services.containers.run_body import changed
from app.services.containers.run_differences import differences
from app.services.containers.run_line import line_of
from app.services.containers.run_spec import (
    EVERYWHERE,
    LOOPBACK,
    Gpus,
    HealthCheck,
    PublishedPort,
    Restart,
    RestartPolicy,
    RunSpec,
    Ulimit,
    Variable,
)
from tests.captures import captured

VLLM, PLAIN = json.loads(captured("docker/inspect_20.10.24.json"))
(IMAGE,) = json.loads(captured("docker/image_20.10.24.json"))


@pytest.fixture
def vllm() -> Carried:
    return carried(VLLM, IMAGE)


def test_the_host_part_is_carried_over_as_it_is(vllm: Carried) -> None:
    host, was = vllm.body["HostConfig"], VLLM["HostConfig"]
    left_out = {key for key, value in was.items() if value is not None} - host.keys()
    assert left_out == {"ContainerIDFile", "MaskedPaths", "ReadonlyPaths"} & was.keys()
    otherwise = {key for key, value in host.items() if value != was[key]}
    assert otherwise == {"Binds", "Mounts"}
    assert host["DeviceRequests"] == was["DeviceRequests"]


def test_volumes_keep_the_names_they_got(vllm: Carried) -> None:
    names = {each["Destination"]: each.get("Name") for each in VLLM["Mounts"]}
    binds = vllm.body["HostConfig"]["Binds"]
    assert set(VLLM["HostConfig"]["Binds"]) < set(binds)
    assert f"{names['/scratch']}:/scratch" in binds
    assert f"{names['/cache']}:/cache" in binds
    (mount,) = vllm.body["HostConfig"]["Mounts"]
    assert mount["Source"] == names["/more"]
    assert "Volumes" not in vllm.body


def test_networks_keep_addresses_and_names_but_not_its_own_id(vllm: Carried) -> None:
    assert vllm.body["NetworkingConfig"]["EndpointsConfig"] == {
        "models": {"IPAMConfig": {"IPv4Address": "10.77.0.9"}, "Aliases": ["llm"]}
    }
    assert vllm.more_networks == {"metrics": {"Aliases": ["vllm-metrics"]}}


def test_what_is_the_image_s_is_left_to_the_image(vllm: Carried) -> None:
    body = vllm.body
    assert body["Env"] == ["HF_HUB_OFFLINE=1"]
    assert body["Cmd"] == ["3600"]
    assert body["Labels"] == {"com.docker.compose.project": "ai"}
    assert not {"Entrypoint", "WorkingDir", "User", "Hostname"} & body.keys()
    assert carried(VLLM, {}).body["Entrypoint"] == ["sleep"]  # the image is gone


def test_an_entry_point_that_was_taken_away_stays_away() -> None:
    plain = carried(PLAIN, IMAGE)
    assert plain.body["Entrypoint"] == [""]
    assert plain.body["Cmd"] == ["true"]
    assert "DeviceRequests" not in plain.body["HostConfig"]
    assert shown(plain.body, "plain").gpus is None


def test_a_person_sees_what_was_said_not_what_the_engine_filled_in(vllm: Carried) -> None:
    spec = shown(vllm.body, "vllm")
    assert set(spec.ports) == {
        PublishedPort(8000, host_ip=LOOPBACK, host_port=8000),
        PublishedPort(9000, "udp", EVERYWHERE, 9000),
        PublishedPort(9001, "udp", EVERYWHERE, 9001),
    }
    assert spec.environment == (Variable("HF_HUB_OFFLINE", "1"),)
    assert (spec.gpus, spec.ipc, spec.shm_bytes) == (Gpus(("0",)), "host", 16 * 1024**3)
    assert set(spec.ulimits) == {Ulimit("memlock", -1, -1), Ulimit("stack", 67108864, 67108864)}
    assert spec.restart == RestartPolicy(Restart.UNLESS_STOPPED)
    assert spec.health == HealthCheck("true", 30 * 10**9)
    assert (spec.memory_bytes, spec.swap_bytes) == (64 * 1024**3, 0)
    assert shown(carried(PLAIN, IMAGE).body, "plain") == RunSpec(
        "vllm:1", ("true",), "plain", entrypoint="", auto_remove=True,
        volumes=shown(carried(PLAIN, IMAGE).body, "plain").volumes,
    )  # fmt: skip
    assert "--network=models" in line_of(spec)


def test_only_what_was_changed_is_another(vllm: Carried) -> None:
    spec = shown(vllm.body, "vllm")
    assert changed(vllm.body, spec, spec) == vllm.body
    after = replace(
        spec,
        ports=(PublishedPort(8000, host_port=8001),),
        environment=(Variable("HF_HUB_OFFLINE", "0"), Variable("HF_TOKEN", "hf_x")),
        memory_bytes=32 * 1024**3,
        gpus=None,
    )
    body = changed(vllm.body, spec, after)
    host = body["HostConfig"]
    assert host["PortBindings"] == {"8000/tcp": [{"HostIp": LOOPBACK, "HostPort": "8001"}]}
    assert {key for key in body if body[key] != vllm.body.get(key)} == {
        "Env", "ExposedPorts", "HostConfig",
    }  # fmt: skip
    assert "DeviceRequests" not in host
    assert "MemorySwap" not in host  # it was twice the old limit
    assert differences(spec, after) == (
        "Port 8000: 8000 on 127.0.0.1 → 8001 on 127.0.0.1",
        "Port 9000/udp: no longer published (9000 on every address)",
        "Port 9001/udp: no longer published (9001 on every address)",
        "HF_HUB_OFFLINE: another value",
        "HF_TOKEN: added",
        "GPUs: device=0 → none",
        "Memory limit: 64.0 GiB → 32.0 GiB",
    )


def test_a_secret_of_a_command_is_not_said() -> None:
    told = differences(
        RunSpec("lab"), RunSpec("lab", ("serve", "--api-key", "k123", "--port", "80"))
    )
    assert told == (f"Command: default → serve --api-key {MASK} --port 80",)


strange = st.recursive(
    st.none() | st.booleans() | st.integers(-1, 1) | st.sampled_from(["", "a:b", "host", "/x"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(
        st.sampled_from(["Name", "Type", "Destination", "Target", "Source", "Aliases", "a"]),
        inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


@given(st.sampled_from([*VLLM["HostConfig"], *VLLM["Config"], "Mounts", "Networks", "Id"]), strange)
@example("Memory", {"Name": None})
@example("Env", True)
@example("Binds", True)
@example("Networks", {"a": {"Aliases": True}})
def test_no_answer_of_an_engine_is_too_strange(key: str, value: object) -> None:
    told = {
        **VLLM,
        "Config": {**VLLM["Config"], key: value},
        "HostConfig": {**VLLM["HostConfig"], key: value},
        "NetworkSettings": {key: value},
        key: value,
    }
    body = carried(told, IMAGE).body
    differences(shown(body, "x"), RunSpec())
