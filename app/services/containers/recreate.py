"""Make a container anew with something changed, and have the old one back when that goes wrong.

No engine can change ports or variables of a container. So a new one is made beside it, which takes
its place: the old one is stopped and renamed, the new one gets its name and is started. Until the
new one is well the old one comes back by itself when anything fails; afterwards it is kept, to be
had back or removed.

Every step is decided by what is there, and done over whichever session the node has by then. The
new container has labels that say whose place it takes (`Succession`). So whatever was broken off,
by a crash, a lost session or another program, is seen in any list of containers (`succession.py`),
and `finish` or `undo` go on from there.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

from app.core.audit import AuditLog, AuditSubject
from app.core.cancel import Cancel
from app.core.errors import Cancelled, RemoteError, SessionLost, TimedOut
from app.core.i18n import numeral, tr
from app.core.said import said
from app.services.containers.api import (
    Container,
    ContainerDetails,
    EngineUnavailable,
    NotThere,
    Succession,
)
from app.services.containers.carried import Carried, carried, shown
from app.services.containers.changes import ContainerChanges
from app.services.containers.create import Made, OnStep, explained, has_image, make
from app.services.containers.engine import Engine
from app.services.containers.holder import EngineHolder
from app.services.containers.reading import (
    PROJECT,
    SUCCESSION,
    SUCCESSION_KEYS,
    as_dict,
    containers,
)
from app.services.containers.run_body import changed
from app.services.containers.run_differences import differences
from app.services.containers.run_spec import RunSpec, check
from app.services.containers.run_values import restart_text
from app.services.containers.settling import Patience, wait_until_well

Answer = TypeVar("Answer")
_REMOVES_ITSELF_S = 5
"""Seconds in which the engine removes a container that was run with --rm and has ended."""


class NotRecreated(RemoteError):
    """A container was not recreated; the message says what is there now, the hint why."""


@dataclass(frozen=True, slots=True)
class Present:
    """A container as it could be made anew."""

    id: str
    name: str
    spec: RunSpec
    """What a person sees of it and may change."""
    runs: bool
    carried: Carried = field(repr=False)
    warnings: tuple[str, ...] = ()
    """What to know before, a sentence each."""


@dataclass(frozen=True, slots=True)
class Recreated:
    """A container in another's place."""

    details: ContainerDetails
    succession: Succession
    is_kept: bool
    """Whether the former one is still there."""
    warnings: tuple[str, ...] = ()


def look(engine: Engine, container: str) -> Present:
    """Look at a container that is to be made anew; NotThere when it is gone."""
    with engine.errors():
        told = engine.api.inspect_container(container)
        image, moved = _image(engine, told)
        listed = engine.api.containers(all=True)
    name = str(told.get("Name") or "").removeprefix("/")
    found = carried(told, image)
    if not image:
        found.body["Image"] = told.get("Image")
    spec = shown(found.body, name)
    warnings = [
        *_of_compose(as_dict(found.body.get("Labels"))),
        *_of_spec(spec, moved=moved),
        *_of_others(str(told["Id"]), listed),
    ]
    runs = as_dict(told.get("State")).get("Running") is True
    return Present(str(told["Id"]), name, spec, runs, found, tuple(warnings))


def _of_compose(labels: dict[str, Any]) -> Iterator[str]:
    if labels.get(PROJECT):
        yield (
            tr(
                "docker compose made it (project {project}): the next docker compose up "
                "makes it again as its file says. Change the file, too."
            ).format(project=said(str(labels[PROJECT])))
        )


def _of_spec(spec: RunSpec, *, moved: bool) -> Iterator[str]:
    if spec.auto_remove:
        yield (
            tr(
                "It was run with --rm: the old one is gone once it is stopped. If the new "
                "one fails, another like the old one is made; what was written inside it "
                "is lost."
            )
        )
    if moved:
        yield tr("{image} is another image by now: the new container is made of that one.").format(
            image=said(spec.image)
        )


def _of_others(container: str, listed: list[dict[str, Any]]) -> Iterator[str]:
    sharing = [
        told
        for told in listed
        if as_dict(told.get("HostConfig")).get("NetworkMode") == f"container:{container}"
    ]
    names = [each.name for each in containers(sharing)]
    if names:
        yield tr("{names} use its network and lose it: recreate them afterwards.").format(
            names=", ".join(names)
        )


def recreate(
    holder: EngineHolder,
    present: Present,
    after: RunSpec,
    cancel: Cancel,
    step: OnStep,
    *,
    audit: AuditLog,
    node: str,
    patience: Patience = Patience(),  # noqa: B008 - a frozen value
) -> Recreated:
    """Put a container made of `after` in the place of the one that was looked at.

    Raises NotThere without the image or when the old one is gone meanwhile, before anything was
    changed; NotRecreated when the old one is back; Cancelled, after which `undo` or `finish` are
    to be called; BadInput; SettingsUnwritable.
    """
    check(after)
    engine = holder.engine(cancel)
    if not has_image(engine, after.image):
        raise NotThere(
            tr("{image} is not on {node}.").format(image=said(after.image), node=node),
            tr("Pull it first."),
        )
    move = _Move(holder, cancel, step, audit, node, patience)
    what = "; ".join(differences(present.spec, after)) or tr("nothing changed")
    with audit.change(
        AuditSubject(node, engine.session.host_key),
        f"Recreate container {present.name}: {what}",
    ):
        return move.begin(present, after)


def in_progress(engine: Engine, before: str) -> Container:
    """Return the container that takes the place of `before`; NotThere when none does."""
    for each in engine.containers():
        if each.succession is not None and each.succession.before == before:
            return each
    raise NotThere(tr("There is nothing left to undo: no container took its place."))


def finish(
    holder: EngineHolder,
    new: Container,
    cancel: Cancel,
    step: OnStep,
    *,
    audit: AuditLog,
    node: str,
    patience: Patience = Patience(),  # noqa: B008 - a frozen value
) -> Recreated:
    """Go on with a recreation that was broken off; errors as with `recreate`."""
    assert new.succession is not None
    subject = AuditSubject(node, holder.engine(cancel).session.host_key)
    with audit.change(subject, f"Finish recreating container {new.succession.name}"):
        move = _Move(holder, cancel, step, audit, node, patience)
        return move.through(new.id, new.succession)


def undo(
    holder: EngineHolder,
    new: Container,
    cancel: Cancel,
    step: OnStep,
    *,
    audit: AuditLog,
    node: str,
) -> None:
    """Have the former container back, wherever the recreation is; the new one is removed.

    Raises NotThere when the former one is gone or has another name: then nothing is changed.
    """
    assert new.succession is not None
    engine = holder.engine(cancel)
    before = _find(engine, new.succession.before)
    if before is not None and not _is_ours(before, new.succession):
        raise NotThere(
            tr("The former {name} is called {now} by now.").format(
                name=new.succession.name, now=before.name
            ),
            tr("Call it {kept_name} again to undo the recreation.").format(
                kept_name=new.succession.kept_name
            ),
        )
    subject = AuditSubject(node, engine.session.host_key)
    with audit.change(subject, f"Undo recreating container {new.succession.name}"):
        _Move(holder, cancel, step, audit, node, Patience()).back(new.id, new.succession)


class _Move:
    """The steps of a recreation, each decided by what is there."""

    def __init__(
        self,
        holder: EngineHolder,
        cancel: Cancel,
        step: OnStep,
        audit: AuditLog,
        node: str,
        patience: Patience,
    ) -> None:
        self._holder = holder
        self._cancel = cancel
        self._step = step
        self._audit = audit
        self._node = node
        self._patience = patience
        self._gone: Present | None = None
        """The old one, when the engine removes it as soon as it ends."""

    def begin(self, present: Present, after: RunSpec) -> Recreated:
        self._gone = present if present.spec.auto_remove else None
        succession = self._over_sessions(lambda engine: _succession(engine, present))
        new = changed(present.carried.body, present.spec, after)
        new["Labels"] = as_dict(new.get("Labels")) | labels_of(succession)
        self._step(tr("Creating the new container"))
        carried_over = Carried(new, present.carried.more_networks)
        made = self._over_sessions(lambda engine: self._make(engine, carried_over, succession))
        return replace(self.through(made.id, succession), warnings=made.warnings)

    def through(self, new: str, succession: Succession) -> Recreated:
        """Go forward to the end, or all the way back."""
        try:
            self._over_sessions(lambda engine: self._forward(engine, new, succession))
            self._step(tr("Waiting until the new container is well"))
            patience = replace(self._patience, may_end=not succession.ran)
            details = wait_until_well(self._holder, new, self._cancel, patience, self._say_health)
        except (SessionLost, Cancelled):
            raise
        except RemoteError as error:
            raise self._rolled_back(new, succession, error) from error
        kept = self._over_sessions(lambda engine: _find(engine, succession.before))
        return Recreated(details, succession, kept is not None)

    def back(self, new: str, succession: Succession) -> bool:
        """Have the old one back; False when another program has taken it in hand meanwhile."""
        return self._over_sessions(lambda engine: self._backward(engine, new, succession))

    # Forward

    def _make(self, engine: Engine, wanted: Carried, succession: Succession) -> Made:
        """Make the new one; one that was made while the answer was lost is the one."""
        found = next((c for c in engine.containers() if c.succession == succession), None)
        joined = found.networks if found else ()
        made = Made(found.id) if found else make(engine, wanted.body, succession.new_name)
        try:
            for network, endpoint in wanted.more_networks.items():
                if network not in joined:
                    _join(engine, made.id, network, endpoint)
        except EngineUnavailable:
            raise
        except RemoteError:
            self._changes(engine).remove(made.id, force=True, volumes=True)
            raise
        return made

    def _forward(self, engine: Engine, new: str, succession: Succession) -> None:
        changes = self._changes(engine)
        before = self._stopped(engine, succession)
        if before is not None:
            if succession.restart:
                self._set_restart(engine, before, "no")
            if before.name == succession.name:
                changes.rename(before.id, succession.kept_name)
        made = _there(engine, new)
        if made.name != succession.name:
            changes.rename(made.id, succession.name)
        if not made.state.runs:
            self._step(tr("Starting the new container"))
            with explained():
                changes.start(made.id)

    def _stopped(self, engine: Engine, succession: Succession) -> Container | None:
        """Stop the old one and return how it is then; None when it is gone."""
        before = _find(engine, succession.before)
        if before is not None and before.state.runs and _is_ours(before, succession):
            self._step(tr("Stopping the old container"))
            self._changes(engine).stop(before.id)
            if self._gone is not None:
                with contextlib.suppress(NotThere), engine.errors():
                    engine.api.wait(before.id, condition="removed")
            before = _find(engine, succession.before)
        if before is not None and not _is_ours(before, succession):
            raise RemoteError(
                tr("Another program renamed it to {name} meanwhile.").format(name=before.name)
            )
        return before

    def _say_health(self, details: ContainerDetails, waited_s: float) -> None:
        health = f"{details.health}, " if details.health is not None else ""
        self._step(
            tr("Waiting until the new container is well: {health}{waited_s} s").format(
                health=health, waited_s=numeral(waited_s, grouped=False)
            )
        )

    # Back

    def _rolled_back(self, new: str, succession: Succession, error: RemoteError) -> NotRecreated:
        """Have the old one back, and return what to tell."""
        why = f"{error.message} {error.hint}".strip()
        self._step(tr("Bringing the old container back"))
        try:
            is_back = self.back(new, succession)
        except RemoteError as second:
            return NotRecreated(
                tr("{name} was not recreated, and the old container is not back: {message}").format(
                    name=succession.name, message=second.message
                ),
                tr("Undo it in the list of containers. It failed because: {why}").format(why=why),
            )
        if not is_back:
            return NotRecreated(tr("{name} was not recreated.").format(name=succession.name), why)
        again = tr("runs as before") if succession.ran else tr("is as it was")
        return NotRecreated(
            tr("{name} was not recreated; it {again}.").format(name=succession.name, again=again),
            why,
        )

    def _backward(self, engine: Engine, new: str, succession: Succession) -> bool:
        changes = self._changes(engine)
        made, before = _find(engine, new), _find(engine, succession.before)
        if before is None and self._gone is None:
            raise NotThere(tr("The former {name} is no longer there.").format(name=succession.name))
        if made is not None and not self._moved_aside(engine, made, succession):
            made = None
        is_ours = before is None or _is_ours(before, succession)
        if before is not None and is_ours:
            self._bring_back(engine, before, succession)
        elif self._gone is not None:
            self._make_again(engine, self._gone)
        if made is not None:
            changes.remove(made.id, force=True, volumes=True)
        return is_ours

    def _moved_aside(self, engine: Engine, made: Container, succession: Succession) -> bool:
        """Stop the new one and take its name; False when it removed itself, run with --rm."""
        changes = self._changes(engine)
        try:
            if made.state.runs:
                self._step(tr("Stopping the new container"))
                changes.stop(made.id)
            if made.name == succession.name:
                changes.rename(made.id, succession.new_name)
        except EngineUnavailable:
            raise
        except RemoteError:
            if self._gone is None:
                raise
        if self._gone is None:
            return True
        with contextlib.suppress(NotThere, TimedOut), engine.errors():
            engine.api.wait(made.id, timeout=_REMOVES_ITSELF_S, condition="removed")
        return _find(engine, made.id) is not None

    def _bring_back(self, engine: Engine, before: Container, succession: Succession) -> None:
        changes = self._changes(engine)
        if before.name != succession.name:
            changes.rename(before.id, succession.name)
        if succession.restart:
            self._set_restart(engine, before, succession.restart)
        if succession.ran and not before.state.runs:
            self._step(tr("Starting the old container"))
            changes.start(before.id)

    def _make_again(self, engine: Engine, gone: Present) -> None:
        """Make another like the one that removed itself."""
        found = next((each for each in engine.containers() if each.name == gone.name), None)
        made = found.id if found else make(engine, gone.carried.body, gone.name).id
        for network, endpoint in gone.carried.more_networks.items():
            _join(engine, made, network, endpoint)
        self._changes(engine).start(made)

    # Both

    def _set_restart(self, engine: Engine, container: Container, policy: str) -> None:
        """Change a restart policy: a container that is kept must not start by itself."""
        name, _, most = policy.partition(":")
        told = {"Name": name, "MaximumRetryCount": int(most or 0)}
        what = f"Set restart of container {container.name} to {policy}"
        subject = AuditSubject(self._node, engine.session.host_key)
        with self._audit.change(subject, what), engine.errors():
            engine.api.update_container(container.id, restart_policy=told)

    def _changes(self, engine: Engine) -> ContainerChanges:
        return ContainerChanges(engine, self._node, self._audit)

    def _over_sessions(self, job: Callable[[Engine], Answer]) -> Answer:
        """Do a job whose steps may be done again, as often as sessions and engines end."""
        return self._holder.over_sessions(job, self._cancel, self._step)


def _succession(engine: Engine, present: Present) -> Succession:
    """Return who takes whose place, with a time that no other recreation has for its names."""
    taken = {each.succession.stamp for each in engine.containers() if each.succession is not None}
    moment = datetime.now()
    while (stamp := moment.strftime("%Y%m%d-%H%M%S")) in taken:
        moment += timedelta(seconds=1)
    restart = present.spec.restart
    policy = restart_text(restart) if restart.name.after_failure else ""
    return Succession(present.id, present.name, stamp, present.runs, policy)


def labels_of(succession: Succession) -> dict[str, str]:
    """Return the labels by which a new container says whose place it takes."""
    values = (
        succession.before,
        succession.name,
        succession.stamp,
        "yes" if succession.ran else "no",
        succession.restart,
    )
    return {
        f"{SUCCESSION}.{key}": value for key, value in zip(SUCCESSION_KEYS, values, strict=True)
    }


def _image(engine: Engine, told: dict[str, Any]) -> tuple[dict[str, Any], bool]:
    """Return the image that a container was made of, and whether its name is another's now."""
    made_of = str(told.get("Image") or "")
    image: dict[str, Any] = {}
    with contextlib.suppress(NotThere), engine.errors():
        image = as_dict(engine.api.inspect_image(made_of))
    try:
        with engine.errors():
            named = as_dict(engine.api.inspect_image(as_dict(told.get("Config")).get("Image")))
    except NotThere:
        return image, False
    return image, named.get("Id") != made_of


def _find(engine: Engine, container: str) -> Container | None:
    return next((each for each in engine.containers() if each.id == container), None)


def _is_ours(before: Container, succession: Succession) -> bool:
    """Whether nobody else renamed the former container, as another recreation would."""
    return before.name in (succession.name, succession.kept_name)


def _there(engine: Engine, container: str) -> Container:
    found = _find(engine, container)
    if found is None:
        raise NotThere(tr("The new container is no longer there."))
    return found


def _join(engine: Engine, container: str, network: str, endpoint: dict[str, Any]) -> None:
    """Join a network with all that was set of the place in it, which the SDK knows only part of."""
    with engine.errors():
        url = engine.api._url("/networks/{0}/connect", network)  # noqa: SLF001 - see the contract test
        told = {"Container": container, "EndpointConfig": endpoint}
        engine.api._raise_for_status(engine.api._post_json(url, told))  # noqa: SLF001
