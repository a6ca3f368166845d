"""Launcher: does what a plan says, watches it to readiness, and takes it back when it fails."""

from __future__ import annotations

import contextlib
import functools
import logging
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.core.cancel import Cancel
from app.core.errors import (
    BadInput,
    Cancelled,
    CommandCenterError,
    RemoteError,
    SessionLost,
    UserError,
)
from app.core.i18n import tr
from app.core.log import register_secret
from app.core.whoami import whoami
from app.services.containers.api import NotThere
from app.services.serving.api import Deployed, DeployProgress, LaunchPlan, Phase
from app.services.serving.catalogue import engine as engine_named
from app.services.serving.keys import how_to_save
from app.services.serving.launching import eta
from app.services.serving.launching.container import ContainerLaunch
from app.services.serving.launching.job import LaunchJob, Patience
from app.services.serving.launching.launched import find, take_away
from app.services.serving.launching.memory_gate import MemoryGate
from app.services.serving.launching.phases import PhaseBoard
from app.services.serving.launching.program import ProgramLaunch, run_undo
from app.services.serving.launching.readiness import Readiness, endpoint_key
from app.services.serving.launching.unfinished import (
    Record,
    UnfinishedBook,
    this_process,
    without_secrets,
)
from app.services.serving.measured import StartSeen

if TYPE_CHECKING:
    from app.services.containers.image_api import LoginOf
    from app.services.serving.api import SecretOf
    from app.services.serving.measured import MeasuredBook
    from app.services.serving.reach import NodeReach

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A deployment that an earlier run of this program began and did not see the end of."""

    plan: LaunchPlan
    container_id: str = ""
    """Empty while no container was made."""


class Launcher:
    """Deploys on one node."""

    def __init__(
        self,
        reach: NodeReach,
        *,
        secret_of: SecretOf,
        login_of: LoginOf,
        book: MeasuredBook,
        unfinished: Path,
        leaving: Callable[[], bool],
        patience: Patience = Patience(),  # noqa: B008 - a frozen value
    ) -> None:
        """Keep what is unfinished in a file.

        `leaving` tells a cancel at the program's end from one of the user's: what was made stays.
        """
        self._reach = reach
        self._secret_of = secret_of
        self._login_of = login_of
        self._book = book
        self._unfinished = UnfinishedBook(unfinished)
        self._leaving = leaving
        self._patience = patience

    def deploy(
        self,
        plan: LaunchPlan,
        cancel: Cancel,
        tell: Callable[[DeployProgress], None],
        *,
        adopt: str = "",
    ) -> Deployed:
        """Return when the model answers. Cancelling takes away again what was made.

        Raises LaunchFailed with the engine's last words, NoRoom when its memory is not there
        (nothing was started then), BadInput, what `pulls.pull` does, SessionLost when the node is
        not connected to begin with, SettingsUnwritable, Cancelled.
        """
        secrets = self._secrets(plan)
        record, is_resumed = self._record(plan, adopt)
        machine = self._reach.machine_key()
        self._unfinished.put(record)
        if is_resumed:  # what was set aside then says nothing of the memory there is now
            plan = replace(plan, overrides=())
        expected = self._expected(plan, machine)
        job = self._job(plan, record, cancel, tell, secrets, expected)
        job = replace(job, is_resumed=is_resumed)
        work = self._work(job, adopt)
        try:
            job.board.publish()
            container = work.run()
        except BaseException as error:
            self._give_up(record, work, error)
            raise
        self._unfinished.drop(record)
        job.board.enter(Phase.READY)
        job.board.publish()
        if not adopt:  # else not all of it was seen
            self._remember(job, machine)
        return Deployed(job.endpoint, container, job.board.times)

    # How it begins

    def _secrets(self, plan: LaunchPlan) -> dict[str, str]:
        """Return the secrets that are there; BadInput when a required one is not."""
        found = {}
        for each in plan.secrets:
            secret = self._secret_of(each.variable)
            if secret:
                register_secret(secret)
                found[each.variable] = secret
            elif each.required:
                raise BadInput(
                    tr("{variable} is missing.").format(variable=each.variable),
                    how_to_save(each.variable),
                )
        return found

    def _record(self, plan: LaunchPlan, adopt: str) -> tuple[Record, bool]:
        """Return what is written down of it, and whether it goes on where it was left.

        BadInput when something is being deployed on its port already.
        """
        before = self._unfinished.find(plan)
        if before is not None and before.owner is not None and before.owner.lives:
            raise BadInput(
                tr("{title} is being deployed on port {port} there already.").format(
                    title=before.plan.recipe.title, port=plan.port
                ),
                tr("Choose another port, or wait."),
            )
        is_resumed = before is not None and _goes_on(before, plan, adopt)
        if before is None or not is_resumed:
            before = Record(plan, uuid.uuid4().hex, time.time(), adopt)
        return replace(before, plan=plan, owner=this_process()), is_resumed

    def _job(
        self,
        plan: LaunchPlan,
        record: Record,
        cancel: Cancel,
        tell: Callable[[DeployProgress], None],
        secrets: dict[str, str],
        expected: eta.Expected,
    ) -> LaunchJob:
        engine = engine_named(plan.recipe.engine)
        board = PhaseBoard(plan, engine.signs, expected, tell)
        board.resume(record.begun)
        still_s = self._patience.still_s
        return LaunchJob(
            launch=record.launch,
            plan=plan,
            engine=engine,
            reach=self._reach,
            cancel=cancel,
            board=board,
            gate=MemoryGate(self._reach, plan, engine, self._book, still_s=still_s),
            readiness=Readiness(plan, engine, secrets.get(endpoint_key(plan))),
            patience=self._patience,
            by=whoami(),
            made=lambda container: self._unfinished.update(
                record, functools.partial(_with, container)
            ),
            whose_turn=lambda: self._unfinished.whose_turn(record),
            take_turn=lambda: self._unfinished.take_turn(record),
            leaving=self._leaving,
            secrets=secrets,
        )

    def _work(self, job: LaunchJob, adopt: str) -> ContainerLaunch | ProgramLaunch:
        if job.plan.run is None:
            return ProgramLaunch(job)
        return ContainerLaunch(job, self._login_of, adopt)

    # How it ends

    def _give_up(
        self, record: Record, work: ContainerLaunch | ProgramLaunch, error: BaseException
    ) -> None:
        """Take back what was made, unless the program ends: then it goes on there."""
        if isinstance(error, Cancelled) and self._leaving():
            self._unfinished.update(record, lambda kept: replace(kept, owner=None))
            return
        if not work.has_begun:
            self._unfinished.drop(record)
            return
        self._unfinished.update(record, lambda kept: replace(kept, undo=True))
        try:
            work.undo()
        except CommandCenterError as why:
            log.warning("what was launched is not taken away yet: %s", why)
            self._unfinished.update(record, lambda kept: replace(kept, owner=None))
            if isinstance(error, Cancelled | UserError):
                raise _left(error, self._reach.name) from error
        else:
            self._unfinished.drop(record)

    def _remember(self, job: LaunchJob, machine: str) -> None:
        """Keep how long the phases took, so that the next launch can say how long it takes."""
        plan = job.plan
        moved = _to_move(plan)
        self._book.add(
            *(
                StartSeen(
                    machine,
                    plan.recipe.engine,
                    plan.recipe.model.handle,
                    each.phase.value,
                    each.seconds,
                    time.time(),
                    moved.of(each.phase) or 0,
                )
                for each in job.board.whole_times
                if each.phase in eta.STARTS or moved.of(each.phase)
            )
        )

    # What is known

    def _expected(self, plan: LaunchPlan, machine: str) -> eta.Expected:
        recipe = plan.recipe
        seen = self._book.starts(machine, recipe.engine, recipe.model.handle)
        others = self._book.engine_starts(machine, recipe.engine)
        return eta.expected(seen, engine_named(recipe.engine).start_s, _to_move(plan), others)


def _goes_on(before: Record, plan: LaunchPlan, adopt: str) -> bool:
    """Whether a deployment goes on where the one before on its port was left."""
    return before.container_id == adopt and before.plan == without_secrets(plan)


def _to_move(plan: LaunchPlan) -> eta.ToMove:
    weights = plan.fit.weights_bytes if plan.fit is not None else plan.recipe.weights_bytes
    return eta.ToMove(plan.to_pull_bytes, plan.to_download_bytes, weights)


def unfinished(reach: NodeReach, file: Path, cancel: Cancel) -> tuple[Unfinished, ...]:
    """Return the deployments of a node that are not over, those that can be picked up.

    What was given up while the node was not connected is taken away now.
    """
    book = UnfinishedBook(file)
    found = []
    for record in book.of(reach.node):
        if record.owner is not None and record.owner.lives:
            continue
        if record.undo:
            _take_away(reach, book, record, cancel)
            continue
        try:
            container = _container(reach, record, cancel)
        except NotThere:
            book.drop(record)
            continue
        if not container and record.is_partial:
            book.drop(record)  # it lacks what only the person knows
            continue
        if container != record.container_id:
            book.update(record, functools.partial(_with, container))
        found.append(Unfinished(record.plan, container))
    return tuple(found)


def _with(container: str, record: Record) -> Record:
    return replace(record, container_id=container)


def _container(reach: NodeReach, record: Record, cancel: Cancel) -> str:
    """Return a deployment's container, empty before it was made; NotThere when it is gone."""
    if record.plan.run is None:
        return ""
    engine = reach.holder.engine(cancel)
    container = find(engine, record.launch)
    if not container and record.container_id:
        raise NotThere(tr("Its container was removed."))
    return container


def _take_away(reach: NodeReach, book: UnfinishedBook, record: Record, cancel: Cancel) -> None:
    with contextlib.suppress(RemoteError, SessionLost):
        if record.plan.run is not None:
            engine = reach.holder.engine(cancel)
            take_away(engine, record.launch, record.container_id, reach.name, reach.audit)
        else:
            run_undo(reach, record.plan)
        book.drop(record)


def _left(error: CommandCenterError, node: str) -> RemoteError:
    """Say that something stays on the node for now."""
    why = tr("It was cancelled.") if isinstance(error, Cancelled) else str(error)
    return RemoteError(
        tr("{why} What it made is still on {node}, which is not connected.").format(
            why=why, node=node
        ),
        tr("It is taken away as soon as the node is connected again."),
    )
