"""ContainerLaunch: an engine in a container, from its image to its first token.

Every step may be begun again by the next session: the container carries the launch's id.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from app.core.cancel import Cancel
from app.core.errors import BadInput, Cancelled, CommandCenterError, RemoteError
from app.core.i18n import tr
from app.core.said import said
from app.core.units import disk_size
from app.services.containers.api import ContainerDetails, NotThere, State
from app.services.containers.changes import ContainerChanges
from app.services.containers.create import audited, explained, has_image, make
from app.services.containers.log_api import Entry
from app.services.containers.log_feed import LogSource, follow_logs
from app.services.containers.logs import LogWish
from app.services.containers.pulls import pull
from app.services.containers.reading import as_dict, as_moment
from app.services.containers.run_body import body_of
from app.services.containers.run_spec import (
    Restart,
    RestartPolicy,
    RunSpec,
    Variable,
    check,
)
from app.services.serving.api import Phase, Source
from app.services.serving.launching.failure import ended, removed
from app.services.serving.launching.job import LAUNCH_LABEL, LaunchJob
from app.services.serving.launching.launched import (
    CREATED_S,
    ahead,
    find,
    last_lines,
    pack_files,
    received_bytes,
    take_away,
    was_stopped,
)
from app.services.serving.launching.watch import ReadyWatch
from app.services.serving.running.api import LABEL

if TYPE_CHECKING:
    from app.services.containers.engine import Engine
    from app.services.containers.image_api import LoginOf, PullProgress

FIRST_LINES = 2000
"""Lines of a container's log that are read when it is picked up again."""
TRAFFIC_S = 2.0
"""Between two looks at how much was received, where an engine does not say how far it is."""
LEAST_TRAFFIC = 4 * 1000**2
"""Less than that are questions, not files."""
_CONFLICT = "is already in use by container"


class ContainerLaunch:
    """One launch in a container. For one thread."""

    def __init__(self, job: LaunchJob, login_of: LoginOf, container: str = "") -> None:
        """Prepare; `container` is the one that an earlier run of this program made."""
        self._job = job
        self._login_of = login_of
        self._container = container
        self._is_adopted = bool(container)
        self._started = False
        self.has_begun = bool(container)
        """Whether there may be something to take away."""
        self._watch = ReadyWatch(job)
        self._log: _Log | None = None
        self._traffic_due = 0.0

    def run(self) -> str:
        """Return the container's id when its model answers."""
        job = self._job
        subject = job.reach.subject()
        if not self._is_adopted:
            self._check()
            job.reach.holder.over_sessions(self._wait_for_memory, job.cancel, job.wait_for)
            self._pull()
        what = f"Deploy {said(job.title)} with {job.engine.title}: {audited(self._spec())}"
        try:
            with job.reach.audit.change(subject, what):
                job.reach.holder.over_sessions(self._once, job.cancel, job.wait_for)
        finally:
            if self._log is not None:
                self._log.stop()
        return self._container

    def undo(self) -> None:
        """Take the container away again; its image stays. SessionLost while not connected."""
        job = self._job
        engine = job.reach.holder.engine(Cancel())
        take_away(engine, job.launch, self._container, job.reach.name, job.reach.audit)

    # Before it is made

    def _check(self) -> None:
        spec = self._spec()
        check(spec)
        for file in self._job.plan.files:
            if not file.path.startswith("/") or ".." in file.path.split("/") or "\0" in file.path:
                raise BadInput(
                    tr("“{path}” is no whole path inside the container.").format(
                        path=said(file.path)
                    )
                )

    def _wait_for_memory(self, _engine: Engine) -> None:
        self._job.gate.wait(self._job.cancel, self._job.wait_for)

    def _spec(self) -> RunSpec:
        """Return what is run. It starts again by itself only once it was ready."""
        job, run = self._job, self._job.plan.run
        assert run is not None
        plain = tuple(each for each in run.environment if each.name not in job.secrets)
        secret = tuple(Variable(name, value) for name, value in job.secrets.items())
        return replace(
            run,
            environment=(*plain, *secret),
            restart=RestartPolicy(Restart.NO),
            labels=tuple((dict(run.labels) | self._labels()).items()),
        )

    def _labels(self) -> dict[str, str]:
        job, plan = self._job, self._job.plan
        told = {
            "recipe": plan.recipe.id,
            "model": plan.recipe.model.handle,
            "engine": job.engine.name,
            "port": str(plan.port),
            "model_id": plan.model_id,
            "base": job.engine.health.base,
            "by": job.by,
            "at": f"{job.board.begun:.0f}",
        }
        if plan.fit is not None:
            told["need"] = str(plan.fit.takes_bytes or plan.fit.need_bytes)
        if plan.settings.context is not None:
            told["context"] = str(plan.settings.context)
        return {f"{LABEL}{name}": value for name, value in told.items()} | {
            LAUNCH_LABEL: job.launch
        }

    def _pull(self) -> None:
        job, image = self._job, self._spec().image
        if job.reach.holder.over_sessions(
            lambda engine: has_image(engine, image), job.cancel, job.wait_for
        ):
            return
        job.board.enter(Phase.PULLING)
        job.board.publish()
        pull(
            job.reach.holder,
            image,
            job.cancel,
            self._on_pull,
            login_of=self._login_of,
            audit=job.reach.audit,
            node=job.reach.name,
            leaving=job.leaving,
        )

    def _on_pull(self, progress: PullProgress) -> None:
        total = progress.total_bytes
        done = disk_size(progress.done_bytes)
        detail = (
            done
            if total is None
            else tr("{done} of {disk_size}").format(done=done, disk_size=disk_size(total))
        )
        words = " · ".join(part for part in (detail, progress.status) if part)
        self._job.board.say(progress.fraction, words, progress.left_s)
        self._job.wait_for(progress.waiting_for)

    # With each session

    def _once(self, engine: Engine) -> None:
        """Bring it to its first token, from wherever it is."""
        job = self._job
        job.board.heard()
        job.wait_for("")
        self._make_sure(engine)
        details = self._details(engine)
        if details.state is State.CREATED and not self._started:
            self._put_files(engine)
            self._wait_for_turn(engine)
            self._start(engine)
        self._started = True
        self._after_start()
        if self._log is None:
            self._log = _Log(job, self._container)
        while not self._watch.look(engine.session):
            self._see(engine)
            job.board.publish()
            if job.cancel.wait(job.patience.look_s):
                raise Cancelled
        self._keep_running(engine)

    def _make_sure(self, engine: Engine) -> None:
        """Find the container of this launch, or make it."""
        job = self._job
        if not self._container:
            self._container = find(engine, job.launch)
        if not self._container:
            self.has_begun = True
            self._make_folders(engine)
            self._container = self._make(engine)
        job.made(self._container)
        job.board.has_container(self._container)

    def _make_folders(self, engine: Engine) -> None:
        """Make the folders that are mounted: Docker would make them root's."""
        if folders := self._job.plan.folders:
            done = engine.session.exec(["mkdir", "-p", "--", *folders], cancel=self._job.cancel)
            self._job.cancel.raise_if_cancelled()
            done.check()

    def _make(self, engine: Engine) -> str:
        spec = self._spec()
        try:
            return make(engine, body_of(spec), spec.name).id
        except RemoteError as error:
            if _CONFLICT not in error.message or not self._clear_name(engine, spec.name):
                raise
        return make(engine, body_of(spec), spec.name).id

    def _clear_name(self, engine: Engine, name: str) -> bool:
        """Remove a container of ours that was stopped, so that its successor gets the name."""
        details, told = engine.details(name), engine.inspect(name)
        labels = as_dict(as_dict(told.get("Config")).get("Labels"))
        made = as_moment(told.get("Created")) or 0.0
        is_new = details.state is State.CREATED and engine.clock() - made < CREATED_S
        if not any(each.startswith(LABEL) for each in labels) or details.state.runs or is_new:
            return False  # a new one is about to be started by another launch
        ContainerChanges(engine, self._job.reach.name, self._job.reach.audit).remove(
            details.id, volumes=True
        )
        return True

    def _put_files(self, engine: Engine) -> None:
        if files := self._job.plan.files:
            packed = pack_files([(each.path, each.text) for each in files])
            with engine.errors(self._job.cancel):
                engine.api.put_archive(self._container, "/", packed)

    def _wait_for_turn(self, engine: Engine) -> None:
        """Wait for launches that were granted their memory and have not taken it yet.

        The turn is taken last: whoever has it waits for nobody, so that no two wait for each other.
        """
        job, mine = self._job, self._container
        while who := job.whose_turn() or ahead(engine, mine, job.cancel) or job.take_turn():
            job.wait_for(
                tr("{who} is being started there: what it takes is not taken yet.").format(who=who)
            )
            if job.cancel.wait(job.patience.turn_s):
                raise Cancelled
        self._wait_for_memory(engine)

    def _start(self, engine: Engine) -> None:
        with explained(), engine.errors():
            engine.api.start(self._container)

    def _after_start(self) -> None:
        plan = self._job.plan
        is_there = plan.to_download_bytes == 0 or plan.recipe.model.source is Source.FILE
        self._job.board.enter(Phase.LOADING if is_there else Phase.DOWNLOADING)

    # While it starts

    def _details(self, engine: Engine) -> ContainerDetails:
        try:
            return engine.details(self._container)
        except NotThere:
            raise removed(self._job.title, self._job.board.phase, self._job.board.lines) from None

    def _see(self, engine: Engine) -> None:
        """Raise why it ended, if it did; look how much it received, where nothing else tells."""
        details = self._details(engine)
        if details.state in (State.EXITED, State.DEAD, State.REMOVING):
            job = self._job
            job.board.catch_up(last_lines(engine, self._container, job.cancel))
            job.board.publish()
            stopped = was_stopped(engine, details)
            raise ended(job.title, job.board.phase, details, job.board.lines, stopped=stopped)
        progress = self._job.board.progress()
        if progress.phase is Phase.DOWNLOADING and time.monotonic() >= self._traffic_due:
            self._traffic_due = time.monotonic() + TRAFFIC_S
            self._see_traffic(engine)

    def _see_traffic(self, engine: Engine) -> None:
        """Say how much of the model came, by what the container received over its network."""
        total = self._job.plan.to_download_bytes or self._job.plan.recipe.download_bytes
        if not total or self._job.board.tells_figures:
            return
        with contextlib.suppress(RemoteError), engine.errors():
            told = engine.api.stats(self._container, stream=False, one_shot=True)
            came = received_bytes(told)
            if came is not None and came > LEAST_TRAFFIC:
                words = tr("about {came} of {total}").format(
                    came=disk_size(min(came, total)), total=disk_size(total)
                )
                self._job.board.say(min(0.99, came / total), words)

    def _keep_running(self, engine: Engine) -> None:
        """Let it start again by itself from now on: it was ready once, so it is no boot loop."""
        run = self._job.plan.run
        if run is None or run.restart.name is Restart.NO:
            return
        policy: dict[str, object] = {"Name": run.restart.name.value}
        if run.restart.most:
            policy["MaximumRetryCount"] = run.restart.most
        with engine.errors():
            engine.api.update_container(self._container, restart_policy=policy)


class _Log:
    """Reads a container's log on a thread of its own, over all sessions."""

    def __init__(self, job: LaunchJob, container: str) -> None:
        self._job = job
        self._cancel = Cancel()
        source = LogSource(container, LogWish(tail=FIRST_LINES))
        self._thread = threading.Thread(
            target=self._read, args=(source,), name="launch-log", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Stop reading."""
        self._cancel.cancel()
        self._thread.join(5.0)

    def _read(self, source: LogSource) -> None:
        with contextlib.suppress(CommandCenterError):  # a log that cannot be read shows no phases
            follow_logs(self._job.reach.holder, [source], self, self._cancel)

    def take(self, entries: Sequence[Entry]) -> bool:
        """Hear lines."""
        for entry in entries:
            self._job.board.hear(entry.line.text)
        return True

    def interrupted(self, why: str) -> None:
        """Nothing to do: whoever launches meets the same."""

    def resumed(self) -> None:
        """Nothing to do."""
