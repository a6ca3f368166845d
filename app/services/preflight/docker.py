"""Judgements about Docker: is it there, may the account use it, do containers get the GPU."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.core.errors import RemoteError, UserError
from app.core.i18n import tr
from app.services.containers.access import joining
from app.services.containers.api import EngineUnavailable, Trouble
from app.services.containers.reading import as_dict, as_dicts, as_text, as_whole
from app.services.preflight.api import Check, Finding, Fix, Verdict

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.services.containers.engine import Engine
    from app.services.preflight.node_look import NodeLook
    from app.services.serving.reach import NodeReach
    from app.transport.api import Session

_REFUSES = (Trouble.NO_PERMISSION, Trouble.LOGIN_AGAIN)
NOT_ASKED = tr("Known once Docker answers.")


@dataclass(frozen=True, slots=True)
class DockerLook:
    """What the engine said of itself, or why it said nothing."""

    engine: Engine | None = None
    info: dict[str, Any] | None = None
    """Its answer to `docker info`."""
    error: UserError | None = None
    joining: Fix | None = None
    """What lets the account use it."""

    @property
    def root(self) -> str:
        """Where it keeps images; empty when that is not known."""
        return as_text(as_dict(self.info).get("DockerRootDir"))


def look_at_docker(reach: NodeReach, cancel: Cancel) -> DockerLook:
    """Ask the node's engine. Raises SessionLost, Cancelled."""
    try:
        engine = reach.holder.engine(cancel)
        with engine.errors():
            info = as_dict(engine.api.info())
    except EngineUnavailable as error:
        fix = _join(reach.session(), cancel) if error.trouble is Trouble.NO_PERMISSION else None
        return DockerLook(error=error, joining=fix)
    except RemoteError as error:
        return DockerLook(error=error)
    return DockerLook(engine, info)


def _join(session: Session, cancel: Cancel) -> Fix | None:
    try:
        wanted = joining(session, cancel)
    except RemoteError:
        return None
    return Fix(
        tr("Add {user} to the group {group}").format(user=wanted.user, group=wanted.group),
        tr(
            "Whoever is in the group {group} can become root on this node: a container may see all "
            "of its files."
        ).format(group=wanted.group),
        (("sudo", "usermod", "-aG", wanted.group, wanted.user),),
        connects_again=True,
    )


def judge_docker(look: DockerLook) -> Finding:
    """Say whether there is an engine that runs."""
    error = look.error
    if error is None:
        version = as_text(as_dict(look.info).get("ServerVersion"))
        found = tr("It runs, version {version}.").format(version=version or "?")
        return Finding(Check.DOCKER, Verdict.OK, found)
    trouble = error.trouble if isinstance(error, EngineUnavailable) else None
    if trouble in _REFUSES:
        return Finding(Check.DOCKER, Verdict.OK, tr("It is there."))
    if trouble is Trouble.NOT_RUNNING:
        start = Fix(
            tr("Start Docker"),
            tr("Docker is started now and whenever the node starts."),
            (("sudo", "systemctl", "enable", "--now", "docker"),),
        )
        return Finding(Check.DOCKER, Verdict.FAIL, error.message, "", start)
    verdict = Verdict.FAIL if trouble is Trouble.NOT_INSTALLED else Verdict.UNKNOWN
    return Finding(Check.DOCKER, verdict, error.message, error.hint)


def judge_right(look: DockerLook) -> Finding:
    """Say whether the account may use the engine."""
    error = look.error
    if error is None:
        return Finding(Check.DOCKER_GROUP, Verdict.OK, tr("This account may use Docker."))
    trouble = error.trouble if isinstance(error, EngineUnavailable) else None
    if trouble not in _REFUSES:
        return Finding(Check.DOCKER_GROUP, Verdict.UNKNOWN, NOT_ASKED)
    if trouble is Trouble.LOGIN_AGAIN:
        again = Fix(
            tr("Connect again"), tr("The session is ended and opened anew."), connects_again=True
        )
        return Finding(Check.DOCKER_GROUP, Verdict.WARN, error.message, "", again)
    meaning = (
        tr("Containers, images and models of this node cannot be shown or started until then.")
        if look.joining is not None
        else error.hint
    )
    return Finding(Check.DOCKER_GROUP, Verdict.FAIL, error.message, meaning, look.joining)


def judge_gpu_containers(docker: DockerLook, look: NodeLook | None, *, has_gpu: bool) -> Finding:
    """Say whether containers are given the GPU."""
    check = Check.GPU_CONTAINERS
    if not has_gpu:
        return Finding(check, Verdict.NOT_NEEDED, tr("There is no NVIDIA GPU in this node."))
    if docker.info is None:
        return Finding(check, Verdict.UNKNOWN, NOT_ASKED)
    if "nvidia" in as_dict(docker.info.get("Runtimes")) or _has_cdi(docker.info):
        return Finding(check, Verdict.OK, tr("Docker knows the NVIDIA runtime."))
    if look is None or not look.has_toolkit:
        return Finding(
            check,
            Verdict.FAIL,
            tr("NVIDIA's Container Toolkit is not installed."),
            tr(
                "Engines in containers start without a GPU, or not at all. DGX OS brings the "
                "package: sudo apt-get install nvidia-container-toolkit"
            ),
        )
    return Finding(
        check,
        Verdict.WARN,
        tr("The Container Toolkit is installed, but Docker was not told of its runtime."),
        tr("Containers that ask for it fail with “unknown or invalid runtime name: nvidia”."),
        _configure(docker.info),
    )


def _has_cdi(info: dict[str, Any]) -> bool:
    devices = as_dicts(info.get("DiscoveredDevices"))
    return any(as_text(each.get("ID")).startswith("nvidia.com/gpu") for each in devices)


def _configure(info: dict[str, Any]) -> Fix:
    running = as_whole(info.get("ContainersRunning")) or 0
    if info.get("LiveRestoreEnabled") is True or not running:
        then = tr("Docker is restarted; no container is stopped by that.")
    else:
        then = tr(
            "Docker is restarted, which stops %n containers; only those with a restart policy "
            "start again.",
            "Docker is restarted, which stops %n container; it starts again only if it has a "
            "restart policy.",
            running,
        )
    return Fix(
        tr("Tell Docker of the NVIDIA runtime"),
        tr("An entry is added to /etc/docker/daemon.json.") + " " + then,
        (
            ("sudo", "nvidia-ctk", "runtime", "configure", "--runtime=docker"),
            ("sudo", "systemctl", "restart", "docker"),
        ),
    )
