"""What is looked at before a launch, as a question for a worker, and what came of it in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core import units
from app.core.i18n import inside, tr
from app.core.said import said
from app.services.serving.api import Check, CheckVerdict

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.services.serving.api import EngineSpec, LaunchRequest
    from app.services.serving.facts.api import ModelFacts
    from app.services.serving.launching.preflight import Preflight
    from app.services.serving.reach import NodeReach
    from app.state.hub import Hub

MEMORY = "memory"
SECRETS = "secrets"
LICENCE = "licence"
OVERRIDABLE = (MEMORY,)
"""Checks that a person may set aside by typing the node's name."""
_TITLES = {
    MEMORY: tr("Memory"),
    "disk": tr("Disk"),
    "port": tr("Port"),
    "image": tr("Image"),
    SECRETS: tr("Keys"),
    "gpu": "GPU",
    "restart": tr("Restart", "what a check looked at"),
    LICENCE: tr("Licence"),
    "model": tr("Model"),
}


@dataclass(frozen=True, slots=True)
class KeysAsked:
    """The user wants to see the keys; `wanted` is the variable of one that is missing."""

    wanted: str = ""


@dataclass(frozen=True, slots=True)
class CheckLook:
    """How a verdict looks."""

    icon: str
    tone: str
    word: str


LOOKS = {
    CheckVerdict.GOOD: CheckLook("check-circle", "ok", tr("fine")),
    CheckVerdict.NOTE: CheckLook("warning-circle", "warn", tr("to know")),
    CheckVerdict.REFUSED: CheckLook("x-circle", "err", tr("refused")),
    CheckVerdict.UNKNOWN: CheckLook("question", "text2", tr("could not be looked at")),
}
_ORDER = (CheckVerdict.REFUSED, CheckVerdict.NOTE, CheckVerdict.UNKNOWN, CheckVerdict.GOOD)


def looking(
    hub: Hub, request: LaunchRequest, engine: EngineSpec, facts: ModelFacts | None
) -> Callable[[NodeReach, Cancel], object]:
    """Return the question: nothing is changed on the node by it."""
    serving, registries = hub.serving, hub.registries

    def question(reach: NodeReach, cancel: Cancel) -> object:
        from app.services.serving.keys import login_of_keys, secret_of
        from app.services.serving.launching.preflight import look

        book, secrets = serving.measured, secret_of(serving.secrets(), cancel)
        return look(
            request,
            engine,
            reach,
            facts=facts,
            book=book,
            secret_of=secrets,
            login_of=login_of_keys(registries.login_of(cancel), secrets),
            cancel=cancel,
        )

    return question


def in_order(checks: tuple[Check, ...]) -> tuple[Check, ...]:
    """Return checks, what forbids the launch first."""
    return tuple(sorted(checks, key=lambda check: _ORDER.index(check.verdict)))


def title_of(check: Check) -> str:
    """Return what a check looked at."""
    return _TITLES.get(check.name, said(check.name).capitalize())


def summary_of(preflight: Preflight) -> tuple[str, str]:
    """Return the outcome in a sentence and its colour token."""
    refused = preflight.refused
    if refused:
        names = ", ".join(inside(title_of(check)) for check in refused)
        return tr("It cannot be deployed like this: {names}.").format(names=names), "err"
    notes = sum(check.verdict is CheckVerdict.NOTE for check in preflight.checks)
    unknown = sum(check.verdict is CheckVerdict.UNKNOWN for check in preflight.checks)
    if unknown:
        return tr(
            "Nothing speaks against it. %n things could not be looked at.",
            "Nothing speaks against it. One thing could not be looked at.",
            unknown,
        ), "text"
    if notes:
        return tr("It can be deployed. Read what is marked."), "text"
    return tr("All is well. It can be deployed."), "text"


def can_override(preflight: Preflight) -> bool:
    """Tell whether what forbids the launch may be set aside."""
    refused = preflight.refused
    return bool(refused) and all(check.name in OVERRIDABLE for check in refused)


def wanted_key(preflight: Preflight) -> str:
    """Return the variable of the key that the launch needs."""
    uses = sorted(preflight.plan.secrets, key=lambda use: not use.required)
    return next((use.variable for use in uses), "")


def facts_of(preflight: Preflight, node: str) -> list[tuple[str, str]]:
    """Return what the launch needs, for a list of names and values."""
    plan = preflight.plan
    keys = ", ".join(
        use.variable
        if use.required
        else tr("{variable} (if you have one)").format(variable=use.variable)
        for use in plan.secrets
    )
    rows = [
        (tr("Answers at"), _answers_at(preflight, node)),
        (tr("Image"), _image(preflight)),
        (tr("Model"), f"{_download(plan.to_download_bytes)}, {said(plan.recipe.model.handle)}"),
        (
            tr("Disk"),
            tr("{needed}; {disk_size} free").format(
                needed=_needed(preflight), disk_size=units.disk_size(preflight.disk_free_bytes)
            ),
        ),
        (
            tr("Keys"),
            tr("{keys}: from the keyring, never in the command").format(keys=keys)
            if keys
            else tr("none"),
        ),
    ]
    if plan.folders:
        rows.append((tr("Folders"), ", ".join(said(each) for each in plan.folders)))
    return rows


def _answers_at(preflight: Preflight, node: str) -> str:
    plan = preflight.plan
    if plan.settings.open_to_network:
        return tr("{node}:{port}, for anyone on its network").format(node=node, port=plan.port)
    return tr(
        "{node}:{port} on its own 127.0.0.1, from here through a tunnel to "
        "localhost:{port} or the next free port"
    ).format(node=node, port=plan.port)


def _image(preflight: Preflight) -> str:
    run = preflight.plan.run
    if run is None:
        return tr("none: it is a program of the node")
    size = preflight.plan.to_pull_bytes
    if size is None:
        there = tr("size n/a")
    elif size == 0:
        there = tr("there")
    else:
        there = tr("{disk_size} to pull").format(disk_size=units.disk_size(size))
    return f"{said(run.image)}, {there}"


def _download(size: int | None) -> str:
    if size is None:
        return tr("size n/a")
    return (
        tr("there")
        if size == 0
        else tr("{disk_size} to download").format(disk_size=units.disk_size(size))
    )


def _needed(preflight: Preflight) -> str:
    sizes = (preflight.plan.to_pull_bytes, preflight.plan.to_download_bytes)
    known = sum(size for size in sizes if size is not None)
    if None in sizes:
        return (
            tr("more than {disk_size} needed").format(disk_size=units.disk_size(known))
            if known
            else tr("what it needs is n/a")
        )
    return (
        tr("{disk_size} needed").format(disk_size=units.disk_size(known))
        if known
        else tr("nothing more needed")
    )
