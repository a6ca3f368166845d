from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.services.telemetry.api import Owner
from app.services.telemetry.owners import owner_of

ID = "77c09e05c4a947224997c3baa49e5edf161fd116568e90a28a60fca6fde049ca"
POD = "kubepods-burstable-podf4bb00c6_a390_4762_860a_643decfd755c.slice"
USER = "0::/user.slice/user-1000.slice/user@1000.service"


@pytest.mark.parametrize(
    "cgroup",
    [
        f"0::/system.slice/docker-{ID}.scope",
        f"0::/docker/{ID}",
        f"12:memory:/docker/{ID}\n1:name=systemd:/docker/{ID}\n0::/system.slice/docker.service",
        f"3:cpu:/docker/{ID}\n0::/system.slice/snap.docker.dockerd.service",
        f"{USER}/user.slice/docker-{ID}.scope",
        f"0::/machine.slice/libpod-{ID}.scope/container",
        f"0::/kubepods.slice/kubepods-burstable.slice/{POD}/cri-containerd-{ID}.scope",
        f"0::/kubepods/burstable/podf4bb00c6-a390-4762-860a-643decfd755c/{ID}",
        f"0::/system.slice/containerd.service/{POD}:cri-containerd:{ID}",
        f"0::/docker/{'0' * 64}/docker/{ID}",
    ],
)
def test_owner_is_the_innermost_container_however_it_is_started(cgroup: str) -> None:
    named = owner_of(cgroup, "root", {ID: "vllm-qwen"})
    assert named == Owner(container="vllm-qwen", container_id=ID, user="root")
    assert named.title == "vllm-qwen"
    assert owner_of(cgroup, None, {}).container == ID[:12]


@pytest.mark.parametrize(
    ("cgroup", "unit"),
    [
        ("0::/system.slice/ollama.service", "ollama.service"),
        ("1:name=systemd:/system.slice/ollama.service\n0::/", "ollama.service"),
        (f"{USER}/app.slice/llama-server.service", "llama-server.service"),
        ("0::/system.slice/system-getty.slice/getty@tty1.service", "getty@tty1.service"),
        (r"0::/system.slice/my\x2dengine.service", "my-engine.service"),
        ("0::/user.slice/user-1000.slice/session-2.scope", None),
        (f"{USER}/app.slice/app-org.gnome.Terminal.slice/vte-spawn-1.scope", None),
        (USER, None),
        (f"0::/machine.slice/libpod-conmon-{ID}.scope", None),
        ("0::/", None),
        ("", None),
    ],
)
def test_owner_is_a_service_but_no_session(cgroup: str, unit: str | None) -> None:
    assert owner_of(cgroup, "spark", {}) == Owner(unit=unit, user="spark")


@settings(deadline=None)
@given(st.text(), st.none() | st.text())
def test_owner_of_any_text_is_an_owner(cgroup: str, user: str | None) -> None:
    for text in (cgroup, f"0::/{cgroup}", f"0::/{cgroup}/{ID}"):
        owner_of(text, user, {})
