"""Run a container: make it of a RunSpec, start it, see that it runs. The audit log has it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from app.core.audit import AuditLog, AuditSubject
from app.core.cancel import Cancel
from app.core.errors import RemoteError
from app.core.i18n import tr
from app.core.said import said
from app.services.containers.api import ContainerDetails, NotThere
from app.services.containers.engine import Engine
from app.services.containers.holder import EngineHolder
from app.services.containers.run_body import Body, body_of
from app.services.containers.run_spec import EVERYWHERE, PublishedPort, RunSpec, check
from app.services.containers.settling import Patience, wait_until_well

_NO_NVIDIA = tr(
    "Docker on the node does not know its GPUs. Where NVIDIA's container toolkit is "
    "installed: sudo nvidia-ctk runtime configure --runtime=docker, then restart "
    "Docker."
)
_TAKEN = tr("Something on the node listens there already: choose another port, or stop that.")
_KNOWN = (
    ("could not select device driver", _NO_NVIDIA),
    ("unknown or invalid runtime name: nvidia", _NO_NVIDIA),
    ("unknown runtime specified nvidia", _NO_NVIDIA),
    ("port is already allocated", _TAKEN),
    ("address already in use", _TAKEN),
    ("is already in use by container", tr("Choose another name, or remove that container.")),
)
"""What an engine's words mean, and what to do then."""
OnStep = Callable[[str], object]
"""Hears what is done now: `Starting web`."""


@dataclass(frozen=True, slots=True)
class Made:
    """A container as the engine made it."""

    id: str
    warnings: tuple[str, ...] = ()
    """In the engine's words."""


@dataclass(frozen=True, slots=True)
class Run:
    """A container that was run, and how it is."""

    details: ContainerDetails
    warnings: tuple[str, ...] = ()


def has_image(engine: Engine, image: str) -> bool:
    """Tell whether an image is on the node."""
    try:
        with engine.errors():
            engine.api.inspect_image(image)
    except NotThere:
        return False
    return True


def make(engine: Engine, body: Body, name: str) -> Made:
    """Make a container without starting it; NotThere without its image."""
    with explained(), engine.errors():
        told = engine.api.create_container_from_config(body, name or None)
    warnings = told.get("Warnings") or ()
    return Made(str(told["Id"]), tuple(said(str(each)) for each in warnings))


def run(
    holder: EngineHolder,
    spec: RunSpec,
    cancel: Cancel,
    step: OnStep,
    *,
    audit: AuditLog,
    node: str,
    patience: Patience = Patience(),  # noqa: B008 - a frozen value
) -> Run:
    """Make a container, start it, and return when it is well (see `wait_until_well`).

    What cannot be started is removed again. Cancelling stops the waiting only: a container that
    was started runs on. Raises BadInput, NotThere without the image, RemoteError in the engine's
    words, NotWell, SessionLost, SettingsUnwritable (then nothing is changed), Cancelled.
    """
    check(spec)
    engine = holder.engine(cancel)
    subject = AuditSubject(node, engine.session.host_key)
    with audit.change(subject, f"Run container {audited(spec)}"):
        step(tr("Creating the container"))
        made = make(engine, body_of(spec), spec.name)
        step(tr("Starting the container"))
        _start(engine, made)
    step(tr("Waiting until it runs"))
    return Run(wait_until_well(holder, made.id, cancel, patience), made.warnings)


@contextlib.contextmanager
def explained() -> Iterator[None]:
    """Say what to do where an engine's refusal is a known one."""
    try:
        yield
    except RemoteError as error:
        if not error.hint:
            words = error.message.lower()
            error.hint = next((hint for sign, hint in _KNOWN if sign in words), "")
        raise


def audited(spec: RunSpec) -> str:
    """Say what is run for the audit log: what it reaches, no values of variables."""
    words = [
        f"{spec.name or 'without a name'} of {said(spec.image)}",
    ]
    words += [
        f"port {each.host_port or 'any'} on {_listens_on(each)} to {each.number}"
        for each in spec.ports
    ]
    words += [f"{said(each.source)} at {said(each.target)}" for each in spec.volumes if each.source]
    words += ["with GPUs"] * (spec.gpus is not None)
    words += ["on the node's network"] * (spec.network == "host")
    words += ["privileged"] * spec.privileged
    return ", ".join(words)


def _listens_on(port: PublishedPort) -> str:
    return "every address" if port.host_ip in (EVERYWHERE, "::") else port.host_ip


def _start(engine: Engine, made: Made) -> None:
    try:
        with explained(), engine.errors():
            engine.api.start(made.id)
    except RemoteError:
        with contextlib.suppress(RemoteError), engine.errors():
            engine.api.remove_container(made.id, v=True, force=True)
        raise
